//! What crosses to the page, and from it, at `commands::prices`.

use super::sell::PlanRef;
use airtill_domain::network::Network;
use serde::{Deserialize, Serialize};

/// How prices are made.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PricesView {
    /// `5.00`: percent on top of what a plan costs.
    pub data_margin_percent: String,
    /// Prices are rounded up to a multiple of so many naira.
    pub round_up_to_naira: u16,
    /// Attendants don't see what a sale costs the shop.
    pub margin_hidden: bool,
    /// Every network, and what differs there.
    pub networks: Vec<NetworkPricesView>,
}

/// What differs from the shop's way at a network.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NetworkPricesView {
    /// What was typed.
    pub form: NetworkPricesForm,
    /// `MTN`.
    pub name: String,
}

/// The same as it is typed.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct NetworkPricesForm {
    /// Which.
    pub network: Network,
    /// `2`, `-1.5`: percent on top of the face amount of airtime, or off it; empty for none.
    pub airtime_percent: String,
    /// Percent on top of what a plan costs; empty: as in the shop.
    pub data_margin_percent: String,
    /// Prices are rounded up to a multiple of so many naira; empty: as in the shop.
    pub round_up_to_naira: String,
}

/// A plan beside what it costs and sells for.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PlanPriceView {
    /// Names it, where somebody sells it now.
    pub key: Option<PlanRef>,
    /// As the vendor calls it; where nobody sells it now, its title, which names it.
    pub name: String,
    /// `1GB SME, 30 days`.
    pub title: String,
    /// `₦470 at SMEPlug`: what it costs with whoever sells it first.
    pub cost: Option<String>,
    /// `₦500`: what the customer pays now.
    pub price: Option<String>,
    /// It is sold at less than it costs.
    pub at_a_loss: bool,
    /// `480`: its own price; empty where it has none.
    pub own: String,
}

/// A plan's own price as it is typed.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PlanPriceForm {
    /// Names the plan, where somebody sells it now.
    pub key: Option<PlanRef>,
    /// Names it where nobody does.
    pub name: String,
    /// In naira; empty: it follows the shop's way.
    pub price: String,
}
