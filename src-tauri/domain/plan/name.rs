//! What a plan's name says, word by word.
//!
//! A name is cut into words where people cut it: at spaces, brackets, dashes and slashes, a number together with the unit behind it.
//! Each word is then one thing: an amount of data, a time, a price, a kind, something that says nothing, or something else that makes it
//! another plan ("night", "YouTube", "SME2"). What two words say differently, neither says.

use super::PlanKind;
use crate::typed;
use rust_decimal::Decimal;

/// A word of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters, numbers without separators: `1.5gb`, `night`.
    pub text: String,
    /// From which to which of the name's parts between spaces it stands.
    pub parts: (usize, usize),
    /// A plus stands before it.
    pub added: bool,
    /// What it is.
    pub is: Meaning,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// So many MB.
    Size(u32),
    /// So many days, counted.
    Days(u16),
    /// So many days by a word that also stands in names of plans: `weekly`.
    Often(u16),
    /// What it costs.
    Price,
    /// In which way the network gives it.
    Kind(PlanKind),
    /// A network, `data`, `for`.
    Nothing,
    /// Anything else: it makes another plan of it.
    Special,
}

/// The words of a name.
pub(super) fn words(name: &str) -> Vec<Word> {
    let mut cut: Vec<(String, usize)> = Vec::new();
    for (part, text) in name.split_whitespace().enumerate() {
        cut.extend(pieces(text).into_iter().map(|piece| (piece, part)));
    }
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut added) = (0, false);
    while let Some((text, part)) = cut.get(at) {
        at += 1;
        if text == PLUS {
            added = true;
            continue;
        }
        let pair = cut.get(at).and_then(|(next, to)| Some((joined(text, next)?, *to)));
        at += usize::from(pair.is_some());
        let (text, to) = pair.unwrap_or_else(|| (text.clone(), *part));
        words.push(Word { is: meaning(&text), text, parts: (*part, to), added: std::mem::take(&mut added) });
    }
    words
}

