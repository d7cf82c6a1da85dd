//! The rules around a sale: not found, settlement, contradiction, reversal, the repeat guard, the price guard, the choice of a
//! vendor, wallets.

use airtill_domain::clock::Clock;
use airtill_domain::counter::CounterRules;
use airtill_domain::health::Health;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::reference::SaleId;
use airtill_domain::route::{Policy, Routing};
use airtill_domain::sale::event::{Consent, Verdict};
use airtill_domain::sale::{AttemptStatus, SaleStatus};
use airtill_domain::staff::StaffId;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::{Difference, ReadingWhy};
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_shop::till::{About, Confirmation, Explained, OwnerApproval, TillError};
use airtill_tests::clock::TestClock;
use airtill_tests::raw_vendor::{RawVendor, Script};
use airtill_tests::shop::{Shop, airtime, eventually};
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

const S: fn(u64) -> Duration = Duration::from_secs;
const NEVER_RECEIVED: &str = "08030000011";

async fn sold_to(shop: &Shop, number: &str, amount: &str) -> SaleId {
    let id = shop.sell(number, amount).await.unwrap();
    eventually("the request ends", || {
        shop.clock.advance(Duration::from_millis(200));
        shop.sale(id).last_attempt().ended_at.is_some()
    })
    .await;
    id
}

fn refused<T: std::fmt::Debug>(result: Result<T, TillError>) -> About {
    match result {
        Err(TillError::Refused(refused)) => refused.about,
        other => panic!("not refused: {other:?}"),
    }
}

/// Invariant 6: at a vendor that documents it, three equal answers and ten minutes end a doubt; it leads to giving back, and
/// never to another attempt. A clock set forward doesn't hurry it.
#[tokio::test(flavor = "multi_thread")]
async fn not_found_is_an_end_after_three_answers_and_ten_minutes() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Vtpass]).await;
    let id = sold_to(&shop, NEVER_RECEIVED, "500").await;
    shop.clock.set(3_600_000);
    for _ in 0..5 {
        shop.till.reconcile.check(id).await;
    }
    assert_eq!(shop.standing(id), SaleStatus::NotKnown, "an hour by the clock on the wall is no hour");
    for _ in 0..3 {
        shop.clock.advance(S(250));
        shop.till.reconcile.check(id).await;
    }
    shop.stands(id, SaleStatus::Owed).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::NeverReceived);
    assert_eq!(shop.till.checkout.next_try(&shop.sale(id)).unwrap(), None);
    assert_eq!(
        refused(shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await),
        About::Sale
    );
    shop.till.checkout.refund(id, Actor::Counter).await.unwrap();
    shop.close().await;
}

/// A restart begins the waiting anew: starting the program over and over ends no doubt.
#[tokio::test(flavor = "multi_thread")]
async fn restarts_do_not_hurry_a_not_found() {
    let directory = tempdir().unwrap();
    let mut shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    let id = sold_to(&shop, NEVER_RECEIVED, "500").await;
    for _ in 0..4 {
        shop.clock.advance(S(130));
        shop.till.reconcile.check(id).await;
        let clock = shop.close().await;
        shop = Shop::open_at(directory.path(), clock).await;
        let url = shop.practice.as_ref().unwrap().url(VendorId::Strongmb);
        shop.till.connections.connect(airtill_tests::shop::line(VendorId::Strongmb, &url));
    }
    assert_eq!(shop.standing(id), SaleStatus::NotKnown);
    shop.close().await;
}

