//! The ledger on a real disk: its encodings, a naive model against it, damage of every kind, and the opening order.

pub mod damage;
mod encodings;
mod exports;
mod fixtures;
mod machine;
mod model;
mod proof;
mod queries;
mod sweep;

use airtill::domain::health::Health;
use airtill::domain::keymap::{Action, Key, Keymap};
use airtill::domain::look::{Look, Theme};
use airtill::domain::money::Naira;
use airtill::domain::network::Network;
use airtill::domain::outcome::{Doubt, EVIDENCE_MAX_BYTES, Finding, NotSent, Outcome, Pending, Refusal, Said};
use airtill::domain::phone::Msisdn;
use airtill::domain::plan::Plan;
use airtill::domain::prefix::{Prefix, Prefixes};
use airtill::domain::price::Pricing;
use airtill::domain::product::Product;
use airtill::domain::recipient::{Recipient, Steering};
use airtill::domain::reference::{Reference, SaleId, TillId};
use airtill::domain::route::{Candidate, Funds, Policy, Route, Routing};
use airtill::domain::sale::Tender;
use airtill::domain::sale::event::{Consent, Event, Terms, Verdict};
use airtill::domain::settings::{NetworkName, ProductKind, ProductTerms, Site, TypedPlan, VendorSettings};
use airtill::domain::staff::{Role, SecretKind, StaffId};
use airtill::domain::time::At;
use airtill::domain::vendor::{Account, CredentialKind, VendorId};
use airtill::domain::wallet::ReadingWhy;
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
            recipient: Msisdn::parse("08031234567").unwrap().into(),
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

/// What came with the rules around a sale.
fn of_the_rules() -> Vec<Entry> {
    let (sale, vendor, naira) = (sale_id(1), VendorId::Strongmb, Naira::from_naira);
    let candidate =
        |funds, health| Candidate { vendor, cost: Some(naira(495)), funds, health, reachable: true, tried: false };
    let considered = vec![
        candidate(Funds::Enough, Health::Good),
        candidate(Funds::Unknown, Health::Amber),
        candidate(Funds::Short, Health::Rested),
    ];
    let consents = vec![
        Consent::SecondOne { of: sale_id(2) },
        Consent::OwnerAgreed { staff: StaffId(1) },
        Consent::LastFour,
        Consent::PriceChanged { from: naira(500), to: naira(510) },
    ];
    let mut entries = vec![
        Entry::Sale(Event::NotFound {
            sale,
            reference: reference(1),
            account: account(),
            waited_ms: 600_000,
            said: Said::default(),
        }),
        Entry::Sale(Event::Consented { sale, to: consents }),
        Entry::Sale(Event::AlarmSeen { sale, note: "the customer \"paid\" twice".to_owned() }),
        Entry::WalletFunded { vendor, amount: naira(-500), note: "ẹ".to_owned() },
        Entry::DifferenceSeen { vendor, note: "a fee".to_owned() },
    ];
    for policy in [Policy::LowestCost, Policy::OwnersOrder] {
        let route = Route { policy, by_hand: true, considered: considered.clone() };
        entries.push(Entry::Sale(Event::Routed { sale, reference: reference(1), route }));
        entries.push(Entry::RoutingSet {
            routing: Routing { policy, shared_wallets: vec![vendor], ..Routing::default() },
        });
    }
    for verdict in [Verdict::Delivered, Verdict::Failed] {
        let (reason, evidence) = ("sure".to_owned(), "seen".to_owned());
        entries.push(Entry::Sale(Event::Settled { sale, reference: reference(1), verdict, reason, evidence }));
    }
    for why in [ReadingWhy::Opened, ReadingWhy::Funded, ReadingWhy::Unexplained] {
        entries.push(Entry::WalletRead { vendor, balance: naira(44_584), why });
    }
    entries
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
        Outcome::Refused(Refusal::NotOffered),
        Outcome::Refused(Refusal::LimitReached),
        Outcome::Refused(Refusal::AccountBlocked),
        Outcome::Refused(Refusal::ServiceDown),
        Outcome::Pending(Pending::Processing),
        Outcome::Pending(Pending::Accepted),
        Outcome::Unknown(Doubt::NoAnswer),
        Outcome::Unknown(Doubt::Broken),
        Outcome::Unknown(Doubt::Unreadable),
        Outcome::Unknown(Doubt::Unlisted),
        Outcome::Unknown(Doubt::Duplicate),
        Outcome::Unknown(Doubt::Mismatch),
        Outcome::Unknown(Doubt::Interrupted),
        Outcome::Unknown(Doubt::Unverified),
        Outcome::Unknown(Doubt::FailedPerhaps),
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
    let terms = Terms {
        code: "1/AIR1000".to_owned(),
        plan: Some("1GB (SME) - Monthly".to_owned()),
        cost: Some(Naira::from_kobo(47_025)),
    };
    entries.push(Entry::Sale(Event::AttemptTerms { sale: sale_id(1), reference: reference(1), terms }));
    entries.push(for_an_account());
    entries.extend(people_and_settings());
    let (folder, recipient, key) =
        ("/media/ada/STICK".to_owned(), "age1k0s".to_owned(), "YWdlLWVuY3J5cHRpb24=".to_owned());
    entries.push(Entry::BackupSet { folder, recipient, key });
    entries.push(Entry::BackedUp { upto: 12_410 });
    entries.push(Entry::Restored { epoch: 2, upto: 12_410, made_at: at(7) });
    entries
}

