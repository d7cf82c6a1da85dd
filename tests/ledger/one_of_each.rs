//! One of every kind of entry, with every variant that an entry can hold: what must be read for ever.

use airtill_domain::appearance::{Appearance, Theme};
use airtill_domain::cost::{Believed, Charge, Ground, Listed};
use airtill_domain::counter::CounterRules;
use airtill_domain::debtor::DebtorId;
use airtill_domain::health::Health;
use airtill_domain::hotkeys::{Action, Key, Keymap};
use airtill_domain::listener::Listener;
use airtill_domain::loss::LossRules;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer_change::{Change, OfferChange, OwnerSaid};
use airtill_domain::outcome::{Doubt, EVIDENCE_MAX_BYTES, Finding, NotSent, Outcome, Pending, Refusal, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::prefix::{Prefix, Prefixes};
use airtill_domain::price::{
    CustomerGroup, Hours, Making, Member, NetworkPrices, PriceRule, PriceRules, Pricing, Rounding, RoundingWay, Scope,
    Step, Weekdays, When,
};
use airtill_domain::print::{Paper, Printed, Printer, PrinterSite, SaleSlip, Slip};
use airtill_domain::product::Product;
use airtill_domain::product::ProductKind;
use airtill_domain::recipient::{Recipient, Steering};
use airtill_domain::reference::TillId;
use airtill_domain::route::{Candidate, Funds, Policy, Route, Routing};
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::Moved;
use airtill_domain::sale::event::{Consent, Event, Terms, Verdict};
use airtill_domain::settings::{HashRecipe, NetworkName, ProductTerms, Site, TypedPlan, VendorSettings};
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::shift::{Count, Direction, ShiftRules};
use airtill_domain::staff::{Role, SecretKind, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::trade::{Limits, Stop, TradeRules};
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::{CredentialKind, VendorId};
use airtill_domain::wallet::{Difference, Expected, ReadingWhy};
use airtill_ledger::entry::Entry;
use airtill_tests::entries::{account, answered, at, count, reference, sale_id, sheet, taken};
use airtill_words::Language;

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
        Entry::Sale(Event::WalletTold {
            sale,
            reference: reference(1),
            account: account(),
            expected: naira(5_000),
            balance: naira(4_510),
            moved: Moved::ByCost,
            waited_ms: 61_000,
        }),
        Entry::Sale(Event::WalletTold {
            sale,
            reference: reference(1),
            account: account(),
            expected: naira(5_000),
            balance: naira(5_000),
            moved: Moved::NotAtAll,
            waited_ms: 601_000,
        }),
        Entry::Sale(Event::NoticeKept {
            sale,
            reference: reference(1),
            finding: Finding::Failed,
            said: Said::default(),
        }),
        Entry::Sale(Event::ChargedAboveList { sale, reference: reference(1), charged: naira(260), listed: naira(200) }),
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
        let (reason, evidence) = ("the bank".to_owned(), "a message".to_owned());
        entries.push(Entry::Sale(Event::EndFollowed { sale, reference: reference(1), verdict, reason, evidence }));
    }
    for why in [
        ReadingWhy::Opened,
        ReadingWhy::Funded,
        ReadingWhy::Unexplained,
        ReadingWhy::Closed,
        ReadingWhy::Cheaper { by: naira(35) },
    ] {
        entries.push(Entry::WalletRead { vendor, balance: naira(44_584), why });
    }
    entries
}

/// Slips of the finger, put right.
fn of_corrections() -> Vec<Entry> {
    let (sale, vendor, naira) = (sale_id(1), VendorId::Simpu, Naira::from_naira);
    let difference = Difference {
        at: at(9),
        balance: naira(7_000),
        expected: Expected { least: naira(8_000), most: naira(10_000) },
    };
    let whats = [
        Corrected::CashMoved { direction: Direction::Out, amount: naira(20_000) },
        Corrected::DebtPaid { debtor: DebtorId(1), amount: naira(500), tender: Tender::Cash },
        Corrected::Returned { sale, amount: naira(500), tender: Tender::Transfer },
        Corrected::WalletFunded {
            vendor,
            amount: naira(10_000),
            written_at: at(3),
            left: vec![(at(9), naira(1_000)), (at(10), naira(-10_000))],
        },
        Corrected::WalletFunded { vendor, amount: naira(10_000), written_at: at(3), left: Vec::new() },
        Corrected::DifferenceExplained { vendor, difference, funding: false },
    ];
    let counted = [CountedSince::No, CountedSince::InThisShift, CountedSince::InAnEarlierShift];
    let corrected = whats.into_iter().zip(counted.into_iter().cycle()).map(|(what, counted)| {
        let agreed = (counted != CountedSince::No).then_some(StaffId(1));
        Entry::Corrected { of: 12, what, instead: naira(2_000), counted, why: "one nought too many".to_owned(), agreed }
    });
    let mut entries: Vec<Entry> = corrected.collect();
    entries.push(Entry::DebtPaidBy {
        debtor: DebtorId(1),
        amount: naira(-500),
        tender: Tender::Card,
        payer: "her \"sister\"".to_owned(),
    });
    let (amount, taker) = (naira(500), "Sade".to_owned());
    entries.push(Entry::Sale(Event::Returned { sale, amount, tender: Tender::Transfer, taker }));
    entries.push(Entry::Sale(Event::ReturnTakenBack { sale, amount }));
    entries
}

