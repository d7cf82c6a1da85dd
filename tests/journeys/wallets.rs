//! Wallets judged while the shop is busy and while money is on its way: what is missing is told soon and by its amount, and nobody is accused
//! for a funding that is late, early or written down twice.

use super::trade::{BY, naira};
use airtill_domain::money::Naira;
use airtill_domain::sale::SaleStatus;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Entry;
use airtill_ledger::work::unwatched;
use airtill_shop::till::{Confirmation, Funded};
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, airtime, eventually};
use std::time::Duration;
use tempfile::tempdir;

pub(super) const PLUG: VendorId = VendorId::SmePlug;
const S: fn(u64) -> Duration = Duration::from_secs;
pub(super) const BALANCE: i64 = 50_000;

pub(super) async fn delivering() -> RawVendor {
    let said =
        r#"{"status":true,"data":{"reference":"R1","msg":"Airtime purchase successful","current_status":"success"}}"#;
    let vendor = RawVendor::start(Script::Bytes(http(200, "application/json", said))).await;
    vendor.has_balance(&naira(BALANCE).plain());
    vendor
}

pub(super) fn differences(shop: &Shop) -> Vec<Naira> {
    shop.till.ledger().book(PLUG).unwrap().differences.iter().map(|one| one.amount()).collect()
}

/// The wallet is looked at once a minute, and the look has been taken.
pub(super) async fn looked_at(shop: &Shop, seconds: u64) {
    shop.clock.advance(S(seconds));
    let now = shop.clock_now();
    shop.till.wallets.poll_now();
    let seen = || shop.till.wallets.wallet(PLUG).balance.is_some_and(|(_, at)| at >= now);
    eventually("the wallet was looked at", seen).await;
}

/// A sale every 20 seconds, and ₦5,000 leave the wallet between two of them: found within five minutes, by that amount, once; and none
/// where nothing was taken.
#[tokio::test(flavor = "multi_thread")]
async fn a_theft_is_found_while_the_shop_is_busy() {
    for stolen in [0, 500, 5_000] {
        let vendor = delivering().await;
        let directory = tempdir().unwrap();
        let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
        shop.wallet_is_seen(PLUG).await;
        let (mut left, mut found_at) = (naira(BALANCE), None);
        for n in 0..24_u64 {
            if n == 6 {
                left = left.minus(naira(stolen));
            }
            let id = shop.sell(&format!("0803123{n:04}"), "100").await.unwrap();
            shop.stands(id, SaleStatus::Delivered).await;
            left = left.minus(shop.sale(id).cost().unwrap());
            vendor.has_balance(&left.plain());
            looked_at(&shop, 20).await;
            if found_at.is_none() && !differences(&shop).is_empty() {
                found_at = Some(n);
            }
        }
        let missing = if stolen == 0 { Vec::new() } else { vec![naira(-stolen)] };
        assert_eq!(differences(&shop), missing);
        assert!(stolen == 0 || found_at.unwrap() - 6 <= 15, "five minutes: {found_at:?}");
        // The rest of the day is counted from there.
        for _ in 0..3 {
            looked_at(&shop, 60).await;
        }
        assert_eq!(differences(&shop), missing);
        let book = shop.till.ledger().book(PLUG).unwrap();
        assert_eq!(book.expected().unwrap().most, left);
        assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
        shop.close().await;
    }
}

/// Written down ten minutes before it arrives, as owners do: nobody is accused, and it is booked once.
#[tokio::test(flavor = "multi_thread")]
async fn a_funding_that_is_written_down_early_accuses_nobody() {
    let vendor = delivering().await;
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", true, BY).await.unwrap();
    for _ in 0..10 {
        looked_at(&shop, 60).await;
    }
    assert_eq!(differences(&shop), []);
    vendor.has_balance(&naira(BALANCE + 10_000).plain());
    for _ in 0..5 {
        looked_at(&shop, 60).await;
    }
    let book = shop.till.ledger().book(PLUG).unwrap();
    assert_eq!((differences(&shop), book.funded, book.value()), (vec![], naira(10_000), naira(BALANCE + 10_000)));
    // From then on it is there, and what leaves is missing at once.
    vendor.has_balance(&naira(BALANCE + 7_000).plain());
    for _ in 0..3 {
        looked_at(&shop, 30).await;
    }
    assert_eq!(differences(&shop), [naira(-3_000)]);
    shop.close().await;
}

