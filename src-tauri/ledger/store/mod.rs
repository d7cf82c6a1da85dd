//! The only door to sled.
//!
//! Few trees with fixed names, and few values in them: what belongs together is packed into blocks (`block.rs`), since sled
//! pays for every item.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `commits` | block of 32 commits | the hash before it, the hash of its last, the commits |
//! | `large` | sequence number | a commit too large for a block, which then holds nothing in its place |
//! | `sales` | block of 16 sales | each sale's row |
//! | `lines` | block of 64 sales | each sale's [line](crate::ledger::index::Line), and what it is found by |
//! | `open` | place | nothing: a sale that somebody has to see to |
//! | `totals` | day or shift | its sums |
//! | `meta` | a name | settings, people, wallets, titles, the last commit |
//! | `offers` | vendor and code | an offer; can be read again, and belongs to no commit |
//!
//! Keys are big-endian, so that order is time. Every iteration goes on with `?`: a damaged item is an error, never a sale
//! less. Lines and what sales are found by are in memory too ([`Index`]).

mod block;
mod cache;
mod changes;

pub use changes::{Changes, Prepared};

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
use crate::ledger::entry::{Commit, GENESIS, Hash, compact, line};
use crate::ledger::error::LedgerError;
use crate::ledger::index::{self, Index, Place};
use crate::ledger::totals::Totals;
use crate::ledger::views::{Before, KeyMarker, Period, SaleRow};
use cache::Cache;
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use std::fs::File;
use std::path::Path;
use std::sync::{RwLock, RwLockReadGuard};

/// Memory for sled's cache: its default of 1 GiB is more than a kiosk's PC has to spare.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// Commits in one value.
const COMMITS_A_BLOCK: u64 = 32;
/// Sales in one value.
const ROWS_A_BLOCK: Place = 16;
/// Lines in one value.
const LINES_A_BLOCK: Place = 64;
/// A commit of more bytes has a value of its own: a page of sled holds sixteen blocks, and must stay far below the size from
/// which sled writes files that it never syncs.
const LARGE_BYTES: usize = 1024;

const APPLIED_SEQ: &[u8] = b"applied_seq";
const HEAD: &[u8] = b"head";
const TILL: &[u8] = b"till";
const SET_UP: &[u8] = b"set_up";
const SHOP_NAME: &[u8] = b"shop_name";
const PRICING: &[u8] = b"pricing";
const ROUTING: &[u8] = b"routing";
const LATEST_AT: &[u8] = b"latest_at";
const STAFF: &[u8] = b"staff/";
const TITLES: &[u8] = b"title/";

/// The store, open.
pub struct Store {
    db: sled::Db,
    /// A second handle on sled's file: `sync_data` through it is what makes a flush survive a power cut on Linux.
    file: File,
    commits: sled::Tree,
    large: sled::Tree,
    sales: sled::Tree,
    lines: sled::Tree,
    open: sled::Tree,
    totals: sled::Tree,
    meta: sled::Tree,
    offers: sled::Tree,
    index: RwLock<Index>,
    commit_blocks: Cache,
    row_blocks: Cache,
    line_blocks: Cache,
}

/// Commits that share a value, and their place in the chain.
#[derive(Clone, Debug)]
pub struct CommitBlock {
    /// The commits, in order.
    pub commits: Vec<Commit>,
    /// The hash before the first.
    pub before: Hash,
    /// The hash of the last.
    pub last: Hash,
}

