//! What crosses to the page, and from it, at `commands::profile`.

use serde::Serialize;

/// What a vendor tells about the account.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ProfileView {
    /// One thing after the other, in the vendor's words.
    pub facts: Vec<FactView>,
    /// `read 09:12`, with the day where it is another.
    pub read: Option<String>,
    /// Why it could not be read now.
    pub trouble: Option<String>,
}

/// One thing that a vendor tells about the account.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct FactView {
    /// `tier`.
    pub name: String,
    /// `tier 1`.
    pub value: String,
    /// The owner has to do something about it.
    pub amiss: bool,
}
