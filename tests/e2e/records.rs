//! The owner's page of records, in the real window: verify, back up, export, make the store again, while the shop is open.

use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, F10};
use super::{begin_with, open_with};
use airtill_credentials::Secret;
use airtill_shop::backup::{replace, restore, set};
use tempfile::tempdir;

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_verifies_backs_up_exports_and_rebuilds() {
    let (home, stick, exports) = (tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap());
    let mut window = open_with(home.path(), &[]).await;
    set_up(&mut window).await;
    window.press_with_alt('8').await;
    window.wait("[data-testid=records]").await;
    window.press_button("Verify").await;
    window.shows("[data-testid=ended]", "unbroken, head").await;
    let paper_code = window.text("[data-testid=paper-code]").await;
    assert!(paper_code.contains(" · "), "{paper_code}");

    // Where backups go: a folder that isn't there, a wrong passphrase, and then the right ones.
    let choose = async |window: &mut Window, folder: &str, passphrase: &str| {
        window.focus("#backup-folder").await;
        window.press(folder).await;
        window.focus("#backup-passphrase").await;
        window.press(format!("{passphrase}{ENTER}")).await;
    };
    choose(&mut window, "/nowhere/at/all", PASSPHRASE).await;
    window.shows("[data-testid=says]", "is not there. Is the stick plugged in?").await;
    let folder = stick.path().to_str().unwrap();
    choose(&mut window, folder, "not the passphrase").await;
    window.shows("[data-testid=says]", "That is not the passphrase").await;
    choose(&mut window, folder, PASSPHRASE).await;
    window.shows("[data-testid=says]", "Backups go there from now on").await;
    window.shows("[data-testid=backup]", "None was made yet").await;
    window.press_button("Back up now").await;
    window.shows("[data-testid=ended]", "new entries in").await;
    window.shows("[data-testid=backup]", "Last on").await;

    window.focus("#folder").await;
    window.press(exports.path().to_str().unwrap()).await;
    window.focus("#from").await;
    window.press(format!("yesterday{ENTER}")).await;
    window.shows("[data-testid=says]", "not a day like").await;
    window.focus("#from").await;
    window.press("2026-01-01").await;
    window.press_button("Export").await;
    window.shows("[data-testid=ended]", "rows in").await;
    let names: Vec<_> = std::fs::read_dir(exports.path()).unwrap().map(|item| item.unwrap().file_name()).collect();
    assert!(names.len() == 1 && names[0].to_string_lossy().ends_with(".xlsx"), "{names:?}");
    window.picture("owner-records").await;
    assert_eq!(super::axe(&window).await, serde_json::json!([]));

    window.press_button("Make the store again").await;
    window.shows("[data-testid=ended]", "The store was made again").await;
    window.press_button("Verify").await;
    window.shows("[data-testid=ended]", "unbroken, head").await;
    put_back(&mut window, folder).await;
    window.died().await;
    assert!(home.path().join("shop.restored").exists(), "decided, and not done while the ledger was open");

    // It opens with the backup: people as they were, what was there beside it, and the owner is told.
    let mut window = begin_with(home.path(), &[]).await;
    sign_in(&mut window, '1', "8352").await;
    window.wait("#number").await;
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    window.press_with_alt('7').await;
    window.shows("[data-testid=audit]", "This ledger was put back from a backup").await;
    window.close().await;
    let kept = std::fs::read_dir(home.path()).unwrap().map(|item| item.unwrap().file_name());
    assert_eq!(kept.filter(|name| name.to_string_lossy().starts_with("shop.before-")).count(), 1);

    // Another computer, which was never set up.
    let other = tempdir().unwrap();
    let mut window = open_with(other.path(), &[]).await;
    window.press(F10.to_string()).await;
    window.wait("#shop-name").await;
    window.press_button("Put a backup back").await;
    window.picture("set-up-put-back").await;
    window.focus("#put-back-folder").await;
    window.press(folder).await;
    window.focus("#put-back-passphrase").await;
    window.press(format!("not the passphrase{ENTER}")).await;
    window.shows("[data-testid=says]", "That is not the passphrase of this backup").await;
    window.focus("#put-back-passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.shows("[data-testid=would-be-lost]", "This computer has no ledger yet").await;
    window.picture("set-up-put-back-told").await;
    assert_eq!(super::axe(&window).await, serde_json::json!([]));
    window.focus_button("Put it back and close Airtill").await;
    window.press_last(ENTER).await;
    window.died().await;
    let mut window = begin_with(other.path(), &[]).await;
    sign_in(&mut window, '1', "8352").await;
    window.wait("#number").await;
    window.close().await;

    // The stick alone brings the shop back, and nothing on it can be read without the passphrase.
    let set = set::look_into(stick.path()).unwrap().sets.remove(0);
    let unlocked = restore::unlock(set, &Secret::new(PASSPHRASE.to_owned())).unwrap();
    let shop = exports.path().join("shop");
    let unpacked = unlocked.unpack(&replace::begin(&shop).unwrap(), &airtill_ledger::work::unwatched()).unwrap();
    assert!(unpacked.seq > 1 && unpacked.damage.is_none());
    for secret in [PASSPHRASE, "8352", "AGE-SECRET-KEY"] {
        assert_eq!(super::keys::files_with(stick.path(), secret), Vec::<String>::new(), "{secret} on the stick");
        assert_eq!(super::keys::files_with(home.path(), secret), Vec::<String>::new(), "{secret} in the home");
    }
}

/// Opens the backup, leaves it, opens it again and takes it.
async fn put_back(window: &mut Window, folder: &str) {
    assert_eq!(window.value("#put-back-folder").await, folder, "where backups go is where one is looked for");
    for taken in [false, true] {
        window.focus("#put-back-passphrase").await;
        window.press(format!("{PASSPHRASE}{ENTER}")).await;
        window.shows("[data-testid=would-be-lost]", "up to").await;
        window.picture("owner-put-back").await;
        assert_eq!(super::axe(window).await, serde_json::json!([]));
        if taken {
            window.focus_button("Put it back and close Airtill").await;
            window.press_last(ENTER).await;
        } else {
            window.press_button("Leave it").await;
            window.wait("#put-back-passphrase").await;
        }
    }
}
