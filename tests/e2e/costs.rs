//! What things really cost, on the screen: a price below it needs the owner, the owner sees what is charged and takes it into the table.

use super::owner::{click_button, fill, real_shop, tab};
use super::people::PASSPHRASE;
use super::window::key::{ENTER, ESC, F2, F7, F8, F10};
use airtill_tests::raw_vendor::{RawVendor, Script, http};

/// A vendor that takes each sale at once, and says of it that it was delivered for ₦990.
async fn vendor_that_charges_more() -> RawVendor {
    let accepted = http(200, "application/json", r#"{"status":true,"data":{"reference":"4663","msg":"ok"}}"#);
    let vendor = RawVendor::start(Script::Bytes(accepted)).await;
    vendor.says_of_attempts(
        r#"{"status":true,"transaction":{"reference":"4663","customer_reference":"REFERENCE","beneficiary":"08031234567",
            "type":"Airtime purchase","price":"990","status":"success"}}"#,
    );
    vendor.has_balance("10000.00");
    vendor
}

#[tokio::test(flavor = "multi_thread")]
async fn below_what_it_really_costs_the_owner_is_asked() {
    let vendor = vendor_that_charges_more().await;
    let (_home, mut window) = real_shop(&vendor).await;
    tab(&window, '6').await;
    fill(&mut window, "#airtime-Mtn", &format!("-2{ENTER}")).await;
    window.shows("[data-testid=prices] [data-testid=says]", "Prices saved").await;
    window.focus("#least-data").await;
    fill(&mut window, "#least-data", "51").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=loss-rules] [data-testid=says]", "more than 50 %").await;
    fill(&mut window, "#least-data", &format!("2.5{ENTER}")).await;
    window.shows("[data-testid=loss-rules] [data-testid=says]", "Saved").await;
    window.picture("owner-loss-rules").await;

    // The first one: nobody has told what it costs, and it is sold with a warning.
    window.press(F2.to_string()).await;
    window.wait("#number").await;
    window.press(format!("080312345671000{ENTER}")).await;
    window.shows("[data-testid=review]", "costs the shop more than the customer pays").await;
    vendor.has_balance("9010.00");
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;

    // By its charge and the wallet it costs ₦990 from now on, and is sold at ₦980.
    window.press(F2.to_string()).await;
    window.press(format!("080312345671000{ENTER}")).await;
    window.shows("[data-testid=review]", "₦990").await;
    window.press_next('2').await;
    window.shows("[data-testid=review]", "less than the owner allows").await;
    window.picture("review-at-a-loss").await;
    window.focus("[data-testid=owner-pin]").await;
    window.press(format!("4071{ENTER}")).await;
    window.shows("[data-testid=review]", "not the PIN").await;
    assert_eq!(vendor.purchases().len(), 1, "the attendant's own PIN sends nothing");
    vendor.has_balance("8020.00");
    fill(&mut window, "[data-testid=owner-pin]", "8352").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    assert_eq!(vendor.purchases().len(), 2);

    // The owner sees what it costs, and takes it into the table.
    window.press(F10.to_string()).await;
    window.wait("#passphrase, [role=tab]").await;
    if window.focused().await == "passphrase" {
        window.press(format!("{PASSPHRASE}{ENTER}")).await;
    }
    window.wait("[role=tab]").await;
    tab(&window, '3').await;
    window.shows("[data-testid=costs]", "MTN airtime").await;
    window.shows("[data-testid=costs]", "its answer and its wallet").await;
    window.shows("[data-testid=suggestion]", "SMEPlug seems to charge 99.00 % of MTN airtime").await;
    window.picture("owner-costs").await;
    window.shows("[data-testid=cost-report]", "All together").await;
    window.shows("[data-testid=cost-line]", "MTN airtime").await;
    window.shows("[data-testid=cost-report]", "₦1,980").await;
    window.script("document.querySelector('[data-testid=cost-report]').scrollIntoView()").await;
    window.picture("owner-cost-report").await;
    fill(&mut window, "#cost-from", &format!("2026-11-{ENTER}")).await;
    window.shows("[data-testid=cost-report]", "not a day").await;
    click_button(&window, "[data-testid=costs]", "Take it").await;
    window.shows("[data-testid=costs]", "Taken into the table of SMEPlug").await;
    window.press(format!("{ESC}{F8}")).await;
    window.press(F7.to_string()).await;
    window.close().await;
}
