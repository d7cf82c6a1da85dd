//! The list of a day's sales.

use super::error::CommandError;
use super::view::SaleView;
use super::{ShopsState, till};
use airtill_macros::command;
use serde::Serialize;

/// Rows of the list beside the sell screen.
const ROWS: usize = 50;

/// Today's sales, newest first, and their sums.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct DayView {
    /// `Sunday 22 November 2026`.
    pub day: String,
    /// The newest fifty.
    pub sales: Vec<SaleView>,
    /// All of the day.
    pub count: u32,
    /// `₦61,350`: delivered.
    pub delivered: String,
    /// Not known yet.
    pub not_known: u32,
    /// Failed, money still owed.
    pub owed: u32,
}

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
