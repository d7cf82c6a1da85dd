//! What people type and paste where digits belong: telephone numbers, account numbers, amounts, PINs, the ids of customers. One
//! reading for all of them, here and on the page (`ui/src/state/typing.ts`; both are held against `tests/domain/typed.json`).
//!
//! Contacts, chats and web pages put marks around numbers that nobody sees, gaps and dashes of every sort between their digits, and
//! write digits of other scripts. All of that is taken out or made plain before anything is judged ([`plain`]): what can't be seen
//! can't be mended by whoever reads the sentence about it. What *can* be mistaken is never dropped but named ([`Stray`]): a letter O
//! that was silently left out would make another number of the rest.

use crate::text;
use airtill_words::say;

/// A character that has no place among digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray(pub char);

/// The digits of a text, and what stood before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digits {
    /// `0` to `9`, and nothing else.
    pub digits: String,
    /// A plus in front: an international number.
    pub plus: bool,
}

/// A text as it is judged: nothing in it that can't be seen, digits of every script as `0` to `9`, every gap a space, every dash a
/// hyphen.
pub fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        c if c.is_whitespace() => Some(' '),
        c if text::is_unseen(c) => None,
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        '\u{ff0b}' | '\u{fe62}' => Some('+'),
        c => Some(digit(c).unwrap_or(c)),
    };
    text.chars().filter_map(shown).collect()
}

/// The digits of a number, whatever people put between them: gaps, dashes, points, brackets, slashes, and `tel:` before them.
///
/// # Errors
/// [`Stray`], the first character that is none of these.
pub fn digits(text: &str) -> Result<Digits, Stray> {
    let plain = plain(text);
    let rest = plain.trim_start();
    let rest = match rest.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &rest[4..],
        _ => rest,
    };
    let begin = rest.trim_start_matches([' ', '(', '[']);
    let plus = begin.starts_with('+');
    let mut digits = String::new();
    for c in begin.strip_prefix('+').unwrap_or(begin).chars() {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' | '(' | ')' | '[' | ']' | '/' => {}
            c => return Err(Stray(c)),
        }
    }
    Ok(Digits { digits, plus })
}

/// The text with letters that are taken for digits as the digits they are taken for; `None` where that leaves a stray, or nothing
/// changes. Offered to whoever typed it, and never taken without being asked for.
pub fn meant(text: &str) -> Option<String> {
    let plain = plain(text);
    let meant: String = plain.chars().map(|c| Stray(c).digit().unwrap_or(c)).collect();
    (meant != plain && digits(&meant).is_ok()).then_some(meant)
}

impl Stray {
    /// The digit that a letter is taken for.
    pub fn digit(self) -> Option<char> {
        Some(match self.0 {
            // Latin, Greek and Cyrillic look the same.
            'O' | 'o' | 'Ο' | 'ο' | 'О' | 'о' => '0',
            'l' | 'I' | 'i' | '|' | 'І' | 'Ι' => '1',
            'Z' | 'z' => '2',
            'S' | 's' => '5',
            'B' => '8',
            _ => return None,
        })
    }

    /// The sentence for the screen.
    pub fn sentence(self) -> String {
        match self.digit() {
            Some(digit) if self.0.is_alphabetic() => {
                say!("{letter} is a letter: did you mean {digit}?", letter = self.0, digit)
            }
            Some(digit) => say!("{sign} is no digit: did you mean {digit}?", sign = self.0, digit),
            None => say!("Only digits belong here, and “{sign}” is none", sign = self.0),
        }
    }
}

/// A digit of any script as `0` to `9`: Arabic is written in the north, and telephones write in all.
fn digit(c: char) -> Option<char> {
    // Where each run of ten begins. Source: Unicode 16, DerivedNumericType, "Decimal".
    const ZEROS: [u32; 44] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
        0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620,
        0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x1_e950, 0x1_d7ce, 0x1_d7d8, 0x1_d7e2, 0x1_d7ec,
        0x1_d7f6, 0x1_fbf0,
    ];
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}
