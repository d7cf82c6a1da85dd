//! What crosses to the page, and from it, at `commands::audit`.

use airtill_reports::audit::Weight;
use serde::Deserialize;

/// Which lines are wanted.
#[derive(Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct AuditAsk {
    /// What a line has to weigh at least.
    pub at_least: Weight,
    /// Sales and returns among them.
    pub with_sales: bool,
}
