//! The only door to sled.
//!
//! Eight trees with fixed names; seven of them belong to every commit, and one keeps offers, which can be read again. Keys are big-endian, so that order is time. Values carry a version byte and stay below
//! 16 KiB. Every iteration goes on with `?`: a damaged item is an error, never a sale less.

use crate::domain::offer::Offer;
use crate::domain::price::Pricing;
use crate::domain::reference::{Reference, SaleId, TillId};
use crate::domain::route::Routing;
use crate::domain::sale::Sale;
use crate::domain::settings::VendorSettings;
use crate::domain::staff::{Staff, StaffId};
use crate::domain::time::{At, Day};
use crate::domain::vendor::VendorId;
use crate::domain::wallet::Book;
use crate::faults;
use crate::ledger::entry::{Commit, GENESIS, Hash, Record, compact};
use crate::ledger::error::LedgerError;
use crate::ledger::views::{Before, DayTotals, Effects, KeyMarker};
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use std::fs::File;
use std::path::Path;

/// Memory for sled's cache: its default of 1 GiB is more than a kiosk's PC has to spare.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

const APPLIED_SEQ: &[u8] = b"applied_seq";
const HEAD: &[u8] = b"head";
const TILL: &[u8] = b"till";
const SET_UP: &[u8] = b"set_up";
const SHOP_NAME: &[u8] = b"shop_name";
const PRICING: &[u8] = b"pricing";
const ROUTING: &[u8] = b"routing";
const LATEST_AT: &[u8] = b"latest_at";
const STAFF: &[u8] = b"staff/";

/// The store, open.
pub struct Store {
    db: sled::Db,
    /// A second handle on sled's file: `sync_data` through it is what makes a flush survive a power cut on Linux.
    file: File,
    commits: sled::Tree,
    sales: sled::Tree,
    by_day: sled::Tree,
    /// Recipient as it is sent, a zero, the commit's place: the sales of one recipient, in order.
    by_recipient: sled::Tree,
    references: sled::Tree,
    open: sled::Tree,
    days: sled::Tree,
    meta: sled::Tree,
    offers: sled::Tree,
}

