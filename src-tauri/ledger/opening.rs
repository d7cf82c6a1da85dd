//! Opening a ledger after whatever happened to it.
//!
//! The order is the point, and each step has its reason in it: the lock, what a crash leaves behind, the journal's
//! tail made durable before anything is derived from it, sled behind a guard, and only then the comparison. Nothing
//! is ever deleted: what can't be used is set aside and said.

use crate::Ledger;
use crate::anchor::{self, Anchor};
use crate::entry::{GENESIS, Hash, line};
use crate::error::{LedgerError, is_environment};
use crate::files::private_directory;
use crate::journal::{self, End, Journal};
use crate::opening_note::{NOT_THERE, OpeningNote};
use crate::rebuild::{self, Replay};
use crate::schema::{self, Migrated};
use crate::store::{self, CommitBlock, Store};
use crate::writer::{Desk, Writer};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, mpsc};
use std::time::{Duration, Instant};

/// How long a ledger that somebody holds is waited for, and how long between two tries.
const LOCK_PATIENCE: Duration = Duration::from_millis(800);
const LOCK_AGAIN: Duration = Duration::from_millis(20);

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

/// The journal lines after `last` and before `until`, made again from the store and checked against its hashes.
fn lines_from_store(store: &Arc<Store>, last: u64, last_head: Hash, until: u64) -> Result<Vec<String>, LedgerError> {
    let mut head = if last == 0 { GENESIS } else { last_head };
    let mut lines = Vec::new();
    for block in store.blocks_from(last + 1) {
        let CommitBlock { commits, before, last: end } = block?;
        let (mut chain, mut inside) = (before, true);
        for commit in commits {
            let seq = commit.seq;
            let (text, record) = line::write(commit, chain);
            chain = record.hash;
            inside = seq < until;
            if seq <= last || !inside {
                continue;
            }
            if seq != last + 1 + lines.len() as u64 || record.prev != head {
                return Err(LedgerError::Damaged(format!("the store's entry {seq} does not follow")));
            }
            head = record.hash;
            lines.push(text);
        }
        if chain != end {
            return Err(LedgerError::Damaged("the store's entries are not what was written".to_owned()));
        }
        if !inside {
            break;
        }
    }
    if last + lines.len() as u64 + 1 != until.max(last + 1) {
        return Err(LedgerError::Damaged("the store has a gap".to_owned()));
    }
    Ok(lines)
}