/// The owner settles: not before ten minutes, with reason and evidence, once; and what contradicts it later raises an alarm
/// and rewrites nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_settlement_waits_and_what_contradicts_it_raises_an_alarm() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    // No answer, though the vendor delivers. The line is closed at once, so that nobody is asked.
    let id = sold_to(&shop, "08030000005", "500").await;
    shop.till.connections.disconnect(VendorId::SmePlug);
    let settle = |reason: &'static str, evidence: &'static str| {
        shop.till.reconcile.settle(id, Verdict::Failed, reason, evidence, Actor::Counter)
    };
    if shop.sale(id).is_in_doubt() {
        assert_eq!(refused(settle("the customer says so", "a call").await), About::Sale, "too early");
        shop.clock.advance(S(601));
        assert_eq!(refused(settle("  ", "a call").await), About::Sale, "no reason");
        let sale = settle("the customer says so", "a call").await.unwrap();
        assert_eq!((sale.last_attempt().position, sale.owed), (AttemptStatus::SettledFailed, Naira::from_naira(500)));
        assert_eq!(refused(settle("once more", "a call").await), About::Sale, "it has an end");
        assert_eq!(
            refused(shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await),
            About::Sale
        );
        // The vendor is asked again, daily: it has delivered.
        let url = shop.practice.as_ref().unwrap().url(VendorId::SmePlug);
        shop.till.connections.connect(airtill_tests::shop::line_to(&url));
        shop.till.reconcile.check(id).await;
        let sale = shop.sale(id);
        assert!(sale.has_alarm());
        assert_eq!((sale.last_attempt().position, shop.standing(id)), (AttemptStatus::SettledFailed, SaleStatus::Owed));
        let sale = shop.till.reconcile.alarm_seen(id, "the customer paid twice", Actor::Counter).await.unwrap();
        assert!(!sale.has_alarm());
    }
    assert!(shop.sale(id).last_attempt().position.is_by_hand(), "the doubt was there to be settled");
    shop.close().await;
}

/// VTpass takes a delivery back: found by the daily look, owed to the customer, and nothing is tried again.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_taken_back_is_owed() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Vtpass]).await;
    let id = sold_to(&shop, "08030000019", "500").await;
    shop.stands(id, SaleStatus::Delivered).await;
    shop.clock.advance(S(25 * 3_600));
    eventually("it is looked at again", || {
        shop.clock.advance(S(1_000));
        shop.standing(id) == SaleStatus::Owed
    })
    .await;
    let sale = shop.sale(id);
    assert_eq!(sale.last_attempt().position, AttemptStatus::Reversed);
    assert_eq!((sale.contradictions, sale.owed), (0, sale.price));
    assert_eq!(
        refused(shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await),
        About::Sale
    );
    shop.till.checkout.refund(id, Actor::Counter).await.unwrap();
    shop.close().await;
}

/// The repeat guard: the same within a day needs a word, also after a restart and a clock set back, at every vendor; while
/// the first is in doubt it needs the owner's too.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_needs_a_word() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let first = sold_to(&shop, "08031234567", "500").await;
    shop.stands(first, SaleStatus::Delivered).await;
    let clock = shop.close().await;
    clock.set(-40 * 3_600_000);
    let shop = Shop::open_at(directory.path(), clock).await;
    shop.till.connections.disconnect(VendorId::SmePlug);
    let url = shop.practice.as_ref().unwrap().url(VendorId::Strongmb);
    shop.till.connections.connect(airtill_tests::shop::line(VendorId::Strongmb, &url));
    let draft = shop.till.checkout.review(&airtime("0803 123 4567", "500")).await.unwrap();
    assert_eq!(draft.repeat.as_ref().map(|repeat| (repeat.of, repeat.owner_too)), Some((first, false)));
    assert_eq!(
        refused(shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await),
        About::Repeat
    );
    assert_eq!(shop.till.checkout.review(&airtime("08031234567", "600")).await.unwrap().repeat, None, "another amount");
    let second = Confirmation { second_one: true, ..Confirmation::default() };
    let sold = shop.till.checkout.confirm(draft.sale, second.clone(), Actor::Counter).await.unwrap();
    assert_eq!(sold.consents, [Consent::SecondOne { of: first }]);

    let doubt = sold_to(&shop, NEVER_RECEIVED, "500").await;
    let other = shop.till.checkout.review(&airtime(NEVER_RECEIVED, "700")).await.unwrap();
    assert!(!other.repeat.unwrap().owner_too, "something else, while one is in doubt: a word is enough");
    let same = shop.till.checkout.review(&airtime(NEVER_RECEIVED, "500")).await.unwrap();
    assert!(same.repeat.as_ref().unwrap().owner_too);
    assert_eq!(refused(shop.till.checkout.confirm(same.sale, second.clone(), Actor::Counter).await), About::OwnerPin);
    let agreed = Confirmation { owner: OwnerApproval::Yes(StaffId(1)), ..second };
    let sold = shop.till.checkout.confirm(same.sale, agreed, Actor::Counter).await.unwrap();
    assert_eq!(sold.consents, [Consent::SecondOne { of: doubt }, Consent::OwnerAgreed { staff: StaffId(1) }]);
    shop.close().await;
}

