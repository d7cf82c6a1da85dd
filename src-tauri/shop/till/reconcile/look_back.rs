//! Ends that are looked at again: what the owner settled, and deliveries at a vendor that takes them back.
//!
//! Once a day, in the background and slowly: it must not stand in the way of anything that somebody waits for.

use crate::till::reconcile::Reconcile;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::schedule;
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;
use std::sync::Arc;
use std::time::Duration;

/// Between two walks over the last days.
const WALK_EVERY: Duration = Duration::from_secs(15 * 60);
/// Between two questions.
const SLOWLY: Duration = Duration::from_secs(10);

impl Reconcile {
    pub(in crate::till) async fn keep_looking_back(self: Arc<Self>) {
        loop {
            let due = self.due_again(self.core.clock.now()).unwrap_or_else(|error| {
                tracing::error!(%error, "the last days could not be looked through");
                Vec::new()
            });
            for sale in due {
                self.check(sale).await;
                self.core.clock.sleep(SLOWLY).await;
            }
            self.core.clock.sleep(WALK_EVERY).await;
        }
    }

    /// The sales that have ended and are due to be looked at again, oldest first.
    fn due_again(&self, now: Timestamp) -> Result<Vec<SaleId>, LedgerError> {
        let mut due = Vec::new();
        for sale in self.core.ledger.newest() {
            let sale = sale?;
            // Clocks that were set put days in another order than the ledger's; a generous end is enough.
            if now.since(sale.taken_at) > schedule::LOOK_BACK {
                break;
            }
            let attempt = sale.last_attempt();
            let comes_back_h = airtill_vendors::capability(attempt.vendor).comes_back_h.of(sale.product.kind());
            let again = schedule::look_again(attempt, comes_back_h);
            if again.is_some_and(|at| at <= now) && self.providers.client(attempt.vendor).is_some() {
                due.push(sale.id);
            }
        }
        due.reverse();
        Ok(due)
    }
}
