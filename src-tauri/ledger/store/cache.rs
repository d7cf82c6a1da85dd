//! The blocks that were read or written last, unpacked: the newest sales and the end of the ledger are wanted all the time.

use super::block;
use crate::error::LedgerError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// Blocks that are kept, of each kind.
const KEPT: usize = 256;

/// A block's records, shared with whoever reads them.
pub(super) type Records = Arc<block::Records>;

/// The blocks of one tree that were wanted last.
#[derive(Default)]
pub(super) struct Cache {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    blocks: HashMap<u64, (Records, u64)>,
    /// Counts every use, so that the oldest are known.
    used: u64,
}

impl Cache {
    /// A block, from memory or from its tree. The lock is held while it is read: nothing older than what is being written
    /// can stay behind.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn read(&self, tree: &sled::Tree, block: u64) -> Result<Option<Records>, LedgerError> {
        let mut kept = self.locked();
        kept.used += 1;
        let used = kept.used;
        if let Some((records, last)) = kept.blocks.get_mut(&block) {
            *last = used;
            return Ok(Some(Arc::clone(records)));
        }
        let Some(value) = tree.get(block.to_be_bytes()).map_err(super::damaged)? else { return Ok(None) };
        let records = Arc::new(block::unpack(&value)?);
        kept.keep(block, Arc::clone(&records));
        Ok(Some(records))
    }

    /// Blocks as they were just written.
    pub(super) fn put(&self, blocks: Vec<(u64, Records)>) {
        let mut kept = self.locked();
        for (block, records) in blocks {
            kept.keep(block, records);
        }
    }

    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

impl Kept {
    fn keep(&mut self, block: u64, records: Records) {
        self.used += 1;
        self.blocks.insert(block, (records, self.used));
        if self.blocks.len() > KEPT {
            // Half of them at once, so that not every further one has to look for the oldest.
            let mut uses: Vec<u64> = self.blocks.values().map(|(_, used)| *used).collect();
            uses.sort_unstable();
            let middle = uses[uses.len() / 2];
            self.blocks.retain(|_, (_, used)| *used >= middle);
        }
    }
}
