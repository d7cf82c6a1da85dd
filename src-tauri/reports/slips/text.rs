//! A slip as plain text, as wide as its paper.

use super::Line;

/// The lines of a slip, so many characters wide.
pub fn as_text(lines: &[Line], columns: usize) -> Vec<String> {
    lines.iter().flat_map(|line| line_as_text(line, columns)).collect()
}

/// One line of a slip, which may need several on paper.
pub(super) fn line_as_text(line: &Line, columns: usize) -> Vec<String> {
    let broken = |text: &str, columns| broken(&paper(text), columns);
    match line {
        Line::Title(text) | Line::Centred(text) => {
            broken(text, columns).into_iter().map(|text| format!("{text:^columns$}").trim_end().to_owned()).collect()
        }
        Line::Pair(name, value) | Line::Strong(name, value) => {
            let (name, value) = (paper(name), paper(value));
            let used = name.chars().count() + value.chars().count();
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

/// No common code page of thermal printers has the naira sign.
fn paper(text: &str) -> String {
    text.replace('₦', "NGN ").replace('•', "*")
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
        let used = lines[last].chars().count();
        if used > 0 && used + 1 + word.chars().count() > columns {
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
