//! Keys that the owner gives to other acts, costs that attendants don't see, and how soon a key press is on the screen.

use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, ESC, F1, F6, F9, F10, F11};
use super::{axe, begin_with, open, open_with};
use airtill_domain::clock::SystemClock;
use airtill_domain::vendor::VendorId;
use airtill_practice::{PRACTICE_KEY, Pace, Practice};
use airtill_tests::generator::write_journal;
use std::process::Command;
use std::sync::Arc;
use tempfile::tempdir;

/// Points at an act of the owner's list of keys, and presses a key for it.
async fn give(window: &mut Window, act: &str, key: char) {
    window.script(&format!("document.querySelector('[data-testid=keys] [data-act={act}]').focus()")).await;
    window.press(format!("{ENTER}")).await;
    window.shows(&format!("[data-testid=keys] [data-act={act}]"), "press a key").await;
    window.press(key.to_string()).await;
}

/// The owner gives the ledger F11 and the slip Q; a clash is refused in words and changes nothing; attendants find the new
/// keys on the buttons, and the old ones do nothing.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_given_to_other_acts_and_clashes_are_refused() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    window.press_with_alt('9').await;
    window.wait("[data-testid=keys]").await;
    give(&mut window, "Slip", 'w').await;
    window.press_button("Save the keys").await;
    window.shows("[data-testid=keys-say]", "W would mean both why this vendor and the slip").await;
    window.picture("keys-clash").await;
    give(&mut window, "Slip", 'q').await;
    give(&mut window, "Ledger", F11).await;
    give(&mut window, "Help", 'h').await;
    window.press_button("Save the keys").await;
    window.shows("[data-testid=keys-say]", "H is typed on some screens").await;
    give(&mut window, "Help", ESC).await;
    window.press_button("The usual keys").await;
    give(&mut window, "Slip", 'q').await;
    give(&mut window, "Ledger", F11).await;
    window.press_button("Save the keys").await;
    window.shows("[data-testid=keys-say]", "The keys are set").await;
    window.shows(".keys [data-act=Ledger]", "F11").await;
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.press(F6.to_string()).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(window.text("#find").await + &window.attribute("#find", "id").await, "", "F6 means nothing now");
    window.press(F11.to_string()).await;
    window.wait("#find").await;
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    window.sell("08031234567500", "Delivered").await;
    window.shows("[data-testid=outcome]", "Slip Q").await;
    window.press("p").await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(window.text("[data-testid=slip]").await, "", "P means nothing now");
    window.press("q").await;
    window.shows("[data-testid=slip]", "DELIVERED").await;
    window.press(ESC.to_string()).await;
    window.close().await;

    // They hold after a start.
    let mut window = begin_with(home.path(), &[]).await;
    sign_in(&mut window, '2', "4071").await;
    window.shows(".keys [data-act=Ledger]", "F11").await;
    window.close().await;
}

/// The owner keeps what a sale costs from attendants: it is in no answer that the window gets, until the owner asks.
#[tokio::test(flavor = "multi_thread")]
async fn attendants_do_not_see_costs_that_the_owner_hides() {
    let (home, vendors) = (tempdir().unwrap(), tempdir().unwrap());
    let vendor = Practice::start(vendors.path(), Arc::new(SystemClock), Pace::default()).await.unwrap();
    let url = vendor.url(VendorId::SmePlug);
    let mut window = open_with(home.path(), &[("AIRTILL_TEST_VENDOR_URL", &url)]).await;
    set_up(&mut window).await;
    window.focus("#key-Key").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    window.press_with_alt('6').await;
    window.wait("#margin").await;
    window.focus("#margin-hidden").await;
    window.press(" ").await;
    window.focus("#margin").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=says]", "Prices saved").await;
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.shows("[data-testid=wallet]", "₦50,000").await;
    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press("w").await;
    window.shows("[data-testid=why]", "wallet enough").await;
    let review = window.text("[data-testid=review]").await;
    assert!(!review.contains("482") && !review.contains("17.50"), "{review}");
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    // Another that is charged otherwise than expected, which is told where costs are.
    window.sell("08030000014500", "Delivered").await;
    let day = window.invoke("day_list", "{}").await.unwrap();
    let ids: Vec<String> =
        day["sales"].as_array().unwrap().iter().map(|sale| sale["id"].as_str().unwrap().to_owned()).collect();
    let mut answers = vec![day.to_string(), window.invoke("open_sales", "{}").await.unwrap().to_string()];
    for (place, id) in ids.iter().enumerate() {
        for (command, arguments) in [
            ("sale_story", format!("{{ place: {place} }}")),
            ("sale", format!("{{ sale: '{id}' }}")),
            ("why_vendor", format!("{{ sale: '{id}' }}")),
            ("slip", format!("{{ sale: '{id}', kind: 'Dispute' }}")),
        ] {
            answers.push(window.invoke(command, &arguments).await.unwrap().to_string());
        }
    }
    assert!(answers.iter().any(|answer| answer.contains("Taken: ")) && answers.len() == 10);
    for answer in &answers {
        // What it costs, what is kept of it, and what was charged in place of that.
        assert!(!["482.5", "17.5", "charged", "cost ", "costs"].iter().any(|word| answer.contains(word)), "{answer}");
    }
    // The owner reads all of it.
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    let story = window.invoke("sale_story", "{ place: 0 }").await.unwrap().to_string();
    assert!(story.contains("expected to cost ₦500"), "{story}");
    window.close().await;
}

