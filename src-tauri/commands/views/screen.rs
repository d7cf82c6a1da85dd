//! What crosses to the page, and from it, at `commands::screen`.

use airtill_domain::appearance::Theme;
use airtill_domain::hotkeys::Action;
use airtill_words::Language;
use serde::{Deserialize, Serialize};

/// An act and the key it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct BoundKey {
    /// The act.
    pub action: Action,
    /// `G`, `F4`.
    pub key: String,
}

/// How the window looks.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct LookView {
    /// Its colours.
    pub theme: Theme,
    /// The size of its text, in percent.
    pub text_percent: u16,
    /// How a sale ended can be heard.
    pub sounds: bool,
    /// Its language.
    pub language: Language,
    /// Those that can be chosen.
    pub languages: Vec<Language>,
}

/// What the owner decides about the counter, as it is typed.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CounterForm {
    /// `100  200  500`: the quick amounts.
    pub quick_amounts: String,
    /// `5,000`: from this amount on a new number is asked for once more.
    pub read_back_from: String,
    /// Attendants confirm a verdict that is ready, with their own PIN.
    pub attendants_confirm: bool,
}
