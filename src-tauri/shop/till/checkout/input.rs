//! What is typed, while it is typed: nothing is refused here and no vendor is asked; the review has the last word.

use crate::till::catalogue::plans::PlanOnSale;
use crate::till::checkout::Checkout;
use crate::till::customers;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::phone::{Msisdn, Typed};
use airtill_domain::product::{BadAmount, Product};
use airtill_domain::recipient::{Recipient, Steering};
use airtill_domain::route::Funds;
use airtill_domain::time::Timestamp;
use airtill_domain::{phone, product};
use airtill_ledger::LedgerError;
use airtill_words::say;

/// What the number field says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRead {
    /// The digits in groups, or as they were typed.
    pub shown: String,
    /// The number is complete.
    pub complete: bool,
    /// The network over which something was last delivered to the number, or the one its prefix suggests.
    pub network: Option<Network>,
    /// When something was last delivered to the number.
    pub worked_at: Option<Timestamp>,
    /// Who it is, where the owner has put them into a group of customers.
    pub known_as: Option<String>,
    /// What is wrong, when no number can come of it.
    pub wrong: Option<String>,
    /// What was probably meant instead, to be taken by a key.
    pub meant: Option<String>,
}

impl Checkout {
    /// Reads the number field as it is typed.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn read_number(&self, text: &str) -> Result<NumberRead, LedgerError> {
        let nothing = NumberRead {
            shown: text.trim().to_owned(),
            complete: false,
            network: None,
            worked_at: None,
            known_as: None,
            wrong: None,
            meant: None,
        };
        if let Some(steering) = Steering::parse(text).filter(|_| self.providers.takes_steering()) {
            return Ok(NumberRead { shown: steering.digits().to_owned(), complete: true, ..nothing });
        }
        Ok(match phone::read(text) {
            Typed::Partial(shown) => {
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                NumberRead { network: self.core.ledger.prefixes()?.network_of(&digits), shown, ..nothing }
            }
            Typed::Complete(number) => {
                let customer = customers::with_number(&self.core.ledger, &number)?;
                let by_prefix = self.core.ledger.prefixes()?.network_of(&number.local());
                NumberRead {
                    shown: number.grouped(),
                    complete: true,
                    network: customer.as_ref().map(|c| c.network).or(by_prefix),
                    worked_at: customer.map(|customer| customer.last_at),
                    known_as: customers::known_as(&self.core.ledger, &number)?,
                    ..nothing
                }
            }
            Typed::Wrong(why) => NumberRead { wrong: Some(why.sentence()), meant: phone::meant(text), ..nothing },
        })
    }

    /// The plans of a network at what the customer pays whose number was typed; at what everybody pays while it is none.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn plans(&self, network: Network, number: &str) -> Result<Vec<PlanOnSale>, LedgerError> {
        let steering = Steering::parse(number).filter(|_| self.providers.takes_steering()).map(Recipient::Steering);
        match steering.or_else(|| Msisdn::parse(number).ok().map(Recipient::Phone)) {
            Some(recipient) => self.catalogue.plans_for(network, &recipient),
            None => self.catalogue.plans(network),
        }
    }

    /// Reads the amount field: the amount, or the sentence that says what is wrong with it.
    ///
    /// # Errors
    /// [`BadAmount`].
    pub fn read_amount(&self, text: &str) -> Result<Naira, BadAmount> {
        product::airtime_amount(text)
    }

    /// What stands in the way of selling so much airtime of a network; `None` when nothing is known to.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn amount_outlook(&self, network: Network, face: Naira) -> Result<Option<String>, LedgerError> {
        let Some((_, most)) = self.catalogue.sells_airtime_of(network) else { return Ok(None) };
        if face > most {
            return Ok(Some(say!(
                "The most airtime of {network} in one sale is {most}",
                network = network.name(),
                most = most.short()
            )));
        }
        let choices = self.catalogue.known_choices(&Product::Airtime { network, face }, None, &[])?;
        if choices.is_empty() || choices.iter().any(|choice| choice.seen.funds != Funds::Short) {
            return Ok(None);
        }
        let mut left = Vec::new();
        for choice in &choices {
            left.push((self.wallets.available(choice.vendor)?.unwrap_or_default().max(Naira::ZERO), choice.vendor));
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
