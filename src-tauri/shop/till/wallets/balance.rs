//! A vendor's balance beside what the ledger expects: what the judge is told, and what is written down of its word.

use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::sale::{Attempt, Side};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::judge::{GIVEN_BACK_WITHIN, Judged, ON_ITS_WAY_FOR, Reading};
use airtill_domain::wallet::{Book, ReadingWhy};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};

/// Of the last sales, those of which an attempt may have failed a moment ago.
const SALES_LOOKED_AT: usize = 50;

impl Wallets {
    /// A difference that was seen lately and is not explained, where other tills buy from the same wallet: told, no alarm.
    pub fn shared_difference(&self, vendor: VendorId) -> Option<Naira> {
        locked(&self.readings).judges.get(&vendor)?.suspected()
    }

    /// Holds a balance against the ledger. `before` is the book when the question went out.
    pub(super) async fn reconcile(&self, vendor: VendorId, balance: Naira, before: &Book) -> Result<(), LedgerError> {
        if self.core.ledger.read_only().is_some() {
            return Ok(());
        }
        let (after, (upto, _)) = (self.core.ledger.book(vendor)?, self.core.ledger.head()?);
        let reading = Reading {
            balance,
            before,
            after: &after,
            upto,
            fundings: &self.fundings_lately(vendor, &after)?,
            given_back: self.given_back_lately(vendor)?,
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
            Judged::Off { by, exactly } => {
                let why = if self.costs.wallet_is_off(vendor, by, exactly).await {
                    ReadingWhy::Cheaper { by }
                } else {
                    tracing::warn!(vendor = vendor.slug(), "the wallet's balance can't be explained by the ledger");
                    ReadingWhy::Unexplained
                };
                self.write_reading(vendor, balance, why).await
            }
            Judged::Missing(off) => {
                tracing::warn!(vendor = vendor.slug(), "money is missing in the wallet, busy as it is");
                self.counted(vendor, Entry::WalletDiffers { vendor, balance, off }).await
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
        for commit in self.core.ledger.backwards() {
            let commit = commit?;
            if now.since(commit.at) > ON_ITS_WAY_FOR {
                break;
            }
            fundings.extend(commit.entries.iter().filter_map(|entry| match entry {
                Entry::WalletFunded { vendor: of, amount, .. } if *of == vendor => Some((commit.seq, *amount)),
                _ => None,
            }));
        }
        Ok(fundings)
    }

    /// What attempts that failed a moment ago may still have taken.
    fn given_back_lately(&self, vendor: VendorId) -> Result<Naira, LedgerError> {
        let (mut sum, now) = (Naira::ZERO, self.core.clock.now());
        for sale in self.core.ledger.latest(SALES_LOOKED_AT)? {
            let failed = |attempt: &&Attempt| attempt.vendor == vendor && attempt.position.side() == Side::Failed;
            for attempt in sale.attempts.iter().filter(failed) {
                let ended = attempt.last_check_at.max(attempt.ended_at);
                if ended.is_some_and(|at| now.since(at) <= GIVEN_BACK_WITHIN) {
                    sum = sum.plus(attempt.cost().unwrap_or(sale.price));
                }
            }
        }
        Ok(sum)
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
