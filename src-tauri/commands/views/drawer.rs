//! What crosses to the page, and from it, at `commands::drawer`.

use super::super::context::typed_naira;
use airtill_domain::debtor::DebtorId;
use airtill_domain::money::Naira;
use airtill_domain::shift::{Count, Direction};
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// The drawer and who owes.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct DrawerView {
    /// The open shift, or the last one's number.
    pub number: u32,
    /// `opened at 08:02 by Ada, with ₦5,000`, while it is open.
    pub open: Option<String>,
    /// `₦12,500.00`: what should be in the drawer, for the owner alone.
    pub expected: Option<String>,
    /// Cash in and out of this shift, the last first.
    pub movements: Vec<MovementView>,
    /// Those who owe most first.
    pub debtors: Vec<DebtorView>,
    /// Most that one customer may owe; nothing where nobody may.
    pub credit_most: Option<String>,
}

/// Cash in or out.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct MovementView {
    /// `14:02`.
    pub time: String,
    /// Who.
    pub who: String,
    /// Which way.
    pub direction: Direction,
    /// `₦2,000`.
    pub amount: String,
    /// Why; empty where nobody said.
    pub reason: String,
}

/// A customer who pays later.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct DebtorView {
    /// Which.
    pub id: DebtorId,
    /// Their name.
    pub name: String,
    /// `₦1,500`.
    pub owes: String,
    /// They owe nothing (any more).
    pub settled: bool,
    /// The shop owes them: they paid for a sale that failed afterwards.
    pub we_owe: bool,
    /// `0803 123 4567`; empty where nobody said it.
    pub phone: String,
    /// `2000`: the most that they may owe, in naira; empty: as everybody.
    pub most: String,
    /// `24 Nov`: when they last bought on credit or paid.
    pub last: String,
}

/// A count of notes, as typed.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct CountAsk {
    /// How many of each note, in their order.
    pub pieces: Vec<u32>,
    /// What else is there: coins, or the whole sum where it was counted without its notes. Empty for nothing.
    pub other: String,
}

impl CountAsk {
    /// The count, or what is wrong with it.
    pub(in crate::commands) fn read(&self) -> Result<Count, String> {
        let pieces = self.pieces.as_slice().try_into().map_err(|_| say!("Count each of the notes").to_owned())?;
        let other = match self.other.trim() {
            "" => Naira::ZERO,
            text => typed_naira(text, say!("Type the rest in digits: 350, or 350.50"))?,
        };
        Ok(Count { pieces, other })
    }
}
