//! What the ledger knows of customers from the last sales: their network, what they usually buy, that they were here.
//!
//! Read when asked: a few hundred rows take milliseconds.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::sale::{AttemptStatus, Sale};
use airtill_domain::time::Timestamp;
use airtill_ledger::{Ledger, LedgerError};

/// How many of the last sales are looked through.
const SALES_LOOKED_AT: usize = 500;
/// How many of a customer's own purchases.
const PURCHASES_LOOKED_AT: usize = 50;
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
