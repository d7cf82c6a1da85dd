//! What a new reading of a vendor's list says differently: written down before the list is taken over, so that no stop of the program forgets
//! it. The owner's price, rules and stops follow a plan that only has another name; a plan that may be another one waits for the owner.

use crate::till::catalogue::Catalogue;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError};
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::offer_change::{CHANGES_AT_ONCE, Change, OfferChange, OwnerSaid, PlanQuestion, TOLD_MOST, changes};
use airtill_domain::plan::Plan;
use airtill_domain::price::{OwnPrices, PLANS_MAX};
use airtill_domain::product::Product;
use airtill_domain::trade::TradeRules;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;

/// So often it is tried to write what was read of the owner's rules, while others write too.
const TRIES: u32 = 20;

impl Catalogue {
    /// Writes down what a whole list says differently from the one that is known. `stale`: what the codes of parts begin with that were not
    /// answered, and of which nothing is known to have changed.
    ///
    /// In as many commits as it takes, since one has a largest size. What is cut off on the way is found again: the list that is known is
    /// still the earlier one then.
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
        for tried in 1.. {
            match self.write_changes_once(vendor, &known, read, stale).await {
                Err(LedgerError::Overtaken) if tried < TRIES => {}
                ended => return ended,
            }
        }
        Ok(())
    }

    /// Fails with [`LedgerError::Overtaken`] where something was written since the owner's rules were read.
    async fn write_changes_once(
        &self,
        vendor: VendorId,
        known: &[Offer],
        read: &[Offer],
        stale: &[String],
    ) -> Result<(), LedgerError> {
        let mut head = self.core.ledger.head()?.0;
        let (own, rules) = (self.core.ledger.prices()?.own, self.core.ledger.trade_rules()?);
        let said = |network: Network, plan: &Plan| {
            let price = own.plan(network, plan).map(|own| OwnerSaid::Price(own.price));
            price.or_else(|| rules.names(network, plan).then_some(OwnerSaid::Rule))
        };
        let mut changes = changes(known, read, said, rules.told_from_basis_points);
        let followed_by = self.followed(vendor, &changes, read, own, &rules);
        let open = self.questions()?.into_iter().filter(|open| open.vendor == vendor);
        let over: Vec<Entry> = open.filter_map(|open| still_asked(open, read, stale, &mut changes)).collect();
        // What something follows from stands in front.
        let followed = changes.iter().take_while(|change| change.is_followed()).count();
        let told = followed.max(TOLD_MOST).min(changes.len());
        let more = u32::try_from(changes.len() - told).unwrap_or(u32::MAX);
        changes.truncate(told);
        let parts = changes.len().div_ceil(CHANGES_AT_ONCE);
        let told = changes.chunks(CHANGES_AT_ONCE).enumerate().map(|(n, changes)| {
            let more = if n + 1 == parts { more } else { 0 };
            vec![Entry::OffersChanged { vendor, changes: changes.to_vec(), more }]
        });
        let others: Vec<Entry> = followed_by.into_iter().chain(over).collect();
        let others = others.chunks(CHANGES_AT_ONCE).map(<[Entry]>::to_vec);
        for entries in others.chain(told) {
            head = self.core.ledger.commit_after(head, self.core.clock.now(), Actor::Till, entries).await?;
        }
        Ok(())
    }

    /// The entries by which the owner's price, rules and stops follow plans that only have another name. Where somebody lists the plan under
    /// its earlier name still, what is said of that stays as well.
    fn followed(
        &self,
        vendor: VendorId,
        changes: &[OfferChange],
        read: &[Offer],
        mut own: OwnPrices,
        rules: &TradeRules,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut followed = rules.clone();
        for OfferChange { network, plan: was, change, .. } in changes {
            let Change::Renamed(is) = change else { continue };
            let in_its_place = !self.is_listed_by_others(vendor, *network, was) && !lists(read, *network, was);
            followed.follow(*network, was, is, in_its_place);
            let Some((stands_as, price)) = own.plan(*network, was).map(|own| (own.plan.clone(), own.price)) else {
                continue;
            };
            if own.plan(*network, is).is_some() || (!in_its_place && own.plans().len() >= PLANS_MAX) {
                continue;
            }
            if in_its_place {
                // Of a plan that is there this can't fail.
                let _ = own.set_plan(*network, &stands_as, None);
                entries.push(Entry::PlanPriced { network: *network, plan: stands_as, price: None });
            }
            let _ = own.set_plan(*network, is, Some(price));
            entries.push(Entry::PlanPriced { network: *network, plan: is.clone(), price: Some(price) });
        }
        if followed != *rules && followed.checked().is_ok() {
            entries.push(Entry::TradeRulesSet { rules: Box::new(followed) });
        }
        entries
    }

    fn is_listed_by_others(&self, vendor: VendorId, network: Network, plan: &Plan) -> bool {
        let offers = locked(&self.offers);
        VendorId::ALL.into_iter().filter(|other| *other != vendor).any(|other| lists(offers.of(other), network, plan))
    }

    /// Plans that may be others than those of which the owner has said something: they are not sold before the owner has said it of them.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn questions(&self) -> Result<Vec<PlanQuestion>, LedgerError> {
        self.core.ledger.plan_questions()
    }

    /// The owner says that what was said of what stood there holds for what stands there, or that it is another plan.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nobody asks this any more.
    pub async fn answer_question(&self, vendor: VendorId, code: &str, same: bool, by: Actor) -> Result<(), TillError> {
        let asked = self.questions()?.into_iter().find(|asked| asked.vendor == vendor && asked.code == code);
        let asked = asked.ok_or_else(|| TillError::refused(About::Plan, say!("This is not asked any more")))?;
        let mut entries = vec![Entry::PlanAnswered { vendor, code: code.to_owned() }];
        if same {
            if let OwnerSaid::Price(price) = asked.said {
                let plan = asked.is.clone();
                entries.push(Entry::PlanPriced { network: asked.network, plan, price: Some(price) });
            }
            let rules = self.core.ledger.trade_rules()?;
            let mut followed = rules.clone();
            followed.follow(asked.network, &asked.was, &asked.is, false);
            if followed != rules {
                followed.checked().map_err(|why| TillError::refused(About::Plan, why))?;
                entries.push(Entry::TradeRulesSet { rules: Box::new(followed) });
            }
        }
        self.core.ledger.commit(self.core.clock.now(), by, entries).await?;
        Ok(())
    }

    /// What is asked of the owner before a product is sold, where it is.
    pub(in crate::till) fn asked_of(&self, product: &Product) -> Result<Option<PlanQuestion>, LedgerError> {
        let Product::Data { network, plan } = product else { return Ok(None) };
        Ok(self.questions()?.into_iter().find(|asked| asked.network == *network && asked.is.means(plan)))
    }
}

fn lists(offers: &[Offer], network: Network, plan: &Plan) -> bool {
    offers.iter().any(|offer| offer.network() == Some(network) && offer.plan().is_some_and(|listed| listed.means(plan)))
}

/// A question that is open is asked of what stands there now; it is over when the plan of which something was said is back, or nothing
/// stands there.
fn still_asked(open: PlanQuestion, read: &[Offer], stale: &[String], changes: &mut Vec<OfferChange>) -> Option<Entry> {
    if stale.iter().any(|part| open.code.starts_with(part)) {
        return None;
    }
    let PlanQuestion { vendor, code, network, was, is, said } = open;
    let now = read.iter().find(|offer| offer.code == code).and_then(Offer::plan);
    match now {
        Some(now) if *now == is => None,
        Some(now) if !now.means(&was) => {
            changes.retain(|change| change.code != code || matches!(change.change, Change::Cost { .. }));
            let change = Change::Another { plan: now.clone(), said: Some(said) };
            changes.insert(0, OfferChange { code, network, plan: was, change });
            None
        }
        Some(_) | None => Some(Entry::PlanAnswered { vendor, code }),
    }
}
