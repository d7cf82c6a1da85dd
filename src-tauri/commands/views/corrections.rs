//! What crosses to the page, and from it, at `commands::corrections`.

use serde::Serialize;

/// Something that was written down and may be put right.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CorrectableView {
    /// Names it to `correct`.
    pub of: u32,
    /// `14:02`, or `21 Nov 14:02`.
    pub when: String,
    /// Who wrote it down.
    pub who: String,
    /// `₦2,000 taken out`.
    pub what: String,
    /// `₦2,000`: what stands there.
    pub amount: String,
    /// It can only be taken back whole.
    pub whole: bool,
    /// `corrected before: first ₦20,000`.
    pub first: Option<String>,
    /// It is about a vendor's wallet.
    pub of_wallet: bool,
    /// Of the shift that is open: what is older needs the owner.
    pub of_this_shift: bool,
}

/// What whoever is at the counter may take back at once.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct UndoView {
    /// Names it to `take_back`.
    pub of: u32,
    /// `₦2,000 taken out`.
    pub what: String,
    /// For so long yet.
    pub left_ms: u32,
}
