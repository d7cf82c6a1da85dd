//! Keys that the keyring gives late: it is unlocked by a person, started after the program, or busy.
//!
//! Reading goes on by itself, with growing pauses, until every key that was saved is there; whoever signs in or needs a key has it
//! tried at once. While the keyring is silent its answer is waited for, not asked for again: each question may put a prompt on the
//! screen. What a vendor's key being late means for a sale in doubt is nothing: it is asked about as soon as there is a client.

use super::{Connections, KeyState};
use crate::till::core::TillEvent;
use crate::till::lock::locked;
use airtill_credentials::{Credentials, KeyringError, PATIENCE_ALONE};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_vendors::VendorClient;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Between the first two rounds; each pause is twice the one before.
const PAUSE_FIRST: Duration = Duration::from_secs(4);
/// The longest pause.
const PAUSE_LAST: Duration = Duration::from_secs(5 * 60);
/// Between two rounds, whoever asks for one.
const PAUSE_LEAST: Duration = Duration::from_secs(3);
/// For an answer, once it is late: a person may be looking for a password.
const PATIENCE_LATE: Duration = Duration::from_secs(10 * 60);
/// How long somebody who needs a key waits for a round.
const WAIT_FOR_ROUND: Duration = Duration::from_millis(1_500);

/// How the last reading of keys went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum KeyRound {
    /// None has ended yet.
    #[default]
    None,
    /// The keyring was locked, silent or not there.
    Closed,
    /// It answered.
    Answered,
}

/// Makes a vendor's client of its credentials, or says why not.
pub(crate) type MakeClient = Arc<dyn Fn(VendorId, Credentials) -> Result<VendorClient, String> + Send + Sync>;

impl Connections {
    /// Reads the keys that were saved and connects with them, now and until all are there. Returns once the first round is over,
    /// or when that takes too long for somebody who waits for a screen.
    pub(crate) async fn read_keys(self: &Arc<Self>, make: MakeClient) {
        let (this, rounds) = (Arc::clone(self), self.rounds.subscribe());
        self.core.keep_up("keys", move || Box::pin(Arc::clone(&this).keep_reading_keys(Arc::clone(&make))));
        next_round(rounds).await;
    }

    /// Somebody needs a key, or has just shown that the keyring answers: those that are missing are read now. Returns as
    /// the first reading does.
    pub async fn want_keys(&self) {
        if self.missing().is_ok_and(|missing| !missing.is_empty()) {
            let rounds = self.rounds.subscribe();
            self.core.keys_wanted.notify_one();
            next_round(rounds).await;
        }
    }

    /// How the keys were read: changes whenever they were once more.
    pub(crate) fn rounds(&self) -> tokio::sync::watch::Receiver<KeyRound> {
        self.rounds.subscribe()
    }

    async fn keep_reading_keys(self: Arc<Self>, make: MakeClient) {
        let mut pause = PAUSE_FIRST;
        loop {
            let (missing, round) = match self.round(&make).await {
                Ok(read) => read,
                Err(error) => {
                    tracing::error!(%error, "which keys were saved could not be read");
                    (true, KeyRound::None)
                }
            };
            let ended = self.core.clock.monotonic();
            self.rounds.send_replace(round);
            self.core.tell(TillEvent::Status);
            let wanted = self.core.keys_wanted.notified();
            if !missing {
                wanted.await;
                continue;
            }
            tokio::select! {
                () = self.core.clock.sleep(pause) => pause = (pause * 2).min(PAUSE_LAST),
                () = wanted => {
                    pause = PAUSE_FIRST;
                    let since = self.core.clock.monotonic().saturating_sub(ended);
                    self.core.clock.sleep(PAUSE_LEAST.saturating_sub(since)).await;
                }
            }
        }
    }

    /// Reads what is missing; whether something still is, and how it went. A keyring that is locked or not there is asked once for all of them: each question
    /// may put a prompt on the screen.
    async fn round(&self, make: &MakeClient) -> Result<(bool, KeyRound), LedgerError> {
        let missing = self.missing()?;
        for vendor in &missing {
            locked(&self.key_states).entry(*vendor).and_modify(KeyState::begins).or_insert(KeyState::Reading);
        }
        let mut closed = None;
        for vendor in missing {
            match &closed {
                None => closed = self.connect_late(vendor, make).await?,
                Some(why) => self.stands_without_client(vendor, KeyringError::clone(why)),
            }
        }
        let round = if closed.is_some() { KeyRound::Closed } else { KeyRound::Answered };
        Ok((!self.missing()?.is_empty(), round))
    }

    /// Why a key can't be had, where nobody has given one meanwhile.
    fn stands_without_client(&self, vendor: VendorId, why: KeyringError) {
        if self.providers.client(vendor).is_none() {
            self.key_stands(vendor, KeyState::Locked(why));
        }
    }

    /// Vendors whose key was saved, and that have no client.
    fn missing(&self) -> Result<Vec<VendorId>, LedgerError> {
        let mut missing = Vec::new();
        for vendor in VendorId::ALL {
            if self.providers.client(vendor).is_none() && self.core.ledger.key_marker(vendor)?.is_some() {
                missing.push(vendor);
            }
        }
        Ok(missing)
    }

    /// Reads one vendor's key and connects with it. Why no other needs to be tried, where that is so.
    async fn connect_late(&self, vendor: VendorId, make: &MakeClient) -> Result<Option<KeyringError>, LedgerError> {
        let Some(marker) = self.core.ledger.key_marker(vendor)? else { return Ok(None) };
        let reading = self.keyring.read(vendor, marker.kind, PATIENCE_LATE);
        tokio::pin!(reading);
        let read = match timeout(PATIENCE_ALONE, &mut reading).await {
            Ok(read) => read,
            Err(_) => {
                self.stands_without_client(vendor, KeyringError::NoAnswer);
                reading.await
            }
        };
        tracing::info!(vendor = vendor.slug(), ready = read.is_ok(), "keyring asked");
        let client = read.map(|credentials| make(vendor, credentials));
        // The owner may have set, deleted or typed one meanwhile.
        let _one_at_a_time = self.linking.lock().await;
        let has_changed = self.core.ledger.key_marker(vendor)?.as_ref() != Some(&marker);
        if has_changed || self.providers.client(vendor).is_some() {
            return Ok(None);
        }
        match client {
            Ok(client) => {
                self.key_stands(vendor, KeyState::Ready);
                match client {
                    Ok(client) => self.connect(client),
                    Err(why) => tracing::error!(vendor = vendor.slug(), why, "no line to this vendor"),
                }
                Ok(None)
            }
            Err(error) => {
                self.key_stands(vendor, KeyState::Locked(error.clone()));
                let is_closed =
                    matches!(error, KeyringError::Locked | KeyringError::NoKeyring | KeyringError::NoAnswer);
                Ok(Some(error).filter(|_| is_closed))
            }
        }
    }
}

/// Waits for the end of the next round, as long as somebody who needs a key waits.
async fn next_round(mut rounds: tokio::sync::watch::Receiver<KeyRound>) {
    let _ = timeout(WAIT_FOR_ROUND, rounds.changed()).await;
}
