//! Slips of the finger: taken back at once without a word, corrected later with a reason, asked about before they happen.

use super::trade::{BY, naira};
use super::wallets::{BALANCE, PLUG, delivering, differences, looked_at};
use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::shift::correction::UNDO_WITHIN;
use airtill_domain::shift::sheet::ExceptionKind;
use airtill_domain::shift::{Count, Direction};
use airtill_domain::staff::StaffId;
use airtill_domain::wallet::ReadingWhy;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_reports::audit::{self, Weight};
use airtill_reports::story::{Numbers, Reader, story};
use airtill_shop::till::{
    About, Confirmation, Correctable, Correction, Explained, Funded, HandedBack, OwnerApproval, TillError,
};
use airtill_tests::shop::{Shop, airtime};
use std::time::Duration;
use tempfile::tempdir;

const S: fn(u64) -> Duration = Duration::from_secs;

async fn with_shift(directory: &std::path::Path, float: i64) -> Shop {
    let shop = Shop::open(directory).await;
    shop.till.shifts.open_shift(Count::of(naira(float)), BY).await.unwrap();
    shop
}

fn drawer(shop: &Shop) -> Naira {
    shop.till.ledger().balances().unwrap().drawer()
}

fn last(shop: &Shop) -> Correctable {
    shop.till.corrections.latest(true).unwrap().remove(0)
}

/// As an attendant, without the owner.
fn correction(of: u64, instead: i64) -> Correction {
    let why = "one nought too many".to_owned();
    Correction { of, instead: naira(instead), why, owner: OwnerApproval::Nothing, by_owner: false }
}

fn by_pin(of: u64, instead: i64) -> Correction {
    Correction { owner: OwnerApproval::Yes(StaffId(1)), ..correction(of, instead) }
}

fn refused<T>(result: Result<T, TillError>) -> (About, String) {
    match result {
        Err(TillError::Refused(refused)) => (refused.about, refused.sentence),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("not refused"),
    }
}

fn kinds(shop: &Shop) -> Vec<ExceptionKind> {
    shop.till.shifts.x_report(BY).unwrap().exceptions.iter().map(|one| one.kind).collect()
}

