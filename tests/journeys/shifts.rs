//! Shifts through the till: what they forbid, closes without a network, after a crash, over midnight and while answers come in,
//! and customers who pay later.

use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::shift::sheet::{Asked, ExceptionKind, Sheet};
use airtill_domain::shift::{Count, Direction, ShiftRules};
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_reports::slips::sheet::Costs;
use airtill_reports::slips::{self, Heading, Mark};
use airtill_shop::till::{About, Confirmation, TillError};
use airtill_tests::shop::{Shop, airtime, eventually, line_to};
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

const BY: Actor = Actor::Counter;

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

fn cash(amount: i64) -> Count {
    Count::of(naira(amount))
}

fn about<T: std::fmt::Debug>(result: Result<T, TillError>) -> About {
    match result {
        Err(TillError::Refused(refused)) => refused.about,
        other => panic!("not refused: {other:?}"),
    }
}

async fn sold(shop: &Shop, number: &str, amount: &str) -> airtill_domain::reference::SaleId {
    let sale = shop.sell(number, amount).await.unwrap();
    shop.stands(sale, SaleStatus::Delivered).await;
    sale
}

/// A shop sells without shifts until it has one; from then on nothing is sold and no cash moves while none is open.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sold_and_no_cash_moves_between_shifts() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let before = sold(&shop, "08031234560", "100").await;
    assert_eq!(shop.till.ledger().row(before).unwrap().unwrap().shift, 0);
    assert_eq!(shop.till.shifts.open_shift(cash(5_000), BY).await.unwrap(), 1);
    assert_eq!(about(shop.till.shifts.open_shift(cash(5_000), BY).await), About::Shift);
    let sale = sold(&shop, "08031234561", "500").await;
    assert_eq!(shop.till.ledger().row(sale).unwrap().unwrap().shift, 1);
    let failed = shop.sell("08030000003", "200").await.unwrap();
    shop.stands(failed, SaleStatus::Owed).await;
    assert_eq!(about(shop.till.shifts.close_shift("", None, BY).await), About::Shift, "count first");
    shop.till.shifts.count_drawer(cash(5_700), BY).await.unwrap();
    // A review that is open when the shift is closed does not slip through.
    let draft = shop.till.checkout.review(&airtime("08031234562", "100")).await.unwrap();
    let z = shop.till.shifts.close_shift("", None, BY).await.unwrap();
    assert_eq!((z.number, z.drawer.over_short, z.sales.owed.count), (1, Naira::ZERO, 1));
    assert_eq!(z.drawer.taken, naira(700), "the sale before the first shift is on no sheet");

    assert_eq!(about(shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await), About::Shift);
    assert_eq!(about(shop.sell("08031234563", "100").await), About::Shift);
    assert_eq!(about(shop.till.checkout.try_again(failed, None, Confirmation::default(), BY).await), About::Shift);
    assert_eq!(about(shop.till.checkout.refund(failed, BY).await), About::Shift);
    assert_eq!(about(shop.till.shifts.move_cash(Direction::Out, naira(1), "", true, BY).await), About::Shift);
    assert_eq!(about(shop.till.shifts.close_shift("", None, BY).await), About::Shift);
    assert_eq!(about(shop.till.shifts.count_drawer(cash(1), BY).await), About::Shift);
    // The owner took 700 home: the next shift begins with what was left, and its sheet says so.
    assert_eq!(shop.till.shifts.open_shift(cash(5_000), BY).await.unwrap(), 2);
    shop.till.checkout.refund(failed, BY).await.unwrap();
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert_eq!((x.drawer.expected, x.check.flows.paid_out, x.check.off()), (naira(4_800), naira(700), Naira::ZERO));
    assert_eq!((x.sales.taken.count, x.sales.given_back.count), (0, 1), "a return is where it is written down");
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// Wallets are asked, and what they say is on the sheet; the next shift counts from there.
#[tokio::test(flavor = "multi_thread")]
async fn wallets_are_asked_before_the_count() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::SmePlug, VendorId::Simpu]).await;
    eventually("the wallet was read", || shop.till.wallets.wallet(VendorId::SmePlug).balance.is_some()).await;
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    sold(&shop, "08031234561", "1000").await;
    let looked = shop.till.shifts.check_before_close().await.unwrap();
    assert_eq!(looked.asked.get(&VendorId::Simpu), Some(&Asked::Never));
    let Some(Asked::Said(balance)) = looked.asked.get(&VendorId::SmePlug) else { panic!("{looked:?}") };
    shop.till.shifts.count_drawer(cash(1_000), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("", Some(naira(0)), BY).await.unwrap();
    let line = z.wallets.iter().find(|line| line.vendor == VendorId::SmePlug).unwrap();
    assert_eq!((line.asked, line.expected(), line.difference), (Asked::Said(*balance), *balance, Naira::ZERO));
    assert!(z.exceptions.is_empty(), "{:?}", z.exceptions);
    assert_eq!(z.sales.margin, naira(1_000).minus(line.delivered));
    shop.close().await;
}

