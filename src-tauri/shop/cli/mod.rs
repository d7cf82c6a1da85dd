//! The commands without a window, for whoever repairs a till: `airtill ledger verify | rebuild | export |
//! statement | compare | backup | restore | show | code | support`.
//!
//! They do what the window does, by the same functions, on a ledger that no program has open. What shows the shop's figures
//! or writes asks for the owner's passphrase, at the terminal or as a line on the standard input. Results go to the standard
//! output, as sentences or with `--json` as one object; progress goes to the standard error output.

mod backup;
mod compare;
mod run;
mod support;
mod terminal;

use airtill_domain::time::Day;
use airtill_domain::vendor::VendorId;
use airtill_ledger::paper::PaperCode;
use airtill_reports::Format;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Everything is in order.
const WELL: u8 = 0;
/// The ledger is damaged, or what was looked for is not there.
const WRONG: u8 = 1;
/// The passphrase was not accepted.
const REFUSED: u8 = 3;
/// The ledger can't be opened, read or written.
const FAILED: u8 = 4;

/// The till of an airtime kiosk. Without a command, its window opens.
#[derive(Parser)]
#[command(name = "airtill", version, after_help = CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Room,
}

const CODES: &str = "Exit codes: 0 well; 1 damage was found, or nothing; 2 the command line is wrong; 3 the passphrase was not \
                     accepted; 4 the ledger can't be opened, read or written.";

#[derive(Subcommand)]
enum Room {
    /// Look after a ledger while no window has it open
    Ledger(Ledger),
}

/// What is done with a ledger.
#[derive(clap::Args)]
#[command(after_help = CODES)]
struct Ledger {
    #[command(subcommand)]
    task: Task,
    /// Where Airtill's data is; AIRTILL_HOME or the platform's own place unless given
    #[arg(long, global = true)]
    home: Option<PathBuf>,
    /// The practice shop's ledger, in place of the real one's
    #[arg(long, global = true)]
    practice: bool,
    /// The result as one JSON object
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Task {
    /// Hold journal, store and everything that is read every day against one another
    Verify,
    /// Make the store again from the journal; the old one is set aside
    Rebuild,
    /// Write sales to a file for other programs
    Export {
        /// The file, which must not be there yet
        file: PathBuf,
        /// In which form; by the file's ending unless given
        #[arg(long, value_enum)]
        format: Option<FormatName>,
        /// From this day on, such as 2026-11-01
        #[arg(long, value_parser = Day::parse)]
        from: Option<Day>,
        /// Up to this day, included
        #[arg(long, value_parser = Day::parse)]
        to: Option<Day>,
    },
    /// Write a statement of some days, as PDF or workbook by the file's ending
    Statement {
        /// The file, which must not be there yet: it ends in .pdf or .xlsx
        file: PathBuf,
        /// The first day, such as 2026-11-01
        #[arg(long, value_parser = Day::parse)]
        from: Day,
        /// The last day, included
        #[arg(long, value_parser = Day::parse)]
        to: Day,
    },
    /// Hold a vendor's own list of transactions against the ledger, both ways
    Compare {
        /// The vendor: strongmb, which alone lists them
        #[arg(long, default_value = "strongmb", value_parser = vendor)]
        vendor: VendorId,
        /// Of this Lagos day, such as 2026-11-22; all that the vendor lists unless given
        #[arg(long, value_parser = Day::parse)]
        day: Option<Day>,
    },
    /// Add what is new to the backup, in this folder from now on if one is given
    Backup {
        /// The folder, such as a stick's; the one chosen before unless given
        folder: Option<PathBuf>,
    },
    /// Put a backup in the place of this computer's ledger, which is kept aside
    Restore {
        /// The folder in which the backup is
        folder: PathBuf,
        /// Whose, where several tills have backups there
        #[arg(long)]
        till: Option<String>,
        /// Don't ask before it is put back
        #[arg(long)]
        yes: bool,
    },
    /// The code for paper, which proves later that the ledger up to a day was not changed
    Code {
        /// The day, such as 2026-11-22; today unless given
        #[arg(long, value_parser = Day::parse)]
        day: Option<Day>,
        /// A code that was written down: whether it still fits
        #[arg(long, conflicts_with = "day", value_parser = PaperCode::parse)]
        check: Option<PaperCode>,
    },
    /// Tell a sale's whole story
    Show {
        /// Our reference, or the vendor's
        reference: String,
    },
    /// Print what helps a support person: what the owner decided, the last doubts, the log; numbers masked, no keys
    Support,
}

fn vendor(text: &str) -> Result<VendorId, String> {
    let known = VendorId::ALL.into_iter().find(|vendor| vendor.slug() == text);
    known.ok_or_else(|| format!("no vendor: {text}. There are {}", VendorId::ALL.map(VendorId::slug).join(", ")))
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Xlsx,
    Jsonl,
    /// A double-entry journal in plain text
    Hledger,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Csv => Format::Csv,
            FormatName::Xlsx => Format::Xlsx,
            FormatName::Jsonl => Format::Jsonl,
            FormatName::Hledger => Format::Hledger,
        }
    }
}

/// Runs a command, if there is one on the command line; `None` when the window should open.
pub fn run() -> Option<ExitCode> {
    // A window that the desktop opens with arguments of its own still opens: only these words are ours.
    let first = std::env::args().nth(1)?;
    if !["ledger", "help", "--help", "-h", "--version", "-V"].contains(&first.as_str()) {
        return None;
    }
    let Arguments { command: Room::Ledger(asked) } = Arguments::parse();
    Some(ExitCode::from(run::run(asked)))
}
