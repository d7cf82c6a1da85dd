//! Segments that are full, compressed: ten years of lines take a fifth of the room, and are read faster.
//!
//! `0001.log` becomes `0001.log.zst`, which `zstd -dc` reads anywhere. The compressed file is written under another name,
//! synced and read back before it gets its own, and only then is the plain one removed; where both are found, that step was
//! cut off, and the plain one counts.

use crate::error::{LedgerError, is_environment};
use crate::files::{directory_of, sync_directory};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// What the name of a sealed segment ends in.
pub const ENDING: &str = ".zst";
/// Fast enough for a pause between two customers, and most of what more work would save.
const LEVEL: i32 = 3;
/// A segment is never larger: its last line may reach beyond eight megabytes, and no entry is that large.
const PLAIN_MAX_BYTES: u64 = 64 << 20;

/// Whether a segment is sealed.
pub fn is_sealed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "zst")
}

/// What a plain segment is called once it is sealed.
pub fn name_of(plain: &Path) -> PathBuf {
    plain.with_added_extension("zst")
}

/// Seals a segment that is not appended to any more.
///
/// # Errors
/// When a file can't be read or written, or what was written does not read back. The plain segment is still there then.
pub fn seal(path: &Path) -> Result<PathBuf, LedgerError> {
    let doing = LedgerError::io;
    let (sealed, new) = (name_of(path), path.with_extension("log.zst.new"));
    let plain = fs::read(path).map_err(doing("reading a journal segment"))?;
    let mut file = File::create(&new).map_err(doing("sealing a journal segment"))?;
    super::private(&file)?;
    let packed = pack(&plain).map_err(doing("sealing a journal segment"))?;
    file.write_all(&packed).and_then(|()| file.sync_all()).map_err(doing("sealing a journal segment"))?;
    let (back, why) = unpack(&fs::read(&new).map_err(doing("reading a sealed segment"))?);
    if why.is_some() || back != plain {
        let _ = fs::remove_file(&new);
        return Err(LedgerError::Damaged("a sealed journal segment does not read back".to_owned()));
    }
    fs::rename(&new, &sealed).map_err(doing("sealing a journal segment"))?;
    let directory = directory_of(path);
    sync_directory(directory)?;
    fs::remove_file(path).map_err(doing("removing a plain segment that was sealed"))?;
    sync_directory(directory)?;
    Ok(sealed)
}

/// Compresses lines, with a checksum.
///
/// # Errors
/// When the library can't.
pub fn pack(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.write_all(plain)?;
    encoder.finish()
}

/// As much of a sealed segment as can be read, and what is wrong with the rest.
pub fn unpack(packed: &[u8]) -> (Vec<u8>, Option<String>) {
    let mut plain = Vec::with_capacity(packed.len().saturating_mul(6));
    // Memory refuses nothing.
    let wrong = unpack_into(packed, &mut plain).unwrap_or_else(|error| Some(error.to_string()));
    (plain, wrong)
}

/// The same, from wherever it is read, behind what `plain` holds already.
///
/// # Errors
/// When the system refuses to read it: that is no damage.
pub fn unpack_into(packed: impl Read, plain: &mut Vec<u8>) -> std::io::Result<Option<String>> {
    let read = zstd::stream::Decoder::new(packed).and_then(|decoder| decoder.take(PLAIN_MAX_BYTES).read_to_end(plain));
    match read {
        Ok(_) => Ok(None),
        Err(error) if is_environment(&error) => Err(error),
        Err(error) => Ok(Some(format!("a sealed segment is damaged: {error}"))),
    }
}

/// The beginning of a sealed segment, as far as it is wanted.
pub fn begin(packed: File) -> std::io::Result<impl Read> {
    zstd::stream::Decoder::new(packed)
}
