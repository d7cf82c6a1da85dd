//! What is left at each provider.
//!
//! Balances are readings: they can be fetched again, so they live in memory. Only those from which is counted, and those that
//! the ledger can't explain, are entries (`funding.rs`). `readings` and `dates` are locked one after the other, never across an await.

mod balance;
mod dates;
mod debited;
pub mod fits;
pub mod funding;
pub mod statement;

use crate::till::core::{Core, TillEvent};
use crate::till::costs::Costs;
use crate::till::lock::locked;
use crate::till::providers::Providers;
use crate::till::providers::reach::Online;
use crate::till::wallets::dates::Dates;
use crate::till::wallets::debited::{CleanLook, SeenOnce};
use airtill_domain::money::Naira;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::judge::Judge;
use airtill_ledger::LedgerError;
use airtill_vendors::{AskFailed, NotRead, Reached, VendorClient};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;

/// Between two looks at the wallets while all is well.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Between two tries while there is no connection.
const TRY_EVERY: Duration = Duration::from_secs(8);

/// The shop's money at the providers.
pub struct Wallets {
    core: Arc<Core>,
    providers: Arc<Providers>,
    costs: Arc<Costs>,
    readings: Mutex<Readings>,
    dates: Mutex<Dates>,
    /// A wallet should be looked at now.
    look: Notify,
}

/// What is known of a vendor's wallet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalletReading {
    /// The last balance and when it was read.
    pub balance: Option<(Naira, Timestamp)>,
    /// Whether the last question for it failed, in words.
    pub trouble: Option<String>,
    /// The vendor does not accept the key.
    pub key_refused: bool,
    /// This vendor can't be asked.
    pub untold: bool,
    /// What such a vendor said with a sale, and when: shown, and never reckoned with.
    pub told: Option<(Naira, Timestamp)>,
}

/// Readings of all vendors.
#[derive(Debug, Default)]
struct Readings {
    balances: BTreeMap<VendorId, WalletReading>,
    /// What was concluded from balances so far.
    judges: BTreeMap<VendorId, Judge>,
    /// Looks from which a doubt's debit can be counted.
    clean: BTreeMap<VendorId, CleanLook>,
    /// What a balance would say of a doubt, until it is seen again.
    seen_once: BTreeMap<VendorId, SeenOnce>,
}

impl Wallets {
    pub(super) fn new(core: &Arc<Core>, providers: &Arc<Providers>, costs: &Arc<Costs>) -> Arc<Wallets> {
        Arc::new(Wallets {
            core: Arc::clone(core),
            providers: Arc::clone(providers),
            costs: Arc::clone(costs),
            readings: Mutex::default(),
            dates: Mutex::default(),
            look: Notify::new(),
        })
    }

    /// What is known of a vendor's wallet.
    pub fn wallet(&self, vendor: VendorId) -> WalletReading {
        locked(&self.readings).balances.get(&vendor).cloned().unwrap_or_default()
    }

