//! The same commits in SQLite: the same rules, the same rows, the same indexes, one transaction a commit.

use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Commit, Entry, GENESIS, Hash, compact, line};
use airtill_ledger::row::{Place, SaleRow};
use airtill_ledger::store::period_key;
use airtill_ledger::totals::Totals;
use airtill_ledger::views::{Before, Closed, Period, effects};
use rusqlite::{Connection, OptionalExtension, Params, params};
use serde::de::DeserializeOwned;
use std::path::Path;

pub struct Sqlite {
    connection: Connection,
    seq: u64,
    sales: Place,
    head: Hash,
}

impl Sqlite {
    pub fn open(file: &Path) -> Sqlite {
        let connection = Connection::open(file).expect("SQLite opens");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 CREATE TABLE commits (seq INTEGER PRIMARY KEY, value BLOB NOT NULL);
                 CREATE TABLE sales (id BLOB PRIMARY KEY, day INTEGER NOT NULL, recipient TEXT NOT NULL,
                                     seq INTEGER NOT NULL, is_open INTEGER NOT NULL, value BLOB NOT NULL);
                 CREATE INDEX by_day ON sales (day, seq);
                 CREATE INDEX by_recipient ON sales (recipient, seq);
                 CREATE INDEX open ON sales (id) WHERE is_open;
                 CREATE TABLE attempts (reference TEXT PRIMARY KEY, sale BLOB NOT NULL) WITHOUT ROWID;
                 CREATE TABLE totals (period BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
                 CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;",
            )
            .expect("the tables are made");
        Sqlite { connection, seq: 0, sales: 0, head: GENESIS }
    }

    /// One commit, durable when this returns.
    pub fn commit(&mut self, at: Timestamp, actor: Actor, entries: Vec<Entry>) {
        self.try_commit(at, actor, entries).expect("SQLite commits");
    }

    fn try_commit(&mut self, at: Timestamp, actor: Actor, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let commit = Commit { seq: self.seq + 1, at, actor, entries };
        let effects = effects(&commit, &*self)?;
        let (_, record) = line::write(commit, self.head);
        let row_seq = i64::try_from(record.commit.seq).unwrap_or(i64::MAX);
        self.run("BEGIN IMMEDIATE", [])?;
        let value = compact::write_row(&record.commit)?;
        self.run("INSERT INTO commits VALUES (?1, ?2)", params![row_seq, value])?;
        for (id, row) in &effects.sales {
            let sale = &row.sale;
            let new = "INSERT INTO sales VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                       ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open, value = excluded.value";
            let (day, recipient) = (i64::from(sale.day().number()), sale.recipient.local());
            self.run(new, params![id.bytes(), day, recipient, row_seq, sale.is_open(), compact::write_row(row)?])?;
            self.sales = self.sales.max(row.place + 1);
        }
        for (reference, id) in &effects.references {
            self.run("INSERT INTO attempts VALUES (?1, ?2)", params![reference.as_str(), id.bytes()])?;
        }
        for (period, exchange) in effects.exchanges() {
            let mut totals = self.totals(period)?;
            totals.exchange(&exchange);
            let put = "INSERT OR REPLACE INTO totals VALUES (?1, ?2)";
            self.run(put, params![period_key(period), compact::write_row(&totals)?])?;
        }
        for (vendor, book) in &effects.books {
            self.put(&format!("book/{}", vendor.slug()), &compact::write_row(book)?)?;
        }
        if let Some(balances) = &effects.balances {
            self.put("balances", &compact::write_row(balances)?)?;
        }
        if let Some(at) = &effects.latest_at {
            self.put("latest_at", &compact::write_row(at)?)?;
        }
        self.put("applied_seq", &record.commit.seq.to_be_bytes())?;
        self.put("head", &record.hash.0)?;
        self.run("COMMIT", [])?;
        (self.seq, self.head) = (record.commit.seq, record.hash);
        Ok(())
    }

    fn totals(&self, of: Period) -> Result<Totals, LedgerError> {
        let sql = "SELECT value FROM totals WHERE period = ?1";
        Ok(self.value(sql, params![period_key(of)])?.unwrap_or_default())
    }

    fn meta<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, LedgerError> {
        self.value("SELECT value FROM meta WHERE key = ?1", params![key])
    }

    fn put(&self, key: &str, value: &[u8]) -> Result<(), LedgerError> {
        self.run("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", params![key, value])
    }

    fn run(&self, sql: &str, parameters: impl Params) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.execute(parameters).map(|_| ()).map_err(failed)
    }

    fn value<T: DeserializeOwned>(&self, sql: &str, parameters: impl Params) -> Result<Option<T>, LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let value: Option<Vec<u8>> = statement.query_row(parameters, |row| row.get(0)).optional().map_err(failed)?;
        value.map(|value| compact::read_row(&value)).transpose()
    }
}

impl Before for Sqlite {
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        self.value("SELECT value FROM sales WHERE id = ?1", params![id.bytes()])
    }

    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(self.sales)
    }

    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        let sql = "SELECT sale FROM attempts WHERE reference = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let id: Option<[u8; 16]> =
            statement.query_row(params![reference.as_str()], |row| row.get(0)).optional().map_err(failed)?;
        Ok(id.map(SaleId::from_bytes))
    }

    fn staff(&self, id: StaffId) -> Result<Option<Staff>, LedgerError> {
        self.value("SELECT value FROM meta WHERE key = ?1", params![format!("staff/{}", id.0)])
    }

    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        Ok(self.value(sql, params![format!("book/{}", vendor.slug())])?.unwrap_or_default())
    }

    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        self.meta("latest_at")
    }

    fn balances(&self) -> Result<Balances, LedgerError> {
        Ok(self.meta("balances")?.unwrap_or_default())
    }

    fn shifts(&self) -> Result<Shifts, LedgerError> {
        Ok(self.meta("shifts")?.unwrap_or_default())
    }

    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        self.meta(&format!("closed/{number}"))
    }

    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        self.meta(&format!("debtor/{}", id.0))
    }

    fn queue(&self) -> Result<Queue, LedgerError> {
        Ok(self.meta("print_queue")?.unwrap_or_default())
    }
}

fn failed(error: rusqlite::Error) -> LedgerError {
    LedgerError::Damaged(error.to_string())
}
