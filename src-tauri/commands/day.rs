//! The list of a day's sales.

use super::context::{ShopsState, till};
use super::error::CommandError;
use super::views::day::DayView;
use super::views::sale::SaleView;
use airtill_macros::command;

/// Rows of the list beside the sell screen.
const ROWS: usize = 50;

/// Today, as the till's clock has it.
#[command]
pub async fn day_list(shops: ShopsState<'_>) -> Result<DayView, CommandError> {
    let till = till(&shops)?;
    let day = till.clock().now().day();
    let totals = till.ledger().tally(day);
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(DayView {
        day: day.long(),
        sales: till.ledger().day(day, ROWS)?.iter().map(|sale| SaleView::of(sale, &till)).collect(),
        count: count(totals.sales),
        delivered: totals.delivered.sum.short(),
        not_known: count(totals.not_known.count),
        owed: count(totals.owed.count),
    })
}