impl Store {
    /// Opens or creates the store. May panic or hang on a damaged directory, as sled's recovery does: the caller guards it.
    ///
    /// # Errors
    /// When sled can't open it, its files can't be synced, or its lines can't be read.
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
        let mut store = Store {
            commits: tree("commits")?,
            large: tree("large")?,
            sales: tree("sales")?,
            lines: tree("lines")?,
            open: tree("open")?,
            totals: tree("totals")?,
            meta: tree("meta")?,
            offers: tree("offers")?,
            index: RwLock::default(),
            commit_blocks: Cache::default(),
            row_blocks: Cache::default(),
            line_blocks: Cache::default(),
            db,
            file,
        };
        store.index = RwLock::new(store.load_index()?);
        store.sync()?;
        for name in ["conf", "db"] {
            File::open(directory.join(name))
                .and_then(|file| file.sync_all())
                .map_err(LedgerError::io("syncing the store's files"))?;
        }
        crate::ledger::journal::sync_directory(directory)?;
        Ok(store)
    }

    fn load_index(&self) -> Result<Index, LedgerError> {
        let mut index = Index::default();
        for title in self.meta.scan_prefix(TITLES) {
            index.add_title(compact::read_row(&title.map_err(damaged)?.1)?);
        }
        for (block, item) in (0_u64..).zip(&self.lines) {
            let (key, value) = item.map_err(damaged)?;
            if key.as_ref() != block.to_be_bytes() {
                return Err(odd("a block of lines is missing"));
            }
            for record in block::unpack(&value)? {
                let (line, fingerprints) = index::read_record(&record)?;
                index.load(line, &fingerprints);
            }
        }
        index.loaded();
        Ok(index)
    }

    /// What is in memory of every sale. Not to be held while anything is written.
    pub fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(|broken| broken.into_inner())
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
                let (key, value) = self.commits.last().map_err(damaged)?.ok_or_else(|| odd("no commits"))?;
                let (records, block) = (block::unpack(&value)?, number(&key)?);
                let last = block * COMMITS_A_BLOCK + (records.len() as u64).saturating_sub(1);
                if last == seq && ends(&records)?.1 == head { Ok((seq, head)) } else { Err(odd("the last commit")) }
            }
            _ => Err(odd("meta")),
        }
    }

    /// A commit and its line's hash, which is made again from the beginning of its block.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn commit(&self, seq: u64) -> Result<Option<(Commit, Hash)>, LedgerError> {
        let Some(block) = seq.checked_sub(1).map(|place| place / COMMITS_A_BLOCK) else { return Ok(None) };
        let Some(value) = self.commits.get(block.to_be_bytes()).map_err(damaged)? else { return Ok(None) };
        let CommitBlock { commits, mut before, .. } = self.read_block(block, &value)?;
        for commit in commits {
            let found = commit.seq == seq;
            let (_, record) = line::write(commit, before);
            if found {
                return Ok(Some((record.commit, record.hash)));
            }
            before = record.hash;
        }
        Ok(None)
    }

    /// The commits of one sale's story, or any others, in their order.
    ///
    /// # Errors
    /// When one can't be read.
    pub fn commits(&self, of: &[u64]) -> Result<Vec<Commit>, LedgerError> {
        let missing = || odd("a commit of a story is missing");
        let mut commits = Vec::with_capacity(of.len());
        for seq in of {
            let place = seq.checked_sub(1).ok_or_else(missing)?;
            let records = self.commit_blocks.read(&self.commits, place / COMMITS_A_BLOCK)?.ok_or_else(missing)?;
            // A place in a block of 32.
            let record = records.get(1 + (place % COMMITS_A_BLOCK) as usize).ok_or_else(missing)?;
            commits.push(self.read_commit(*seq, record)?);
        }
        Ok(commits)
    }

    /// All blocks of commits from the one that holds `from`, in order.
    pub fn blocks_from(&self, from: u64) -> impl Iterator<Item = Result<CommitBlock, LedgerError>> + '_ {
        let block = from.saturating_sub(1) / COMMITS_A_BLOCK;
        self.commits.range(block.to_be_bytes()..).map(|item| {
            let (key, value) = item.map_err(damaged)?;
            self.read_block(number(&key)?, &value)
        })
    }

    /// The commits, newest first.
    pub fn commits_backwards(&self) -> impl Iterator<Item = Result<Commit, LedgerError>> + '_ {
        self.commits.iter().rev().flat_map(|item| {
            let block = item.map_err(damaged).and_then(|(key, value)| self.read_block(number(&key)?, &value));
            let (commits, error) = match block {
                Ok(block) => (block.commits, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            commits.into_iter().rev().map(Ok).chain(error)
        })
    }

    fn read_block(&self, block: u64, value: &[u8]) -> Result<CommitBlock, LedgerError> {
        let records = block::unpack(value)?;
        let (before, last) = ends(&records)?;
        let commits = (block * COMMITS_A_BLOCK + 1..)
            .zip(&records[1..])
            .map(|(seq, record)| self.read_commit(seq, record))
            .collect::<Result<Vec<_>, LedgerError>>()?;
        Ok(CommitBlock { commits, before, last })
    }

    fn read_commit(&self, seq: u64, record: &[u8]) -> Result<Commit, LedgerError> {
        let commit: Commit = if record.is_empty() {
            let value = self.large.get(seq.to_be_bytes()).map_err(damaged)?;
            let records = block::unpack(&value.ok_or_else(|| odd("a large commit is missing"))?)?;
            compact::read_plain(records.first().ok_or_else(|| odd("a large commit is empty"))?)?
        } else {
            compact::read_plain(record)?
        };
        if commit.seq == seq { Ok(commit) } else { Err(odd("a commit is not at its place")) }
    }

    /// Applies what was prepared, in one transaction. Not yet durable: see [`Store::sync`].
    ///
    /// # Errors
    /// [`LedgerError::OutcomeUnknown`] when sled fails: it may be there or not.
    pub fn apply(&self, prepared: Prepared) -> Result<(), LedgerError> {
        faults::fail_point("store.apply").map_err(|e| LedgerError::OutcomeUnknown(e.to_string()))?;
        let Store { commits, large, sales, lines, open, totals, meta, .. } = self;
        let batches = &prepared.batches;
        (commits, large, sales, lines, open, totals, meta)
            .transaction(|(commits, large, sales, lines, open, totals, meta)| {
                commits.apply_batch(&batches.commits)?;
                large.apply_batch(&batches.large)?;
                sales.apply_batch(&batches.sales)?;
                lines.apply_batch(&batches.lines)?;
                open.apply_batch(&batches.open)?;
                totals.apply_batch(&batches.totals)?;
                meta.apply_batch(&batches.meta)?;
                Ok::<(), ConflictableTransactionError<()>>(())
            })
            .map_err(|error: TransactionError<()>| LedgerError::OutcomeUnknown(format!("{error:?}")))?;
        self.commit_blocks.put(prepared.commit_blocks);
        self.row_blocks.put(prepared.row_blocks);
        self.line_blocks.put(prepared.line_blocks);
        let mut index = self.index.write().unwrap_or_else(|broken| broken.into_inner());
        prepared.titles.into_iter().for_each(|title| index.add_title(title));
        for (place, line, fingerprints) in prepared.lines {
            index.put(place, line, &fingerprints);
        }
        Ok(())
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

    /// The row at a place.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn row_at(&self, place: Place) -> Result<SaleRow, LedgerError> {
        let missing = || odd("a sale is missing");
        let records = self.row_blocks.read(&self.sales, u64::from(place / ROWS_A_BLOCK))?.ok_or_else(missing)?;
        // A place in a block of 16.
        let record = records.get((place % ROWS_A_BLOCK) as usize).ok_or_else(missing)?;
        read_row(record, place)
    }

    /// All rows in their order, from a place on, without what is kept in memory of them being turned over.
    pub fn rows_from(&self, from: Place) -> impl Iterator<Item = Result<SaleRow, LedgerError>> + '_ {
        let first = u64::from(from / ROWS_A_BLOCK);
        let blocks = (first..).zip(self.sales.range(first.to_be_bytes()..));
        let rows = blocks.flat_map(move |(expected, item)| {
            let rows = item.map_err(damaged).and_then(|(key, value)| {
                let block = number(&key)?;
                if block != expected {
                    return Err(odd("a block of sales is missing"));
                }
                let place =
                    |n: usize| Place::try_from(block * u64::from(ROWS_A_BLOCK) + n as u64).unwrap_or(Place::MAX);
                block::unpack(&value)?.iter().enumerate().map(|(n, record)| read_row(record, place(n))).collect()
            });
            let (rows, error): (Vec<SaleRow>, _) = match rows {
                Ok(rows) => (rows, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            rows.into_iter().map(Ok).chain(error)
        });
        rows.skip_while(move |row| row.as_ref().is_ok_and(|row| row.place < from))
    }

    /// Whether the row and the line at a place are stored as these bytes.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn is_stored(&self, place: Place, row: &[u8], line: &[u8]) -> Result<bool, LedgerError> {
        let rows = self.row_blocks.read(&self.sales, u64::from(place / ROWS_A_BLOCK))?;
        let lines = self.line_blocks.read(&self.lines, u64::from(place / LINES_A_BLOCK))?;
        // Places in a block are small.
        let at = |records: Option<cache::Records>, place: Place, bytes: &[u8]| {
            records.is_some_and(|records| records.get(place as usize).is_some_and(|record| record == bytes))
        };
        Ok(at(rows, place % ROWS_A_BLOCK, row) && at(lines, place % LINES_A_BLOCK, line))
    }

    /// How many rows there are, by the last block.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn rows(&self) -> Result<u64, LedgerError> {
        let Some((key, value)) = self.sales.last().map_err(damaged)? else { return Ok(0) };
        Ok(number(&key)? * u64::from(ROWS_A_BLOCK) + block::unpack(&value)?.len() as u64)
    }

    /// One sale.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sale(&self, id: SaleId) -> Result<Option<Sale>, LedgerError> {
        Ok(self.row(id)?.map(|row| row.sale))
    }

    /// The sales that have a reference, ours or a vendor's.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn with_reference(&self, text: &str) -> Result<Vec<SaleRow>, LedgerError> {
        let places = self.index().by_reference(text);
        let mut found = Vec::new();
        for place in places {
            let row = self.row_at(place)?;
            let has =
                row.sale.attempts.iter().any(|attempt| {
                    attempt.reference.as_str() == text || attempt.vendor_reference.as_deref() == Some(text)
                });
            found.extend(has.then_some(row));
        }
        Ok(found)
    }

    /// The sales of a day, newest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn day(&self, day: Day, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        let places: Vec<Place> = {
            let index = self.index();
            let (first, last) = index.day(day).unwrap_or((1, 0));
            let of_day = |place: &Place| index.line(*place).is_some_and(|line| line.at().day() == day);
            (first..=last).rev().filter(of_day).take(limit).collect()
        };
        places.into_iter().map(|place| self.row_at(place).map(|row| row.sale)).collect()
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
        let local = local.to_owned();
        let number = index::number_of(&local);
        let mut at = None;
        std::iter::from_fn(move || {
            let place = self.index().to_recipient(number, at)?;
            at = Some(place);
            Some(self.row_at(place).map(|row| row.sale))
        })
        // What is no plain number is found by a hash.
        .filter(move |sale| sale.as_ref().is_ok_and(|sale| sale.recipient.local() == local) || sale.is_err())
    }

    /// The sales of any day, newest first, as they are asked for.
    pub fn newest(&self) -> impl Iterator<Item = Result<Sale, LedgerError>> + '_ {
        (0..self.index().len()).rev().map(|place| self.row_at(place).map(|row| row.sale))
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
            let place = item.map_err(damaged)?.0.as_ref().try_into().map_err(|_| odd("an open sale"))?;
            open.push(self.row_at(Place::from_be_bytes(place))?.sale);
        }
        Ok(open)
    }

    /// The places of sales in doubt, owed or contradicted.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn open_places(&self) -> Result<Vec<Place>, LedgerError> {
        let place =
            |key: sled::IVec| key.as_ref().try_into().map(Place::from_be_bytes).map_err(|_| odd("an open sale"));
        self.open.iter().keys().map(|key| place(key.map_err(damaged)?)).collect()
    }

    /// The sums of a period.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn totals(&self, of: Period) -> Result<Totals, LedgerError> {
        let value = self.totals.get(period_key(of)).map_err(damaged)?;
        Ok(value.map(|value| compact::read_row(&value)).transpose()?.unwrap_or_default())
    }

    /// The sums of a day by its number.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn totals_of_day(&self, day: u32) -> Result<Totals, LedgerError> {
        let [a, b, c, d] = day.to_be_bytes();
        let value = self.totals.get([b'd', a, b, c, d]).map_err(damaged)?;
        Ok(value.map(|value| compact::read_row(&value)).transpose()?.unwrap_or_default())
    }

    /// All sums that are kept, each with its key.
    pub fn all_totals(&self) -> impl Iterator<Item = Result<(Vec<u8>, Totals), LedgerError>> + '_ {
        self.totals.iter().map(|item| {
            let (key, value) = item.map_err(damaged)?;
            Ok((key.to_vec(), compact::read_row(&value)?))
        })
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
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        let places = self.index().by_id(id);
        for place in places {
            let row = self.row_at(place)?;
            if row.sale.id == id {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(self.index().len())
    }

    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        let rows = self.with_reference(reference.as_str())?;
        Ok(rows.iter().find(|row| row.sale.attempt(reference).is_some()).map(|row| row.sale.id))
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

/// The key of a period's sums: `d` and the day, `s` and the shift.
pub fn period_key(of: Period) -> [u8; 5] {
    let (kind, number) = match of {
        Period::Day(day) => (b'd', day.number()),
        Period::Shift(shift) => (b's', shift),
    };
    let [a, b, c, d] = number.to_be_bytes();
    [kind, a, b, c, d]
}

/// The hashes before and of the last commit of a block: its first record.
fn ends(records: &[Vec<u8>]) -> Result<(Hash, Hash), LedgerError> {
    let ends = records.first().and_then(|record| record.split_first_chunk::<32>());
    let (before, last) = ends.ok_or_else(|| odd("a block of commits has no hashes"))?;
    Ok((Hash(*before), Hash(last.try_into().map_err(|_| odd("a block's last hash"))?)))
}

fn number(key: &[u8]) -> Result<u64, LedgerError> {
    key.try_into().map(u64::from_be_bytes).map_err(|_| odd("a block's number"))
}

fn read_row(record: &[u8], place: Place) -> Result<SaleRow, LedgerError> {
    let row: SaleRow = compact::read_plain(record)?;
    if row.place == place { Ok(row) } else { Err(odd("a sale is not at its place")) }
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

fn staff_key(id: StaffId) -> Vec<u8> {
    [STAFF, &id.0.to_be_bytes()].concat()
}

fn offer_key(vendor: VendorId, code: &str) -> Vec<u8> {
    format!("{}/{code}", vendor.slug()).into_bytes()
}

fn damaged(error: sled::Error) -> LedgerError {
    LedgerError::Damaged(error.to_string())
}

fn odd(what: &str) -> LedgerError {
    LedgerError::Damaged(format!("the store contradicts itself: {what}"))
}
