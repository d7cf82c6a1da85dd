//! The sale machine and the ledger under everything that happens at a kiosk, against two oracles: a plain fold of all events,
//! and a cash box that knows nothing of sales' states. In memory for many cases, on sled for some.

use super::{at, open, reference, sale_id, taken};
use crate::faults::progress::{Run, cases};
use airtill::domain::debtor::{Debtor, DebtorId};
use airtill::domain::money::Naira;
use airtill::domain::outcome::{Doubt, Finding, NotSent, Outcome, Refusal, Said};
use airtill::domain::print::Queue;
use airtill::domain::reference::{Reference, SaleId};
use airtill::domain::sale::event::{Event, Verdict};
use airtill::domain::sale::{AttemptStatus, Sale};
use airtill::domain::shift::Shifts;
use airtill::domain::shift::balances::Balances;
use airtill::domain::staff::{Staff, StaffId};
use airtill::domain::time::{Day, Timestamp};
use airtill::domain::vendor::VendorId;
use airtill::domain::wallet::Book;
use airtill::ledger::entry::{Actor, Commit, Entry, GENESIS, Hash, line};
use airtill::ledger::row::{Place, SaleRow};
use airtill::ledger::totals::Totals;
use airtill::ledger::views::{Before, Closed, Period, effects};
use airtill::ledger::{Ledger, LedgerError};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

/// A ledger in memory: the journal's lines, and the rows that the store would hold.
#[derive(Default)]
pub(super) struct Memory {
    lines: Vec<String>,
    head: Option<Hash>,
    rows: BTreeMap<SaleId, SaleRow>,
    references: BTreeMap<String, SaleId>,
    totals: BTreeMap<Period, Totals>,
    pub(super) books: BTreeMap<VendorId, Book>,
    latest_at: Option<Timestamp>,
    pub(super) balances: Balances,
    pub(super) shifts: Shifts,
    closed: BTreeMap<u32, Closed>,
    pub(super) debtors: BTreeMap<DebtorId, Debtor>,
    queue: Queue,
}

impl Before for Memory {
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        Ok(self.rows.get(&id).cloned())
    }
    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(Place::try_from(self.rows.len()).unwrap())
    }
    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        Ok(self.references.get(reference.as_str()).copied())
    }
    fn staff(&self, _: StaffId) -> Result<Option<Staff>, LedgerError> {
        Ok(None)
    }
    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        Ok(self.books.get(&vendor).cloned().unwrap_or_default())
    }
    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        Ok(self.latest_at)
    }
    fn balances(&self) -> Result<Balances, LedgerError> {
        Ok(self.balances)
    }
    fn shifts(&self) -> Result<Shifts, LedgerError> {
        Ok(self.shifts.clone())
    }
    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        Ok(self.closed.get(&number).cloned())
    }
    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        Ok(self.debtors.get(&id).cloned())
    }
    fn queue(&self) -> Result<Queue, LedgerError> {
        Ok(self.queue.clone())
    }
}

impl Memory {
    pub(super) fn commit(&mut self, at: Timestamp, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let commit = Commit { seq: self.lines.len() as u64 + 1, at, actor: Actor::Till, entries };
        let rows = effects(&commit, self)?;
        let (text, record) = line::write(commit, self.head.unwrap_or(GENESIS));
        self.lines.push(text);
        self.head = Some(record.hash);
        for (periods, exchange) in rows.exchanges() {
            for period in periods {
                self.totals.entry(period).or_default().exchange(&exchange);
            }
        }
        self.rows.extend(rows.sales);
        self.references.extend(rows.references.into_iter().map(|(reference, id)| (reference.to_string(), id)));
        self.books.extend(rows.books);
        self.latest_at = rows.latest_at;
        self.balances = rows.balances.unwrap_or(self.balances);
        self.shifts = rows.shifts.unwrap_or_else(|| self.shifts.clone());
        self.closed.extend(rows.closed);
        self.debtors.extend(rows.debtors);
        self.queue = rows.queue.unwrap_or_else(|| self.queue.clone());
        Ok(())
    }

