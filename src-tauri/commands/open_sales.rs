//! F4: what is not known yet, and what is owed to customers.

use super::error::{CommandError, parted};
use super::view::{SaleReply, SaleView};
use super::{ShopsState, gate, sale_id, till};

/// Every sale in doubt or owed, of any day, oldest first.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn open_sales(shops: ShopsState<'_>) -> Result<Vec<SaleView>, CommandError> {
    let till = till(&shops)?;
    Ok(till.ledger().open_sales()?.iter().map(|sale| SaleView::of(sale, &till)).collect())
}

/// Asks the vendor about a sale in doubt, now, and returns the sale as it stands then.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn check_now(shops: ShopsState<'_>, sale: String) -> Result<Option<SaleView>, CommandError> {
    let till = till(&shops)?;
    let id = sale_id(&sale)?;
    till.check(id).await;
    Ok(till.ledger().sale(id)?.map(|sale| SaleView::of(&sale, &till)))
}

/// The attendant says that the owed money was handed over.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn hand_over(shops: ShopsState<'_>, sale: String) -> Result<SaleReply, CommandError> {
    let till = till(&shops)?;
    let handed = parted(till.hand_over(sale_id(&sale)?, gate::acting(&shops)).await)?;
    Ok(SaleReply::of(handed, &till))
}
