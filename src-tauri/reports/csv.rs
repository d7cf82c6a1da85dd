//! Sales as comma-separated values.
//!
//! A cell that begins like a formula is shown as text: a customer's name must not be able to do anything in the owner's
//! spreadsheet. The byte order mark makes spreadsheets read UTF-8.
//!
//! A text that a spreadsheet would take for a number and change (`08031234567` becomes `8031234567`, a long reference `1.74E+19`) is
//! written as `="08031234567"`, which Excel and LibreOffice read as that text. A program takes `="` and `"` away again (the manual says
//! so).

use super::Sink;
use super::row::{COLUMNS, Cell, ExportRow};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};

struct Csv(csv::Writer<BufWriter<File>>);

/// Begins a file, with the columns' names in its first line.
pub(crate) fn sink(file: File) -> Result<Box<dyn Sink>, String> {
    let mut out = BufWriter::with_capacity(1 << 18, file);
    out.write_all("\u{feff}".as_bytes()).map_err(|error| error.to_string())?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(|error| error.to_string())?;
    Ok(Box::new(Csv(writer)))
}

impl Sink for Csv {
    fn take(&mut self, row: &ExportRow) -> Result<(), String> {
        for cell in row.cells() {
            let written = match cell {
                Cell::Text(text) => self.0.write_field(guarded(text).as_bytes()),
                Cell::Money(Some(money)) => self.0.write_field(money.plain()),
                Cell::Money(None) => self.0.write_field([]),
                Cell::Count(count) => self.0.write_field(count.to_string()),
            };
            written.map_err(|error| error.to_string())?;
        }
        self.0.write_record(None::<&[u8]>).map_err(|error| error.to_string())
    }

    fn end(self: Box<Self>) -> Result<(), String> {
        let mut out = self.0.into_inner().map_err(|error| error.to_string())?;
        out.flush().map_err(|error| error.to_string())
    }
}

/// Digits of the longest number that a spreadsheet keeps.
const NUMBER_DIGITS_MOST: usize = 15;

/// A text that no spreadsheet takes for a formula, nor changes as a number.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let loses_digits = plain(text) && text.len() > 1 && (text.starts_with('0') || text.len() > NUMBER_DIGITS_MOST);
    // `2026E12` is a number too.
    let is_power = text.split_once(['e', 'E']).is_some_and(|(before, after)| plain(before) && plain(after));
    if loses_digits || is_power {
        format!("=\"{text}\"").into()
    } else if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}
