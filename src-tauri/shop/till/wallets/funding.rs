//! Money put into wallets, and differences that the owner has looked into.

use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::moves;
use crate::till::refusal::{About, TillError};
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::shift::correction::Corrected;
use airtill_domain::text;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::{Difference, that_make};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;
use std::time::Duration;

/// After that it is missed at the next look at the wallet: so long after it was written down at the latest, for a shop is closed at night.
/// What is missing later has another reason.
const MISSED_WITHIN: Duration = Duration::from_secs(26 * 60 * 60);
/// A bank transfer that is not there after so long does not arrive any more.
const ARRIVES_WITHIN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The most that is put into a wallet at once, or taken out, in naira. \[assumption\]: no kiosk's wallet has ever held so much.
const FUNDING_MAX_NAIRA: i64 = 100_000_000;
/// Most characters of a note.
const NOTE_MAX_CHARS: usize = 120;

/// A difference below zero that a funding may have left which was on its way.
struct Missing {
    at: Timestamp,
    /// Nobody has looked into it yet.
    is_open: bool,
}

/// What came of writing a funding down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Funded {
    /// It is booked.
    WrittenDown,
    /// It is the one that the wallet had shown before anybody wrote it down, then: booked once.
    Found(Timestamp),
}

/// What came of looking into a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explained {
    /// It was looked into; a funding is booked.
    Once,
    /// The funding had been written down before it arrived: nothing was booked a second time.
    WrittenDownBefore,
}

impl Wallets {
    /// The owner has put money into a wallet (below zero: taken some out). An odd amount is asked about, unless somebody is `sure` of it.
    ///
    /// # Errors
    /// [`TillError::Refused`] when there is no amount, or it is odd.
    pub async fn fund(
        &self,
        vendor: VendorId,
        amount: Naira,
        note: &str,
        sure: bool,
        by: Actor,
    ) -> Result<Funded, TillError> {
        if amount == Naira::ZERO {
            return Err(TillError::refused(About::Amount, say!("Type how much was put into the wallet")));
        }
        let most = Naira::from_naira(FUNDING_MAX_NAIRA);
        if amount.abs() > most {
            let sentence =
                say!("{amount} is surely a slip: at most {most} at once", amount = amount.short(), most = most.short());
            return Err(TillError::refused(About::Amount, sentence));
        }
        if !sure {
            self.ask_about(vendor, amount)?;
        }
        let note = text::seen(note, NOTE_MAX_CHARS);
        let (done, entries) = self.funding_entries(vendor, amount, note.trim())?;
        self.core.ledger.commit(self.core.clock.now(), by, entries).await?;
        self.books_changed(vendor);
        self.core.tell(TillEvent::Status);
        Ok(done)
    }

    /// Asks about an amount that can hardly be: more taken out than is in the wallet, or far beyond the usual.
    fn ask_about(&self, vendor: VendorId, amount: Naira) -> Result<(), TillError> {
        let ask = |sentence: String| Err(TillError::refused(About::Sure, sentence));
        let (book, vendor_name) = (self.core.ledger.book(vendor)?, vendor.name());
        let most = self.wallet(vendor).balance.map_or(book.value(), |(balance, _)| balance.max(book.value()));
        if amount.plus(most) < Naira::ZERO {
            return ask(say!(
                "{amount} is more than is in the wallet at {vendor}, {most}. Is it right? Press once more",
                amount = amount.abs().short(),
                vendor = vendor_name,
                most = most.short()
            ));
        }
        let same = |what: &Corrected| matches!(what, Corrected::WalletFunded { vendor: of, .. } if *of == vendor);
        match moves::far_beyond_the_usual(&self.core, amount, same)? {
            Some(usual) => ask(say!(
                "{amount} is far more than usual: the last ones were {usual} at most. Is it right? Press once more",
                amount = amount.abs().short(),
                usual = usual.short()
            )),
            None => Ok(()),
        }
    }

    /// What a wallet should hold is another sum by somebody's word: what its balances said before says nothing any more.
    pub(in crate::till) fn books_changed(&self, vendor: VendorId) {
        locked(&self.readings).judges.entry(vendor).or_default().forget();
        self.look.notify_one();
    }

