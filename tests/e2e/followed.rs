//! An end that is followed by another, on the screen: the owner says from a sale's story that it came back, and the customer is paid back.

use super::owner::{click_button, fill};
use super::people::{PASSPHRASE, set_up};
use super::window::key::{DOWN, ENTER, ESC, F2, F4, F6};
use super::{axe, open};
use tempfile::tempdir;

#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_is_said_in_the_story_and_paid_back() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    window.press(F2.to_string()).await;
    window.wait("#number").await;
    window.press(format!("080300000131000{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;

    window.press(format!("{ESC}{F6}")).await;
    window.wait("[data-testid=row]").await;
    window.press(format!("{DOWN}{ENTER}")).await;
    window.wait("[data-testid=follow]").await;
    click_button(&window, "#story", "It ended otherwise").await;
    window.wait("dialog #evidence").await;
    fill(&mut window, "#reason", "the bank sent it back").await;
    fill(&mut window, "#evidence", "its message of 14:02").await;
    window.picture("followed").await;
    assert_eq!(axe(&window).await, serde_json::json!([]));
    let asks = window.script("return document.querySelector('#owner-passphrase') !== null").await == true;
    if asks {
        fill(&mut window, "#owner-passphrase", PASSPHRASE).await;
    }
    window.press(ENTER.to_string()).await;
    window.shows("#story", "It came back, by the owner's word: the bank sent it back (its message of 14:02)").await;
    window.shows("#story", "Failed").await;

    window.press(format!("{ESC}{ESC}{F4}")).await;
    window.shows("[data-testid=open-sales]", "It came back after it was delivered").await;
    window.picture("followed-owed").await;
    window.press("g".to_owned()).await;
    window.shows("section.work", "handed over").await;
    window.close().await;
}
