//! Data plans, and what their names say.
//!
//! Vendors name the same plan in many ways: `500MB (SME) - Monthly`, `2.5GB Flexi for 2days - 500 Naira`, `1GB` with
//! `30DAYS` beside it. [`Plan::read`] takes from a name what it certainly says; what it doesn't say stays unknown, and the
//! name is shown as it is.

use crate::text;
use airtill_words::Language;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Most characters of a plan's name that are kept.
const NAME_MAX_CHARS: usize = 80;

/// A data plan.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Plan {
    /// As the vendor calls it, without stray spaces.
    pub name: String,
    /// In which way the network gives it. Always shown: customers argue about it.
    pub kind: PlanKind,
    /// How much, where that is a plain amount. 1 GB is 1024 MB.
    pub size_mb: Option<u32>,
    /// For how many days.
    pub days: Option<u16>,
}

/// In which way the network gives the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum PlanKind {
    /// Small-business data, shared out by a reseller.
    Sme,
    /// A gift from another line.
    Gifting,
    /// A company's data.
    Corporate,
    /// The network's own bundle.
    Direct,
    /// The vendor doesn't say.
    Unnamed,
}

impl PlanKind {
    /// The word on screen; empty where there is none.
    pub fn word(self) -> &'static str {
        match self {
            PlanKind::Sme => "SME",
            PlanKind::Gifting => say!("gifting"),
            PlanKind::Corporate => say!("corporate"),
            PlanKind::Direct => say!("direct"),
            PlanKind::Unnamed => "",
        }
    }

    /// The kind that a vendor's word means.
    pub fn by_word(word: &str) -> PlanKind {
        // "SME2" is another product than "SME".
        let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        match plain.as_str() {
            "sme" | "smedata" => PlanKind::Sme,
            "gifting" | "gift" | "datagifting" => PlanKind::Gifting,
            "corporate" | "cg" | "corporategifting" | "corporatedata" => PlanKind::Corporate,
            "direct" | "directdata" => PlanKind::Direct,
            _ => PlanKind::Unnamed,
        }
    }
}

impl Plan {
    /// A plan from its name alone.
    pub fn read(name: &str) -> Plan {
        let name = tidy(name);
        let said = without_price(&name);
        Plan { kind: kind_in(said), size_mb: size_in(said), days: days_in(said), name }
    }

    /// The same, with a validity that stands beside the name: `30DAYS`.
    #[must_use]
    pub fn lasting(mut self, validity: &str) -> Plan {
        self.days = days_in(validity).or(self.days);
        self
    }

    /// `1GB SME, 30 days`; the name as it is where nothing could be read from it.
    pub fn title(&self) -> String {
        let (Some(size), Some(days)) = (self.size(), self.validity()) else { return self.name.clone() };
        let called = if self.is_plain() { size } else { self.short_name() };
        // The network's name for it is English, and may say the kind already.
        let said = airtill_words::speaking(Language::En, || self.kind.word());
        if called.to_lowercase().contains(&said.to_lowercase()) {
            format!("{called}, {days}")
        } else {
            format!("{called} {}, {days}", self.kind.word())
        }
    }

    /// `1GB`, where that says it all; otherwise what the network calls it.
    pub fn shown_name(&self) -> String {
        match self.size() {
            Some(size) if self.is_plain() => size,
            _ => self.short_name(),
        }
    }

    /// `1GB`, `500MB`, `2.5GB`; `1500MB` where it is no round part of a gigabyte.
    pub fn size(&self) -> Option<String> {
        let mb = self.size_mb?;
        let hundredths = u64::from(mb) * 100;
        Some(if mb >= 1024 && hundredths.is_multiple_of(1024) {
            let gb = rust_decimal::Decimal::new(i64::try_from(hundredths / 1024).ok()?, 2);
            format!("{}GB", gb.normalize())
        } else {
            format!("{mb}MB")
        })
    }

    /// `30 days`, `1 day`.
    pub fn validity(&self) -> Option<String> {
        self.days.map(|days| if days == 1 { say!("1 day").to_owned() } else { say!("{days} days", days) })
    }

    /// Whether two vendors mean the same by it: kind, size and days are known and equal, and both names say the same of
    /// anything special such as nights or weekends.
    pub fn is_same_as(&self, other: &Plan) -> bool {
        self.size_mb.is_some()
            && self.days.is_some()
            && self.kind != PlanKind::Unnamed
            && (self.kind, self.size_mb, self.days) == (other.kind, other.size_mb, other.days)
            && self.special() == other.special()
    }

    /// Whether it is this plan: to the letter, or certainly meant by it.
    pub fn means(&self, other: &Plan) -> bool {
        self == other || self.is_same_as(other)
    }

    /// Whether a vendor's text names this plan, be it with other brackets or with the days left out: the same words, or the
    /// same size and kind and nothing special besides.
    pub fn is_called(&self, text: &str) -> bool {
        let other = Plan::read(text);
        let same_words = !self.name.is_empty() && words(&self.name) == words(&other.name);
        let days_agree = self.days.is_none() || other.days.is_none() || self.days == other.days;
        same_words
            || (self.size_mb.is_some()
                && self.kind != PlanKind::Unnamed
                && (self.kind, self.size_mb) == (other.kind, other.size_mb)
                && days_agree
                && self.special() == other.special())
    }

