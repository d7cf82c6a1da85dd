//! A close of a busy day: from the locked count to the Z, whatever the shift has sold.

use super::sales::{answered, at, taken};
use super::table::{Times, most, ratio, row};
use airtill_domain::money::Naira;
use airtill_domain::shift::Count;
use airtill_domain::shop::ShopKind;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::{Ledger, Options};
use airtill_reports::sheet::{Made, of_open_shift};
use airtill_reports::slips::sheet::Costs;
use airtill_reports::slips::{self, Heading, Mark};
use std::collections::BTreeMap;
use std::time::Instant;

/// A day of more sales than a kiosk has.
const SALES: u64 = 5_000;
const TIMES: u64 = 7;

pub fn measure() {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a scratch directory");
    let ledger =
        airtill_ledger::open(&Options::new(directory.path(), "bench".to_owned())).expect("a new ledger").ledger;
    let commit = |n: u64, entries| ledger.commit_waiting(at(n), Actor::Counter, entries).expect("a commit");
    let opened = |number: u32| Entry::ShiftOpened { number, float: Count::of(Naira::from_naira(5_000)) };
    println!("\nClosing a shift, in milliseconds: median (95th percentile)");
    // Closing the same amount of nothing costs what a close costs.
    let mut empty = Times::default();
    for number in 1..=3 {
        commit(0, vec![opened(number)]);
        empty.add(close(&ledger, 0));
    }
    let mut busy = Times::default();
    let mut done = 0;
    for n in 0..TIMES {
        commit(done, vec![opened(u32::try_from(4 + n).unwrap_or(u32::MAX))]);
        // The first of them is the day; the others show how much of it is chance.
        let sales = if n == 0 { SALES } else { SALES / 10 };
        for sale in done..done + sales {
            commit(sale, taken(sale));
            commit(sale, answered(sale));
        }
        done += sales;
        let time = close(&ledger, done);
        if n == 0 {
            most("count to Z, 5,000 sales, s", time.as_secs_f64(), 1.0);
        } else {
            busy.add(time);
        }
    }
    row("no sale", &[&empty]);
    row("500 sales", &[&busy]);
    ratio("500 sales beside none", &busy, &empty, 40.0);
}

/// From the locked count: the entry of the count, the sheet, its entry, and the lines that are shown.
fn close(ledger: &Ledger, n: u64) -> std::time::Duration {
    let begun = Instant::now();
    let total = ledger.balances().expect("the balances").drawer();
    let counted = vec![Entry::DrawerCounted { count: Count::of(total) }];
    ledger.commit_waiting(at(n), Actor::Counter, counted).expect("the count");
    let made = Made { at: at(n), by: Actor::Counter, asked: BTreeMap::new(), reason: String::new(), bank_seen: None };
    let (_, sheet) = of_open_shift(ledger, &made).expect("it can be read").expect("a shift is open");
    assert_eq!(sheet.check.off(), Naira::ZERO);
    let closed = vec![Entry::ShiftClosed { sheet: Box::new(sheet.clone()) }];
    ledger.commit_waiting(at(n), Actor::Counter, closed).expect("the Z");
    let heading = Heading { shop: None, kind: ShopKind::Real, footer: String::new() };
    let lines = slips::sheet::z(&sheet, &heading, Mark::Original, Costs::Shown);
    assert!(lines.len() > 20);
    begun.elapsed()
}
