//! What a new reading of a vendor's list says differently: written down before the list is taken over, so that no stop of the program forgets
//! it. The owner's price, rules and stops follow a plan that only has another name; a plan that may be another one waits for the owner.

use crate::till::catalogue::Catalogue;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError};
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::offer_change::{Change, OfferChange, PlanQuestion, changes};
use airtill_domain::plan::Plan;
use airtill_domain::price::OwnPrices;
use airtill_domain::product::Product;
use airtill_domain::trade::TradeRules;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;

impl Catalogue {
    /// Writes down what a whole list says differently from the one that is known. `stale`: what the codes of parts begin with that were not
    /// answered, and of which nothing is known to have changed.
    pub(super) async fn write_changes(
        &self,
        vendor: VendorId,
        read: &[Offer],
        stale: &[String],
    ) -> Result<(), LedgerError> {
        let known: Vec<Offer> = {
            let offers = locked(&self.offers);
            let answered = |offer: &&Offer| !stale.iter().any(|part| offer.code.starts_with(part));
            offers.of(vendor).iter().filter(answered).cloned().collect()
        };
        if known.is_empty() {
            return Ok(());
        }
        let (own, rules) = (self.core.ledger.prices()?.own, self.core.ledger.trade_rules()?);
        let (mut changes, more) = changes(&known, read, &own, rules.told_from_basis_points);
        let mut entries = followed(&changes, &own, rules);
        for open in self.questions()?.into_iter().filter(|open| open.vendor == vendor) {
            entries.extend(still_asked(open, read, stale, &mut changes));
        }
        if !changes.is_empty() {
            entries.insert(0, Entry::OffersChanged { vendor, changes, more });
        }
        if entries.is_empty() {
            return Ok(());
        }
        self.core.ledger.commit(self.core.clock.now(), Actor::Till, entries).await?;
        Ok(())
    }

    /// Plans that may be others than the ones that the owner gave a price: they are not sold before the owner has said theirs.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn questions(&self) -> Result<Vec<PlanQuestion>, LedgerError> {
        self.core.ledger.plan_questions()
    }

    /// The owner says that what stands there is sold at the price of what stood there, or that it is another plan.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nobody asks this any more.
    pub async fn answer_question(&self, vendor: VendorId, code: &str, same: bool, by: Actor) -> Result<(), TillError> {
        let asked = self.questions()?.into_iter().find(|asked| asked.vendor == vendor && asked.code == code);
        let asked = asked.ok_or_else(|| TillError::refused(About::Plan, say!("This is not asked any more")))?;
        let answered = Entry::PlanAnswered { vendor, code: code.to_owned() };
        let priced = Entry::PlanPriced { network: asked.network, plan: asked.is, price: Some(asked.price) };
        let entries = [answered].into_iter().chain(same.then_some(priced)).collect();
        self.core.ledger.commit(self.core.clock.now(), by, entries).await?;
        Ok(())
    }

    /// What is asked of the owner before a product is sold, where it is.
    pub(in crate::till) fn asked_of(&self, product: &Product) -> Result<Option<PlanQuestion>, LedgerError> {
        let Product::Data { network, plan } = product else { return Ok(None) };
        Ok(self.questions()?.into_iter().find(|asked| asked.network == *network && asked.is.means(plan)))
    }
}

/// A question that is open is asked of what stands there now; it is over when the plan that had the price is back, or nothing stands there.
fn still_asked(open: PlanQuestion, read: &[Offer], stale: &[String], changes: &mut Vec<OfferChange>) -> Option<Entry> {
    if stale.iter().any(|part| open.code.starts_with(part)) {
        return None;
    }
    let PlanQuestion { vendor, code, network, was, is, price } = open;
    let now = read.iter().find(|offer| offer.code == code).and_then(Offer::plan);
    match now {
        Some(now) if *now == is => None,
        Some(now) if !now.means(&was) => {
            changes.retain(|change| change.code != code || matches!(change.change, Change::Cost { .. }));
            let change = Change::Another { plan: now.clone(), own: Some(price) };
            changes.push(OfferChange { code, network, plan: was, change });
            None
        }
        Some(_) | None => Some(Entry::PlanAnswered { vendor, code }),
    }
}

/// The entries by which the owner's price, rules and stops follow plans that only have another name.
fn followed(changes: &[OfferChange], own: &OwnPrices, mut rules: TradeRules) -> Vec<Entry> {
    let mut entries = Vec::new();
    let before = rules.clone();
    for OfferChange { network, plan: was, change, .. } in changes {
        let Change::Renamed(is) = change else { continue };
        if let Some(price) = own.plan(*network, was).map(|own| own.price)
            && own.plan(*network, is).is_none()
        {
            entries.push(Entry::PlanPriced { network: *network, plan: is.clone(), price: Some(price) });
        }
        let of_rules = rules.prices.rules.iter_mut().map(|rule| (rule.scope.network, &mut rule.scope.plan));
        let of_stops = rules.stops.iter_mut().map(|stop| (stop.network, &mut stop.plan));
        of_rules.chain(of_stops).for_each(|(of, named)| follow(*network, was, is, of, named));
    }
    if rules != before {
        entries.push(Entry::TradeRulesSet { rules: Box::new(rules) });
    }
    entries
}

fn follow(network: Network, was: &Plan, is: &Plan, of: Option<Network>, named: &mut Option<Plan>) {
    if of == Some(network) && named.as_ref().is_some_and(|named| named.means(was)) {
        *named = Some(is.clone());
    }
}
