//! Slips of the finger, put right: taken back at once without a word, or corrected later by an entry that names what it corrects.
//!
//! What may be put right is what a person wrote down about money: cash in and out, debts that were paid, money given back or struck off,
//! fundings of wallets, and differences that were looked into. What a vendor said is no slip: the end of a sale is followed by another
//! ([`super::reconcile`]).

use crate::till::checkout::confirm::OwnerApproval;
use crate::till::core::{Core, TillEvent};
use crate::till::moves::{self, Correctable};
use crate::till::refusal::{About, TillError};
use crate::till::shifts::{REASON_MAX_CHARS, Shifts};
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Event;
use airtill_domain::shift::correction::{Corrected, CountedSince, UNDO_WITHIN};
use airtill_domain::staff::{OWNER, StaffId};
use airtill_domain::text;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::left_by_slip;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// So many stand on the list of what may be put right.
const LISTED: usize = 60;
/// The most that can stand in its place, in naira.
const MOST_NAIRA: i64 = 100_000_000;
/// What was corrected without the owner is summed up over so long at most.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How often it is tried while others write.
const TRIES: u32 = 20;
/// A press that was under way when the time was over still counts.
const GRACE: Duration = Duration::from_secs(3);

/// What puts slips of the finger right.
pub struct Corrections {
    core: Arc<Core>,
    wallets: Arc<Wallets>,
    shifts: Arc<Shifts>,
}

/// What is to be put right, and what is right.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The commit in which it stands.
    pub of: u64,
    /// What is right in its place; zero: it never happened.
    pub instead: Naira,
    /// Why.
    pub why: String,
    /// What the owner says to it.
    pub owner: OwnerApproval,
    /// The owner is at the counter.
    pub by_owner: bool,
}

impl Corrections {
    pub(super) fn new(core: &Arc<Core>, wallets: &Arc<Wallets>, shifts: &Arc<Shifts>) -> Arc<Corrections> {
        Arc::new(Corrections { core: Arc::clone(core), wallets: Arc::clone(wallets), shifts: Arc::clone(shifts) })
    }

