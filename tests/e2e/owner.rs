//! The owner's hand in the real shop: forms that are filled in and saved in the window and then hold at the counter, consent by
//! PIN, an end by passphrase; the till worked by pointer alone, and without a network.

use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, ESC, F2, F3, F4, F6, F7, F8, F9, F10, LEFT};
use super::{begin_with, open_with};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::print::{Paper, PrinterSite};
use airtill_tests::generator::write_journal_until;
use airtill_tests::printer::{Listener, Manner, decode};
use airtill_tests::raw_vendor::{RawVendor, Script};
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use tempfile::{TempDir, tempdir};

/// A vendor with MTN's airtime and two plans, which does not answer a purchase.
async fn silent_vendor() -> RawVendor {
    let networks = json!({ "status": true, "networks": { "1": "MTN" } });
    let plans = json!({ "status": true, "data": { "1": [
        { "id": "7", "name": "1GB (SME) - 30 days", "price": "470", "telco_price": "0" },
        { "id": "8", "name": "2GB (SME) - 30 days", "price": "940", "telco_price": "0" },
    ] } });
    RawVendor::listing(Script::Bytes(Vec::new()), networks.to_string(), plans.to_string()).await
}

/// A real shop with a vendor's key, the owner on the vendors' page.
pub async fn real_shop(vendor: &RawVendor) -> (TempDir, Window) {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[("AIRTILL_TEST_VENDOR_URL", &vendor.url())]).await;
    set_up(&mut window).await;
    window.focus("#key-Key").await;
    window.press(format!("a-key-of-the-test-{}{ENTER}", std::process::id())).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    (home, window)
}

/// Fills a field in, in place of what it holds.
pub async fn fill(window: &mut Window, css: &str, text: &str) {
    window.wait(css).await;
    window.focus(css).await;
    window.script(&format!("document.querySelector('{css}').select()")).await;
    window.press(text).await;
}

pub async fn click_button(window: &Window, within: &str, part: &str) {
    let find = format!(
        "const found = [...document.querySelectorAll('{within} button')].find((b) => b.textContent.includes('{part}'));
         if (!found || found.disabled) return false; found.click(); return true;"
    );
    window.until(&format!("{part} can be pressed"), || async { window.script(&find).await == true }).await;
}

/// Waits until something is not on the page.
async fn gone(window: &Window, css: &str) {
    let find = format!("return document.querySelector('{css}') === null");
    window.until(&format!("{css} is gone"), || async { window.script(&find).await == true }).await;
}

