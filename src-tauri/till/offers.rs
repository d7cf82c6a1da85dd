//! What the vendors offer: read in the background, kept for when there is no network, and put side by side.

use super::route::VendorNow;
use super::{About, PlanKey, Till, TillError, Told, locked};
use crate::domain::money::{Naira, Price};
use crate::domain::network::Network;
use crate::domain::offer::{FRESH_FOR, Item, Offer};
use crate::domain::plan::Plan;
use crate::domain::product::Product;
use crate::domain::recipient::Recipient;
use crate::domain::route::Candidate;
use crate::domain::sale::Sale;
use crate::domain::settings::VendorSettings;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::ledger::LedgerError;
use crate::say;
use crate::vendors::{Catalogue, Line, Reached};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// Between two looks for offers that have grown old.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long a review waits for a catalogue that was never read.
const PATIENCE: Duration = Duration::from_secs(6);
/// The same, when somebody's offer is known already.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

/// What the vendors offer, as last read.
#[derive(Debug, Default)]
pub struct Offers {
    by_vendor: BTreeMap<VendorId, Vec<Offer>>,
    unknown_names: BTreeMap<VendorId, Vec<String>>,
    /// When each was last asked, whatever came of it.
    asked_at: BTreeMap<VendorId, At>,
    /// Those that are being asked.
    reading: BTreeSet<VendorId>,
    /// Those of which only a part could be read.
    partial: BTreeSet<VendorId>,
}

/// A vendor's catalogue is being read; over when this is dropped, however the reading ended.
struct Reading {
    till: Arc<Till>,
    vendor: VendorId,
}

impl Reading {
    fn begin(till: &Arc<Till>, vendor: VendorId) -> Reading {
        let now = till.clock.now();
        let mut offers = locked(&till.offers);
        offers.reading.insert(vendor);
        offers.asked_at.insert(vendor, now);
        drop(offers);
        Reading { till: Arc::clone(till), vendor }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        locked(&self.till.offers).reading.remove(&self.vendor);
        self.till.offers_read.notify_waiters();
    }
}

impl Offers {
    pub(super) fn of(&self, vendor: VendorId) -> &[Offer] {
        self.by_vendor.get(&vendor).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn forget(&mut self, vendor: VendorId) {
        self.by_vendor.remove(&vendor);
        self.unknown_names.remove(&vendor);
        self.asked_at.remove(&vendor);
        self.partial.remove(&vendor);
    }
}

/// One vendor's way to sell what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Who.
    pub vendor: VendorId,
    /// The vendor's word for it.
    pub code: String,
    /// What the vendor calls the plan, if it is one.
    pub plan: Option<Plan>,
    /// What it costs the shop, as far as that is known: by the list, or by what its like was charged last.
    pub cost: Option<Naira>,
    /// What customers are meant to pay, where the vendor prints it.
    pub printed_price: Option<Naira>,
    /// When the vendor said so.
    pub read_at: At,
    /// How the vendor stood when this was put together.
    pub seen: Candidate,
}

impl Till {
    pub(super) async fn keep_reading_offers(self: Arc<Self>) {
        loop {
            self.read_offers(|_| true);
            self.read_limits();
            tokio::select! {
                () = self.clock.sleep(LOOK_EVERY) => {}
                () = self.browse.notified() => {}
            }
        }
    }

    /// Begins to read the catalogues that are old, all vendors at once, in tasks of the till: who waits for them may give up.
    fn read_offers(self: &Arc<Self>, wanted: impl Fn(&Line) -> bool) {
        for line in self.lines().into_iter().filter(|line| wanted(line) && self.is_due(line.vendor())) {
            let under_way = Reading::begin(self, line.vendor());
            let till = Arc::clone(self);
            self.spawn(async move {
                let still_ours = till.read_catalogue(&line).await;
                drop(under_way);
                // The line that took its place could not be read while this went on.
                if !still_ours {
                    till.browse.notify_one();
                }
            });
        }
    }

