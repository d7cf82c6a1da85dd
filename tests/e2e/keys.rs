//! The vendor's key, in a real keyring, and without one.

use super::open_with;
use crate::support::window::key::{ENTER, ESC, F10};
use airtill::clock::SystemClock;
use airtill::domain::vendor::VendorId;
use airtill::practice::{PRACTICE_KEY, Pace, Practice};
use std::path::Path;
use std::sync::Arc;
use tempfile::tempdir;

/// A key is tested, saved, found again by the next start, used for a sale, and deleted. Nothing on the disk ever holds it.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_set_used_and_deleted_and_never_written_to_a_file() {
    let home = tempdir().unwrap();
    let vendors = tempdir().unwrap();
    let vendor = Practice::start(vendors.path(), Arc::new(SystemClock), Pace::default()).await.unwrap();
    let url = vendor.url(VendorId::SmePlug);
    let environment = [("AIRTILL_TEST_VENDOR_URL", url.as_str())];

    let mut window = open_with(home.path(), &environment).await;
    window.press(F10.to_string()).await;
    window.shows("[data-testid=key-state]", "no key set").await;
    window.press("not the right key").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=key-says]", "without spaces inside").await;
    window.script("document.querySelector('#key').value = ''").await;
    window.press(format!("wrong-key-entirely{ENTER}")).await;
    window.shows("[data-testid=key-fault]", "does not accept this key").await;
    window.picture("key-refused").await;
    window.script("document.querySelector('#key').select()").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.shows("[data-testid=key-says]", "Saved in the keyring").await;
    window.shows("[data-testid=key-state]", "ending in alue").await;
    window.picture("key-saved").await;
    assert_eq!(window.value("#key").await, "");
    let page = window.script("return document.documentElement.outerHTML").await.to_string();
    assert!(!page.contains(PRACTICE_KEY));
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    assert_eq!(window.text("[data-testid=practice]").await, "", "the real shop says nothing of practice");
    window.close().await;

    // The next start reads the key from the keyring and sells with it.
    let mut window = open_with(home.path(), &environment).await;
    window.shows("[data-testid=wallet]", "₦50,000").await;
    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.picture("real-shop-delivered").await;
    window.close().await;
    assert_eq!(vendor.received().len(), 1);
    assert_eq!(files_with(home.path(), PRACTICE_KEY), Vec::<String>::new());
    let log = home.path().join("log");
    assert_eq!(files_with(&log, "08031234567"), Vec::<String>::new(), "numbers are masked in the log");
    assert_eq!(files_with(&log, "purchase leaves").len(), 1, "and the log says what happened");

    // Deleted: the shop stays, and says that the key is missing.
    let mut window = open_with(home.path(), &environment).await;
    window.press(F10.to_string()).await;
    window.shows("[data-testid=key-state]", "ending in alue").await;
    for _ in 0..2 {
        window
            .script("[...document.querySelectorAll('button')].find((b) => /delete/i.test(b.textContent)).click()")
            .await;
    }
    window.shows("[data-testid=key-says]", "deleted from the keyring").await;
    window.shows("[data-testid=locked]", "No key of SMEPlug is set").await;
    window.picture("key-deleted").await;
    window.close().await;
}

/// A machine without a keyring is a normal case: practising works, a key is refused with what to do.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_a_key_is_refused_with_what_to_do() {
    let home = tempdir().unwrap();
    let vendors = tempdir().unwrap();
    let vendor = Practice::start(vendors.path(), Arc::new(SystemClock), Pace::default()).await.unwrap();
    let url = vendor.url(VendorId::SmePlug);
    let nowhere = "unix:path=/nonexistent/bus";
    let environment =
        [("AIRTILL_TEST_VENDOR_URL", url.as_str()), ("DBUS_SESSION_BUS_ADDRESS", nowhere), ("XDG_RUNTIME_DIR", "")];
    let mut window = open_with(home.path(), &environment).await;
    window.press(F10.to_string()).await;
    window.wait("#key").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.wait("[data-testid=key-fault][data-code=NoKeyring]").await;
    window.shows("[data-testid=key-fault]", "no keyring service").await;
    window.shows("[data-testid=key-fault]", "never in a file").await;
    window.picture("no-keyring").await;
    window.press(ESC.to_string()).await;
    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.close().await;
    assert_eq!(files_with(home.path(), PRACTICE_KEY), Vec::<String>::new());
}

/// The files below a directory that contain a text.
fn files_with(directory: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(directory).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
