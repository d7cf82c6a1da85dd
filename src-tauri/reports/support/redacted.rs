//! A vendor's words without what is nobody's business: customers' numbers, names, addresses, and keys that a vendor might repeat.
//!
//! The text may be cut anywhere, so nothing is parsed: what looks like a number or like a named value is recognised where it stands.

use std::ops::Range;

/// What stands in place of what was taken out.
const OUT: &str = "•••";
/// A shorter run of digits is an amount, a code or a time.
const NUMBER_DIGITS_LEAST: usize = 7;
/// Names of values about a person, or that open something: whoever repairs a till needs none of them.
const PERSONAL: [&str; 18] = [
    "account_name",
    "accountname",
    "apikey",
    "api_key",
    "authorization",
    "beneficiary",
    "customer_name",
    "customername",
    "email",
    "firstname",
    "first_name",
    "fullname",
    "full_name",
    "lastname",
    "last_name",
    "password",
    "secret",
    "token",
];
/// Names of values about what a sale costs the shop, which the owner may keep from attendants.
const COSTS: [&str; 8] = ["balance", "charge", "commission", "cost", "discount", "price", "total_amount", "wallet"];

/// What is left as it is, and what is taken out.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    /// References: support asks by them.
    pub keeps: Vec<String>,
    /// Names of people that stand in sentences.
    pub names: Vec<String>,
    /// Values about costs are taken out too.
    pub without_costs: bool,
}

impl Redaction {
    /// The text without them.
    pub fn of(&self, text: &str) -> String {
        let named = self.without_values(text);
        let nameless = self.names.iter().filter(|name| name.chars().count() > 2);
        let named = nameless.fold(named, |text, name| without_word(&text, name));
        self.without_numbers(&without_addresses(&named))
    }

    /// `"account_name": "TUNDE BAKARE"` and `email=ada@example.com`.
    fn without_values(&self, text: &str) -> String {
        let lower = text.to_ascii_lowercase();
        let mut out = String::new();
        let mut at = 0;
        let costs: &[&str] = if self.without_costs { &COSTS } else { &[] };
        while let Some((name, value)) = next_value(text, at) {
            let is_meant = |known: &&str| lower[name.clone()].contains(*known);
            out.push_str(&text[at..value.start]);
            let takes_out = PERSONAL.iter().chain(costs).any(is_meant);
            out.push_str(if takes_out && !value.is_empty() { OUT } else { &text[value.clone()] });
            at = value.end;
        }
        out.push_str(&text[at..]);
        out
    }

    /// Runs of digits, with what people put between them.
    fn without_numbers(&self, text: &str) -> String {
        let kept: Vec<Range<usize>> = self
            .keeps
            .iter()
            .filter(|kept| !kept.is_empty())
            .flat_map(|kept| {
                text.match_indices(kept.as_str()).map(|(at, found)| at..at + found.len()).collect::<Vec<_>>()
            })
            .collect();
        let mut out = String::new();
        let mut at = 0;
        while let Some(run) = next_run(text, at) {
            out.push_str(&text[at..run.start]);
            let is_kept = kept.iter().any(|kept| kept.start <= run.start && run.end <= kept.end);
            let number = &text[run.clone()];
            if is_kept {
                out.push_str(number)
            } else {
                out.push_str(&masked(number))
            }
            at = run.end;
        }
        out.push_str(&text[at..]);
        out
    }
}

/// The next `name: value` or `name=value`: where its name and its value stand. A value in quotation marks ends with them, another at the
/// next mark.
fn next_value(text: &str, from: usize) -> Option<(Range<usize>, Range<usize>)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mark = from + text[from..].find([':', '='])?;
    let before = text[from..mark].trim_end_matches(['"', '\'', ' ', '\\']);
    let name_end = from + before.len();
    let name_start = name_end - before.chars().rev().take_while(|c| is_name(*c)).map(char::len_utf8).sum::<usize>();
    let rest = &text[mark + 1..];
    let lead = rest.len() - rest.trim_start_matches([' ', '\\']).len();
    let value = &rest[lead..];
    let (skipped, length) = match value.strip_prefix('"') {
        Some(quoted) => (1, quoted.find('"').unwrap_or(quoted.len())),
        None => (0, value.find([',', '}', ']', '&', '\n', '"', '<', '{', '[']).unwrap_or(value.len())),
    };
    let start = mark + 1 + lead + skipped;
    Some((name_start..name_end, start..start + length))
}

/// Digits, one space or dash between them where they begin like a phone's number.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
    let bytes = text.as_bytes();
    let like_a_phone = matches!(&bytes[start..], [b'0', b'7'..=b'9', ..] | [b'2', b'3', b'4', ..]);
    let mut end = start;
    while end < bytes.len() {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            byte if byte.is_ascii_digit() => end += 1,
            b' ' | b'-' if like_a_phone && next_is_digit => end += 1,
            _ => break,
        }
    }
    Some(start..end)
}

/// The first four and the last two digits of a number; a shorter run is as it is, and so is a day's time (`20261130041512`).
fn masked(run: &str) -> String {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let is_time = digits.len() == 14 && digits.starts_with("20");
    if digits.len() < NUMBER_DIGITS_LEAST || is_time {
        return run.to_owned();
    }
    format!("{}{OUT}{}", &digits[..4], &digits[digits.len() - 2..])
}

/// A name where it stands as a word of its own.
fn without_word(text: &str, word: &str) -> String {
    let ends = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    let mut out = String::new();
    let mut at = 0;
    for (found, _) in text.match_indices(word) {
        let end = found + word.len();
        if ends(text[..found].chars().next_back()) && ends(text[end..].chars().next()) {
            out.push_str(&text[at..found]);
            out.push_str(OUT);
            at = end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// `ada@example.com`.
fn without_addresses(text: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let before = rest[..at].trim_end_matches(is_part);
        let after = rest[at + 1..].trim_start_matches(is_part);
        let is_address = before.len() < at && rest.len() - after.len() > at + 1;
        out.push_str(if is_address { before } else { &rest[..=at] });
        if is_address {
            out.push_str(OUT);
        }
        rest = if is_address { after } else { &rest[at + 1..] };
    }
    out.push_str(rest);
    out
}
