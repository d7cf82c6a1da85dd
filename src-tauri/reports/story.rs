//! A sale's whole story, in sentences: when what happened, who did it, and what the vendor said.

use super::row::Names;
use crate::domain::outcome::{Finding, Outcome, Said};
use crate::domain::print::Slip;
use crate::domain::recipient::Recipient;
use crate::domain::route::Candidate;
use crate::domain::sale::event::{Consent, Event, Verdict};
use crate::domain::text;
use crate::domain::time::At;
use crate::ledger::entry::Entry;
use crate::ledger::views::SaleRow;
use crate::ledger::{Ledger, LedgerError};
use serde::Serialize;

/// One thing that happened to a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// When, in UTC.
    pub at: At,
    /// `14:02:09` in Lagos.
    pub time: String,
    /// Which commit of the ledger tells it.
    pub commit: u64,
    /// Who.
    pub who: String,
    /// What, as a sentence.
    pub what: String,
}

/// How customers' numbers are shown. They are personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// `0803 123 4567`: for the owner, and on the day itself.
    Whole,
    /// `0803 ••• 4567`.
    Masked,
}

impl Numbers {
    /// A recipient.
    pub fn of(self, recipient: &Recipient) -> String {
        match self {
            Numbers::Whole => recipient.shown(),
            Numbers::Masked => recipient.masked(),
        }
    }

    /// A sentence in which a vendor may have said the number again.
    fn in_text(self, text: String, recipient: &Recipient) -> String {
        let Numbers::Masked = self else { return text };
        let mut forms = vec![recipient.local()];
        forms.extend(recipient.phone().into_iter().flat_map(|number| [number.international(), number.grouped()]));
        forms.iter().fold(text, |text, form| text.replace(form, &recipient.masked()))
    }
}

/// For whom a story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Whoever may know everything.
    Owner,
    /// Attendants from whom the owner keeps what a sale costs the shop.
    WithoutCosts,
    /// Customers: nothing of costs, of the shop's account at a vendor, and of what the owner wrote down for the shop alone.
    Customer,
}

/// Everything that the ledger has of a sale, in order, as far as it is for the reader.
///
/// # Errors
/// When the ledger can't be read.
pub fn story(ledger: &Ledger, row: &SaleRow, numbers: Numbers, reader: Reader) -> Result<Vec<Step>, LedgerError> {
    let names = Names::of(ledger)?;
    let mut steps = Vec::new();
    for commit in ledger.story(row)? {
        for entry in &commit.entries {
            let (sale, what) = match entry {
                Entry::Sale(Event::OnCredit { sale, debtor }) => {
                    (*sale, Some(format!("On credit, owed by {}", names.debtor(*debtor))))
                }
                Entry::Sale(event) => (event.sale(), sentence(event, numbers, reader)),
                Entry::PrintBegun { slip: Slip::Sale { sale, of }, .. } => {
                    (*sale, Some(format!("Printed: {}", of.word())))
                }
                _ => continue,
            };
            if let Some(what) = what.filter(|_| sale == row.sale.id) {
                steps.push(Step {
                    at: commit.at,
                    time: commit.at.hour_minute_second(),
                    commit: commit.seq,
                    who: names.name(&commit.actor),
                    what: numbers.in_text(what, &row.sale.recipient),
                });
            }
        }
    }
    Ok(steps)
}

