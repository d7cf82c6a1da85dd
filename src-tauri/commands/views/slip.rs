//! What crosses to the page, and from it, at `commands::slip`.

use airtill_reports::slips::Line;
use serde::{Deserialize, Serialize};

/// Which slip of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, specta::Type)]
pub enum SlipKind {
    /// The customer's.
    Sale,
    /// The same once more.
    Copy,
    /// With everything that happened, to be shown where the sale is disputed.
    Dispute,
}

/// A line of a sheet.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SlipLineView {
    /// What kind of line.
    pub kind: LineKind,
    /// Its words, or the name of a pair.
    pub text: String,
    /// The value of a pair.
    pub value: String,
}

/// The kinds of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub enum LineKind {
    /// Large.
    Title,
    /// In the middle.
    Centred,
    /// A name and a value.
    Pair,
    /// The same, where it counts.
    Strong,
    /// Running text.
    Text,
    /// What the lines up to the next of these are about.
    Section,
    /// A rule.
    Rule,
}

impl From<Line> for SlipLineView {
    fn from(line: Line) -> SlipLineView {
        let (kind, text, value) = match line {
            Line::Title(text) => (LineKind::Title, text, String::new()),
            Line::Centred(text) => (LineKind::Centred, text, String::new()),
            Line::Pair(name, value) => (LineKind::Pair, name, value),
            Line::Strong(name, value) => (LineKind::Strong, name, value),
            Line::Text(text) => (LineKind::Text, text, String::new()),
            Line::Section(name) => (LineKind::Section, name, String::new()),
            Line::Rule => (LineKind::Rule, String::new(), String::new()),
        };
        SlipLineView { kind, text, value }
    }
}
