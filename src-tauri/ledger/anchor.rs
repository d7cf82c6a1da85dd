//! The anchor: the last place both stores are known to have reached, kept outside of them.
//!
//! A store that opens "successfully" and empty, or a journal put back from last week, would not be noticed from the
//! inside. The anchor is one small file, written to a new name, synced and renamed.

use crate::entry::Hash;
use crate::error::{LedgerError, is_environment};
use crate::files::write_whole;
use crate::index::fingerprint;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// A place in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// Sequence number of the last commit.
    pub seq: u64,
    /// Hash of its line.
    pub head: Hash,
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    seq: u64,
    head: String,
    /// Over both: a flipped bit must not look like another history. Anchors of earlier versions have none.
    #[serde(default)]
    check: Option<String>,
}

fn check(seq: u64, head: &str) -> String {
    format!("{:016x}", fingerprint(format!("{seq} {head}").as_bytes()))
}

/// The anchor of a ledger's directory; `None` when there is none or it doesn't read: it is a second witness, and
/// its own damage proves nothing.
///
/// # Errors
/// When the system refuses to read it: a witness that is there and can't be heard is not one that has nothing to say.
pub(crate) fn read(directory: &Path) -> Result<Option<Anchor>, LedgerError> {
    match fs::read_to_string(directory.join("anchor")) {
        Ok(text) => Ok(parse(&text)),
        Err(error) if is_environment(&error) => Err(LedgerError::io("reading the anchor")(error)),
        Err(_) => Ok(None),
    }
}

fn parse(text: &str) -> Option<Anchor> {
    let on_disk: OnDisk = serde_json::from_str(text).ok()?;
    if on_disk.check.as_ref().is_some_and(|known| *known != check(on_disk.seq, &on_disk.head)) {
        return None;
    }
    Some(Anchor { seq: on_disk.seq, head: Hash::from_hex(&on_disk.head)? })
}

/// Writes the anchor.
///
/// # Errors
/// When it can't be written, synced or renamed.
pub(crate) fn write(directory: &Path, anchor: Anchor) -> Result<(), LedgerError> {
    let head = anchor.head.hex();
    let check = Some(check(anchor.seq, &head));
    let text = serde_json::to_string(&OnDisk { seq: anchor.seq, head, check })
        .map_err(|e| LedgerError::Damaged(e.to_string()))?;
    write_whole(&directory.join("anchor"), text.as_bytes()).map_err(LedgerError::io("writing the anchor"))
}
