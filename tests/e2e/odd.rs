//! What should not happen, and does: a held ledger, a damaged one, a full disk; and what everyone should be able to use.

use super::window::key::{ENTER, ESC, F6};
use super::window::{Window, programs};
use super::{open, open_with};
use std::fs;
use tempfile::tempdir;

/// A ledger that another program holds: said, with what to do, and nothing touched.
#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_is_held_elsewhere_is_told() {
    let home = tempdir().unwrap();
    fs::create_dir_all(home.path().join("practice")).unwrap();
    let lock = fs::File::create(home.path().join("practice/lock")).unwrap();
    lock.lock().unwrap();
    let mut window = open(home.path()).await;
    window.shows("[data-testid=opening-failed]", "Another program is using this shop's ledger").await;
    window.shows("[data-testid=opening-failed]", "Close it there").await;
    window.picture("held-elsewhere").await;
    drop(lock);
    window.press(ENTER.to_string()).await;
    window.wait("#number").await;
    window.close().await;
}

/// A damaged store is set aside, rebuilt from the journal, and said; the sales are all there.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_store_is_rebuilt_and_told() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    window.sell("08031234567500", "Delivered").await;
    window.close().await;
    let store = home.path().join("practice/ledger.sled");
    fs::write(store.join("conf"), b"not a configuration").unwrap();

    let window = open(home.path()).await;
    window.shows("[data-testid=notices]", "rebuilt from the journal").await;
    window.shows("[data-testid=day-list]", "0803 123 4567").await;
    window.picture("rebuilt").await;
    window.close().await;
    let aside = fs::read_dir(home.path().join("practice")).unwrap();
    assert!(aside.flatten().any(|item| item.file_name().to_string_lossy().starts_with("ledger.sled.bad-")));
}

/// The journal can't be written at the key press: nothing is sent, it is said, and the next press works.
#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_cannot_be_written_sends_nothing_and_says_so() {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[("AIRTILL_FAULT", "fail:journal.sync@intent")]).await;
    window.sell("08031234567500", "The ledger could not be written: nothing was sent").await;
    window.shows("[data-testid=outcome]", "is owed to the customer").await;
    window.picture("not-written").await;
    let sent = fs::read_to_string(home.path().join("practice/vendors.log")).unwrap();
    assert_eq!(sent, "");
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.shows("[data-testid=day-sum]", "1 sale").await;
    window.close().await;
}

/// The page is drawn without a graphics driver, so the till's process loads none: 16 MB less, and one thing less that can be
/// broken on a machine.
#[tokio::test(flavor = "multi_thread")]
async fn the_tills_process_loads_no_graphics_driver() {
    let home = tempdir().unwrap();
    let window = open(home.path()).await;
    let tills = programs(window.driver_id());
    assert_eq!(tills.len(), 1, "one process of the till");
    let loaded = fs::read_to_string(format!("/proc/{}/maps", tills[0])).unwrap();
    assert!(loaded.contains("libwebkit2gtk"), "it shows a window");
    let drivers: Vec<&str> = loaded.lines().filter(|line| line.contains("/dri/") || line.contains("libLLVM")).collect();
    assert!(drivers.is_empty(), "{}", drivers.join("\n"));
    window.close().await;
}

