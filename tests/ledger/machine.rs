//! The sale machine and the ledger under everything that happens at a kiosk, against two oracles: a plain fold of all events,
//! and a cash box that knows nothing of sales' states. In memory for many cases, on sled for some.

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Finding, NotSent, Outcome, Refusal, Said};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::{Event, Verdict};
use airtill_domain::sale::{AttemptStatus, Sale, Side};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::views::{Before, Period};
use airtill_ledger::{Ledger, LedgerError};
use airtill_tests::entries::{at, open, reference, sale_id, taken};
use airtill_tests::memory::Memory;
use airtill_tests::progress::{Run, cases};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

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
    /// The owner says that an end was followed by another, of an attempt counted from the last.
    Follow(u64, usize, Verdict),
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
        2 => (n.clone(), verdict.clone()).prop_map(|(n, v)| Step::Settle(n, v)),
        2 => (n.clone(), prop_oneof![3 => Just(0_usize), 1 => 1_usize..3], verdict).prop_map(|(n, back, v)| Step::Follow(n, back, v)),
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
        let mut account = airtill_tests::entries::account();
        account.fingerprint = if same { account.fingerprint } else { "ffffffff".to_owned() };
        account
    };
    let said = Said::default;
    Some(match step {
        Step::Take(n) => (*n, taken(*n, 100 + i64::try_from(*n).unwrap())),
        Step::Retry(n) => {
            *used += 1;
            // One that nobody can ask, so that its notices are heard.
            let (vendor, account) = (VendorId::Simpu, airtill_tests::entries::account());
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
        Step::Follow(n, back, verdict) => {
            let (sale, reference) = (sale_id(*n), last(*back)?);
            let words = || "seen".to_owned();
            let event = Event::EndFollowed { sale, reference, verdict: *verdict, reason: words(), evidence: words() };
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
        // What the owner has said of it since came after the next one had begun.
        let since = matches!(earlier.position, AttemptStatus::DeliveredAfterAll | AttemptStatus::TakenBackByHand);
        let since = since || earlier.position == AttemptStatus::Reversed;
        prop_assert!(earlier.position.allows_another() || since, "another attempt after {:?}", earlier.position);
    }
    prop_assert!(after.owed == Naira::ZERO || after.returned == Naira::ZERO, "owed and given back");
    prop_assert!(after.owed == Naira::ZERO || after.owed == after.price);
    let has = |side| after.attempts.iter().any(|attempt| attempt.position.side() == side);
    let all_failed = !has(Side::Open) && !has(Side::Delivered);
    let settled = after.owed.plus(after.returned) == after.price;
    prop_assert!(!all_failed || settled, "a failure that owes nothing");
    prop_assert!(all_failed || after.owed == Naira::ZERO, "owed for what was delivered or is open");
    if let Some(before) = before {
        for (was, is) in before.attempts.iter().zip(&after.attempts) {
            let followed = matches!(
                (was.position.side(), is.position),
                (Side::Delivered, AttemptStatus::Reversed | AttemptStatus::TakenBackByHand)
                    | (Side::Failed, AttemptStatus::DeliveredAfterAll)
            );
            prop_assert!(was.position.is_open() || was.position == is.position || followed, "an end was rewritten");
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
                    Step::Return(n) | Step::Settle(n, _) | Step::Follow(n, ..) | Step::AlarmSeen(n) => *n,
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
