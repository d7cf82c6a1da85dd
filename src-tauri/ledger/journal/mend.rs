//! Putting lines back that are damaged or missing in the middle of the journal, from whoever still has them.
//!
//! The segment in question is written anew under its own number: what is good of it, then the lines that were lost. The
//! damaged one is set aside, never deleted.

use super::read::{first_seq, read_bytes, segments};
use super::{sealed, walk};
use crate::entry::Hash;
use crate::error::LedgerError;
use crate::files::{private_directory, sync_directory};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Most gaps that are closed: more is no journal any more.
const GAPS_MOST: usize = 1_000;

/// Closes every gap before the journal's end. `lines` gives the lines after a sequence number and its hash, up to another and
/// without it. Returns how many lines were put back.
///
/// # Errors
/// When a file can't be read or written, or the lines can't be had.
pub fn mend(
    directory: &Path,
    lines: impl Fn(u64, Hash, u64) -> Result<Vec<String>, LedgerError>,
) -> Result<u64, LedgerError> {
    let mut put_back = 0;
    for _ in 0..GAPS_MOST {
        set_unreadable_aside(directory)?;
        let (last, head, wrong) = walk(directory, 1, |_| Ok(()))?;
        let mut next = None;
        for path in segments(directory)? {
            next = first_seq(&path)?.filter(|first| *first > last + 1).into_iter().chain(next).min();
        }
        let (Some(until), true) = (next, wrong.is_some()) else { return Ok(put_back) };
        let lost = lines(last, head, until)?;
        write_anew(directory, last, &lost)?;
        put_back += lost.len() as u64;
    }
    Err(LedgerError::Damaged("the journal has too many gaps".to_owned()))
}

/// Segments of which not even the first line can be read hold nothing that could be gone on with.
fn set_unreadable_aside(directory: &Path) -> Result<(), LedgerError> {
    let paths = segments(directory)?;
    for path in paths.iter().take(paths.len().saturating_sub(1)) {
        if first_seq(path)?.is_none() {
            set_aside(directory, path)?;
        }
    }
    Ok(())
}

/// The segment that holds line `last` again, up to that line, and the lost lines behind it.
fn write_anew(directory: &Path, last: u64, lost: &[String]) -> Result<(), LedgerError> {
    let doing = LedgerError::io;
    let mut holder = None;
    for path in segments(directory)? {
        if first_seq(&path)?.is_some_and(|first| first <= last) {
            holder = Some(path);
        }
    }
    let mut text = Vec::new();
    let plain = match &holder {
        Some(path) => {
            let (bytes, _) = read_bytes(path)?;
            let first = first_seq(path)?.unwrap_or(last);
            let good = bytes.split_inclusive(|byte| *byte == b'\n');
            for line in good.take(usize::try_from(last + 1 - first).unwrap_or(usize::MAX)) {
                text.extend_from_slice(line);
            }
            plain_name(path)
        }
        None => directory.join("0001.log"),
    };
    for line in lost {
        text.extend_from_slice(line.as_bytes());
        text.push(b'\n');
    }
    let new = plain.with_extension("log.new");
    File::create(&new)
        .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
        .map_err(doing("writing a journal segment anew"))?;
    match &holder {
        Some(path) => set_aside(directory, path)?,
        // Something of that name may be there, and unreadable.
        None if plain.exists() => set_aside(directory, &plain)?,
        None => {}
    }
    fs::rename(&new, &plain).map_err(doing("writing a journal segment anew"))?;
    sync_directory(directory)
}

fn plain_name(path: &Path) -> PathBuf {
    if sealed::is_sealed(path) { path.with_extension("") } else { path.to_owned() }
}

fn set_aside(directory: &Path, path: &Path) -> Result<(), LedgerError> {
    let aside = directory.join("torn");
    private_directory(&aside).map_err(LedgerError::io("setting a damaged segment aside"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let free = (1_u32..).map(|n| aside.join(format!("{name}.damaged-{n}"))).find(|path| !path.exists());
    let kept = free.unwrap_or_else(|| aside.join(name));
    fs::rename(path, kept).map_err(LedgerError::io("setting a damaged segment aside"))?;
    sync_directory(&aside)
}
