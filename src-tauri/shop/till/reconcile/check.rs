//! Asking about attempts in doubt, until they end.

use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::reconcile::Reconcile;
use airtill_domain::outcome::Finding;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Attempt, AttemptStatus, Sale, schedule};
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;
use airtill_vendors::{Order, VendorClient};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The longest the checks sleep without looking at the ledger again.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The wait after a check that led nowhere.
const AGAIN_AFTER: Duration = Duration::from_secs(3);

impl Reconcile {
    /// The checks: what is in doubt when the till opens is asked about at once, the rest on its schedule. Each in a task of
    /// its own: a vendor that is slow to answer holds up nobody else's doubts.
    pub(in crate::till) async fn keep_checking(self: Arc<Self>) {
        self.check_all();
        let mut asked: BTreeMap<SaleId, Timestamp> = BTreeMap::new();
        loop {
            let pending = match self.core.flush_pending().await {
                Ok(()) => self.core.interrupt_abandoned().await.is_err(),
                Err(error) => {
                    tracing::warn!(%error, "what is known waits to be written down");
                    true
                }
            };
            let now = self.core.clock.now();
            let due = self.next_checks().unwrap_or_else(|error| {
                tracing::error!(%error, "open sales could not be read");
                Vec::new()
            });
            // Answered since: its next time lies ahead.
            asked.retain(|sale, _| due.iter().any(|(when, id)| id == sale && *when <= now));
            let mut wait = if pending { AGAIN_AFTER } else { LOOK_EVERY };
            for (at, sale) in due {
                if at > now {
                    wait = wait.min(at.since(now));
                } else if asked.insert(sale, at).is_some() {
                    // Asked about, and due anyway: the answer is not here, or could not be written down. Not so fast.
                    wait = wait.min(AGAIN_AFTER);
                } else {
                    self.spawn_check(sale, false);
                }
            }
            tokio::select! {
                () = self.core.clock.sleep(wait) => asked.clear(),
                () = self.core.checks_due.notified() => {}
                () = self.core.reconnected.notified() => self.check_all(),
            }
        }
    }

    /// Asks about everything in doubt, now: at start, and when the network returns.
    pub(in crate::till) fn check_all(self: &Arc<Self>) {
        match self.core.ledger.open_sales() {
            Ok(open) => open.iter().filter(|sale| sale.is_in_doubt()).for_each(|sale| self.spawn_check(sale.id, false)),
            Err(error) => tracing::error!(%error, "open sales could not be read"),
        }
    }

    /// `called`: because the vendor has called about it.
    pub(super) fn spawn_check(self: &Arc<Self>, sale: SaleId, called: bool) {
        let this = Arc::clone(self);
        self.core.spawn(async move {
            if this.asked_about(sale, called).await {
                this.core.checks_due.notify_one();
            }
        });
    }

    /// Asks about one sale, now. A second question while one is under way is left out.
    pub async fn check(&self, id: SaleId) {
        self.asked_about(id, false).await;
    }

    /// The same; whether this was the one that asked.
    async fn asked_about(&self, id: SaleId, called: bool) -> bool {
        if !locked(&self.checking).insert(id) {
            return false;
        }
        if let Err(error) = self.ask_about(id, called).await {
            tracing::error!(sale = %id, %error, "a check could not be made");
        }
        locked(&self.checking).remove(&id);
        self.core.tell(TillEvent::Sale(id));
        true
    }

    /// When the sale is asked about next.
    pub fn next_check(&self, sale: &Sale) -> Option<Timestamp> {
        self.can_be_asked_about(sale)
            .then(|| schedule::next_check(sale.last_attempt(), self.core.clock.now()))
            .flatten()
    }

    /// Whether the vendor of the last attempt can be asked about it at all. Where not, a person ends the doubt.
    pub fn can_be_asked_about(&self, sale: &Sale) -> bool {
        let attempt = sale.last_attempt();
        let by_reference = airtill_vendors::capability(attempt.vendor).status_by_reference;
        let order = self.order_of(sale);
        by_reference && self.providers.client(attempt.vendor).is_none_or(|client| client.can_check(&order))
    }

