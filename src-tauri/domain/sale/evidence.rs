//! What else speaks of an attempt whose end nobody tells, and the verdict that it makes ready.
//!
//! Nothing here ends anything. Where the vendor's own answers leave a doubt, the wallet may say whether it was debited, the vendor may
//! have called, it may have said again and again that it knows nothing. Together they can make a *ready verdict*: what the owner would
//! settle by hand, with its evidence in words, to be confirmed by one key. It is worked out anew from the sale's entries each time, so
//! that it is never older than what is known, and vendor and wallet are asked once more before it is confirmed.
//!
//! Why a ready verdict is not an end: a debit is no delivery (the vendor may give it back), and a wallet that did not move may move yet
//! (the request may lie in a queue). So the wallet counts only where it can mean nothing else: this attempt was the only one in doubt at
//! that vendor and everything else there a plain delivery, the wallet is this till's alone, what it should hold was known to the kobo before,
//! and what is missing is nothing or exactly this attempt's cost, seen twice; and "not moved" only after the wait that *not found* has
//! ([`super::not_found`]). As soon as a later look doesn't hold it, it says nothing any more.

use super::event::{Event, Moved, Verdict};
use super::{Attempt, AttemptStatus};
use crate::money::Naira;
use crate::outcome::{Doubt, Finding};
use crate::time::Timestamp;
use airtill_words::say;

/// What speaks of an open attempt besides its own answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Questions that the vendor answered with "not found", in a row up to the last.
    pub not_found: u32,
    /// What the last question found.
    pub last_finding: Option<Finding>,
    /// What the wallet did, and what was expected of it.
    pub wallet: Option<WalletSaid>,
    /// What the vendor called about, and when.
    pub notice: Option<(Timestamp, Finding)>,
}

/// A vendor's balance held against what it should be without the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalletSaid {
    /// What should be there if the attempt was not debited.
    pub expected: Naira,
    /// What the vendor said.
    pub balance: Naira,
    /// What that means.
    pub moved: Moved,
    /// When.
    pub at: Timestamp,
}

/// A verdict that the evidence makes ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// What the owner would say became of it.
    pub verdict: Verdict,
    /// By what, a sentence each.
    pub because: Vec<String>,
}

impl Evidence {
    /// What a sale's entries say of its attempt.
    pub fn of<'a>(attempt: &Attempt, entries: impl IntoIterator<Item = (Timestamp, &'a Event)>) -> Evidence {
        let mut evidence = Evidence { notice: attempt.notified, ..Evidence::default() };
        for (at, event) in entries {
            match event {
                Event::Checked { reference, account, finding, .. }
                    if *reference == attempt.reference && *account == attempt.account =>
                {
                    evidence.heard(*finding);
                }
                Event::NotFound { reference, account, .. }
                    if *reference == attempt.reference && *account == attempt.account =>
                {
                    evidence.heard(Finding::NotFound);
                }
                Event::WalletTold { reference, account, expected, balance, moved, .. }
                    if *reference == attempt.reference && *account == attempt.account =>
                {
                    let (expected, balance, moved) = (*expected, *balance, *moved);
                    evidence.wallet = Some(WalletSaid { expected, balance, moved, at });
                }
                _ => {}
            }
        }
        evidence
    }

    /// The vendor was asked. A question that was not answered says nothing, and takes nothing back.
    pub fn heard(&mut self, finding: Finding) {
        if finding != Finding::Unclear {
            self.not_found = if finding == Finding::NotFound { self.not_found + 1 } else { 0 };
            self.last_finding = Some(finding);
        }
    }

    /// The verdict that is ready, where everything that speaks says the same. `vendor` is the vendor's name; without `costs` nothing tells
    /// what the sale costs the shop, or what is in its wallet.
    pub fn ready(&self, attempt: &Attempt, vendor: &str, costs: bool) -> Option<Ready> {
        // Whoever is at it will say how it ends, and an answer about something else is for a person alone.
        let is_at_it = match self.last_finding {
            Some(finding) => finding == Finding::Pending,
            None => matches!(attempt.position, AttemptStatus::Pending(_)),
        };
        let contradicted =
            matches!(attempt.position, AttemptStatus::Unknown(Doubt::Mismatch | Doubt::Unverified | Doubt::Duplicate));
        if !attempt.position.is_open() || attempt.ended_at.is_none() || is_at_it || contradicted {
            return None;
        }
        let unknown = self.not_found > 0;
        let notice = self.notice.map(|(_, finding)| finding);
        let speaks_of_failure = matches!(attempt.position, AttemptStatus::Unknown(Doubt::FailedPerhaps))
            || matches!(notice, Some(Finding::Failed | Finding::Reversed));
        let moved = self.wallet.map(|said| said.moved);
        let verdict = match (moved, notice) {
            (Some(Moved::ByCost), None | Some(Finding::Delivered)) if !unknown && !speaks_of_failure => {
                Verdict::Delivered
            }
            (Some(Moved::NotAtAll), None | Some(Finding::Failed | Finding::Reversed)) => Verdict::Failed,
            // A notice alone counts only where nobody can be asked, at the address that only this vendor was told. One that anybody may
            // have sent needs the wallet beside it.
            (None, Some(Finding::Failed)) if attempt.vendor.only_calls() => Verdict::Failed,
            _ => return None,
        };
        Some(Ready { verdict, because: self.sentences(attempt, vendor, costs) })
    }

    fn sentences(&self, attempt: &Attempt, vendor: &str, costs: bool) -> Vec<String> {
        let mut because = Vec::new();
        if let Some(said) = self.wallet.filter(|said| said.moved != Moved::Otherwise) {
            let (expected, balance, at) = (said.expected.to_string(), said.balance.to_string(), said.at.hour_minute());
            because.push(match said.moved {
                Moved::ByCost if !costs => {
                    say!("The wallet at {vendor} fell by exactly what this costs, by {at}", vendor, at)
                }
                Moved::NotAtAll if !costs => say!("{vendor} had taken nothing for it at {at}", vendor, at),
                Moved::ByCost => say!(
                    "The wallet at {vendor} fell by exactly what this costs: {expected} without it, {balance} at {at}",
                    vendor,
                    expected,
                    balance,
                    at
                ),
                Moved::NotAtAll | Moved::Otherwise => say!(
                    "{vendor} took nothing for it: {balance} in the wallet at {at}, as without it",
                    vendor,
                    balance,
                    at
                ),
            });
        }
        if self.not_found > 1 {
            because.push(say!("{vendor} was asked {times} times and does not know it", vendor, times = self.not_found));
        }
        if matches!(attempt.position, AttemptStatus::Unknown(Doubt::FailedPerhaps)) {
            because.push(say!("{vendor}'s answer speaks of a failure", vendor));
        }
        if let Some((at, finding)) = self.notice {
            let (day, at) = (at.day().brief(), at.hour_minute());
            match finding {
                Finding::Delivered => {
                    because.push(say!("{vendor} called on {day} at {at}: delivered", vendor, day, at))
                }
                Finding::Failed => because.push(say!("{vendor} called on {day} at {at}: failed", vendor, day, at)),
                Finding::Reversed => {
                    because.push(say!("{vendor} called on {day} at {at}: taken back", vendor, day, at))
                }
                Finding::Pending | Finding::NotFound | Finding::Unclear => {}
            }
        }
        because
    }
}
