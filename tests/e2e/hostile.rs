//! What the window is given by vendors who mean harm, and what the program is given by a page that was tampered with.

use super::keys::files_with;
use super::people::{PASSPHRASE, set_up, sign_in};
use super::window::Window;
use super::window::key::{ENTER, ESC, F3, F6, F10};
use super::{begin_with, open, open_with};
use airtill::commands::gate::TABLE;
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use serde_json::json;
use std::path::Path;
use tempfile::{TempDir, tempdir};

/// A key that is looked for wherever the program could have left it.
const CANARY: &str = "canary.7f3a9k2mq4.must-not-be-found";

/// HTML, a script, marks that turn the reading direction, emoji, characters that no font has, and ten thousand more.
fn hostile() -> String {
    let marks =
        "\u{202e}\u{2066}\u{200f}Airtel \u{1f4a5}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{0}\u{7}\u{fff9}";
    format!(
        "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script><b>bold</b> [[:Slip]] **so** {marks} {}",
        "long ".repeat(2_000)
    )
}

/// The real shop at a vendor that answers everything with hostile texts.
async fn hostile_shop() -> (TempDir, RawVendor, Window) {
    let home = tempdir().unwrap();
    let networks = json!({ "status": true, "networks": { "1": "MTN", "2": hostile() } });
    let plans = json!({ "status": true, "data": { "1": [
        { "id": "1", "name": format!("1GB {}", hostile()), "price": "250", "telco_price": "0" },
        { "id": "2", "name": hostile(), "price": "300", "telco_price": "0" },
    ] } });
    let answer = json!({ "status": false, "msg": hostile(), "data": { "msg": hostile() }, "error": hostile() });
    let script = Script::Bytes(http(400, "application/json", &answer.to_string()));
    let vendor = RawVendor::listing(script, networks.to_string(), plans.to_string()).await;
    let mut window = open_with(home.path(), &[("AIRTILL_TEST_VENDOR_URL", &vendor.url())]).await;
    set_up(&mut window).await;
    window.focus("#key-Key").await;
    window.press(format!("{CANARY}{ENTER}")).await;
    window.shows("[data-testid=says]", "Saved in the keyring").await;
    (home, vendor, window)
}

/// Text came in as text: no element of the vendor's, no script of it has run, nothing reaches out of the window.
async fn harmless(window: &Window, screen: &str) {
    let found = window
        .script(
            "return [window.hacked ?? null, document.querySelectorAll('img, #app script, #app b[onerror]').length,
                     document.documentElement.scrollWidth <= innerWidth]",
        )
        .await;
    assert_eq!(found, json!([null, 0, true]), "{screen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_are_shown_as_text_and_the_key_is_found_nowhere() {
    let (home, vendor, mut window) = hostile_shop().await;
    harmless(&window, "a network's name on the vendor's page").await;
    window.shows("[data-testid=unknown-name]", "<img src=x").await;
    window.picture("hostile-vendor").await;
    window.press(ESC.to_string()).await;

    // Plans with such names, and a purchase that is answered with such a text.
    window.press(F3.to_string()).await;
    window.press("08031234567").await;
    window.shows("[data-testid=plans]", "1GB").await;
    harmless(&window, "plans").await;
    window.picture("hostile-plans").await;
    window.press("1").await;
    window.press_next(ENTER).await;
    window.wait("[data-testid=review]").await;
    harmless(&window, "review").await;
    window.press_next(ENTER).await;
    window.wait("[data-testid=outcome][data-standing=Owed], [data-testid=outcome][data-standing=NotKnown]").await;
    harmless(&window, "outcome").await;
    window.picture("hostile-outcome").await;
    assert_eq!(vendor.purchases().len(), 1);
    window.press(format!("{ESC}{F6}")).await;
    window.wait("[data-testid=row]").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=story]", "<img src=x").await;
    harmless(&window, "story").await;
    window.picture("hostile-story").await;
    let story = window.text("[data-testid=story]").await;
    assert!(story.len() < 12_000, "a vendor's text is cut: {} characters", story.len());
    let turning = |text: &str| text.contains(['\u{202e}', '\u{2066}', '\u{200f}']);
    assert!(!turning(&story), "marks that turn the reading direction");
    window.press("d").await;
    window.shows("[data-testid=slip]", "WHAT HAPPENED").await;
    harmless(&window, "dispute slip").await;
    window.press(format!("{ESC}{ESC}{F10}")).await;
    window.wait("#passphrase, [role=tab]").await;
    if window.text("[role=tab]").await.is_empty() {
        window.press(format!("{PASSPHRASE}{ENTER}")).await;
        window.wait("[role=tab]").await;
    }
    keys_of_every_reply(&window).await;

    // Out of the program: export, backup, and what it says when a task of it panics with the request in its hands.
    let (stick, exports) = (tempdir().unwrap(), tempdir().unwrap());
    let (to_stick, to_exports) = (path(stick.path()), path(exports.path()));
    let folder = format!("{{ folder: {to_stick}, passphrase: '{PASSPHRASE}' }}");
    assert_eq!(window.invoke("set_backup_folder", &folder).await.unwrap()["kind"], "done");
    for format in ["Csv", "Xlsx", "Jsonl", "Hledger"] {
        let task =
            format!("{{ ask: {{ kind: 'export', format: '{format}', from: '', to: '', folder: {to_exports} }} }}");
        done(&window, &task).await;
    }
    done(&window, "{ ask: { kind: 'backUp' } }").await;
    window.close().await;
    assert_eq!(std::fs::read_dir(exports.path()).unwrap().count(), 4);

    let url = vendor.url();
    let environment = [
        ("AIRTILL_TEST_VENDOR_URL", url.as_str()),
        ("AIRTILL_FAULT", "panic:purchase.before_send"),
        ("RUST_BACKTRACE", "full"),
    ];
    let mut window = begin_with(home.path(), &environment).await;
    sign_in(&mut window, '2', "4071").await;
    window.wait("#number").await;
    window.sell("08031112223300", "Not known yet").await;
    window.close().await;
    let said = std::fs::read_to_string(home.path().join("stderr.txt")).unwrap();
    assert!(said.contains("injected at purchase.before_send"), "the panic was told: {said}");
    assert!(
        !files_with(home.path(), "\"ound\"").is_empty(),
        "the search finds what is there: its last four characters"
    );
    for place in [home.path(), stick.path(), exports.path()] {
        assert_eq!(files_with(place, CANARY), Vec::<String>::new(), "the key is in a file");
        assert_eq!(files_with(place, &CANARY[7..]), Vec::<String>::new(), "a part of the key is in a file");
    }
}

