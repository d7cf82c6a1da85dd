//! The review, and the key that sells.

use super::context::{ShopsState, sale_id, shows_costs, till, typed_pin};
use super::error::CommandError;
use super::gate;
use super::reply::{CommandFailure, Replied};
use super::transfer::sends;
use super::views::review::{Ask, ChangedView, ConfirmReply, PressAsk, RepeatView, ReviewView, RowView, WhyView};
use super::views::sale::SaleView;
use airtill_domain::debtor::DebtorId;
use airtill_domain::money::Naira;
use airtill_domain::product::Product;
use airtill_domain::reference::SaleId;
use airtill_domain::route::{Candidate, Policy};
use airtill_domain::sale::{Attempt, Sale, Tender};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_macros::command;
use airtill_shop::shops::Shops;
use airtill_shop::till::{
    About, Confirmation, Draft, OwnerApproval, ProductInput, RecipientInput, SaleRequest, Till, TillError,
};
use airtill_words::say;
use std::sync::Arc;

/// Makes the review; the sale's id is made here.
#[command]
pub async fn review_sale(shops: ShopsState<'_>, ask: Ask) -> Replied<Box<ReviewView>> {
    let asked = SaleRequest {
        whom: match ask.account {
            Some(id) => RecipientInput::Account { id, phone: ask.number },
            None => RecipientInput::Number(ask.number),
        },
        what: match (ask.bank, ask.plan) {
            (Some(bank), _) => {
                ProductInput::Transfer { bank: bank.into(), amount: ask.amount, description: ask.description }
            }
            (None, Some(plan)) => ProductInput::Plan(plan.into()),
            (None, None) => ProductInput::Airtime(ask.amount),
        },
        network: ask.network,
        tender: ask.tender,
    };
    let till = till(&shops)?;
    reviewed(till.checkout.review(&asked).await, &till, Reader::of(&shops, &till)?)
}

/// Takes the next vendor that sells it, while the review is open.
#[command]
pub async fn next_vendor(shops: ShopsState<'_>, sale: String) -> Replied<Box<ReviewView>> {
    let till = till(&shops)?;
    reviewed(till.checkout.next_vendor(sale_id(&sale)?), &till, Reader::of(&shops, &till)?)
}

/// Changes how the customer pays, while the review is open.
#[command]
pub async fn set_tender(shops: ShopsState<'_>, sale: String, tender: Tender) -> Replied<Box<ReviewView>> {
    let till = till(&shops)?;
    reviewed(till.checkout.set_tender(sale_id(&sale)?, tender), &till, Reader::of(&shops, &till)?)
}

/// The customer pays later: this one of the list, or under this name.
#[command]
pub async fn set_debtor(
    shops: ShopsState<'_>,
    sale: String,
    name: String,
    debtor: Option<DebtorId>,
) -> Replied<Box<ReviewView>> {
    let till = till(&shops)?;
    let sale = sale_id(&sale)?;
    let named = match debtor {
        Some(debtor) => till.checkout.choose_debtor(sale, debtor),
        None => till.checkout.set_debtor(sale, &name),
    };
    reviewed(named, &till, Reader::of(&shops, &till)?)
}

/// Cancels a review. Nothing was taken.
#[command]
pub async fn cancel_review(shops: ShopsState<'_>, sale: String) -> Result<(), CommandError> {
    till(&shops)?.checkout.cancel(sale_id(&sale)?);
    Ok(())
}

/// The key press: takes the sale and sends it. The same review sells once, however often this is called.
///
/// # Errors
/// [`CommandError`], with nothing sent.
#[command]
pub async fn confirm_sale(shops: ShopsState<'_>, sale: String, press: PressAsk) -> Result<ConfirmReply, CommandError> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    let taken = match pressed(&shops, press).await {
        Ok(pressed) => confirm(&till, id, pressed, gate::acting(&shops)).await,
        Err(failure) => Err(failure),
    };
    match taken {
        Ok(sale) => Ok(ConfirmReply::Done { value: Box::new(SaleView::of(&sale, &till)) }),
        Err(CommandFailure::Refused(refused)) => {
            let reader = Reader::of(&shops, &till)?;
            let review = till.checkout.draft(id).map(|draft| Box::new(review_view(&draft, &till, reader)));
            Ok(ConfirmReply::Refused { refused: refused.into(), review })
        }
        Err(CommandFailure::Failed(error)) => Err(error),
    }
}

