//! What leaves the ledger for other programs: a spreadsheet, an accountant, a support person.
//!
//! An [`Export`] writes sales of some days, or everything, to one file: as CSV, as a workbook, as JSON lines, or as a
//! double-entry journal in plain text. It is written under another name and renamed when it is whole, tells how far it has
//! come, and can be stopped. What must stay out: secrets (the ledger has none), and any format that can't be read without us.
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]
// Money is never a float, and neither is what is counted of it.
#![warn(clippy::float_arithmetic)]

pub mod audit;
pub mod correction;
pub mod costs;
mod csv;
pub mod glance;
mod hledger;
mod jsonl;
mod pages;
mod pdf;
mod row;
pub mod rules;
pub mod sheet;
pub mod slips;
pub mod statement;
pub mod story;
pub mod support;
pub mod table;
mod xlsx;

pub use row::Names;

use airtill_domain::money::{Naira, grouped};
use airtill_domain::time::Day;
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::Language;
use airtill_words::say;
use row::ExportRow;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// In which form sales are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
pub enum Format {
    /// Comma-separated values, UTF-8 with a mark at the beginning, which spreadsheets look for.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON object a line.
    Jsonl,
    /// A double-entry journal in plain text, as hledger reads it.
    Hledger,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Csv, Format::Xlsx, Format::Jsonl, Format::Hledger];

    /// What its files' names end in, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Jsonl => "jsonl",
            Format::Hledger => "journal",
        }
    }
}

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// In which form.
    pub format: Format,
    /// From this Lagos day on.
    pub from: Option<Day>,
    /// Up to this Lagos day, included.
    pub to: Option<Day>,
    /// Of this shift alone.
    pub shift: Option<u32>,
}

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// To which file.
    pub file: PathBuf,
    /// How many sales; in a double-entry journal, how many transactions.
    pub rows: u64,
}

/// Why an export came to nothing. No file was left behind, and none was overwritten.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The file is there already.
    #[error("{}", say!("{file} is there already. Choose another name", file = _0.display()))]
    Exists(PathBuf),
    /// The file can't be written.
    #[error("{}", say!("{file} can't be written: {why}", file = file.display(), why))]
    File {
        /// Which.
        file: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The ledger can't be read, or it was stopped.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Someone who takes sales one after the other and makes a file of them.
trait Sink {
    /// Takes the next sale.
    fn take(&mut self, row: &ExportRow) -> Result<(), String>;
    /// Nothing more comes.
    fn end(self: Box<Self>) -> Result<(), String>;
}

impl Export {
    /// Writes the export to `file`, which must not be there yet: in English, whatever is spoken, for other programs read it.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn write(&self, ledger: &Ledger, file: &Path, work: &Work) -> Result<Exported, ExportError> {
        if file.exists() {
            return Err(ExportError::Exists(file.to_owned()));
        }
        airtill_words::speaking(Language::En, || self.written(ledger, file, work))
    }

    fn written(&self, ledger: &Ledger, file: &Path, work: &Work) -> Result<Exported, ExportError> {
        let failed = |why: String| ExportError::File { file: file.to_owned(), why };
        let part = Unfinished(file.with_added_extension("part"));
        let created = File::create(&part.0).map_err(|error| failed(error.to_string()))?;
        let rows = match self.format {
            Format::Hledger => {
                let mut out = BufWriter::with_capacity(1 << 18, created);
                let rows = hledger::write(self, ledger, &mut out, work).map_err(|error| error.at(file))?;
                out.flush().map_err(|error| failed(error.to_string()))?;
                rows
            }
            Format::Csv => self.each(ledger, csv::sink(created).map_err(failed)?, work, file)?,
            Format::Jsonl => self.each(ledger, jsonl::sink(created), work, file)?,
            Format::Xlsx => self.each(ledger, xlsx::sink(created).map_err(failed)?, work, file)?,
        };
        let synced = File::options().write(true).open(&part.0).and_then(|written| written.sync_all());
        synced.and_then(|()| fs::rename(&part.0, file)).map_err(|error| failed(error.to_string()))?;
        Ok(Exported { file: file.to_owned(), rows })
    }

    fn each(&self, ledger: &Ledger, mut sink: Box<dyn Sink>, work: &Work, file: &Path) -> Result<u64, ExportError> {
        let failed = |why: String| ExportError::File { file: file.to_owned(), why };
        let names = Names::of(ledger)?;
        let (first, below) = ledger.places_between(self.from.unwrap_or(Day::FIRST), self.to.unwrap_or(Day::LAST));
        let all = u64::from(below.saturating_sub(first));
        let mut rows = 0;
        for row in ledger.rows_from(first) {
            let row = row?;
            if row.place >= below {
                break;
            }
            work.done(u64::from(row.place - first), all)?;
            if !self.is_asked_for(row.sale.day()) || self.shift.is_some_and(|shift| shift != row.shift) {
                continue;
            }
            sink.take(&ExportRow::of(&row, &names)).map_err(failed)?;
            rows += 1;
        }
        (work.tell)(all, all);
        sink.end().map_err(failed)?;
        Ok(rows)
    }

    fn is_asked_for(&self, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }
}

/// A file that is removed unless it was renamed.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// `1 sale, ₦500`, `1,204 sales, ₦611,400`.
pub fn sales_and_sum(count: u64, sum: Naira) -> String {
    match count {
        1 => say!("1 sale, {sum}", sum = sum.short()),
        count => say!("{count} sales, {sum}", count = grouped(count), sum = sum.short()),
    }
}