/// The owner's prefix goes before the built-in one; a wrong one is refused in words and what was typed stays.
#[tokio::test(flavor = "multi_thread")]
async fn prefixes_are_the_owners() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    window.press_with_alt('4').await;
    window.wait("[data-testid=prefixes]").await;
    window.press_button("Add a prefix").await;
    window.focus("[data-testid=prefixes] input").await;
    window.press(format!("0700{ENTER}")).await;
    window.shows("[data-testid=prefixes]", "is no prefix of mobile numbers").await;
    window.focus("[data-testid=prefixes] input").await;
    window.press("0803").await;
    window.focus("[data-testid=prefixes] select").await;
    window.press("A").await;
    window.focus("[data-testid=prefixes] input").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=prefixes]", "Saved").await;
    window.picture("owner-prefixes").await;
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    window.press("08031234567").await;
    window.shows("[data-testid=network]", "Airtel").await;
    window.shows("[data-testid=network]", "by prefix").await;
    window.close().await;
}

/// The customer reads the number while it is typed and how the sale ended, in a window of their own that can ask for nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_customer_reads_the_number_and_the_end() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.press(F1.to_string()).await;
    window.wait("[data-testid=customer-window]").await;
    window.click_css("[data-testid=customer-window]").await;
    window.until("there is a second window", || async { window.client.windows().await.unwrap().len() == 2 }).await;
    let both = window.client.windows().await.unwrap();
    let till = window.client.window().await.unwrap();
    let customers = both.into_iter().find(|one| *one != till).unwrap();
    window.client.switch_to_window(till.clone()).await.unwrap();
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    window.press("08031234567500").await;
    window.client.switch_to_window(customers.clone()).await.unwrap();
    window.shows("[data-testid=customer-number]", "0803 123 4567").await;
    window.shows("[role=status]", "Is this your number?").await;
    assert_eq!(axe(&window).await, serde_json::json!([]), "the customer's window");
    window.picture("customer-number").await;
    let refused = window.invoke("status", "{}").await.unwrap_err();
    assert!(refused.to_string().contains("not allowed"), "the customer's window asked: {refused}");
    window.client.switch_to_window(till.clone()).await.unwrap();
    window.press(format!("{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.client.switch_to_window(customers).await.unwrap();
    window.shows("[role=status]", "Delivered").await;
    window.picture("customer-delivered").await;
    // The program ends with the till's window: nothing is left that would hold the ledger.
    close_as_its_button_does("Airtill");
    window.died().await;
}

/// Closes a window of the screen by its title. WebDriver would take the page away and leave the window.
fn close_as_its_button_does(title: &str) {
    let tool = tempdir().unwrap();
    let program = tool.path().join("close_window");
    let source = airtill_tests::root().join("tests/support/close_window.c");
    let compiled = Command::new("cc").arg("-o").arg(&program).arg(source).arg("-lX11").status().unwrap();
    assert!(compiled.success(), "the C compiler and Xlib come with what the program is built from");
    assert!(Command::new(program).arg(title).status().unwrap().success(), "there is a window called {title}");
}

/// Keys that are pressed while a large ledger is being opened are in the form afterwards: number and amount.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_while_the_ledger_opens_is_not_lost() {
    let home = tempdir().unwrap();
    // Its store has to be made first, which takes some seconds.
    write_journal(&home.path().join("practice"), 5, 15_000);
    let mut window = begin_with(home.path(), &[]).await;
    window.wait("#early-number").await;
    window.press("0803123").await;
    assert!(window.text("body").await.contains("…"), "the ledger is still being opened");
    window.picture("opening").await;
    window.press("4567500").await;
    window.wait("#number").await;
    window.shows("[data-testid=network]", "MTN").await;
    assert_eq!(
        (window.value("#number").await.as_str(), window.value("#amount").await.as_str()),
        ("0803 123 4567", "500")
    );
    assert_eq!(window.focused().await, "amount");
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "₦500 MTN airtime to 0803 123 4567").await;
    window.close().await;
}

/// How long after a key press the page has painted what it changed: measured by the page's own clock, told and not asserted, for
/// these machines are noisy. What is asserted is that every key was painted at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_press_is_on_the_screen_soon() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window
        .script(
            "window.painted = [];
             addEventListener('keydown', (event) => {
               const at = event.timeStamp;
               requestAnimationFrame(() => setTimeout(() => window.painted.push(performance.now() - at)));
             }, true);",
        )
        .await;
    for _ in 0..10 {
        window.press("08031234567500").await;
        window.press(format!("{ESC}{ESC}")).await;
        window.until("the field is empty", || async { window.value("#number").await.is_empty() }).await;
    }
    let painted = window.script("return window.painted").await;
    let mut ms: Vec<f64> = painted.as_array().unwrap().iter().filter_map(serde_json::Value::as_f64).collect();
    assert_eq!(ms.len(), 160, "every key was painted");
    ms.sort_by(f64::total_cmp);
    println!("key press to paint: p50 {:.0} ms, p95 {:.0} ms, of {} keys", ms[80], ms[152], ms.len());
    window.close().await;
}
