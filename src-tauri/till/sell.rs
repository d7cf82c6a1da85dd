//! From the key press to the answer.
//!
//! The order here is the whole promise: room on the disk, a connection, *then* intent and attempt in one durable
//! commit, and only after that a byte to the vendor, in a task that nothing but the end of the program stops.

use super::{About, Choice, Draft, PlanKey, Till, TillError, Told, locked, review};
use crate::clock;
use crate::domain::network::Network;
use crate::domain::outcome::{NotSent, Outcome, Pending, Refusal, Said};
use crate::domain::product::Product;
use crate::domain::recipient::Recipient;
use crate::domain::reference::{Reference, SaleId};
use crate::domain::sale::event::{Event, Terms};
use crate::domain::sale::{AMBER_AFTER, Illegal, Position, Sale};
use crate::domain::vendor::VendorId;
use crate::faults;
use crate::ledger::LedgerError;
use crate::ledger::entry::Actor;
use crate::vendors::{Line, Order};
use std::sync::Arc;

/// A purchase request that a task is waiting for. Dropped with the task, however that ends.
pub(super) struct UnderWay {
    till: Arc<Till>,
    reference: Reference,
}

impl UnderWay {
    fn begin(till: &Arc<Till>, reference: Reference) -> UnderWay {
        locked(&till.under_way).insert(reference.clone());
        UnderWay { till: Arc::clone(till), reference }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        locked(&self.till.under_way).remove(&self.reference);
    }
}

impl Till {
    /// The key press: takes the sale and sends it. Pressed twice, the second press finds the sale already taken and
    /// returns it: one press sells once, whatever the page does. `last_four` is what was typed where the review asks
    /// for the last four digits once more.
    ///
    /// # Errors
    /// [`TillError::Refused`] with nothing taken and nothing sent; [`TillError::Ledger`] with nothing sent.
    pub async fn confirm(self: &Arc<Self>, id: SaleId, last_four: Option<&str>, by: Actor) -> Result<Sale, TillError> {
        let Some(draft) = locked(&self.drafts).remove(&id) else {
            if locked(&self.confirming).contains_key(&id) {
                return Err(TillError::refused(About::Sale, "This sale is being sent: wait for it"));
            }
            return self.ledger.sale(id)?.ok_or_else(review::stale);
        };
        if self.clock.now().since(draft.made_at) >= review::DRAFT_KEPT_FOR {
            return Err(review::stale());
        }
        // VDT's price was read back with the name, a moment ago; everyone else's may have changed on the list since.
        let read_with_name =
            matches!(draft.recipient, Recipient::Account(_)) && draft.product.network() == Network::Vdt;
        if let Some(choice) =
            draft.choice().filter(|choice| !read_with_name && !self.still_offers(&draft.product, choice))
        {
            let sentence = format!("{} has changed its price or its list since. Review it again", choice.vendor.name());
            return Err(TillError::refused(About::Sale, sentence));
        }
        let read_back = last_four.is_some_and(|digits| digits.len() == 4 && draft.recipient.local().ends_with(digits));
        if draft.ask_last_four && !read_back {
            locked(&self.drafts).insert(id, draft);
            let sentence = "Those are not the last four digits of this number. Ask the customer";
            return Err(TillError::refused(About::LastFour, sentence));
        }
        locked(&self.confirming).insert(id, false);
        let started = self.take(&draft, by).await;
        let cancelled = locked(&self.confirming).remove(&id).unwrap_or_default();
        if matches!(started, Err(TillError::Refused(_))) && !cancelled {
            // Nothing has happened: the review stays open for another press.
            locked(&self.drafts).insert(id, draft);
        }
        started
    }

