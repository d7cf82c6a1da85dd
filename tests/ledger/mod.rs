//! The ledger on a real disk: its encodings, a naive model against it, damage of every kind, and the opening order.

mod damage;
mod encodings;
mod model;

use airtill::domain::money::Naira;
use airtill::domain::network::Network;
use airtill::domain::outcome::{Doubt, EVIDENCE_MAX_BYTES, Finding, NotSent, Outcome, Pending, Refusal, Said};
use airtill::domain::phone::Msisdn;
use airtill::domain::product::Product;
use airtill::domain::reference::{Reference, SaleId, TillId};
use airtill::domain::sale::Tender;
use airtill::domain::sale::event::Event;
use airtill::domain::time::At;
use airtill::domain::vendor::{Account, VendorId};
use airtill::ledger::entry::{Actor, Entry};
use airtill::ledger::{self, Ledger, Opened, Options};
use std::path::Path;

pub const START: i64 = 1_795_338_000_000;

pub fn at(n: u64) -> At {
    At::from_millis(START + i64::try_from(n).unwrap() * 1_000)
}

pub fn open(directory: &Path) -> Opened {
    ledger::open(&Options::new(directory, "test".to_owned())).unwrap()
}

pub fn sale_id(n: u64) -> SaleId {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&n.to_be_bytes());
    SaleId::new(at(0), random)
}

pub fn reference(n: u64) -> Reference {
    let mut random = [0; 12];
    for (i, byte) in random.iter_mut().enumerate() {
        *byte = u8::try_from((n >> (5 * i.min(12))) & 31).unwrap();
    }
    Reference::new(at(0), &TillId::from_random([0; 4]), random)
}

pub fn account() -> Account {
    Account { base_url: "practice".to_owned(), fingerprint: "00000000".to_owned() }
}

/// A sale with its first attempt, as one commit.
pub fn taken(n: u64, naira: i64) -> Vec<Entry> {
    let price = Naira::from_naira(naira);
    vec![
        Entry::Sale(Event::Intent {
            sale: sale_id(n),
            product: Product::Airtime { network: Network::Mtn, face: price },
            recipient: Msisdn::parse("08031234567").unwrap(),
            price,
            tender: Tender::Cash,
        }),
        Entry::Sale(Event::AttemptStarted {
            sale: sale_id(n),
            vendor: VendorId::SmePlug,
            reference: reference(n),
            account: account(),
        }),
    ]
}

pub fn answered(n: u64, outcome: Outcome) -> Vec<Entry> {
    let said = Said::default().with_message(Some("the vendor's words: ₦ \"quoted\" \\ and ẹ"));
    vec![Entry::Sale(Event::Answered { sale: sale_id(n), reference: reference(n), outcome, said })]
}

/// Adds `count` sales, each delivered.
pub async fn fill(ledger: &Ledger, from: u64, count: u64) {
    for n in from..from + count {
        ledger.commit(at(n), Actor::Counter, taken(n, 100)).await.unwrap();
        ledger.commit(at(n), Actor::Till, answered(n, Outcome::Delivered)).await.unwrap();
    }
}

/// One of every kind of entry, with every variant that an entry can hold.
pub fn one_of_each() -> Vec<Entry> {
    let mut entries = vec![
        Entry::TillCreated { till: TillId::from_random([9, 8, 7, 6]) },
        Entry::Opened { version: "0.1.0".to_owned(), mended: vec!["a \"line\"\nwas torn".to_owned()] },
        Entry::KeySaved { vendor: VendorId::SmePlug, last4: "9f3a".to_owned(), fingerprint: "01234567".to_owned() },
        Entry::KeyDeleted { vendor: VendorId::SmePlug },
        Entry::MissingAcknowledged { commits: 3 },
    ];
    entries.extend(taken(1, 500));
    for outcome in [
        Outcome::Delivered,
        Outcome::Refused(Refusal::LowWallet),
        Outcome::Refused(Refusal::Unauthorised),
        Outcome::Refused(Refusal::BadRequest),
        Outcome::Refused(Refusal::Failed),
        Outcome::Pending(Pending::Processing),
        Outcome::Pending(Pending::Accepted),
        Outcome::Unknown(Doubt::NoAnswer),
        Outcome::Unknown(Doubt::Broken),
        Outcome::Unknown(Doubt::Unreadable),
        Outcome::Unknown(Doubt::Unlisted),
        Outcome::Unknown(Doubt::Duplicate),
        Outcome::Unknown(Doubt::Mismatch),
        Outcome::Unknown(Doubt::Interrupted),
        Outcome::NotSent(NotSent::NoConnection),
        Outcome::NotSent(NotSent::NotBuilt),
        Outcome::NotSent(NotSent::NotDurable),
    ] {
        entries.extend(answered(1, outcome));
    }
    for finding in [Finding::Delivered, Finding::Failed, Finding::Pending, Finding::NotFound, Finding::Unclear] {
        let said = Said {
            http_status: Some(200),
            message: None,
            vendor_reference: Some("46634e8384c7c68f5baa".to_owned()),
            charged: Some(Naira::from_kobo(48_550)),
            evidence: Some("<html>".repeat(EVIDENCE_MAX_BYTES / 12)),
        };
        let event = Event::Checked { sale: sale_id(1), reference: reference(1), account: account(), finding, said };
        entries.push(Entry::Sale(event));
    }
    entries.push(Entry::Sale(Event::Interrupted { sale: sale_id(1), reference: reference(1) }));
    entries.push(Entry::Sale(Event::CashReturned { sale: sale_id(1), amount: Naira::from_kobo(50_050) }));
    entries
}
