//! Slips: what a customer takes along.
//!
//! A slip is laid out once, as [`Line`]s; every way of showing it (the screen, a terminal, paper) makes the same lines
//! its own. The words are those of the screen.

use crate::domain::sale::{Sale, Standing};
use crate::domain::shop::ShopKind;
use crate::domain::time::At;

/// Characters on a line of 58 mm paper.
pub const COLUMNS: usize = 32;

/// One line of a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// In the middle, large.
    Title(String),
    /// In the middle.
    Centred(String),
    /// A name and its value.
    Pair(String, String),
    /// Running text, broken at words.
    Text(String),
    /// A rule across.
    Rule,
}

/// Whether a slip is the first of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is.
    Original,
    /// It says that it isn't.
    Copy,
    /// It is for a dispute.
    Dispute,
}

/// The slip of a sale as it stands at `now`.
pub fn of_sale(sale: &Sale, kind: ShopKind, mark: Mark, now: At) -> Vec<Line> {
    let attempt = sale.last_attempt();
    let pair = |name: &str, value: String| Line::Pair(name.to_owned(), value);
    let mut lines = vec![Line::Title("Airtill".to_owned())];
    if kind == ShopKind::Practice {
        lines.push(Line::Centred("PRACTICE - NOT A REAL SALE".to_owned()));
    }
    match mark {
        Mark::Original => {}
        Mark::Copy => lines.push(Line::Centred("COPY".to_owned())),
        Mark::Dispute => lines.push(Line::Centred("FOR A DISPUTE".to_owned())),
    }
    lines.push(Line::Rule);
    lines.push(Line::Title(ending(sale.standing(now)).to_owned()));
    lines.push(Line::Rule);
    lines.push(pair("Product", paper(&sale.product.title())));
    lines.push(pair("Number", paper(&sale.recipient.masked())));
    lines.push(pair("Paid", format!("{} {}", paper(&sale.price.to_string()), sale.tender.word())));
    lines.push(pair("Time", sale.taken_at.lagos().format("%d %b %Y %H:%M").to_string()));
    lines.push(pair("Through", attempt.vendor.name().to_owned()));
    lines.push(Line::Text(format!("Reference {}", attempt.reference)));
    if let Some(advice) = advice(sale, now) {
        lines.push(Line::Rule);
        lines.push(Line::Text(advice));
    }
    lines
}

/// The slip for a sale that is disputed, as it stands at `now`: the customer's, the vendors' own references, and everything
/// that happened, one sentence a step.
pub fn of_dispute(sale: &Sale, kind: ShopKind, steps: &[String], now: At) -> Vec<Line> {
    let mut lines = of_sale(sale, kind, Mark::Dispute, now);
    let theirs = sale.attempts.iter().filter_map(|attempt| Some((attempt.vendor, attempt.vendor_reference.as_ref()?)));
    for (vendor, reference) in theirs {
        lines.push(Line::Text(format!("{}'s reference {reference}", vendor.name())));
    }
    lines.push(Line::Rule);
    lines.push(Line::Centred("WHAT HAPPENED".to_owned()));
    lines.extend(steps.iter().map(|step| Line::Text(paper(step))));
    lines.push(Line::Rule);
    lines.push(Line::Text(
        "Show this to the network's or the vendor's support; they find the sale by its reference.".to_owned(),
    ));
    lines
}

/// The slip as text, [`COLUMNS`] wide.
pub fn as_text(lines: &[Line]) -> Vec<String> {
    lines
        .iter()
        .flat_map(|line| match line {
            Line::Title(text) | Line::Centred(text) => vec![format!("{text:^COLUMNS$}").trim_end().to_owned()],
            Line::Pair(name, value) => {
                let gap = COLUMNS.saturating_sub(name.chars().count() + value.chars().count());
                if gap == 0 {
                    vec![name.clone(), format!("{value:>COLUMNS$}")]
                } else {
                    vec![format!("{name}{}{value}", " ".repeat(gap))]
                }
            }
            Line::Text(text) => broken(text),
            Line::Rule => vec!["-".repeat(COLUMNS)],
        })
        .collect()
}

/// The ending in the words of the screen. Signs that thermal printers lack are left out.
fn ending(standing: Standing) -> &'static str {
    match standing {
        Standing::Delivered => "DELIVERED",
        Standing::Owed => "FAILED - MONEY OWED TO YOU",
        Standing::Returned => "FAILED - MONEY GIVEN BACK",
        Standing::Sending | Standing::NotKnown => "NOT KNOWN YET",
    }
}

fn advice(sale: &Sale, now: At) -> Option<String> {
    match sale.standing(now) {
        Standing::Sending | Standing::NotKnown => Some(
            "The network may still deliver. Keep this slip: with the reference we can tell you how it ended."
                .to_owned(),
        ),
        Standing::Owed => Some(format!("We owe you {}.", paper(&sale.owed.to_string()))),
        Standing::Returned => Some(format!("Given back: {}.", paper(&sale.returned.to_string()))),
        Standing::Delivered => None,
    }
}

/// No common code page of thermal printers has the naira sign.
fn paper(text: &str) -> String {
    text.replace('₦', "NGN ").replace('•', "*")
}

/// A word that is wider than the paper, in pieces.
fn pieces(word: &str) -> impl Iterator<Item = String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(COLUMNS).map(|piece| piece.iter().collect()).collect::<Vec<String>>().into_iter()
}

fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(pieces) {
        let last = lines.len() - 1;
        let used = lines[last].chars().count();
        if used > 0 && used + 1 + word.chars().count() > COLUMNS {
            lines.push(word);
        } else {
            if used > 0 {
                lines[last].push(' ');
            }
            lines[last].push_str(&word);
        }
    }
    lines
}
