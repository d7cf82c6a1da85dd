//! Slips of the finger in the window: taken back at once, corrected later, asked about beforehand; and money that goes back another way.

use super::owner::{click_button, fill};
use super::shift::count;
use super::window::Window;
use super::window::key::{ENTER, F2, F4, F7};
use super::{axe, open};
use airtill_ledger::Options;
use airtill_ledger::work::unwatched;
use tempfile::tempdir;

async fn out(window: &mut Window, amount: &str, why: &str) {
    fill(window, "#moved", amount).await;
    fill(window, "#reason", why).await;
    window.press(ENTER.to_string()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slips_of_the_finger_have_a_way_back() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    window.press(F7.to_string()).await;
    window.shows(".work", "No shift was ever opened").await;
    count(&mut window, &["4", "2"]).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 1").await;

    out(&mut window, "20000", "to the bank").await;
    window.shows("[data-testid=says]", "more than the drawer can hold").await;
    window.picture("corrections-odd").await;
    window.focus("#reason").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=undo]", "₦20,000 taken out").await;
    window.picture("corrections-undo").await;
    window.click_css("[data-testid=undo] button").await;
    window.shows("[data-testid=undone]", "Taken back: ₦20,000 taken out").await;
    window.shows("[data-testid=movements]", "taken back at once").await;

    out(&mut window, "3000", "to the bank").await;
    window.shows("[data-testid=movements]", "₦3,000").await;
    window.click_css("[data-testid=correct]").await;
    window.wait("[data-testid=corrections] li").await;
    click_button(&window, "[data-testid=corrections] li:first-child", "Correct").await;
    window.wait("#instead").await;
    fill(&mut window, "#instead", "2700").await;
    fill(&mut window, "#correction-why", "counted again").await;
    window.picture("corrections-form").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=corrections]", "Corrected: ₦3,000 taken out").await;
    window.shows("[data-testid=movements]", "correction of ₦3,000: counted again").await;
    window.picture("corrections-done").await;

    window.press(F2.to_string()).await;
    window.sell("08030000003250", "is owed").await;
    window.press(F4.to_string()).await;
    window.wait("[data-testid=open-sales] li").await;
    click_button(&window, "[data-testid=open-sales]", "Another way").await;
    window.wait("#taker").await;
    window.click_css("input[value=Transfer]").await;
    fill(&mut window, "#taker", "her sister Sade").await;
    window.picture("corrections-another-way").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    window.press(ENTER.to_string()).await;
    window.shows(".work", "sent back").await;
    window.shows("[data-testid=undo]", "₦250 given back, transfer").await;
    window.close().await;

    let ledger = airtill_ledger::open(&Options::new(&home.path().join("practice"), "test".to_owned())).unwrap().ledger;
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    let balances = ledger.balances().unwrap();
    assert_eq!(balances.drawer().to_string(), "₦2,550.00", "5,000 less 2,700 and with 250");
}
