//! Which number brings what about. The README's table says the same; a test holds the two together.

/// What becomes of a purchase for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// Accepted, delivered by the time anyone asks. Every number that is not in the table.
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
}

/// The steering numbers, in local form, each with what to call it.
pub const TABLE: [(&str, Lesson, &str); 13] = [
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
];

/// The lesson of a number in local form.
pub fn lesson(phone: &str) -> Lesson {
    TABLE.iter().find(|(number, ..)| *number == phone).map_or(Lesson::Ordinary, |(_, lesson, _)| *lesson)
}
