//! What crosses to the page, and from it, at `commands::day`.

use super::sale::SaleView;
use serde::Serialize;

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
