//! From the key press to the answer.
//!
//! The order here is the whole promise: room on the disk, a connection, *then* intent and attempt in one durable
//! commit, and only after that a byte to the vendor, in a task that nothing but the end of the program stops.

use crate::till::catalogue::choices::Choice;
use crate::till::checkout::Checkout;
use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError, stale};
use crate::till::requests::UnderWay;
use crate::till::shifts::no_shift;
use airtill_domain::clock;
use airtill_domain::money::Naira;
use airtill_domain::outcome::{NotSent, Outcome, Pending, Said};
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::route::Route;
use airtill_domain::sale::event::{Consent, Event, Terms};
use airtill_domain::sale::{AMBER_AFTER, Illegal, Sale};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_vendors::{Order, VendorClient};
use airtill_words::say;
use std::sync::Arc;

/// An attempt about to begin.
pub(super) struct Start {
    pub(super) order: Order,
    pub(super) sale: SaleId,
    /// What the list says that it costs.
    pub(super) listed: Option<Naira>,
    /// It goes there so that what is charged becomes known.
    pub(super) is_try: bool,
    pub(super) route: Route,
    pub(super) consents: Vec<Consent>,
    /// The intent and what belongs to it, where the sale begins with it.
    pub(super) begins: Vec<Entry>,
}

impl Checkout {
    /// Everything that must be so before money is taken: a ledger that writes, room on the disk, a client for the
    /// vendor, and a connection (tried once when the till believes itself offline).
    pub(super) async fn ready(&self, vendor: VendorId) -> Result<Arc<VendorClient>, TillError> {
        self.shifts.shift_needed()?;
        if let Some(why) = self.core.ledger.read_only() {
            return Err(LedgerError::ReadOnly(why).into());
        }
        self.core.flush_pending().await?;
        self.core.ledger.room_for_a_sale()?;
        let client = self.providers.client(vendor).ok_or_else(|| {
            self.core.keys_wanted.notify_one();
            TillError::refused(
                About::Sale,
                say!(
                    "The key of {vendor} is locked or not set. The owner sees to it, under Owner",
                    vendor = vendor.name()
                ),
            )
        })?;
        if !self.providers.reachable(&client).await {
            return Err(TillError::refused(
                About::Sale,
                say!(
                    "No connection: nothing was sent and nothing was taken. Look at the internet line, then press again"
                ),
            ));
        }
        Ok(client)
    }

    pub(super) async fn begin_attempt(
        self: &Arc<Self>,
        client: Arc<VendorClient>,
        start: Start,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let Start { order, sale, listed, is_try, route, consents, begins } = start;

        let reference = order.reference.clone();
        let mut events = Vec::new();
        let account = client.account().clone();
        events.push(Event::AttemptStarted { sale, vendor: client.vendor(), reference: reference.clone(), account });
        let terms = Terms { code: order.code.clone(), plan: order.plan.clone(), cost: order.cost };
        events.push(Event::AttemptTerms { sale, reference: reference.clone(), terms });
        if let Some(listed) = listed.filter(|listed| order.cost.is_some_and(|cost| cost != *listed)) {
            events.push(Event::AttemptListed { sale, reference: reference.clone(), listed });
        }
        if is_try {
            events.push(Event::CostTried { sale, reference: reference.clone() });
        }
        events.push(Event::Routed { sale, reference, route });
        if !consents.is_empty() {
            events.push(Event::Consented { sale, to: consents });
        }
        if locked(&self.confirming).get(&sale).copied().unwrap_or_default() {
            return Err(TillError::refused(About::Sale, say!("Cancelled: nothing was sent and nothing was taken")));
        }
        // From before it is in the ledger until its answer is: so an attempt without one was abandoned.
        let guard = self.core.requests.begin(order.reference.clone());
        airtill_faults::kill_point("intent.before");
        if !airtill_faults::skipped("attempt_started")
            && let Err(error) = self.begin_with(begins, events, by).await
        {
            return self.not_begun(sale, order.reference, error).await;
        }
        airtill_faults::kill_point("intent.durable");
        self.costs.bought(&order.product, client.vendor(), is_try);
        self.core.spawn(Arc::clone(self).purchase(client, order, sale, guard));
        self.core.spawn(Arc::clone(self).mark_unknown(sale));
        self.core.tell(TillEvent::Sale(sale));
        self.core.ledger.sale(sale)?.ok_or_else(stale)
    }