    /// What is in a wallet as far as anybody can say, and when the vendor said so: its balance, what it told with a sale, or what was put in
    /// less what was sold, where it never tells.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn shown(&self, vendor: VendorId) -> Result<Option<(Naira, Option<Timestamp>)>, LedgerError> {
        let reading = self.wallet(vendor);
        if let Some((balance, at)) = reading.balance.or(reading.told) {
            return Ok(Some((balance, Some(at))));
        }
        Ok(self.core.ledger.book(vendor)?.by_fundings().map(|balance| (balance, None)))
    }

    /// An answer to a sale said what is left, at a vendor that can't be asked.
    pub(in crate::till) fn told(&self, client: &VendorClient) {
        let Some(told) = client.told_balance() else { return };
        let mut readings = locked(&self.readings);
        readings.balances.entry(client.vendor()).or_default().told = Some((told, self.core.clock.now()));
    }

    /// What is in a wallet for further sales: the balance less what open attempts may still take; by the fundings where
    /// the vendor never tells.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn available(&self, vendor: VendorId) -> Result<Option<Naira>, LedgerError> {
        let book = self.core.ledger.book(vendor)?;
        let balance = self.wallet(vendor).balance.map(|(balance, _)| balance).or_else(|| book.by_fundings());
        Ok(balance.map(|balance| balance.minus(book.held)))
    }

    pub(super) async fn keep_polling(self: Arc<Self>) {
        loop {
            // All at once: one that does not answer must not hold up the others.
            let mut looks = JoinSet::new();
            for client in self.providers.clients() {
                let this = Arc::clone(&self);
                looks.spawn(async move { this.poll(&client).await });
            }
            while looks.join_next().await.is_some() {}
            // Once all have been heard: the first to answer may be the one whose clock is wrong.
            if let Err(error) = self.note_clock_off().await {
                tracing::warn!(%error, "that the clock is off could not be written down");
            }
            let wait = if matches!(self.providers.online(), Online::NoSince(_)) { TRY_EVERY } else { LOOK_EVERY };
            tokio::select! {
                () = self.core.clock.sleep(wait) => {}
                () = self.look.notified() => {}
            }
        }
    }

    /// Asks a vendor for its balance.
    async fn poll(self: &Arc<Self>, client: &VendorClient) {
        let vendor = client.vendor();
        let (book, asked_at) = (self.core.ledger.book(vendor), self.core.clock.now());
        let was_offline = matches!(self.providers.online(), Online::NoSince(_));
        // One from before may be as old as the last answer.
        client.take_date();
        let balance = match client.capability().balance {
            true => client.balance().await,
            // There is nothing to ask for; whether it can be reached is worth knowing anyway.
            false => match client.reach().await {
                Reached::Yes | Reached::Silent => Ok(None),
                Reached::No => Err(AskFailed::NotReached),
            },
        };
        self.hold_clock_against(vendor, client.take_date());
        self.providers.record_reached(vendor, balance.as_ref().map_or_else(Reached::from, |_| Reached::Yes));
        if let Ok(Some(balance)) = &balance
            && let Err(error) = self.reconcile(vendor, *balance, asked_at).await
        {
            tracing::warn!(%error, vendor = vendor.slug(), "a balance could not be held against the ledger");
        }
        if let (Ok(Some(balance)), Ok(before)) = (&balance, &book)
            && let Err(error) = self.note_debited(client, *balance, before).await
        {
            tracing::warn!(%error, vendor = vendor.slug(), "what a balance says of a doubt could not be written down");
        }
        {
            let mut readings = locked(&self.readings);
            let reading = readings.balances.entry(vendor).or_default();
            match balance {
                // Nothing to be told, and a connection stands.
                Ok(None) => {
                    *reading = WalletReading { untold: true, told: reading.told, ..WalletReading::default() };
                }
                Ok(Some(balance)) => {
                    *reading =
                        WalletReading { balance: Some((balance, self.core.clock.now())), ..WalletReading::default() };
                }
                Err(error) => {
                    reading.key_refused = error == AskFailed::NotRead(NotRead::Unauthorised);
                    reading.trouble = Some(error.to_string());
                }
            }
        }
        self.core.tell(TillEvent::Status);
        if was_offline && self.providers.online() == Online::Yes {
            self.core.reconnected.notify_one();
        }
    }

    /// Asks a vendor for its balance now; whether it told one.
    pub(in crate::till) async fn look_now(self: &Arc<Self>, client: &VendorClient) -> bool {
        self.poll(client).await;
        let reading = self.wallet(client.vendor());
        reading.balance.is_some() && reading.trouble.is_none()
    }

    /// Another account, or none: what was read through the client before is nothing any more.
    pub(super) fn forget(&self, vendor: VendorId) {
        let mut readings = locked(&self.readings);
        readings.balances.remove(&vendor);
        readings.judges.remove(&vendor);
        readings.clean.remove(&vendor);
        readings.seen_once.remove(&vendor);
        drop(readings);
        locked(&self.dates).forget(vendor);
    }

    /// Looks at all wallets now: on demand, and before a shift is closed.
    pub fn poll_now(&self) {
        self.look.notify_one();
    }
}
