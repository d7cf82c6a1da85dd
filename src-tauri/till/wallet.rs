//! What is left at each vendor, and whether the vendors can be reached at all.
//!
//! Balances are readings: they can be fetched again, so they live in memory. Only those from which is counted, and those that
//! the ledger can't explain, are entries (`funding.rs`).

use super::dates::Dates;
use super::funding::Suspect;
use super::{Till, Told, locked};
use crate::domain::money::Naira;
use crate::domain::outcome::{NotSent, Outcome};
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::vendors::{AskFailed, Line, NotRead, Reached};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Between two looks at the wallets while all is well.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Between two tries while there is no connection.
const TRY_EVERY: Duration = Duration::from_secs(8);

/// So long the key that sells waits for a connection where there was none.
const REACHED_WITHIN: Duration = Duration::from_secs(5);

/// Whether a vendor could be reached when it was last tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Online {
    /// Not tried yet.
    NotTried,
    /// Yes.
    Yes,
    /// No, since then.
    NoSince(At),
}

/// What is known of a vendor's wallet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalletReading {
    /// The last balance and when it was read.
    pub balance: Option<(Naira, At)>,
    /// Whether the last question for it failed, in words.
    pub trouble: Option<String>,
    /// The vendor does not accept the key.
    pub key_refused: bool,
    /// This vendor never tells.
    pub untold: bool,
}

/// Readings of all vendors.
#[derive(Debug, Default)]
pub struct Wallets {
    readings: BTreeMap<VendorId, WalletReading>,
    unreachable: BTreeMap<VendorId, At>,
    suspects: BTreeMap<VendorId, Suspect>,
    pub(super) dates: Dates,
    tried: bool,
}

impl Wallets {
    pub(super) fn forget(&mut self, vendor: VendorId) {
        self.readings.remove(&vendor);
        self.unreachable.remove(&vendor);
        self.suspects.remove(&vendor);
        self.dates.forget(vendor);
    }

    pub(super) fn suspect(&self, vendor: VendorId) -> Option<&Suspect> {
        self.suspects.get(&vendor)
    }

    pub(super) fn suspected(&mut self, vendor: VendorId, suspect: Option<Suspect>) {
        match suspect {
            Some(suspect) => drop(self.suspects.insert(vendor, suspect)),
            None => drop(self.suspects.remove(&vendor)),
        }
    }
}

impl Till {
    /// What is known of a vendor's wallet.
    pub fn wallet(&self, vendor: VendorId) -> WalletReading {
        locked(&self.wallets).readings.get(&vendor).cloned().unwrap_or_default()
    }

    /// Below which balance a vendor's wallet is low, by the owner's word.
    pub fn low_wallet(&self, vendor: VendorId) -> Option<Naira> {
        self.line(vendor).map(|line| line.settings().low_wallet)
    }

    /// The vendors that can sell.
    pub fn connected(&self) -> Vec<VendorId> {
        self.selling().iter().map(|line| line.vendor()).collect()
    }

    /// Offline means that connecting failed at every vendor that may sell; one success ends it.
    pub fn online(&self) -> Online {
        let mut lines = self.selling();
        if lines.is_empty() {
            lines = self.lines();
        }
        let wallets = locked(&self.wallets);
        if !wallets.tried || lines.is_empty() {
            return Online::NotTried;
        }
        let since: Option<Vec<At>> =
            lines.iter().map(|line| wallets.unreachable.get(&line.vendor()).copied()).collect();
        match since.and_then(|times| times.into_iter().max()) {
            Some(at) => Online::NoSince(at),
            None => Online::Yes,
        }
    }

    pub(super) async fn keep_looking_at_wallets(self: Arc<Self>) {
        loop {
            // All at once: one that does not answer must not hold up the others.
            let mut looks = JoinSet::new();
            for line in self.lines() {
                let till = Arc::clone(&self);
                looks.spawn(async move { till.look_at(&line).await });
            }
            while looks.join_next().await.is_some() {}
            // Once all have been heard: the first to answer may be the one whose clock is wrong.
            if let Err(error) = self.note_clock_off().await {
                tracing::warn!(%error, "that the clock is off could not be written down");
            }
            let wait = if matches!(self.online(), Online::NoSince(_)) { TRY_EVERY } else { LOOK_EVERY };
            tokio::select! {
                () = self.clock.sleep(wait) => {}
                () = self.look.notified() => {}
            }
        }
    }

    /// Asks a vendor for its balance.
    async fn look_at(self: &Arc<Self>, line: &Line) {
        let vendor = line.vendor();
        let book = self.ledger.book(vendor);
        let was_offline = matches!(self.online(), Online::NoSince(_));
        // One from before may be as old as the last answer.
        line.take_date();
        let balance = match line.capability().balance {
            true => line.balance().await,
            // There is nothing to ask for; whether it can be reached is worth knowing all the same.
            false => match line.reach().await {
                Reached::Yes | Reached::Silent => Ok(None),
                Reached::No => Err(AskFailed::NotReached),
            },
        };
        self.hold_clock_against(vendor, line.take_date());
        self.heard(vendor, balance.as_ref().map_or_else(Reached::from, |_| Reached::Yes));
        if let (Ok(Some(balance)), Ok(book)) = (&balance, &book)
            && let Err(error) = self.reconcile(vendor, *balance, book).await
        {
            tracing::warn!(%error, vendor = vendor.slug(), "a balance could not be held against the ledger");
        }
        {
            let mut wallets = locked(&self.wallets);
            let reading = wallets.readings.entry(vendor).or_default();
            match balance {
                // Nothing to be told, and a connection stands.
                Ok(None) => *reading = WalletReading { untold: true, ..WalletReading::default() },
                Ok(Some(balance)) => {
                    *reading = WalletReading { balance: Some((balance, self.clock.now())), ..WalletReading::default() };
                }
                Err(error) => {
                    reading.key_refused = error == AskFailed::NotRead(NotRead::Unauthorised);
                    reading.trouble = Some(error.to_string());
                }
            }
        }
        self.tell(Told::Status);
        if was_offline && self.online() == Online::Yes {
            self.check_all();
        }
    }

    /// Whether a connection to the vendor could be made when that was last tried.
    pub(super) fn was_reachable(&self, vendor: VendorId) -> bool {
        !locked(&self.wallets).unreachable.contains_key(&vendor)
    }

    /// Whether the vendor can be reached; tried once now when it could not be the last time.
    pub(super) async fn reachable(&self, line: &Line) -> bool {
        if self.was_reachable(line.vendor()) {
            return true;
        }
        // By the wall: the customer waits. Who doesn't answer in time is tried again in the background.
        let Ok(reached) = tokio::time::timeout(REACHED_WITHIN, line.reach()).await else { return false };
        self.heard(line.vendor(), reached);
        reached != Reached::No
    }

    /// Takes note of whether a vendor could be reached.
    pub(super) fn heard(&self, vendor: VendorId, reached: Reached) {
        let mut wallets = locked(&self.wallets);
        wallets.tried = true;
        match reached {
            Reached::No => {
                wallets.unreachable.entry(vendor).or_insert_with(|| self.clock.now());
            }
            Reached::Yes | Reached::Silent => {
                wallets.unreachable.remove(&vendor);
            }
        }
    }

    pub(super) fn heard_of_purchase(&self, line: &Line, outcome: &Outcome) {
        let reached = if *outcome == Outcome::NotSent(NotSent::NoConnection) { Reached::No } else { Reached::Yes };
        self.heard(line.vendor(), reached);
    }
}
