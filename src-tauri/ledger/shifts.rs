//! What everyone reads of the drawer: balances, shifts and their sheets, debtors, and slips on their way to paper.

use super::Ledger;
use crate::error::LedgerError;
use crate::views::{Before, Closed};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::print::{Printer, Queue};
use airtill_domain::shift::balances::Balances;
use airtill_domain::shift::{ShiftRules, Shifts};

impl Ledger {
    /// Where the shop's money is.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn balances(&self) -> Result<Balances, LedgerError> {
        self.store().balances()
    }

    /// What has happened since the last close.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn since_the_close(&self) -> Result<Balances, LedgerError> {
        Ok(self.balances()?.since(&self.shifts()?.since.balances))
    }

    /// The shifts: the open one, and from where its sheet counts.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn shifts(&self) -> Result<Shifts, LedgerError> {
        self.store().shifts()
    }

    /// A closed shift by its number.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        self.store().closed(number)
    }

    /// Closed shifts, the last first, read as they are asked for.
    pub fn all_closed(&self) -> impl Iterator<Item = Result<Closed, LedgerError>> + use<> {
        self.store().all_closed()
    }

    /// Everyone who owes or has owed, in the order in which they came.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn debtors(&self) -> Result<Vec<Debtor>, LedgerError> {
        self.store().debtors()
    }

    /// One debtor.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        self.store().debtor(id)
    }

    /// What the owner decided about shifts, or what holds until there is anything.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn shift_rules(&self) -> Result<ShiftRules, LedgerError> {
        Ok(self.store().shift_rules()?.unwrap_or_default())
    }

    /// The printer.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn printer(&self) -> Result<Printer, LedgerError> {
        Ok(self.store().printer()?.unwrap_or_default())
    }

    /// Slips that are not done with.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn queue(&self) -> Result<Queue, LedgerError> {
        self.store().queue()
    }
}
