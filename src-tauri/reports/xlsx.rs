//! Sales as a workbook.
//!
//! Rows leave for the disk as they come, so that a million of them need no memory. A sheet holds 1,048,576 rows; what goes
//! beyond that goes on another.
#![allow(clippy::float_arithmetic, reason = "a workbook knows no other numbers")]

use super::Sink;
use super::row::{COLUMNS, Cell, ExportRow};
use super::table::{Statement, Table, Value};
use airtill_words::say;
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
pub(crate) fn sink(file: File) -> Result<Box<dyn Sink>, String> {
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

/// A statement as a workbook: its head, then a sheet a table.
///
/// # Errors
/// With what the library says.
pub(crate) fn of_statement(statement: &Statement) -> Result<Vec<u8>, String> {
    statement_book(statement).and_then(|mut book| book.save_to_buffer()).map_err(|error| error.to_string())
}

fn statement_book(statement: &Statement) -> Result<Workbook, XlsxError> {
    let (head, money) = (Format::new().set_bold(), Format::new().set_num_format("#,##0.00"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(say!("Statement"))?;
    sheet.set_column_width(0, 24)?.set_column_width(1, 40)?;
    for (row, (name, value)) in (0_u32..).zip([
        (
            say!("Shop"),
            if statement.practice { say!("PRACTICE, nothing is real").to_owned() } else { statement.shop.clone() },
        ),
        (say!("From"), statement.from.iso()),
        (say!("To"), statement.to.iso()),
        (say!("Made"), format!("{} {}", statement.made.day().iso(), statement.made.hour_minute())),
        (say!("Ledger up to entry"), statement.code.clone()),
    ]) {
        sheet.write_with_format(row, 0, name, &head)?.write(row, 1, value)?;
    }
    for table in &statement.tables {
        write_table(&mut book, table, &head, &money)?;
    }
    Ok(book)
}

fn write_table(book: &mut Workbook, table: &Table, head: &Format, money: &Format) -> Result<(), XlsxError> {
    let name: String = table.title.chars().take(31).collect();
    let sheet = book.add_worksheet().set_name(name)?.set_freeze_panes(1, 0)?;
    for (column, title) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(column, if column == 0 { 30 } else { 16 })?;
        sheet.write_with_format(0, column, *title, head)?;
    }
    for (row, values) in (1_u32..).zip(table.rows.iter().chain(&table.total)) {
        for (column, value) in (0_u16..).zip(values) {
            match value {
                Value::Text(text) => sheet.write_string(row, column, text)?,
                // As above: exact for what a till can count.
                Value::Money(amount) => {
                    sheet.write_number_with_format(row, column, amount.kobo() as f64 / 100.0, money)?
                }
                Value::Count(count) => sheet.write_number(row, column, *count as f64)?,
            };
        }
    }
    if table.rows.is_empty() {
        sheet.write_string(1, 0, table.empty)?;
    }
    Ok(())
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
