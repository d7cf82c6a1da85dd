//! Who is tried now and then, so that what they charge becomes known, though another seems cheaper.
//!
//! Charges drift, and a vendor from whom nothing is bought says nothing of its own: without tries a shop goes on buying from who was the
//! cheapest once. One sale in so many of a network's airtime or plans goes to whoever was not bought from for long, where that changes
//! nothing for the customer and would cost no more than they pay. The owner says how often, or never.

use airtill_domain::network::Network;
use airtill_domain::product::{Product, ProductKind};
use airtill_domain::sale::Sale;
use airtill_domain::vendor::VendorId;
use std::collections::BTreeMap;

/// From so many sales on since anything was bought from a vendor, it may charge something else.
const STALE_SALES: u64 = 200;

/// What is tried together: airtime of a network, or its plans.
type Group = (bool, Network);

/// How long ago whom was bought from, counted in sales.
#[derive(Debug, Default)]
pub(super) struct Tries {
    sales: BTreeMap<Group, u64>,
    tried_at: BTreeMap<Group, u64>,
    bought_at: BTreeMap<(VendorId, Group), u64>,
}

fn group(product: &Product) -> Option<Group> {
    let kind = product.kind();
    (kind != ProductKind::Transfer).then_some((kind == ProductKind::Airtime, product.network()?))
}

impl Tries {
    /// By the latest sales, the newest first.
    pub(super) fn of(latest: &[Sale]) -> Tries {
        let mut tries = Tries::default();
        for sale in latest.iter().rev() {
            for attempt in &sale.attempts {
                tries.bought(&sale.product, attempt.vendor, false);
            }
        }
        tries
    }

    /// Something is bought from a vendor; whether that is a try.
    pub(super) fn bought(&mut self, product: &Product, vendor: VendorId, is_try: bool) {
        let Some(group) = group(product) else { return };
        let sales = self.sales.entry(group).or_default();
        *sales += 1;
        self.bought_at.insert((vendor, group), *sales);
        if is_try {
            self.tried_at.insert(group, *sales);
        }
    }

    /// Whether a vendor may be tried for a product now, with one sale in `every`.
    pub(super) fn may_try(&self, product: &Product, vendor: VendorId, every: u16) -> bool {
        let Some(group) = group(product) else { return false };
        let sales = self.sales.get(&group).copied().unwrap_or_default();
        let since = |at: Option<&u64>| sales - at.copied().unwrap_or_default();
        every > 0
            && since(self.tried_at.get(&group)) >= u64::from(every)
            && since(self.bought_at.get(&(vendor, group))) >= STALE_SALES
    }
}
