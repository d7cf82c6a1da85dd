//! Whether a vendor's balance says what the ledger expects.
//!
//! What is expected is a range: doubts may have been debited, a funding that was written down may be on its way, what failed a moment ago
//! may not be given back yet. In a quiet minute a reading outside it, seen again, is the difference, and is counted from then on. While
//! sales go on no reading is one to count from: there only money that is missing is told, by an amount that two readings agree on with none
//! that fitted in between. So nobody is accused for what may still be explained, and nobody hides behind a queue.

use super::{Book, Expected};
use crate::money::Naira;
use std::collections::BTreeMap;
use std::time::Duration;

/// A difference has to be seen again after so long: a vendor's balance may lag behind its answer.
const SEEN_AGAIN_AFTER: Duration = Duration::from_secs(20);
/// While sales go on, only what is missing from so much on is told, in naira: small change waits for a quiet minute.
const BUSY_FROM_NAIRA: i64 = 500;
/// A funding that was written down is waited for so long: until then a wallet without it lacks nothing.
pub const ON_ITS_WAY_FOR: Duration = Duration::from_secs(2 * 60 * 60);
/// What was given back for an attempt that failed may be in the vendor's balance so late.
pub const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(60);

/// A balance that a vendor told, and what the ledger knew around it.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// What it said.
    pub balance: Naira,
    /// The book when the question went out.
    pub before: &'a Book,
    /// The book when the answer was there.
    pub after: &'a Book,
    /// The last commit then.
    pub upto: u64,
    /// Fundings that were written down within [`ON_ITS_WAY_FOR`], each with its commit.
    pub fundings: &'a [(u64, Naira)],
    /// What attempts may have cost that failed within [`GIVEN_BACK_WITHIN`].
    pub given_back: Naira,
    /// When, by the monotonic clock.
    pub at: Duration,
    /// Others buy from the wallet too: nothing is concluded.
    pub shared: bool,
}

/// What a reading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Nothing, or nothing yet.
    Nothing,
    /// It is the first: from now on it is counted from there.
    First,
    /// It is what is expected.
    Fits {
        /// Of which one figure was expected.
        exactly: bool,
        /// The range had grown wide, and can be counted from here again.
        count_anew: bool,
    },
    /// It is off by so much, in a quiet minute: it is counted from there.
    Off {
        /// By how much; below zero, money is missing.
        by: Naira,
        /// One figure was expected.
        exactly: bool,
    },
    /// So much is missing, while sales go on: what is expected is so much less from now on. Below zero.
    Missing(Naira),
}

/// What was seen of one wallet so far, in this run of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judge {
    /// A difference that was seen in a quiet minute: by how much, with which book, since when.
    suspect: Option<(Naira, Book, Duration)>,
    /// How much was missing at readings since the last that fitted, and since when.
    missing: BTreeMap<Naira, Duration>,
    /// Up to which commit a balance held all that was put in.
    all_arrived: u64,
}

impl Judge {
    /// By how much the last readings were off, where nothing was concluded from it yet.
    pub fn suspected(&self) -> Option<Naira> {
        self.suspect.as_ref().map(|(off, ..)| *off)
    }

    /// What was seen says nothing any more.
    pub fn forget(&mut self) {
        self.suspect = None;
        self.missing.clear();
    }

    /// Takes a reading.
    pub fn judge(&mut self, reading: Reading<'_>) -> Judged {
        let on_its_way: Naira = reading
            .fundings
            .iter()
            .filter(|(seq, _)| *seq > self.all_arrived)
            .map(|(_, amount)| (*amount).max(Naira::ZERO))
            .sum();
        if reading.before != reading.after {
            return self.while_busy(reading, on_its_way);
        }
        let book = reading.after;
        let Some(expected) = book.expected() else { return Judged::First };
        match (expected.off(reading.balance), expected.perhaps_less(on_its_way).off(reading.balance)) {
            (None, _) => {
                self.forget();
                let exactly = expected.is_exact();
                if exactly {
                    self.all_arrived = reading.upto;
                }
                Judged::Fits { exactly: exactly && !reading.shared, count_anew: !exactly && book.held == Naira::ZERO }
            }
            // A funding is not there yet.
            (Some(_), None) => {
                self.forget();
                Judged::Nothing
            }
            // What is missing beside a funding that may not be there is told by its own amount.
            (Some(_), Some(off)) if off < Naira::ZERO && on_its_way > Naira::ZERO => {
                self.while_busy(reading, on_its_way)
            }
            (Some(_), Some(off)) => match self.in_quiet(reading, off) {
                true => Judged::Off { by: off, exactly: expected.is_exact() },
                false => self.while_busy(reading, on_its_way),
            },
        }
    }

    /// Whether just so much was off with the same book a while before.
    fn in_quiet(&mut self, reading: Reading<'_>, off: Naira) -> bool {
        match &self.suspect {
            Some((known, book, since)) if *known == off && book == reading.after => {
                let told = !reading.shared && reading.at.saturating_sub(*since) >= SEEN_AGAIN_AFTER;
                if told {
                    self.forget();
                }
                told
            }
            Some(_) | None => {
                self.suspect = Some((off, reading.after.clone(), reading.at));
                false
            }
        }
    }

    /// Money that is missing although sales go on: a reading lies below all that can be, whichever of the books counts, whatever is under
    /// way, on its way, or being given back; and another one as far below it a while before.
    fn while_busy(&mut self, reading: Reading<'_>, on_its_way: Naira) -> Judged {
        let expected = [reading.before, reading.after].iter().filter_map(|book| book.expected()).reduce(Expected::or);
        let Some(expected) = expected else { return Judged::Nothing };
        let off = expected.perhaps_less(on_its_way.plus(reading.given_back)).off(reading.balance);
        let Some(off) = off.filter(|off| *off < Naira::ZERO) else {
            self.missing.clear();
            return Judged::Nothing;
        };
        if off > Naira::from_naira(-BUSY_FROM_NAIRA) || reading.shared {
            return Judged::Nothing;
        }
        let since = *self.missing.entry(off).or_insert(reading.at);
        if reading.at.saturating_sub(since) < SEEN_AGAIN_AFTER {
            return Judged::Nothing;
        }
        self.forget();
        Judged::Missing(off)
    }
}
