//! What a commit changes of the drawer, of shifts and of debtors.

use super::{Before, Closed, Effects, as_left};
use crate::entry::{Commit, Entry};
use crate::error::LedgerError;
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::money::Naira;
use airtill_domain::shift::balances::{Balances, Wallet};
use airtill_domain::shift::correction::Corrected;
use airtill_domain::shift::{Counted, Direction, Open, Shifts, Since};
use airtill_domain::time::Timestamp;

/// What is written down of the drawer, of shifts and of debtors.
pub(super) fn effects(
    entry: &Entry,
    commit: &Commit,
    before: &impl Before,
    effects: &mut Effects,
) -> Result<(), LedgerError> {
    // What sales of the same commit bring is added later: sums of cash do not depend on the order.
    match entry {
        Entry::ShiftOpened { number, float } => {
            let shifts = effects.shifts(before)?;
            if shifts.open.is_some() || *number != shifts.number + 1 {
                return Err(LedgerError::NotThisShift);
            }
            let float = float.total();
            (shifts.number, shifts.open) = (*number, Some(Open { at: commit.at, float, counts: Vec::new() }));
            effects.balances(before)?.begin_with(float);
        }
        Entry::CashMoved { direction, amount, .. } => {
            let balances = effects.balances(before)?;
            match direction {
                Direction::In => balances.paid_in = balances.paid_in.plus(*amount),
                Direction::Out => balances.paid_out = balances.paid_out.plus(*amount),
            }
        }
        Entry::DrawerCounted { count } => {
            let expected = effects.balances(before)?.count(count.total());
            let open = effects.shifts(before)?.open.as_mut().ok_or(LedgerError::NotThisShift)?;
            open.count(Counted { count: *count, expected, at: commit.at });
        }
        Entry::ShiftClosed { sheet } => {
            let shifts = effects.shifts(before)?;
            if shifts.open.take().is_none() || sheet.number != shifts.number {
                return Err(LedgerError::NotThisShift);
            }
            effects.closed.insert(sheet.number, Closed { sheet: (**sheet).clone(), prints: 0 });
        }
        Entry::DebtorNamed { debtor, name } => effects.debtor(*debtor, commit.at, before)?.name.clone_from(name),
        Entry::DebtorSet { debtor, name, phone, most } => {
            // That is neither a purchase nor a payment: of somebody who is known it changes no day.
            let known = match effects.debtors.get(debtor) {
                Some(known) => Some(known.last_at),
                None => before.debtor(*debtor)?.map(|known| known.last_at),
            };
            let debtor = effects.debtor(*debtor, commit.at, before)?;
            debtor.last_at = known.unwrap_or(commit.at);
            (debtor.name, debtor.phone, debtor.most) = (name.clone(), phone.clone(), *most);
        }
        Entry::DebtPaid { debtor, amount, tender } | Entry::DebtPaidBy { debtor, amount, tender, .. } => {
            let debtor = effects.debtor(*debtor, commit.at, before)?;
            debtor.owes = debtor.owes.minus(*amount);
            effects.balances(before)?.repay(*amount, *tender);
        }
        Entry::Corrected { what, instead, counted, .. } => {
            effects.balances(before)?.correct(what, *instead, *counted);
            match what {
                Corrected::DebtPaid { debtor, amount, .. } => {
                    let debtor = effects.debtor(*debtor, commit.at, before)?;
                    debtor.owes = debtor.owes.plus(*amount).minus(*instead);
                }
                Corrected::WalletFunded { vendor, amount, written_at, left } => {
                    effects.book(*vendor, before)?.correct_funding(*amount, *instead, *written_at, left);
                }
                Corrected::DifferenceExplained { vendor, difference, funding } => {
                    effects.book(*vendor, before)?.explained_no_more(*difference, *funding);
                }
                Corrected::CashMoved { .. } | Corrected::Returned { .. } => {}
            }
        }
        _ => {}
    }
    Ok(())
}

/// Where everything is after the commit: from here the next sheet counts.
pub(super) fn since(effects: &mut Effects, commit: &Commit, before: &impl Before) -> Result<Since, LedgerError> {
    let wallets = Wallet::of_all(|vendor| {
        let known = effects.books.iter().find(|(known, _)| *known == vendor).map(|(_, book)| book.clone());
        known.map_or_else(|| before.book(vendor), Ok)
    })?;
    Ok(Since { seq: commit.seq, balances: *effects.balances(before)?, wallets })
}

impl Effects {
    pub(super) fn balances(&mut self, before: &impl Before) -> Result<&mut Balances, LedgerError> {
        as_left(&mut self.balances, || before.balances())
    }

    pub(super) fn shifts(&mut self, before: &impl Before) -> Result<&mut Shifts, LedgerError> {
        as_left(&mut self.shifts, || before.shifts())
    }

    /// A debtor, who is heard of at `at`. One whom nobody has named yet has no name.
    pub(super) fn debtor(
        &mut self,
        id: DebtorId,
        at: Timestamp,
        before: &impl Before,
    ) -> Result<&mut Debtor, LedgerError> {
        let nobody = || Debtor { id, name: String::new(), owes: Naira::ZERO, last_at: at, phone: None, most: None };
        let mut now = match self.debtors.remove(&id) {
            Some(now) => now,
            None => before.debtor(id)?.unwrap_or_else(nobody),
        };
        now.last_at = at;
        Ok(self.debtors.entry(id).or_insert(now))
    }

    /// The first shift begins: what was before is not on its sheet.
    pub(super) fn opens_the_first(&self) -> bool {
        self.shifts.as_ref().is_some_and(|shifts| shifts.open.is_some() && shifts.since == Since::default())
    }
}
