//! Locks of a moment.

use std::sync::{Mutex, MutexGuard};

/// What a mutex holds, also after somebody panicked with it in hand: each of these is whole between two statements.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}
