//! Data plans, and what their names say.
//!
//! Vendors name the same plan in many ways: `500MB (SME) - Monthly`, `2.5GB Flexi for 2days - 500 Naira`, `1GB` with
//! `30DAYS` beside it. [`Plan::read`] takes from a name what it certainly says; what it doesn't say stays unknown, and the
//! name is shown as it is.

mod name;

use crate::text;
use airtill_words::Language;
use airtill_words::say;
use name::{Meaning, Word};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Most characters of a plan's name that are kept.
const NAME_MAX_CHARS: usize = 80;

/// Megabytes in a gigabyte.
const MB_IN_GB: Decimal = Decimal::from_parts(1024, 0, 0, false, 0);

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
    /// Two kinds together are one of their own, equal to the same pair alone.
    SmeGifting,
    /// As above.
    SmeCorporate,
    /// As above.
    SmeDirect,
    /// As above.
    DirectGifting,
    /// As above.
    DirectCorporate,
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
            PlanKind::SmeGifting => say!("SME gifting"),
            PlanKind::SmeCorporate => say!("SME corporate"),
            PlanKind::SmeDirect => say!("SME direct"),
            PlanKind::DirectGifting => say!("direct gifting"),
            PlanKind::DirectCorporate => say!("direct corporate"),
        }
    }

    /// The kind that a vendor's words mean, where they stand apart from a name: `SME`, `Corporate Gifting`.
    pub fn by_words(text: &str) -> PlanKind {
        name::kind(&name::words(text))
    }

    /// The kind that one word means. "SME2" is another product than "SME".
    fn by_one_word(word: &str) -> Option<PlanKind> {
        Some(match word {
            "sme" | "smedata" => PlanKind::Sme,
            "gifting" | "gift" | "datagifting" => PlanKind::Gifting,
            "corporate" | "cg" | "corporategifting" | "corporatedata" => PlanKind::Corporate,
            "direct" | "directdata" => PlanKind::Direct,
            _ => return None,
        })
    }
}

impl Plan {
    /// A plan from its name alone.
    pub fn read(name: &str) -> Plan {
        let name = tidy(name);
        let words = name::words(&name);
        Plan { kind: name::kind(&words), size_mb: name::size_mb(&words), days: name::days(&words), name }
    }

    /// The same, with a validity that stands beside the name: `30DAYS`, and a bare `30` is days too.
    #[must_use]
    pub fn lasting(mut self, validity: &str) -> Plan {
        let bare = validity.trim().parse::<u16>().ok().filter(|days| *days > 0);
        self.days = name::days(&name::words(validity)).or(bare).or(self.days);
        self
    }

    /// `1GB SME, 30 days`; the name as it is where nothing could be read from it.
    pub fn title(&self) -> String {
        let (Some(size), Some(days)) = (self.size(), self.validity()) else { return self.name.clone() };
        let called = if self.is_plain() { size } else { self.short_name() };
        // The network's name for it is English, and may say the kind already.
        let said = airtill_words::speaking(Language::En, || self.kind.word());
        let lower = called.to_lowercase();
        if said.split(' ').all(|word| lower.contains(&word.to_lowercase())) {
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

    /// `1GB`, `500MB`, `2.5GB`, `3.2GB`; `1500MB` where no gigabytes with two places are as much.
    pub fn size(&self) -> Option<String> {
        let mb = self.size_mb?;
        let gigabytes = (0..=2).map(|places| Decimal::from(mb).checked_div(MB_IN_GB).map(|gb| gb.round_dp(places)));
        let exact = gigabytes.flatten().find(|gb| mb >= 1024 && (*gb * MB_IN_GB).round() == Decimal::from(mb));
        Some(exact.map_or_else(|| format!("{mb}MB"), |gb| format!("{}GB", gb.normalize())))
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

    /// Whether it is this plan under another name, where both stand under one code of a vendor: kind, size, days and everything special are
    /// the same, known or not. Where no size is known, a price in the name is all that tells two apart: then it is the same as well.
    pub fn is_renamed(&self, other: &Plan) -> bool {
        (self.kind, self.size_mb, self.days) == (other.kind, other.size_mb, other.days)
            && self.special() == other.special()
            && (self.size_mb.is_some() || self.prices() == other.prices())
    }

    fn prices(&self) -> Vec<String> {
        let words = name::words(&self.name).into_iter();
        words.filter(|word| word.is == Meaning::Price).map(|word| word.text).collect()
    }

    /// What the network calls it: the name without its price and without the days, which are told beside it.
    fn short_name(&self) -> String {
        let words = name::words(&self.name);
        let parts: Vec<&str> = self.name.split_whitespace().collect();
        let told = |word: &Word| match word.is {
            Meaning::Price => true,
            Meaning::Days(days) => self.days == Some(days),
            _ => false,
        };
        // "for" and "valid" before the days go with them.
        let leads = |n: usize| {
            let next = words.get(n + 1).is_some_and(&told);
            next && matches!(words[n].text.as_str(), "for" | "valid" | "validity" | "at")
        };
        let gone: Vec<bool> = (0..words.len()).map(|n| told(&words[n]) || leads(n)).collect();
        let keeps = |part: usize| {
            let here = |word: &Word| word.parts.0 <= part && part <= word.parts.1;
            let mut stands = words.iter().zip(&gone).filter(|(word, _)| here(word)).peekable();
            // A part without words is a dash, a plus, an equals sign: it stays where something stands on both sides.
            stands.peek().is_none() || stands.any(|(_, gone)| !gone)
        };
        let is_wordless = |part: &str| !part.contains(char::is_alphanumeric);
        let mut kept: Vec<&str> = Vec::new();
        for part in (0..parts.len()).filter(|part| keeps(*part)).map(|part| parts[part]) {
            // What stood around a price or the days is no two dashes.
            if !(is_wordless(part) && kept.last().is_none_or(|last| is_wordless(last))) {
                kept.push(part);
            }
        }
        let text = kept.join(" ");
        let is_left_over =
            |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '=' | ':' | ',' | '|' | '/' | '(' | '[');
        let text = text.trim_matches(is_left_over);
        let text =
            if text.matches(')').count() > text.matches('(').count() { text.trim_end_matches(')') } else { text };
        if text.is_empty() { self.name.clone() } else { text.to_owned() }
    }

    fn is_plain(&self) -> bool {
        self.special().is_empty()
    }

    /// Words that make a plan another one than its kind, size and days say.
    fn special(&self) -> Vec<String> {
        let words = name::words(&self.name);
        let said = |word: &Word| match word.is {
            Meaning::Size(mb) => self.size_mb == Some(mb),
            Meaning::Days(days) | Meaning::Often(days) => self.days == Some(days),
            Meaning::Price | Meaning::Kind(_) | Meaning::Nothing => true,
            Meaning::Special => false,
        };
        words.into_iter().filter(|word| !said(word)).map(|word| word.text).collect()
    }
}

/// One space between words, none around them, no control characters, and not too long.
fn tidy(name: &str) -> String {
    text::tidy(name).chars().take(NAME_MAX_CHARS).collect()
}
