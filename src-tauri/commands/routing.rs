//! How vendors are chosen: the owner's word, and how each of them stands. And which prefix is whose, which decides what is offered.

use super::context::{ShopsState, till, typed_naira};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::routing::RoutingForm;
use airtill_domain::prefix::{Prefix, Prefixes};
use airtill_domain::route::Routing;
use airtill_domain::typed;
use airtill_domain::vendor::VendorId;
use airtill_macros::command;
use airtill_shop::settings;
use airtill_words::say;

/// How vendors are chosen now.
#[command]
pub async fn routing(shops: ShopsState<'_>) -> Result<RoutingForm, CommandError> {
    let routing = till(&shops)?.ledger().routing()?;
    let mut order = routing.order;
    order.extend(VendorId::ALL.into_iter().filter(|vendor| !order.contains(vendor)).collect::<Vec<_>>());
    Ok(RoutingForm {
        policy: routing.policy,
        order,
        open_doubts_most: routing.open_doubts_most,
        open_doubts_sum_most: routing.open_doubts_sum_most.whole().unwrap_or_default().to_string(),
        shared_wallets: routing.shared_wallets,
    })
}

/// Writes down how vendors are chosen from now on.
#[command]
pub async fn save_routing(shops: ShopsState<'_>, form: RoutingForm) -> Replied<String> {
    let open_doubts_sum_most =
        typed_naira(&form.open_doubts_sum_most, say!("Type the sum in digits: 20000")).map_err(refused)?;
    let routing = Routing {
        policy: form.policy,
        order: form.order,
        open_doubts_most: form.open_doubts_most,
        open_doubts_sum_most,
        shared_wallets: form.shared_wallets,
    };
    let till = till(&shops)?;
    let saved = settings::set_routing(till.ledger(), till.clock(), routing, gate::acting(&shops)).await;
    saved?;
    Ok(say!("Saved. The next review follows it").into())
}

/// The owner lets a vendor sell again that was rested.
#[command]
pub async fn let_sell(shops: ShopsState<'_>, vendor: VendorId) -> Replied<String> {
    till(&shops)?.providers.let_sell(vendor);
    Ok(say!("{vendor} is chosen as before", vendor = vendor.name()))
}

/// The owner's number prefixes, which go before the table that is built in.
#[command]
pub async fn prefixes(shops: ShopsState<'_>) -> Result<Vec<Prefix>, CommandError> {
    Ok(till(&shops)?.ledger().prefixes()?.lines().to_vec())
}

/// Writes down which prefixes are whose.
#[command]
pub async fn save_prefixes(shops: ShopsState<'_>, lines: Vec<Prefix>) -> Replied<String> {
    let plain = |line: Prefix| Prefix { digits: typed::plain(&line.digits).trim().to_owned(), ..line };
    let prefixes = Prefixes::new(lines.into_iter().map(plain).collect()).map_err(refused)?;
    let till = till(&shops)?;
    let saved = settings::set_prefixes(till.ledger(), till.clock(), prefixes, gate::acting(&shops)).await;
    saved?;
    Ok(say!("Saved. The next number follows it").into())
}
