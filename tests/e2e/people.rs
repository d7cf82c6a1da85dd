//! Set-up, sign-in, lock and step-up, in the real window with a real keyring; and what an attendant may not do.

use super::window::Window;
use super::window::key::{ENTER, ESC, F2, F9, F10};
use super::{begin_with, open_with};
use airtill::commands::gate::{Needs, TABLE};
use airtill_domain::money::Naira;
use airtill_domain::price::Pricing;
use airtill_domain::shift::ShiftRules;
use tempfile::tempdir;

pub const PASSPHRASE: &str = "four quiet market women";

/// Fills the set-up in, as an owner does, and returns the recovery code.
pub async fn set_up(window: &mut Window) -> String {
    let code = set_up_to_the_code(window).await;
    noted(window).await;
    window.wait("[role=tab]").await;
    code
}

/// The same, with the code on the screen.
async fn set_up_to_the_code(window: &mut Window) -> String {
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
    window.wait("[data-testid=recovery-code]").await;
    let code = window.text("[data-testid=recovery-code]").await;
    // Nothing takes its place, and the key that led here does not take it away.
    window.press(format!("{ENTER}{F2}{F9}{ESC}")).await;
    assert_eq!(window.text("[data-testid=recovery-code]").await, code);
    window.picture("set-up-recovery-code").await;
    code
}

/// The code is written down: its button can be pressed after a moment.
async fn noted(window: &mut Window) {
    window.wait("[data-testid=recovery] button:not(:disabled)").await;
    window.press_next(ENTER).await;
}

/// Alt and a digit turn the owner's page.
async fn tab(window: &Window, digit: char) {
    window.press_with_alt(digit).await;
}

pub async fn sign_in(window: &mut Window, digit: char, pin: &str) {
    window.wait("[data-testid=locked-screen]").await;
    window.shows("[data-testid=locked-screen]", "Bola").await;
    window.press(digit.to_string()).await;
    window.wait("#secret").await;
    window.press(format!("{pin}{ENTER}")).await;
}

