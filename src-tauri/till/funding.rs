//! Money put into wallets, and the vendors' balances beside what the ledger expects.

use super::{About, Till, TillError, Told, locked};
use crate::domain::money::Naira;
use crate::domain::text;
use crate::domain::vendor::VendorId;
use crate::domain::wallet::{Book, Difference, Expected, ReadingWhy};
use crate::ledger::LedgerError;
use crate::ledger::entry::{Actor, Entry};
use crate::say;
use std::time::Duration;

/// A difference has to be seen again after so long: a vendor's balance may lag behind its answer.
const SEEN_AGAIN_AFTER: Duration = Duration::from_secs(20);
/// Most characters of a note.
const NOTE_MAX_CHARS: usize = 120;

/// A balance that the ledger can't explain, seen once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    off: Naira,
    book: Book,
    since: Duration,
}

/// What came of looking into a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explained {
    /// It was looked into; a funding is booked.
    Once,
    /// The funding had been written down before it arrived: nothing was booked a second time.
    WrittenDownBefore,
}

impl Till {
    /// A difference that was seen lately and is not explained, where other tills buy from the same wallet: told, no alarm.
    pub fn shared_difference(&self, vendor: VendorId) -> Option<Naira> {
        locked(&self.wallets).suspect(vendor).map(|suspect| suspect.off)
    }

    /// The owner has put money into a wallet (below zero: taken some out).
    ///
    /// # Errors
    /// [`TillError::Refused`] when there is no amount.
    pub async fn fund(&self, vendor: VendorId, amount: Naira, note: &str, by: Actor) -> Result<(), TillError> {
        if amount == Naira::ZERO {
            return Err(TillError::refused(About::Amount, say!("Type how much was put into the wallet")));
        }
        let note = text::seen(note, NOTE_MAX_CHARS);
        let entry = Entry::WalletFunded { vendor, amount, note: note.trim().to_owned() };
        self.ledger.commit(self.clock.now(), by, vec![entry]).await?;
        locked(&self.wallets).suspected(vendor, None);
        self.look.notify_one();
        self.tell(Told::Status);
        Ok(())
    }

    /// The owner has looked into one difference: that one, by its amount, and once. What else could not be explained stays. `funding`: it
    /// was one that nobody had written down.
    ///
    /// A funding that was written down before it arrived leaves two differences that cancel each other: as much missing as there is too
    /// much later. Then nothing is booked a second time, and both are looked into.
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
        let explained = |one: &Difference, funding, note: &str| Entry::DifferenceExplained {
            vendor,
            found_at: one.at,
            amount: one.amount(),
            funding,
            note: note.to_owned(),
        };
        let missing_before = funding.then(|| self.ledger.book(vendor)).transpose()?.and_then(|book| {
            let opposite = Naira::ZERO.minus(difference.amount());
            book.differences.into_iter().find(|one| one.at < difference.at && one.amount() == opposite)
        });
        let (done, entries) = match &missing_before {
            Some(before) => {
                let note = say!("a funding that was written down before it arrived");
                (Explained::WrittenDownBefore, vec![explained(before, false, note), explained(difference, false, note)])
            }
            None => (Explained::Once, vec![explained(difference, funding, &note)]),
        };
        match self.ledger.commit(self.clock.now(), by, entries).await {
            Ok(_) => {}
            Err(LedgerError::NoSuchDifference) => {
                let sentence = say!("This difference was looked into already: nothing was written down a second time");
                return Err(TillError::refused(About::Sale, sentence));
            }
            Err(error) => return Err(error.into()),
        }
        self.tell(Told::Status);
        Ok(done)
    }

    /// Looks at all wallets now: on demand, and before a shift is closed.
    pub fn look_at_wallets(&self) {
        self.look.notify_one();
    }

    /// Holds a balance against the ledger. `before` is the book when the question went out: a sale in between would make
    /// any figure right.
    pub(super) async fn reconcile(&self, vendor: VendorId, balance: Naira, before: &Book) -> Result<(), LedgerError> {
        if self.ledger.read_only().is_some() {
            return Ok(());
        }
        let book = self.ledger.book(vendor)?;
        if book != *before {
            return Ok(());
        }
        let Some(expected) = book.expected() else {
            return self.write_reading(vendor, balance, ReadingWhy::Opened).await;
        };
        match expected.off(balance) {
            None => {
                locked(&self.wallets).suspected(vendor, None);
                self.count_anew(vendor, balance, &book, expected).await
            }
            Some(off) => self.suspect(vendor, balance, off, book).await,
        }
    }

    /// Once nothing is in doubt any more, a range that grew wide is made narrow again by a reading that lies within it.
    async fn count_anew(
        &self,
        vendor: VendorId,
        balance: Naira,
        book: &Book,
        expected: Expected,
    ) -> Result<(), LedgerError> {
        let wide = expected.least != expected.most && book.held == Naira::ZERO;
        if wide { self.write_reading(vendor, balance, ReadingWhy::Opened).await } else { Ok(()) }
    }

    async fn suspect(&self, vendor: VendorId, balance: Naira, off: Naira, book: Book) -> Result<(), LedgerError> {
        let now = self.clock.monotonic();
        let shared = self.ledger.routing()?.shared_wallets.contains(&vendor);
        let seen_long_enough = {
            let mut wallets = locked(&self.wallets);
            match wallets.suspect(vendor) {
                Some(known) if known.off == off && known.book == book => {
                    now.saturating_sub(known.since) >= SEEN_AGAIN_AFTER
                }
                Some(_) | None => {
                    wallets.suspected(vendor, Some(Suspect { off, book, since: now }));
                    false
                }
            }
        };
        if !seen_long_enough || shared {
            return Ok(());
        }
        locked(&self.wallets).suspected(vendor, None);
        tracing::warn!(vendor = vendor.slug(), "the wallet's balance can't be explained by the ledger");
        self.write_reading(vendor, balance, ReadingWhy::Unexplained).await
    }

    pub(super) async fn write_reading(
        &self,
        vendor: VendorId,
        balance: Naira,
        why: ReadingWhy,
    ) -> Result<(), LedgerError> {
        let entry = Entry::WalletRead { vendor, balance, why };
        self.ledger.commit(self.clock.now(), Actor::Till, vec![entry]).await?;
        self.tell(Told::Status);
        Ok(())
    }
}