/// In a task of its own: a page that goes away must not drop it half-way.
async fn confirm(till: &Arc<Till>, id: SaleId, pressed: Confirmation, by: Actor) -> Replied<Sale> {
    let till = Arc::clone(till);
    let confirmed = tokio::spawn(async move { till.checkout.confirm(id, pressed, by).await }).await;
    Ok(confirmed.map_err(|_| CommandError::internal(say!("The sale could not be taken")))??)
}

/// A new attempt of a sale that failed for certain, through the vendor that the screen names.
///
/// # Errors
/// [`CommandError`], with nothing sent.
#[command]
pub async fn try_again(
    shops: ShopsState<'_>,
    sale: String,
    through: Option<VendorId>,
    press: PressAsk,
) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    let pressed = pressed(&shops, press).await?;
    let (trying, by) = (Arc::clone(&till), gate::acting(&shops));
    let tried = tokio::spawn(async move { trying.checkout.try_again(id, through, pressed, by).await }).await;
    let sale = tried.map_err(|_| CommandError::internal(say!("The attempt could not be made")))??;
    Ok(Box::new(SaleView::of(&sale, &till)))
}

/// For whom a review is made.
#[derive(Clone, Copy)]
struct Reader {
    /// They see what a sale costs the shop.
    costs: bool,
    /// There is an owner whose PIN could be asked for.
    owned: bool,
}

impl Reader {
    fn of(shops: &Shops, till: &Till) -> Result<Reader, CommandError> {
        let owned = shops.people().map(|people| people.is_set_up()).transpose()?.unwrap_or_default();
        Ok(Reader { costs: shows_costs(shops, till)?, owned })
    }
}

fn reviewed(draft: Result<Draft, TillError>, till: &Till, reader: Reader) -> Replied<Box<ReviewView>> {
    Ok(Box::new(review_view(&draft?, till, reader)))
}

fn review_view(draft: &Draft, till: &Till, reader: Reader) -> ReviewView {
    let Reader { costs, owned } = reader;
    let choice = draft.choice();
    let cost = choice.and_then(|choice| choice.cost).filter(|_| costs);
    let today = till.clock().now().day();
    let as_of = |at: Timestamp| match at.day() == today {
        true => say!("price as of {at} today", at = at.hour_minute()),
        false => say!("price as of {day}", day = at.day().brief()),
    };
    let (sends, description) = match &draft.product {
        Product::Transfer { amount, description, .. } => {
            (Some(sends(*amount, draft.price.naira().minus(*amount))), Some(description.clone()))
        }
        Product::Airtime { .. } | Product::Data { .. } => (None, None),
    };
    ReviewView {
        sale: draft.sale.to_string(),
        title: draft.product.title(),
        recipient: draft.recipient.shown(),
        price: draft.price.naira().to_string(),
        priced_for: draft.priced_for.clone(),
        words: draft.price.naira().words(),
        tender: draft.tender,
        tender_word: draft.tender.word().to_owned(),
        debtor: draft.on_credit.as_ref().map(|debtor| match debtor.owes > Naira::ZERO {
            true => say!("{debtor}, owes {owes} already", debtor = debtor.name, owes = debtor.owes.short()),
            false => debtor.name.clone(),
        }),
        vendor: choice.map(|choice| choice.vendor.name().to_owned()).unwrap_or_default(),
        elsewhere: choice.and_then(|choice| till.providers.elsewhere(choice.vendor)).map(str::to_owned),
        cost: cost.map(|cost| cost.to_string()),
        keeps: cost.map(|cost| draft.price.naira().minus(cost).to_string()),
        as_of: choice.filter(|choice| choice.plan.is_some()).map(|choice| as_of(choice.read_at)),
        other_vendors: draft.choices.len() > 1,
        sends,
        description,
        ask_last_four: draft.ask_last_four,
        ask_owner: asks_owner(draft).filter(|_| owned).map(str::to_owned),
        warnings: draft.warnings.clone(),
        repeat: draft
            .repeat
            .as_ref()
            .map(|repeat| RepeatView { sentence: repeat.sentence.clone(), owner_too: repeat.owner_too && owned }),
        changed: draft.changed.map(|changed| ChangedView {
            price_was: changed.price.to_string(),
            price_is: draft.price.naira().to_string(),
            cost_was: changed.cost.filter(|_| costs).map(|cost| cost.to_string()),
            cost_is: cost.map(|cost| cost.to_string()),
        }),
        row: row(draft.choices.iter().map(|choice| &choice.seen), choice.map(|choice| choice.vendor), costs),
        policy: policy(till.ledger().routing().map(|routing| routing.policy).unwrap_or(Policy::LowestCost)).to_owned(),
    }
}

