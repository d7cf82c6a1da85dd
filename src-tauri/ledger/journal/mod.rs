//! The journal: segments of lines, appended and synced, never changed.
//!
//! `journal/0001.log`, `0002.log`, … Those that are full are compressed ([`sealed`]). A new segment begins when the last has reached [`SEGMENT_MAX_BYTES`], and whenever
//! the end of the last can't be trusted: it is then never appended to again, and the new one begins with everything
//! from the first line in question on. So where two segments hold the same sequence number, the later one counts.

mod copy;
mod mend;
mod read;
pub mod sealed;
mod walk;

pub use copy::Copy;
pub use mend::mend;
pub use read::{End, Segment, read_segment, segments};
pub use walk::{highest_first, lines_behind, walk, walk_beside, walk_lines};

use crate::error::LedgerError;
use crate::files::{private_directory, sync_directory};
use read::number_of;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A segment that has grown to this size is not appended to any more.
pub const SEGMENT_MAX_BYTES: u64 = 8 * 1024 * 1024;

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

/// Cuts what follows a segment's good lines off, keeping the cut bytes beside it in `torn/`.
///
/// # Errors
/// When a file can't be written or synced.
pub fn set_tail_aside(directory: &Path, segment: &Segment) -> Result<PathBuf, LedgerError> {
    let aside = directory.join("torn");
    private_directory(&aside).map_err(LedgerError::io("setting a torn line aside"))?;
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
            if sealed::name_of(&path).exists() {
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
        if lines.is_empty() && self.bytes == 0 && !self.spoilt {
            // It was begun for this already.
            return Ok(());
        }
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
        let written = airtill_faults::fail_point("journal.write")
            .and_then(|()| self.file.write_all(&whole))
            .inspect(|()| airtill_faults::kill_point("journal.written"))
            .and_then(|()| airtill_faults::fail_point("journal.sync"))
            .and_then(|()| if airtill_faults::wrong("journal_not_synced") { Ok(()) } else { self.file.sync_data() });
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
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(LedgerError::io("protecting a file"))?;
    }
    let _ = file;
    Ok(())
}
