//! `kill -9` at random moments, four in ten while the ledger is being opened.

use super::counter::{Job, Vendors, Worker, acknowledged, held_against, of_sales};
use airtill_tests::flaky::Dice;
use airtill_tests::progress::{Run, cases};
use std::time::Duration;
use tempfile::tempdir;

/// Kills on one home, one after the other: each child goes on with what the last one left.
const KILLS_A_HOME: u64 = 15;

/// Nothing that was said to be taken is lost, nothing was sent twice, nothing was called delivered that wasn't.
#[test]
fn kills_at_random_moments_lose_nothing_and_send_nothing_twice() {
    let total = cases(270, 2_700);
    let run = Run::begin("kills", total);
    let (mut opening, mut taken) = (0, 0);
    let mut home = run.first() / KILLS_A_HOME;
    while home * KILLS_A_HOME < total {
        let found = std::thread::scope(|scope| {
            let pair: Vec<_> = (home..home + 2).map(|n| scope.spawn(move || one_home(n, &[]))).collect();
            pair.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        for (n, found) in found.into_iter().enumerate() {
            let (in_opening, said) = found.unwrap_or_else(|why| panic!("home {}: {why}", home + n as u64));
            opening += in_opening;
            taken += said;
        }
        home += 2;
        run.done(2 * KILLS_A_HOME);
    }
    println!("kill -9: {total} kills, {opening} while opening; {taken} acknowledged, 0 lost, 0 sent twice, 0 wrong");
}

/// Kills on one home; how many of them while opening, and how many acknowledged facts were held against the ledger.
pub fn one_home(seed: u64, environment: &[(&str, String)]) -> Result<(u64, usize), String> {
    let scratch = tempdir().unwrap();
    let home = scratch.path().join("shop");
    let vendors = Vendors::start(&scratch.path().join("vendors"));
    let mut dice = Dice::new(seed + 1);
    let (mut said, mut opening) = (Vec::new(), 0);
    let authority = vendors.authority();
    for kill in 0..KILLS_A_HOME {
        let job = Job { home: &home, vendors: &authority, seed: seed * 1_000 + kill, sales: 0, environment };
        let mut worker = Worker::start(&job);
        worker.says("opening", Duration::from_secs(20));
        if dice.throw(10) < 4 {
            opening += 1;
            std::thread::sleep(Duration::from_micros(dice.throw(60_000)));
        } else {
            worker.says("taken", Duration::from_secs(20));
            std::thread::sleep(Duration::from_millis(10 + dice.throw(220)));
        }
        said.extend(of_sales(&worker.kill()));
    }
    let job = Job { home: &home, vendors: &authority, seed: 0, sales: 1, environment };
    said.extend(of_sales(&Worker::start(&job).wait(Duration::from_secs(60))));
    held_against(&home, &vendors, &said)?;
    Ok((opening, acknowledged(&said)))
}
