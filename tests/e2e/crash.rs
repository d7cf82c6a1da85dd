//! The real program is killed at each step of a sale, and opened again.

use super::{open, open_with};
use crate::faults::{AT_EACH_STEP, agree};
use crate::support::window::key::ENTER;
use tempfile::tempdir;

/// After each kill the vendor's own record and the ledger agree, and nothing was sent twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_sale_leaves_ledger_and_vendor_in_agreement() {
    for (step, fault) in AT_EACH_STEP {
        let home = tempdir().unwrap();
        let mut window = open_with(home.path(), &[("AIRTILL_FAULT", fault)]).await;
        window.press(format!("08031234567500{ENTER}")).await;
        window.wait("[data-testid=review]").await;
        window.press_last(ENTER).await;
        window.died().await;

        let window = open(home.path()).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        window.close().await;
        agree(&home.path().join("practice")).unwrap_or_else(|why| panic!("killed {step} ({fault}): {why}"));
    }
}
