//! Errors as the page gets them: what happened, and what to do next.

use crate::keys::KeyringError;
use crate::ledger::LedgerError;
use crate::till::{KeyError, Refused, TillError};
use crate::vendors::{AskFailed, NotRead};
use serde::Serialize;

/// What the page acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub enum Code {
    /// The ledger is still being opened: ask again.
    Opening,
    /// This computer has no keyring: show what to install.
    NoKeyring,
    /// Nothing in particular: show message and hint.
    Other,
}

/// An error on its way to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub struct CommandError {
    /// What the page acts on.
    pub code: Code,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

impl CommandError {
    fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> CommandError {
        CommandError { code, message: message.into(), hint: hint.into() }
    }

    /// The ledger is not open yet.
    pub fn opening() -> CommandError {
        CommandError::new(Code::Opening, "The ledger is being opened", "It takes a moment")
    }

    /// Something the program did wrong.
    pub fn internal(message: &str) -> CommandError {
        CommandError::new(Code::Other, message, "If it happens again, send the log to support")
    }
}

impl From<LedgerError> for CommandError {
    fn from(error: LedgerError) -> CommandError {
        tracing::error!(%error, "told to the page");
        CommandError::from_shared(&error)
    }
}

impl CommandError {
    /// From an error that stays where it is.
    pub fn from_shared(error: &LedgerError) -> CommandError {
        let (message, hint) = match error {
            LedgerError::HeldElsewhere => (
                "Another program is using this shop's ledger".to_owned(),
                "Is Airtill open a second time, or on this disk from another computer? Close it there, then open it here",
            ),
            LedgerError::DiskFull { free_bytes, .. } => (
                format!("The disk is nearly full ({} MB left): no further sale is taken", free_bytes / 1_048_576),
                "Nothing was sent. Free some space, then press again; reading and counting still work",
            ),
            LedgerError::OutcomeUnknown(_) => (
                "The ledger could not be written".to_owned(),
                "Nothing was sent to the vendor. Look at the disk. If the sale was taken down all the same, it appears under \
                 F4 as owed; otherwise type it again",
            ),
            LedgerError::ReadOnly(why) => {
                (format!("The ledger can only be read: {why}"), "No sale is taken. What was sold can be read")
            }
            LedgerError::Illegal(_) | LedgerError::ReferenceUsed | LedgerError::TooLarge { .. } => {
                (format!("The ledger did not take it: {error}"), "Nothing was sent. Look at the day's list")
            }
            LedgerError::Damaged(_) | LedgerError::Io { .. } => (
                format!("The ledger could not be read or written: {error}"),
                "Close Airtill and open it again. If it stays, send the log to support",
            ),
        };
        CommandError::new(Code::Other, message, hint)
    }
}

impl From<KeyError> for CommandError {
    fn from(error: KeyError) -> CommandError {
        match error {
            KeyError::Ledger(error) => error.into(),
            KeyError::Keyring(error) => error.into(),
            KeyError::Test(AskFailed::NotRead(NotRead::Unauthorised)) => CommandError::new(
                Code::Other,
                "The vendor does not accept this key",
                "Copy it again from the vendor's dashboard, whole. It was not saved",
            ),
            KeyError::Test(AskFailed::NotReached) => CommandError::new(
                Code::Other,
                "The vendor could not be reached, so the key could not be tested",
                "Look at the internet line, then test again. It was not saved",
            ),
            KeyError::Test(error) => CommandError::new(
                Code::Other,
                format!("The key could not be tested: {error}"),
                "Try again in a minute. It was not saved",
            ),
        }
    }
}

impl From<KeyringError> for CommandError {
    fn from(error: KeyringError) -> CommandError {
        let (code, hint) = match &error {
            KeyringError::NoKeyring => (
                Code::NoKeyring,
                "Airtill keeps keys only in the keyring, never in a file. Install and start one (on Linux: \
                 gnome-keyring or KWallet), sign in again, then set the key. Until then, practise",
            ),
            KeyringError::Locked | KeyringError::NoAnswer => {
                (Code::Other, "Unlock the keyring with the password of this computer's user, then try again")
            }
            KeyringError::NoEntry => (Code::Other, "Unlock the keyring, or set the key again"),
            KeyringError::NotKept | KeyringError::Failed(_) => {
                (Code::Other, "Unlock the keyring and try again. If it stays, send the log to support")
            }
        };
        CommandError::new(code, sentence(&error.to_string()), hint)
    }
}

/// Parts a till's answer into the value for the attendant and the error for the page.
pub(super) fn parted<T>(result: Result<T, TillError>) -> Result<Result<T, Refused>, CommandError> {
    match result {
        Ok(done) => Ok(Ok(done)),
        Err(TillError::Refused(refused)) => Ok(Err(refused)),
        Err(TillError::Ledger(error)) => Err(error.into()),
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
