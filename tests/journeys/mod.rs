//! Whole sales through the till, on a clock of the test, against the practice vendors or a raw one.

mod clocks;
mod corrections;
mod costs;
mod customer_groups;
mod debtors;
mod find;
mod followed;
mod lists;
mod notices;
mod people;
mod prices;
mod printing;
mod rule_changes;
mod rules;
mod shifts;
mod trade;
mod transfers;
mod vendors;
mod verdicts;
mod wallets;

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, NotSent, Refusal};
use airtill_domain::sale::{AttemptStatus, SaleStatus, Tender};
use airtill_ledger::entry::Actor;
use airtill_practice::steering::{self, Lesson};
use airtill_shop::till::{About, Confirmation, TillError};
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, airtime, eventually, line_to};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const S: fn(u64) -> Duration = Duration::from_secs;

/// Every lesson of the practice shop ends as its table says, and every request is sent once.
#[tokio::test(flavor = "multi_thread")]
async fn every_practice_number_does_what_its_table_says() {
    let ordinary = [("08099999999", Lesson::Ordinary, "ordinary")];
    for (number, lesson, what) in steering::TABLE.iter().chain(&ordinary) {
        let directory = tempdir().unwrap();
        let shop = Shop::open(directory.path()).await;
        let id = shop.sell(number, "500").await.unwrap();
        let expected = match lesson {
            Lesson::Refused | Lesson::LowWallet | Lesson::PendingThenFailed | Lesson::NoAnswerThenFailed => {
                SaleStatus::Owed
            }
            Lesson::NeverReceived => SaleStatus::NotKnown,
            _ => SaleStatus::Delivered,
        };
        let slow = matches!(lesson, Lesson::NoAnswer | Lesson::NeverReceived | Lesson::NoAnswerThenFailed);
        if slow || matches!(lesson, Lesson::LateAnswer) {
            shop.pass(S(11)).await;
            assert_eq!(shop.standing(id), SaleStatus::NotKnown, "{what}: amber after ten seconds");
            eventually("the request ends", || {
                shop.clock.advance(Duration::from_millis(200));
                shop.sale(id).last_attempt().ended_at.is_some() || !shop.sale(id).is_in_doubt()
            })
            .await;
        } else {
            eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
        }
        shop.pass(S(60)).await;
        assert_eq!(shop.standing(id), expected, "{what}");
        let received = shop.practice.as_ref().unwrap().received();
        assert!(received.iter().all(|purchase| purchase.times == 1), "{what}");
        assert!(received.len() <= 1, "{what}");
        shop.close().await;
    }
}

/// Invariant 6: what the vendor doesn't know stays in doubt at SMEPlug, for days.
#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_that_nobody_can_end_is_asked_about_for_days_and_never_ends_by_itself() {
    let directory = tempdir().unwrap();
    let vendor = RawVendor::start(Script::Bytes(Vec::new())).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    let id = shop.sell("08031234567", "500").await.unwrap();
    eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::Unknown(Doubt::Broken));
    for _ in 0..3 * 48 {
        shop.clock.advance(S(1_800));
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
    eventually("it was asked often", || shop.sale(id).last_attempt().checks > 15).await;
    assert_eq!(shop.standing(id), SaleStatus::NotKnown);
    assert_eq!(vendor.purchases().len(), 1, "asked about, never sent again");
    let handed = shop.till.checkout.refund(id, Actor::Counter).await;
    assert!(matches!(handed, Err(TillError::Refused(_))), "no money goes back while it is not known");
    let again = shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await;
    assert!(matches!(again, Err(TillError::Refused(_))), "and there is no other attempt");
    shop.close().await;
}

/// Failed for certain: owed, then a new attempt uses it up, then handed over once.
#[tokio::test(flavor = "multi_thread")]
async fn owed_money_is_used_by_a_new_attempt_or_handed_over_once() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let id = shop.sell("08030000003", "500").await.unwrap();
    shop.stands(id, SaleStatus::Owed).await;
    let day = shop.sale(id).day();
    let drawer = || shop.till.ledger().totals(day).unwrap().all.drawer;
    assert_eq!(drawer(), Naira::from_naira(500), "the drawer holds it until it is handed over");
    shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await.unwrap();
    shop.stands(id, SaleStatus::Owed).await;
    assert_eq!(shop.sale(id).attempts.len(), 2);
    let references: Vec<_> = shop.sale(id).attempts.iter().map(|attempt| attempt.reference.clone()).collect();
    assert_ne!(references[0], references[1]);
    shop.till.checkout.refund(id, Actor::Counter).await.unwrap();
    assert_eq!(shop.standing(id), SaleStatus::Returned);
    assert_eq!(drawer(), Naira::ZERO);
    assert!(matches!(shop.till.checkout.refund(id, Actor::Counter).await, Err(TillError::Refused(_))));
    assert!(matches!(
        shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await,
        Err(TillError::Refused(_))
    ));
    assert_eq!(drawer(), Naira::ZERO);
    shop.close().await;
}

