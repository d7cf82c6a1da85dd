//! F4: what is not known yet, and what is owed to customers.

use super::context::{ShopsState, sale_id, till, typed_pin};
use super::error::CommandError;
use super::gate;
use super::reply::{CommandFailure, Replied, refused};
use super::views::sale::SaleView;
use airtill_domain::reference::Reference;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::{Sale, Tender};
use airtill_ledger::entry::Actor;
use airtill_macros::command;
use airtill_shop::people::PeopleError;
use airtill_shop::till::{About, HandedBack, Till};
use airtill_words::say;

/// Every sale in doubt or owed, of any day, oldest first.
#[command]
pub async fn open_sales(shops: ShopsState<'_>) -> Result<Vec<SaleView>, CommandError> {
    let till = till(&shops)?;
    Ok(till.ledger().open_sales()?.iter().map(|sale| SaleView::of(sale, &till)).collect())
}

/// Asks the vendor about a sale in doubt, now, and returns the sale as it stands then.
#[command]
pub async fn check_now(shops: ShopsState<'_>, sale: String) -> Result<Option<SaleView>, CommandError> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    till.reconcile.check(id).await;
    Ok(till.ledger().sale(id)?.map(|sale| SaleView::of(&sale, &till)))
}

/// The attendant says that the owed money went back to the customer: by another way than the one in which they had paid, where one is
/// named, and to somebody else, where one is named.
#[command]
pub async fn refund(
    shops: ShopsState<'_>,
    sale: String,
    tender: Option<Tender>,
    taker: String,
) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let handed = HandedBack { tender, taker };
    let sale = till.checkout.hand_back(sale_id(&sale)?, &handed, gate::acting(&shops)).await?;
    Ok(Box::new(SaleView::of(&sale, &till)))
}

/// The owner says what became of a sale in doubt: marked by hand for ever.
#[command]
pub async fn settle(
    shops: ShopsState<'_>,
    sale: String,
    verdict: Verdict,
    reason: String,
    evidence: String,
) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let by = gate::acting(&shops);
    let sale = till.reconcile.settle(sale_id(&sale)?, verdict, &reason, &evidence, by).await?;
    Ok(Box::new(SaleView::of(&sale, &till)))
}

/// The owner says that the end of an attempt was followed by another.
#[command]
pub async fn follow_end(
    shops: ShopsState<'_>,
    sale: String,
    reference: String,
    verdict: Verdict,
    reason: String,
    evidence: String,
) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let by = gate::acting(&shops);
    let reference = attempt_reference(&till, &sale, &reference)?;
    let sale = till.reconcile.follow_end(sale_id(&sale)?, &reference, verdict, &reason, &evidence, by).await?;
    Ok(Box::new(SaleView::of(&sale, &till)))
}

/// The reference of one of the sale's attempts.
fn attempt_reference(till: &Till, sale: &str, reference: &str) -> Result<Reference, CommandFailure> {
    let known = till.ledger().sale(sale_id(sale)?)?;
    let named = |sale: Sale| sale.attempts.into_iter().find(|attempt| attempt.reference.as_str() == reference);
    let attempt = known.and_then(named).ok_or_else(|| refused(say!("The sale has changed since. Look at it again")))?;
    Ok(attempt.reference)
}

/// Confirms the verdict that is ready for a sale in doubt: the owner, or whoever has the owner's PIN. Where the owner lets attendants do
/// it, the PIN is that of whoever is at the counter.
#[command]
pub async fn confirm_ready(
    shops: ShopsState<'_>,
    sale: String,
    verdict: Verdict,
    pin: Option<String>,
) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let by = match shops.people().filter(|people| !people.session().is_owner()) {
        Some(people) if people.is_set_up()? => {
            let typed = pin.as_deref().filter(|pin| !pin.is_empty()).map(typed_pin);
            let missing = || refused(say!("It is confirmed with the PIN")).about(About::Pin);
            let wrong = |error: PeopleError| CommandFailure::from(error).about(About::Pin);
            if till.ledger().counter_rules()?.attendants_confirm {
                if !people.again(typed).await.map_err(wrong)? {
                    return Err(missing());
                }
                gate::acting(&shops)
            } else {
                Actor::Staff(people.agree(typed.ok_or_else(missing)?).await.map_err(wrong)?)
            }
        }
        _ => gate::acting(&shops),
    };
    let sale = till.reconcile.confirm_ready(sale_id(&sale)?, verdict, by).await?;
    Ok(Box::new(SaleView::of(&sale, &till)))
}

/// The owner has looked into evidence that contradicts an end.
#[command]
pub async fn alarm_seen(shops: ShopsState<'_>, sale: String, note: String) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let sale = till.reconcile.alarm_seen(sale_id(&sale)?, &note, gate::acting(&shops)).await?;
    Ok(Box::new(SaleView::of(&sale, &till)))
}
