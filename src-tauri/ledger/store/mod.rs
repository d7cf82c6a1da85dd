//! The only module that uses sled.
//!
//! Few trees with fixed names, and few values in them: what belongs together is packed into blocks (`block.rs`), since sled
//! pays for every item.
//!
//! | tree | key | value |
//! |---|---|---|
//! | `commits` | block of 32 commits | the hash before it, the hash of its last, the commits |
//! | `large` | sequence number | a commit too large for a block, which then holds nothing in its place |
//! | `sales` | block of 16 sales | each sale's row |
//! | `lines` | block of 64 sales | each sale's [index row](crate::index::IndexRow), and what it is found by |
//! | `open` | place | nothing: a sale that somebody has to see to |
//! | `totals` | day, shift, or day and later day | its sums |
//! | `meta` | a name | settings, people, wallets, balances, shifts and their sheets, debtors, titles, the last commit |
//! | `offers` | vendor and code | an offer; can be read again, and belongs to no commit |
//!
//! Keys are big-endian, so that order is time. Every iteration goes on with `?`: a damaged item is an error, never a sale
//! less. Lines and what sales are found by are in memory too ([`Index`]).

mod block;
mod cache;
mod changes;
mod commits;
mod meta;
mod over;
mod prepare;
mod sales;

pub use changes::Changes;
pub use prepare::Prepared;
pub use sales::{PeriodKey, period_key};

use crate::entry::{Commit, GENESIS, Hash, compact};
use crate::error::{LedgerError, is_environment};
use crate::files::sync_directory;
use crate::index::{self, Index};
use crate::row::{Place, SaleRow};
use crate::totals::Tally;
use crate::views::{Before, Closed};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use cache::Cache;
use commits::ends;
use meta::{
    APPLIED_SEQ, BALANCES, HEAD, LATEST_AT, QUEUE, SHIFTS, TITLES, book_key, closed_key, debtor_key, staff_key,
};
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

/// Memory for sled's cache: its default of 1 GiB is more than a kiosk's PC has to spare.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// Commits in one value.
const COMMITS_A_BLOCK: u64 = 32;
/// How often the head is read before the store is said to contradict itself.
const HEAD_TRIES: u32 = 3;
/// Sales in one value.
const ROWS_A_BLOCK: Place = 16;
/// Lines in one value.
const LINES_A_BLOCK: Place = 64;
/// More blocks of lines than any shop has: 64 million sales.
const BLOCKS_MOST: u64 = 1_000_000;
/// A commit of more bytes has a value of its own: a page of sled holds sixteen blocks, and must stay far below the size from
/// which sled writes files that it never syncs.
const LARGE_BYTES: usize = 1024;
/// So long sled's lock is waited for.
const LOCK_PATIENCE: Duration = Duration::from_secs(5);
const LOCK_TRIED_EVERY: Duration = Duration::from_millis(20);

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
    /// The sums of each period without their parts: a page of sled holds sixteen periods in all parts, which is a lot to read for
    /// a line on the screen.
    tallies: RwLock<HashMap<PeriodKey, Tally>>,
    commit_blocks: Cache,
    row_blocks: Cache,
    line_blocks: Cache,
}

/// The store in use: another one takes its place after a rebuild. Whoever still reads the one before keeps it until then.
pub type Shared = Arc<RwLock<Arc<Store>>>;

