//! The commits of a sale, as the till makes them.

use airtill_domain::health::Health;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Outcome, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::product::Product;
use airtill_domain::reference::{Reference, SaleId, TillId};
use airtill_domain::route::{Candidate, Funds, Policy, Route};
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::{Event, Terms};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{Account, VendorId};
use airtill_ledger::entry::Entry;
use std::time::Duration;

/// 22 November 2026, 10:00 in Lagos.
const MORNING: i64 = 1_795_338_000_000;

/// When the sale of this number is taken: one in five minutes.
pub fn at(n: u64) -> Timestamp {
    Timestamp::from_millis(MORNING).after(Duration::from_secs(300) * u32::try_from(n).unwrap_or(u32::MAX))
}

fn id(n: u64) -> SaleId {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    SaleId::new(at(n), random)
}

fn reference(n: u64) -> Reference {
    let random = std::array::from_fn(|i| u8::try_from((n >> (5 * i)) & 31).unwrap_or_default());
    Reference::new(at(n), &TillId::from_random([1, 2, 3, 4]), random)
}

/// From the key press until the customer's money counts as taken.
pub fn taken(n: u64) -> Vec<Entry> {
    let (sale, vendor, price) = (id(n), VendorId::SmePlug, Naira::from_naira(500));
    let number = format!("0803{:07}", n * 7_919 % 10_000_000);
    let recipient = Msisdn::parse(&number).expect("eleven digits of a network");
    let considered = VendorId::ALL.map(|vendor| Candidate {
        vendor,
        cost: Some(Naira::from_naira(490)),
        funds: Funds::Enough,
        health: Health::Good,
        reachable: true,
        tried: false,
    });
    let terms = Terms { code: "1".to_owned(), plan: None, cost: Some(Naira::from_naira(490)) };
    let route = Route { policy: Policy::LowestCost, by_hand: false, considered: considered.to_vec() };
    let account = Account { base_url: "https://vendor.example/api/v1".to_owned(), fingerprint: "01234567".to_owned() };
    let product = Product::Airtime { network: Network::Mtn, face: price };
    [
        Event::Intent { sale, product, recipient: recipient.into(), price, tender: Tender::Cash },
        Event::AttemptStarted { sale, vendor, reference: reference(n), account },
        Event::AttemptTerms { sale, reference: reference(n), terms },
        Event::Routed { sale, reference: reference(n), route },
    ]
    .into_iter()
    .map(Entry::Sale)
    .collect()
}

/// The vendor's answer.
pub fn answered(n: u64) -> Vec<Entry> {
    let said = Said { http_status: Some(200), ..Said::default() }
        .with_message(Some("Airtime purchase successful. Transaction completed"));
    vec![Entry::Sale(Event::Answered { sale: id(n), reference: reference(n), outcome: Outcome::Delivered, said })]
}