/// The page follows the desktop's dark theme.
#[tokio::test(flavor = "multi_thread")]
async fn a_dark_desktop_gets_a_dark_till() {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[("GTK_THEME", "Adwaita:dark")]).await;
    let background = window.script("return getComputedStyle(document.body).backgroundColor").await;
    assert_eq!(background, serde_json::json!("rgb(21, 23, 26)"));
    window.press(format!("08030000013500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.picture("dark-review").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.picture("dark-delivered").await;
    window.sell("08030000003200", "is owed").await;
    window.picture("dark-failed").await;
    window.press(format!("{ESC}{F6}")).await;
    window.shows("[data-testid=found]", "2 sales").await;
    window.press(ENTER.to_string()).await;
    window.shows("[data-testid=story]", "Taken: ").await;
    window.picture("dark-ledger").await;
    window.close().await;
}

/// A second start brings the first window forward and ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_leaves_it_to_the_first() {
    let data = tempdir().unwrap();
    let path = data.path().to_str().unwrap();
    let environment = [("AIRTILL_HOME", ""), ("XDG_DATA_HOME", path)];
    let window = open_with(&data.path().join("Airtill"), &environment).await;
    let mut second = std::process::Command::new(env!("CARGO_BIN_EXE_airtill"))
        .env("XDG_DATA_HOME", path)
        .env_remove("AIRTILL_HOME")
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    let ended = loop {
        if let Some(ended) = second.try_wait().unwrap() {
            break Some(ended);
        }
        if begun.elapsed() > std::time::Duration::from_secs(15) {
            let _ = second.kill();
            break None;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    assert!(ended.is_some_and(|status| status.success()), "{ended:?}");
    window.shows("[data-testid=day-sum]", "0 sales").await;
    window.close().await;
}

/// A command that panics is an answer: it is told with what to do, nothing was taken that nobody knows of, and the till goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_panics_is_an_answer() {
    let home = tempdir().unwrap();
    let mut window = open_with(home.path(), &[("AIRTILL_FAULT", "panic:command.confirm_sale")]).await;
    window.press(format!("08031234567500{ENTER}")).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=fault]", "The program failed at this step").await;
    window.shows("[data-testid=fault]", "Look at the day's list before you do it again").await;
    window.picture("command-panicked").await;
    assert_eq!(fs::read_to_string(home.path().join("practice/vendors.log")).unwrap(), "", "nothing was sent");
    window.press_next(ENTER).await;
    window.wait("[data-testid=review]").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    window.close().await;
}

/// The key that opens the review and the key that sends lie nowhere near each other, whatever the window's size and the text's; and a
/// space bar sends nothing, though the key that sends has the focus.
#[tokio::test(flavor = "multi_thread")]
async fn the_key_that_sends_is_never_where_the_finger_just_was() {
    let home = tempdir().unwrap();
    let mut window = open(home.path()).await;
    let place = async |window: &Window, css: &str| -> [f64; 4] {
        let script = format!(
            "const box = document.querySelector('{css}').getBoundingClientRect();
             return [box.left, box.top, box.right, box.bottom];"
        );
        serde_json::from_value(window.script(&script).await).unwrap()
    };
    for (width, height) in [(1366, 768), (1024, 600)] {
        window.resize(width, height).await;
        for larger in 0..=2 {
            if larger > 0 {
                window.press_with_ctrl('+').await;
            }
            window.wait("[data-testid=keypad] .review").await;
            let opens = place(&window, "[data-testid=keypad] .review").await;
            window.focus("#number").await;
            window.press(format!("08031234567500{ENTER}")).await;
            window.wait("[data-testid=review] [data-send]").await;
            let sends = place(&window, "[data-testid=review] [data-send]").await;
            let apart = opens[2] <= sends[0] || sends[2] <= opens[0] || opens[3] <= sends[1] || sends[3] <= opens[1];
            assert!(apart, "at {width} x {height}, {larger} larger: {opens:?} and {sends:?}");
            if larger == 0 {
                window.picture(&format!("review-{width}")).await;
                tokio::time::sleep(std::time::Duration::from_millis(400)).await;
                window.script("document.querySelector('[data-send]').focus()").await;
                window.press(" ").await;
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                assert_eq!(window.text("[data-testid=outcome]").await, "", "a space bar sends nothing");
                window.wait("[data-testid=review]").await;
            }
            window.press(ESC.to_string()).await;
            window.wait("[data-testid=keypad]").await;
            window.press(format!("{ESC}{ESC}")).await;
        }
        window.press_with_ctrl('0').await;
    }
    window.close().await;
}
