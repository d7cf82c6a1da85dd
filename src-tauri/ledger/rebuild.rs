//! Bringing the store up to the journal: one commit after a crash, all of them when the store has to be made again.
//!
//! When it opens, a ledger that has no usable store makes one before anything is sold. On request it makes one beside the store in
//! use ([`beside`]), which the writer then changes to between two commits.
//!
//! The same rows come out as by single commits, because the same function makes them ([`views::effects`]); only that
//! thousands of commits reach sled together, and the next one reads through what is not written yet.

use crate::Ledger;
use crate::entry::{Hash, Record};
use crate::error::LedgerError;
use crate::files::{free_name, sync_directory};
use crate::journal;
use crate::store::{Changes, Store};
use crate::views;
use crate::work::Work;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
pub(crate) fn ask(directory: &Path) -> Result<(), LedgerError> {
    let doing = "asking for a rebuild";
    File::create(directory.join(ASKED)).and_then(|file| file.sync_all()).map_err(LedgerError::io(doing))?;
    sync_directory(directory)
}

/// Whether a rebuild was asked for.
pub(crate) fn is_asked(directory: &Path) -> bool {
    directory.join(ASKED).exists()
}

/// It was done, or can't be.
///
/// # Errors
/// When the file stays.
pub(crate) fn answered(directory: &Path) -> Result<(), LedgerError> {
    if !is_asked(directory) {
        return Ok(());
    }
    fs::remove_file(directory.join(ASKED)).map_err(LedgerError::io("noting that a rebuild was done"))?;
    sync_directory(directory)
}

/// What a rebuild came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// The ledger goes on with a new store.
    Done {
        /// Commits in it.
        commits: u64,
    },
    /// It was done since the ledger was opened: the new store has its own place only from the next opening on.
    Already,
    /// The journal has to be put right first: done when the ledger is opened next.
    AtNextOpening {
        /// What is wrong with it.
        why: String,
    },
}

/// Makes a store beside the one in use, and changes to it.
///
/// # Errors
/// As [`Ledger::rebuild`].
pub(crate) fn beside(ledger: &Ledger, work: &Work) -> Result<Rebuilt, LedgerError> {
    let directory = &ledger.directory;
    let path = directory.join(NEXT_STORE);
    if directory.join(NEXT_IN_USE).exists() {
        return Ok(Rebuilt::Already);
    }
    make_room(ledger)?;
    remove_unfinished(directory)?;
    let (upto, _) = ledger.head()?;
    let filled = fill(&path, directory, upto, work);
    let changed = filled.and_then(|filled| match filled {
        Ok(store) => {
            let commits = ledger.writer.change_store(Arc::new(store))?;
            Ok(Rebuilt::Done { commits })
        }
        Err(why) => {
            ask(directory)?;
            Ok(Rebuilt::AtNextOpening { why })
        }
    });
    if !matches!(changed, Ok(Rebuilt::Done { .. })) {
        remove_unfinished(directory)?;
    }
    changed
}

/// A new store with all of the journal in it, or what is wrong with the journal.
fn fill(path: &Path, directory: &Path, upto: u64, work: &Work) -> Result<Result<Store, String>, LedgerError> {
    let store = Store::open(path)?;
    let mut replay = Replay::over(&store, &|_| {})?;
    let (last, _, wrong) = journal::walk_beside(&directory.join("journal"), 1, |record| {
        work.done(record.commit.seq.min(upto), upto)?;
        replay.take(&record)
    })?;
    replay.finish()?;
    match wrong {
        None if last >= upto => Ok(Ok(store)),
        wrong => Ok(Err(wrong.unwrap_or_else(|| format!("its end after entry {last} is missing")))),
    }
}

/// Brings a store up to the journal's end, where nothing is appended meanwhile.
///
/// # Errors
/// When either can't be read, or the store can't be written.
pub(crate) fn catch_up(store: &Store, directory: &Path) -> Result<(u64, Hash), LedgerError> {
    let mut replay = Replay::over(store, &|_| {})?;
    let next = store.head()?.0 + 1;
    journal::walk(&directory.join("journal"), next, |record| replay.take(&record))?;
    let end = replay.finish()?;
    store.sync()?;
    Ok(end)
}

