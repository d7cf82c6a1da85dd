//! Many small records in one value.
//!
//! sled keeps at most sixteen items on a page and pays for every page in memory, on the disk and when it opens; a million
//! sales with their entries would be hundreds of thousands of pages. So records that follow one another share a value,
//! compressed together: what a kiosk writes repeats itself.

use crate::entry::compact::COMPACT_VERSION;
use crate::error::LedgerError;
use std::cell::RefCell;

/// Most bytes of a block before it is compressed: more is damage.
const RAW_MAX_BYTES: usize = 1 << 20;
/// Records of most blocks: those of lines have the most.
const RECORDS_MOST: usize = 64;
/// Fast, and three quarters of what more work would save.
const LEVEL: i32 = 1;

thread_local! {
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A block's value: version, length before compression, and the records, each with its length before it.
///
/// # Errors
/// When the library can't compress it.
pub(super) fn pack(records: &Records) -> Result<Vec<u8>, LedgerError> {
    // `Records::of` took no more than fits.
    let length = u32::try_from(records.bytes.len()).unwrap_or(u32::MAX);
    let mut value = vec![COMPACT_VERSION];
    value.extend_from_slice(&length.to_be_bytes());
    value.extend_from_slice(&compressed(&records.bytes)?);
    Ok(value)
}

/// The records of a block, in one piece of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Records {
    bytes: Vec<u8>,
    /// Where each record ends. Its length stands before it, in two bytes.
    ends: Vec<u32>,
}

impl Records {
    /// Puts records together.
    ///
    /// # Errors
    /// When a record or all of them are larger than any can be.
    pub(super) fn of<R: AsRef<[u8]>>(records: &[R]) -> Result<Records, LedgerError> {
        let mut bytes = Vec::with_capacity(records.iter().map(|record| record.as_ref().len() + 2).sum());
        let mut ends = Vec::with_capacity(records.len());
        for record in records {
            let record = record.as_ref();
            let length = u16::try_from(record.len()).map_err(|_| LedgerError::TooLarge { bytes: record.len() })?;
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(record);
            let end = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= RAW_MAX_BYTES);
            ends.push(end.ok_or(LedgerError::TooLarge { bytes: bytes.len() })?);
        }
        Ok(Records { bytes, ends })
    }

    /// One record.
    pub(super) fn get(&self, n: usize) -> Option<&[u8]> {
        let end = *self.ends.get(n)? as usize;
        let before = match n.checked_sub(1) {
            Some(n) => self.ends[n] as usize,
            None => 0,
        };
        self.bytes.get(before + 2..end)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).filter_map(|n| self.get(n))
    }
}

/// The records of a block.
///
/// # Errors
/// [`LedgerError::Damaged`].
pub(super) fn unpack(value: &[u8]) -> Result<Records, LedgerError> {
    let bytes = raw(value)?;
    let mut ends = Vec::with_capacity(RECORDS_MOST);
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].first_chunk::<2>().ok_or_else(|| damaged("it is cut"))?;
        at += 2 + usize::from(u16::from_be_bytes(*length));
        if at > bytes.len() {
            return Err(damaged("it is cut"));
        }
        ends.push(u32::try_from(at).map_err(|_| damaged("it is too long"))?);
    }
    Ok(Records { bytes, ends })
}

fn raw(value: &[u8]) -> Result<Vec<u8>, LedgerError> {
    let rest = match value.split_first() {
        Some((&COMPACT_VERSION, rest)) => rest,
        Some((version, _)) => return Err(damaged(&format!("it is of version {version}, not {COMPACT_VERSION}"))),
        None => return Err(damaged("it is empty")),
    };
    let (length, packed) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("it is cut"))?;
    // No more than usize holds: a block is at most a megabyte.
    let length = u32::from_be_bytes(*length) as usize;
    if length > RAW_MAX_BYTES {
        return Err(damaged("its length can't be"));
    }
    let raw = UNPACKER.with_borrow_mut(|unpacker| {
        let unpacker = match unpacker {
            Some(unpacker) => unpacker,
            None => unpacker.insert(zstd::bulk::Decompressor::new()?),
        };
        unpacker.decompress(packed, length)
    });
    raw.map_err(|error| damaged(&error.to_string())).and_then(|raw| match raw.len() == length {
        true => Ok(raw),
        false => Err(damaged("its length differs")),
    })
}

fn compressed(raw: &[u8]) -> Result<Vec<u8>, LedgerError> {
    let packed = PACKER.with_borrow_mut(|packer| {
        let packer = match packer {
            Some(packer) => packer,
            None => packer.insert(zstd::bulk::Compressor::new(LEVEL)?),
        };
        packer.compress(raw)
    });
    packed.map_err(|error| LedgerError::OutcomeUnknown(format!("a block could not be packed: {error}")))
}

fn damaged(why: &str) -> LedgerError {
    LedgerError::Damaged(format!("a block of the store: {why}"))
}
