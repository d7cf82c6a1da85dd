//! Many small records in one value.
//!
//! sled keeps at most sixteen items on a page and pays for every page in memory, on the disk and when it opens; a million
//! sales with their entries would be hundreds of thousands of pages. So records that follow one another share a value,
//! compressed together: what a kiosk writes repeats itself.

use crate::ledger::entry::compact::COMPACT_VERSION;
use crate::ledger::error::LedgerError;
use std::cell::RefCell;

/// Most bytes of a block before it is compressed: more is damage.
const RAW_MAX_BYTES: usize = 1 << 20;
/// Fast, and three quarters of what more work would save.
const LEVEL: i32 = 1;

thread_local! {
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A block's value: version, length before compression, and the records, each with its length before it.
///
/// # Errors
/// When a record or the block is larger than any can be.
pub fn pack<R: AsRef<[u8]>>(records: &[R]) -> Result<Vec<u8>, LedgerError> {
    let mut raw = Vec::with_capacity(records.iter().map(|record| record.as_ref().len() + 2).sum());
    for record in records {
        let record = record.as_ref();
        let length = u16::try_from(record.len()).map_err(|_| LedgerError::TooLarge { bytes: record.len() })?;
        raw.extend_from_slice(&length.to_be_bytes());
        raw.extend_from_slice(record);
    }
    let length = u32::try_from(raw.len()).ok().filter(|_| raw.len() <= RAW_MAX_BYTES);
    let length = length.ok_or(LedgerError::TooLarge { bytes: raw.len() })?;
    let mut value = vec![COMPACT_VERSION];
    value.extend_from_slice(&length.to_be_bytes());
    value.extend_from_slice(&compressed(&raw)?);
    Ok(value)
}

/// The records of a block.
///
/// # Errors
/// [`LedgerError::Damaged`].
pub fn unpack(value: &[u8]) -> Result<Vec<Vec<u8>>, LedgerError> {
    let raw = raw(value)?;
    let mut records = Vec::new();
    let mut rest = raw.as_slice();
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>().ok_or_else(|| damaged("it is cut"))?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (record, after) = after.split_at_checked(length).ok_or_else(|| damaged("it is cut"))?;
        records.push(record.to_vec());
        rest = after;
    }
    Ok(records)
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