/// Without a network: nothing is waited for, the wallets stand as not asked, and the shift is closed.
#[tokio::test(flavor = "multi_thread")]
async fn a_shift_is_closed_without_a_network() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), "http://127.0.0.1:1").await;
    shop.till.shifts.open_shift(cash(300), BY).await.unwrap();
    let looked = shop.till.shifts.check_before_close().await.unwrap();
    assert!(looked.offline, "{looked:?}");
    assert_eq!(looked.asked.get(&VendorId::SmePlug), Some(&Asked::NotAsked));
    shop.till.shifts.count_drawer(cash(300), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("", None, BY).await.unwrap();
    assert!(z.wallets.iter().all(|line| line.asked == Asked::NotAsked));
    shop.close().await;
}

/// A vendor that accepts and says nothing is waited for ten seconds, and no longer.
#[tokio::test(flavor = "multi_thread")]
async fn a_close_waits_ten_seconds_for_a_silent_vendor() {
    let directory = tempdir().unwrap();
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let shop = Shop::closed(directory.path(), airtill_tests::clock::TestClock::new()).await;
    shop.till.connections.connect(line_to(&format!("http://{address}")));
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    let begun = shop.clock_now();
    let looking = Arc::clone(&shop.till);
    let looked = tokio::spawn(async move { looking.shifts.check_before_close().await });
    while !looked.is_finished() && shop.clock_now().since(begun) < Duration::from_secs(12) {
        shop.pass(Duration::from_millis(500)).await;
    }
    assert!(looked.is_finished(), "ten seconds of the till's clock");
    assert_eq!(looked.await.unwrap().unwrap().asked.get(&VendorId::SmePlug), Some(&Asked::NotAsked));
    shop.close().await;
}

