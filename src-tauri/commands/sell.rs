//! The sell screen.

use super::error::{CommandError, parted};
use super::view::{RefusedView, SaleReply, SaleView};
use super::{ShopsState, gate, sale_id, till};
use crate::domain::network::Network;
use crate::domain::sale::Tender;
use crate::domain::shop::ShopKind;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::practice::steering;
use crate::till::{Asked, Draft, PlanKey, PlanOnSale, Till, TillError, What, Whom};
use serde::{Deserialize, Serialize};

/// What the number field says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NumberView {
    /// The digits in groups.
    pub shown: String,
    /// The number is complete: the focus may move on.
    pub complete: bool,
    /// The network that worked last, or the one the prefix suggests.
    pub network: Option<NetworkView>,
    /// `12 May`: when something was last delivered to this number over that network.
    pub worked_on: Option<String>,
    /// What is wrong.
    pub wrong: Option<String>,
    /// What this number does in the practice shop.
    pub lesson: Option<String>,
}

/// A network with its name.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NetworkView {
    /// Which.
    pub id: Network,
    /// `T2 (9mobile)`.
    pub name: String,
}

/// What the amount field says about itself.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AmountView {
    /// `₦1,500`.
    pub shown: Option<String>,
    /// In words, for ₦5,000 and more.
    pub words: Option<String>,
    /// What is wrong.
    pub wrong: Option<String>,
}

/// What is asked for, as typed.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The number field.
    pub number: String,
    /// The id of an account that was looked up.
    pub account: Option<String>,
    /// The amount field, for airtime.
    pub amount: String,
    /// A plan from the list, for data.
    pub plan: Option<PlanRef>,
    /// The network, if it was chosen by key.
    pub network: Option<Network>,
    /// How the customer pays.
    pub tender: Tender,
}

/// Names a plan of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PlanRef {
    /// Whose.
    pub vendor: VendorId,
    /// The vendor's code.
    pub code: String,
}

/// A plan on the list.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PlanView {
    /// Names it to the review.
    pub key: PlanRef,
    /// `1GB`; the vendor's own name where no size could be read from it.
    pub name: String,
    /// `SME`; empty where the vendor doesn't say.
    pub kind: String,
    /// `30 days`.
    pub validity: Option<String>,
    /// `₦500`: what the customer pays.
    pub price: String,
    /// `SMEPlug`: the cheapest.
    pub vendor: String,
    /// `+2`: how many others sell it as well.
    pub others: u32,
    /// Sold here lately.
    pub sold: u32,
}

/// The plans of a network.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PlansView {
    /// Best sellers of this shop first.
    pub plans: Vec<PlanView>,
    /// `Prices as of 09:12`: the oldest of them.
    pub as_of: Option<String>,
}

/// An account that the vendor has named.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// What the customer calls it.
    pub label: String,
    /// Whose it is: read it back.
    pub name: String,
}

/// What came of asking whose an account is.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LookUpReply {
    /// These.
    Found {
        /// The accounts.
        accounts: Vec<AccountView>,
    },
    /// None, or nobody could be asked.
    Refused {
        /// Why.
        refused: RefusedView,
    },
}

/// The review, ready to be shown and read back to the customer.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ReviewView {
    /// The sale's id.
    pub sale: String,
    /// `₦500 MTN airtime`.
    pub title: String,
    /// `0803 123 4567`.
    pub recipient: String,
    /// `₦500.00`.
    pub price: String,
    /// In words, for ₦5,000 and more.
    pub words: Option<String>,
    /// How the customer pays.
    pub tender: Tender,
    /// `cash`.
    pub tender_word: String,
    /// `SMEPlug`.
    pub vendor: String,
    /// `sandbox`, where a real shop calls it: what is sold there is not real.
    pub elsewhere: Option<String>,
    /// `₦487.50`: what it costs the shop there, as far as that is known.
    pub cost: Option<String>,
    /// `price as of 09:12 today`, for a plan.
    pub as_of: Option<String>,
    /// Others sell it as well.
    pub other_vendors: bool,
    /// The last four digits have to be typed again before it is sent.
    pub ask_last_four: bool,
    /// Something to know before it is sent.
    pub warning: Option<String>,
}

