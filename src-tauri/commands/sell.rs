//! The sell screen.

use super::error::{CommandError, parted};
use super::view::{RefusedView, SaleReply, SaleView};
use super::{ShopsState, sale_id, till};
use crate::domain::network::Network;
use crate::domain::sale::Tender;
use crate::domain::shop::ShopKind;
use crate::practice::steering;
use crate::till::{Asked, Draft, Till};
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
    /// The amount field.
    pub amount: String,
    /// The network, if it was chosen by key.
    pub network: Option<Network>,
    /// How the customer pays.
    pub tender: Tender,
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
        review: ReviewView,
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
    let asked = Asked { number: ask.number, amount: ask.amount, network: ask.network, tender: ask.tender };
    Ok(match parted(till(&shops)?.review(&asked))? {
        Ok(draft) => ReviewReply::Ready { review: review_view(&draft) },
        Err(refused) => ReviewReply::Refused { refused: refused.into() },
    })
}

/// Changes how the customer pays, while the review is open.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn set_tender(shops: ShopsState<'_>, sale: String, tender: Tender) -> Result<ReviewReply, CommandError> {
    Ok(match parted(till(&shops)?.set_tender(sale_id(&sale)?, tender))? {
        Ok(draft) => ReviewReply::Ready { review: review_view(&draft) },
        Err(refused) => ReviewReply::Refused { refused: refused.into() },
    })
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
    let confirming = std::sync::Arc::clone(&till);
    let confirmed = tokio::spawn(async move { confirming.confirm(id, last_four.as_deref()).await })
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
    let trying = std::sync::Arc::clone(&till);
    let tried = tokio::spawn(async move { trying.try_again(id).await })
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

fn review_view(draft: &Draft) -> ReviewView {
    ReviewView {
        sale: draft.sale.to_string(),
        title: draft.product.title(),
        recipient: draft.recipient.grouped(),
        price: draft.price.to_string(),
        words: draft.price.words(),
        tender: draft.tender,
        tender_word: draft.tender.word().to_owned(),
        vendor: draft.vendor.name().to_owned(),
        ask_last_four: draft.ask_last_four,
        warning: draft.warning.clone(),
    }
}

fn lesson(till: &Till, grouped: &str) -> Option<String> {
    let local: String = grouped.chars().filter(char::is_ascii_digit).collect();
    let (.., what) = steering::TABLE.iter().find(|(number, ..)| *number == local)?;
    (till.kind() == ShopKind::Practice).then(|| (*what).to_owned())
}
