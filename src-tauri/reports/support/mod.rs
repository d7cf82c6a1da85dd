//! What a support person is given: a sale's answers that were not understood, a vendor's, and everything about a till that helps.
//!
//! Texts, so that whoever gives them away reads them first. They hold no secret (the ledger has none), no customer's number or name
//! ([`redacted`]), and nobody who works in the shop. What is in them is English in every language, but for the program's own
//! sentences about a sale.

pub mod redacted;

use crate::story::{self, Numbers, Reader};
use airtill_domain::recipient::Recipient;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::Event;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Entry;
use airtill_ledger::query::Query;
use airtill_ledger::row::SaleRow;
use airtill_ledger::{Ledger, LedgerError};
use redacted::Redaction;
use serde::Serialize;

/// Most bytes of a text about one sale or one vendor.
pub const TEXT_MAX_BYTES: usize = 20_000;
/// Doubts in a bundle.
pub const DOUBTS_MAX: usize = 50;
/// Most bytes of one doubt in a bundle.
const DOUBT_MAX_BYTES: usize = 4_000;
/// Most bytes of the log in a bundle: the newest.
const LOG_MAX_BYTES: usize = 256_000;
/// How far back doubts are looked for.
const SALES_LOOKED_AT: usize = 5_000;
/// Digits by which a number is known: all but its 0.
const LAST_DIGITS: usize = 10;
/// Sales of one page of the ledger.
const PAGE: usize = 200;

/// What of the till is not in its ledger.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Line by line: versions, system, what was found at opening.
    pub about: Vec<String>,
    /// What vendors' lists have that could not be read, a line each.
    pub holes: Vec<String>,
    /// The log, oldest first.
    pub log: String,
}

/// What was not understood of one sale, with all that happened to it. Without `costs` the vendor's answers are left out: they tell
/// what the sale cost, and what is in the wallet, in words of their own.
///
/// # Errors
/// When the ledger can't be read.
pub fn sale(ledger: &Ledger, row: &SaleRow, costs: bool) -> Result<String, LedgerError> {
    let text = format!("AIRTILL {}: ONE SALE\n\n{}", env!("CARGO_PKG_VERSION"), told(ledger, row, costs)?);
    Ok(cut(&redaction(ledger, [&row.sale])?.of(&text), TEXT_MAX_BYTES))
}

/// What was not understood of one vendor: entries of its list, and answers about its newest sales that were in doubt.
///
/// # Errors
/// When the ledger can't be read.
pub fn vendor(ledger: &Ledger, vendor: VendorId, holes: &[String]) -> Result<String, LedgerError> {
    let mut text = format!("AIRTILL {}: {}\n\n", env!("CARGO_PKG_VERSION"), vendor.name());
    lines(&mut text, holes);
    let rows = doubts(ledger, Some(vendor))?;
    let redaction = redaction(ledger, rows.iter().map(|row| &row.sale))?;
    for row in &rows {
        if text.len() > TEXT_MAX_BYTES {
            break;
        }
        text.push_str(&cut(&told(ledger, row, true)?, DOUBT_MAX_BYTES));
        text.push('\n');
    }
    if rows.is_empty() && holes.is_empty() {
        text.push_str("Everything was understood.\n");
    }
    Ok(cut(&redaction.of(&text), TEXT_MAX_BYTES))
}

/// Everything that helps to understand a till: what is around it, what its owner decided, its last doubts, its log.
///
/// # Errors
/// When the ledger can't be read.
pub fn bundle(ledger: &Ledger, around: &Surroundings, now: Timestamp) -> Result<String, LedgerError> {
    let mut text = format!("AIRTILL {}, FOR SUPPORT, {}\n\n", env!("CARGO_PKG_VERSION"), in_lagos(now));
    lines(&mut text, &around.about);
    lines(&mut text, &around.holes);
    heading(&mut text, "What the owner decided");
    settings(&mut text, ledger)?;
    let rows = doubts(ledger, None)?;
    heading(&mut text, &format!("The last {} sales that were in doubt", rows.len()));
    for row in &rows {
        text.push_str(&cut(&told(ledger, row, true)?, DOUBT_MAX_BYTES));
        text.push('\n');
    }
    let redaction = redaction(ledger, rows.iter().map(|row| &row.sale))?;
    let mut text = redaction.of(&text);
    heading(&mut text, "The log, newest last");
    text.push_str(&redaction.of(newest(&around.log, LOG_MAX_BYTES)));
    Ok(text)
}

fn in_lagos(at: Timestamp) -> String {
    format!("{} {}", at.day().iso(), at.hour_minute_second())
}

fn heading(text: &mut String, heading: &str) {
    text.push_str(&format!("\n== {heading}\n"));
}

fn lines(text: &mut String, all: &[String]) {
    for line in all {
        text.push_str(line);
        text.push('\n');
    }
    if !all.is_empty() {
        text.push('\n');
    }
}

