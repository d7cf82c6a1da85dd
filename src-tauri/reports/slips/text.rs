//! A slip as plain text, as wide as its paper.

use super::Line;
use airtill_domain::text::is_unseen;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The lines of a slip, so many characters wide.
pub fn as_text(lines: &[Line], columns: usize) -> Vec<String> {
    lines.iter().flat_map(|line| line_as_text(line, columns, with_marks)).collect()
}

/// One line of a slip, which may need several on paper, in the letters that are there.
pub(super) fn line_as_text(line: &Line, columns: usize, letters: fn(&str) -> String) -> Vec<String> {
    let broken = |text: &str, columns| broken(&letters(text), columns);
    match line {
        Line::Title(text) | Line::Centred(text) => {
            broken(text, columns).into_iter().map(|text| format!("{text:^columns$}").trim_end().to_owned()).collect()
        }
        Line::Pair(name, value) | Line::Strong(name, value) => {
            let (name, value) = (letters(name), letters(value));
            let used = width(&name) + width(&value);
            if used < columns {
                vec![format!("{name}{}{value}", " ".repeat(columns - used))]
            } else {
                let mut lines = broken(&name, columns);
                lines.extend(broken(&value, columns).into_iter().map(|value| format!("{value:>columns$}")));
                lines
            }
        }
        Line::Text(text) => broken(text, columns),
        Line::Section(name) => [vec!["-".repeat(columns)], broken(name, columns)].concat(),
        Line::Rule => vec!["-".repeat(columns)],
    }
}

/// As it is drawn, with all marks. The naira sign is left out here too, so that a slip has as many columns everywhere.
pub(super) fn with_marks(text: &str) -> String {
    text.replace('₦', "NGN ").replace('•', "*").chars().filter(|c| !is_unseen(*c)).collect()
}

/// Columns that a text takes: a mark over or under a letter takes none.
fn width(text: &str) -> usize {
    text.chars().filter(|c| !is_combining_mark(*c)).count()
}

/// The nearest letters that every printer has: plain ASCII. By decomposition, so that a letter of Yoruba, Igbo or Hausa with any mark over
/// or under it is that letter, whether the mark is part of it or stands behind it; the few that have none are listed.
pub(super) fn in_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd() {
        match c {
            ' '..='~' => out.push(c),
            _ if is_combining_mark(c) || is_unseen(c) => {}
            _ if c.is_whitespace() => out.push(' '),
            '₦' => out.push_str("NGN "),
            '•' => out.push('*'),
            'ɓ' => out.push('b'),
            'ɗ' | 'đ' => out.push('d'),
            'ƙ' => out.push('k'),
            'ƴ' => out.push('y'),
            'ǝ' | 'ə' | 'ɛ' => out.push('e'),
            'ɔ' | 'ø' => out.push('o'),
            'ŋ' | 'ɲ' => out.push('n'),
            'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'Ɓ' => out.push('B'),
            'Ɗ' | 'Đ' => out.push('D'),
            'Ƙ' => out.push('K'),
            'Ƴ' => out.push('Y'),
            'Ǝ' | 'Ə' | 'Ɛ' => out.push('E'),
            'Ɔ' | 'Ø' => out.push('O'),
            'Ŋ' | 'Ɲ' => out.push('N'),
            'Ł' => out.push('L'),
            'Æ' => out.push_str("AE"),
            'Œ' => out.push_str("OE"),
            '×' => out.push('x'),
            '·' | '\u{2010}'..='\u{2015}' | '−' => out.push('-'),
            '‘' | '’' | '‛' | 'ʼ' | '′' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' | '″' => out.push('"'),
            _ => out.push('?'),
        }
    }
    out
}

/// A word that is wider than the paper, in pieces.
fn pieces(word: &str, columns: usize) -> impl Iterator<Item = String> {
    let characters: Vec<char> = word.chars().collect();
    characters.chunks(columns).map(|piece| piece.iter().collect()).collect::<Vec<String>>().into_iter()
}

fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(|word| pieces(word, columns)) {
        let last = lines.len() - 1;
        let used = width(&lines[last]);
        if used > 0 && used + 1 + width(&word) > columns {
            lines.push(word);
        } else {
            if used > 0 {
                lines[last].push(' ');
            }
            lines[last].push_str(&word);
        }
    }
    lines
}
