//! A statement of some days for the owner or an accountant: by day, vendor, network, attendant and tender, with what became of
//! earlier sales, wallets, shifts, doubts and differences.
//!
//! Days stand as they were closed ([`airtill_ledger::days`]): a statement of last week has the same figures whenever it is made, and
//! that of a month is the sum of its weeks'. What has become of sales after these days is told at its end, as a note.
//!
//! It is a list of tables, made once; a page of PDF and a workbook show the same ones. Every figure comes from the sums that the
//! ledger keeps, or from its entries; the code at its end is the chain's, by which paper proves a later change.

mod found;
mod later;

use super::row::Names;
use super::table::{Statement, Table, Value};
use super::{ExportError, pages, xlsx};
use airtill_domain::money::Naira;
use airtill_domain::sale::Sale;
use airtill_domain::shift::sheet::{LINES_MAX, Sheet};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use airtill_ledger::totals::{Tally, Totals};
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use found::Found;
use std::path::Path;

/// In which form a statement is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, specta::Type)]
pub enum StatementForm {
    /// Pages to print or send.
    Pdf,
    /// A workbook, one sheet a table.
    Workbook,
}

impl StatementForm {
    /// Both of them.
    pub const ALL: [StatementForm; 2] = [StatementForm::Pdf, StatementForm::Workbook];

    /// What its files' names end in, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            StatementForm::Pdf => "pdf",
            StatementForm::Workbook => "xlsx",
        }
    }
}

/// The columns of a table of sums.
fn columns_of_sums() -> Vec<&'static str> {
    let sums = [
        say!("Taken"),
        say!("Delivered"),
        say!("Margin"),
        say!("Failed"),
        say!("Given back"),
        say!("Owed"),
        say!("Not known"),
    ];
    ["", say!("Sales")].into_iter().chain(sums).collect()
}

/// What a statement is asked to be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The first and the last day.
    pub days: (Day, Day),
    /// Of the practice shop: nothing on it is real.
    pub practice: bool,
    /// When it is made.
    pub made: Timestamp,
}

impl Asked {
    /// Whether all of its days are over.
    fn is_over(&self) -> bool {
        self.days.1 < self.made.day()
    }
}

/// Puts a statement together.
///
/// # Errors
/// When the ledger can't be read, or it was stopped.
pub fn of(ledger: &Ledger, asked: &Asked, work: &Work) -> Result<Statement, LedgerError> {
    let Asked { days: (from, to), practice, made } = *asked;
    let (seq, hash) = ledger.head()?;
    let names = Names::of(ledger)?;
    let (all, days) = ledger.closed_between(from, to)?;
    let days = days.into_iter().map(|(day, tally)| (day.short(), tally)).collect();
    let sums = |title, rows: Vec<(String, Tally)>| sums(title, rows, &all);
    let found = found::walk(ledger, asked, seq, &names, work)?;
    let mut tables = vec![sums(say!("By day"), days)];
    tables.push(sums(say!("By vendor"), all.vendors.iter().map(|(of, t)| (of.name().to_owned(), *t)).collect()));
    tables.push(sums(say!("By network"), all.services.iter().map(|(of, t)| (of.name().to_owned(), *t)).collect()));
    tables.push(sums(say!("By attendant"), all.staff.iter().map(|(of, t)| (names.name(of), *t)).collect()));
    tables.push(sums(say!("By tender"), all.tenders.iter().map(|(of, t)| (of.word().to_owned(), *t)).collect()));
    tables.push(later::of_earlier_days(&found.earlier));
    tables.push(wallets(ledger, asked, &found)?);
    tables.push(shifts(ledger, from, to)?);
    tables.push(open(ledger, asked, &found)?);
    tables.push(Table {
        title: say!("Differences"),
        columns: vec![say!("When"), say!("Where"), say!("Amount")],
        rows: found.differences,
        total: None,
        empty: say!("Drawer and wallets were what they should be."),
    });
    tables.extend(asked.is_over().then(|| later::since_then(&found.since)));
    Ok(Statement {
        shop: ledger.shop_name()?.unwrap_or_else(|| "Airtill".to_owned()),
        from,
        to,
        practice,
        made,
        code: airtill_ledger::paper::PaperCode::of(seq, hash).to_string(),
        tables,
    })
}

/// Writes a statement to a file, which must not be there yet.
///
/// # Errors
/// [`ExportError`]; no file is left behind then.
pub fn write(
    ledger: &Ledger,
    asked: &Asked,
    form: StatementForm,
    file: &Path,
    work: &Work,
) -> Result<u64, ExportError> {
    if file.exists() {
        return Err(ExportError::Exists(file.to_owned()));
    }
    let statement = of(ledger, asked, work)?;
    let bytes = match form {
        StatementForm::Pdf => pages::of(&statement),
        StatementForm::Workbook => xlsx::of_statement(&statement),
    };
    let failed = |why: String| ExportError::File { file: file.to_owned(), why };
    let bytes = bytes.map_err(failed)?;
    airtill_ledger::files::write_whole(file, &bytes).map_err(|error| failed(error.to_string()))?;
    Ok(statement.tables.iter().map(|table| table.rows.len() as u64).sum())
}

