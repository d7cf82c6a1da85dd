//! Commits out of their blocks.

use super::{COMMITS_A_BLOCK, CommitBlock, Store, block, damaged, number, odd, one_by_one};
use crate::entry::{Commit, Hash, compact, line};
use crate::error::LedgerError;
use std::sync::Arc;

impl Store {
    /// A commit and its line's hash, which is made again from the beginning of its block.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn commit(&self, seq: u64) -> Result<Option<(Commit, Hash)>, LedgerError> {
        let Some(block) = seq.checked_sub(1).map(|place| place / COMMITS_A_BLOCK) else { return Ok(None) };
        let Some(value) = self.commits.get(block.to_be_bytes()).map_err(damaged)? else { return Ok(None) };
        let CommitBlock { commits, mut before, .. } = self.read_block(block, &value)?;
        for commit in commits {
            let found = commit.seq == seq;
            let (_, record) = line::write(commit, before);
            if found {
                return Ok(Some((record.commit, record.hash)));
            }
            before = record.hash;
        }
        Ok(None)
    }

    /// The commits of one sale's story, or any others, in their order.
    ///
    /// # Errors
    /// When one can't be read.
    pub fn commits(&self, of: &[u64]) -> Result<Vec<Commit>, LedgerError> {
        let missing = || odd("a commit of a story is missing");
        let mut commits = Vec::with_capacity(of.len());
        for seq in of {
            let place = seq.checked_sub(1).ok_or_else(missing)?;
            let records = self.commit_blocks.read(&self.commits, place / COMMITS_A_BLOCK)?.ok_or_else(missing)?;
            // A place in a block of 32.
            let record = records.get(1 + (place % COMMITS_A_BLOCK) as usize).ok_or_else(missing)?;
            commits.push(self.read_commit(*seq, record)?);
        }
        Ok(commits)
    }

    /// All blocks of commits from the one that holds `from`, in order.
    pub fn blocks_from(self: &Arc<Self>, from: u64) -> impl Iterator<Item = Result<CommitBlock, LedgerError>> + use<> {
        let block = from.saturating_sub(1) / COMMITS_A_BLOCK;
        let store = Arc::clone(self);
        self.commits.range(block.to_be_bytes()..).map(move |item| {
            let (key, value) = item.map_err(damaged)?;
            store.read_block(number(&key)?, &value)
        })
    }

    /// The commits in order.
    pub fn commits_forwards(self: &Arc<Self>) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        self.blocks_from(1).flat_map(|block| one_by_one(block.map(|block| block.commits)))
    }

    /// The commits after one, in order.
    pub fn commits_after(self: &Arc<Self>, seq: u64) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        let of = |block: Result<CommitBlock, LedgerError>| one_by_one(block.map(|block| block.commits));
        let in_the_block = move |commit: &Result<Commit, LedgerError>| commit.as_ref().is_ok_and(|c| c.seq <= seq);
        self.blocks_from(seq + 1).flat_map(of).skip_while(in_the_block)
    }

    /// The commits, newest first.
    pub fn commits_backwards(self: &Arc<Self>) -> impl Iterator<Item = Result<Commit, LedgerError>> + use<> {
        let store = Arc::clone(self);
        self.commits.iter().rev().flat_map(move |item| {
            let block = item.map_err(damaged).and_then(|(key, value)| store.read_block(number(&key)?, &value));
            one_by_one(block.map(|block| block.commits.into_iter().rev().collect()))
        })
    }

    fn read_block(&self, block: u64, value: &[u8]) -> Result<CommitBlock, LedgerError> {
        let records = block::unpack(value)?;
        let (before, last) = ends(&records)?;
        let commits = (block * COMMITS_A_BLOCK + 1..)
            .zip(records.iter().skip(1))
            .map(|(seq, record)| self.read_commit(seq, record))
            .collect::<Result<Vec<_>, LedgerError>>()?;
        Ok(CommitBlock { commits, before, last })
    }

    fn read_commit(&self, seq: u64, record: &[u8]) -> Result<Commit, LedgerError> {
        let commit: Commit = if record.is_empty() {
            let value = self.large.get(seq.to_be_bytes()).map_err(damaged)?;
            let records = block::unpack(&value.ok_or_else(|| odd("a large commit is missing"))?)?;
            compact::read_plain(records.get(0).ok_or_else(|| odd("a large commit is empty"))?)?
        } else {
            compact::read_plain(record)?
        };
        if commit.seq == seq { Ok(commit) } else { Err(odd("a commit is not at its place")) }
    }
}

/// The hashes before and of the last commit of a block: its first record.
pub(super) fn ends(records: &block::Records) -> Result<(Hash, Hash), LedgerError> {
    let ends = records.get(0).and_then(|record| record.split_first_chunk::<32>());
    let (before, last) = ends.ok_or_else(|| odd("a block of commits has no hashes"))?;
    Ok((Hash(*before), Hash(last.try_into().map_err(|_| odd("a block's last hash"))?)))
}
