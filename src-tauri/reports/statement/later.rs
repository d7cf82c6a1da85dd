//! What has become of sales on days after their own.

use crate::row::Names;
use crate::table::{Table, Value};
use airtill_domain::sale::{Sale, Side};
use airtill_domain::shift::sheet::LINES_MAX;
use airtill_domain::time::Timestamp;
use airtill_ledger::days::Change;
use airtill_ledger::entry::{Actor, Commit};
use airtill_words::say;

/// Most lines of the note on what has become of sales since.
const SINCE_MOST: usize = 5 * LINES_MAX;

/// What became of one sale.
pub(super) struct Became {
    at: Timestamp,
    what: String,
    change: Change,
}

impl Became {
    /// What a commit made of a sale; `None` where its figures stay the same.
    pub(super) fn of(was: &Sale, is: &Sale, commit: &Commit, sold_by: &Actor, names: &Names) -> Option<Became> {
        let change = Change::of(was, is);
        if change == Change::default() {
            return None;
        }
        let what = say!(
            "{product} to {recipient} of {day}, sold by {seller}: {became}, {who}",
            product = is.product.title(),
            recipient = is.recipient.masked(),
            day = is.day().short(),
            seller = names.name(sold_by),
            became = became(was, is),
            who = names.name(&commit.actor)
        );
        Some(Became { at: commit.at, what, change })
    }

    fn row(&self) -> Vec<Value> {
        let when = format!("{}, {}", self.at.day().short(), self.at.hour_minute());
        [Value::Text(when), Value::Text(self.what.clone())].into_iter().chain(figures(&self.change)).collect()
    }
}

/// In a word, what became of a sale.
fn became(was: &Sale, is: &Sale) -> &'static str {
    match (was.side(), is.side()) {
        _ if is.returned > was.returned => say!("money given back"),
        _ if is.returned < was.returned => say!("money not given back after all"),
        (Side::Open, Side::Delivered) => say!("delivered"),
        (Side::Open, Side::Failed) => say!("failed"),
        (Side::Delivered, Side::Failed) => say!("came back"),
        (Side::Failed, Side::Delivered) => say!("delivered after all"),
        (Side::Failed, Side::Open) => say!("tried again"),
        (Side::Open, Side::Open) | (Side::Delivered, _) | (Side::Failed, Side::Failed) => say!("another cost was told"),
    }
}

fn figures(change: &Change) -> [Value; 5] {
    [change.delivered, change.margin, change.returned, change.owed, change.not_known].map(Value::Money)
}

fn columns() -> Vec<&'static str> {
    vec![
        say!("When"),
        say!("What"),
        say!("Delivered"),
        say!("Margin"),
        say!("Given back"),
        say!("Owed"),
        say!("Not known"),
    ]
}

/// What became, in these days, of sales of earlier ones: in none of the other figures.
pub(super) fn of_earlier_days(earlier: &[Became]) -> Table {
    let sum = earlier.iter().map(|became| became.change).fold(Change::default(), Change::and);
    let all = [Value::Text(say!("All").to_owned()), Value::Text(String::new())];
    Table {
        title: say!("What became of earlier sales"),
        columns: columns(),
        rows: earlier.iter().map(Became::row).collect(),
        total: Some(all.into_iter().chain(figures(&sum)).collect()),
        empty: say!("Nothing became of earlier sales in these days."),
    }
}

/// A note: what has become of the sales of these days since. It stands in the statement of the day on which it happened.
pub(super) fn since_then(since: &[Became]) -> Table {
    Table {
        title: say!("Since then"),
        columns: columns(),
        rows: since.iter().take(SINCE_MOST).map(Became::row).collect(),
        total: None,
        empty: say!("The sales of these days stand as they did at the end."),
    }
}
