//! Offers: one vendor's way to sell a product.

use crate::bank::Bank;
use crate::cost::Listed;
use crate::money::Naira;
use crate::network::Network;
use crate::plan::Plan;
use crate::product::Product;
use crate::product::ProductKind;
use crate::settings::VendorSettings;
use crate::time::Timestamp;
use crate::vendor::VendorId;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// From this age on, an offer is read again before it is sold from.
pub const FRESH_FOR: Duration = Duration::from_secs(15 * 60);

/// One vendor's way to sell a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Who sells.
    pub vendor: VendorId,
    /// What.
    pub item: Item,
    /// The vendor's own word for it, sent with the purchase: a network's id, a product code, a variation.
    pub code: String,
    /// What it costs the shop.
    pub cost: Cost,
    /// When the vendor said so.
    pub read_at: Timestamp,
}

/// What is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Item {
    /// Airtime of a network, within limits where the vendor states them.
    Airtime {
        /// Whose.
        network: Network,
        /// The least and the most, in naira.
        limits: Option<(Naira, Naira)>,
    },
    /// A data plan.
    Data {
        /// Whose.
        network: Network,
        /// Which.
        plan: Plan,
    },
    /// Money to accounts at a bank.
    Transfer {
        /// Which bank.
        bank: Bank,
    },
}

/// What an offer costs the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cost {
    /// So much.
    Fixed(Naira),
    /// The face amount less a discount the vendor publishes, in hundredths of a percent.
    Discount {
        /// Hundredths of a percent.
        basis_points: u16,
    },
    /// The vendor publishes none: the owner's table says, and without a line there the face amount counts.
    NotPublished,
    /// What customers are meant to pay is printed; what the vendor takes off it is not published, and the owner's table says.
    Printed(Naira),
}

impl Cost {
    /// `None` for a list's figure of nothing or less, which is no cost.
    #[must_use]
    pub fn more_than_nothing(self) -> Option<Cost> {
        match self {
            Cost::Fixed(amount) | Cost::Printed(amount) => (amount > Naira::ZERO).then_some(self),
            Cost::Discount { .. } | Cost::NotPublished => Some(self),
        }
    }
}

impl Offer {
    /// Of which kind it is.
    pub fn kind(&self) -> ProductKind {
        match self.item {
            Item::Airtime { .. } => ProductKind::Airtime,
            Item::Data { .. } => ProductKind::Data,
            Item::Transfer { .. } => ProductKind::Transfer,
        }
    }

    /// Whose product, where it is a network's.
    pub fn network(&self) -> Option<Network> {
        match &self.item {
            Item::Airtime { network, .. } | Item::Data { network, .. } => Some(*network),
            Item::Transfer { .. } => None,
        }
    }

    /// The bank, where it sends money to one.
    pub fn bank(&self) -> Option<&Bank> {
        match &self.item {
            Item::Transfer { bank } => Some(bank),
            Item::Airtime { .. } | Item::Data { .. } => None,
        }
    }

    /// The plan, if it is one.
    pub fn plan(&self) -> Option<&Plan> {
        match &self.item {
            Item::Airtime { .. } | Item::Transfer { .. } => None,
            Item::Data { plan, .. } => Some(plan),
        }
    }

    /// Whether this offer sells the product: the network's airtime, a plan that certainly means the same, or the way to the bank.
    pub fn sells(&self, product: &Product) -> bool {
        match (&self.item, product) {
            (Item::Airtime { network, .. }, Product::Airtime { network: wanted, .. }) => network == wanted,
            (Item::Data { network, plan }, Product::Data { network: wanted_of, plan: wanted }) => {
                network == wanted_of && plan.is_same_as(wanted)
            }
            (Item::Transfer { bank }, Product::Transfer { bank: wanted, .. }) => bank.code == wanted.code,
            _ => false,
        }
    }

    /// Whether this very offer is of the product: the network's airtime, or this plan as the vendor calls it.
    pub fn is_of(&self, product: &Product) -> bool {
        match (&self.item, product) {
            (Item::Data { network, plan }, Product::Data { network: wanted_of, plan: wanted }) => {
                network == wanted_of && plan.means(wanted)
            }
            _ => self.sells(product),
        }
    }

    /// What customers are meant to pay, where the vendor prints it. Nothing or less is no price.
    pub fn printed_price(&self) -> Option<Naira> {
        match self.cost {
            Cost::Printed(price) => Some(price).filter(|price| *price > Naira::ZERO),
            Cost::Fixed(_) | Cost::Discount { .. } | Cost::NotPublished => None,
        }
    }

    /// What is listed: by the offer, or by the owner's table. A list that says nothing or less says no cost.
    pub fn listed(&self, settings: &VendorSettings) -> Option<Listed> {
        let by_table = || {
            let line = settings.line(self.kind(), self.network());
            let (less_basis_points, fee) = line.map_or((0, Naira::ZERO), |line| (line.discount_basis_points, line.fee));
            Listed::OfFace { less_basis_points, fee }
        };
        match (self.cost, &self.item) {
            (Cost::Fixed(cost), _) => Some(Listed::Amount(cost)),
            (Cost::Printed(price), _) => Some(Listed::Amount(settings.cost(ProductKind::Data, self.network(), price))),
            (Cost::Discount { basis_points }, Item::Airtime { .. }) => {
                Some(Listed::OfFace { less_basis_points: basis_points, fee: Naira::ZERO })
            }
            (Cost::NotPublished, Item::Airtime { .. } | Item::Transfer { .. }) => Some(by_table()),
            (Cost::Discount { .. }, Item::Data { .. } | Item::Transfer { .. })
            | (Cost::NotPublished, Item::Data { .. }) => None,
        }
    }

    /// Whether what is listed is a guess: the vendor publishes no cost, and the owner's table has no line for it.
    pub fn is_guessed(&self, settings: &VendorSettings) -> bool {
        matches!(self.cost, Cost::NotPublished | Cost::Printed(_))
            && settings.line(self.kind(), self.network()).is_none()
    }

    /// What selling the product costs by the list.
    pub fn cost_of(&self, product: &Product, settings: &VendorSettings) -> Option<Naira> {
        self.listed(settings)?.cost(product.amount())
    }
}