fn whole(shop: &Shop) {
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    let check = shop.till.shifts.x_report(BY).unwrap().check;
    assert_eq!(check.off(), Naira::ZERO, "{check:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_a_moment_ago_is_taken_back_without_a_word() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 30_000).await;
    shop.till.shifts.move_cash(Direction::Out, naira(20_000), "to the bank", false, BY).await.unwrap();
    let (known, left) = shop.till.corrections.undoable(BY).unwrap().unwrap();
    assert!(left <= UNDO_WITHIN && left > S(25));
    let other = Actor::Staff(StaffId(9));
    assert_eq!(shop.till.corrections.undoable(other).unwrap(), None, "another person's act is not theirs to take back");
    assert_eq!(refused(shop.till.corrections.take_back(known.of, other).await).0, About::Sale);
    assert_eq!(drawer(&shop), naira(10_000));
    shop.till.corrections.take_back(known.of, BY).await.unwrap();
    assert_eq!(drawer(&shop), naira(30_000));
    assert_eq!(shop.till.corrections.undoable(BY).unwrap(), None);
    refused(shop.till.corrections.take_back(known.of, BY).await);
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert!(!kinds(&shop).contains(&ExceptionKind::Corrected), "no word of it to the owner: {:?}", x.exceptions);
    assert_eq!(
        x.movements.iter().map(|one| (one.amount, one.reason.as_str())).collect::<Vec<_>>(),
        [(naira(20_000), "to the bank"), (naira(-20_000), "correction of ₦20,000: taken back at once")],
        "the sheet has both"
    );
    // Behind it, nothing earlier takes its place: a double press takes back one.
    shop.till.shifts.move_cash(Direction::In, naira(50), "change", false, BY).await.unwrap();
    shop.till.shifts.move_cash(Direction::In, naira(70), "change", false, BY).await.unwrap();
    shop.till.corrections.take_back(last(&shop).of, BY).await.unwrap();
    assert_eq!((shop.till.corrections.undoable(BY).unwrap(), drawer(&shop)), (None, naira(30_050)));
    // Half a minute later a reason is needed.
    shop.till.shifts.move_cash(Direction::Out, naira(300), "fuel", false, BY).await.unwrap();
    let late = last(&shop).of;
    shop.clock.advance(UNDO_WITHIN + S(4));
    assert_eq!(shop.till.corrections.undoable(BY).unwrap(), None);
    assert!(refused(shop.till.corrections.take_back(late, BY).await).1.contains("too late"));
    whole(&shop);
    shop.close().await;
}

/// A ₦2,000 that was typed as ₦20,000, and what it takes to put that right: a reason, and the owner.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_names_what_it_corrects_and_stands_on_the_z() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 30_000).await;
    shop.till.shifts.move_cash(Direction::Out, naira(20_000), "to the bank", false, BY).await.unwrap();
    let of = last(&shop).of;
    shop.clock.advance(S(600));
    let corrections = &shop.till.corrections;
    let no_reason = Correction { why: " ".to_owned(), ..by_pin(of, 2_000) };
    assert!(refused(corrections.correct(no_reason, BY).await).1.contains("why"));
    assert_eq!(refused(corrections.correct(correction(of, 2_000), BY).await).0, About::OwnerPin);
    assert_eq!(refused(corrections.correct(by_pin(of, 20_000), BY).await).0, About::Amount);
    assert_eq!(refused(corrections.correct(by_pin(of, -5), BY).await).0, About::Amount);
    refused(corrections.correct(by_pin(of + 500, 1), BY).await);
    corrections.correct(by_pin(of, 2_000), BY).await.unwrap();
    assert_eq!(drawer(&shop), naira(28_000));
    // Once more, by little: 2,000 were 1,900. Within what a drawer may be off, and of the open shift: without the owner.
    corrections.correct(correction(of, 1_900), BY).await.unwrap();
    let known = last(&shop);
    assert_eq!(
        (drawer(&shop), known.of, known.what.amount(), known.first),
        (naira(28_100), of, naira(1_900), Some(naira(20_000)))
    );
    // Many small ones are no way around the owner: 100 so far, and 500 are allowed in all.
    assert_eq!(refused(corrections.correct(correction(of, 1_450), BY).await).0, About::OwnerPin);
    let z = shop.till.shifts.x_report(BY).unwrap();
    let told: Vec<&str> =
        z.exceptions.iter().filter(|one| one.kind == ExceptionKind::Corrected).map(|one| one.about.as_str()).collect();
    assert_eq!(
        told,
        [
            format!(
                "Corrected entry {of}, ₦20,000 taken out: ₦2,000 is right (one nought too many), agreed to by person 1"
            )
            .as_str(),
            format!("Corrected entry {of}, ₦2,000 taken out: ₦1,900 is right (one nought too many)").as_str(),
        ]
    );
    let audit = audit::rows(shop.till.ledger(), Weight::Plain, true).unwrap();
    assert!(audit.iter().any(|line| line.what.contains("₦20,000 taken out: ₦2,000 is right")), "{audit:?}");
    whole(&shop);
    shop.close().await;
}

/// The count took the slip in. What is in the drawer stays; what the count was off changes within its shift, and no later attendant is short.
#[tokio::test(flavor = "multi_thread")]
async fn a_correction_after_a_count_leaves_the_drawer_as_it_was_counted() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 30_000).await;
    let out = |amount| shop.till.shifts.move_cash(Direction::Out, naira(amount), "to the bank", false, BY);
    out(5_000).await.unwrap();
    let first = last(&shop).of;
    out(4_000).await.unwrap();
    let second = last(&shop).of;
    // Really 500 and 400 went out.
    shop.till.shifts.count_drawer(Count::of(naira(29_100)), BY).await.unwrap();
    let x = || shop.till.shifts.x_report(BY).unwrap();
    assert_eq!((x().drawer.over_short, drawer(&shop)), (naira(8_100), naira(29_100)));
    shop.till.corrections.correct(by_pin(first, 500), BY).await.unwrap();
    assert_eq!((x().drawer.over_short, x().drawer.expected), (naira(3_600), naira(25_500)), "explained by 4,500");
    assert_eq!(drawer(&shop), naira(29_100));
    whole(&shop);
    let z = shop.till.shifts.close_shift("an attendant's slip", None, BY).await.unwrap();
    assert_eq!(z.drawer.over_short, naira(3_600));
    let other = Actor::Staff(StaffId(2));
    shop.till.shifts.open_shift(Count::of(naira(29_100)), other).await.unwrap();
    // Of a shift that is closed: the owner has to agree, however little it is.
    let by_attendant = shop.till.corrections.correct(correction(second, 3_900), other).await;
    assert_eq!(refused(by_attendant).0, About::OwnerPin);
    shop.till.corrections.correct(by_pin(second, 400), other).await.unwrap();
    assert_eq!(drawer(&shop), naira(29_100));
    shop.till.shifts.count_drawer(Count::of(naira(29_100)), other).await.unwrap();
    let sheet = x();
    assert_eq!((sheet.drawer.over_short, sheet.drawer.paid_out), (Naira::ZERO, naira(-3_600)), "nobody is short today");
    assert_eq!(sheet.drawer.counted_before(), naira(-3_600), "the lines of the sheet say why they don't add up");
    assert_eq!(sheet.check.flows.over_short, naira(-3_600), "what yesterday was over, it was not");
    whole(&shop);
    let z = shop.till.shifts.close_shift("", None, other).await.unwrap();
    assert_eq!(z.check.off(), Naira::ZERO);
    shop.close().await;
}

