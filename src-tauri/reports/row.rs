//! A sale as one row of an export.

use airtill_domain::debtor::DebtorId;
use airtill_domain::money::Naira;
use airtill_domain::sale::SaleStatus;
use airtill_domain::staff::StaffId;
use airtill_ledger::entry::Actor;
use airtill_ledger::row::SaleRow;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use chrono::{Datelike, Timelike};
use serde::Serialize;
use std::collections::BTreeMap;

/// Columns of a table, in order; a row has as many cells.
pub(crate) const COLUMNS: [&str; 20] = [
    "Date",
    "Time",
    "Sale",
    "Recipient",
    "Network",
    "Product",
    "Price",
    "Tender",
    "Outcome",
    "Attendant",
    "Vendor",
    "Cost",
    "Margin",
    "Owed",
    "Given back",
    "Attempts",
    "Reference",
    "Vendor reference",
    "By hand",
    "Shift",
];

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// Words.
    Text(&'a str),
    /// Money.
    Money(Option<Naira>),
    /// A number of things.
    Count(u64),
}

/// A sale as other programs read it. Names are those of the columns.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ExportRow {
    date: String,
    time: String,
    sale: String,
    recipient: String,
    network: &'static str,
    product: String,
    price: Naira,
    tender: &'static str,
    outcome: &'static str,
    attendant: String,
    vendor: &'static str,
    cost: Option<Naira>,
    margin: Option<Naira>,
    owed: Naira,
    given_back: Naira,
    attempts: u64,
    reference: String,
    vendor_reference: Option<String>,
    by_hand: bool,
    shift: u32,
}

/// Who is who.
pub struct Names {
    staff: BTreeMap<StaffId, String>,
    debtors: BTreeMap<DebtorId, String>,
}

impl Names {
    /// Everyone who works or worked here.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn of(ledger: &Ledger) -> Result<Names, LedgerError> {
        Ok(Names {
            staff: ledger.staff()?.into_iter().map(|person| (person.id, person.name)).collect(),
            debtors: ledger.debtors()?.into_iter().map(|debtor| (debtor.id, debtor.name)).collect(),
        })
    }

    /// The same with the people of another ledger, where there is one.
    ///
    /// # Errors
    /// When that can't be read.
    pub fn with_staff_of(mut self, ledger: Option<&Ledger>) -> Result<Names, LedgerError> {
        if let Some(ledger) = ledger {
            self.staff = Names::of(ledger)?.staff;
        }
        Ok(self)
    }

    /// A debtor's name.
    pub fn debtor(&self, of: DebtorId) -> String {
        self.debtors.get(&of).cloned().unwrap_or_else(|| say!("debtor {number}", number = of.0))
    }

    /// A name for whoever did something.
    pub fn name(&self, of: &Actor) -> String {
        match of {
            Actor::Till => say!("till").to_owned(),
            Actor::Counter => say!("counter").to_owned(),
            Actor::Staff(staff) => self.staff(*staff),
        }
    }

    /// A person's name.
    pub fn staff(&self, of: StaffId) -> String {
        self.staff.get(&of).cloned().unwrap_or_else(|| say!("person {number}", number = of.0))
    }
}

impl ExportRow {
    /// A sale's row.
    pub(crate) fn of(row: &SaleRow, names: &Names) -> ExportRow {
        let sale = &row.sale;
        let attempt = sale.last_attempt();
        let cost = sale.cost().filter(|_| sale.is_delivered());
        let lagos = sale.taken_at.lagos();
        ExportRow {
            // By hand: a format that is read anew for each of a million rows takes longer than the rest of the row.
            date: format!("{:04}-{:02}-{:02}", lagos.year(), lagos.month(), lagos.day()),
            time: format!("{:02}:{:02}:{:02}", lagos.hour(), lagos.minute(), lagos.second()),
            sale: sale.id.to_string(),
            recipient: sale.recipient.local(),
            network: sale.product.service().name(),
            product: sale.product.title(),
            price: sale.price,
            tender: sale.tender.word(),
            outcome: outcome(sale.standing(sale.taken_at.after(airtill_domain::sale::AMBER_AFTER))),
            attendant: names.name(&row.by),
            vendor: attempt.vendor.name(),
            cost,
            margin: cost.map(|cost| sale.held().minus(cost)),
            owed: sale.owed,
            given_back: sale.returned,
            attempts: sale.attempts.len() as u64,
            reference: attempt.reference.to_string(),
            vendor_reference: attempt.vendor_reference.clone(),
            by_hand: attempt.position.is_by_hand(),
            shift: row.shift,
        }
    }

    /// The cells of its row, one for each of [`COLUMNS`].
    pub(crate) fn cells(&self) -> [Cell<'_>; 20] {
        let text = Cell::Text;
        [
            text(&self.date),
            text(&self.time),
            text(&self.sale),
            text(&self.recipient),
            text(self.network),
            text(&self.product),
            Cell::Money(Some(self.price)),
            text(self.tender),
            text(self.outcome),
            text(&self.attendant),
            text(self.vendor),
            Cell::Money(self.cost),
            Cell::Money(self.margin),
            Cell::Money(Some(self.owed)),
            Cell::Money(Some(self.given_back)),
            Cell::Count(self.attempts),
            text(&self.reference),
            text(self.vendor_reference.as_deref().unwrap_or_default()),
            text(if self.by_hand { "yes" } else { "" }),
            Cell::Count(u64::from(self.shift)),
        ]
    }
}

/// The words of the screen.
fn outcome(standing: SaleStatus) -> &'static str {
    match standing {
        SaleStatus::Delivered => "Delivered",
        SaleStatus::Sending | SaleStatus::NotKnown => "Not known yet",
        SaleStatus::Owed => "Failed, owed to the customer",
        SaleStatus::Returned => "Failed, given back",
    }
}
