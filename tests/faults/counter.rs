//! The core of the program at work, as a child process: it sells one customer after the other through vendors that live
//! outside, and says on its output what an attendant would have seen. So it can be killed at any moment, and what it said
//! can be held against the ledger and against the vendors.

use airtill_domain::clock::{Clock, SystemClock, SystemEntropy};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::SaleStatus;
use airtill_domain::shift::balances::{Flows, Wallet, worth};
use airtill_domain::shift::{Count, Direction};
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_ledger::{Ledger, LedgerError, Options};
use airtill_practice::{Pace, Practice};
use airtill_practice::{practice_credentials, practice_settings};
use airtill_shop::till::{Confirmation, OwnerApproval, Parts, Till};
use airtill_tests::agreement::agree_with;
use airtill_tests::flaky::Dice;
use airtill_tests::shop::{TIMING, airtime};
use airtill_vendors::{Address, VendorClient};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// The vendors at which a child sells: airtime, at all that sell it.
const VENDORS: [VendorId; 4] = [VendorId::SmePlug, VendorId::Strongmb, VendorId::Vtpass, VendorId::Simpu];

/// What customers ask for besides ordinary numbers: refused, cut, empty, doubled, pending, unlisted.
const NUMBERS: [&str; 8] = [
    "08030000001",
    "08030000003",
    "08030000007",
    "08030000009",
    "08030000010",
    "08030000013",
    "08030000018",
    "08030000020",
];

/// A child at work.
pub struct Worker {
    child: Child,
    /// What it says of its own troubles.
    complaints: File,
    heard: Arc<Heard>,
    reader: Option<std::thread::JoinHandle<()>>,
}

/// What a child has said so far, and whether it still can.
#[derive(Default)]
struct Heard {
    lines: Mutex<(Vec<String>, bool)>,
    more: Condvar,
}

/// What a child is told.
pub struct Job<'a> {
    pub home: &'a Path,
    pub vendors: &'a str,
    pub seed: u64,
    /// So many sales; without end when zero.
    pub sales: u64,
    pub environment: &'a [(&'a str, String)],
}

impl Worker {
    pub fn start(job: &Job) -> Worker {
        let complaints = tempfile::tempfile().unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["faults::counter::the_counter", "--exact", "--nocapture", "--test-threads=1"])
            .env("AIRTILL_COUNTER", format!("{} {} {}", job.vendors, job.seed, job.sales))
            .env("AIRTILL_HOME", job.home)
            .env("RUST_BACKTRACE", "0")
            .stdout(Stdio::piped())
            .stderr(complaints.try_clone().unwrap());
        for (name, value) in job.environment {
            command.env(name, value);
        }
        let mut child = command.spawn().unwrap();
        let heard = Arc::new(Heard::default());
        let (out, said) = (child.stdout.take().unwrap(), Arc::clone(&heard));
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                said.lines.lock().unwrap().0.push(line);
                said.more.notify_all();
            }
            said.lines.lock().unwrap().1 = true;
            said.more.notify_all();
        });
        Worker { child, complaints, heard, reader: Some(reader) }
    }

    /// Waits until it has said something that begins so, and returns at that moment.
    pub fn says(&mut self, what: &str, patience: Duration) -> bool {
        self.says_times(what, 1, patience)
    }

    /// The same, so many times.
    pub fn says_times(&mut self, what: &str, times: usize, patience: Duration) -> bool {
        let said = |lines: &[String]| lines.iter().filter(|line| line.starts_with(what)).count() >= times;
        let lines = self.heard.lines.lock().unwrap();
        let waits = |state: &mut (Vec<String>, bool)| !said(&state.0) && !state.1;
        let (state, _) = self.heard.more.wait_timeout_while(lines, patience, waits).unwrap();
        said(&state.0)
    }

    /// `kill -9`, and what it had said by then.
    pub fn kill(mut self) -> Vec<String> {
        let _ = self.child.kill();
        self.end()
    }

    /// Waits for its own end.
    pub fn wait(mut self, patience: Duration) -> Vec<String> {
        let begun = Instant::now();
        let ended = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break format!("{status} after {:?}", begun.elapsed()),
                None if begun.elapsed() > patience => {
                    let _ = self.child.kill();
                    break format!("it hung for {patience:?}");
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let mut heard = self.end();
        if !heard.iter().any(|line| line == "over") {
            let mut complaints = String::new();
            let _ = self.complaints.rewind().and_then(|()| self.complaints.read_to_string(&mut complaints));
            heard.push(format!("({ended}) {complaints}"));
        }
        heard
    }

    fn end(&mut self) -> Vec<String> {
        let _ = self.child.wait();
        self.reader.take().unwrap().join().unwrap();
        std::mem::take(&mut self.heard.lines.lock().unwrap().0)
    }
}