/// A rebuild was asked for: what is damaged in the middle of the journal is put back from the store first, if that has it.
fn mend_journal(journal_dir: &Path, store: &Arc<Store>) -> Result<Option<OpeningNote>, LedgerError> {
    let mended = journal::mend(journal_dir, |last, head, until| lines_from_store(store, last, head, until));
    match mended {
        Ok(0) => Ok(None),
        Ok(commits) => Ok(Some(OpeningNote::JournalMended { why: "lines in its middle".to_owned(), commits })),
        Err(LedgerError::Damaged(why)) => {
            tracing::warn!(why, "the journal could not be mended");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Opens sled behind a guard; an unusable one is set aside and a new one begun, if the journal can fill it.
fn open_store(
    options: &Options<'_>,
    store_dir: &Path,
    journal_dir: &Path,
    notices: &mut Vec<OpeningNote>,
) -> Result<(Arc<Store>, Option<String>), LedgerError> {
    let was_there = store_dir.exists();
    let why = match guarded(options, store_dir) {
        Ok(store)
            if rebuild::is_asked(options.directory)
                && let Some(notice) = mend_journal(journal_dir, &store)? =>
        {
            // It had what the journal lacked: it stays, and is looked at again when that is asked for again.
            notices.push(notice);
            return Ok((store, None));
        }
        Ok(store) => match usable(&store, journal_dir)? {
            None => return Ok((store, None)),
            // Just begun: there is nothing to set aside.
            Some(_) if !was_there => return Ok((store, Some(NOT_THERE.to_owned()))),
            Some(why) => {
                drop(store);
                why
            }
        },
        Err(Unopened::Refused(error)) => return Err(error),
        Err(Unopened::Damaged(why)) => why,
    };
    if store_dir.exists() {
        let aside = rebuild::aside(options.directory, "bad", &options.stamp);
        fs::rename(store_dir, &aside).map_err(LedgerError::io("setting the damaged store aside"))?;
    }
    (options.progress)("Rebuilding the ledger from its journal");
    let store = guarded(options, store_dir).map_err(Unopened::into_error)?;
    Ok((store, Some(why)))
}

/// Why the store can't be gone on with although it opened; `None` when it can. A store that is longer than the journal
/// is not judged here: then it is the journal that is mended.
fn usable(store: &Arc<Store>, journal_dir: &Path) -> Result<Option<String>, LedgerError> {
    let asked = journal_dir.parent().is_some_and(rebuild::is_asked);
    let (applied, head) = match store.head() {
        Ok(head) => head,
        Err(error) if error.is_environment() => return Err(error),
        Err(error) => return Ok(Some(error.to_string())),
    };
    let mut differs = false;
    let (last, _, _) = journal::walk(journal_dir, applied.max(1), |record| {
        differs |= record.commit.seq == applied && record.hash != head;
        Ok(())
    })?;
    let behind = last.saturating_sub(applied);
    // One behind is what a crash leaves. More has been lost from the inside, and then nothing in it is to be trusted: if
    // the journal can fill a new one from its first line to its last.
    if !differs && behind <= 1 && !asked {
        return Ok(None);
    }
    // Two whole histories: nobody but a person can say which is the truth, and until then none takes the other's place.
    if differs && (is_anchored_against_the_journal(store, journal_dir)? || is_whole(store, applied, head)?) {
        return Ok(None);
    }
    let (whole, _, wrong) = journal::walk(journal_dir, 1, |_| Ok(()))?;
    Ok(match () {
        () if wrong.is_some() || whole < last || whole < applied => None,
        () if differs => Some("it did not agree with the journal".to_owned()),
        () if applied == 0 => Some("it was empty".to_owned()),
        () if behind <= 1 => Some("something in it could not be read".to_owned()),
        () => Some(format!("it was {behind} entries behind")),
    })
}

/// Whether all that a store has follows from the first entry on and comes to the head that it names.
fn is_whole(store: &Arc<Store>, upto: u64, head: Hash) -> Result<bool, LedgerError> {
    let (mut chain, mut next) = (GENESIS, 1);
    for block in store.blocks_from(1) {
        let CommitBlock { commits, before, last } = match block {
            Ok(block) => block,
            Err(error) if error.is_environment() => return Err(error),
            Err(_) => return Ok(false),
        };
        if before != chain {
            return Ok(false);
        }
        for commit in commits {
            if commit.seq != next {
                return Ok(false);
            }
            chain = line::write(commit, chain).1.hash;
            next += 1;
        }
        if chain != last {
            return Ok(false);
        }
    }
    Ok(next == upto + 1 && chain == head)
}

/// A store of an earlier form, or one whose form nobody knows because the file that tells it is gone, is made anew from the journal. What
/// it knows of the history goes to the anchor first, or the journal would be its own only witness.
fn anchor_an_earlier_store(options: &Options<'_>) -> Result<(), LedgerError> {
    let store_dir = options.directory.join(rebuild::STORE);
    if !store_dir.is_dir() || !schema::is_earlier(options.directory)? {
        return Ok(());
    }
    let known = anchor::read(options.directory)?.map_or(0, |anchor| anchor.seq);
    match guarded(options, &store_dir).map(|store| store.head()) {
        Ok(Ok((seq, head))) if seq > known => anchor::write(options.directory, Anchor { seq, head }),
        Ok(_) | Err(Unopened::Damaged(_)) => Ok(()),
        Err(Unopened::Refused(error)) => Err(error),
    }
}

/// Whether the anchor knows the store's history and not the journal's. Then it is the journal that was changed: a store is never made
/// from it, and the two stand against each other until a person has looked.
fn is_anchored_against_the_journal(store: &Store, journal_dir: &Path) -> Result<bool, LedgerError> {
    let anchor = journal_dir.parent().map(anchor::read).transpose()?.flatten();
    let Some(anchor) = anchor.filter(|anchor| anchor.seq > 0) else { return Ok(false) };
    let in_store = match store.commit(anchor.seq) {
        Err(error) if error.is_environment() => return Err(error),
        commit => commit.is_ok_and(|commit| commit.is_some_and(|(_, hash)| hash == anchor.head)),
    };
    let mut in_journal = false;
    journal::walk(journal_dir, anchor.seq, |record| {
        in_journal |= record.commit.seq == anchor.seq && record.hash == anchor.head;
        Ok(())
    })?;
    Ok(in_store && !in_journal)
}

/// Whether some segment begins behind the last entry that anybody has: what comes between is damaged, or it is of another history.
/// Neither must be overwritten by a new beginning.
fn beyond(journal_dir: &Path, seq: u64) -> bool {
    journal::highest_first(journal_dir).map_or(true, |first| first.is_some_and(|first| first > seq))
}

/// sled's recovery can panic or hang on a damaged directory; neither may take the program with it.
fn guarded(options: &Options<'_>, store_dir: &Path) -> Result<Arc<Store>, Unopened> {
    let (done, wait) = mpsc::channel();
    let directory: PathBuf = store_dir.to_owned();
    std::thread::Builder::new()
        .name("store-opening".to_owned())
        .spawn(move || {
            let opened = std::panic::catch_unwind(|| Store::open(&directory));
            let _ = done.send(match opened {
                Ok(Ok(store)) => Ok(Arc::new(store)),
                Ok(Err(error)) => Err(Unopened::from(error)),
                Err(panic) => Err(Unopened::panicked(&*panic)),
            });
        })
        .map_err(LedgerError::io("starting a thread"))
        .map_err(Unopened::from)?;
    let late = || Err(Unopened::Damaged("it did not open in time".to_owned()));
    wait.recv_timeout(options.store_patience).unwrap_or_else(|_| late())
}

/// Why a store did not open.
enum Unopened {
    /// By what its files hold: it is set aside and made again.
    Damaged(String),
    /// By what the system refused: nothing is touched, and the next try may succeed.
    Refused(LedgerError),
}

impl Unopened {
    /// sled's recovery also panics where the system refuses it something.
    fn panicked(panic: &(dyn std::any::Any + Send)) -> Unopened {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
        match store::os_error_in(&text).filter(is_environment) {
            Some(source) => Unopened::Refused(LedgerError::Io { doing: "opening the store", source }),
            None => Unopened::Damaged("its recovery failed".to_owned()),
        }
    }

    fn into_error(self) -> LedgerError {
        match self {
            Unopened::Damaged(why) => LedgerError::Damaged(why),
            Unopened::Refused(error) => error,
        }
    }
}

impl From<LedgerError> for Unopened {
    fn from(error: LedgerError) -> Unopened {
        match error {
            error @ LedgerError::Io { .. } if error.is_environment() => Unopened::Refused(error),
            LedgerError::Damaged(why) => Unopened::Damaged(why),
            error => Unopened::Damaged(error.to_string()),
        }
    }
}

/// A ledger's directory that nobody can open meanwhile.
pub struct Held {
    _lock: File,
}

/// Keeps a ledger from being opened: while something else takes its place.
///
/// # Errors
/// [`LedgerError::HeldElsewhere`] when it is open.
pub fn hold(directory: &Path) -> Result<Held, LedgerError> {
    take_lock(directory).map(|lock| Held { _lock: lock })
}

fn take_lock(directory: &Path) -> Result<File, LedgerError> {
    let doing = "locking the ledger";
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(directory.join("lock"))
        .map_err(LedgerError::io(doing))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            // A program that is just ending, or one that was just begun and still has its parent's files, lets go of it soon.
            Err(TryLockError::WouldBlock) if begun.elapsed() < LOCK_PATIENCE => std::thread::sleep(LOCK_AGAIN),
            Err(TryLockError::WouldBlock) => return Err(LedgerError::HeldElsewhere),
            Err(TryLockError::Error(error)) => return Err(LedgerError::io(doing)(error)),
        }
    }
}

/// A snapshot that was being written when the power went stops sled from opening. Only those are removed: a finished
/// snapshot may be the one thing that makes a damaged file readable.
fn remove_half_made_snapshots(store_dir: &Path) -> Result<(), LedgerError> {
    let Ok(items) = fs::read_dir(store_dir) else { return Ok(()) };
    for item in items {
        let path = item.map_err(LedgerError::io("reading the store's directory"))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(&path).map_err(LedgerError::io("removing a half-made snapshot"))?;
        }
    }
    Ok(())
}
