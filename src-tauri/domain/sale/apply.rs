//! The one place where a sale changes.

use super::event::{Event, Verdict};
use super::{Attempt, AttemptStatus, Illegal, MAX_ATTEMPTS, Sale, Side, Tender, not_found};
use crate::money::Naira;
use crate::outcome::{Doubt, Finding, Refusal};
use crate::reference::Reference;
use crate::time::Timestamp;
use crate::vendor::{Account, VendorId};

impl Sale {
    /// The sale after `event`, which happened at `at`. `None` stands for a sale that doesn't exist yet.
    ///
    /// # Errors
    /// [`Illegal`] when the history doesn't allow the event; the sale is then unchanged.
    pub fn apply(sale: Option<Sale>, event: &Event, at: Timestamp) -> Result<Sale, Illegal> {
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
                sale.attempts.push(started(*vendor, reference, account, at));
            }
            Event::Answered { reference, outcome, said, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.ended_at = Some(at);
                attempt.heard(said);
                sale.conclude(reference, AttemptStatus::from(outcome))?;
            }
            Event::Interrupted { reference, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.ended_at.get_or_insert(at);
                sale.conclude(reference, AttemptStatus::Unknown(Doubt::Interrupted))?;
            }
            Event::Checked { reference, account, finding, said, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.checks += 1;
                attempt.last_check_at = Some(at);
                attempt.heard(said);
                // Invariants 5 and 6: for the account that was asked, and after the request itself.
                let negative_counts = attempt.ended_at.is_some() && attempt.account == *account;
                match finding {
                    Finding::Delivered => sale.conclude(reference, AttemptStatus::Delivered)?,
                    Finding::Failed if negative_counts => {
                        sale.conclude(reference, AttemptStatus::Refused(Refusal::Failed))?;
                    }
                    Finding::Reversed if negative_counts => sale.take_back(reference)?,
                    Finding::Pending => attempt.not_found = None,
                    Finding::Failed | Finding::Reversed | Finding::NotFound | Finding::Unclear => {}
                }
            }
            Event::NotFound { reference, account, waited_ms, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                attempt.checks += 1;
                attempt.last_check_at = Some(at);
                if attempt.ended_at.is_some() && attempt.account == *account && attempt.position.is_open() {
                    let heard = not_found::heard(attempt.not_found, *waited_ms);
                    attempt.not_found = Some(heard);
                    if heard.is_an_end() {
                        sale.conclude(reference, AttemptStatus::NeverReceived)?;
                    }
                }
            }
            Event::CashReturned { amount, .. } => sale.give_back(*amount, None)?,
            Event::Returned { amount, tender, .. } => {
                // What was never paid is struck off, and nothing else is.
                if (*tender == Tender::Credit) != (sale.tender == Tender::Credit) {
                    return Err(Illegal::NotOnCredit);
                }
                sale.give_back(*amount, Some(*tender))?;
            }
            Event::ReturnTakenBack { amount, .. } => {
                if *amount <= Naira::ZERO || *amount > sale.returned {
                    return Err(Illegal::WrongAmount);
                }
                sale.returned = sale.returned.minus(*amount);
                sale.returned_as = sale.returned_as.filter(|_| sale.returned > Naira::ZERO);
                sale.owe();
            }
            Event::AttemptTerms { reference, terms, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                if attempt.terms.is_some() || attempt.position != AttemptStatus::UnderWay {
                    return Err(Illegal::NotInOrder);
                }
                attempt.terms = Some(terms.clone());
            }
            Event::AttemptListed { reference, listed, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                if attempt.listed.is_some() || attempt.position != AttemptStatus::UnderWay {
                    return Err(Illegal::NotInOrder);
                }
                attempt.listed = Some(*listed);
            }
            // Kept for the story alone.
            Event::CostTried { reference, .. } => drop(sale.attempt_mut(reference)?),
            Event::Settled { reference, verdict, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                if attempt.ended_at.is_none() || !attempt.position.is_open() {
                    return Err(Illegal::NotInOrder);
                }
                attempt.settled_at = Some(at);
                let position = match verdict {
                    Verdict::Delivered => AttemptStatus::SettledDelivered,
                    Verdict::Failed => AttemptStatus::SettledFailed,
                };
                sale.conclude(reference, position)?;
            }
            Event::EndFollowed { reference, verdict, .. } => sale.follow(reference, *verdict, at)?,
            Event::Routed { reference, route, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                if attempt.route.is_some() || attempt.position != AttemptStatus::UnderWay {
                    return Err(Illegal::NotInOrder);
                }
                attempt.route = Some(route.clone());
            }
            Event::Consented { to, .. } => sale.consents.extend(to.iter().copied()),
            Event::AlarmSeen { .. } => {
                if !sale.has_alarm() {
                    return Err(Illegal::NotInOrder);
                }
                sale.contradictions_seen = sale.contradictions;
            }
            Event::OnCredit { debtor, .. } => {
                if sale.tender != Tender::Credit || sale.debtor.is_some() {
                    return Err(Illegal::NotOnCredit);
                }
                sale.debtor = Some(*debtor);
            }
            Event::Notified { reference, finding, said, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                // Invariant 5: a notice is believed only where nobody can be asked.
                if !attempt.vendor.only_calls() {
                    return Err(Illegal::NotInOrder);
                }
                attempt.heard(said);
                attempt.notified = Some((at, *finding));
                let delivered = attempt.position.side() == Side::Delivered;
                match finding {
                    Finding::Delivered => sale.conclude(reference, AttemptStatus::NotifiedDelivered)?,
                    // Of what is open only the owner makes a failure; what it contradicts is kept, and raises an alarm.
                    Finding::Failed if delivered => sale.contradictions += 1,
                    Finding::Failed | Finding::Pending | Finding::Reversed | Finding::NotFound | Finding::Unclear => {}
                }
            }
            // Evidence: it moves nothing.
            Event::NoticeKept { reference, finding, .. } => {
                let attempt = sale.attempt_mut(reference)?;
                if attempt.vendor.only_calls() {
                    return Err(Illegal::NotInOrder);
                }
                attempt.notified = Some((at, *finding));
            }
            Event::ChargeNotBelieved { reference, .. }
            | Event::ChargedAboveList { reference, .. }
            | Event::WalletTold { reference, .. } => {
                sale.attempt_mut(reference)?;
            }
        }
        Ok(sale)
    }

    fn begin(event: &Event, at: Timestamp) -> Result<Sale, Illegal> {
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
                returned_as: None,
                contradictions: 0,
                contradictions_seen: 0,
                consents: Vec::new(),
                debtor: None,
                prints: [0; 4],
            }),
            Event::AttemptStarted { .. }
            | Event::Answered { .. }
            | Event::Interrupted { .. }
            | Event::Checked { .. }
            | Event::CashReturned { .. }
            | Event::AttemptTerms { .. }
            | Event::AttemptListed { .. }
            | Event::CostTried { .. }
            | Event::NotFound { .. }
            | Event::Settled { .. }
            | Event::Routed { .. }
            | Event::Consented { .. }
            | Event::AlarmSeen { .. }
            | Event::OnCredit { .. }
            | Event::Notified { .. }
            | Event::ChargeNotBelieved { .. }
            | Event::ChargedAboveList { .. }
            | Event::NoticeKept { .. }
            | Event::EndFollowed { .. }
            | Event::Returned { .. }
            | Event::ReturnTakenBack { .. }
            | Event::WalletTold { .. } => Err(Illegal::NotInOrder),
        }
    }

    /// Invariants 2 and 10: every earlier attempt was refused or never left, and its money is still here to use.
    fn may_start_attempt(&self) -> Result<(), Illegal> {
        if !self.may_be_tried_again() {
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

    fn give_back(&mut self, amount: Naira, tender: Option<Tender>) -> Result<(), Illegal> {
        if self.owed == Naira::ZERO {
            return Err(Illegal::NothingOwed);
        }
        if amount != self.owed {
            return Err(Illegal::WrongAmount);
        }
        self.owed = Naira::ZERO;
        self.returned = self.returned.plus(amount);
        self.returned_as = tender.filter(|tender| *tender != self.tender);
        Ok(())
    }

    fn attempt_mut(&mut self, reference: &Reference) -> Result<&mut Attempt, Illegal> {
        self.attempts.iter_mut().find(|attempt| attempt.reference == *reference).ok_or(Illegal::NoSuchAttempt)
    }

    /// Moves an open attempt to what is now known. An end is never rewritten (invariant 8): what contradicts it is
    /// counted, so that it is shown and looked into.
    fn conclude(&mut self, reference: &Reference, known: AttemptStatus) -> Result<(), Illegal> {
        let attempt = self.attempt_mut(reference)?;
        match (attempt.position.side(), known.side()) {
            (Side::Open, Side::Open | Side::Delivered) => attempt.position = known,
            (Side::Open, Side::Failed) => {
                attempt.position = known;
                self.owe();
            }
            (Side::Delivered | Side::Failed, Side::Open)
            | (Side::Delivered, Side::Delivered)
            | (Side::Failed, Side::Failed) => {}
            (Side::Delivered, Side::Failed) | (Side::Failed, Side::Delivered) => self.contradictions += 1,
        }
        Ok(())
    }

    /// By the owner's word another end has followed the one that there was: the opposite of it, and of none that is open. What contradicted
    /// the first one is thereby looked into.
    fn follow(&mut self, reference: &Reference, verdict: Verdict, at: Timestamp) -> Result<(), Illegal> {
        let attempt = self.attempt_mut(reference)?;
        attempt.position = match (attempt.position.side(), verdict) {
            (Side::Delivered, Verdict::Failed) => AttemptStatus::TakenBackByHand,
            (Side::Failed, Verdict::Delivered) => AttemptStatus::DeliveredAfterAll,
            (Side::Open, _) | (Side::Delivered, Verdict::Delivered) | (Side::Failed, Verdict::Failed) => {
                return Err(Illegal::NotInOrder);
            }
        };
        attempt.settled_at = Some(at);
        self.contradictions_seen = self.contradictions;
        self.owe();
        Ok(())
    }

    /// What is owed by what every attempt has come to: nothing where one was delivered or is open, and otherwise what was not given back
    /// yet.
    fn owe(&mut self) {
        let failed = self.attempts.iter().all(|attempt| attempt.position.side() == Side::Failed);
        self.owed = if failed { self.held() } else { Naira::ZERO };
    }

    /// The vendor has taken an attempt back. After a delivery that is news, and the money is owed; otherwise it is the
    /// vendor's way to say that it failed.
    fn take_back(&mut self, reference: &Reference) -> Result<(), Illegal> {
        let attempt = self.attempt_mut(reference)?;
        match attempt.position {
            AttemptStatus::Delivered
            | AttemptStatus::SettledDelivered
            | AttemptStatus::NotifiedDelivered
            | AttemptStatus::DeliveredAfterAll => {
                attempt.position = AttemptStatus::Reversed;
                self.owe();
                Ok(())
            }
            AttemptStatus::UnderWay
            | AttemptStatus::Pending(_)
            | AttemptStatus::Unknown(_)
            | AttemptStatus::Refused(_)
            | AttemptStatus::NotSent(_)
            | AttemptStatus::NeverReceived
            | AttemptStatus::SettledFailed
            | AttemptStatus::Reversed
            | AttemptStatus::TakenBackByHand => self.conclude(reference, AttemptStatus::Refused(Refusal::Failed)),
        }
    }
}

fn started(vendor: VendorId, reference: &Reference, account: &Account, at: Timestamp) -> Attempt {
    Attempt {
        reference: reference.clone(),
        vendor,
        account: account.clone(),
        started_at: at,
        ended_at: None,
        position: AttemptStatus::UnderWay,
        last_check_at: None,
        checks: 0,
        charged: None,
        vendor_reference: None,
        terms: None,
        listed: None,
        route: None,
        not_found: None,
        settled_at: None,
        notified: None,
    }
}
