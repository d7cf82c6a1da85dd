//! What crosses to the page, and from it, at `commands::customer`.

use airtill_words::Language;
use serde::{Deserialize, Serialize};

/// What the customer reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
#[serde(deny_unknown_fields)]
pub struct CustomerShows {
    /// The shop's name.
    pub shop: String,
    /// `0803 123 4567`.
    pub number: String,
    /// `MTN`.
    pub network: String,
    /// `₦500`, or the plan.
    pub what: String,
    /// How it stands, in words: `Please check the number`, `Delivered`.
    pub says: String,
    /// How it is coloured.
    pub tone: Tone,
    /// In which language the window's own words are.
    pub language: Language,
}

/// How a text of the customer's window is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Tone {
    /// Nothing has ended.
    #[default]
    Plain,
    /// Delivered.
    Sold,
    /// Failed.
    Failed,
    /// Not known yet.
    Doubt,
}
