//! How the providers' last answers were.
//!
//! Remembered beside the ledger, and made again from it when the till opens.

use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::providers::Providers;
use airtill_domain::health::{self, Health, Pulse};
use airtill_domain::outcome::{Answer, Doubt, Outcome, Refusal};
use airtill_domain::sale::{AttemptStatus, Sale};
use airtill_domain::vendor::VendorId;
use std::collections::BTreeMap;
use std::time::Duration;

/// What is remembered of the vendors beside the ledger, and made again from it when the till opens.
#[derive(Debug, Default)]
pub struct HealthSeen {
    pulses: BTreeMap<VendorId, Pulse>,
    /// Who says that the shop's account is blocked or not active, in which words: told at once, however long the doubt takes.
    blocked: BTreeMap<VendorId, String>,
}

impl HealthSeen {
    /// Another key or address: what was said of the account before may be over.
    pub(super) fn opened_anew(&mut self, vendor: VendorId) {
        self.blocked.remove(&vendor);
    }
}

impl Providers {
    /// Makes what is remembered beside the ledger again from it.
    pub(super) fn recall_health(&self, latest: &[Sale]) {
        let (now, wall) = (self.core.clock.monotonic(), self.core.clock.now());
        let mut health_seen = HealthSeen::default();
        for sale in latest.iter().rev() {
            for attempt in &sale.attempts {
                let Some(ended) = attempt.ended_at else { continue };
                let age = wall.since(ended);
                let doubt = match attempt.position {
                    AttemptStatus::Unknown(why) => why != Doubt::Interrupted,
                    _ => false,
                };
                if doubt && age < health::WITHIN {
                    health_seen.pulses.entry(attempt.vendor).or_default().doubt(now.saturating_sub(age));
                }
            }
        }
        *locked(&self.health_seen) = health_seen;
    }

    /// Takes note of how a purchase ended.
    pub(in crate::till) fn record_health(&self, vendor: VendorId, answer: &Answer) {
        let now = self.core.clock.monotonic();
        let mut health_seen = locked(&self.health_seen);
        let by_status = airtill_vendors::capability(vendor).blocked_status;
        let blocked = answer.outcome == Outcome::Refused(Refusal::AccountBlocked)
            || (by_status.is_some() && answer.said.http_status == by_status);
        match answer.outcome {
            _ if blocked => {
                health_seen.blocked.insert(vendor, answer.said.message.clone().unwrap_or_default());
            }
            Outcome::Delivered | Outcome::Pending(_) => {
                health_seen.blocked.remove(&vendor);
            }
            Outcome::Refused(_) | Outcome::Unknown(_) | Outcome::NotSent(_) => {}
        }
        let pulse = health_seen.pulses.entry(vendor).or_default();
        match &answer.outcome {
            Outcome::Delivered | Outcome::Refused(_) | Outcome::Pending(_) => pulse.answered(),
            Outcome::Unknown(Doubt::Interrupted) | Outcome::NotSent(_) => {}
            Outcome::Unknown(_) => pulse.doubt(now),
        }
    }

    /// In which words a vendor said, the last time that something was bought, that the shop's account is blocked or not active.
    pub fn account_blocked(&self, vendor: VendorId) -> Option<String> {
        locked(&self.health_seen).blocked.get(&vendor).cloned()
    }

    /// The vendor has answered a question as its document says.
    pub(in crate::till) fn record_answer(&self, vendor: VendorId) {
        locked(&self.health_seen).pulses.entry(vendor).or_default().answered();
    }

    /// How a vendor's last answers were, and how long it still rests.
    pub fn health(&self, vendor: VendorId) -> (Health, Option<Duration>) {
        let now = self.core.clock.monotonic();
        let health_seen = locked(&self.health_seen);
        let pulse = health_seen.pulses.get(&vendor);
        (
            pulse.map_or(Health::Good, |pulse| pulse.health(now)),
            pulse.and_then(|pulse| pulse.rests_for(now)).filter(|left| !left.is_zero()),
        )
    }

    /// The owner lets a rested vendor sell again.
    pub fn let_sell(&self, vendor: VendorId) {
        self.record_answer(vendor);
        locked(&self.health_seen).blocked.remove(&vendor);
        self.core.tell(TillEvent::Status);
    }
}
