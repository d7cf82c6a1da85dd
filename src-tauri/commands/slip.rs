//! The slip on the screen.

use super::context::{ShopsState, sale_id, till};
use super::error::CommandError;
use super::views::slip::SlipKind;
use airtill_domain::print::{Paper, SaleSlip};
use airtill_macros::command;
use airtill_reports::slips::{self, Mark};
use airtill_words::say;

/// The slip of a sale as lines of text, as wide as 58 mm paper.
#[command]
pub async fn slip(shops: ShopsState<'_>, sale: String, kind: SlipKind) -> Result<Vec<String>, CommandError> {
    let till = till(&shops)?;
    let sale = till.ledger().sale(sale_id(&sale)?)?;
    let sale = sale.ok_or_else(|| CommandError::internal(say!("That sale is not in this shop's ledger")))?;
    let heading = till.printing.heading()?;
    let standing = SaleSlip::of(&sale, till.clock().now());
    let lines = match kind {
        SlipKind::Sale => till.printing.sale_slip(&sale, standing, &heading, Mark::Original),
        SlipKind::Copy => {
            till.printing.sale_slip(&sale, standing, &heading, Mark::Copy(sale.prints[standing.place()].max(1)))
        }
        SlipKind::Dispute => till.printing.sale_slip(&sale, SaleSlip::Dispute, &heading, Mark::Original),
    };
    Ok(slips::as_text(&lines, Paper::Mm58.columns()))
}
