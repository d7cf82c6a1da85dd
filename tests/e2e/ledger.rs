//! F6 in the real window: today, what is typed, another day, a sale's story and its slip; by keyboard alone.

use super::window::key::{ENTER, ESC, F2, F6, LEFT};
use super::{axe, open};
use airtill_tests::generator::write_journal;
use tempfile::tempdir;

#[tokio::test(flavor = "multi_thread")]
async fn sales_are_found_and_tell_their_story() {
    let home = tempdir().unwrap();
    // Years of a practice shop, and three sales of today.
    write_journal(&home.path().join("practice"), 21, 3_000);
    let mut window = open(home.path()).await;
    for (typed, ending) in
        [("08030000001500", "Delivered"), ("08030000003700", "is owed"), ("08051234567200", "Delivered")]
    {
        window.press(format!("{typed}{ENTER}")).await;
        window.wait("[data-testid=review]").await;
        window.press_next(ENTER).await;
        window.shows("[data-testid=outcome]", ending).await;
        window.press_next(ESC).await;
    }
    window.press(F6.to_string()).await;
    window.wait("#find").await;
    window.shows("[data-testid=found]", "3 sales").await;
    window.shows("[data-testid=found]", "1 owed").await;
    window.picture("ledger-today").await;
    assert_eq!(axe(&window).await, serde_json::json!([]), "the day");

    window.press("4567").await;
    window.shows("[data-testid=found]", "ends in 4567").await;
    window.shows("[data-testid=row]", "0805 123 4567").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=story]", "Taken: ").await;
    window.shows("[data-testid=story]", "Asked: delivered").await;
    window.picture("ledger-story").await;
    assert_eq!(axe(&window).await, serde_json::json!([]), "a story");
    window.press("p").await;
    window.wait("dialog").await;
    window.press(ESC.to_string()).await;
    window.press(ESC.to_string()).await;
    window.until("the story is closed", || async { window.text("[data-testid=story]").await.is_empty() }).await;

    // Words that must all be so, and one that is none.
    window.press(ESC.to_string()).await;
    window.press("mtn ? credit").await;
    window.shows("[data-testid=found]", "MTN, not known, on credit").await;
    window.press(ESC.to_string()).await;
    window.press("gibberish").await;
    window.shows("[data-testid=found]", "“gibberish” is no number").await;
    window.picture("ledger-not-understood").await;
    window.press(ESC.to_string()).await;

    // Rows come as they are scrolled to: all three thousand, and never more than a screenful in the page.
    window.press("delivered").await;
    window.shows("[data-testid=found]", "delivered").await;
    let down = "const r = document.querySelector('.rows'); r.scrollTop = r.scrollHeight;
                return [r.scrollHeight / 48, document.querySelectorAll('[data-testid=row]').length]";
    window
        .until("the last row is there", || async {
            let found = window.script(down).await;
            found[0].as_f64().unwrap() > 2_500.0 && found[1].as_u64().unwrap() < 60
        })
        .await;
    window.press(ESC.to_string()).await;

    // Yesterday had no sale; and back to selling with the form as it was.
    window.press(LEFT.to_string()).await;
    window.shows("[data-testid=found]", "0 sales").await;
    window.shows(".none", "Nothing was sold on this day").await;
    window.press(F2.to_string()).await;
    window.wait("#number").await;
    window.close().await;
}
