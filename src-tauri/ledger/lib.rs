//! The ledger: what happened, kept so that power cuts, kills and damaged files don't change it.
//!
//! Two stores hold the same entries. The **journal** is an append-only text file, one commit a line, each line
//! hashed over the one before: it is what survives. The **store** (sled) holds the same commits in compact form
//! and the views everything reads. A commit is acknowledged when its journal line is synced to the disk *and* its
//! sled transaction has been applied; sled is then synced off the seller's path, and the next commit waits for that,
//! so the two are never more than one commit apart. Opening compares them and mends whichever is behind.
//!
//! In the store, what follows one another shares a value ([`store`]), and of every sale some forty bytes are in memory
//! ([`index`]), so that ten years of a kiosk open in a moment and are searched in milliseconds. Sums are kept with every
//! commit ([`totals`]). Everything that is read every day is a fold of the entries, and [`Ledger::verify`] folds them again.
//!
//! One writer thread owns both (`writer.rs`); readers read sled directly. Nothing outside this module knows that sled
//! exists. What must stay out: what a sale may do (that is [`airtill_domain::sale`]), vendors, the window.
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]
// Money is never a float, and neither is what is counted of it.
#![warn(clippy::float_arithmetic)]

mod anchor;
pub mod days;
mod decided;
pub mod entry;
mod error;
pub mod files;
pub mod index;
pub mod journal;
mod opening;
mod opening_note;
pub mod paper;
pub mod query;
mod reading;
mod rebuild;
pub mod row;
pub mod rule_changes;
mod schema;
mod shifts;
pub mod store;
mod syncer;
pub mod totals;
mod verify;
pub mod views;
pub mod work;
mod writer;

pub use error::LedgerError;
pub use opening::{Held, Opened, Options, hold, open};
pub use opening_note::OpeningNote;
pub use rebuild::Rebuilt;

use crate::entry::{Actor, Entry, Hash, line};
use crate::store::{Shared, Store};
use crate::work::Work;
use airtill_domain::time::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// A ledger that is open. Cheap to share; the last one dropped closes it.
pub struct Ledger {
    /// Another one after a rebuild.
    store: Shared,
    writer: writer::Writer,
    directory: PathBuf,
    reserve_bytes: u64,
}

impl Ledger {
    /// Adds one commit: all its entries or none, durable when this returns.
    ///
    /// # Errors
    /// [`LedgerError::Illegal`] when a sale's history doesn't allow an entry, with nothing written.
    /// [`LedgerError::OutcomeUnknown`] when writing or syncing failed: the commit may or may not be there, and no
    /// request that depends on it may leave. [`LedgerError::ReadOnly`] when the ledger takes no entries.
    pub async fn commit(&self, at: Timestamp, actor: Actor, entries: Vec<Entry>) -> Result<u64, LedgerError> {
        self.writer.commit(at, actor, entries).await
    }

    /// As [`Ledger::commit`], as long as nothing was written after `seq`: for entries that say what the ledger held then.
    ///
    /// # Errors
    /// [`LedgerError::Overtaken`]; else as [`Ledger::commit`].
    pub async fn commit_after(
        &self,
        seq: u64,
        at: Timestamp,
        actor: Actor,
        entries: Vec<Entry>,
    ) -> Result<u64, LedgerError> {
        self.writer.commit_after(seq, at, actor, entries).await
    }

    /// As [`Ledger::commit`], from a thread that may wait: never from a task.
    ///
    /// # Errors
    /// As [`Ledger::commit`].
    pub fn commit_waiting(&self, at: Timestamp, actor: Actor, entries: Vec<Entry>) -> Result<u64, LedgerError> {
        self.writer.commit_waiting(at, actor, entries)
    }

    /// Whether there is room on the disk for further sales.
    ///
    /// # Errors
    /// [`LedgerError::DiskFull`] with what is left and what is kept in reserve, so that the endings of sales under
    /// way can still be written.
    pub fn room_for_a_sale(&self) -> Result<(), LedgerError> {
        self.room_for(0)
    }