/// The count is in the ledger before what should be there is told: after a crash it stands, and the close goes on from it.
#[tokio::test(flavor = "multi_thread")]
async fn a_count_survives_a_crash_and_the_shift_is_closed_with_it() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(1_000), BY).await.unwrap();
    sold(&shop, "08031234561", "500").await;
    let counted = shop.till.shifts.count_drawer(cash(900), BY).await.unwrap();
    assert_eq!((counted.expected, counted.off()), (naira(1_500), naira(-600)));
    let clock = shop.close().await;

    let shop = Shop::open_at(directory.path(), clock).await;
    // Somebody who has seen that 600 are missing, and counts again: both counts stay.
    shop.till.shifts.count_drawer(cash(1_500), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("found it", None, BY).await.unwrap();
    assert_eq!(z.drawer.over_short, Naira::ZERO);
    // The first count stands on the sheet with what it was off, and that is what the owner reads first.
    assert_eq!(z.drawer.counts[0].off(), naira(-600));
    assert_eq!(z.exceptions[0].kind, ExceptionKind::OverOrShort, "{:?}", z.exceptions);
    let again = z.exceptions.iter().find(|one| one.kind == ExceptionKind::CountedAgain).unwrap();
    assert!(again.about.contains("first ₦900.00") && again.about.contains("₦600.00 short"), "{again:?}");
    let clock = shop.close().await;
    let shop = Shop::open_at(directory.path(), clock).await;
    assert_eq!(shop.till.ledger().closed(1).unwrap().unwrap().sheet, z);
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// A shift that was forgotten for two days is one shift: its Z has all of it, and the days have their own sums.
#[tokio::test(flavor = "multi_thread")]
async fn a_shift_left_open_for_days_is_one_shift() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    let first = shop.clock_now().day();
    sold(&shop, "08031234561", "500").await;
    shop.clock.advance(Duration::from_secs(49 * 60 * 60));
    sold(&shop, "08031234562", "200").await;
    let second = shop.clock_now().day();
    shop.till.shifts.count_drawer(cash(0), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("", None, BY).await.unwrap();
    assert_eq!((z.sales.taken.count, z.sales.taken.sum), (2, naira(700)));
    assert_eq!((z.opened.0.day(), z.made.0.day()), (first, second));
    assert!(z.exceptions.iter().any(|one| one.kind == ExceptionKind::OverOrShort && one.about.contains("no reason")));
    let day = |day| shop.till.ledger().totals(day).unwrap().all.sales;
    assert_eq!((day(first), day(second)), (1, 1));
    shop.close().await;
}

/// Answers come in while the shift is being closed: each belongs to one sheet, and both sheets add up.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_come_in_during_a_close_are_on_one_sheet_or_the_next() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    let mut sales = Vec::new();
    for n in 0..12 {
        sales.push(shop.sell(&format!("080312345{n:02}"), "100").await.unwrap());
        shop.clock.advance(Duration::from_millis(1));
    }
    shop.till.shifts.count_drawer(cash(1_200), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("", None, BY).await.unwrap();
    assert_eq!(z.check.off(), Naira::ZERO);
    for sale in sales {
        shop.stands(sale, SaleStatus::Delivered).await;
    }
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert_eq!(x.check.off(), Naira::ZERO);
    assert_eq!(z.sales.delivered.count + x.sales.earlier_delivered.count, 12);
    assert_eq!(z.sales.not_known.count, x.sales.earlier_delivered.count, "what was carried has ended");
    shop.close().await;
}

/// Cash that moves between the count and the Z would make a figure that nobody counted.
#[tokio::test(flavor = "multi_thread")]
async fn a_count_is_void_once_cash_has_moved() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(100), BY).await.unwrap();
    shop.till.shifts.count_drawer(cash(100), BY).await.unwrap();
    sold(&shop, "08031234561", "500").await;
    assert_eq!(about(shop.till.shifts.close_shift("", None, BY).await), About::Shift);
    shop.till.shifts.count_drawer(cash(600), BY).await.unwrap();
    assert_eq!(shop.till.shifts.close_shift("", None, BY).await.unwrap().drawer.over_short, Naira::ZERO);
    shop.close().await;
}

/// However much is written in, a shift can be closed, and what is gravest stays on the sheet.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_sheet_still_fits_the_ledger_and_keeps_the_gravest() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    let long = "ẹ₦ọ".repeat(60);
    let ledger = Arc::clone(shop.till.ledger());
    for n in 0..120 {
        let direction = if n % 2 == 0 { Direction::In } else { Direction::Out };
        let reason = if n % 3 == 1 { "" } else { &long };
        shop.till.shifts.move_cash(direction, naira(1), reason, true, BY).await.unwrap();
    }
    for n in 1..=60 {
        let entries =
            vec![Entry::DebtorNamed { debtor: airtill_domain::debtor::DebtorId(n), name: long[..90].to_owned() }];
        ledger.commit(shop.clock_now(), BY, entries).await.unwrap();
    }
    for n in 0..45 {
        let sale = shop.sell(&format!("08030000{n:03}"), "100").await.unwrap_or_else(|error| panic!("{n}: {error}"));
        shop.clock.advance(Duration::from_millis(1));
        let _ = sale;
    }
    shop.till.shifts.count_drawer(cash(9_000_000), BY).await.unwrap();
    let z = shop.till.shifts.close_shift(&long, None, BY).await.unwrap();
    assert_eq!(z.exceptions[0].kind, ExceptionKind::OverOrShort);
    assert_eq!((z.check.off(), z.sales.taken.count), (Naira::ZERO, 45));
    assert!(!z.movements.is_empty() && !z.exceptions.is_empty());
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    drop(ledger);
    shop.close().await;
}

