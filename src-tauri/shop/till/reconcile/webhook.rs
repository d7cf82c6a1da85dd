//! What a vendor's notice does: it brings a question forward, or, of Simpu alone, ends a doubt as delivered.
//!
//! A notice is nobody's word in particular: it came through the owner's tunnel and was signed by no one. So where the vendor can be
//! asked, it only makes the till ask sooner than it would have, and no more often than once a minute for a sale; what it said is kept
//! beside an open attempt, for whoever settles it. Simpu can't be asked; its notice about an attempt comes by an address that only
//! Simpu was told, with that very purchase, or is signed with the shop's key.

use crate::till::lock::locked;
use crate::till::reconcile::Reconcile;
use airtill_credentials::NoticeKey;
use airtill_domain::listener::Listener;
use airtill_domain::outcome::{Finding, Report};
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Attempt, Sale};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_vendors::NoticeOf;
use std::sync::Arc;
use std::time::Duration;

/// Notices about one sale that are kept in a run.
const NOTICES_KEPT_MAX: u32 = 10;
/// Between two questions about a sale that notices brought forward.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(60);
/// Of so many sales it is remembered when a notice had them asked about.
const REMEMBERED: usize = 256;

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was understood, whether or not there was anything to do.
    Understood,
    /// It is none that the vendor's document shows.
    NotUnderstood,
    /// Its signature is missing where there has to be one, or is not the vendor's.
    NotSigned,
    /// It could not be heard now; the vendor may call again.
    NotNow,
}

/// By which addresses vendors may call: while the listener is on.
#[derive(Clone, Debug)]
pub struct Callbacks {
    /// The key of the addresses.
    pub key: NoticeKey,
    /// Where the listener is, and what stands before it for the rest of the world.
    pub listener: Listener,
}

impl Reconcile {
    /// From now on vendors may be told where to call; `None`: no more.
    pub fn set_callbacks(&self, callbacks: Option<Callbacks>) {
        *locked(&self.callbacks) = callbacks;
    }

    /// The address that goes with a purchase, for a vendor that calls about each one.
    pub(in crate::till) fn callback(&self, vendor: VendorId, reference: &Reference) -> Option<String> {
        let callbacks = locked(&self.callbacks);
        let callbacks = callbacks.as_ref().filter(|_| vendor.only_calls())?;
        callbacks.listener.public(&callbacks.key.attempt_path(reference))
    }

    /// A vendor that can be asked has called: it is asked, now rather than later, and what it said is kept.
    pub async fn hear_notice(self: &Arc<Self>, vendor: VendorId, body: &[u8]) -> Heard {
        let Some(client) = self.providers.client(vendor) else { return Heard::NotNow };
        let reference = match client.notice(body) {
            Ok(NoticeOf::Purchase(reference)) => reference,
            Ok(NoticeOf::Catalogue) => {
                self.outcomes.catalogue_has_changed(vendor);
                return Heard::Understood;
            }
            Ok(NoticeOf::Other) => return Heard::Understood,
            Err(_) => return Heard::NotUnderstood,
        };
        match self.about(vendor, &reference) {
            Ok(Some((sale, attempt))) => {
                if sale.last_attempt().reference.as_str() == reference {
                    // Kept however soon it comes: the last word counts.
                    let report = client.report(&self.order_of_attempt(&sale, &attempt), body);
                    self.keep_notice(&sale, &attempt, report).await;
                    if self.may_be_asked_again(sale.id) {
                        tracing::info!(sale = %sale.id, vendor = vendor.slug(), "a notice brings the check forward");
                        self.spawn_check(sale.id, true);
                    }
                }
                Heard::Understood
            }
            // Somebody else's, who buys by the same account.
            Ok(None) => Heard::Understood,
            Err(error) => {
                tracing::warn!(%error, "a notice could not be looked into");
                Heard::NotNow
            }
        }
    }

    /// What an unsigned notice says of an open attempt is evidence for whoever settles it: kept, where it is news.
    async fn keep_notice(&self, sale: &Sale, attempt: &Attempt, report: Option<Report>) {
        let Some(report) = report.filter(|_| attempt.position.is_open() && attempt.ended_at.is_some()) else { return };
        if attempt.notified.is_none_or(|(_, before)| before != report.finding) && self.may_be_kept(sale.id) {
            let (finding, said) = (report.finding, report.said);
            let kept = Event::NoticeKept { sale: sale.id, reference: attempt.reference.clone(), finding, said };
            self.outcomes.write_down(sale.id, kept).await;
        }
    }

