//! From the key press to the answer.
//!
//! The order here is the whole promise: room on the disk, a connection, *then* intent and attempt in one durable
//! commit, and only after that a byte to the vendor, in a task that nothing but the end of the program stops.

use super::{About, Draft, Till, TillError, Told, locked, review};
use crate::clock;
use crate::domain::outcome::{NotSent, Outcome, Pending, Said};
use crate::domain::reference::{Reference, SaleId};
use crate::domain::sale::event::Event;
use crate::domain::sale::{AMBER_AFTER, Illegal, Sale};
use crate::domain::vendor::VendorId;
use crate::faults;
use crate::ledger::LedgerError;
use crate::ledger::entry::Actor;
use crate::vendors::{Line, NetworkIds, Order};
use std::sync::Arc;
use std::time::Duration;

/// How often the till tries to write an answer down before it leaves it to the next start.
const ANSWER_TRIES: u32 = 6;

impl Till {
    /// The key press: takes the sale and sends it. Pressed twice, the second press finds the sale already taken and
    /// returns it: one press sells once, whatever the page does. `last_four` is what was typed where the review asks
    /// for the last four digits once more.
    ///
    /// # Errors
    /// [`TillError::Refused`] with nothing taken and nothing sent; [`TillError::Ledger`] with nothing sent.
    pub async fn confirm(self: &Arc<Self>, id: SaleId, last_four: Option<&str>) -> Result<Sale, TillError> {
        let Some(draft) = locked(&self.drafts).remove(&id) else {
            return self.ledger.sale(id)?.ok_or_else(review::stale);
        };
        let read_back = last_four.is_some_and(|digits| digits.len() == 4 && draft.recipient.local().ends_with(digits));
        let started = if draft.ask_last_four && !read_back {
            Err(TillError::refused(
                About::LastFour,
                "Those are not the last four digits of this number. Ask the customer",
            ))
        } else {
            self.take(&draft).await
        };
        if matches!(started, Err(TillError::Refused(_))) {
            // Nothing has happened: the review stays open for another press.
            locked(&self.drafts).insert(id, draft);
        }
        started
    }

    /// A new attempt of a sale that failed for certain, by the attendant's key. It uses up what is owed.
    ///
    /// # Errors
    /// As [`Till::confirm`]; also when nothing is owed any more, or an attempt is open.
    pub async fn try_again(self: &Arc<Self>, id: SaleId) -> Result<Sale, TillError> {
        let sale = self.ledger.sale(id)?.ok_or_else(review::stale)?;
        let vendor = sale.last_attempt().vendor;
        let (line, networks) = self.ready(vendor).await?;
        let order = self.order(&sale)?;
        line.can_order(&order, &networks).map_err(|why| TillError::refused(About::Sale, why))?;
        self.begin_attempt(line, networks, order, id, Vec::new()).await
    }

    /// Cancels a review. Nothing was taken.
    pub fn cancel(&self, id: SaleId) {
        locked(&self.drafts).remove(&id);
    }

    async fn take(self: &Arc<Self>, draft: &Draft) -> Result<Sale, TillError> {
        let (line, networks) = self.ready(draft.vendor).await?;
        let order =
            Order { product: draft.product.clone(), recipient: draft.recipient.clone(), reference: self.reference()? };
        line.can_order(&order, &networks).map_err(|why| TillError::refused(About::Network, why))?;
        let intent = Event::Intent {
            sale: draft.sale,
            product: draft.product.clone(),
            recipient: draft.recipient.clone(),
            price: draft.price,
            tender: draft.tender,
        };
        self.begin_attempt(line, networks, order, draft.sale, vec![intent]).await
    }

    /// Everything that must be so before money is taken: a ledger that writes, room on the disk, a line to the
    /// vendor, a connection (tried once when the till believes itself offline), and the network's id there.
    async fn ready(&self, vendor: VendorId) -> Result<(Arc<Line>, NetworkIds), TillError> {
        if let Some(why) = self.ledger.read_only() {
            return Err(LedgerError::ReadOnly(why).into());
        }
        self.write_off_unsent().await?;
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
        let networks = self
            .networks_of(&line)
            .await
            .map_err(|why| TillError::refused(About::Sale, format!("{}: {why}. Nothing was sent", vendor.name())))?;
        Ok((line, networks))
    }