/// Given back by a slip of the finger, in cash and on credit; then given back another way, to somebody who is named.
#[tokio::test(flavor = "multi_thread")]
async fn money_that_was_not_given_back_after_all_is_owed_again() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 1_000).await;
    let id = shop.sell("08030000003", "500").await.unwrap();
    shop.stands(id, SaleStatus::Owed).await;
    shop.till.checkout.refund(id, BY).await.unwrap();
    assert_eq!((drawer(&shop), shop.standing(id)), (naira(1_000), SaleStatus::Returned));
    let of = last(&shop).of;
    assert_eq!(refused(shop.till.corrections.correct(correction(of, 100), BY).await).0, About::Amount);
    shop.till.corrections.correct(correction(of, 0), BY).await.unwrap();
    assert_eq!((drawer(&shop), shop.sale(id).owed, shop.standing(id)), (naira(1_500), naira(500), SaleStatus::Owed));
    assert_eq!(shop.till.ledger().open_sales().unwrap().len(), 1, "somebody has to see to it again");
    let on_credit = HandedBack { tender: Some(Tender::Credit), taker: String::new() };
    refused(shop.till.checkout.hand_back(id, &on_credit, BY).await);
    let by_transfer = HandedBack { tender: Some(Tender::Transfer), taker: "her sister Sade".to_owned() };
    shop.till.checkout.hand_back(id, &by_transfer, BY).await.unwrap();
    let balances = shop.till.ledger().balances().unwrap();
    assert_eq!((balances.drawer(), balances.paid_by(Tender::Transfer)), (naira(1_500), naira(-500)));
    let all = shop.till.ledger().totals(shop.sale(id).day()).unwrap().all;
    assert_eq!(all.drawer, naira(500), "the cash that was paid stays");
    let row = shop.till.ledger().row(id).unwrap().unwrap();
    let told: Vec<String> = story(shop.till.ledger(), &row, Numbers::Whole, Reader::Customer)
        .unwrap()
        .into_iter()
        .map(|step| step.what)
        .filter(|what| what.contains("₦500 ") && !what.starts_with("Taken"))
        .collect();
    assert_eq!(
        told,
        [
            "₦500 handed over to the customer".to_owned(),
            "₦500 was not given back after all".to_owned(),
            "₦500 sent back to the customer by transfer, taken by her sister Sade".to_owned(),
        ]
    );
    // Struck off by a slip: owed by the debtor again.
    let draft = shop.till.checkout.review(&airtime("08030000003", "200")).await.unwrap();
    shop.till.checkout.set_debtor(draft.sale, "Mama Bisi").unwrap();
    let failed = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(failed, SaleStatus::Owed).await;
    shop.till.checkout.refund(failed, BY).await.unwrap();
    let owes = || shop.till.checkout.debtors().unwrap()[0].owes;
    assert_eq!(owes(), Naira::ZERO);
    shop.till.corrections.take_back(last(&shop).of, BY).await.unwrap();
    assert_eq!((owes(), shop.standing(failed)), (naira(200), SaleStatus::Owed));
    whole(&shop);
    shop.close().await;
}