pub async fn tab(window: &Window, digit: char) {
    window.press_with_alt(digit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_owner_fills_in_holds_at_the_counter() {
    let vendor = silent_vendor().await;
    let (home, mut window) = real_shop(&vendor).await;

    // Prices: of a network, and of a plan.
    tab(&window, '6').await;
    fill(&mut window, "#airtime-Mtn", "30").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=prices] [data-testid=says]", "10 % less than its face amount to 25 % more").await;
    assert_eq!(window.value("#airtime-Mtn").await, "30", "what was refused stays to be mended");
    fill(&mut window, "#airtime-Mtn", "2").await;
    window.shows("[data-testid=prices] [data-testid=effects]", "₦1,020").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=prices] [data-testid=says]", "Prices saved").await;
    window.shows("[data-testid=plan-price]", "1GB SME, 30 days").await;
    window.shows("[data-testid=plan-price]", "₦470 at SMEPlug").await;
    fill(&mut window, "[data-testid=plan-price] input", &format!("460{ENTER}")).await;
    window.shows("[data-testid=plan-prices] [data-testid=says]", "Prices saved").await;
    window.shows("[data-testid=plan-price]", "less than it costs").await;
    window.picture("owner-plan-prices").await;
    fill(&mut window, "[data-testid=plan-price] input", &format!("480{ENTER}")).await;
    window.shows("[data-testid=plan-price]", "₦480").await;

    // The shop's name, and the printer, which shows it on its test slip.
    fill(&mut window, "#shop-name", &format!("Ada Phones{ENTER}")).await;
    window
        .until("the shop has another name", || async {
            window.invoke("status", "{}").await.unwrap()["shop_name"] == "Ada Phones"
        })
        .await;
    let printer = Listener::start(Manner::Telling).await;
    let PrinterSite::Network { port, .. } = printer.site() else { unreachable!("it listens") };
    tab(&window, '0').await;
    window.wait("#printer-site").await;
    window
        .script(
            "const site = document.querySelector('#printer-site'); site.value = 'Network';
             site.dispatchEvent(new Event('change', { bubbles: true }));",
        )
        .await;
    fill(&mut window, "#printer-address", "127.0.0.1").await;
    fill(&mut window, "#printer-port", &port.to_string()).await;
    fill(&mut window, "#footer", &format!("Thank you{ENTER}")).await;
    window.shows("[data-testid=paper]", "Saved").await;
    click_button(&window, "[data-testid=paper]", "test slip").await;
    printer.received(1).await;
    let slip = decode(&printer.slips()[0], Paper::Mm58);
    assert!(slip.to_lowercase().contains("ada phones"), "{slip}");
    window.picture("owner-paper").await;

    // A wallet that other tills use too, and a funding.
    tab(&window, '4').await;
    window.wait("[data-testid=order] li input[type=checkbox]").await;
    window.click_css("[data-testid=order] li input[type=checkbox]").await;
    window.focus("#doubts-most").await;
    window.press(ENTER.to_string()).await;
    window.shows(".page", "Saved. The next review follows it").await;
    let routing = window.invoke("routing", "{}").await.unwrap();
    assert_eq!(routing["shared_wallets"].as_array().map(Vec::len), Some(1), "{routing}");
    tab(&window, '3').await;
    fill(&mut window, "#funding", "5000").await;
    fill(&mut window, "#funding-note", &format!("from the bank{ENTER}")).await;
    window.until("it is written down", || async { written(home.path(), "from the bank") }).await;

    // Another PIN for one who stays, and one who leaves.
    tab(&window, '5').await;
    fill(&mut window, "#new-name", "Chidi").await;
    fill(&mut window, "#new-pin", &format!("9273{ENTER}")).await;
    window.shows("[data-testid=staff]", "Chidi").await;
    click_button(&window, "[data-testid=staff] li:nth-child(2)", "Another PIN").await;
    fill(&mut window, "[data-testid=staff] input", &format!("5926{ENTER}")).await;
    window.shows("[data-testid=says]", "Bola has another PIN").await;
    click_button(&window, "[data-testid=staff] li:nth-child(3)", "Remove").await;
    click_button(&window, "[data-testid=staff] li:nth-child(3)", "Chidi leaves").await;
    window.shows("[data-testid=says]", "Chidi can't sign in any more").await;

    // Nine quick amounts, in two rows, and an amount from which a new number is asked for once more.
    tab(&window, '9').await;
    fill(&mut window, "#quick-amounts", &format!("100 200 100{ENTER}")).await;
    window.shows("[data-testid=counter-rules] [data-testid=says]", "₦100 is among the quick amounts twice").await;
    fill(&mut window, "#quick-amounts", "50 100 200 300 400 500 1,000 1,500 3,000").await;
    fill(&mut window, "#read-back-from", &format!("900{ENTER}")).await;
    window.shows("[data-testid=counter-rules] [data-testid=says]", "Saved").await;
    window.picture("owner-counter").await;

    // At the counter all of it holds.
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.shows("[data-testid=says]", "not the PIN").await;
    window.press(format!("5926{ENTER}")).await;
    window.wait("#number").await;
    window.until("it can be typed", || async { window.focused().await == "number" }).await;
    window.press("08031234567*9").await;
    window.until("the ninth amount", || async { window.value("#amount").await == "3,000" }).await;
    window.picture("sell-nine-amounts").await;
    assert_eq!(
        window.script("return document.documentElement.scrollHeight <= window.innerHeight").await,
        true,
        "nothing scrolls on the sell screen"
    );
    window.press("*7".to_string()).await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "₦1,000 MTN airtime").await;
    window.wait("[data-testid=last-four]").await;
    window.shows("[data-testid=pays]", "₦1,020").await;
    window.picture("review-own-price").await;
    window.press(format!("{ESC}{ESC}{ESC}{F3}08031234567")).await;
    window.shows("[data-testid=plans]", "₦480").await;
    window.close().await;
}

