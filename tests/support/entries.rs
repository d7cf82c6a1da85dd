//! Entries of a sale and of a closing, as they are made again and again.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Outcome, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::product::Product;
use airtill_domain::reference::{Reference, SaleId, TillId};
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::Event;
use airtill_domain::service::Service;
use airtill_domain::shift::balances::Lot;
use airtill_domain::shift::sheet::{
    Asked, Carried, CheckLine, DrawerLines, Exception, ExceptionKind, Movement, Part, SalesLines, Sheet, WalletLine,
};
use airtill_domain::shift::{Count, Counted, Direction};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{Account, VendorId};
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::{Ledger, Opened, Options};
use std::path::Path;

pub const START: i64 = 1_795_338_000_000;

pub fn at(n: u64) -> Timestamp {
    Timestamp::from_millis(START + i64::try_from(n).unwrap() * 1_000)
}

pub fn open(directory: &Path) -> Opened {
    airtill_ledger::open(&Options::new(directory, "test".to_owned())).unwrap()
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
        ExceptionKind::SoldAtLoss,
        ExceptionKind::ChargedAboveList,
        ExceptionKind::EndFollowed,
        ExceptionKind::LargeTransfer,
        ExceptionKind::LongShift,
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

pub fn count() -> Count {
    Count { pieces: [8, 5, 6, 4, 3, 5, 4, 2], other: Naira::from_kobo(50) }
}
