//! Errors as the page gets them: what happened, and what to do next.

use airtill_credentials::KeyringError;
use airtill_ledger::LedgerError;
use airtill_shop::till::KeyError;
use airtill_vendors::{AskFailed, NotRead};
use airtill_words::say;
use serde::Serialize;

/// What the page acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub enum Code {
    /// The ledger is still being opened: ask again.
    Opening,
    /// This computer has no keyring: show what to install.
    NoKeyring,
    /// Nobody is signed in: show the locked screen.
    Locked,
    /// Only the owner may do this: ask for the passphrase.
    OwnerNeeded,
    /// The shop has no owner yet: show the set-up.
    SetUpFirst,
    /// Nothing in particular: show message and hint.
    Other,
    /// The program failed within the command, and nobody knows how far it came: look before it is done again.
    Panicked,
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
        CommandError::new(Code::Opening, say!("The ledger is being opened"), say!("It takes a moment"))
    }

    /// Nobody is signed in.
    pub fn locked() -> CommandError {
        CommandError::new(Code::Locked, say!("The screen is locked"), say!("Choose your name and type your PIN"))
    }

    /// Someone is signed in, and only the owner may do this.
    pub fn owner_needed() -> CommandError {
        CommandError::new(
            Code::OwnerNeeded,
            say!("Only the owner may do this"),
            say!("The owner opens that with the passphrase, under Owner"),
        )
    }

    /// Nobody owns this shop yet.
    pub fn set_up_first() -> CommandError {
        CommandError::new(
            Code::SetUpFirst,
            say!("No shop is set up yet"),
            say!("It is set up at the key of that name: it takes two minutes"),
        )
    }

    /// The program failed within a command.
    pub fn panicked() -> CommandError {
        CommandError::new(
            Code::Panicked,
            say!("The program failed at this step, and it is not known how far it came"),
            say!("Look at the day's list before you do it again. If it happens again, send the log to support"),
        )
    }

    /// Something the program did wrong.
    pub fn internal(message: &str) -> CommandError {
        CommandError::new(Code::Other, message, say!("If it happens again, send the log to support"))
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
                say!("Another program is using this shop's ledger").to_owned(),
                say!(
                    "Is Airtill open a second time, or on this disk from another computer? Close it there, then open it here"
                ),
            ),
            LedgerError::Newer { .. } => (
                say!("This shop's ledger was last used by a later Airtill").to_owned(),
                say!("Install the latest Airtill on this computer. Nothing was changed"),
            ),
            LedgerError::DiskFull { free_bytes, .. } => (
                say!(
                    "The disk is nearly full ({free} MB left): no further sale is taken",
                    free = free_bytes / 1_048_576
                ),
                say!("Nothing was sent. Free some space, then press again; reading and counting still work"),
            ),
            LedgerError::OutcomeUnknown(_) => (
                say!("The ledger could not be written").to_owned(),
                say!(
                    "Nothing was sent to the vendor. Look at the disk. If the sale was taken down all the same, it stands under \
                 Not known and owed; otherwise type it again"
                ),
            ),
            LedgerError::ReadOnly(why) => {
                (say!("The ledger can only be read: {why}", why), say!("No sale is taken. What was sold can be read"))
            }
            LedgerError::Illegal(_)
            | LedgerError::ReferenceUsed
            | LedgerError::NotThisShift
            | LedgerError::NoShift
            | LedgerError::NoPrice
            | LedgerError::NoSuchDifference
            | LedgerError::Overtaken
            | LedgerError::TooLarge { .. } => {
                (say!("The ledger did not take it: {error}", error), say!("Nothing was sent. Look at the day's list"))
            }
            LedgerError::Stopped => {
                (say!("Stopped").to_owned(), say!("Nothing was changed. Begin again whenever you like"))
            }
            LedgerError::Damaged(_) | LedgerError::Io { .. } => (
                say!("The ledger could not be read or written: {error}", error),
                say!("Close Airtill and open it again. If it stays, send the log to support"),
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
            KeyError::Address(why) => {
                CommandError::new(Code::Other, why, say!("Look at the vendor's address in its settings"))
            }
            KeyError::Test(AskFailed::NotRead(NotRead::Unauthorised)) => CommandError::new(
                Code::Other,
                say!("The vendor does not accept this key"),
                say!(
                    "Copy it again from the vendor's dashboard, whole. Where the vendor keeps a list of internet addresses, this shop's \
                     must be on it: search the web for \"my ip\" on this computer to see it. Nothing new was saved"
                ),
            ),
            KeyError::Test(AskFailed::NotReached) => CommandError::new(
                Code::Other,
                say!("The vendor could not be reached, so the key could not be tested"),
                say!("Look at the internet line, then test again. Nothing new was saved"),
            ),
            KeyError::Test(error) => CommandError::new(
                Code::Other,
                say!("The key could not be tested: {error}", error),
                say!("Try again in a minute. Nothing new was saved"),
            ),
        }
    }
}

impl From<KeyringError> for CommandError {
    fn from(error: KeyringError) -> CommandError {
        let (code, hint) = match &error {
            KeyringError::NoKeyring => (
                Code::NoKeyring,
                say!(
                    "Airtill keeps keys only in the keyring, never in a file. Install and start one (on Linux: \
                 gnome-keyring or KWallet), sign in again, then set the key. Until then, practise"
                ),
            ),
            KeyringError::Locked | KeyringError::NoAnswer => {
                (Code::Other, say!("Unlock the keyring with the password of this computer's user, then try again"))
            }
            KeyringError::NoEntry => (Code::Other, say!("Unlock the keyring, or set the key again")),
            KeyringError::NotKept | KeyringError::Failed(_) => {
                (Code::Other, say!("Unlock the keyring and try again. If it stays, send the log to support"))
            }
        };
        CommandError::new(code, sentence(&error.to_string()), hint)
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
