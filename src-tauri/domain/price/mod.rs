//! What the customer pays.
//!
//! The shop has one way for everything: airtime at its face amount, a plan at what it costs and a margin, whoever delivers it. The owner
//! may say otherwise per network ([`NetworkPrices`]) and per plan ([`PlanPrice`]), take the prices that vendors print, and put rules
//! before all of it ([`PriceRule`]). What is said of the one thing goes before what is said of the many; [`Prices::of`] is the order.

mod customers;
mod rule;
mod when;

pub use customers::{Bought, Buyer, CustomerGroup, GROUPS_MAX, MEMBERS_MAX, Member, groups_checked};
pub use rule::{Asked, Making, PriceRule, RULES_MAX, Rounding, RoundingWay, Scope, Step};
pub(crate) use rule::{plan_is_of_a_network, what};
pub use when::{Hours, WEEK, Weekdays, When, clock_typed, clock_words};

use crate::money::{Naira, Price};
use crate::network::Network;
use crate::plan::Plan;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Most that is added to a plan's cost, in hundredths of a percent: as much again.
pub const DATA_MARGIN_MAX: u16 = 10_000;
/// What may be added to the face amount of airtime, and taken off it, in hundredths of a percent. \[assumption\]: no kiosk asks a
/// quarter more, and no vendor gives a tenth.
const AIRTIME_BASIS_POINTS: std::ops::RangeInclusive<i16> = -1_000..=2_500;
/// Multiples to which prices can be rounded up, in naira.
pub const ROUND_UP_TO_NAIRA: std::ops::RangeInclusive<u16> = 1..=1_000;
/// Most plans with a price of their own.
pub const PLANS_MAX: usize = 500;
/// Most of them whose prices are changed at once: a commit has a largest size, and a plan's name can be long.
pub const PLANS_AT_ONCE_MAX: usize = 40;
/// The most that a plan can be sold at: the dearest in any vendor's list costs a tenth of it.
const PLAN_PRICE_MAX_NAIRA: i64 = 2_000_000;

/// How the shop makes prices where nothing else was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pricing {
    /// What is added to a plan's cost, in hundredths of a percent.
    pub data_margin_basis_points: u16,
    /// A plan's price is rounded to a multiple of so many naira, since there are no kobo in a drawer: up, unless the owner says otherwise.
    pub round_up_to_naira: u16,
}

/// What the owner said of one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkPrices {
    /// Which.
    pub network: Network,
    /// What is added to the face amount of its airtime, in hundredths of a percent; below zero what is taken off.
    pub airtime_basis_points: i16,
    /// What is added to the cost of its plans; `None`: as everywhere in the shop.
    pub data_margin_basis_points: Option<u16>,
    /// To what its prices are rounded; `None`: as everywhere in the shop.
    pub round_up_to_naira: Option<u16>,
}

/// A plan with a price of its own, whoever sells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanPrice {
    /// Whose.
    pub network: Network,
    /// Which, and every plan that certainly means the same.
    pub plan: Plan,
    /// What the customer pays.
    pub price: Naira,
}

/// A plan that gets a price of its own, or loses it.
pub type PlanChange = (Network, Plan, Option<Naira>);

/// What the owner said of networks and plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnPrices {
    networks: Vec<NetworkPrices>,
    plans: Vec<PlanPrice>,
}

/// Everything that makes a price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// The shop's way.
    pub shop: Pricing,
    /// What differs from it.
    pub own: OwnPrices,
    /// What goes before both.
    pub rules: PriceRules,
}

/// The owner's rules of price, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRules {
    /// A plan without a price or rule of its own is sold at the price that a vendor prints for customers, whoever delivers it. Otherwise
    /// that is a suggestion, and the shop's way holds for it as for any other.
    pub takes_printed: bool,
    /// Which way the shop's way and the networks' round.
    pub rounding_way: RoundingWay,
    /// The first that fits counts.
    pub rules: Vec<PriceRule>,
}

impl Default for Pricing {
    /// Five percent, to the next ten naira. \[assumption\]: resellers' usual margin.
    fn default() -> Pricing {
        Pricing { data_margin_basis_points: 500, round_up_to_naira: 10 }
    }
}

impl Pricing {
    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn checked(self) -> Result<(), String> {
        if self.data_margin_basis_points > DATA_MARGIN_MAX {
            return Err(say!("More than 100 % on top of what a plan costs is surely a slip").to_owned());
        }
        if !ROUND_UP_TO_NAIRA.contains(&self.round_up_to_naira) {
            return Err(say!("Prices are rounded up to a multiple of ₦1 to ₦1,000").to_owned());
        }
        Ok(())
    }

    /// What a plan costs the shop, and the margin.
    fn with_margin(self, cost: Naira) -> Naira {
        cost.plus(cost.minus(cost.less_basis_points(self.data_margin_basis_points)))
    }
}