    async fn begin_with(&self, mut entries: Vec<Entry>, events: Vec<Event>, by: Actor) -> Result<u64, LedgerError> {
        entries.extend(events.into_iter().map(Entry::Sale));
        self.core.ledger.commit(self.core.clock.now(), by, entries).await
    }

    /// The commit failed, so nothing is sent. Where it is not known whether it is in the ledger anyway, that is
    /// settled at once if it can be: the sale then stands there as not sent, its money owed, and can be tried again.
    async fn not_begun(&self, sale: SaleId, reference: Reference, error: LedgerError) -> Result<Sale, TillError> {
        let refused = |sentence: &str| Err(TillError::refused(About::Sale, sentence));
        match error {
            LedgerError::Illegal(Illegal::AttemptOpen) => refused(say!("This sale is under way already")),
            LedgerError::Illegal(Illegal::NothingOwed) => {
                refused(say!("The money for this sale was handed back already"))
            }
            LedgerError::Illegal(Illegal::TooManyAttempts) => refused(say!("Too many attempts: give the money back")),
            LedgerError::NoShift => Err(no_shift()),
            LedgerError::OutcomeUnknown(_) => {
                let event = Event::Answered {
                    sale,
                    reference,
                    outcome: Outcome::NotSent(NotSent::NotDurable),
                    said: Said::default(),
                };
                self.core.keep_pending([(sale, event)]);
                match self.core.flush_pending().await {
                    Ok(()) => self.core.ledger.sale(sale)?.ok_or_else(|| error.into()),
                    Err(_) => Err(error.into()),
                }
            }
            error => Err(error.into()),
        }
    }

    /// The purchase itself: sends once, writes down what came of it.
    async fn purchase(self: Arc<Self>, client: Arc<VendorClient>, order: Order, sale: SaleId, guard: UnderWay) {
        tracing::info!(%sale, reference = %order.reference, vendor = client.vendor().slug(),
            recipient = order.recipient.masked(), "purchase leaves");
        let answer = client.purchase(&order).await;
        tracing::info!(%sale, reference = %order.reference, outcome = ?answer.outcome,
            http_status = answer.said.http_status, "purchase ended");
        self.providers.record_purchase_reached(&client, &answer.outcome);
        self.providers.record_health(client.vendor(), &answer);
        self.wallets.told(&client);
        let ask_at_once = answer.outcome == Outcome::Pending(Pending::Accepted);
        let event = Event::Answered { sale, reference: order.reference, outcome: answer.outcome, said: answer.said };
        self.outcomes.write_down(sale, event).await;
        drop(guard);
        self.outcomes.record_reply_recipe(&client).await;
        if airtill_faults::wrong("cash_back_at_failure") {
            let _ = self.refund(sale, Actor::Till).await;
        }
        self.outcomes.record_actual_cost(sale).await;
        if ask_at_once {
            self.reconcile.check(sale).await;
        }
        self.core.checks_due.notify_one();
        // What is left in the wallet has changed.
        self.wallets.poll_now();
        self.core.tell(TillEvent::Status);
    }

    /// Ten seconds after the press the sale is shown as not known yet, whatever the request does.
    async fn mark_unknown(self: Arc<Self>, sale: SaleId) {
        self.core.clock.sleep(AMBER_AFTER).await;
        self.printing.print_unknown(sale).await;
        self.core.tell(TillEvent::Sale(sale));
    }

    pub(super) fn order(&self, product: &Product, recipient: &Recipient, choice: &Choice) -> Result<Order, TillError> {
        let reference = self.reference()?;
        Ok(Order {
            callback: self.reconcile.callback(choice.vendor, &reference),
            product: product.clone(),
            recipient: recipient.clone(),
            reference,
            code: choice.code.clone(),
            plan: choice.plan.as_ref().map(|plan| plan.name.clone()),
            cost: choice.cost,
            printed_price: choice.printed_price,
        })
    }

    fn reference(&self) -> Result<Reference, LedgerError> {
        let random = clock::random(&*self.core.entropy).map_err(LedgerError::io("making a reference"))?;
        Ok(Reference::new(self.core.clock.now(), &self.core.id, random))
    }

    /// The row as it is kept with an attempt.
    pub(super) fn route(&self, choices: &[Choice], taken: VendorId) -> Result<Route, LedgerError> {
        Ok(Route {
            policy: self.core.ledger.routing()?.policy,
            by_hand: choices.first().is_some_and(|first| first.vendor != taken),
            considered: choices.iter().map(|choice| choice.seen.clone()).collect(),
        })
    }
}