fn path(path: &Path) -> String {
    json!(path.to_str().unwrap()).to_string()
}

/// Begins a task of the records, and waits until it has ended well.
async fn done(window: &Window, task: &str) {
    assert_eq!(window.invoke("begin_task", task).await.unwrap()["kind"], "done", "{task}");
    window
        .until("the task has ended", || async {
            let view = window.invoke("records", "{}").await.unwrap();
            view["doing"].is_null() && view["ended"]["well"] == json!(true)
        })
        .await;
}

/// What the program answers to everything that can be asked with no harm done, with the owner signed in.
async fn keys_of_every_reply(window: &Window) {
    let asked = [
        ("status", "{}"),
        ("vendors", "{}"),
        ("records", "{}"),
        ("routing", "{}"),
        ("wallet_books", "{}"),
        ("people", "{}"),
        ("day_list", "{}"),
        ("open_sales", "{}"),
        ("day_at_a_glance", "{ daysBack: 0 }"),
        ("audit", "{ ask: { at_least: 'Plain', with_sales: true } }"),
        ("find_sales", "{ ask: { text: '', days_back: 0, below: null } }"),
        ("sale_story", "{ place: 0 }"),
        ("plans", "{ network: 'Mtn', number: '' }"),
        ("test_key", "{ vendor: 'SmePlug' }"),
        ("set_key", "{ vendor: 'SmePlug', kind: 'Key', parts: [{ field: 'Key', text: 'short' }], forNow: true }"),
        ("customers_ending", "{ digits: '4567' }"),
        ("banks", "{}"),
        ("transfer_rules", "{}"),
        ("vendor_profile", "{ vendor: 'SmePlug' }"),
        ("listener", "{}"),
        ("notice_addresses", "{}"),
    ];
    for (command, arguments) in asked {
        let answer = window.invoke(command, arguments).await.unwrap_or_else(|error| panic!("{command}: {error}"));
        let answer = answer.to_string();
        assert!(!answer.contains(&CANARY[7..]), "{command} tells the key: {answer}");
    }
    let page = window.script("return document.documentElement.outerHTML").await.to_string();
    assert!(!page.contains(&CANARY[7..]), "the page holds the key");
}

