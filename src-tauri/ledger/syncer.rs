//! The store's sync, in a thread of its own and not waited for without end.
//!
//! When the disk fails, sled's flush can wait for a signal that was given a moment too early, and then never returns (seen
//! once in forty of `tests/faults/failing_calls.rs` with every sync failing). Whoever writes must not hang with it: a till
//! that says that it can't sell is one that can be closed and opened again.

use crate::error::LedgerError;
use crate::store::Store;
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a sync may take: longer than a slow disk needs for some kilobytes, shorter than an attendant waits.
const PATIENCE: Duration = Duration::from_secs(15);

/// The thread that syncs. It ends with its handle, unless it hangs.
pub(crate) struct Syncer {
    /// `None` once it is given up, or ends.
    ask: Option<mpsc::Sender<()>>,
    done: mpsc::Receiver<Result<(), LedgerError>>,
    thread: Option<JoinHandle<()>>,
}

impl Syncer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(store: Arc<Store>) -> Result<Syncer, LedgerError> {
        let (ask, asked) = mpsc::channel();
        let (tell, done) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("ledger-sync".to_owned())
            .spawn(move || while asked.recv().is_ok() && tell.send(store.sync()).is_ok() {})
            .map_err(LedgerError::io("starting the thread that syncs"))?;
        Ok(Syncer { ask: Some(ask), done, thread: Some(thread) })
    }

    /// Makes everything applied so far survive a power cut. After an error nothing more may be written to the store.
    ///
    /// # Errors
    /// [`LedgerError::OutcomeUnknown`] when it can't be promised, or takes too long.
    pub(crate) fn sync(&mut self) -> Result<(), LedgerError> {
        let gone = || LedgerError::OutcomeUnknown("the thread that syncs has ended".to_owned());
        self.ask.as_ref().ok_or_else(gone)?.send(()).map_err(|_| gone())?;
        match self.done.recv_timeout(PATIENCE) {
            Ok(result) => result,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                // Nobody waits for it any more, not even at the end.
                (self.ask, self.thread) = (None, None);
                Err(LedgerError::OutcomeUnknown("the disk did not answer in time".to_owned()))
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => Err(gone()),
        }
    }
}

impl Drop for Syncer {
    /// It holds the store: whoever opens the ledger next must find that closed.
    fn drop(&mut self) {
        drop(self.ask.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