/// Whether something stands in the real shop's journal.
fn written(home: &Path, text: &str) -> bool {
    std::fs::read_dir(home.join("shop/journal"))
        .unwrap()
        .any(|file| std::fs::read_to_string(file.unwrap().path()).unwrap().contains(text))
}

/// The same sale again while it is not known: by the owner's PIN alone, not by an attendant's. And its end by hand: by the owner's
/// passphrase, and not by another.
#[tokio::test(flavor = "multi_thread")]
async fn what_needs_the_owner_is_done_by_the_owners_secrets_alone() {
    let vendor = silent_vendor().await;
    let (home, mut window) = real_shop(&vendor).await;
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.until("it can be typed", || async { window.focused().await == "number" }).await;
    window.sell("08031234567500", "Not known yet").await;
    window.shows("[data-testid=doubts]", "1 not known yet").await;
    let purchases = vendor.purchases().len();

    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=repeat]").await;
    window.press_next('2').await;
    window.wait("[data-testid=owner-pin]").await;
    window.picture("review-owners-pin").await;
    // Nothing typed, an attendant's, a wrong one: nothing leaves, and the review stands.
    for (pin, why) in [("", "the owner has to agree"), ("4071", "not the PIN"), ("0000", "not the PIN")] {
        window.focus("[data-testid=owner-pin]").await;
        window.press(pin).await;
        window.press_next(ENTER).await;
        window.until("it was looked at", || async { window.value("[data-testid=owner-pin]").await.is_empty() }).await;
        window.shows("[data-testid=review] [data-testid=refused]", why).await;
        window.wait(".send:not(:disabled)").await;
        assert_eq!(vendor.purchases().len(), purchases, "{pin:?}");
    }
    window.focus("[data-testid=owner-pin]").await;
    window.press("8352").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Not known yet").await;
    window.until("it was sent", || async { vendor.purchases().len() == purchases + 1 }).await;
    window.shows("[data-testid=who]", "Bola").await;
    assert!(written(home.path(), "OwnerAgreed"), "who agreed stands in the ledger");

    // With a key of another account nobody can be asked whose "no" would count: the owner can end it at once.
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    let other =
        "{ vendor: 'SmePlug', kind: 'Key', parts: [{ field: 'Key', text: 'the-key-of-another' }], forNow: true }";
    assert_eq!(window.invoke("set_key", other).await.unwrap()["kind"], "done");
    window.press(format!("{ESC}{F4}")).await;
    window.until("the owner is gone", || async { !window.text("[data-testid=who]").await.contains("owner") }).await;
    window.wait("[data-testid=open-sales] li.chosen").await;
    window.press_next('o').await;
    window.wait("#owner-passphrase").await;
    window.click_css("input[value=Failed]").await;
    window.focus("#reason").await;
    window.press("nothing came, she showed her phone").await;
    window.focus("#evidence").await;
    window.press("balance of 14:02").await;
    window.focus("#owner-passphrase").await;
    window.press(format!("not the passphrase{ENTER}")).await;
    window.shows("dialog [data-testid=says]", "not the passphrase").await;
    assert!(!written(home.path(), "nothing came"), "nothing is ended by a wrong one");
    window.picture("settle-passphrase").await;
    fill(&mut window, "#owner-passphrase", &format!("{PASSPHRASE}{ENTER}")).await;
    window.shows("[data-testid=open-sales] [data-standing=Owed]", "0803").await;
    assert!(written(home.path(), "nothing came"));
    window.close().await;
}

/// Presses a button of the pad that stands beside a field.
async fn pad(window: &Window, keys: &str) {
    window.wait("[data-testid=field-pad]").await;
    for key in keys.chars() {
        let find = format!(
            "[...document.querySelectorAll('[data-testid=field-pad] button')].find((b) => b.textContent.trim() === '{key}').click()"
        );
        window.script(&find).await;
    }
}