/// A plan for an account whose holder was named, and one for digits that steer a sandbox.
fn for_an_account() -> Entry {
    let account = airtill::domain::recipient::Account {
        id: "1402000567".to_owned(),
        name: "THE TESTER ITSELF".to_owned(),
        phone: Some(Msisdn::parse("08031234567").unwrap()),
    };
    Entry::Sale(Event::Intent {
        sale: sale_id(2),
        product: Product::Data { network: Network::Smile, plan: Plan::read(" 2.5GB Flexi for 2days - 500 Naira") },
        recipient: Recipient::Account(account),
        price: Naira::from_naira(530),
        tender: Tender::Credit,
    })
}

fn people_and_settings() -> Vec<Entry> {
    let staff = StaffId(2);
    let mut settings = VendorSettings::of(VendorId::Vdt);
    settings.site = Site::Own("https://own.example/api".to_owned());
    settings.terms.push(ProductTerms {
        kind: ProductKind::Airtime,
        network: Some(Network::Glo),
        discount_basis_points: 250,
        fee: Naira::from_kobo(1_050),
    });
    settings.network_names.push(NetworkName { name: "M-T-N".to_owned(), network: Network::Mtn });
    settings.plans.push(TypedPlan {
        code: "MARS_60GB".to_owned(),
        name: "60GB + UNLIMITED NIGHT (MARS)".to_owned(),
        cost: Naira::from_naira(13_500),
    });
    let mut entries = vec![
        Entry::ShopNamed { name: "Ọjà \"Airtime\"".to_owned() },
        Entry::StaffNamed { staff, name: "Adá".to_owned(), role: Role::Attendant },
        Entry::StaffRemoved { staff },
        Entry::SignedOut { staff, by_itself: true },
        Entry::VendorSet { vendor: VendorId::Vdt, settings: Box::new(settings) },
        Entry::PricingSet { pricing: Pricing::default() },
        Entry::LookSet { look: Look { theme: Theme::Contrast, text_percent: 150, sounds: false } },
        Entry::KeysSet { keymap: Keymap::new([(Action::Slip, Key::parse("F11").unwrap())]).unwrap() },
        Entry::MarginHidden { hidden: true },
        Entry::PrefixesSet {
            prefixes: Prefixes::new(vec![Prefix { digits: "0702".to_owned(), network: Network::Glo }]).unwrap(),
        },
        Entry::CredentialsSaved {
            vendor: VendorId::Vtpass,
            kind: CredentialKind::KeyPair,
            last4: "9f3a".to_owned(),
            fingerprint: "01234567".to_owned(),
        },
        Entry::Sale(Event::Intent {
            sale: sale_id(3),
            product: Product::Airtime { network: Network::Ntel, face: Naira::from_naira(100) },
            recipient: Recipient::Steering(Steering::parse("201000000000").unwrap()),
            price: Naira::from_naira(100),
            tender: Tender::Card,
        }),
    ];
    for kind in [SecretKind::Pin, SecretKind::Passphrase, SecretKind::Recovery] {
        let hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA".to_owned();
        entries.push(Entry::SecretSet { staff, kind, hash });
        entries.push(Entry::SecretTried { staff, kind });
        entries.push(Entry::SignedIn { staff, kind });
        entries.push(Entry::SecretRemoved { staff, kind });
    }
    entries.extend(of_the_rules());
    entries
}