fn row(name: String, tally: &Tally) -> Vec<Value> {
    vec![
        Value::Text(name),
        Value::Count(tally.sales),
        Value::Money(tally.taken().sum),
        Value::Money(tally.delivered.sum),
        Value::Money(tally.margin()),
        Value::Money(tally.owed.sum.plus(tally.returned.sum)),
        Value::Money(tally.returned.sum),
        Value::Money(tally.owed.sum),
        Value::Money(tally.not_known.sum),
    ]
}

fn sums(title: &'static str, rows: Vec<(String, Tally)>, all: &Totals) -> Table {
    let rows = rows.into_iter().filter(|(_, tally)| tally.sales > 0).map(|(name, tally)| row(name, &tally)).collect();
    let total = Some(row(say!("All").to_owned(), &all.all));
    Table { title, columns: columns_of_sums(), rows, total, empty: say!("No sales.") }
}

/// What was put into wallets in these days, and what is in them: now, or by the last Z of days that are over.
fn wallets(ledger: &Ledger, asked: &Asked, found: &Found) -> Result<Table, LedgerError> {
    let closed = if asked.is_over() { last_close(ledger, asked.days)? } else { None };
    let mut rows = Vec::new();
    for vendor in VendorId::ALL {
        let put_in: Naira = found.funded.iter().filter(|(of, _)| *of == vendor).map(|(_, amount)| *amount).sum();
        // Expected, and held for doubts.
        let (expected, held) = if asked.is_over() {
            let lines = closed.iter().flat_map(|sheet| &sheet.wallets);
            let line = lines.into_iter().find(|line| line.vendor == vendor);
            line.map(|line| (line.expected().plus(line.difference), line.held)).unzip()
        } else {
            let book = Some(ledger.book(vendor)?).filter(|book| *book != Book::default());
            book.map(|book| (book.value().minus(book.held), book.held)).unzip()
        };
        if put_in != Naira::ZERO || expected.is_some() {
            let figure = |amount: Option<Naira>| amount.map_or(Value::Text(String::new()), Value::Money);
            let name = Value::Text(vendor.name().to_owned());
            rows.push(vec![name, Value::Money(put_in), figure(expected), figure(held)]);
        }
    }
    let (title, empty) = if asked.is_over() {
        (say!("Wallets, at the last close of these days"), say!("No wallet stood on a close of these days."))
    } else {
        (say!("Wallets, now"), say!("No wallet is in use."))
    };
    let columns = vec!["", say!("Put in, these days"), say!("Expected"), say!("Held for doubts")];
    Ok(Table { title, columns, rows, total: None, empty })
}

/// The last sheet that was closed in these days.
fn last_close(ledger: &Ledger, (from, to): (Day, Day)) -> Result<Option<Sheet>, LedgerError> {
    for closed in ledger.all_closed() {
        let sheet = closed?.sheet;
        let day = sheet.made.0.day();
        if day >= from && day <= to {
            return Ok(Some(sheet));
        }
    }
    Ok(None)
}

fn shifts(ledger: &Ledger, from: Day, to: Day) -> Result<Table, LedgerError> {
    let mut rows = Vec::new();
    for closed in ledger.all_closed() {
        let sheet = closed?.sheet;
        let day = sheet.made.0.day();
        if day < from || day > to {
            continue;
        }
        rows.push(vec![
            Value::Text(format!("Z {}, {}, {}", sheet.number, day.short(), sheet.made.1)),
            Value::Count(sheet.sales.taken.count.unsigned_abs()),
            Value::Money(sheet.sales.taken.sum),
            Value::Money(sheet.sales.margin),
            Value::Money(sheet.drawer.expected),
            Value::Money(sheet.drawer.over_short),
        ]);
    }
    rows.reverse();
    Ok(Table {
        title: say!("Closed shifts"),
        columns: vec!["", say!("Sales"), say!("Taken"), say!("Margin"), say!("Drawer expected"), say!("Over or short")],
        rows,
        total: None,
        empty: say!("No shift was closed."),
    })
}

/// What was taken in these days and was not done with at their end: now, where they are not over.
fn open(ledger: &Ledger, asked: &Asked, found: &Found) -> Result<Table, LedgerError> {
    let (from, to) = asked.days;
    // Of what has changed since, as it was then; the rest is as it was.
    let mut open: Vec<Sale> = found.then.values().cloned().collect();
    open.extend(ledger.open_sales()?.into_iter().filter(|sale| !found.then.contains_key(&sale.id)));
    open.retain(|sale| {
        let day = sale.day();
        day >= from && day <= to && (sale.is_in_doubt() || sale.owed > Naira::ZERO)
    });
    open.sort_by_key(|sale| (sale.taken_at, sale.id));
    let mut rows = Vec::new();
    for sale in open.iter().take(5 * LINES_MAX) {
        let how = if sale.is_in_doubt() { say!("not known yet") } else { say!("owed to the customer") };
        rows.push(vec![
            Value::Text(format!("{}, {}", sale.day().short(), sale.taken_at.hour_minute())),
            Value::Text(say!(
                "{product} to {recipient}: {how}",
                product = sale.product.title(),
                recipient = sale.recipient.masked(),
                how
            )),
            Value::Text(sale.last_attempt().reference.to_string()),
            Value::Money(sale.price),
        ]);
    }
    let over = asked.is_over();
    Ok(Table {
        title: if over { say!("Not known yet and owed, at the end") } else { say!("Not known yet and owed, now") },
        columns: vec![say!("When"), say!("What"), say!("Reference"), say!("Amount")],
        rows,
        total: None,
        empty: say!("Everything of these days has an end, and nothing is owed."),
    })
}
