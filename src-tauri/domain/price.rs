//! What the customer pays.
//!
//! The shop has one way for everything: airtime at its face amount, a plan at what it costs and a margin, or at the price that
//! the vendor prints. The owner may say otherwise per network ([`NetworkPrices`]) and per plan ([`PlanPrice`]), and what is said
//! of the one thing goes before what is said of the many.

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
pub struct Pricing {
    /// What is added to a plan's cost, in hundredths of a percent.
    pub data_margin_basis_points: u16,
    /// A plan's price is rounded up to a multiple of so many naira, since there are no kobo in a drawer.
    pub round_up_to_naira: u16,
}

/// What the owner said of one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkPrices {
    /// Which.
    pub network: Network,
    /// What is added to the face amount of its airtime, in hundredths of a percent; below zero what is taken off.
    pub airtime_basis_points: i16,
    /// What is added to the cost of its plans; `None`: as everywhere in the shop.
    pub data_margin_basis_points: Option<u16>,
    /// To what its prices are rounded up; `None`: as everywhere in the shop.
    pub round_up_to_naira: Option<u16>,
}

/// A plan with a price of its own, whoever sells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Default for Pricing {
    /// Five percent, to the next ten naira. \[assumption\]: resellers' usual margin.
    fn default() -> Pricing {
        Pricing { data_margin_basis_points: 500, round_up_to_naira: 10 }
    }
}

impl Pricing {
    /// A plan's price from what it costs the shop.
    pub fn of_data(self, cost: Naira) -> Naira {
        let margin = cost.minus(cost.less_basis_points(self.data_margin_basis_points));
        rounded_up(cost.plus(margin), self.round_up_to_naira)
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

impl Prices {
    /// What airtime of a face amount is sold at. The face amount itself is never rounded.
    pub fn of_airtime(&self, network: Network, face: Naira) -> Option<Price> {
        let said = self.own.network(network);
        let part = face.minus(face.less_basis_points(said.airtime_basis_points.unsigned_abs()));
        let step = said.round_up_to_naira.unwrap_or(self.shop.round_up_to_naira);
        Price::of(match said.airtime_basis_points {
            0 => face,
            1.. => rounded_up(face.plus(part), step),
            // What is rounded up is not dearer than without the discount.
            _ => rounded_up(face.minus(part), step).min(face),
        })
    }

    /// What a plan is sold at: the owner's price for it, the one that the vendor prints, or what it costs and a margin. `None`
    /// where none of them is known: then it has no price, and is not sold.
    pub fn of_plan(&self, network: Network, plan: &Plan, cost: Option<Naira>, printed: Option<Naira>) -> Option<Price> {
        let own = self.own.plan(network, plan).map(|own| own.price);
        own.or(printed).or_else(|| cost.map(|cost| self.way_of(network).of_data(cost))).and_then(Price::of)
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

fn rounded_up(price: Naira, step_naira: u16) -> Naira {
    let step = i64::from(step_naira.max(1)) * 100;
    Naira::from_kobo(price.kobo().saturating_add(step - 1).div_euclid(step).saturating_mul(step))
}

/// Hundredths of a percent as percent with two places.
pub fn percent(basis_points: u16) -> String {
    format!("{}.{:02}", basis_points / 100, basis_points % 100)
}
