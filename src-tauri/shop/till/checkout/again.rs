//! Another attempt of a sale that failed for certain.

use crate::till::catalogue::choices::Choice;
use crate::till::checkout::Checkout;
use crate::till::checkout::attempt::Start;
use crate::till::checkout::confirm::Confirmation;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::{ATTEMPTS_MOST, Sale};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_words::say;
use std::sync::Arc;

/// How a failed sale could go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextTry {
    /// Through whom.
    pub vendor: VendorId,
    /// What it would cost the shop there.
    pub cost: Option<Naira>,
    /// That is more than the customer has paid.
    pub at_a_loss: bool,
}

impl Checkout {
    /// A new attempt of a sale that failed for certain, by the attendant's key, through the vendor that the screen named
    /// (the next one of the row where it named none). It uses up what is owed, and the customer pays what was told.
    ///
    /// # Errors
    /// As [`Checkout::confirm`]; also when nothing is owed any more, an attempt is open, or there were enough of them.
    pub async fn try_again(
        self: &Arc<Self>,
        id: SaleId,
        through: Option<VendorId>,
        pressed: Confirmation,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let refused = |sentence: &str| TillError::refused(About::Sale, sentence);
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        if sale.is_in_doubt() {
            return Err(refused(say!("Not known yet: do not send again. The network may still deliver")));
        }
        if !sale.may_be_tried_again() || sale.owed != sale.price {
            return Err(refused(say!("This sale can't be tried again: what is owed has to be given back")));
        }
        if sale.attempts.len() >= ATTEMPTS_MOST {
            return Err(refused(say!("Three attempts have failed: give the money back")));
        }
        let choices = self.catalogue.choices_after_failure(&sale)?;
        let choice = match through {
            Some(vendor) => choices.iter().find(|choice| choice.vendor == vendor),
            None => next_of(&choices, &sale),
        };
        let choice = choice.cloned().ok_or_else(|| {
            refused(match through {
                Some(_) => say!("This vendor does not sell it any more. Look at the sale again"),
                None => {
                    say!("No vendor sells this now: the keys are locked or not set. The owner sees to it, under Owner")
                }
            })
        })?;
        let client = self.ready(choice.vendor).await?;
        let order = self.order(&sale.product, &sale.recipient, &choice)?;
        client.can_order(&order).map_err(|why| TillError::refused(About::Sale, why))?;
        let one_at_a_time = self.taking.lock().await;
        let repeat = self.repeat(&sale.product, &sale.recipient, Some(id))?;
        let mut consents = Checkout::agreed(repeat.as_ref(), &pressed)?;
        consents.extend(self.agreed_to_size(&sale.product, &sale.recipient, Some(&sale), &pressed)?);
        consents.extend(self.agreed_to_loss(&sale.product, &choice, sale.price, &sale.consents, &pressed)?);
        let route = self.route(&choices, choice.vendor)?;
        let begun = self
            .begin_attempt(
                client,
                Start { order, sale: id, listed: choice.listed, is_try: false, route, consents, begins: Vec::new() },
                by,
            )
            .await;
        drop(one_at_a_time);
        begun
    }

    /// Through whom a sale that failed for certain would be tried next; `None` when it can't be any more.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn next_try(&self, sale: &Sale) -> Result<Option<NextTry>, LedgerError> {
        if sale.owed != sale.price || sale.attempts.len() >= ATTEMPTS_MOST || !sale.may_be_tried_again() {
            return Ok(None);
        }
        let choices = self.catalogue.choices_after_failure(sale)?;
        Ok(next_of(&choices, sale).map(|choice| NextTry {
            vendor: choice.vendor,
            cost: choice.cost,
            at_a_loss: choice.cost.is_some_and(|cost| cost > sale.price),
        }))
    }
}

/// The one to take next: who was not tried, else who has not said that it can't, else the first.
fn next_of<'a>(choices: &'a [Choice], sale: &Sale) -> Option<&'a Choice> {
    let said_no = |vendor| sale.attempts.iter().any(|attempt| attempt.vendor == vendor && attempt.position.is_final());
    choices
        .iter()
        .find(|choice| !choice.seen.tried)
        .or_else(|| choices.iter().find(|choice| !said_no(choice.vendor)))
        .or(choices.first())
}
