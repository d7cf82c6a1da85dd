//! The store on opening: behind a guard, judged beside the journal, and set aside where it can't be used.

use super::Options;
use super::mend::mend_journal;
use crate::anchor::{self, Anchor};
use crate::entry::{GENESIS, Hash, line};
use crate::error::{LedgerError, is_environment};
use crate::journal::{self};
use crate::opening_note::{NOT_THERE, OpeningNote};
use crate::rebuild::{self};
use crate::schema::{self};
use crate::store::{self, CommitBlock, Store};
use std::fs::{self};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

/// Opens sled behind a guard; an unusable one is set aside and a new one begun, if the journal can fill it.
pub(super) fn open_store(
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
pub(super) fn usable(store: &Arc<Store>, journal_dir: &Path) -> Result<Option<String>, LedgerError> {
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
pub(super) fn is_whole(store: &Arc<Store>, upto: u64, head: Hash) -> Result<bool, LedgerError> {
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
pub(super) fn anchor_an_earlier_store(options: &Options<'_>) -> Result<(), LedgerError> {
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
pub(super) fn is_anchored_against_the_journal(store: &Store, journal_dir: &Path) -> Result<bool, LedgerError> {
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

/// sled's recovery can panic or hang on a damaged directory; neither may take the program with it.
pub(super) fn guarded(options: &Options<'_>, store_dir: &Path) -> Result<Arc<Store>, Unopened> {
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
pub(super) enum Unopened {
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

/// A snapshot that was being written when the power went stops sled from opening. Only those are removed: a finished
/// snapshot may be the one thing that makes a damaged file readable.
pub(super) fn remove_half_made_snapshots(store_dir: &Path) -> Result<(), LedgerError> {
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