    /// What may be put right, newest first; what is about wallets is for the owner alone.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn latest(&self, by_owner: bool) -> Result<Vec<Correctable>, LedgerError> {
        moves::latest(&self.core, LISTED, |what| by_owner || !what.is_of_a_wallet())
    }

    /// What somebody did last, if that was a moment ago and they may take it back without a word; and for how long yet.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn undoable(&self, by: Actor) -> Result<Option<(Correctable, Duration)>, LedgerError> {
        let last = moves::last_act(&self.core)?.filter(|last| last.by == by);
        let Some(last) = last else { return Ok(None) };
        let left = self.left_for_undo(&last, Duration::ZERO)?;
        Ok(left.map(|left| (last, left)))
    }

    /// For how long an act may still be taken back without a word: of the open shift, and by a clock that was not set back since.
    fn left_for_undo(&self, act: &Correctable, grace: Duration) -> Result<Option<Duration>, LedgerError> {
        let now = self.core.clock.now();
        let is_closed = act.of <= self.core.ledger.shifts()?.since.seq;
        if is_closed || now < act.at || act.first.is_some() {
            return Ok(None);
        }
        Ok(UNDO_WITHIN.saturating_add(grace).checked_sub(now.since(act.at)).filter(|left| !left.is_zero()))
    }

    /// Takes back what the same person did a moment ago. No reason is asked for.
    ///
    /// # Errors
    /// [`TillError::Refused`] when it is too late for that, or was taken back already.
    pub async fn take_back(&self, of: u64, by: Actor) -> Result<Correctable, TillError> {
        let allowed = |known: &Correctable, _: Naira| {
            let late = self.left_for_undo(known, GRACE)?.is_none();
            match late || known.by != by {
                true => Err(refused(
                    About::Sale,
                    say!("It is too late to take that back at once: correct it, with a reason"),
                )),
                false => Ok(None),
            }
        };
        self.commit(of, Naira::ZERO, "", by, allowed).await
    }

    /// Puts right what was written down. Beyond what a drawer may be off without a reason, and for what is older than the open shift,
    /// the owner agrees.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nothing is to be put right there, no reason is given, or the owner has to agree.
    pub async fn correct(&self, correction: Correction, by: Actor) -> Result<Correctable, TillError> {
        let Correction { of, instead, why, owner, by_owner } = correction;
        let why = text::seen(&why, REASON_MAX_CHARS).trim().to_owned();
        if why.is_empty() {
            return Err(refused(About::Sale, say!("Say why: a correction stands on the Z with its reason")));
        }
        let most = self.core.ledger.shift_rules()?.over_short_most;
        let allowed = |known: &Correctable, instead: Naira| {
            if known.what.is_of_a_wallet() && !by_owner {
                return Err(refused(About::Sale, say!("Wallets are the owner's to correct")));
            }
            let since = self.core.ledger.shifts()?.since.seq;
            let in_all = instead.minus(known.what.amount()).abs().plus(self.without_owner(since)?);
            let (is_large, is_old) = (in_all > most, known.of <= since);
            if by_owner || !(is_large || is_old) {
                return Ok(None);
            }
            owner.given(match is_large {
                true => say!("So large a correction, or so many in one shift, needs the owner's PIN"),
                false => say!("The shift it belongs to is closed: a correction needs the owner's PIN"),
            })
        };
        self.commit(of, instead, &why, by, allowed).await
    }

    /// What was corrected since a commit without the owner, in all: many small ones are no way around the PIN.
    fn without_owner(&self, since: u64) -> Result<Naira, LedgerError> {
        let (now, mut sum) = (self.core.clock.now(), Naira::ZERO);
        for commit in self.core.ledger.backwards() {
            let commit = commit?;
            // A shop without shifts counts by the day.
            if commit.seq <= since || now.since(commit.at) > DAY {
                break;
            }
            for entry in commit.entries.iter().filter(|_| commit.actor != Actor::Staff(OWNER)) {
                if let Entry::Corrected { what, instead, why, agreed: None, .. } = entry
                    && !why.is_empty()
                {
                    sum = sum.plus(instead.minus(what.amount()).abs());
                }
            }
        }
        Ok(sum)
    }

    async fn commit(
        &self,
        of: u64,
        instead: Naira,
        why: &str,
        by: Actor,
        allowed: impl Fn(&Correctable, Naira) -> Result<Option<StaffId>, TillError>,
    ) -> Result<Correctable, TillError> {
        for _ in 0..TRIES {
            let head = self.core.ledger.head()?.0;
            let gone =
                || refused(About::Sale, say!("There is nothing to correct there any more. Look at the list again"));
            let known = moves::in_commit(&self.core, of)?.ok_or_else(gone)?;
            // What went the other way is named without its sign.
            let instead = match known.what.amount() < Naira::ZERO {
                true => Naira::ZERO.minus(instead.abs()),
                false => instead,
            };
            let agreed = allowed(&known, instead)?;
            self.can_be(&known, instead)?;
            let what = self.with_differences(&known, instead)?;
            let counted = self.counted_since(&known, instead)?;
            let mut entries = Vec::new();
            if let Corrected::Returned { sale, amount, .. } = what {
                entries.push(Entry::Sale(Event::ReturnTakenBack { sale, amount }));
            }
            let why = why.to_owned();
            entries.push(Entry::Corrected { of, what: what.clone(), instead, counted, why, agreed });
            match self.core.ledger.commit_after(head, self.core.clock.now(), by, entries).await {
                Ok(_) => {
                    if let Corrected::WalletFunded { vendor, .. } | Corrected::DifferenceExplained { vendor, .. } = what
                    {
                        self.wallets.books_changed(vendor);
                    }
                    if let Corrected::Returned { sale, .. } = what {
                        self.core.tell(TillEvent::Sale(sale));
                    }
                    self.core.tell(TillEvent::Status);
                    return Ok(known);
                }
                Err(LedgerError::Overtaken) => {}
                Err(LedgerError::Illegal(_)) => return Err(gone()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(refused(About::Sale, say!("So much is written down at this moment that it can't be. Try again")))
    }

    /// Whether that can stand in its place.
    fn can_be(&self, known: &Correctable, instead: Naira) -> Result<(), TillError> {
        let amount = known.what.amount();
        if matches!(known.what, Corrected::WalletFunded { .. }) && known.first.is_some() {
            let sentence = say!(
                "This funding was corrected already: write the rest down as another one, below zero to take some away"
            );
            return Err(refused(About::Amount, sentence));
        }
        if let Corrected::DifferenceExplained { vendor, difference, .. } = &known.what
            && self.fits_a_sale(known.of, *vendor, difference.at)?
        {
            return Err(refused(About::Sale, say!("A sale accounts for this difference since: it stays looked into")));
        }
        let other_way = |amount: Naira| (amount < Naira::ZERO) != (instead < Naira::ZERO) && instead != Naira::ZERO;
        if !known.what.has_another_amount() && instead != Naira::ZERO {
            return Err(refused(About::Amount, say!("This can only be taken back whole")));
        }
        if instead == amount {
            return Err(refused(
                About::Amount,
                say!("That is what stands there: type what is right, or 0 if it did not happen"),
            ));
        }
        if other_way(amount) || instead.abs() > Naira::from_naira(MOST_NAIRA) {
            return Err(refused(About::Amount, say!("Type what is right, in naira; 0 if it did not happen")));
        }
        if let Corrected::DebtPaid { debtor, .. } = &known.what {
            let debtor = self.core.ledger.debtor(*debtor)?;
            let owes = debtor.as_ref().map(|debtor| debtor.owes.plus(amount).minus(instead)).unwrap_or_default();
            if instead.abs() > amount.abs() && (owes < Naira::ZERO) != (amount < Naira::ZERO) && owes != Naira::ZERO {
                let name = debtor.map(|debtor| debtor.name).unwrap_or_default();
                return Err(refused(About::Amount, say!("{name} does not owe so much", name)));
            }
        }
        if !known.what.is_of_a_wallet() {
            self.shifts.shift_needed()?;
        }
        Ok(())
    }

    /// A funding with the differences that the slip had left, looked into or not.
    fn with_differences(&self, known: &Correctable, instead: Naira) -> Result<Corrected, LedgerError> {
        let Corrected::WalletFunded { vendor, amount, written_at, .. } = known.what else {
            return Ok(known.what.clone());
        };
        let open = self.core.ledger.book(vendor)?.differences;
        let mut differences: Vec<(Timestamp, Naira)> =
            open.iter().filter(|one| one.at >= known.at).map(|one| (one.at, one.amount())).collect();
        differences.extend(self.looked_into(known.of, vendor)?);
        Ok(Corrected::WalletFunded { vendor, amount, written_at, left: left_by_slip(&differences, amount, instead) })
    }

    /// Whether a sale's later end accounts for a difference, since a commit.
    fn fits_a_sale(&self, since: u64, vendor: VendorId, found: Timestamp) -> Result<bool, LedgerError> {
        let is_it = |entry: &Entry| matches!(entry, Entry::DifferenceFits { vendor: of, found_at, .. } if *of == vendor && *found_at == found);
        for commit in self.core.ledger.after(since) {
            if commit?.entries.iter().any(is_it) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Differences that somebody has looked into since a commit, and called no funding.
    fn looked_into(&self, since: u64, vendor: VendorId) -> Result<BTreeMap<Timestamp, Naira>, LedgerError> {
        let mut found = BTreeMap::new();
        for commit in self.core.ledger.after(since) {
            for entry in &commit?.entries {
                match entry {
                    Entry::DifferenceExplained { vendor: of, found_at, amount, funding: false, .. }
                        if *of == vendor =>
                    {
                        found.insert(*found_at, *amount);
                    }
                    Entry::DifferenceFits { found_at, .. } => drop(found.remove(found_at)),
                    // Put back, or accounted for by another correction.
                    Entry::Corrected { what: Corrected::DifferenceExplained { difference, .. }, .. } => {
                        found.remove(&difference.at);
                    }
                    Entry::Corrected { what: Corrected::WalletFunded { left, .. }, .. } => {
                        found.retain(|at, _| !left.iter().any(|(known, _)| known == at));
                    }
                    _ => {}
                }
            }
        }
        Ok(found)
    }

    fn counted_since(&self, known: &Correctable, instead: Naira) -> Result<CountedSince, LedgerError> {
        if known.what.drawer_change(instead) == Naira::ZERO {
            return Ok(CountedSince::No);
        }
        let (mut counted, mut closed) = (false, false);
        for commit in self.core.ledger.after(known.of) {
            for entry in &commit?.entries {
                counted |= matches!(entry, Entry::DrawerCounted { .. } | Entry::ShiftOpened { .. });
                closed |= matches!(entry, Entry::ShiftOpened { .. } | Entry::ShiftClosed { .. });
            }
        }
        Ok(match (counted, closed) {
            (_, true) => CountedSince::InAnEarlierShift,
            (true, false) => CountedSince::InThisShift,
            (false, false) => CountedSince::No,
        })
    }
}

fn refused(about: About, sentence: impl Into<String>) -> TillError {
    TillError::refused(about, sentence)
}