/// Money that a customer paid for a sale on credit which failed afterwards goes back to them, as what it is.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_for_a_sale_that_failed_is_given_back() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(1_000), BY).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08030000003", "500")).await.unwrap();
    shop.till.checkout.set_debtor(draft.sale, "Mama Bisi").unwrap();
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    let debtor = shop.till.checkout.debtors().unwrap()[0].id;
    shop.till.checkout.debt_paid(debtor, naira(500), Tender::Cash, "", BY).await.unwrap();
    shop.stands(sale, SaleStatus::Owed).await;
    shop.till.checkout.refund(sale, BY).await.unwrap();
    let owes = || shop.till.checkout.debtors().unwrap()[0].owes;
    assert_eq!(owes(), naira(-500), "the shop owes her");
    assert_eq!(about(shop.till.checkout.debt_paid(debtor, naira(501), Tender::Cash, "", BY).await), About::Amount);
    shop.till.checkout.debt_paid(debtor, naira(500), Tender::Cash, "", BY).await.unwrap();
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert_eq!((owes(), x.drawer.expected, x.check.off()), (Naira::ZERO, naira(1_000), Naira::ZERO));
    shop.close().await;
}

/// On credit: under a name, up to the owner's limit, and paid back in parts.
#[tokio::test(flavor = "multi_thread")]
async fn a_customer_pays_later_under_a_name_up_to_a_limit() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let rules = ShiftRules { credit_most: naira(1_000), ..ShiftRules::default() };
    let ledger = Arc::clone(shop.till.ledger());
    ledger.commit(shop.clock_now(), BY, vec![Entry::ShiftRulesSet { rules }]).await.unwrap();
    shop.till.shifts.open_shift(cash(100), BY).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08031234561", "600")).await.unwrap();
    shop.till.checkout.set_tender(draft.sale, Tender::Credit).unwrap();
    assert_eq!(
        about(shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await),
        About::Debtor,
        "no name, no credit"
    );
    assert_eq!(about(shop.till.checkout.set_debtor(draft.sale, "  ")), About::Debtor);
    shop.till.checkout.set_debtor(draft.sale, "Mama  Bisi").unwrap();
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(sale, SaleStatus::Delivered).await;
    let owes =
        || shop.till.checkout.debtors().unwrap().iter().map(|one| (one.name.clone(), one.owes)).collect::<Vec<_>>();
    assert_eq!(owes(), [("Mama Bisi".to_owned(), naira(600))]);
    // The same name in other letters is the same customer, and may owe no more than the limit.
    let draft = shop.till.checkout.review(&airtime("08031234562", "500")).await.unwrap();
    assert_eq!(about(shop.till.checkout.set_debtor(draft.sale, "MAMA BISI")), About::Debtor);
    let debtor = shop.till.checkout.debtors().unwrap()[0].id;
    assert_eq!(about(shop.till.checkout.debt_paid(debtor, naira(601), Tender::Cash, "", BY).await), About::Amount);
    assert_eq!(about(shop.till.checkout.debt_paid(debtor, naira(1), Tender::Credit, "", BY).await), About::Amount);
    shop.till.checkout.debt_paid(debtor, naira(400), Tender::Cash, "", BY).await.unwrap();
    shop.till.checkout.set_debtor(draft.sale, "mama bisi").unwrap();
    let second = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(second, SaleStatus::Delivered).await;
    assert_eq!(owes(), [("Mama Bisi".to_owned(), naira(700))]);
    // One that fails is struck from what is owed; no cash moves.
    let draft = shop.till.checkout.review(&airtime("08030000003", "200")).await.unwrap();
    shop.till.checkout.set_debtor(draft.sale, "Mama Bisi").unwrap();
    let failed = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(failed, SaleStatus::Owed).await;
    assert_eq!(owes()[0].1, naira(900));
    shop.till.checkout.refund(failed, BY).await.unwrap();
    assert_eq!(owes()[0].1, naira(700));
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert_eq!((x.drawer.expected, x.check.debtors, x.check.off()), (naira(500), naira(700), Naira::ZERO));
    // The owner allows no credit any more.
    let rules = ShiftRules { credit_most: Naira::ZERO, ..ShiftRules::default() };
    ledger.commit(shop.clock_now(), BY, vec![Entry::ShiftRulesSet { rules }]).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08031234563", "100")).await.unwrap();
    assert_eq!(about(shop.till.checkout.set_debtor(draft.sale, "Sade")), About::Debtor);
    drop(ledger);
    shop.close().await;
}

