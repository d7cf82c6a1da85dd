//! Money put into wallets, and the vendors' balances beside what the ledger expects.

use super::{About, Till, TillError, Told, locked};
use crate::domain::money::Naira;
use crate::domain::text;
use crate::domain::vendor::VendorId;
use crate::domain::wallet::{Book, Expected, ReadingWhy};
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

impl Till {
    /// A difference that was seen lately and is not explained, where other tills buy from the same wallet: told, no alarm.
    pub fn shared_difference(&self, vendor: VendorId) -> Option<Naira> {
        locked(&self.wallets).suspect(vendor).map(|suspect| suspect.off)
    }

    /// The owner has put money into a wallet (below zero: taken some out). `explains` says that the vendor's balance of
    /// now is right with it: a difference that was found before is explained by it.
    ///
    /// # Errors
    /// [`TillError::Refused`] when there is no amount.
    pub async fn fund(
        &self,
        vendor: VendorId,
        amount: Naira,
        note: &str,
        explains: bool,
        by: Actor,
    ) -> Result<(), TillError> {
        if amount == Naira::ZERO {
            return Err(TillError::refused(About::Amount, say!("Type how much was put into the wallet")));
        }
        let note = text::seen(note, NOTE_MAX_CHARS);
        let mut entries = vec![Entry::WalletFunded { vendor, amount, note: note.trim().to_owned() }];
        if let Some(balance) = self.balance_of_now(vendor, explains).await? {
            entries.push(Entry::WalletRead { vendor, balance, why: ReadingWhy::Funded });
            entries.push(Entry::DifferenceSeen { vendor, note: say!("it was a funding").to_owned() });
        }
        self.ledger.commit(self.clock.now(), by, entries).await?;
        locked(&self.wallets).suspected(vendor, None);
        self.look.notify_one();
        self.tell(Told::Status);
        Ok(())
    }

    /// A balance asked for now, with no sale in between; `None` when it is not wanted or can't be had.
    async fn balance_of_now(&self, vendor: VendorId, wanted: bool) -> Result<Option<Naira>, LedgerError> {
        let Some(line) = self.line(vendor).filter(|_| wanted) else { return Ok(None) };
        let before = self.ledger.book(vendor)?;
        let balance = line.balance().await.ok().flatten();
        Ok(balance.filter(|_| self.ledger.book(vendor).is_ok_and(|book| book == before)))
    }

    /// The owner has looked into what the ledger could not explain.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nothing was found out.
    pub async fn difference_seen(&self, vendor: VendorId, note: &str, by: Actor) -> Result<(), TillError> {
        let note = text::seen(note, NOTE_MAX_CHARS);
        if note.trim().is_empty() {
            return Err(TillError::refused(About::Sale, say!("Say what you found out")));
        }
        let entry = Entry::DifferenceSeen { vendor, note: note.trim().to_owned() };
        self.ledger.commit(self.clock.now(), by, vec![entry]).await?;
        self.tell(Told::Status);
        Ok(())
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
