//! Whether the providers can be reached at all.

use crate::till::lock::locked;
use crate::till::providers::Providers;
use airtill_domain::outcome::{NotSent, Outcome};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_vendors::{Reached, VendorClient};
use std::collections::BTreeMap;
use std::time::Duration;

/// So long the key that sells waits for a connection where there was none.
const REACHED_WITHIN: Duration = Duration::from_secs(5);

/// Whether a vendor could be reached when it was last tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Online {
    /// Not tried yet.
    NotTried,
    /// Yes.
    Yes,
    /// No, since then.
    NoSince(Timestamp),
}

/// Who could not be reached when that was last tried.
#[derive(Debug, Default)]
pub(super) struct LastReached {
    unreachable: BTreeMap<VendorId, Timestamp>,
    tried: bool,
}

impl Providers {
    pub(super) fn forget_reached(&self, vendor: VendorId) {
        locked(&self.last_reached).unreachable.remove(&vendor);
    }

    /// Offline means that connecting failed at every vendor that may sell; one success ends it.
    pub fn online(&self) -> Online {
        let mut clients = self.selling();
        if clients.is_empty() {
            clients = self.clients();
        }
        let last = locked(&self.last_reached);
        if !last.tried || clients.is_empty() {
            return Online::NotTried;
        }
        let since: Option<Vec<Timestamp>> =
            clients.iter().map(|client| last.unreachable.get(&client.vendor()).copied()).collect();
        match since.and_then(|times| times.into_iter().max()) {
            Some(at) => Online::NoSince(at),
            None => Online::Yes,
        }
    }

    /// Whether a connection to the vendor could be made when that was last tried.
    pub(in crate::till) fn was_reachable(&self, vendor: VendorId) -> bool {
        !locked(&self.last_reached).unreachable.contains_key(&vendor)
    }

    /// Whether the vendor can be reached; tried once now when it could not be the last time.
    pub(in crate::till) async fn reachable(&self, client: &VendorClient) -> bool {
        if self.was_reachable(client.vendor()) {
            return true;
        }
        // By the wall: the customer waits. Who doesn't answer in time is tried again in the background.
        let Ok(reached) = tokio::time::timeout(REACHED_WITHIN, client.reach()).await else { return false };
        self.record_reached(client.vendor(), reached);
        reached != Reached::No
    }

    /// Takes note of whether a vendor could be reached.
    pub(in crate::till) fn record_reached(&self, vendor: VendorId, reached: Reached) {
        let mut last = locked(&self.last_reached);
        last.tried = true;
        match reached {
            Reached::No => {
                last.unreachable.entry(vendor).or_insert_with(|| self.core.clock.now());
            }
            Reached::Yes | Reached::Silent => {
                last.unreachable.remove(&vendor);
            }
        }
    }

    pub(in crate::till) fn record_purchase_reached(&self, client: &VendorClient, outcome: &Outcome) {
        let reached = if *outcome == Outcome::NotSent(NotSent::NoConnection) { Reached::No } else { Reached::Yes };
        self.record_reached(client.vendor(), reached);
    }
}
