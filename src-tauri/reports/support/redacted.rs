//! A vendor's words without what is nobody's business: customers' numbers, names, addresses, and keys that a vendor might repeat.
//!
//! The text may be cut anywhere, so nothing is parsed: what looks like a number or like a named value is recognised where it stands.

use std::ops::Range;

/// What stands in place of what was taken out.
const OUT: &str = "•••";
/// A shorter run of digits is an amount, a code or a time.
const NUMBER_DIGITS_LEAST: usize = 7;
/// Digits of a number that is written in groups: phones' with and without their country, accounts'.
const GROUPED_DIGITS: std::ops::RangeInclusive<usize> = 10..=14;
/// Between two groups of digits are so many marks at most.
const MARKS_BETWEEN_MOST: usize = 3;
/// A shorter reference stands anywhere.
const REFERENCE_CHARS_LEAST: usize = 7;
/// A shorter name is too many other things.
const NAME_CHARS_LEAST: usize = 2;
/// How names end of values about a person, or that open something, without marks and in small letters: whoever repairs a till needs
/// none of them.
const PERSONAL: [&str; 19] = [
    "address",
    "apikey",
    "authorization",
    "beneficiary",
    "customer",
    "email",
    "fullname",
    "firstname",
    "holder",
    "lastname",
    "name",
    "password",
    "pin",
    "receiver",
    "recipient",
    "secret",
    "sender",
    "surname",
    "token",
];
/// Names that end like those, of things.
const OF_THINGS: [&str; 7] =
    ["bankname", "networkname", "planname", "productname", "providername", "servicename", "vendorname"];

/// What is left as it is, and what is taken out.
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    keeps: Vec<String>,
    names: Vec<String>,
}

impl Redaction {
    /// `keeps`: references, by which support asks. `names`: of people, in sentences.
    pub fn new(keeps: Vec<String>, names: Vec<String>) -> Redaction {
        let unique = |mut all: Vec<String>, least: usize| {
            all.retain(|one| one.chars().count() >= least);
            // The longest first: "Ada Airtime" before "Ada".
            all.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
            all.dedup();
            all
        };
        Redaction { keeps: unique(keeps, REFERENCE_CHARS_LEAST), names: unique(names, NAME_CHARS_LEAST) }
    }

    /// The text without them.
    pub fn of(&self, text: &str) -> String {
        let unnamed = without_addresses(&without_values(text));
        let unnamed = self.names.iter().fold(unnamed, |text, name| without_word(&text, name));
        self.without_numbers(&unnamed)
    }

    /// Runs of digits, with what people put between them.
    fn without_numbers(&self, text: &str) -> String {
        let kept = self.kept(text);
        let mut out = String::new();
        let mut at = 0;
        while let Some(run) = next_number(text, at) {
            out.push_str(&text[at..run.start]);
            let last_before = kept.partition_point(|kept| kept.start <= run.start).checked_sub(1);
            let is_kept = last_before.is_some_and(|place| run.end <= kept[place].end);
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

    /// Where references stand, in order, those that touch as one.
    fn kept(&self, text: &str) -> Vec<Range<usize>> {
        let places =
            |kept: &String| text.match_indices(kept.as_str()).map(|(at, it)| at..at + it.len()).collect::<Vec<_>>();
        let mut all: Vec<Range<usize>> = self.keeps.iter().flat_map(places).collect();
        all.sort_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in all {
            match merged.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => merged.push(range),
            }
        }
        merged
    }
}

/// `"account_name": "TUNDE BAKARE"`, `Account Name: TUNDE BAKARE` and `email=ada@example.com`. A value that isn't meant is looked into.
fn without_values(text: &str) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(mark) = text[at..].find([':', '=']).map(|found| at + found) {
        // Looked for only where it is meant: it may go on to the end of the text.
        let value = is_personal(&text[..mark]).then(|| value_after(text, mark)).filter(|value| !value.is_empty());
        match value {
            Some(value) => {
                out.push_str(&text[at..value.start]);
                out.push_str(OUT);
                at = value.end;
            }
            None => {
                out.push_str(&text[at..=mark]);
                at = mark + 1;
            }
        }
    }
    out.push_str(&text[at..]);
    out
}

