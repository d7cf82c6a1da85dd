//! Who could sell what is asked for, the one to take first in front, and at what price.

use crate::till::catalogue::Catalogue;
use crate::till::catalogue::offers::PlanKey;
use crate::till::customers::KnownBuyer;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError};
use airtill_domain::health::Health;
use airtill_domain::money::{Naira, Price};
use airtill_domain::network::Network;
use airtill_domain::offer::{FRESH_FOR, Item, Offer};
use airtill_domain::plan::Plan;
use airtill_domain::price::{Asked, Bought, Buyer};
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::route::{Candidate, Funds};
use airtill_domain::sale::Sale;
use airtill_domain::settings::VendorSettings;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_vendors::VendorClient;
use airtill_words::say;
use std::sync::Arc;
use std::time::Duration;

/// How long a review waits for a catalogue that was never read.
const PATIENCE: Duration = Duration::from_secs(6);
/// The same, when somebody's offer is known already.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

/// One vendor's way to sell what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Who.
    pub vendor: VendorId,
    /// The vendor's word for it.
    pub code: String,
    /// What the vendor calls the plan, if it is one.
    pub plan: Option<Plan>,
    /// What it costs the shop, as far as that is known: what is believed by what was charged, or what is listed.
    pub cost: Option<Naira>,
    /// What it costs by the list alone.
    pub listed: Option<Naira>,
    /// What it costs is a guess: nobody publishes it, and nothing was charged yet.
    pub is_guessed: bool,
    /// What customers are meant to pay, where a vendor prints it: the least that any of them prints, so that it is the same whoever
    /// delivers.
    pub printed_price: Option<Naira>,
    /// When the vendor said so.
    pub read_at: Timestamp,
    /// How the vendor stood when this was put together.
    pub seen: Candidate,
}

/// How a vendor stands, whatever is asked for.
pub(super) struct VendorNow {
    vendor: VendorId,
    available: Option<Naira>,
    health: Health,
    reachable: bool,
}

impl VendorNow {
    /// The same, for something that costs so much.
    pub(super) fn candidate(&self, cost: Option<Naira>, tried: bool) -> Candidate {
        let VendorNow { vendor, available, health, reachable } = *self;
        Candidate { vendor, cost, funds: Funds::of(available, cost), health, reachable, tried }
    }
}

