//! What a vendor's answer means.
//!
//! The whole program turns on this distinction: delivered, failed for certain, or not known yet. Whatever is not
//! positively recognised is [`Outcome::Unknown`]; nothing is ever guessed towards an end.

use crate::money::Naira;
use crate::text;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// What is known of an attempt once its purchase request has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The vendor confirms, with every field its document shows, that value reached the recipient.
    Delivered,
    /// The vendor says, in words that are listed, that nothing was or will be delivered.
    Refused(Refusal),
    /// The vendor took the request and has not finished with it.
    Pending(Pending),
    /// Nothing can be concluded: the request may have been carried out.
    Unknown(Doubt),
    /// No byte of the request can have left this machine.
    NotSent(NotSent),
}

/// Why a vendor refused, as far as the till acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The wallet at the vendor has too little money.
    LowWallet,
    /// The vendor does not accept the key, or not from the address that this shop's line has now.
    Unauthorised,
    /// The vendor does not accept the recipient, network or amount.
    BadRequest,
    /// The vendor carried the request out without success, and says so.
    Failed,
    /// The vendor does not sell this product, or not to this account.
    NotOffered,
    /// A limit of the vendor or of the account is reached.
    LimitReached,
    /// The account at the vendor is locked, suspended or not allowed to sell.
    AccountBlocked,
    /// The vendor can't reach the network behind it, or has suspended the service.
    ServiceDown,
}

/// In which way a request is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pending {
    /// The vendor says it is being processed.
    Processing,
    /// The vendor accepted the request and said nothing of the end: worth asking about at once.
    Accepted,
}

/// Why nothing can be concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// No complete answer before the time-out.
    NoAnswer,
    /// The connection broke after the request may have left, or the answer was cut.
    Broken,
    /// An answer that is not the vendor's documented form: HTML, empty, other JSON.
    Unreadable,
    /// A well-formed answer with a word, code or status that is not listed.
    Unlisted,
    /// The vendor has seen this reference before.
    Duplicate,
    /// A success whose reference, recipient or amount is not the one asked for.
    Mismatch,
    /// The program stopped while the request was under way.
    Interrupted,
    /// The answer's own proof does not hold: its hash is not the one that the recipe gives.
    Unverified,
    /// The vendor says that it failed, and not what became of the money.
    FailedPerhaps,
}

/// Why no byte of the request can have left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotSent {
    /// No connection: no route, no name, refused, or no TLS.
    NoConnection,
    /// The request could not be put together.
    NotBuilt,
    /// The ledger could not promise to remember the attempt, so it was not sent.
    NotDurable,
}

/// An answer to a purchase request, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it means.
    pub outcome: Outcome,
    /// What the vendor said, for the story and for support.
    pub said: Said,
}

/// An answer to a question about an attempt, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it means.
    pub finding: Finding,
    /// What the vendor said.
    pub said: Said,
}

/// What a check by reference found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The vendor confirms delivery to the right recipient under the right reference.
    Delivered,
    /// The vendor says that this attempt failed.
    Failed,
    /// The vendor is still at it.
    Pending,
    /// The vendor knows nothing under this reference. Where its document doesn't make that an end, it is none.
    NotFound,
    /// The question was not answered, or not in a form that says anything.
    Unclear,
    /// The vendor says that it took this attempt back: the money is in the wallet again. Of a delivery that is a fact of
    /// its own; of a doubt, an end.
    Reversed,
}

/// What a vendor said, kept with the attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// HTTP status, when there was an answer at all.
    pub http_status: Option<u16>,
    /// The vendor's code, where it has one, and its message: at most 200 characters together.
    pub message: Option<String>,
    /// The vendor's own reference.
    pub vendor_reference: Option<String>,
    /// What the vendor says it charged.
    pub charged: Option<Naira>,
    /// What an answer that was not understood looked like, at most 2 KiB, without secrets.
    pub evidence: Option<String>,
}

/// Most characters of a vendor's message that are kept.
pub const MESSAGE_MAX_CHARS: usize = 200;

/// Most characters of a vendor's code that are kept.
const CODE_MAX_CHARS: usize = 60;

/// Most bytes of an answer that was not understood that are kept.
pub const EVIDENCE_MAX_BYTES: usize = 2_048;

/// Most characters of a vendor's own reference that are kept: longer ones are none.
pub const REFERENCE_MAX_CHARS: usize = 100;

