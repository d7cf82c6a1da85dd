//! Walks everything and says whether it is whole.
//!
//! Three things are held against one another: each commit in the store makes its line again, and the journal has that very
//! line; the lines are chained and hashed; and the rows, lines and sums that are read every day are those that a fold of all
//! commits gives. One thread compares the lines, another folds: they share nothing, since what one allocates and the other frees
//! costs more than to read it twice.

mod fold;

use crate::entry::{GENESIS, Hash, line};
use crate::error::LedgerError;
use crate::journal;
use crate::store::{CommitBlock, Store};
use crate::work::Work;
use airtill_words::say;
use fold::Fold;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
pub(crate) fn verify(directory: &Path, store: &Arc<Store>, upto: u64, work: &Work) -> Result<Verified, LedgerError> {
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