    /// Whether there is room for so many bytes, with the reserve left.
    ///
    /// # Errors
    /// [`LedgerError::DiskFull`] where there is not.
    pub fn room_for(&self, bytes: u64) -> Result<(), LedgerError> {
        let free = fs4::available_space(&self.directory).map_err(LedgerError::io("asking for free disk space"))?;
        let reserve = self.reserve_bytes.saturating_add(bytes);
        if free < reserve {
            return Err(LedgerError::DiskFull { free_bytes: free, reserve_bytes: reserve });
        }
        Ok(())
    }

    /// Writes the anchor now, after everything asked for before: when the program ends.
    ///
    /// # Errors
    /// When the writer has ended.
    pub async fn anchor(&self) -> Result<(), LedgerError> {
        self.writer.anchor().await
    }

    /// Why the ledger takes no entries, if it doesn't.
    pub fn read_only(&self) -> Option<String> {
        self.writer.read_only()
    }

    /// Goes on after entries were found to be missing: their number is written down, and selling resumes.
    ///
    /// # Errors
    /// As [`Ledger::commit`].
    pub async fn acknowledge_missing(&self, at: Timestamp, actor: Actor) -> Result<(), LedgerError> {
        self.writer.acknowledge_missing(at, actor).await
    }

    /// Makes the store again from the journal, beside the one in use, and goes on with it. Selling goes on meanwhile; a million
    /// sales take a minute. The old store is set aside when the ledger is opened next.
    ///
    /// Where the journal is damaged, the store is the better witness: then the rebuild is asked for and done at the next
    /// opening, which puts the journal right first.
    ///
    /// # Errors
    /// [`LedgerError::Stopped`]; [`LedgerError::DiskFull`] when there is no room for two stores.
    pub fn rebuild(&self, work: &Work) -> Result<Rebuilt, LedgerError> {
        rebuild::beside(self, work)
    }

    /// The lines of the journal from `from` to `upto`, each with its hash, checked as they are read.
    ///
    /// # Errors
    /// What `each` returns; when the journal can't be read, or is damaged before `upto`.
    pub fn lines(
        &self,
        from: u64,
        upto: u64,
        mut each: impl FnMut(u64, &str, Hash) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut last = from.saturating_sub(1);
        let walked = journal::walk(&self.directory.join("journal"), from, |record| {
            let seq = record.commit.seq;
            if seq > upto {
                return Err(LedgerError::Stopped);
            }
            let (text, record) = line::write(record.commit, record.prev);
            last = seq;
            each(seq, &text, record.hash)
        });
        match walked {
            Ok(_) | Err(LedgerError::Stopped) if last >= upto => Ok(()),
            Ok((.., wrong)) => {
                Err(LedgerError::Damaged(format!("the journal after entry {last}: {}", wrong.unwrap_or_default())))
            }
            Err(error) => Err(error),
        }
    }

    /// The last commit and its line's hash.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn head(&self) -> Result<(u64, Hash), LedgerError> {
        self.store().head()
    }

    /// The hash of a commit's line, made again from the store.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn hash_of(&self, seq: u64) -> Result<Option<Hash>, LedgerError> {
        Ok(self.store().commit(seq)?.map(|(_, hash)| hash))
    }

    /// Walks all of journal and store, up to the last commit of now, and says whether they are whole and equal. Takes
    /// seconds for a million sales; selling goes on meanwhile.
    ///
    /// # Errors
    /// [`LedgerError::Stopped`], or when a file can't be read; what is found wrong is in the report, not an error.
    pub fn verify(&self, work: &Work) -> Result<verify::Verified, LedgerError> {
        let store = self.store();
        verify::verify(&self.directory, &store, store.head()?.0, work)
    }

    fn store(&self) -> Arc<Store> {
        store::in_use(&self.store)
    }
}
