//! A shift: a stretch of work with a drawer, from a counted float to a counted close.
//!
//! A till has at most one open shift; whoever stands at the counter changes within it. Takings belong to the shift in which
//! the sale was taken; an end, a return or a reversal belongs to the shift in which it is written down, and what happens between
//! two shifts to the second of them. Where the shop's money is at a moment are [`balances`]; what is printed is the
//! [`sheet`], which never changes once it has a number.

pub mod balances;
pub mod correction;
pub mod sheet;

use crate::money::Naira;
use crate::time::Timestamp;
use crate::vendor::VendorId;
use airtill_words::say;
use balances::{Balances, Wallet};
use serde::{Deserialize, Serialize};

/// The notes and coins of a drawer in naira, the largest first.
pub const NOTES: [u32; 8] = [1_000, 500, 200, 100, 50, 20, 10, 5];
/// Most pieces of one note: more in one drawer is a slip of the hand.
pub const PIECES_MAX: u32 = 100_000;

/// A drawer counted note by note, without looking at what should be in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many of each of [`NOTES`].
    pub pieces: [u32; NOTES.len()],
    /// What else is there: coins below five naira, or a sum that was counted without its notes.
    pub other: Naira,
}

impl Count {
    /// A sum that was counted without its notes.
    pub fn of(sum: Naira) -> Count {
        Count { other: sum, ..Count::default() }
    }

    /// What is in the drawer.
    pub fn total(&self) -> Naira {
        let notes = NOTES.iter().zip(self.pieces).map(|(note, pieces)| i64::from(*note) * i64::from(pieces)).sum();
        Naira::from_naira(notes).plus(self.other)
    }

    /// What can't be in a drawer.
    ///
    /// # Errors
    /// With the sentence for the screen.
    pub fn good(&self) -> Result<(), &'static str> {
        if self.other < Naira::ZERO {
            return Err(say!("A drawer holds nothing or more"));
        }
        if self.pieces.iter().any(|pieces| *pieces > PIECES_MAX) {
            return Err(say!("So many of one note do not fit a drawer: look at the number again"));
        }
        Ok(())
    }
}

/// Which way cash that has nothing to do with a sale went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Direction {
    /// Into the drawer: change from the bank.
    In,
    /// Out of it: banked, fuel for the generator.
    Out,
}

/// What the owner decides about shifts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftRules {
    /// A drawer that is off by more than this needs a reason, and is marked for the owner.
    pub over_short_most: Naira,
    /// Most that one customer may owe. Zero: nobody buys on credit.
    pub credit_most: Naira,
}

impl Default for ShiftRules {
    /// Five hundred naira off, ten thousand on credit. \[assumption\]: small beside a day's takings.
    fn default() -> ShiftRules {
        ShiftRules { over_short_most: Naira::from_naira(500), credit_most: Naira::from_naira(10_000) }
    }
}

/// Where the shop's money was at the end of the last shift: a sheet tells what has happened since.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    /// The last commit before it.
    pub seq: u64,
    /// Drawer, bank, debtors, customers.
    pub balances: Balances,
    /// The vendors' wallets, in the order of [`crate::vendor::VendorId::ALL`].
    pub wallets: [Wallet; VendorId::COUNT],
}

/// What a drawer was counted at, and what should have been in it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Note by note.
    pub count: Count,
    /// What should have been there.
    pub expected: Naira,
    /// When.
    pub at: Timestamp,
}

impl Counted {
    /// Over, or below zero: short.
    pub fn off(&self) -> Naira {
        self.count.total().minus(self.expected)
    }
}

/// `₦50.00 short`, `₦20.00 over`, `right`: what a drawer is off, in a sentence.
pub fn over_or_short(off: Naira) -> String {
    match off < Naira::ZERO {
        _ if off == Naira::ZERO => say!("right").to_owned(),
        true => say!("{amount} short", amount = off.abs()),
        false => say!("{amount} over", amount = off),
    }
}

/// The shifts of a till: the open one, or that there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shifts {
    /// The open shift's number, or the last one's. Zero before the first.
    pub number: u32,
    /// The open shift.
    pub open: Option<Open>,
    /// From where the next sheet counts.
    pub since: Since,
}

/// A shift that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Since when.
    pub at: Timestamp,
    /// What was in the drawer then.
    pub float: Naira,
    /// Each count of the drawer since: nobody counts one away by another.
    pub counts: Vec<Counted>,
}

/// Most counts that are kept: of more, the first ones and the last.
pub const COUNTS_MAX: usize = 8;

impl Open {
    /// The drawer was counted.
    pub fn count(&mut self, counted: Counted) {
        if self.counts.len() == COUNTS_MAX {
            self.counts.pop();
        }
        self.counts.push(counted);
    }
}

impl Shifts {
    /// In which shift a sale of now is taken: before there were any, shift 0; `None` while they are closed.
    pub fn of_a_sale(&self) -> Option<u32> {
        match (&self.open, self.number) {
            (Some(_), number) => Some(number),
            (None, 0) => Some(0),
            (None, _) => None,
        }
    }
}
