//! What things really cost: day by day, network and plan, vendor by vendor, what was listed, what was expected by what was believed, what
//! was charged, and the difference.

use airtill_domain::money::Naira;
use airtill_domain::time::Day;
use airtill_domain::vendor::VendorId;
use airtill_ledger::{Ledger, LedgerError};
use std::collections::BTreeMap;

/// What one thing cost at one vendor on one day. Delivered sales alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostLine {
    /// On which day it was sold.
    pub day: Day,
    /// `MTN airtime`, `MTN 1GB SME, 30 days`.
    pub what: String,
    /// At which vendor.
    pub vendor: VendorId,
    /// The sums.
    pub sums: CostSums,
}

/// Sums of what things cost. Only what was charged can be held against anything: the others are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CostSums {
    /// How many were delivered.
    pub sales: u64,
    /// What customers paid.
    pub price: Naira,
    /// Of those that the vendor told a charge for: how many.
    pub told: u64,
    /// What the list said of them.
    pub listed: Naira,
    /// What was expected of them.
    pub expected: Naira,
    /// What was charged.
    pub charged: Naira,
    /// How many were sold for less than they cost.
    pub losses: u64,
    /// What was lost by those.
    pub lost: Naira,
}

impl CostSums {
    /// By how much more was charged than expected.
    pub fn difference(&self) -> Naira {
        self.charged.minus(self.expected)
    }

    /// With others.
    pub fn join(&mut self, other: &CostSums) {
        self.sales += other.sales;
        self.told += other.told;
        self.losses += other.losses;
        for (sum, more) in [
            (&mut self.price, other.price),
            (&mut self.listed, other.listed),
            (&mut self.expected, other.expected),
            (&mut self.charged, other.charged),
            (&mut self.lost, other.lost),
        ] {
            *sum = sum.plus(more);
        }
    }
}

/// What was sold from one day to another, the newest day first.
///
/// # Errors
/// When the ledger can't be read.
pub fn lines(ledger: &Ledger, from: Day, to: Day) -> Result<Vec<CostLine>, LedgerError> {
    let mut found: BTreeMap<(Day, String, VendorId), CostSums> = BTreeMap::new();
    let (first, last) = ledger.places_between(from, to);
    for row in ledger.rows_from(first).take((last - first) as usize) {
        let sale = row?.sale;
        let day = sale.day();
        // Places are in the order of the ledger; a clock that was set back puts another day among them.
        if day < from || day > to {
            continue;
        }
        for (n, attempt) in sale.delivered().enumerate() {
            // A second delivery of one sale brings nothing in.
            let lost = sale.loss().filter(|_| n == 0);
            let mut sums = CostSums {
                sales: u64::from(n == 0),
                price: if n == 0 { sale.held() } else { Naira::ZERO },
                losses: u64::from(lost.is_some()),
                lost: lost.unwrap_or_default(),
                ..CostSums::default()
            };
            if let (Some(expected), Some(charged)) =
                (attempt.terms.as_ref().and_then(|terms| terms.cost), attempt.charged)
            {
                (sums.told, sums.expected, sums.charged) = (1, expected, charged);
                sums.listed = attempt.listed.unwrap_or(expected);
            }
            let what = sale.product.kind_title();
            found.entry((day, what, attempt.vendor)).or_default().join(&sums);
        }
    }
    let lines = found.into_iter().rev().map(|((day, what, vendor), sums)| CostLine { day, what, vendor, sums });
    Ok(lines.collect())
}
