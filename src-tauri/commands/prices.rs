//! The owner's prices: the shop's way, what differs from it per network, and plans with a price of their own. And what the shop
//! is called, which stands on the same screen.

use super::error::CommandError;
use super::reply::{Replied, refused};
use super::sell::PlanRef;
use super::vendor_form::basis_points;
use super::vendors::real;
use super::{ShopsState, gate, till, typed_naira};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::price::percent;
use airtill_domain::price::{NetworkPrices, OwnPrices, Prices, Pricing};
use airtill_macros::command;
use airtill_shop::settings;
use airtill_shop::till::{PlanKey, PlanOnSale};
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Airtime of this face amount shows what an owner's percentage comes to.
const EXAMPLE_FACE_NAIRA: i64 = 1_000;

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
    /// `₦1,000 sells for ₦1,020`, where airtime is not sold at its face amount.
    pub example: Option<String>,
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

/// How prices are made.
#[command]
pub async fn prices(shops: ShopsState<'_>) -> Result<PricesView, CommandError> {
    let till = till(&shops)?;
    let prices = till.ledger().prices()?;
    Ok(PricesView {
        data_margin_percent: percent(prices.shop.data_margin_basis_points),
        round_up_to_naira: prices.shop.round_up_to_naira,
        margin_hidden: till.ledger().margin_hidden()?,
        networks: Network::ALL.into_iter().map(|network| of_network(network, &prices)).collect(),
    })
}

/// Saves how prices are made, in the shop and at networks.
#[command]
pub async fn save_prices(
    shops: ShopsState<'_>,
    margin_percent: String,
    round_up_to_naira: u16,
    margin_hidden: bool,
    networks: Vec<NetworkPricesForm>,
) -> Replied<String> {
    let Some(data_margin_basis_points) = basis_points(&margin_percent) else {
        return Err(refused(say!("Type the margin as a percentage, such as 5 or 2.5")));
    };
    let till = till(&shops)?;
    let mut prices = till.ledger().prices()?;
    prices.shop = Pricing { data_margin_basis_points, round_up_to_naira };
    for form in networks {
        match read_network(&form) {
            Ok(said) => prices.own.set_network(said),
            Err(sentence) => return Err(refused(sentence)),
        }
    }
    let by = gate::acting(&shops);
    let saved = settings::set_prices(till.ledger(), shops.clock(), prices, margin_hidden, by).await;
    saved?;
    Ok(say!("Prices saved").into())
}

/// A network's plans beside what they cost and sell for; those with a price of their own that nobody sells now come last.
#[command]
pub async fn plan_prices(shops: ShopsState<'_>, network: Network) -> Result<Vec<PlanPriceView>, CommandError> {
    let till = till(&shops)?;
    let own = till.ledger().prices()?.own;
    let on_sale = till.catalogue.plans(network)?;
    let gone = own
        .plans()
        .iter()
        .filter(|said| said.network == network && !on_sale.iter().any(|listed| said.plan.means(&listed.plan)));
    let gone = gone.map(|said| PlanPriceView {
        key: None,
        name: said.plan.title(),
        title: said.plan.title(),
        cost: None,
        price: None,
        at_a_loss: false,
        own: said.price.whole().unwrap_or_default().to_string(),
    });
    let listed = on_sale.iter().map(|listed| of_plan(network, listed, &own));
    Ok(listed.chain(gone).collect())
}

/// Saves the own prices of a network's plans: all that were typed, or none.
#[command]
pub async fn save_plan_prices(shops: ShopsState<'_>, network: Network, plans: Vec<PlanPriceForm>) -> Replied<String> {
    let till = till(&shops)?;
    let mut prices = till.ledger().prices()?;
    let gone = || refused(say!("This plan is not on the list any more. Choose again"));
    for form in plans {
        let price = match form.price.trim() {
            "" => None,
            typed => {
                let usual = say!("{plan}: type the price in whole naira, more than nothing", plan = form.name);
                match typed_naira(typed, &usual) {
                    Ok(price) => Some(price),
                    Err(sentence) => return Err(refused(sentence)),
                }
            }
        };
        let plan = match form.key {
            Some(key) => till.catalogue.plan(network, &PlanKey { vendor: key.vendor, code: key.code }),
            None => {
                let mut known = prices.own.plans().iter();
                known
                    .find(|said| said.network == network && said.plan.title() == form.name)
                    .map(|said| said.plan.clone())
            }
        };
        let plan = plan.ok_or_else(gone)?;
        prices.own.set_plan(network, &plan, price).map_err(refused)?;
    }
    let (by, hidden) = (gate::acting(&shops), till.ledger().margin_hidden()?);
    let saved = settings::set_prices(till.ledger(), shops.clock(), prices, hidden, by).await;
    saved?;
    Ok(say!("Prices saved").into())
}

