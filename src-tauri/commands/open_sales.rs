//! F4: what is not known yet, and what is owed to customers.

use super::context::{ShopsState, sale_id, till};
use super::error::CommandError;
use super::gate;
use super::reply::Replied;
use super::views::sale::SaleView;
use airtill_domain::sale::event::Verdict;
use airtill_macros::command;

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

/// The attendant says that the owed money was handed over.
#[command]
pub async fn refund(shops: ShopsState<'_>, sale: String) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let sale = till.checkout.refund(sale_id(&sale)?, gate::acting(&shops)).await?;
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

/// The owner has looked into evidence that contradicts an end.
#[command]
pub async fn alarm_seen(shops: ShopsState<'_>, sale: String, note: String) -> Replied<Box<SaleView>> {
    let till = till(&shops)?;
    let sale = till.reconcile.alarm_seen(sale_id(&sale)?, &note, gate::acting(&shops)).await?;
    Ok(Box::new(SaleView::of(&sale, &till)))
}
