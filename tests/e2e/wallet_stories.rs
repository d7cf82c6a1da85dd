//! What the owner sees of a wallet after an hour at the counter: a theft in a busy hour, and a funding that was written down early.

use super::owner::tab;
use super::people::set_up;
use super::{axe, open};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::money::Naira;
use airtill_domain::sale::SaleStatus;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_tests::clock::TestClock;
use airtill_tests::shop::{Shop, eventually};
use std::time::Duration;
use tempfile::tempdir;

const PLUG: VendorId = VendorId::SmePlug;

/// A sale every twenty seconds, and a look at the wallets once a minute.
async fn busy(shop: &Shop, first: u32, sales: u32) {
    for n in first..first + sales {
        let sale = shop.sell(&format!("0803123{n:04}"), "100").await.unwrap();
        shop.stands(sale, SaleStatus::Delivered).await;
        shop.clock.advance(Duration::from_secs(20));
        if n % 3 == 0 {
            let now = shop.clock_now();
            shop.till.wallets.poll_now();
            let seen = || shop.till.wallets.wallet(PLUG).balance.is_some_and(|(_, at)| at >= now);
            eventually("the wallet was looked at", seen).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theft_in_a_busy_hour_is_told_and_a_funding_that_comes_late_is_not() {
    let home = tempdir().unwrap();
    let clock = TestClock::new();
    let hour_ago_ms = SystemClock.now().millis() - clock.now().millis() - 70 * 60 * 1_000;
    clock.set(hour_ago_ms);
    let shop = Shop::open_at(&home.path().join("practice"), clock).await;
    shop.wallet_is_seen(PLUG).await;
    let funding = Naira::from_naira(10_000);
    shop.till.wallets.fund(PLUG, funding, "from the bank", true, Actor::Counter).await.unwrap();
    for number in ["08030000022", "08030000021"] {
        let sale = shop.sell(number, "100").await.unwrap();
        shop.stands(sale, SaleStatus::Delivered).await;
        busy(&shop, if number.ends_with("22") { 0 } else { 30 }, 30).await;
    }
    let book = shop.till.ledger().book(PLUG).unwrap();
    let differences: Vec<Naira> = book.differences.iter().map(|one| one.amount()).collect();
    assert_eq!((differences, book.funded), (vec![Naira::from_naira(-5_000)], funding));
    shop.close().await;

    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    tab(&window, '3').await;
    window.shows("[data-testid=differences]", "₦5,000.00 less than expected").await;
    window.shows("[data-testid=differences]", "Nothing that is written down explains it. It happened between").await;
    window.shows(".page", "In all ₦10,000.00 written down").await;
    window.script("document.querySelector('[data-testid=differences]').scrollIntoView({ block: 'center' })").await;
    window.picture("wallet-story-theft").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    window.close().await;
}
