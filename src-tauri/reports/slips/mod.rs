//! Slips: what a customer takes along, and the sheets of a shift.
//!
//! A slip is laid out once, as [`Line`]s; every way of showing it (the screen, a terminal, a printer, a page of PDF) makes the
//! same lines its own. The words are those of the screen.

mod page;
pub mod qr;
mod receipt;
pub mod sheet;
mod text;

pub use page::as_pdf;
pub use receipt::for_printer;
pub use text::as_text;

use airtill_domain::money::Naira;
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::sale::{Sale, SaleStatus, Tender};
use airtill_domain::shop::ShopKind;
use airtill_domain::time::Timestamp;
use airtill_words::say;

/// One line of a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// In the middle, large.
    Title(String),
    /// In the middle.
    Centred(String),
    /// A name and its value.
    Pair(String, String),
    /// The same, where it counts.
    Strong(String, String),
    /// Running text, broken at words.
    Text(String),
    /// What the lines up to the next of these are about.
    Section(String),
    /// A rule across.
    Rule,
}

/// Whether a slip is the first of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is.
    Original,
    /// It says that it isn't, and which one it is.
    Copy(u16),
}

impl Mark {
    /// After so many that went to the printer.
    pub fn after(prints: u16) -> Mark {
        if prints == 0 { Mark::Original } else { Mark::Copy(prints) }
    }
}

/// What stands on every slip of a shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The shop's name, once it has one.
    pub shop: Option<String>,
    /// Practice slips say so.
    pub kind: ShopKind,
    /// What stands at the end. Empty for nothing.
    pub footer: String,
}

fn pair(name: &str, value: String) -> Line {
    Line::Pair(name.to_owned(), value)
}

fn strong(name: &str, value: String) -> Line {
    Line::Strong(name.to_owned(), value)
}

fn centred(text: &str) -> Line {
    Line::Centred(text.to_owned())
}

/// `22 Nov 2026 14:02`.
fn moment(at: Timestamp) -> String {
    format!("{} {}", at.day().short(), at.hour_minute())
}

fn head(heading: &Heading, mark: Mark) -> Vec<Line> {
    let mut lines = vec![Line::Title(heading.shop.clone().unwrap_or_else(|| "Airtill".to_owned()))];
    if heading.kind == ShopKind::Practice {
        lines.push(centred(say!("PRACTICE - NOT A REAL SALE")));
    }
    if let Mark::Copy(n) = mark {
        lines.push(Line::Centred(say!("COPY {n}", n)));
    }
    lines
}

fn footer(heading: &Heading) -> Vec<Line> {
    match heading.footer.trim() {
        "" => Vec::new(),
        text => vec![Line::Rule, centred(text)],
    }
}

/// A slip that shows whether the printer is set up as it should be: letters, width, and what the till sends.
pub fn test(heading: &Heading, now: Timestamp) -> Vec<Line> {
    let mut lines = head(heading, Mark::Original);
    lines.extend([
        Line::Rule,
        Line::Title(say!("TEST SLIP").to_owned()),
        Line::Rule,
        pair(say!("Time"), moment(now)),
        pair(say!("left edge"), say!("right edge").to_owned()),
        strong(say!("strong"), Naira::from_naira(1_500).to_string()),
        Line::Text(
            say!("If both edges stand on one line and the knife cuts below this, the paper is set right.").to_owned(),
        ),
    ]);
    lines.extend(footer(heading));
    lines
}

/// The slip of a sale as it stands at `now`. `debtor`: who pays later, where the sale is on credit and they have a name.
pub fn of_sale(sale: &Sale, debtor: Option<&str>, heading: &Heading, mark: Mark, now: Timestamp) -> Vec<Line> {
    let mut lines = sale_lines(sale, debtor, heading, mark, None, now);
    lines.extend(footer(heading));
    lines
}

fn sale_lines(
    sale: &Sale,
    debtor: Option<&str>,
    heading: &Heading,
    mark: Mark,
    what: Option<&str>,
    now: Timestamp,
) -> Vec<Line> {
    let attempt = sale.last_attempt();
    let mut lines = head(heading, mark);
    lines.extend(what.map(centred));
    lines.push(Line::Rule);
    lines.push(Line::Title(ending(sale.standing(now), sale.tender).to_owned()));
    lines.push(Line::Rule);
    lines.extend(what_and_for_whom(sale));
    lines.extend(payment(sale, debtor, now));
    lines.push(pair(say!("Time"), moment(sale.taken_at)));
    lines.push(pair(say!("Through"), attempt.vendor.name().to_owned()));
    lines.push(Line::Text(say!("Reference {reference}", reference = attempt.reference)));
    if let Some(advice) = advice(sale, debtor, now) {
        lines.push(Line::Rule);
        lines.push(Line::Text(advice));
    }
    lines
}

