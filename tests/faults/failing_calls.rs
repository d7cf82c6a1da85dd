//! Each write and each sync of twenty sales fails, one run for each: once, or from there on, as on a disk that is full or
//! breaks. Below the program, at the C library: what sled does counts as much as what the journal does.

use super::counter::{Job, Vendors, Worker, as_said, of_sales};
use airtill_ledger::Options;
use airtill_tests::agreement::agree_with;
use airtill_tests::failing_disk::failing_disk;
use airtill_tests::progress::{Run, is_long};
use std::path::Path;
use std::time::Duration;
use tempfile::tempdir;

/// Sales of one script.
const SALES: u64 = 20;

/// How a call fails.
#[derive(Clone, Copy, Debug)]
struct Failure {
    /// `write` or `sync`.
    of: &'static str,
    /// Which one, from 1.
    at: u64,
    /// How many from there on.
    many: u64,
}

/// What a script came to.
struct Script {
    heard: Vec<String>,
    writes: u64,
    syncs: u64,
    failed: u64,
}

#[test]
fn whichever_write_or_sync_fails_no_sale_is_lost_and_none_leaves_unremembered() {
    let scratch = tempdir().unwrap();
    let Some(library) = failing_disk(scratch.path()) else { return };
    let vendors = Vendors::start(&scratch.path().join("vendors-first"));
    let all = script(&scratch.path().join("first"), &vendors, &library, Failure { of: "none", at: 0, many: 0 });
    assert!(all.writes > SALES && all.syncs > SALES && all.failed == 0, "nothing was counted");
    let mut failures = Vec::new();
    for (of, calls) in [("write", all.writes), ("sync", all.syncs)] {
        for at in 1..=calls {
            failures.extend([1, u64::MAX >> 2].map(|many| Failure { of, at, many }));
        }
    }
    // A prime, so that the short run meets every kind of call.
    let step = if is_long() { 1 } else { 13 };
    let chosen: Vec<Failure> = match std::env::var("AIRTILL_FAILURE") {
        // One that was found, over and over, since threads meet differently each time: `sync@47`.
        Ok(one) => {
            let (of, at) = one.split_once('@').expect("sync@47");
            let of = if of == "sync" { "sync" } else { "write" };
            vec![Failure { of, at: at.parse().expect("a number"), many: u64::MAX >> 2 }; 40]
        }
        Err(_) => failures.into_iter().step_by(step).collect(),
    };
    let run = Run::begin("failing-calls", chosen.len() as u64);
    let first = usize::try_from(run.first()).unwrap();
    let (mut struck, mut stopped, mut wrong) = (0, 0, Vec::new());
    for some in chosen[first..].chunks(4) {
        let found = std::thread::scope(|scope| {
            let runs: Vec<_> = some.iter().map(|failure| scope.spawn(|| one(*failure, &library))).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect::<Vec<_>>()
        });
        for (failure, found) in some.iter().zip(found) {
            match found {
                Ok((failed, refused)) => (struck, stopped) = (struck + u64::from(failed), stopped + u64::from(refused)),
                Err(why) => wrong.push(format!("{failure:?}: {why}")),
            }
        }
        run.done(some.len() as u64);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!(
        "failing calls: {} writes and {} syncs in {SALES} sales; {} runs, {struck} in which a call failed, {stopped} of them \
         with selling stopped; 0 requests without a durable attempt, 0 sales lost",
        all.writes,
        all.syncs,
        chosen.len() - first,
    );
}

/// One run: whether the failure struck, and whether the till said that it can't sell.
fn one(failure: Failure, library: &Path) -> Result<(bool, bool), String> {
    let scratch = tempdir().unwrap();
    let home = scratch.path().join("shop");
    let vendors = Vendors::start(&scratch.path().join("vendors"));
    let script = script(&home, &vendors, library, failure);
    let heard = &script.heard;
    if !heard.iter().any(|line| line == "over" || line.starts_with("could not open")) {
        return Err(format!("the till ended without a word: {heard:?}"));
    }
    let said_no =
        |line: &&String| ["refused ", "stopped selling", "could not open"].iter().any(|no| line.starts_with(no));
    let refused = heard.iter().any(|line| said_no(&line));
    let taken = heard.iter().filter(|line| line.starts_with("taken ")).count() as u64;
    if taken < SALES && !refused {
        return Err(format!("{taken} of {SALES} were sold, and nobody was told why: {heard:?}"));
    }
    if let Some(line) = heard.iter().find(|line| said_no(line) && line.len() < "could not open: ".len()) {
        return Err(format!("no reason was given: {line}"));
    }
    let mut said = of_sales(heard);
    opens_with(&home, &said)?;
    // One of them may be the same as one in doubt, which is rightly refused.
    let job = Job { home: &home, vendors: &vendors.authority(), seed: 9, sales: 3, environment: &[] };
    let after = Worker::start(&job).wait(Duration::from_secs(60));
    if !after.iter().any(|line| line.starts_with("taken ")) {
        return Err(format!("nothing can be sold any more: {after:?}"));
    }
    said.extend(of_sales(&after));
    let opened = airtill_ledger::open(&Options::new(&home, "look".to_owned())).map_err(|error| error.to_string())?;
    as_said(&opened.ledger, &said)?;
    let received = vendors.practice.received();
    airtill_tests::agreement::sent_once(&received)?;
    agree_with(&opened.ledger, &received)?;
    Ok((script.failed > 0, refused))
}

fn opens_with(home: &Path, said: &[String]) -> Result<(), String> {
    let opened = airtill_ledger::open(&Options::new(home, "look".to_owned())).map_err(|error| error.to_string())?;
    if let Some(why) = opened.ledger.read_only() {
        return Err(format!("it opens, and takes no entries: {why}"));
    }
    as_said(&opened.ledger, said)
}

/// Twenty sales in a child process whose disk fails so.
fn script(home: &Path, vendors: &Vendors, library: &Path, failure: Failure) -> Script {
    let report = home.with_extension("calls");
    let environment = [
        ("LD_PRELOAD", library.display().to_string()),
        ("AIRTILL_DISK_UNDER", home.display().to_string()),
        ("AIRTILL_DISK_FAILS", failure.of.to_owned()),
        ("AIRTILL_DISK_AT", failure.at.to_string()),
        ("AIRTILL_DISK_FOR", failure.many.to_string()),
        ("AIRTILL_DISK_REPORT", report.display().to_string()),
    ];
    let job = Job { home, vendors: &vendors.authority(), seed: 3, sales: SALES, environment: &environment };
    let heard = Worker::start(&job).wait(Duration::from_secs(60));
    let counted = std::fs::read_to_string(report).unwrap_or_default();
    let mut counted = counted.split_whitespace().map(|n| n.parse().unwrap());
    let mut next = || counted.next().unwrap_or(0);
    Script { heard, writes: next(), syncs: next(), failed: next() }
}
