//! Which vendor a sale goes to.
//!
//! Everyone who can sell it stands in a row, the one to take first in front; nobody who can is left out, whatever is known
//! of their wallet or their last hour. So no state of balances, rests and settings keeps a shop with one working vendor from
//! selling. The row and its reasons are kept with the sale ([`Route`]).

use crate::health::Health;
use crate::money::Naira;
use crate::vendor::VendorId;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// What the owner decides about the choice of a vendor. Kept in the ledger whole, each time it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// What decides among those that are equally able.
    pub policy: Policy,
    /// The owner's order. Whoever is not named comes after, in the program's own order.
    pub order: Vec<VendorId>,
    /// From so many doubts on that are open at one vendor, a sale through it is warned about.
    pub open_doubts_most: u16,
    /// The same, for their sum.
    pub open_doubts_sum_most: Naira,
    /// Vendors whose wallet other tills buy from too: a debit that this ledger can't explain is no alarm there.
    pub shared_wallets: Vec<VendorId>,
}

/// What decides among vendors that are equally able.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Policy {
    /// The lowest cost; those that can't be asked about anything last.
    LowestCost,
    /// The owner's order.
    OwnersOrder,
}

impl Default for Routing {
    /// The lowest cost; a warning from five open doubts or ₦20,000 on.
    fn default() -> Routing {
        Routing {
            policy: Policy::LowestCost,
            order: VendorId::ALL.to_vec(),
            open_doubts_most: 5,
            open_doubts_sum_most: Naira::from_naira(20_000),
            shared_wallets: Vec::new(),
        }
    }
}

/// Whether a vendor's wallet covers what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Funds {
    /// It does, less what open attempts may still take.
    Enough,
    /// Nobody knows what is in it, or what this costs.
    Unknown,
    /// It doesn't, as far as is known.
    Short,
}

impl Funds {
    /// What is left after open attempts, against a cost.
    pub fn of(available: Option<Naira>, cost: Option<Naira>) -> Funds {
        match (available, cost) {
            (Some(available), Some(cost)) if available >= cost => Funds::Enough,
            (Some(_), Some(_)) => Funds::Short,
            (None, _) | (_, None) => Funds::Unknown,
        }
    }
}

/// A vendor that could sell it, and how it stood when that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which.
    pub vendor: VendorId,
    /// What it would cost the shop there, as far as that is known.
    pub cost: Option<Naira>,
    /// Whether its wallet covers that.
    pub funds: Funds,
    /// How its last answers were.
    pub health: Health,
    /// A connection could be made when that was last tried.
    pub reachable: bool,
    /// It was tried for this sale before.
    pub tried: bool,
}

/// Why an attempt went where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// By which policy.
    pub policy: Policy,
    /// Somebody chose another vendor than the first in the row.
    pub by_hand: bool,
    /// Everyone who could have sold it, the first in the row in front.
    pub considered: Vec<Candidate>,
}

impl Routing {
    /// The place of a candidate in the row: the lower, the earlier. First come those that can be expected to sell it, then
    /// those of which that is not known, then those that can hardly; the owner's policy decides among equals.
    fn place(&self, candidate: &Candidate) -> impl Ord + use<> {
        let vendor = candidate.vendor;
        let order = self.order.iter().position(|named| *named == vendor).unwrap_or(usize::MAX);
        let by_policy = match self.policy {
            // An unknown cost is no low one.
            Policy::LowestCost => (vendor.only_calls(), candidate.cost.is_none(), candidate.cost, order),
            Policy::OwnersOrder => (false, false, None, order),
        };
        let out = candidate.tried || !candidate.reachable || candidate.health == Health::Rested;
        (candidate.tried, out, candidate.funds, candidate.health, by_policy, vendor)
    }

    /// Puts those who can sell it in a row. Keeps every one of them.
    pub fn line_up<T>(&self, able: &mut [T], candidate: impl Fn(&T) -> &Candidate) {
        able.sort_by_cached_key(|one| self.place(candidate(one)));
    }
}

impl Candidate {
    /// Why it stands where it stands, in words: `costs ₦485, wallet enough`.
    pub fn reasons(&self) -> String {
        let cost = match self.cost {
            Some(cost) => say!("costs {cost}", cost),
            None => say!("cost not known").to_owned(),
        };
        format!("{cost}, {}", self.standing())
    }

    /// The same without what it costs: where the owner keeps that from attendants.
    pub fn standing(&self) -> String {
        let mut parts = vec![match self.funds {
            Funds::Enough => say!("wallet enough"),
            Funds::Unknown => say!("wallet not known"),
            Funds::Short => say!("wallet too low"),
        }];
        match self.health {
            Health::Good => {}
            Health::Amber => parts.push(say!("doubts lately")),
            Health::Rested => parts.push(say!("rested after many doubts")),
        }
        if !self.reachable {
            parts.push(say!("no connection"));
        }
        if self.tried {
            parts.push(say!("tried already"));
        }
        parts.join(", ")
    }
}