impl Said {
    /// With the vendor's reference cut to [`REFERENCE_MAX_CHARS`], and every text passed through `clean`: an entry of the
    /// ledger has a largest size, whatever a vendor writes.
    #[must_use]
    pub fn bounded(self, clean: impl Fn(String) -> String) -> Said {
        let short = |text: String| text::seen(&text, REFERENCE_MAX_CHARS);
        Said {
            message: self.message.map(&clean),
            vendor_reference: self.vendor_reference.map(|text| short(clean(text))).filter(|text| !text.is_empty()),
            evidence: self.evidence.map(&clean),
            ..self
        }
    }

    /// With the vendor's message, cut to [`MESSAGE_MAX_CHARS`], control characters taken out.
    #[must_use]
    pub fn with_message(mut self, message: Option<&str>) -> Said {
        self.message = message.map(|text| text::seen(text, MESSAGE_MAX_CHARS)).filter(|text| !text.is_empty());
        self
    }

    /// With the vendor's code before its message: `016: TRANSACTION FAILED`. Words change, and it is the code that the vendor's
    /// support asks for.
    #[must_use]
    pub fn with_code(mut self, code: Option<&str>) -> Said {
        let code = code.map(|code| text::seen(code, CODE_MAX_CHARS)).filter(|code| !code.is_empty());
        if let Some(code) = code {
            let whole = self.message.take().map_or(code.clone(), |message| format!("{code}: {message}"));
            self = self.with_message(Some(&whole));
        }
        self
    }

    /// With the body as evidence, cut to [`EVIDENCE_MAX_BYTES`] at a character's border.
    #[must_use]
    pub fn with_evidence(mut self, body: &[u8]) -> Said {
        let text = String::from_utf8_lossy(&body[..body.len().min(EVIDENCE_MAX_BYTES)]);
        let mut end = text.len().min(EVIDENCE_MAX_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.evidence = Some(text[..end].to_owned());
        self
    }
}

impl Outcome {
    /// The sentence for the screen and the slip.
    pub fn sentence(&self) -> &'static str {
        match self {
            Outcome::Delivered => say!("The vendor confirms delivery"),
            Outcome::Refused(Refusal::LowWallet) => say!("The wallet at the vendor has too little money"),
            Outcome::Refused(Refusal::Unauthorised) => {
                say!("The vendor does not accept the key, or not from this shop's internet address")
            }
            Outcome::Refused(Refusal::BadRequest) => say!("The vendor does not accept this number, network or amount"),
            Outcome::Refused(Refusal::Failed) => say!("The vendor says it failed"),
            Outcome::Refused(Refusal::NotOffered) => say!("The vendor does not sell this to this account"),
            Outcome::Refused(Refusal::LimitReached) => say!("A limit at the vendor is reached"),
            Outcome::Refused(Refusal::AccountBlocked) => say!("The account at the vendor may not sell now"),
            Outcome::Refused(Refusal::ServiceDown) => say!("The vendor can't reach the network now"),
            Outcome::Pending(_) => say!("The vendor has taken the request and has not finished"),
            Outcome::Unknown(Doubt::NoAnswer) => say!("No answer from the vendor in time"),
            Outcome::Unknown(Doubt::Broken) => say!("The connection broke before the answer was complete"),
            Outcome::Unknown(Doubt::Unreadable) => say!("The answer could not be understood"),
            Outcome::Unknown(Doubt::Unlisted) => say!("The vendor gave an answer that is not in its document"),
            Outcome::Unknown(Doubt::Duplicate) => say!("The vendor says it has this reference already"),
            Outcome::Unknown(Doubt::Mismatch) => say!("The answer does not match what was asked for"),
            Outcome::Unknown(Doubt::Interrupted) => say!("The program stopped before the answer came"),
            Outcome::Unknown(Doubt::Unverified) => say!("The answer could not be verified as the vendor's"),
            Outcome::Unknown(Doubt::FailedPerhaps) => say!("The vendor speaks of a failure, and not for certain"),
            Outcome::NotSent(NotSent::NoConnection) => say!("No connection to the vendor: nothing was sent"),
            Outcome::NotSent(NotSent::NotBuilt) => say!("The request could not be made: nothing was sent"),
            Outcome::NotSent(NotSent::NotDurable) => say!("The ledger could not be written: nothing was sent"),
        }
    }
}