/// One that never comes is missed after two hours; more than that is told at once, by its own amount, and what arrives late is no second one.
#[tokio::test(flavor = "multi_thread")]
async fn a_funding_that_does_not_arrive_is_missed_and_hides_no_theft_beyond_it() {
    let vendor = delivering().await;
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", true, BY).await.unwrap();
    vendor.has_balance(&naira(BALANCE - 2_000).plain());
    // It may have arrived, and more be gone: the least that it can be is told.
    for _ in 0..40 {
        looked_at(&shop, 60).await;
    }
    assert_eq!(differences(&shop), [naira(-2_000)], "beyond what may be on its way");
    for _ in 0..8 {
        looked_at(&shop, 15 * 60).await;
    }
    assert_eq!(differences(&shop), [naira(-2_000), naira(-10_000)], "it has not arrived");
    let found = shop.till.ledger().book(PLUG).unwrap().differences;
    let around = |one| shop.till.wallets.around(PLUG, one).unwrap();
    assert!(around(&found[0]).funding.is_none() && around(&found[1]).funding.is_some(), "which of them the funding is");
    assert!(found[0].at.since(around(&found[0]).from) <= S(40 * 60), "in which time it happened");
    vendor.has_balance(&naira(BALANCE + 8_000).plain());
    for _ in 0..3 {
        looked_at(&shop, 60).await;
    }
    let found = shop.till.ledger().book(PLUG).unwrap().differences;
    assert_eq!(
        found.iter().map(|one| one.amount()).collect::<Vec<_>>(),
        [naira(-2_000), naira(-10_000), naira(10_000)]
    );
    shop.till.wallets.difference_explained(PLUG, &found[2], true, "it came", BY).await.unwrap();
    let book = shop.till.ledger().book(PLUG).unwrap();
    assert_eq!((differences(&shop), book.funded), (vec![naira(-2_000)], naira(10_000)), "booked once");
    shop.close().await;
}

/// Credited first and written down afterwards: it is the one that the wallet showed.
#[tokio::test(flavor = "multi_thread")]
async fn a_funding_that_was_seen_before_it_is_written_down_is_booked_once() {
    let vendor = delivering().await;
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    vendor.has_balance(&naira(BALANCE + 10_000).plain());
    for _ in 0..3 {
        looked_at(&shop, 60).await;
    }
    assert_eq!(differences(&shop), [naira(10_000)]);
    let done = shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", true, BY).await.unwrap();
    assert!(matches!(done, Funded::Found(_)), "{done:?}");
    for _ in 0..3 {
        looked_at(&shop, 60).await;
    }
    let book = shop.till.ledger().book(PLUG).unwrap();
    assert_eq!((differences(&shop), book.funded, book.differed), (vec![], naira(10_000), naira(0)));
    assert_eq!(shop.till.wallets.fund(PLUG, naira(10_000), "another", true, BY).await.unwrap(), Funded::WrittenDown);
    let written = shop.till.ledger().forwards().flat_map(|commit| commit.unwrap().entries);
    assert_eq!(written.filter(|entry| matches!(entry, Entry::WalletFunded { .. })).count(), 1);
    shop.close().await;
}

/// In practice both can be seen: a theft, and a funding that comes late, written down before it arrives or after the wallet showed it.
#[tokio::test(flavor = "multi_thread")]
async fn practice_wallets_lose_money_and_are_funded_late() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[PLUG]).await;
    shop.wallet_is_seen(PLUG).await;
    let stolen = shop.sell("08030000021", "100").await.unwrap();
    shop.stands(stolen, SaleStatus::Delivered).await;
    for _ in 0..6 {
        looked_at(&shop, 30).await;
    }
    assert_eq!(differences(&shop), [naira(-5_000)]);
    for (number, first) in [("08030000022", true), ("08030000022", false)] {
        let draft = shop.till.checkout.review(&airtime(number, "100")).await.unwrap();
        let again = Confirmation { second_one: true, ..Confirmation::default() };
        let sale = shop.till.checkout.confirm(draft.sale, again, BY).await.unwrap().id;
        shop.stands(sale, SaleStatus::Delivered).await;
        if first {
            shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", true, BY).await.unwrap();
        }
        for _ in 0..10 {
            looked_at(&shop, 60).await;
        }
        if !first {
            assert_eq!(differences(&shop), [naira(-5_000), naira(10_000)], "it came unannounced");
            let done = shop.till.wallets.fund(PLUG, naira(10_000), "bank transfer", true, BY).await.unwrap();
            assert!(matches!(done, Funded::Found(_)), "{done:?}");
        }
        assert_eq!(differences(&shop), [naira(-5_000)], "the theft alone");
    }
    assert_eq!(shop.till.ledger().book(PLUG).unwrap().funded, naira(20_000));
    shop.close().await;
}