/// Practice vendors in this process, in a runtime of their own: they outlive any child.
pub struct Vendors {
    pub practice: Practice,
    _runtime: tokio::runtime::Runtime,
}

impl Vendors {
    pub fn start(directory: &Path) -> Vendors {
        std::fs::create_dir_all(directory).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let pace = Pace {
            pending: Duration::from_millis(150),
            late: Duration::from_millis(300),
            ordinary: Duration::from_millis(2),
            vtpass_strict: false,
            sale_most: 100_000,
        };
        let practice = runtime.block_on(Practice::start(directory, Arc::new(SystemClock), pace)).unwrap();
        Vendors { practice, _runtime: runtime }
    }

    /// Where they listen.
    pub fn authority(&self) -> String {
        let url = self.practice.url(VendorId::SmePlug);
        url.trim_start_matches("http://").split('/').next().unwrap().to_owned()
    }
}

/// What was said must be in the ledger, as it was said; and ledger and vendors must agree.
pub fn held_against(home: &Path, vendors: &Vendors, said: &[String]) -> Result<(), String> {
    let opened = airtill_ledger::open(&Options::new(home, "look".to_owned())).map_err(|error| error.to_string())?;
    as_said(&opened.ledger, said)?;
    let received = vendors.practice.received();
    airtill_tests::agreement::sent_once(&received)?;
    agree_with(&opened.ledger, &received)
}

/// Every sale that was said to be taken or delivered is in the ledger, so; and none is that nobody had on the screen.
pub fn as_said(ledger: &Ledger, said: &[String]) -> Result<(), String> {
    let mut reviewed = BTreeSet::new();
    for line in said {
        let (what, id) = line.split_once(' ').ok_or("an odd line")?;
        if what == "closed" {
            let number = id.parse().map_err(|_| "an odd number")?;
            let closed = ledger.closed(number).map_err(|error| error.to_string())?;
            closed.ok_or_else(|| format!("shift {id} was said to be closed, and the ledger has no such Z"))?;
            continue;
        }
        let id = SaleId::parse(id)?;
        if what == "reviewed" {
            reviewed.insert(id);
            continue;
        }
        let sale = ledger.sale(id).map_err(|e| e.to_string())?;
        let sale = sale.ok_or_else(|| format!("{what}, and the ledger does not know the sale {id}"))?;
        let standing = sale.standing(sale.taken_at);
        if what == "delivered" && standing != SaleStatus::Delivered {
            return Err(format!("said to be delivered, and the ledger says {standing:?}"));
        }
    }
    sheets_add_up(ledger).map_err(|error| error.to_string())??;
    for sale in ledger.newest() {
        let sale = sale.map_err(|error| error.to_string())?;
        if !reviewed.contains(&sale.id) {
            return Err(format!("the sale {} was taken, and nobody had it on the screen", sale.id));
        }
    }
    Ok(())
}

