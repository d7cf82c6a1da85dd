//! Power cuts, on a disk that loses what was not flushed: while selling, right after something was acknowledged, and while
//! the ledger is being opened after the cut before.

use super::counter::{Job, Vendors, Worker, acknowledged, as_said, of_sales};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::outcome::Outcome;
use airtill_domain::time::Timestamp;
use airtill_ledger::entry::Actor;
use airtill_ledger::{OpeningNote, Options};
use airtill_tests::agreement::{knows, sent_once, whole};
use airtill_tests::entries::{answered, sale_id, taken};
use airtill_tests::flaky::Dice;
use airtill_tests::progress::{Run, cases};
use airtill_tests::volatile_disk::{Disk, VolatileDisk};
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::tempdir;

/// Cuts on one disk, one after the other: each child goes on with what the last one left.
const CUTS_A_DISK: u64 = 10;

/// What was seen.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    cuts: u64,
    opening: u64,
    volatile: usize,
    lost: usize,
    openings: u64,
    rebuilds: u64,
    torn: u64,
    replayed: u64,
    acknowledged: usize,
}

impl AddAssign for Seen {
    fn add_assign(&mut self, other: Seen) {
        self.cuts += other.cuts;
        self.opening += other.opening;
        self.volatile += other.volatile;
        self.lost += other.lost;
        self.openings += other.openings;
        self.rebuilds += other.rebuilds;
        self.torn += other.torn;
        self.replayed += other.replayed;
        self.acknowledged += other.acknowledged;
    }
}

/// One disk and what is done on it.
struct Bench<'a> {
    seed: u64,
    cuts: u64,
    flush_takes: Duration,
    /// A ledger that is there already, and what nobody had on the screen any more.
    holds: Option<(&'a Path, &'a [String])>,
    environment: &'a [(&'a str, String)],
}

/// Quick disks and slow ones: the longer a flush takes, the more is under way when the plug is pulled.
fn bench(seed: u64) -> Bench<'static> {
    let flush_takes = Duration::from_millis(3 * (seed % 3));
    Bench { seed, cuts: CUTS_A_DISK, flush_takes, holds: None, environment: &[] }
}

/// Why disks like this can't be made here, if so. Said, so that nobody takes silence for a proof.
fn impossible() -> bool {
    let tried = VolatileDisk::new(&Disk { bytes: 32 << 20, seed: 0, flush_takes: Duration::ZERO, holds: None });
    tried
        .inspect_err(|why| println!("power cuts: not run, for want of root, /dev/fuse or a loop device ({why})"))
        .is_err()
}

/// Nothing that was said to be taken or delivered is lost, and the ledger opens, whatever a cut leaves on the disk.
#[test]
fn power_cuts_lose_nothing_that_was_acknowledged() {
    if impossible() {
        return;
    }
    let total = cases(30, 400);
    let run = Run::begin("power-cuts", total);
    let mut seen = Seen::default();
    let mut disk = run.first() / CUTS_A_DISK;
    while disk * CUTS_A_DISK < total {
        seen += on_one_disk(&bench(disk)).unwrap_or_else(|why| panic!("disk {disk}: {why}"));
        disk += 1;
        run.done(CUTS_A_DISK);
    }
    tell("a young ledger", &seen);
}

/// The same, on a ledger with 25,000 sales in it; in the long run, 100,000.
#[test]
fn power_cuts_leave_a_large_ledger_whole() {
    if impossible() {
        return;
    }
    let total = cases(10, 100);
    let sales = cases(25_000, 100_000);
    let scratch = tempdir().unwrap();
    let (directory, known) = large_ledger(scratch.path(), sales);
    let run = Run::begin("power-cuts-large", total);
    let mut seen = Seen::default();
    let mut disk = run.first() / CUTS_A_DISK;
    while disk * CUTS_A_DISK < total {
        let on = Bench { holds: Some((&directory, &known)), ..bench(1_000 + disk) };
        seen += on_one_disk(&on).unwrap_or_else(|why| panic!("disk {disk}: {why}"));
        disk += 1;
        run.done(CUTS_A_DISK);
    }
    tell(&format!("a ledger of {sales} sales"), &seen);
}

/// The null control: a journal that is not synced loses what was acknowledged, and the comparison says so.
#[test]
fn a_journal_that_is_not_synced_turns_it_red() {
    if impossible() {
        return;
    }
    let environment = [("AIRTILL_WRONG", "journal_not_synced".to_owned())];
    // A disk that takes its time, so that the store's own sync does not cover for the journal's.
    let slow = Duration::from_millis(25);
    let found = (0..4).find_map(|disk| {
        on_one_disk(&Bench { flush_takes: slow, environment: &environment, ..bench(2_000 + disk) }).err()
    });
    let why = found.expect("this must not pass");
    assert!(why.contains("does not know the sale"), "{why}");
}

fn tell(what: &str, seen: &Seen) {
    println!(
        "power cuts on {what}: {} cuts, {} while opening, {} of {} unflushed blocks lost; {} openings, {} rebuilds, {} torn \
         lines, {} entries replayed; {} acknowledged, 0 lost",
        seen.cuts,
        seen.opening,
        seen.lost,
        seen.volatile,
        seen.openings,
        seen.rebuilds,
        seen.torn,
        seen.replayed,
        seen.acknowledged
    );
}