/// Invariant 11: the confirm is consumed in Rust. A hundred presses at once sell once.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_presses_at_once_sell_once() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    let mut presses = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let till = std::sync::Arc::clone(&shop.till);
        presses.spawn(async move {
            till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.is_ok()
        });
    }
    while presses.join_next().await.is_some() {}
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    assert_eq!(
        shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap().id,
        draft.sale,
        "pressed again later: the same sale"
    );
    assert_eq!(shop.practice.as_ref().unwrap().received().len(), 1);
    assert_eq!(shop.till.ledger().totals(shop.sale(draft.sale).day()).unwrap().all.sales, 1);
    shop.close().await;
}

/// Invariant 9: what was under way when the program stopped is in doubt afterwards, is asked about, and never sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_under_way_at_a_stop_is_asked_about_at_the_next_start() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let id = shop.sell("08030000005", "500").await.unwrap();
    eventually("the vendor has it", || shop.practice.as_ref().unwrap().received().len() == 1).await;
    let clock = shop.close().await;

    // First without a vendor to ask: it is in doubt, whatever was known of it.
    let shop = Shop::closed(directory.path(), clock).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::Unknown(Doubt::Interrupted));
    let clock = shop.close().await;

    let shop = Shop::open_at(directory.path(), clock).await;
    shop.stands(id, SaleStatus::Delivered).await;
    let received = shop.practice.as_ref().unwrap().received();
    assert_eq!((received.len(), received[0].times), (1, 1));
    shop.close().await;
}

/// A shop that has seen the vendor's offers and knows that nobody is there any more: at an address that is free.
async fn offline(directory: &Path) -> (Shop, SocketAddr) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let shop = Shop::after_a_first_look(directory).await;
    shop.till.connections.connect(line_to(&format!("http://{free}/api")));
    eventually("the till knows it is offline", || {
        matches!(shop.till.providers.online(), airtill_shop::till::Online::NoSince(_))
    })
    .await;
    (shop, free)
}

/// Offline, the key tries once and then explains; nothing is taken. One success ends it.
#[tokio::test(flavor = "multi_thread")]
async fn offline_nothing_is_taken_and_the_same_review_works_afterwards() {
    let directory = tempdir().unwrap();
    let (shop, _) = offline(directory.path()).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    match shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await {
        Err(TillError::Refused(refused)) => {
            assert_eq!(refused.about, About::Sale);
            assert!(refused.sentence.contains("nothing was sent and nothing was taken"), "{}", refused.sentence);
        }
        other => panic!("{other:?}"),
    }
    assert!(shop.till.ledger().sale(draft.sale).unwrap().is_none(), "nothing was taken");
    let vendor = RawVendor::start(Script::Bytes(http(
        200,
        "application/json",
        r#"{"status":true,"data":{"current_status":"success"}}"#,
    )))
    .await;
    shop.till.connections.connect(line_to(&vendor.url()));
    shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    shop.close().await;
}

/// A connection that breaks down between the look and the purchase: not sent, owed, and a new attempt works.
#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_that_could_not_leave_is_owed_and_can_be_tried_again() {
    let directory = tempdir().unwrap();
    let vendor = RawVendor::start(Script::Bytes(http(200, "application/json", "{}"))).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    let id = {
        // One sale to have the offers read, then the vendor is gone.
        let first = shop.sell("08037654321", "100").await.unwrap();
        eventually("the first ends", || shop.sale(first).last_attempt().ended_at.is_some()).await;
        drop(vendor);
        shop.sell("08031234567", "500").await.unwrap()
    };
    shop.stands(id, SaleStatus::Owed).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::NotSent(NotSent::NoConnection));
    shop.close().await;
}

