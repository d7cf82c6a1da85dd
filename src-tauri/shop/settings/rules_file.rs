//! All rules of the owner as one file: to keep, to carry to another shop, to be tried against what is sold there before it is taken.
//!
//! The file is JSON with a version. One of a later version is refused; so is a name that this program doesn't know, since a rule that is
//! left out unseen would be another rule.

use airtill_domain::loss::LossRules;
use airtill_domain::price::{CustomerGroup, NetworkPrices, OwnPrices, PlanPrice, Prices, Pricing, groups_checked};
use airtill_domain::text::hex;
use airtill_domain::trade::TradeRules;
use airtill_domain::transfer::TransferRules;
use airtill_ledger::entry::Entry;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The version that this program writes.
const VERSION: u32 = 1;
/// The longest file that is read, in bytes: all rules there can be are shorter.
const FILE_MOST: u64 = 2_000_000;

/// All rules of prices, losses, transfers and of what is sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllRules {
    /// Of this form.
    airtill_rules: u32,
    /// The shop's way of making prices.
    pub shop: Pricing,
    /// What differs from it at networks.
    pub networks: Vec<NetworkPrices>,
    /// Plans with a price of their own.
    pub plans: Vec<PlanPrice>,
    /// Sales at a loss.
    pub losses: LossRules,
    /// Transfers.
    pub transfers: TransferRules,
    /// What is sold, at which price, and how much of it.
    pub trade: TradeRules,
    /// Groups of customers for whom rules are. Files of earlier programs have none.
    #[serde(default)]
    pub customers: Vec<CustomerGroup>,
}

/// Why a text is no file of rules.
#[derive(Debug, thiserror::Error)]
pub enum NotRules {
    /// It is not there, or can't be read.
    #[error("{}", say!("The file can't be read: {why}", why = _0))]
    Unread(String),
    /// A later program wrote it.
    #[error("{}", say!("This file is of a later Airtill. Update this one first"))]
    Later,
    /// It is something else, or was changed by hand so that it can't be read.
    #[error("{}", say!("This is no file of Airtill's rules: {why}", why = _0))]
    Other(String),
    /// It says what can't be.
    #[error("{0}")]
    Impossible(String),
}

