//! Exact money.
//!
//! [`Naira`] wraps a decimal number of naira with at most two places (kobo). It is never a float: it crosses to
//! the page and into the journal as a string (`"500.00"`), and into the compact store as whole kobo.

use crate::typed::{self, Stray};
use airtill_words::say;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// From this amount on, an amount is also written in words (the counter's rule).
pub const IN_WORDS_FROM: i64 = 5_000;

/// Bytes of the longest amount: nineteen digits, a point and a sign.
const WRITTEN_MOST: usize = 24;

/// An exact amount of Nigerian naira, with kobo.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Naira(Decimal);

/// What a customer pays: more than nothing, by type. Whatever is listed, reviewed or sold has one; an amount of nothing or less
/// becomes none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(Naira);

impl Price {
    /// An amount as a price; `None` when it is nothing or less.
    pub fn of(amount: Naira) -> Option<Price> {
        (amount > Naira::ZERO).then_some(Price(amount))
    }

    /// The amount.
    pub fn naira(self) -> Naira {
        self.0
    }
}

impl fmt::Debug for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Price({:.2})", self.0.0)
    }
}

/// Why a text is not an amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMoney {
    /// There is no plain decimal number in the text.
    #[error("{}", say!("not a number"))]
    NotANumber,
    /// The amount has parts smaller than one kobo.
    #[error("{}", say!("smaller than a kobo"))]
    TooFine,
    /// The amount is beyond what the till can count (about 90 million million naira).
    #[error("{}", say!("too large"))]
    TooLarge,
}

/// Why what a person has typed or pasted is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTyped {
    /// A comma or a gap that is not before exactly three digits: many numpads give a comma where kobo begin, and taking it for a
    /// separator would make a hundred times as much of it.
    #[error("{}", say!("A comma stands only before three digits, as in 1,500. Kobo follow a point: 1500.50"))]
    Comma,
    /// A letter that is taken for a digit.
    #[error("{}", .0.sentence())]
    Stray(Stray),
    /// Anything else.
    #[error(transparent)]
    NotMoney(NotMoney),
}

impl Naira {
    /// Reads an amount as people type or paste it, for every field that takes one: `1500`, `1,500.50`, `₦1 500`, `N500`, `NGN 500`,
    /// `-500`. A separator stands only before exactly three digits, and kobo are one digit or two.
    ///
    /// # Errors
    /// [`NotTyped`].
    pub fn typed(text: &str) -> Result<Naira, NotTyped> {
        let plain = typed::plain(text);
        let text = plain.trim();
        let (minus, text) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest.trim_start()),
            None => ("", text),
        };
        let text = without_currency(text);
        if let Some(stray) = text.chars().map(Stray).find(|stray| stray.digit().is_some())
            && text.contains(|c: char| c.is_ascii_digit())
        {
            return Err(NotTyped::Stray(stray));
        }
        let (whole, kobo) = text.split_once('.').unwrap_or((text, ""));
        let is_separator = |c: char| c == ',' || c.is_whitespace();
        let mut groups = whole.split(is_separator);
        let first = groups.next().unwrap_or_default();
        let good = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = whole.contains(is_separator);
        if grouped && (first.is_empty() || !groups.all(good)) || kobo.contains(is_separator) {
            return Err(NotTyped::Comma);
        }
        if kobo.len() > 2 {
            return Err(NotTyped::NotMoney(NotMoney::TooFine));
        }
        let plain: String = text.chars().filter(|c| !is_separator(*c)).collect();
        Naira::parse(&format!("{minus}{plain}")).map_err(NotTyped::NotMoney)
    }

    /// No money.
    pub const ZERO: Naira = Naira(Decimal::ZERO);

    /// An amount from whole kobo (hundredths of a naira).
    pub fn from_kobo(kobo: i64) -> Naira {
        Naira(Decimal::new(kobo, 2))
    }

    /// An amount from whole naira. Saturates where kobo would not fit 64 bits.
    pub fn from_naira(naira: i64) -> Naira {
        Naira::from_kobo(naira.saturating_mul(100))
    }

    /// The amount in kobo.
    pub fn kobo(self) -> i64 {
        // Nearly every amount has two places, and sums of a million sales are made of this.
        if self.0.scale() == 2
            && let Ok(kobo) = i64::try_from(self.0.mantissa())
        {
            return kobo;
        }
        (self.0 * Decimal::ONE_HUNDRED).to_i64().expect("every constructor keeps the amount within 64 bits of kobo")
    }

    /// As it is written in an entry: `500.00`. A journal has ten of them in a line.
    fn written(self, buffer: &mut [u8; WRITTEN_MOST]) -> &str {
        let kobo = self.kobo();
        let mut rest = kobo.unsigned_abs();
        let mut at = WRITTEN_MOST;
        for place in 0.. {
            if place == 2 {
                at -= 1;
                buffer[at] = b'.';
            }
            if place > 2 && rest == 0 {
                break;
            }
            at -= 1;
            // A digit is below ten.
            buffer[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        if kobo < 0 {
            at -= 1;
            buffer[at] = b'-';
        }
        std::str::from_utf8(&buffer[at..]).expect("digits, a point and a sign are ASCII")
    }

    /// Reads a plain decimal: digits, one optional point, an optional leading minus. No exponents, no separators.
    ///
    /// # Errors
    /// [`NotMoney`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Naira, NotMoney> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let plain = !digits.is_empty()
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        if !plain {
            return Err(NotMoney::NotANumber);
        }
        Naira::try_from(
            Decimal::from_str(text)
                .map_err(|_| if digits.len() > 20 { NotMoney::TooLarge } else { NotMoney::NotANumber })?,
        )
    }

    /// Whether there are no kobo.
    pub fn is_whole(self) -> bool {
        self.0.fract().is_zero()
    }

    /// Whole naira, when there are no kobo.
    pub fn whole(self) -> Option<i64> {
        if self.is_whole() { self.0.to_i64() } else { None }
    }

    /// `₦1,500` for whole amounts, `₦1,500.50` otherwise: for headlines and lists.
    pub fn short(self) -> String {
        let full = self.to_string();
        full.strip_suffix(".00").map_or(full.clone(), str::to_owned)
    }

    /// A plain decimal, for machines: `500.00`.
    pub fn plain(self) -> String {
        self.written(&mut [0; WRITTEN_MOST]).to_owned()
    }

    /// The amount in words from [`IN_WORDS_FROM`] on: `five thousand five hundred naira`.
    pub fn words(self) -> Option<String> {
        let whole = self.whole().filter(|_| airtill_words::spoken().has_numbers_in_words())?;
        (IN_WORDS_FROM..1_000_000_000)
            .contains(&whole)
            .then(|| say!("{amount} naira", amount = in_words(whole.unsigned_abs())))
    }

    /// The sum, exact. Saturates at the largest amount the till can count, which no shop reaches.
    #[must_use]
    pub fn plus(self, other: Naira) -> Naira {
        Naira::from_kobo(self.kobo().saturating_add(other.kobo()))
    }

    /// The difference, exact; may be negative.
    #[must_use]
    pub fn minus(self, other: Naira) -> Naira {
        Naira::from_kobo(self.kobo().saturating_sub(other.kobo()))
    }

    /// How much it is, whichever way.
    #[must_use]
    pub fn abs(self) -> Naira {
        Naira::from_kobo(self.kobo().saturating_abs())
    }

    /// The amount less so many hundredths of a percent, to the kobo, half a kobo up.
    #[must_use]
    pub fn less_basis_points(self, basis_points: u16) -> Naira {
        let off = (i128::from(self.kobo()) * i128::from(basis_points) + 5_000).div_euclid(10_000);
        Naira::from_kobo(self.kobo().saturating_sub(i64::try_from(off).unwrap_or(i64::MAX)))
    }

    /// `of × part ÷ whole`, to the kobo, half a kobo up. `None` when the whole is not more than zero.
    pub fn share(of: Naira, part: Naira, whole: Naira) -> Option<Naira> {
        if whole <= Naira::ZERO {
            return None;
        }
        let whole = i128::from(whole.kobo());
        let kobo = (i128::from(of.kobo()) * i128::from(part.kobo()) + whole / 2).div_euclid(whole);
        i64::try_from(kobo).ok().map(Naira::from_kobo)
    }
}