/// By pointer alone: signing in, a network that is no phone's, a known customer by four digits, the digits that are asked for.
#[tokio::test(flavor = "multi_thread")]
async fn the_till_is_worked_by_pointer_alone() {
    let vendor = silent_vendor().await;
    let (_home, mut window) = real_shop(&vendor).await;
    window.press(F9.to_string()).await;
    window.shows("[data-testid=locked-screen]", "Bola").await;
    window.click_css("[data-testid=locked-screen] li:nth-child(2) button").await;
    window.wait("#secret").await;
    pad(&window, "4071").await;
    window.picture("locked-by-pointer").await;
    assert_eq!(window.value("#secret").await, "4071");
    window.click_css("[data-testid=field-pad] .enter").await;
    window.wait("#number").await;
    window.shows("[data-testid=who]", "Bola").await;

    // Every network there is can be chosen: also those that are sold to accounts.
    window.click_css("[data-testid=network]").await;
    window.picture("networks").await;
    window.click_css("[data-network=Smile]").await;
    window.wait("#account").await;
    window.click_css("[data-testid=network]").await;
    window.click_css("[data-network=Mtn]").await;
    window.wait("#number").await;
    click_button(&window, ".keys", "Airtime").await;

    // A large amount for a new number: the pad types its last four digits.
    for digit in "0803123456720000".chars() {
        window.click(&digit.to_string()).await;
    }
    window.click_css(".keypad .review").await;
    window.wait("[data-testid=last-four]").await;
    assert_eq!(window.script("return document.querySelector('[data-testid=keypad]')").await, json!(null));
    pad(&window, "4567").await;
    assert_eq!(window.value("[data-testid=last-four]").await, "4567");
    window.picture("review-by-pointer").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    window.click_css(".send").await;
    window.shows("[data-testid=outcome]", "Not known yet").await;
    window.click_css("[data-testid=outcome] .looks button").await;
    window.wait("[data-testid=slip]").await;
    click_button(&window, "dialog", "Esc").await;

    // The first key of a keyboard takes the pad away.
    window.click_css("[data-act=Lock]").await;
    window.shows("[data-testid=locked-screen]", "Bola").await;
    window.click_css("[data-testid=locked-screen] li:nth-child(2) button").await;
    window.wait("[data-testid=field-pad]").await;
    window.press("4").await;
    window
        .until("the pad is gone", || async {
            window.script("return document.querySelector('[data-testid=field-pad]')").await == json!(null)
        })
        .await;
    window.close().await;
}

/// With no network: the till opens at once and says so; looking, printing on the screen, counting and closing work, and the key that
/// sells explains itself and takes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_a_network_can_be_read_counted_and_closed() {
    let vendor = silent_vendor().await;
    let (home, mut window) = real_shop(&vendor).await;
    let stick = tempdir().unwrap();
    let folder = format!("{{ folder: {}, passphrase: '{PASSPHRASE}' }}", json!(stick.path().to_str().unwrap()));
    assert_eq!(window.invoke("set_backup_folder", &folder).await.unwrap()["kind"], "done");
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.press(F7.to_string()).await;
    super::shift::count(&mut window, &["2"]).await;
    window.focus("[data-testid=open-shift]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 1").await;
    window.press(F2.to_string()).await;
    window.until("it can be typed", || async { window.focused().await == "number" }).await;
    window.sell("08031234567500", "Not known yet").await;
    window.close().await;
    drop(vendor);

    let mut window = begin_with(home.path(), &[("AIRTILL_TEST_VENDOR_URL", "http://127.0.0.1:1")]).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.shows("[data-testid=connection]", "Offline since").await;
    window.shows(".left", "You can look, print, count").await;
    window.picture("offline").await;
    window.press(F6.to_string()).await;
    window.shows("[data-testid=found]", "1 sale").await;
    window.press("4567").await;
    window.shows("[data-testid=row]", "0803 123 4567").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=story]", "Taken: ").await;
    window.press("p").await;
    window.wait("[data-testid=slip]").await;
    window.picture("offline-slip").await;
    window.press(format!("{ESC}{ESC}{ESC}{ESC}{F2}")).await;
    window.until("it can be typed", || async { window.focused().await == "number" }).await;
    window.press(format!("08031112223300{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=refused]", "nothing was sent and nothing was taken").await;
    window.picture("offline-review").await;
    window.press_next(ESC).await;
    window.press(F8.to_string()).await;
    window.wait("#close-pin").await;
    window.focus("#close-pin").await;
    window.press(format!("4071{ENTER}")).await;
    super::shift::count(&mut window, &["2", "1"]).await;
    window.focus("[data-testid=lock]").await;
    window.press_next(ENTER).await;
    window.wait("[data-testid=verdict]").await;
    window.focus("[data-testid=make-z]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=sheet]", "Z REPORT 1").await;
    window.shows("[data-testid=sheet]", "not asked").await;
    window.picture("offline-z").await;
    // What was closed is in the owner's folder, without a key and without a network.
    window
        .until("the backup is made", || async {
            std::fs::read_dir(stick.path()).unwrap().count() > 0 && written(home.path(), "BackedUp")
        })
        .await;
    window.close().await;
}

