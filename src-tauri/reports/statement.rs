//! A statement of some days for the owner or an accountant: by day, vendor, network, attendant and tender, with wallets, shifts,
//! doubts and differences.
//!
//! It is a list of tables, made once; a page of PDF and a workbook show the same ones. Every figure comes from the sums that the
//! ledger keeps, or from its entries; the code at its end is the chain's, by which paper proves a later change.

use super::row::Names;
use super::table::{Statement, Table, Value};
use super::{ExportError, pages, xlsx};
use airtill_domain::money::Naira;
use airtill_domain::shift::sheet::{DrawerLines, LINES_MAX};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::{Book, ReadingWhy};
use airtill_ledger::entry::Entry;
use airtill_ledger::totals::{Tally, Totals};
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
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

/// Puts a statement together.
///
/// # Errors
/// When the ledger can't be read, or it was stopped.
pub fn of(ledger: &Ledger, asked: &Asked, work: &Work) -> Result<Statement, LedgerError> {
    let Asked { days: (from, to), practice, made } = *asked;
    let (seq, hash) = ledger.head()?;
    let names = Names::of(ledger)?;
    let all = ledger.totals_between(from, to)?;
    let mut days = Vec::new();
    for day in ledger.days_between(from, to) {
        days.push((day.short(), ledger.tally(day)));
    }
    let sums = |title, rows: Vec<(String, Tally)>| sums(title, rows, &all);
    let found = Found::walk(ledger, from, to, seq, &names, work)?;
    let mut tables = vec![sums(say!("By day"), days)];
    tables.push(sums(say!("By vendor"), all.vendors.iter().map(|(of, t)| (of.name().to_owned(), *t)).collect()));
    tables.push(sums(say!("By network"), all.services.iter().map(|(of, t)| (of.name().to_owned(), *t)).collect()));
    tables.push(sums(say!("By attendant"), all.staff.iter().map(|(of, t)| (names.name(of), *t)).collect()));
    tables.push(sums(say!("By tender"), all.tenders.iter().map(|(of, t)| (of.word().to_owned(), *t)).collect()));
    tables.push(wallets(ledger, &found)?);
    tables.push(shifts(ledger, from, to)?);
    tables.push(open(ledger, from, to)?);
    tables.push(Table {
        title: say!("Differences"),
        columns: vec![say!("When"), say!("Where"), say!("Amount")],
        rows: found.differences,
        total: None,
        empty: say!("Drawer and wallets were what they should be."),
    });
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

/// What a walk over the entries of the days finds.
#[derive(Default)]
struct Found {
    funded: Vec<(VendorId, Naira)>,
    differences: Vec<Vec<Value>>,
}

impl Found {
    fn walk(ledger: &Ledger, from: Day, to: Day, last: u64, names: &Names, work: &Work) -> Result<Found, LedgerError> {
        let mut found = Found::default();
        for commit in ledger.after(ledger.last_before(from)?) {
            let commit = commit?;
            work.done(commit.seq.min(last), last)?;
            let day = commit.at.day();
            if commit.seq > last {
                break;
            }
            // A clock that was set puts entries of other days between.
            if day < from || day > to {
                continue;
            }
            let when = || Value::Text(format!("{}, {}", day.short(), commit.at.hour_minute()));
            for entry in &commit.entries {
                match entry {
                    Entry::WalletFunded { vendor, amount, .. }
                    | Entry::DifferenceExplained { vendor, amount, funding: true, .. } => {
                        found.funded.push((*vendor, *amount));
                    }
                    Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained }
                    | Entry::WalletDiffers { vendor, balance, .. } => {
                        // By how much stands on the shift's Z, which knows what was expected.
                        let text = say!(
                            "{vendor} says {balance}, which the ledger can't explain",
                            vendor = vendor.name(),
                            balance
                        );
                        found.differences.push(vec![when(), Value::Text(text), Value::Text(String::new())]);
                    }
                    Entry::ShiftClosed { sheet } => {
                        let DrawerLines { over_short, .. } = sheet.drawer;
                        if over_short != Naira::ZERO {
                            let by = names.name(&commit.actor);
                            let why = if sheet.reason.is_empty() { say!("no reason given") } else { &sheet.reason };
                            let text = say!("Drawer, Z {number} of {by}: {why}", number = sheet.number, by, why);
                            found.differences.push(vec![when(), Value::Text(text), Value::Money(over_short)]);
                        }
                        for line in sheet.wallets.iter().filter(|line| line.difference != Naira::ZERO) {
                            let text = say!(
                                "Wallet at {vendor}, Z {number}",
                                vendor = line.vendor.name(),
                                number = sheet.number
                            );
                            found.differences.push(vec![when(), Value::Text(text), Value::Money(line.difference)]);
                        }
                    }
                    _ => {}
                }
            }
        }
        Ok(found)
    }
}

/// Wallets as they are now, and what was put into them in these days.
fn wallets(ledger: &Ledger, found: &Found) -> Result<Table, LedgerError> {
    let mut rows = Vec::new();
    for vendor in VendorId::ALL {
        let book = ledger.book(vendor)?;
        let put_in = found.funded.iter().filter(|(of, _)| *of == vendor).map(|(_, amount)| *amount).sum();
        if book != Book::default() {
            rows.push(vec![
                Value::Text(vendor.name().to_owned()),
                Value::Money(put_in),
                Value::Money(book.value().minus(book.held)),
                Value::Money(book.held),
                Value::Count(book.doubts.into()),
            ]);
        }
    }
    Ok(Table {
        title: say!("Wallets"),
        columns: vec!["", say!("Put in, these days"), say!("Expected now"), say!("Held for doubts"), say!("Doubts")],
        rows,
        total: None,
        empty: say!("No wallet is in use."),
    })
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

/// What was taken in these days and is not done with now.
fn open(ledger: &Ledger, from: Day, to: Day) -> Result<Table, LedgerError> {
    let mut rows = Vec::new();
    for sale in ledger.open_sales()? {
        let day = sale.day();
        if day < from || day > to || rows.len() == 5 * LINES_MAX {
            continue;
        }
        let how = if sale.is_in_doubt() { say!("not known yet") } else { say!("owed to the customer") };
        rows.push(vec![
            Value::Text(format!("{}, {}", day.short(), sale.taken_at.hour_minute())),
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
    Ok(Table {
        title: say!("Not known yet and owed, now"),
        columns: vec![say!("When"), say!("What"), say!("Reference"), say!("Amount")],
        rows,
        total: None,
        empty: say!("Everything of these days has an end, and nothing is owed."),
    })
}
