//! Whether a vendor's balance says what the ledger expects.
//!
//! Something is always open: attempts under way or in doubt may have been debited, what failed a moment ago may not be given back yet, what
//! was delivered a moment ago may not be debited yet, a funding that was written down may be on its way. Each of these is in the balance or
//! is not; a balance that no choice among them explains is off. By how much is not certain from one reading, since each choice says another
//! amount; but what is open changes from reading to reading, and the amount does not: what all readings allow, with none that fitted in
//! between, is the difference. Where that stays open for minutes, what the last fitting reading said of each doubt decides. So nobody is accused for what may still be explained, and nobody hides behind a queue.

use super::Book;
use crate::money::Naira;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A difference has to be seen again after so long: a vendor's balance may lag behind its answer.
pub const SEEN_AGAIN_AFTER: Duration = Duration::from_secs(20);
/// What was given back for an attempt that failed may be in the vendor's balance so late.
pub const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(60);
/// What a vendor takes for an attempt it has taken so long after the request was over, as a rule.
pub const SETTLES_WITHIN: Duration = Duration::from_secs(60);
/// A funding that was written down is waited for so long: until then a wallet without it lacks nothing.
pub const ON_ITS_WAY_FOR: Duration = Duration::from_secs(2 * 60 * 60);
/// An amount that is certain only by what was in the balance before is told after so long.
const LIKELY_WITHIN: Duration = Duration::from_secs(3 * 60);
/// An amount that is still not certain after so long is told as the least that it can be.
const CERTAIN_WITHIN: Duration = Duration::from_secs(35 * 60);
/// While something is open, only differences from so much on are told, in naira: small change waits for a quiet minute.
const OPEN_FROM_NAIRA: i64 = 500;
/// So many readings have to say of something that it is in the balance, or not: one can fit by chance.
const SURE_FROM: u32 = 3;
/// With more that is open than this nothing can be told.
const OPEN_MOST: usize = 12;

/// A balance that a vendor told, and what the ledger knew then.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// What it said.
    pub balance: Naira,
    /// The book.
    pub book: &'a Book,
    /// The last commit.
    pub upto: u64,
    /// What may be in the balance or not, beside what the book says of ended attempts alone: below zero, it may have left; above, it may
    /// not have left yet.
    pub open: &'a [Open],
    /// Fundings that were written down within [`ON_ITS_WAY_FOR`], each with its commit.
    pub fundings: &'a [(u64, Naira)],
    /// When, by the monotonic clock.
    pub at: Duration,
    /// Others buy from the wallet too: nothing is concluded.
    pub shared: bool,
}

/// Something of which nobody knows whether it is in a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// Which one: the same from reading to reading.
    pub of: u64,
    /// By how much the balance is more where it is in it; below zero, less.
    pub amount: Naira,
    /// Whether it stays so.
    pub settles: Settles,
}

/// Whether something of which nobody knows whether it is in a balance stays in it or out of it, as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settles {
    /// Not yet: it has just begun or ended.
    NotYet,
    /// Its request was over [`SETTLES_WITHIN`] ago: the vendor took it then or not at all.
    Both,
    /// It may still arrive, and stays once it is there.
    OnceThere,
}

impl Open {
    /// It was delivered, and may not have been taken yet.
    fn is_late(&self) -> bool {
        self.amount > Naira::ZERO
    }
}

impl Settles {
    fn keeps(self, is_in: bool) -> bool {
        match self {
            Settles::NotYet => false,
            Settles::Both => true,
            // What is not there yet is what makes a balance less.
            Settles::OnceThere => !is_in,
        }
    }
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
        /// Nothing was open: one figure was expected.
        exactly: bool,
        /// The range had grown wide, and can be counted from here again.
        count_anew: bool,
    },
    /// It is off by so much.
    Off {
        /// By how much; below zero, money is missing.
        by: Naira,
        /// Nothing was open.
        exactly: bool,
        /// It is all of it; otherwise the least that it can be.
        whole: bool,
    },
}

