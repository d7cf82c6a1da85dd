//! What attendants meet every day, by keyboard: a number out of a chat, a bank by the name that people say, and a doubt for which
//! everything known says the same.

use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{DOWN, ENTER, ESC, F2, F4, F6, F10, F12};
use super::{begin_with, open, open_with};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::AttemptStatus;
use airtill_domain::sale::event::Verdict;
use airtill_domain::settings::VendorSettings;
use airtill_domain::shop::ShopKind;
use airtill_domain::staff::{OWNER, StaffId};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Commit, Entry};
use airtill_practice::{PRACTICE_KEY, practice_credentials};
use airtill_tests::clock::TestClock;
use airtill_tests::entries::open as open_ledger;
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, eventually};
use airtill_vendors::{Address, VendorClient};
use std::path::Path;
use std::time::Duration;
use tempfile::tempdir;

/// Puts a text in at once where the focus is, as pasting does: the page gets one input with all of it.
async fn paste(window: &Window, text: &str) {
    let text = serde_json::to_string(text).unwrap();
    let done = window.script(&format!("return document.execCommand('insertText', false, {text})")).await;
    assert_eq!(done, true, "it was put in");
}

/// Marks that nobody sees and dashes of every sort are left out; a letter is named, and Enter takes what was meant.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_out_of_a_chat_is_pasted_and_sold_to() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    window.focus("#number").await;
    paste(&window, "\u{2066}+234\u{a0}803\u{2011}123\u{2013}4567\u{2069}\u{200b}").await;
    window.shows("[data-testid=number-says]", "MTN").await;
    window.picture("pasted-number").await;
    window.press(format!("{ENTER}500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.shows("[data-testid=review]", "0803 123 4567").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;

    window.press(F2.to_string()).await;
    window.focus("#number").await;
    paste(&window, "O8O3 123 4568").await;
    window.shows("[data-testid=number-says]", "letter").await;
    window.picture("pasted-letters").await;
    window.press(format!("{ENTER}500{ENTER}")).await;
    window.shows("[data-testid=review]", "0803 123 4568").await;
    window.close().await;
}

/// What people say is not what vendors write.
#[tokio::test(flavor = "multi_thread")]
async fn a_bank_is_found_by_its_everyday_name() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    window.press(F12.to_string()).await;
    window.wait("[data-testid=banks] li").await;
    window.until("the bank is first", || async { window.focused().await == "bank" }).await;
    for (said, found) in [("gtb", "Guaranty"), ("uba", "United Bank"), ("first bank", "First Bank")] {
        window.focus("#bank").await;
        window.press(said).await;
        window.shows("[data-testid=banks]", found).await;
        window.picture(&format!("bank-{}", said.replace(' ', "-"))).await;
        window.script("const bank = document.querySelector('#bank'); bank.value = ''; bank.dispatchEvent(new Event('input', { bubbles: true }))").await;
    }
    window.focus("#bank").await;
    window.press(format!("gtb{ENTER}")).await;
    window.until("the account is next", || async { window.focused().await == "account-number" }).await;
    window.close().await;
}

