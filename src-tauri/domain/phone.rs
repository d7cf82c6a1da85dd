//! Phone numbers as an attendant types them.
//!
//! A [`Msisdn`] is a Nigerian mobile number, kept in its local form (`08031234567`). [`read`] understands what
//! people type and paste (`+234 803 123 4567`, `0803-123-4567`, by [`crate::typed`]) and says in words what is wrong otherwise.

use crate::typed::{self, Digits, Stray};
use airtill_words::say;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Digits of a complete number in local form.
pub const LOCAL_DIGITS: usize = 11;

/// A Nigerian mobile number: eleven digits in local form, beginning with 0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Msisdn(u64);

/// What has been typed so far in the number field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A number may still come of it: the digits so far, in groups.
    Partial(String),
    /// A complete number.
    Complete(Msisdn),
    /// No number can come of it, or Enter was pressed too early.
    Wrong(NotANumber),
}

/// Why a text is not a number that can be topped up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// Fewer digits than a number has: how many there are.
    TooShort(usize),
    /// More digits than a number has: how many there are.
    TooLong(usize),
    /// A letter or a sign among the digits.
    Stray(Stray),
    /// All but the 0 in front, which spreadsheets take away.
    ZeroMissing,
    /// An international number of another country.
    Foreign,
    /// 0800 or 0700: a service number, which takes no airtime.
    ServiceNumber,
    /// Not a mobile prefix.
    NotMobile,
}

impl NotANumber {
    /// The sentence for the screen.
    pub fn sentence(self) -> String {
        match self {
            NotANumber::TooShort(n) => say!("Too short: {n} of {whole} digits", n, whole = LOCAL_DIGITS),
            NotANumber::TooLong(n) => say!("Too long: {n} digits, a number has {whole}", n, whole = LOCAL_DIGITS),
            NotANumber::Stray(stray) => stray.sentence(),
            NotANumber::ZeroMissing => say!("Is the 0 in front missing?").to_owned(),
            NotANumber::Foreign => {
                say!("A foreign number: only Nigerian numbers (0… or +234…) can be topped up").to_owned()
            }
            NotANumber::ServiceNumber => say!("0700 and 0800 are service numbers: they take no airtime").to_owned(),
            NotANumber::NotMobile => say!("Not a mobile number: those begin with 070, 080, 081, 090 or 091").to_owned(),
        }
    }
}

impl Msisdn {
    /// Reads a complete number in any of the accepted forms.
    ///
    /// # Errors
    /// [`NotANumber`], with the reason in words.
    pub fn parse(text: &str) -> Result<Msisdn, NotANumber> {
        match read(text) {
            Typed::Complete(number) => Ok(number),
            Typed::Partial(digits) => Err(NotANumber::TooShort(digits.chars().filter(char::is_ascii_digit).count())),
            Typed::Wrong(why) => Err(why),
        }
    }

    /// The local form, eleven digits: `08031234567`.
    pub fn local(&self) -> String {
        format!("{:011}", self.0)
    }

    /// The international form without a plus, thirteen digits: `2348031234567`.
    pub fn international(&self) -> String {
        format!("234{:010}", self.0)
    }

    /// In groups, as it is read back to the customer: `0803 123 4567`.
    pub fn grouped(&self) -> String {
        group(&self.local())
    }

    /// For slips and logs: `0803 ••• 4567`.
    pub fn masked(&self) -> String {
        let local = self.local();
        format!("{} ••• {}", &local[..4], &local[7..])
    }
}

/// Reads what stands in the number field: `+234`, `234`, `00234` and local forms. The first digits decide early when no number can
/// come of it.
pub fn read(text: &str) -> Typed {
    let Digits { digits, plus } = match typed::digits(text) {
        Ok(digits) => digits,
        Err(stray) => return Typed::Wrong(NotANumber::Stray(stray)),
    };
    let international = digits.strip_prefix("00").filter(|rest| !rest.is_empty());
    let local = match international.or(plus.then_some(digits.as_str())) {
        Some(rest) => match rest.strip_prefix("234") {
            Some(national) => format!("0{}", national.strip_prefix('0').unwrap_or(national)),
            None if "234".starts_with(rest) => return Typed::Partial(text.trim().to_owned()),
            None => return Typed::Wrong(NotANumber::Foreign),
        },
        None => match digits.strip_prefix("234") {
            Some(national) => format!("0{}", national.strip_prefix('0').unwrap_or(national)),
            None => digits,
        },
    };
    judge(&local)
}

fn judge(local: &str) -> Typed {
    if matches!(local, "" | "2" | "23" | "00") {
        return Typed::Partial(local.to_owned());
    }
    if !local.starts_with('0') {
        let zero_missing = !matches!(judge(&format!("0{local}")), Typed::Wrong(_));
        return Typed::Wrong(if zero_missing { NotANumber::ZeroMissing } else { NotANumber::NotMobile });
    }
    if local.len() >= 4 && matches!(&local[..4], "0700" | "0800") {
        return Typed::Wrong(NotANumber::ServiceNumber);
    }
    let mobile = |at: usize, allowed: &str| local.chars().nth(at).is_none_or(|c| allowed.contains(c));
    if !mobile(1, "789") || !mobile(2, "01") || matches!(local.get(..3), Some("071")) {
        return Typed::Wrong(NotANumber::NotMobile);
    }
    match local.len() {
        LOCAL_DIGITS => Typed::Complete(Msisdn(local.parse().expect("eleven ASCII digits fit 64 bits"))),
        n if n > LOCAL_DIGITS => Typed::Wrong(NotANumber::TooLong(n)),
        _ => Typed::Partial(group(local)),
    }
}

/// What was probably meant by a text that is no number: letters taken for digits, the 0 in front put back. In groups, to be offered.
pub fn meant(text: &str) -> Option<String> {
    let meant = typed::meant(text);
    let better = meant.as_deref().unwrap_or(text);
    match read(better) {
        Typed::Complete(number) => meant.map(|_| number.grouped()),
        Typed::Partial(digits) => meant.map(|_| digits),
        Typed::Wrong(NotANumber::ZeroMissing) => {
            let digits = typed::digits(better).ok()?.digits;
            Some(group(&format!("0{digits}")))
        }
        Typed::Wrong(_) => None,
    }
}

/// Digits in the groups of a local number: 4, 3, 4.
fn group(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + 2);
    for (i, c) in digits.chars().enumerate() {
        if i == 4 || i == 7 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

impl fmt::Debug for Msisdn {
    /// Masked, so that a number never slips into a log whole.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msisdn({})", self.masked())
    }
}

impl Serialize for Msisdn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let mut digits = [b'0'; LOCAL_DIGITS];
            let mut rest = self.0;
            for place in digits.iter_mut().rev() {
                // A digit is below ten.
                *place += (rest % 10) as u8;
                rest /= 10;
            }
            serializer.serialize_str(std::str::from_utf8(&digits).expect("digits are ASCII"))
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Msisdn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Msisdn, D::Error> {
        let local = if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
        } else {
            let number = u64::deserialize(deserializer)?;
            // Nearly all that are read are numbers, a million of them at once.
            if is_mobile(number) {
                return Ok(Msisdn(number));
            }
            format!("{number:011}")
        };
        Msisdn::parse(&local).map_err(|why| serde::de::Error::custom(why.sentence()))
    }
}

/// Whether a local number, read as one number, begins as mobile ones do and has as many digits.
fn is_mobile(number: u64) -> bool {
    matches!(number / 100_000_000, 70 | 80 | 81 | 90 | 91) && !matches!(number / 10_000_000, 700 | 800)
}
