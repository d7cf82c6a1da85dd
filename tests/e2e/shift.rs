//! The owner's evening: a shift with a float, sales of every kind, cash out, a close with a shortage, and the next shift that
//! carries what is not done with.

use super::open;
use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, ESC, F2, F4, F7, F8, F9, F10};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::print::Paper;
use airtill_ledger::Options;
use airtill_tests::printer::{Listener, decode};
use fantoccini::Locator;
use std::time::Duration;
use tempfile::tempdir;

/// Types a count: how many of each note, and goes on.
pub async fn count(window: &mut Window, pieces: &[&str]) {
    window.wait("#note-1000").await;
    window.until("the first note has the focus", || async { window.focused().await == "note-1000" }).await;
    for n in 0..9 {
        window.press(format!("{}{ENTER}", pieces.get(n).unwrap_or(&""))).await;
    }
}

async fn sold(window: &mut Window, typed: &str, ending: &str) {
    window.sell(typed, ending).await;
    if ending == "Delivered" {
        window.until("the form is free", || async { window.value("#number").await.is_empty() }).await;
    }
}

/// Sells on credit: `D`, the name, Enter, Enter.
pub async fn on_credit(window: &mut Window, typed: &str, name: &str) {
    window.press(format!("{typed}{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press("d").await;
    window.until("the name is asked for", || async { window.focused().await == "debtor" }).await;
    window.press(name).await;
    window.picture("shift-on-credit").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=debtor]", name).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
}

async fn sheet(window: &Window) -> String {
    window.text("[data-testid=sheet]").await.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn through_simpu(window: &mut Window, typed: &str) {
    window.press(format!("{typed}{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    for _ in 0..5 {
        if window.text("[data-testid=through]").await.contains("Simpu") {
            break;
        }
        window.press("v").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Not known yet").await;
}

async fn settled_by_hand(window: &mut Window, verdict: &str) {
    window.press_next('o').await;
    window.wait("#reason").await;
    window.click_css(&format!("input[value={verdict}]")).await;
    window.focus("#reason").await;
    window.press("it stands in the dashboard").await;
    window.focus("#evidence").await;
    window.press(format!("line 12{ENTER}")).await;
    window.until("it is done", || async { window.client.find(Locator::Css("#reason")).await.is_err() }).await;
}

async fn a_shift_is_opened(window: &mut Window) {
    window.press(F7.to_string()).await;
    window.shows(".work", "No shift was ever opened").await;
    window.picture("shift-none-yet").await;
    count(window, &["4", "2"]).await;
    window.shows("[data-testid=counted]", "₦5,000").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 1").await;
    window.shows("[data-testid=shift]", "Shift 1").await;
}

async fn ten_sales(window: &mut Window) {
    window.press(F2.to_string()).await;
    for (n, amount) in ["100", "200", "500", "1000", "200", "100"].iter().enumerate() {
        sold(window, &format!("0803123456{n}{amount}"), "Delivered").await;
    }
    on_credit(window, "08031234567400", "Mama Bisi").await;
    // Two that stay in doubt, at a vendor that can't be asked; and one that fails and is given back.
    for typed in ["08030000007300", "08030000008500"] {
        through_simpu(window, typed).await;
    }
    window.sell("08030000003250", "is owed").await;
    window.press_read('g').await;
    window.shows("[data-testid=outcome]", "handed over").await;
}

async fn cash_out(window: &mut Window) {
    window.press(F7.to_string()).await;
    window.until("the amount has the focus", || async { window.focused().await == "moved" }).await;
    window.press(format!("1500{ENTER}")).await;
    window.until("the reason has the focus", || async { window.focused().await == "reason" }).await;
    window.press(format!("fuel{ENTER}")).await;
    window.shows("[data-testid=movements]", "fuel").await;
    window.shows("[data-testid=movements]", "₦1,500").await;
    window.picture("shift-drawer").await;
}

/// By keyboard alone, from the float to the next shift, with a printer that receives what the screen says.
#[tokio::test(flavor = "multi_thread")]
async fn an_evening_ends_on_one_sheet() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    a_shift_is_opened(&mut window).await;
    ten_sales(&mut window).await;
    cash_out(&mut window).await;

    window.press(F8.to_string()).await;
    window.wait("[data-testid=begin-close]").await;
    window.picture("close-begin").await;
    window.press("x").await;
    window.shows("[data-testid=sheet]", "X REPORT").await;
    window.picture("close-x").await;
    window.press(ESC.to_string()).await;
    window.until("the X is gone", || async { window.text("[data-testid=sheet]").await.is_empty() }).await;
    window.press_next(ENTER).await;
    // Cash: 5,000 + 2,100 + 300 + 500 + 250 - 250 - 1,500 = 6,400; 350 of it is not there.
    count(&mut window, &["6", "0", "0", "0", "1"]).await;
    window.picture("close-counting").await;
    assert!(!window.text(".counting").await.contains("6,400"), "a blind count");
    window.press_next(ENTER).await;
    window.shows("[data-testid=verdict]", "₦6,400.00").await;
    window.shows("[data-testid=verdict]", "short ₦350").await;
    window.picture("close-verdict").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=sheet]", "Z REPORT 1").await;
    let z = sheet(&window).await;
    for line in ["Mama Bisi", "fuel", "short ₦350", "Held, not known", "CHECK LINE"] {
        assert!(z.contains(line), "{line} is missing:\n{z}");
    }
    assert!(!z.contains("OFF BY"), "the check line holds:\n{z}");
    window.shows("[data-testid=to-owner]", "To the owner").await;
    window.picture("close-z").await;
    let kept = || std::fs::read_dir(home.path().join("practice/reports")).into_iter().flatten().flatten();
    let is_kept = |ending: &str| {
        kept().any(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            name.starts_with("Z0001-") && name.ends_with(ending)
        })
    };
    window.until("the Z is kept as files", || async { is_kept(".pdf") && is_kept(".csv") }).await;
    window.shows("[data-testid=no-shift]", "nothing is sold").await;

    // No sale while no shift is open.
    window.press(format!("{F2}08031234599100{ENTER}")).await;
    window.shows(".work", "No shift is open").await;
    window.picture("shift-closed-no-sale").await;
    // The next shift carries the doubts, and they end there.
    window.press(F7.to_string()).await;
    window.shows(".work", "Shift 1 is closed").await;
    count(&mut window, &["5"]).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 2").await;
    window.press(F4.to_string()).await;
    window.shows("[data-testid=open-sales]", "Owner settles").await;
    settled_by_hand(&mut window, "Delivered").await;
    window
        .until("the next is chosen", || async {
            let all = window.text("[data-testid=open-sales]").await;
            let chosen = window.text("[data-testid=open-sales] .chosen").await;
            !all.contains("₦300") && chosen.contains("₦500")
        })
        .await;
    settled_by_hand(&mut window, "Failed").await;
    window.shows("[data-testid=open-sales]", "handed over").await;
    window.press_next('g').await;
    window.shows("[data-testid=open-sales]", "Nothing is open").await;
    // The Z of the first shift is what it was.
    window.press(F8.to_string()).await;
    window.shows("[data-testid=closed-shifts]", "short ₦350").await;
    window.click_css("[data-z='1']").await;
    window.shows("[data-testid=sheet]", "Z REPORT 1").await;
    assert_eq!(sheet(&window).await, z, "a Z never changes");
    window.press(ESC.to_string()).await;
    window.close().await;

    let ledger = airtill_ledger::open(&Options::new(&home.path().join("practice"), "after".to_owned())).unwrap().ledger;
    let z = ledger.closed(1).unwrap().unwrap().sheet;
    assert_eq!((z.sales.taken.count, z.sales.not_known.count, z.sales.failed.count), (10, 2, 1));
    assert_eq!(z.check.off(), airtill_domain::money::Naira::ZERO);
    assert_eq!(ledger.shifts().unwrap().number, 2);
    let made = airtill_reports::sheet::Made {
        at: z.made.0,
        by: airtill_ledger::entry::Actor::Till,
        asked: std::collections::BTreeMap::new(),
        reason: String::new(),
        bank_seen: None,
    };
    let (_, x) = airtill_reports::sheet::of_open_shift(&ledger, &made).unwrap().unwrap();
    assert_eq!((x.sales.taken.count, x.sales.earlier_delivered.count, x.sales.given_back.count), (0, 1, 1));
    assert_eq!(x.check.off(), airtill_domain::money::Naira::ZERO);
}

/// Slips go to a printer on the network: each sale's by itself, the Z with the close, a copy when it is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn slips_and_sheets_reach_the_printer() {
    let home = tempdir().unwrap();
    let printer = Listener::good().await;
    airtill_tests::printer::set(&home.path().join("practice"), &printer.site()).await;
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    window.press(F7.to_string()).await;
    count(&mut window, &["1"]).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 1").await;
    window.press(F2.to_string()).await;
    sold(&mut window, "08031234567500", "Delivered").await;
    printer.received(1).await;
    let slip = decode(&printer.slips()[0], Paper::Mm58);
    assert!(slip.contains("DELIVERED"), "{slip}");
    // The same once more, by the key: a copy.
    window.press("p").await;
    window.shows("[data-testid=slip]", "DELIVERED").await;
    window.press_next('p').await;
    printer.received(2).await;
    assert!(decode(&printer.slips()[1], Paper::Mm58).contains("COPY 1"));
    window.picture("slip-with-printer").await;
    window.press(ESC.to_string()).await;

    window.press(F8.to_string()).await;
    window.wait("[data-testid=begin-close]").await;
    window.press_next(ENTER).await;
    count(&mut window, &["1", "1"]).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=verdict]", "The drawer is right").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=sheet]", "Z REPORT 1").await;
    printer.received(3).await;
    assert!(decode(&printer.slips()[2], Paper::Mm58).contains("Z REPORT 1"));
    window.press_next('p').await;
    printer.received(4).await;
    assert!(decode(&printer.slips()[3], Paper::Mm58).contains("COPY 1"));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(printer.slips().len(), 4, "nothing is printed twice by itself");
    window.close().await;
}

