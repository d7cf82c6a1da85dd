//! Days as they were closed, beside sales that are folded up to the end of each.

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Refusal, Said};
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Sale, SaleStatus, Side};
use airtill_domain::time::{Day, Timestamp};
use airtill_ledger::days::Change;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::totals::{Pile, Tally};
use airtill_ledger::work::unwatched;
use airtill_tests::entries::{account, at, open, reference, sale_id, taken};
use proptest::prelude::*;
use std::collections::BTreeMap;

const DAY_S: u64 = 24 * 60 * 60;

#[derive(Clone, Debug)]
enum Step {
    Take(u64),
    Answer(u64, Outcome),
    Check(u64, Finding),
    Return(u64),
    NextDay(u64),
    ClockBack(u64),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0_u64..6;
    let outcome = prop_oneof![
        Just(Outcome::Delivered),
        Just(Outcome::Refused(Refusal::Failed)),
        Just(Outcome::Unknown(Doubt::NoAnswer)),
    ];
    let finding = prop_oneof![Just(Finding::Delivered), Just(Finding::Failed), Just(Finding::Reversed)];
    prop_oneof![
        4 => n.clone().prop_map(Step::Take),
        3 => (n.clone(), outcome).prop_map(|(n, outcome)| Step::Answer(n, outcome)),
        4 => (n.clone(), finding).prop_map(|(n, finding)| Step::Check(n, finding)),
        3 => n.prop_map(Step::Return),
        4 => (1_u64..4).prop_map(Step::NextDay),
        1 => (1_u64..3).prop_map(Step::ClockBack),
        1 => Just(Step::Restart),
    ]
}

fn entries(step: &Step) -> Option<(u64, Vec<Entry>)> {
    Some(match step {
        Step::Take(n) => (*n, taken(*n, 100 + i64::try_from(*n).unwrap())),
        Step::Answer(n, outcome) => (*n, airtill_tests::entries::answered(*n, outcome.clone())),
        Step::Check(n, finding) => {
            let (sale, reference, account) = (sale_id(*n), reference(*n), account());
            let checked = Event::Checked { sale, reference, account, finding: *finding, said: Said::default() };
            (*n, vec![Entry::Sale(checked)])
        }
        Step::Return(n) => {
            let amount = Naira::from_naira(100 + i64::try_from(*n).unwrap());
            (*n, vec![Entry::Sale(Event::CashReturned { sale: sale_id(*n), amount })])
        }
        Step::NextDay(_) | Step::ClockBack(_) | Step::Restart => return None,
    })
}

/// What sales come to, told from the sales alone.
fn sums<'a>(sales: impl Iterator<Item = &'a Sale>) -> (u64, [Pile; 4], Naira) {
    let (mut count, mut piles, mut drawer) = (0, [Pile::default(); 4], Naira::ZERO);
    let add = |pile: &mut Pile, sum| (pile.count, pile.sum) = (pile.count + 1, pile.sum.plus(sum));
    for sale in sales {
        count += 1;
        match sale.side() {
            Side::Delivered => add(&mut piles[0], sale.held()),
            Side::Open => add(&mut piles[1], sale.held()),
            Side::Failed if sale.standing(at(0)) == SaleStatus::Owed => add(&mut piles[2], sale.owed),
            Side::Failed => {}
        }
        if sale.returned > Naira::ZERO {
            add(&mut piles[3], sale.returned);
        }
        drawer = drawer.plus(sale.held());
    }
    (count, piles, drawer)
}

fn told(tally: &Tally) -> (u64, [Pile; 4], Naira) {
    (tally.sales, [tally.delivered, tally.not_known, tally.owed, tally.returned], tally.drawer)
}

/// Each commit with the sale as it left it.
type History = Vec<(Timestamp, Sale)>;

/// Each sale as it was before it first changed on a later day.
fn at_the_end(history: &History, day: Day) -> BTreeMap<String, Sale> {
    let mut then: BTreeMap<String, (Sale, bool)> = BTreeMap::new();
    for (when, sale) in history {
        if sale.day() != day {
            continue;
        }
        match then.get_mut(&sale.id.to_string()) {
            None => drop(then.insert(sale.id.to_string(), (sale.clone(), false))),
            Some((known, over)) => {
                *over |= when.day() > day && sums([&*known].into_iter()) != sums([sale].into_iter());
                if !*over {
                    *known = sale.clone();
                }
            }
        }
    }
    then.into_iter().map(|(id, (sale, _))| (id, sale)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_day_stays_as_it_was_closed_and_later_days_have_what_became_of_it(steps in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let directory = tempfile::tempdir().unwrap();
        let mut ledger = Some(open(directory.path()).ledger);
        let (mut model, mut history, mut seconds) = (BTreeMap::new(), History::new(), 4 * DAY_S);
        for step in &steps {
            seconds += 1;
            match step {
                Step::NextDay(days) => seconds += days * DAY_S,
                Step::ClockBack(days) => seconds -= days.min(&(seconds / DAY_S)) * DAY_S,
                Step::Restart => {
                    drop(ledger.take());
                    ledger = Some(open(directory.path()).ledger);
                }
                _ => {}
            }
            let Some((n, entries)) = entries(step) else { continue };
            let ledger = ledger.as_ref().unwrap();
            let before: BTreeMap<u64, Sale> = model.clone();
            let folded = entries.iter().try_fold(before.get(&n).cloned(), |sale, entry| {
                let Entry::Sale(event) = entry else { unreachable!() };
                Sale::apply(sale, event, at(seconds)).map(Some)
            });
            let result = runtime.block_on(ledger.commit(at(seconds), Actor::Till, entries));
            prop_assert_eq!(result.is_ok(), folded.is_ok());
            if let Ok(Some(sale)) = folded {
                history.push((at(seconds), sale.clone()));
                model.insert(n, sale);
            }
        }
        let ledger = ledger.unwrap();
        let (first, last) = (at(0).day(), at(365 * DAY_S).day());
        let mut all = Change::default();
        for day in ledger.days_between(first, last) {
            let then = at_the_end(&history, day);
            let closed = ledger.closed_day(day).unwrap();
            prop_assert_eq!(told(&closed.all), sums(then.values()), "{:?} as it was closed", day);
            let of_people: u64 = closed.staff.iter().map(|(_, tally)| tally.sales).sum();
            prop_assert_eq!(of_people, closed.all.sales);
            prop_assert!(closed.vendors.iter().all(|(_, tally)| tally.sales > 0));
            let now = ledger.tally(day);
            prop_assert_eq!(ledger.became_since(day), Change::between(&closed.all, &now), "nothing is lost");
            all = all.and(ledger.became_since(day));
        }
        prop_assert_eq!(ledger.became_on(first, last), all, "what became of days is what became on days");
        let (sum, days) = ledger.closed_between(first, last).unwrap();
        let mut joined = Tally::default();
        days.iter().for_each(|(_, tally)| joined.join(tally));
        prop_assert_eq!(sum.all, joined);
        prop_assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    }
}