/// What an event says to a reader; nothing where it is not for them.
fn sentence(event: &Event, numbers: Numbers, reader: Reader) -> Option<String> {
    let (costs, inside) = (reader == Reader::Owner, reader != Reader::Customer);
    Some(match event {
        Event::Intent { product, recipient, price, tender, .. } => {
            format!("Taken: {} to {} for {}, {}", product.title(), numbers.of(recipient), price.short(), tender.word())
        }
        Event::AttemptStarted { vendor, reference, account, .. } if inside => {
            format!(
                "Sent to {} under {reference} (account {} at {})",
                vendor.name(),
                account.fingerprint,
                account.base_url
            )
        }
        Event::AttemptStarted { vendor, reference, .. } => format!("Sent to {} under {reference}", vendor.name()),
        Event::Answered { outcome, said, .. } => format!("Answer: {}{}", answer(outcome), words(said, costs)),
        Event::Interrupted { .. } => "The program stopped before the answer came".to_owned(),
        Event::Checked { finding, said, .. } => format!("Asked: {}{}", found(*finding), words(said, costs)),
        Event::CashReturned { amount, .. } => format!("{} handed over to the customer", amount.short()),
        Event::AttemptTerms { terms, .. } if inside => match terms.cost.filter(|_| costs) {
            Some(cost) => format!("On the vendor's code {}, expected to cost {}", terms.code, cost.short()),
            None if costs => format!("On the vendor's code {}, cost not known", terms.code),
            None => format!("On the vendor's code {}", terms.code),
        },
        Event::NotFound { said, waited_ms, .. } => {
            format!(
                "Asked: the vendor knows nothing of it, {} min after the request{}",
                waited_ms / 60_000,
                words(said, costs)
            )
        }
        Event::Settled { verdict, reason, evidence, .. } => {
            let verdict = match verdict {
                Verdict::Delivered => "delivered",
                Verdict::Failed => "failed",
            };
            let why = if inside { format!(": {reason} ({evidence})") } else { String::new() };
            format!("Settled by hand as {verdict}{why}")
        }
        Event::Routed { route, .. } if inside => {
            let reasons = |one: &Candidate| if costs { one.reasons() } else { one.standing() };
            let row: Vec<String> =
                route.considered.iter().map(|one| format!("{}: {}", one.vendor.name(), reasons(one))).collect();
            format!("Why there{}: {}", if route.by_hand { ", chosen by hand" } else { "" }, row.join("; "))
        }
        Event::Consented { to, .. } => {
            let to: Vec<String> = to.iter().map(consent).collect();
            format!("Agreed to: {}", to.join(", "))
        }
        Event::Notified { finding, said, .. } => {
            format!("The vendor called by itself: {}{}", found(*finding), words(said, costs))
        }
        Event::AlarmSeen { note, .. } if inside => format!("The owner has looked into it: {note}"),
        Event::AttemptTerms { .. } | Event::Routed { .. } | Event::AlarmSeen { .. } | Event::OnCredit { .. } => {
            return None;
        }
    })
}

fn answer(outcome: &Outcome) -> String {
    let word = match outcome {
        Outcome::Delivered => "Delivered",
        Outcome::Refused(_) | Outcome::NotSent(_) => "Failed",
        Outcome::Pending(_) | Outcome::Unknown(_) => "Not known yet",
    };
    format!("{word}. {}", outcome.sentence())
}

fn found(finding: Finding) -> &'static str {
    match finding {
        Finding::Delivered => "delivered",
        Finding::Failed => "failed",
        Finding::Pending => "still at it",
        Finding::NotFound => "not found, which says nothing there",
        Finding::Unclear => "nothing that says anything",
        Finding::Reversed => "taken back by the vendor",
    }
}

fn consent(consent: &Consent) -> String {
    match consent {
        Consent::SecondOne { .. } => "a second one".to_owned(),
        Consent::OwnerAgreed { .. } => "the owner, while the first is not known".to_owned(),
        Consent::LastFour => "the last four digits, read back".to_owned(),
        Consent::LargeTransfer { .. } => "the owner, to so large a transfer".to_owned(),
        Consent::PriceChanged { from, to } => format!("another price, {} in place of {}", to.short(), from.short()),
    }
}

/// What the vendor said besides, as it said it; what it charged, and its answer whole, only where costs are told.
fn words(said: &Said, costs: bool) -> String {
    let mut parts = Vec::new();
    parts.extend(said.http_status.map(|status| format!("HTTP {status}")));
    parts.extend(said.message.as_ref().map(|message| format!("“{message}”")));
    parts.extend(said.vendor_reference.as_ref().map(|reference| format!("its reference {reference}")));
    parts.extend(said.charged.filter(|_| costs).map(|charged| format!("charged {}", charged.short())));
    parts.extend(
        said.evidence
            .as_ref()
            .filter(|_| costs)
            .map(|evidence| format!("not understood: {}", text::seen(evidence, usize::MAX))),
    );
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
