//! Differences of a wallet beside sales whose end was followed by another: what came back is in the wallet again, what was delivered after
//! all has left it.

use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::reference::Reference;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::{Attempt, Sale, Side};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Difference;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Entry;
use std::collections::BTreeSet;
use std::time::Duration;

/// A difference belongs to a sale's later end up to so long after the first one. Two months hold every bank's rules.
const FITS_WITHIN: Duration = Duration::from_secs(60 * 24 * 60 * 60);
/// So far before a difference sales are looked for that it may fit: the screen waits for it.
const LOOKED_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// A funding fits a difference that is found so long after it was written down at the latest.
const FUNDING_FITS_WITHIN: Duration = Duration::from_secs(3 * 24 * 60 * 60);
/// What left a wallet while the till was open is told so soon at the latest.
const TOLD_WITHIN: Duration = Duration::from_secs(40 * 60);
/// Most sales that are named for one difference.
const CANDIDATES_MOST: usize = 5;

/// A sale whose later end would explain what a wallet did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The sale.
    pub sale: Sale,
    /// Its attempt.
    pub reference: Reference,
    /// What would have become of it.
    pub verdict: Verdict,
}

/// What else there is to a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// A funding of just so much that was written down before it was found: it has not arrived, or came once and was typed twice.
    pub funding: Option<Timestamp>,
    /// It happened after this: when the till last could have seen it, had it been there.
    pub from: Timestamp,
}

/// What the end of an attempt can be followed by; `None` while it is open.
pub fn followed_by(attempt: &Attempt) -> Option<Verdict> {
    match attempt.position.side() {
        Side::Delivered => Some(Verdict::Failed),
        Side::Failed => Some(Verdict::Delivered),
        Side::Open => None,
    }
}

impl Wallets {
    /// That an end which is about to be followed explains a difference of its wallet: the earliest of just that amount, looked into or not,
    /// that no other sale accounts for.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub(in crate::till) fn explained_by(
        &self,
        sale: &Sale,
        attempt: &Attempt,
        verdict: Verdict,
    ) -> Result<Option<Entry>, LedgerError> {
        let cost = attempt.cost().unwrap_or(sale.price);
        let amount = moved(cost, verdict);
        let since = attempt.ended_at.unwrap_or(attempt.started_at);
        let mut found: BTreeSet<Timestamp> = BTreeSet::new();
        let book = self.core.ledger.book(attempt.vendor)?;
        found.extend(book.differences.iter().filter(|one| one.amount() == amount).map(|one| one.at));
        let mut taken: BTreeSet<Timestamp> = BTreeSet::new();
        for commit in self.core.ledger.backwards() {
            let commit = commit?;
            if commit.at < since {
                break;
            }
            for entry in commit.entries {
                match entry {
                    Entry::DifferenceExplained { vendor, found_at, amount: off, funding: false, .. }
                        if vendor == attempt.vendor && off == amount =>
                    {
                        found.insert(found_at);
                    }
                    Entry::DifferenceFits { vendor, found_at, .. } if vendor == attempt.vendor => {
                        taken.insert(found_at);
                    }
                    _ => {}
                }
            }
        }
        let fits = |at: &Timestamp| *at >= since && at.since(since) <= FITS_WITHIN && !taken.contains(at);
        let (vendor, sale) = (attempt.vendor, sale.id);
        Ok(found.into_iter().find(fits).map(|found_at| Entry::DifferenceFits { vendor, found_at, amount, sale }))
    }

    /// For each difference of a wallet the sales whose later end would explain it: of just that amount, ended before it was found and not
    /// long before. The latest first.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn candidates(&self, vendor: VendorId, differences: &[Difference]) -> Result<Vec<Vec<Candidate>>, LedgerError> {
        let mut candidates = vec![Vec::new(); differences.len()];
        let Some(earliest) = differences.iter().map(|one| one.at).min() else { return Ok(candidates) };
        for sale in self.core.ledger.newest() {
            let sale = sale?;
            if sale.taken_at < earliest && earliest.since(sale.taken_at) > LOOKED_FOR {
                break;
            }
            for attempt in sale.attempts.iter().filter(|attempt| attempt.vendor == vendor) {
                let Some(verdict) = followed_by(attempt) else { continue };
                let amount = moved(attempt.cost().unwrap_or(sale.price), verdict);
                for (one, candidates) in differences.iter().zip(&mut candidates) {
                    let ended_before = attempt.ended_at.is_some_and(|at| at <= one.at);
                    if ended_before && one.amount() == amount && candidates.len() < CANDIDATES_MOST {
                        let reference = attempt.reference.clone();
                        candidates.push(Candidate { sale: sale.clone(), reference, verdict });
                    }
                }
            }
        }
        Ok(candidates)
    }
}

impl Wallets {
    /// What else there is to a difference: a funding that it fits, and the time in which it happened.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn around(&self, vendor: VendorId, difference: &Difference) -> Result<Around, LedgerError> {
        let (found_at, missing) = (difference.at, Naira::ZERO.minus(difference.amount()));
        let earlier =
            |by: Duration| Timestamp::from_millis(found_at.millis() - i64::try_from(by.as_millis()).unwrap_or(0));
        let mut around = Around { funding: None, from: earlier(TOLD_WITHIN) };
        let mut before: Option<Timestamp> = None;
        for commit in self.core.ledger.after(self.core.ledger.last_until(earlier(FUNDING_FITS_WITHIN))?) {
            let commit = commit?;
            if commit.at > found_at {
                break;
            }
            for entry in &commit.entries {
                match entry {
                    Entry::WalletFunded { vendor: of, amount, .. } if *of == vendor && *amount == missing => {
                        around.funding = Some(commit.at);
                    }
                    // While the till was not open nobody looked.
                    Entry::Opened { .. } if commit.at >= around.from => {
                        around.from = before.unwrap_or(around.from).min(around.from)
                    }
                    _ => {}
                }
            }
            before = Some(commit.at);
        }
        Ok(around)
    }
}

/// What a wallet does when an end is followed: what came back is in it again, what was delivered after all has left it.
fn moved(cost: Naira, verdict: Verdict) -> Naira {
    match verdict {
        Verdict::Failed => cost,
        Verdict::Delivered => Naira::ZERO.minus(cost),
    }
}