/// Owner and attendant are set up, sign in, lock and take over; wrong PINs wait, also after a restart; what was done stands
/// under the name of who did it.
#[tokio::test(flavor = "multi_thread")]
async fn people_are_set_up_sign_in_and_are_held_to_their_roles() {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[]).await;
    window.press(F10.to_string()).await;
    window.wait("#shop-name").await;
    window.picture("set-up-shop").await;
    window.press(ESC.to_string()).await;
    let code = set_up(&mut window).await;
    assert_eq!(code.len(), 23, "{code}");
    window.picture("owner-vendors").await;
    tab(&window, '5').await;
    window.shows("[data-testid=staff]", "Bola").await;
    window.focus("#new-name").await;
    window.press("Chidi").await;
    window.focus("#new-pin").await;
    window.press(format!("1234{ENTER}")).await;
    window.shows("[data-testid=says]", "first that anyone would try").await;
    window.focus("#new-pin").await;
    window.press(format!("9273{ENTER}")).await;
    window.shows("[data-testid=staff]", "Chidi").await;
    window.picture("owner-people").await;
    tab(&window, '6').await;
    window.wait("#margin").await;
    window.picture("owner-prices").await;
    tab(&window, '3').await;
    window.shows(".wallets", "Ledger expects").await;
    window.picture("owner-wallets").await;
    tab(&window, '4').await;
    window.shows("[data-testid=order]", "Strongmb").await;
    window.picture("owner-choosing").await;

    // Locked: nothing of the shop is on the screen, and nothing can be asked of the program.
    window.press(F9.to_string()).await;
    window.wait("[data-testid=locked-screen]").await;
    window.shows("[data-testid=locked-screen]", "Bola").await;
    window.picture("locked").await;
    assert_eq!(window.text("[data-testid=wallet]").await, "");
    for (command, needs) in TABLE {
        let refused = denied(&window, command).await;
        match needs {
            Needs::Nothing => assert_ne!(refused.as_deref(), Some("Locked"), "{command}"),
            Needs::SignedIn | Needs::Owner | Needs::OwnerIfAny => {
                assert_eq!(refused.as_deref(), Some("Locked"), "{command} while nobody is signed in");
            }
            Needs::NoShop => assert_eq!(refused.as_deref(), Some("Other"), "{command}"),
        }
    }

    // An attendant: sells, and may do nothing that is the owner's. Every command that is, by hand.
    sign_in(&mut window, '2', "0000").await;
    window.shows("[data-testid=says]", "not the PIN").await;
    window.picture("locked-wrong-pin").await;
    window.press(format!("4071{ENTER}")).await;
    window.shows("[data-testid=who]", "Bola").await;
    for (command, needs) in TABLE {
        if *needs == Needs::Owner {
            assert_eq!(denied(&window, command).await.as_deref(), Some("OwnerNeeded"), "{command} by an attendant");
        }
    }
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("not the passphrase{ENTER}")).await;
    window.shows("[data-testid=says]", "not the passphrase").await;
    window.picture("owner-passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    window.shows("[data-testid=who]", "owner").await;
    tab(&window, '7').await;
    window.shows("[data-testid=audit]", "A wrong PIN for Bola").await;
    window.shows("[data-testid=audit]", "A wrong passphrase for Ada").await;
    window.shows("[data-testid=audit]", "Named the shop Ada Airtime").await;
    window.picture("owner-audit").await;
    // Leaving the owner's screen, the attendant goes on.
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    window.until("the owner is gone", || async { !window.text("[data-testid=who]").await.contains("owner") }).await;
    assert_eq!(denied(&window, "audit").await.as_deref(), Some("OwnerNeeded"));

    // Five wrong PINs, and the sixth has to wait, also when the program was started anew.
    window.press(F9.to_string()).await;
    for _ in 0..4 {
        sign_in(&mut window, '3', "0000").await;
        window.shows("[data-testid=says]", "not the PIN").await;
        window.press(ESC.to_string()).await;
    }
    sign_in(&mut window, '3', "0000").await;
    window.shows("[data-testid=says]", "next try can be made in").await;
    window.close().await;
    let mut window = begin_with(home.path(), &[]).await;
    sign_in(&mut window, '3', "9273").await;
    window.shows("[data-testid=says]", "Too many wrong tries. Wait").await;
    window.press(ESC.to_string()).await;

    // The passphrase is forgotten: the code gets the owner back in, once.
    window.press(F10.to_string()).await;
    window.wait("#secret").await;
    window
        .script("[...document.querySelectorAll('button')].find((b) => /forgotten/.test(b.textContent)).click()")
        .await;
    window.wait("#fresh").await;
    window.focus("#secret").await;
    window.press(code.to_lowercase()).await;
    window.focus("#fresh").await;
    window.press(format!("another good passphrase{ENTER}")).await;
    window.wait("[data-testid=recovery-code]").await;
    let second = window.text("[data-testid=recovery-code]").await;
    assert_ne!(second, code);
    noted(&mut window).await;
    window.shows("[data-testid=who]", "owner").await;
    window.press(F2.to_string()).await;
    window.wait("#number").await;
    window.close().await;
    let secrets = [PASSPHRASE, "8352", "4071", "9273", &code, "another good passphrase"];
    for secret in secrets {
        let log = home.path().join("log");
        assert_eq!(super::keys::files_with(&log, secret), Vec::<String>::new(), "{secret} in the log");
    }
    for secret in [PASSPHRASE, &code, &code.replace('-', "")] {
        assert_eq!(super::keys::files_with(home.path(), secret), Vec::<String>::new(), "{secret} in a file");
    }
}

/// Calls a command by hand, as a page that was tampered with could, and returns the code of its refusal.
async fn denied(window: &Window, command: &str) -> Option<String> {
    let refused = window.invoke(command, "{}").await.err()?;
    Some(refused["code"].as_str().unwrap_or("arguments").to_owned())
}

