//! Long work on a ledger: how far it has come, and whether it should stop.

use crate::error::LedgerError;
use std::sync::atomic::{AtomicBool, Ordering};

/// Somebody watches, and may have had enough.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// Told how much of how much is done.
    pub tell: &'a (dyn Fn(u64, u64) + Sync),
    /// Set when it should stop.
    pub stop: &'a AtomicBool,
}

/// Between two words on how far it has come.
const TELL_EVERY: u64 = 4_096;

impl Work<'_> {
    /// So much is done. To be called for each item: it tells now and then.
    ///
    /// # Errors
    /// [`LedgerError::Stopped`] once it should stop.
    pub fn done(&self, done: u64, of: u64) -> Result<(), LedgerError> {
        if done.is_multiple_of(TELL_EVERY) || done == of {
            (self.tell)(done, of);
            if self.stop.load(Ordering::Relaxed) {
                return Err(LedgerError::Stopped);
            }
        }
        Ok(())
    }
}

/// Nobody watches.
pub fn unwatched() -> Work<'static> {
    static NEVER: AtomicBool = AtomicBool::new(false);
    Work { tell: &|_, _| {}, stop: &NEVER }
}
