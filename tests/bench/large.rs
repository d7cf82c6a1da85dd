//! A ledger of ten years: what a kiosk asks it for, at ten thousand, a hundred thousand and a million sales, beside SQLite on
//! the same sales.

use super::generator;
use super::rows::Rows;
use super::table::{Times, most, ratio};
use airtill_domain::sale::Sale;
use airtill_domain::time::Day;
use airtill_ledger::index::Digits;
use airtill_ledger::query::Query;
use airtill_ledger::work::unwatched;
use airtill_ledger::{Ledger, Opened, Options};
use airtill_reports::{Export, Format};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Sales; fewer where AIRTILL_BENCH_SALES says so.
const SIZES: [u64; 3] = [10_000, 100_000, 1_000_000];
/// Questions of each kind.
const QUESTIONS: u64 = 300;
const MIB: f64 = 1_048_576.0;

pub fn measure() {
    let most_sales = std::env::var("AIRTILL_BENCH_SALES").ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a scratch directory");
    let empty = directory.path().join("empty");
    drop(open(&empty));
    let mut newest: BTreeMap<u64, Times> = BTreeMap::new();
    for sales in SIZES.into_iter().filter(|sales| *sales <= most_sales) {
        let home = directory.path().join(sales.to_string());
        let times = one_size(&home, sales, &empty);
        newest.insert(sales, times);
        let _ = std::fs::remove_dir_all(&home);
    }
    if let (Some((_, small)), Some((_, large))) = (newest.first_key_value(), newest.last_key_value()) {
        println!();
        ratio("newest 50, largest ÷ smallest", large, small, 1.5);
    }
}

fn one_size(home: &Path, sales: u64, empty: &Path) -> Times {
    let begun = Instant::now();
    let (commits, entries) = generator::write_journal(home, 1, sales);
    let journal = size_of(&home.join("journal"));
    println!(
        "\n{sales} sales: {commits} commits, {entries} entries, journal {:.0} MiB, made in {:.1?}",
        journal / MIB,
        begun.elapsed()
    );
    let (opened, rebuild) = timed(|| open(home));
    most("rebuild from the journal, s", rebuild.as_secs_f64(), 60.0);
    assert_eq!(u64::from(opened.ledger.sales().expect("a count")), sales);
    drop(opened);
    let (opened, after) = timed(|| open(home));
    drop(opened);
    let (opened, clean) = timed(|| open(home));
    most("open after a rebuild, s", after.as_secs_f64(), 6.0);
    most("open, clean, s", clean.as_secs_f64(), 0.6);
    let ledger = opened.ledger;
    most("disk, journal and store, GiB", size_of(home) / MIB / 1024.0, 2.0);
    println!(
        "{:<36} {:>9.0} MiB journal, {:.0} MiB store",
        "",
        size_of(&home.join("journal")) / MIB,
        size_of(&home.join("ledger.sled")) / MIB
    );

    let newest = questions(&ledger, &home.join("rows.sqlite"));
    let (verified, verify) = timed(|| ledger.verify(&unwatched()).expect("it verifies"));
    assert!(verified.wrong.is_empty(), "{:?}", verified.wrong);
    most("verify, s", verify.as_secs_f64(), 8.0);
    for (format, limit_s) in [(Format::Csv, 5.0), (Format::Xlsx, 25.0)] {
        let before = resident();
        let file = home.join(format!("sales.{}", format.ending()));
        let export = Export { format, from: None, to: None, shift: None };
        let (written, took) = timed(|| export.write(&ledger, &file, &unwatched()).expect("it is written"));
        assert_eq!(written.rows, sales);
        most(&format!("export to {}, s", format.ending()), took.as_secs_f64(), limit_s);
        most("  memory more than before, MiB", (resident() - before) / MIB, 50.0);
        let _ = std::fs::remove_file(file);
    }
    drop(ledger);
    let (ours, theirs) = (memory_with(home), memory_with(empty));
    most("memory over an empty ledger, MiB", (ours - theirs) / MIB, 120.0);
    newest
}

