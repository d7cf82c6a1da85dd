//! What the owner ends by hand: a doubt that no answer will end, and an alarm that was looked into.

use crate::till::core::TillEvent;
use crate::till::reconcile::Reconcile;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::{Event, Verdict};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;
use std::time::Duration;

/// A doubt can be settled so long after its request has ended; at once where nobody can be asked.
pub const SETTLED_AFTER: Duration = Duration::from_secs(10 * 60);
/// Most characters of a reason, of evidence and of a note.
pub const TEXT_MAX_CHARS: usize = 300;

impl Reconcile {
    /// How long the owner has to wait before a sale in doubt can be settled: zero when it can be now, `None` when there is
    /// nothing to settle, or its request is still under way.
    pub fn settled_in(&self, sale: &Sale) -> Option<Duration> {
        let attempt = sale.last_attempt();
        let ended = attempt.ended_at.filter(|_| attempt.position.is_open())?;
        if !self.can_be_asked_about(sale) || self.providers.account_changed(sale) {
            return Some(Duration::ZERO);
        }
        // A clock that was set back doesn't lengthen it beyond the ten minutes: then the monotonic one counts.
        let waited = self.core.clock.now().since(ended).max(self.core.requests.waited(&attempt.reference));
        Some(SETTLED_AFTER.saturating_sub(waited))
    }

    /// The owner says what became of a sale in doubt. Marked by hand for ever; the vendor goes on being asked for a week.
    ///
    /// # Errors
    /// [`TillError::Refused`] when it is too early, there is nothing to settle, or reason and evidence are missing.
    pub async fn settle(
        &self,
        id: SaleId,
        verdict: Verdict,
        reason: &str,
        evidence: &str,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let refused = |sentence: &str| TillError::refused(About::Sale, sentence);
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        match self.settled_in(&sale) {
            None if sale.is_in_doubt() => {
                return Err(refused(say!("The request is still under way: wait for its end")));
            }
            None => return Err(refused(say!("This sale has an end already"))),
            Some(wait) if !wait.is_zero() => {
                let minutes = wait.as_secs().div_ceil(60);
                return Err(refused(&say!("The vendor may still answer: it can be settled in {minutes} min", minutes)));
            }
            Some(_) => {}
        }
        let (reason, evidence) =
            (told(reason, say!("Say why you are sure"))?, told(evidence, say!("Say what it rests on"))?);
        let reference = sale.last_attempt().reference.clone();
        let event = Event::Settled { sale: id, reference, verdict, reason, evidence };
        self.write_by_hand(id, event, Vec::new(), by).await
    }

    /// The owner has looked into evidence that contradicts an end. The end stays.
    ///
    /// # Errors
    /// [`TillError::Refused`] when there is no alarm, or nothing was found out.
    pub async fn alarm_seen(&self, id: SaleId, note: &str, by: Actor) -> Result<Sale, TillError> {
        let note = told(note, say!("Say what you found out"))?;
        self.write_by_hand(id, Event::AlarmSeen { sale: id, note }, Vec::new(), by).await
    }

    /// `before`: what belongs to it, in the same commit.
    pub(super) async fn write_by_hand(
        &self,
        id: SaleId,
        event: Event,
        before: Vec<Entry>,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let entries = before.into_iter().chain([Entry::Sale(event)]).collect();
        match self.core.ledger.commit(self.core.clock.now(), by, entries).await {
            Ok(_) => {}
            Err(LedgerError::Illegal(_)) => {
                return Err(TillError::refused(About::Sale, say!("The sale has changed since. Look at it again")));
            }
            Err(error) => return Err(error.into()),
        }
        self.core.tell(TillEvent::Sale(id));
        self.core.tell(TillEvent::Status);
        self.core.ledger.sale(id)?.ok_or_else(stale)
    }
}

/// What somebody wrote, without what can't be read: not empty, and not without end.
pub(super) fn told(text: &str, missing: &str) -> Result<String, TillError> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(TillError::refused(About::Sale, missing));
    }
    if text.chars().count() > TEXT_MAX_CHARS {
        return Err(TillError::refused(About::Sale, say!("At most {most} characters", most = TEXT_MAX_CHARS)));
    }
    Ok(text.to_owned())
}
