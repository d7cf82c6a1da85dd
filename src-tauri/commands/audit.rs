//! The owner's page of who did what.

use super::context::ShopsState;
use super::error::CommandError;
use super::views::audit::AuditAsk;
use airtill_macros::command;
use airtill_reports::audit::{self, AuditRow};

/// The last things that people did in the real shop, as far as they are asked for.
#[command]
pub async fn audit(shops: ShopsState<'_>, ask: AuditAsk) -> Result<Vec<AuditRow>, CommandError> {
    let till = shops.real_till().ok_or_else(CommandError::set_up_first)?;
    Ok(audit::rows(till.ledger(), ask.at_least, ask.with_sales)?)
}
