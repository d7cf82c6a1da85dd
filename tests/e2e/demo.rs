//! What `make run` shows where there is no display: an attendant's first minutes, by keyboard, in the real window.
//!
//! Prints the slip and the day's list in the terminal and leaves pictures in `target/demo/`.

#[allow(dead_code, reason = "the demonstration uses a part of what the tests do")]
mod window;

use std::path::{Path, PathBuf};
use window::key::{ENTER, ESC, F1, F2, F4, F7, F8};
use window::{Start, Window};

#[tokio::main]
async fn main() {
    let pictures = window::target().join("demo");
    let _ = std::fs::remove_dir_all(&pictures);
    let home: PathBuf = std::env::temp_dir().join(format!("airtill-demo-{}", std::process::id()));
    let binary = std::env::current_exe().expect("this program has a path").with_file_name("airtill");
    assert!(binary.is_file(), "the program is built beside its demonstration");
    let mut window = Window::open(Start { binary: &binary, home: &home, environment: &[] }).await;
    window.shows("[data-testid=connection]", "Online").await;
    picture(&pictures, "1-opened").await;

    println!("\nOpening a shift with ₦5,000: four notes of 1,000 and two of 500");
    window.press(F7.to_string()).await;
    count(&mut window, &["4", "2"], &pictures, "1-float").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=shift-open]", "Shift 1").await;
    window.press(F2.to_string()).await;

    println!("\nSelling ₦500 to 0803 123 4567: eleven digits, the amount, Enter, Enter");
    let before = window.pressed();
    sell(&mut window, "08031234567", "500", &pictures, "2-review").await;
    window.shows("[data-testid=outcome]", "Delivered").await;
    println!("Delivered, with {} keys", window.pressed() - before);
    picture(&pictures, "3-delivered").await;
    window.press("p").await;
    window.shows("[data-testid=slip]", "DELIVERED").await;
    picture(&pictures, "4-slip").await;
    println!("\n{}\n", window.text("[data-testid=slip]").await);
    window.press(ESC.to_string()).await;
    window.until("the slip is closed", || async { window.text("[data-testid=slip]").await.is_empty() }).await;

    println!("Selling ₦200 to 0803 000 0003, a practice number that is refused");
    sell(&mut window, "08030000003", "200", &pictures, "5-review").await;
    window.shows("[data-testid=outcome]", "is owed").await;
    picture(&pictures, "6-failed-and-owed").await;
    window.press_read('g').await;
    window.shows("[data-testid=outcome]", "was handed over").await;
    println!("Failed; ₦200 handed back");

    println!("Selling ₦1,000 to 0803 000 0005, a practice number that gets no answer: ten seconds");
    sell(&mut window, "08030000005", "1000", &pictures, "7-review").await;
    window.wait("[data-testid=outcome][data-standing=NotKnown]").await;
    picture(&pictures, "8-not-known-yet").await;
    println!("Not known yet; the form is free, and the vendor is asked");
    window.press(F4.to_string()).await;
    window.shows("[data-testid=open-sales]", "₦1,000").await;
    picture(&pictures, "9-not-known-and-owed").await;
    window.shows("[data-testid=open-sales]", "Nothing is open").await;
    println!("Delivered, by a check");
    window.press(F1.to_string()).await;
    picture(&pictures, "10-help").await;
    // The day stands beside the counter.
    window.press(F2.to_string()).await;
    window.shows("[data-testid=day-sum]", "3 sales").await;

    println!("\nThe day's list\n");
    let rows = window
        .script(
            "const line = (parts) => parts.map((part) => part.innerText.trim().replaceAll('\\n', ', ')).join('  ');
             return [...document.querySelectorAll('[data-testid=day-list] li')]
               .map((row) => line([...row.querySelectorAll('.what, .word')]))
               .concat([line([...document.querySelectorAll('[data-testid=day-sum] > span')])]);",
        )
        .await;
    for row in rows.as_array().into_iter().flatten() {
        println!("  {}", row.as_str().unwrap_or_default());
    }

    println!("\nClosing the shift: the drawer is counted blind, and ₦100 are missing");
    window.press(F8.to_string()).await;
    window.wait("[data-testid=begin-close]").await;
    window.press_next(ENTER).await;
    count(&mut window, &["6", "0", "2"], &pictures, "11-count").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=verdict]", "short ₦100").await;
    picture(&pictures, "12-verdict").await;
    window.press_next(ENTER).await;
    window.shows("[data-testid=sheet]", "Z REPORT 1").await;
    picture(&pictures, "13-z").await;
    println!();
    let lines = window
        .script(
            "return [...document.querySelectorAll('[data-testid=sheet] :is(h3, p)')].map((line) =>
               line.tagName === 'H3' ? [''.padEnd(44, '-'), line.innerText.trim()].join('\\n')
               : line.classList.contains('pair')
                 ? ((name, value) => name.padEnd(44 - value.length) + value)(...[...line.children].map((c) => c.innerText.trim()))
                 : line.innerText.trim());",
        )
        .await;
    for line in lines.as_array().into_iter().flatten() {
        println!("{}", line.as_str().unwrap_or_default());
    }
    window.close().await;
    let _ = std::fs::remove_dir_all(&home);
    println!("\nPictures: {}", pictures.display());
}

async fn picture(directory: &Path, name: &str) {
    tokio::time::sleep(std::time::Duration::from_millis(350)).await;
    window::picture(directory, name);
}

/// Types how many of each note are there.
async fn count(window: &mut Window, pieces: &[&str], pictures: &Path, name: &str) {
    window.wait("#note-1000").await;
    window.until("the first note has the focus", || async { window.focused().await == "note-1000" }).await;
    for n in 0..9 {
        window.press(format!("{}{ENTER}", pieces.get(n).unwrap_or(&""))).await;
    }
    picture(pictures, name).await;
}

async fn sell(window: &mut Window, number: &str, amount: &str, pictures: &Path, name: &str) {
    window.press(number).await;
    window.press(amount).await;
    window.press(ENTER.to_string()).await;
    window.wait("[data-testid=review]").await;
    picture(pictures, name).await;
    window.press_next(ENTER).await;
}
