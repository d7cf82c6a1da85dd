//! Selling, as an attendant does.

use super::open;
use super::window::key::{DOWN, ENTER, ESC, F1, F2, F4, F5};
use std::time::Duration;
use tempfile::tempdir;

/// Airtime to a new number takes at most sixteen keys.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_is_delivered_with_sixteen_keys() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    window.picture("sell-idle").await;
    window.press("08031234567").await;
    window.shows("[data-testid=network]", "MTN").await;
    window.press("500").await;
    window.picture("sell-typed").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "₦500 MTN airtime to 0803 123 4567").await;
    window.picture("sell-review").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    assert_eq!(window.pressed(), 16);
    window.picture("sell-delivered").await;
    assert_eq!(window.value("#number").await, "", "the form is free");
    window.shows("[data-testid=day-list]", "0803 123 4567").await;
    window.shows("[data-testid=day-sum]", "₦500").await;

    // The customer is known now: four digits find the number again, and the badge says that it worked.
    let before = window.pressed();
    window.press("4567").await;
    window.press(ENTER.to_string()).await;
    window.until("the only one is taken", || async { window.value("#number").await == "0803 123 4567" }).await;
    window.shows("[data-testid=network]", "worked").await;
    window.press("*2").await;
    assert_eq!(window.value("#amount").await, "200");
    window.press_next(ENTER).await;
    window.wait("[data-testid=review]").await;
    assert_eq!(window.pressed() - before, 8, "and the key that sends makes nine, of ten");
    window.press("t").await;
    window.shows("[data-testid=pays]", "₦200.00 transfer").await;
    window.press_next(ESC).await;
    assert_eq!(window.value("#amount").await, "200", "one step back loses nothing");
    window.close().await;
}

/// Two presses in a row, or a held key, sell once.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_pressed_too_often_sells_once() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.press(format!("{ENTER}{ENTER}{ENTER}")).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.shows("[data-testid=day-sum]", "1 sale").await;
    window.close().await;
    let received = std::fs::read_to_string(home.path().join("practice/vendors.log")).unwrap();
    assert_eq!(received.lines().count(), 1, "{received}");
}

/// No answer: amber after ten seconds with the form free, then delivered by a check.
#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_not_known_and_then_delivered_by_a_check() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.sell("080300000051000", "Sending").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    window.picture("sell-sending").await;
    window.wait("[data-testid=outcome][data-standing=NotKnown]").await;
    window.shows("[data-testid=doubt]", "Do not send again").await;
    window.press("0805").await;
    assert_eq!(window.value("#number").await, "0805", "the form is free for the next customer");
    window.picture("sell-not-known").await;
    window.press(F4.to_string()).await;
    window.shows("[data-testid=open-sales]", "₦1,000 MTN airtime").await;
    window.picture("open-not-known").await;
    window.press(F5.to_string()).await;
    window.shows("[data-testid=open-sales]", "Nothing is open").await;
    window.press(F2.to_string()).await;
    window.shows("[data-testid=day-list]", "Delivered").await;
    window.picture("sell-not-known-then-delivered").await;
    window.close().await;
}

/// Failed for certain: the money is owed until it is handed over.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sale_is_owed_and_then_handed_over() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.sell("08030000003500", "₦500 is owed to the customer").await;
    window.picture("sell-failed").await;
    // Trying again is a new attempt, and fails for the same reason.
    window.press_read(ENTER).await;
    window.shows("[data-testid=day-list]", "2 attempts").await;
    window.shows("[data-testid=outcome]", "₦500 is owed to the customer").await;
    // A button that has the focus does what stands on it, and Enter on it sends nothing.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    window
        .script("[...document.querySelectorAll('.choices button')].find((b) => /Leave it owed/.test(b.textContent)).focus()")
        .await;
    window.press(ENTER.to_string()).await;
    window.until("the form is free", || async { window.value("#number").await.is_empty() }).await;
    window.shows("[data-testid=day-list]", "2 attempts").await;
    window.shows("[data-testid=day-sum]", "1 owed").await;
    window.press(F4.to_string()).await;
    window.wait("[data-testid=open-sales]").await;
    window.press(DOWN.to_string()).await;
    window.shows("[data-testid=open-sales]", "₦500 handed over").await;
    window.picture("open-owed").await;
    window.press_next('g').await;
    window.shows("[data-testid=open-sales]", "Nothing is open").await;
    window.press(ESC.to_string()).await;
    window.shows("[data-testid=day-list]", "money given back").await;
    window.picture("sell-given-back").await;
    window.close().await;
}