fn asks_owner(draft: &Draft) -> Option<&'static str> {
    match (draft.ask_owner, draft.too_low, draft.beyond_day) {
        (true, ..) => Some(say!("So large a transfer needs the owner's PIN:")),
        (false, Some(_), _) => Some(say!("It brings less than the owner allows. The owner's PIN:")),
        (false, None, Some(_)) => Some(say!("Beyond what one attendant may sell on a day. The owner's PIN:")),
        (false, None, None) => None,
    }
}

fn row<'a>(candidates: impl Iterator<Item = &'a Candidate>, taken: Option<VendorId>, costs: bool) -> Vec<RowView> {
    let view = |candidate: &Candidate| RowView {
        vendor: candidate.vendor.name().to_owned(),
        reasons: if costs { candidate.reasons() } else { candidate.standing() },
        taken: Some(candidate.vendor) == taken,
    };
    candidates.map(view).collect()
}

fn policy(policy: Policy) -> &'static str {
    match policy {
        Policy::LowestCost => say!("lowest cost"),
        Policy::OwnersOrder => say!("the owner's order"),
    }
}

/// What came with the key: the owner's PIN is looked at here, so that nothing further in ever holds it.
async fn pressed(shops: &Shops, press: PressAsk) -> Replied<Confirmation> {
    let owner = owner_approval(shops, press.owner_pin).await?;
    Ok(Confirmation { last_four: press.last_four, second_one: press.second_one, owner })
}

/// What the owner says to it, by a PIN that was typed or not.
pub(super) async fn owner_approval(shops: &Shops, pin: Option<String>) -> Replied<OwnerApproval> {
    let owned = match shops.people() {
        Some(people) if people.is_set_up()? => Some(people),
        Some(_) | None => None,
    };
    Ok(match (owned, pin.filter(|pin| !pin.is_empty())) {
        (None, _) => OwnerApproval::NoOwner,
        (Some(_), None) => OwnerApproval::Nothing,
        (Some(people), Some(pin)) => {
            let agreed = people.agree(typed_pin(&pin)).await;
            OwnerApproval::Yes(agreed.map_err(|error| CommandFailure::from(error).about(About::OwnerPin))?)
        }
    })
}

/// Why each attempt of a sale went where it went.
#[command]
pub async fn why_vendor(shops: ShopsState<'_>, sale: String) -> Result<Vec<WhyView>, CommandError> {
    let till = till(&shops)?;
    let found = till.ledger().sale(sale_id(&sale)?)?;
    let costs = shows_costs(&shops, &till)?;
    let why = |attempt: &Attempt| {
        let route = attempt.route.as_ref()?;
        Some(WhyView {
            reference: attempt.reference.to_string(),
            time: attempt.started_at.hour_minute(),
            policy: policy(route.policy).to_owned(),
            by_hand: route.by_hand,
            row: row(route.considered.iter(), Some(attempt.vendor), costs),
        })
    };
    Ok(found.iter().flat_map(|sale| &sale.attempts).filter_map(why).collect())
}