fn of_costs() -> Vec<Entry> {
    let (vendor, since) = (VendorId::Vtpass, at(3));
    let (amount, face) = (Naira::from_kobo(48_250), Naira::from_naira(500));
    let of_face = Listed::OfFace { less_basis_points: 250, fee: Naira::from_naira(10) };
    let believed = [
        (Listed::Amount(face), Charge::Amount(amount), Ground::Answers),
        (of_face, Charge::Part { charged: amount, of: face }, Ground::AnswerAndWallet),
        (of_face, Charge::Besides(Naira::from_naira(-10)), Ground::Wallet),
    ];
    let believed = believed.map(|(listed, charge, ground)| Some(Believed { listed, charge, ground, since }));
    let entry = |believed| {
        let (code, title) = ("mtn-1gb/7".to_owned(), "MTN 1GB \"SME\", 30 days".to_owned());
        Entry::CostBelieved { vendor, code, title, believed }
    };
    believed.into_iter().chain([None]).map(entry).collect()
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
    entries.extend(of_corrections());
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
    entries.push(Entry::Sale(Event::CostTried { sale: sale_id(1), reference: reference(1) }));
    let listed = Naira::from_naira(500);
    entries.push(Entry::Sale(Event::AttemptListed { sale: sale_id(1), reference: reference(1), listed }));
    entries.push(for_an_account());
    entries.extend(people_and_settings());
    let (folder, recipient, key) =
        ("/media/ada/STICK".to_owned(), "age1k0s".to_owned(), "YWdlLWVuY3J5cHRpb24=".to_owned());
    entries.push(Entry::BackupSet { folder, recipient, key });
    entries.push(Entry::BackedUp { upto: 12_410 });
    entries.push(Entry::ClockOff { vendor: VendorId::Vtpass, ahead_s: -7_500 });
    entries.push(Entry::Restored { epoch: 2, upto: 12_410, made_at: at(7) });
    entries.push(Entry::RecoveryCodeShown { staff: StaffId(1) });
    entries.push(Entry::RecoveryCodeKept { staff: StaffId(1) });
    entries.extend(of_shifts());
    entries.extend(of_costs());
    entries.extend(of_slips());
    entries.extend(of_banks_and_notices());
    entries
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
        Entry::AttendantsConfirm { may: true },
        Entry::LossRulesSet { rules: LossRules::default() },
        Entry::TradeRulesSet { rules: Box::new(trade_rules()) },
        Entry::OffersChanged { vendor: VendorId::SmePlug, changes: offer_changes(), more: 3 },
        Entry::DebtorSet {
            debtor,
            name: "Bola".to_owned(),
            phone: Msisdn::parse("08031234567").ok(),
            most: Some(amount),
        },
        Entry::DebtorSet { debtor, name: "Bola".to_owned(), phone: None, most: None },
        Entry::PlanAnswered { vendor: VendorId::SmePlug, code: "7".to_owned() },
        Entry::CustomerGroupSet { group: customer_group() },
        Entry::WalletDiffers {
            vendor: VendorId::Vtpass,
            balance: Naira::from_kobo(4_500_050),
            off: Naira::from_kobo(-500_000),
        },
        Entry::DifferenceFits {
            vendor: VendorId::SmePlug,
            found_at: at(7),
            amount: Naira::from_kobo(-96_500),
            sale: sale_id(1),
        },
        Entry::CustomerGroupSet { group: CustomerGroup { members: Vec::new(), ..customer_group() } },
    ];
    for direction in [Direction::In, Direction::Out] {
        entries.push(Entry::CashMoved { direction, amount, reason: "fuel, ₦".to_owned() });
    }
    for tender in [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit] {
        entries.push(Entry::DebtPaid { debtor, amount, tender });
    }
    entries
}

