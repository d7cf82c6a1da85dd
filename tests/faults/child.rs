//! The child process: the same test binary, started again with one test and a task in its environment.

use airtill_domain::clock::{SystemClock, SystemEntropy};
use airtill_ledger::entry::Actor;
use airtill_shop::shops::Shops;
use airtill_shop::till::{Confirmation, Till};
use airtill_tests::shop::airtime;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const TASK: &str = "AIRTILL_CHILD_TASK";

/// What a child does.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// Opens the shops, sells airtime to a number, waits until the sale has an end.
    Sell(&'static str),
    /// The same, and once more: the first may come to nothing.
    SellTwice(&'static str),
    /// Opens the shops and waits until nothing is in doubt, at most a few seconds.
    Open,
}

/// Runs a child on a home, with a fault.
pub fn run(home: &Path, task: Task, fault: &str) -> ExitStatus {
    let text = match task {
        Task::Sell(number) => format!("sell {number}"),
        Task::SellTwice(number) => format!("sell-twice {number}"),
        Task::Open => "open".to_owned(),
    };
    Command::new(std::env::current_exe().unwrap())
        .args(["faults::child::the_child", "--exact", "--nocapture", "--test-threads=1"])
        .env(TASK, text)
        .env("AIRTILL_HOME", home)
        .env("AIRTILL_FAULT", fault)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
}

/// Does nothing unless this process is a child.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let home = std::env::var_os("AIRTILL_HOME").unwrap();
    let shops = Shops::new(home.into(), Arc::new(SystemClock), Arc::new(SystemEntropy));
    shops.open().await;
    let till = shops.till().expect("the practice shop opens");
    if let Some(number) = task.strip_prefix("sell ") {
        sell(&till, number).await;
    }
    if let Some(number) = task.strip_prefix("sell-twice ") {
        sell(&till, number).await;
        sell(&till, number).await;
    }
    settle(&till).await;
}

async fn sell(till: &Arc<Till>, number: &str) {
    let draft = till.checkout.review(&airtime(number, "500")).await.unwrap();
    let _ = till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await;
}

async fn settle(till: &Till) {
    let begun = Instant::now();
    // Long enough for a request to have left, also one that the ledger knows nothing of.
    tokio::time::sleep(Duration::from_millis(700)).await;
    while begun.elapsed() < Duration::from_secs(3) && till.ledger().open_sales().is_ok_and(|open| !open.is_empty()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
