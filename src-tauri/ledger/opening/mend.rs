//! The journal's lines, made again from the store.

use crate::entry::{GENESIS, Hash, line};
use crate::error::LedgerError;
use crate::journal::{self};
use crate::opening_note::OpeningNote;
use crate::store::{CommitBlock, Store};
use std::path::Path;
use std::sync::Arc;

/// The journal lines after `last` and before `until`, made again from the store and checked against its hashes.
pub(super) fn lines_from_store(
    store: &Arc<Store>,
    last: u64,
    last_head: Hash,
    until: u64,
) -> Result<Vec<String>, LedgerError> {
    let mut head = if last == 0 { GENESIS } else { last_head };
    let mut lines = Vec::new();
    for block in store.blocks_from(last + 1) {
        let CommitBlock { commits, before, last: end } = block?;
        let (mut chain, mut inside) = (before, true);
        for commit in commits {
            let seq = commit.seq;
            let (text, record) = line::write(commit, chain);
            chain = record.hash;
            inside = seq < until;
            if seq <= last || !inside {
                continue;
            }
            if seq != last + 1 + lines.len() as u64 || record.prev != head {
                return Err(LedgerError::Damaged(format!("the store's entry {seq} does not follow")));
            }
            head = record.hash;
            lines.push(text);
        }
        if chain != end {
            return Err(LedgerError::Damaged("the store's entries are not what was written".to_owned()));
        }
        if !inside {
            break;
        }
    }
    if last + lines.len() as u64 + 1 != until.max(last + 1) {
        return Err(LedgerError::Damaged("the store has a gap".to_owned()));
    }
    Ok(lines)
}

/// A rebuild was asked for: what is damaged in the middle of the journal is put back from the store first, if that has it.
pub(super) fn mend_journal(journal_dir: &Path, store: &Arc<Store>) -> Result<Option<OpeningNote>, LedgerError> {
    let mended = journal::mend(journal_dir, |last, head, until| lines_from_store(store, last, head, until));
    match mended {
        Ok(0) => Ok(None),
        Ok(commits) => Ok(Some(OpeningNote::JournalMended { why: "lines in its middle".to_owned(), commits })),
        Err(LedgerError::Damaged(why)) => {
            tracing::warn!(why, "the journal could not be mended");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
