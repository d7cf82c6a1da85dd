//! What a command answers that a person can cause to be refused.
//!
//! Such a command is written as a function that returns [`Replied`]: what went wrong leaves it by `?`. The attribute `command` makes the
//! answer of it: what the person caused becomes [`Reply::Refused`], a value; what the program caused a [`CommandError`].

use super::error::CommandError;
use airtill_ledger::LedgerError;
use airtill_shop::people::PeopleError;
use airtill_shop::settings::SettingsError;
use airtill_shop::till::{About, KeyError, Refused, TillError};
use airtill_words::say;
use serde::Serialize;

/// What came of it, as the page gets it.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Reply<T> {
    /// Done, and what it came to.
    Done {
        /// What it came to.
        value: T,
    },
    /// Not done; nothing has happened.
    Refused {
        /// Why.
        refused: RefusedView,
    },
}

/// Why something was not done.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct RefusedView {
    /// What it is about.
    pub about: About,
    /// The sentence.
    pub sentence: String,
}

/// What such a command comes to, before it is an answer.
pub type Replied<T> = Result<T, CommandFailure>;

/// Why a command came to nothing: by the person's doing, or by ours.
#[derive(Debug)]
pub enum CommandFailure {
    /// The person can do something about it.
    Refused(Refused),
    /// Something failed.
    Failed(CommandError),
}

impl CommandFailure {
    /// The same refusal, at the field that it is about.
    pub fn about(self, about: About) -> CommandFailure {
        match self {
            CommandFailure::Refused(refused) => CommandFailure::Refused(Refused { about, ..refused }),
            failed @ CommandFailure::Failed(_) => failed,
        }
    }
}

/// A refusal that belongs to no field in particular.
pub fn refused(sentence: impl Into<String>) -> CommandFailure {
    CommandFailure::Refused(Refused { about: About::Sale, sentence: sentence.into() })
}

/// The answer to the page.
///
/// # Errors
/// What the program caused.
pub fn answered<T>(replied: Replied<T>) -> Result<Reply<T>, CommandError> {
    match replied {
        Ok(value) => Ok(Reply::Done { value }),
        Err(CommandFailure::Refused(refused)) => Ok(Reply::Refused { refused: refused.into() }),
        Err(CommandFailure::Failed(error)) => Err(error),
    }
}

impl From<Refused> for RefusedView {
    fn from(refused: Refused) -> RefusedView {
        RefusedView { about: refused.about, sentence: refused.sentence }
    }
}

impl From<CommandError> for CommandFailure {
    fn from(error: CommandError) -> CommandFailure {
        CommandFailure::Failed(error)
    }
}

impl From<LedgerError> for CommandFailure {
    fn from(error: LedgerError) -> CommandFailure {
        CommandFailure::Failed(error.into())
    }
}

impl From<KeyError> for CommandFailure {
    fn from(error: KeyError) -> CommandFailure {
        CommandFailure::Failed(error.into())
    }
}

impl From<TillError> for CommandFailure {
    fn from(error: TillError) -> CommandFailure {
        match error {
            TillError::Refused(refused) => CommandFailure::Refused(refused),
            TillError::Ledger(error) => error.into(),
        }
    }
}

impl From<PeopleError> for CommandFailure {
    fn from(error: PeopleError) -> CommandFailure {
        match error {
            PeopleError::Refused(sentence) => refused(sentence),
            PeopleError::Keyring(error) => {
                let mut error = CommandError::from(error);
                error.hint =
                    say!("PINs need the keyring; the owner's passphrase works without. {hint}", hint = error.hint);
                CommandFailure::Failed(error)
            }
            PeopleError::Ledger(error) => error.into(),
            PeopleError::Hash(why) => CommandFailure::Failed(CommandError::internal(&why)),
        }
    }
}

impl From<SettingsError> for CommandFailure {
    fn from(error: SettingsError) -> CommandFailure {
        match error {
            SettingsError::Refused(sentence) => refused(sentence),
            SettingsError::Ledger(error) => error.into(),
        }
    }
}
