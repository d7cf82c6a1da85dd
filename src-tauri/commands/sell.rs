//! The sell screen, up to the review.

use super::context::{ShopsState, sale_id, till};
use super::error::CommandError;
use super::reply::Replied;
use super::views::sale::SaleView;
use super::views::sell::{
    AccountView, AmountView, CustomerView, NetworkView, NumberView, PlanRef, PlanView, PlansView,
};
use airtill_domain::network::Network;
use airtill_domain::service::Service;
use airtill_domain::shop::ShopKind;
use airtill_domain::typed;
use airtill_macros::command;
use airtill_practice::steering;
use airtill_shop::till::{PlanKey, PlanOnSale, Till, customers};
use airtill_words::say;

/// Reads the number field as it is typed.
///
/// # Errors
/// While the ledger is being opened.
#[command]
pub async fn read_number(shops: ShopsState<'_>, text: String) -> Result<NumberView, CommandError> {
    let till = till(&shops)?;
    let read = till.checkout.read_number(&text)?;
    let lesson = read.complete.then(|| lesson(&till, &read.shown)).flatten();
    Ok(NumberView {
        worked_on: read.worked_at.map(|at| at.day().brief()),
        network: read.network.map(|id| NetworkView { id, name: id.name().to_owned() }),
        known_as: read.known_as,
        shown: read.shown,
        complete: read.complete,
        wrong: read.wrong,
        meant: read.meant,
        lesson,
    })
}

/// Customers whose numbers end in these digits, the latest first: four digits instead of eleven.
#[command]
pub async fn customers_ending(shops: ShopsState<'_>, digits: String) -> Result<Vec<CustomerView>, CommandError> {
    let customers = customers::ending(till(&shops)?.ledger(), typed::plain(&digits).trim())?;
    Ok(customers
        .into_iter()
        .map(|customer| CustomerView {
            number: customer.number.grouped(),
            network_name: customer.network.name().to_owned(),
            last: format!("{}, {}", customer.last, customer.last_at.day().brief()),
        })
        .collect())
}

/// Reads the amount field as it is typed.
///
/// # Errors
/// While the ledger is being opened.
#[command]
pub async fn read_amount(
    shops: ShopsState<'_>,
    text: String,
    network: Option<Network>,
) -> Result<AmountView, CommandError> {
    let till = till(&shops)?;
    Ok(match till.checkout.read_amount(&text) {
        Ok(amount) => AmountView {
            shown: Some(amount.short()),
            words: amount.words(),
            wrong: None,
            outlook: network.map(|network| till.checkout.amount_outlook(network, amount)).transpose()?.flatten(),
        },
        Err(why) => AmountView { shown: None, words: None, wrong: Some(why.sentence()), outlook: None },
    })
}

/// The plans of a network that can be sold, at what the customer pays whose number was typed.
#[command]
pub async fn plans(shops: ShopsState<'_>, network: Network, number: String) -> Result<PlansView, CommandError> {
    let plans = till(&shops)?.checkout.plans(network, &number)?;
    let oldest = plans.iter().flat_map(|plan| &plan.choices).map(|choice| choice.read_at).min();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let view = |plan: PlanOnSale| PlanView {
        key: PlanRef { vendor: plan.key.vendor, code: plan.key.code.clone() },
        name: plan.plan.shown_name(),
        kind: plan.plan.kind.word().to_owned(),
        validity: plan.plan.validity(),
        price: plan.price.naira().short(),
        vendor: plan.key.vendor.name().to_owned(),
        others: count(plan.choices.len() - 1),
        sold: count(plan.sold),
    };
    Ok(PlansView {
        as_of: oldest.map(|at| say!("Prices as of {at}", at = at.hour_minute())),
        plans: plans.into_iter().map(view).collect(),
    })
}

/// Asks whose an account is: Smile's by e-mail address, VDT's by customer id and plan, a bank's by its number and the bank.
#[command]
pub async fn look_up(
    shops: ShopsState<'_>,
    service: Service,
    text: String,
    key: Option<PlanRef>,
) -> Replied<Vec<AccountView>> {
    let till = till(&shops)?;
    let key = key.map(PlanKey::from);
    let found = till.catalogue.look_up(service, &text, key.as_ref()).await?;
    Ok(found.into_iter().map(|a| AccountView { id: a.id, label: a.label, name: a.name }).collect())
}

/// One sale as it stands; `None` when it isn't in this shop's ledger.
#[command]
pub async fn sale(shops: ShopsState<'_>, sale: String) -> Result<Option<SaleView>, CommandError> {
    let till = till(&shops)?;
    let found = till.ledger().sale(sale_id(&sale)?)?;
    Ok(found.map(|sale| SaleView::of(&sale, &till)))
}

pub(super) fn lesson(till: &Till, shown: &str) -> Option<String> {
    let local: String = shown.chars().filter(char::is_ascii_digit).collect();
    (till.kind() == ShopKind::Practice).then(|| steering::what(&local)).flatten()
}