/// What smells stands on the sheet.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_owner_looks_at_stands_on_the_sheet() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    sold(&shop, "08031234561", "500").await;
    let draft = shop.till.checkout.review(&airtime("08031234561", "500")).await.unwrap();
    let second = Confirmation { second_one: true, ..Confirmation::default() };
    let sale = shop.till.checkout.confirm(draft.sale, second, BY).await.unwrap().id;
    shop.stands(sale, SaleStatus::Delivered).await;
    shop.till.shifts.move_cash(Direction::Out, naira(300), "", true, BY).await.unwrap();
    shop.till.shifts.move_cash(Direction::In, naira(100), "change", true, BY).await.unwrap();
    shop.clock.set(-10 * 60 * 1_000);
    shop.till.shifts.count_drawer(cash(200), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("a note was torn", None, BY).await.unwrap();
    let kinds: Vec<ExceptionKind> = z.exceptions.iter().map(|one| one.kind).collect();
    for kind in [
        ExceptionKind::SecondOne,
        ExceptionKind::OutWithoutReason,
        ExceptionKind::ClockSetBack,
        ExceptionKind::OverOrShort,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} is missing: {kinds:?}");
    }
    assert_eq!(z.movements.len(), 2);
    assert_eq!(z.reason, "a note was torn");
    shop.close().await;
}

/// What a vendor said before a close that nobody finished speaks of that moment: once something was sold, it is no difference.
#[tokio::test(flavor = "multi_thread")]
async fn an_x_holds_no_old_answer_against_what_was_sold_since() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::SmePlug]).await;
    eventually("the wallet was read", || shop.till.wallets.wallet(VendorId::SmePlug).balance.is_some()).await;
    shop.till.shifts.open_shift(cash(0), BY).await.unwrap();
    sold(&shop, "08031234561", "1000").await;
    let looked = shop.till.shifts.check_before_close().await.unwrap();
    assert!(matches!(looked.asked.get(&VendorId::SmePlug), Some(Asked::Said(_))), "{looked:?}");
    let asked = || {
        let x = shop.till.shifts.x_report(BY).unwrap();
        x.wallets.iter().find(|line| line.vendor == VendorId::SmePlug).unwrap().asked
    };
    assert!(matches!(asked(), Asked::Said(_)), "nothing has happened since");
    sold(&shop, "08031234562", "500").await;
    assert_eq!(asked(), Asked::NotAsked);
    shop.close().await;
}

/// Cash that is gone between the last close and the next float stands under the drawer, in the owner's message and among what the
/// owner looks at; where nothing is missing, it says that too, and the first shift has no close before it.
#[tokio::test(flavor = "multi_thread")]
async fn cash_that_is_gone_between_two_shifts_is_told_on_sheet_z_and_message() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let heading = Heading { shop: None, kind: ShopKind::Real, footer: String::new() };
    let paper = |sheet: &Sheet| {
        let lines = slips::sheet::z(sheet, &heading, Mark::Original, Costs::Hidden);
        slips::as_text(&lines, 48).join("\n")
    };
    for (number, float, paid_in, left, off) in [
        (1, 5_000, 0, None, 0),
        (2, 5_000, 0, Some(5_000), 0),
        (3, 3_000, 400, Some(5_000), -2_000),
        (4, 3_900, 0, Some(3_400), 500),
    ] {
        shop.till.shifts.open_shift(cash(float), BY).await.unwrap();
        if paid_in > 0 {
            shop.till.shifts.move_cash(Direction::In, naira(paid_in), "change", true, BY).await.unwrap();
        }
        shop.till.shifts.count_drawer(cash(float + paid_in), BY).await.unwrap();
        let z = shop.till.shifts.close_shift("", None, BY).await.unwrap();
        assert_eq!(z.number, number);
        assert_eq!(z.between_shifts(), left.map(|left| (naira(left), naira(off))), "shift {number}");
        let told: Vec<_> = z.exceptions.iter().filter(|one| one.kind == ExceptionKind::BetweenShifts).collect();
        assert_eq!(told.len(), usize::from(off != 0), "shift {number}: {:?}", z.exceptions);
        let (text, message) = (paper(&z), slips::sheet::message(&z, false));
        assert_eq!(text.contains("At last close"), left.is_some(), "shift {number}:\n{text}");
        assert_eq!(message.contains("BETWEEN SHIFTS"), off != 0, "shift {number}:\n{message}");
        if off < 0 {
            assert!(text.contains("short NGN 2,000") && told[0].about.contains("₦2,000.00 short"), "{text}\n{told:?}");
            assert!(message.contains("short ₦2,000: ₦5,000 at last close, ₦3,000 at opening"), "{message}");
        }
    }
    shop.close().await;
}
