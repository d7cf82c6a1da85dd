//! The owner's page of a day.

use super::context::{ShopsState, till};
use super::error::CommandError;
use airtill_macros::command;
use airtill_reports::Names;
use airtill_reports::glance::{self, GlanceView};

/// A day beside the same weekday before. `days_back` counts from today.
///
/// # Errors
/// [`CommandError`], when the ledger can't be read.
#[command]
pub async fn day_at_a_glance(shops: ShopsState<'_>, days_back: u32) -> Result<GlanceView, CommandError> {
    let till = till(&shops)?;
    // People are the real shop's, also where they practise.
    let names = Names::of(shops.real_till().as_ref().unwrap_or(&till).ledger())?;
    Ok(glance::of(till.ledger(), &names, till.clock().now(), days_back)?)
}
