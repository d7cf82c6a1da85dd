//! What everyone reads of a ledger: sales, sums, wallets, people.

use super::Ledger;
use crate::entry::{Actor, Commit, Entry};
use crate::error::LedgerError;
use crate::index::IndexRow;
use crate::query::{Page, Query};
use crate::row::{Place, SaleRow};
use crate::totals::{Tally, Totals};
use crate::views::{BackedUp, BackupPlace, Before, KeyMarker, Period, Restored};
use airtill_domain::offer::Offer;
use airtill_domain::reference::{Reference, SaleId, TillId};
use airtill_domain::sale::Sale;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use airtill_words::say;

impl Ledger {
    /// One sale.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sale(&self, id: SaleId) -> Result<Option<Sale>, LedgerError> {
        self.store().sale(id)
    }

    /// The sale that an attempt's reference belongs to.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        self.store().sale_of(reference)
    }

    /// The sales of a Lagos day, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn day(&self, day: Day, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        self.store().day(day, limit)
    }

    /// The latest sales of any day, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn latest(&self, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        self.store().latest(limit)
    }

    /// The sums of a Lagos day as its sales stand now, without their parts.
    pub fn tally(&self, day: Day) -> Tally {
        self.store().tally(Period::Day(day))
    }

    /// The sums of a Lagos day as its sales stand now, whole and in parts, kept up to date with every commit.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn totals(&self, day: Day) -> Result<Totals, LedgerError> {
        self.store().totals(Period::Day(day))
    }

    /// The sums of a shift, kept up to date with every commit. Sales from before there were shifts form shift 0.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn shift_totals(&self, shift: u32) -> Result<Totals, LedgerError> {
        self.store().totals(Period::Shift(shift))
    }

    /// The sums of all days from one to another, both included, as their sales stand now. What reports show is
    /// [`Ledger::closed_between`].
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn totals_between(&self, from: Day, to: Day) -> Result<Totals, LedgerError> {
        let store = self.store();
        let days: Vec<u32> = store.index().days(from, to).map(|(day, ..)| day).collect();
        let mut sum = Totals::default();
        for day in days {
            sum.join(&store.totals_of_day(day)?);
        }
        Ok(sum)
    }

    /// The Lagos days from one to another, both included, on which something was sold, in order.
    pub fn days_between(&self, from: Day, to: Day) -> Vec<Day> {
        let store = self.store();
        let mut days: Vec<u32> = store.index().days(from, to).map(|(day, ..)| day).collect();
        days.sort_unstable();
        days.into_iter().filter_map(Day::of_number).collect()
    }

    /// The last commit before a Lagos day; zero where there is none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn last_before(&self, day: Day) -> Result<u64, LedgerError> {
        self.last_until(day.begins())
    }

    /// Looks for sales: at most `limit`, taken before the place `below`, or the newest.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn page(&self, query: &Query, below: Option<Place>, limit: usize) -> Result<Page, LedgerError> {
        query.page(&self.store(), below, limit)
    }

    /// The sales that have a reference, ours or a vendor's: all of it, as it is written.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn with_reference(&self, text: &str) -> Result<Vec<SaleRow>, LedgerError> {
        self.store().with_reference(text.trim())
    }

    /// How many sales there are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sales(&self) -> Result<Place, LedgerError> {
        self.store().sales()
    }

    /// What a line says was sold: `₦500 MTN airtime`. `None` where the sale has to be read.
    pub fn title(&self, line: &IndexRow) -> Option<String> {
        match line.title() {
            // Sold at its face amount.
            None => {
                Some(say!("{face} {network} airtime", face = line.price().short(), network = line.service().name()))
            }
            Some(place) => self.store().index().title(place).map(str::to_owned),
        }
    }

    /// A sale with its place, who took it, and which commits tell of it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        self.store().row(id)
    }

    /// The sale at a place.
    ///
    /// # Errors
    /// When the store can't be read, or has fewer sales.
    pub fn row_at(&self, place: Place) -> Result<SaleRow, LedgerError> {
        self.store().row_at(place)
    }

    /// What a list shows of the sale at a place.
    pub fn line_at(&self, place: Place) -> Option<IndexRow> {
        self.store().index().line(place).copied()
    }

    /// All sales in the order in which they were taken, from a place on.
    pub fn rows_from(&self, from: Place) -> impl Iterator<Item = Result<SaleRow, LedgerError>> + use<> {
        self.store().rows_from(from)
    }

    /// The places from which and below which all sales of some days stand; others may stand between them where a clock was set.
    pub fn places_between(&self, from: Day, to: Day) -> (Place, Place) {
        let store = self.store();
        let index = store.index();
        let found = index.days(from, to).map(|(_, first, last)| (first, last + 1));
        found.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))).unwrap_or((0, 0))
    }

    /// A sale as it was after a commit; `None` before it was taken.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sale_as_of(&self, row: &SaleRow, seq: u64) -> Result<Option<Sale>, LedgerError> {
        let story: Vec<u64> = row.story.iter().copied().take_while(|told| *told <= seq).collect();
        let mut sale = None;
        for commit in self.store().commits(&story)? {
            for entry in &commit.entries {
                if let Entry::Sale(event) = entry
                    && event.sale() == row.sale.id
                {
                    sale = Some(Sale::apply(sale, event, commit.at)?);
                }
            }
        }
        Ok(sale)
    }

    /// The commits in order, read as they are asked for.
    pub fn forwards(&self) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        self.store().commits_forwards()
    }

    /// A sale's whole story: every commit that tells of it, in order.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn story(&self, row: &SaleRow) -> Result<Vec<Commit>, LedgerError> {
        self.store().commits(&row.story)
    }

    /// The sales to a recipient, newest first, read as they are asked for. `local` is the recipient as it is sent.
    pub fn to_recipient(&self, local: &str) -> impl Iterator<Item = Result<Sale, LedgerError>> + use<> {
        self.store().to_recipient(local)
    }

    /// The sales of any day, newest first, read as they are asked for.
    pub fn newest(&self) -> impl Iterator<Item = Result<Sale, LedgerError>> + use<> {
        self.store().newest()
    }

    /// The time that the last commit bears, which a clock that was ahead once and is right again has left behind.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn last_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        Ok(self.backwards().next().transpose()?.map(|commit| commit.at))
    }

    /// The greatest time that any commit bears: what a clock that was set back can't hide.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.store().latest_at()
    }

    /// A vendor's wallet by the ledger.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        self.store().book(vendor)
    }

    /// The commits after one, in order, read as they are asked for.
    pub fn after(&self, seq: u64) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        self.store().commits_after(seq)
    }

    /// Every sale in doubt, every sale whose money is owed, and every sale whose end is contradicted, oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn open_sales(&self) -> Result<Vec<Sale>, LedgerError> {
        self.store().open_sales()
    }

    /// The marker that a key was saved for a vendor: never the key.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn key_marker(&self, vendor: VendorId) -> Result<Option<KeyMarker>, LedgerError> {
        self.store().key_marker(vendor)
    }

    /// Whether the shop ever had an owner or a key: then it is in business, even while a key is missing.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn was_set_up(&self) -> Result<bool, LedgerError> {
        self.store().was_set_up()
    }

    /// Everyone who works or worked here, in the order in which they came.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn staff(&self) -> Result<Vec<Staff>, LedgerError> {
        self.store().all_staff()
    }

    /// One person.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn person(&self, id: StaffId) -> Result<Option<Staff>, LedgerError> {
        self.store().staff(id)
    }

    /// The name of whoever did something; `None` for the till itself and for the counter before people had names.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn name_of(&self, actor: &Actor) -> Result<Option<String>, LedgerError> {
        match actor {
            Actor::Till | Actor::Counter => Ok(None),
            Actor::Staff(id) => Ok(self.person(*id)?.map(|person| person.name)),
        }
    }

    /// The commits, newest first, read as they are asked for.
    pub fn backwards(&self) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        self.store().commits_backwards()
    }

    /// Keeps a vendor's offers in place of the ones before, for when there is no network. No entry: they can be read
    /// again. Left out while the ledger takes no entries.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn keep_offers(&self, vendor: VendorId, offers: &[Offer]) -> Result<(), LedgerError> {
        if self.read_only().is_some() { Ok(()) } else { self.store().keep_offers(vendor, offers) }
    }

    /// A vendor's offers as they were last read.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn offers(&self, vendor: VendorId) -> Result<Vec<Offer>, LedgerError> {
        self.store().offers(vendor)
    }

    /// The till's id, once it was written.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn till_id(&self) -> Result<Option<TillId>, LedgerError> {
        self.store().till_id()
    }

    /// Where backups go, if the owner chose that.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn backup_place(&self) -> Result<Option<BackupPlace>, LedgerError> {
        self.store().backup_place()
    }

    /// The last backup.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn backed_up(&self) -> Result<Option<BackedUp>, LedgerError> {
        self.store().backed_up()
    }

    /// Whether this ledger came out of a backup.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn restored(&self) -> Result<Option<Restored>, LedgerError> {
        self.store().restored()
    }
}
