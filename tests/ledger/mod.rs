//! The ledger on a real disk: its encodings, a naive model against it, damage of every kind, and the opening order.

pub mod damage;
mod encodings;
mod exports;
mod fixtures;
mod machine;
mod model;
mod proof;
mod queries;
mod shifts;
mod sweep;

use airtill::domain::appearance::{Appearance, Theme};
use airtill::domain::counter::CounterRules;
use airtill::domain::debtor::DebtorId;
use airtill::domain::health::Health;
use airtill::domain::hotkeys::{Action, Key, Keymap};
use airtill::domain::listener::Listener;
use airtill::domain::money::Naira;
use airtill::domain::network::Network;
use airtill::domain::outcome::{Doubt, EVIDENCE_MAX_BYTES, Finding, NotSent, Outcome, Pending, Refusal, Said};
use airtill::domain::phone::Msisdn;
use airtill::domain::plan::Plan;
use airtill::domain::prefix::{Prefix, Prefixes};
use airtill::domain::price::{NetworkPrices, Pricing};
use airtill::domain::print::{Paper, Printed, Printer, PrinterSite, SaleSlip, Slip};
use airtill::domain::product::Product;
use airtill::domain::recipient::{Recipient, Steering};
use airtill::domain::reference::{Reference, SaleId, TillId};
use airtill::domain::route::{Candidate, Funds, Policy, Route, Routing};
use airtill::domain::sale::Tender;
use airtill::domain::sale::event::{Consent, Event, Terms, Verdict};
use airtill::domain::service::Service;
use airtill::domain::settings::{NetworkName, ProductKind, ProductTerms, Site, TypedPlan, VendorSettings};
use airtill::domain::shift::balances::Lot;
use airtill::domain::shift::sheet::{
    Asked, Carried, CheckLine, DrawerLines, Exception, ExceptionKind, Movement, Part, SalesLines, Sheet, WalletLine,
};
use airtill::domain::shift::{Count, Counted, Direction, ShiftRules};
use airtill::domain::staff::{Role, SecretKind, StaffId};
use airtill::domain::time::Timestamp;
use airtill::domain::transfer::TransferRules;
use airtill::domain::vendor::{Account, CredentialKind, VendorId};
use airtill::domain::wallet::ReadingWhy;
use airtill::ledger::entry::{Actor, Entry};
use airtill::ledger::{self, Ledger, Opened, Options};
use airtill::words::Language;
use std::path::Path;

pub const START: i64 = 1_795_338_000_000;

