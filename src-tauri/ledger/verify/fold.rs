//! All entries folded again, beside what the store holds of them.

use super::Verified;
use crate::entry::{Commit, compact, line};
use crate::error::LedgerError;
use crate::index::{self, Fingerprints};
use crate::row::{Place, SaleRow};
use crate::store::{CommitBlock, PeriodKey, Store, period_key};
use crate::totals::Totals;
use crate::views::{self, Before, Closed, Period};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How often it is tried to compare what is left while more is committed.
pub(super) const CATCH_UP_MOST: u32 = 100;

/// The fold of all commits, compared with the store as it goes. A sale that is complete is compared and forgotten, so that
/// a million of them need no memory.
pub(super) struct Fold<'a> {
    pub(super) store: &'a Arc<Store>,
    /// Sales that are not yet as the store has them.
    pub(super) live: RefCell<HashMap<SaleId, SaleRow>>,
    pub(super) sales: Place,
    pub(super) totals: BTreeMap<Period, Totals>,
    pub(super) books: BTreeMap<VendorId, Book>,
    pub(super) staff: BTreeMap<StaffId, Staff>,
    pub(super) latest_at: Option<Timestamp>,
    pub(super) balances: Balances,
    pub(super) shifts: Shifts,
    pub(super) closed: BTreeMap<u32, Closed>,
    pub(super) debtors: BTreeMap<DebtorId, Debtor>,
    pub(super) queue: Queue,
}

impl Before for Fold<'_> {
    /// Taken out: it comes back as it is after the commit.
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        Ok(self.live.borrow_mut().remove(&id))
    }

    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(self.sales)
    }

    /// That a reference is new was made sure of when it was written.
    fn sale_of(&self, _: &Reference) -> Result<Option<SaleId>, LedgerError> {
        Ok(None)
    }

    fn staff(&self, id: StaffId) -> Result<Option<Staff>, LedgerError> {
        Ok(self.staff.get(&id).cloned())
    }

    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        Ok(self.books.get(&vendor).cloned().unwrap_or_default())
    }

    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        Ok(self.latest_at)
    }

    fn balances(&self) -> Result<Balances, LedgerError> {
        Ok(self.balances)
    }

    fn shifts(&self) -> Result<Shifts, LedgerError> {
        Ok(self.shifts.clone())
    }

    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        Ok(self.closed.get(&number).cloned())
    }

    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        Ok(self.debtors.get(&id).cloned())
    }

    fn queue(&self) -> Result<Queue, LedgerError> {
        Ok(self.queue.clone())
    }
}

