//! Doubts that no answer ends: what else speaks of them, and the verdict that it makes ready.

use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::route::Routing;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::{AttemptStatus, SaleStatus};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, eventually};
use std::time::Duration;
use tempfile::{TempDir, tempdir};

/// A transaction in a word that nobody knows: says nothing, and never "not found".
const SAYS_NOTHING: &str = r#"{"transaction":{"customer_reference":"REFERENCE","status":"queried"}}"#;

/// A shop whose one vendor answers purchases so, with a wallet that was read and seen to be as the ledger has it.
async fn shop_with(script: Script) -> (TempDir, Shop, RawVendor) {
    let directory = tempdir().unwrap();
    let vendor = RawVendor::start(script).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(VendorId::SmePlug).await;
    (directory, shop, vendor)
}

async fn doubt(shop: &Shop, number: &str) -> SaleId {
    let id = shop.sell(number, "500").await.unwrap();
    eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    assert!(shop.sale(id).is_in_doubt());
    id
}

fn refuses_so(words: &str) -> Script {
    Script::Bytes(http(406, "application/json", &format!(r#"{{"status":false,"errors":["{words}"]}}"#)))
}

/// So many minutes, in steps of half a one: at each the wallet is looked at, however busy this machine is, and questions are asked.
async fn wait_min(shop: &Shop, minutes: u32) {
    for _ in 0..2 * minutes {
        shop.clock.advance(Duration::from_secs(30));
        let now = shop.clock_now();
        shop.till.wallets.poll_now();
        let seen = || shop.till.wallets.wallet(VendorId::SmePlug).balance.is_some_and(|(_, at)| at >= now);
        eventually("the wallet was looked at", seen).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn wait(shop: &Shop) {
    wait_min(shop, 16).await;
}

/// What is left once the attempt was debited: what it was expected to cost.
fn debited(shop: &Shop, id: SaleId, vendor: &RawVendor) -> String {
    let left = Naira::parse("3229.12").unwrap().minus(shop.sale(id).cost().unwrap());
    vendor.has_balance(&left.plain());
    left.to_string()
}

fn ready(shop: &Shop, id: SaleId) -> Option<(Verdict, String)> {
    let ready = shop.till.reconcile.ready(&shop.sale(id), true).unwrap();
    ready.map(|ready| (ready.verdict, ready.because.join("; ")))
}

/// "Unable to purchase airtime": not known at first, and ready to be ended as failed once SMEPlug knows nothing of it and took nothing.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_in_unlisted_words_and_took_nothing_is_ready_to_be_ended_as_failed() {
    let (_directory, shop, _vendor) = shop_with(refuses_so("Unable to purchase airtime")).await;
    let id = doubt(&shop, "08031234567").await;
    wait_min(&shop, 8).await;
    assert_eq!(ready(&shop, id), None, "not before ten minutes have passed");
    wait(&shop).await;
    let (verdict, because) = ready(&shop, id).expect("a verdict is ready");
    assert_eq!(verdict, Verdict::Failed);
    for part in ["took nothing for it: ₦3,229.12", "does not know it", "speaks of a failure"] {
        assert!(because.contains(part), "{part}: {because}");
    }
    assert!(shop.sale(id).is_in_doubt(), "and ends nothing by itself");
    assert!(
        shop.till.reconcile.confirm_ready(id, Verdict::Delivered, Actor::Counter).await.is_err(),
        "not another one"
    );
    let sale = shop.till.reconcile.confirm_ready(id, Verdict::Failed, Actor::Counter).await.unwrap();
    assert_eq!((sale.last_attempt().position, sale.owed), (AttemptStatus::SettledFailed, Naira::from_naira(500)));
    assert_eq!(shop.standing(id), SaleStatus::Owed);
    let story = format!("{:?}", shop.till.ledger().after(0).map(Result::unwrap).collect::<Vec<_>>());
    assert!(story.contains("had taken nothing for it") && story.contains("Settled"), "the evidence is kept");
    assert_eq!(ready(&shop, id), None);
}

/// The answer was lost, and the wallet fell by exactly what it costs.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_debited_exactly_is_ready_to_be_ended_as_delivered() {
    let (_directory, shop, vendor) = shop_with(Script::Bytes(Vec::new())).await;
    vendor.says_of_attempts(SAYS_NOTHING);
    let id = doubt(&shop, "08031234567").await;
    let left = debited(&shop, id, &vendor);
    wait(&shop).await;
    let (verdict, because) = ready(&shop, id).expect("a verdict is ready");
    assert_eq!(verdict, Verdict::Delivered);
    assert!(because.contains(&format!("₦3,229.12 without it, {left}")), "{because}");
    let sale = shop.till.reconcile.confirm_ready(id, verdict, Actor::Counter).await.unwrap();
    assert_eq!((sale.last_attempt().position, sale.owed), (AttemptStatus::SettledDelivered, Naira::ZERO));
}

/// Money that came back later: what the wallet said last counts.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_back_is_not_taken_for_delivered() {
    let (_directory, shop, vendor) = shop_with(Script::Bytes(Vec::new())).await;
    vendor.says_of_attempts(SAYS_NOTHING);
    let id = doubt(&shop, "08031234567").await;
    debited(&shop, id, &vendor);
    wait(&shop).await;
    assert_eq!(ready(&shop, id).map(|(verdict, _)| verdict), Some(Verdict::Delivered));
    vendor.has_balance("3229.12");
    wait(&shop).await;
    assert_eq!(ready(&shop, id).map(|(verdict, _)| verdict), Some(Verdict::Failed));
}

/// What can mean something else makes nothing ready: each in a shop of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_can_mean_something_else_makes_nothing_ready() {
    let lost = || shop_with(Script::Bytes(Vec::new()));
    let contradicted = async {
        let (_directory, shop, vendor) = lost().await;
        let id = doubt(&shop, "08031234567").await;
        debited(&shop, id, &vendor);
        wait(&shop).await;
        assert_eq!(ready(&shop, id), None, "debited, and the vendor does not know it");
    };
    let another_figure = async {
        let (_directory, shop, vendor) = lost().await;
        vendor.says_of_attempts(SAYS_NOTHING);
        let id = doubt(&shop, "08031234567").await;
        vendor.has_balance("2800.00");
        wait(&shop).await;
        assert_eq!(ready(&shop, id), None, "a charge that differs, or somebody else's hand");
    };
    let two_doubts = async {
        let (_directory, shop, vendor) = lost().await;
        vendor.says_of_attempts(SAYS_NOTHING);
        let (first, second) = (doubt(&shop, "08031234567").await, doubt(&shop, "08031234568").await);
        debited(&shop, first, &vendor);
        wait(&shop).await;
        assert_eq!((ready(&shop, first), ready(&shop, second)), (None, None), "whose debit was it?");
    };
    let shared = async {
        let (_directory, shop, vendor) = lost().await;
        vendor.says_of_attempts(SAYS_NOTHING);
        let routing = Routing { shared_wallets: vec![VendorId::SmePlug], ..Routing::default() };
        let entry = vec![Entry::RoutingSet { routing }];
        shop.till.ledger().commit(shop.clock_now(), Actor::Counter, entry).await.unwrap();
        let id = doubt(&shop, "08031234567").await;
        debited(&shop, id, &vendor);
        wait(&shop).await;
        assert_eq!(ready(&shop, id), None, "a wallet that others use as well");
    };
    let under_way = async {
        let (_directory, shop, vendor) = lost().await;
        vendor.says_of_attempts(&SAYS_NOTHING.replace("queried", "processing"));
        let id = doubt(&shop, "08031234567").await;
        wait(&shop).await;
        assert_eq!(ready(&shop, id), None, "the vendor is at it");
    };
    tokio::join!(contradicted, another_figure, two_doubts, shared, under_way);
}

/// What the wallet said is taken back by whatever comes later that it does not hold against: another figure, a second doubt, a funding, a
/// wallet that is shared from then on.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_wallet_said_is_taken_back() {
    let ready_to_fail = async || {
        let (directory, shop, vendor) = shop_with(refuses_so("Unable to purchase airtime")).await;
        let id = doubt(&shop, "08031234567").await;
        wait(&shop).await;
        assert_eq!(ready(&shop, id).map(|(verdict, _)| verdict), Some(Verdict::Failed));
        (directory, shop, vendor, id)
    };
    let debited_later = async {
        let (_directory, shop, vendor, id) = ready_to_fail().await;
        vendor.has_balance("2739.12");
        wait_min(&shop, 3).await;
        assert_eq!(ready(&shop, id), None, "taken after all, and more than expected");
    };
    let second_doubt = async {
        let (_directory, shop, _vendor, id) = ready_to_fail().await;
        doubt(&shop, "08031234568").await;
        wait_min(&shop, 3).await;
        assert_eq!(ready(&shop, id), None, "whose would it be?");
    };
    let funded = async {
        let (_directory, shop, _vendor, id) = ready_to_fail().await;
        shop.till.wallets.fund(VendorId::SmePlug, Naira::from_naira(1_000), "", true, Actor::Counter).await.unwrap();
        wait_min(&shop, 3).await;
        assert_eq!(ready(&shop, id), None, "money that is under way looks like a debit");
    };
    let shared = async {
        let (_directory, shop, _vendor, id) = ready_to_fail().await;
        let routing = Routing { shared_wallets: vec![VendorId::SmePlug], ..Routing::default() };
        shop.till.ledger().commit(shop.clock_now(), Actor::Counter, vec![Entry::RoutingSet { routing }]).await.unwrap();
        assert_eq!(ready(&shop, id), None, "at once");
    };
    let gone = async {
        let (_directory, shop, vendor, id) = ready_to_fail().await;
        drop(vendor);
        let confirmed = shop.till.reconcile.confirm_ready(id, Verdict::Failed, Actor::Counter).await;
        assert!(confirmed.is_err() && shop.sale(id).is_in_doubt(), "asked once more before: {confirmed:?}");
    };
    let changed = async {
        let (_directory, shop, vendor, id) = ready_to_fail().await;
        vendor.has_balance("2739.12");
        shop.pass(Duration::from_secs(130)).await;
        let confirmed = shop.till.reconcile.confirm_ready(id, Verdict::Failed, Actor::Counter).await;
        assert!(confirmed.is_err() && shop.sale(id).is_in_doubt(), "looked at once more before: {confirmed:?}");
    };
    tokio::join!(debited_later, second_doubt, funded, shared, gone, changed);
}

/// A restart takes nothing back by itself, and what happens afterwards does.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_what_the_wallet_said_until_something_happens() {
    let (directory, shop, vendor) = shop_with(refuses_so("Unable to purchase airtime")).await;
    let id = doubt(&shop, "08031234567").await;
    wait(&shop).await;
    let clock = shop.close().await;
    let shop = Shop::closed(directory.path(), clock).await;
    shop.till.connections.connect(airtill_tests::shop::line_to(&vendor.url()));
    shop.till.start();
    wait_min(&shop, 12).await;
    assert_eq!(ready(&shop, id).map(|(verdict, _)| verdict), Some(Verdict::Failed));
    vendor.has_balance("2739.12");
    wait_min(&shop, 3).await;
    assert_eq!(ready(&shop, id), None);
}