/// Booked to the wrong debtor, and brought by somebody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_payment_on_the_wrong_name_goes_to_the_right_one() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 0).await;
    for (number, name) in [("08031234561", "Mama Bisi"), ("08031234562", "Sade")] {
        let draft = shop.till.checkout.review(&airtime(number, "400")).await.unwrap();
        shop.till.checkout.set_debtor(draft.sale, name).unwrap();
        let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
        shop.stands(sale, SaleStatus::Delivered).await;
    }
    let debtor = |name: &str| shop.till.checkout.debtors().unwrap().into_iter().find(|one| one.name == name).unwrap();
    let pay = |name: &str, payer| shop.till.checkout.debt_paid(debtor(name).id, naira(400), Tender::Cash, payer, BY);
    pay("Sade", "").await.unwrap();
    let of = last(&shop).of;
    assert_eq!(refused(shop.till.corrections.correct(correction(of, 800), BY).await).0, About::Amount, "owes no more");
    shop.till.corrections.correct(correction(of, 0), BY).await.unwrap();
    pay("Mama Bisi", "her son").await.unwrap();
    assert_eq!((debtor("Sade").owes, debtor("Mama Bisi").owes, drawer(&shop)), (naira(400), Naira::ZERO, naira(400)));
    let audit = audit::rows(shop.till.ledger(), Weight::Plain, true).unwrap();
    assert!(audit.iter().any(|line| line.what.contains("paid ₦400, cash, by her son")), "{audit:?}");
    whole(&shop);
    shop.close().await;
}

/// ₦10,000 written down for ₦1,000: the wallet was seen to lack 9,000. Corrected, nothing is missing and nothing is booked twice, whether
/// somebody had looked into the difference or not.
#[tokio::test(flavor = "multi_thread")]
async fn a_funding_with_a_nought_too_many_is_put_right_with_the_difference_it_left() {
    for looked_into in [false, true] {
        let vendor = delivering().await;
        let directory = tempdir().unwrap();
        let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
        shop.wallet_is_seen(PLUG).await;
        shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", false, BY).await.unwrap();
        let of = last(&shop).of;
        vendor.has_balance(&naira(BALANCE + 1_000).plain());
        for _ in 0..12 {
            looked_at(&shop, 15 * 60).await;
        }
        assert_eq!(differences(&shop), [naira(1_000), naira(-10_000)], "one came unannounced, the other never");
        let book = || shop.till.ledger().book(PLUG).unwrap();
        if looked_into {
            for difference in book().differences {
                let done = shop.till.wallets.difference_explained(PLUG, &difference, false, "typed wrongly", BY).await;
                assert_eq!(done.unwrap(), Explained::Once);
            }
        }
        refused(shop.till.corrections.correct(by_pin(of, 1_000), BY).await);
        let by_owner = Correction { by_owner: true, ..correction(of, 1_000) };
        shop.till.corrections.correct(by_owner, BY).await.unwrap();
        for _ in 0..6 {
            looked_at(&shop, 15 * 60).await;
        }
        assert_eq!((differences(&shop), book().funded, book().differed), (vec![], naira(1_000), Naira::ZERO));
        assert_eq!(book().value(), naira(BALANCE + 1_000));
        assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
        shop.close().await;
    }
}

