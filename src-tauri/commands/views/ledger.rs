//! What crosses to the page, and from it, at `commands::ledger`.

use airtill_domain::sale::SaleStatus;
use airtill_ledger::row::Place;
use serde::{Deserialize, Serialize};

/// What is looked for.
#[derive(Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct FindAsk {
    /// As it was typed; empty for a whole day.
    pub text: String,
    /// How many days before today, where nothing was typed.
    pub days_back: u32,
    /// Only what was taken before this place: where the page before ended.
    pub below: Option<Place>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct FoundView {
    /// `Sunday 22 November 2026`, or what was typed in words.
    pub heading: String,
    /// The day's sums in words, where a day was asked for.
    pub sums: Option<String>,
    /// The rows, newest first.
    pub rows: Vec<LineView>,
    /// Where to go on.
    pub next: Option<Place>,
}

/// A sale in the list.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct LineView {
    /// Its place in the ledger.
    pub place: Place,
    /// How it stands.
    pub standing: SaleStatus,
    /// `₦500 MTN airtime`.
    pub title: String,
    /// `0803 123 4567`; masked for attendants when it is older than today.
    pub recipient: String,
    /// `14:02`, or `22 Nov 14:02` when it is older than today.
    pub when: String,
    /// `SMEPlug, Ada`, and what else is out of the ordinary.
    pub about: String,
}

/// A sale's whole story.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct StoryView {
    /// Its id.
    pub id: String,
    /// How it stands.
    pub standing: SaleStatus,
    /// `₦500 MTN airtime to 0803 123 4567`.
    pub title: String,
    /// `Sunday 22 November 2026, 14:02`.
    pub when: String,
    /// The references of its attempts, ours and the vendors'.
    pub references: Vec<String>,
    /// What happened, in order.
    pub steps: Vec<StepView>,
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct StepView {
    /// `14:02:09`, with the day where it is another.
    pub when: String,
    /// Who.
    pub who: String,
    /// What.
    pub what: String,
}