/// Every Z and the open shift: both sides of the check line are the same, and each Z follows the one before.
fn sheets_add_up(ledger: &Ledger) -> Result<Result<(), String>, LedgerError> {
    let mut expected = ledger.shifts()?;
    expected.number -= u32::from(expected.open.is_some());
    for closed in ledger.all_closed() {
        let sheet = closed?.sheet;
        if sheet.number != expected.number || sheet.check.off() != Naira::ZERO {
            return Ok(Err(format!("Z {} (of {}) is off by {}", sheet.number, expected.number, sheet.check.off())));
        }
        expected.number -= 1;
    }
    let mut wallets = [Wallet::default(); VendorId::COUNT];
    for (wallet, vendor) in wallets.iter_mut().zip(VendorId::ALL) {
        *wallet = Wallet::of(&ledger.book(vendor)?);
    }
    let balances = ledger.balances()?;
    let (has, came) = (worth(&balances, &wallets), Flows::of(&balances, &wallets).sum());
    Ok(if has == came { Ok(()) } else { Err(format!("the shop has {has}, and {came} came in")) })
}

/// The lines of a child that speak of sales and sheets on the screen.
pub fn of_sales(heard: &[String]) -> Vec<String> {
    let of_sale =
        |line: &&String| ["reviewed ", "taken ", "delivered ", "closed "].iter().any(|what| line.starts_with(what));
    heard.iter().filter(of_sale).cloned().collect()
}

/// How many sales were acknowledged.
pub fn acknowledged(said: &[String]) -> usize {
    said.iter().filter(|line| !line.starts_with("reviewed ") && !line.starts_with("closed ")).count()
}

fn line(vendor: VendorId, authority: &str) -> VendorClient {
    let below = airtill_practice::below(vendor);
    let address = Address { base_url: format!("http://{authority}{below}"), known_as: Some("outside".to_owned()) };
    VendorClient::new(vendor, practice_credentials(vendor), practice_settings(vendor), &address, TIMING).unwrap()
}

/// Does nothing unless this process is a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_counter() {
    let Ok(job) = std::env::var("AIRTILL_COUNTER") else { return };
    let mut parts = job.split(' ');
    let (authority, seed) = (parts.next().unwrap().to_owned(), parts.next().unwrap().parse().unwrap());
    let sales: u64 = parts.next().unwrap().parse().unwrap();
    // The test harness has begun a line of its own.
    say("");
    say("opening");
    let home = std::env::var_os("AIRTILL_HOME").unwrap();
    let opened = match airtill_ledger::open(&Options::new(Path::new(&home), "child".to_owned())) {
        Ok(opened) => opened,
        Err(error) => return say(&format!("could not open: {error}")),
    };
    let parts = Parts {
        kind: ShopKind::Practice,
        ledger: Arc::new(opened.ledger),
        opening_notes: opened.notices,
        clock: Arc::new(SystemClock) as Arc<dyn Clock>,
        entropy: Arc::new(SystemEntropy),
    };
    let till = match Till::open(parts).await {
        Ok(till) => till,
        Err(error) => return say(&format!("could not open: {error}")),
    };
    for vendor in VENDORS {
        till.connections.connect(line(vendor, &authority));
    }
    till.start();
    say("is open");
    let mut dice = Dice::new(seed);
    let mut waiting = BTreeSet::new();
    let mut asked_for = 0;
    let mut sells = true;
    while sales == 0 || asked_for < sales {
        shift(&till, &mut dice).await;
        let sold = one_sale(&till, &mut dice).await;
        sells = sold.is_some();
        if let Some(id) = sold {
            say(&format!("taken {id}"));
            waiting.insert(id);
        }
        asked_for += 1;
        watch(&till, &mut waiting);
        if let Some(why) = till.ledger().read_only() {
            say(&format!("stopped selling: {why}"));
            break;
        }
    }
    // A till that can't sell can't end its doubts either.
    settle(&till, &mut waiting, Duration::from_secs(if sells { 20 } else { 1 })).await;
    say("over");
}