/// "It was a funding", pressed at the wrong line: the difference stands there again, as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_difference_that_was_no_funding_stands_there_again() {
    let vendor = delivering().await;
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    vendor.has_balance(&naira(BALANCE + 3_000).plain());
    for _ in 0..3 {
        looked_at(&shop, 60).await;
    }
    let book = || shop.till.ledger().book(PLUG).unwrap();
    let (difference, before) = (book().differences[0], book().value());
    shop.till.wallets.difference_explained(PLUG, &difference, true, "funding", BY).await.unwrap();
    assert_eq!((book().funded, differences(&shop)), (naira(3_000), vec![]));
    let known = last(&shop);
    let by_owner = Correction { by_owner: true, ..correction(known.of, 0) };
    shop.till.corrections.correct(by_owner, BY).await.unwrap();
    assert_eq!((book().funded, differences(&shop), book().value()), (Naira::ZERO, vec![naira(3_000)], before));
    for _ in 0..3 {
        looked_at(&shop, 60).await;
    }
    assert_eq!(differences(&shop), [naira(3_000)], "said once");
    // And now it is, after all.
    let again = book().differences[0];
    shop.till.wallets.difference_explained(PLUG, &again, true, "funding", BY).await.unwrap();
    assert_eq!((book().funded, differences(&shop)), (naira(3_000), vec![]));
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// More than can be, and far more than usual: asked about once, and told to nobody what should be in the drawer.
#[tokio::test(flavor = "multi_thread")]
async fn odd_amounts_are_asked_about_before_they_are_written_down() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 2_000).await;
    let out = |amount, sure| shop.till.shifts.move_cash(Direction::Out, naira(amount), "", sure, BY);
    let (about, sentence) = refused(out(20_000, false).await);
    assert_eq!(about, About::Sure);
    assert!(!sentence.contains("2,000 ") && sentence.contains("₦20,000"), "the count is blind: {sentence}");
    // Putting in, asking and taking back tells nothing more.
    let lately = || shop.till.shifts.move_cash(Direction::In, naira(4_000), "", true, BY);
    lately().await.unwrap();
    assert_eq!(refused(out(5_001, false).await).0, About::Sure);
    shop.till.corrections.take_back(last(&shop).of, BY).await.unwrap();
    shop.clock.advance(S(120));
    out(4_000, false).await.unwrap();
    out(20_000, true).await.unwrap();
    let inwards = |amount, sure| shop.till.shifts.move_cash(Direction::In, naira(amount), "", sure, BY);
    for amount in [100, 120, 90] {
        inwards(amount, false).await.unwrap();
    }
    assert_eq!(refused(inwards(1_201, false).await).0, About::Sure);
    inwards(1_200, false).await.unwrap();
    let fund = |amount, sure| shop.till.wallets.fund(PLUG, naira(amount), "", sure, BY);
    let held = shop.till.ledger().book(PLUG).unwrap().value();
    assert_eq!(refused(fund(-1_000_000, false).await).0, About::Sure, "{held}");
    assert_eq!(fund(-1_000_000, true).await.unwrap(), Funded::WrittenDown);
    let written = shop.till.ledger().forwards().flat_map(|commit| commit.unwrap().entries);
    assert_eq!(
        written.filter(|entry| matches!(entry, Entry::CashMoved { .. })).count(),
        7,
        "nothing twice, nothing unasked"
    );
    shop.close().await;
}

/// A close is a close: nothing of before it is taken back without the owner, and a clock that is set back makes no moment longer.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_back_behind_a_close_or_by_the_clock() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 10_000).await;
    let out = || shop.till.shifts.move_cash(Direction::Out, naira(900), "fuel", false, BY);
    out().await.unwrap();
    let of = last(&shop).of;
    shop.till.shifts.count_drawer(Count::of(naira(9_100)), BY).await.unwrap();
    shop.till.shifts.close_shift("", None, BY).await.unwrap();
    shop.till.shifts.open_shift(Count::of(naira(9_100)), BY).await.unwrap();
    assert_eq!(shop.till.corrections.undoable(BY).unwrap(), None);
    refused(shop.till.corrections.take_back(of, BY).await);
    out().await.unwrap();
    let of = last(&shop).of;
    shop.clock.set(-60 * 60 * 1_000);
    assert_eq!(shop.till.corrections.undoable(BY).unwrap(), None);
    refused(shop.till.corrections.take_back(of, BY).await);
    whole(&shop);
    shop.close().await;
}

/// A payment that is taken back at once leaves no reason, and a line for the owner all the same.
#[tokio::test(flavor = "multi_thread")]
async fn payments_that_are_taken_back_at_once_stand_on_the_z() {
    let directory = tempdir().unwrap();
    let shop = with_shift(directory.path(), 0).await;
    let draft = shop.till.checkout.review(&airtime("08031234561", "400")).await.unwrap();
    shop.till.checkout.set_debtor(draft.sale, "Mama Bisi").unwrap();
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(sale, SaleStatus::Delivered).await;
    let debtor = shop.till.checkout.debtors().unwrap()[0].id;
    shop.till.checkout.debt_paid(debtor, naira(400), Tender::Cash, "", BY).await.unwrap();
    shop.till.corrections.take_back(last(&shop).of, BY).await.unwrap();
    let told = shop.till.shifts.x_report(BY).unwrap().exceptions;
    assert!(told.iter().any(|one| one.about == "1 payments and refunds taken back at once, ₦400"), "{told:?}");
    // Paid twice, which the till does not let happen, is paid back; what is right of that is named without a sign.
    let entry = Entry::DebtPaid { debtor, amount: naira(800), tender: Tender::Cash };
    shop.till.ledger().commit(shop.clock_now(), BY, vec![entry]).await.unwrap();
    shop.till.checkout.debt_paid(debtor, naira(400), Tender::Cash, "", BY).await.unwrap();
    shop.till.corrections.correct(correction(last(&shop).of, 300), BY).await.unwrap();
    assert_eq!(shop.till.checkout.debtors().unwrap()[0].owes, naira(-100));
    whole(&shop);
    shop.close().await;
}