    /// Everything but the journal is gone, and made again from it.
    pub(super) fn crash(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        *self = Memory::default();
        for text in lines {
            let record = line::read(text.as_bytes()).unwrap();
            self.commit(record.commit.at, record.commit.entries).unwrap();
            assert_eq!(self.lines.last(), Some(&text), "a line is the same when it is written again");
        }
    }
}

/// Whatever keeps a ledger.
enum Kept {
    Memory(Box<Memory>),
    Sled(Option<Ledger>, tempfile::TempDir, tokio::runtime::Runtime),
}

impl Kept {
    fn sled() -> Kept {
        let directory = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Kept::Sled(Some(open(directory.path()).ledger), directory, runtime)
    }

    fn commit(&mut self, at: Timestamp, entries: Vec<Entry>) -> Result<(), LedgerError> {
        match self {
            Kept::Memory(memory) => memory.commit(at, entries),
            Kept::Sled(ledger, _, runtime) => {
                let ledger = ledger.as_ref().unwrap();
                runtime.block_on(ledger.commit(at, Actor::Till, entries)).map(|_| ())
            }
        }
    }

    fn crash(&mut self) {
        match self {
            Kept::Memory(memory) => memory.crash(),
            Kept::Sled(ledger, directory, _) => {
                drop(ledger.take());
                *ledger = Some(open(directory.path()).ledger);
            }
        }
    }

    fn sale(&self, id: SaleId) -> Option<Sale> {
        match self {
            Kept::Memory(memory) => memory.row(id).unwrap().map(|row| row.sale),
            Kept::Sled(ledger, ..) => ledger.as_ref().unwrap().sale(id).unwrap(),
        }
    }

