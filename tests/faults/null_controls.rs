//! Mistakes made on purpose. Each must be found by the very comparison that finds nothing in the real program: a check that
//! never turned red proves nothing.

use super::counter::{Job, Vendors, Worker, acknowledged, held_against, of_sales};
use std::time::Duration;
use tempfile::tempdir;

/// Lets a child make a mistake over and over, and tells what the comparison says.
fn with_mistake(mistake: &str, sales: u64) -> Result<(), String> {
    let scratch = tempdir().unwrap();
    let home = scratch.path().join("shop");
    let vendors = Vendors::start(&scratch.path().join("vendors"));
    let environment = [("AIRTILL_WRONG", mistake.to_owned())];
    let job = Job { home: &home, vendors: &vendors.authority(), seed: 5, sales, environment: &environment };
    let said = of_sales(&Worker::start(&job).wait(Duration::from_secs(60)));
    assert!(acknowledged(&said) > 0, "the child sold nothing");
    held_against(&home, &vendors, &said)
}

#[test]
fn without_a_mistake_the_comparison_is_green() {
    with_mistake("none", 40).unwrap();
}

#[test]
fn sending_again_after_no_answer_turns_it_red() {
    let why = with_mistake("resend_on_doubt", 40).expect_err("this must not pass");
    assert!(why.contains("was sent 2 times"), "{why}");
}

#[test]
fn another_vendor_after_no_answer_turns_it_red() {
    // What allows another vendor is to read silence as a failure; the attendants of the children take the next one at once.
    let why = with_mistake("no_answer_is_failure", 40).expect_err("this must not pass");
    assert!(why.contains("delivered"), "{why}");
}

#[test]
fn giving_cash_back_at_the_failure_turns_it_red() {
    let why = with_mistake("cash_back_at_failure", 150).expect_err("this must not pass");
    assert!(why.contains("nobody handed over"), "{why}");
}

#[test]
fn a_confirm_that_only_the_page_consumes_turns_it_red() {
    let why = with_mistake("confirm_consumed_in_the_page", 40).expect_err("this must not pass");
    assert!(why.contains("nobody had it on the screen"), "{why}");
}

/// The very test that finds no redirect followed, in a process that follows them.
#[test]
fn following_redirects_turns_it_red() {
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "contract::network::a_redirect_is_not_followed"]).env("AIRTILL_WRONG", "redirects_followed");
    let output = again.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && text.contains("0 passed; 1 failed"), "{text}");
}
