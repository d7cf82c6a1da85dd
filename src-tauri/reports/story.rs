//! A sale's whole story, in sentences: when what happened, who did it, and what the vendor said.

use super::correction;
use super::row::Names;
use airtill_domain::money::Naira;
use airtill_domain::outcome::{Finding, Outcome, Said};
use airtill_domain::print::Slip;
use airtill_domain::recipient::Recipient;
use airtill_domain::route::Candidate;
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::{Consent, Event};
use airtill_domain::sale::event::{Moved, Verdict};
use airtill_domain::shift::correction::Corrected;
use airtill_domain::text;
use airtill_domain::time::Timestamp;
use airtill_ledger::entry::Entry;
use airtill_ledger::row::SaleRow;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use serde::Serialize;

/// One thing that happened to a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// When, in UTC.
    pub at: Timestamp,
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
                    (*sale, Some(say!("On credit, owed by {debtor}", debtor = names.debtor(*debtor))))
                }
                Entry::Sale(Event::CashReturned { sale, amount }) => {
                    (*sale, Some(given_back(*amount, row.sale.tender, "")))
                }
                Entry::Sale(Event::Returned { sale, amount, tender, taker }) => {
                    (*sale, Some(given_back(*amount, *tender, taker)))
                }
                Entry::Corrected {
                    of, what: what @ Corrected::Returned { sale, .. }, instead, why, agreed, ..
                } => (
                    *sale,
                    Some(match reader {
                        Reader::Customer => {
                            say!("{amount} was not given back after all", amount = what.amount().short())
                        }
                        Reader::Owner | Reader::WithoutCosts => {
                            correction::sentence(*of, what, *instead, why, *agreed, &names)
                        }
                    }),
                ),
                Entry::Sale(event) => (event.sale(), sentence(event, numbers, reader)),
                Entry::PrintBegun { slip: Slip::Sale { sale, of }, .. } => {
                    (*sale, Some(say!("Printed: {slip}", slip = of.word())))
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
pub(crate) fn sentence(event: &Event, numbers: Numbers, reader: Reader) -> Option<String> {
    let (costs, inside) = (reader == Reader::Owner, reader != Reader::Customer);
    Some(match event {
        Event::Intent { product, recipient, price, tender, .. } => {
            say!(
                "Taken: {product} to {recipient} for {price}, {tender}",
                product = product.title(),
                recipient = numbers.of(recipient),
                price = price.short(),
                tender = tender.word()
            )
        }
        Event::AttemptStarted { vendor, reference, account, .. } if inside => {
            say!(
                "Sent to {vendor} under {reference} (account {fingerprint} at {base_url})",
                vendor = vendor.name(),
                reference,
                fingerprint = account.fingerprint,
                base_url = account.base_url
            )
        }
        Event::AttemptStarted { vendor, reference, .. } => {
            say!("Sent to {vendor} under {reference}", vendor = vendor.name(), reference)
        }
        Event::Answered { outcome, said, .. } => {
            say!("Answer: {answer}{words}", answer = answer(outcome), words = words(said, costs))
        }
        Event::Interrupted { .. } => say!("The program stopped before the answer came").to_owned(),
        Event::Checked { finding, said, .. } => {
            say!("Asked: {finding}{words}", finding = found(*finding), words = words(said, costs))
        }
        Event::AttemptTerms { terms, .. } if inside => match terms.cost.filter(|_| costs) {
            Some(cost) => {
                say!("On the vendor's code {code}, expected to cost {cost}", code = terms.code, cost = cost.short())
            }
            None if costs => say!("On the vendor's code {code}, cost not known", code = terms.code),
            None => say!("On the vendor's code {code}", code = terms.code),
        },
        Event::NotFound { said, waited_ms, .. } => {
            say!(
                "Asked: the vendor knows nothing of it, {minutes} min after the request{words}",
                minutes = waited_ms / 60_000,
                words = words(said, costs)
            )
        }
        Event::Settled { verdict, reason, evidence, .. } => {
            let verdict = verdict.word();
            let why = if inside { format!(": {reason} ({evidence})") } else { String::new() };
            say!("Settled by hand as {verdict}{why}", verdict, why)
        }
        Event::EndFollowed { verdict, reason, evidence, .. } => {
            let why = if inside { format!(": {reason} ({evidence})") } else { String::new() };
            match verdict {
                Verdict::Failed => say!("It came back, by the owner's word{why}", why),
                Verdict::Delivered => say!("It was delivered after all, by the owner's word{why}", why),
            }
        }
        Event::Routed { route, .. } if inside => {
            let reasons = |one: &Candidate| if costs { one.reasons() } else { one.standing() };
            let row: Vec<String> =
                route.considered.iter().map(|one| format!("{}: {}", one.vendor.name(), reasons(one))).collect();
            match route.by_hand {
                true => say!("Why there, chosen by hand: {row}", row = row.join("; ")),
                false => say!("Why there: {row}", row = row.join("; ")),
            }
        }
        Event::Consented { to, .. } => {
            let to: Vec<String> = to.iter().map(consent).collect();
            say!("Agreed to: {to}", to = to.join(", "))
        }
        Event::Notified { finding, said, .. } | Event::NoticeKept { finding, said, .. } => {
            say!("The vendor called by itself: {finding}{words}", finding = found(*finding), words = words(said, costs))
        }
        Event::ChargeNotBelieved { charged, listed, .. } if costs => say!(
            "The vendor says it charged {charged} for what is listed at {listed}: not believed, costs and prices stay as they are",
            charged,
            listed = listed.short()
        ),
        Event::ChargedAboveList { charged, listed, .. } if costs => {
            say!("The vendor charged {charged}, and lists {listed}", charged = charged.short(), listed = listed.short())
        }
        Event::WalletTold { balance, moved: Moved::ByCost, .. } if costs => {
            say!("The wallet fell by exactly what this costs: {balance} left", balance)
        }
        Event::WalletTold { balance, moved: Moved::NotAtAll, .. } if costs => {
            say!("Nothing was taken from the wallet: {balance}, as without this sale", balance)
        }
        Event::WalletTold { moved: Moved::Otherwise, .. } if inside => {
            say!("What the wallet said before says nothing any more").to_owned()
        }
        Event::AlarmSeen { note, .. } if inside => say!("The owner has looked into it: {note}", note),
        Event::CostTried { .. } if inside => say!("Sent there to learn what it charges").to_owned(),
        Event::AttemptListed { listed, .. } if inside && costs => {
            say!("The list says {listed}; other charges were seen", listed = listed.short())
        }
        Event::AttemptTerms { .. }
        | Event::AttemptListed { .. }
        | Event::CostTried { .. }
        | Event::Routed { .. }
        | Event::AlarmSeen { .. }
        | Event::OnCredit { .. }
        | Event::CashReturned { .. }
        | Event::Returned { .. }
        | Event::ReturnTakenBack { .. }
        | Event::ChargeNotBelieved { .. }
        | Event::ChargedAboveList { .. }
        | Event::WalletTold { .. } => return None,
    })
}

/// Only cash is handed over, and on credit nothing is given back.
fn given_back(amount: Naira, tender: Tender, taker: &str) -> String {
    let amount = amount.short();
    let sentence = match tender {
        Tender::Cash => say!("{amount} handed over to the customer", amount),
        Tender::Transfer => say!("{amount} sent back to the customer by transfer", amount),
        Tender::Card => say!("{amount} given back on the customer's card", amount),
        Tender::Credit => say!("{amount} struck from what the customer owes", amount),
    };
    if taker.is_empty() { sentence } else { say!("{sentence}, taken by {taker}", sentence, taker) }
}

fn answer(outcome: &Outcome) -> String {
    let word = match outcome {
        Outcome::Delivered => say!("Delivered"),
        Outcome::Refused(_) | Outcome::NotSent(_) => say!("Failed"),
        Outcome::Pending(_) | Outcome::Unknown(_) => say!("Not known yet"),
    };
    format!("{word}. {}", outcome.sentence())
}

fn found(finding: Finding) -> &'static str {
    match finding {
        Finding::Delivered => say!("delivered"),
        Finding::Failed => say!("failed"),
        Finding::Pending => say!("still at it"),
        Finding::NotFound => say!("not found, which says nothing there"),
        Finding::Unclear => say!("nothing that says anything"),
        Finding::Reversed => say!("taken back by the vendor"),
    }
}