/// What is wrong with what was typed is told with the field it belongs to; nothing is taken.
#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_told_with_its_field() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let refused = async |number: &str, amount: &str| match shop.sell(number, amount).await {
        Err(TillError::Refused(refused)) => refused.about,
        other => panic!("{number} {amount}: {other:?}"),
    };
    assert_eq!(refused("0803123", "500").await, About::Number);
    assert_eq!(refused("", "500").await, About::Number);
    assert_eq!(refused("08001234567", "500").await, About::Number);
    assert_eq!(refused("09141234567", "500").await, About::Network);
    assert_eq!(refused("08031234567", "0").await, About::Amount);
    assert_eq!(refused("08031234567", "50.5").await, About::Amount);
    assert_eq!(refused("08031234567", "6000").await, About::LastFour);
    assert_eq!(shop.till.ledger().latest(9).unwrap(), []);
    shop.close().await;
}

/// A key the vendor turns down is a refusal with its reason, and the wallet says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_turned_down_is_a_refusal() {
    let directory = tempdir().unwrap();
    let unauthorised = http(401, "application/json", r#"{"status":false,"msg":"Unauthenticated."}"#);
    let vendor = RawVendor::start(Script::Bytes(unauthorised)).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    let id = shop.sell("08031234567", "500").await.unwrap();
    shop.stands(id, SaleStatus::Owed).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::Refused(Refusal::Unauthorised));
    shop.close().await;
}

/// While the key press waits for a connection, nothing can make a second sale of it: another press is told to wait, and
/// a cancelled one does not go out when the line comes back.
#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_is_being_sent_cannot_be_sent_again_and_can_still_be_cancelled() {
    let directory = tempdir().unwrap();
    let (shop, free) = offline(directory.path()).await;
    // Accepts connections and never answers: the look before the sale hangs until its time-out.
    let _silent = tokio::net::TcpListener::bind(free).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    let till = std::sync::Arc::clone(&shop.till);
    let pressed =
        tokio::spawn(async move { till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    for again in [
        shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.map(|_| ()),
        shop.till.checkout.set_tender(draft.sale, Tender::Card).map(|_| ()),
    ] {
        match again {
            Err(TillError::Refused(refused)) => assert!(refused.sentence.contains("wait"), "{}", refused.sentence),
            other => panic!("{other:?}"),
        }
    }
    shop.till.checkout.cancel(draft.sale);
    assert!(matches!(pressed.await.unwrap(), Err(TillError::Refused(_))));
    assert!(
        matches!(
            shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await,
            Err(TillError::Refused(_))
        ),
        "cancelled for good"
    );
    assert_eq!(shop.till.ledger().latest(9).unwrap(), []);
    shop.close().await;
}

/// The screen is locked while a key press waits for a connection: when the line comes back, nothing of it goes out.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_goes_out_of_a_locked_till_that_was_not_taken_before() {
    let directory = tempdir().unwrap();
    let (shop, free) = offline(directory.path()).await;
    let pressed_one = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap().sale;
    let open = shop.till.checkout.review(&airtime("08031234568", "500")).await.unwrap().sale;
    // The line is back, and takes a moment to say so.
    let listener = tokio::net::TcpListener::bind(free).await.unwrap();
    let (answer, told) = tokio::sync::watch::channel(false);
    let (asked, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let vendor = tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (mut told, asked) = (told.clone(), asked.clone());
            tokio::spawn(async move {
                let mut request = vec![0; 4_096];
                let read = socket.read(&mut request).await.unwrap();
                let _ = asked.send(String::from_utf8_lossy(&request[..read]).into_owned());
                told.wait_for(|told| *told).await.unwrap();
                socket.write_all(http(200, "text/plain", "hello").as_slice()).await.unwrap();
            });
        }
    });
    let till = std::sync::Arc::clone(&shop.till);
    let press =
        tokio::spawn(async move { till.checkout.confirm(pressed_one, Confirmation::default(), Actor::Counter).await });
    heard.recv().await.expect("the key looks for a connection");
    shop.till.checkout.cancel_all();
    answer.send(true).unwrap();
    match press.await.unwrap() {
        Err(TillError::Refused(refused)) => assert!(refused.sentence.contains("Cancelled"), "{}", refused.sentence),
        other => panic!("{other:?}"),
    }
    assert_eq!((shop.till.checkout.draft(pressed_one), shop.till.checkout.draft(open)), (None, None));
    assert_eq!(shop.till.ledger().latest(9).unwrap(), []);
    while let Ok(request) = heard.try_recv() {
        assert!(request.starts_with("GET"), "{request}");
    }
    vendor.abort();
    shop.close().await;
}
