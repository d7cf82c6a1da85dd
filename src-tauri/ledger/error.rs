//! What can go wrong with the ledger, with the sentence a person needs.

use airtill_domain::sale::Illegal;

/// An error of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another program holds the ledger's lock.
    #[error("another program is using this ledger")]
    HeldElsewhere,
    /// A later program has brought it to a form that this one doesn't know. Nothing was touched.
    #[error("this ledger was last used by a later Airtill (form {schema})")]
    Newer {
        /// The form.
        schema: u32,
    },
    /// A sale's history doesn't allow an entry. Nothing was written.
    #[error("{0}")]
    Illegal(#[from] Illegal),
    /// A reference that was used before. Nothing was written.
    #[error("the reference was used before")]
    ReferenceUsed,
    /// A shift is opened while one is open, or closed while it isn't. Nothing was written.
    #[error("the shift is not open, or another one is")]
    NotThisShift,
    /// A sale while no shift is open, in a shop that has shifts. Nothing was written.
    #[error("no shift is open")]
    NoShift,
    /// A difference of a wallet that is not there, or was looked into before. Nothing was written.
    #[error("the difference is not there any more")]
    NoSuchDifference,
    /// A sale, or terms of one, at nothing or less. Nothing was written.
    #[error("nothing is sold at nothing or less")]
    NoPrice,
    /// Something else was written since what this commit rests on was read. Nothing was written.
    #[error("something else was written meanwhile")]
    Overtaken,
    /// An entry larger than the store takes. Nothing was written.
    #[error("the entry is too large: {bytes} bytes")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Writing or syncing failed: the commit may or may not be on the disk.
    #[error("writing failed, and it is not known whether the entry was kept: {0}")]
    OutcomeUnknown(String),
    /// The ledger takes no entries for now.
    #[error("the ledger can only be read: {0}")]
    ReadOnly(String),
    /// Not enough room on the disk for another sale.
    #[error("the disk is nearly full: {free_bytes} bytes are free, {reserve_bytes} are kept in reserve")]
    DiskFull {
        /// What is free.
        free_bytes: u64,
        /// What must stay free.
        reserve_bytes: u64,
    },
    /// Long work was stopped by whoever had asked for it. Nothing was changed.
    #[error("stopped")]
    Stopped,
    /// Something stored doesn't read back.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The operating system refused a read, a write or a lock.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Whether the system refused something for a reason of its own: a full disk or quota, too few file handles, permissions, a medium
/// that can only be read, a lock that a network drive does not give, a failing device. That says nothing of what the files
/// hold, so nothing is set aside or made anew for it. A damaged directory gives other errors: a file that is not there, is cut
/// (which is no error of the system at all), or is no file.
pub(crate) fn is_environment(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{
        AlreadyExists, DirectoryNotEmpty, InvalidData, InvalidInput, IsADirectory, NotADirectory, NotFound,
    };
    let of_the_files = matches!(
        error.kind(),
        NotFound | AlreadyExists | NotADirectory | IsADirectory | DirectoryNotEmpty | InvalidInput | InvalidData
    );
    error.raw_os_error().is_some() && !of_the_files
}

impl LedgerError {
    /// Whether it comes from the system around the ledger and not from what the ledger's files hold.
    pub fn is_environment(&self) -> bool {
        matches!(self, LedgerError::Io { source, .. } if is_environment(source))
    }

    /// For `map_err`: names what was being done.
    pub fn io(doing: &'static str) -> impl FnOnce(std::io::Error) -> LedgerError {
        move |source| LedgerError::Io { doing, source }
    }
}
