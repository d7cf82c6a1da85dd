//! `kill -9` between each two steps of a sale.

use super::child::{Task, run};
use airtill_tests::agreement::{AT_EACH_STEP, agree};
use tempfile::tempdir;

/// Numbers whose sales take different ways: delivered on asking, delivered at once, cut off, refused.
const WAYS: [&str; 4] = ["08031234567", "08030000013", "08030000007", "08030000003"];

/// After a kill at any step, ledger and vendor agree once the shop is open again, and nothing was sent twice.
#[test]
fn a_kill_at_any_step_leaves_ledger_and_vendor_in_agreement() {
    // The children mostly wait: a few side by side keep this short.
    for (step, fault) in AT_EACH_STEP {
        std::thread::scope(|scope| {
            for number in WAYS {
                scope.spawn(move || {
                    let home = tempdir().unwrap();
                    run(home.path(), Task::Sell(number), fault);
                    run(home.path(), Task::Open, "");
                    agree(&home.path().join("practice"))
                        .unwrap_or_else(|why| panic!("killed {step} ({fault}), number {number}: {why}"));
                });
            }
        });
    }
}

/// The faults do strike: otherwise the test above would prove nothing.
#[test]
fn every_step_of_a_sale_is_reached() {
    for (step, fault) in AT_EACH_STEP {
        let home = tempdir().unwrap();
        let ended = run(home.path(), Task::Sell("08031234567"), fault);
        assert!(!ended.success(), "the program was not killed {step} ({fault})");
    }
}

/// The null control: without the commit before the request, the same comparison must find a purchase that the ledger
/// knows nothing of.
#[test]
fn without_the_durable_attempt_the_comparison_turns_red() {
    let home = tempdir().unwrap();
    run(home.path(), Task::Sell("08031234567"), "skip:attempt_started");
    run(home.path(), Task::Open, "");
    let why = agree(&home.path().join("practice")).expect_err("this must not pass");
    assert!(why.contains("the ledger knows nothing of"), "{why}");
}
