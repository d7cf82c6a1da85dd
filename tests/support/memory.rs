//! A ledger in memory, for many histories in a short time: the same effects as the real one's, on plain maps.

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
use airtill_ledger::entry::{Actor, Commit, Entry, GENESIS, Hash, line};
use airtill_ledger::row::{Place, SaleRow};
use airtill_ledger::totals::Totals;
use airtill_ledger::views::{Before, Closed, Period, effects};
use std::collections::BTreeMap;

/// A ledger in memory: the journal's lines, and the rows that the store would hold.
#[derive(Default)]
pub struct Memory {
    lines: Vec<String>,
    head: Option<Hash>,
    rows: BTreeMap<SaleId, SaleRow>,
    references: BTreeMap<String, SaleId>,
    pub totals: BTreeMap<Period, Totals>,
    pub books: BTreeMap<VendorId, Book>,
    latest_at: Option<Timestamp>,
    pub balances: Balances,
    pub shifts: Shifts,
    closed: BTreeMap<u32, Closed>,
    pub debtors: BTreeMap<DebtorId, Debtor>,
    queue: Queue,
}

impl Before for Memory {
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        Ok(self.rows.get(&id).cloned())
    }
    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(Place::try_from(self.rows.len()).unwrap())
    }
    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        Ok(self.references.get(reference.as_str()).copied())
    }
    fn staff(&self, _: StaffId) -> Result<Option<Staff>, LedgerError> {
        Ok(None)
    }
    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        Ok(self.books.get(&vendor).cloned().unwrap_or_default())
    }
    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        Ok(self.latest_at)
    }
    fn balances(&self) -> Result<Balances, LedgerError> {
        Ok(self.balances)
    }
    fn shifts(&self) -> Result<Shifts, LedgerError> {
        Ok(self.shifts.clone())
    }
    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        Ok(self.closed.get(&number).cloned())
    }
    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        Ok(self.debtors.get(&id).cloned())
    }
    fn queue(&self) -> Result<Queue, LedgerError> {
        Ok(self.queue.clone())
    }
}

impl Memory {
    pub fn commit(&mut self, at: Timestamp, entries: Vec<Entry>) -> Result<(), LedgerError> {
        let commit = Commit { seq: self.lines.len() as u64 + 1, at, actor: Actor::Till, entries };
        let rows = effects(&commit, self)?;
        let (text, record) = line::write(commit, self.head.unwrap_or(GENESIS));
        self.lines.push(text);
        self.head = Some(record.hash);
        for (period, exchange) in rows.exchanges() {
            self.totals.entry(period).or_default().exchange(&exchange);
        }
        self.rows.extend(rows.sales);
        self.references.extend(rows.references.into_iter().map(|(reference, id)| (reference.to_string(), id)));
        self.books.extend(rows.books);
        self.latest_at = rows.latest_at;
        self.balances = rows.balances.unwrap_or(self.balances);
        self.shifts = rows.shifts.unwrap_or_else(|| self.shifts.clone());
        self.closed.extend(rows.closed);
        self.debtors.extend(rows.debtors);
        self.queue = rows.queue.unwrap_or_else(|| self.queue.clone());
        Ok(())
    }

    /// Everything but the journal is gone, and made again from it.
    pub fn crash(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        *self = Memory::default();
        for text in lines {
            let record = line::read(text.as_bytes()).unwrap();
            self.commit(record.commit.at, record.commit.entries).unwrap();
            assert_eq!(self.lines.last(), Some(&text), "a line is the same when it is written again");
        }
    }
}