impl AllRules {
    /// All that hold.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn of(ledger: &Ledger) -> Result<AllRules, LedgerError> {
        let Prices { shop, own, .. } = ledger.prices()?;
        Ok(AllRules {
            airtill_rules: VERSION,
            shop,
            networks: own.networks().to_vec(),
            plans: own.plans().to_vec(),
            losses: ledger.loss_rules()?,
            transfers: ledger.transfer_rules()?,
            trade: ledger.trade_rules()?,
            customers: ledger.customer_groups()?,
        })
    }

    /// As a file.
    pub fn written(&self) -> String {
        // Of such values serde can refuse nothing.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Out of a file.
    ///
    /// # Errors
    /// [`NotRules`], with what is wrong.
    pub fn open(path: &Path) -> Result<AllRules, NotRules> {
        let unread = |error: std::io::Error| NotRules::Unread(error.to_string());
        let mut text = String::new();
        let file = File::open(path).map_err(unread)?;
        file.take(FILE_MOST).read_to_string(&mut text).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => NotRules::Other(error.to_string()),
            _ => unread(error),
        })?;
        AllRules::read(&text)
    }

    /// Out of a file's text.
    ///
    /// # Errors
    /// [`NotRules`], with what is wrong.
    pub fn read(text: &str) -> Result<AllRules, NotRules> {
        #[derive(Deserialize)]
        struct Version {
            airtill_rules: u32,
        }
        let text = text.trim_start_matches('\u{feff}');
        let other = |error: serde_json::Error| NotRules::Other(error.to_string());
        if serde_json::from_str::<Version>(text).map_err(other)?.airtill_rules > VERSION {
            return Err(NotRules::Later);
        }
        let rules: AllRules = serde_json::from_str(text).map_err(other)?;
        rules.checked().map_err(NotRules::Impossible)?;
        Ok(rules)
    }

    /// Everything that makes a price by these rules.
    pub fn prices(&self) -> Prices {
        Prices {
            shop: self.shop,
            own: OwnPrices::of(self.networks.clone(), self.plans.clone()),
            rules: self.trade.prices.clone(),
        }
    }

    /// Looks over them.
    ///
    /// # Errors
    /// A sentence, when something in them can't be.
    pub fn checked(&self) -> Result<(), String> {
        self.shop.checked()?;
        self.networks.iter().try_for_each(NetworkPrices::checked)?;
        let mut own = OwnPrices::default();
        for said in &self.plans {
            if own.plan(said.network, &said.plan).is_some() {
                return Err(say!("{plan} has two prices", plan = said.plan.title()));
            }
            own.set_plan(said.network, &said.plan, Some(said.price))?;
        }
        for (n, said) in self.networks.iter().enumerate() {
            if self.networks[..n].iter().any(|other| other.network == said.network) {
                return Err(say!("{network} stands there twice", network = said.network.name()));
            }
        }
        self.losses.checked()?;
        self.transfers.checked()?;
        self.trade.checked()?;
        if let Some(group) = self.customers.iter().find(|group| group.members.is_empty()) {
            return Err(say!("Nobody is in {group}", group = group.name));
        }
        groups_checked(&self.customers)?;
        self.trade.prices.groups_checked(&self.customers)
    }

    /// Names these rules as they are tried, and those that hold then: another name, and something of it has changed since.
    pub fn named_beside(&self, holds: &AllRules) -> String {
        hex(&Sha256::digest(format!("{}\n{}", self.written(), holds.written())))
    }

    /// Whether nothing would change by these.
    pub fn says_the_same_as(&self, other: &AllRules) -> bool {
        other.since(self).is_empty()
    }

    /// The entries that say all of these rules.
    pub fn entries(&self) -> Vec<Entry> {
        let networks = self.networks.iter().map(|prices| Entry::NetworkPricesSet { prices: *prices });
        let plans = self.plans.iter().map(|said| {
            let PlanPrice { network, plan, price } = said.clone();
            Entry::PlanPriced { network, plan, price: Some(price) }
        });
        let mut entries = vec![Entry::PricingSet { pricing: self.shop }];
        entries.extend(networks.chain(plans));
        entries.extend(self.customers.iter().cloned().map(|group| Entry::CustomerGroupSet { group }));
        entries.push(Entry::LossRulesSet { rules: self.losses });
        entries.push(Entry::TransferRulesSet { rules: self.transfers.clone() });
        entries.push(Entry::TradeRulesSet { rules: Box::new(self.trade.clone()) });
        entries
    }

    /// The entries by which these rules hold after those; what is said of a network and of a plan alone is among them.
    ///
    /// What guards the owner's money comes first, should all of it take more than one commit.
    pub(super) fn since(&self, before: &AllRules) -> Vec<Entry> {
        let (was, is) = (before.prices(), self.prices());
        let (networks, plans) = is.own.since(&was.own);
        let mut entries = Vec::new();
        entries.extend((was.shop != is.shop).then_some(Entry::PricingSet { pricing: is.shop }));
        entries.extend((before.losses != self.losses).then_some(Entry::LossRulesSet { rules: self.losses }));
        let transfers = || Entry::TransferRulesSet { rules: self.transfers.clone() };
        entries.extend((before.transfers != self.transfers).then(transfers));
        let new = self.customers.iter().filter(|group| !before.customers.contains(group)).cloned();
        entries.extend(new.map(|group| Entry::CustomerGroupSet { group }));
        let trade = || Entry::TradeRulesSet { rules: Box::new(self.trade.clone()) };
        entries.extend((before.trade != self.trade).then(trade));
        entries.extend(networks.into_iter().map(|prices| Entry::NetworkPricesSet { prices }));
        entries.extend(plans.into_iter().map(|(network, plan, price)| Entry::PlanPriced { network, plan, price }));
        let stays = |group: &CustomerGroup| self.customers.iter().any(|other| other.name == group.name);
        let gone = before.customers.iter().filter(|group| !stays(group)).map(|group| group.name.clone());
        entries.extend(gone.map(|name| Entry::CustomerGroupSet { group: CustomerGroup { name, members: Vec::new() } }));
        entries
    }
}
