//! One program at a time has a ledger.

use crate::error::LedgerError;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a ledger that somebody holds is waited for, and how long between two tries.
pub(super) const LOCK_PATIENCE: Duration = Duration::from_millis(800);

pub(super) const LOCK_AGAIN: Duration = Duration::from_millis(20);

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

pub(super) fn take_lock(directory: &Path) -> Result<File, LedgerError> {
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