    /// The order of the last attempt, as it was sent.
    fn order_of(&self, sale: &Sale) -> Order {
        self.order_of_attempt(sale, sale.last_attempt())
    }

    /// The order of an attempt, as it was sent.
    pub(super) fn order_of_attempt(&self, sale: &Sale, attempt: &Attempt) -> Order {
        let terms = attempt.terms.clone();
        Order {
            product: sale.product.clone(),
            recipient: sale.recipient.clone(),
            reference: attempt.reference.clone(),
            code: terms.as_ref().map(|terms| terms.code.clone()).unwrap_or_default(),
            plan: terms.as_ref().and_then(|terms| terms.plan.clone()),
            cost: terms.and_then(|terms| terms.cost),
            printed_price: None,
            callback: None,
        }
    }

    async fn ask_about(&self, id: SaleId, called: bool) -> Result<(), LedgerError> {
        let Some(sale) = self.core.ledger.sale(id)? else { return Ok(()) };
        let attempt = sale.last_attempt();
        // An end is looked at again only where something could come of it.
        let comes_back_h = airtill_vendors::capability(attempt.vendor).comes_back_h.of(sale.product.kind());
        let taken_back = called && !comes_back_h.is_empty() && attempt.position == AttemptStatus::Delivered;
        let again = taken_back || schedule::look_again(attempt, comes_back_h).is_some();
        if !sale.is_in_doubt() && !again {
            return Ok(());
        }
        let reference = attempt.reference.clone();
        let order = self.order_of(&sale);
        let Some(client) = self.providers.client(attempt.vendor) else {
            self.core.keys_wanted.notify_one();
            return Ok(());
        };
        if !client.can_check(&order) {
            return Ok(());
        }
        self.take_turn(&client).await;
        let (report, reached) = client.check(&order).await;
        self.providers.record_reached(client.vendor(), reached);
        if report.finding != Finding::Unclear {
            self.providers.record_answer(client.vendor());
            self.outcomes.record_reply_recipe(&client).await;
        }
        tracing::info!(sale = %id, %reference, finding = ?report.finding, http_status = report.said.http_status, "checked");
        // A question during the request that brought nothing new is not worth an entry.
        if attempt.ended_at.is_none() && report.finding != Finding::Delivered {
            return Ok(());
        }
        let (account, said) = (client.account().clone(), report.said);
        let documented = client.capability().not_found_is_documented;
        let event = match report.finding {
            Finding::NotFound if documented && sale.is_in_doubt() => {
                let waited_ms = u64::try_from(self.core.requests.waited(&reference).as_millis()).unwrap_or(u64::MAX);
                Event::NotFound { sale: id, reference, account, waited_ms, said }
            }
            finding => Event::Checked { sale: id, reference, account, finding, said },
        };
        self.outcomes.write_down(id, event).await;
        if !self.core.ledger.sale(id)?.is_some_and(|sale| sale.is_in_doubt()) {
            self.outcomes.record_actual_cost(id).await;
            self.core.tell(TillEvent::Status);
        }
        Ok(())
    }

    /// Waits until the vendor may be asked again: never two questions within its own distance.
    async fn take_turn(&self, client: &VendorClient) {
        let every = client.ask_every();
        let wait = {
            let mut turns = locked(&self.turns);
            let now = self.core.clock.monotonic();
            let turn = turns.get(&client.vendor()).map_or(now, |last| now.max(*last + every));
            turns.insert(client.vendor(), turn);
            turn.saturating_sub(now)
        };
        if !wait.is_zero() {
            self.core.clock.sleep(wait).await;
        }
    }

    /// The next check of everything in doubt. Sales whose vendor has no client are left out: there is nobody to ask.
    fn next_checks(&self) -> Result<Vec<(Timestamp, SaleId)>, LedgerError> {
        let open = self.core.ledger.open_sales()?;
        Ok(open
            .iter()
            .filter(|sale| self.providers.client(sale.last_attempt().vendor).is_some())
            .filter_map(|sale| Some((self.next_check(sale)?, sale.id)))
            .collect())
    }
}