/// The program ends while the recovery code is shown: nobody may have it, and every screen says so until a new one was seen to the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_that_was_not_seen_to_the_end_is_told_until_a_new_one_is_kept() {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[]).await;
    set_up_to_the_code(&mut window).await;
    window.kill().await;

    let mut window = begin_with(home.path(), &[]).await;
    sign_in(&mut window, '1', "8352").await;
    window.shows("[data-testid=alarm]", "recovery code").await;
    window.picture("recovery-code-not-kept").await;
    window.press(F10.to_string()).await;
    window.wait("#passphrase").await;
    window.press(format!("{PASSPHRASE}{ENTER}")).await;
    window.wait("[role=tab]").await;
    tab(&window, '5').await;
    window.click_css("p.row button").await;
    window.wait("[data-testid=recovery-code]").await;
    window.shows("[data-testid=alarm]", "recovery code").await;
    noted(&mut window).await;
    window.until("it is told no more", || async { window.text("[data-testid=alarm]").await.is_empty() }).await;
    window.close().await;
    let window = begin_with(home.path(), &[]).await;
    window.wait("[data-testid=locked-screen]").await;
    window.close().await;
    let ledger = airtill_tests::entries::open(&home.path().join("shop")).ledger;
    assert!(ledger.recovery_code_kept().unwrap());
}

/// A shop that is set up and has no key yet: practice is on the screen. What the owner decides goes to the shop that each screen names,
/// all of it, and nothing of it to the other.
#[tokio::test(flavor = "multi_thread")]
async fn the_owners_rules_go_to_the_shop_that_the_screen_names() {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[]).await;
    set_up(&mut window).await;
    for (digit, whose) in [
        ('1', "Practice"),
        ('2', "Real"),
        ('3', "Practice"),
        ('4', "Practice"),
        ('5', "Real"),
        ('6', "Practice"),
        ('7', "Real"),
        ('8', "Real"),
        ('9', "Practice"),
        ('0', "Practice"),
    ] {
        tab(&window, digit).await;
        let named = || async { window.attribute("[data-testid=whose]", "data-whose").await == whose };
        window.until(&format!("page {digit} is of {whose}"), named).await;
    }
    window.shows("[data-testid=whose]", "practice shop").await;
    window.picture("owner-of-practice").await;
    for (field, text) in [("#credit", "7000"), ("#over-short", "250")] {
        window.focus(field).await;
        window.script(&format!("document.querySelector('{field}').select()")).await;
        window.press(text).await;
    }
    window.click_css("[data-testid=save-printer]").await;
    window.shows("form.card [data-testid=says]", "Saved").await;
    tab(&window, '6').await;
    window.wait("#margin").await;
    window.focus("#margin").await;
    window.script("document.querySelector('#margin').select()").await;
    window.press(format!("20{ENTER}")).await;
    window.shows("[data-testid=says]", "Prices saved").await;
    // Every other field of the same screens goes to the same shop.
    let bands = "{ enabled: true, owner_above: '40000', bands: [{ upto: '5000', fee: '70' }] }";
    window.invoke("save_transfer_rules", &format!("{{ form: {bands} }}")).await.unwrap();
    window.click_css("[data-testid=to-real]").await;
    window.shows("[data-testid=whose]", "Of Ada Airtime").await;
    window.picture("owner-of-the-real-shop").await;
    tab(&window, '0').await;
    window.wait("#credit").await;
    assert_eq!(window.value("#credit").await, "10000", "the real shop's is what it was");
    window.close().await;
    let practice = airtill_tests::entries::open(&home.path().join("practice")).ledger;
    let rules = practice.shift_rules().unwrap();
    assert_eq!((rules.credit_most, rules.over_short_most), (Naira::from_naira(7_000), Naira::from_naira(250)));
    assert_eq!(practice.prices().unwrap().shop.data_margin_basis_points, 2_000);
    assert_eq!(practice.transfer_rules().unwrap().owner_above, Naira::from_naira(40_000));
    let real = airtill_tests::entries::open(&home.path().join("shop")).ledger;
    assert_eq!(real.shift_rules().unwrap(), ShiftRules::default());
    assert_ne!(real.transfer_rules().unwrap().owner_above, Naira::from_naira(40_000));
    assert_eq!(real.prices().unwrap().shop, Pricing::default());
}
