//! A journal that is written as a whole: out of a backup. One sync a segment is enough, since nobody relies on it yet.

use super::{SEGMENT_MAX_BYTES, private};
use crate::error::LedgerError;
use crate::files::{private_directory, sync_directory};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const DOING: &str = "writing a journal";

/// A journal in a directory of its own, line by line.
pub struct Copy {
    directory: PathBuf,
    number: u32,
    segment: Option<BufWriter<File>>,
    bytes: u64,
}

impl Copy {
    /// Begins one in a directory that has none.
    ///
    /// # Errors
    /// When the directory can't be made.
    pub fn into(directory: &Path) -> Result<Copy, LedgerError> {
        private_directory(directory).map_err(LedgerError::io(DOING))?;
        Ok(Copy { directory: directory.to_owned(), number: 0, segment: None, bytes: 0 })
    }

    /// One more line, without its end. That it follows the one before is the caller's part.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn line(&mut self, text: &[u8]) -> Result<(), LedgerError> {
        if self.bytes >= SEGMENT_MAX_BYTES {
            self.end_segment()?;
        }
        let segment = match &mut self.segment {
            Some(segment) => segment,
            None => {
                self.number += 1;
                let path = self.directory.join(format!("{:04}.log", self.number));
                let file = File::create_new(path).map_err(LedgerError::io(DOING))?;
                private(&file)?;
                self.segment.insert(BufWriter::with_capacity(1 << 18, file))
            }
        };
        segment.write_all(text).and_then(|()| segment.write_all(b"\n")).map_err(LedgerError::io(DOING))?;
        self.bytes += text.len() as u64 + 1;
        Ok(())
    }

    /// Nothing more comes: all of it survives a power cut.
    ///
    /// # Errors
    /// When it can't be synced.
    pub fn finish(mut self) -> Result<(), LedgerError> {
        self.end_segment()?;
        sync_directory(&self.directory)
    }

    fn end_segment(&mut self) -> Result<(), LedgerError> {
        self.bytes = 0;
        let Some(segment) = self.segment.take() else { return Ok(()) };
        let file = segment.into_inner().map_err(|error| LedgerError::io(DOING)(error.into_error()))?;
        file.sync_all().map_err(LedgerError::io(DOING))
    }
}
