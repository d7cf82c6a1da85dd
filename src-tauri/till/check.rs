//! Asking about attempts in doubt, until they end.

use super::{Till, Told, locked};
use crate::domain::outcome::Finding;
use crate::domain::reference::SaleId;
use crate::domain::sale::event::Event;
use crate::domain::sale::{Sale, schedule};
use crate::domain::time::At;
use crate::ledger::LedgerError;
use crate::vendors::{self, Order};
use std::sync::Arc;
use std::time::Duration;

/// The longest the checks sleep without looking at the ledger again.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The wait after a check that led nowhere.
const AGAIN_AFTER: Duration = Duration::from_secs(3);

impl Till {
    /// The checks: what is in doubt when the till opens is asked about at once, the rest on its schedule.
    pub(super) async fn keep_checking(self: Arc<Self>) {
        self.check_all().await;
        let mut asked_last = None;
        loop {
            let unwritten = match self.write_unwritten().await {
                Ok(()) => self.interrupt_abandoned().await.is_err(),
                Err(error) => {
                    tracing::warn!(%error, "what is known waits to be written down");
                    true
                }
            };
            let now = self.clock.now();
            let wait = match self.next_due() {
                Ok(Some(due)) if due.0 <= now && asked_last != Some(due) => {
                    asked_last = Some(due);
                    self.check(due.1).await;
                    continue;
                }
                // Asked about, and due all the same: the answer could not be written down. Not so fast.
                Ok(Some((due, _))) if due <= now => AGAIN_AFTER,
                _ if unwritten => AGAIN_AFTER,
                Ok(Some((due, _))) => due.since(now).min(LOOK_EVERY),
                Ok(None) => LOOK_EVERY,
                Err(error) => {
                    tracing::error!(%error, "open sales could not be read");
                    LOOK_EVERY
                }
            };
            tokio::select! {
                () = self.clock.sleep(wait) => asked_last = None,
                () = self.wake.notified() => {}
            }
        }
    }

    /// Asks about everything in doubt, now: at start, and when the network returns.
    pub async fn check_all(&self) {
        match self.ledger.open_sales() {
            Ok(open) => {
                for sale in open.into_iter().filter(Sale::is_in_doubt) {
                    self.check(sale.id).await;
                }
            }
            Err(error) => tracing::error!(%error, "open sales could not be read"),
        }
    }

    /// Asks about one sale in doubt, now. A second question while one is under way is left out.
    pub async fn check(&self, id: SaleId) {
        if !locked(&self.checking).insert(id) {
            return;
        }
        if let Err(error) = self.ask_about(id).await {
            tracing::error!(sale = %id, %error, "a check could not be made");
        }
        locked(&self.checking).remove(&id);
        self.tell(Told::Sale(id));
    }

    /// When the sale is asked about next.
    pub fn next_check(&self, sale: &Sale) -> Option<At> {
        self.can_be_asked_about(sale).then(|| schedule::next_check(sale.last_attempt(), self.clock.now())).flatten()
    }

    /// Whether the vendor of the last attempt can be asked about it at all. Where not, a person ends the doubt.
    pub fn can_be_asked_about(&self, sale: &Sale) -> bool {
        let attempt = sale.last_attempt();
        let by_reference = vendors::capability(attempt.vendor).status_by_reference;
        let order = self.order_of(sale);
        by_reference && self.line(attempt.vendor).is_none_or(|line| line.can_check(&order))
    }

    /// The order of the last attempt, as it was sent.
    fn order_of(&self, sale: &Sale) -> Order {
        let attempt = sale.last_attempt();
        let terms = attempt.terms.clone();
        Order {
            product: sale.product.clone(),
            recipient: sale.recipient.clone(),
            reference: attempt.reference.clone(),
            code: terms.as_ref().map(|terms| terms.code.clone()).unwrap_or_default(),
            plan: terms.as_ref().and_then(|terms| terms.plan.clone()),
            cost: terms.and_then(|terms| terms.cost),
            printed_price: None,
        }
    }

    async fn ask_about(&self, id: SaleId) -> Result<(), LedgerError> {
        let Some(sale) = self.ledger.sale(id)?.filter(Sale::is_in_doubt) else { return Ok(()) };
        let attempt = sale.last_attempt();
        let reference = attempt.reference.clone();
        let order = self.order_of(&sale);
        let Some(line) = self.line(attempt.vendor).filter(|line| line.can_check(&order)) else {
            return Ok(());
        };
        let (report, reached) = line.check(&order).await;
        self.heard(line.vendor(), reached);
        tracing::info!(sale = %id, %reference, finding = ?report.finding, http_status = report.said.http_status, "checked");
        // A question during the request that brought nothing new is not worth an entry.
        if attempt.ended_at.is_none() && report.finding != Finding::Delivered {
            return Ok(());
        }
        let event = Event::Checked {
            sale: id,
            reference,
            account: line.account().clone(),
            finding: report.finding,
            said: report.said,
        };
        self.write_down(id, event).await;
        if !self.ledger.sale(id)?.is_some_and(|sale| sale.is_in_doubt()) {
            self.tell(Told::Status);
        }
        Ok(())
    }

    /// The check that is due next. Sales whose vendor has no line are left out: there is nobody to ask.
    fn next_due(&self) -> Result<Option<(At, SaleId)>, LedgerError> {
        let open = self.ledger.open_sales()?;
        Ok(open
            .iter()
            .filter(|sale| self.line(sale.last_attempt().vendor).is_some())
            .filter_map(|sale| Some((self.next_check(sale)?, sale.id)))
            .min())
    }
}