    /// A funding, or that one which the wallet showed before it was written down was it, in one piece or in several where something was in
    /// doubt: nothing is booked twice.
    fn funding_entries(
        &self,
        vendor: VendorId,
        amount: Naira,
        note: &str,
    ) -> Result<(Funded, Vec<Entry>), LedgerError> {
        let now = self.core.clock.now();
        let differences = self.core.ledger.book(vendor)?.differences;
        let lately = differences.iter().filter(|one| now.since(one.at) <= ARRIVES_WITHIN);
        let lately: Vec<(Timestamp, Naira)> = lately.map(|one| (one.at, one.amount())).collect();
        let note = note.to_owned();
        let Some(shown) = that_make(&lately, amount) else {
            return Ok((Funded::WrittenDown, vec![Entry::WalletFunded { vendor, amount, note }]));
        };
        let found = Funded::Found(shown.iter().map(|(at, _)| *at).max().unwrap_or(now));
        let explained = shown.into_iter().map(|(found_at, amount)| {
            let note = note.clone();
            Entry::DifferenceExplained { vendor, found_at, amount, funding: true, note }
        });
        Ok((found, explained.collect()))
    }

    /// The owner has looked into one difference: that one, by its amount, and once. What else could not be explained stays. `funding`: it
    /// was one that nobody had written down.
    ///
    /// A funding that was written down before it arrived leaves two differences that cancel each other: as much missing as there is too
    /// much later. Where the ledger has that funding, nothing is booked a second time, and both are looked into. Money that is missing
    /// for another reason stays missing, whatever arrives later.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nothing was found out, or the difference was looked into already.
    pub async fn difference_explained(
        &self,
        vendor: VendorId,
        difference: &Difference,
        funding: bool,
        note: &str,
        by: Actor,
    ) -> Result<Explained, TillError> {
        let note = text::seen(note, NOTE_MAX_CHARS).trim().to_owned();
        if note.is_empty() {
            return Err(TillError::refused(About::Sale, say!("Say what you found out")));
        }
        let explained = |found_at, amount, funding, note: &str| Entry::DifferenceExplained {
            vendor,
            found_at,
            amount,
            funding,
            note: note.to_owned(),
        };
        let (at, amount) = (difference.at, difference.amount());
        let missing = if funding { self.missing_before(vendor, at, amount)? } else { None };
        let (done, entries) = match missing {
            Some(before) => {
                let arrived = explained(at, amount, false, &note);
                let why = say!("a funding that was written down before it arrived");
                let missed = explained(before.at, Naira::ZERO.minus(amount), false, why);
                let entries = if before.is_open { vec![missed, arrived] } else { vec![arrived] };
                (Explained::WrittenDownBefore, entries)
            }
            None => (Explained::Once, vec![explained(at, amount, funding, &note)]),
        };
        match self.core.ledger.commit(self.core.clock.now(), by, entries).await {
            Ok(_) => {}
            Err(LedgerError::NoSuchDifference) => {
                let sentence = say!("This difference was looked into already: nothing was written down a second time");
                return Err(TillError::refused(About::Sale, sentence));
            }
            Err(error) => return Err(error.into()),
        }
        self.core.tell(TillEvent::Status);
        Ok(done)
    }

    /// Whether `amount`, found too much at `at`, is the arrival of a funding that was written down already: soon after a funding of just
    /// so much, just so much was missing, and nothing has arrived for it yet. The earliest of them, looked into or not.
    fn missing_before(&self, vendor: VendorId, at: Timestamp, amount: Naira) -> Result<Option<Missing>, LedgerError> {
        let opposite = Naira::ZERO.minus(amount);
        let in_time = |found: Timestamp| found < at && at.since(found) <= ARRIVES_WITHIN;
        let mut missing: Vec<Missing> = self
            .core
            .ledger
            .book(vendor)?
            .differences
            .iter()
            .filter(|one| one.amount() == opposite && in_time(one.at))
            .map(|one| Missing { at: one.at, is_open: true })
            .collect();
        let (mut fundings, mut arrived) = (Vec::new(), 0);
        for commit in self.core.ledger.backwards() {
            let commit = commit?;
            if commit.at < at && at.since(commit.at) > ARRIVES_WITHIN.saturating_add(MISSED_WITHIN) {
                break;
            }
            for entry in &commit.entries {
                match entry {
                    Entry::WalletFunded { vendor: of, amount: put_in, .. } if *of == vendor && *put_in == amount => {
                        fundings.push(commit.at);
                    }
                    Entry::DifferenceExplained { vendor: of, found_at, amount: off, funding: false, .. }
                        if *of == vendor && in_time(*found_at) =>
                    {
                        missing.extend((*off == opposite).then_some(Missing { at: *found_at, is_open: false }));
                        arrived += usize::from(*off == amount);
                    }
                    _ => {}
                }
            }
        }
        let follows_a_funding =
            |found: Timestamp| fundings.iter().any(|funded| *funded <= found && found.since(*funded) <= MISSED_WITHIN);
        missing.retain(|one| follows_a_funding(one.at));
        missing.sort_by_key(|one| one.at);
        Ok(missing.into_iter().nth(arrived))
    }
}