    fn is_due(&self, vendor: VendorId) -> bool {
        let now = self.clock.now();
        let offers = locked(&self.offers);
        let fresh = |at: &At| now.since(*at) < FRESH_FOR && *at <= now;
        let read = offers.by_vendor.get(&vendor).and_then(|offers| offers.first()).map(|offer| offer.read_at);
        match read {
            _ if offers.reading.contains(&vendor) => false,
            Some(at) if fresh(&at) && !offers.partial.contains(&vendor) => false,
            // Never two questions within a minute, whatever came of the last one.
            _ => offers.asked_at.get(&vendor).is_none_or(|at| now.since(*at) >= LOOK_EVERY || *at > now),
        }
    }

    /// False where another line had taken this one's place by the time it answered: then nothing is taken over.
    async fn read_catalogue(&self, line: &Arc<Line>) -> bool {
        let (vendor, now) = (line.vendor(), self.clock.now());
        let (mut catalogue, failed) = line.catalogue(now).await;
        // Another line stands in its place by now: what this one says is of another address or account.
        if !self.line(vendor).is_some_and(|current| Arc::ptr_eq(&current, line)) {
            return false;
        }
        if let Some(error) = &failed {
            tracing::warn!(vendor = vendor.slug(), %error, "the catalogue could not be read whole");
            self.heard(vendor, Reached::from(error));
        }
        let mut codes = BTreeSet::new();
        catalogue.offers.retain(|offer| codes.insert(offer.code.clone()));
        self.take_over(vendor, catalogue, failed.is_none());
        self.tell(Told::Status);
        true
    }

    fn take_over(&self, vendor: VendorId, mut catalogue: Catalogue, whole: bool) {
        let mut offers = locked(&self.offers);
        let known = offers.by_vendor.get(&vendor).is_some_and(|offers| !offers.is_empty());
        // What is known is more than a part of what there is.
        if !whole && (known || catalogue.offers.is_empty()) {
            return;
        }
        if catalogue.without_banks {
            let banks = offers.of(vendor).iter().filter(|offer| offer.bank().is_some());
            catalogue.offers.extend(banks.cloned().collect::<Vec<_>>());
        }
        if whole {
            offers.partial.remove(&vendor);
            if let Err(error) = self.ledger.keep_offers(vendor, &catalogue.offers) {
                tracing::warn!(%error, "offers were not kept");
            }
        } else {
            offers.partial.insert(vendor);
        }
        offers.by_vendor.insert(vendor, catalogue.offers);
        offers.unknown_names.insert(vendor, catalogue.unknown_names);
    }

    /// Takes over what was read before the program was closed.
    pub(super) fn recall_offers(&self, line: &Line) {
        let vendor = line.vendor();
        let kept = self.ledger.offers(vendor).unwrap_or_else(|error| {
            tracing::warn!(%error, "kept offers could not be read");
            Vec::new()
        });
        let fixed = line.known_offers(self.clock.now());
        let offers = if line.capability().catalogue { line.recalled(kept) } else { fixed };
        locked(&self.offers).by_vendor.insert(vendor, offers);
    }

    /// Names of networks at a vendor that no list knows, for the owner to say what they mean.
    pub fn unknown_names(&self, vendor: VendorId) -> Vec<String> {
        locked(&self.offers).unknown_names.get(&vendor).cloned().unwrap_or_default()
    }

    /// How many offers of a vendor are known, and when they were read.
    pub fn offers_known(&self, vendor: VendorId) -> Option<(usize, At)> {
        let offers = locked(&self.offers);
        let known = offers.by_vendor.get(&vendor)?;
        Some((known.len(), known.first()?.read_at))
    }