/// Two reviews for one customer, confirmed at the same moment: one sale. The guard looks where the sale is taken.
#[tokio::test(flavor = "multi_thread")]
async fn two_windows_sell_once() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    // All reviews stand before the first key is pressed: one that came later would tell of the sale.
    let mut drafts = Vec::new();
    for _ in 0..8 {
        let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
        assert_eq!(draft.repeat, None);
        drafts.push(draft.sale);
    }
    let mut presses = tokio::task::JoinSet::new();
    for sale in drafts {
        let till = Arc::clone(&shop.till);
        presses
            .spawn(async move { till.checkout.confirm(sale, Confirmation::default(), Actor::Counter).await.is_ok() });
    }
    let sold = presses.join_all().await.into_iter().filter(|sold| *sold).count();
    assert_eq!(sold, 1);
    shop.close().await;
}

/// The price guard: a cost that changed since the review sends nothing, and both prices stand in it; the next press accepts.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_price_sends_nothing_and_shows_both() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    let before = draft.choice().unwrap().cost;
    let settings = airtill_domain::settings::VendorSettings {
        terms: Vec::new(),
        ..airtill_practice::practice_settings(VendorId::SmePlug)
    };
    let url = shop.practice.as_ref().unwrap().url(VendorId::SmePlug);
    shop.till.connections.connect(airtill_tests::shop::line_with(VendorId::SmePlug, &url, settings));
    eventually("the offers are known again", || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()).await;
    assert_eq!(
        refused(shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await),
        About::Price
    );
    let now = shop.till.checkout.draft(draft.sale).unwrap();
    assert_eq!(now.changed.map(|changed| changed.cost), Some(before));
    assert_ne!(now.choice().unwrap().cost, before);
    assert!(shop.practice.as_ref().unwrap().received().is_empty(), "nothing was sent");
    shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    shop.close().await;
}

/// Five doubts rest a vendor: another one is taken; but the only one is never left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_full_of_doubts_rests_and_the_last_one_sells_all_the_same() {
    let directory = tempdir().unwrap();
    let vendor = RawVendor::start(Script::Bytes(Vec::new())).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    for n in 0..5 {
        let id = shop.sell(&format!("0803123456{n}"), "500").await.unwrap();
        eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    }
    assert_eq!(shop.till.providers.health(VendorId::SmePlug).0, Health::Rested);
    let draft = shop.till.checkout.review(&airtime("08031234569", "500")).await.unwrap();
    assert_eq!(draft.choice().unwrap().vendor, VendorId::SmePlug, "nobody else sells");
    assert!(draft.warnings.iter().any(|warning| warning.contains("resting")), "{:?}", draft.warnings);
    assert!(draft.warnings.iter().any(|warning| warning.contains("not known yet")), "the owner's limit of five");
    shop.clock.advance(S(16 * 60));
    assert_eq!(shop.till.providers.health(VendorId::SmePlug).0, Health::Good);
    shop.close().await;
}

/// The owner's order decides among equals, and the reasons are kept with the sale.
#[tokio::test(flavor = "multi_thread")]
async fn the_owners_order_is_followed_and_the_reasons_are_kept() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::SmePlug, VendorId::Strongmb]).await;
    eventually("both are known", || {
        // A wallet whose first look met the line before is looked at again after a while.
        shop.clock.advance(Duration::from_millis(200));
        [VendorId::SmePlug, VendorId::Strongmb].iter().all(|vendor| {
            shop.till.catalogue.offers_known(*vendor).is_some() && shop.till.wallets.wallet(*vendor).balance.is_some()
        })
    })
    .await;
    let routing = Routing {
        policy: Policy::OwnersOrder,
        order: vec![VendorId::Strongmb, VendorId::SmePlug],
        ..Routing::default()
    };
    let entry = Entry::RoutingSet { routing };
    shop.till.ledger().commit(shop.clock.now(), Actor::Counter, vec![entry]).await.unwrap();
    let id = sold_to(&shop, "08031234567", "500").await;
    let attempt = shop.sale(id).last_attempt().clone();
    let route = attempt.route.unwrap();
    assert_eq!((attempt.vendor, route.policy, route.by_hand), (VendorId::Strongmb, Policy::OwnersOrder, false));
    assert_eq!(route.considered.len(), 2);
    assert!(route.considered[0].reasons().contains("wallet enough"), "{}", route.considered[0].reasons());
    shop.close().await;
}

