//! Sales as a workbook.
//!
//! Rows leave for the disk as they come, so that a million of them need no memory. A sheet holds 1,048,576 rows; what goes
//! beyond that goes on another.

use super::Sink;
use super::row::{COLUMNS, Cell, ExportRow};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::fs::File;
use std::io::BufWriter;

/// Rows of one sheet, its head included.
const ROWS_A_SHEET: u32 = 1_000_000;

struct Book {
    workbook: Workbook,
    file: File,
    sheet: usize,
    row: u32,
    head: Format,
    money: Format,
}

/// Begins a workbook.
pub fn sink(file: File) -> Result<Box<dyn Sink>, String> {
    let head = Format::new().set_bold();
    let money = Format::new().set_num_format("#,##0.00");
    let mut book = Book { workbook: Workbook::new(), file, sheet: 0, row: 0, head, money };
    book.begin_sheet().map_err(|error| error.to_string())?;
    Ok(Box::new(book))
}

impl Book {
    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheet += 1;
        let name = if self.sheet == 1 { "Sales".to_owned() } else { format!("Sales {}", self.sheet) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, title) in (0_u16..).zip(COLUMNS) {
            sheet.set_column_width(column, if column < 2 { 11 } else { 16 })?;
            sheet.write_with_format(0, column, title, &self.head)?;
        }
        self.row = 1;
        Ok(())
    }

    fn write(&mut self, cells: [Cell<'_>; 20]) -> Result<(), XlsxError> {
        if self.row >= ROWS_A_SHEET {
            self.begin_sheet()?;
        }
        let (row, sheet) = (self.row, self.workbook.worksheet_from_index(self.sheet - 1)?);
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text("") => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, text)?;
                }
                // A workbook knows no other numbers; two places of what the till can count are exact up to 90 million million.
                Cell::Money(Some(money)) => {
                    sheet.write_number_with_format(row, column, money.kobo() as f64 / 100.0, &self.money)?;
                }
                Cell::Money(None) => {}
                Cell::Count(count) => {
                    sheet.write_number(row, column, count as f64)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }
}

impl Sink for Book {
    fn take(&mut self, row: &ExportRow) -> Result<(), String> {
        self.write(row.cells()).map_err(|error| error.to_string())
    }

    fn end(mut self: Box<Self>) -> Result<(), String> {
        let out = BufWriter::new(&self.file);
        self.workbook.save_to_writer(out).map_err(|error| error.to_string())
    }
}
