//! What crosses to the page, and from it, at `commands::transfer`.

use super::sell::PlanRef;
use serde::{Deserialize, Serialize};

/// The banks that money can be sent to.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BanksView {
    /// Those sent to lately first, then by name.
    pub banks: Vec<BankView>,
    /// `Banks as of 09:12`.
    pub as_of: Option<String>,
}

/// A bank on the list.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BankView {
    /// Names it to the look-up and the review.
    pub key: PlanRef,
    /// `Access Bank`.
    pub name: String,
    /// By which other names people look for it: `gtb guaranty trust`.
    pub also: String,
    /// How often money was sent there lately.
    pub sent: u32,
}

/// What the field of the account number says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AccountNumberView {
    /// All ten digits are there.
    pub complete: bool,
    /// What is wrong.
    pub wrong: Option<String>,
    /// What is odd, though it can be asked about.
    pub doubtful: Option<String>,
    /// What this account does in the practice shop.
    pub lesson: Option<String>,
}

/// What the amount field of a transfer says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct TransferAmountView {
    /// `The customer pays ₦5,100: ₦5,000 and ₦100 for sending it`.
    pub pays: Option<String>,
    /// In words, for ₦5,000 and more.
    pub words: Option<String>,
    /// The owner's PIN will be asked for.
    pub ask_owner: bool,
    /// What is wrong.
    pub wrong: Option<String>,
}

/// What the owner decides about transfers, as it is typed.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct TransferForm {
    /// Transfers are sold.
    pub enabled: bool,
    /// Above this amount the owner's PIN is asked for.
    pub owner_above: String,
    /// What the customer pays, by amount.
    pub bands: Vec<BandForm>,
}

/// A line of the table of fees.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct BandForm {
    /// Up to this amount.
    pub upto: String,
    /// What the customer pays besides.
    pub fee: String,
}
