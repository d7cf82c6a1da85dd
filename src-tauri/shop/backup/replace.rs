//! What was unpacked takes the place of the shop: two renames that a stop in between does not spoil.

use super::BackupError;
use super::restore::Unpacked;
use airtill_domain::time::Timestamp;
use airtill_ledger::Options;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::files::{directory_of, private_directory, sync_directory, write_whole};
use std::fs;
use std::path::{Path, PathBuf};

/// Makes a ledger of what was unpacked: its store, and the entry that tells that it was restored.
///
/// # Errors
/// When it can't be opened or written.
pub async fn finish(options: &Options<'_>, unpacked: &Unpacked, at: Timestamp) -> Result<(), BackupError> {
    let opened = airtill_ledger::open(options)?;
    let epoch = opened.ledger.restored()?.map_or(1, |earlier| earlier.epoch + 1);
    let entry = Entry::Restored { epoch, upto: unpacked.seq, made_at: unpacked.at.unwrap_or(at) };
    opened.ledger.commit(at, Actor::Till, vec![entry]).await?;
    opened.ledger.anchor().await?;
    Ok(())
}

/// In a directory that waits: it takes the place of the one that is there, whose name it tells from then on.
pub(super) const INSTEAD: &str = "instead-of-what-is-there";

/// The directory that waits to take a shop's place. Complete, once it has this name.
pub(super) fn waiting(shop: &Path) -> PathBuf {
    shop.with_added_extension("restored")
}

/// Where what was there stands from then on.
pub(super) fn aside(shop: &Path, stamp: &str) -> PathBuf {
    shop.with_added_extension(format!("before-{stamp}"))
}

/// Where a backup is unpacked for a shop. What an earlier try left there is removed: it was never complete.
///
/// # Errors
/// When it can't be.
pub fn begin(shop: &Path) -> Result<PathBuf, BackupError> {
    let path = begun(shop);
    remove(&path)?;
    private_directory(&path).map_err(BackupError::file(&path))?;
    Ok(path)
}

/// Forgets what was unpacked: nothing was changed.
///
/// # Errors
/// When it can't be removed.
pub fn leave(shop: &Path) -> Result<(), BackupError> {
    remove(&begun(shop))
}

/// Where a backup is unpacked for a shop.
pub fn begun(shop: &Path) -> PathBuf {
    shop.with_added_extension("restoring")
}

pub(super) fn remove(directory: &Path) -> Result<(), BackupError> {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(BackupError::file(directory))?;
    }
    Ok(())
}

/// Puts a restored directory in a shop's place. The one that was there is kept under another name, which is returned.
///
/// # Errors
/// When they can't be renamed; [`settle`] finishes it at the next start.
pub fn swap(restoring: &Path, shop: &Path, stamp: &str) -> Result<Option<PathBuf>, BackupError> {
    let was_there = shop.exists();
    set_ready(restoring, shop, stamp)?;
    settle(shop)?;
    Ok(was_there.then(|| aside(shop, stamp)))
}

/// Decides that a restored directory takes a shop's place: [`settle`] does it, when nobody has the ledger open.
///
/// # Errors
/// When it can't be written or renamed; nothing is decided then.
pub fn set_ready(restoring: &Path, shop: &Path, stamp: &str) -> Result<(), BackupError> {
    let mark = restoring.join(INSTEAD);
    write_whole(&mark, stamp.as_bytes()).map_err(BackupError::file(&mark))?;
    let ready = waiting(shop);
    // From a decision that another one follows.
    remove(&ready)?;
    fs::rename(restoring, &ready).map_err(BackupError::file(restoring))?;
    // It is decided now, whatever follows. Should a power cut take the new name back, nothing is.
    if let Err(error) = sync_directory(directory_of(shop)) {
        tracing::warn!(%error, "the decision to put a backup back may not survive a power cut");
    }
    Ok(())
}

/// Does what was decided: the directory that waits takes the shop's place, and the one that is there stands aside. To be called
/// before a ledger is opened; also finishes a swap that was cut off between its two steps.
///
/// # Errors
/// [`airtill_ledger::LedgerError::HeldElsewhere`] while another program has the ledger open, as one that is just ending; or when they can't be
/// renamed.
pub fn settle(shop: &Path) -> Result<(), BackupError> {
    let ready = waiting(shop);
    if !ready.is_dir() {
        return Ok(());
    }
    if shop.exists() {
        let Ok(stamp) = fs::read_to_string(ready.join(INSTEAD)) else { return Ok(()) };
        let held = airtill_ledger::hold(shop)?;
        // Windows renames no directory in which a file is open.
        let _held = (!cfg!(windows)).then_some(held);
        // An earlier program may have made it for everyone to read.
        private_directory(shop).map_err(BackupError::file(shop))?;
        fs::rename(shop, aside(shop, &stamp)).map_err(BackupError::file(shop))?;
    }
    private_directory(&ready).map_err(BackupError::file(&ready))?;
    fs::rename(&ready, shop).map_err(BackupError::file(shop))?;
    // It has done its part; left there, it would be no harm.
    let _ = fs::remove_file(shop.join(INSTEAD));
    sync_directory(directory_of(shop))?;
    Ok(())
}