/// In the real shop an attendant closes by PIN, counts blind, and is not told what the owner keeps for himself.
#[tokio::test(flavor = "multi_thread")]
async fn an_attendant_closes_by_pin_and_counts_blind() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    set_up(&mut window).await;
    // Without a vendor's key the practice shop is on the screen still, and prices are those of the shop on the screen.
    window.invoke("switch_shop", "{ to: 'Real' }").await.unwrap();
    window
        .invoke("save_prices", "{ marginPercent: '5', roundUpToNaira: 10, marginHidden: true, networks: [] }")
        .await
        .unwrap();
    window.press(F9.to_string()).await;
    sign_in(&mut window, '2', "4071").await;
    window.shows("[data-testid=who]", "Bola").await;
    window.press(F7.to_string()).await;
    count(&mut window, &["5"]).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "by Bola, with ₦5,000").await;
    assert_eq!(window.text("[data-testid=expected]").await, "", "not for attendants");
    let drawer = window.invoke("drawer", "{}").await.unwrap();
    assert!(drawer["expected"].is_null(), "{drawer}");
    // A page that was tampered with says that it has counted: nothing is told before it has.
    let x = window.invoke("x_report", "{ counted: true }").await.unwrap().to_string();
    assert!(x.contains("X REPORT") && !x.contains("DRAWER") && !x.contains("5,000"), "{x}");

    window.press(F8.to_string()).await;
    window.until("the PIN is asked for", || async { window.focused().await == "close-pin" }).await;
    window.press(format!("0000{ENTER}")).await;
    window.shows("[data-testid=says]", "not the PIN").await;
    window.picture("close-wrong-pin").await;
    window.until("the PIN is asked for again", || async { window.focused().await == "close-pin" }).await;
    window.press(format!("4071{ENTER}")).await;
    count(&mut window, &["3"]).await;
    assert!(!window.text(".work").await.contains("5,000"), "a blind count");
    window.press_next(ENTER).await;
    window.shows("[data-testid=verdict]", "short ₦2,000").await;
    window.until("the reason is asked for", || async { window.focused().await == "short-reason" }).await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=reason-hint]", "once more to go on without").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=sheet]", "no reason given").await;
    let z = sheet(&window).await;
    for hidden in ["Margin", "CHECK LINE", "WALLET"] {
        assert!(!z.contains(hidden), "{hidden}:\n{z}");
    }
    assert_eq!(window.text("[data-testid=to-owner]").await, "", "the message has the margin");
    window.picture("close-z-attendant").await;

    // The owner sees all of it, and it is suspicious.
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    window.press_with_alt('7').await;
    window.shows("[data-testid=audit]", "Closed shift 1: the drawer was ₦2,000.00 short").await;
    window.press_with_alt('0').await;
    window.shows("[data-testid=closed-shifts]", "short ₦2,000").await;
    window.click_css("[data-z='1']").await;
    window.shows("[data-testid=sheet]", "CHECK LINE").await;
    window.shows("[data-testid=to-owner]", "To the owner").await;
    window.picture("owner-z").await;
    window.close().await;
}

/// A statement is written from the owner's screen.
#[tokio::test(flavor = "multi_thread")]
async fn the_owner_writes_a_statement() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=connection]", "Online").await;
    window.sell("08031234567500", "Delivered").await;
    set_up(&mut window).await;
    window.press_with_alt('0').await;
    window.wait("#statement-from").await;
    let today = SystemClock.now().day().iso();
    window.focus("#statement-from").await;
    window.press(&today).await;
    window.focus("#statement-to").await;
    window.press(&today).await;
    window.focus("#statement-folder").await;
    window.press(format!("{}{ENTER}", home.path().display())).await;
    window.shows("[data-testid=statement-ended]", "The statement is in").await;
    window.picture("owner-statement").await;
    let file = home.path().join(format!("airtill-practice-statement-{today}-{today}.pdf"));
    let text = airtill_tests::pdf::pdftotext(&file);
    assert!(text.contains("500.00") && text.contains("SMEPlug"), "{text}");
    window.close().await;
}
