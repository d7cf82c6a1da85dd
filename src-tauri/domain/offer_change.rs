//! What changed in a vendor's list between two readings, as far as an owner wants to know: a plan that left, one that is called something
//! else, one that costs something else.
//!
//! A plan is the same under another name while its vendor's code, its kind, size and days, and whatever else its name says besides a price
//! stay the same. Otherwise nobody can tell, and what the owner said of the one is not said of the other.

use crate::money::Naira;
use crate::network::Network;
use crate::offer::{Cost, Offer};
use crate::plan::Plan;
use crate::vendor::VendorId;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Most changes that one entry holds: a commit has a largest size, and a plan's name can be long.
pub const CHANGES_AT_ONCE: usize = 20;
/// Most changes that are told of one reading, beyond those that something follows from: a list that is another altogether is told by its
/// first ones.
pub const TOLD_MOST: usize = 40;

/// What changed of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfferChange {
    /// The vendor's word for it.
    pub code: String,
    /// Whose.
    pub network: Network,
    /// As it was called.
    pub plan: Plan,
    /// What.
    pub change: Change,
}

/// See [`OfferChange`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// It is on the list no more.
    Gone,
    /// It costs something else by the list.
    Cost {
        /// What it cost.
        from: Naira,
        /// What it costs.
        to: Naira,
    },
    /// It is called something else, and is the same.
    Renamed(Plan),
    /// Under its code stands what may be another plan.
    Another {
        /// Which.
        plan: Plan,
        /// What the owner said of what stood there, where anything: nobody can say whether that holds for this one, and it is not sold
        /// before the owner has.
        said: Option<OwnerSaid>,
    },
}

/// What the owner said of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnerSaid {
    /// Its price.
    Price(Naira),
    /// A rule or a stop names it.
    Rule,
}

/// What stands under a vendor's code and may be another plan than the one of which the owner has said something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanQuestion {
    /// At which vendor.
    pub vendor: VendorId,
    /// Under which code.
    pub code: String,
    /// Whose.
    pub network: Network,
    /// What stood there.
    pub was: Plan,
    /// What stands there.
    pub is: Plan,
    /// What the owner said of what stood there.
    pub said: OwnerSaid,
}

/// What changed in a vendor's list, what something follows from first. A cost that changed by less than `told_from_basis_points` is none;
/// `said` is what the owner has said of a plan.
pub fn changes(
    before: &[Offer],
    after: &[Offer],
    said: impl Fn(Network, &Plan) -> Option<OwnerSaid>,
    told_from_basis_points: u16,
) -> Vec<OfferChange> {
    let mut found: Vec<OfferChange> = Vec::new();
    for was in before {
        let (Some(plan), Some(network)) = (was.plan(), was.network()) else { continue };
        let mut tell = |change| {
            found.push(OfferChange { code: was.code.clone(), network, plan: plan.clone(), change });
        };
        let Some(is) = after.iter().find(|is| is.code == was.code && is.network() == Some(network)) else {
            tell(Change::Gone);
            continue;
        };
        if let Some(named) = is.plan().filter(|named| !named.means(plan)) {
            // What the owner has said of the new one already is no question.
            let asked = said(network, plan).filter(|_| said(network, named).is_none());
            tell(match named.is_renamed(plan) {
                true => Change::Renamed(named.clone()),
                false => Change::Another { plan: named.clone(), said: asked },
            });
        }
        if let (Some(from), Some(to)) = (amount(was.cost), amount(is.cost))
            && from != to
            && by_basis_points(from, to) >= i128::from(told_from_basis_points)
        {
            tell(Change::Cost { from, to });
        }
    }
    found.sort_by_key(|change| !change.is_followed());
    found
}

fn amount(cost: Cost) -> Option<Naira> {
    match cost {
        Cost::Fixed(amount) | Cost::Printed(amount) => Some(amount),
        Cost::Discount { .. } | Cost::NotPublished => None,
    }
}

/// By how much of what it was it changed, in hundredths of a percent.
fn by_basis_points(from: Naira, to: Naira) -> i128 {
    let off = i128::from(to.minus(from).abs().kobo());
    off.saturating_mul(10_000) / i128::from(from.kobo().max(1))
}

impl OfferChange {
    /// Whether something follows from it, beside that it is told.
    pub fn is_followed(&self) -> bool {
        matches!(self.change, Change::Renamed(_) | Change::Another { said: Some(_), .. })
    }

    /// The question that it is to the owner, where it is one.
    pub fn question(&self, vendor: VendorId) -> Option<PlanQuestion> {
        let Change::Another { plan: is, said: Some(said) } = &self.change else { return None };
        let (code, network, was) = (self.code.clone(), self.network, self.plan.clone());
        Some(PlanQuestion { vendor, code, network, was, is: is.clone(), said: *said })
    }

    /// `MTN 1GB SME, 30 days: costs ₦520, not ₦470`.
    pub fn words(&self) -> String {
        let plan = format!("{} {}", self.network.name(), self.plan.title());
        match &self.change {
            Change::Gone => say!("{plan}: not on the list any more", plan),
            Change::Cost { from, to } => {
                say!("{plan}: costs {to}, not {from}", plan, to = to.short(), from = from.short())
            }
            Change::Renamed(now) => say!("{plan}: called {name} now", plan, name = now.name),
            Change::Another { plan: now, .. } => {
                say!("{plan}: {title} stands in its place", plan, title = now.title())
            }
        }
    }
}
