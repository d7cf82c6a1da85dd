//! How the window looks and sounds: its theme, the size of its text, and whether an end is heard.

use serde::{Deserialize, Serialize};

/// The sizes of text that can be chosen, in percent.
pub const TEXT_PERCENT: std::ops::RangeInclusive<u16> = 100..=200;
/// Between two sizes.
pub const TEXT_STEP_PERCENT: u16 = 25;

/// How the window looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appearance {
    /// Its colours.
    pub theme: Theme,
    /// The size of its text, in percent.
    pub text_percent: u16,
    /// How a sale ended can be heard.
    pub sounds: bool,
}

/// The colours of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Theme {
    /// As the computer is set.
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
    /// Black and white, with lines around everything that can be pressed.
    Contrast,
}

impl Default for Appearance {
    fn default() -> Appearance {
        Appearance { theme: Theme::System, text_percent: *TEXT_PERCENT.start(), sounds: true }
    }
}

impl Appearance {
    /// Whether it can be.
    pub fn is_possible(self) -> bool {
        TEXT_PERCENT.contains(&self.text_percent) && self.text_percent.is_multiple_of(TEXT_STEP_PERCENT)
    }
}
