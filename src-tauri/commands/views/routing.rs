//! What crosses to the page, and from it, at `commands::routing`.

use airtill_domain::route::Policy;
use airtill_domain::vendor::VendorId;
use serde::{Deserialize, Serialize};

/// How vendors are chosen.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RoutingForm {
    /// What decides among those that are equally able.
    pub policy: Policy,
    /// The owner's order, all of them.
    pub order: Vec<VendorId>,
    /// From so many open doubts at one vendor on, a sale is warned about.
    pub open_doubts_most: u16,
    /// `20000`: the same, for their sum in naira.
    pub open_doubts_sum_most: String,
    /// Wallets that other tills buy from too.
    pub shared_wallets: Vec<VendorId>,
}
