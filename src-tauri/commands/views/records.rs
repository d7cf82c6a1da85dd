//! What crosses to the page, and from it, at `commands::records`.

use airtill_reports::Format;
use airtill_reports::statement::StatementForm;
use serde::{Deserialize, Serialize};

/// The page.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct RecordsView {
    /// `12,410`.
    pub sales: String,
    /// `12,410 · 7F3A9-K2MQ4`: the code for paper of now.
    pub paper_code: Option<String>,
    /// Where backups go.
    pub backup_folder: Option<String>,
    /// `24 Nov 2026, 18:02`: the last backup.
    pub backed_up: Option<String>,
    /// Entries since.
    pub not_backed_up: u32,
    /// Where exports go unless told otherwise.
    pub export_folder: String,
    /// What is under way, in words.
    pub doing: Option<String>,
    /// How far, of a hundred.
    pub percent: u32,
    /// What the last one came to.
    pub ended: Option<EndedView>,
}

/// What long work came to.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct EndedView {
    /// Nothing was wrong.
    pub well: bool,
    /// The sentence.
    pub sentence: String,
}

/// What should be done.
#[derive(Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum TaskAsk {
    /// Verify the ledger.
    Verify,
    /// Make the store again.
    Rebuild,
    /// Add to the backup.
    BackUp,
    /// Export sales.
    Export {
        /// In which form.
        format: Format,
        /// From this day on, `2026-11-01`; empty for the beginning.
        from: String,
        /// Up to this day, included; empty for the end.
        to: String,
        /// Into which folder.
        folder: String,
    },
    /// Write a statement.
    Statement {
        /// In which form.
        form: StatementForm,
        /// The first day, `2026-11-01`.
        from: String,
        /// The last day, included.
        to: String,
        /// Into which folder.
        folder: String,
    },
}

/// A backup on its way into the shop's place.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PutBackView {
    /// What is under way, in words.
    pub doing: Option<String>,
    /// How far, of a hundred.
    pub percent: u32,
    /// What the last one came to.
    pub ended: Option<EndedView>,
    /// A backup is opened: what has to be read before it takes the shop's place.
    pub told: Option<Vec<String>>,
}
