//! What the vendors offer: read in the background, and kept for when there is no network.

use crate::till::catalogue::Catalogue;
use crate::till::core::TillEvent;
use crate::till::lock::locked;
use airtill_domain::cost::Listed;
use airtill_domain::money::Naira;
use airtill_domain::offer::{FRESH_FOR, Offer};
use airtill_domain::product::Product;
use airtill_domain::sale::Attempt;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_vendors::{Reached, Unread, VendorClient};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Between two looks for offers that have grown old.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// What the vendors offer, as last read.
#[derive(Debug, Default)]
pub struct Offers {
    by_vendor: BTreeMap<VendorId, Vec<Offer>>,
    unknown_names: BTreeMap<VendorId, Vec<String>>,
    holes: BTreeMap<VendorId, Holes>,
    /// When each was last asked, whatever came of it.
    asked_at: BTreeMap<VendorId, Timestamp>,
    /// Those that are being asked.
    reading: BTreeSet<VendorId>,
    /// Those of which only a part could be read, or that have changed since.
    partial: BTreeSet<VendorId>,
}

/// What of a catalogue is missing or old.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holes {
    /// What stood in it and could not be read.
    pub unread: Unread,
    /// Parts that were not answered the last time, by what their codes begin with.
    pub stale: Vec<String>,
}

/// Names an offer, a plan or a bank: a vendor and its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanKey {
    /// Whose.
    pub vendor: VendorId,
    /// The code.
    pub code: String,
}

/// A vendor's catalogue is being read; over when this is dropped, however the reading ended.
struct Reading {
    catalogue: Arc<Catalogue>,
    vendor: VendorId,
}

impl Reading {
    fn begin(catalogue: &Arc<Catalogue>, vendor: VendorId) -> Reading {
        let now = catalogue.core.clock.now();
        let mut offers = locked(&catalogue.offers);
        offers.reading.insert(vendor);
        offers.asked_at.insert(vendor, now);
        drop(offers);
        Reading { catalogue: Arc::clone(catalogue), vendor }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        locked(&self.catalogue.offers).reading.remove(&self.vendor);
        self.catalogue.offers_read.notify_waiters();
    }
}

impl Offers {
    pub(super) fn of(&self, vendor: VendorId) -> &[Offer] {
        self.by_vendor.get(&vendor).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn forget(&mut self, vendor: VendorId) {
        self.by_vendor.remove(&vendor);
        self.unknown_names.remove(&vendor);
        self.holes.remove(&vendor);
        self.asked_at.remove(&vendor);
        self.partial.remove(&vendor);
    }
}

impl Catalogue {
    /// Another account, or none: what was offered through the client before is nothing any more.
    pub(in crate::till) fn forget(&self, vendor: VendorId) {
        locked(&self.offers).forget(vendor);
    }

    /// The vendor says that what it offers has changed: it is old, however lately it was read.
    pub(in crate::till) fn has_changed(&self, vendor: VendorId) {
        locked(&self.offers).partial.insert(vendor);
        self.browse_now();
    }

    /// Reads what is old among the catalogues, now.
    pub(in crate::till) fn browse_now(&self) {
        self.browse.notify_one();
    }

    pub(in crate::till) async fn keep_reading_offers(self: Arc<Self>) {
        loop {
            self.read_offers(|_| true);
            self.providers.read_limits();
            tokio::select! {
                () = self.core.clock.sleep(LOOK_EVERY) => {}
                () = self.browse.notified() => {}
            }
        }
    }

    /// Begins to read the catalogues that are old, all vendors at once, in tasks of the till: who waits for them may give up.
    pub(super) fn read_offers(self: &Arc<Self>, wanted: impl Fn(&VendorClient) -> bool) {
        for client in
            self.providers.clients().into_iter().filter(|client| wanted(client) && self.is_due(client.vendor()))
        {
            let under_way = Reading::begin(self, client.vendor());
            let this = Arc::clone(self);
            self.core.spawn(async move {
                let still_ours = this.read_catalogue(&client).await;
                drop(under_way);
                // The client that took its place could not be read while this went on.
                if !still_ours {
                    this.browse.notify_one();
                }
            });
        }
    }

    fn is_due(&self, vendor: VendorId) -> bool {
        let now = self.core.clock.now();
        let offers = locked(&self.offers);
        let fresh = |at: &Timestamp| now.since(*at) < FRESH_FOR && *at <= now;
        let read = offers.by_vendor.get(&vendor).and_then(|offers| offers.first()).map(|offer| offer.read_at);
        match read {
            _ if offers.reading.contains(&vendor) => false,
            Some(at) if fresh(&at) && !offers.partial.contains(&vendor) => false,
            // Never two questions within a minute, whatever came of the last one.
            _ => offers.asked_at.get(&vendor).is_none_or(|at| now.since(*at) >= LOOK_EVERY || *at > now),
        }
    }

