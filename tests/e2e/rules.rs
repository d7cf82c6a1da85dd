//! The rules around a sale, as they stand on the screen.

use super::open;
use super::window::key::{ENTER, ESC, F4};
use tempfile::tempdir;

/// The same again: the key alone sends nothing. Why this vendor is told, before and after.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_needs_a_key_of_its_own() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    for _ in 0..2 {
        window.press(format!("08031234567500{ENTER}")).await;
        window.wait("[data-testid=review]").await;
        if !window.text("[data-testid=day-list]").await.contains("0803 123 4567") {
            window.press("w").await;
            window.shows("[data-testid=why]", "costs").await;
            window.picture("review-why").await;
            window.press_next(ENTER).await;
            window.shows("[data-testid=outcome]", "Delivered").await;
        }
    }
    window.shows("[data-testid=repeat]", "ago: delivered").await;
    window.picture("review-second-one").await;
    window.press_next(ENTER).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=day-sum]", "1 sale").await;
    window.press("2").await;
    window.shows("[data-testid=second]", "A second one").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=day-sum]", "2 sales").await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.press("w").await;
    window.shows("[data-testid=why-attempt]", "taken").await;
    window.picture("why-vendor").await;
    window.press(ESC.to_string()).await;
    window.close().await;
}

/// A failure names the next vendor; after three attempts only giving back is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_failure_goes_to_the_next_vendor_by_key_three_times_at_most() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.press(format!("08030000004500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    for next in ["Try VTpass", "Try Strongmb"] {
        window.shows("[data-testid=outcome]", next).await;
        window.picture("sell-next-vendor").await;
        window.press_read(ENTER).await;
    }
    window.shows("[data-testid=outcome]", "3 attempts have failed").await;
    window.press_read(ENTER).await;
    window.press_read('g').await;
    window.shows("[data-testid=outcome]", "handed over").await;
    window.close().await;
}

/// Where nobody can be asked, the owner settles a doubt by hand, with reason and evidence.
#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_that_nobody_can_end_is_settled_by_hand() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.press(format!("08030000007500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    for _ in 0..5 {
        if window.text("[data-testid=through]").await.contains("Simpu") {
            break;
        }
        window.press("v").await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Not known yet").await;
    window.press(F4.to_string()).await;
    window.shows("[data-testid=open-sales]", "Owner settles").await;
    window.press("o").await;
    window.wait("#reason").await;
    window.picture("settle-by-hand").await;
    window.click_css("input[value=Delivered]").await;
    window.focus("#reason").await;
    window.press("it stands in the dashboard").await;
    window.focus("#evidence").await;
    window.press(format!("line 12{ENTER}")).await;
    window.shows("[data-testid=open-sales]", "Nothing is open").await;
    window.shows("[data-testid=day-list]", "Delivered").await;
    window.close().await;
}
