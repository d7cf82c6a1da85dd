//! Who did what: everything in the ledger that a person did or that concerns people, keys and settings, newest first.
//!
//! The clock is no entry, but one that was set back shows in the times of two.

mod sentences;
mod settings;

use super::Names;
use crate::rules::Difference;
use airtill_domain::time::{CLOCK_SLACK, Timestamp};
use airtill_ledger::entry::{Actor, Commit, Entry};
use airtill_ledger::rule_changes::RuleChange;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use sentences::sentence;
use serde::{Deserialize, Serialize};

/// Rows of one answer.
const ROWS: usize = 200;
/// How far back is looked for them: sales that nobody asked about make up most of a ledger.
const COMMITS_LOOKED_AT: usize = 20_000;

/// How much a line weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
pub enum Weight {
    /// It happened.
    Plain,
    /// It deserves a second look: a change of keys, people or settings.
    Marked,
    /// What an owner who was away asks about: a wrong try, a second one, an end by hand, a clock set back.
    Suspicious,
}

/// One line of the audit.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AuditRow {
    /// `22 Nov 2026`.
    pub day: String,
    /// `14:02:09`.
    pub time: String,
    /// Who.
    pub who: String,
    /// What, as a sentence.
    pub what: String,
    /// What it weighs.
    pub weight: Weight,
}

/// The last things that people did, as far as they weigh enough; `with_sales`: sales and returns among them.
///
/// # Errors
/// When the ledger can't be read.
pub fn rows(ledger: &Ledger, at_least: Weight, with_sales: bool) -> Result<Vec<AuditRow>, LedgerError> {
    let names = Names::of(ledger)?;
    let changes = ledger.rule_changes(ROWS)?;
    let mut rows = Vec::new();
    let mut rights = Vec::new();
    let mut later: Option<Timestamp> = None;
    for commit in ledger.backwards().take(COMMITS_LOOKED_AT) {
        let commit = commit?;
        if let Some(after) = later.replace(commit.at) {
            rows.extend(clock_set_back(commit.at, after));
        }
        for entry in commit.entries.iter().rev() {
            // Read backwards, a try that succeeded is met before the entry of the try itself.
            match entry {
                Entry::SignedIn { staff, .. } => rights.push(*staff),
                Entry::SecretTried { staff, .. } if rights.last() == Some(staff) => {
                    rights.pop();
                    continue;
                }
                _ => {}
            }
            // Plain sales are many: they would push everything else out of sight.
            let wanted = |row: &AuditRow| row.weight > Weight::Plain || with_sales || !matches!(entry, Entry::Sale(_));
            let said = of_a_rule(&commit, entry, &changes).or_else(|| sentence(entry, &names));
            rows.extend(
                said.map(|said| row(&commit, said, &names)).filter(|row| row.weight >= at_least && wanted(row)),
            );
        }
        if rows.len() >= ROWS {
            break;
        }
    }
    Ok(rows)
}

/// Read backwards: the entry after one that was made at `before` was made at `after`.
fn clock_set_back(before: Timestamp, after: Timestamp) -> Option<AuditRow> {
    let back = before.since(after);
    (back > CLOCK_SLACK).then(|| AuditRow {
        day: after.day().short(),
        time: after.hour_minute_second(),
        who: say!("the till").to_owned(),
        what: say!(
            "The clock was set back by {minutes} min, from {day} {time}",
            minutes = back.as_secs() / 60,
            day = before.day().short(),
            time = before.hour_minute()
        ),
        weight: Weight::Suspicious,
    })
}

/// A rule of the owner's is told by what it changed.
fn of_a_rule(commit: &Commit, entry: &Entry, changes: &[RuleChange]) -> Option<(String, Weight)> {
    entry.rule()?;
    let change = changes.iter().find(|change| change.seq == commit.seq)?;
    let step = change.rules.iter().find(|step| step.after == *entry)?;
    Some((Difference::of(step).words(), Weight::Marked))
}

fn row(commit: &Commit, (what, weight): (String, Weight), names: &Names) -> AuditRow {
    AuditRow {
        day: commit.at.day().short(),
        time: commit.at.hour_minute_second(),
        who: match &commit.actor {
            Actor::Till => say!("the till").to_owned(),
            Actor::Counter => say!("the counter").to_owned(),
            Actor::Staff(id) => names.staff(*id),
        },
        what,
        weight,
    }
}
