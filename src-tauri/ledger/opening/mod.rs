//! Opening a ledger after whatever happened to it.
//!
//! The order is the point, and each step has its reason in it: the lock, what a crash leaves behind, the journal's
//! tail made durable before anything is derived from it, sled behind a guard, and only then the comparison. Nothing
//! is ever deleted: what can't be used is set aside and said.

mod lock;
mod mend;
mod store;

pub use lock::{Held, hold};

use crate::Ledger;
use crate::anchor::{self, Anchor};
use crate::entry::{GENESIS, Hash};
use crate::error::LedgerError;
use crate::files::private_directory;
use crate::journal::{self, End, Journal};
use crate::opening_note::OpeningNote;
use crate::rebuild::{self, Replay};
use crate::schema::{self, Migrated};
use crate::store::Store;
use crate::writer::{Desk, Writer};
use lock::take_lock;
use mend::lines_from_store;
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use store::{anchor_an_earlier_store, open_store, remove_half_made_snapshots};

/// How a ledger is opened.
pub struct Options<'a> {
    /// Its directory; made if it isn't there.
    pub directory: &'a Path,
    /// Free bytes below which no further sale is taken.
    pub reserve_bytes: u64,
    /// How long sled may take to open before it counts as hung.
    pub store_patience: Duration,
    /// A stamp for the names of what is set aside, such as `20261122-140209`.
    pub stamp: String,
    /// Told what is being done, when it takes long.
    pub progress: &'a (dyn Fn(&str) + Sync),
}

impl<'a> Options<'a> {
    /// The settings of the shop: 64 MiB in reserve, a minute's patience.
    pub fn new(directory: &'a Path, stamp: String) -> Options<'a> {
        Options {
            directory,
            reserve_bytes: 64 * 1024 * 1024,
            store_patience: Duration::from_secs(60),
            stamp,
            progress: &|_| {},
        }
    }
}

/// A ledger that was opened, and what was found on the way.
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// What was found.
    pub notices: Vec<OpeningNote>,
    /// Entries that the store lacked and took from the journal: one after a crash, all of them in a rebuild.
    pub replayed: u64,
}

/// Opens a ledger, mending what can be mended.
///
/// # Errors
/// [`LedgerError::HeldElsewhere`] when another program has it; others when the directory can't be read or written.
pub fn open(options: &Options<'_>) -> Result<Opened, LedgerError> {
    let directory = options.directory;
    let journal_dir = directory.join("journal");
    for private in [directory, &journal_dir] {
        private_directory(private).map_err(LedgerError::io("making the ledger's directory"))?;
    }
    let lock = take_lock(directory)?;
    anchor_an_earlier_store(options)?;
    let migrated = schema::bring_up(directory, &options.stamp)?;
    rebuild::settle_names(directory, &options.stamp)?;
    let store_dir = directory.join(rebuild::STORE);
    remove_half_made_snapshots(&store_dir)?;

    let mut notices = Vec::new();
    if let Some(last) = journal::segments(&journal_dir)?.last() {
        let segment = journal::read_segment(last)?;
        if segment.end == End::Torn {
            journal::set_tail_aside(&journal_dir, &segment)?;
            notices.push(OpeningNote::TornLine);
        }
    }
    // Also syncs what is there, before anything is derived from it.
    let mut journal = Journal::open(&journal_dir)?;

    let (store, unusable) = open_store(options, &store_dir, &journal_dir, &mut notices)?;
    let made_anew = unusable.filter(|_| migrated.is_none());
    let levelled = level(options, &store, &mut journal, &journal_dir, made_anew)?;
    notices.extend(migrated.map(|Migrated { from, copy }| OpeningNote::Migrated { from, copy }));
    notices.extend(levelled.notices);
    rebuild::answered(directory)?;

    let mut missing = notices.iter().map(OpeningNote::entries_missing).max().unwrap_or(0);
    let anchored = anchor::read(directory)?;
    if let Some(anchor) = anchored {
        if anchor.seq > levelled.seq.saturating_add(missing) {
            let commits = anchor.seq - levelled.seq;
            missing = missing.max(commits);
            notices.push(OpeningNote::Missing { commits });
        } else if (1..=levelled.seq).contains(&anchor.seq)
            // What is missing has no hash that anybody knows.
            && anchor.head != GENESIS
            && store.commit(anchor.seq)?.is_none_or(|(_, hash)| hash != anchor.head)
        {
            notices.push(OpeningNote::Contradiction { why: "it is not the history the anchor knows".to_owned() });
        }
    }
    // Told until a person has acknowledged it, however often it is opened before.
    let reached = levelled.seq.saturating_add(missing);
    if missing > 0 && anchored.is_none_or(|anchor| anchor.seq < reached) {
        let unknown = Anchor { seq: reached, head: GENESIS };
        if let Err(error) = anchor::write(directory, unknown) {
            tracing::warn!(%error, "that entries are missing was not written down");
        }
    }
    if notices.iter().any(|notice| matches!(notice, OpeningNote::Contradiction { .. })) {
        // Not a thing to be waved through: going on would make two histories of one.
        missing = 0;
    }
    let read_only = notices.iter().find(|notice| notice.forbids_writing()).map(OpeningNote::sentence);
    for notice in &notices {
        tracing::warn!(?notice, "on opening the ledger");
    }
    let shared = Arc::new(RwLock::new(Arc::clone(&store)));
    let desk = Desk {
        directory: directory.to_owned(),
        journal,
        store,
        shared: Arc::clone(&shared),
        seq: levelled.seq,
        head: levelled.head,
        missing,
        _lock: lock,
    };
    let writer = Writer::start(desk, read_only)?;
    let ledger =
        Ledger { store: shared, writer, directory: directory.to_owned(), reserve_bytes: options.reserve_bytes };
    Ok(Opened { ledger, notices, replayed: levelled.replayed })
}