/// The program is closed while a sale is in doubt; the next start asks and sees it end.
#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_survives_a_restart_and_ends() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.sell("08030000005500", "Sending").await;
    let vendors = home.path().join("practice/vendors.log");
    window.until("the vendor has it", || async { std::fs::metadata(&vendors).is_ok_and(|log| log.len() > 0) }).await;
    window.close().await;

    let window = open(home.path()).await;
    window.shows("[data-testid=day-list]", "Delivered").await;
    window.shows("[data-testid=day-sum]", "0 not known").await;
    window.close().await;
}

/// Bad input gets a clear sentence and loses nothing.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_numbers_and_amounts_are_told_in_words() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    for (typed, sentence) in [
        ("0803123", "Too short: 7 of 11 digits"),
        ("08001234567", "service numbers"),
        ("07001", "service numbers"),
        ("+4479", "foreign"),
        ("01234", "Not a mobile number"),
    ] {
        window.press(typed).await;
        window.press_next(ENTER).await;
        window.shows("[data-testid=number-says]", sentence).await;
        assert_eq!(digits(&window.value("#number").await), digits(typed), "what was typed stays");
        window.press(ESC.to_string()).await;
        window.until("the field is empty", || async { window.value("#number").await.is_empty() }).await;
    }
    window.press("08031234567").await;
    for (typed, sentence) in [
        ("0", "more than zero"),
        ("-5", "more than zero"),
        ("50.5", "without kobo"),
        ("1000000000", "The most in one sale"),
        ("5", "The least is"),
    ] {
        window.press(typed).await;
        window.press_next(ENTER).await;
        window.shows("[data-testid=amount-says]", sentence).await;
        if typed == "50.5" {
            window.picture("sell-wrong-amount").await;
        }
        window.press(ESC.to_string()).await;
        window.until("the field is empty", || async { window.value("#amount").await.is_empty() }).await;
    }
    assert_eq!(window.value("#number").await, "0803 123 4567");
    // Letters are keys, not digits: they change the network and never the amount.
    window.press("a").await;
    window.shows("[data-testid=network]", "Airtel").await;
    window.press("bc").await;
    assert_eq!(window.value("#amount").await, "");
    assert_eq!(window.text("[data-testid=day-sum]").await.lines().next(), Some("0 sales"));
    window.close().await;
}

/// A large amount to a number that was never sold to asks for its last four digits.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_amount_to_a_new_number_asks_for_its_last_digits() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.press(format!("080312345675000{ENTER}")).await;
    window.shows("[data-testid=review]", "five thousand naira").await;
    window.press("9999").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=refused]", "not the last four digits").await;
    window.picture("sell-last-four").await;
    window.press("\u{e003}\u{e003}\u{e003}\u{e003}4567").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.press("p").await;
    window.shows("[data-testid=slip]", "DELIVERED").await;
    window.shows("[data-testid=slip]", "PRACTICE").await;
    window.picture("slip").await;
    window.press(ESC.to_string()).await;
    window.press(F1.to_string()).await;
    window.picture("help").await;
    window.close().await;
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Mouse and touch do everything as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_is_made_with_the_mouse_alone() {
    let home = tempdir().unwrap();
    let window = open(home.path()).await;
    for digit in "08031234567".chars() {
        window.click(&format!("{digit}")).await;
    }
    window.click_css("[data-testid=network]").await;
    window.click_css("[data-network=Airtel]").await;
    window.shows("[data-testid=network]", "Airtel").await;
    window.click("5").await;
    window.click("00").await;
    assert_eq!(window.value("#amount").await, "500");
    window.click_css(".keypad .review").await;
    window.shows("[data-testid=review]", "₦500 Airtel airtime to 0803 123 4567").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    window.click_css(".send").await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.close().await;
}