pub fn at(n: u64) -> Timestamp {
    Timestamp::from_millis(START + i64::try_from(n).unwrap() * 1_000)
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
        Entry::DifferenceExplained {
            vendor,
            found_at: at(7),
            amount: naira(-3_000),
            funding: false,
            note: "a fee".to_owned(),
        },
        Entry::Sale(Event::ChargeNotBelieved {
            sale,
            reference: reference(1),
            charged: naira(-220),
            listed: naira(200),
        }),
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
    for why in [ReadingWhy::Opened, ReadingWhy::Funded, ReadingWhy::Unexplained, ReadingWhy::Closed] {
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
    entries.push(Entry::ClockOff { vendor: VendorId::Vtpass, ahead_s: -7_500 });
    entries.push(Entry::Restored { epoch: 2, upto: 12_410, made_at: at(7) });
    entries.extend(of_shifts());
    entries.extend(of_slips());
    entries.extend(of_banks_and_notices());
    entries
}

/// A full sheet, with one of everything that can stand on it.
pub fn sheet() -> Sheet {
    let naira = Naira::from_naira;
    let lot = |count, sum| Lot { count, sum: naira(sum) };
    let part = Part { taken: lot(3, 1_500), delivered: lot(2, 1_000), failed: 1, not_known: 0, margin: naira(30) };
    let counted = Counted { count: count(), expected: naira(12_700), at: at(8) };
    let kinds = [
        ExceptionKind::SecondOne,
        ExceptionKind::SettledByHand,
        ExceptionKind::Reprint,
        ExceptionKind::PriceAccepted,
        ExceptionKind::OutWithoutReason,
        ExceptionKind::ClockSetBack,
        ExceptionKind::ClockOff,
        ExceptionKind::CountedAgain,
        ExceptionKind::OverOrShort,
        ExceptionKind::WalletOff,
        ExceptionKind::BetweenShifts,
        ExceptionKind::ChargeNotBelieved,
    ];
    let wallet = |vendor, asked| WalletLine {
        vendor,
        opening: naira(50_000),
        funded: naira(20_000),
        delivered: naira(14_550),
        held: naira(1_455),
        asked,
        difference: naira(-100),
    };
    let movement = |direction, reason: &str| Movement {
        at: at(3),
        who: "Adá".to_owned(),
        direction,
        amount: naira(2_000),
        reason: reason.to_owned(),
    };
    let carried = |owed| Carried {
        about: "₦500 MTN airtime to 0803 ••• 4567".to_owned(),
        price: naira(500),
        owed,
        reference: reference(1).to_string(),
    };
    Sheet {
        number: 12,
        shop: "Ọjà \"Airtime\"".to_owned(),
        opened: (at(0), "Adá".to_owned()),
        made: (at(9), "Bola".to_owned()),
        code: "12,410 · 7F3A9-K2MQ4".to_owned(),
        drawer: DrawerLines {
            float: naira(5_000),
            taken: naira(8_200),
            handed_back: naira(500),
            repaid: naira(1_000),
            paid_in: naira(1_000),
            paid_out: naira(2_000),
            expected: naira(12_700),
            counts: vec![Counted { count: Count::of(naira(9_000)), ..counted }, counted],
            over_short: counted.off(),
            transfers: naira(3_000),
            cards: naira(700),
            on_credit: naira(400),
            bank_seen: Some(naira(3_000)),
        },
        reason: "change was given wrong".to_owned(),
        wallets: vec![
            wallet(VendorId::SmePlug, Asked::Said(naira(53_895))),
            wallet(VendorId::Vdt, Asked::Never),
            wallet(VendorId::Vtpass, Asked::NotAsked),
        ],
        sales: SalesLines {
            taken: lot(12, 12_300),
            delivered: lot(9, 10_300),
            failed: lot(1, 500),
            not_known: lot(2, 1_500),
            earlier_delivered: lot(1, 200),
            given_back: lot(1, 500),
            margin: naira(450),
            cost_unknown: lot(1, 100),
            by_hand: 1,
            held: lot(3, 2_000),
            owed: lot(1, 500),
            slowest_give_back_s: Some(754),
        },
        staff: vec![("Adá".to_owned(), part), ("Bola".to_owned(), part)],
        networks: vec![(Service::Mtn, part), (Service::Transfer, part)],
        tenders: vec![(Tender::Cash, part), (Tender::Credit, part)],
        vendors: vec![(VendorId::SmePlug, part)],
        check: CheckLine { opening: naira(55_000), drawer: naira(12_500), ..CheckLine::default() },
        exceptions: kinds
            .map(|kind| Exception { when_and_who: "18:02 Adá".to_owned(), kind, about: "₦500".to_owned() })
            .into(),
        movements: vec![movement(Direction::In, "change from the bank"), movement(Direction::Out, "")],
        carried: vec![carried(false), carried(true)],
        debtors: vec![("Mama Bisi".to_owned(), naira(400))],
    }
}

fn count() -> Count {
    Count { pieces: [8, 5, 6, 4, 3, 5, 4, 2], other: Naira::from_kobo(50) }
}

fn of_shifts() -> Vec<Entry> {
    let (debtor, amount) = (DebtorId(7), Naira::from_naira(400));
    let mut entries = vec![
        Entry::ShiftOpened { number: 12, float: count() },
        Entry::DrawerCounted { count: Count::of(Naira::from_kobo(1_250_050)) },
        Entry::ShiftClosed { sheet: Box::new(sheet()) },
        Entry::DebtorNamed { debtor, name: "Mama \"Bisi\"".to_owned() },
        Entry::Sale(Event::OnCredit { sale: sale_id(2), debtor }),
        Entry::ShiftRulesSet { rules: ShiftRules::default() },
        Entry::CounterRulesSet { rules: CounterRules::default() },
    ];
    for direction in [Direction::In, Direction::Out] {
        entries.push(Entry::CashMoved { direction, amount, reason: "fuel, ₦".to_owned() });
    }
    for tender in [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit] {
        entries.push(Entry::DebtPaid { debtor, amount, tender });
    }
    entries
}

fn of_slips() -> Vec<Entry> {
    let sale = sale_id(1);
    let mut entries = Vec::new();
    for site in [
        PrinterSite::None,
        PrinterSite::Network { host: "192.168.1.50".to_owned(), port: 9_100 },
        PrinterSite::Path { path: "/dev/usb/lp0".to_owned() },
    ] {
        for paper in [Paper::Mm58, Paper::Mm80] {
            entries.push(Entry::PrinterSet { printer: Printer { site: site.clone(), paper, ..Printer::default() } });
        }
    }
    let of_sale = [SaleSlip::Delivered, SaleSlip::Pending, SaleSlip::Refund, SaleSlip::Dispute];
    let slips =
        of_sale.map(|of| Slip::Sale { sale, of }).into_iter().chain([Slip::X, Slip::Z { number: 12 }, Slip::Test]);
    for (job, slip) in (1..).zip(slips) {
        entries.extend([Entry::PrintAsked { job, slip }, Entry::PrintBegun { job, slip }]);
    }
    for how in [Printed::Yes, Printed::Perhaps, Printed::Dropped, Printed::NotBegun] {
        entries.push(Entry::PrintEnded { job: 1, how });
    }
    entries
}

/// Transfers, notices, and what the owner decides about them.
fn of_banks_and_notices() -> Vec<Entry> {
    let bank = airtill::domain::bank::Bank { code: "000014".to_owned(), name: "Access \"Bank\"".to_owned() };
    let account =
        airtill::domain::recipient::Account { id: "0000014579".to_owned(), name: "ADÁ OBI".to_owned(), phone: None };
    let (sale, said) = (sale_id(4), Said { message: Some("sent".to_owned()), ..Said::default() });
    let mut entries = vec![
        Entry::Sale(Event::Intent {
            sale,
            product: Product::Transfer {
                bank,
                amount: Naira::from_naira(60_000),
                description: "School fees, ₦".to_owned(),
            },
            recipient: Recipient::Account(account),
            price: Naira::from_naira(60_300),
            tender: Tender::Cash,
        }),
        Entry::Sale(Event::Consented { sale, to: vec![Consent::LargeTransfer { staff: StaffId(1) }] }),
        Entry::TransferRulesSet { rules: TransferRules::default() },
        Entry::SharingSet { networks: vec![Network::Mtn, Network::T2] },
        Entry::ListenerSet {
            listener: Listener { enabled: true, port: 8_478, public_url: "https://kiosk.example".to_owned(), key: 2 },
        },
        Entry::LanguageSet { language: Language::Yo },
    ];
    for finding in [Finding::Delivered, Finding::Failed, Finding::Pending, Finding::Unclear] {
        entries.push(Entry::Sale(Event::Notified { sale, reference: reference(4), finding, said: said.clone() }));
    }
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
        Entry::NetworkPricesSet {
            prices: NetworkPrices { airtime_basis_points: -150, ..NetworkPrices::of(Network::Glo) },
        },
        Entry::PlanPriced {
            network: Network::Mtn,
            plan: Plan::read("1GB (SME) - Monthly"),
            price: Some(Naira::from_naira(480)),
        },
        Entry::PlanPriced { network: Network::Mtn, plan: Plan::read("1GB (SME) - Monthly"), price: None },
        Entry::LookSet { look: Appearance { theme: Theme::Contrast, text_percent: 150, sounds: false } },
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
