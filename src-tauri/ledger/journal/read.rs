//! Reading a segment, as far as it is whole.

use super::sealed;
use crate::entry::{GENESIS, Record, line};
use crate::error::{LedgerError, is_environment};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

const DOING: &str = "reading a journal segment";

/// What reading a segment came to.
#[derive(Debug)]
pub struct Segment {
    /// Its file.
    pub path: PathBuf,
    /// Good lines from the beginning.
    pub records: Vec<Record>,
    /// Bytes that the good lines take.
    pub good_bytes: u64,
    /// What follows them.
    pub end: End,
}

/// What follows a segment's good lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Nothing.
    Clean,
    /// One last line that was not finished, as a crash leaves it: it was never acknowledged.
    Torn,
    /// A line that is whole and wrong, or more than one line.
    Bad {
        /// What is wrong, for the notice.
        why: String,
    },
}

/// The segments' files, in order; where one is there plain and sealed, the plain one.
///
/// # Errors
/// When the directory can't be read.
pub fn segments(directory: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    let mut paths = BTreeMap::new();
    for item in fs::read_dir(directory).map_err(LedgerError::io("reading the journal's directory"))? {
        let path = item.map_err(LedgerError::io("reading the journal's directory"))?.path();
        if let Some(number) = number_of(&path)
            && (!sealed::is_sealed(&path) || !paths.contains_key(&number))
        {
            paths.insert(number, path);
        }
    }
    Ok(paths.into_values().collect())
}

pub(super) fn number_of(path: &Path) -> Option<u32> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_suffix(sealed::ENDING).unwrap_or(name);
    name.strip_suffix(".log").filter(|stem| stem.len() >= 4)?.parse().ok()
}

/// Reads a segment as far as its lines are whole, hashed right, and chained to one another.
///
/// # Errors
/// When the file can't be read. A damaged line is a result, not an error.
pub fn read_segment(path: &Path) -> Result<Segment, LedgerError> {
    let (bytes, damage) = read_bytes(path)?;
    let mut segment = Segment { path: path.to_owned(), records: Vec::new(), good_bytes: 0, end: End::Clean };
    let mut rest = bytes.as_slice();
    while !rest.is_empty() {
        let Some(length) = memchr::memchr(b'\n', rest) else {
            segment.end = End::Torn;
            break;
        };
        match line::read(&rest[..length]).map_err(|bad| bad.to_string()).and_then(|record| follows(&segment, record)) {
            Ok(record) => segment.records.push(record),
            Err(why) => {
                segment.end = End::Bad { why };
                break;
            }
        }
        segment.good_bytes += length as u64 + 1;
        rest = &rest[length + 1..];
    }
    // A sealed segment was whole once: what can't be read of it was never torn.
    if let Some(why) = damage {
        segment.end = End::Bad { why };
    }
    Ok(segment)
}

/// A segment's lines as bytes, and what keeps the rest from being read.
pub(super) fn read_bytes(path: &Path) -> Result<(Vec<u8>, Option<String>), LedgerError> {
    let mut bytes = Vec::new();
    let damage = read_into(path, &mut bytes)?;
    Ok((bytes, damage))
}

/// The same into memory that is used for one segment after the other.
pub(super) fn read_into(path: &Path, bytes: &mut Vec<u8>) -> Result<Option<String>, LedgerError> {
    let (mut file, is_sealed) = open(path)?;
    bytes.clear();
    if is_sealed {
        return sealed::unpack_into(file, bytes).map_err(LedgerError::io(DOING));
    }
    file.read_to_end(bytes).map_err(LedgerError::io(DOING))?;
    Ok(None)
}

/// A segment's file, and whether it is a sealed one. The till goes on selling while the journal is walked: what was plain when
/// the segments were listed may have been sealed since.
fn open(path: &Path) -> Result<(File, bool), LedgerError> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && !sealed::is_sealed(path) => {
            let file = File::open(sealed::name_of(path)).map_err(LedgerError::io(DOING))?;
            Ok((file, true))
        }
        opened => Ok((opened.map_err(LedgerError::io(DOING))?, sealed::is_sealed(path))),
    }
}

fn follows(segment: &Segment, record: Record) -> Result<Record, String> {
    match segment.records.last() {
        Some(last) if record.commit.seq != last.commit.seq + 1 => {
            Err(format!("line {} follows line {}", record.commit.seq, last.commit.seq))
        }
        Some(last) if record.prev != last.hash => Err(format!("line {} is not chained", record.commit.seq)),
        None if record.commit.seq == 1 && record.prev != GENESIS => Err("line 1 is not the beginning".to_owned()),
        _ => Ok(record),
    }
}

pub(super) fn is_empty(path: &Path) -> Result<bool, LedgerError> {
    let (file, _) = open(path)?;
    Ok(file.metadata().map_err(LedgerError::io(DOING))?.len() == 0)
}

/// The sequence number on a segment's first line; `None` when that line is not good.
pub(super) fn first_seq(path: &Path) -> Result<Option<u64>, LedgerError> {
    let (file, is_sealed) = open(path)?;
    let mut first = Vec::new();
    if is_sealed {
        // What can't be read of it is damage, which whoever reads all of it will tell.
        let begun = sealed::begin(file).and_then(|file| BufReader::new(file).read_until(b'\n', &mut first));
        match begun {
            Err(error) if is_environment(&error) => return Err(LedgerError::io(DOING)(error)),
            Err(_) => return Ok(None),
            Ok(_) => {}
        }
    } else {
        BufReader::new(file).read_until(b'\n', &mut first).map_err(LedgerError::io(DOING))?;
    }
    Ok(first.strip_suffix(b"\n").and_then(|text| line::read(text).ok()).map(|record| record.commit.seq))
}
