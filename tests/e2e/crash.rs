//! The real program is killed at each step of a sale and at random moments, and opened again.

use super::window::key::ENTER;
use super::window::{Start, Window};
use super::{open, open_with};
use airtill_domain::sale::SaleStatus;
use airtill_ledger::Options;
use airtill_tests::agreement::{AT_EACH_STEP, agree};
use airtill_tests::flaky::Dice;
use airtill_tests::progress::{Run, cases};
use std::path::Path;
use std::time::Duration;
use tempfile::tempdir;

/// After each kill the vendor's own record and the ledger agree, and nothing was sent twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_sale_leaves_ledger_and_vendor_in_agreement() {
    for (step, fault) in AT_EACH_STEP {
        let home = tempdir().unwrap();
        let mut window = open_with(home.path(), &[("AIRTILL_FAULT", fault)]).await;
        window.press(format!("08031234567500{ENTER}")).await;
        window.wait("[data-testid=review]").await;
        window.press_last(ENTER).await;
        window.died().await;

        let window = open(home.path()).await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        window.close().await;
        agree(&home.path().join("practice")).unwrap_or_else(|why| panic!("killed {step} ({fault}): {why}"));
    }
}

/// Kills on one home, one after the other.
const KILLS_A_HOME: u64 = 10;

/// What stood on the screen.
struct Shown {
    number: String,
    delivered: bool,
}

/// `kill -9` of the window at random moments, four in ten while it opens: what the screen has shown is in the ledger,
/// nothing was sent twice, and nothing was called delivered that wasn't.
#[tokio::test(flavor = "multi_thread")]
async fn kills_at_random_moments_take_nothing_back_that_was_on_the_screen() {
    let total = cases(30, 300);
    let run = Run::begin("window-kills", total);
    let (mut opening, mut seen) = (0, 0);
    let mut home = run.first() / KILLS_A_HOME;
    while home * KILLS_A_HOME < total {
        let (in_opening, shown) = one_home(home).await.unwrap_or_else(|why| panic!("home {home}: {why}"));
        (opening, seen, home) = (opening + in_opening, seen + shown, home + 1);
        run.done(KILLS_A_HOME);
    }
    println!(
        "kill -9 of the window: {total} kills, {opening} while opening; {seen} sales had been on the screen, 0 lost"
    );
}

async fn one_home(seed: u64) -> Result<(u64, usize), String> {
    let home = tempdir().unwrap();
    let mut dice = Dice::new(seed + 3);
    let (mut opening, mut shown) = (0, Vec::new());
    for kill in 0..KILLS_A_HOME {
        if dice.throw(10) < 4 {
            opening += 1;
            let start = Start { binary: Path::new(env!("CARGO_BIN_EXE_airtill")), home: home.path(), environment: &[] };
            Window::begin_and_kill(start, Duration::from_millis(20 + dice.throw(900))).await;
            continue;
        }
        let mut window = open(home.path()).await;
        let until = Duration::from_millis(500 + dice.throw(4_000));
        let _ = tokio::time::timeout(until, sell_on(&mut window, seed * 1_000 + kill * 10, &mut shown)).await;
        window.kill().await;
    }
    let window = open(home.path()).await;
    // Every doubt that can end at once does: the practice vendors are asked as soon as the ledger is open.
    tokio::time::sleep(Duration::from_secs(3)).await;
    window.close().await;
    let shop = home.path().join("practice");
    agree(&shop)?;
    let ledger =
        airtill_ledger::open(&Options::new(&shop, "look".to_owned())).map_err(|error| error.to_string())?.ledger;
    for one in &shown {
        let sale =
            ledger.to_recipient(&one.number).next().ok_or_else(|| format!("the sale to {} is lost", one.number))?;
        let standing = sale.map(|sale| sale.standing(sale.taken_at)).map_err(|error| error.to_string())?;
        if one.delivered && standing != SaleStatus::Delivered {
            return Err(format!("{} stood on the screen as delivered, and is {standing:?} in the ledger", one.number));
        }
    }
    Ok((opening, shown.len()))
}

/// One customer after the other, until the program is gone.
async fn sell_on(window: &mut Window, first: u64, shown: &mut Vec<Shown>) {
    for n in first.. {
        let number = format!("080321{n:05}");
        window.press(format!("{number}{}{ENTER}", 100 + n % 7 * 50)).await;
        window.wait("[data-testid=review]").await;
        window.press_next(ENTER).await;
        let spaced = format!("{} {} {}", &number[..4], &number[4..7], &number[7..]);
        window.shows("[data-testid=outcome]", &spaced).await;
        shown.push(Shown { number, delivered: false });
        for _ in 0..60 {
            if window.attribute("[data-testid=outcome]", "data-standing").await == "Delivered" {
                shown.last_mut().expect("one was just shown").delivered = true;
                break;
            }
        }
    }
}