impl<'a> Fold<'a> {
    pub(super) fn new(store: &'a Arc<Store>) -> Fold<'a> {
        Fold {
            store,
            live: RefCell::default(),
            sales: 0,
            totals: BTreeMap::new(),
            books: BTreeMap::new(),
            staff: BTreeMap::new(),
            latest_at: None,
            balances: Balances::default(),
            shifts: Shifts::default(),
            closed: BTreeMap::new(),
            debtors: BTreeMap::new(),
            queue: Queue::default(),
        }
    }

    pub(super) fn take(&mut self, commit: &Commit, found: &mut Verified) -> Result<(), LedgerError> {
        let effects = match views::effects(commit, self) {
            Ok(effects) => effects,
            Err(error) => {
                let seq = commit.seq;
                found.complain(|| format!("commit {seq} breaks a rule: {error}"));
                return Ok(());
            }
        };
        for (period, exchange) in effects.exchanges() {
            self.totals.entry(period).or_default().exchange(&exchange);
        }
        self.books.extend(effects.books);
        self.staff.extend(effects.staff);
        self.latest_at = effects.latest_at;
        self.balances = effects.balances.unwrap_or(self.balances);
        self.closed.extend(effects.closed);
        self.debtors.extend(effects.debtors);
        effects.shifts.into_iter().for_each(|shifts| self.shifts = shifts);
        effects.queue.into_iter().for_each(|queue| self.queue = queue);
        for (id, row) in effects.sales {
            self.sales = self.sales.max(row.place + 1);
            // In doubt, it has more to tell; and where the store has a longer story, so has this one.
            if row.sale.is_open() || !self.is_as_stored(&row)? {
                self.live.get_mut().insert(id, row);
            } else {
                found.sales += 1;
            }
        }
        Ok(())
    }

    /// Whether the store has this row, and its line there and in memory.
    fn is_as_stored(&self, row: &SaleRow) -> Result<bool, LedgerError> {
        let index = self.store.index();
        let (code, new) = index.title_code(&row.sale, &[]);
        let line = index::IndexRow::of(row, code);
        let in_memory = index.line(row.place).is_some_and(|known| known.shows(&line));
        drop(index);
        let record = index::record(&line, &Fingerprints::of(row));
        Ok(new.is_none() && in_memory && self.store.is_stored(row.place, &compact::write_plain(row)?, &record)?)
    }

    /// Compares what is left, once no commit comes in between: those that were made meanwhile are folded first.
    pub(super) fn end(mut self, found: &mut Verified) -> Result<(), LedgerError> {
        for _ in 0..CATCH_UP_MOST {
            let head = self.store.head()?.0;
            self.catch_up(head, found)?;
            let before = (self.live.get_mut().clone(), found.clone());
            self.compare(found)?;
            if self.store.head()?.0 == head {
                return Ok(());
            }
            (*self.live.get_mut(), *found) = before;
        }
        Err(LedgerError::Damaged("so much is written that it can't be held against its entries".to_owned()))
    }

    /// Folds what was committed since.
    fn catch_up(&mut self, head: u64, found: &mut Verified) -> Result<(), LedgerError> {
        for block in self.store.blocks_from(found.seq + 1) {
            let CommitBlock { commits, before, .. } = block?;
            let mut chain = before;
            for commit in commits {
                let (_, record) = line::write(commit, chain);
                chain = record.hash;
                if record.commit.seq > found.seq && record.commit.seq <= head {
                    found.entries += record.commit.entries.len() as u64;
                    (found.seq, found.head) = (record.commit.seq, record.hash);
                    self.take(&record.commit, found)?;
                }
            }
        }
        Ok(())
    }

    fn compare(&mut self, found: &mut Verified) -> Result<(), LedgerError> {
        let live = self.live.take();
        for row in live.values() {
            found.sales += 1;
            if !self.is_as_stored(row)? {
                found.complain(|| format!("the sale {} in the store is not what its entries say", row.sale.id));
            }
        }
        self.compare_lists(&live, found)?;
        self.compare_shifts(found)?;
        for (vendor, book) in &self.books {
            if self.store.book(*vendor)? != *book {
                found.complain(|| format!("the wallet of {} is not what the entries say", vendor.name()));
            }
        }
        for (id, person) in &self.staff {
            if self.store.staff(*id)?.as_ref() != Some(person) {
                found.complain(|| format!("person {} is not what the entries say", id.0));
            }
        }
        Ok(())
    }

    /// Drawer, shifts, their sheets, debtors and slips.
    fn compare_shifts(&self, found: &mut Verified) -> Result<(), LedgerError> {
        if self.store.balances()? != self.balances || self.store.shifts()? != self.shifts {
            found.complain(|| "drawer, debtors or shifts are not what the entries say".to_owned());
        }
        if self.store.queue()? != self.queue {
            found.complain(|| "the slips that wait are not what the entries say".to_owned());
        }
        let closed = self.store.all_closed().collect::<Result<Vec<Closed>, LedgerError>>()?;
        if !closed.iter().rev().eq(self.closed.values()) {
            found.complain(|| "a closing report is not what was written".to_owned());
        }
        if !self.store.debtors()?.iter().eq(self.debtors.values()) {
            found.complain(|| "the debtors are not what the entries say".to_owned());
        }
        Ok(())
    }

    /// No sale, sum or open sale too many or too few.
    fn compare_lists(&self, live: &HashMap<SaleId, SaleRow>, found: &mut Verified) -> Result<(), LedgerError> {
        if self.store.sales()? != self.sales || self.store.rows()? != u64::from(self.sales) {
            found.complain(|| "the number of sales is not what the entries say".to_owned());
        }
        let mut open: Vec<Place> = live.values().filter(|row| row.sale.is_open()).map(|row| row.place).collect();
        open.sort_unstable();
        if self.store.open_places()? != open {
            found.complain(|| "the list of open sales is not what the entries say".to_owned());
        }
        let mut kept = 0;
        let totals: HashMap<PeriodKey, &Totals> =
            self.totals.iter().map(|(period, totals)| (period_key(*period), totals)).collect();
        for item in self.store.all_totals() {
            let (key, stored) = item?;
            kept += 1;
            let key: PeriodKey = key.as_slice().try_into().unwrap_or_default();
            if totals.get(&key) != Some(&&stored) || self.store.tally_under(&key) != Some(stored.all) {
                found.complain(|| "sums are not what the entries say".to_owned());
            }
        }
        if kept != totals.len() {
            found.complain(|| "sums are missing".to_owned());
        }
        Ok(())
    }
}
