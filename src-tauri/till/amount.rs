//! An amount while it is typed: whether anyone could sell so much, by limits and wallets as they are known now.
//!
//! Nothing is refused here and no vendor is asked; the review has the last word. It only spares the attendant a review that
//! can't go well.

use super::Till;
use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::product::Product;
use crate::domain::route::Funds;
use crate::ledger::LedgerError;
use crate::say;

impl Till {
    /// What stands in the way of selling so much airtime of a network; `None` when nothing is known to.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn amount_outlook(&self, network: Network, face: Naira) -> Result<Option<String>, LedgerError> {
        let Some((_, most)) = self.sells_airtime_of(network) else { return Ok(None) };
        if face > most {
            return Ok(Some(say!(
                "The most airtime of {network} in one sale is {most}",
                network = network.name(),
                most = most.short()
            )));
        }
        let choices = self.known_choices(&Product::Airtime { network, face }, None, &[])?;
        if choices.is_empty() || choices.iter().any(|choice| choice.seen.funds != Funds::Short) {
            return Ok(None);
        }
        let mut left = Vec::new();
        for choice in &choices {
            left.push((self.available(choice.vendor)?.unwrap_or_default().max(Naira::ZERO), choice.vendor));
        }
        let fullest = left.into_iter().max_by_key(|(amount, _)| *amount);
        Ok(fullest.map(|(amount, vendor)| {
            say!(
                "No wallet covers this now: the fullest is {amount} at {vendor}",
                amount = amount.short(),
                vendor = vendor.name()
            )
        }))
    }
}
