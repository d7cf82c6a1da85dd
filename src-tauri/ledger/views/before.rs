//! The rows as they are before a commit, whoever holds them.

use super::Closed;
use crate::error::LedgerError;
use crate::row::{Place, SaleRow};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;

/// What [`super::effects`] needs to know of the rows before the commit.
pub trait Before {
    /// A sale.
    ///
    /// # Errors
    /// When it can't be read.
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError>;
    /// How many sales there are.
    ///
    /// # Errors
    /// When that can't be read.
    fn sales(&self) -> Result<Place, LedgerError>;
    /// Which sale a reference belongs to.
    ///
    /// # Errors
    /// When it can't be read.
    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError>;
    /// A person.
    ///
    /// # Errors
    /// When they can't be read.
    fn staff(&self, id: StaffId) -> Result<Option<Staff>, LedgerError>;
    /// A wallet by the ledger.
    ///
    /// # Errors
    /// When it can't be read.
    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError>;
    /// The greatest time of any commit.
    ///
    /// # Errors
    /// When it can't be read.
    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError>;
    /// Where the shop's money is.
    ///
    /// # Errors
    /// When it can't be read.
    fn balances(&self) -> Result<Balances, LedgerError>;
    /// The shifts.
    ///
    /// # Errors
    /// When they can't be read.
    fn shifts(&self) -> Result<Shifts, LedgerError>;
    /// A closed shift.
    ///
    /// # Errors
    /// When it can't be read.
    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError>;
    /// A debtor.
    ///
    /// # Errors
    /// When they can't be read.
    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError>;
    /// Slips on their way to paper.
    ///
    /// # Errors
    /// When they can't be read.
    fn queue(&self) -> Result<Queue, LedgerError>;
}
