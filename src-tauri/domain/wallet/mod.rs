//! What should be in a vendor's wallet, by the ledger.
//!
//! A [`Book`] is a fold of the ledger: what was put into the wallet, what deliveries cost, what open attempts may still
//! take, and a reading of the vendor's own balance from which is counted. A doubt may have been debited or not, so what is
//! expected is a range and not a figure; what lies below it is a debit that the ledger can't explain.

pub mod judge;

use crate::money::Naira;
use crate::sale::{Sale, Side};
use crate::time::Timestamp;
use crate::vendor::VendorId;
use serde::{Deserialize, Serialize};

/// Differences that the owner has not looked into are kept up to so many: the latest.
pub const DIFFERENCES_KEPT: usize = 20;

/// So many differences may be what one slip left.
const TOGETHER_MOST: usize = 3;

/// A vendor's wallet by the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// Put into it, as the owner wrote down.
    pub funded: Naira,
    /// What deliveries cost: what the vendor said it charged, or what was expected.
    pub spent: Naira,
    /// What attempts whose end is not known may have cost.
    pub held: Naira,
    /// How many those are.
    pub doubts: u32,
    /// The reading from which is counted.
    pub base: Option<Base>,
    /// Readings that the ledger could not explain, and that the owner has not looked into.
    pub differences: Vec<Difference>,
    /// What was in the wallet when it was first looked at, beside what was put in and spent until then.
    pub found: Naira,
    /// What later readings were more than fundings, costs and doubts can explain; below zero, less.
    pub differed: Naira,
}

/// A reading of the vendor's balance, and the book as it stood then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// What the vendor said.
    pub balance: Naira,
    /// When.
    pub at: Timestamp,
    /// [`Book::funded`] then.
    pub funded: Naira,
    /// [`Book::spent`] then.
    pub spent: Naira,
    /// [`Book::held`] then: may be in the balance already, or not.
    pub held: Naira,
}

/// A reading that lay outside what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// When.
    pub at: Timestamp,
    /// What the vendor said.
    pub balance: Naira,
    /// What was expected.
    pub expected: Expected,
}

/// What the balance should be: from … to, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// If every doubt was debited.
    pub least: Naira,
    /// If none was.
    pub most: Naira,
}

/// Why a balance was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadingWhy {
    /// The first of this vendor, or the first after the program was opened.
    Opened,
    /// The wallet was funded.
    Funded,
    /// The ledger can't explain it.
    Unexplained,
    /// A shift is being closed.
    Closed,
    /// More is left than was expected, as sales explain whose charge nobody named.
    Cheaper {
        /// By so much.
        by: Naira,
    },
}

impl Difference {
    /// How much it is: below zero, money is missing.
    pub fn amount(&self) -> Naira {
        self.expected.off(self.balance).unwrap_or_default()
    }
}

impl Expected {
    /// Whether nothing but ends of doubts came since another was worked out: no sale, no funding. What a vendor said then can
    /// still be held against this.
    pub fn narrows(self, earlier: Expected) -> bool {
        self.least >= earlier.least && self.most <= earlier.most
    }

    /// With so much perhaps not there yet.
    #[must_use]
    pub fn perhaps_less(self, amount: Naira) -> Expected {
        Expected { least: self.least.minus(amount), ..self }
    }

    /// Everything that this and another say.
    #[must_use]
    pub fn or(self, other: Expected) -> Expected {
        Expected { least: self.least.min(other.least), most: self.most.max(other.most) }
    }

    /// Whether it is one figure: nothing is in doubt.
    pub fn is_exact(self) -> bool {
        self.least == self.most
    }

    /// How far a balance lies outside: below zero when money is missing, `None` when it fits.
    pub fn off(self, balance: Naira) -> Option<Naira> {
        if balance < self.least {
            Some(balance.minus(self.least))
        } else if balance > self.most {
            Some(balance.minus(self.most))
        } else {
            None
        }
    }
}

