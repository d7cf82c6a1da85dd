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
    /// The verdict that the evidence makes ready for a sale in doubt; none before the owner could settle it, and none of a sale of which
    /// something else is contradicted. Without `costs` nothing tells what the sale costs the shop.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn ready(&self, sale: &Sale, costs: bool) -> Result<Option<Ready>, LedgerError> {
        let attempt = sale.last_attempt();
        if sale.contradictions > 0 || self.settled_in(sale) != Some(Duration::ZERO) {
            return Ok(None);
        }
        let mut evidence = self.core.evidence(sale)?;
        if self.core.ledger.routing()?.shared_wallets.contains(&attempt.vendor) {
            evidence.wallet = None;
        }
        Ok(evidence.ready(attempt, attempt.vendor.name(), costs))
    }

    /// Somebody who may has confirmed the verdict that was ready: settled by it, its evidence kept. The vendor is asked and its wallet
    /// looked at once more before: what can't be looked at again is not confirmed. Another verdict than the one that was shown is none:
    /// something has come in since.
    ///
    /// # Errors
    /// [`TillError::Refused`] when that verdict is not ready (any more).
    pub async fn confirm_ready(&self, id: SaleId, verdict: Verdict, by: Actor) -> Result<Sale, TillError> {
        let changed = || TillError::refused(About::Sale, say!("The sale has changed since. Look at it again"));
        let is_ready = |sale: &Sale| -> Result<Ready, TillError> {
            self.ready(sale, false)?.filter(|ready| ready.verdict == verdict).ok_or_else(changed)
        };
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        is_ready(&sale)?;
        self.look_again(&sale).await?;
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        let ready = is_ready(&sale)?;
        let evidence = crop(&ready.because.join(". "));
        self.settle(id, verdict, say!("What is known says the same"), &evidence, by).await
    }

    /// Asks the vendor about a sale and for its balance, as far as it tells them.
    async fn look_again(&self, sale: &Sale) -> Result<(), TillError> {
        let vendor = sale.last_attempt().vendor;
        let capability = airtill_vendors::capability(vendor);
        let not_now = || {
            let vendor = vendor.name();
            TillError::refused(
                About::Sale,
                say!(
                    "{vendor} can't be asked once more now, and it is before this is confirmed. Try again later",
                    vendor
                ),
            )
        };
        if self.can_be_asked_about(sale) {
            self.check(sale.id).await;
            if !self.providers.was_reachable(vendor) {
                return Err(not_now());
            }
        }
        if capability.balance {
            let client = self.providers.client(vendor).ok_or_else(not_now)?;
            if !self.wallets.look_now(&client).await {
                return Err(not_now());
            }
        }
        Ok(())
    }
}

/// As much as a settlement's evidence may have.
fn crop(text: &str) -> String {
    text.chars().take(super::settle::TEXT_MAX_CHARS).collect()
}