/// Somebody who buys with the same key of Strongmb's.
async fn thief(shop: &Shop, directory: &std::path::Path) -> Shop {
    let practice = shop.practice.as_ref().unwrap();
    let other = Shop::with_vendor(directory, &practice.url(VendorId::SmePlug)).await;
    other.till.connections.disconnect(VendorId::SmePlug);
    other.till.connections.connect(airtill_tests::shop::line(VendorId::Strongmb, &practice.url(VendorId::Strongmb)));
    // Another till: its dice must not fall like ours.
    for _ in 0..9 {
        other.till.checkout.review(&airtime("08039876543", "1000")).await.unwrap();
    }
    other
}

async fn steal(other: &Shop, number: &str) {
    let stolen = sold_to(other, number, "1000").await;
    other.stands(stolen, SaleStatus::Delivered).await;
}

/// The expected balance follows the sales; a debit that nobody here made is found and shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_debit_that_the_ledger_cannot_explain_is_shown() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    let ledger = shop.till.ledger();
    let book = || ledger.book(VendorId::Strongmb).unwrap();
    eventually("a balance was written down", || book().base.is_some()).await;
    let id = sold_to(&shop, "08031234567", "500").await;
    shop.stands(id, SaleStatus::Delivered).await;
    let expected = book().expected().unwrap();
    assert_eq!(expected.least, book().base.unwrap().balance.minus(Naira::from_naira(495)));
    assert_eq!(expected.least, expected.most, "nothing is in doubt");
    let elsewhere = tempdir().unwrap();
    let other = thief(&shop, elsewhere.path()).await;
    steal(&other, "08039876543").await;
    eventually("it is noticed", || {
        shop.clock.advance(S(30));
        !book().differences.is_empty()
    })
    .await;
    let found = book().differences[0];
    assert_eq!(found.expected.off(found.balance), Some(Naira::from_naira(-990)));
    let today = shop.clock_now().day();
    for day in [None, Some(today)] {
        let compared = shop.till.wallets.compare_statement(VendorId::Strongmb, day).await.unwrap();
        assert_eq!((compared.equal, compared.odd.len()), (1, 1), "{day:?}");
        assert!(compared.odd[0].unexplained_debit, "{:?}", compared.odd);
    }
    let tomorrow = shop.till.wallets.compare_statement(VendorId::Strongmb, Some(today.next())).await.unwrap();
    assert_eq!((tomorrow.equal, tomorrow.odd.len()), (0, 0), "another day's");
    // Another account, which knows nothing: what was delivered here is missing there.
    let empty = tempdir().unwrap();
    let clock = Arc::clone(&shop.clock) as Arc<dyn Clock>;
    let nobodys = airtill_practice::Practice::start(empty.path(), clock, airtill_tests::shop::PACE).await.unwrap();
    let practice = shop.practice.as_ref().unwrap().url(VendorId::Strongmb);
    shop.till.connections.connect(airtill_tests::shop::line(VendorId::Strongmb, &nobodys.url(VendorId::Strongmb)));
    let missing = shop.till.wallets.compare_statement(VendorId::Strongmb, Some(today)).await.unwrap();
    assert_eq!((missing.equal, missing.odd.len()), (0, 1), "{missing:?}");
    assert!(missing.odd[0].sentence.contains("does not list it"));
    shop.till.connections.connect(airtill_tests::shop::line(VendorId::Strongmb, &practice));
    let before = shop.till.wallets.compare_statement(VendorId::Strongmb, Some(today.before(1))).await;
    assert!(matches!(before, Err(TillError::Refused(_))), "the list does not reach back so far");
    let explain = async |found: &Difference, note: &str| {
        shop.till.wallets.difference_explained(VendorId::Strongmb, found, false, note, Actor::Counter).await
    };
    assert_eq!(refused(explain(&found, "  ").await), About::Sale, "say what was found out");
    explain(&found, "the key was changed").await.unwrap();
    assert!(book().differences.is_empty());
    other.close().await;
    shop.close().await;
}

