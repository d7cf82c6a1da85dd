//! Shifts while they are open: a float to begin with, cash in and out, and the count that ends them.
//!
//! A shop that never opened a shift sells without. From the first one on, nothing is sold and no cash leaves the drawer while none is
//! open: what no sheet tells of, nobody answers for.
//!
//! `looked` and `cash_in_question` are locked for a moment, never together and never across an await.

pub mod close;

use crate::till::core::{Core, TillEvent};
use crate::till::lock::locked;
use crate::till::moves;
use crate::till::printing::PrintQueue;
use crate::till::providers::Providers;
use crate::till::reconcile::Reconcile;
use crate::till::refusal::{About, TillError};
use crate::till::shifts::close::PreCloseCheck;
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::price::{Rounding, RoundingWay};
use airtill_domain::shift::correction::{Corrected, UNDO_WITHIN};
use airtill_domain::shift::{Count, Counted, Direction};
use airtill_domain::text;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Commit, Entry};
use airtill_words::say;
use std::sync::{Arc, Mutex};

/// Most characters of a reason.
pub const REASON_MAX_CHARS: usize = 120;
/// Most that goes into a drawer or out of it at once.
const MOVED_MOST_NAIRA: i64 = 100_000_000;
/// What should be in the drawer is told to nobody more closely than to so many naira.
const HIDDEN_IN_NAIRA: u16 = 5_000;
/// How often it is tried while others write.
const TRIES: u32 = 20;

/// Shifts, and the cash of the drawer.
pub struct Shifts {
    core: Arc<Core>,
    providers: Arc<Providers>,
    wallets: Arc<Wallets>,
    printing: Arc<PrintQueue>,
    reconcile: Arc<Reconcile>,
    /// What the look before a close found.
    looked: Mutex<Option<PreCloseCheck>>,
    /// Cash of which nobody knows whether it was written down.
    cash_in_question: Mutex<Option<Entry>>,
}

impl Shifts {
    pub(super) fn new(
        core: &Arc<Core>,
        providers: &Arc<Providers>,
        wallets: &Arc<Wallets>,
        printing: &Arc<PrintQueue>,
        reconcile: &Arc<Reconcile>,
    ) -> Arc<Shifts> {
        Arc::new(Shifts {
            core: Arc::clone(core),
            providers: Arc::clone(providers),
            wallets: Arc::clone(wallets),
            printing: Arc::clone(printing),
            reconcile: Arc::clone(reconcile),
            looked: Mutex::default(),
            cash_in_question: Mutex::default(),
        })
    }

    /// That there is a shift to put something into, where this shop has shifts.
    pub(in crate::till) fn shift_needed(&self) -> Result<(), TillError> {
        match self.core.ledger.shifts()?.of_a_sale() {
            Some(_) => Ok(()),
            None => Err(no_shift()),
        }
    }

    /// A shift begins with what is in the drawer. Its number.
    ///
    /// # Errors
    /// [`TillError::Refused`] when one is open, or the count can't be.
    pub async fn open_shift(&self, float: Count, by: Actor) -> Result<u32, TillError> {
        float.good().map_err(|why| TillError::refused(About::Amount, why))?;
        let number = self.core.ledger.shifts()?.number + 1;
        match self.core.ledger.commit(self.core.clock.now(), by, vec![Entry::ShiftOpened { number, float }]).await {
            Ok(_) => {}
            Err(LedgerError::NotThisShift) => {
                return Err(TillError::refused(About::Shift, say!("A shift is open already: close it first")));
            }
            Err(error) => return Err(error.into()),
        }
        self.core.tell(TillEvent::Status);
        Ok(number)
    }

    /// Cash that has nothing to do with a sale goes into the drawer or out of it. A reason may be missing: then it stands on the
    /// sheet that it is. An odd amount is asked about, unless somebody is `sure` of it.
    ///
    /// # Errors
    /// [`TillError::Refused`] when no shift is open, there is no amount, or it is odd.
    pub async fn move_cash(
        &self,
        direction: Direction,
        amount: Naira,
        reason: &str,
        sure: bool,
        by: Actor,
    ) -> Result<(), TillError> {
        if amount <= Naira::ZERO || amount > Naira::from_naira(MOVED_MOST_NAIRA) {
            return Err(TillError::refused(About::Amount, say!("Type how much, in naira")));
        }
        self.open_shift_needed()?;
        if !sure {
            self.ask_about(direction, amount)?;
        }
        let reason = text::seen(reason, REASON_MAX_CHARS).trim().to_owned();
        self.commit_cash(Entry::CashMoved { direction, amount, reason }, by, || Ok(())).await?;
        self.core.tell(TillEvent::Status);
        Ok(())
    }

