//! Bringing the store up to the journal: one commit after a crash, all of them when the store has to be made again.
//!
//! The same rows come out as by single commits, because the same function makes them ([`views::effects`]); only that
//! thousands of commits reach sled together, and the next one reads through what is not written yet.

use crate::ledger::entry::{Hash, Record};
use crate::ledger::error::LedgerError;
use crate::ledger::journal::sync_directory;
use crate::ledger::store::{Changes, Store};
use crate::ledger::views;
use std::fs::{self, File};
use std::path::Path;

/// Commits that reach sled together.
const TOGETHER: usize = 2_048;
/// Between two words on how far it has come.
const TELL_EVERY: u64 = 10_000;

/// The file whose presence asks for a rebuild when the ledger is opened next.
const ASKED: &str = "rebuild";

/// Asks for the store to be made again from the journal when the ledger is opened next: for when something in it turned out
/// to be unreadable.
///
/// # Errors
/// When that can't be kept.
pub fn ask(directory: &Path) -> Result<(), LedgerError> {
    let doing = "asking for a rebuild";
    File::create(directory.join(ASKED)).and_then(|file| file.sync_all()).map_err(LedgerError::io(doing))?;
    sync_directory(directory)
}

/// Whether a rebuild was asked for.
pub fn is_asked(directory: &Path) -> bool {
    directory.join(ASKED).exists()
}

/// It was done, or can't be.
///
/// # Errors
/// When the file stays.
pub fn answered(directory: &Path) -> Result<(), LedgerError> {
    if !is_asked(directory) {
        return Ok(());
    }
    fs::remove_file(directory.join(ASKED)).map_err(LedgerError::io("noting that a rebuild was done"))?;
    sync_directory(directory)
}

/// Commits of a journal on their way into a store.
pub struct Replay<'a> {
    store: &'a Store,
    changes: Changes,
    seq: u64,
    head: Hash,
    progress: &'a (dyn Fn(&str) + Sync),
}

impl<'a> Replay<'a> {
    /// Goes on where the store ends.
    ///
    /// # Errors
    /// When that can't be read.
    pub fn over(store: &'a Store, progress: &'a (dyn Fn(&str) + Sync)) -> Result<Replay<'a>, LedgerError> {
        let (seq, head) = store.head()?;
        Ok(Replay { store, changes: Changes::default(), seq, head, progress })
    }

    /// Takes the next commit.
    ///
    /// # Errors
    /// When the store can't be read or written, or the commit breaks a rule.
    pub fn take(&mut self, record: &Record) -> Result<(), LedgerError> {
        let effects = views::effects(&record.commit, &self.changes.over(self.store))?;
        self.changes.add(self.store, record, effects)?;
        (self.seq, self.head) = (record.commit.seq, record.hash);
        if self.seq.is_multiple_of(TELL_EVERY) {
            (self.progress)(&format!("Rebuilding the ledger: {} entries", crate::domain::money::grouped(self.seq)));
        }
        if self.changes.commits() >= TOGETHER { self.write() } else { Ok(()) }
    }

    /// Writes what is left, and makes all of it survive a power cut. The last commit and its hash.
    ///
    /// # Errors
    /// When the store can't be written.
    pub fn finish(mut self) -> Result<(u64, Hash), LedgerError> {
        if self.changes.commits() > 0 {
            self.write()?;
            self.store.sync()?;
        }
        Ok((self.seq, self.head))
    }

    fn write(&mut self) -> Result<(), LedgerError> {
        let prepared = self.store.prepare(std::mem::take(&mut self.changes))?;
        self.store.apply(prepared)
    }
}