/// Two doubts of an hour ago: refused in words that no list has, by a vendor that knows nothing of them and took nothing. The first is
/// ended already.
async fn doubts_of_an_hour_ago(shop: &Path, vendor: &RawVendor) -> Vec<SaleId> {
    let clock = TestClock::new();
    let hour_ms = 3_600_000;
    clock.set(SystemClock.now().millis() - hour_ms - clock.now().millis());
    let shop = Shop::closed_as(ShopKind::Real, shop, clock).await;
    shop.till.connections.connect(real_line_to(&vendor.url()));
    shop.till.start();
    shop.wallet_is_seen(VendorId::SmePlug).await;
    let mut doubts = Vec::new();
    for number in ["08031234567", "08031234568"] {
        let id = shop.sell(number, "500").await.unwrap();
        eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
        for _ in 0..48 {
            shop.clock.advance(Duration::from_secs(30));
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        assert!(shop.till.reconcile.ready(&shop.sale(id), true).unwrap().is_some(), "{number}");
        if doubts.is_empty() {
            // One after the other: the wallet says nothing where two could have moved it.
            shop.till.reconcile.confirm_ready(id, Verdict::Failed, Actor::Till).await.unwrap();
            for _ in 0..8 {
                shop.clock.advance(Duration::from_secs(30));
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        }
        doubts.push(id);
    }
    shop.close().await;
    doubts
}

/// The line that the window has: by the vendor's own address, so that its account is the same.
fn real_line_to(base_url: &str) -> VendorClient {
    let address = Address { base_url: base_url.to_owned(), known_as: None };
    let (vendor, timing) = (VendorId::SmePlug, airtill_tests::shop::TIMING);
    VendorClient::new(vendor, practice_credentials(vendor), VendorSettings::of(vendor), &address, timing).unwrap()
}

/// A shop of Ada's and Bola's whose vendor refuses in words that no list has, closed.
async fn shop_that_is_refused(home: &Path) -> RawVendor {
    let refused = http(406, "application/json", r#"{"status":false,"errors":["Unable to purchase airtime"]}"#);
    let vendor = RawVendor::start(Script::Bytes(refused)).await;
    let mut window = open_with(home, &[("AIRTILL_TEST_VENDOR_URL", &vendor.url())]).await;
    set_up(&mut window).await;
    window.focus("#key-Key").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    window.close().await;
    vendor
}

/// Bola's counter with the sales that are not known.
async fn at_the_doubts(home: &Path, vendor: &RawVendor) -> Window {
    let mut window = begin_with(home, &[("AIRTILL_TEST_VENDOR_URL", &vendor.url())]).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.press(F4.to_string()).await;
    window
}

/// Where the owner allows it, the attendant's own PIN confirms.
#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_that_is_ready_is_confirmed_by_an_attendant_who_may() {
    let home = tempdir().unwrap();
    let directory = home.path().join("shop");
    let vendor = shop_that_is_refused(home.path()).await;
    let ledger = open_ledger(&directory).ledger;
    let may = Entry::AttendantsConfirm { may: true };
    ledger.commit(SystemClock.now(), Actor::Staff(OWNER), vec![may]).await.unwrap();
    drop(ledger);
    let doubts = doubts_of_an_hour_ago(&directory, &vendor).await;
    let mut window = at_the_doubts(home.path(), &vendor).await;
    window.shows("[data-testid=ready]", "Everything known says failed").await;
    window.press(format!("{DOWN}o")).await;
    window.until("the PIN is first", || async { window.focused().await == "owner-pin" }).await;
    window.shows("dialog", "Your PIN").await;
    window.press(format!("9999{ENTER}")).await;
    window.shows("dialog [data-testid=says]", "not the PIN").await;
    assert!(in_doubt(&window).await, "somebody else's");
    window.press(format!("4071{ENTER}")).await;
    window.until("both are owed", || async { !in_doubt(&window).await }).await;
    window.close().await;
    let ledger = open_ledger(&directory).ledger;
    assert_eq!(ledger.sale(doubts[1]).unwrap().unwrap().last_attempt().position, AttemptStatus::SettledFailed);
    let commits = ledger.after(0).map(Result::unwrap).collect::<Vec<_>>();
    let settled = |commit: &&Commit| format!("{:?}", commit.entries).contains("Settled");
    assert_eq!(commits.iter().rfind(settled).unwrap().actor, Actor::Staff(StaffId(2)), "in Bola's name");
}

/// The verdict that is ready is shown with its evidence, and confirmed by one key and the owner's PIN.
#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_that_is_ready_is_confirmed_by_one_key() {
    let home = tempdir().unwrap();
    let directory = home.path().join("shop");
    let vendor = shop_that_is_refused(home.path()).await;
    let doubts = doubts_of_an_hour_ago(&directory, &vendor).await;
    let mut window = at_the_doubts(home.path(), &vendor).await;
    window.shows("[data-testid=ready]", "Everything known says failed").await;
    window.shows("[data-testid=open-sales]", "took nothing for it").await;
    window.picture("verdict-ready").await;
    window.press(format!("{DOWN}o")).await;
    window.shows("[data-testid=evidence]", "speaks of a failure").await;
    window.until("the PIN is first", || async { window.focused().await == "owner-pin" }).await;
    window.press(format!("4071{ENTER}")).await;
    window.shows("dialog [data-testid=says]", "not the PIN").await;
    window.picture("verdict-confirmed-by").await;
    assert!(in_doubt(&window).await, "the attendant's own PIN is not the owner's");
    window.press(format!("8352{ENTER}")).await;
    window.until("both are owed", || async { !in_doubt(&window).await }).await;
    window.picture("verdict-confirmed").await;
    for_support(&mut window).await;
    window.close().await;
    let sale = open_ledger(&directory).ledger.sale(doubts[1]).unwrap().unwrap();
    assert_eq!(sale.last_attempt().position, AttemptStatus::SettledFailed);
}

async fn in_doubt(window: &Window) -> bool {
    window.attribute("[data-testid=open-sales] li:last-child", "data-standing").await == "NotKnown"
}

/// What a support person would be given is seen before it leaves: of one sale, and of the whole till.
async fn for_support(window: &mut Window) {
    window.press(F6.to_string()).await;
    window.wait("[data-testid=row]").await;
    window.press(format!("{DOWN}{ENTER}")).await;
    window.wait("[data-testid=story]").await;
    window.press_button("For support").await;
    window.wait("[data-testid=support-text]").await;
    window
        .until("it is there", || async { window.value("[data-testid=support-text]").await.contains("Unable to") })
        .await;
    let text = window.value("[data-testid=support-text]").await;
    assert!(!text.contains("1234567") && !text.contains("123 4567") && !text.contains("Ada"), "{text}");
    window.picture("support-of-a-sale").await;
    window.press(ESC.to_string()).await;
    window.until("it is closed", || async { window.text("[data-testid=support-text]").await.is_empty() }).await;

    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[data-testid=glance]").await;
    window.press_with_alt('8').await;
    window.wait("[data-testid=support]").await;
    window.click_css("[data-testid=support]").await;
    window.wait("[data-testid=support-text]").await;
    window
        .until("it is there", || async { window.value("[data-testid=support-text]").await.contains("The log") })
        .await;
    window.picture("support-bundle").await;
    let shown = window.value("[data-testid=support-text]").await;
    window.press_button("Save as a file").await;
    window.shows("dialog [data-testid=says]", "Saved: ").await;
    let says = window.text("dialog [data-testid=says]").await;
    let file = says.split("Saved: ").nth(1).unwrap().trim().trim_end_matches('.');
    let saved = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{file}: {error}"));
    assert_eq!(saved, shown, "what was read is what leaves");
}
