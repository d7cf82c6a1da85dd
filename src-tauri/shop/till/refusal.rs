//! Why the till does not do what was asked, and why it could not.

use airtill_ledger::LedgerError;
use airtill_words::say;

/// Something the till does not do, and why: caused by what was asked, not by a fault. Nothing has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is about.
    pub about: About,
    /// The sentence for the screen.
    pub sentence: String,
}

/// What a refusal is about, so that the page can put it where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, specta::Type)]
pub enum About {
    /// The number field.
    Number,
    /// The network.
    Network,
    /// The amount field.
    Amount,
    /// The plan.
    Plan,
    /// The last four digits, asked for again.
    LastFour,
    /// The same was sold a short while before, or something is in doubt there.
    Repeat,
    /// The owner's PIN.
    OwnerPin,
    /// The PIN of whoever works here, asked for or wrong.
    Pin,
    /// The price has changed since.
    Price,
    /// Who pays later.
    Debtor,
    /// The shift, which is not open.
    Shift,
    /// It is odd: asked for once more, it is done.
    Sure,
    /// The sale as a whole.
    Sale,
}

/// Why a use case came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// What was asked can't be done.
    #[error("{}", .0.sentence)]
    Refused(Refused),
    /// The ledger could not do its part.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl TillError {
    pub(super) fn refused(about: About, sentence: impl Into<String>) -> TillError {
        TillError::Refused(Refused { about, sentence: sentence.into() })
    }
}

/// The review is gone: confirmed, cancelled, or too old.
pub(super) fn stale() -> TillError {
    TillError::refused(About::Sale, say!("This review is no longer open. Type the sale again"))
}