fn what_and_for_whom(sale: &Sale) -> Vec<Line> {
    let Product::Transfer { bank, amount, description } = &sale.product else {
        return vec![pair(say!("Product"), sale.product.title()), pair(say!("Number"), sale.recipient.masked())];
    };
    let holder = match &sale.recipient {
        Recipient::Account(account) => account.name.clone(),
        Recipient::Phone(_) | Recipient::Steering(_) => String::new(),
    };
    vec![
        pair(say!("Product"), sale.product.service().name().to_owned()),
        pair(say!("Bank"), bank.name.clone()),
        pair(say!("To"), holder),
        pair(say!("Account"), sale.recipient.last_four()),
        pair(say!("Sent"), amount.to_string()),
        pair(say!("Fee"), sale.price.minus(*amount).to_string()),
        pair(say!("For"), description.clone()),
    ]
}

/// The slip for a sale that is disputed, as it stands at `now`: the customer's, the vendors' own references, and everything
/// that happened, one sentence a step.
pub fn of_dispute(
    sale: &Sale,
    debtor: Option<&str>,
    heading: &Heading,
    steps: &[String],
    mark: Mark,
    now: Timestamp,
) -> Vec<Line> {
    let mut lines = sale_lines(sale, debtor, heading, mark, Some(say!("FOR A DISPUTE")), now);
    let theirs = sale.attempts.iter().filter_map(|attempt| Some((attempt.vendor, attempt.vendor_reference.as_ref()?)));
    for (vendor, reference) in theirs {
        lines.push(Line::Text(say!("{vendor}'s reference {reference}", vendor = vendor.name(), reference)));
    }
    lines.push(Line::Rule);
    lines.push(centred(say!("WHAT HAPPENED")));
    lines.extend(steps.iter().map(|step| Line::Text(step.clone())));
    lines.push(Line::Rule);
    lines.push(Line::Text(
        say!("Show this to the network's or the vendor's support; they find the sale by its reference.").to_owned(),
    ));
    lines.extend(footer(heading));
    lines
}

/// What the customer paid, or that nothing was paid yet and who owes it: on credit no slip says "paid".
fn payment(sale: &Sale, debtor: Option<&str>, now: Timestamp) -> Vec<Line> {
    if sale.tender != Tender::Credit {
        return vec![pair(say!("Paid"), format!("{} {}", sale.price, sale.tender.word()))];
    }
    let name = match sale.standing(now) {
        SaleStatus::Delivered => say!("Owes"),
        SaleStatus::Sending | SaleStatus::NotKnown => say!("Owes, if delivered"),
        SaleStatus::Owed | SaleStatus::Returned => say!("Price"),
    };
    let mut lines = vec![pair(name, format!("{} {}", sale.price, sale.tender.word()))];
    lines.extend(debtor.map(|debtor| pair(say!("Customer"), debtor.to_owned())));
    lines
}

/// The ending in the words of the screen. Signs that thermal printers lack are left out.
fn ending(standing: SaleStatus, tender: Tender) -> &'static str {
    match (standing, tender) {
        (SaleStatus::Delivered, _) => say!("DELIVERED"),
        (SaleStatus::Owed | SaleStatus::Returned, Tender::Credit) => say!("FAILED - NOTHING TO PAY"),
        (SaleStatus::Owed, _) => say!("FAILED - MONEY OWED TO YOU"),
        (SaleStatus::Returned, _) => say!("FAILED - MONEY GIVEN BACK"),
        (SaleStatus::Sending | SaleStatus::NotKnown, _) => say!("NOT KNOWN YET"),
    }
}

fn advice(sale: &Sale, debtor: Option<&str>, now: Timestamp) -> Option<String> {
    let on_credit = sale.tender == Tender::Credit;
    let who = debtor.unwrap_or(say!("the customer"));
    match sale.standing(now) {
        SaleStatus::Sending | SaleStatus::NotKnown if on_credit => Some(
            say!("The network may still deliver. If it fails, nothing is to pay. Keep this slip: with the reference we can tell you how it ended.")
                .to_owned(),
        ),
        SaleStatus::Sending | SaleStatus::NotKnown => Some(
            say!("The network may still deliver. Keep this slip: with the reference we can tell you how it ended.")
                .to_owned(),
        ),
        SaleStatus::Owed if on_credit => {
            Some(say!("Nothing to pay: {price} will be struck from what {who} owes.", price = sale.price, who))
        }
        SaleStatus::Owed => Some(say!("We owe you {owed}.", owed = sale.owed)),
        SaleStatus::Returned if on_credit => {
            Some(say!("Nothing to pay: {returned} struck from what {who} owes.", returned = sale.returned, who))
        }
        SaleStatus::Returned => Some(say!("Given back: {returned}.", returned = sale.returned)),
        SaleStatus::Delivered => None,
    }
}