/// The store in use now.
pub fn in_use(shared: &Shared) -> Arc<Store> {
    Arc::clone(&shared.read().unwrap_or_else(|broken| broken.into_inner()))
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
        let db = open_sled(directory).map_err(damaged)?;
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
            tallies: RwLock::default(),
            commit_blocks: Cache::default(),
            row_blocks: Cache::default(),
            line_blocks: Cache::default(),
            db,
            file,
        };
        store.index = RwLock::new(store.load_index()?);
        store.tallies = RwLock::new(store.load_tallies()?);
        store.sync()?;
        for name in ["conf", "db"] {
            // For writing: Windows syncs no handle that may only read.
            File::options()
                .write(true)
                .open(directory.join(name))
                .and_then(|file| file.sync_all())
                .map_err(LedgerError::io("syncing the store's files"))?;
        }
        sync_directory(directory)?;
        Ok(store)
    }

    fn load_index(&self) -> Result<Index, LedgerError> {
        let mut index = Index::default();
        if let Some((last, _)) = self.lines.last().map_err(damaged)? {
            // A block too many costs nothing; a damaged number is found below, and must not take all memory before.
            let blocks = number(&last)?.saturating_add(1).min(BLOCKS_MOST);
            index.expect(usize::try_from(blocks * u64::from(LINES_A_BLOCK)).unwrap_or(0));
        }
        for title in self.meta.scan_prefix(TITLES) {
            index.add_title(compact::read_row(&title.map_err(damaged)?.1)?);
        }
        for (block, item) in (0_u64..).zip(&self.lines) {
            let (key, value) = item.map_err(damaged)?;
            if key.as_ref() != block.to_be_bytes() {
                return Err(odd("a block of lines is missing"));
            }
            for record in block::unpack(&value)?.iter() {
                let (line, fingerprints) = index::read_record(record)?;
                index.load(line, &fingerprints);
            }
        }
        index.loaded();
        Ok(index)
    }

    fn load_tallies(&self) -> Result<HashMap<PeriodKey, Tally>, LedgerError> {
        let tally = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, value) = item.map_err(damaged)?;
            let key = key.as_ref().try_into().map_err(|_| odd("a period's key"))?;
            Ok((key, compact::read_beginning(&value)?))
        };
        self.totals.iter().map(tally).collect()
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
        // Three values are read one after the other: a commit may come in between, and is read with the next try.
        let mut found = self.head_at_once();
        for _ in 0..HEAD_TRIES {
            if found.is_ok() {
                break;
            }
            found = self.head_at_once();
        }
        found
    }

    fn head_at_once(&self) -> Result<(u64, Hash), LedgerError> {
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

    /// Applies what was prepared, in one transaction. Not yet durable: see [`Store::sync`].
    ///
    /// # Errors
    /// [`LedgerError::OutcomeUnknown`] when sled fails: it may be there or not.
    pub fn apply(&self, prepared: Prepared) -> Result<(), LedgerError> {
        airtill_faults::fail_point("store.apply").map_err(|e| LedgerError::OutcomeUnknown(e.to_string()))?;
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
        self.tallies.write().unwrap_or_else(|broken| broken.into_inner()).extend(prepared.tallies);
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
        airtill_faults::fail_point("store.sync")
            .and_then(|()| self.file.sync_data())
            .map_err(|e| LedgerError::OutcomeUnknown(e.to_string()))
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
        self.meta_row(&staff_key(id))
    }

    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        Ok(self.meta_row(&book_key(vendor))?.unwrap_or_default())
    }

    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.meta_row(LATEST_AT)
    }

    fn balances(&self) -> Result<Balances, LedgerError> {
        Ok(self.meta_row(BALANCES)?.unwrap_or_default())
    }

    fn shifts(&self) -> Result<Shifts, LedgerError> {
        Ok(self.meta_row(SHIFTS)?.unwrap_or_default())
    }

    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        self.meta_row(&closed_key(number))
    }

    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        self.meta_row(&debtor_key(id))
    }

    fn queue(&self) -> Result<Queue, LedgerError> {
        Ok(self.meta_row(QUEUE)?.unwrap_or_default())
    }
}

/// Opens sled. One that this program has closed a moment ago may still hold its lock: sled lets go of its file from threads of its
/// own, some time after it was dropped.
fn open_sled(directory: &Path) -> sled::Result<sled::Db> {
    let begun = Instant::now();
    loop {
        let config = sled::Config::new().path(directory).cache_capacity(CACHE_BYTES).flush_every_ms(Some(500));
        match config.open() {
            Err(sled::Error::Io(error)) if is_locked(&error) && begun.elapsed() < LOCK_PATIENCE => {
                std::thread::sleep(LOCK_TRIED_EVERY);
            }
            opened => return opened,
        }
    }
}

/// What a block holds, one by one; a block that can't be read is one error.
fn one_by_one<T>(block: Result<Vec<T>, LedgerError>) -> impl Iterator<Item = Result<T, LedgerError>> {
    let (items, error) = match block {
        Ok(items) => (items, None),
        Err(error) => (Vec::new(), Some(Err(error))),
    };
    items.into_iter().map(Ok).chain(error)
}

fn number(key: &[u8]) -> Result<u64, LedgerError> {
    key.try_into().map(u64::from_be_bytes).map_err(|_| odd("a block's number"))
}

/// What sled could not read or write: damage, unless the system refused it.
fn damaged(error: sled::Error) -> LedgerError {
    match error {
        sled::Error::Io(source) if is_environment(&source) => {
            LedgerError::Io { doing: "reading or writing the store", source }
        }
        // sled hides the system's number in its words: the lock is the one thing that it says so.
        sled::Error::Io(source) if is_locked(&source) => {
            LedgerError::Io { doing: "locking the store", source: os_error_in(&source.to_string()).unwrap_or(source) }
        }
        error => LedgerError::Damaged(error.to_string()),
    }
}

fn is_locked(error: &std::io::Error) -> bool {
    // What sled says when it can't lock its file.
    error.to_string().contains("could not acquire lock")
}

/// The system's error that a text of sled's holds, as `Os { code: 28, kind: …` or `(os error 28)`.
pub fn os_error_in(text: &str) -> Option<std::io::Error> {
    let after = ["Os { code: ", "os error "].iter().find_map(|before| Some(text.split_once(before)?.1))?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(std::io::Error::from_raw_os_error)
}

fn odd(what: &str) -> LedgerError {
    LedgerError::Damaged(format!("the store contradicts itself: {what}"))
}