/// Accepting a difference names it: that one is cleared and no other, once, and a funding is booked by the amount that was found,
/// whether or not the vendor can be asked at that moment.
#[tokio::test(flavor = "multi_thread")]
async fn accepting_a_difference_clears_that_one_alone_and_does_nothing_twice() {
    let directory = tempdir().unwrap();
    let shop = Shop::closed(directory.path(), TestClock::new()).await;
    let (ledger, vendor) = (shop.till.ledger(), VendorId::Strongmb);
    let book = || ledger.book(vendor).unwrap();
    let naira = Naira::from_naira;
    let read = async |balance: i64, why| {
        shop.clock.advance(S(60));
        let entry = Entry::WalletRead { vendor, balance: naira(balance), why };
        ledger.commit(shop.clock.now(), Actor::Till, vec![entry]).await.unwrap();
    };
    let explain = async |found: &Difference, funding| {
        shop.till.wallets.difference_explained(vendor, found, funding, "found out", Actor::Counter).await
    };
    read(50_000, ReadingWhy::Opened).await;
    read(47_000, ReadingWhy::Unexplained).await;
    read(57_000, ReadingWhy::Unexplained).await;
    let [theft, funding] = book().differences.try_into().unwrap();
    assert_eq!((theft.amount(), funding.amount()), (naira(-3_000), naira(10_000)));
    let worth = book().value();
    assert_eq!(explain(&funding, true).await.unwrap(), Explained::Once);
    assert_eq!(book().differences, [theft], "the theft is still there");
    assert_eq!((book().funded, book().differed, book().value()), (naira(10_000), naira(-3_000), worth));
    assert_eq!(book().expected().unwrap().most, naira(57_000));
    let commits = ledger.forwards().count();
    for again in [funding, funding] {
        assert_eq!(refused(explain(&again, true).await), About::Sale, "once");
    }
    assert_eq!((ledger.forwards().count(), book().funded), (commits, naira(10_000)), "nothing was written twice");

    // Written down ten minutes before it arrives: as much is missing then as there is too much later.
    shop.till.wallets.fund(vendor, naira(20_000), "bank transfer", true, Actor::Counter).await.unwrap();
    read(57_000, ReadingWhy::Unexplained).await;
    read(77_000, ReadingWhy::Unexplained).await;
    let [_, early, late] = book().differences.try_into().unwrap();
    assert_eq!((early.amount(), late.amount()), (naira(-20_000), naira(20_000)));
    assert_eq!(explain(&late, true).await.unwrap(), Explained::WrittenDownBefore);
    assert_eq!(book().differences, [theft]);
    assert_eq!((book().funded, book().value()), (naira(30_000), naira(77_000)), "booked once");
    // Once more, the missing half looked into before the other half is there.
    shop.till.wallets.fund(vendor, naira(5_000), "bank transfer", true, Actor::Counter).await.unwrap();
    read(77_000, ReadingWhy::Unexplained).await;
    explain(&book().differences[1], false).await.unwrap();
    read(82_000, ReadingWhy::Unexplained).await;
    assert_eq!(explain(&book().differences[1], true).await.unwrap(), Explained::WrittenDownBefore);
    assert_eq!((book().differences, book().funded, book().value()), (vec![theft], naira(35_000), naira(82_000)));
    // As much again as was stolen, and as was written down before: nobody wrote this one down.
    for (amount, missing) in [(3_000, vec![theft]), (20_000, vec![theft]), (5_000, vec![theft])] {
        let before = book();
        let balance = before.expected().unwrap().most.plus(naira(amount));
        let entry = Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained };
        shop.clock.advance(S(60));
        ledger.commit(shop.clock.now(), Actor::Till, vec![entry]).await.unwrap();
        assert_eq!(explain(&book().differences[1], true).await.unwrap(), Explained::Once, "{amount}");
        assert_eq!((book().differences, book().funded), (missing, before.funded.plus(naira(amount))), "{amount}");
    }
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// A yes to one sale is no yes to another that came up while the review was open.
#[tokio::test(flavor = "multi_thread")]
async fn a_yes_to_one_sale_is_no_yes_to_another() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    assert_eq!(draft.repeat, None);
    let other = sold_to(&shop, "08031234567", "500").await;
    shop.stands(other, SaleStatus::Delivered).await;
    let second = || Confirmation { second_one: true, ..Confirmation::default() };
    assert_eq!(refused(shop.till.checkout.confirm(draft.sale, second(), Actor::Counter).await), About::Repeat);
    assert_eq!(shop.till.checkout.draft(draft.sale).unwrap().repeat.map(|repeat| repeat.of), Some(other));
    let sold = shop.till.checkout.confirm(draft.sale, second(), Actor::Counter).await.unwrap();
    assert_eq!(sold.consents, [Consent::SecondOne { of: other }]);
    shop.close().await;
}

