//! Airtime or data through each of the five vendors, in the practice shop, as an attendant sells it.

use super::open;
use super::window::Window;
use super::window::key::{ENTER, ESC, F2, F3};
use airtill_domain::vendor::VendorId;
use airtill_practice::record::{Received, Record};
use std::path::Path;
use std::time::Duration;
use tempfile::tempdir;

/// Presses V in the review until the sale would go through a vendor.
async fn through(window: &mut Window, vendor: &str) {
    for _ in 0..6 {
        if window.text("[data-testid=through]").await == vendor {
            return;
        }
        let before = window.text("[data-testid=through]").await;
        // As fast as people press, and not as fast as a scanner types.
        tokio::time::sleep(Duration::from_millis(120)).await;
        window.press("v").await;
        window.until("another vendor", || async { window.text("[data-testid=through]").await != before }).await;
    }
    panic!("{vendor} is not among those that sell it");
}

async fn delivered(window: &mut Window) {
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
}

fn received(home: &Path) -> Vec<Received> {
    Record::open(&home.join("practice/vendors.log")).unwrap().all()
}

/// One sale through each: airtime at SMEPlug and Simpu, a plan at Strongmb, Smile at VTpass, a plan for a customer's id at VDT.
#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_five_vendors_sells() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window
        .until("all wallets were looked at", || async { window.text(".strip").await.matches('₦').count() == 3 })
        .await;

    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    through(&mut window, "SMEPlug").await;
    window.shows("[data-testid=cost]", "₦482.50").await;
    delivered(&mut window).await;

    window.press(format!("08021234567300{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    through(&mut window, "Simpu").await;
    window.shows("[data-testid=review]", "can't be asked afterwards").await;
    window.picture("review-other-vendor").await;
    delivered(&mut window).await;

    // A data plan: fifteen keys at most.
    let before = window.pressed();
    window.press(F3.to_string()).await;
    window.press("08031112223").await;
    window.shows("[data-testid=plans]", "1GB").await;
    window.picture("data-plans").await;
    window.press("4").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "1GB SME, 30 days to 0803 111 2223").await;
    window.shows("[data-testid=review]", "price as of").await;
    window.picture("data-review").await;
    assert!(window.text("[data-testid=through]").await == "Strongmb", "the cheapest of two that sell the same");
    delivered(&mut window).await;
    assert_eq!(window.pressed() - before, 15);
    window.picture("data-delivered").await;

    // A part of a name finds a plan; the form is still for data.
    window.press("08031112223").await;
    window.shows("[data-testid=plans]", "sold 1").await;
    window.press("10g").await;
    window.shows("[data-testid=plan-says]", "One plan").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "10GB direct, 30 days").await;
    for _ in 0..3 {
        window.press_next(ESC).await;
    }
    window.until("the form is empty", || async { window.value("#number").await.is_empty() }).await;
    window.press(F2.to_string()).await;
    window.press(F3.to_string()).await;

    // Smile: the e-mail address, whose it is, which account, the customer's number, a plan.
    window.press("s").await;
    window.wait("#account").await;
    window.press(format!("nobody@example.com{ENTER}")).await;
    window.shows("[data-testid=account-says]", "Email does not exist").await;
    window.picture("smile-nobody").await;
    window.script("document.querySelector('#account').select()").await;
    window.press(format!("tester@sandbox.com{ENTER}")).await;
    window.shows("[data-testid=accounts]", "TESTER2").await;
    window.picture("smile-accounts").await;
    window.press("1").await;
    window.shows("[data-testid=account-says]", "THE TESTER ITSELF").await;
    window.wait("#number").await;
    window.until("the number is next", || async { window.focused().await == "number" }).await;
    window.press("08031234567").await;
    window.until("the plan is next", || async { window.focused().await == "plan" }).await;
    window.press("2.5").await;
    window.shows("[data-testid=plan-says]", "One plan").await;
    window.picture("smile-plans").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "THE TESTER ITSELF, 08011111111").await;
    window.picture("smile-review").await;
    delivered(&mut window).await;
    assert!(!window.text("[data-testid=outcome]").await.contains("charged"), "it cost what was expected");

    // VDT: the customer's id, a plan, and the name and price that VDT reads back.
    window.press(F3.to_string()).await;
    window.press("v").await;
    window.until("the id is next", || async { window.focused().await == "account" }).await;
    window.press(format!("123{ENTER}")).await;
    window.until("the plan is next", || async { window.focused().await == "plan" }).await;
    window.picture("vdt-plans").await;
    window.press("mars").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "Firstname Lastname, 123").await;
    window.shows("[data-testid=cost]", "₦13,500.00").await;
    window.picture("vdt-review").await;
    delivered(&mut window).await;
    window.close().await;

    let received = received(home.path());
    let sold: Vec<(VendorId, &str)> = received.iter().map(|one| (one.vendor, one.item.as_str())).collect();
    assert_eq!(
        sold,
        [
            (VendorId::SmePlug, "1"),
            (VendorId::Simpu, "Airtel"),
            (VendorId::Strongmb, "smb_mtn_sme_1gb_30days"),
            (VendorId::Vtpass, "smile-direct"),
            (VendorId::Vdt, "MARS_60GB"),
        ]
    );
    assert!(received.iter().all(|one| one.times == 1 && one.delivered));
}