    /// The name before ` - 500 Naira` and `for 2days`: what the network calls it.
    fn short_name(&self) -> String {
        let name = without_price(&self.name);
        let lower = name.to_ascii_lowercase();
        lower.find(" for ").map_or(name, |at| &name[..at]).trim().to_owned()
    }

    fn is_plain(&self) -> bool {
        self.special().is_empty()
    }

    /// Words that make a plan another one than its kind, size and days say.
    fn special(&self) -> Vec<String> {
        let said = |word: &str| {
            let days = span(word).or_else(|| spelled(word));
            PlanKind::by_word(word) != PlanKind::Unnamed
                || (amount(word).is_some() && amount(word) == self.size_mb)
                || (days.is_some() && days == self.days)
                || matches!(word, "for" | "data" | "plan" | "bundle" | "mtn" | "airtel" | "glo" | "9mobile" | "t2")
        };
        words(without_price(&self.name)).into_iter().filter(|word| !said(word)).collect()
    }
}

/// One space between words, none around them, no control characters, and not too long.
fn tidy(name: &str) -> String {
    let clean: String = name.chars().map(|c| if text::is_unseen(c) { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_MAX_CHARS).collect()
}

/// Without ` - 1,020 Naira` at the end. ` - Monthly` and ` - 1 MONTH` are no prices and stay.
fn without_price(name: &str) -> &str {
    let is_price = |tail: &str| {
        let tail = tail.trim().to_ascii_lowercase();
        let number = tail.strip_suffix("naira").map(str::trim);
        let marked = number.is_some() || tail.starts_with(['₦', 'n']);
        let digits = number.unwrap_or(&tail).trim_start_matches(['₦', 'n']).trim();
        marked && !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
    };
    match name.rsplit_once(" - ") {
        Some((rest, tail)) if is_price(tail) => rest,
        _ => name,
    }
}

/// The words of a name in lower case, numbers without separators, and a number together with the unit behind it.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let chars: Vec<char> = lower.chars().collect();
    let digit_at = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let joined: String = chars
        .iter()
        .enumerate()
        .filter(|(at, c)| **c != ',' || !(digit_at(at.checked_sub(1)) && digit_at(Some(at + 1))))
        .map(|(_, c)| *c)
        .collect();
    let parts = joined
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '-' | '+' | ',' | '/' | '_'))
        .filter(|word| !word.is_empty());
    let mut words: Vec<String> = Vec::new();
    for part in parts {
        let is_unit = amount(&format!("1{part}")).is_some() || span(&format!("1{part}")).is_some();
        match words.last_mut() {
            Some(number) if is_unit && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') => number.push_str(part),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

fn kind_in(name: &str) -> PlanKind {
    let words = words(name);
    if words.windows(2).any(|pair| pair == ["corporate", "gifting"]) {
        return PlanKind::Corporate;
    }
    words
        .iter()
        .map(|word| PlanKind::by_word(word))
        .find(|kind| *kind != PlanKind::Unnamed)
        .unwrap_or(PlanKind::Unnamed)
}

/// The amount of data, and only if there is one: `1GB + 2GB night` is two.
fn size_in(name: &str) -> Option<u32> {
    let words = words(name);
    let mut found = words.iter().filter_map(|word| amount(word));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// `500mb`, `2.5gb`, `1tb`, in MB.
fn amount(word: &str) -> Option<u32> {
    let (digits, unit) = word.split_at(word.find(|c: char| c.is_ascii_alphabetic())?);
    let factor = match unit {
        "mb" => 1,
        "gb" => 1024,
        "tb" => 1024 * 1024,
        _ => return None,
    };
    let number: rust_decimal::Decimal = digits.parse().ok()?;
    let mb = number.checked_mul(rust_decimal::Decimal::from(factor))?.round();
    u32::try_from(mb.mantissa() / 10_i128.pow(mb.scale())).ok().filter(|mb| *mb > 0)
}

fn days_in(text: &str) -> Option<u16> {
    let words = words(text);
    // Days that are counted say more than a word in a plan's name: "Flexi-Weekly for 7days".
    words.iter().find_map(|word| span(word)).or_else(|| words.iter().find_map(|word| spelled(word)))
}

fn spelled(word: &str) -> Option<u16> {
    match word {
        "daily" => Some(1),
        "weekly" => Some(7),
        "monthly" => Some(30),
        "yearly" => Some(365),
        _ => None,
    }
}

/// `30days`, `2day`, `1month`, `7d`, in days.
fn span(word: &str) -> Option<u16> {
    let at = word.find(|c: char| c.is_ascii_alphabetic())?;
    let count: u16 = word[..at].parse().ok()?;
    let unit = match &word[at..] {
        "day" | "days" | "d" => 1,
        "week" | "weeks" | "wk" => 7,
        "month" | "months" => 30,
        "year" | "years" | "yr" => 365,
        _ => return None,
    };
    count.checked_mul(unit).filter(|days| *days > 0)
}