/// A customer who was here before.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct CustomerView {
    /// `0803 123 4567`.
    pub number: String,
    /// `MTN`.
    pub network_name: String,
    /// `₦500 MTN airtime, 12 May`.
    pub last: String,
}

/// What came of asking for a review.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ReviewReply {
    /// It can be read back to the customer.
    Ready {
        /// The review.
        review: Box<ReviewView>,
    },
    /// Something is wrong with what was typed.
    Refused {
        /// What.
        refused: RefusedView,
    },
}

/// Reads the number field as it is typed.
///
/// # Errors
/// While the ledger is being opened.
#[tauri::command]
#[specta::specta]
pub async fn read_number(shops: ShopsState<'_>, text: String) -> Result<NumberView, CommandError> {
    let till = till(&shops)?;
    let read = till.read_number(&text)?;
    let lesson = read.complete.then(|| lesson(&till, &read.shown)).flatten();
    Ok(NumberView {
        worked_on: read.worked_at.map(|at| at.day().brief()),
        network: read.network.map(|id| NetworkView { id, name: id.name().to_owned() }),
        shown: read.shown,
        complete: read.complete,
        wrong: read.wrong,
        lesson,
    })
}

/// Customers whose numbers end in these digits, the latest first: four digits instead of eleven.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn customers_ending(shops: ShopsState<'_>, digits: String) -> Result<Vec<CustomerView>, CommandError> {
    let customers = till(&shops)?.customers_ending(&digits)?;
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
#[tauri::command]
#[specta::specta]
pub async fn read_amount(shops: ShopsState<'_>, text: String) -> Result<AmountView, CommandError> {
    Ok(match till(&shops)?.read_amount(&text) {
        Ok(amount) => AmountView { shown: Some(amount.short()), words: amount.words(), wrong: None },
        Err(why) => AmountView { shown: None, words: None, wrong: Some(why.sentence()) },
    })
}

/// Makes the review; the sale's id is made here.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn review_sale(shops: ShopsState<'_>, ask: Ask) -> Result<ReviewReply, CommandError> {
    let asked = Asked {
        whom: match ask.account {
            Some(id) => Whom::Account { id, phone: ask.number },
            None => Whom::Number(ask.number),
        },
        what: match ask.plan {
            Some(plan) => What::Plan(plan.into()),
            None => What::Airtime(ask.amount),
        },
        network: ask.network,
        tender: ask.tender,
    };
    let till = till(&shops)?;
    reviewed(till.review(&asked).await, &till)
}

/// Takes the next vendor that sells it, while the review is open.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn next_vendor(shops: ShopsState<'_>, sale: String) -> Result<ReviewReply, CommandError> {
    let till = till(&shops)?;
    reviewed(till.next_vendor(sale_id(&sale)?), &till)
}

/// The plans of a network that can be sold.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn plans(shops: ShopsState<'_>, network: Network) -> Result<PlansView, CommandError> {
    let plans = till(&shops)?.plans(network)?;
    let oldest = plans.iter().flat_map(|plan| &plan.choices).map(|choice| choice.read_at).min();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let view = |plan: PlanOnSale| PlanView {
        key: PlanRef { vendor: plan.key.vendor, code: plan.key.code.clone() },
        name: plan.plan.shown_name(),
        kind: plan.plan.kind.word().to_owned(),
        validity: plan.plan.validity(),
        price: plan.price.short(),
        vendor: plan.key.vendor.name().to_owned(),
        others: count(plan.choices.len() - 1),
        sold: count(plan.sold),
    };
    Ok(PlansView {
        as_of: oldest.map(|at| format!("Prices as of {}", at.hour_minute())),
        plans: plans.into_iter().map(view).collect(),
    })
}

/// Asks whose an account is: Smile's by e-mail address, VDT's by customer id and plan.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn look_up(
    shops: ShopsState<'_>,
    network: Network,
    text: String,
    plan: Option<PlanRef>,
) -> Result<LookUpReply, CommandError> {
    let till = till(&shops)?;
    let plan = plan.map(PlanKey::from);
    Ok(match parted(till.look_up(network, &text, plan.as_ref()).await)? {
        Ok(found) => LookUpReply::Found {
            accounts: found.into_iter().map(|a| AccountView { id: a.id, label: a.label, name: a.name }).collect(),
        },
        Err(refused) => LookUpReply::Refused { refused: refused.into() },
    })
}

