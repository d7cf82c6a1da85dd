//! What a commit changes of sales, and of the wallets, balances and debts that they bring something into.

use super::{Before, Effects, Later, Period};
use crate::entry::Commit;
use crate::error::LedgerError;
use crate::row::{Place, SaleRow};
use crate::totals;
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::Event;
use airtill_domain::shift::balances::Balances;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet;

/// What a sale had brought into sums and wallets before a commit; nothing where it is new.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    sums: Option<totals::Share>,
    wallets: [wallet::Share; VendorId::ALL.len()],
    balances: Option<Balances>,
    debt: Naira,
}

impl Earlier {
    fn of(row: &SaleRow) -> Earlier {
        Earlier {
            sums: Some(totals::Share::of(row)),
            wallets: VendorId::ALL.map(|vendor| wallet::Share::of(vendor, &row.sale)),
            balances: Some(Balances::of(&row.sale)),
            debt: debt(&row.sale),
        }
    }
}

/// What a sale's debtor owes for it.
fn debt(sale: &Sale) -> Naira {
    if sale.debtor.is_some() { sale.held() } else { Naira::ZERO }
}

/// What is written down of a sale.
pub(super) fn effects(
    event: &Event,
    commit: &Commit,
    before: &impl Before,
    effects: &mut Effects,
) -> Result<(), LedgerError> {
    let id = event.sale();
    let earlier = effects.take_row(id, before)?;
    if let Event::AttemptStarted { reference, .. } = event {
        if before.sale_of(reference)?.is_some() || effects.references.iter().any(|(used, _)| used == reference) {
            return Err(LedgerError::ReferenceUsed);
        }
        effects.references.push((reference.clone(), id));
    }
    let (known, sale) = match earlier {
        Some(SaleRow { place, sale, by, shift, story, changed }) => {
            (Some((place, by, shift, story, changed)), Some(sale))
        }
        None => (None, None),
    };
    let sale = Sale::apply(sale, event, commit.at)?;
    let (place, by, shift, story, changed) = match known {
        Some(known) => known,
        None => {
            let new = effects.sales.iter().filter(|(_, row)| row.story == [commit.seq]).count();
            let place = before.sales()?.saturating_add(Place::try_from(new).unwrap_or(Place::MAX));
            let shift = match &effects.shifts {
                Some(shifts) => shifts.of_a_sale(),
                None => before.shifts()?.of_a_sale(),
            };
            (place, commit.actor, shift.ok_or(LedgerError::NoShift)?, Vec::new(), None)
        }
    };
    let mut row = SaleRow { place, sale, by, shift, story, changed };
    row.told_by(commit.seq);
    effects.sales.push((id, row));
    Ok(())
}

/// What sales bring into wallets, balances and debts now, in place of what they brought before.
pub(super) fn exchange(effects: &mut Effects, commit: &Commit, before: &impl Before) -> Result<(), LedgerError> {
    let mut rows = std::mem::take(&mut effects.sales);
    let earlier = std::mem::take(&mut effects.earlier);
    for (id, row) in &mut rows {
        let nothing = Earlier::default();
        let was = earlier.iter().find(|(known, _)| known == id).map_or(&nothing, |(_, earlier)| earlier);
        if was.sums.is_some_and(|was| was != totals::Share::of(row)) {
            row.changed = Some(commit.at).filter(|at| at.day() > row.sale.day()).or(row.changed);
        }
        for (vendor, was) in VendorId::ALL.into_iter().zip(was.wallets) {
            let is = wallet::Share::of(vendor, &row.sale);
            if was != is {
                effects.book(vendor, before)?.exchange(was, is);
            }
        }
        let is = Balances::of(&row.sale);
        if was.balances != Some(is) {
            effects.balances(before)?.exchange(was.balances.as_ref(), &is);
        }
        let debt = debt(&row.sale);
        if let Some(debtor) = row.sale.debtor.filter(|_| debt != was.debt) {
            let debtor = effects.debtor(debtor, commit.at, before)?;
            debtor.owes = debtor.owes.minus(was.debt).plus(debt);
        }
    }
    (effects.sales, effects.earlier) = (rows, earlier);
    Ok(())
}

impl SaleRow {
    /// A commit tells of the sale.
    pub(super) fn told_by(&mut self, seq: u64) {
        if self.story.last() != Some(&seq) {
            self.story.push(seq);
        }
    }
}

impl Effects {
    /// A sale as the commit has left it so far, taken out to be changed, with what it brought into sums remembered.
    pub(super) fn take_row(&mut self, id: SaleId, before: &impl Before) -> Result<Option<SaleRow>, LedgerError> {
        if let Some(place) = self.sales.iter().position(|(known, _)| *known == id) {
            return Ok(Some(self.sales.remove(place).1));
        }
        let row = before.row(id)?;
        self.earlier.push((id, row.as_ref().map(Earlier::of).unwrap_or_default()));
        Ok(row)
    }

    /// Which sums change, by each sale as it was and as it is.
    pub fn exchanges(&self) -> impl Iterator<Item = (Period, totals::Exchange)> {
        self.sales.iter().flat_map(|(id, row)| {
            let was = self.earlier.iter().find(|(known, _)| known == id).and_then(|(_, earlier)| earlier.sums);
            let (sold, is) = (row.sale.day(), totals::Share::of(row));
            let exchange = totals::Exchange::of(was, is);
            let later = was.filter(|was| *was != is).zip(row.changed).into_iter().flat_map(move |(was, changed)| {
                let later = Later { sold, changed: changed.day() };
                let alone = |share| totals::Exchange::of(None, share);
                [(Period::Was(later), alone(was)), (Period::Became(later), alone(is))]
            });
            [(Period::Day(sold), exchange), (Period::Shift(row.shift), exchange)].into_iter().chain(later)
        })
    }
}
