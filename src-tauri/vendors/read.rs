//! Reading JSON leniently: a number may be a string, fields may be missing or of another kind. What it *means* is judged
//! strictly, by each vendor's `codes`.

use crate::domain::money::Naira;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value};
use std::str::FromStr;

/// A JSON object. Which of its parts say something is judged by the reader.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(transparent)]
pub struct Object(pub Map<String, Value>);

impl Object {
    /// The body as an object; `None` for anything else, such as HTML, nothing, or a bare list.
    pub fn read(body: &[u8]) -> Option<Object> {
        serde_json::from_slice(body).ok()
    }

    /// A nested object.
    pub fn object(&self, name: &str) -> Option<Object> {
        self.0.get(name)?.as_object().cloned().map(Object)
    }

    /// The objects of a nested list.
    pub fn list(&self, name: &str) -> Option<Vec<Object>> {
        Some(self.0.get(name)?.as_array()?.iter().filter_map(|item| item.as_object().cloned().map(Object)).collect())
    }

    /// The objects of a nested object, by name.
    pub fn entries(&self, name: &str) -> Option<Vec<(String, Object)>> {
        let nested = self.0.get(name)?.as_object()?;
        Some(nested.iter().filter_map(|(key, item)| Some((key.clone(), Object(item.as_object()?.clone())))).collect())
    }

    /// Whether there is nothing under a name, or `null`.
    pub fn lacks(&self, name: &str) -> bool {
        self.0.get(name).is_none_or(Value::is_null)
    }

    /// A text, trimmed; numbers count as text where vendors write either.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A word in lower case.
    pub fn word(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_ascii_lowercase()),
            _ => None,
        }
    }

    /// A yes or no, as JSON has them.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// An amount of money, to the kobo: vendors' numbers carry noise such as `1081.8199999998`.
    pub fn naira(&self, name: &str) -> Option<Naira> {
        naira(&self.text(name)?, RoundingStrategy::MidpointAwayFromZero)
    }

    /// What is left in a wallet. It may be kept finer than a kobo; what counts can be spent, so it is rounded down.
    pub fn balance(&self, name: &str) -> Option<Naira> {
        let text = self.text(name)?;
        // Noise in the ninth place and beyond is no kobo that is missing.
        let exact = decimal(&text)?.round_dp(6);
        Naira::try_from(exact.round_dp_with_strategy(2, RoundingStrategy::ToZero)).ok()
    }

    /// A small whole number.
    pub fn whole(&self, name: &str) -> Option<u32> {
        decimal(&self.text(name)?)?.normalize().to_string().parse().ok()
    }
}

fn naira(text: &str, rounding: RoundingStrategy) -> Option<Naira> {
    Naira::try_from(decimal(text)?.round_dp_with_strategy(2, rounding)).ok()
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).ok()
}