    /// A new attempt of a sale that failed for certain, by the attendant's key. It uses up what is owed.
    ///
    /// # Errors
    /// As [`Till::confirm`]; also when nothing is owed any more, or an attempt is open.
    pub async fn try_again(self: &Arc<Self>, id: SaleId, by: Actor) -> Result<Sale, TillError> {
        let sale = self.ledger.sale(id)?.ok_or_else(review::stale)?;
        let last = sale.last_attempt();
        let terms = last.terms.as_ref().filter(|_| sale.product.face().is_none());
        let exactly = terms.map(|terms| PlanKey { vendor: last.vendor, code: terms.code.clone() });
        let mut choices = self.choices(&sale.product, exactly.as_ref()).await;
        for choice in choices.iter_mut().filter(|choice| choice.vendor == last.vendor) {
            // The price that was read back when the sale was reviewed, where that was how it was known.
            choice.cost = terms.and_then(|terms| terms.cost).or(choice.cost);
        }
        // The same vendor again, unless it has said that it can't: then the next one.
        let tried: Vec<_> =
            sale.attempts.iter().filter(|attempt| is_final(attempt.position)).map(|a| a.vendor).collect();
        let again = choices.iter().find(|choice| choice.vendor == last.vendor && !tried.contains(&choice.vendor));
        let other = choices.iter().find(|choice| !tried.contains(&choice.vendor));
        let choice = again.or(other).or(choices.first()).cloned().ok_or_else(|| {
            TillError::refused(About::Sale, "No vendor sells this now: the keys are locked or not set. F10 shows them")
        })?;
        let line = self.ready(choice.vendor).await?;
        let order = self.order(&sale.product, &sale.recipient, &choice)?;
        line.can_order(&order).map_err(|why| TillError::refused(About::Sale, why))?;
        self.begin_attempt(line, order, id, Vec::new(), by).await
    }

    /// Cancels a review. One whose confirm still waits for a connection is cancelled with it; one that has been taken
    /// is not.
    pub fn cancel(&self, id: SaleId) {
        locked(&self.drafts).remove(&id);
        if let Some(cancelled) = locked(&self.confirming).get_mut(&id) {
            *cancelled = true;
        }
    }

    async fn take(self: &Arc<Self>, draft: &Draft, by: Actor) -> Result<Sale, TillError> {
        let choice = draft.choice().ok_or_else(review::stale)?;
        let line = self.ready(choice.vendor).await?;
        let order = self.order(&draft.product, &draft.recipient, choice)?;
        line.can_order(&order).map_err(|why| TillError::refused(About::Network, why))?;
        let intent = Event::Intent {
            sale: draft.sale,
            product: draft.product.clone(),
            recipient: draft.recipient.clone(),
            price: draft.price,
            tender: draft.tender,
        };
        self.begin_attempt(line, order, draft.sale, vec![intent], by).await
    }

    /// Everything that must be so before money is taken: a ledger that writes, room on the disk, a line to the
    /// vendor, and a connection (tried once when the till believes itself offline).
    async fn ready(&self, vendor: VendorId) -> Result<Arc<Line>, TillError> {
        if let Some(why) = self.ledger.read_only() {
            return Err(LedgerError::ReadOnly(why).into());
        }
        self.write_unwritten().await?;
        self.ledger.room_for_a_sale()?;
        let line = self.line(vendor).ok_or_else(|| {
            TillError::refused(About::Sale, format!("The key of {} is locked or not set. F10 shows it", vendor.name()))
        })?;
        if !self.reachable(&line).await {
            return Err(TillError::refused(
                About::Sale,
                "No connection: nothing was sent and nothing was taken. Look at the internet line, then press again",
            ));
        }
        Ok(line)
    }

    async fn begin_attempt(
        self: &Arc<Self>,
        line: Arc<Line>,
        order: Order,
        sale: SaleId,
        mut events: Vec<Event>,
        by: Actor,
    ) -> Result<Sale, TillError> {
        events.push(Event::AttemptStarted {
            sale,
            vendor: line.vendor(),
            reference: order.reference.clone(),
            account: line.account().clone(),
        });
        let terms = Terms { code: order.code.clone(), plan: order.plan.clone(), cost: order.cost };
        events.push(Event::AttemptTerms { sale, reference: order.reference.clone(), terms });
        if locked(&self.confirming).get(&sale).copied().unwrap_or_default() {
            return Err(TillError::refused(About::Sale, "Cancelled: nothing was sent and nothing was taken"));
        }
        // From before it is in the ledger until its answer is: so an attempt without one was abandoned.
        let guard = UnderWay::begin(self, order.reference.clone());
        faults::kill_point("intent.before");
        if !faults::skipped("attempt_started")
            && let Err(error) = self.commit(by, events).await
        {
            return self.not_begun(sale, order.reference, error).await;
        }
        faults::kill_point("intent.durable");
        self.spawn(Arc::clone(self).purchase(line, order, sale, guard));
        self.spawn(Arc::clone(self).turn_amber(sale));
        self.tell(Told::Sale(sale));
        self.ledger.sale(sale)?.ok_or_else(review::stale)
    }

