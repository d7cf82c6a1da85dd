//! What the ledger knows of customers: from the last sales their network, what they usually buy, that they were here; and what rules of price
//! look at, their group and how often they have bought today.
//!
//! Read when asked: a few hundred rows take milliseconds.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::price::{Bought, Buyer, CustomerGroup, PriceRules};
use airtill_domain::product::{Product, ProductKind};
use airtill_domain::recipient::Recipient;
use airtill_domain::sale::{AttemptStatus, Sale, SaleStatus};
use airtill_domain::time::Timestamp;
use airtill_ledger::{Ledger, LedgerError};
use std::time::Duration;

/// How many of the last sales are looked through.
const SALES_LOOKED_AT: usize = 500;
/// How many of a customer's own purchases.
const PURCHASES_LOOKED_AT: usize = 50;
/// How far back it is looked for what a customer bought on this day.
const DAYS_LOOKED_AT: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// How many customers are offered for four digits: one for each digit key.
const OFFERED: usize = 9;

/// A customer who was here before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Their number.
    pub number: Msisdn,
    /// The network over which a sale was last delivered to it.
    pub network: Network,
    /// What they bought last: `₦500 MTN airtime`.
    pub last: String,
    /// When.
    pub last_at: Timestamp,
    /// Half of their purchases were at most this.
    pub usual: Naira,
}

/// Who a number is, where the owner has put it into a group: `Mama Bisi, Resellers`.
///
/// # Errors
/// When the ledger can't be read.
pub fn known_as(ledger: &Ledger, number: &Msisdn) -> Result<Option<String>, LedgerError> {
    let named = |group: CustomerGroup| {
        let member = group.members.iter().find(|member| member.number == *number)?;
        let parts = [member.name.as_str(), &group.name];
        Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
    };
    Ok(ledger.customer_groups()?.into_iter().find_map(named))
}

/// What rules of price look at of whoever is sold to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownBuyer {
    /// The name of their group.
    group: Option<String>,
    /// What they bought today.
    today: Bought,
}

impl KnownBuyer {
    /// A customer as a rule's reader has them, such as one of a group that has bought so often today.
    pub fn new(group: Option<String>, today: Bought) -> KnownBuyer {
        KnownBuyer { group, today }
    }

    /// As far as the rules look at it; nothing is read for rules that don't.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(super) fn read(
        ledger: &Ledger,
        rules: &PriceRules,
        recipient: &Recipient,
        now: Timestamp,
    ) -> Result<KnownBuyer, LedgerError> {
        let group = match recipient.phone().filter(|_| rules.name_groups()) {
            Some(number) => ledger.customer_groups()?.into_iter().find(|group| group.has(number)),
            None => None,
        };
        let today = if rules.counts_sales() { bought_today(ledger, recipient, now)? } else { Bought::default() };
        Ok(KnownBuyer { group: group.map(|group| group.name), today })
    }

    /// As the rules ask.
    pub(super) fn as_buyer(&self) -> Buyer<'_> {
        Buyer { group: self.group.as_deref(), today: self.today }
    }
}

/// How often something was sold to a recipient today, and not given back since.
fn bought_today(ledger: &Ledger, recipient: &Recipient, now: Timestamp) -> Result<Bought, LedgerError> {
    let mut bought = Bought::default();
    for sale in ledger.to_recipient(&recipient.local()) {
        let sale = sale?;
        // Newest first by their place in the ledger; a clock that was set may have put an older one behind.
        if now.since(sale.taken_at) > DAYS_LOOKED_AT {
            break;
        }
        let kept = !matches!(sale.standing(now), SaleStatus::Owed | SaleStatus::Returned);
        if kept && sale.taken_at.day() == now.day() {
            match sale.product.kind() {
                ProductKind::Airtime => bought.airtime += 1,
                ProductKind::Data => bought.data += 1,
                ProductKind::Transfer => {}
            }
        }
    }
    Ok(bought)
}

/// The customers whose numbers end in these digits, the latest first.
///
/// # Errors
/// When the ledger can't be read.
pub fn ending(ledger: &Ledger, digits: &str) -> Result<Vec<Customer>, LedgerError> {
    let delivered = delivered_lately(ledger)?;
    let mut customers: Vec<Customer> = Vec::new();
    for sale in &delivered {
        let Recipient::Phone(number) = &sale.recipient else { continue };
        let known = customers.iter().any(|customer| customer.number == *number);
        if !known && number.local().ends_with(digits) && customers.len() < OFFERED {
            customers.extend(from_sales(&delivered, number));
        }
    }
    Ok(customers)
}

/// The customer with this number, if something was delivered to it before, through whichever vendor.
///
/// # Errors
/// When the ledger can't be read.
pub fn with_number(ledger: &Ledger, number: &Msisdn) -> Result<Option<Customer>, LedgerError> {
    let theirs = ledger.to_recipient(&number.local()).take(PURCHASES_LOOKED_AT);
    let mut delivered = theirs.collect::<Result<Vec<Sale>, LedgerError>>()?;
    delivered.retain(|sale| sale.last_attempt().position == AttemptStatus::Delivered);
    Ok(from_sales(&delivered, number))
}

/// The plans of a network that were delivered lately, each as often as it was.
pub(super) fn plans_sold_lately(ledger: &Ledger, network: Network) -> Result<Vec<Plan>, LedgerError> {
    let plan = |sale: Sale| match sale.product {
        Product::Data { network: of, plan } if of == network => Some(plan),
        Product::Data { .. } | Product::Airtime { .. } | Product::Transfer { .. } => None,
    };
    Ok(delivered_lately(ledger)?.into_iter().filter_map(plan).collect())
}

pub(super) fn delivered_lately(ledger: &Ledger) -> Result<Vec<Sale>, LedgerError> {
    let mut sales = ledger.latest(SALES_LOOKED_AT)?;
    sales.retain(|sale| sale.last_attempt().position == AttemptStatus::Delivered);
    Ok(sales)
}

fn from_sales(delivered: &[Sale], number: &Msisdn) -> Option<Customer> {
    let theirs: Vec<&Sale> =
        delivered.iter().filter(|sale| matches!(&sale.recipient, Recipient::Phone(known) if known == number)).collect();
    let last = theirs.first()?;
    let network = last.product.network()?;
    let mut prices: Vec<Naira> = theirs.iter().map(|sale| sale.price).collect();
    prices.sort_unstable();
    Some(Customer {
        number: number.clone(),
        network,
        last: last.product.title(),
        last_at: last.taken_at,
        usual: prices[(prices.len() - 1) / 2],
    })
}
