//! Changes of the owner's rules: what each said, and what held before it. Kept as rows beside the rules themselves, since they are few among
//! many sales, and asked for years later.

use crate::Ledger;
use crate::entry::{Actor, Commit, Entry};
use crate::error::LedgerError;
use airtill_domain::loss::LossRules;
use airtill_domain::network::Network;
use airtill_domain::plan::Plan;
use airtill_domain::price::{CustomerGroup, NetworkPrices, Pricing};
use airtill_domain::settings::VendorSettings;
use airtill_domain::time::Timestamp;
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::VendorId;
use serde::{Deserialize, Serialize};

/// A commit that changed rules, as its row has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChangedRules {
    /// Its place in the ledger.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// The entries that say rules.
    pub entries: Vec<Entry>,
}

/// A commit that changed rules, with what held before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// Its place in the ledger.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Each rule that it set.
    pub rules: Vec<RuleStep>,
}

/// One rule that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleStep {
    /// What held before: what was said of the same, or what holds where nothing is said.
    pub before: Entry,
    /// What is said from then on.
    pub after: Entry,
}

/// What a rule is about: what is said of it later goes before what was said earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleSubject {
    /// The shop's way of making prices.
    Shop,
    /// A network's.
    Network(Network),
    /// A plan's own price.
    Plan(Network, Plan),
    /// Sales at a loss.
    Loss,
    /// What is sold, at which price, and how much of it.
    Trade,
    /// A vendor's settings: discounts, fees, limits.
    Vendor(VendorId),
    /// Transfers.
    Transfers,
    /// A group of customers.
    Customers(String),
}

impl Entry {
    /// Which rule it sets, where it sets one.
    pub fn rule(&self) -> Option<RuleSubject> {
        Some(match self {
            Entry::PricingSet { .. } => RuleSubject::Shop,
            Entry::NetworkPricesSet { prices } => RuleSubject::Network(prices.network),
            Entry::PlanPriced { network, plan, .. } => RuleSubject::Plan(*network, plan.clone()),
            Entry::LossRulesSet { .. } => RuleSubject::Loss,
            Entry::TradeRulesSet { .. } => RuleSubject::Trade,
            Entry::VendorSet { vendor, .. } => RuleSubject::Vendor(*vendor),
            Entry::TransferRulesSet { .. } => RuleSubject::Transfers,
            Entry::CustomerGroupSet { group } => RuleSubject::Customers(group.name.clone()),
            _ => return None,
        })
    }
}

impl RuleSubject {
    /// What holds where nothing is said of it.
    fn unsaid(&self) -> Entry {
        match self {
            RuleSubject::Shop => Entry::PricingSet { pricing: Pricing::default() },
            RuleSubject::Network(network) => Entry::NetworkPricesSet { prices: NetworkPrices::of(*network) },
            RuleSubject::Plan(network, plan) => {
                Entry::PlanPriced { network: *network, plan: plan.clone(), price: None }
            }
            RuleSubject::Loss => Entry::LossRulesSet { rules: LossRules::default() },
            RuleSubject::Trade => Entry::TradeRulesSet { rules: Box::default() },
            RuleSubject::Vendor(vendor) => {
                Entry::VendorSet { vendor: *vendor, settings: Box::new(VendorSettings::of(*vendor)) }
            }
            RuleSubject::Customers(name) => {
                Entry::CustomerGroupSet { group: CustomerGroup { name: name.clone(), members: Vec::new() } }
            }
            RuleSubject::Transfers => Entry::TransferRulesSet { rules: TransferRules::default() },
        }
    }
}

impl Ledger {
    /// The last commits by which vendors' lists said something else of plans, the newest first, at most so many.
    ///
    /// # Errors
    /// When one can't be read.
    pub fn offer_changes(&self, most: usize) -> Result<Vec<Commit>, LedgerError> {
        let store = self.store();
        store.commits(&store.offers_changed(most)?)
    }

    /// The last changes of rules, the newest first, at most so many, each with what held before it.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn rule_changes(&self, most: usize) -> Result<Vec<RuleChange>, LedgerError> {
        let mut found: Vec<RuleChange> = Vec::new();
        // Steps of which it is not known yet what held before them: a change, a rule in it, and what that is about.
        let mut open: Vec<(usize, usize, RuleSubject)> = Vec::new();
        for row in self.store().rule_changes() {
            let ChangedRules { seq, at, actor, entries } = row?;
            // What stands later in a commit was said later.
            let said: Vec<(RuleSubject, &Entry)> =
                entries.iter().rev().filter_map(|entry| Some((entry.rule()?, entry))).collect();
            open.retain(|(change, step, subject)| {
                let Some((_, before)) = said.iter().find(|(of, _)| of == subject) else { return true };
                found[*change].rules[*step].before = (*before).clone();
                false
            });
            if found.len() < most {
                let mut rules: Vec<RuleStep> = Vec::new();
                for after in &entries {
                    let Some(subject) = after.rule() else { continue };
                    // Within one commit what stands later was said later.
                    let earlier = rules.iter().rev().find(|rule| rule.after.rule().as_ref() == Some(&subject));
                    let before = earlier.map(|rule| rule.after.clone());
                    if before.is_none() {
                        open.push((found.len(), rules.len(), subject.clone()));
                    }
                    rules.push(RuleStep { before: before.unwrap_or_else(|| subject.unsaid()), after: after.clone() });
                }
                found.push(RuleChange { seq, at, actor, rules });
            } else if open.is_empty() {
                break;
            }
        }
        Ok(found)
    }
}