    async fn begin_attempt(
        self: &Arc<Self>,
        line: Arc<Line>,
        networks: NetworkIds,
        order: Order,
        sale: SaleId,
        mut events: Vec<Event>,
    ) -> Result<Sale, TillError> {
        events.push(Event::AttemptStarted {
            sale,
            vendor: line.vendor(),
            reference: order.reference.clone(),
            account: line.account().clone(),
        });
        faults::kill_point("intent.before");
        if !faults::skipped("attempt_started")
            && let Err(error) = self.commit(Actor::Counter, events).await
        {
            return Err(self.not_begun(sale, order.reference, error));
        }
        faults::kill_point("intent.durable");
        let taken = self.ledger.sale(sale)?;
        self.spawn(Arc::clone(self).purchase(line, networks, order, sale));
        self.tell(Told::Sale(sale));
        self.spawn(Arc::clone(self).turn_amber(sale));
        taken.ok_or_else(review::stale)
    }

    /// The commit failed, so nothing is sent. Whether it is in the ledger all the same may not be known; if it is, it
    /// is written off as not sent as soon as the ledger can be written again.
    fn not_begun(&self, sale: SaleId, reference: Reference, error: LedgerError) -> TillError {
        match error {
            LedgerError::Illegal(Illegal::AttemptOpen) => {
                TillError::refused(About::Sale, "This sale is under way already")
            }
            LedgerError::Illegal(Illegal::NothingOwed) => {
                TillError::refused(About::Sale, "The money for this sale was handed back already")
            }
            error => {
                if matches!(error, LedgerError::OutcomeUnknown(_)) {
                    locked(&self.unsent).push((sale, reference));
                }
                error.into()
            }
        }
    }

    pub(super) async fn write_off_unsent(&self) -> Result<(), LedgerError> {
        let waiting = std::mem::take(&mut *locked(&self.unsent));
        for (n, (sale, reference)) in waiting.iter().enumerate() {
            // Any commit makes the ledger settle first what is in question.
            if let Err(error) = self.write_off(*sale, reference).await {
                locked(&self.unsent).extend_from_slice(&waiting[n..]);
                return Err(error);
            }
        }
        Ok(())
    }

    async fn write_off(&self, sale: SaleId, reference: &Reference) -> Result<(), LedgerError> {
        let event = Event::Answered {
            sale,
            reference: reference.clone(),
            outcome: Outcome::NotSent(NotSent::NotDurable),
            said: Said::default(),
        };
        match self.commit(Actor::Till, vec![event]).await {
            Ok(_) => {
                self.tell(Told::Sale(sale));
                Ok(())
            }
            // It did not get into the ledger: there is nothing to write off.
            Err(LedgerError::Illegal(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The purchase itself: sends once, writes down what came of it.
    async fn purchase(self: Arc<Self>, line: Arc<Line>, networks: NetworkIds, order: Order, sale: SaleId) {
        tracing::info!(%sale, reference = %order.reference, vendor = line.vendor().slug(),
            recipient = order.recipient.masked(), "purchase leaves");
        let answer = line.purchase(&order, &networks).await;
        tracing::info!(%sale, reference = %order.reference, outcome = ?answer.outcome,
            http_status = answer.said.http_status, "purchase ended");
        self.heard_of_purchase(&line, &answer.outcome);
        let ask_at_once = answer.outcome == Outcome::Pending(Pending::Accepted);
        let event = Event::Answered { sale, reference: order.reference, outcome: answer.outcome, said: answer.said };
        self.write_down(sale, event).await;
        if ask_at_once {
            self.check(sale).await;
        }
        self.wake.notify_one();
        // What is left in the wallet has changed.
        self.look.notify_one();
        self.tell(Told::Status);
    }

    /// An answer is written down even when the ledger hiccups. If it can't be, the attempt stays open in the ledger,
    /// and the next start puts it in doubt and asks: late, and never wrong.
    pub(super) async fn write_down(&self, sale: SaleId, event: Event) {
        for attempt in 0..ANSWER_TRIES {
            match self.commit(Actor::Till, vec![event.clone()]).await {
                Ok(_) => break,
                Err(error @ (LedgerError::Illegal(_) | LedgerError::ReadOnly(_))) => {
                    tracing::error!(%sale, %error, "an answer was not written down");
                    break;
                }
                Err(error) => {
                    tracing::warn!(%sale, %error, attempt, "an answer waits to be written down");
                    self.clock.sleep(Duration::from_secs(1)).await;
                }
            }
        }
        self.tell(Told::Sale(sale));
    }

    /// Ten seconds after the press the sale is shown as not known yet, whatever the request does.
    async fn turn_amber(self: Arc<Self>, sale: SaleId) {
        self.clock.sleep(AMBER_AFTER).await;
        self.tell(Told::Sale(sale));
    }

    fn order(&self, sale: &Sale) -> Result<Order, TillError> {
        Ok(Order { product: sale.product.clone(), recipient: sale.recipient.clone(), reference: self.reference()? })
    }

    fn reference(&self) -> Result<Reference, LedgerError> {
        let random = clock::random(&*self.chance).map_err(LedgerError::io("making a reference"))?;
        Ok(Reference::new(self.clock.now(), &self.id, random))
    }
}
