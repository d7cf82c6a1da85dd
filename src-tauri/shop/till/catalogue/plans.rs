//! The plans of a network, put side by side: all vendors that sell the same stand together.

use crate::till::catalogue::Catalogue;
use crate::till::catalogue::choices::{self, Choice};
use crate::till::catalogue::offers::PlanKey;
use crate::till::customers::{self, KnownBuyer};
use crate::till::lock::locked;
use airtill_domain::money::Price;
use airtill_domain::network::Network;
use airtill_domain::plan::Plan;
use airtill_domain::price::{Asked, Prices};
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_ledger::LedgerError;

/// A plan on the list: all vendors that sell the same stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanOnSale {
    /// Names it to the review: the first choice's vendor and code.
    pub key: PlanKey,
    /// As the first choice calls it.
    pub plan: Plan,
    /// What the customer pays.
    pub price: Price,
    /// Who sells it, the one to take first in front.
    pub choices: Vec<Choice>,
    /// How often it was sold lately.
    pub sold: usize,
}

/// The same, before there is a price for it.
pub(super) struct ListedPlan {
    /// As the first choice calls it.
    pub(super) plan: Plan,
    /// Who sells it, the one to take first in front.
    pub(super) choices: Vec<Choice>,
    /// How often it was sold lately.
    pub(super) sold: usize,
}

impl Catalogue {
    /// The plans of a network that can be sold, best sellers of this shop first, then by size and price: at what everybody pays.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn plans(&self, network: Network) -> Result<Vec<PlanOnSale>, LedgerError> {
        self.priced(network, &self.core.ledger.prices()?, &KnownBuyer::default())
    }

    /// The same, at what a recipient pays.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn plans_for(&self, network: Network, recipient: &Recipient) -> Result<Vec<PlanOnSale>, LedgerError> {
        let (prices, now) = (self.core.ledger.prices()?, self.core.clock.now());
        let buyer = KnownBuyer::read(&self.core.ledger, &prices.rules, recipient, now)?;
        self.priced(network, &prices, &buyer)
    }

    fn priced(&self, network: Network, prices: &Prices, buyer: &KnownBuyer) -> Result<Vec<PlanOnSale>, LedgerError> {
        let now = self.core.clock.now();
        let on_sale = |ListedPlan { plan, choices, sold }: ListedPlan| {
            let first = choices.first()?;
            let asked = Asked {
                network,
                plan: Some(&plan),
                face: None,
                vendor: first.vendor,
                at: now,
                buyer: buyer.as_buyer(),
            };
            let price = prices.of(&asked, first.cost, first.printed_price)?;
            Some(PlanOnSale {
                key: PlanKey { vendor: first.vendor, code: first.code.clone() },
                price,
                sold,
                plan,
                choices,
            })
        };
        let mut on_sale: Vec<PlanOnSale> = self.listed_plans(network)?.into_iter().filter_map(on_sale).collect();
        on_sale.sort_by_key(|plan| {
            (std::cmp::Reverse(plan.sold), plan.plan.size_mb.is_none(), plan.plan.size_mb, plan.price)
        });
        Ok(on_sale)
    }

    /// The plans of a network that somebody would sell, whether there is a price for them or not.
    pub(super) fn listed_plans(&self, network: Network) -> Result<Vec<ListedPlan>, LedgerError> {
        let sold = customers::plans_sold_lately(&self.core.ledger, network)?;
        let rules = self.core.ledger.trade_rules()?;
        let asked = self.questions()?;
        let mut listed: Vec<Vec<Choice>> = Vec::new();
        for client in self.providers.selling() {
            let vendor = self.vendor_now(client.vendor())?;
            let offers = locked(&self.offers);
            for offer in offers.of(client.vendor()).iter().filter(|offer| offer.network() == Some(network)) {
                let Some(plan) = offer.plan() else { continue };
                let product = Product::Data { network, plan: plan.clone() };
                let waits = asked.iter().any(|one| one.vendor == client.vendor() && one.code == offer.code);
                if waits || rules.stops(&product, client.vendor()) {
                    continue;
                }
                let choice = self.choice(offer, &product, client.settings(), &vendor, false);
                if choice.cost.is_none() {
                    continue;
                }
                let same = |known: &&mut Vec<Choice>| {
                    known.iter().all(|other| other.vendor != choice.vendor)
                        && known.first().and_then(|first| first.plan.as_ref()).is_some_and(|one| one.is_same_as(plan))
                };
                match listed.iter_mut().find(same) {
                    Some(known) => known.push(choice),
                    None => listed.push(vec![choice]),
                }
            }
        }
        let routing = self.core.ledger.routing()?;
        let lined_up = |mut choices: Vec<Choice>| {
            // In the order of the review, so that the price on the list is the one that is read back.
            routing.line_up(&mut choices, |choice| &choice.seen);
            choices::share_printed_price(&mut choices);
            let plan = choices.first()?.plan.clone()?;
            let sold = sold.iter().filter(|known| known.means(&plan)).count();
            Some(ListedPlan { plan, choices, sold })
        };
        Ok(listed.into_iter().filter_map(lined_up).collect())
    }

    /// The plan of a network that a vendor sells under a code.
    pub fn plan(&self, network: Network, key: &PlanKey) -> Option<Plan> {
        self.offer(key).filter(|offer| offer.network() == Some(network))?.plan().cloned()
    }
}