impl TryFrom<Decimal> for Naira {
    type Error = NotMoney;

    fn try_from(value: Decimal) -> Result<Naira, NotMoney> {
        let value = value.normalize();
        if value.scale() > 2 {
            return Err(NotMoney::TooFine);
        }
        let kobo = value.checked_mul(Decimal::ONE_HUNDRED).and_then(|kobo| kobo.to_i64()).ok_or(NotMoney::TooLarge)?;
        Ok(Naira::from_kobo(kobo))
    }
}

impl std::iter::Sum for Naira {
    fn sum<I: Iterator<Item = Naira>>(amounts: I) -> Naira {
        amounts.fold(Naira::ZERO, Naira::plus)
    }
}

impl fmt::Display for Naira {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kobo = self.kobo();
        let (naira, rest) = (kobo.unsigned_abs() / 100, kobo.unsigned_abs() % 100);
        let sign = if kobo < 0 { "-" } else { "" };
        write!(f, "{sign}₦{}.{rest:02}", grouped(naira))
    }
}

impl fmt::Debug for Naira {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Naira({:.2})", self.0)
    }
}

impl Serialize for Naira {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(self.written(&mut [0; WRITTEN_MOST]))
        } else {
            serializer.serialize_i64(self.kobo())
        }
    }
}

impl<'de> Deserialize<'de> for Naira {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Naira, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Naira::parse(&text).map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Naira::from_kobo)
        }
    }
}

/// What stands behind `₦`, `N` or `NGN`, where one of them begins the text.
pub fn without_currency(text: &str) -> &str {
    let code = text.get(..3).filter(|code| code.eq_ignore_ascii_case("ngn")).map(|_| &text[3..]);
    code.or_else(|| text.strip_prefix(['₦', 'N', 'n'])).unwrap_or(text).trim_start()
}

/// Digits in groups of three with commas: `61,350`.
pub fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn in_words(value: u64) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let pair = |high: String, rest: u64, glue: &str| {
        if rest == 0 { high } else { format!("{high}{glue}{}", in_words(rest)) }
    };
    match value {
        0..20 => SMALL[value as usize].to_owned(),
        20..100 => pair(TENS[(value / 10) as usize].to_owned(), value % 10, "-"),
        100..1_000 => pair(format!("{} hundred", in_words(value / 100)), value % 100, " and "),
        1_000..1_000_000 => pair(format!("{} thousand", in_words(value / 1_000)), value % 1_000, " "),
        _ => pair(format!("{} million", in_words(value / 1_000_000)), value % 1_000_000, " "),
    }
}