impl Store {
    /// Opens or creates the store. May panic or hang on a damaged directory, as sled's recovery does: the caller guards it.
    ///
    /// # Errors
    /// When sled can't open it, or its files can't be synced.
    pub fn open(directory: &Path) -> Result<Store, LedgerError> {
        let db = sled::Config::new()
            .path(directory)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(500))
            .open()
            .map_err(damaged)?;
        let file = File::options()
            .read(true)
            .write(true)
            .open(directory.join("db"))
            .map_err(LedgerError::io("opening the store's file"))?;
        let tree = |name: &str| db.open_tree(name).map_err(damaged);
        let store = Store {
            commits: tree("commits")?,
            sales: tree("sales")?,
            by_day: tree("by_day")?,
            by_recipient: tree("by_recipient")?,
            references: tree("references")?,
            open: tree("open")?,
            days: tree("days")?,
            meta: tree("meta")?,
            offers: tree("offers")?,
            db,
            file,
        };
        store.sync()?;
        for name in ["conf", "db"] {
            File::open(directory.join(name))
                .and_then(|file| file.sync_all())
                .map_err(LedgerError::io("syncing the store's files"))?;
        }
        crate::ledger::journal::sync_directory(directory)?;
        Ok(store)
    }

    /// The last commit applied and its line's hash; zero and [`GENESIS`] for an empty store.
    ///
    /// # Errors
    /// When the store can't be read or contradicts itself.
    pub fn head(&self) -> Result<(u64, Hash), LedgerError> {
        let seq = self.meta.get(APPLIED_SEQ).map_err(damaged)?;
        let head = self.meta.get(HEAD).map_err(damaged)?;
        match (seq, head) {
            (None, None) if self.commits.first().map_err(damaged)?.is_none() => Ok((0, GENESIS)),
            (Some(seq), Some(head)) => {
                let seq = u64::from_be_bytes(seq.as_ref().try_into().map_err(|_| odd("applied_seq"))?);
                let head = Hash(head.as_ref().try_into().map_err(|_| odd("head"))?);
                match self.commits.last().map_err(damaged)? {
                    Some((key, value)) if key.as_ref() == seq.to_be_bytes() && compact::read(&value)?.1 == head => {
                        Ok((seq, head))
                    }
                    _ => Err(odd("the last commit")),
                }
            }
            _ => Err(odd("meta")),
        }
    }

    /// A commit and its line's hash.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn commit(&self, seq: u64) -> Result<Option<(Commit, Hash)>, LedgerError> {
        self.commits.get(seq.to_be_bytes()).map_err(damaged)?.map(|value| compact::read(&value)).transpose()
    }

    /// All commits from `from` on, in order, each with its line's hash.
    pub fn commits_from(&self, from: u64) -> impl Iterator<Item = Result<(Commit, Hash), LedgerError>> + use<> {
        self.commits
            .range(from.to_be_bytes()..)
            .map(|item| item.map_err(damaged).and_then(|(_, value)| compact::read(&value)))
    }

    /// Applies what was prepared, in one transaction. Not yet durable: see [`Store::sync`].
    ///
    /// # Errors
    /// [`LedgerError::OutcomeUnknown`] when sled fails: it may be there or not.
    pub fn apply(&self, batches: &Batches) -> Result<(), LedgerError> {
        faults::fail_point("store.apply").map_err(|e| LedgerError::OutcomeUnknown(e.to_string()))?;
        let Store { commits, sales, by_day, by_recipient, references, open, days, meta, .. } = self;
        (commits, sales, by_day, by_recipient, references, open, days, meta)
            .transaction(|(commits, sales, by_day, by_recipient, references, open, days, meta)| {
                commits.apply_batch(&batches.commits)?;
                sales.apply_batch(&batches.sales)?;
                by_day.apply_batch(&batches.by_day)?;
                by_recipient.apply_batch(&batches.by_recipient)?;
                references.apply_batch(&batches.references)?;
                open.apply_batch(&batches.open)?;
                days.apply_batch(&batches.days)?;
                meta.apply_batch(&batches.meta)?;
                Ok::<(), ConflictableTransactionError<()>>(())
            })
            .map_err(|error: TransactionError<()>| LedgerError::OutcomeUnknown(format!("{error:?}")))
    }

    /// Makes everything applied so far survive a power cut.
    ///
    /// # Errors
    /// When it can't be promised. The store must not be written to any more then.
    pub fn sync(&self) -> Result<(), LedgerError> {
        self.db.flush().map_err(|e| LedgerError::OutcomeUnknown(e.to_string()))?;
        faults::fail_point("store.sync")
            .and_then(|()| self.file.sync_data())
            .map_err(|e| LedgerError::OutcomeUnknown(e.to_string()))
    }

    /// The sales of a day, newest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn day(&self, day: Day, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        self.named(self.by_day.scan_prefix(day.number().to_be_bytes()).rev()).take(limit).collect()
    }

    /// The sales that the rows of a list name.
    fn named(
        &self,
        rows: impl Iterator<Item = sled::Result<(sled::IVec, sled::IVec)>>,
    ) -> impl Iterator<Item = Result<Sale, LedgerError>> {
        rows.map(|row| {
            let (_, id) = row.map_err(damaged)?;
            self.sale(sale_id(&id)?)?.ok_or_else(|| odd("a list names a sale that is not there"))
        })
    }

    /// The latest sales of any day, newest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn latest(&self, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        self.newest().take(limit).collect()
    }

    /// The sales to a recipient, newest first, as they are asked for.
    pub fn to_recipient(&self, local: &str) -> impl Iterator<Item = Result<Sale, LedgerError>> + '_ {
        self.named(self.by_recipient.scan_prefix(recipient_key(local)).rev())
    }

    /// The sales of any day, newest first, as they are asked for.
    pub fn newest(&self) -> impl Iterator<Item = Result<Sale, LedgerError>> + '_ {
        self.named(self.by_day.iter().rev())
    }

    /// How vendors are chosen.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn routing(&self) -> Result<Option<Routing>, LedgerError> {
        self.meta.get(ROUTING).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    /// Sales in doubt, owed or contradicted, oldest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn open_sales(&self) -> Result<Vec<Sale>, LedgerError> {
        let mut open = Vec::new();
        for item in &self.open {
            let (id, _) = item.map_err(damaged)?;
            open.push(self.sale(sale_id(&id)?)?.ok_or_else(|| odd("an open sale is not there"))?);
        }
        Ok(open)
    }

    /// A vendor's key marker.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn key_marker(&self, vendor: VendorId) -> Result<Option<KeyMarker>, LedgerError> {
        self.meta.get(key_marker_key(vendor)).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    /// Whether the shop ever had an owner or a key.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn was_set_up(&self) -> Result<bool, LedgerError> {
        self.meta.contains_key(SET_UP).map_err(damaged)
    }

    /// The shop's name.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn shop_name(&self) -> Result<Option<String>, LedgerError> {
        self.meta.get(SHOP_NAME).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    /// How prices are made.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn pricing(&self) -> Result<Option<Pricing>, LedgerError> {
        self.meta.get(PRICING).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    /// A vendor's settings, if the owner ever decided about it.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn vendor_settings(&self, vendor: VendorId) -> Result<Option<VendorSettings>, LedgerError> {
        self.meta.get(settings_key(vendor)).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    /// Everyone who works or worked here, in the order in which they came.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn all_staff(&self) -> Result<Vec<Staff>, LedgerError> {
        self.meta.scan_prefix(STAFF).map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// The last commits, newest first.
    pub fn commits_backwards(&self) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        self.commits.iter().rev().map(|item| item.map_err(damaged).and_then(|(_, value)| Ok(compact::read(&value)?.0)))
    }

    /// Keeps a vendor's offers in place of the ones before. Not a commit: they can be read again from the vendor.
    ///
    /// # Errors
    /// When sled fails.
    pub fn keep_offers(&self, vendor: VendorId, offers: &[Offer]) -> Result<(), LedgerError> {
        let mut batch = sled::Batch::default();
        for row in self.offers.scan_prefix(offer_key(vendor, "")) {
            batch.remove(row.map_err(damaged)?.0);
        }
        for offer in offers {
            batch.insert(offer_key(vendor, &offer.code), compact::write_row(offer)?);
        }
        self.offers.apply_batch(batch).map_err(damaged)
    }

    /// A vendor's offers as they were last read.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn offers(&self, vendor: VendorId) -> Result<Vec<Offer>, LedgerError> {
        let rows = self.offers.scan_prefix(offer_key(vendor, ""));
        rows.map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// The till's id.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn till_id(&self) -> Result<Option<TillId>, LedgerError> {
        self.meta.get(TILL).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }
}

