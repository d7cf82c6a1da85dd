//! Sales out of their blocks, one by one and in the order of the ledger; sums.

use super::{LINES_A_BLOCK, ROWS_A_BLOCK, Store, block, cache, damaged, number, odd, one_by_one};
use crate::entry::compact;
use crate::error::LedgerError;
use crate::index;
use crate::row::{Place, SaleRow};
use crate::totals::{Tally, Totals};
use crate::views::{Before, Later, Period};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::time::Day;
use std::sync::Arc;

impl Store {
    /// The row at a place.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn row_at(&self, place: Place) -> Result<SaleRow, LedgerError> {
        let missing = || odd("a sale is missing");
        let records = self.row_blocks.read(&self.sales, u64::from(place / ROWS_A_BLOCK))?.ok_or_else(missing)?;
        // A place in a block of 16.
        let record = records.get((place % ROWS_A_BLOCK) as usize).ok_or_else(missing)?;
        read_row(record, place)
    }

    /// All rows in their order, from a place on, without what is kept in memory of them being turned over.
    pub fn rows_from(&self, from: Place) -> impl Iterator<Item = Result<SaleRow, LedgerError>> + use<> {
        let first = u64::from(from / ROWS_A_BLOCK);
        let blocks = (first..).zip(self.sales.range(first.to_be_bytes()..));
        let rows = blocks.flat_map(|(expected, item)| {
            one_by_one(item.map_err(damaged).and_then(|(key, value)| {
                if number(&key)? != expected {
                    return Err(odd("a block of sales is missing"));
                }
                rows_of(expected, &value)
            }))
        });
        rows.skip_while(move |row| row.as_ref().is_ok_and(|row| row.place < from))
    }

    /// Whether the row and the line at a place are stored as these bytes.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn is_stored(&self, place: Place, row: &[u8], line: &[u8]) -> Result<bool, LedgerError> {
        let rows = self.row_blocks.read(&self.sales, u64::from(place / ROWS_A_BLOCK))?;
        let lines = self.line_blocks.read(&self.lines, u64::from(place / LINES_A_BLOCK))?;
        // Places in a block are small.
        let at = |records: Option<cache::Records>, place: Place, bytes: &[u8]| {
            records.is_some_and(|records| records.get(place as usize).is_some_and(|record| record == bytes))
        };
        Ok(at(rows, place % ROWS_A_BLOCK, row) && at(lines, place % LINES_A_BLOCK, line))
    }

    /// How many rows there are, by the last block.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn rows(&self) -> Result<u64, LedgerError> {
        let Some((key, value)) = self.sales.last().map_err(damaged)? else { return Ok(0) };
        Ok(number(&key)? * u64::from(ROWS_A_BLOCK) + block::unpack(&value)?.len() as u64)
    }

    /// One sale.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sale(&self, id: SaleId) -> Result<Option<Sale>, LedgerError> {
        Ok(self.row(id)?.map(|row| row.sale))
    }

    /// The sales that have a reference, ours or a vendor's.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn with_reference(&self, text: &str) -> Result<Vec<SaleRow>, LedgerError> {
        let places = self.index().by_reference(text);
        let mut found = Vec::new();
        for place in places {
            let row = self.row_at(place)?;
            let has =
                row.sale.attempts.iter().any(|attempt| {
                    attempt.reference.as_str() == text || attempt.vendor_reference.as_deref() == Some(text)
                });
            found.extend(has.then_some(row));
        }
        Ok(found)
    }

    /// The sales of a day, newest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn day(&self, day: Day, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        let places: Vec<Place> = {
            let index = self.index();
            let (first, last) = index.day(day).unwrap_or((1, 0));
            let of_day = |place: &Place| index.line(*place).is_some_and(|line| line.at().day() == day);
            (first..=last).rev().filter(of_day).take(limit).collect()
        };
        places.into_iter().map(|place| self.row_at(place).map(|row| row.sale)).collect()
    }

    /// The latest sales of any day, newest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn latest(self: &Arc<Self>, limit: usize) -> Result<Vec<Sale>, LedgerError> {
        self.newest().take(limit).collect()
    }

    /// The sales to a recipient, newest first, as they are asked for.
    pub fn to_recipient(self: &Arc<Self>, local: &str) -> impl Iterator<Item = Result<Sale, LedgerError>> + use<> {
        let (store, local) = (Arc::clone(self), local.to_owned());
        let number = index::number_of(&local);
        let mut at = None;
        std::iter::from_fn(move || {
            let place = store.index().to_recipient(number, at)?;
            at = Some(place);
            Some(store.row_at(place).map(|row| row.sale))
        })
        // What is no plain number is found by a hash.
        .filter(move |sale| sale.as_ref().is_ok_and(|sale| sale.recipient.local() == local) || sale.is_err())
    }

    /// The sales of any day, newest first, as they are asked for.
    pub fn newest(self: &Arc<Self>) -> impl Iterator<Item = Result<Sale, LedgerError>> + use<> {
        let store = Arc::clone(self);
        (0..self.index().len()).rev().map(move |place| store.row_at(place).map(|row| row.sale))
    }

    /// Sales in doubt, owed or contradicted, oldest first.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn open_sales(&self) -> Result<Vec<Sale>, LedgerError> {
        let mut open = Vec::new();
        for item in &self.open {
            let place = item.map_err(damaged)?.0.as_ref().try_into().map_err(|_| odd("an open sale"))?;
            open.push(self.row_at(Place::from_be_bytes(place))?.sale);
        }
        Ok(open)
    }

    /// The places of sales in doubt, owed or contradicted.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn open_places(&self) -> Result<Vec<Place>, LedgerError> {
        let place =
            |key: sled::IVec| key.as_ref().try_into().map(Place::from_be_bytes).map_err(|_| odd("an open sale"));
        self.open.iter().keys().map(|key| place(key.map_err(damaged)?)).collect()
    }

    /// The sums of a period.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn totals(&self, of: Period) -> Result<Totals, LedgerError> {
        self.totals_under(period_key(of))
    }

    /// The sums of a period, not in parts.
    pub fn tally(&self, of: Period) -> Tally {
        self.tally_under(&period_key(of)).unwrap_or_default()
    }

    /// The same by the period's key.
    pub fn tally_under(&self, key: &PeriodKey) -> Option<Tally> {
        self.tallies.read().unwrap_or_else(|broken| broken.into_inner()).get(key).copied()
    }

    /// The sums of a day, by its number, as they stand.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn totals_of_day(&self, day: u32) -> Result<Totals, LedgerError> {
        self.totals_under(key_of(DAY, day, 0))
    }

    fn totals_under(&self, key: PeriodKey) -> Result<Totals, LedgerError> {
        let value = self.totals.get(key).map_err(damaged)?;
        Ok(value.map(|value| compact::read_row(&value)).transpose()?.unwrap_or_default())
    }

    /// Of which days sales changed on which later ones, in order.
    pub fn later_changes(&self) -> Vec<Later> {
        let tallies = self.tallies.read().unwrap_or_else(|broken| broken.into_inner());
        let numbers = tallies.keys().filter(|key| key[0] == WAS).map(|key| {
            let number = |from: usize| u32::from_be_bytes([key[from], key[from + 1], key[from + 2], key[from + 3]]);
            (number(1), number(5))
        });
        let day = Day::of_number;
        let later = |(sold, changed)| Some(Later { sold: day(sold)?, changed: day(changed)? });
        let mut found: Vec<Later> = numbers.filter_map(later).collect();
        found.sort_unstable();
        found
    }

    /// All sums that are kept, each with its key.
    pub fn all_totals(&self) -> impl Iterator<Item = Result<(Vec<u8>, Totals), LedgerError>> + '_ {
        self.totals.iter().map(|item| {
            let (key, value) = item.map_err(damaged)?;
            Ok((key.to_vec(), compact::read_row(&value)?))
        })
    }
}

