//! What rules would do: the price of common amounts and of every plan, as it is now and as it would be.

use crate::till::catalogue::Catalogue;
use crate::till::catalogue::choices::Choice;
use crate::till::customers::KnownBuyer;
use airtill_domain::money::{Naira, Price};
use airtill_domain::network::Network;
use airtill_domain::price::{Asked, Prices};
use airtill_domain::product::Product;
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;

/// What rules would do to one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Of what.
    pub product: Product,
    /// What it costs the shop through whoever would be taken, where that is known.
    pub cost: Option<Naira>,
    /// What the customer pays now.
    pub now: Option<Price>,
    /// What they would pay.
    pub then: Option<Price>,
}

impl Catalogue {
    /// What prices would do at an instant to airtime of these amounts and to the plans of a network, beside what holds now, for a customer.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn effects(
        &self,
        network: Network,
        faces: &[Naira],
        then: &Prices,
        at: Timestamp,
        customer: &KnownBuyer,
    ) -> Result<Vec<Effect>, LedgerError> {
        let (prices, now) = (self.core.ledger.prices()?, self.core.clock.now());
        let effect = |product: Product, choice: &Choice| {
            let price = |prices: &Prices, at| {
                let asked = Asked::of(&product, choice.vendor, at, customer.as_buyer())?;
                prices.of(&asked, choice.cost, choice.printed_price)
            };
            let (now, then) = (price(&prices, now), price(then, at));
            Effect { cost: choice.cost, now, then, product }
        };
        let mut effects = Vec::new();
        for face in faces {
            let product = Product::Airtime { network, face: *face };
            if let Some(first) = self.known_choices(&product, None, &[])?.first() {
                effects.push(effect(product, first));
            }
        }
        let mut listed = self.listed_plans(network)?;
        listed.sort_by_key(|plan| (std::cmp::Reverse(plan.sold), plan.plan.size_mb.is_none(), plan.plan.size_mb));
        for listed in listed {
            if let Some(first) = listed.choices.first() {
                effects.push(effect(Product::Data { network, plan: listed.plan.clone() }, first));
            }
        }
        Ok(effects)
    }
}