/// The kind that words name: one, or two together. Three are none that anybody sells.
pub(super) fn kind(words: &[Word]) -> PlanKind {
    let mut named: Vec<PlanKind> = words
        .iter()
        .filter_map(|word| match word.is {
            Meaning::Kind(kind) => Some(kind),
            _ => None,
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    // "Corporate gifting" is what everybody calls the one kind.
    if named.contains(&PlanKind::Corporate) {
        named.retain(|kind| *kind != PlanKind::Gifting);
    }
    match named.as_slice() {
        [one] => *one,
        [PlanKind::Sme, PlanKind::Gifting] => PlanKind::SmeGifting,
        [PlanKind::Sme, PlanKind::Corporate] => PlanKind::SmeCorporate,
        [PlanKind::Sme, PlanKind::Direct] => PlanKind::SmeDirect,
        [PlanKind::Gifting, PlanKind::Direct] => PlanKind::DirectGifting,
        [PlanKind::Corporate, PlanKind::Direct] => PlanKind::DirectCorporate,
        _ => PlanKind::Unnamed,
    }
}

/// The amount of data, and only if there is one: `1GB + 1GB night` is two.
pub(super) fn size_mb(words: &[Word]) -> Option<u32> {
    let sizes = words.iter().filter(|word| matches!(word.is, Meaning::Size(_)));
    if sizes.clone().any(|word| word.added) {
        return None;
    }
    only(sizes.filter_map(|word| match word.is {
        Meaning::Size(mb) => Some(mb),
        _ => None,
    }))
}

/// For how many days. Days that are counted say more than a word in a plan's name: `Flexi-Weekly for 7days`. That word counts only beside
/// one amount of data: of `260GB + 2GB daily` it says when the second is given.
pub(super) fn days(words: &[Word]) -> Option<u16> {
    let mut counted = words.iter().filter_map(|word| match word.is {
        Meaning::Days(days) => Some(days),
        _ => None,
    });
    let Some(first) = counted.next() else {
        size_mb(words)?;
        return only(words.iter().filter_map(|word| match word.is {
            Meaning::Often(days) => Some(days),
            _ => None,
        }));
    };
    counted.all(|days| days == first).then_some(first)
}

/// The one value that all say.
fn only<T: PartialEq + Copy>(mut said: impl Iterator<Item = T>) -> Option<T> {
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

/// A part between spaces, cut at brackets, dashes and slashes, in small letters; commas between digits are gone.
fn pieces(part: &str) -> Vec<String> {
    let chars: Vec<char> = typed::plain(part).to_lowercase().chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let mut pieces = vec![String::new()];
    for (at, c) in chars.iter().enumerate() {
        let between_digits = is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        match c {
            ',' if between_digits => {}
            '.' if between_digits => push(&mut pieces, *c),
            '+' => pieces.extend([PLUS.to_owned(), String::new()]),
            c if c.is_alphanumeric() || *c == '₦' => push(&mut pieces, *c),
            _ => pieces.push(String::new()),
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn push(pieces: &mut [String], c: char) {
    if let Some(last) = pieces.last_mut() {
        last.push(c);
    }
}

/// A plus between two words.
const PLUS: &str = "+";

/// A number and the unit behind it, or a currency and the number behind it, as one word.
fn joined(text: &str, next: &str) -> Option<String> {
    let number = number_of(text);
    if let Some(number) = number {
        let both = format!("{number}{next}");
        return (!matches!(meaning(&both), Meaning::Special)).then_some(both);
    }
    let currency = matches!(text, "n" | "ngn" | "₦") && next.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    currency.then(|| format!("₦{next}"))
}

/// A number in digits, or one of those that stand in names.
fn number_of(text: &str) -> Option<&str> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    Some(match text {
        text if plain => text,
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "four" => "4",
        "five" => "5",
        "six" => "6",
        "seven" => "7",
        "ten" => "10",
        "twelve" => "12",
        "fourteen" => "14",
        "thirty" => "30",
        "sixty" => "60",
        "ninety" => "90",
        _ => return None,
    })
}

fn meaning(text: &str) -> Meaning {
    if let Some(mb) = amount(text) {
        return Meaning::Size(mb);
    }
    if let Some(days) = span(text) {
        return Meaning::Days(days);
    }
    if is_price(text) {
        return Meaning::Price;
    }
    match (often(text), PlanKind::by_one_word(text)) {
        (Some(days), _) => Meaning::Often(days),
        (None, Some(kind)) => Meaning::Kind(kind),
        (None, None) if says_nothing(text) => Meaning::Nothing,
        (None, None) => Meaning::Special,
    }
}

fn says_nothing(text: &str) -> bool {
    matches!(
        text,
        "for"
            | "data"
            | "plan"
            | "plans"
            | "bundle"
            | "bundles"
            | "valid"
            | "validity"
            | "only"
            | "at"
            | "mtn"
            | "airtel"
            | "glo"
            | "9mobile"
            | "etisalat"
            | "t2"
    )
}

/// `500mb`, `2.5gb`, `1tb`, in MB.
fn amount(word: &str) -> Option<u32> {
    let (digits, unit) = word.split_at(word.find(|c: char| c.is_ascii_alphabetic())?);
    let factor = match unit {
        "mb" | "mbs" => 1,
        "gb" | "gbs" | "gig" | "gigs" => 1024,
        "tb" => 1024 * 1024,
        _ => return None,
    };
    let number: Decimal = digits.parse().ok()?;
    let mb = number.checked_mul(Decimal::from(factor))?.round();
    u32::try_from(mb.mantissa() / 10_i128.pow(mb.scale())).ok().filter(|mb| *mb > 0)
}

/// `30days`, `2day`, `1month`, `7d`, `24hrs`, in days. Hours that are no whole days are another plan.
fn span(word: &str) -> Option<u16> {
    let at = word.find(|c: char| c.is_ascii_alphabetic())?;
    let count: u16 = word[..at].parse().ok()?;
    let days = match &word[at..] {
        "day" | "days" | "d" | "dy" | "dys" => Some(count),
        "week" | "weeks" | "wk" | "wks" => count.checked_mul(7),
        "month" | "months" | "mth" | "mths" | "mnth" | "mon" => count.checked_mul(30),
        "year" | "years" | "yr" | "yrs" => count.checked_mul(365),
        "hour" | "hours" | "hr" | "hrs" => count.is_multiple_of(24).then_some(count / 24),
        _ => None,
    };
    days.filter(|days| *days > 0)
}

fn often(word: &str) -> Option<u16> {
    match word {
        "daily" => Some(1),
        "weekly" => Some(7),
        "monthly" => Some(30),
        "yearly" | "annual" | "annually" => Some(365),
        _ => None,
    }
}

/// `₦1000`, `n500`, `ngn500`, `500naira`.
fn is_price(word: &str) -> bool {
    let number =
        word.strip_suffix("naira").or_else(|| word.strip_prefix("ngn")).or_else(|| word.strip_prefix(['₦', 'n']));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}