/// What was seen of one wallet so far, in this run of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judge {
    /// The readings since the last that fitted.
    off: Option<Off>,
    /// Since when there was no balance to count from.
    first_since: Option<Duration>,
    /// What was in the last balances that fitted, and what was not, of what was open; and how many say so.
    was_in: BTreeMap<u64, (bool, u32)>,
    /// Up to which commit a balance held all that was put in.
    all_arrived: u64,
}

/// Readings that were off.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Off {
    /// The amounts that all of them allow, each with how many say it if what was in the balance before still is, what was not is not, and
    /// nothing is taken late.
    amounts: BTreeMap<Naira, u32>,
    /// Since when, by the monotonic clock.
    since: Duration,
}

impl Off {
    /// The amount, where there is only one.
    fn only(&self) -> Option<Naira> {
        self.amounts.keys().next().copied().filter(|_| self.amounts.len() == 1)
    }

    /// The amount that most readings say, where there is one such.
    fn likely(&self) -> Option<Naira> {
        let most = self.amounts.values().copied().max().filter(|most| *most > 0)?;
        let mut said = self.amounts.iter().filter(|(_, times)| **times == most).map(|(amount, _)| *amount);
        said.next().filter(|_| said.next().is_none())
    }

    fn least(&self) -> Option<Naira> {
        self.amounts.keys().copied().min_by_key(|amount| amount.abs())
    }
}

impl Judge {
    /// By how much the last readings were off, where nothing was concluded from it yet: the least that it can be.
    pub fn suspected(&self) -> Option<Naira> {
        self.off.as_ref().and_then(Off::least)
    }

    /// What was seen says nothing any more.
    pub fn forget(&mut self) {
        self.off = None;
    }

    /// Takes a reading.
    pub fn judge(&mut self, reading: Reading<'_>) -> Judged {
        let Reading { balance, book, .. } = reading;
        let (Some(expected), Some(base)) = (book.expected(), book.base) else {
            // From a balance in which nothing is open, if there is one before long.
            let since = *self.first_since.get_or_insert(reading.at);
            let waited = reading.at.saturating_sub(since) >= CERTAIN_WITHIN;
            let settled = reading.open.iter().all(|one| one.settles == Settles::Both);
            return if reading.open.is_empty() || (waited && settled) { Judged::First } else { Judged::Nothing };
        };
        // What was in doubt when it was counted last may have been in that balance: how much of it, no later reading can tell.
        let is_wide = base.held > Naira::ZERO;
        if is_wide && expected.off(balance).is_none() {
            self.forget();
            return Judged::Fits { exactly: false, count_anew: book.held == Naira::ZERO };
        }
        let on_their_way =
            reading.fundings.iter().filter(|(seq, amount)| *seq > self.all_arrived && *amount > Naira::ZERO);
        let on_their_way = on_their_way.map(|(seq, amount)| Open {
            of: *seq,
            amount: Naira::ZERO.minus(*amount),
            settles: Settles::OnceThere,
        });
        let open: Vec<Open> = reading.open.iter().copied().chain(on_their_way).collect();
        if open.len() > OPEN_MOST {
            return Judged::Nothing;
        }
        let counted = expected.least.plus(book.held);
        let off = balance.minus(counted);
        let explaining: Vec<usize> = choices(&open).filter(|(_, sum)| *sum == off).map(|(choice, _)| choice).collect();
        if !explaining.is_empty() {
            self.forget();
            self.was_in = open
                .iter()
                .enumerate()
                .filter_map(|(n, one)| {
                    let is_in = stays(n, one, &explaining)?;
                    let known = self.was_in.get(&one.of).filter(|known| known.0 == is_in);
                    Some((one.of, (is_in, known.map_or(1, |known| known.1.saturating_add(1)))))
                })
                .collect();
            // With nothing that may have left it holds all that was put in, and all that was delivered has left it.
            let exactly = reading.open.iter().all(Open::is_late) && off == Naira::ZERO;
            if exactly {
                self.all_arrived = reading.upto;
            }
            return Judged::Fits { exactly: exactly && !reading.shared, count_anew: false };
        }
        let exactly = open.is_empty();
        let amounts: BTreeSet<Naira> = choices(&open).map(|(_, sum)| off.minus(sum)).collect();
        let as_before = |choice: usize| {
            let is_in = |n: usize| choice >> n & 1 == 1;
            let sure = |one: &Open| self.was_in.get(&one.of).filter(|known| known.1 >= SURE_FROM).map(|known| known.0);
            let was_in = |one: &Open| sure(one).or(one.is_late().then_some(false));
            open.iter().enumerate().all(|(n, one)| was_in(one).is_none_or(|was| was == is_in(n)))
        };
        let likely: BTreeSet<Naira> =
            choices(&open).filter(|(choice, _)| as_before(*choice)).map(|(_, sum)| off.minus(sum)).collect();
        self.is_off(reading, amounts, likely, exactly, is_wide)
    }