/// Changes how the customer pays, while the review is open.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn set_tender(shops: ShopsState<'_>, sale: String, tender: Tender) -> Result<ReviewReply, CommandError> {
    let till = till(&shops)?;
    reviewed(till.set_tender(sale_id(&sale)?, tender), &till)
}

/// Cancels a review. Nothing was taken.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn cancel_review(shops: ShopsState<'_>, sale: String) -> Result<(), CommandError> {
    till(&shops)?.cancel(sale_id(&sale)?);
    Ok(())
}

/// The key press: takes the sale and sends it. The same review sells once, however often this is called.
///
/// # Errors
/// [`CommandError`], with nothing sent.
#[tauri::command]
#[specta::specta]
pub async fn confirm_sale(
    shops: ShopsState<'_>,
    sale: String,
    last_four: Option<String>,
) -> Result<SaleReply, CommandError> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    // A task of its own: a page that goes away must not drop it half-way.
    let (confirming, by) = (std::sync::Arc::clone(&till), gate::acting(&shops));
    let confirmed = tokio::spawn(async move { confirming.confirm(id, last_four.as_deref(), by).await })
        .await
        .map_err(|_| CommandError::internal("The sale could not be taken"))?;
    Ok(SaleReply::of(parted(confirmed)?, &till))
}

/// A new attempt of a sale that failed for certain.
///
/// # Errors
/// [`CommandError`], with nothing sent.
#[tauri::command]
#[specta::specta]
pub async fn try_again(shops: ShopsState<'_>, sale: String) -> Result<SaleReply, CommandError> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    let (trying, by) = (std::sync::Arc::clone(&till), gate::acting(&shops));
    let tried = tokio::spawn(async move { trying.try_again(id, by).await })
        .await
        .map_err(|_| CommandError::internal("The attempt could not be made"))?;
    Ok(SaleReply::of(parted(tried)?, &till))
}

/// One sale as it stands; `None` when it isn't in this shop's ledger.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn sale(shops: ShopsState<'_>, sale: String) -> Result<Option<SaleView>, CommandError> {
    let till = till(&shops)?;
    let found = till.ledger().sale(sale_id(&sale)?)?;
    Ok(found.map(|sale| SaleView::of(&sale, &till)))
}

fn reviewed(draft: Result<Draft, TillError>, till: &Till) -> Result<ReviewReply, CommandError> {
    Ok(match parted(draft)? {
        Ok(draft) => ReviewReply::Ready { review: Box::new(review_view(&draft, till)) },
        Err(refused) => ReviewReply::Refused { refused: refused.into() },
    })
}

fn review_view(draft: &Draft, till: &Till) -> ReviewView {
    let choice = draft.choice();
    let today = till.clock().now().day();
    let as_of = |at: At| match at.day() == today {
        true => format!("price as of {} today", at.hour_minute()),
        false => format!("price as of {}", at.day().brief()),
    };
    ReviewView {
        sale: draft.sale.to_string(),
        title: draft.product.title(),
        recipient: draft.recipient.shown(),
        price: draft.price.to_string(),
        words: draft.price.words(),
        tender: draft.tender,
        tender_word: draft.tender.word().to_owned(),
        vendor: choice.map(|choice| choice.vendor.name().to_owned()).unwrap_or_default(),
        elsewhere: choice.and_then(|choice| till.elsewhere(choice.vendor)).map(str::to_owned),
        cost: choice.and_then(|choice| choice.cost).map(|cost| cost.to_string()),
        as_of: choice.filter(|choice| choice.plan.is_some()).map(|choice| as_of(choice.read_at)),
        other_vendors: draft.choices.len() > 1,
        ask_last_four: draft.ask_last_four,
        warning: draft.warning.clone(),
    }
}

impl From<PlanRef> for PlanKey {
    fn from(plan: PlanRef) -> PlanKey {
        PlanKey { vendor: plan.vendor, code: plan.code }
    }
}

fn lesson(till: &Till, shown: &str) -> Option<String> {
    let local: String = shown.chars().filter(char::is_ascii_digit).collect();
    (till.kind() == ShopKind::Practice).then(|| steering::what(&local)).flatten()
}