    fn drawer(&self, days: impl Iterator<Item = Day>) -> Naira {
        let of = |day: Day| match self {
            Kept::Memory(memory) => {
                memory.totals.get(&Period::Day(day)).map_or(Naira::ZERO, |totals| totals.all.drawer)
            }
            Kept::Sled(ledger, ..) => ledger.as_ref().unwrap().totals(day).unwrap().all.drawer,
        };
        days.map(of).sum()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Take(u64),
    Retry(u64),
    /// An answer to an attempt counted from the last: zero is the last one, more is a late answer.
    Answer(u64, usize, Outcome),
    Check(u64, Finding, bool),
    NotFound(u64, u64),
    Return(u64),
    Settle(u64, Verdict),
    AlarmSeen(u64),
    /// The vendor calls by itself.
    Notify(u64, Finding),
    Crash,
    /// Somebody sets the clock by so many hours.
    Clock(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0_u64..5;
    let outcome = prop_oneof![
        2 => Just(Outcome::Delivered),
        3 => Just(Outcome::Refused(Refusal::LowWallet)),
        2 => Just(Outcome::Unknown(Doubt::NoAnswer)),
        1 => Just(Outcome::NotSent(NotSent::NoConnection)),
    ];
    let finding = prop_oneof![
        Just(Finding::Delivered),
        Just(Finding::Failed),
        Just(Finding::Pending),
        Just(Finding::Unclear),
        Just(Finding::Reversed)
    ];
    let verdict = prop_oneof![Just(Verdict::Delivered), Just(Verdict::Failed)];
    prop_oneof![
        4 => n.clone().prop_map(Step::Take),
        3 => n.clone().prop_map(Step::Retry),
        6 => (n.clone(), prop_oneof![4 => Just(0_usize), 1 => 1_usize..3], outcome).prop_map(|(n, back, o)| Step::Answer(n, back, o)),
        2 => (n.clone(), finding.clone()).prop_map(|(n, f)| Step::Notify(n, f)),
        3 => (n.clone(), finding, any::<bool>()).prop_map(|(n, f, same)| Step::Check(n, f, same)),
        3 => (n.clone(), prop_oneof![0_u64..200_000, 500_000_u64..900_000]).prop_map(|(n, w)| Step::NotFound(n, w)),
        3 => n.clone().prop_map(Step::Return),
        2 => (n.clone(), verdict).prop_map(|(n, v)| Step::Settle(n, v)),
        1 => n.prop_map(Step::AlarmSeen),
        2 => Just(Step::Crash),
        1 => (-40_i64..40).prop_map(Step::Clock),
    ]
}

/// The events of a step, on the sale as it stands. References are counted, so that none is used twice.
fn events(step: &Step, sale: Option<&Sale>, used: &mut u64) -> Option<(u64, Vec<Entry>)> {
    let last = |back: usize| {
        let attempts = &sale?.attempts;
        attempts.len().checked_sub(back + 1).map(|place| attempts[place].reference.clone())
    };
    let account = |same: bool| {
        let mut account = super::account();
        account.fingerprint = if same { account.fingerprint } else { "ffffffff".to_owned() };
        account
    };
    let said = Said::default;
    Some(match step {
        Step::Take(n) => (*n, taken(*n, 100 + i64::try_from(*n).unwrap())),
        Step::Retry(n) => {
            *used += 1;
            // One that nobody can ask, so that its notices are heard.
            let (vendor, account) = (VendorId::Simpu, super::account());
            let event =
                Event::AttemptStarted { sale: sale_id(*n), vendor, reference: reference(1_000 + *used), account };
            (*n, vec![Entry::Sale(event)])
        }
        Step::Answer(n, back, outcome) => {
            let event =
                Event::Answered { sale: sale_id(*n), reference: last(*back)?, outcome: outcome.clone(), said: said() };
            (*n, vec![Entry::Sale(event)])
        }
        Step::Check(n, finding, same) => {
            let (sale, reference, account) = (sale_id(*n), last(0)?, account(*same));
            (*n, vec![Entry::Sale(Event::Checked { sale, reference, account, finding: *finding, said: said() })])
        }
        Step::NotFound(n, waited_ms) => {
            let (sale, reference, account) = (sale_id(*n), last(0)?, account(true));
            (*n, vec![Entry::Sale(Event::NotFound { sale, reference, account, waited_ms: *waited_ms, said: said() })])
        }
        Step::Return(n) => {
            let amount = Naira::from_naira(100 + i64::try_from(*n).unwrap());
            (*n, vec![Entry::Sale(Event::CashReturned { sale: sale_id(*n), amount })])
        }
        Step::Settle(n, verdict) => {
            let (sale, reference) = (sale_id(*n), last(0)?);
            let words = || "seen".to_owned();
            let event = Event::Settled { sale, reference, verdict: *verdict, reason: words(), evidence: words() };
            (*n, vec![Entry::Sale(event)])
        }
        Step::AlarmSeen(n) => (*n, vec![Entry::Sale(Event::AlarmSeen { sale: sale_id(*n), note: "seen".to_owned() })]),
        Step::Notify(n, finding) => {
            let (sale, reference) = (sale_id(*n), last(0)?);
            (*n, vec![Entry::Sale(Event::Notified { sale, reference, finding: *finding, said: said() })])
        }
        Step::Crash | Step::Clock(_) => return None,
    })
}

/// What must hold of a sale whatever happened to it, and between two of its states.
fn lawful(before: Option<&Sale>, after: &Sale) -> Result<(), TestCaseError> {
    let open = after.attempts.iter().filter(|attempt| attempt.position.is_open()).count();
    prop_assert!(open <= 1, "two attempts are open");
    prop_assert!(open == 0 || after.last_attempt().position.is_open());
    for earlier in &after.attempts[..after.attempts.len() - 1] {
        prop_assert!(earlier.position.allows_another(), "another attempt after {:?}", earlier.position);
    }
    prop_assert!(after.owed == Naira::ZERO || after.returned == Naira::ZERO, "owed and given back");
    prop_assert!(after.owed == Naira::ZERO || after.owed == after.price);
    if let Some(before) = before {
        for (was, is) in before.attempts.iter().zip(&after.attempts) {
            let delivered = matches!(
                was.position,
                AttemptStatus::Delivered | AttemptStatus::SettledDelivered | AttemptStatus::NotifiedDelivered
            );
            let taken_back = delivered && is.position == AttemptStatus::Reversed;
            prop_assert!(was.position.is_open() || was.position == is.position || taken_back, "an end was rewritten");
        }
        if before.attempts.len() < after.attempts.len() {
            prop_assert!(before.owed == before.price && after.owed == Naira::ZERO, "a new attempt uses what is owed");
        }
    }
    Ok(())
}

fn hold(mut kept: Kept, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut folded: BTreeMap<u64, Sale> = BTreeMap::new();
    let mut days = std::collections::BTreeSet::new();
    // The second oracle: what went into the drawer and what came out of it, and nothing else.
    let mut cash = Naira::ZERO;
    let (mut used, mut now) = (0, 0_i64);
    for step in steps {
        now += 60;
        let instant = Timestamp::from_millis(at(0).millis() + now * 1_000);
        match step {
            Step::Clock(hours) => now += hours * 3_600,
            Step::Crash => {
                kept.crash();
                // What the till does when it opens: nobody waits for the answer any more.
                for (n, sale) in &mut folded {
                    if sale.last_attempt().position == AttemptStatus::UnderWay {
                        let reference = sale.last_attempt().reference.clone();
                        let event = Event::Interrupted { sale: sale_id(*n), reference };
                        *sale = Sale::apply(Some(sale.clone()), &event, instant).unwrap();
                        kept.commit(instant, vec![Entry::Sale(event)]).unwrap();
                    }
                }
            }
            _ => {
                let n = match step {
                    Step::Take(n)
                    | Step::Retry(n)
                    | Step::Answer(n, ..)
                    | Step::Check(n, ..)
                    | Step::NotFound(n, _)
                    | Step::Notify(n, _) => *n,
                    Step::Return(n) | Step::Settle(n, _) | Step::AlarmSeen(n) => *n,
                    Step::Crash | Step::Clock(_) => continue,
                };
                let Some((n, entries)) = events(step, folded.get(&n), &mut used) else { continue };
                let before = folded.get(&n).cloned();
                let mut next = before.clone();
                let allowed = entries.iter().all(|entry| {
                    let Entry::Sale(event) = entry else { return false };
                    Sale::apply(next.clone(), event, instant).map(|sale| next = Some(sale)).is_ok()
                });
                let done = kept.commit(instant, entries);
                prop_assert_eq!(done.is_ok(), allowed, "{:?}: {:?}", step, done);
                if let (true, Some(after)) = (allowed, next) {
                    lawful(before.as_ref(), &after)?;
                    match step {
                        Step::Take(_) => {
                            days.insert(instant.day());
                            cash = cash.plus(after.price);
                        }
                        Step::Return(_) => cash = cash.minus(after.price),
                        _ => {}
                    }
                    folded.insert(n, after);
                }
            }
        }
        for (n, sale) in &folded {
            let held = kept.sale(sale_id(*n));
            prop_assert_eq!(held.as_ref(), Some(sale));
        }
        prop_assert_eq!(kept.drawer(days.iter().copied()), cash, "cash and ledger agree at each step");
    }
    Ok(())
}

/// Histories that are made at once; a long run that was stopped goes on behind the last of these.
const TOGETHER: u32 = 100;

/// Makes so many histories of fifty steps, and holds each against the oracles.
fn histories(name: &'static str, total: u64, kept: fn() -> Kept) {
    let run = Run::begin(name, total);
    let config = ProptestConfig {
        cases: TOGETHER,
        max_shrink_iters: 2_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut done = run.first();
    while done < total {
        let found =
            TestRunner::new(config.clone()).run(&prop::collection::vec(step(), 50), |steps| hold(kept(), &steps));
        found.unwrap_or_else(|why| panic!("{why}"));
        done += u64::from(TOGETHER);
        run.done(u64::from(TOGETHER));
    }
    println!("{name}: {total} histories of 50 steps, 0 illegal, cash and ledger equal at each step");
}

#[test]
fn in_memory_no_history_breaks_a_rule() {
    histories("histories-in-memory", cases(2_000, 100_000), || Kept::Memory(Box::default()));
}

#[test]
fn on_sled_no_history_breaks_a_rule() {
    histories("histories-on-sled", cases(100, 1_000), Kept::sled);
}
