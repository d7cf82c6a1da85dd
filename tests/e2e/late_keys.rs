//! A keyring that comes late: stopped while the program starts, and locked. The real one, of this test's desktop.
#![cfg(target_os = "linux")]

use super::keys::files_with;
use super::people::{set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, F9};
use super::{begin_with, open_with};
use airtill_domain::clock::SystemClock;
use airtill_domain::vendor::VendorId;
use airtill_practice::{PRACTICE_KEY, Pace, Practice};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::tempdir;

/// What the keyring of a test's desktop is unlocked with, as `scripts/desktop` has it.
const PASSWORD: &[u8] = b"scratch";

/// The shop's directory that its processes have in common.
fn desktop() -> PathBuf {
    PathBuf::from(std::env::var_os("XDG_RUNTIME_DIR").expect("a desktop of `scripts/desktop`"))
}

/// Signals this desktop's processes of a name.
fn signal(name: &str, signal: &str) {
    let mut found = 0;
    for process in std::fs::read_dir("/proc").unwrap().flatten() {
        let read = |file: &str| std::fs::read(process.path().join(file)).unwrap_or_default();
        let is_ours = read("environ").split(|byte| *byte == 0).any(|variable| {
            variable.strip_prefix(b"XDG_RUNTIME_DIR=") == Some(desktop().as_os_str().as_encoded_bytes())
        });
        // The kernel keeps fifteen bytes of a name.
        if is_ours && read("comm").starts_with(&name.as_bytes()[..name.len().min(15)]) {
            let id = process.file_name().into_string().unwrap();
            assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
            found += 1;
        }
    }
    assert!(found > 0, "no {name} runs on this desktop");
}

/// Locks every collection, as a desktop does when its user walks away.
fn lock_keyring() {
    let locked = Command::new("dbus-send")
        .args(["--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"])
        .args(["org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login"])
        .output()
        .unwrap();
    assert!(locked.status.success(), "{}", String::from_utf8_lossy(&locked.stderr));
}

/// Unlocks it as signing in to the desktop does, by the daemon's own socket: a byte that shows who asks, then the length of it all,
/// "unlock" (1), and the password with its length.
fn unlock_keyring() {
    let mut socket = UnixStream::connect(desktop().join("keyring/control")).unwrap();
    socket.write_all(&[0]).unwrap();
    let length = u32::try_from(PASSWORD.len()).unwrap();
    let mut request = Vec::new();
    for number in [12 + length, 1, length] {
        request.extend(number.to_be_bytes());
    }
    request.extend(PASSWORD);
    socket.write_all(&request).unwrap();
    let mut answer = [0; 8];
    socket.read_exact(&mut answer).unwrap();
    assert_eq!(answer, [0, 0, 0, 8, 0, 0, 0, 0], "unlocked");
}

/// A real shop with a key in the keyring, closed again.
async fn shop_with_a_key(home: &Path, environment: &[(&str, &str)]) {
    let mut window = open_with(home, environment).await;
    set_up(&mut window).await;
    window.focus("#key-Key").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    window.close().await;
}

async fn sells(window: &mut Window) {
    window.shows("[data-testid=wallet]", "₦50,000").await;
    window.sell("08031234567500", "Delivered").await;
    assert_eq!(window.text("[data-testid=locked]").await, "", "nothing stands that is over");
}

/// The daemon hangs while the program starts: the shop opens and says what it waits for, and sells as soon as it answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_answers_late_gives_its_keys_by_itself() {
    let (home, vendors) = (tempdir().unwrap(), tempdir().unwrap());
    let vendor = Practice::start(vendors.path(), Arc::new(SystemClock), Pace::default()).await.unwrap();
    let url = vendor.url(VendorId::SmePlug);
    let environment = [("AIRTILL_TEST_VENDOR_URL", url.as_str())];
    shop_with_a_key(home.path(), &environment).await;

    signal("gnome-keyring-daemon", "-STOP");
    let mut window = begin_with(home.path(), &environment).await;
    window.wait("[data-testid=locked-screen]").await;
    window.shows("[data-testid=locked]", "keys of SMEPlug").await;
    sign_in(&mut window, '2', "4071").await;
    window.shows("[data-testid=fault]", "keyring did not answer").await;
    window.shows("[data-testid=locked]", "does not answer yet: the keys of SMEPlug wait for it").await;
    window.picture("keyring-silent").await;
    signal("gnome-keyring-daemon", "-CONT");
    window.focus("#secret").await;
    window.press(format!("4071{ENTER}")).await;
    window.wait("#number").await;
    sells(&mut window).await;
    window.picture("keyring-answered").await;

    // Started anew under the program's hands: the next PIN is held against the key that the new one gives.
    signal("gnome-keyring-daemon", "-KILL");
    let mut anew = Command::new("gnome-keyring-daemon")
        .args(["--unlock", "--components=secrets"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    anew.stdin.take().unwrap().write_all(PASSWORD).unwrap();
    anew.wait().unwrap();
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.close().await;
    assert_eq!(files_with(home.path(), PRACTICE_KEY), Vec::<String>::new());
}

/// Locked while the program starts, unlocked later by signing in to the desktop: no restart, no passphrase.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_gives_its_keys_once_it_is_unlocked() {
    let (home, vendors) = (tempdir().unwrap(), tempdir().unwrap());
    let vendor = Practice::start(vendors.path(), Arc::new(SystemClock), Pace::default()).await.unwrap();
    let url = vendor.url(VendorId::SmePlug);
    let environment = [("AIRTILL_TEST_VENDOR_URL", url.as_str())];
    shop_with_a_key(home.path(), &environment).await;

    lock_keyring();
    let mut window = begin_with(home.path(), &environment).await;
    window.wait("[data-testid=locked-screen]").await;
    // The desktop asks for the password; nobody gives it.
    window.shows("[data-testid=locked]", "It may be asking for a password").await;
    window.picture("keyring-asks").await;
    signal("gcr-prompter", "-TERM");
    window.shows("[data-testid=locked]", "is locked: the keys of SMEPlug wait for it").await;
    window.picture("keyring-locked").await;
    unlock_keyring();
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    sells(&mut window).await;
    window.close().await;
}
