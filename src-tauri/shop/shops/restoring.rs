//! A backup beside the real shop: opened while the shop works, and in its place from the next start on.
//!
//! Two presses, and between them what would be lost is told. Whoever decides closes the program: a ledger that is open can't change
//! its place. The one that was there is kept.

use super::Shops;
use crate::backup::replace;
use crate::backup::restore::{self, Unlocked};
use crate::backup::{BackupError, set};
use crate::maintenance::{Done, Failed};
use airtill_credentials::Secret;
use airtill_domain::clock::Clock;
use airtill_domain::shop::ShopKind;
use airtill_ledger::work::Work;
use airtill_ledger::{LedgerError, Options};
use airtill_words::say;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard};

/// A ledger takes so many times the room of its backup: lines compress to a tenth, and the store comes on top.
const ROOM_TIMES: u64 = 14;

/// A backup that is opened, and changes nothing yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedBackup {
    /// What has to be read before somebody decides: what it has, whether it is damaged, what would be lost.
    pub told: Vec<String>,
    /// The ledger's last entry when that was told; `None` where no ledger is open.
    last: Option<u64>,
}

/// Why a backup is not in the shop's place.
#[derive(Debug, thiserror::Error)]
pub enum NotPutBack {
    /// None is opened, or it was left.
    #[error("{}", say!("No backup is opened"))]
    NoneOpened,
    /// What was told is not all that would be lost any more.
    #[error("{}", say!("Something was written down since. Open the backup once more: it tells what would be lost now"))]
    WrittenSince,
    /// Other work on the records is under way.
    #[error("{}", say!("Something else is under way. Wait for it, or stop it"))]
    Busy,
    /// The backup or the disk did not do its part.
    #[error(transparent)]
    Backup(#[from] BackupError),
}

impl Shops {
    /// Opens the backup in `folder` beside the real shop, as long work. [`Shops::opened_backup`] has it afterwards.
    ///
    /// # Errors
    /// [`NotPutBack`]; what is found to be wrong with it later stands in the work's end.
    pub async fn open_backup(self: &Arc<Self>, folder: PathBuf, passphrase: Secret) -> Result<(), NotPutBack> {
        let unlocked = tokio::task::spawn_blocking(move || {
            if !folder.is_dir() {
                return Err(BackupError::Away(folder));
            }
            restore::unlock(set::latest_in(&folder, None)?, &passphrase)
        });
        let unlocked = unlocked.await.map_err(|error| BackupError::Damaged(error.to_string()))??;
        let shops = Arc::clone(self);
        let begun = self.records.begin_work(say!("Opening the backup"), move |work| {
            *shops.opened() = None;
            let opened = shops.unpack(&unlocked, work).inspect_err(|_| shops.forget())?;
            *shops.opened() = Some(opened);
            shops.tell();
            let sentence = say!("The backup is opened. Nothing is changed yet").to_owned();
            Ok(Done { well: true, sentence, json: json!({}) })
        });
        if begun { Ok(()) } else { Err(NotPutBack::Busy) }
    }

    /// The backup that is opened, if one is.
    pub fn opened_backup(&self) -> Option<OpenedBackup> {
        self.opened().clone()
    }

    /// Leaves the opened backup: nothing was changed.
    pub fn leave_backup(&self) {
        if self.opened().take().is_some() {
            self.forget();
        }
    }

    /// Decides that the opened backup takes the real shop's place when the program starts next.
    ///
    /// # Errors
    /// [`NotPutBack`], with nothing decided.
    pub fn put_back(&self) -> Result<(), NotPutBack> {
        let opened = self.opened().take().ok_or(NotPutBack::NoneOpened)?;
        if opened.last != self.last_entry().map_err(BackupError::from)? {
            self.forget();
            return Err(NotPutBack::WrittenSince);
        }
        let shop = self.directory(ShopKind::Real);
        let restoring = replace::begun(&shop);
        replace::set_ready(&restoring, &shop, &self.clock.now().stamp()).inspect_err(|_| self.forget())?;
        tracing::warn!("a backup takes the shop's place at the next start");
        Ok(())
    }

    fn unpack(&self, unlocked: &Unlocked, work: &Work) -> Result<OpenedBackup, Failed> {
        let shop = self.directory(ShopKind::Real);
        if let Some(till) = self.real_till() {
            // A shop that sells comes first: it keeps its room on the disk.
            till.ledger().room_for(unlocked.set().bytes()?.saturating_mul(ROOM_TIMES))?;
        }
        let restoring = replace::begin(&shop)?;
        // Before it is held against the shop: what is written down meanwhile must not go untold.
        let last = self.last_entry()?;
        let unpacked = unlocked.unpack(&restoring, work)?;
        let told = unlocked.told(&unpacked, &restoring, (ShopKind::Real, &shop))?;
        make_ledger(&restoring, &unpacked, &*self.clock)?;
        Ok(OpenedBackup { told, last })
    }

    fn last_entry(&self) -> Result<Option<u64>, LedgerError> {
        self.real_till().map(|till| till.ledger().head().map(|(seq, _)| seq)).transpose()
    }

    /// Removes what a program opened that was closed before anyone decided. To be called once a ledger of this home is open: then
    /// no other program has it.
    pub(super) async fn forget_left_over(self: &Arc<Self>) {
        let shops = Arc::clone(self);
        let removed = tokio::task::spawn_blocking(move || {
            if shops.opened_backup().is_none() && !shops.records.is_running() {
                shops.forget();
            }
        });
        if let Err(error) = removed.await {
            tracing::warn!(%error, "what was unpacked of a backup stays");
        }
    }

    fn forget(&self) {
        if let Err(error) = replace::leave(&self.directory(ShopKind::Real)) {
            tracing::warn!(%error, "what was unpacked of a backup stays");
        }
    }

    fn opened(&self) -> MutexGuard<'_, Option<OpenedBackup>> {
        self.opened_backup.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

/// The store, and the entry that tells that it was restored: so that the next start has nothing left to do but to open it.
fn make_ledger(restoring: &Path, unpacked: &restore::Unpacked, clock: &dyn Clock) -> Result<(), BackupError> {
    let options = Options::new(restoring, clock.now().stamp());
    tokio::runtime::Handle::current().block_on(replace::finish(&options, unpacked, clock.now()))
}