/// Whoever leaves a changed form is asked, wherever they go; who stays goes on typing where they were, and the question is nobody
/// else's after the lock.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_changed_is_not_left_unasked() {
    let vendor = silent_vendor().await;
    let (_home, mut window) = real_shop(&vendor).await;
    tab(&window, '9').await;
    window.wait("#quick-amounts").await;
    let before = window.value("#quick-amounts").await;
    for leaves in [F2, ESC, F7] {
        fill(&mut window, "#quick-amounts", "100 250").await;
        window.press(leaves.to_string()).await;
        window.shows("[data-testid=unsaved]", "not saved yet").await;
        window.picture("owner-unsaved").await;
        window.press(ESC.to_string()).await;
        gone(&window, "[data-testid=unsaved]").await;
        window.until("the focus is back", || async { window.focused().await == "quick-amounts" }).await;
    }
    tab(&window, '5').await;
    window.wait("[data-testid=unsaved]").await;
    click_button(&window, "[data-testid=unsaved]", "Leave without saving").await;
    gone(&window, "#quick-amounts").await;
    tab(&window, '9').await;
    window.until("what held stands there again", || async { window.value("#quick-amounts").await == before }).await;

    // Asked, and then the screen is locked.
    fill(&mut window, "#quick-amounts", "100 250").await;
    window.press(F2.to_string()).await;
    window.wait("[data-testid=unsaved]").await;
    window.press(F9.to_string()).await;
    sign_in(&mut window, '1', "8352").await;
    window.wait("#number").await;
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    gone(&window, "[data-testid=unsaved]").await;
    window.close().await;
}

/// Customers' numbers of earlier days: whole for the owner, by PIN too; masked for everybody else, in lists and in stories.
#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_earlier_days_are_the_owners_to_see() {
    let home = tempdir().unwrap();
    write_journal_until(&home.path().join("shop"), 21, 60, SystemClock.now().day().before(1));
    let mut window = open_with(home.path(), &[]).await;
    set_up(&mut window).await;
    for (digit, pin, whole) in [('1', "8352", true), ('2', "4071", false)] {
        window.press(F9.to_string()).await;
        sign_in(&mut window, digit, pin).await;
        window.wait("#number").await;
        window.press(F6.to_string()).await;
        window.wait("[data-testid=found]").await;
        window.press(LEFT.to_string()).await;
        window.wait("[data-testid=row]").await;
        let rows = window.text("[data-testid=row] .what").await;
        assert_eq!(rows.contains("•••"), !whole, "{rows}");
        window.press(ENTER.to_string()).await;
        window.shows("[data-testid=story]", "Taken: ").await;
        let story = window.invoke("sale_story", "{ place: 0 }").await.unwrap().to_string();
        assert_eq!(story.contains("•••"), !whole, "{story}");
        window.press(format!("{ESC}{ESC}")).await;
    }
    window.close().await;
}
