//! What the owner decides about the counter: the quick amounts, and when a number is asked for once more.

use crate::money::Naira;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// One for each digit key but zero.
pub const QUICK_MOST: usize = 9;
/// More than any vendor sells of airtime at once: a slip of the finger between two amounts.
const QUICK_AMOUNT_MOST_NAIRA: i64 = 50_000;

/// What the owner decides about the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterRules {
    /// The amounts of `*` and a digit, in that order; at most [`QUICK_MOST`], of whole naira.
    pub quick_amounts: Vec<Naira>,
    /// From this amount on, a number that was never sold to is asked for once more, by its last four digits.
    pub read_back_from: Naira,
    /// Whoever is at the counter may confirm a verdict that is ready ([`crate::sale::evidence`]) with their own PIN. An entry of its own,
    /// since it came later.
    #[serde(skip)]
    pub attendants_confirm: bool,
}

impl Default for CounterRules {
    /// What kiosks sell most, and five thousand naira. \[assumption\]: the owner knows better.
    fn default() -> CounterRules {
        CounterRules {
            quick_amounts: [100, 200, 500, 1_000, 2_000].map(Naira::from_naira).into(),
            read_back_from: Naira::from_naira(5_000),
            attendants_confirm: false,
        }
    }
}

impl CounterRules {
    /// Whether they can hold.
    ///
    /// # Errors
    /// The sentence for the owner.
    pub fn checked(&self) -> Result<(), String> {
        if self.quick_amounts.len() > QUICK_MOST {
            return Err(say!("At most nine quick amounts: one for each digit key").to_owned());
        }
        let most = Naira::from_naira(QUICK_AMOUNT_MOST_NAIRA);
        for (place, amount) in self.quick_amounts.iter().enumerate() {
            let text = amount.short();
            if amount.whole().is_none() || *amount <= Naira::ZERO || *amount > most {
                return Err(say!("{text}: a quick amount is in whole naira, ₦1 to ₦50,000", text));
            }
            if self.quick_amounts[..place].contains(amount) {
                return Err(say!("{text} is among the quick amounts twice", text));
            }
        }
        if self.read_back_from <= Naira::ZERO {
            return Err(say!("The last four digits are asked for from an amount above nothing on").to_owned());
        }
        Ok(())
    }
}
