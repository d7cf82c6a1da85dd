//! The slip on the screen.

use super::error::CommandError;
use super::{ShopsState, sale_id, till};
use crate::slips;

/// The slip of a sale as lines of text, as wide as 58 mm paper.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn slip(shops: ShopsState<'_>, sale: String) -> Result<Vec<String>, CommandError> {
    let till = till(&shops)?;
    let sale = till
        .ledger()
        .sale(sale_id(&sale)?)?
        .ok_or_else(|| CommandError::internal("That sale is not in this shop's ledger"))?;
    Ok(slips::as_text(&slips::of_sale(&sale, till.kind(), till.clock().now())))
}
