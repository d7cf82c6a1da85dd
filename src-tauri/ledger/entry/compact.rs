//! The compact form of commits and rows inside the store: postcard.

use crate::error::LedgerError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Version of the compact form of commits and of every row. A store of another version is made again from the journal,
/// whose form is older than any of them and stays: 2 brought recipients that are no numbers, and attempts with terms; 3 the
/// reasons, consents and alarms of a sale, books of wallets, and sales by recipient; 4 blocks, lines, and sums in parts; 5 debtors,
/// slips and shifts; 6 transfers and notices; 7 rules for groups of customers.
pub const COMPACT_VERSION: u8 = 8;

/// Most bytes of one value in the store: beyond, sled writes files of its own that it never syncs.
pub const VALUE_MAX_BYTES: usize = 16 * 1024;

/// A commit or a row without a version: a record of a block, which has one.
///
/// # Errors
/// [`LedgerError::TooLarge`].
pub fn write_plain<T: Serialize>(record: &T) -> Result<Vec<u8>, LedgerError> {
    fits(postcard::to_stdvec(record).map_err(|e| LedgerError::Damaged(e.to_string()))?)
}

/// How many bytes a record takes, however many those are.
///
/// # Errors
/// [`LedgerError::Damaged`], when it can't be written at all.
pub fn bytes<T: Serialize>(record: &T) -> Result<usize, LedgerError> {
    postcard::to_stdvec(record).map(|bytes| bytes.len()).map_err(|e| LedgerError::Damaged(e.to_string()))
}

/// Reads what [`write_plain`] wrote.
///
/// # Errors
/// [`LedgerError::Damaged`].
pub fn read_plain<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, LedgerError> {
    postcard::from_bytes(bytes).map_err(|e| LedgerError::Damaged(format!("a stored record: {e}")))
}

/// The store's value for a row of a view.
///
/// # Errors
/// [`LedgerError::TooLarge`].
pub fn write_row<T: Serialize>(row: &T) -> Result<Vec<u8>, LedgerError> {
    let bytes = postcard::to_extend(row, vec![COMPACT_VERSION]).map_err(|e| LedgerError::Damaged(e.to_string()))?;
    fits(bytes)
}

/// Reads a row of a view.
///
/// # Errors
/// [`LedgerError::Damaged`].
pub fn read_row<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, LedgerError> {
    postcard::from_bytes(unversioned(bytes)?).map_err(|e| LedgerError::Damaged(format!("a stored row: {e}")))
}

/// Reads what stands first in a row of a view, and leaves the rest.
///
/// # Errors
/// [`LedgerError::Damaged`].
pub fn read_beginning<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, LedgerError> {
    let read = postcard::take_from_bytes(unversioned(bytes)?);
    read.map(|(beginning, _)| beginning).map_err(|e| LedgerError::Damaged(format!("a stored row: {e}")))
}

fn fits(bytes: Vec<u8>) -> Result<Vec<u8>, LedgerError> {
    if bytes.len() > VALUE_MAX_BYTES { Err(LedgerError::TooLarge { bytes: bytes.len() }) } else { Ok(bytes) }
}

fn unversioned(bytes: &[u8]) -> Result<&[u8], LedgerError> {
    match bytes.split_first() {
        Some((&COMPACT_VERSION, rest)) => Ok(rest),
        Some((version, _)) => Err(LedgerError::Damaged(format!("it is of version {version}, not {COMPACT_VERSION}"))),
        None => Err(LedgerError::Damaged("an empty value".to_owned())),
    }
}