    /// False where another client had taken this one's place by the time it answered: then nothing is taken over.
    async fn read_catalogue(&self, client: &Arc<VendorClient>) -> bool {
        let (vendor, now) = (client.vendor(), self.core.clock.now());
        let (mut catalogue, failed) = client.catalogue(now).await;
        // Another client stands in its place by now: what this one says is of another address or account.
        if !self.providers.client(vendor).is_some_and(|current| Arc::ptr_eq(&current, client)) {
            return false;
        }
        if let Some(error) = &failed {
            tracing::warn!(vendor = vendor.slug(), %error, "the catalogue could not be read whole");
            self.providers.record_reached(vendor, Reached::from(error));
        }
        let mut codes = BTreeSet::new();
        catalogue.offers.retain(|offer| codes.insert(offer.code.clone()));
        if failed.is_none()
            && let Err(error) = self.write_changes(vendor, &catalogue.offers, &catalogue.stale).await
        {
            // Taken over it would be forgotten: the next reading finds it again.
            tracing::warn!(%error, "what changed in a list could not be written down: the list is not taken over");
            return false;
        }
        // The owner may have given it another account while that was written.
        if !self.providers.client(vendor).is_some_and(|current| Arc::ptr_eq(&current, client)) {
            return false;
        }
        self.take_over(vendor, catalogue, failed.is_none());
        self.core.tell(TillEvent::Status);
        true
    }

    fn take_over(&self, vendor: VendorId, mut catalogue: airtill_vendors::Catalogue, whole: bool) {
        let mut offers = locked(&self.offers);
        let known = offers.by_vendor.get(&vendor).is_some_and(|offers| !offers.is_empty());
        // What is known is more than a part of what there is.
        if !whole && (known || catalogue.offers.is_empty()) {
            return;
        }
        // What was read before of a part that was not answered goes on being sold, at the age that it has.
        let is_stale = |offer: &&Offer| catalogue.stale.iter().any(|part| offer.code.starts_with(part));
        let kept: Vec<Offer> = offers.of(vendor).iter().filter(is_stale).cloned().collect();
        catalogue.offers.extend(kept);
        if whole {
            offers.partial.remove(&vendor);
            if let Err(error) = self.core.ledger.keep_offers(vendor, &catalogue.offers) {
                tracing::warn!(%error, "offers were not kept");
            }
        } else {
            offers.partial.insert(vendor);
        }
        offers.by_vendor.insert(vendor, catalogue.offers);
        offers.unknown_names.insert(vendor, catalogue.unknown_names);
        offers.holes.insert(vendor, Holes { unread: catalogue.unread, stale: catalogue.stale });
    }

    /// What of a vendor's catalogue is missing or old, for the owner.
    pub fn holes(&self, vendor: VendorId) -> Holes {
        locked(&self.offers).holes.get(&vendor).cloned().unwrap_or_default()
    }

    /// When the oldest offer of a part of a vendor's catalogue was read; `None` where nothing is known of it.
    pub fn part_read_at(&self, vendor: VendorId, part: &str) -> Option<Timestamp> {
        let offers = locked(&self.offers);
        offers.of(vendor).iter().filter(|offer| offer.code.starts_with(part)).map(|offer| offer.read_at).min()
    }

    /// Takes over what was read before the program was closed.
    pub(in crate::till) fn recall_offers(&self, client: &VendorClient) {
        let vendor = client.vendor();
        let kept = self.core.ledger.offers(vendor).unwrap_or_else(|error| {
            tracing::warn!(%error, "kept offers could not be read");
            Vec::new()
        });
        let fixed = client.known_offers(self.core.clock.now());
        let offers = if client.capability().catalogue { client.recalled(kept) } else { fixed };
        locked(&self.offers).by_vendor.insert(vendor, offers);
        self.costs.recall(vendor, |product, attempt| self.listed_by(client, product, attempt));
    }

    /// What is listed now for an attempt of a sale.
    pub(in crate::till) fn listed(&self, product: &Product, attempt: &Attempt) -> Option<Listed> {
        self.listed_by(&*self.providers.client(attempt.vendor)?, product, attempt)
    }

    fn listed_by(&self, client: &VendorClient, product: &Product, attempt: &Attempt) -> Option<Listed> {
        let key = PlanKey { vendor: attempt.vendor, code: attempt.terms.as_ref()?.code.clone() };
        self.offer(&key).filter(|offer| offer.is_of(product))?.listed(client.settings())
    }

    /// Names of networks at a vendor that no list knows, for the owner to say what they mean.
    pub fn unknown_names(&self, vendor: VendorId) -> Vec<String> {
        locked(&self.offers).unknown_names.get(&vendor).cloned().unwrap_or_default()
    }

    /// How many offers of a vendor are known, and when they were read.
    pub fn offers_known(&self, vendor: VendorId) -> Option<(usize, Timestamp)> {
        let offers = locked(&self.offers);
        let known = offers.by_vendor.get(&vendor)?;
        Some((known.len(), known.first()?.read_at))
    }

    pub(super) fn never_read(&self, vendor: VendorId) -> bool {
        locked(&self.offers).by_vendor.get(&vendor).is_none_or(Vec::is_empty)
    }

    pub(super) fn is_being_read(&self, vendor: VendorId) -> bool {
        locked(&self.offers).reading.contains(&vendor)
    }

    /// What something costs by its vendor's list, where that says an amount.
    pub fn listed_cost(&self, key: &PlanKey) -> Option<Naira> {
        match self.offer(key)?.listed(self.providers.client(key.vendor)?.settings())? {
            Listed::Amount(cost) => Some(cost),
            Listed::OfFace { .. } => None,
        }
    }

    /// The offer that a key names.
    pub(in crate::till) fn offer(&self, key: &PlanKey) -> Option<Offer> {
        let offers = locked(&self.offers);
        offers.by_vendor.get(&key.vendor)?.iter().find(|offer| offer.code == key.code).cloned()
    }
}
