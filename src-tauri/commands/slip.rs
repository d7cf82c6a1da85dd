//! The slip on the screen.

use super::error::CommandError;
use super::{ShopsState, sale_id, till};
use crate::domain::print::{Paper, SaleSlip};
use crate::slips::{self, Mark};
use serde::Deserialize;

/// Which slip of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, specta::Type)]
pub enum SlipKind {
    /// The customer's.
    Sale,
    /// The same once more.
    Copy,
    /// With everything that happened, to be shown where the sale is disputed.
    Dispute,
}

/// The slip of a sale as lines of text, as wide as 58 mm paper.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn slip(shops: ShopsState<'_>, sale: String, kind: SlipKind) -> Result<Vec<String>, CommandError> {
    let till = till(&shops)?;
    let sale = till.ledger().sale(sale_id(&sale)?)?;
    let sale = sale.ok_or_else(|| CommandError::internal("That sale is not in this shop's ledger"))?;
    let heading = till.heading()?;
    let standing = SaleSlip::of(&sale, till.clock().now());
    let lines = match kind {
        SlipKind::Sale => till.sale_slip(&sale, standing, &heading, Mark::Original),
        SlipKind::Copy => till.sale_slip(&sale, standing, &heading, Mark::Copy(sale.prints[standing.place()].max(1))),
        SlipKind::Dispute => till.sale_slip(&sale, SaleSlip::Dispute, &heading, Mark::Original),
    };
    Ok(slips::as_text(&lines, Paper::Mm58.columns()))
}
