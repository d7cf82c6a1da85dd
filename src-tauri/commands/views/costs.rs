//! What crosses to the page, and from it, at `commands::costs`.

use airtill_domain::vendor::VendorId;
use serde::{Deserialize, Serialize};

/// From which price on the owner's PIN is asked for, as it is typed.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct LossForm {
    /// Nothing is sold below what it costs without the PIN.
    pub never_below_cost: bool,
    /// `2.5`: what airtime has to bring at least, in percent of what it costs.
    pub airtime_percent: String,
    /// The same of plans.
    pub data_percent: String,
    /// The same of transfers.
    pub transfer_percent: String,
}

/// What things cost beside what is listed.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostsView {
    /// What is believed to cost something else than is listed.
    pub believed: Vec<CostView>,
    /// Lines for the owner's tables that would say the same.
    pub suggested: Vec<SuggestionView>,
}

/// What something is believed to cost.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostView {
    /// `SMEPlug`.
    pub vendor: String,
    /// `MTN airtime`.
    pub title: String,
    /// `₦1,000`: by the list, of ₦1,000 where it depends on an amount.
    pub listed: Option<String>,
    /// `₦965`: by what was charged, of the same.
    pub believed: Option<String>,
    /// `₦482.50 of ₦500`: what was charged.
    pub words: String,
    /// `its answers about two sales`.
    pub ground: String,
    /// `since 26 Nov`.
    pub since: String,
}

/// A line for the owner's table of a vendor.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SuggestionView {
    /// Whose.
    pub vendor: VendorId,
    /// Names it to `take_suggestion`.
    pub code: String,
    /// `SMEPlug seems to charge 96.50 % of MTN airtime`.
    pub sentence: String,
}

/// What was sold really cost.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostReportView {
    /// `22 Nov 2026 to 28 Nov 2026`.
    pub days: String,
    /// Day by day, the newest first.
    pub lines: Vec<CostLineView>,
    /// So many lines more there are.
    pub more: u32,
    /// All of them together.
    pub all: CostSumsView,
}

/// A line of it.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostLineView {
    /// `22 Nov`.
    pub day: String,
    /// `MTN airtime`.
    pub what: String,
    /// `SMEPlug`.
    pub vendor: String,
    /// The sums.
    pub sums: CostSumsView,
}

/// Sums of it. Amounts are empty where the vendor told no charge.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CostSumsView {
    /// How many were delivered.
    pub sales: String,
    /// What customers paid.
    pub price: String,
    /// `2 not told`: of how many the vendor told no charge; empty where it told all.
    pub untold: String,
    /// What the list said of those that it told.
    pub listed: String,
    /// What was expected.
    pub expected: String,
    /// What was charged.
    pub charged: String,
    /// By how much more.
    pub difference: String,
    /// That is something.
    pub differs: bool,
    /// What was lost below cost; empty for nothing.
    pub lost: String,
}