/// One sale: what happened when, and below each answer that was not understood the answer itself.
fn told(ledger: &Ledger, row: &SaleRow, costs: bool) -> Result<String, LedgerError> {
    let sale = &row.sale;
    let mut text = format!(
        "{}, {} to {}, {:?}\n",
        in_lagos(sale.taken_at),
        sale.product.title(),
        sale.recipient.masked(),
        sale.last_attempt().position,
    );
    for commit in ledger.story(row)? {
        for entry in commit.entries {
            let Entry::Sale(mut event) = entry else { continue };
            if event.sale() != sale.id {
                continue;
            }
            if let Some(sentence) = story::sentence(&event, Numbers::Masked, Reader::WithoutCosts) {
                text.push_str(&format!("  {} {sentence}\n", commit.at.hour_minute_second()));
            }
            if costs {
                text.push_str(&evidence(&mut event));
            }
        }
    }
    Ok(text)
}

/// What an answer looked like that was not understood, indented.
fn evidence(event: &mut Event) -> String {
    let raw = event.said_mut().and_then(|(_, said)| said.evidence.take()).unwrap_or_default();
    raw.lines().map(|line| format!("      | {line}\n")).collect()
}

/// The newest sales that were in doubt, at one vendor or at any.
fn doubts(ledger: &Ledger, vendor: Option<VendorId>) -> Result<Vec<SaleRow>, LedgerError> {
    let query = Query { vendor, ..Query::default() };
    let (mut found, mut below, mut looked_at) = (Vec::new(), None, 0);
    loop {
        let page = ledger.page(&query, below, PAGE)?;
        for (place, _) in &page.lines {
            let row = ledger.row_at(*place)?;
            if was_in_doubt(&row.sale) {
                found.push(row);
            }
            if found.len() == DOUBTS_MAX {
                return Ok(found);
            }
        }
        looked_at += page.lines.len();
        below = page.next;
        if below.is_none() || looked_at >= SALES_LOOKED_AT {
            return Ok(found);
        }
    }
}

/// Its vendor had to be asked, or a person ended it, or it stands open.
fn was_in_doubt(sale: &Sale) -> bool {
    sale.is_in_doubt() || sale.attempts.iter().any(|attempt| attempt.checks > 0 || attempt.settled_at.is_some())
}

/// References are kept, and everybody who is named in the ledger is not: who works there, who owes, whose accounts were sold to.
fn redaction<'a>(ledger: &Ledger, sales: impl IntoIterator<Item = &'a Sale>) -> Result<Redaction, LedgerError> {
    let mut keeps = Vec::new();
    let mut names: Vec<String> = ledger.debtors()?.into_iter().map(|debtor| debtor.name).collect();
    names.extend(ledger.staff()?.into_iter().map(|person| person.name));
    names.extend(ledger.shop_name()?);
    for group in ledger.customer_groups()? {
        names.push(group.name);
        names.extend(group.members.into_iter().map(|member| member.name));
    }
    for sale in sales {
        if let Recipient::Account(account) = &sale.recipient {
            names.push(account.name.clone());
        }
        let number = sale.recipient.local();
        let ending = number.get(number.len().saturating_sub(LAST_DIGITS)..).unwrap_or_default();
        for attempt in &sale.attempts {
            keeps.push(attempt.reference.to_string());
            // A reference that is made of the customer's number would give it away.
            keeps.extend(attempt.vendor_reference.clone().filter(|of| ending.is_empty() || !of.contains(ending)));
        }
    }
    Ok(Redaction::new(keeps, names))
}

/// What the owner decided, as the ledger has it. None of it is a secret: keys and PINs are elsewhere.
fn settings(text: &mut String, ledger: &Ledger) -> Result<(), LedgerError> {
    for vendor in VendorId::ALL {
        put(text, vendor.name(), &ledger.vendor_settings(vendor)?);
    }
    put(text, "choosing", &ledger.routing()?);
    put(text, "transfers", &ledger.transfer_rules()?);
    let listener = ledger.listener()?;
    put(text, "notices", &(listener.enabled, listener.port));
    put(text, "counter", &ledger.counter_rules()?);
    put(text, "shifts", &ledger.shift_rules()?);
    // Not what the shop prints on its slips: address and telephone, as a rule.
    let printer = ledger.printer()?;
    put(text, "printer", &(printer.site, printer.paper));
    put(text, "look", &ledger.look()?);
    put(text, "language", &ledger.language()?);
    Ok(())
}

fn put(text: &mut String, name: &str, value: &impl Serialize) {
    let value = serde_json::to_string(value).unwrap_or_else(|error| error.to_string());
    text.push_str(&format!("{name}: {value}\n"));
}

/// At most so many bytes, at a line's end, and that there was more.
fn cut(text: &str, most_bytes: usize) -> String {
    const MORE: &str = "  … (cut)\n";
    if text.len() <= most_bytes {
        return text.to_owned();
    }
    let room = text.floor_char_boundary(most_bytes - MORE.len());
    let end = text[..room].rfind('\n').map_or(room, |at| at + 1);
    format!("{}{MORE}", &text[..end])
}

/// The last bytes, from a line's beginning.
fn newest(text: &str, most_bytes: usize) -> &str {
    if text.len() <= most_bytes {
        return text;
    }
    let from = text.ceil_char_boundary(text.len() - most_bytes);
    text[from..].find('\n').map_or("", |at| &text[from + at + 1..])
}
