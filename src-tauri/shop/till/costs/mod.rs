//! What things cost at the providers: what is believed by what was charged.
//!
//! Charges come from answers and from wallets; what comes of them is decided in [`airtill_domain::cost`], written down as an entry, and
//! kept here to be read for every offer. What was heard once is worked out again from the latest sales when a provider is connected. What
//! stays out: lists, prices and routes.

mod tries;

use crate::till::core::{Core, TillEvent};
use crate::till::lock::locked;
use airtill_domain::cost::{Believed, BelievedCost, Charged, CostKey, Learner, Lesson, Listed, SaidBy};
use airtill_domain::money::Naira;
use airtill_domain::product::Product;
use airtill_domain::reference::Reference;
use airtill_domain::sale::{Attempt, AttemptStatus, Sale};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tries::Tries;

/// Most deliveries without a charge that are kept until the wallet is looked at.
const UNPRICED_MOST: usize = 200;
/// What is left in a wallet beyond what was expected is explained by deliveries that named no charge up to this part of what they were
/// expected to cost: no vendor gives more. \[assumption\]
const CHEAPER_AT_MOST: i64 = 10;

/// What is believed of costs.
pub struct Costs {
    core: Arc<Core>,
    /// Held for a moment, never across an await, and under no other lock but that of the catalogue's offers.
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    believed: BTreeMap<CostKey, BelievedCost>,
    learner: Learner,
    unpriced: BTreeMap<VendorId, Vec<Unpriced>>,
    /// Deliveries from before the till was opened, until what their vendor lists is known.
    earlier: BTreeMap<VendorId, Vec<(Product, Attempt)>>,
    /// Believed, and not written down yet.
    unwritten: Vec<Entry>,
    tries: Tries,
}

/// A delivery of which nobody said what it cost.
struct Unpriced {
    key: CostKey,
    product: Product,
    listed: Listed,
    expected: Naira,
    reference: Reference,
}

impl Known {
    /// What an attempt that ended says.
    fn take(&mut self, product: &Product, attempt: &Attempt, listed: Listed) -> Option<(CostKey, Charged, Lesson)> {
        let terms = attempt.terms.as_ref().filter(|_| attempt.position == AttemptStatus::Delivered)?;
        let key = (attempt.vendor, terms.code.clone());
        let Some(charged) = attempt.charged else {
            let unpriced = self.unpriced.entry(attempt.vendor).or_default();
            let is_known = unpriced.iter().any(|one| one.reference == attempt.reference);
            if !is_known && unpriced.len() < UNPRICED_MOST {
                let (product, reference) = (product.clone(), attempt.reference.clone());
                unpriced.push(Unpriced { key, product, listed, expected: terms.cost?, reference });
            }
            return None;
        };
        let heard = Charged::of(product, listed, charged, SaidBy::Answer, attempt.reference.clone());
        let lesson = self.hear(&key, &heard);
        Some((key, heard, lesson))
    }

    fn hear(&mut self, key: &CostKey, heard: &Charged) -> Lesson {
        let believed = self.believed.get(key).map(|known| known.believed);
        self.learner.hear(key, heard, believed.as_ref())
    }
}

impl Costs {
    /// `latest`: the latest sales, the newest first.
    pub(super) fn new(core: &Arc<Core>, latest: &[Sale]) -> Result<Arc<Costs>, LedgerError> {
        let mut known = Known { tries: Tries::of(latest), ..Known::default() };
        for sale in latest.iter().rev() {
            for attempt in sale.attempts.iter().filter(|attempt| attempt.position == AttemptStatus::Delivered) {
                let of_vendor = known.earlier.entry(attempt.vendor).or_default();
                of_vendor.push((sale.product.clone(), attempt.clone()));
            }
        }
        let costs = Costs { core: Arc::clone(core), known: Mutex::new(known) };
        costs.recall_believed()?;
        Ok(Arc::new(costs))
    }

