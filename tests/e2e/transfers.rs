//! Money to bank accounts, and notices of vendors, as they stand on the screen.

use super::people::{set_up, sign_in};
use super::window::key::{ENTER, ESC, F4, F5, F6, F10, F12};
use super::window::{Window, programs};
use super::{begin_with, open, open_with};
use airtill_domain::clock::SystemClock;
use airtill_domain::vendor::VendorId;
use airtill_practice::{PRACTICE_KEY, Pace, Practice};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

/// Types a transfer up to the amount: bank, account; the name comes by itself.
async fn to_account(window: &mut Window, bank: &str, account: &str) {
    window.press(F12.to_string()).await;
    window.wait("[data-testid=banks] li").await;
    window.until("the bank is first", || async { window.focused().await == "bank" }).await;
    window.press(format!("{bank}{ENTER}")).await;
    window.until("the account is next", || async { window.focused().await == "account-number" }).await;
    window.press(account).await;
}

/// Delivered, in doubt until a check, and not at all to an account that nobody has.
#[tokio::test(flavor = "multi_thread")]
async fn money_is_sent_to_an_account_whose_holder_was_named() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    let before = window.pressed();
    to_account(&mut window, "acc", "8031234566").await;
    window.shows("[data-testid=holder]", "NGOZI EZE").await;
    window.until("the amount is next", || async { window.focused().await == "transfer-amount" }).await;
    window.press("5000").await;
    window.shows("[data-testid=transfer-amount-says]", "The customer pays ₦5,100").await;
    window.picture("transfer-typed").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=review]", "₦5,000 Access Bank transfer to NGOZI EZE, 8031234566").await;
    window.shows("[data-testid=sends]", "₦5,000 and ₦100 for sending it").await;
    window.picture("transfer-review").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    assert!(window.pressed() - before <= 22, "{} keys", window.pressed() - before);
    window.shows("[data-testid=day-list]", "Bank transfer").await;
    window.wait("#number").await;
    window.picture("transfer-delivered").await;
    window.press("p").await;
    window.shows("dialog[open]", "First Bank".replace("First", "Access").as_str()).await;
    window.picture("transfer-slip").await;
    window.press(ESC.to_string()).await;

    // A digit that doesn't fit is told before anybody is asked; the bank has the last word.
    to_account(&mut window, "first b", "0000014578").await;
    window.shows("[data-testid=account-number-says]", "does not fit").await;
    window.picture("transfer-check-digit").await;
    window.press(ENTER.to_string()).await;
    window.wait("#transfer-amount:enabled").await;
    for _ in 0..3 {
        window.press(ESC.to_string()).await;
    }
    window.wait("#number").await;

    // Nobody's account: no amount can be typed.
    to_account(&mut window, "opay", "9999999999").await;
    window.shows("[data-testid=account-number-says]", "could not be resolved").await;
    window.picture("transfer-nobody").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=account-number-says]", "could not be resolved").await;
    assert_eq!(window.attribute("#transfer-amount", "disabled").await, "true");
    window.press(format!("{ESC}{ESC}")).await;

    // No answer: not known, then asked about and delivered.
    to_account(&mut window, "opay", "8030000005").await;
    window.shows("[data-testid=holder]", "TUNDE BAKARE").await;
    window.press(format!("2000{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.wait("[data-testid=outcome][data-standing=NotKnown]").await;
    window.shows("[data-testid=doubt]", "Do not send again").await;
    window.press(F4.to_string()).await;
    window.shows("[data-testid=open-sales]", "₦2,000 OPay transfer").await;
    window.picture("transfer-not-known").await;
    window.press(F5.to_string()).await;
    window.shows("[data-testid=open-sales]", "Nothing is open").await;

    // A large one is the owner's to allow; in practice there is none.
    window.press(ESC.to_string()).await;
    to_account(&mut window, "opay", "8031234561").await;
    window.wait("#transfer-amount:enabled").await;
    window.until("the amount is next", || async { window.focused().await == "transfer-amount" }).await;
    window.press("60000").await;
    window.shows("[data-testid=transfer-amount-says]", "PIN will be asked for").await;
    window.press(ENTER.to_string()).await;
    window.wait("[data-testid=review]").await;
    assert_eq!(window.text("[data-testid=owner-pin]").await, "", "nobody to ask");
    window.picture("transfer-large").await;
    window.press_next(ESC).await;
    window.wait("#transfer-amount:enabled").await;
    assert_eq!(window.value("#transfer-amount").await, "60,000", "one step back loses nothing");

    window.press(F6.to_string()).await;
    window.wait("#find").await;
    window.press("bank").await;
    window.shows("[data-testid=row]", "₦2,000 OPay transfer").await;
    window.picture("transfer-ledger").await;
    window.close().await;
}

/// The sockets on which the program of a process group listens: addresses and ports.
fn listening(group: u32) -> Vec<String> {
    let sockets = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let mut inodes = Vec::new();
    for pid in programs(group) {
        for open in std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten() {
            let target = std::fs::read_link(open.path()).unwrap_or_default().to_string_lossy().into_owned();
            inodes.extend(target.strip_prefix("socket:[").map(|inode| inode.trim_end_matches(']').to_owned()));
        }
    }
    let fields = sockets.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
    fields
        .filter(|line| line[3] == "0A" && inodes.iter().any(|inode| inode == line[9]))
        .map(|line| line[1].to_owned())
        .collect()
}

/// The same of the program as an owner starts it, once it has opened its shop.
fn listening_by_itself(home: &Path) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_airtill"));
    command.env("AIRTILL_HOME", home).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut program = command.spawn().unwrap();
    std::thread::sleep(Duration::from_secs(4));
    assert!(program.try_wait().unwrap().is_none(), "it runs");
    let sockets = listening(program.id());
    program.kill().unwrap();
    program.wait().unwrap();
    sockets
}

