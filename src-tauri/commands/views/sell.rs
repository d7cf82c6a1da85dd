//! What crosses to the page, and from it, at `commands::sell`.

use airtill_domain::network::Network;
use airtill_domain::vendor::VendorId;
use airtill_shop::till::PlanKey;
use serde::{Deserialize, Serialize};

/// What the number field says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NumberView {
    /// The digits in groups.
    pub shown: String,
    /// The number is complete: the focus may move on.
    pub complete: bool,
    /// The network that worked last, or the one the prefix suggests.
    pub network: Option<NetworkView>,
    /// `12 May`: when something was last delivered to this number over that network.
    pub worked_on: Option<String>,
    /// `Mama Bisi, Resellers`: a customer of a group.
    pub known_as: Option<String>,
    /// What is wrong.
    pub wrong: Option<String>,
    /// `0803 123 4567`: what was probably meant instead, to be taken by a key.
    pub meant: Option<String>,
    /// What this number does in the practice shop.
    pub lesson: Option<String>,
}

/// A network with its name.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NetworkView {
    /// Which.
    pub id: Network,
    /// `T2 (9mobile)`.
    pub name: String,
}

/// What the amount field says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AmountView {
    /// `₦1,500`.
    pub shown: Option<String>,
    /// In words, for ₦5,000 and more.
    pub words: Option<String>,
    /// What is wrong.
    pub wrong: Option<String>,
    /// What will stand in the way, as far as limits and wallets are known: nobody sells so much now.
    pub outlook: Option<String>,
}

/// Names a plan of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PlanRef {
    /// Whose.
    pub vendor: VendorId,
    /// The vendor's code.
    pub code: String,
}

/// A plan on the list.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PlanView {
    /// Names it to the review.
    pub key: PlanRef,
    /// `1GB`; the vendor's own name where no size could be read from it.
    pub name: String,
    /// `SME`; empty where the vendor doesn't say.
    pub kind: String,
    /// `30 days`.
    pub validity: Option<String>,
    /// `₦500`: what the customer pays.
    pub price: String,
    /// `SMEPlug`: the cheapest.
    pub vendor: String,
    /// `+2`: how many others sell it as well.
    pub others: u32,
    /// Sold here lately.
    pub sold: u32,
}

/// The plans of a network.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PlansView {
    /// Best sellers of this shop first.
    pub plans: Vec<PlanView>,
    /// `Prices as of 09:12`: the oldest of them.
    pub as_of: Option<String>,
}

/// An account that the vendor has named.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// What the customer calls it.
    pub label: String,
    /// Whose it is: read it back.
    pub name: String,
}

/// A customer who was here before.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CustomerView {
    /// `0803 123 4567`.
    pub number: String,
    /// `MTN`.
    pub network_name: String,
    /// `₦500 MTN airtime, 12 May`.
    pub last: String,
}

impl From<PlanRef> for PlanKey {
    fn from(plan: PlanRef) -> PlanKey {
        PlanKey { vendor: plan.vendor, code: plan.code }
    }
}
