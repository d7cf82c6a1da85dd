//! What the customer pays.

use crate::domain::money::Naira;
use serde::{Deserialize, Serialize};

/// How the shop makes prices. Airtime is sold at its face amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pricing {
    /// What is added to a plan's cost, in hundredths of a percent.
    pub data_margin_basis_points: u16,
    /// A plan's price is rounded up to a multiple of so many naira, since there are no kobo in a drawer.
    pub round_up_to_naira: u16,
}

impl Default for Pricing {
    /// Five percent, to the next ten naira. \[assumption\]: resellers' usual margin.
    fn default() -> Pricing {
        Pricing { data_margin_basis_points: 500, round_up_to_naira: 10 }
    }
}

impl Pricing {
    /// A plan's price from what it costs the shop.
    pub fn of_data(self, cost: Naira) -> Naira {
        let with_margin = cost.plus(cost.minus(cost.less_basis_points(self.data_margin_basis_points)));
        let step = i64::from(self.round_up_to_naira.max(1)) * 100;
        let kobo = with_margin.kobo();
        Naira::from_kobo((kobo.saturating_add(step - 1)).div_euclid(step).saturating_mul(step))
    }
}
