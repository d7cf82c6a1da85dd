//! The same sales as rows of SQLite, with the indexes that a careful program would give them.

use airtill_domain::time::Day;
use airtill_ledger::Ledger;
use airtill_ledger::entry::Actor;
use airtill_ledger::index::IndexRow;
use rusqlite::{Connection, Params, params};
use std::path::Path;

pub struct Rows(Connection);

impl Rows {
    /// Takes all sales over from a ledger.
    pub fn of(ledger: &Ledger, file: &Path) -> Rows {
        let mut connection = Connection::open(file).expect("SQLite opens");
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 CREATE TABLE sales (place INTEGER PRIMARY KEY, id BLOB NOT NULL, at INTEGER NOT NULL, day INTEGER NOT NULL,
                                     shift INTEGER NOT NULL, recipient TEXT NOT NULL, title TEXT NOT NULL,
                                     price INTEGER NOT NULL, cost INTEGER, vendor INTEGER NOT NULL, network INTEGER NOT NULL,
                                     staff INTEGER NOT NULL, standing INTEGER NOT NULL, tender INTEGER NOT NULL);
                 CREATE TABLE attempts (reference TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;",
            )
            .expect("the tables are made");
        let all = connection.transaction().expect("a transaction");
        {
            let mut sale = all
                .prepare("INSERT INTO sales VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)")
                .expect("a statement");
            let mut attempt = all.prepare("INSERT OR IGNORE INTO attempts VALUES (?1, ?2)").expect("a statement");
            for row in ledger.rows_from(0) {
                let row = row.expect("a row");
                let line = IndexRow::of(&row, 0);
                let (sold, staff) = (&row.sale, staff_of(&row.by));
                sale.execute(params![
                    row.place,
                    sold.id.bytes(),
                    sold.taken_at.millis(),
                    i64::from(sold.day().number()),
                    row.shift,
                    sold.recipient.local(),
                    sold.product.title(),
                    sold.price.kobo(),
                    sold.cost().map(|cost| cost.kobo()),
                    line.vendor() as i64,
                    line.service() as i64,
                    staff,
                    line.standing() as i64,
                    line.tender() as i64,
                ])
                .expect("a row goes in");
                for one in &sold.attempts {
                    attempt.execute(params![one.reference.as_str(), row.place]).expect("a reference goes in");
                }
            }
        }
        all.commit().expect("it is kept");
        connection
            .execute_batch(
                "CREATE INDEX by_day ON sales (day, place);
                 CREATE INDEX by_shift ON sales (shift, standing, price);
                 CREATE INDEX by_recipient ON sales (recipient, place);
                 ANALYZE;",
            )
            .expect("the indexes are made");
        Rows(connection)
    }

    /// How many rows a question brings, each read whole.
    fn rows(&self, sql: &str, parameters: impl Params) -> usize {
        let mut statement = self.0.prepare_cached(sql).expect("a statement");
        let columns = statement.column_count();
        let mut rows = statement.query(parameters).expect("an answer");
        let mut count = 0;
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..columns {
                std::hint::black_box(row.get_ref(column).expect("a value"));
            }
            count += 1;
        }
        count
    }

    pub fn newest(&self) -> usize {
        self.rows("SELECT * FROM sales ORDER BY place DESC LIMIT 50", [])
    }

    pub fn of_day(&self, day: Day) -> usize {
        self.rows("SELECT * FROM sales WHERE day = ?1 ORDER BY place DESC LIMIT 50", [i64::from(day.number())])
    }

    pub fn to(&self, recipient: &str) -> usize {
        self.rows("SELECT * FROM sales WHERE recipient = ?1 ORDER BY place DESC LIMIT 50", [recipient])
    }

    pub fn with_reference(&self, reference: &str) -> usize {
        self.rows("SELECT * FROM sales WHERE place = (SELECT place FROM attempts WHERE reference = ?1)", [reference])
    }

    pub fn with_digits(&self, digits: &str) -> usize {
        self.rows("SELECT * FROM sales WHERE recipient LIKE ?1 ORDER BY place DESC LIMIT 50", [format!("%{digits}%")])
    }

    pub fn totals_of_day(&self, day: Day) -> usize {
        let sql = "SELECT standing, COUNT(*), SUM(price), SUM(cost) FROM sales WHERE day = ?1 GROUP BY standing";
        self.rows(sql, [i64::from(day.number())])
    }

    /// The same in the parts that the till keeps: by vendor, network, attendant, hour, tender, and network and attendant.
    pub fn parts_of_day(&self, day: Day) -> usize {
        let parts = ["standing", "vendor", "network", "staff", "at / 3600000", "tender", "network, staff"];
        let query = |part: &&str| {
            let sql = format!(
                "SELECT {part}, standing, COUNT(*), SUM(price), SUM(cost) FROM sales WHERE day = ?1 GROUP BY {part}, standing"
            );
            self.rows(&sql, [i64::from(day.number())])
        };
        parts.iter().map(query).sum()
    }

    pub fn totals_of_shift(&self) -> usize {
        self.rows("SELECT standing, COUNT(*), SUM(price) FROM sales WHERE shift = 0 GROUP BY standing", [])
    }

    pub fn month(&self, from: Day, to: Day) -> usize {
        let sql = "SELECT network, staff, standing, COUNT(*), SUM(price), SUM(cost) FROM sales
                   WHERE day BETWEEN ?1 AND ?2 GROUP BY network, staff, standing";
        self.rows(sql, [i64::from(from.number()), i64::from(to.number())])
    }
}

fn staff_of(by: &Actor) -> i64 {
    match by {
        Actor::Staff(staff) => i64::from(staff.0),
        _ => 0,
    }
}
