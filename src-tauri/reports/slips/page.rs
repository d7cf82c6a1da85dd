//! A slip as a page of PDF, as wide as 80 mm paper and as long as it needs.
#![allow(clippy::float_arithmetic, reason = "places on a page, no money")]

use super::{Line, text};
use crate::pdf::{self, Face, Page};
use airtill_domain::print::Paper;

/// Points: 80 mm.
const WIDTH: f32 = 227.0;
const MARGIN: f32 = 12.0;
const SIZE: f32 = 7.0;
const LEADING: f32 = 9.5;

/// The bytes of the file.
///
/// # Errors
/// With what the library says.
pub fn as_pdf(lines: &[Line], title: &str) -> Result<Vec<u8>, String> {
    let columns = Paper::Mm80.columns();
    let mut page = Page::default();
    let mut y = MARGIN;
    for line in lines {
        let face = match line {
            Line::Title(_) | Line::Strong(..) | Line::Section(_) => Face::BoldFigures,
            Line::Centred(_) | Line::Pair(..) | Line::Text(_) | Line::Rule => Face::Figures,
        };
        for text in text::line_as_text(line, columns, text::with_marks) {
            y += LEADING;
            if text.starts_with('-') && text.chars().all(|c| c == '-') {
                page.bar((MARGIN, y - SIZE / 2.0), (WIDTH - 2.0 * MARGIN, 0.6), 120);
            } else {
                page.text((MARGIN, y), SIZE, face, &text);
            }
        }
    }
    pdf::write(title, (WIDTH, y + 2.0 * MARGIN), &[page])
}