impl Before for Store {
    fn sale(&self, id: SaleId) -> Result<Option<Sale>, LedgerError> {
        self.sales.get(id.bytes()).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        self.references.get(reference.as_str()).map_err(damaged)?.map(|id| sale_id(&id)).transpose()
    }

    fn totals(&self, day: Day) -> Result<DayTotals, LedgerError> {
        let value = self.days.get(day.number().to_be_bytes()).map_err(damaged)?;
        Ok(value.map(|value| compact::read_row(&value)).transpose()?.unwrap_or_default())
    }

    fn staff(&self, id: StaffId) -> Result<Option<Staff>, LedgerError> {
        self.meta.get(staff_key(id)).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        let value = self.meta.get(book_key(vendor)).map_err(damaged)?;
        Ok(value.map(|value| compact::read_row(&value)).transpose()?.unwrap_or_default())
    }

    fn latest_at(&self) -> Result<Option<At>, LedgerError> {
        self.meta.get(LATEST_AT).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }
}

/// Everything one commit writes, one batch a tree. Put together before the journal's line is written: what doesn't fit
/// the store must not get into the journal. And before the transaction, whose closure may run more than once.
#[derive(Default)]
pub struct Batches {
    commits: sled::Batch,
    sales: sled::Batch,
    by_day: sled::Batch,
    by_recipient: sled::Batch,
    references: sled::Batch,
    open: sled::Batch,
    days: sled::Batch,
    meta: sled::Batch,
}