    /// The commit failed, so nothing is sent. Where it is not known whether it is in the ledger all the same, that is
    /// settled at once if it can be: the sale then stands there as not sent, its money owed, and can be tried again.
    async fn not_begun(&self, sale: SaleId, reference: Reference, error: LedgerError) -> Result<Sale, TillError> {
        let refused = |sentence: &str| Err(TillError::refused(About::Sale, sentence));
        match error {
            LedgerError::Illegal(Illegal::AttemptOpen) => refused("This sale is under way already"),
            LedgerError::Illegal(Illegal::NothingOwed) => refused("The money for this sale was handed back already"),
            LedgerError::Illegal(Illegal::TooManyAttempts) => refused("Too many attempts: give the money back"),
            LedgerError::OutcomeUnknown(_) => {
                let event = Event::Answered {
                    sale,
                    reference,
                    outcome: Outcome::NotSent(NotSent::NotDurable),
                    said: Said::default(),
                };
                locked(&self.unwritten).push((sale, event));
                match self.write_unwritten().await {
                    Ok(()) => self.ledger.sale(sale)?.ok_or_else(|| error.into()),
                    Err(_) => Err(error.into()),
                }
            }
            error => Err(error.into()),
        }
    }

    /// Writes down what is known and could not be written before. Any commit makes the ledger settle first what is in
    /// question there; an event for a sale that did not get into the ledger has nothing to say and is dropped.
    pub(super) async fn write_unwritten(&self) -> Result<(), LedgerError> {
        let waiting = std::mem::take(&mut *locked(&self.unwritten));
        for (n, (sale, event)) in waiting.iter().enumerate() {
            match self.commit(Actor::Till, vec![event.clone()]).await {
                Ok(_) | Err(LedgerError::Illegal(_)) => self.tell(Told::Sale(*sale)),
                Err(error) => {
                    locked(&self.unwritten).extend_from_slice(&waiting[n..]);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The purchase itself: sends once, writes down what came of it.
    async fn purchase(self: Arc<Self>, line: Arc<Line>, order: Order, sale: SaleId, guard: UnderWay) {
        tracing::info!(%sale, reference = %order.reference, vendor = line.vendor().slug(),
            recipient = order.recipient.masked(), "purchase leaves");
        let answer = line.purchase(&order).await;
        tracing::info!(%sale, reference = %order.reference, outcome = ?answer.outcome,
            http_status = answer.said.http_status, "purchase ended");
        self.heard_of_purchase(&line, &answer.outcome);
        let ask_at_once = answer.outcome == Outcome::Pending(Pending::Accepted);
        let event = Event::Answered { sale, reference: order.reference, outcome: answer.outcome, said: answer.said };
        self.write_down(sale, event).await;
        drop(guard);
        if ask_at_once {
            self.check(sale).await;
        }
        self.wake.notify_one();
        // What is left in the wallet has changed.
        self.look.notify_one();
        self.tell(Told::Status);
    }

    /// What is known is written down, now or as soon as the ledger can be written again. If the program stops before
    /// that, the next start puts the attempt in doubt and asks: late, and never wrong.
    pub(super) async fn write_down(&self, sale: SaleId, event: Event) {
        match self.commit(Actor::Till, vec![event.clone()]).await {
            Ok(_) => {}
            Err(error @ LedgerError::Illegal(_)) => tracing::error!(%sale, %error, "an event was not taken"),
            Err(error) => {
                tracing::warn!(%sale, %error, "an event waits to be written down");
                locked(&self.unwritten).push((sale, event));
                self.wake.notify_one();
            }
        }
        self.tell(Told::Sale(sale));
    }

    /// Ten seconds after the press the sale is shown as not known yet, whatever the request does.
    async fn turn_amber(self: Arc<Self>, sale: SaleId) {
        self.clock.sleep(AMBER_AFTER).await;
        self.tell(Told::Sale(sale));
    }

    fn order(&self, product: &Product, recipient: &Recipient, choice: &Choice) -> Result<Order, TillError> {
        Ok(Order {
            product: product.clone(),
            recipient: recipient.clone(),
            reference: self.reference()?,
            code: choice.code.clone(),
            plan: choice.plan.as_ref().map(|plan| plan.name.clone()),
            cost: choice.cost,
            printed_price: choice.printed_price,
        })
    }

    fn reference(&self) -> Result<Reference, LedgerError> {
        let random = clock::random(&*self.chance).map_err(LedgerError::io("making a reference"))?;
        Ok(Reference::new(self.clock.now(), &self.id, random))
    }
}

/// The vendor has said that it does not sell this now: asking it once more would lead nowhere.
fn is_final(position: Position) -> bool {
    matches!(
        position,
        Position::Refused(
            Refusal::LowWallet
                | Refusal::Unauthorised
                | Refusal::NotOffered
                | Refusal::LimitReached
                | Refusal::AccountBlocked
                | Refusal::ServiceDown
        )
    )
}