impl Book {
    /// What the vendor's balance should be now. `None` before it was ever read.
    pub fn expected(&self) -> Option<Expected> {
        let base = self.base?;
        let plain = base.balance.plus(self.funded.minus(base.funded)).minus(self.spent.minus(base.spent));
        Some(Expected { least: plain.minus(self.held), most: plain.plus(base.held) })
    }

    /// What is in the wallet by the ledger alone, where the vendor never tells: fundings less costs. `None` until a funding
    /// was written down.
    pub fn by_fundings(&self) -> Option<Naira> {
        (self.funded > Naira::ZERO).then(|| self.funded.minus(self.spent))
    }

    /// A reading was written down: from now on it is counted from there.
    pub fn read(&mut self, balance: Naira, at: Timestamp, why: ReadingWhy) {
        self.account_for(balance);
        if let (ReadingWhy::Unexplained, Some(expected)) = (why, self.expected()) {
            self.keep(Difference { at, balance, expected });
        }
        self.base = Some(Base { balance, at, funded: self.funded, spent: self.spent, held: self.held });
    }

    /// Readings were off by so much while the shop was busy: no figure to count from, and what is expected is so much more or less from now
    /// on.
    pub fn differs(&mut self, balance: Naira, off: Naira, at: Timestamp) {
        let exactly = balance.minus(off);
        self.keep(Difference { at, balance, expected: Expected { least: exactly, most: exactly } });
        self.differed = self.differed.plus(off);
        if let Some(base) = &mut self.base {
            base.balance = base.balance.plus(off);
        }
    }

    fn keep(&mut self, difference: Difference) {
        self.differences.push(difference);
        let too_many = self.differences.len().saturating_sub(DIFFERENCES_KEPT);
        self.differences.drain(..too_many);
    }

    /// The owner has looked into one difference. A funding counts as such from now on and not as a difference, without the vendor being
    /// asked: the reading in which it was found holds it already. False where there is no such difference (any more).
    #[must_use]
    pub fn explained(&mut self, found_at: Timestamp, amount: Naira, funding: bool) -> bool {
        let is_it = |one: &Difference| one.at == found_at && one.amount() == amount;
        let Some(place) = self.differences.iter().position(is_it) else { return false };
        self.differences.remove(place);
        if funding {
            self.funded = self.funded.plus(amount);
            self.differed = self.differed.minus(amount);
            if let Some(base) = &mut self.base {
                base.funded = base.funded.plus(amount);
            }
        }
        true
    }

    /// In place of a funding that was written down at an instant another amount is right; `left` are the differences that the slip had left. They are
    /// none any more, and what is expected is as if they had never been.
    pub fn correct_funding(
        &mut self,
        amount: Naira,
        instead: Naira,
        written_at: Timestamp,
        left: &[(Timestamp, Naira)],
    ) {
        let more = instead.minus(amount);
        self.funded = self.funded.plus(more);
        self.differences.retain(|one| !left.iter().any(|(at, _)| *at == one.at));
        self.differed = self.differed.minus(left.iter().map(|(_, amount)| *amount).sum());
        if let Some(base) = self.base.as_mut().filter(|_| !left.is_empty()) {
            // A difference moved what is counted from; a reading since holds what really was there.
            let since: Naira = left.iter().filter(|(at, _)| *at > base.at).map(|(_, amount)| *amount).sum();
            base.balance = base.balance.minus(since);
            if written_at <= base.at {
                // What was missed alone is not in that reading, and what is right in its place is yet to come.
                let known = if has_arrived(left, amount) { more } else { Naira::ZERO.minus(amount) };
                base.funded = base.funded.plus(known);
            }
        }
    }

    /// A difference that was looked into stands there again. `funding`: it had been called one.
    pub fn explained_no_more(&mut self, difference: Difference, funding: bool) {
        let amount = difference.amount();
        if funding {
            self.funded = self.funded.minus(amount);
            self.differed = self.differed.plus(amount);
            if let Some(base) = &mut self.base {
                base.funded = base.funded.minus(amount);
            }
        }
        self.keep(difference);
        self.differences.sort_by_key(|one| one.at);
    }

