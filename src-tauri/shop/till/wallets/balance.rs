//! A vendor's balance beside what the ledger expects: what the judge is told, and what is written down of its word.

use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::sale::{Attempt, Sale, Side};
use airtill_domain::shift::correction::Corrected;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::judge::{
    GIVEN_BACK_WITHIN, Judged, ON_ITS_WAY_FOR, Open, Reading, SEEN_AGAIN_AFTER, SETTLES_WITHIN, Settles,
};
use airtill_domain::wallet::{Book, ReadingWhy, has_arrived};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// Of the last sales, those of which an attempt may have ended a moment ago.
const SALES_LOOKED_AT: usize = 50;

impl Wallets {
    /// A difference that was seen lately and is not explained, where other tills buy from the same wallet: told, no alarm.
    pub fn shared_difference(&self, vendor: VendorId) -> Option<Naira> {
        locked(&self.readings).judges.get(&vendor)?.suspected()
    }

    /// Holds a balance against the ledger that was asked for at an instant.
    pub(super) async fn reconcile(
        &self,
        vendor: VendorId,
        balance: Naira,
        asked_at: Timestamp,
    ) -> Result<(), LedgerError> {
        if self.core.ledger.read_only().is_some() {
            return Ok(());
        }
        let (book, (upto, _)) = (self.core.ledger.book(vendor)?, self.core.ledger.head()?);
        let reading = Reading {
            balance,
            book: &book,
            upto,
            open: &self.open(vendor, asked_at)?,
            fundings: &self.fundings_lately(vendor, &book)?,
            at: self.core.clock.monotonic(),
            shared: self.core.ledger.routing()?.shared_wallets.contains(&vendor),
        };
        let judged = locked(&self.readings).judges.entry(vendor).or_default().judge(reading);
        match judged {
            Judged::Nothing => Ok(()),
            Judged::First => self.write_reading(vendor, balance, ReadingWhy::Opened).await,
            Judged::Fits { exactly, count_anew } => {
                if exactly {
                    self.costs.wallet_fits(vendor).await;
                }
                if count_anew { self.write_reading(vendor, balance, ReadingWhy::Opened).await } else { Ok(()) }
            }
            Judged::Off { by, exactly, .. } => {
                if self.costs.wallet_is_off(vendor, by, exactly).await {
                    return self.write_reading(vendor, balance, ReadingWhy::Cheaper { by }).await;
                }
                tracing::warn!(vendor = vendor.slug(), "the wallet's balance can't be explained by the ledger");
                self.counted(vendor, Entry::WalletDiffers { vendor, balance, off: by }).await
            }
        }
    }

    /// What was put into the wallet lately, as the owner wrote down, since the reading from which is counted.
    fn fundings_lately(&self, vendor: VendorId, book: &Book) -> Result<Vec<(u64, Naira)>, LedgerError> {
        let mut fundings = Vec::new();
        if book.base.is_none_or(|base| base.funded == book.funded) {
            return Ok(fundings);
        }
        let now = self.core.clock.now();
        // What was put right is on its way since then, unless it is there: walking backwards, the last word comes first.
        let mut corrected: BTreeSet<u64> = BTreeSet::new();
        for commit in self.core.ledger.backwards() {
            let commit = commit?;
            if now.since(commit.at) > ON_ITS_WAY_FOR {
                break;
            }
            for entry in &commit.entries {
                match entry {
                    Entry::Corrected { of, what, instead, .. } => {
                        let is_last = corrected.insert(*of);
                        if let Corrected::WalletFunded { vendor: whose, amount, left, .. } = what
                            && is_last
                            && *whose == vendor
                            && !has_arrived(left, *amount)
                        {
                            fundings.push((commit.seq, *instead));
                        }
                    }
                    Entry::WalletFunded { vendor: of, amount, .. }
                        if *of == vendor && !corrected.contains(&commit.seq) =>
                    {
                        fundings.push((commit.seq, *amount));
                    }
                    _ => {}
                }
            }
        }
        fundings.retain(|(_, amount)| *amount != Naira::ZERO);
        Ok(fundings)
    }

    /// What may be in a balance or not that was asked for at an instant: what is under way or in doubt, what failed a moment before and may
    /// not be given back yet, what was delivered a moment before and may not be taken yet.
    fn open(&self, vendor: VendorId, asked_at: Timestamp) -> Result<Vec<Open>, LedgerError> {
        let mut open = Vec::new();
        let mut look_at = |sale: &Sale, ended: bool| {
            for attempt in sale.attempts.iter().filter(|attempt| attempt.vendor == vendor) {
                let cost = attempt.cost().unwrap_or(sale.price);
                let less = Naira::ZERO.minus(cost);
                let known_at = attempt.ended_at.max(attempt.last_check_at).max(attempt.settled_at);
                let within = |time: Duration| known_at.is_some_and(|at| at >= asked_at || asked_at.since(at) <= time);
                let (amount, of) = match attempt.position.side() {
                    Side::Open if !ended => (less, "open"),
                    Side::Failed if ended && within(GIVEN_BACK_WITHIN) => (less, "open"),
                    Side::Delivered if ended && within(SEEN_AGAIN_AFTER) => (cost, "late"),
                    Side::Open | Side::Failed | Side::Delivered => continue,
                };
                let over = attempt.ended_at.is_some_and(|at| asked_at >= at && asked_at.since(at) >= SETTLES_WITHIN);
                let is_doubt = attempt.position.side() == Side::Open;
                let settles = if is_doubt && over { Settles::Both } else { Settles::NotYet };
                open.push(Open { of: name(attempt, of), amount, settles });
            }
        };
        self.core.ledger.open_sales()?.iter().for_each(|sale| look_at(sale, false));
        self.core.ledger.latest(SALES_LOOKED_AT)?.iter().for_each(|sale| look_at(sale, true));
        Ok(open)
    }

    pub(in crate::till) async fn write_reading(
        &self,
        vendor: VendorId,
        balance: Naira,
        why: ReadingWhy,
    ) -> Result<(), LedgerError> {
        self.counted(vendor, Entry::WalletRead { vendor, balance, why }).await
    }

    /// From now on it is counted otherwise.
    async fn counted(&self, vendor: VendorId, entry: Entry) -> Result<(), LedgerError> {
        self.core.ledger.commit(self.core.clock.now(), Actor::Till, vec![entry]).await?;
        self.costs.wallet_counted_anew(vendor);
        self.core.tell(TillEvent::Status);
        Ok(())
    }
}

/// The same for the same attempt, as long as the program runs.
fn name(attempt: &Attempt, of: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (attempt.reference.as_str(), of).hash(&mut hasher);
    hasher.finish()
}