impl NetworkPrices {
    /// A network of which nothing was said.
    pub fn of(network: Network) -> NetworkPrices {
        NetworkPrices { network, airtime_basis_points: 0, data_margin_basis_points: None, round_up_to_naira: None }
    }

    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn checked(&self) -> Result<(), String> {
        let network = self.network.name();
        if !AIRTIME_BASIS_POINTS.contains(&self.airtime_basis_points) {
            return Err(say!("{network}: airtime is sold at 10 % less than its face amount to 25 % more", network));
        }
        if self.data_margin_basis_points.is_some_and(|margin| margin > DATA_MARGIN_MAX) {
            return Err(say!("{network}: more than 100 % on top of what a plan costs is surely a slip", network));
        }
        if self.round_up_to_naira.is_some_and(|step| !ROUND_UP_TO_NAIRA.contains(&step)) {
            return Err(say!("{network}: prices are rounded up to a multiple of ₦1 to ₦1,000", network));
        }
        Ok(())
    }
}

impl OwnPrices {
    /// What was written down of networks and plans.
    pub fn of(networks: Vec<NetworkPrices>, plans: Vec<PlanPrice>) -> OwnPrices {
        let mut prices = OwnPrices { networks: Vec::new(), plans };
        networks.into_iter().for_each(|said| prices.set_network(said));
        prices
    }

    /// What has to be written down to come here from what held before: networks, then plans that lose their price or get one.
    pub fn since(&self, before: &OwnPrices) -> (Vec<NetworkPrices>, Vec<PlanChange>) {
        let networks = Network::ALL.into_iter().map(|network| self.network(network));
        let networks = networks.filter(|said| before.network(said.network) != *said).collect();
        let lost = before
            .plans
            .iter()
            .filter(|known| !self.plans.iter().any(|said| said.network == known.network && said.plan == known.plan));
        let got = self.plans.iter().filter(|said| !before.plans.contains(said));
        let plans = lost
            .map(|known| (known.network, known.plan.clone(), None))
            .chain(got.map(|said| (said.network, said.plan.clone(), Some(said.price))))
            .collect();
        (networks, plans)
    }

    /// What was said of a network.
    pub fn network(&self, network: Network) -> NetworkPrices {
        self.networks.iter().find(|said| said.network == network).copied().unwrap_or_else(|| NetworkPrices::of(network))
    }

    /// What was said of a plan.
    pub fn plan(&self, network: Network, plan: &Plan) -> Option<&PlanPrice> {
        self.plans.iter().find(|said| said.network == network && said.plan.means(plan))
    }

    /// The plans that have a price of their own.
    pub fn plans(&self) -> &[PlanPrice] {
        &self.plans
    }

    /// The networks of which something was said.
    pub fn networks(&self) -> &[NetworkPrices] {
        &self.networks
    }

    /// Says something of a network, in place of what was said before.
    pub fn set_network(&mut self, said: NetworkPrices) {
        self.networks.retain(|known| known.network != said.network);
        if said != NetworkPrices::of(said.network) {
            self.networks.push(said);
            self.networks.sort_by_key(|known| known.network);
        }
    }

    /// Gives a plan a price of its own, or lets it follow the shop's way again.
    ///
    /// # Errors
    /// A sentence, when the price can't be.
    pub fn set_plan(&mut self, network: Network, plan: &Plan, price: Option<Naira>) -> Result<(), String> {
        let plan_words = plan.title();
        if let Some(price) = price {
            if price <= Naira::ZERO || !price.is_whole() {
                return Err(say!("{plan_words}: type the price in whole naira, more than nothing", plan_words));
            }
            if price > Naira::from_naira(PLAN_PRICE_MAX_NAIRA) {
                return Err(say!("{plan_words}: {price} is surely a slip", plan_words, price = price.short()));
            }
        }
        self.plans.retain(|known| !(known.network == network && known.plan.means(plan)));
        if let Some(price) = price {
            if self.plans.len() >= PLANS_MAX {
                return Err(say!("At most {most} plans have a price of their own", most = PLANS_MAX));
            }
            self.plans.push(PlanPrice { network, plan: plan.clone(), price });
        }
        Ok(())
    }
}

impl PriceRules {
    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence that names the rule, when something in it can't be.
    pub fn checked(&self) -> Result<(), String> {
        if self.rules.len() > RULES_MAX {
            return Err(say!("At most {most} rules stand beside each other", most = RULES_MAX));
        }
        for (n, rule) in self.rules.iter().enumerate() {
            rule.checked().map_err(|why| say!("Rule {number}: {why}", number = n + 1, why))?;
        }
        Ok(())
    }