    /// A difference, looked into already or not, was what a sale's later end did to the wallet. From now on the sale accounts for it and the
    /// difference does not: readings that held it already are expected as they were.
    pub fn fits_a_sale(&mut self, found_at: Timestamp, amount: Naira) {
        self.differences.retain(|one| !(one.at == found_at && one.amount() == amount));
        self.differed = self.differed.minus(amount);
        if let Some(base) = &mut self.base {
            base.spent = base.spent.minus(amount);
        }
    }

    /// What the wallet is worth by the books, doubts not being debited.
    pub fn value(&self) -> Naira {
        self.found.plus(self.funded).plus(self.differed).minus(self.spent)
    }

    /// The books follow a reading, and what they follow it by is kept. While something is in doubt, a reading between all and
    /// none of it being debited says nothing new.
    fn account_for(&mut self, balance: Naira) {
        let value = self.value();
        if self.base.is_none() {
            self.found = balance.minus(value);
            return;
        }
        let expected = Expected { least: value.minus(self.held), most: value };
        self.differed = self.differed.plus(expected.off(balance).unwrap_or_default());
    }

    /// The book without what a sale had brought into it, and with what it brings now.
    pub fn exchange(&mut self, was: Share, is: Share) {
        self.spent = self.spent.minus(was.spent).plus(is.spent);
        self.held = self.held.minus(was.held).plus(is.held);
        self.doubts = (self.doubts + is.doubts).saturating_sub(was.doubts);
    }
}

/// Of differences that were found since a funding of `amount` was written down, those that a slip in it explains where `instead` is right: that
/// it was missed and what is right came unannounced; that this came, and nothing was missed yet; or that it was missed alone.
pub fn left_by_slip(differences: &[(Timestamp, Naira)], amount: Naira, instead: Naira) -> Vec<(Timestamp, Naira)> {
    let sums = [instead.minus(amount), instead, Naira::ZERO.minus(amount)];
    sums.into_iter().filter(|sum| *sum != Naira::ZERO).find_map(|sum| that_make(differences, sum)).unwrap_or_default()
}

/// Whether what is right in place of a funding of `amount` has arrived, by the differences that the slip had left.
pub fn has_arrived(left: &[(Timestamp, Naira)], amount: Naira) -> bool {
    let sum: Naira = left.iter().map(|(_, amount)| *amount).sum();
    !left.is_empty() && sum != Naira::ZERO.minus(amount)
}

/// The fewest of these differences, three at most, that make just so much together.
pub fn that_make(differences: &[(Timestamp, Naira)], sum: Naira) -> Option<Vec<(Timestamp, Naira)>> {
    fn of(differences: &[(Timestamp, Naira)], sum: Naira, count: usize) -> Option<Vec<(Timestamp, Naira)>> {
        if count == 0 {
            return (sum == Naira::ZERO).then(Vec::new);
        }
        differences.iter().enumerate().find_map(|(n, (at, amount))| {
            let mut rest = of(&differences[n + 1..], sum.minus(*amount), count - 1)?;
            rest.push((*at, *amount));
            Some(rest)
        })
    }
    (1..=TOGETHER_MOST).find_map(|count| of(differences, sum, count))
}

/// What one sale has to do with one wallet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Debited for certain.
    spent: Naira,
    /// Debited perhaps.
    held: Naira,
    /// Attempts of which nobody knows.
    doubts: u32,
}

impl Share {
    /// A sale's, in a vendor's wallet.
    pub fn of(vendor: VendorId, sale: &Sale) -> Share {
        let mut share = Share::default();
        for attempt in sale.attempts.iter().filter(|attempt| attempt.vendor == vendor) {
            // Where nothing is known, what the customer paid: the careful guess.
            let cost = attempt.cost().unwrap_or(sale.price);
            match attempt.position.side() {
                Side::Delivered => share.spent = share.spent.plus(cost),
                Side::Open => {
                    share.held = share.held.plus(cost);
                    share.doubts += 1;
                }
                Side::Failed => {}
            }
        }
        share
    }
}
