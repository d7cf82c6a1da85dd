//! What crosses to the page, and from it, at `commands::wallets`.

use airtill_domain::sale::event::Verdict;
use airtill_domain::vendor::VendorId;
use serde::Serialize;

/// A vendor's wallet, from both sides.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BookView {
    /// Which vendor.
    pub vendor: VendorId,
    /// `SMEPlug`.
    pub name: String,
    /// `₦84,220.00`: what the vendor says.
    pub balance: Option<String>,
    /// `09:12`.
    pub read_at: Option<String>,
    /// This vendor never tells.
    pub untold: bool,
    /// `₦84,220.00`, or `₦83,720.00 to ₦84,220.00` while something is in doubt: what the ledger expects.
    pub expected: Option<String>,
    /// `₦500.00` for sales that are not known yet, and how many those are.
    pub held: Option<String>,
    /// How many sales those are.
    pub doubts: u32,
    /// What the owner has put in, in all.
    pub funded: String,
    /// What deliveries have cost, in all.
    pub spent: String,
    /// A difference of now, where other tills buy from the same wallet.
    pub shared_difference: Option<String>,
    /// What the ledger could not explain.
    pub differences: Vec<DifferenceView>,
    /// The vendor lists its transactions.
    pub lists: bool,
}

/// A balance that the ledger could not explain.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct DifferenceView {
    /// `22 Nov 2026, 14:02`.
    pub when: String,
    /// `₦2,000.00 less than expected`.
    pub sentence: String,
    /// Money is missing: an alarm. Otherwise there is more than expected.
    pub missing: bool,
    /// `₦2,000.00`: how much.
    pub amount: String,
    /// `It happened between 22 Nov 2026, 13:20 and 14:02`; or the funding that it fits.
    pub hint: String,
    /// Names this one to `difference_seen`.
    pub key: String,
    /// Sales whose later end would explain it.
    pub candidates: Vec<CandidateView>,
}

/// A sale whose later end would explain a difference.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CandidateView {
    /// The sale.
    pub sale: String,
    /// The attempt's reference.
    pub reference: String,
    /// What would have become of it.
    pub verdict: Verdict,
    /// `₦5,000 to … of 22 Nov 2026, 14:02: it came back`.
    pub sentence: String,
}

/// What a comparison with the vendor's list found.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ComparedView {
    /// Lines that say what the ledger says.
    pub equal: u32,
    /// The others.
    pub odd: Vec<OddView>,
    /// `22 Nov 2026, 09:12`: the list begins there, and what is older was not compared.
    pub since: Option<String>,
}

/// Something in which the vendor's list and the ledger differ.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct OddView {
    /// Under which reference.
    pub reference: String,
    /// `₦500.00`.
    pub amount: String,
    /// What is odd.
    pub sentence: String,
    /// Money left the wallet and the ledger knows nothing of it.
    pub alarm: bool,
}