/// What a vendor would send through the owner's tunnel.
fn call(address: &str, body: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut socket = TcpStream::connect(host).unwrap();
    write!(
        socket,
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

/// Nothing listens until the owner says so; then a vendor's notice brings a doubt to its end, and a new start listens again.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_brings_a_doubt_to_its_end() {
    let home = tempdir().unwrap();
    let vendors = tempdir().unwrap();
    let vendor = Practice::start(vendors.path(), Arc::new(SystemClock), Pace::default()).await.unwrap();
    let url = vendor.url(VendorId::SmePlug);
    let environment = [("AIRTILL_TEST_VENDOR_URL", url.as_str())];
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();

    let mut window = open_with(home.path(), &environment).await;
    set_up(&mut window).await;
    window.focus("#key-Key").await;
    window.press(format!("{PRACTICE_KEY}{ENTER}")).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    window.shows("[data-testid=profile]", "Counter phone").await;
    window.picture("vendor-smeplug").await;
    window.press_with_alt('6').await;
    window.shows("[data-testid=transfer-rules]", "Bank transfers are sold").await;
    window.close().await;

    assert_eq!(listening_by_itself(home.path()), Vec::<String>::new(), "off by default, nothing listens");
    let mut window = begin_with(home.path(), &environment).await;
    sign_in(&mut window, '1', "8352").await;
    window.wait("#number").await;
    // WebDriver has a socket of its own.
    let drivers = listening(window.driver_id());
    let added = |window: &Window| {
        let mut now = listening(window.driver_id());
        now.retain(|socket| !drivers.contains(socket));
        now
    };
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{}{ENTER}", super::people::PASSPHRASE)).await;
    window.wait("[data-testid=glance]").await;
    window.press_with_alt('2').await;
    window.wait("[data-vendor=notices]").await;
    window.click_css("[data-vendor=notices]").await;
    window.wait("[data-testid=listener] input[type=checkbox]").await;
    window.picture("notices-off").await;
    window.click_css("[data-testid=listener] input[type=checkbox]").await;
    window.focus("[data-testid=listener] input[type=number]").await;
    window.press(format!("{port}{ENTER}")).await;
    window.shows("[data-testid=says]", "Airtill listens").await;
    let expected = format!("0100007F:{port:04X}");
    assert_eq!(added(&window), std::slice::from_ref(&expected), "on this computer alone");
    // Practising in between takes nothing away: the practice shop's own listener comes, and this one stays.
    for shop in ["Practice", "Real"] {
        window.invoke("switch_shop", &format!("{{ to: '{shop}' }}")).await.unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert!(added(&window).contains(&expected), "{shop}");
    }
    window.press_button("Show the addresses").await;
    window.wait("[data-testid=notice-address]").await;
    window.picture("notices-on").await;
    let address = window.text("[data-testid=notice-address]").await;
    assert!(address.starts_with(&format!("http://127.0.0.1:{port}/smeplug/")), "{address}");
    window.press(ESC.to_string()).await;

    to_account(&mut window, "opay", "8030000005").await;
    window.shows("[data-testid=holder]", "TUNDE BAKARE").await;
    window.press(format!("2000{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.wait("[data-testid=outcome][data-standing=NotKnown]").await;
    let sent = vendor.received().pop().unwrap();
    let notice = include_str!("../wire/examples/smeplug/webhook.json").replace("38dhdhdk", &sent.reference);
    // The request is still under way: the notice says "success", and the vendor's own answer to a check ends it.
    assert!(call(&address, &notice).contains("200"));
    window.shows("[data-testid=day-list]", "Delivered").await;
    assert!(call(&address.replace("/smeplug/", "/smeplug/0"), &notice).contains("404"));
    window.picture("notices-delivered").await;
    window.close().await;

    // The next start listens at the same address; the key is in the keyring, and in no file.
    let mut window = begin_with(home.path(), &environment).await;
    sign_in(&mut window, '2', "4071").await;
    window.until("it listens", || async { listening(window.driver_id()).contains(&expected) }).await;
    assert!(call(&address, &notice).contains("200"));
    window.close().await;
    let token = address.rsplit('/').next().unwrap();
    assert_eq!(super::keys::files_with(home.path(), token), Vec::<String>::new());
}
