//! The journal: segments of lines, appended and synced, never changed.
//!
//! `journal/0001.log`, `0002.log`, … Those that are full are compressed ([`sealed`]). A new segment begins when the last has reached [`SEGMENT_MAX_BYTES`], and whenever
//! the end of the last can't be trusted: it is then never appended to again, and the new one begins with everything
//! from the first line in question on. So where two segments hold the same sequence number, the later one counts.

mod mend;
pub mod sealed;

pub use mend::mend;

use crate::faults;
use crate::ledger::entry::{GENESIS, Hash, Record, line};
use crate::ledger::error::LedgerError;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// A segment that has grown to this size is not appended to any more.
pub const SEGMENT_MAX_BYTES: u64 = 8 * 1024 * 1024;

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

/// The journal, open for appending.
pub struct Journal {
    directory: PathBuf,
    number: u32,
    file: File,
    bytes: u64,
    /// Set after a failed write or sync: this segment is never appended to again.
    spoilt: bool,
    /// The line whose fate is not known after a failure.
    in_question: Option<String>,
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

fn number_of(path: &Path) -> Option<u32> {
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
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
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
fn read_bytes(path: &Path) -> Result<(Vec<u8>, Option<String>), LedgerError> {
    let bytes = fs::read(path).map_err(LedgerError::io("reading a journal segment"))?;
    Ok(if sealed::is_sealed(path) { sealed::unpack(&bytes) } else { (bytes, None) })
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
    let paths = segments(directory)?;
    let firsts = paths.iter().map(|path| first_seq(path)).collect::<Result<Vec<_>, _>>()?;
    let mut at = (0, GENESIS);
    for (i, path) in paths.iter().enumerate() {
        // Where the next readable segment begins: from there on, this one is superseded.
        let until = firsts[i + 1..].iter().flatten().copied().min().unwrap_or(u64::MAX);
        // The last segment is the one that is appended to: behind a line that can't be read, nothing would be found again.
        if firsts[i].is_none() && i + 1 == paths.len() && !is_empty(path)? {
            let why = "a segment's first line can't be read".to_owned();
            return Ok((at.0, at.1, Some(why)));
        }
        if firsts[i].is_none_or(|first| first >= until) || (until <= from && until != u64::MAX) {
            continue;
        }
        let segment = read_segment(path)?;
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
    Ok((at.0, at.1, None))
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
    let paths = segments(directory)?;
    let firsts = paths.iter().map(|path| first_seq(path)).collect::<Result<Vec<_>, _>>()?;
    let mut next = 1;
    for (i, path) in paths.iter().enumerate() {
        let until = firsts[i + 1..].iter().flatten().copied().min().unwrap_or(u64::MAX);
        let Some(first) = firsts[i].filter(|first| *first < until) else {
            if firsts[i].is_none() && i + 1 == paths.len() && !is_empty(path)? {
                return Ok(Some("a segment's first line can't be read".to_owned()));
            }
            continue;
        };
        if first != next {
            return Ok(Some(format!("line {next} is missing")));
        }
        let (bytes, damage) = read_bytes(path)?;
        for text in bytes.split_inclusive(|byte| *byte == b'\n') {
            if next >= until {
                break;
            }
            let Some(text) = text.strip_suffix(b"\n") else {
                return Ok(Some(format!("line {next} is cut")));
            };
            each(next, text)?;
            next += 1;
        }
        if let Some(why) = damage.filter(|_| next < until) {
            return Ok(Some(why));
        }
    }
    Ok(None)
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

fn is_empty(path: &Path) -> Result<bool, LedgerError> {
    Ok(fs::metadata(path).map_err(LedgerError::io("reading a journal segment"))?.len() == 0)
}

/// The sequence number on a segment's first line; `None` when that line is not good.
fn first_seq(path: &Path) -> Result<Option<u64>, LedgerError> {
    let file = File::open(path).map_err(LedgerError::io("reading a journal segment"))?;
    let mut first = Vec::new();
    if sealed::is_sealed(path) {
        // What can't be read of it is damage, which whoever reads all of it will tell.
        let begun = sealed::begin(file).and_then(|file| BufReader::new(file).read_until(b'\n', &mut first));
        if begun.is_err() {
            return Ok(None);
        }
    } else {
        BufReader::new(file).read_until(b'\n', &mut first).map_err(LedgerError::io("reading a journal segment"))?;
    }
    Ok(first.strip_suffix(b"\n").and_then(|text| line::read(text).ok()).map(|record| record.commit.seq))
}

/// Cuts what follows a segment's good lines off, keeping the cut bytes beside it in `torn/`.
///
/// # Errors
/// When a file can't be written or synced.
pub fn set_tail_aside(directory: &Path, segment: &Segment) -> Result<PathBuf, LedgerError> {
    let aside = directory.join("torn");
    fs::create_dir_all(&aside).map_err(LedgerError::io("setting a torn line aside"))?;
    let name = segment.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let kept = aside.join(format!("{name}.{}", segment.good_bytes));
    let doing = "setting a torn line aside";
    let mut file = OpenOptions::new().read(true).write(true).open(&segment.path).map_err(LedgerError::io(doing))?;
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(segment.good_bytes))
        .and_then(|_| file.read_to_end(&mut tail))
        .map_err(LedgerError::io(doing))?;
    File::create(&kept)
        .and_then(|mut copy| copy.write_all(&tail).and_then(|()| copy.sync_data()))
        .map_err(LedgerError::io(doing))?;
    sync_directory(&aside)?;
    file.set_len(segment.good_bytes).and_then(|()| file.sync_data()).map_err(LedgerError::io(doing))?;
    Ok(kept)
}

impl Journal {
    /// Opens the last segment for appending, or begins the first. What is in it is synced before anything is derived
    /// from it: after a kill it may have been in the cache alone.
    ///
    /// # Errors
    /// When a file can't be opened or synced.
    pub fn open(directory: &Path) -> Result<Journal, LedgerError> {
        match segments(directory)?.last() {
            None => Journal::begin(directory, 1),
            // A sealed segment is never appended to again.
            Some(path) if sealed::is_sealed(path) => Journal::begin(directory, number_of(path).unwrap_or(1) + 1),
            Some(path) => {
                let number = number_of(path).unwrap_or(1);
                let file =
                    OpenOptions::new().append(true).open(path).map_err(LedgerError::io("opening the journal"))?;
                file.sync_data().map_err(LedgerError::io("syncing the journal"))?;
                let bytes = file.metadata().map_err(LedgerError::io("opening the journal"))?.len();
                Ok(Journal { directory: directory.to_owned(), number, file, bytes, spoilt: false, in_question: None })
            }
        }
    }

    /// Begins segment `number`, or the next free one after it: a half-made segment is left alone.
    fn begin(directory: &Path, number: u32) -> Result<Journal, LedgerError> {
        let mut number = number;
        let file = loop {
            let path = directory.join(format!("{number:04}.log"));
            if path.with_extension("log.zst").exists() {
                number += 1;
                continue;
            }
            match OpenOptions::new().append(true).create_new(true).open(&path) {
                Ok(file) => break file,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(LedgerError::io("beginning a journal segment")(error)),
            }
        };
        private(&file)?;
        file.sync_all().map_err(LedgerError::io("syncing a new journal segment"))?;
        sync_directory(directory)?;
        Ok(Journal { directory: directory.to_owned(), number, file, bytes: 0, spoilt: false, in_question: None })
    }

    /// Begins a new segment that starts with `lines` (what was in question before), synced and read back.
    ///
    /// # Errors
    /// When it can't be written, or doesn't read back as it was written.
    pub fn begin_next(&mut self, lines: &[String]) -> Result<(), LedgerError> {
        let mut next = Journal::begin(&self.directory, self.number + 1)?;
        let first = next.number;
        for text in lines {
            next.append(text)?;
        }
        let mut read_back = 0;
        for number in first..=next.number {
            let segment = read_segment(&self.directory.join(format!("{number:04}.log")))?;
            read_back += if segment.end == End::Clean { segment.records.len() } else { 0 };
        }
        if read_back != lines.len() {
            return Err(LedgerError::Damaged("a new journal segment does not read back".to_owned()));
        }
        *self = next;
        Ok(())
    }

    /// Appends one line and syncs it. After an error the line may be there or not: nothing more is appended to this
    /// segment, and [`Journal::recover`] has to come first.
    ///
    /// # Errors
    /// When writing or syncing fails.
    pub fn append(&mut self, text: &str) -> Result<(), LedgerError> {
        if self.spoilt {
            return Err(LedgerError::OutcomeUnknown("an earlier line is still in question".to_owned()));
        }
        if self.bytes >= SEGMENT_MAX_BYTES {
            *self = Journal::begin(&self.directory, self.number + 1)?;
        }
        let mut whole = Vec::with_capacity(text.len() + 1);
        whole.extend_from_slice(text.as_bytes());
        whole.push(b'\n');
        let written = faults::fail_point("journal.write")
            .and_then(|()| self.file.write_all(&whole))
            .inspect(|()| faults::kill_point("journal.written"))
            .and_then(|()| faults::fail_point("journal.sync"))
            .and_then(|()| if faults::wrong("journal_not_synced") { Ok(()) } else { self.file.sync_data() });
        match written {
            Ok(()) => {
                self.bytes += whole.len() as u64;
                Ok(())
            }
            Err(error) => {
                self.spoilt = true;
                self.in_question = Some(text.to_owned());
                Err(LedgerError::OutcomeUnknown(error.to_string()))
            }
        }
    }

    /// Seals the first segment that is full and still plain. Takes a moment: not while somebody waits. Whether there was one.
    ///
    /// # Errors
    /// As [`sealed::seal`].
    pub fn seal_one(&self) -> Result<bool, LedgerError> {
        let plain = segments(&self.directory)?
            .into_iter()
            .find(|path| !sealed::is_sealed(path) && number_of(path).is_some_and(|number| number < self.number));
        plain.map(|path| sealed::seal(&path)).transpose().map(|sealed| sealed.is_some())
    }

    /// The number of the segment that is appended to.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The line whose fate is not known, after a failed append.
    pub fn in_question(&self) -> Option<&str> {
        self.in_question.as_deref()
    }

    /// Goes on after a failed append: the line in question is written to a new segment, synced and read back. From
    /// then on it is in the ledger, whatever became of it in the old segment.
    ///
    /// # Errors
    /// When the new segment can't be written either; the journal stays spoilt.
    pub fn recover(&mut self) -> Result<Option<String>, LedgerError> {
        let line = self.in_question.clone();
        self.begin_next(line.as_slice())?;
        Ok(line)
    }
}

/// Makes a file readable and writable by its owner alone.
fn private(file: &File) -> Result<(), LedgerError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(LedgerError::io("protecting a file"))?;
    }
    let _ = file;
    Ok(())
}

/// Syncs a directory, so that files made or renamed in it survive a power cut. Windows has no such call and needs none.
///
/// # Errors
/// When the directory can't be opened or synced.
pub fn sync_directory(directory: &Path) -> Result<(), LedgerError> {
    #[cfg(unix)]
    File::open(directory).and_then(|file| file.sync_all()).map_err(LedgerError::io("syncing a directory"))?;
    let _ = directory;
    Ok(())
}
