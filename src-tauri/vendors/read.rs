//! Reading JSON leniently: a number may be a string, fields may be missing or of another kind, a list may be an object by its
//! places, and there may be a byte order mark before all of it. What it *means* is judged strictly, by each vendor's `codes`.
//!
//! There is one reader for each kind of text, whichever vendor wrote it. Ids, codes and references are taken as they stand
//! ([`Object::text`]), because they are sent back or compared. Amounts ([`Object::naira`]) may be grouped and carry a currency.
//! What people read ([`Object::readable`]: names of plans, banks and customers, messages) loses HTML's entities, runs of spaces and
//! what can't be seen.
//!
//! One thing is strict here: a body in which an object has the same name twice says two things, and a reader that takes the
//! last of them would believe one by chance. Such a body is not read at all ([`value`]), whichever vendor sent it and however
//! deep the name stands. RFC 8259, section 4, calls what comes of it unpredictable.

use airtill_domain::money::{Naira, without_currency};
use airtill_domain::{text, typed};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::str::FromStr;

/// The greatest discount that is believed, in hundredths of a percent.
const DISCOUNT_MAX: u16 = 5_000;

/// A JSON object. Which of its parts say something is judged by the reader.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Object(pub Map<String, Value>);

/// A vendor's body as JSON; `None` when it is none, or when an object in it has a name twice.
pub(crate) fn value(body: &[u8]) -> Option<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
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

    /// The objects of a nested list; what is none is left out.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<Object>> {
        let Value::Array(_) = self.0.get(name)? else { return None };
        Some(self.items(name)?.into_iter().filter_map(Result::ok).collect())
    }

    /// The items of a nested list, or of an object that stands for one (`{"0": …, "1": …}`), in order: objects, and what is none.
    pub(crate) fn items(&self, name: &str) -> Option<Vec<Result<Object, Value>>> {
        let read = |item: &Value| match item {
            Value::Object(map) => Ok(Object(map.clone())),
            other => Err(other.clone()),
        };
        match self.0.get(name)? {
            Value::Array(items) => Some(items.iter().map(read).collect()),
            Value::Object(map) => Some(map.values().map(read).collect()),
            _ => None,
        }
    }

    /// The items of a nested list, or the one object that stands there without a list around it.
    pub(crate) fn one_or_more(&self, name: &str) -> Option<Vec<Object>> {
        match self.0.get(name)? {
            Value::Object(map) if !map.values().all(Value::is_object) => Some(vec![Object(map.clone())]),
            _ => Some(self.items(name)?.into_iter().filter_map(Result::ok).collect()),
        }
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

    /// A text that people read: without HTML's entities, runs of spaces and what can't be seen.
    pub(crate) fn readable(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| tidy(&text))
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

    /// An amount of money, to the kobo: vendors' numbers carry noise such as `1081.8199999998`, group their digits (`12,345.60`) and
    /// name the currency.
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

    /// A discount in percent (`2.5`, `"2.5 %"`), as hundredths of a percent; nothing above a half, which nobody gives, or below none.
    /// What is finer is rounded down: less than was given makes no price too low.
    pub(crate) fn discount(&self, name: &str) -> Option<u16> {
        let text = self.text(name)?;
        let number = text.strip_suffix('%').unwrap_or(&text);
        let percent = decimal(number).filter(|percent| percent.is_zero() || percent.is_sign_positive())?;
        // Noise in the ninth place and beyond is no part of it: `2.9999999999999996` is three.
        let points = percent.round_dp(6).checked_mul(Decimal::ONE_HUNDRED)?.trunc();
        u16::try_from(points).ok().filter(|points| *points <= DISCOUNT_MAX)
    }

    /// A small whole number.
    pub(crate) fn whole(&self, name: &str) -> Option<u32> {
        decimal(&self.text(name)?)?.normalize().to_string().parse().ok()
    }
}

fn naira(text: &str, rounding: RoundingStrategy) -> Option<Naira> {
    Naira::try_from(decimal(text)?.round_dp_with_strategy(2, rounding)).ok()
}

/// A number as vendors write it. Groups are of three digits, after the first; anything else between digits may be a decimal comma, and
/// is read by nobody: `1,50`, `12.345,60`.
fn decimal(text: &str) -> Option<Decimal> {
    let plain = typed::plain(text);
    let text = plain.trim();
    let (minus, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest.trim_start()));
    let text = without_currency(text);
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_separator = |c: char| matches!(c, ',' | ' ' | '\'');
    let mut groups = whole.split(is_separator);
    let first = groups.next()?;
    let grouped = whole.contains(is_separator);
    if grouped && (first.is_empty() || first.len() > 3 || !groups.all(|group| group.len() == 3)) {
        return None;
    }
    let digits: String = whole.chars().filter(|c| !is_separator(*c)).collect();
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    // `.50` is half a naira, and `50.` and `.` are nothing.
    let is_number = match fraction {
        Some(fraction) => !fraction.is_empty() && plain(fraction),
        None => !digits.is_empty(),
    };
    if !is_number || !plain(&digits) {
        return None;
    }
    Decimal::from_str(&format!("{minus}0{digits}.{}", fraction.unwrap_or("0"))).ok()
}

/// A text as people should read it.
pub(crate) fn tidy(text: &str) -> String {
    text::tidy(&without_entities(text))
}

/// Without HTML's entities: those that everybody writes, and any by its number. What is none stays as it is. Twice, because texts that
/// went through two programs say `&amp;amp;`.
fn without_entities(text: &str) -> String {
    let once = |text: &str| {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.find(';').filter(|end| *end <= ENTITY_MAX_BYTES);
            match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
                Some((c, end)) => {
                    out.push(c);
                    rest = &rest[end + 1..];
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        out
    };
    once(&once(text))
}

/// The longest name of an entity that is looked for, with `&`.
const ENTITY_MAX_BYTES: usize = 10;

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "nbsp" => ' ',
        "ndash" | "mdash" => '-',
        "eacute" => 'é',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
