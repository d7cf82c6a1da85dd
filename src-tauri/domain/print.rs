//! What is printed, on which paper, and how it went.
//!
//! A slip is printed once. Whether it was can be as unknown as whether a sale was delivered: a connection that breaks after its first
//! byte leaves a slip that is *perhaps printed*, which is never printed again automatically.

use crate::reference::SaleId;
use crate::sale::{Sale, SaleStatus};
use crate::time::Timestamp;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Something on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slip {
    /// A sale's.
    Sale {
        /// Whose.
        sale: SaleId,
        /// Which of them.
        of: SaleSlip,
    },
    /// The interim report of the open shift.
    X,
    /// The closing report of a shift.
    Z {
        /// Its number.
        number: u32,
    },
    /// To see whether the printer works.
    Test,
}

/// The slips of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SaleSlip {
    /// That it was delivered.
    Delivered,
    /// That it is not known yet, with the reference to ask by.
    Pending,
    /// That it failed: the money is owed, or was given back.
    Refund,
    /// Everything that happened, for a dispute.
    Dispute,
}

impl SaleSlip {
    /// Which goes with a sale as it stands.
    pub fn of(sale: &Sale, now: Timestamp) -> SaleSlip {
        match sale.standing(now) {
            SaleStatus::Delivered => SaleSlip::Delivered,
            SaleStatus::Sending | SaleStatus::NotKnown => SaleSlip::Pending,
            SaleStatus::Owed | SaleStatus::Returned => SaleSlip::Refund,
        }
    }

    /// Its place where something is kept for each of them.
    pub fn place(self) -> usize {
        match self {
            SaleSlip::Delivered => 0,
            SaleSlip::Pending => 1,
            SaleSlip::Refund => 2,
            SaleSlip::Dispute => 3,
        }
    }

    /// The words for a story.
    pub fn word(self) -> &'static str {
        match self {
            SaleSlip::Delivered => say!("slip"),
            SaleSlip::Pending => say!("slip of a sale not known yet"),
            SaleSlip::Refund => say!("slip of a failed sale"),
            SaleSlip::Dispute => say!("dispute slip"),
        }
    }
}

/// A slip on its way to paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its number in this ledger, given once.
    pub number: u64,
    /// What.
    pub slip: Slip,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a slip has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// No byte has left.
    Waiting,
    /// Bytes may have left.
    Begun,
    /// It was begun, and nobody knows whether it is on paper.
    Perhaps,
}

/// How printing a slip ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Printed {
    /// It is on paper, as far as the printer tells.
    Yes,
    /// Perhaps.
    Perhaps,
    /// Somebody decided that it is not wanted (any more).
    Dropped,
    /// It broke before its first byte: it waits again.
    NotBegun,
}

/// Slips that are not done with: what waits, and what is perhaps on paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// The last number that was given.
    pub last: u64,
    /// In the order in which they were asked for.
    pub jobs: Vec<Job>,
}

/// Most slips that wait before no further one is asked for: a printer that is off all day must not fill the ledger's row.
pub const WAITING_MOST: usize = 200;

impl Queue {
    /// Whether no more slips are asked for.
    pub fn is_full(&self) -> bool {
        self.jobs.len() >= WAITING_MOST
    }

    /// The number of the next slip.
    pub fn next(&self) -> u64 {
        self.last + 1
    }

    /// A slip was asked for, under the next number.
    pub fn ask(&mut self, number: u64, slip: Slip) {
        self.last = self.last.max(number);
        self.jobs.push(Job { number, slip, stage: Stage::Waiting });
    }

    /// Bytes are about to leave.
    pub fn begin(&mut self, number: u64) {
        if let Some(job) = self.jobs.iter_mut().find(|job| job.number == number) {
            job.stage = Stage::Begun;
        }
    }

    /// It has ended.
    pub fn end(&mut self, number: u64, how: Printed) {
        match how {
            Printed::Yes | Printed::Dropped => self.jobs.retain(|job| job.number != number),
            Printed::Perhaps | Printed::NotBegun => {
                if let Some(job) = self.jobs.iter_mut().find(|job| job.number == number) {
                    job.stage = if how == Printed::Perhaps { Stage::Perhaps } else { Stage::Waiting };
                }
            }
        }
    }
}

/// The printer, by the owner's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// Where it is; nothing is printed while it is nowhere.
    pub site: PrinterSite,
    /// How wide its paper is.
    pub paper: Paper,
    /// It has a knife.
    pub cuts: bool,
    /// The drawer hangs on it, and opens for cash.
    pub opens_drawer: bool,
    /// Each sale's slip is printed automatically.
    pub each_sale: bool,
    /// What stands at the end of each slip: `Thank you`. Empty for nothing.
    pub footer: String,
}

/// Where a printer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PrinterSite {
    /// There is none.
    None,
    /// On the network.
    Network {
        /// `192.168.1.50`.
        host: String,
        /// 9100, nearly always.
        port: u16,
    },
    /// A device file, a printer shared under a path, or a folder from which a spooler takes files.
    Path {
        /// `/dev/usb/lp0`, `\\counter\pos58`.
        path: String,
    },
}

impl PrinterSite {
    /// `192.168.1.50:9100`.
    pub fn words(&self) -> String {
        match self {
            PrinterSite::None => say!("none").to_owned(),
            PrinterSite::Network { host, port } => format!("{host}:{port}"),
            PrinterSite::Path { path } => path.clone(),
        }
    }
}

/// How wide paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Paper {
    /// 58 mm: 32 characters a line.
    Mm58,
    /// 80 mm: 48 characters a line.
    Mm80,
}

impl Paper {
    /// Characters of a line, in the printer's larger letters.
    pub fn columns(self) -> usize {
        match self {
            Paper::Mm58 => 32,
            Paper::Mm80 => 48,
        }
    }
}

impl Default for Printer {
    fn default() -> Printer {
        Printer {
            site: PrinterSite::None,
            paper: Paper::Mm58,
            cuts: true,
            opens_drawer: false,
            each_sale: true,
            footer: String::new(),
        }
    }
}
