//! Which number brings what about, at all five vendors. The README's table says the same; a test holds the two together.
//!
//! A recipient's number steers; for VDT it is the customer's id, for a bank the account's ten digits, which are the number's without
//! its 0. VTpass's own sandbox numbers, from its document, do at every
//! vendor what they do there, and `0803 001 0…` with a code of VTpass's at its end makes VTpass answer with that code.

/// What becomes of a purchase for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// Delivered by the time anyone asks, in the vendor's usual words. Every number that is not in the table.
    Ordinary,
    /// Delivered, and the answer says so itself.
    DeliveredAtOnce,
    /// "Processing", then delivered.
    PendingThenDelivered,
    /// "Processing", then failed.
    PendingThenFailed,
    /// Refused: invalid phone number.
    Refused,
    /// Refused: the wallet is empty.
    LowWallet,
    /// Delivered, and no answer comes.
    NoAnswer,
    /// No answer comes, and the vendor later says it failed.
    NoAnswerThenFailed,
    /// Delivered, and the answer comes late.
    LateAnswer,
    /// Delivered, and the connection is cut.
    Cut,
    /// Delivered, and a web page comes instead of an answer.
    HtmlPage,
    /// Delivered, and an empty answer comes.
    EmptyBody,
    /// Delivered, and the answer says "duplicate".
    Duplicate,
    /// The vendor never received it, and no answer comes.
    NeverReceived,
    /// Delivered, and charged otherwise than expected.
    CostChanged,
    /// Delivered, and the answer is about another recipient.
    OtherRecipient,
    /// Delivered, and the answer is about another amount or plan.
    OtherAmount,
    /// Delivered, and the answer is about another reference.
    OtherReference,
    /// Delivered, and a gateway's error comes instead of an answer.
    BadGateway,
    /// Delivered, and taken back after a while.
    Reversed,
    /// Delivered, and a minute later money is gone from the wallet.
    Stolen,
    /// Delivered, and some minutes later money arrives in the wallet: a funding, for whoever writes it down.
    FundedLate,
    /// An answer that the vendor's document doesn't know.
    Unlisted,
    /// VTpass answers with this code, and nothing is sold; a vendor that has no such codes delivers.
    VtpassCode(u16),
}

/// The steering numbers, in local form, each with what to call it.
pub const TABLE: [(&str, Lesson, &str); 27] = [
    ("08030000001", Lesson::PendingThenDelivered, "pending, then delivered"),
    ("08030000002", Lesson::PendingThenFailed, "pending, then failed"),
    ("08030000003", Lesson::Refused, "refused by the vendor"),
    ("08030000004", Lesson::LowWallet, "refused: the wallet is empty"),
    ("08030000005", Lesson::NoAnswer, "no answer; delivered"),
    ("08030000006", Lesson::LateAnswer, "late answer; delivered"),
    ("08030000007", Lesson::Cut, "connection cut; delivered"),
    ("08030000008", Lesson::HtmlPage, "a web page instead of an answer; delivered"),
    ("08030000009", Lesson::EmptyBody, "an empty answer; delivered"),
    ("08030000010", Lesson::Duplicate, "\"duplicate\"; delivered"),
    ("08030000011", Lesson::NeverReceived, "never received: stays not known"),
    ("08030000012", Lesson::NoAnswerThenFailed, "no answer; failed"),
    ("08030000013", Lesson::DeliveredAtOnce, "delivered, said at once"),
    ("08030000014", Lesson::CostChanged, "delivered, charged otherwise than expected"),
    ("08030000015", Lesson::OtherRecipient, "an answer about another recipient; delivered"),
    ("08030000016", Lesson::OtherAmount, "an answer about another amount or plan; delivered"),
    ("08030000017", Lesson::OtherReference, "an answer about another reference; delivered"),
    ("08030000018", Lesson::BadGateway, "a gateway's error; delivered"),
    ("08030000019", Lesson::Reversed, "delivered, then taken back by the vendor"),
    ("08030000020", Lesson::Unlisted, "an answer that no document knows; delivered"),
    ("08030000021", Lesson::Stolen, "delivered; a minute later ₦5,000 are gone from the wallet"),
    ("08030000022", Lesson::FundedLate, "delivered; five minutes later ₦10,000 arrive in the wallet"),
    ("08011111111", Lesson::DeliveredAtOnce, "VTpass's own: delivered"),
    ("201000000000", Lesson::PendingThenDelivered, "VTpass's own: pending"),
    ("500000000000", Lesson::Unlisted, "VTpass's own: an unexpected answer"),
    ("400000000000", Lesson::NoAnswer, "VTpass's own: no answer"),
    ("300000000000", Lesson::NoAnswer, "VTpass's own: time-out"),
];

/// What `0803 001 0…` begins with: the last three digits are VTpass's code.
const VTPASS_CODES: &str = "08030010";

/// At every practice bank this account is nobody's.
pub const NOBODYS_ACCOUNT: &str = "9999999999";

/// The lesson of a recipient: a number in local form, an account's or a customer's id.
pub fn lesson(recipient: &str) -> Lesson {
    let recipient = &in_table(recipient);
    let code = recipient.strip_prefix(VTPASS_CODES).filter(|code| code.len() == 3).and_then(|code| code.parse().ok());
    let by_table = || TABLE.iter().find(|(number, ..)| number == recipient).map(|(_, lesson, _)| *lesson);
    code.map(Lesson::VtpassCode).or_else(by_table).unwrap_or(Lesson::Ordinary)
}

/// What to call a recipient's lesson; `None` for an ordinary one.
pub fn what(recipient: &str) -> Option<String> {
    if recipient == NOBODYS_ACCOUNT {
        return Some("nobody's account".to_owned());
    }
    let recipient = &in_table(recipient);
    match lesson(recipient) {
        Lesson::VtpassCode(code) => Some(format!("VTpass answers {code:03}")),
        _ => TABLE.iter().find(|(number, ..)| number == recipient).map(|(.., what)| (*what).to_owned()),
    }
}

/// As the table has it: a bank account's ten digits stand for the number that has a 0 before them.
fn in_table(recipient: &str) -> String {
    let is_account = recipient.len() == 10 && recipient.bytes().all(|byte| byte.is_ascii_digit());
    if is_account { format!("0{recipient}") } else { recipient.to_owned() }
}
