//! Customers who pay later: who may, how much, and what they pay back.

use crate::till::checkout::Checkout;
use crate::till::checkout::draft::{Draft, OnCredit};
use crate::till::core::TillEvent;
use crate::till::refusal::{About, TillError};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Tender;
use airtill_domain::staff;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;

impl Checkout {
    /// Everyone who owes, those who owe most first, then those who have paid.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn debtors(&self) -> Result<Vec<Debtor>, LedgerError> {
        let mut debtors = self.core.ledger.debtors()?;
        debtors.sort_by(|one, other| other.owes.cmp(&one.owes).then_with(|| one.name.cmp(&other.name)));
        Ok(debtors)
    }

    /// The review's customer pays later, under this name: the same name is the same customer.
    ///
    /// # Errors
    /// When there is no name, or the review is not open any more.
    pub fn set_debtor(&self, sale: SaleId, name: &str) -> Result<Draft, TillError> {
        let name = staff::good_name(name).map_err(|why| TillError::refused(About::Debtor, why))?;
        let known = self.core.ledger.debtors()?.into_iter().find(|debtor| same_name(&debtor.name, &name));
        let on_credit = match known {
            Some(Debtor { name, owes, .. }) => OnCredit { name, owes },
            None => OnCredit { name, owes: Naira::ZERO },
        };
        self.may_owe(&on_credit, self.draft(sale).map_or(Naira::ZERO, |draft| draft.price.naira()))?;
        self.change_draft(sale, |draft| (draft.tender, draft.on_credit) = (Tender::Credit, Some(on_credit)))
    }

    /// Whether someone may owe so much more.
    fn may_owe(&self, on_credit: &OnCredit, price: Naira) -> Result<(), TillError> {
        let most = self.core.ledger.shift_rules()?.credit_most;
        let refused = |sentence: String| Err(TillError::refused(About::Debtor, sentence));
        if most == Naira::ZERO {
            return refused(
                say!("This shop sells nothing on credit. The owner can allow it, under Owner, Paper").to_owned(),
            );
        }
        let owes = on_credit.owes.plus(price);
        if owes > most {
            return refused(say!(
                "{name} would owe {owes}, and may owe {most} at most",
                name = on_credit.name,
                owes = owes.short(),
                most = most.short()
            ));
        }
        let all = self.core.ledger.trade_rules()?.limits.credit_sum;
        let owed = || -> Result<Naira, LedgerError> {
            let debtors = self.core.ledger.debtors()?;
            Ok(debtors.iter().map(|debtor| debtor.owes).filter(|owes| *owes > Naira::ZERO).sum())
        };
        if let Some(all) = all {
            let together = owed()?.plus(price);
            if together > all {
                return refused(say!(
                    "All together would owe {together}, and may owe {all} at most",
                    together = together.short(),
                    all = all.short()
                ));
            }
        }
        Ok(())
    }

    /// The entries by which a sale on credit has a debtor: one who is not known yet gets a name.
    pub(super) fn debtor_for(&self, draft: &Draft) -> Result<Option<(DebtorId, Option<Entry>)>, TillError> {
        if draft.tender != Tender::Credit {
            return Ok(None);
        }
        let Some(on_credit) = &draft.on_credit else {
            return Err(TillError::refused(About::Debtor, say!("Who pays later? Type the name")));
        };
        let debtors = self.core.ledger.debtors()?;
        let known = debtors.iter().find(|debtor| same_name(&debtor.name, &on_credit.name));
        let now = OnCredit { owes: known.map_or(Naira::ZERO, |debtor| debtor.owes), ..on_credit.clone() };
        self.may_owe(&now, draft.price.naira())?;
        if let Some(known) = known {
            return Ok(Some((known.id, None)));
        }
        let debtor = DebtorId(debtors.iter().map(|debtor| debtor.id.0).max().unwrap_or(0) + 1);
        Ok(Some((debtor, Some(Entry::DebtorNamed { debtor, name: on_credit.name.clone() }))))
    }

    /// A customer pays what they owe, or some of it; or gets back what they paid for a sale that failed afterwards.
    ///
    /// # Errors
    /// [`TillError::Refused`] when it is more than that, or no shift is open.
    pub async fn debt_paid(
        &self,
        debtor: DebtorId,
        amount: Naira,
        tender: Tender,
        by: Actor,
    ) -> Result<Debtor, TillError> {
        let refused = |sentence: String| TillError::refused(About::Amount, sentence);
        if tender == Tender::Credit {
            return Err(refused(say!("A debt is paid in cash, by transfer or by card").to_owned()));
        }
        if amount <= Naira::ZERO {
            return Err(refused(say!("Type how much was paid, in naira").to_owned()));
        }
        self.shifts.open_shift_needed()?;
        // Two payments at once would both see the whole debt.
        let one_at_a_time = self.taking.lock().await;
        let gone = || TillError::refused(About::Debtor, say!("Nobody of this name is on the list"));
        let known = || self.core.ledger.debtor(debtor)?.ok_or_else(gone);
        let back = known()?.owes < Naira::ZERO;
        let amount = if back { Naira::ZERO.minus(amount) } else { amount };
        let allowed = || {
            let Debtor { name, owes, .. } = known()?;
            match back {
                false if amount > owes => Err(refused(say!("{name} owes {owes}, not more", name, owes = owes.short()))),
                true if amount < owes => {
                    Err(refused(say!("{name} is owed {owes}, not more", name, owes = owes.abs().short())))
                }
                _ => Ok(()),
            }
        };
        self.shifts.commit_cash(Entry::DebtPaid { debtor, amount, tender }, by, allowed).await?;
        drop(one_at_a_time);
        self.core.tell(TillEvent::Status);
        known()
    }
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