impl Batches {
    /// What a record and its effects write.
    ///
    /// # Errors
    /// [`LedgerError::TooLarge`].
    pub fn of(record: &Record, effects: &Effects) -> Result<Batches, LedgerError> {
        let seq = record.commit.seq;
        let mut batches = Batches::default();
        batches.commits.insert(&seq.to_be_bytes(), compact::write(&record.commit, record.hash)?);
        for (id, sale) in &effects.sales {
            batches.sales.insert(&id.bytes(), compact::write_row(sale)?);
            if sale.is_open() {
                batches.open.insert(&id.bytes(), &[]);
            } else {
                batches.open.remove(&id.bytes());
            }
        }
        for (day, id) in &effects.new_on_day {
            let mut key = day.number().to_be_bytes().to_vec();
            key.extend_from_slice(&seq.to_be_bytes());
            batches.by_day.insert(key, &id.bytes());
            if let Some(sale) = effects.sales.get(id) {
                let mut key = recipient_key(&sale.recipient.local());
                key.extend_from_slice(&seq.to_be_bytes());
                batches.by_recipient.insert(key, &id.bytes());
            }
        }
        for (reference, id) in &effects.references {
            batches.references.insert(reference.as_str().as_bytes(), &id.bytes());
        }
        for (day, totals) in &effects.days {
            batches.days.insert(&day.number().to_be_bytes(), compact::write_row(totals)?);
        }
        for (vendor, marker) in &effects.keys {
            match marker {
                Some(marker) => batches.meta.insert(key_marker_key(*vendor), compact::write_row(marker)?),
                None => batches.meta.remove(key_marker_key(*vendor)),
            }
        }
        if let Some(till) = &effects.till {
            batches.meta.insert(TILL, compact::write_row(till)?);
        }
        if effects.set_up {
            batches.meta.insert(SET_UP, &[]);
        }
        if let Some(name) = &effects.shop_name {
            batches.meta.insert(SHOP_NAME, compact::write_row(name)?);
        }
        if let Some(pricing) = &effects.pricing {
            batches.meta.insert(PRICING, compact::write_row(pricing)?);
        }
        if let Some(routing) = &effects.routing {
            batches.meta.insert(ROUTING, compact::write_row(routing)?);
        }
        if let Some(at) = &effects.latest_at {
            batches.meta.insert(LATEST_AT, compact::write_row(at)?);
        }
        for (vendor, book) in &effects.books {
            batches.meta.insert(book_key(*vendor), compact::write_row(book)?);
        }
        for (id, person) in &effects.staff {
            batches.meta.insert(staff_key(*id), compact::write_row(person)?);
        }
        for (vendor, settings) in &effects.vendors {
            batches.meta.insert(settings_key(*vendor), compact::write_row(settings)?);
        }
        batches.meta.insert(APPLIED_SEQ, &seq.to_be_bytes());
        batches.meta.insert(HEAD, &record.hash.0);
        Ok(batches)
    }
}

fn key_marker_key(vendor: VendorId) -> Vec<u8> {
    format!("key/{}", vendor.slug()).into_bytes()
}

fn settings_key(vendor: VendorId) -> Vec<u8> {
    format!("settings/{}", vendor.slug()).into_bytes()
}

fn book_key(vendor: VendorId) -> Vec<u8> {
    format!("book/{}", vendor.slug()).into_bytes()
}

/// Ends in a zero, which stands in no recipient: one that begins like another is not taken for it.
fn recipient_key(local: &str) -> Vec<u8> {
    [local.as_bytes(), &[0]].concat()
}

fn staff_key(id: StaffId) -> Vec<u8> {
    [STAFF, &id.0.to_be_bytes()].concat()
}

fn offer_key(vendor: VendorId, code: &str) -> Vec<u8> {
    format!("{}/{code}", vendor.slug()).into_bytes()
}

fn sale_id(bytes: &[u8]) -> Result<SaleId, LedgerError> {
    bytes.try_into().map(SaleId::from_bytes).map_err(|_| odd("a sale's id"))
}

fn damaged(error: sled::Error) -> LedgerError {
    LedgerError::Damaged(error.to_string())
}

fn odd(what: &str) -> LedgerError {
    LedgerError::Damaged(format!("the store contradicts itself: {what}"))
}