    /// Takes what is believed from the ledger.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn recall_believed(&self) -> Result<(), LedgerError> {
        let believed = self.core.ledger.believed_costs()?;
        let by_key = |known: BelievedCost| ((known.vendor, known.code.clone()), known);
        locked(&self.known).believed = believed.into_iter().map(by_key).collect();
        Ok(())
    }

    /// What an offer costs by what was charged; `None` where nothing else is known than what is listed.
    pub(in crate::till) fn believed(&self, key: &CostKey, listed: Listed, product: &Product) -> Option<Naira> {
        let known = locked(&self.known);
        known.believed.get(key)?.believed.cost(listed, product.amount())
    }

    /// Whether a vendor may be tried for a product now, so that what it charges becomes known.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(in crate::till) fn may_try(&self, product: &Product, vendor: VendorId) -> Result<bool, LedgerError> {
        let every = self.core.ledger.trade_rules()?.try_every;
        Ok(locked(&self.known).tries.may_try(product, vendor, every))
    }

    /// Something is bought from a vendor; whether that is a try.
    pub(in crate::till) fn bought(&self, product: &Product, vendor: VendorId, is_try: bool) {
        locked(&self.known).tries.bought(product, vendor, is_try);
    }

    /// All that is believed, for the owner.
    pub fn all_believed(&self) -> Vec<BelievedCost> {
        locked(&self.known).believed.values().cloned().collect()
    }

    /// Takes a vendor's latest sales for what they say, once what it lists is known: `listed` is asked for each. The first time alone;
    /// what came after that was heard.
    pub(in crate::till) fn recall(&self, vendor: VendorId, listed: impl Fn(&Product, &Attempt) -> Option<Listed>) {
        let earlier = locked(&self.known).earlier.remove(&vendor).unwrap_or_default();
        // Before anything is locked: the list has a lock of its own.
        let listed: Vec<Option<Listed>> = earlier.iter().map(|(product, attempt)| listed(product, attempt)).collect();
        let base = self.core.ledger.book(vendor).ok().and_then(|book| book.base).map(|base| base.at);
        let oldest = earlier.iter().filter_map(|(_, attempt)| attempt.ended_at).min();
        let told = oldest.and_then(|oldest| self.told_since(vendor, oldest).ok()).unwrap_or_default();
        let mut known = locked(&self.known);
        for ((product, attempt), listed) in earlier.iter().zip(listed) {
            let (Some(listed), Some(terms)) = (listed, &attempt.terms) else { continue };
            let since = match attempt.charged {
                Some(_) => {
                    let believed = known.believed.get(&(vendor, terms.code.clone()));
                    told.get(&terms.code).copied().max(believed.map(|known| known.believed.since))
                }
                None => base,
            };
            let is_news = since.is_none_or(|since| attempt.ended_at > Some(since));
            if is_news
                && let Some((key, heard, lesson)) = known.take(product, attempt, listed)
                && let Some(entry) = self.entry(&key, &heard, lesson)
            {
                // In force at once, as it was before the program was closed; written down with the next that is learnt.
                believe(&mut known.believed, &entry);
                known.unwritten.push(entry);
            }
        }
    }

    /// When it was last written down what each of a vendor's codes costs, the list's word again included: what was charged before is no
    /// news.
    fn told_since(&self, vendor: VendorId, oldest: Timestamp) -> Result<BTreeMap<String, Timestamp>, LedgerError> {
        let mut told = BTreeMap::new();
        for commit in self.core.ledger.backwards() {
            let commit = commit?;
            if commit.at < oldest {
                break;
            }
            for entry in commit.entries {
                if let Entry::CostBelieved { vendor: of, code, .. } = entry
                    && of == vendor
                {
                    told.entry(code).or_insert(commit.at);
                }
            }
        }
        Ok(told)
    }

    /// Takes note of what a sale's attempts have cost. `listed` is asked for each.
    pub(in crate::till) async fn delivered(&self, sale: &Sale, listed: impl Fn(&Attempt) -> Option<Listed>) {
        let mut learnt = Vec::new();
        for attempt in &sale.attempts {
            if let Some(listed) = listed(attempt) {
                learnt.extend(locked(&self.known).take(&sale.product, attempt, listed));
            }
        }
        self.write_down(learnt).await;
    }

    /// A vendor's balance is what the ledger expects: what answers said is true, and what nobody said is as it was expected.
    pub(in crate::till) async fn wallet_fits(&self, vendor: VendorId) {
        let learnt = {
            let Known { believed, learner, unpriced, .. } = &mut *locked(&self.known);
            unpriced.remove(&vendor);
            learner.wallet_agrees(vendor, believed)
        };
        self.write_down(learnt).await;
    }

    /// A vendor's wallet is counted from another reading from now on.
    pub(in crate::till) fn wallet_counted_anew(&self, vendor: VendorId) {
        locked(&self.known).learner.wallet_counted_anew(vendor);
    }

    /// A vendor's balance is `off` by so much: whether deliveries that named no charge explain it, which were cheaper than expected.
    /// `exactly`: nothing is in doubt there, and the figure is what was charged.
    pub(in crate::till) async fn wallet_is_off(&self, vendor: VendorId, off: Naira, exactly: bool) -> bool {
        let (explained, learnt) = {
            let mut known = locked(&self.known);
            let unpriced = known.unpriced.remove(&vendor).unwrap_or_default();
            let expected = unpriced.iter().fold(Naira::ZERO, |sum, one| sum.plus(one.expected));
            let explained = off > Naira::ZERO && off.kobo().saturating_mul(CHEAPER_AT_MOST) <= expected.kobo();
            let heard = charged_in_all(&unpriced, expected.minus(off)).filter(|_| exactly);
            let learnt = heard.map(|(key, heard)| {
                let lesson = known.hear(&key, &heard);
                (key, heard, lesson)
            });
            (explained, learnt)
        };
        self.write_down(learnt.into_iter().collect()).await;
        explained
    }

    async fn write_down(&self, learnt: Vec<(CostKey, Charged, Lesson)>) {
        let mut entries = std::mem::take(&mut locked(&self.known).unwritten);
        entries.extend(learnt.iter().filter_map(|(key, heard, lesson)| self.entry(key, heard, *lesson)));
        if entries.is_empty() {
            return;
        }
        match self.core.ledger.commit(self.core.clock.now(), Actor::Till, entries.clone()).await {
            Ok(_) => {
                let mut known = locked(&self.known);
                entries.iter().for_each(|entry| believe(&mut known.believed, entry));
                drop(known);
                self.core.tell(TillEvent::Status);
            }
            Err(error) => {
                tracing::warn!(%error, "what a cost is believed to be could not be written down: it is tried with the next one");
                locked(&self.known).unwritten.splice(..0, entries);
            }
        }
    }

    fn entry(&self, key: &CostKey, heard: &Charged, lesson: Lesson) -> Option<Entry> {
        let believed = match lesson {
            Lesson::Nothing | Lesson::Once | Lesson::Odd => return None,
            Lesson::AsListed => None,
            Lesson::Believe(charge, ground) => {
                Some(Believed { listed: heard.listed, charge, ground, since: self.core.clock.now() })
            }
        };
        let (vendor, code) = key.clone();
        Some(Entry::CostBelieved { vendor, code, title: heard.title.clone(), believed })
    }
}

