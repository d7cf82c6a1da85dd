//! The slip on the screen.

use super::error::CommandError;
use super::{ShopsState, sale_id, till};
use crate::reports::story::{self, Numbers, Reader};
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
    let (id, now) = (sale_id(&sale)?, till.clock().now());
    let row = till.ledger().row(id)?.ok_or_else(|| CommandError::internal("That sale is not in this shop's ledger"))?;
    let lines = match kind {
        SlipKind::Sale => slips::of_sale(&row.sale, till.kind(), Mark::Original, now),
        SlipKind::Copy => slips::of_sale(&row.sale, till.kind(), Mark::Copy, now),
        SlipKind::Dispute => {
            let story = story::story(till.ledger(), &row, Numbers::Masked, Reader::Customer)?;
            let steps: Vec<String> = story
                .into_iter()
                .map(|step| format!("{} {}: {}", step.at.day().brief(), step.time, step.what))
                .collect();
            slips::of_dispute(&row.sale, till.kind(), &steps, now)
        }
    };
    Ok(slips::as_text(&lines))
}