    /// That every group is there that a rule is for.
    ///
    /// # Errors
    /// A sentence that names the rule, when one is not.
    pub fn groups_checked(&self, groups: &[CustomerGroup]) -> Result<(), String> {
        for (n, rule) in self.rules.iter().enumerate() {
            rule.scope.group_checked(groups).map_err(|why| say!("Rule {number}: {why}", number = n + 1, why))?;
        }
        Ok(())
    }

    /// Whether a rule looks at who buys.
    pub fn look_at_buyers(&self) -> bool {
        self.name_groups() || self.counts_sales()
    }

    /// Whether a rule is for a group of customers.
    pub fn name_groups(&self) -> bool {
        self.rules.iter().any(|rule| rule.scope.group.is_some())
    }

    /// Whether a rule looks at how often a customer has bought.
    pub fn counts_sales(&self) -> bool {
        self.rules.iter().any(|rule| rule.scope.after.is_some())
    }
}

impl Prices {
    /// What the customer pays: by the first rule that names the plan, by the plan's own price, by the first rule that fits it otherwise,
    /// at the price that is printed where the owner takes those, or by the network's way or the shop's; and then what the first rule that
    /// changes prices makes of it. `printed` is what any vendor prints for the plan, whoever delivers it. `None` where nothing of this
    /// says more than nothing: then it has no price, and is not sold.
    pub fn of(&self, asked: &Asked, cost: Option<Naira>, printed: Option<Naira>) -> Option<Price> {
        let usual = self.usual(asked, cost, printed)?;
        let changed = self.rules.rules.iter().find(|rule| !rule.makes() && rule.fits(asked));
        Price::of(changed.and_then(|rule| self.made(rule, asked, Some(usual))).unwrap_or(usual))
    }

    fn usual(&self, asked: &Asked, cost: Option<Naira>, printed: Option<Naira>) -> Option<Naira> {
        let base = asked.face.or(cost);
        let rule = |named: bool| {
            let fits = |rule: &&PriceRule| rule.makes() && rule.scope.plan.is_some() == named && rule.fits(asked);
            self.rules.rules.iter().find(fits).and_then(|rule| self.made(rule, asked, base))
        };
        let own = || asked.plan.and_then(|plan| self.own.plan(asked.network, plan)).map(|own| own.price);
        let by_vendor = || printed.filter(|_| self.rules.takes_printed && asked.plan.is_some());
        rule(true).or_else(own).or_else(|| rule(false)).or_else(by_vendor).or_else(|| match asked.face {
            Some(face) => Some(self.of_face(asked.network, face)),
            None => cost.map(|cost| self.rounding(asked.network).of(self.way_of(asked.network).with_margin(cost))),
        })
    }

    /// What a rule makes of what there is.
    fn made(&self, rule: &PriceRule, asked: &Asked, base: Option<Naira>) -> Option<Naira> {
        match rule.making {
            Making::Fixed(price) => Some(price),
            Making::OnTop(step) | Making::Change(step) => {
                let base = base?;
                let exact = step.of(base);
                let rounded = step.rounding.unwrap_or_else(|| self.rounding(asked.network)).of(exact);
                // Nothing was said that changes it: it stays as it is, with its kobo. And what is rounded up is not dearer than before
                // something was taken off.
                let is_nothing = exact == base && (asked.face.is_some() || matches!(rule.making, Making::Change(_)));
                Some(if is_nothing {
                    base
                } else if exact < base {
                    rounded.min(base)
                } else {
                    rounded
                })
            }
        }
    }

    /// What airtime is sold at by the network's way. The face amount itself is never rounded.
    fn of_face(&self, network: Network, face: Naira) -> Naira {
        let said = self.own.network(network);
        let part = face.minus(face.less_basis_points(said.airtime_basis_points.unsigned_abs()));
        let rounding = self.rounding(network);
        match said.airtime_basis_points {
            0 => face,
            1.. => rounding.of(face.plus(part)),
            // What is rounded up is not dearer than without the discount.
            _ => rounding.of(face.minus(part)).min(face),
        }
    }

    fn rounding(&self, network: Network) -> Rounding {
        Rounding { way: self.rules.rounding_way, step_naira: self.way_of(network).round_up_to_naira }
    }

    /// How prices of a network's plans are made.
    pub fn way_of(&self, network: Network) -> Pricing {
        let said = self.own.network(network);
        Pricing {
            data_margin_basis_points: said.data_margin_basis_points.unwrap_or(self.shop.data_margin_basis_points),
            round_up_to_naira: said.round_up_to_naira.unwrap_or(self.shop.round_up_to_naira),
        }
    }
}

/// Hundredths of a percent as percent with two places.
pub fn percent(basis_points: u16) -> String {
    format!("{}.{:02}", basis_points / 100, basis_points % 100)
}