/// What is believed from an entry on.
fn believe(known: &mut BTreeMap<CostKey, BelievedCost>, entry: &Entry) {
    match entry.believed_cost() {
        Some((key, Some(believed))) => drop(known.insert(key, believed)),
        Some((key, None)) => drop(known.remove(&key)),
        None => {}
    }
}

/// What was charged for each of several deliveries of the same, where they came to so much in all.
fn charged_in_all(unpriced: &[Unpriced], in_all: Naira) -> Option<(CostKey, Charged)> {
    let (first, last) = (unpriced.first()?, unpriced.last()?);
    let same = |one: &Unpriced| (&one.key, one.listed) == (&first.key, first.listed);
    let many = i64::try_from(unpriced.len()).ok()?;
    // A fee for each is no part of what all of them came to.
    let can_be_told_apart = many == 1 || !matches!(first.product, Product::Transfer { .. });
    if !unpriced.iter().all(same) || !can_be_told_apart {
        return None;
    }
    let mut heard = Charged::of(&first.product, first.listed, in_all, SaidBy::Wallet, last.reference.clone());
    match heard.face {
        Some(_) => {
            heard.face = unpriced
                .iter()
                .map(|one| one.product.amount())
                .try_fold(Naira::ZERO, |sum, amount| Some(sum.plus(amount?)))
        }
        None if in_all.kobo() % many == 0 => heard.charged = Naira::from_kobo(in_all.kobo() / many),
        None => return None,
    }
    Some((first.key.clone(), heard))
}
