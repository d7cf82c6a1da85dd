//! Customers who pay later: who may, how much, and what they pay back.

use crate::till::checkout::Checkout;
use crate::till::checkout::draft::{Draft, OnCredit};
use crate::till::core::TillEvent;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::debtor::{Debtor, DebtorId, TypedDebtor, folded};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Tender;
use airtill_domain::staff;
use airtill_domain::text;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;

/// Most characters of a name.
const PAYER_MAX_CHARS: usize = 60;

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
    /// When there is no name, several have it, or the review is not open any more.
    pub fn set_debtor(&self, sale: SaleId, name: &str) -> Result<Draft, TillError> {
        let typed = TypedDebtor::read(name);
        let debtors = self.core.ledger.debtors()?;
        let named = typed.among(&debtors);
        if named.len() > 1 {
            let name = &named[0].name;
            let sentence = say!("Several are called {name}: choose one, or type the telephone behind the name", name);
            return Err(TillError::refused(About::Debtor, sentence));
        }
        self.set_on_credit(sale, named.first().copied(), typed, &debtors)
    }

    /// The review's customer pays later, and is this one.
    ///
    /// # Errors
    /// When they are not on the list, or the review is not open any more.
    pub fn choose_debtor(&self, sale: SaleId, debtor: DebtorId) -> Result<Draft, TillError> {
        let debtors = self.core.ledger.debtors()?;
        let known = debtors.iter().find(|known| known.id == debtor);
        let known =
            known.ok_or_else(|| TillError::refused(About::Debtor, say!("Nobody of this name is on the list")))?;
        self.set_on_credit(sale, Some(known), TypedDebtor { name: known.name.clone(), phone: None }, &debtors)
    }

    fn set_on_credit(
        &self,
        sale: SaleId,
        known: Option<&Debtor>,
        typed: TypedDebtor,
        debtors: &[Debtor],
    ) -> Result<Draft, TillError> {
        let on_credit = match known {
            Some(known) => {
                let phone = known.phone.clone().or(typed.phone);
                OnCredit { id: Some(known.id), name: known.name.clone(), phone, owes: known.owes, most: known.most }
            }
            None => {
                let name = staff::good_name(&typed.name).map_err(|why| TillError::refused(About::Debtor, why))?;
                self.did_you_mean(sale, &typed, debtors)?;
                OnCredit { id: None, name, phone: typed.phone, owes: Naira::ZERO, most: None }
            }
        };
        self.may_owe(&on_credit, self.draft(sale).map_or(Naira::ZERO, |draft| draft.price.naira()))?;
        self.change_draft(sale, |draft| (draft.tender, draft.on_credit) = (Tender::Credit, Some(on_credit)))
    }

    /// A name that is nearly somebody's is asked about once: typed again, it is a new customer.
    fn did_you_mean(&self, sale: SaleId, typed: &TypedDebtor, debtors: &[Debtor]) -> Result<(), TillError> {
        let Some(like) = typed.like(debtors) else { return Ok(()) };
        let asked = Some(folded(&typed.name));
        let draft = self.draft(sale).ok_or_else(stale)?;
        if draft.asked_name == asked {
            return Ok(());
        }
        self.change_draft(sale, |draft| draft.asked_name = asked)?;
        let phone = like.phone.as_ref().map(|phone| format!(", {}", phone.grouped())).unwrap_or_default();
        let sentence = say!(
            "Did you mean {name}{phone}, who owes {owes}? Type that name, or press Enter again for a new customer",
            name = like.name,
            phone,
            owes = like.owes.short()
        );
        Err(TillError::refused(About::Debtor, sentence))
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
        let most = on_credit.most.unwrap_or(most);
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
            let others = debtors.iter().filter(|debtor| Some(debtor.id) != on_credit.id);
            Ok(others.map(|debtor| debtor.owes.max(Naira::ZERO)).sum())
        };
        if let Some(all) = all {
            // Whom the shop owes money has that to spend first.
            let together = owed()?.plus(on_credit.owes.plus(price).max(Naira::ZERO));
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
        let OnCredit { id, name, phone, .. } = on_credit.clone();
        let typed = TypedDebtor { name: name.clone(), phone: phone.clone() };
        // Somebody else may have named the same new customer since.
        let by_name = || typed.among(&debtors).first().copied();
        let known = id.and_then(|id| debtors.iter().find(|debtor| debtor.id == id)).or_else(by_name);
        let (owes, most) = known.map_or((Naira::ZERO, None), |known| (known.owes, known.most));
        self.may_owe(&OnCredit { owes, most, ..on_credit.clone() }, draft.price.naira())?;
        if let Some(Debtor { id: debtor, name, phone: said, most, .. }) = known.cloned() {
            let is_new = phone.is_some() && said.is_none();
            return Ok(Some((debtor, is_new.then_some(Entry::DebtorSet { debtor, name, phone, most }))));
        }
        let debtor = DebtorId(debtors.iter().map(|debtor| debtor.id.0).max().unwrap_or(0) + 1);
        let named = match phone {
            Some(phone) => Entry::DebtorSet { debtor, name, phone: Some(phone), most: None },
            None => Entry::DebtorNamed { debtor, name },
        };
        Ok(Some((debtor, Some(named))))
    }

    /// The owner says who a debtor is, and how much they may owe: `None` as everybody.
    ///
    /// # Errors
    /// [`TillError::Refused`] when that can't be, or is somebody else.
    pub async fn set_debtor_card(
        &self,
        debtor: DebtorId,
        typed: &str,
        most: Option<Naira>,
        by: Actor,
    ) -> Result<(), TillError> {
        let refused = |sentence: &str| TillError::refused(About::Debtor, sentence);
        let TypedDebtor { name, phone } = TypedDebtor::read(typed);
        let name = staff::good_name(&name).map_err(refused)?;
        if most.is_some_and(|most| most < Naira::ZERO || !most.is_whole()) {
            return Err(refused(say!("A limit is whole naira, zero or more")));
        }
        let debtors = self.core.ledger.debtors()?;
        let known = debtors.iter().find(|known| known.id == debtor);
        let known = known.ok_or_else(|| refused(say!("Nobody of this name is on the list")))?;
        let others: Vec<Debtor> = debtors.iter().filter(|other| other.id != debtor).cloned().collect();
        if let Some(other) = (TypedDebtor { name: name.clone(), phone: phone.clone() }).among(&others).first() {
            return Err(refused(&say!("{name} is on the list already", name = other.name)));
        }
        if (&known.name, &known.phone, known.most) == (&name, &phone, most) {
            return Ok(());
        }
        let entry = Entry::DebtorSet { debtor, name, phone, most };
        self.core.ledger.commit(self.core.clock.now(), by, vec![entry]).await?;
        Ok(())
    }

    /// A customer pays what they owe, or some of it, or somebody (`payer`) for them; or gets back what they paid for a sale that failed
    /// afterwards.
    ///
    /// # Errors
    /// [`TillError::Refused`] when it is more than that, or no shift is open.
    pub async fn debt_paid(
        &self,
        debtor: DebtorId,
        amount: Naira,
        tender: Tender,
        payer: &str,
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
        let payer = text::seen(payer, PAYER_MAX_CHARS).trim().to_owned();
        let entry = match payer.is_empty() {
            true => Entry::DebtPaid { debtor, amount, tender },
            false => Entry::DebtPaidBy { debtor, amount, tender, payer },
        };
        self.shifts.commit_cash(entry, by, allowed).await?;
        drop(one_at_a_time);
        self.core.tell(TillEvent::Status);
        known()
    }
}
