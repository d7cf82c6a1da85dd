//! Reading JSON leniently: a number may be a string, fields may be missing or of another kind. What it *means* is judged
//! strictly, by each vendor's `codes`.
//!
//! One thing is strict here: a body in which an object has the same name twice says two things, and a reader that takes the
//! last of them would believe one by chance. Such a body is not read at all ([`value`]), whichever vendor sent it and however
//! deep the name stands. RFC 8259, section 4, calls what comes of it unpredictable.

use airtill_domain::money::Naira;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::str::FromStr;

/// A JSON object. Which of its parts say something is judged by the reader.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object(pub Map<String, Value>);

/// A vendor's body as JSON; `None` when it is none, or when an object in it has a name twice.
pub(crate) fn value(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok().map(|Unambiguous(value)| value)
}

/// A JSON value in which every object has each of its names once.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Unambiguous, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Unambiguous)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unambiguous(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let Unambiguous(member) = members.next_value()?;
            if map.insert(name, member).is_some() {
                return Err(de::Error::custom("doubled"));
            }
        }
        Ok(Value::Object(map))
    }
}

impl Object {
    /// The body as an object; `None` for anything else, such as HTML, nothing, a bare list, or a name that stands twice.
    pub(crate) fn read(body: &[u8]) -> Option<Object> {
        match value(body)? {
            Value::Object(map) => Some(Object(map)),
            _ => None,
        }
    }

    /// A nested object.
    pub(crate) fn object(&self, name: &str) -> Option<Object> {
        self.0.get(name)?.as_object().cloned().map(Object)
    }

    /// The objects of a nested list.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<Object>> {
        Some(self.0.get(name)?.as_array()?.iter().filter_map(|item| item.as_object().cloned().map(Object)).collect())
    }

    /// The objects of a nested object, by name.
    pub(crate) fn entries(&self, name: &str) -> Option<Vec<(String, Object)>> {
        let nested = self.0.get(name)?.as_object()?;
        Some(nested.iter().filter_map(|(key, item)| Some((key.clone(), Object(item.as_object()?.clone())))).collect())
    }

    /// Whether there is nothing under a name, or `null`.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        self.0.get(name).is_none_or(Value::is_null)
    }

    /// A text, trimmed; numbers count as text where vendors write either.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// A word in lower case.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_ascii_lowercase()),
            _ => None,
        }
    }

    /// A yes or no, as JSON has them.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    /// An amount of money, to the kobo: vendors' numbers carry noise such as `1081.8199999998`.
    pub(crate) fn naira(&self, name: &str) -> Option<Naira> {
        naira(&self.text(name)?, RoundingStrategy::MidpointAwayFromZero)
    }

    /// What is left in a wallet. It may be kept finer than a kobo; what counts can be spent, so it is rounded down.
    pub(crate) fn balance(&self, name: &str) -> Option<Naira> {
        let text = self.text(name)?;
        // Noise in the ninth place and beyond is no kobo that is missing.
        let exact = decimal(&text)?.round_dp(6);
        Naira::try_from(exact.round_dp_with_strategy(2, RoundingStrategy::ToZero)).ok()
    }

    /// A small whole number.
    pub(crate) fn whole(&self, name: &str) -> Option<u32> {
        decimal(&self.text(name)?)?.normalize().to_string().parse().ok()
    }
}

fn naira(text: &str, rounding: RoundingStrategy) -> Option<Naira> {
    Naira::try_from(decimal(text)?.round_dp_with_strategy(2, rounding)).ok()
}

fn decimal(text: &str) -> Option<Decimal> {
    Decimal::from_str(text).ok()
}
