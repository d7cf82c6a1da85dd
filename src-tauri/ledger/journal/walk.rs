//! Walking the journal: all its segments, in order, as one list of lines.

use super::read::{End, first_seq, is_empty, read_into, read_segment, segments};
use crate::entry::{GENESIS, Hash, Record};
use crate::error::LedgerError;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// A segment, and which of its lines count.
struct Piece {
    path: PathBuf,
    /// Its first line.
    first: u64,
    /// Where a later segment begins: from there on, this one is superseded.
    until: u64,
}

/// The segments that are read, in order; and what is wrong if the last of all can't be: it is the one that is appended to, and
/// behind a line that can't be read, nothing would be found again.
fn pieces(directory: &Path) -> Result<(Vec<Piece>, Option<String>), LedgerError> {
    let paths = segments(directory)?;
    let firsts = paths.iter().map(|path| first_seq(path)).collect::<Result<Vec<_>, _>>()?;
    let mut pieces = Vec::with_capacity(paths.len());
    for (i, path) in paths.iter().enumerate() {
        let until = firsts[i + 1..].iter().flatten().copied().min().unwrap_or(u64::MAX);
        match firsts[i] {
            Some(first) if first < until => pieces.push(Piece { path: path.clone(), first, until }),
            None if i + 1 == paths.len() && !is_empty(path)? => {
                return Ok((pieces, Some("a segment's first line can't be read".to_owned())));
            }
            Some(_) | None => {}
        }
    }
    Ok((pieces, None))
}

/// Walks all records from `from` on, through all segments, in order.
///
/// Returns the last record's place, and what is wrong if the walk could not reach the end.
///
/// # Errors
/// What `each` returns, or a file that can't be read.
pub fn walk(
    directory: &Path,
    from: u64,
    mut each: impl FnMut(Record) -> Result<(), LedgerError>,
) -> Result<(u64, Hash, Option<String>), LedgerError> {
    let (pieces, wrong) = pieces(directory)?;
    let mut at = (0, GENESIS);
    for Piece { path, until, .. } in pieces {
        if until <= from && until != u64::MAX {
            continue;
        }
        let segment = read_segment(&path)?;
        for record in segment.records.into_iter().take_while(|record| record.commit.seq < until) {
            let follows = match at.0 {
                0 => from > 1 || record.commit.seq == 1,
                last => record.commit.seq == last + 1 && record.prev == at.1,
            };
            if !follows {
                return Ok((at.0, at.1, Some(format!("line {} is not chained", record.commit.seq))));
            }
            at = (record.commit.seq, record.hash);
            if record.commit.seq >= from {
                each(record)?;
            }
        }
        let complete = until != u64::MAX && at.0 + 1 == until;
        if let (false, End::Bad { why }) = (complete, segment.end) {
            return Ok((at.0, at.1, Some(why)));
        }
    }
    Ok((at.0, at.1, wrong))
}

/// Walks all lines without reading what they say: each with the sequence number that its place gives it. For whoever knows
/// what they must be. What is wrong comes back, if the walk could not reach the end.
///
/// # Errors
/// What `each` returns, or a file that can't be read.
pub fn walk_lines(
    directory: &Path,
    mut each: impl FnMut(u64, &[u8]) -> Result<(), LedgerError>,
) -> Result<Option<String>, LedgerError> {
    let (pieces, wrong) = pieces(directory)?;
    let (mut next, mut bytes) = (1, Vec::new());
    for Piece { path, first, until } in pieces {
        if first != next {
            return Ok(Some(format!("line {next} is missing")));
        }
        let damage = read_into(&path, &mut bytes)?;
        let mut at = 0;
        while at < bytes.len() && next < until {
            let Some(length) = memchr::memchr(b'\n', &bytes[at..]) else {
                return Ok(Some(format!("line {next} is cut")));
            };
            each(next, &bytes[at..at + length])?;
            at += length + 1;
            next += 1;
        }
        if let Some(why) = damage.filter(|_| next < until) {
            return Ok(Some(why));
        }
    }
    Ok(wrong)
}

/// As [`walk`], with the reading and hashing in a thread of its own, beside what is done with each record.
///
/// # Errors
/// As [`walk`].
pub fn walk_beside(
    directory: &Path,
    from: u64,
    mut each: impl FnMut(Record) -> Result<(), LedgerError>,
) -> Result<(u64, Hash, Option<String>), LedgerError> {
    std::thread::scope(|scope| {
        let (send, receive) = mpsc::sync_channel::<Vec<Record>>(AHEAD);
        let reader = scope.spawn(move || {
            let mut some = Vec::with_capacity(TOGETHER);
            let walked = walk(directory, from, |record| {
                some.push(record);
                if some.len() < TOGETHER {
                    return Ok(());
                }
                // Nobody takes them any more: whoever did has failed, and says why.
                send.send(std::mem::take(&mut some)).map_err(|_| LedgerError::Stopped)
            });
            let _ = send.send(some);
            walked
        });
        let taken = receive.into_iter().try_for_each(|some| some.into_iter().try_for_each(&mut each));
        let walked = reader.join().map_err(|_| LedgerError::Damaged("reading the journal failed".to_owned()))?;
        taken.and(walked)
    })
}

/// Records that are handed over together, and how many times that is read ahead.
const TOGETHER: usize = 512;
const AHEAD: usize = 8;

/// How many lines stand behind the last one that can be read, whole or not.
///
/// # Errors
/// When a file can't be read.
pub fn lines_behind(directory: &Path, last: u64) -> Result<u64, LedgerError> {
    let (mut lines, mut whole) = (0, BTreeSet::new());
    let mut bytes = Vec::new();
    let paths = segments(directory)?;
    for (n, path) in paths.iter().enumerate() {
        let segment = read_segment(path)?;
        let ends = segment.records.last().map(|record| record.commit.seq);
        // Earlier segments are complete, or another one counts in their place.
        if ends.map_or(n + 1 < paths.len(), |ends| ends < last) {
            continue;
        }
        // Whole, and of another history.
        whole.extend(segment.records.iter().map(|record| record.commit.seq).filter(|seq| *seq > last));
        read_into(path, &mut bytes)?;
        let good = usize::try_from(segment.good_bytes).unwrap_or(usize::MAX).min(bytes.len());
        lines += bytes[good..].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count() as u64;
    }
    Ok(lines + whole.len() as u64)
}

/// The highest sequence number that a segment begins with.
///
/// # Errors
/// When a file can't be read.
pub fn highest_first(directory: &Path) -> Result<Option<u64>, LedgerError> {
    let mut highest = None;
    for path in segments(directory)? {
        highest = highest.max(first_seq(&path)?);
    }
    Ok(highest)
}