struct Levelled {
    seq: u64,
    head: Hash,
    notices: Vec<OpeningNote>,
    replayed: u64,
}

/// Brings journal and store to the same place.
fn level(
    options: &Options<'_>,
    store: &Arc<Store>,
    journal: &mut Journal,
    journal_dir: &Path,
    unusable: Option<String>,
) -> Result<Levelled, LedgerError> {
    let (applied, applied_head) = store.head()?;
    let mut notices = Vec::new();
    let mut differs = None;
    let mut replay = Replay::over(store, options.progress)?;
    let (last, last_head, wrong) = journal::walk_beside(journal_dir, applied.max(1), |record| {
        if record.commit.seq == applied && record.hash != applied_head {
            differs = Some(applied);
        } else if record.commit.seq > applied && differs.is_none() {
            replay.take(&record)?;
        }
        Ok(())
    })?;
    let (seq, head) = replay.finish()?;
    let replayed = seq - applied;
    if let Some(at) = differs {
        notices.push(OpeningNote::Contradiction { why: format!("journal and store differ at entry {at}") });
        return Ok(Levelled { seq, head, notices, replayed });
    }
    if let Some(why) = unusable {
        notices.push(OpeningNote::StoreRebuilt { why, commits: replayed });
    }
    if let Some(why) = wrong.as_ref().filter(|_| beyond(journal_dir, seq)) {
        notices.push(OpeningNote::Contradiction { why: format!("the journal is damaged in the middle: {why}") });
        return Ok(Levelled { seq, head, notices, replayed });
    }
    let wrong_behind = wrong.is_some();
    if last < applied || wrong_behind {
        let why = wrong.unwrap_or_else(|| "its end was missing".to_owned());
        let behind = if wrong_behind { journal::lines_behind(journal_dir, last)? } else { 0 };
        let lines = lines_from_store(store, last, last_head, applied + 1);
        match lines {
            // What is being written when the power goes is one line. More than that was once there, and what the store hasn't got
            // nobody has.
            Ok(lines) if behind > (lines.len() as u64).max(1) => {
                journal.begin_next(&lines)?;
                let put_back = lines.len() as u64;
                notices.push(OpeningNote::Unreadable { after: last + put_back, why, lines: behind - put_back });
            }
            Ok(lines) => {
                journal.begin_next(&lines)?;
                notices.push(OpeningNote::JournalMended { why, commits: lines.len() as u64 });
            }
            Err(error) if error.is_environment() => return Err(error),
            Err(error) => notices.push(OpeningNote::Contradiction { why: format!("{why}; {error}") }),
        }
    }
    Ok(Levelled { seq, head, notices, replayed })
}

/// Whether some segment begins behind the last entry that anybody has: what comes between is damaged, or it is of another history.
/// Neither must be overwritten by a new beginning.
fn beyond(journal_dir: &Path, seq: u64) -> bool {
    journal::highest_first(journal_dir).map_or(true, |first| first.is_some_and(|first| first > seq))
}