/// Ten thousand were missed, the close counted from what was there, and seven thousand are right and still on their way.
#[tokio::test(flavor = "multi_thread")]
async fn a_funding_that_is_put_right_before_it_arrives_is_booked_once() {
    let vendor = delivering().await;
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", false, BY).await.unwrap();
    let of = last(&shop).of;
    for _ in 0..12 {
        looked_at(&shop, 15 * 60).await;
    }
    assert_eq!(differences(&shop), [naira(-10_000)]);
    let reading = Entry::WalletRead { vendor: PLUG, balance: naira(BALANCE), why: ReadingWhy::Closed };
    shop.till.ledger().commit(shop.clock_now(), Actor::Till, vec![reading]).await.unwrap();
    let by_owner = |instead| Correction { by_owner: true, ..correction(of, instead) };
    shop.till.corrections.correct(by_owner(7_000), BY).await.unwrap();
    for _ in 0..4 {
        looked_at(&shop, 15 * 60).await;
    }
    assert_eq!(differences(&shop), []);
    vendor.has_balance(&naira(BALANCE + 7_000).plain());
    for _ in 0..14 {
        looked_at(&shop, 15 * 60).await;
    }
    let book = || shop.till.ledger().book(PLUG).unwrap();
    assert_eq!((differences(&shop), book().value()), (vec![], naira(BALANCE + 7_000)));
    assert_eq!(book().expected().unwrap().most, naira(BALANCE + 7_000));
    let again = refused(shop.till.corrections.correct(by_owner(6_000), BY).await).1;
    assert!(again.contains("corrected already"), "{again}");
    // Shown in two pieces and written down as one: nothing of it is taken back by a press that meant it, and nothing else is.
    for more in [3_000, 4_000] {
        vendor.has_balance(&naira(BALANCE + 7_000 + if more == 3_000 { 3_000 } else { 7_000 }).plain());
        for _ in 0..4 {
            looked_at(&shop, 60).await;
        }
    }
    assert_eq!(differences(&shop), [naira(3_000), naira(4_000)]);
    shop.till.shifts.open_shift(Count::of(naira(1_000)), BY).await.unwrap();
    shop.till.shifts.move_cash(Direction::In, naira(10), "change", false, BY).await.unwrap();
    let done = shop.till.wallets.fund(PLUG, naira(7_000), "bank transfer", false, BY).await.unwrap();
    assert!(matches!(done, Funded::Found(_)), "{done:?}");
    assert_eq!((differences(&shop), shop.till.corrections.undoable(BY).unwrap()), (vec![], None));
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// What a sale accounts for since is no difference any more, whatever is corrected.
#[tokio::test(flavor = "multi_thread")]
async fn a_difference_that_a_sale_explains_does_not_stand_there_again() {
    let vendor = delivering().await;
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    let sale = shop.sell("08031234567", "1000").await.unwrap();
    vendor.has_balance(&naira(BALANCE + 1_000).plain());
    for _ in 0..4 {
        looked_at(&shop, 60).await;
    }
    let found = shop.till.ledger().book(PLUG).unwrap().differences;
    let one = *found.first().expect("more than was expected");
    shop.till.wallets.difference_explained(PLUG, &one, false, "no idea", BY).await.unwrap();
    let of = last(&shop).of;
    let fits = Entry::DifferenceFits { vendor: PLUG, found_at: one.at, amount: one.amount(), sale };
    shop.till.ledger().commit(shop.clock_now(), BY, vec![fits]).await.unwrap();
    let by_owner = Correction { by_owner: true, ..correction(of, 0) };
    let why = refused(shop.till.corrections.correct(by_owner, BY).await).1;
    assert!(why.contains("A sale accounts for this difference"), "{why}");
    shop.close().await;
}