/// By what stands before its mark: letters and digits alone, so that `Account Name"` and `account_name` are one.
fn is_personal(before: &str) -> bool {
    const LONGEST: usize = 24;
    let joins = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '"' | '\'' | '\\');
    let letters = before.chars().rev().take_while(joins).filter(char::is_ascii_alphanumeric).take(LONGEST);
    let name: String = letters.collect::<Vec<_>>().into_iter().rev().collect::<String>().to_ascii_lowercase();
    PERSONAL.iter().any(|known| name.ends_with(known)) && !OF_THINGS.iter().any(|thing| name.ends_with(thing))
}

/// Where the value of a mark stands: in quotation marks (also those of a text within a text), in brackets with all that is in them, or up
/// to the next mark.
fn value_after(text: &str, mark: usize) -> Range<usize> {
    let rest = &text[mark + 1..];
    let start = mark + 1 + (rest.len() - rest.trim_start_matches(' ').len());
    let value = &text[start..];
    if let Some(inner) = value.strip_prefix("\\\"") {
        return start + 2..start + 2 + inner.find("\\\"").unwrap_or(inner.len());
    }
    if let Some(inner) = value.strip_prefix('"') {
        return start + 1..start + 1 + end_of_quoted(inner);
    }
    if value.starts_with(['[', '{']) {
        return start..start + end_of_brackets(value);
    }
    start..start + value.find([',', '}', ']', '&', '\n', '"', '<', '”', ';']).unwrap_or(value.len())
}

fn end_of_quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => return at,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

fn end_of_brackets(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// The next digits, and those of further groups where all of them together can be a phone's or an account's number.
fn next_number(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
    let is_mark = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/' | '(' | ')');
    let (mut digits, mut end, mut first_end, mut marks) = (0, start, None, 0);
    for (at, c) in text[start..].char_indices() {
        if c.is_ascii_digit() {
            (digits, end, marks) = (digits + 1, start + at + 1, 0);
        } else if is_mark(c) && marks < MARKS_BETWEEN_MOST {
            first_end.get_or_insert(start + at);
            marks += 1;
        } else {
            break;
        }
    }
    let first = start..first_end.unwrap_or(end).min(end);
    let grouped = GROUPED_DIGITS.contains(&digits) && !is_a_day(&text[start..end]);
    Some(if grouped { start..end } else { first })
}

/// `2026-11-30`, and what may follow it.
fn is_a_day(text: &str) -> bool {
    let shape = |c: char| if c.is_ascii_digit() { '0' } else { c };
    text.starts_with("20") && text.chars().take(10).map(shape).eq("0000-00-00".chars())
}

/// The first four and the last two digits of a number; a shorter run is as it is, and so is a day's time (`20261130041512`).
fn masked(run: &str) -> String {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let is_time = digits.len() == run.len() && digits.len() == 14 && digits.starts_with("20");
    if digits.len() < NUMBER_DIGITS_LEAST || is_time {
        return run.to_owned();
    }
    format!("{}{OUT}{}", &digits[..4], &digits[digits.len() - 2..])
}

/// A name where it stands as a word of its own, in whatever letters: banks answer in capitals.
fn without_word(text: &str, word: &str) -> String {
    let ends = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    // The same length in bytes, so that places in the one are places in the other.
    let (low_text, low_word) = (text.to_ascii_lowercase(), word.to_ascii_lowercase());
    let mut out = String::new();
    let mut at = 0;
    for (found, _) in low_text.match_indices(&low_word) {
        let end = found + low_word.len();
        if found >= at && ends(text[..found].chars().next_back()) && ends(text[end..].chars().next()) {
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
