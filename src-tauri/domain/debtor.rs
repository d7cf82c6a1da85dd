//! Customers who buy now and pay later. A debtor is a person: known by a name however it is spelled, and by a telephone number where one is
//! said, with a limit of their own where the owner gives one.

use crate::money::Naira;
use crate::phone::Msisdn;
use crate::text;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// From so many letters on, names that differ by two are alike; shorter ones differ by one.
const LONG_NAME_CHARS: usize = 8;
/// Names of fewer letters are alike only when they are the same: Ada is not Ayo.
const SHORT_NAME_CHARS: usize = 4;

/// A debtor's number in this shop, given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub struct DebtorId(pub u32);

/// Someone who owes, or has owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    /// Their number.
    pub id: DebtorId,
    /// Their name, as the counter knows them.
    pub name: String,
    /// What they owe.
    pub owes: Naira,
    /// When they last bought on credit or paid.
    pub last_at: Timestamp,
    /// Their telephone, where somebody said it.
    pub phone: Option<Msisdn>,
    /// The most that they may owe; `None`: as everybody.
    pub most: Option<Naira>,
}

/// Who pays later, as typed: a name, and a telephone number behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedDebtor {
    /// The name.
    pub name: String,
    /// The number.
    pub phone: Option<Msisdn>,
}

impl TypedDebtor {
    /// Reads `Mama Bisi 0803 123 4567`. Digits that are no telephone number belong to the name: `Bola 2`.
    pub fn read(text: &str) -> TypedDebtor {
        let text = text::tidy(text);
        // From each digit on: there may be one in the name.
        let begins = text.char_indices().filter(|(_, c)| c.is_ascii_digit() || *c == '+').map(|(at, _)| at);
        let number = |at: usize| Some((&text[..at], Msisdn::parse(&text[at..]).ok()?));
        let split = begins.into_iter().find_map(number);
        match split {
            Some((name, phone)) => {
                let name = name.trim_end_matches([',', '(', '-', ' ']).to_owned();
                TypedDebtor { name, phone: Some(phone) }
            }
            None => TypedDebtor { name: text, phone: None },
        }
    }

    /// Who it may be: by the number where one is said, by the name otherwise, and to the letter before any other way of writing it. A
    /// number that is somebody else's makes another person of the same name; several of one name are all there.
    pub fn among<'a>(&self, debtors: &'a [Debtor]) -> Vec<&'a Debtor> {
        let by_number = debtors.iter().find(|debtor| debtor.phone.is_some() && debtor.phone == self.phone);
        if let Some(found) = by_number {
            return vec![found];
        }
        if self.name.is_empty() {
            return Vec::new();
        }
        let fits = |debtor: &&Debtor| self.phone.is_none() || debtor.phone.is_none();
        let named =
            |is: &dyn Fn(&Debtor) -> bool| debtors.iter().filter(fits).filter(|one| is(one)).collect::<Vec<_>>();
        let exactly = named(&|debtor| debtor.name == self.name);
        if exactly.is_empty() { named(&|debtor| folded(&debtor.name) == folded(&self.name)) } else { exactly }
    }

    /// Who is perhaps meant, where nobody of this name is known.
    pub fn like<'a>(&self, debtors: &'a [Debtor]) -> Option<&'a Debtor> {
        debtors.iter().find(|debtor| is_like(&debtor.name, &self.name))
    }
}

/// A name for comparison: without marks, capitals, what can't be seen, and spaces beyond one. Its words stay in their order: `Musa Ibrahim`
/// and `Ibrahim Musa` are two people as a rule, and asked about ([`is_like`]).
pub fn folded(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two names are so alike that one may be meant by the other.
pub fn is_like(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    let length = one.chars().count().min(other.chars().count());
    let most = match length {
        0..SHORT_NAME_CHARS => 0,
        SHORT_NAME_CHARS..LONG_NAME_CHARS => 1,
        _ => 2,
    };
    // A first name alone is a part of the whole one.
    let is_part = |short: &str, long: &str| {
        short.chars().count() >= SHORT_NAME_CHARS && long.split(' ').any(|word| word == short)
    };
    let sorted = |name: &str| {
        let mut words: Vec<&str> = name.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    let (one_sorted, other_sorted) = (sorted(&one), sorted(&other));
    distance(&one, &other) <= most
        || distance(&one_sorted, &other_sorted) <= most
        || is_part(&one, &other)
        || is_part(&other, &one)
}

/// How many letters are to be changed, added or left out to make one name of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, a) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = n + 1;
        for (m, b) in other.iter().enumerate() {
            let changed = before + usize::from(a != *b);
            before = row[m + 1];
            row[m + 1] = changed.min(row[m] + 1).min(before + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