/// What was charged, and what the wallet moved by, is what is expected the next time, until the vendor charges something else.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_charged_is_expected_again() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    let charges_more = "08030000014";
    let expected = async || {
        let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
        shop.till.checkout.cancel(draft.sale);
        draft.choice().unwrap().cost
    };
    // What was charged is learnt a moment after the sale stands as delivered.
    let comes_to = async |naira: i64, why: &str| {
        let begun = std::time::Instant::now();
        while expected().await != Some(Naira::from_naira(naira)) {
            assert!(begun.elapsed() < S(20), "{why}: {:?}", expected().await);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // A single charge is believed once the wallet has moved by it: it is looked at before and after.
    shop.wallet_is_seen(VendorId::Strongmb).await;
    assert_eq!(expected().await, Some(Naira::from_naira(495)), "by the list");
    for amount in ["500", "500"] {
        let draft = shop.till.checkout.review(&airtime(charges_more, amount)).await.unwrap();
        // The second one is known to cost more than the customer pays.
        let owner = OwnerApproval::Yes(StaffId(1));
        let pressed = Confirmation { second_one: true, owner, ..Confirmation::default() };
        let id = shop.till.checkout.confirm(draft.sale, pressed, Actor::Counter).await.unwrap().id;
        shop.stands(id, SaleStatus::Delivered).await;
        shop.wallet_is_seen(VendorId::Strongmb).await;
        comes_to(505, "by the charge, however often it is charged").await;
    }
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    let pressed = Confirmation { owner: OwnerApproval::Yes(StaffId(1)), ..Confirmation::default() };
    let id = shop.till.checkout.confirm(draft.sale, pressed, Actor::Counter).await.unwrap().id;
    shop.stands(id, SaleStatus::Delivered).await;
    shop.wallet_is_seen(VendorId::Strongmb).await;
    comes_to(495, "by the last charge").await;
    shop.close().await;
}

/// A doubt whose request has ended, and a clock that somebody set back by six hours since.
async fn a_doubt_from_the_future(directory: &std::path::Path) -> (Shop, RawVendor, SaleId) {
    let vendor = RawVendor::start(Script::Bytes(Vec::new())).await;
    let shop = Shop::with_vendor(directory, &vendor.url()).await;
    let id = shop.sell("08031234567", "500").await.unwrap();
    eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    shop.clock.set(-6 * 3_600_000);
    (shop, vendor, id)
}

/// A clock that is set back stops no check, and makes none of them run without a pause.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_stops_no_check() {
    let directory = tempdir().unwrap();
    let (shop, vendor, _) = a_doubt_from_the_future(directory.path()).await;
    let before = vendor.checks();
    shop.pass(S(120)).await;
    let since = vendor.checks() - before;
    assert!((3..60).contains(&since), "asked {since} times in two minutes");
    shop.close().await;
}

/// A clock that is set back while a request is under way does not keep the form waiting for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_keeps_no_sale_sending() {
    let directory = tempdir().unwrap();
    let vendor = RawVendor::start(Script::BytesThenStall(Vec::new())).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    let id = shop.sell("08031234567", "500").await.unwrap();
    assert_eq!(shop.standing(id), SaleStatus::Sending);
    shop.clock.set(-6 * 3_600_000);
    assert_eq!((shop.sale(id).last_attempt().ended_at, shop.standing(id)), (None, SaleStatus::NotKnown));
    shop.close().await;
}

/// Nor does it put off the moment from which the owner can settle a doubt.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_puts_off_neither_amber_nor_a_settlement() {
    let directory = tempdir().unwrap();
    let (shop, _vendor, id) = a_doubt_from_the_future(directory.path()).await;
    assert_eq!(shop.standing(id), SaleStatus::NotKnown);
    assert_eq!(shop.till.reconcile.settled_in(&shop.sale(id)), Some(S(600)));
    shop.clock.advance(S(601));
    assert_eq!(shop.till.reconcile.settled_in(&shop.sale(id)), Some(S(0)), "ten minutes by a clock that nobody sets");
    let settled =
        shop.till.reconcile.settle(id, Verdict::Failed, "nothing came", "her phone", Actor::Counter).await.unwrap();
    assert_eq!(settled.last_attempt().position, AttemptStatus::SettledFailed);
    shop.close().await;
}