fn on_one_disk(on: &Bench) -> Result<Seen, String> {
    let scratch = tempdir().unwrap();
    let vendors = Vendors::start(&scratch.path().join("vendors"));
    let bytes = if on.holds.is_some() { 3 << 30 } else { 96 << 20 };
    let holds = on.holds.map(|(directory, _)| directory);
    let mut disk = VolatileDisk::new(&Disk { bytes, seed: on.seed, flush_takes: on.flush_takes, holds })?;
    let home = disk.directory().join("shop");
    let mut said: Vec<String> = on.holds.map(|(_, known)| known.to_vec()).unwrap_or_default();
    let before = acknowledged(&said);
    let mut dice = Dice::new(on.seed + 31);
    let (mut seen, mut opening_takes, mut opening) = (Seen::default(), Duration::from_millis(60), false);
    let authority = vendors.authority();
    for cut in 0..on.cuts {
        let seed = on.seed * 1_000 + cut;
        let job = Job { home: &home, vendors: &authority, seed, sales: 0, environment: on.environment };
        let mut worker = Worker::start(&job);
        let begun = moment(&mut worker, opening, &mut dice, &mut opening_takes);
        let pulled = disk.cut();
        let heard = worker.kill();
        if !opening && !begun {
            return Err(format!("cut {cut}: nothing was sold: {heard:?}"));
        }
        said.extend(of_sales(&heard));
        (seen.cuts, seen.opening) = (seen.cuts + 1, seen.opening + u64::from(opening));
        (seen.volatile, seen.lost) = (seen.volatile + pulled.volatile, seen.lost + pulled.lost);
        disk.power_on()?;
        // Four in ten of the openings are cut themselves: nobody mends anything before.
        opening = dice.throw(10) < 4 && cut + 1 < on.cuts;
        if !opening {
            look(&home, &said, &mut seen).map_err(|why| format!("after cut {cut}: {why}"))?;
        }
    }
    let job = Job { home: &home, vendors: &authority, seed: 0, sales: 1, environment: on.environment };
    said.extend(of_sales(&Worker::start(&job).wait(Duration::from_secs(60))));
    let ledger = look(&home, &said, &mut seen)?;
    let received = vendors.practice.received();
    sent_once(&received)?;
    whole(&ledger)?;
    knows(&ledger, &received)?;
    seen.acknowledged = acknowledged(&said) - before;
    Ok(seen)
}

/// Waits for the moment of the cut: somewhere in the opening, somewhere in the selling, or at an acknowledgement. Says
/// whether the child got so far.
fn moment(worker: &mut Worker, opening: bool, dice: &mut Dice, opening_takes: &mut Duration) -> bool {
    let patience = Duration::from_secs(60);
    let begun = worker.says("opening", patience);
    let started = Instant::now();
    if opening {
        let micros = u64::try_from(opening_takes.as_micros()).unwrap();
        std::thread::sleep(Duration::from_micros(dice.throw(micros + micros / 4)));
        return begun;
    }
    if worker.says("is open", patience) {
        *opening_takes = started.elapsed();
    }
    let times = 1 + usize::try_from(dice.throw(12)).unwrap();
    let sold = worker.says_times("taken", times, patience);
    if dice.throw(2) == 0 {
        std::thread::sleep(Duration::from_micros(dice.throw(200_000)));
    }
    sold
}

/// Opens the ledger and holds it against what was said.
fn look(home: &Path, said: &[String], seen: &mut Seen) -> Result<airtill_ledger::Ledger, String> {
    let opened = airtill_ledger::open(&Options::new(home, "look".to_owned())).map_err(|error| error.to_string())?;
    seen.openings += 1;
    seen.replayed += opened.replayed;
    for notice in &opened.notices {
        match notice {
            OpeningNote::TornLine => seen.torn += 1,
            OpeningNote::StoreRebuilt { .. } => seen.rebuilds += 1,
            OpeningNote::JournalMended { .. } => {}
            OpeningNote::Migrated { .. }
            | OpeningNote::ClockSetBack { .. }
            | OpeningNote::Missing { .. }
            | OpeningNote::Unreadable { .. }
            | OpeningNote::Contradiction { .. } => {
                return Err(notice.sentence());
            }
        }
    }
    as_said(&opened.ledger, said)?;
    Ok(opened.ledger)
}

/// A directory with a ledger of so many sales in `shop`, a year long, and what was said of them. Made in memory: a hundred
/// thousand syncs of a disk would take longer than all cuts.
fn large_ledger(scratch: &Path, sales: u64) -> (PathBuf, Vec<String>) {
    let made = tempfile::tempdir_in("/dev/shm").or_else(|_| tempdir()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut known = Vec::new();
    let ledger = airtill_ledger::open(&Options::new(&made.path().join("shop"), "large".to_owned())).unwrap().ledger;
    let step = Duration::from_secs(300);
    let first = SystemClock.now().millis() - i64::try_from(sales).unwrap() * 300_000;
    runtime.block_on(async {
        for n in 0..sales {
            let at = Timestamp::from_millis(first).after(step * u32::try_from(n).unwrap());
            ledger.commit(at, Actor::Counter, taken(n, 100)).await.unwrap();
            ledger.commit(at, Actor::Till, answered(n, Outcome::Delivered)).await.unwrap();
            known.push(format!("reviewed {}", sale_id(n)));
            known.push(format!("delivered {}", sale_id(n)));
        }
    });
    drop(ledger);
    let directory = scratch.join("large");
    let copied = std::process::Command::new("cp").arg("-r").arg(made.path()).arg(&directory).status();
    assert!(copied.is_ok_and(|status| status.success()));
    (directory, known)
}
