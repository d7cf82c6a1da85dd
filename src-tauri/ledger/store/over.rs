//! The rows as they are with changes that are not in the store yet.

use super::Store;
use super::changes::Changes;
use crate::error::LedgerError;
use crate::row::{Place, SaleRow};
use crate::views::{Before, Closed};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;

/// A store with changes that are not in it yet.
pub struct Over<'a> {
    pub(super) changes: &'a Changes,
    pub(super) store: &'a Store,
}

impl Changes {
    /// What is known with these changes and without writing them.
    pub fn over<'a>(&'a self, store: &'a Store) -> Over<'a> {
        Over { changes: self, store }
    }
}

impl Before for Over<'_> {
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        match self.changes.ids.get(&id).and_then(|place| self.changes.rows.get(place)) {
            Some(row) => Ok(Some(row.clone())),
            None => self.store.row(id),
        }
    }

    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(self.store.sales()?.saturating_add(self.changes.new_rows))
    }

    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        match self.changes.references.get(reference) {
            Some(id) => Ok(Some(*id)),
            None => self.store.sale_of(reference),
        }
    }

    fn staff(&self, id: StaffId) -> Result<Option<Staff>, LedgerError> {
        match self.changes.staff.get(&id) {
            Some(person) => Ok(Some(person.clone())),
            None => self.store.staff(id),
        }
    }

    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        match self.changes.books.get(&vendor) {
            Some(book) => Ok(book.clone()),
            None => self.store.book(vendor),
        }
    }

    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        match self.changes.latest_at {
            Some(at) => Ok(Some(at)),
            None => self.store.latest_at(),
        }
    }

    fn balances(&self) -> Result<Balances, LedgerError> {
        self.changes.balances.map_or_else(|| self.store.balances(), Ok)
    }

    fn shifts(&self) -> Result<Shifts, LedgerError> {
        self.changes.shifts.clone().map_or_else(|| self.store.shifts(), Ok)
    }

    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        match self.changes.closed.get(&number) {
            Some(closed) => Ok(Some(closed.clone())),
            None => self.store.closed(number),
        }
    }

    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        match self.changes.debtors.get(&id) {
            Some(debtor) => Ok(Some(debtor.clone())),
            None => self.store.debtor(id),
        }
    }

    fn queue(&self) -> Result<Queue, LedgerError> {
        self.changes.queue.clone().map_or_else(|| self.store.queue(), Ok)
    }
}
