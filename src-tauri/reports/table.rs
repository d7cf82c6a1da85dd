//! A statement as tables: what a page and a workbook show.

use airtill_domain::money::{Naira, grouped};
use airtill_domain::time::{Day, Timestamp};

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The shop's name.
    pub shop: String,
    /// The first day.
    pub from: Day,
    /// The last day, included.
    pub to: Day,
    /// Nothing on it is real.
    pub practice: bool,
    /// When it was made.
    pub made: Timestamp,
    /// `12,410 · 7F3A9-K2MQ4`: the ledger up to then.
    pub code: String,
    /// The tables.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is about.
    pub title: &'static str,
    /// The columns' names.
    pub columns: Vec<&'static str>,
    /// The rows, each with a value a column.
    pub rows: Vec<Vec<Value>>,
    /// What they come to, where that means something.
    pub total: Option<Vec<Value>>,
    /// What stands in place of rows where there are none.
    pub empty: &'static str,
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// Money.
    Money(Naira),
    /// A number of things.
    Count(u64),
}

impl Value {
    /// As it is written on a page.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => text.clone(),
            Value::Money(amount) => amount.to_string().replace('₦', ""),
            Value::Count(count) => grouped(*count),
        }
    }

    /// Figures stand at the right of their column.
    pub fn is_figures(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Money(_) | Value::Count(_) => true,
        }
    }
}
