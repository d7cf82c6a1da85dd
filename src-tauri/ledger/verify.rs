//! Walks everything and says whether it is whole.
//!
//! Three things are held against one another: each commit in the store makes its line again, and the journal has that very
//! line; the lines are chained and hashed; and the rows, lines and sums that are read every day are those that a fold of all
//! commits gives. One thread compares the lines, another folds: they share nothing, since what one allocates and the other frees
//! costs more than to read it twice.

use crate::entry::{Commit, GENESIS, Hash, compact, line};
use crate::error::LedgerError;
use crate::index::{self, Fingerprints};
use crate::journal;
use crate::row::{Place, SaleRow};
use crate::store::{CommitBlock, Store, period_key};
use crate::totals::Totals;
use crate::views::{self, Before, Closed, Period};
use crate::work::Work;
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use airtill_words::say;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How often it is tried to compare what is left while more is committed.
const CATCH_UP_MOST: u32 = 100;
/// Most complaints that are listed: the first ones tell.
const WRONG_MOST: usize = 20;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries in the store, all commits together.
    pub entries: u64,
    /// The last commit.
    pub seq: u64,
    /// Its line's hash.
    pub head: Hash,
    /// Sales.
    pub sales: u64,
    /// What is wrong, in words. Empty when all is well.
    pub wrong: Vec<String>,
}

impl Verified {
    /// `12,410 entries, unbroken, head 7f3a…`
    pub fn sentence(&self) -> String {
        let entries = airtill_domain::money::grouped(self.entries);
        if self.wrong.is_empty() {
            say!("{entries} entries, unbroken, head {head}…", entries, head = self.head.short())
        } else {
            say!("{entries} entries, damaged: {wrong}", entries, wrong = self.wrong.join("; "))
        }
    }

    fn complain(&mut self, what: impl FnOnce() -> String) {
        if self.wrong.len() < WRONG_MOST {
            self.wrong.push(what());
        }
    }
}

/// Verifies a ledger up to commit `upto`, beyond which it may go on growing meanwhile.
///
/// # Errors
/// [`LedgerError::Stopped`], or when a file can't be read at all. What is found wrong is in the report, not an error.
pub fn verify(directory: &Path, store: &Arc<Store>, upto: u64, work: &Work) -> Result<Verified, LedgerError> {
    let given_up = AtomicBool::new(false);
    let (mut found, folded) = std::thread::scope(|scope| {
        let folding = std::thread::Builder::new()
            .name("verify-fold".to_owned())
            .spawn_scoped(scope, || fold_all(store, upto, &given_up))
            .map_err(LedgerError::io("starting a thread"))?;
        let found = compare_lines(directory, store, upto, work);
        given_up.store(found.is_err(), Ordering::Relaxed);
        let folded = folding.join().map_err(|_| LedgerError::Damaged("folding the ledger failed".to_owned()));
        Ok::<_, LedgerError>((found?, folded?))
    })?;
    match folded {
        Ok((fold, of_fold)) => {
            found.sales = of_fold.sales;
            of_fold.wrong.into_iter().for_each(|wrong| found.complain(|| wrong));
            if found.wrong.is_empty() {
                fold.end(&mut found)?;
            }
        }
        Err(LedgerError::Damaged(why)) => found.complain(|| why),
        Err(error) => return Err(error),
    }
    Ok(found)
}

/// Every line that the store makes again against the one in the journal.
fn compare_lines(directory: &Path, store: &Arc<Store>, upto: u64, work: &Work) -> Result<Verified, LedgerError> {
    let mut found = Verified { entries: 0, seq: 0, head: GENESIS, sales: 0, wrong: Vec::new() };
    let mut made =
        Made { store: store.blocks_from(1), chain: GENESIS, bytes: Vec::new(), lines: Vec::new().into_iter() };
    let walked = journal::walk_lines(&directory.join("journal"), |seq, text| {
        if seq > upto {
            return Ok(());
        }
        work.done(seq, upto)?;
        let line = made.next()?.ok_or_else(|| LedgerError::Damaged(format!("the store ends before commit {seq}")))?;
        if line.seq != seq {
            let at = line.seq;
            return Err(LedgerError::Damaged(format!("the journal is at commit {seq}, the store at {at}")));
        }
        if made.bytes[line.bytes] != *text {
            found.complain(|| format!("journal and store differ at commit {seq}"));
        }
        found.entries += line.entries;
        (found.seq, found.head) = (seq, line.hash);
        Ok(())
    });
    match walked {
        Ok(None) => {}
        Ok(Some(why)) => found.complain(|| format!("the journal: {why}")),
        Err(LedgerError::Damaged(why)) => found.complain(|| why),
        Err(error) => return Err(error),
    }
    if found.seq < upto && found.wrong.is_empty() {
        let seq = found.seq;
        found.complain(|| format!("the journal ends at {seq}, the store at {upto}"));
    }
    Ok(found)
}

