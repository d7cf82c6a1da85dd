//! Customers who buy now and pay later, by name.

use crate::money::Naira;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A debtor's number in this shop, given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub struct DebtorId(pub u32);

/// Someone who owes, or has owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    /// Their number.
    pub id: DebtorId,
    /// Their name, as the counter knows them.
    pub name: String,
    /// What they owe.
    pub owes: Naira,
    /// When they last bought on credit or paid.
    pub last_at: Timestamp,
}