/// The drawer: a shift is open, cash goes in and out, and now and then somebody counts and closes.
async fn shift(till: &Till, dice: &mut Dice) {
    let naira = |amount: u64| Naira::from_naira(i64::try_from(amount).unwrap_or_default());
    let by = Actor::Counter;
    if till.ledger().shifts().is_ok_and(|shifts| shifts.open.is_none()) {
        let _ = till.shifts.open_shift(Count::of(naira(dice.throw(5_000))), by).await;
    }
    match dice.throw(12) {
        0 => {
            let direction = if dice.throw(2) == 0 { Direction::In } else { Direction::Out };
            let _ = till.shifts.move_cash(direction, naira(1 + dice.throw(900)), "", true, by).await;
        }
        1 => {
            let counted = till.shifts.count_drawer(Count::of(naira(dice.throw(9_000))), by).await;
            if counted.is_ok()
                && let Ok(z) = till.shifts.close_shift("", None, by).await
            {
                say(&format!("closed {}", z.number));
            }
        }
        _ => {}
    }
}

/// One customer. Whoever sells it: each of the vendors in turn, by the attendant's key.
async fn one_sale(till: &Arc<Till>, dice: &mut Dice) -> Option<SaleId> {
    let number = match dice.throw(10) {
        0..6 => format!("080312{:05}", dice.throw(100_000)),
        _ => NUMBERS[usize::try_from(dice.throw(8)).unwrap()].to_owned(),
    };
    let draft = till.checkout.review(&airtime(&number, &(100 + 10 * dice.throw(40)).to_string())).await;
    let draft = draft.inspect_err(|error| say(&format!("refused {error}"))).ok()?;
    for _ in 0..dice.throw(4) {
        let _ = till.checkout.next_vendor(draft.sale);
    }
    say(&format!("reviewed {}", draft.sale));
    let pressed = || Confirmation { second_one: true, owner: OwnerApproval::NoOwner, last_four: None };
    let confirm = || till.checkout.confirm(draft.sale, pressed(), Actor::Counter);
    let sale = match dice.throw(4) {
        // A key that bounces, and is pressed once more.
        0 => {
            let (one, two) = tokio::join!(confirm(), confirm());
            let three = confirm().await;
            one.or(two).or(three)
        }
        _ => confirm().await,
    };
    let sale = sale.inspect_err(|error| say(&format!("refused {error}"))).ok()?;
    if dice.throw(3) == 0 {
        tokio::time::sleep(Duration::from_millis(dice.throw(15))).await;
        let _ = till.checkout.try_again(sale.id, None, pressed(), Actor::Counter).await;
    }
    Some(sale.id)
}

/// Says of each sale that is on the screen as delivered that it is.
fn watch(till: &Till, waiting: &mut BTreeSet<SaleId>) {
    waiting.retain(|id| match till.ledger().sale(*id) {
        Ok(Some(sale)) if sale.standing(sale.taken_at) == SaleStatus::Delivered => {
            say(&format!("delivered {id}"));
            false
        }
        _ => true,
    });
}

/// Waits until every doubt has ended that can end now: a "not found" is not believed for minutes, and nothing changes then.
async fn settle(till: &Arc<Till>, waiting: &mut BTreeSet<SaleId>, patience: Duration) {
    let (begun, mut changed, mut rounds, mut left) = (Instant::now(), Instant::now(), 0, usize::MAX);
    while begun.elapsed() < patience && till.ledger().read_only().is_none() {
        watch(till, waiting);
        let open = till.ledger().open_sales().unwrap_or_default();
        let doubts: Vec<_> =
            open.iter().filter(|sale| sale.is_in_doubt() && till.reconcile.can_be_asked_about(sale)).collect();
        if doubts.len() != left {
            (changed, rounds, left) = (Instant::now(), 0, doubts.len());
        }
        if doubts.is_empty() || (rounds >= 10 && changed.elapsed() > Duration::from_secs(3)) {
            break;
        }
        for sale in doubts {
            till.reconcile.check(sale.id).await;
        }
        rounds += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    watch(till, waiting);
}

fn say(what: &str) {
    println!("{what}");
    let _ = std::io::stdout().flush();
}
