//! A commit as one line of the journal.
//!
//! ```json
//! {"v":1,"seq":7,"at":"2026-11-22T13:02:09.120Z","actor":"Counter","entries":[…],"prev":"…","hash":"…"}
//! ```
//!
//! The hash is SHA-256 over every byte of the line before `,"hash"`; it covers `prev`, and so all lines before.

use super::{Actor, Commit, Entry, Hash, Record};
use airtill_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Version of the line's form. Raised when a reader of the old form would misread the new one.
pub const LINE_VERSION: u8 = 1;

const HASH_KEY: &str = ",\"hash\":\"";
/// More than most lines have: they are written a million times in a row.
const LINE_BYTES: usize = 2_048;
/// `,"hash":"` + 64 characters + `"}`.
const TAIL_LEN: usize = HASH_KEY.len() + 64 + 2;

#[derive(Serialize)]
struct BodyOut<'a> {
    v: u8,
    seq: u64,
    at: Timestamp,
    actor: &'a Actor,
    entries: &'a [Entry],
    prev: Hex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyIn {
    v: u8,
    seq: u64,
    at: Timestamp,
    actor: Actor,
    entries: Vec<Entry>,
    prev: String,
}

/// Why a line is not a commit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// The end of the line doesn't have the form of a hash.
    #[error("the line has no hash at its end")]
    NoHash,
    /// The bytes don't have the hash that the line claims.
    #[error("the line's bytes do not match its hash")]
    WrongHash,
    /// Hash and bytes agree, but this program doesn't understand them.
    #[error("the line can't be understood: {0}")]
    NotUnderstood(String),
}

/// The line of a commit (without its newline), and its place in the chain.
pub fn write(commit: Commit, prev: Hash) -> (String, Record) {
    let mut line = Vec::with_capacity(LINE_BYTES);
    let hash = append(&mut line, &commit, prev);
    let line = String::from_utf8(line).expect("JSON is UTF-8");
    (line, Record { commit, prev, hash })
}

/// Puts the line of a commit (without its newline) behind whatever stands there, for whoever makes a million of them. Its hash.
pub fn append(lines: &mut Vec<u8>, commit: &Commit, prev: Hash) -> Hash {
    let begins = lines.len();
    let body = BodyOut {
        v: LINE_VERSION,
        seq: commit.seq,
        at: commit.at,
        actor: &commit.actor,
        entries: &commit.entries,
        prev: Hex(prev),
    };
    serde_json::to_writer(&mut *lines, &body).expect("entries hold nothing that JSON can't: no maps, no floats");
    lines.truncate(lines.len() - 1);
    let hash = digest(&lines[begins..]);
    lines.extend_from_slice(HASH_KEY.as_bytes());
    lines.extend_from_slice(&hash.hex_bytes());
    lines.extend_from_slice(b"\"}");
    hash
}

/// A hash as it stands in a line.
struct Hex(Hash);

impl Serialize for Hex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(std::str::from_utf8(&self.0.hex_bytes()).expect("digits are ASCII"))
    }
}

/// Reads a line (without its newline) and checks its hash. Whether it follows the line before is the reader's part.
///
/// # Errors
/// [`BadLine`].
pub fn read(line: &[u8]) -> Result<Record, BadLine> {
    let split = line.len().checked_sub(TAIL_LEN).ok_or(BadLine::NoHash)?;
    let (body, tail) = line.split_at(split);
    let hash = std::str::from_utf8(tail)
        .ok()
        .and_then(|tail| tail.strip_prefix(HASH_KEY)?.strip_suffix("\"}"))
        .and_then(Hash::from_hex)
        .ok_or(BadLine::NoHash)?;
    if digest(body) != hash {
        return Err(BadLine::WrongHash);
    }
    let mut whole = body.to_vec();
    whole.push(b'}');
    let body: BodyIn = serde_json::from_slice(&whole).map_err(|e| BadLine::NotUnderstood(e.to_string()))?;
    if body.v != LINE_VERSION {
        return Err(BadLine::NotUnderstood(format!("version {} is newer than this program", body.v)));
    }
    let prev = Hash::from_hex(&body.prev).ok_or_else(|| BadLine::NotUnderstood("prev".to_owned()))?;
    let commit = Commit { seq: body.seq, at: body.at, actor: body.actor, entries: body.entries };
    Ok(Record { commit, prev, hash })
}

fn digest(bytes: &[u8]) -> Hash {
    Hash(Sha256::digest(bytes).into())
}