fn customer_group() -> CustomerGroup {
    let member = |number, name: &str| Member { number: Msisdn::parse(number).unwrap(), name: name.to_owned() };
    let members = vec![member("08031234567", "Mama \"Bisi\""), member("+2348051234567", "")];
    CustomerGroup { name: "Those who sell on".to_owned(), members }
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
    let bank = airtill_domain::bank::Bank { code: "000014".to_owned(), name: "Access \"Bank\"".to_owned() };
    let account =
        airtill_domain::recipient::Account { id: "0000014579".to_owned(), name: "ADÁ OBI".to_owned(), phone: None };
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
        Entry::Sale(Event::Consented {
            sale,
            to: vec![Consent::BeyondDay { staff: StaffId(1), most: Naira::from_naira(9) }],
        }),
        Entry::Sale(Event::Consented {
            sale,
            to: vec![Consent::LowPrice { staff: StaffId(1), cost: Naira::from_naira(205) }],
        }),
        Entry::TransferRulesSet { rules: TransferRules::default() },
        Entry::SharingSet { networks: vec![Network::Mtn, Network::T2] },
        Entry::ReplyRecipe { recipe: Some(HashRecipe::default()) },
        Entry::ReplyRecipe { recipe: None },
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
    let account = airtill_domain::recipient::Account {
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

/// With one of each kind of rule.
fn trade_rules() -> TradeRules {
    let plan = Plan::read("1GB (SME) - 30 days");
    let scope = |kind| Scope {
        kind,
        network: None,
        plan: None,
        vendor: None,
        least: None,
        most: None,
        group: None,
        after: None,
    };
    let of_plan = Scope { network: Some(Network::Mtn), plan: Some(plan.clone()), ..scope(ProductKind::Data) };
    let to_five = Rounding { way: RoundingWay::Nearest, step_naira: 5 };
    let step = Step { basis_points: -150, flat: Naira::from_naira(10), rounding: Some(to_five) };
    let airtime = Scope {
        vendor: Some(VendorId::SmePlug),
        least: Some(Naira::from_naira(100)),
        most: Some(Naira::from_naira(500)),
        ..scope(ProductKind::Airtime)
    };
    let happy_hour = When {
        from: Timestamp::typed("2026-12-01 06:00"),
        until: Timestamp::typed("2027-01-01"),
        days: Weekdays::of([chrono::Weekday::Fri]),
        hours: Some(Hours { from: 960, to: 1_080 }),
    };
    let to_resellers =
        Scope { group: Some("Those who sell on".to_owned()), after: Some(2), ..scope(ProductKind::Data) };
    let rules = vec![
        PriceRule { scope: of_plan, making: Making::Fixed(Naira::from_naira(480)), when: When::default() },
        PriceRule { scope: airtime, making: Making::OnTop(step), when: When::default() },
        PriceRule { scope: to_resellers, making: Making::Change(step), when: happy_hour },
    ];
    let stop = Stop { kind: ProductKind::Data, network: Some(Network::Mtn), plan: Some(plan), vendor: None };
    TradeRules {
        prices: PriceRules { takes_printed: true, rounding_way: RoundingWay::Down, rules },
        stops: vec![stop],
        limits: Limits { attendant_day: Some(Naira::from_naira(50_000)), credit_sum: Some(Naira::from_naira(9_000)) },
        told_from_basis_points: 300,
        try_every: 50,
    }
}

/// What a list says of plans differently.
fn offer_changes() -> Vec<OfferChange> {
    let plan = Plan::read("1GB (SME) - 30 days");
    let change = |change| OfferChange { code: "7".to_owned(), network: Network::Mtn, plan: plan.clone(), change };
    vec![
        change(Change::Gone),
        change(Change::Cost { from: Naira::from_naira(470), to: Naira::from_naira(520) }),
        change(Change::Renamed(Plan::read("1GB SME"))),
        change(Change::Another { plan: Plan::read("2GB"), said: Some(OwnerSaid::Price(Naira::from_naira(480))) }),
        change(Change::Another { plan: Plan::read("2GB"), said: Some(OwnerSaid::Rule) }),
        change(Change::Another { plan: Plan::read("2GB"), said: None }),
    ]
}
