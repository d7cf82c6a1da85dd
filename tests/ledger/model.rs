//! A naive fold over everything committed is the oracle; the ledger, with restarts in between, must say the same.

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Refusal, Said};
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Sale, SaleStatus};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_tests::entries::{at, open, reference, sale_id, taken};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    Take(u64),
    Answer(u64, Outcome),
    Check(u64, Finding),
    Return(u64),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0_u64..6;
    let outcome = prop_oneof![
        Just(Outcome::Delivered),
        Just(Outcome::Refused(Refusal::Failed)),
        Just(Outcome::Unknown(Doubt::NoAnswer)),
    ];
    let finding = prop_oneof![Just(Finding::Delivered), Just(Finding::Failed), Just(Finding::NotFound)];
    prop_oneof![
        4 => n.clone().prop_map(Step::Take),
        4 => (n.clone(), outcome).prop_map(|(n, outcome)| Step::Answer(n, outcome)),
        2 => (n.clone(), finding).prop_map(|(n, finding)| Step::Check(n, finding)),
        2 => n.prop_map(Step::Return),
        1 => Just(Step::Restart),
    ]
}

fn entries(step: &Step) -> Vec<Entry> {
    match step {
        Step::Take(n) => taken(*n, 100 + i64::try_from(*n).unwrap()),
        Step::Answer(n, outcome) => airtill_tests::entries::answered(*n, outcome.clone()),
        Step::Check(n, finding) => vec![Entry::Sale(Event::Checked {
            sale: sale_id(*n),
            reference: reference(*n),
            account: airtill_tests::entries::account(),
            finding: *finding,
            said: Said::default(),
        })],
        Step::Return(n) => vec![Entry::Sale(Event::CashReturned {
            sale: sale_id(*n),
            amount: Naira::from_naira(100 + i64::try_from(*n).unwrap()),
        })],
        Step::Restart => Vec::new(),
    }
}

/// The oracle: every sale by a plain fold, no rows, no views.
fn fold(model: &mut BTreeMap<u64, Sale>, n: u64, entries: &[Entry], seconds: u64) -> bool {
    let mut sale = model.get(&n).cloned();
    for entry in entries {
        let Entry::Sale(event) = entry else { return false };
        match Sale::apply(sale, event, at(seconds)) {
            Ok(next) => sale = Some(next),
            Err(_) => return false,
        }
    }
    model.extend(sale.map(|sale| (n, sale)));
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_says_what_a_naive_fold_says(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let directory = tempfile::tempdir().unwrap();
        let mut ledger = Some(open(directory.path()).ledger);
        let mut model = BTreeMap::new();
        for (seconds, step) in steps.iter().enumerate() {
            let seconds = seconds as u64;
            let n = match step {
                Step::Take(n) | Step::Answer(n, _) | Step::Check(n, _) | Step::Return(n) => *n,
                Step::Restart => {
                    drop(ledger.take());
                    ledger = Some(open(directory.path()).ledger);
                    continue;
                }
            };
            let entries = entries(step);
            let allowed = fold(&mut model, n, &entries, seconds);
            let ledger = ledger.as_ref().unwrap();
            let result = runtime.block_on(ledger.commit(at(seconds), Actor::Till, entries));
            prop_assert_eq!(result.is_ok(), allowed, "{:?}: {:?}", step, result);
            if let Err(error) = result {
                prop_assert!(matches!(error, LedgerError::Illegal(_) | LedgerError::ReferenceUsed));
            }
        }
        let ledger = ledger.unwrap();
        let day = at(0).day();
        let totals = ledger.totals(day).unwrap().all;
        for (n, sale) in &model {
            prop_assert_eq!(ledger.sale(sale_id(*n)).unwrap(), Some(sale.clone()));
        }
        let held: Naira = model.values().map(Sale::held).sum();
        prop_assert_eq!(totals.drawer, held, "cash and ledger agree");
        prop_assert_eq!(totals.sales, model.len() as u64);
        let count = |standing| model.values().filter(|sale| sale.standing(at(999)) == standing).count() as u64;
        prop_assert_eq!(totals.delivered.count, count(SaleStatus::Delivered));
        prop_assert_eq!(totals.not_known.count, count(SaleStatus::NotKnown));
        prop_assert_eq!(totals.owed.count, count(SaleStatus::Owed));
        prop_assert_eq!(totals.returned.count, count(SaleStatus::Returned));
        let open = model.values().filter(|sale| sale.is_open()).count();
        prop_assert_eq!(ledger.open_sales().unwrap().len(), open);
        prop_assert_eq!(ledger.day(day, 100).unwrap().len(), model.len());
        prop_assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    }
}
