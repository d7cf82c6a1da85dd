//! The vendor's key, in a real keyring, and without one.

use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, ESC, F10};
use super::{begin_with, open_with};
use airtill_domain::clock::SystemClock;
use airtill_domain::vendor::VendorId;
use airtill_practice::{PRACTICE_KEY, Pace, Practice};
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
    set_up(&mut window).await;
    window.shows("[data-testid=key-state]", "no key set").await;
    window.focus("#key-Key").await;
    window.press(format!("not the right key{ENTER}")).await;
    window.shows("[data-testid=says]", "without spaces inside").await;
    window.focus("#key-Key").await;
    window.press(format!("wrong-key-entirely{ENTER}")).await;
    window.shows("[data-testid=fault]", "does not accept this key").await;
    window.picture("key-refused").await;
    window.focus("#key-Key").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    window.shows("[data-testid=key-state]", "ending in alue").await;
    window.picture("key-saved").await;
    assert_eq!(window.value("#key-Key").await, "");
    let page = window.script("return document.documentElement.outerHTML").await.to_string();
    assert!(!page.contains(PRACTICE_KEY));
    settings(&mut window).await;
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    assert_eq!(window.text("[data-testid=practice]").await, "", "the real shop says nothing of practice");
    window.close().await;

    // The next start reads the key from the keyring and sells with it.
    let mut window = begin_with(home.path(), &environment).await;
    sign_in(&mut window, '2', "4071").await;
    window.shows("[data-testid=wallet]", "₦50,000").await;
    window.sell("08031234567500", "Delivered").await;
    window.picture("real-shop-delivered").await;
    window.close().await;
    assert_eq!(vendor.received().len(), 1);
    assert_eq!(files_with(home.path(), PRACTICE_KEY), Vec::<String>::new());
    let log = home.path().join("log");
    assert_eq!(files_with(&log, "08031234567"), Vec::<String>::new(), "numbers are masked in the log");
    assert_eq!(files_with(&log, "purchase leaves").len(), 1, "and the log says what happened");

    // Deleted: the shop stays, and says that the key is missing.
    let mut window = begin_with(home.path(), &environment).await;
    window.wait("[data-testid=locked-screen]").await;
    window.press(F10.to_string()).await;
    window.wait("#secret").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("#number").await;
    window.press(F10.to_string()).await;
    window.wait("[data-testid=glance]").await;
    window.press_with_alt('2').await;
    window.shows("[data-testid=key-state]", "ending in alue").await;
    for _ in 0..2 {
        window
            .script(
                "[...document.querySelectorAll('button')].find((b) => /delete the key/i.test(b.textContent)).click()",
            )
            .await;
    }
    window.shows("[data-testid=says]", "deleted from the keyring").await;
    window.shows("[data-testid=locked]", "No vendor's key is set").await;
    window.picture("key-deleted").await;
    window.close().await;
}

/// Settings are refused with a sentence, saved, and there again.
async fn settings(window: &mut Window) {
    window.focus("[data-testid=timeout]").await;
    window.press("5").await;
    window.script("document.querySelector('[data-testid=timeout]').form.requestSubmit()").await;
    window
        .until("the browser or the program refuses", || async {
            let invalid =
                window.script("return !document.querySelector('[data-testid=timeout]').checkValidity()").await;
            invalid == true || window.text("[data-testid=says]").await.contains("15 to 120")
        })
        .await;
    window.focus("[data-testid=timeout]").await;
    window.press("40").await;
    window
        .script("[...document.querySelectorAll('button')].find((b) => /add a discount/i.test(b.textContent)).click()")
        .await;
    window.wait("form.card select").await;
    window.script("document.querySelector('[data-testid=timeout]').form.requestSubmit()").await;
    window
        .until("the settings are saved", || async {
            let says = window
                .script("return [...document.querySelectorAll('[data-testid=says]')].map((e) => e.innerText).join()");
            says.await.as_str().unwrap_or_default().contains("Saved: SMEPlug")
        })
        .await;
    window.picture("vendor-settings").await;
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
    window.wait("#shop-name").await;
    window.press(format!("Ada Airtime{ENTER}")).await;
    window.wait("#owner").await;
    for (field, text) in
        [("#owner", "Ada"), ("#passphrase", PASSPHRASE), ("#again", PASSPHRASE), ("#owner-pin", "8352")]
    {
        window.focus(field).await;
        window.press(text).await;
    }
    window.press(ENTER.to_string()).await;
    window.wait("#attendant").await;
    for (field, text) in [("#attendant", "Bola"), ("#attendant-pin", "4071")] {
        window.focus(field).await;
        window.press(text).await;
    }
    window.press(ENTER.to_string()).await;
    window.wait("[data-testid=fault][data-code=NoKeyring]").await;
    window.shows("[data-testid=fault]", "no keyring service").await;
    window.shows("[data-testid=fault]", "PINs need the keyring").await;
    window.picture("no-keyring").await;
    for _ in 0..3 {
        window.press(ESC.to_string()).await;
    }
    window.wait("#number").await;
    window.sell("08031234567500", "Delivered").await;
    window.close().await;
    assert_eq!(files_with(home.path(), PRACTICE_KEY), Vec::<String>::new());
}

/// The files below a directory that contain a text. Four digits stand in many a hash: a short text counts where it stands alone.
pub fn files_with(directory: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(directory).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            let joined = |at: Option<&u8>| text.len() < 6 && at.is_some_and(u8::is_ascii_alphanumeric);
            let stands_at = |at: usize| !joined(bytes[..at].last()) && !joined(bytes.get(at + text.len()));
            let mut windows = bytes.windows(text.len()).enumerate();
            if windows.any(|(at, window)| window == text.as_bytes() && stands_at(at)) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