/// Every command that takes something, with what it does not take: wrong types, huge texts, unknown fields, nothing. A clear
/// refusal each time, the window goes on, and nothing was written but that secrets were tried.
#[tokio::test(flavor = "multi_thread")]
async fn calls_by_hand_with_anything_at_all_change_nothing() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.sell("08031234567500", "Delivered").await;
    // With the owner signed in, so that every command gets to read what came with it.
    set_up(&mut window).await;
    let read = |file: &str| std::fs::read_to_string(airtill_tests::root().join("ui/src").join(file)).unwrap();
    let bindings = read("bindings.ts") + &read("ownerBindings.ts");
    let before = journal(home.path());
    let huge = "'x'.repeat(2_000_000)";
    let (mut calls, mut read) = (0, 0);
    for (command, _) in TABLE {
        // `__TAURI_INVOKE("name", { first, second })`: those that take nothing have nothing to be wrong.
        let call = format!("__TAURI_INVOKE(\"{command}\"");
        let at = bindings.find(&call).unwrap_or_else(|| panic!("{command} is among the bindings")) + call.len();
        let line = bindings[at..].lines().next().unwrap();
        let Some(names) = line.strip_prefix(", { ").and_then(|rest| rest.split(" }").next()) else { continue };
        let names: Vec<&str> = names.split(", ").collect();
        let all = |value: &str| {
            let fields: Vec<String> = names.iter().map(|name| format!("{name}: {value}")).collect();
            format!("{{ {} }}", fields.join(", "))
        };
        let wrong = [
            "{}".to_owned(),
            "{ nothing: 1 }".to_owned(),
            all("null"),
            all("{}"),
            all("[]"),
            all("-1e308"),
            all("{ unknown: { field: [1, 2, 3] }, __proto__: { x: 1 } }"),
            all(huge),
            all(&format!("{{ text: {huge}, days_back: 'x', below: -1 }}")),
            all("'\\u0000\\u202e; DROP TABLE sales'"),
        ];
        for arguments in wrong {
            let answer = window.invoke(command, &arguments).await;
            calls += 1;
            // While the gate lets everything through, only the size is its own refusal.
            let refused = answer.as_ref().err().map(|error| error["code"].as_str().unwrap_or_default().to_owned());
            read += usize::from(!matches!(refused.as_deref(), Some("OwnerNeeded" | "Locked" | "SetUpFirst")));
            if let Ok(answer) = &answer {
                // What is a text is read as one, and refused in words or answered with nothing.
                let harmless = answer.is_null() || answer.is_array() || answer["kind"] == "refused" || reads(command);
                assert!(harmless, "{command} took {}: {answer}", &arguments[..arguments.len().min(90)]);
            }
            if let Err(error) = answer {
                let told =
                    error.as_str().map(str::to_owned).unwrap_or_else(|| error["message"].as_str().unwrap().to_owned());
                assert!(!told.is_empty() && told.len() < 600, "{command}: {} characters", told.len());
            }
        }
    }
    assert!(calls > 350, "{calls} calls");
    assert!(read > 300, "{read} got past the gate");
    assert!(window.invoke("no_such_command", "{}").await.is_err());
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let after = journal(home.path());
    // Texts where a secret belongs are wrong tries, and those are written down before they are looked at.
    let news: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert!(after.len() - news.len() == before.len() && news.len() < 10, "{} lines more", news.len());
    assert!(news.iter().all(|line| line.contains("\"SecretTried\"")), "the journal has grown: {news:?}");
    window.press(ESC.to_string()).await;
    window.wait("#number").await;
    window.sell("08021234567200", "Delivered").await;
    window.close().await;
}

/// These answer any text: that is what they are for. Of keys and prefixes, an empty list is what holds already; and where
/// no slip waits, none is taken off the list.
fn reads(command: &str) -> bool {
    const READ: [&str; 8] = [
        "read_number",
        "read_amount",
        "read_transfer",
        "read_account",
        "find_sales",
        "save_keys",
        "save_prefixes",
        "drop_slip",
    ];
    READ.contains(&command)
}

/// What both shops have written down, line by line.
fn journal(home: &Path) -> Vec<String> {
    let mut files: Vec<_> = ["practice", "shop"]
        .iter()
        .flat_map(|shop| std::fs::read_dir(home.join(shop).join("journal")).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let read = |file: &std::path::PathBuf| std::fs::read_to_string(file).unwrap();
    files.iter().flat_map(|file| read(file).lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}
