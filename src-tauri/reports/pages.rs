//! A statement on pages of A4.
#![allow(clippy::float_arithmetic, reason = "places on paper")]

use super::table::{Statement, Table, Value};
use crate::pdf::{self, A4, FIXED_WIDTH, Face, Page};
use airtill_words::say;

const LEFT: f32 = 40.0;
const RIGHT: f32 = A4.0 - 40.0;
const TOP: f32 = 52.0;
const BOTTOM: f32 = A4.1 - 56.0;
const SIZE: f32 = 7.5;
const LEADING: f32 = 12.5;
/// A letter of the proportional face is about so wide, of its size: words go on in the next line where they would run into figures.
const LETTER: f32 = 0.56;
/// A column of so many letters is no sentence, and is not made narrower.
const WORDS_KEPT: f32 = 24.0;

/// The bytes of the file.
///
/// # Errors
/// With what the library says.
pub(crate) fn of(statement: &Statement) -> Result<Vec<u8>, String> {
    let mut paper = Paper { pages: vec![Page::default()], y: TOP };
    paper.head(statement);
    for table in &statement.tables {
        paper.table(table);
    }
    let count = paper.pages.len();
    for (n, page) in (1..).zip(&mut paper.pages) {
        page.bar((LEFT, BOTTOM + 14.0), (RIGHT - LEFT, 0.5), 170);
        let practice = if statement.practice { say!("PRACTICE, nothing is real. ") } else { "" };
        page.grey(
            (LEFT, BOTTOM + 26.0),
            SIZE,
            &say!("{practice}Ledger up to entry {code}", practice, code = statement.code),
        );
        page.figures((RIGHT, BOTTOM + 26.0), SIZE, false, &format!("{n}/{count}"));
    }
    let title =
        say!("{shop}, {from} to {to}", shop = statement.shop, from = statement.from.short(), to = statement.to.short());
    pdf::write(&title, A4, &paper.pages)
}

struct Paper {
    pages: Vec<Page>,
    y: f32,
}

impl Paper {
    fn page(&mut self) -> &mut Page {
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Goes on with another page where so much does not fit any more.
    fn room_for(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.pages.push(Page::default());
            self.y = TOP;
        }
    }

    fn head(&mut self, statement: &Statement) {
        let Statement { shop, from, to, made, .. } = statement;
        let days = match from == to {
            true => from.long(),
            false => say!("{from} to {to}", from = from.short(), to = to.short()),
        };
        let made = say!("Made {made} by Airtill. Amounts in naira.", made = made.short());
        let page = self.page();
        page.text((LEFT, TOP), 18.0, Face::Bold, shop);
        let practice = if statement.practice { say!("PRACTICE, nothing is real. ") } else { "" };
        page.text((LEFT, TOP + 18.0), 11.0, Face::Plain, &say!("{practice}Statement, {days}", practice, days));
        page.grey((LEFT, TOP + 32.0), SIZE, &made);
        self.y = TOP + 48.0;
    }

    fn table(&mut self, table: &Table) {
        // Its title, its head and a row belong together.
        self.room_for(5.0 * LEADING);
        self.y += 1.6 * LEADING;
        let y = self.y;
        self.page().text((LEFT, y), 10.0, Face::Bold, table.title);
        self.y += 1.1 * LEADING;
        if table.rows.is_empty() {
            let y = self.y;
            self.page().grey((LEFT, y), SIZE, table.empty);
            return;
        }
        let columns = columns(table);
        self.names(table, &columns);
        for row in &table.rows {
            let lines = lines(row, &columns);
            if self.y + height(&lines) > BOTTOM {
                self.room_for(LEADING + height(&lines));
                self.names(table, &columns);
            }
            self.row(&lines, &columns, false);
        }
        if let Some(total) = &table.total {
            self.room_for(LEADING);
            let y = self.y;
            self.page().bar((LEFT, y - LEADING + 3.5), (RIGHT - LEFT, 0.6), 60);
            self.row(&lines(total, &columns), &columns, true);
        }
    }

