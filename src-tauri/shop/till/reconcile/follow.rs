//! Ends that are followed by another, by the owner's word: what was delivered has come back or was never there, what had failed was
//! delivered after all. The first end stands in the ledger as it was; the sale goes by the later one, and what the wallet did because of
//! it is explained by it.

use crate::till::reconcile::Reconcile;
use crate::till::reconcile::settle::told;
use crate::till::refusal::{About, TillError, stale};
use crate::till::wallets::fits::followed_by;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::{Event, Verdict};
use airtill_ledger::entry::Actor;
use airtill_words::say;

impl Reconcile {
    /// The owner says that an attempt's end was followed by another. What its wallet did because of it, and the ledger could not explain,
    /// is explained.
    ///
    /// # Errors
    /// [`TillError::Refused`] when the attempt has no end or has this one, or reason and evidence are missing.
    pub async fn follow_end(
        &self,
        id: SaleId,
        reference: &Reference,
        verdict: Verdict,
        reason: &str,
        evidence: &str,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        let attempt = sale.attempt(reference).ok_or_else(stale)?;
        match followed_by(attempt) {
            None => {
                return Err(TillError::refused(About::Sale, say!("It has no end yet: wait for it, or settle it")));
            }
            Some(next) if next != verdict => {
                return Err(TillError::refused(About::Sale, say!("The sale has changed since. Look at it again")));
            }
            Some(_) => {}
        }
        let (reason, evidence) =
            (told(reason, say!("Say why you are sure"))?, told(evidence, say!("Say what it rests on"))?);
        let explains = self.wallets.explained_by(&sale, attempt, verdict)?;
        let reference = reference.clone();
        let event = Event::EndFollowed { sale: id, reference, verdict, reason, evidence };
        self.write_by_hand(id, event, explains.into_iter().collect(), by).await
    }
}