/// Two stores need twice the room.
fn make_room(ledger: &Ledger) -> Result<(), LedgerError> {
    let files = fs::read_dir(ledger.directory.join(STORE)).map_err(LedgerError::io("reading the store's directory"))?;
    let needed: u64 = files.filter_map(|file| file.ok()?.metadata().ok()).map(|file| file.len()).sum();
    ledger.room_for(needed)
}

/// The store's directory, the one of the next store, and the file that says that the next one is complete and in use.
pub(crate) const STORE: &str = "ledger.sled";
const NEXT_STORE: &str = "ledger.sled.next";
const NEXT_IN_USE: &str = "ledger.sled.next-in-use";

/// From now on the next store is the one that counts.
///
/// # Errors
/// When that can't be kept.
pub(crate) fn note_change(directory: &Path) -> Result<(), LedgerError> {
    sync_directory(&directory.join(NEXT_STORE))?;
    let doing = LedgerError::io("noting that a rebuild was done");
    File::create(directory.join(NEXT_IN_USE)).and_then(|file| file.sync_all()).map_err(doing)?;
    sync_directory(directory)
}

/// Gives a store that was rebuilt its name, before any is opened; the one before is set aside. A half-made one goes.
///
/// # Errors
/// When they can't be renamed.
pub(crate) fn settle_names(directory: &Path, stamp: &str) -> Result<(), LedgerError> {
    let (store, next, noted) = (directory.join(STORE), directory.join(NEXT_STORE), directory.join(NEXT_IN_USE));
    if !noted.exists() {
        return remove_unfinished(directory);
    }
    let doing = || LedgerError::io("putting the rebuilt store in its place");
    if next.is_dir() {
        if store.exists() {
            fs::rename(&store, aside(directory, "replaced", stamp)).map_err(doing())?;
        }
        fs::rename(&next, &store).map_err(doing())?;
        sync_directory(directory)?;
    }
    fs::remove_file(&noted).map_err(doing())?;
    sync_directory(directory)
}

/// A free name beside the store for one that is not used any more.
pub(crate) fn aside(directory: &Path, why: &str, stamp: &str) -> PathBuf {
    free_name(directory, &format!("{STORE}.{why}-{stamp}"), "")
}

fn remove_unfinished(directory: &Path) -> Result<(), LedgerError> {
    let path = directory.join(NEXT_STORE);
    if !path.exists() || directory.join(NEXT_IN_USE).exists() {
        return Ok(());
    }
    fs::remove_dir_all(&path).map_err(LedgerError::io("removing a half-made store"))
}

/// Commits of a journal on their way into a store.
pub(crate) struct Replay<'a> {
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
    pub(crate) fn over(store: &'a Store, progress: &'a (dyn Fn(&str) + Sync)) -> Result<Replay<'a>, LedgerError> {
        let (seq, head) = store.head()?;
        Ok(Replay { store, changes: Changes::default(), seq, head, progress })
    }

    /// Takes the next commit.
    ///
    /// # Errors
    /// When the store can't be read or written, or the commit breaks a rule.
    pub(crate) fn take(&mut self, record: &Record) -> Result<(), LedgerError> {
        let effects = views::effects(&record.commit, &self.changes.over(self.store))?;
        self.changes.add(self.store, record, effects)?;
        (self.seq, self.head) = (record.commit.seq, record.hash);
        if self.seq.is_multiple_of(TELL_EVERY) {
            (self.progress)(&format!("Rebuilding the ledger: {} entries", airtill_domain::money::grouped(self.seq)));
        }
        if self.changes.commits() >= TOGETHER { self.write() } else { Ok(()) }
    }

    /// Writes what is left, and makes all of it survive a power cut. The last commit and its hash.
    ///
    /// # Errors
    /// When the store can't be written.
    pub(crate) fn finish(mut self) -> Result<(u64, Hash), LedgerError> {
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