    fn is_off(
        &mut self,
        reading: Reading<'_>,
        amounts: BTreeSet<Naira>,
        likely: BTreeSet<Naira>,
        exactly: bool,
        is_wide: bool,
    ) -> Judged {
        let votes = |amount: &Naira| u32::from(likely.contains(amount));
        let before = self.off.take();
        let common: BTreeMap<Naira, u32> = before
            .iter()
            .flat_map(|off| &off.amounts)
            .filter(|(amount, _)| amounts.contains(amount))
            .map(|(amount, times)| (*amount, times + votes(amount)))
            .collect();
        let off = match before.filter(|_| !common.is_empty()) {
            Some(before) => Off { amounts: common, since: before.since },
            // Nothing that all of them allow: something new has happened.
            None => Off { amounts: amounts.iter().map(|amount| (*amount, votes(amount))).collect(), since: reading.at },
        };
        let seen_for = reading.at.saturating_sub(off.since);
        let certain = off.only().filter(|_| !is_wide && seen_for >= SEEN_AGAIN_AFTER);
        let likely = || off.likely().filter(|_| !is_wide && seen_for >= LIKELY_WITHIN);
        // What was in doubt when it was counted last may be too much of it.
        let perhaps = reading.book.base.map(|base| base.held).unwrap_or_default();
        let at_least = |by: Naira| if by > Naira::ZERO { by.minus(perhaps) } else { by };
        let at_least = || off.least().map(at_least).filter(|_| seen_for >= CERTAIN_WITHIN);
        let tells = |by: &Naira| exactly || by.abs() >= Naira::from_naira(OPEN_FROM_NAIRA);
        let whole = certain.or_else(likely);
        match whole.or_else(at_least).filter(|by| tells(by) && !reading.shared) {
            Some(by) => Judged::Off { by, exactly, whole: whole.is_some() },
            None => {
                self.off = Some(off);
                Judged::Nothing
            }
        }
    }
}

/// Every choice of what is in a balance, a bit for each, and by how much it is more or less by it.
fn choices(open: &[Open]) -> impl Iterator<Item = (usize, Naira)> {
    let sum = |choice: usize| {
        let is_in = |n: &(usize, &Open)| choice >> n.0 & 1 == 1;
        open.iter().enumerate().filter(is_in).map(|(_, one)| one.amount).sum()
    };
    (0..1_usize << open.len()).map(move |choice| (choice, sum(choice)))
}

/// Whether something is in a balance, where every choice that explains it says the same, and that stays so.
fn stays(n: usize, one: &Open, explaining: &[usize]) -> Option<bool> {
    let is_in = |choice: &usize| choice >> n & 1 == 1;
    let first = is_in(explaining.first()?);
    (explaining.iter().all(|choice| is_in(choice) == first) && one.settles.keeps(first)).then_some(first)
}
