//! A sale as the ledger keeps it, and its place among the others.

use crate::entry::Actor;
use airtill_domain::sale::Sale;
use airtill_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A sale's place among all sales of the ledger, from 0, in the order in which they were taken.
pub type Place = u32;

/// A sale as the store keeps it: the fold of its entries, and what the ledger knows of it besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleRow {
    /// Its place among all sales of the ledger, in the order in which they were taken.
    pub place: Place,
    /// The sale.
    pub sale: Sale,
    /// Who took it.
    pub by: Actor,
    /// In which shift. Sales from before there were shifts form shift 0.
    pub shift: u32,
    /// The commits that tell of it, in order.
    pub story: Vec<u64>,
    /// When its figures last changed on a day after its own. Once they have, no change is its own day's any more, even by a clock that was
    /// set back since.
    pub changed: Option<Timestamp>,
}