/// The key of a period's sums: `d` and the day, `s` and the shift, `w` and `b` with the day of sale and the day of change.
pub type PeriodKey = [u8; 9];

const DAY: u8 = b'd';
const SHIFT: u8 = b's';
const WAS: u8 = b'w';
const BECAME: u8 = b'b';

/// The key of a period's sums.
pub fn period_key(of: Period) -> PeriodKey {
    match of {
        Period::Day(day) => key_of(DAY, day.number(), 0),
        Period::Shift(shift) => key_of(SHIFT, shift, 0),
        Period::Was(later) => key_of(WAS, later.sold.number(), later.changed.number()),
        Period::Became(later) => key_of(BECAME, later.sold.number(), later.changed.number()),
    }
}

fn key_of(kind: u8, number: u32, later: u32) -> PeriodKey {
    let mut key = [kind; 9];
    key[1..5].copy_from_slice(&number.to_be_bytes());
    key[5..].copy_from_slice(&later.to_be_bytes());
    key
}

/// The rows of a block.
fn rows_of(block: u64, value: &[u8]) -> Result<Vec<SaleRow>, LedgerError> {
    let first = block * u64::from(ROWS_A_BLOCK);
    let place = |n: u64| Place::try_from(first + n).unwrap_or(Place::MAX);
    (0_u64..).zip(block::unpack(value)?.iter()).map(|(n, record)| read_row(record, place(n))).collect()
}

fn read_row(record: &[u8], place: Place) -> Result<SaleRow, LedgerError> {
    let row: SaleRow = compact::read_plain(record)?;
    if row.place == place { Ok(row) } else { Err(odd("a sale is not at its place")) }
}
