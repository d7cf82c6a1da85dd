//! Verdicts that are ready: what speaks of a doubt besides the vendor's answer, put before whoever may confirm it.

use crate::till::reconcile::Reconcile;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::evidence::Ready;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_words::say;
use std::time::Duration;

impl Reconcile {
    /// The verdict that the evidence makes ready for a sale in doubt; none before the owner could settle it. Without `costs` nothing tells
    /// what the sale costs the shop.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn ready(&self, sale: &Sale, costs: bool) -> Result<Option<Ready>, LedgerError> {
        let attempt = sale.last_attempt();
        if self.settled_in(sale) != Some(Duration::ZERO) {
            return Ok(None);
        }
        Ok(self.core.evidence(sale)?.ready(attempt, attempt.vendor.name(), costs))
    }

    /// Somebody who may has confirmed the verdict that was ready: settled by it, its evidence kept. Another verdict than the one that was
    /// shown is none: something has come in since.
    ///
    /// # Errors
    /// [`TillError::Refused`] when that verdict is not ready (any more).
    pub async fn confirm_ready(&self, id: SaleId, verdict: Verdict, by: Actor) -> Result<Sale, TillError> {
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        let Some(ready) = self.ready(&sale, false)?.filter(|ready| ready.verdict == verdict) else {
            return Err(TillError::refused(About::Sale, say!("The sale has changed since. Look at it again")));
        };
        let evidence = crop(&ready.because.join(". "));
        self.settle(id, verdict, say!("What is known says the same"), &evidence, by).await
    }
}

/// As much as a settlement's evidence may have.
fn crop(text: &str) -> String {
    text.chars().take(super::settle::TEXT_MAX_CHARS).collect()
}
