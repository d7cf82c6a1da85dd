//! This computer's clock against what vendors' answers say.

use airtill_domain::sale::SaleStatus;
use airtill_domain::shop::ShopKind;
use airtill_domain::time::{ClockOff, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::OpeningNote;
use airtill_ledger::entry::Entry;
use airtill_tests::clock::TestClock;
use airtill_tests::raw_vendor::{RawVendor, Script};
use airtill_tests::shop::{Shop, eventually, line};
use std::time::Duration;
use tempfile::tempdir;

/// As it stands in the head of an answer.
fn http_date(at: Timestamp) -> String {
    at.lagos().to_utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn written(shop: &Shop) -> Vec<(VendorId, i64)> {
    let commits = shop.till.ledger().after(0).map(Result::unwrap);
    let entries = commits.flat_map(|commit| commit.entries);
    entries
        .filter_map(|entry| match entry {
            Entry::ClockOff { vendor, ahead_s } => Some((vendor, ahead_s)),
            _ => None,
        })
        .collect()
}

/// Ahead is noticed as well as back; once it is written down, it is not again until it was right in between. One vendor of two that
/// says otherwise may itself be wrong.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_far_from_what_vendors_say_is_noticed_and_written_down() {
    let directory = tempdir().unwrap();
    let shop = Shop::closed_as(ShopKind::Real, directory.path(), TestClock::new()).await;
    let vendor = RawVendor::start(Script::Bytes(Vec::new())).await;
    shop.till.connections.connect(line(VendorId::SmePlug, &vendor.url()));
    shop.till.start();
    // A look at the wallet each time, whose answer has a date of its own: the clock goes on with the test.
    let look = async |ahead_s: i64| {
        shop.clock.advance(Duration::from_secs(61));
        vendor.says_date(&http_date(Timestamp::from_millis(shop.clock_now().millis() - ahead_s * 1_000)));
        tokio::time::sleep(Duration::from_millis(80)).await;
    };
    let off_by = async |ahead_s: i64| {
        for _ in 0..200 {
            look(ahead_s).await;
            if (shop.till.wallets.clock_off().map_or(0, |off| off.ahead_s) - ahead_s).abs() < 150 {
                return;
            }
        }
        panic!("the clock is not {ahead_s} s off: {:?}", shop.till.wallets.clock_off());
    };
    off_by(0).await;
    for _ in 0..5 {
        look(200).await;
    }
    assert_eq!(
        (shop.till.wallets.clock_off(), written(&shop)),
        (None, Vec::new()),
        "theirs need not be right to the minute"
    );
    off_by(7_200).await;
    let words = shop.till.wallets.clock_off().unwrap().words();
    assert!(words.contains("ahead of what SMEPlug's answers say"), "{words}");
    eventually("it is written down", || written(&shop).len() == 1).await;
    off_by(7_200).await;
    assert_eq!(written(&shop).len(), 1, "once");
    off_by(0).await;
    off_by(-3_600).await;
    assert!(shop.till.wallets.clock_off().unwrap().words().contains("behind"), "{:?}", shop.till.wallets.clock_off());
    eventually("it is written down again", || written(&shop).len() == 2).await;

    // Another vendor says that all is well.
    let other = RawVendor::start(Script::Bytes(Vec::new())).await;
    other.says_date(&http_date(shop.clock_now()));
    shop.till.connections.connect(line(VendorId::Vtpass, &other.url()));
    eventually("two say two things", || {
        other.says_date(&http_date(shop.clock_now()));
        vendor.says_date(&http_date(Timestamp::from_millis(shop.clock_now().millis() + 3_600_000)));
        shop.clock.advance(Duration::from_secs(61));
        shop.till.wallets.clock_off().is_none()
    })
    .await;
    shop.close().await;
}

#[test]
fn how_far_it_is_off_is_said_in_hours_and_minutes() {
    let words = |ahead_s| ClockOff { vendor: VendorId::Vtpass, ahead_s }.words();
    assert_eq!(words(7_500), "2 h 5 min ahead of what VTpass's answers say");
    assert_eq!(words(-301), "5 min behind what VTpass's answers say");
    assert_eq!(
        Timestamp::parse_http("Sun, 22 Nov 2026 13:02:44 GMT").map(|at| at.hour_minute()).as_deref(),
        Some("14:02")
    );
    for odd in ["", "yesterday", "22 Nov", "Sun, 99 Nov 2026 13:02:44 GMT", "-1"] {
        assert_eq!(Timestamp::parse_http(odd), None, "{odd:?}");
    }
}

/// Ahead by 150 days for one sale, as with a dead battery, and right again: told once, in days, and over with the next start.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_ahead_once_is_told_once() {
    let directory = tempdir().unwrap();
    let days = Duration::from_secs(24 * 60 * 60);
    let shop = Shop::open(directory.path()).await;
    shop.clock.advance(150 * days);
    let id = shop.sell("08031234567", "500").await.unwrap();
    shop.stands(id, SaleStatus::Delivered).await;
    let clock = shop.close().await;
    clock.set(-i64::try_from((150 * days).as_millis()).unwrap());

    let shop = Shop::open_at(directory.path(), clock).await;
    let notes: Vec<String> = shop.till.opening_notes().iter().map(OpeningNote::sentence).collect();
    assert!(notes.len() == 1 && notes[0].contains("was 150 days ahead"), "{notes:?}");
    let recorded = format!("{:?}", shop.till.ledger().after(0).map(Result::unwrap).last().unwrap().entries);
    assert!(recorded.contains("150 days ahead"), "{recorded}");
    // The last entry is of now: nothing stands there that says that the clock is wrong.
    let last = shop.till.ledger().last_at().unwrap().unwrap();
    assert!(last <= shop.clock_now() && shop.till.ledger().latest_at().unwrap().unwrap() > shop.clock_now());
    let id = shop.sell("08031234568", "500").await.unwrap();
    shop.stands(id, SaleStatus::Delivered).await;
    let clock = shop.close().await;
    let shop = Shop::open_at(directory.path(), clock).await;
    assert_eq!(shop.till.opening_notes(), [], "told once");
    shop.close().await;
}

/// A battery that died says 1970 or 2000, and a typing mistake 2098: neither can be now.
#[test]
fn an_impossible_date_is_seen_without_anybody_to_ask() {
    let at = |text: &str| Timestamp::parse_http(text).unwrap();
    for impossible in [
        "Thu, 01 Jan 1970 00:00:01 GMT",
        "Sat, 01 Jan 2000 00:10:00 GMT",
        "Fri, 30 Oct 2026 12:00:00 GMT",
        "Wed, 01 Jan 2098 00:00:00 GMT",
    ] {
        assert!(!at(impossible).can_be_now(), "{impossible}");
    }
    for possible in ["Mon, 02 Nov 2026 00:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", "Tue, 01 Jan 2030 00:00:00 GMT"]
    {
        assert!(at(possible).can_be_now(), "{possible}");
    }
}
