//! Walks everything and says whether it is whole.

use crate::ledger::entry::{GENESIS, Hash, line};
use crate::ledger::error::LedgerError;
use crate::ledger::journal;
use crate::ledger::store::Store;
use std::path::Path;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries in the store, all commits together.
    pub entries: u64,
    /// The last commit.
    pub seq: u64,
    /// Its line's hash.
    pub head: Hash,
    /// What is wrong, in words. Empty when all is well.
    pub wrong: Vec<String>,
}

impl Verified {
    /// `12,410 entries, unbroken, head 7f3a…`
    pub fn sentence(&self) -> String {
        let entries = crate::domain::money::grouped(self.entries);
        if self.wrong.is_empty() {
            format!("{entries} entries, unbroken, head {}…", self.head.short())
        } else {
            format!("{entries} entries, damaged: {}", self.wrong.join("; "))
        }
    }
}

/// Every commit in the store makes its journal line again, chained and hashed; every journal line equals it.
///
/// # Errors
/// When a file can't be read at all.
pub fn verify(directory: &Path, store: &Store) -> Result<Verified, LedgerError> {
    let mut found = Verified { entries: 0, seq: 0, head: GENESIS, wrong: Vec::new() };
    for item in store.commits_from(1) {
        let (commit, hash) = item?;
        let (seq, entries) = (commit.seq, commit.entries.len() as u64);
        let (_, record) = line::write(commit, found.head);
        if seq != found.seq + 1 || record.hash != hash {
            found.wrong.push(format!("the store's commit {seq} is not what was written"));
            break;
        }
        found.entries += entries;
        found.seq = seq;
        found.head = hash;
    }
    let mut differing = None;
    let (last, head, wrong) = journal::walk(&directory.join("journal"), 1, |record| {
        if store.commit(record.commit.seq)?.is_none_or(|(_, hash)| hash != record.hash) {
            differing.get_or_insert(record.commit.seq);
        }
        Ok(())
    })?;
    found.wrong.extend(wrong.map(|why| format!("the journal: {why}")));
    found.wrong.extend(differing.map(|seq| format!("journal and store differ at commit {seq}")));
    if (last, head) != (found.seq, found.head) && found.wrong.is_empty() {
        found.wrong.push(format!("the journal ends at {last}, the store at {}", found.seq));
    }
    Ok(found)
}