/// What is unusual is asked about once more: a large amount for a new number, ten times what a known customer usually buys. And an
/// amount that no wallet covers, or nobody sells, is told while it is typed.
#[tokio::test(flavor = "multi_thread")]
async fn unusual_amounts_are_asked_about_and_impossible_ones_told_while_they_are_typed() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    eventually("the offers are known", || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()).await;
    eventually("the wallet was read", || shop.till.wallets.wallet(VendorId::SmePlug).balance.is_some()).await;
    let asks = async |amount: &str| {
        let draft = shop.till.checkout.review(&airtime("08031234567", amount)).await.unwrap();
        shop.till.checkout.cancel(draft.sale);
        draft.ask_last_four
    };
    assert_eq!((asks("4999").await, asks("5000").await), (false, true), "a new number");
    let limit = |naira: i64| CounterRules { read_back_from: Naira::from_naira(naira), ..CounterRules::default() };
    let decide =
        |rules| airtill_shop::settings::set_counter_rules(shop.till.ledger(), &*shop.clock, rules, Actor::Counter);
    decide(limit(800)).await.unwrap();
    assert_eq!((asks("799").await, asks("800").await), (false, true), "by the owner's limit");
    assert!(decide(limit(0)).await.is_err());
    decide(limit(5_000)).await.unwrap();
    for amount in ["100", "200", "300"] {
        let id = sold_to(&shop, "08031234567", amount).await;
        shop.stands(id, SaleStatus::Delivered).await;
    }
    assert_eq!((asks("1999").await, asks("2000").await), (false, true), "usually ₦200");
    let large = shop.till.checkout.review(&airtime("08031234567", "2000")).await.unwrap();
    let wrong = Confirmation { last_four: Some("4568".to_owned()), ..Confirmation::default() };
    assert_eq!(refused(shop.till.checkout.confirm(large.sale, wrong, Actor::Counter).await), About::LastFour);
    let right = Confirmation { last_four: Some("4567".to_owned()), ..Confirmation::default() };
    shop.till.checkout.confirm(large.sale, right, Actor::Counter).await.unwrap();
    shop.stands(large.sale, SaleStatus::Delivered).await;

    // What is left is known once the wallet was looked at again.
    eventually("the wallet was read again", || {
        shop.clock.advance(S(10));
        shop.till.wallets.wallet(VendorId::SmePlug).balance.is_some_and(|(left, _)| left < Naira::from_naira(48_000))
    })
    .await;
    let told = |naira: i64| shop.till.checkout.amount_outlook(Network::Mtn, Naira::from_naira(naira)).unwrap();
    assert_eq!(told(1_000), None);
    assert!(told(50_001).unwrap().contains("The most airtime of MTN in one sale is"), "{:?}", told(50_001));
    let short = told(50_000).unwrap_or_default();
    assert!(short.contains("No wallet covers this now") && short.contains("SMEPlug"), "{short}");
    shop.close().await;
}

/// A wallet that other tills buy from as well: a debit of theirs is no alarm and no difference in the books.
#[tokio::test(flavor = "multi_thread")]
async fn a_debit_of_a_shared_wallet_raises_no_alarm() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    let book = || shop.till.ledger().book(VendorId::Strongmb).unwrap();
    eventually("a balance was written down", || book().base.is_some()).await;
    let shared = Routing { shared_wallets: vec![VendorId::Strongmb], ..Routing::default() };
    airtill_shop::settings::set_routing(shop.till.ledger(), &*shop.clock, shared, Actor::Counter).await.unwrap();
    let elsewhere = tempdir().unwrap();
    let other = thief(&shop, elsewhere.path()).await;
    let before = shop.till.wallets.wallet(VendorId::Strongmb).balance;
    steal(&other, "08039876543").await;
    eventually("the balance of now is known", || {
        shop.clock.advance(S(30));
        shop.till.wallets.wallet(VendorId::Strongmb).balance.map(|(amount, _)| amount)
            != before.map(|(amount, _)| amount)
    })
    .await;
    shop.pass(S(600)).await;
    assert!(book().differences.is_empty(), "{:?}", book().differences);
    let told = shop.till.wallets.shared_difference(VendorId::Strongmb);
    assert_eq!(told, Some(Naira::from_naira(-990)), "told on the owner's page");
    other.close().await;
    shop.close().await;
}