/// Gives the shop another name, for slips and reports from now on.
#[command]
pub async fn name_shop(shops: ShopsState<'_>, name: String) -> Replied<String> {
    let till = real(&shops)?;
    let saved = settings::name_shop(till.ledger(), shops.clock(), &name, gate::acting(&shops)).await;
    saved?;
    Ok(say!("The shop has another name").into())
}

fn of_network(network: Network, prices: &Prices) -> NetworkPricesView {
    let said = prices.own.network(network);
    let face = Naira::from_naira(EXAMPLE_FACE_NAIRA);
    let example = prices
        .of_airtime(network, face)
        .filter(|_| said.airtime_basis_points != 0)
        .map(|price| say!("{face} sells for {price}", face = face.short(), price = price.naira().short()));
    let form = NetworkPricesForm {
        network,
        airtime_percent: match said.airtime_basis_points {
            0 => String::new(),
            more @ 1.. => percent(more.unsigned_abs()),
            less => format!("-{}", percent(less.unsigned_abs())),
        },
        data_margin_percent: said.data_margin_basis_points.map(percent).unwrap_or_default(),
        round_up_to_naira: said.round_up_to_naira.map(|step| step.to_string()).unwrap_or_default(),
    };
    NetworkPricesView { form, name: network.name().to_owned(), example }
}

fn read_network(form: &NetworkPricesForm) -> Result<NetworkPrices, String> {
    let network = form.network.name();
    let not_percent = || say!("{network}: type a percentage, such as 5 or 2.5", network);
    let typed = |text: &str| if text.trim().is_empty() { None } else { Some(text.trim().to_owned()) };
    let airtime = typed(&form.airtime_percent).unwrap_or_else(|| "0".to_owned());
    let (less, amount) = match airtime.strip_prefix(['-', '−']) {
        Some(amount) => (true, amount),
        None => (false, airtime.as_str()),
    };
    let airtime = basis_points(amount).and_then(|points| i16::try_from(points).ok()).ok_or_else(not_percent)?;
    let data = typed(&form.data_margin_percent).map(|text| basis_points(&text).ok_or_else(not_percent)).transpose()?;
    let step = typed(&form.round_up_to_naira).map(|text| {
        let usual = say!("{network}: prices are rounded up to a multiple of ₦1 to ₦1,000", network);
        let naira = typed_naira(&text, &usual)?.whole().and_then(|naira| u16::try_from(naira).ok());
        naira.ok_or(usual)
    });
    Ok(NetworkPrices {
        network: form.network,
        airtime_basis_points: if less { -airtime } else { airtime },
        data_margin_basis_points: data,
        round_up_to_naira: step.transpose()?,
    })
}

fn of_plan(network: Network, listed: &PlanOnSale, own: &OwnPrices) -> PlanPriceView {
    let first = listed.choices.first();
    let cost = first.and_then(|choice| Some((choice.cost?, choice.vendor)));
    PlanPriceView {
        key: Some(PlanRef { vendor: listed.key.vendor, code: listed.key.code.clone() }),
        name: listed.plan.name.clone(),
        title: listed.plan.title(),
        cost: cost.map(|(cost, vendor)| say!("{cost} at {vendor}", cost = cost.short(), vendor = vendor.name())),
        price: Some(listed.price.naira().short()),
        at_a_loss: cost.is_some_and(|(cost, _)| cost > listed.price.naira()),
        own: own
            .plan(network, &listed.plan)
            .and_then(|said| said.price.whole())
            .map(|naira| naira.to_string())
            .unwrap_or_default(),
    }
}
