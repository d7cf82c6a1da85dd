//! What the owner allows to be sold, at which price, and how much of it: one value, kept whole each time it changes, so that it can be
//! undone, carried to another shop and tried before it is taken.
//!
//! What was decided before there was such a value has entries of its own ([`crate::price::Pricing`], [`crate::price::NetworkPrices`],
//! own prices of plans, [`crate::loss::LossRules`]) and stays there.

use crate::money::Naira;
use crate::network::Network;
use crate::plan::Plan;
use crate::price::{PriceRules, plan_is_of_a_network, what};
use crate::product::{Product, ProductKind};
use crate::vendor::VendorId;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Most lines that stop something.
pub const STOPS_MAX: usize = 60;
/// One sale in so many is a try, unless the owner says otherwise: in a month of drifting charges that costs a thirteenth of what wrong
/// beliefs cost without (`tests/domain/month.rs`).
const TRY_EVERY: u16 = 20;
/// Tries that are further apart are none.
const TRY_EVERY_MOST: u16 = 1_000;
/// A cost that changes by less than this is told to nobody, unless the owner says otherwise: in hundredths of a percent.
const TOLD_FROM_BASIS_POINTS: u16 = 500;

/// The owner's rules of what is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TradeRules {
    /// At which price.
    pub prices: PriceRules,
    /// What is not sold, or not through whom.
    pub stops: Vec<Stop>,
    /// How much.
    pub limits: Limits,
    /// From which change of a plan's cost on the owner is told, in hundredths of a percent.
    pub told_from_basis_points: u16,
    /// One sale in so many goes to a vendor that was not bought from for long, so that what it charges becomes known; 0 for none.
    pub try_every: u16,
}

/// Something that is not sold for now. What is not said, is any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Of this kind.
    pub kind: ProductKind,
    /// Of a network.
    pub network: Option<Network>,
    /// A plan of it, and every one that certainly means the same.
    pub plan: Option<Plan>,
    /// Through this vendor; `None`: through none.
    pub vendor: Option<VendorId>,
}

/// How much is sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// What one attendant may sell on a day, by what customers pay; the owner's PIN goes beyond it. `None`: any sum.
    pub attendant_day: Option<Naira>,
    /// What all who buy on credit may owe together. `None`: any sum.
    pub credit_sum: Option<Naira>,
}

impl Default for TradeRules {
    /// No rules, nothing stopped, no limits; changes of cost are told from 5 % on, and one sale in 20 may be a try.
    fn default() -> TradeRules {
        TradeRules {
            prices: PriceRules::default(),
            stops: Vec::new(),
            limits: Limits::default(),
            told_from_basis_points: TOLD_FROM_BASIS_POINTS,
            try_every: TRY_EVERY,
        }
    }
}

impl TradeRules {
    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn checked(&self) -> Result<(), String> {
        self.prices.checked()?;
        if self.stops.len() > STOPS_MAX {
            return Err(say!("At most {most} lines stop something", most = STOPS_MAX));
        }
        for (n, stop) in self.stops.iter().enumerate() {
            stop.checked().map_err(|why| say!("Stop {number}: {why}", number = n + 1, why))?;
        }
        if [self.limits.attendant_day, self.limits.credit_sum].into_iter().flatten().any(|most| most <= Naira::ZERO) {
            return Err(say!("A limit is more than nothing; leave it empty for none").to_owned());
        }
        if self.try_every > TRY_EVERY_MOST {
            return Err(say!("One sale in {most} at most is a try; 0 for none", most = TRY_EVERY_MOST));
        }
        if self.told_from_basis_points == 0 || self.told_from_basis_points > 10_000 {
            return Err(say!("Changes of cost are told from a part of a percent to 100 %").to_owned());
        }
        Ok(())
    }

    /// Whether a rule of price or a stop names a plan.
    pub fn names(&self, network: Network, plan: &Plan) -> bool {
        let by_rules = self.prices.rules.iter().map(|rule| (rule.scope.network, &rule.scope.plan));
        let by_stops = self.stops.iter().map(|stop| (stop.network, &stop.plan));
        by_rules
            .chain(by_stops)
            .any(|(of, named)| of == Some(network) && named.as_ref().is_some_and(|named| named.means(plan)))
    }

    /// With what is said of a plan said of another one too; in its place where nothing goes by the first name any more.
    pub fn follow(&mut self, network: Network, was: &Plan, is: &Plan, in_its_place: bool) {
        // What goes by the first name goes by the other; a copy stands before it where the first name stays in use.
        fn followed<T: Clone>(all: &mut Vec<T>, in_its_place: bool, rename: impl Fn(&mut T) -> bool) {
            for mut one in std::mem::take(all) {
                let before = one.clone();
                if rename(&mut one) && !in_its_place {
                    all.push(before);
                }
                all.push(one);
            }
        }
        let rename = |of: Option<Network>, named: &mut Option<Plan>| {
            let names = named.as_ref().is_some_and(|named| named.means(was) && !named.means(is));
            let renames = of == Some(network) && names;
            if renames {
                *named = Some(is.clone());
            }
            renames
        };
        followed(&mut self.prices.rules, in_its_place, |rule| rename(rule.scope.network, &mut rule.scope.plan));
        followed(&mut self.stops, in_its_place, |stop| rename(stop.network, &mut stop.plan));
    }

    /// With rules for a group of customers by another name of it. Says whether there are any.
    pub fn rename_group(&mut self, was: &str, is: &str) -> bool {
        let groups = self.prices.rules.iter_mut().map(|rule| &mut rule.scope.group);
        let named: Vec<&mut Option<String>> = groups.filter(|group| group.as_deref() == Some(was)).collect();
        let any = !named.is_empty();
        named.into_iter().for_each(|group| *group = Some(is.to_owned()));
        any
    }

    /// What stops a product at everyone.
    pub fn stopped(&self, product: &Product) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.vendor.is_none() && stop.is_of(product))
    }

    /// Whether a product is not sold through a vendor, or not at all.
    pub fn stops(&self, product: &Product, vendor: VendorId) -> bool {
        self.stops.iter().any(|stop| stop.stops(product, vendor))
    }
}

impl Stop {
    /// Whether it stops a product at a vendor.
    pub fn stops(&self, product: &Product, vendor: VendorId) -> bool {
        self.vendor.is_none_or(|of| of == vendor) && self.is_of(product)
    }

    fn is_of(&self, product: &Product) -> bool {
        let plan = match product {
            Product::Data { plan, .. } => Some(plan),
            Product::Airtime { .. } | Product::Transfer { .. } => None,
        };
        self.kind == product.kind()
            && self.network.is_none_or(|network| product.network() == Some(network))
            && self.plan.as_ref().is_none_or(|own| plan.is_some_and(|asked| own.means(asked)))
    }

    fn checked(&self) -> Result<(), String> {
        plan_is_of_a_network(self.kind, self.network, self.plan.as_ref())?;
        if self.kind == ProductKind::Transfer && self.network.is_some() {
            return Err(say!("a transfer is of no network").to_owned());
        }
        Ok(())
    }

    /// `MTN 1GB SME, 30 days`, `All transfers through SMEPlug`.
    pub fn words(&self) -> String {
        let of = what(self.kind, self.network, self.plan.as_ref());
        match self.vendor {
            Some(vendor) => format!("{of}, {}", say!("through {vendor}", vendor = vendor.name())),
            None => of,
        }
    }
}
