//! The one place where a sale changes.

use super::event::Event;
use super::{Attempt, Illegal, MAX_ATTEMPTS, Position, Sale};
use crate::domain::money::Naira;
use crate::domain::outcome::{Doubt, Finding, Refusal};
use crate::domain::reference::Reference;
use crate::domain::time::At;

impl Sale {
    /// The sale after `event`, which happened at `at`. `None` stands for a sale that doesn't exist yet.
    ///
    /// # Errors
    /// [`Illegal`] when the history doesn't allow the event; the sale is then unchanged.
    pub fn apply(sale: Option<Sale>, event: &Event, at: At) -> Result<Sale, Illegal> {
        let Some(mut sale) = sale else {
            return Sale::begin(event, at);
        };
        if event.sale() != sale.id {
            return Err(Illegal::WrongSale);
        }
        match event {
            Event::Intent { .. } => return Err(Illegal::NotInOrder),
            Event::AttemptStarted { vendor, reference, account, .. } => {
                sale.may_start_attempt()?;
                sale.owed = Naira::ZERO;
                sale.attempts.push(Attempt {
                    reference: reference.clone(),
                    vendor: *vendor,
                    account: account.clone(),
                    started_at: at,
                    ended_at: None,
                    position: Position::UnderWay,
                    last_check_at: None,
                    checks: 0,
                    charged: None,
                    terms: None,
                });
            }
            Event::Answered { reference, outcome, said, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.ended_at = Some(at);
                attempt.charged = said.charged.or(attempt.charged);
                sale.conclude(reference, Position::from(outcome))?;
            }
            Event::Interrupted { reference, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.ended_at.get_or_insert(at);
                sale.conclude(reference, Position::Unknown(Doubt::Interrupted))?;
            }
            Event::Checked { reference, account, finding, said, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.checks += 1;
                attempt.last_check_at = Some(at);
                attempt.charged = said.charged.or(attempt.charged);
                let negative_counts = attempt.ended_at.is_some() && attempt.account == *account;
                match finding {
                    Finding::Delivered => sale.conclude(reference, Position::Delivered)?,
                    Finding::Failed if negative_counts => {
                        sale.conclude(reference, Position::Refused(Refusal::Failed))?;
                    }
                    Finding::Failed | Finding::Pending | Finding::NotFound | Finding::Unclear => {}
                }
            }
            Event::CashReturned { amount, .. } => {
                if sale.owed == Naira::ZERO {
                    return Err(Illegal::NothingOwed);
                }
                if *amount != sale.owed {
                    return Err(Illegal::WrongAmount);
                }
                sale.owed = Naira::ZERO;
                sale.returned = sale.returned.plus(*amount);
            }
            Event::AttemptTerms { reference, terms, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                if attempt.terms.is_some() || attempt.position != Position::UnderWay {
                    return Err(Illegal::NotInOrder);
                }
                attempt.terms = Some(terms.clone());
            }
        }
        Ok(sale)
    }

    fn begin(event: &Event, at: At) -> Result<Sale, Illegal> {
        match event {
            Event::Intent { sale, product, recipient, price, tender } => Ok(Sale {
                id: *sale,
                product: product.clone(),
                recipient: recipient.clone(),
                price: *price,
                tender: *tender,
                taken_at: at,
                attempts: Vec::new(),
                owed: Naira::ZERO,
                returned: Naira::ZERO,
                contradictions: 0,
            }),
            _ => Err(Illegal::NotInOrder),
        }
    }

    /// Invariants 2 and 10: every earlier attempt failed for certain, and its money is still here to use.
    fn may_start_attempt(&self) -> Result<(), Illegal> {
        let failed = |attempt: &Attempt| matches!(attempt.position, Position::Refused(_) | Position::NotSent(_));
        if !self.attempts.iter().all(failed) {
            return Err(Illegal::AttemptOpen);
        }
        if self.attempts.len() >= MAX_ATTEMPTS {
            return Err(Illegal::TooManyAttempts);
        }
        if !self.attempts.is_empty() && self.owed != self.price {
            return Err(Illegal::NothingOwed);
        }
        Ok(())
    }

    fn attempt_mut(&mut self, reference: &Reference) -> Result<&mut Attempt, Illegal> {
        self.attempts.iter_mut().find(|attempt| attempt.reference == *reference).ok_or(Illegal::NoSuchAttempt)
    }

    /// Moves an open attempt to what is now known. An end is never rewritten (invariant 8): what contradicts it is
    /// counted, so that it is shown and looked into.
    fn conclude(&mut self, reference: &Reference, known: Position) -> Result<(), Illegal> {
        let attempt = self.attempt_mut(reference)?;
        let before = attempt.position;
        match (before.is_open(), known.is_open()) {
            (true, true) => attempt.position = known,
            (true, false) => {
                attempt.position = known;
                if known != Position::Delivered {
                    self.owed = self.price;
                }
            }
            (false, true) => {}
            (false, false) => {
                let delivered = |position| position == Position::Delivered;
                if delivered(before) != delivered(known) {
                    self.contradictions += 1;
                }
            }
        }
        Ok(())
    }
}
