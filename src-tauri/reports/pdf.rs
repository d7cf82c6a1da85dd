//! Pages of PDF, drawn by coordinates: the only module that uses `krilla` and to the letters it embeds.
//!
//! Words are in a proportional face. Figures are in one of fixed width, so that a column of them can be set from the right
//! without asking a font for widths. What must stay out: what is on a page.
#![allow(clippy::float_arithmetic, reason = "places on a page, no money")]

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose, is_combining_mark};

/// How wide a letter of the fixed faces is, of its size.
pub(crate) const FIXED_WIDTH: f32 = 0.602;

/// Width and height of a page of A4, in points.
pub(crate) const A4: (f32, f32) = (595.0, 842.0);

/// A face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    /// For words.
    Plain,
    /// For headings.
    Bold,
    /// For figures.
    Figures,
    /// For figures that count.
    BoldFigures,
}

/// Something on a page. Coordinates are points from the upper left corner; text stands on its base line.
#[derive(Clone, Debug, PartialEq)]
enum Mark {
    Text { x: f32, y: f32, size: f32, face: Face, grey: bool, text: String },
    Bar { x: f32, y: f32, width: f32, height: f32, grey: u8 },
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page {
    marks: Vec<Mark>,
}

impl Page {
    /// Words, from the left.
    pub(crate) fn text(&mut self, (x, y): (f32, f32), size: f32, face: Face, text: &str) {
        self.marks.push(Mark::Text { x, y, size, face, grey: false, text: text.to_owned() });
    }

    /// Words that stand back.
    pub(crate) fn grey(&mut self, (x, y): (f32, f32), size: f32, text: &str) {
        self.marks.push(Mark::Text { x, y, size, face: Face::Plain, grey: true, text: text.to_owned() });
    }

    /// Figures that end at `right`.
    pub(crate) fn figures(&mut self, end: (f32, f32), size: f32, bold: bool, text: &str) {
        let face = if bold { Face::BoldFigures } else { Face::Figures };
        self.set_from_the_right(end, size, face, false, text);
    }

    /// The name of a column of figures.
    pub(crate) fn name_of_figures(&mut self, end: (f32, f32), size: f32, text: &str) {
        self.set_from_the_right(end, size, Face::Figures, true, text);
    }

    fn set_from_the_right(&mut self, (right, y): (f32, f32), size: f32, face: Face, grey: bool, text: &str) {
        // Such a text is short.
        let width = text.chars().count() as f32 * FIXED_WIDTH * size;
        self.marks.push(Mark::Text { x: right - width, y, size, face, grey, text: text.to_owned() });
    }

    /// A bar: a rule when it is thin. 0 is black, 255 is white.
    pub(crate) fn bar(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), grey: u8) {
        self.marks.push(Mark::Bar { x, y, width, height, grey });
    }
}

/// The bytes of a file with these pages.
///
/// # Errors
/// With what the library says.
pub(crate) fn write(title: &str, (width, height): (f32, f32), pages: &[Page]) -> Result<Vec<u8>, String> {
    let mut document = Document::new();
    let font = |data: &'static [u8]| Font::new(data.to_vec().into(), 0).ok_or("the letters can't be read");
    let fonts = [
        font(dejavu::sans::regular())?,
        font(dejavu::sans::bold())?,
        font(dejavu::sans_mono::regular())?,
        font(dejavu::sans_mono::bold())?,
    ];
    for page in pages {
        let settings = PageSettings::from_wh(width, height).ok_or("a page has no size")?;
        let mut drawn = document.start_page_with(settings);
        let mut surface = drawn.surface();
        for mark in &page.marks {
            draw(&mut surface, mark, &fonts);
        }
        surface.finish();
        drawn.finish();
    }
    document
        .set_metadata(Metadata::new().title(title.to_owned()).creator("Airtill".to_owned()).language("en".to_owned()));
    document.finish().map_err(|error| format!("{error:?}"))
}

/// The letters of a text with the marks that are no part of them. A mark above is made one with its letter where there is such a letter,
/// and one below stays by itself, in the same place under small and large letters: Ẹ̀ is È and a dot below.
fn letters(text: &str) -> Vec<(char, String)> {
    let mut letters: Vec<(char, String)> = Vec::new();
    for c in text.nfd() {
        match letters.last_mut().filter(|_| is_combining_mark(c)) {
            Some((_, marks)) => marks.push(c),
            None => letters.push((c, String::new())),
        }
    }
    for (letter, marks) in &mut letters {
        let above = |mark: char| canonical_combining_class(mark) == 230;
        for first in [true, false] {
            if let Some((at, mark)) = marks.char_indices().find(|(_, mark)| above(*mark) == first)
                && let Some(whole) = compose(*letter, mark)
            {
                *letter = whole;
                marks.remove(at);
                break;
            }
        }
    }
    letters
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, fonts: &[Font; 4]) {
    let ink = |grey: u8| {
        Some(Fill {
            paint: rgb::Color::new(grey, grey, grey).into(),
            opacity: NormalizedF32::ONE,
            rule: FillRule::NonZero,
        })
    };
    match mark {
        Mark::Text { x, y, size, face, grey, text } => {
            surface.set_fill(ink(if *grey { 110 } else { 20 }));
            let font = match face {
                Face::Plain => &fonts[0],
                Face::Bold => &fonts[1],
                Face::Figures => &fonts[2],
                Face::BoldFigures => &fonts[3],
            };
            let mut set = |x: f32, text: &str| {
                surface.draw_text(Point::from_xy(x, *y), font.clone(), *size, text, false, TextDirection::LeftToRight);
            };
            let letters = letters(text);
            if matches!(face, Face::Plain | Face::Bold) {
                set(
                    *x,
                    &letters
                        .iter()
                        .flat_map(|(letter, marks)| std::iter::once(*letter).chain(marks.chars()))
                        .collect::<String>(),
                );
            } else {
                // The face of fixed width does not know where a mark belongs: it is set into the letter's own place.
                set(*x, &letters.iter().map(|(letter, _)| *letter).collect::<String>());
                let mut place = *x;
                for (_, marks) in letters {
                    marks.chars().for_each(|mark| set(place, &mark.to_string()));
                    place += FIXED_WIDTH * *size;
                }
            }
        }
        Mark::Bar { x, y, width, height, grey } => {
            surface.set_fill(ink(*grey));
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) {
                path.push_rect(rect);
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
}
