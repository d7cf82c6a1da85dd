//! Sales at a loss: from which price on the owner has to agree.
//!
//! A cost that is only guessed, because the vendor publishes none and nothing was charged yet, is no loss: it is warned of, and nothing
//! more.

use crate::money::Naira;
use crate::product::ProductKind;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// The greatest least margin, in hundredths of a percent: more is surely a slip.
const LEAST_MARGIN_MAX: u16 = 5_000;

/// What the owner says of sales that bring nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossRules {
    /// Nothing is sold below what it costs without the owner's PIN.
    pub never_below_cost: bool,
    /// What airtime has to bring at least on top of what it costs, in hundredths of a percent.
    pub airtime_basis_points: u16,
    /// The same of plans.
    pub data_basis_points: u16,
    /// The same of transfers, of the amount and what the vendor takes.
    pub transfer_basis_points: u16,
}

/// A price that is lower than the owner allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLow {
    /// What it costs the shop.
    pub cost: Naira,
    /// The least that is asked for it without the owner's word.
    pub least: Naira,
}

impl Default for LossRules {
    /// Nothing below cost.
    fn default() -> LossRules {
        LossRules { never_below_cost: true, airtime_basis_points: 0, data_basis_points: 0, transfer_basis_points: 0 }
    }
}

impl LossRules {
    /// The least margin of a kind of product, in hundredths of a percent.
    pub fn least_margin(&self, kind: ProductKind) -> u16 {
        match kind {
            ProductKind::Airtime => self.airtime_basis_points,
            ProductKind::Data => self.data_basis_points,
            ProductKind::Transfer => self.transfer_basis_points,
        }
    }

    /// Whether a price is too low for what it costs, so that the owner has to agree.
    pub fn too_low(&self, kind: ProductKind, cost: Naira, price: Naira) -> Option<TooLow> {
        if !self.never_below_cost {
            return None;
        }
        let margin = cost.minus(cost.less_basis_points(self.least_margin(kind)));
        let least = cost.plus(margin);
        (price < least).then_some(TooLow { cost, least })
    }

    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn checked(&self) -> Result<(), String> {
        let margins = [self.airtime_basis_points, self.data_basis_points, self.transfer_basis_points];
        if margins.iter().any(|margin| *margin > LEAST_MARGIN_MAX) {
            return Err(say!("A least margin of more than 50 % is surely a slip").to_owned());
        }
        Ok(())
    }
}