    /// Everyone who sells the product now, the one to take first in front. Waits a moment for catalogues that were never read, so
    /// that the first sale after the first start doesn't go to whoever answered first.
    /// `exactly` is the offer that was chosen: its vendor sells that one, whatever else it calls by the same name.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(super) async fn choices(
        self: &Arc<Self>,
        product: &Product,
        exactly: Option<&PlanKey>,
    ) -> Result<Vec<Choice>, LedgerError> {
        let carries = |line: &Line| {
            let capability = line.capability();
            capability.catalogue
                && match product {
                    Product::Airtime { network, .. } => capability.airtime.contains(network),
                    Product::Data { network, .. } => capability.data.contains(network),
                    Product::Transfer { .. } => capability.transfer,
                }
        };
        // An old price of a plan is read again before it is reviewed; what the others cost hardly ever changes.
        let has_a_price = matches!(product, Product::Data { .. });
        let wanted = |line: &Line| carries(line) && (has_a_price || self.never_read(line.vendor()));
        let reading = async {
            loop {
                let read = self.offers_read.notified();
                self.read_offers(wanted);
                if !self.lines().iter().any(|line| wanted(line) && self.is_being_read(line.vendor())) {
                    return;
                }
                read.await;
            }
        };
        let patience = if self.known_choices(product, exactly, &[])?.is_empty() { PATIENCE } else { SHORT_PATIENCE };
        // By the wall, not by the till's clock: the customer waits.
        let _ = tokio::time::timeout(patience, reading).await;
        self.known_choices(product, exactly, &[])
    }

    /// Everyone who could sell what failed, by what is known: those that were tried already last, and at the price that was
    /// read back when the sale was reviewed, where that was how it was known.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(super) fn choices_after_failure(&self, sale: &Sale) -> Result<Vec<Choice>, LedgerError> {
        let last = sale.last_attempt();
        let terms = last.terms.as_ref().filter(|_| !matches!(sale.product, Product::Airtime { .. }));
        let exactly = terms.map(|terms| PlanKey { vendor: last.vendor, code: terms.code.clone() });
        let tried: Vec<VendorId> = sale.attempts.iter().map(|attempt| attempt.vendor).collect();
        let mut choices = self.known_choices(&sale.product, exactly.as_ref(), &tried)?;
        match &sale.recipient {
            Recipient::Phone(_) => {}
            // Only who named the account may sell to it, and VDT at the price that was read back with the name.
            Recipient::Account(_) => {
                choices.retain(|choice| choice.vendor == last.vendor);
                for choice in choices.iter_mut().filter(|choice| choice.vendor == VendorId::Vdt) {
                    choice.cost = terms.and_then(|terms| terms.cost).or(choice.cost);
                }
            }
            Recipient::Steering(_) => choices.retain(|choice| self.may_be_steered(choice.vendor)),
        }
        Ok(choices)
    }

    fn never_read(&self, vendor: VendorId) -> bool {
        locked(&self.offers).by_vendor.get(&vendor).is_none_or(Vec::is_empty)
    }

    fn is_being_read(&self, vendor: VendorId) -> bool {
        locked(&self.offers).reading.contains(&vendor)
    }

    /// Everyone who could sell the product by what is known, the one to take first in front.
    pub(super) fn known_choices(
        &self,
        product: &Product,
        exactly: Option<&PlanKey>,
        tried: &[VendorId],
    ) -> Result<Vec<Choice>, LedgerError> {
        let mut choices = Vec::new();
        for line in self.selling() {
            let vendor = line.vendor();
            let offer = {
                let offers = locked(&self.offers);
                let found = match exactly.filter(|key| key.vendor == vendor) {
                    // A code that means another plan by now is another offer.
                    Some(key) => offers.of(vendor).iter().find(|offer| offer.code == key.code && offer.is_of(product)),
                    None => offers.of(vendor).iter().find(|offer| offer.sells(product)),
                };
                found.filter(|offer| within_limits(offer, product, line.settings())).cloned()
            };
            if let Some(offer) = offer {
                let now = self.vendor_now(vendor)?;
                let choice = self.choice(&offer, product, line.settings(), &now, tried.contains(&vendor));
                // A plan for which the list names no cost stands on no list of ours either.
                if choice.cost.is_some() || choice.plan.is_none() {
                    choices.push(choice);
                }
            }
        }
        // What an account's limit turns down others sell; where nobody else does, it is tried, with a warning.
        if choices.iter().any(|choice| !self.is_beyond_account(choice)) {
            choices.retain(|choice| !self.is_beyond_account(choice));
        }
        self.ledger.routing()?.line_up(&mut choices, |choice| &choice.seen);
        Ok(choices)
    }

    pub(super) fn choice(
        &self,
        offer: &Offer,
        product: &Product,
        settings: &VendorSettings,
        now: &VendorNow,
        tried: bool,
    ) -> Choice {
        let listed = offer.cost_of(product, settings);
        let cost = listed.map(|cost| self.learnt_cost(offer.vendor, &offer.code, product, cost));
        Choice {
            vendor: offer.vendor,
            code: offer.code.clone(),
            plan: offer.plan().cloned(),
            cost,
            printed_price: offer.printed_price(),
            read_at: offer.read_at,
            seen: now.candidate(cost, tried),
        }
    }

    /// The plan of a network that a vendor sells under a code.
    pub fn plan(&self, network: Network, key: &PlanKey) -> Option<Plan> {
        self.offer(key).filter(|offer| offer.network() == Some(network))?.plan().cloned()
    }

    /// What the customer pays for what a vendor sells.
    ///
    /// # Errors
    /// When the ledger can't be read; [`TillError::Refused`] for a transfer that the owner's rules don't allow, and for what has no
    /// price.
    pub(super) fn price_of(&self, product: &Product, choice: &Choice) -> Result<Price, TillError> {
        let price = match product {
            Product::Airtime { network, face } => self.ledger.prices()?.of_airtime(*network, *face),
            Product::Data { network, plan } => {
                self.ledger.prices()?.of_plan(*network, plan, choice.cost, choice.printed_price)
            }
            Product::Transfer { amount, .. } => Price::of(self.transfer_price(*amount)?),
        };
        price.ok_or_else(|| {
            let vendor = choice.vendor.name();
            TillError::refused(About::Plan, say!("{vendor} names no price for this now. Choose again", vendor))
        })
    }

    /// A vendor's terms as they are now, for what was reviewed on others; `None` when it does not list it any more.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(super) fn terms_now(&self, product: &Product, choice: &Choice) -> Result<Option<Choice>, LedgerError> {
        let exactly = choice.plan.is_some().then(|| PlanKey { vendor: choice.vendor, code: choice.code.clone() });
        let now = self.known_choices(product, exactly.as_ref(), &[])?;
        // A code that means another plan by now is not what was read back.
        Ok(now
            .into_iter()
            .find(|now| now.vendor == choice.vendor && now.code == choice.code && now.plan == choice.plan))
    }

    /// A plan's price on the list is old.
    pub(super) fn is_old(&self, choice: &Choice) -> bool {
        let listed = crate::vendors::capability(choice.vendor).catalogue;
        listed && choice.plan.is_some() && self.clock.now().since(choice.read_at) >= FRESH_FOR
    }

    /// Whether anyone offers the network's airtime at all, whatever the amount.
    pub(super) fn sells_airtime_of(&self, network: Network) -> Option<(Naira, Naira)> {
        let offers = locked(&self.offers);
        let mut widest: Option<(Naira, Naira)> = None;
        for line in self.selling() {
            let of_vendor = offers.of(line.vendor());
            let is_airtime = |offer: &&Offer| matches!(offer.item, Item::Airtime { network: of, .. } if of == network);
            if let Some(offer) = of_vendor.iter().find(is_airtime) {
                let (least, most) = limits(offer, line.settings());
                widest = Some(widest.map_or((least, most), |known| (known.0.min(least), known.1.max(most))));
            }
        }
        widest
    }

    /// The offer that a key names.
    pub(super) fn offer(&self, key: &PlanKey) -> Option<Offer> {
        let offers = locked(&self.offers);
        offers.by_vendor.get(&key.vendor)?.iter().find(|offer| offer.code == key.code).cloned()
    }
}

/// The vendor's limits and the owner's, the narrower of each.
fn limits(offer: &Offer, settings: &VendorSettings) -> (Naira, Naira) {
    let (least, most) = (settings.airtime_least, settings.airtime_most);
    match &offer.item {
        Item::Airtime { limits: Some((vendors_least, vendors_most)), .. } => {
            (least.max(*vendors_least), most.min(*vendors_most))
        }
        Item::Airtime { .. } | Item::Data { .. } | Item::Transfer { .. } => (least, most),
    }
}

fn within_limits(offer: &Offer, product: &Product, settings: &VendorSettings) -> bool {
    let (least, most) = limits(offer, settings);
    product.face().is_none_or(|face| (least..=most).contains(&face))
}