/// A line that the store makes again.
struct Line {
    seq: u64,
    entries: u64,
    /// Where it stands among those of its block.
    bytes: std::ops::Range<usize>,
    hash: Hash,
}

/// The lines of all blocks, each block being chained to the one before.
struct Made<I> {
    store: I,
    chain: Hash,
    bytes: Vec<u8>,
    lines: std::vec::IntoIter<Line>,
}

impl<I: Iterator<Item = Result<CommitBlock, LedgerError>>> Made<I> {
    fn next(&mut self) -> Result<Option<Line>, LedgerError> {
        loop {
            if let Some(line) = self.lines.next() {
                return Ok(Some(line));
            }
            match self.store.next() {
                Some(block) => self.lines = self.lines_of(&block?)?.into_iter(),
                None => return Ok(None),
            }
        }
    }

    fn lines_of(&mut self, block: &CommitBlock) -> Result<Vec<Line>, LedgerError> {
        let CommitBlock { commits, before, last } = block;
        let first = commits.first().map_or(0, |commit| commit.seq);
        let changed = || LedgerError::Damaged(format!("the store's commits from {first} on are not what was written"));
        if *before != self.chain {
            return Err(changed());
        }
        self.bytes.clear();
        let mut lines = Vec::with_capacity(commits.len());
        for commit in commits {
            let begins = self.bytes.len();
            self.chain = line::append(&mut self.bytes, commit, self.chain);
            let (seq, entries) = (commit.seq, commit.entries.len() as u64);
            lines.push(Line { seq, entries, bytes: begins..self.bytes.len(), hash: self.chain });
        }
        if self.chain == *last { Ok(lines) } else { Err(changed()) }
    }
}

/// Folds every commit, and compares each sale with the store once it is complete.
fn fold_all<'a>(store: &'a Arc<Store>, upto: u64, given_up: &AtomicBool) -> Result<(Fold<'a>, Verified), LedgerError> {
    let mut fold = Fold::new(store);
    let mut found = Verified { entries: 0, seq: 0, head: GENESIS, sales: 0, wrong: Vec::new() };
    for block in store.blocks_from(1) {
        if given_up.load(Ordering::Relaxed) {
            return Err(LedgerError::Stopped);
        }
        for commit in block?.commits.iter().take_while(|commit| commit.seq <= upto) {
            fold.take(commit, &mut found)?;
        }
    }
    Ok((fold, found))
}

/// The fold of all commits, compared with the store as it goes. A sale that is complete is compared and forgotten, so that
/// a million of them need no memory.
struct Fold<'a> {
    store: &'a Arc<Store>,
    /// Sales that are not yet as the store has them.
    live: RefCell<HashMap<SaleId, SaleRow>>,
    sales: Place,
    totals: BTreeMap<Period, Totals>,
    books: BTreeMap<VendorId, Book>,
    staff: BTreeMap<StaffId, Staff>,
    latest_at: Option<Timestamp>,
    balances: Balances,
    shifts: Shifts,
    closed: BTreeMap<u32, Closed>,
    debtors: BTreeMap<DebtorId, Debtor>,
    queue: Queue,
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
    fn new(store: &'a Arc<Store>) -> Fold<'a> {
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

    fn take(&mut self, commit: &Commit, found: &mut Verified) -> Result<(), LedgerError> {
        let effects = match views::effects(commit, self) {
            Ok(effects) => effects,
            Err(error) => {
                let seq = commit.seq;
                found.complain(|| format!("commit {seq} breaks a rule: {error}"));
                return Ok(());
            }
        };
        for (periods, exchange) in effects.exchanges() {
            for period in periods {
                self.totals.entry(period).or_default().exchange(&exchange);
            }
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
    fn end(mut self, found: &mut Verified) -> Result<(), LedgerError> {
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
        let totals: HashMap<[u8; 5], &Totals> =
            self.totals.iter().map(|(period, totals)| (period_key(*period), totals)).collect();
        for item in self.store.all_totals() {
            let (key, stored) = item?;
            kept += 1;
            let key: [u8; 5] = key.as_slice().try_into().unwrap_or_default();
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