fn consent(consent: &Consent) -> String {
    match consent {
        Consent::SecondOne { .. } => say!("a second one").to_owned(),
        Consent::OwnerAgreed { .. } => say!("the owner, while the first is not known").to_owned(),
        Consent::LastFour => say!("the last four digits, read back").to_owned(),
        Consent::LargeTransfer { .. } => say!("the owner, to so large a transfer").to_owned(),
        Consent::BeyondDay { .. } => say!("the owner, to more than an attendant may sell on a day").to_owned(),
        Consent::LowPrice { .. } => say!("the owner, to a price that brings less than is allowed").to_owned(),
        Consent::PriceChanged { from, to } => {
            say!("another price, {to} in place of {from}", to = to.short(), from = from.short())
        }
    }
}

/// What the vendor said besides, as it said it; what it charged, and its answer whole, only where costs are told.
fn words(said: &Said, costs: bool) -> String {
    let mut parts = Vec::new();
    parts.extend(said.http_status.map(|status| say!("HTTP {status}", status)));
    parts.extend(said.message.as_ref().map(|message| format!("“{message}”")));
    parts.extend(said.vendor_reference.as_ref().map(|reference| say!("its reference {reference}", reference)));
    parts.extend(said.charged.filter(|_| costs).map(|charged| say!("charged {amount}", amount = charged.short())));
    parts.extend(
        said.evidence
            .as_ref()
            .filter(|_| costs)
            .map(|evidence| say!("not understood: {evidence}", evidence = text::seen(evidence, usize::MAX))),
    );
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