    /// Asks about an amount that can hardly be: more than a drawer of this fill holds, or far beyond the usual. What is asked tells nobody
    /// what should be in the drawer: the count is blind.
    fn ask_about(&self, direction: Direction, amount: Naira) -> Result<(), TillError> {
        let ask = |sentence: String| Err(TillError::refused(About::Sure, sentence));
        let amount_words = amount.short();
        let hidden = Rounding { way: RoundingWay::Up, step_naira: HIDDEN_IN_NAIRA };
        // Without what can still be taken back: nobody finds the figure by putting in, asking and taking back.
        let lately = moves::in_drawer_lately(&self.core, UNDO_WITHIN.saturating_mul(2))?;
        let drawer = self.core.ledger.balances()?.drawer().minus(lately);
        if direction == Direction::Out && amount > hidden.of(drawer) {
            return ask(say!(
                "{amount} is more than the drawer can hold now. Is it right? Press once more",
                amount = amount_words
            ));
        }
        let same = |what: &Corrected| matches!(what, Corrected::CashMoved { direction: of, .. } if *of == direction);
        match moves::far_beyond_the_usual(&self.core, amount, same)? {
            Some(usual) => ask(say!(
                "{amount} is far more than usual: the last ones were {usual} at most. Is it right? Press once more",
                amount = amount_words,
                usual = usual.short()
            )),
            None => Ok(()),
        }
    }

    /// Writes down that cash moved, once. Where writing failed before, nobody knew whether it was kept: the next try settles that,
    /// and the same once more is then the one that was in question, not another.
    pub(in crate::till) async fn commit_cash(
        &self,
        entry: Entry,
        by: Actor,
        allowed: impl Fn() -> Result<(), TillError>,
    ) -> Result<(), TillError> {
        for _ in 0..TRIES {
            let head = self.core.ledger.head()?.0;
            allowed()?;
            match self.core.ledger.commit_after(head, self.core.clock.now(), by, vec![entry.clone()]).await {
                Ok(_) => {
                    *locked(&self.cash_in_question) = None;
                    return Ok(());
                }
                Err(LedgerError::Overtaken) => {
                    let asked_before = locked(&self.cash_in_question).take_if(|known| *known == entry).is_some();
                    let kept =
                        |commit: Result<Commit, LedgerError>| commit.map(|commit| commit.entries.contains(&entry));
                    if asked_before && self.core.ledger.after(head).map(kept).any(|kept| kept.unwrap_or(false)) {
                        return Ok(());
                    }
                }
                Err(error @ LedgerError::OutcomeUnknown(_)) => {
                    *locked(&self.cash_in_question) = Some(entry);
                    return Err(error.into());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(TillError::refused(
            About::Amount,
            say!("So much is written down at this moment that it can't be. Try again"),
        ))
    }

    /// The drawer was counted. What should have been in it comes back: only now.
    ///
    /// # Errors
    /// [`TillError::Refused`] when no shift is open, or the count can't be.
    pub async fn count_drawer(&self, count: Count, by: Actor) -> Result<Counted, TillError> {
        count.good().map_err(|why| TillError::refused(About::Amount, why))?;
        self.open_shift_needed()?;
        match self.core.ledger.commit(self.core.clock.now(), by, vec![Entry::DrawerCounted { count }]).await {
            Ok(_) => {}
            Err(LedgerError::NotThisShift) => return Err(no_shift()),
            Err(error) => return Err(error.into()),
        }
        self.core.tell(TillEvent::Status);
        let open = self.core.ledger.shifts()?.open;
        open.and_then(|open| open.counts.last().copied()).ok_or_else(no_shift)
    }

    pub(in crate::till) fn open_shift_needed(&self) -> Result<(), TillError> {
        if self.core.ledger.shifts()?.open.is_some() { Ok(()) } else { Err(no_shift()) }
    }
}

pub(super) fn no_shift() -> TillError {
    TillError::refused(About::Shift, say!("No shift is open. Count the float and open one first"))
}
