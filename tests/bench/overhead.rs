//! What the till itself adds to a sale: its two durable commits until each is acknowledged, no vendor between them.
//!
//! Beside it the same commits in SQLite, and as many bare appends of as many bytes with an `fdatasync` each, which is the
//! least that a durable commit can cost. In turn, so that all three meet the same disk.

use super::sales::{answered, at, taken};
use super::sqlite::Sqlite;
use super::table::{Times, ratio, row};
use airtill_ledger::entry::{Actor, Commit, Entry, GENESIS, line};
use airtill_ledger::{Ledger, Options};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Sales that are measured, and sales that warm up before them.
const SALES: u64 = 120;
const WARM_UP: u64 = 10;

/// Between two commits, as at a counter.
const APART: Duration = Duration::from_millis(50);

/// One who commits.
trait Commits {
    fn name(&self) -> &'static str;
    fn commit(&mut self, n: u64, entries: Vec<Entry>);
}

struct Airtill {
    ledger: Ledger,
    runtime: tokio::runtime::Runtime,
}

impl Commits for Airtill {
    fn name(&self) -> &'static str {
        "Airtill"
    }

    fn commit(&mut self, n: u64, entries: Vec<Entry>) {
        self.runtime.block_on(self.ledger.commit(at(n), Actor::Counter, entries)).expect("the ledger commits");
    }
}

impl Commits for Sqlite {
    fn name(&self) -> &'static str {
        "SQLite (WAL, FULL)"
    }

    fn commit(&mut self, n: u64, entries: Vec<Entry>) {
        Sqlite::commit(self, at(n), Actor::Counter, entries);
    }
}

struct Bare(File);

impl Commits for Bare {
    fn name(&self) -> &'static str {
        "append + fdatasync"
    }

    fn commit(&mut self, n: u64, entries: Vec<Entry>) {
        let (text, _) = line::write(Commit { seq: n + 1, at: at(n), actor: Actor::Counter, entries }, GENESIS);
        self.0.write_all(text.as_bytes()).and_then(|()| self.0.sync_data()).expect("the file is written");
    }
}

/// How long each took.
#[derive(Default)]
struct Sums {
    taken: Times,
    answered: Times,
    sale: Times,
}

pub fn measure() {
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a scratch directory");
    println!("the till's own time per sale: two durable commits, in ms, median (95th percentile)");
    for (apart, how) in [(APART, "50 ms apart"), (Duration::ZERO, "back to back")] {
        let here = directory.path().join(how.replace(' ', "-"));
        std::fs::create_dir_all(&here).expect("a scratch directory");
        let sums = side_by_side(&here, apart);
        println!("\n{SALES} sales, {how:<13}      taken              answered           both");
        for (name, sums) in &sums {
            row(name, &[&sums.taken, &sums.answered, &sums.sale]);
        }
        let [(_, ours), (_, sqlite), (_, bare)] = &sums;
        if apart > Duration::ZERO {
            ratio("beside SQLite", &ours.sale, &sqlite.sale, 1.5);
            ratio("beside the bare disk", &ours.sale, &bare.sale, 2.5);
        } else {
            let times = |other: &Sums| ours.sale.median().as_secs_f64() / other.sale.median().as_secs_f64();
            println!("{:<28} {:>7.2} × SQLite, {:.2} × the bare disk", "beside them", times(sqlite), times(bare));
        }
    }
}

fn side_by_side(directory: &Path, apart: Duration) -> [(&'static str, Sums); 3] {
    let opened =
        airtill_ledger::open(&Options::new(&directory.join("ledger"), "bench".to_owned())).expect("the ledger opens");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let bare = File::options().create(true).append(true).open(directory.join("bare")).expect("a file");
    let mut all: [Box<dyn Commits>; 3] = [
        Box::new(Airtill { ledger: opened.ledger, runtime }),
        Box::new(Sqlite::open(&directory.join("sqlite.db"))),
        Box::new(Bare(bare)),
    ];
    let mut sums: [(&'static str, Sums); 3] = [0, 1, 2].map(|i| (all[i].name(), Sums::default()));
    for n in 0..WARM_UP + SALES {
        for (one, (_, sums)) in all.iter_mut().zip(&mut sums) {
            let times = [taken(n), answered(n)].map(|entries| {
                std::thread::sleep(apart);
                let begun = Instant::now();
                one.commit(n, entries);
                begun.elapsed()
            });
            if n >= WARM_UP {
                sums.taken.add(times[0]);
                sums.answered.add(times[1]);
                sums.sale.add(times[0] + times[1]);
            }
        }
    }
    sums
}