    /// A vendor that changes its mind all the time, or somebody who has its address, fills no ledger.
    fn may_be_kept(&self, id: SaleId) -> bool {
        let mut kept = locked(&self.notices_kept);
        let count = kept.entry(id).or_default();
        *count += 1;
        *count <= NOTICES_KEPT_MAX
    }

    /// Simpu has called about an attempt: at that attempt's own address, or signed. A signature that came with it has to be right.
    pub async fn hear_report(self: &Arc<Self>, reference: &Reference, body: &[u8], signature: Option<&str>) -> Heard {
        let found = match self.about(VendorId::Simpu, reference.as_str()) {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "a notice could not be looked into");
                return Heard::NotNow;
            }
        };
        let (Some((sale, attempt)), Some(client)) = (found, self.providers.client(VendorId::Simpu)) else {
            return Heard::NotNow;
        };
        if signature.is_some_and(|signature| !client.has_signed(body, signature)) {
            return Heard::NotSigned;
        }
        let Some(report) = client.report(&self.order_of_attempt(&sale, &attempt), body) else {
            return Heard::NotUnderstood;
        };
        match report.finding {
            Finding::Delivered | Finding::Failed | Finding::Unclear => {}
            Finding::Pending | Finding::NotFound | Finding::Reversed => return Heard::Understood,
        }
        // Said once is enough: the same again changes nothing, and once it has contradicted itself nothing more is heard.
        let is_news = attempt.notified.is_none_or(|(_, before)| before != report.finding);
        if is_news && sale.contradictions == 0 {
            let (id, reference) = (sale.id, attempt.reference.clone());
            tracing::info!(sale = %id, %reference, finding = ?report.finding, "a notice about an attempt");
            self.outcomes
                .write_down(id, Event::Notified { sale: id, reference, finding: report.finding, said: report.said })
                .await;
            self.outcomes.record_actual_cost(id).await;
        }
        Heard::Understood
    }

    /// Simpu has called at the one address of its dashboard: believed where it signed, and then as at the attempt's own address.
    pub async fn hear_event(self: &Arc<Self>, body: &[u8], signature: Option<&str>) -> Heard {
        let Some(client) = self.providers.client(VendorId::Simpu) else { return Heard::NotNow };
        if !signature.is_some_and(|signature| client.has_signed(body, signature)) {
            return Heard::NotSigned;
        }
        match client.notice(body) {
            Ok(NoticeOf::Purchase(reference)) => {
                match (Reference::parse(&reference), self.about(VendorId::Simpu, &reference)) {
                    (Ok(reference), Ok(Some(_))) => self.hear_report(&reference, body, signature).await,
                    (_, Err(_)) => Heard::NotNow,
                    // Somebody else's, who buys by the same account.
                    (Err(_), _) | (_, Ok(None)) => Heard::Understood,
                }
            }
            Ok(NoticeOf::Catalogue | NoticeOf::Other) => Heard::Understood,
            Err(_) => Heard::NotUnderstood,
        }
    }

    fn about(&self, vendor: VendorId, reference: &str) -> Result<Option<(Sale, Attempt)>, LedgerError> {
        let Ok(reference) = Reference::parse(reference) else { return Ok(None) };
        let Some(id) = self.core.ledger.sale_of(&reference)? else { return Ok(None) };
        let Some(sale) = self.core.ledger.sale(id)? else { return Ok(None) };
        let attempt = sale.attempt(&reference).filter(|attempt| attempt.vendor == vendor).cloned();
        Ok(attempt.map(|attempt| (sale, attempt)))
    }

    /// No notice has had this sale asked about within the last minute.
    fn may_be_asked_again(&self, sale: SaleId) -> bool {
        let now = self.core.clock.monotonic();
        let mut asked = locked(&self.asked_by_notice);
        asked.retain(|_, at| now.saturating_sub(*at) < ASKED_AGAIN_AFTER);
        if asked.contains_key(&sale) || asked.len() >= REMEMBERED {
            return false;
        }
        asked.insert(sale, now);
        true
    }
}