    fn names(&mut self, table: &Table, columns: &[Column]) {
        let y = self.y;
        for (column, name) in columns.iter().zip(&table.columns) {
            match column.figures {
                true => self.page().name_of_figures((column.right, y), SIZE, name),
                false => self.page().grey((column.left, y), SIZE, name),
            }
        }
        self.page().bar((LEFT, y + 3.5), (RIGHT - LEFT, 0.6), 60);
        self.y += LEADING;
    }

    fn row(&mut self, row: &[Vec<String>], columns: &[Column], bold: bool) {
        for (column, lines) in columns.iter().zip(row) {
            let mut y = self.y;
            for line in lines {
                if column.figures {
                    self.page().figures((column.right, y), SIZE, bold, line);
                } else {
                    let face = if bold { Face::Bold } else { Face::Plain };
                    self.page().text((column.left, y), SIZE, face, line);
                }
                y += LEADING;
            }
        }
        self.y += height(row);
    }
}

/// A row's values, each in the lines that it takes.
fn lines(row: &[Value], columns: &[Column]) -> Vec<Vec<String>> {
    let of = |(column, value): (&Column, &Value)| match column.figures {
        true => vec![value.shown()],
        false => wrapped(&value.shown(), column.letters()),
    };
    columns.iter().zip(row).map(of).collect()
}

fn height(row: &[Vec<String>]) -> f32 {
    row.iter().map(Vec::len).max().unwrap_or(1) as f32 * LEADING
}

struct Column {
    left: f32,
    right: f32,
    figures: bool,
}

impl Column {
    /// So many letters have room.
    fn letters(&self) -> usize {
        ((self.right - self.left) / (LETTER * SIZE)) as usize
    }
}

/// Columns of figures, and those of a few words, are as wide as what stands in them; sentences share the rest, and where there are
/// none, the words do.
fn columns(table: &Table) -> Vec<Column> {
    let rows = || table.rows.iter().chain(&table.total);
    let widths: Vec<(bool, f32)> = (0..table.columns.len())
        .map(|n| {
            let figures = rows().all(|row| row[n].is_figures());
            let letters = rows().map(|row| row[n].shown().chars().count()).max().unwrap_or(0);
            let letters = letters.max(table.columns[n].chars().count());
            (figures, letters as f32 * SIZE * if figures { FIXED_WIDTH } else { LETTER } + 10.0)
        })
        .collect();
    let is_sentence = |(figures, width): &(bool, f32)| !figures && *width > WORDS_KEPT * SIZE * LETTER;
    let has_sentences = widths.iter().any(is_sentence);
    let is_stretched = |column: &(bool, f32)| if has_sentences { is_sentence(column) } else { !column.0 };
    let sum =
        |stretched: bool| widths.iter().filter(|of| is_stretched(of) == stretched).map(|(_, width)| width).sum::<f32>();
    let stretch = ((RIGHT - LEFT - sum(false)) / sum(true).max(1.0)).max(0.2);
    let mut left = LEFT;
    widths
        .iter()
        .map(|of| {
            let (figures, width) = *of;
            let width = if is_stretched(of) { width * stretch } else { width };
            let column = Column { left, right: left + width - if figures { 0.0 } else { 8.0 }, figures };
            left += width;
            column
        })
        .collect()
}

/// A text in lines of at most so many letters, between its words; a word that is longer is broken.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let word: Vec<char> = word.chars().collect();
        for (n, part) in word.chunks(letters.max(1)).enumerate() {
            let Some(line) = lines.last_mut() else { continue };
            let length = line.chars().count();
            if n == 0 && (length == 0 || length + 1 + part.len() <= letters) {
                line.extend((length > 0).then_some(' '));
                line.extend(part);
            } else {
                lines.push(part.iter().collect());
            }
        }
    }
    lines
}