fn open(home: &Path) -> Opened {
    airtill_ledger::open(&Options::new(home, "bench".to_owned())).expect("the ledger opens")
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

/// Some sales from all over the ledger.
fn some(ledger: &Ledger) -> Vec<Sale> {
    let sales = u64::from(ledger.sales().expect("a count"));
    let place = |n: u64| u32::try_from((n * 7_919 * 104_729) % sales).expect("a place");
    (0..QUESTIONS).map(|n| ledger.row_at(place(n)).expect("a row").sale).collect()
}

fn questions(ledger: &Ledger, file: &Path) -> Times {
    let (rows, loaded) = timed(|| Rows::of(ledger, file));
    println!("{:<36} {loaded:.1?}", "(SQLite takes the same sales over)");
    let some = some(ledger);
    let page = |query: Query| ledger.page(&query, None, 50).expect("a page").lines.len();
    // A thousand at once: one takes less than a clock tells.
    let many = |_: &Sale| (0..1_000).map(|_| page(Query::default())).sum();
    let newest = both("newest 50, a thousand times", &some[..20], many, |_| (0..1_000).map(|_| rows.newest()).sum());
    limit(&newest.0, 200.0);
    let by_day = both("a page of a day", &some, |sale| page(Query::on(sale.day())), |sale| rows.of_day(sale.day()));
    limit(&by_day.0, 0.5);
    let to = |sale: &Sale| page(Query { recipient: Some(sale.recipient.local()), ..Query::default() });
    let by_recipient = both("a page of a recipient", &some, to, |sale| rows.to(&sale.recipient.local()));
    limit(&by_recipient.0, 0.5);
    let reference = |sale: &Sale| sale.last_attempt().reference.to_string();
    let found = |sale: &Sale| ledger.with_reference(&reference(sale)).expect("a sale").len();
    let by_reference = both("by reference", &some, found, |sale| rows.with_reference(&reference(sale)));
    limit(&by_reference.0, 0.5);
    // Four digits from the middle of somebody's number, and four that are rare.
    let digits = |sale: &Sale| sale.recipient.local()[4..8].to_owned();
    let with = |sale: &Sale| page(Query { digits: Digits::parse(&digits(sale)), ..Query::default() });
    let by_digits = both("any four digits", &some[..60], with, |sale| rows.with_digits(&digits(sale)));
    ratio("  beside SQLite's LIKE", &by_digits.0, &by_digits.1, 0.2);
    let rare = |_: &Sale| page(Query { digits: Digits::parse("99999999"), ..Query::default() });
    let nothing = both("eight digits that nobody has", &some[..10], rare, |_| rows.with_digits("99999999"));
    ratio("  beside SQLite's LIKE", &nothing.0, &nothing.1, 0.2);
    let day = |sale: &Sale| usize::try_from(ledger.tally(sale.day()).sales).expect("a count");
    let totals = both("totals of a day", &some, day, |sale| rows.totals_of_day(sale.day()));
    limit(&totals.0, 2.0);
    ratio("  beside SQLite", &totals.0, &totals.1, 0.1);
    let parts = |sale: &Sale| ledger.totals(sale.day()).expect("sums").hours.len();
    let totals = both("totals of a day in all parts", &some, parts, |sale| rows.parts_of_day(sale.day()));
    limit(&totals.0, 2.0);
    ratio("  beside SQLite", &totals.0, &totals.1, 0.1);
    let shift = |_: &Sale| ledger.shift_totals(0).expect("sums").hours.len();
    let totals = both("totals of a shift (all sales)", &some[..20], shift, |_| rows.totals_of_shift());
    limit(&totals.0, 2.0);
    ratio("  beside SQLite", &totals.0, &totals.1, 0.1);
    let month = |sale: &Sale| month_of(sale.day());
    let report = |sale: &Sale| {
        let (from, to) = month(sale);
        ledger.totals_between(from, to).expect("sums").services_and_staff.len()
    };
    let months =
        both("a month by network and attendant", &some, report, |sale| rows.month(month(sale).0, month(sale).1));
    limit(&months.0, 20.0);
    newest.0
}

fn month_of(day: Day) -> (Day, Day) {
    let month = &day.iso()[..8];
    let last = (28..=31).rev().find_map(|last| Day::parse(&format!("{month}{last}")).ok());
    (Day::parse(&format!("{month}01")).expect("a day"), last.expect("a month's last day"))
}

/// The same question to both, in turn.
fn both(what: &str, of: &[Sale], ours: impl Fn(&Sale) -> usize, theirs: impl Fn(&Sale) -> usize) -> (Times, Times) {
    let (mut our_times, mut their_times) = (Times::default(), Times::default());
    for sale in of {
        let (a, time) = timed(|| ours(sale));
        our_times.add(time);
        let (b, time) = timed(|| theirs(sale));
        their_times.add(time);
        std::hint::black_box((a, b));
    }
    super::table::row(what, &[&our_times, &their_times]);
    (our_times, their_times)
}

/// The 99th percentile against what it may be.
fn limit(times: &Times, most_ms: f64) {
    most("  99th percentile, ms", times.percentile(99).as_secs_f64() * 1_000.0, most_ms);
}

fn size_of(path: &Path) -> f64 {
    let Ok(items) = std::fs::read_dir(path) else {
        return std::fs::metadata(path).map_or(0.0, |file| file.len() as f64);
    };
    items.flatten().filter(|item| item.file_name() != "rows.sqlite").map(|item| size_of(&item.path())).sum()
}

/// Resident memory of a process of its own that has the ledger open and has looked for something.
fn memory_with(home: &Path) -> f64 {
    let child = std::process::Command::new(std::env::current_exe().expect("this program"))
        .arg("--memory")
        .arg(home)
        .output()
        .expect("a child");
    String::from_utf8_lossy(&child.stdout).trim().parse().unwrap_or(f64::NAN)
}

/// What that process does.
pub fn tell_memory(home: &str) {
    let ledger = open(Path::new(home)).ledger;
    let digits = Query { digits: Digits::parse("99999999"), ..Query::default() };
    for query in [Query::default(), digits] {
        std::hint::black_box(ledger.page(&query, None, 50).expect("a page"));
    }
    std::hint::black_box(ledger.latest(500).expect("sales"));
    println!("{}", resident());
}

/// Resident memory of this process, in bytes.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = resident.and_then(|text| text.trim().split(' ').next()?.parse().ok()).unwrap_or(f64::NAN);
    kib * 1024.0
}
