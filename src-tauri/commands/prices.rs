//! The owner's prices: the shop's way, what differs from it per network, and plans with a price of their own. And what the shop
//! is called, which stands on the same screen.

use super::context::{ShopsState, real, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::vendor_form::{basis_points, signed_basis_points};
use super::views::prices::{NetworkPricesForm, NetworkPricesView, PlanPriceForm, PlanPriceView, PricesView};
use super::views::sell::PlanRef;
use airtill_domain::network::Network;
use airtill_domain::price::percent;
use airtill_domain::price::{NetworkPrices, OwnPrices, Prices, Pricing};
use airtill_macros::command;
use airtill_shop::settings;
use airtill_shop::till::{PlanKey, PlanOnSale};
use airtill_words::say;

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
    let till = till(&shops)?;
    let mut prices = till.ledger().prices()?;
    read_prices(&mut prices, &margin_percent, round_up_to_naira, &networks).map_err(refused)?;
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
    NetworkPricesView { form, name: network.name().to_owned() }
}

/// What was typed of the shop and its networks, in the place of what held.
pub(super) fn read_prices(
    prices: &mut Prices,
    margin_percent: &str,
    round_up_to_naira: u16,
    networks: &[NetworkPricesForm],
) -> Result<(), String> {
    let data_margin_basis_points = basis_points(margin_percent)
        .ok_or_else(|| say!("Type the margin as a percentage, such as 5 or 2.5").to_owned())?;
    prices.shop = Pricing { data_margin_basis_points, round_up_to_naira };
    for form in networks {
        prices.own.set_network(read_network(form)?);
    }
    Ok(())
}

fn read_network(form: &NetworkPricesForm) -> Result<NetworkPrices, String> {
    let network = form.network.name();
    let not_percent = || say!("{network}: type a percentage, such as 5 or 2.5", network);
    let typed = |text: &str| if text.trim().is_empty() { None } else { Some(text.trim().to_owned()) };
    let airtime = typed(&form.airtime_percent).unwrap_or_else(|| "0".to_owned());
    let airtime = signed_basis_points(&airtime).ok_or_else(not_percent)?;
    let data = typed(&form.data_margin_percent).map(|text| basis_points(&text).ok_or_else(not_percent)).transpose()?;
    let step = typed(&form.round_up_to_naira).map(|text| {
        let usual = say!("{network}: prices are rounded up to a multiple of ₦1 to ₦1,000", network);
        let naira = typed_naira(&text, &usual)?.whole().and_then(|naira| u16::try_from(naira).ok());
        naira.ok_or(usual)
    });
    Ok(NetworkPrices {
        network: form.network,
        airtime_basis_points: airtime,
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