impl Catalogue {
    /// Everyone who sells the product now, the one to take first in front. Waits a moment for catalogues that were never read, so
    /// that the first sale after the first start doesn't go to whoever answered first.
    /// `exactly` is the offer that was chosen: its vendor sells that one, whatever else it calls by the same name.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(in crate::till) async fn choices(
        self: &Arc<Self>,
        product: &Product,
        exactly: Option<&PlanKey>,
    ) -> Result<Vec<Choice>, LedgerError> {
        let carries = |client: &VendorClient| {
            let capability = client.capability();
            capability.catalogue
                && match product {
                    Product::Airtime { network, .. } => capability.airtime.contains(network),
                    Product::Data { network, .. } => capability.data.contains(network),
                    Product::Transfer { .. } => capability.transfer,
                }
        };
        // An old price of a plan is read again before it is reviewed; what the others cost hardly ever changes.
        let has_a_price = matches!(product, Product::Data { .. });
        let wanted = |client: &VendorClient| carries(client) && (has_a_price || self.never_read(client.vendor()));
        let reading = async {
            loop {
                let read = self.offers_read.notified();
                self.read_offers(wanted);
                if !self.providers.clients().iter().any(|client| wanted(client) && self.is_being_read(client.vendor()))
                {
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
    pub(in crate::till) fn choices_after_failure(&self, sale: &Sale) -> Result<Vec<Choice>, LedgerError> {
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
            Recipient::Steering(_) => choices.retain(|choice| self.providers.may_be_steered(choice.vendor)),
        }
        Ok(choices)
    }

    /// Everyone who could sell the product by what is known, the one to take first in front.
    pub(in crate::till) fn known_choices(
        &self,
        product: &Product,
        exactly: Option<&PlanKey>,
        tried: &[VendorId],
    ) -> Result<Vec<Choice>, LedgerError> {
        let mut choices = Vec::new();
        let rules = self.core.ledger.trade_rules()?;
        let asked = self.questions()?;
        for client in self.providers.selling() {
            let vendor = client.vendor();
            if rules.stops(product, vendor) {
                continue;
            }
            let offer = {
                let offers = locked(&self.offers);
                let found = match exactly.filter(|key| key.vendor == vendor) {
                    // A code that means another plan by now is another offer.
                    Some(key) => offers.of(vendor).iter().find(|offer| offer.code == key.code && offer.is_of(product)),
                    None => offers.of(vendor).iter().find(|offer| offer.sells(product)),
                };
                found.filter(|offer| within_limits(offer, product, client.settings())).cloned()
            };
            let waits = |offer: &Offer| asked.iter().any(|one| one.vendor == vendor && one.code == offer.code);
            if let Some(offer) = offer.filter(|offer| !waits(offer)) {
                let now = self.vendor_now(vendor)?;
                let choice = self.choice(&offer, product, client.settings(), &now, tried.contains(&vendor));
                // A plan for which the list names no cost stands on no list of ours either.
                if choice.cost.is_some() || choice.plan.is_none() {
                    choices.push(choice);
                }
            }
        }
        share_printed_price(&mut choices);
        // What an account's limit turns down others sell; where nobody else does, it is tried, with a warning.
        if choices.iter().any(|choice| !self.providers.is_beyond_account(choice.vendor, choice.cost)) {
            choices.retain(|choice| !self.providers.is_beyond_account(choice.vendor, choice.cost));
        }
        self.core.ledger.routing()?.line_up(&mut choices, |choice| &choice.seen);
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
        let listed = offer.listed(settings);
        let key = (offer.vendor, offer.code.clone());
        let believed = listed.and_then(|listed| self.costs.believed(&key, listed, product));
        let listed = listed.and_then(|listed| listed.cost(product.amount()));
        let cost = believed.or(listed);
        Choice {
            vendor: offer.vendor,
            code: offer.code.clone(),
            plan: offer.plan().cloned(),
            cost,
            listed,
            is_guessed: believed.is_none() && offer.is_guessed(settings),
            printed_price: offer.printed_price(),
            read_at: offer.read_at,
            seen: now.candidate(cost, tried),
        }
    }

    /// How a vendor stands now, whatever is asked for: looked at once for a whole list of plans.
    pub(super) fn vendor_now(&self, vendor: VendorId) -> Result<VendorNow, LedgerError> {
        Ok(VendorNow {
            vendor,
            available: self.wallets.available(vendor)?,
            health: self.providers.health(vendor).0,
            reachable: self.providers.was_reachable(vendor),
        })
    }

    /// What the customer pays for what a vendor sells.
    ///
    /// # Errors
    /// When the ledger can't be read; [`TillError::Refused`] for a transfer that the owner's rules don't allow, and for what has no
    /// price.
    pub(in crate::till) fn price_of(
        &self,
        product: &Product,
        recipient: &Recipient,
        choice: &Choice,
    ) -> Result<Price, TillError> {
        let price = match product {
            Product::Transfer { amount, .. } => Price::of(self.transfer_price(*amount)?),
            Product::Airtime { .. } | Product::Data { .. } => {
                let (prices, now) = (self.core.ledger.prices()?, self.core.clock.now());
                let buyer = KnownBuyer::read(&self.core.ledger, &prices.rules, recipient, now)?;
                Asked::of(product, choice.vendor, now, buyer.as_buyer())
                    .and_then(|asked| prices.of(&asked, choice.cost, choice.printed_price))
            }
        };
        price.ok_or_else(|| {
            let vendor = choice.vendor.name();
            TillError::refused(About::Plan, say!("{vendor} names no price for this now. Choose again", vendor))
        })
    }

    /// For whom a price is, where others pay another one: `Price for Resellers`.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(in crate::till) fn priced_for(
        &self,
        product: &Product,
        recipient: &Recipient,
        choice: &Choice,
    ) -> Result<Option<String>, LedgerError> {
        let (prices, now) = (self.core.ledger.prices()?, self.core.clock.now());
        if !prices.rules.look_at_buyers() {
            return Ok(None);
        }
        let known = KnownBuyer::read(&self.core.ledger, &prices.rules, recipient, now)?;
        let price = |buyer: Buyer| {
            let asked = Asked::of(product, choice.vendor, now, buyer)?;
            prices.of(&asked, choice.cost, choice.printed_price)
        };
        let own = price(known.as_buyer());
        // The group is named where it alone makes the difference.
        let of_group = Buyer { today: Bought::default(), ..known.as_buyer() };
        Ok(match of_group.group.filter(|_| price(of_group) == own) {
            _ if own == price(Buyer::default()) => None,
            Some(group) => Some(say!("Price for {group}", group)),
            None => Some(say!("Price for a customer who has bought before today").to_owned()),
        })
    }

    /// A vendor's terms as they are now, for what was reviewed on others; `None` when it does not list it any more.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(in crate::till) fn terms_now(&self, product: &Product, choice: &Choice) -> Result<Option<Choice>, LedgerError> {
        let exactly = choice.plan.is_some().then(|| PlanKey { vendor: choice.vendor, code: choice.code.clone() });
        let now = self.known_choices(product, exactly.as_ref(), &[])?;
        // A code that means another plan by now is not what was read back.
        Ok(now
            .into_iter()
            .find(|now| now.vendor == choice.vendor && now.code == choice.code && now.plan == choice.plan))
    }

    /// A plan's price on the list is old.
    pub(in crate::till) fn is_old(&self, choice: &Choice) -> bool {
        let listed = airtill_vendors::capability(choice.vendor).catalogue;
        listed && choice.plan.is_some() && self.core.clock.now().since(choice.read_at) >= FRESH_FOR
    }

    /// Whether anyone offers the network's airtime at all, whatever the amount.
    pub(in crate::till) fn sells_airtime_of(&self, network: Network) -> Option<(Naira, Naira)> {
        let offers = locked(&self.offers);
        let mut widest: Option<(Naira, Naira)> = None;
        for client in self.providers.selling() {
            let of_vendor = offers.of(client.vendor());
            let is_airtime = |offer: &&Offer| matches!(offer.item, Item::Airtime { network: of, .. } if of == network);
            if let Some(offer) = of_vendor.iter().find(is_airtime) {
                let (least, most) = limits(offer, client.settings());
                widest = Some(widest.map_or((least, most), |known| (known.0.min(least), known.1.max(most))));
            }
        }
        widest
    }
}

/// One plan has one printed price, whoever delivers it.
pub(super) fn share_printed_price(choices: &mut [Choice]) {
    let printed = choices.iter().filter_map(|choice| choice.printed_price).min();
    choices.iter_mut().for_each(|choice| choice.printed_price = printed);
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
