//! The vendors' clients, made with the shop's credentials, and how those stand.
//!
//! Credentials are never shown: they can be set, replaced, tested and deleted. That they were, and their last four characters, are
//! entries of the ledger.

pub(crate) mod late;

use crate::till::catalogue::Catalogue;
use crate::till::core::{Core, TillEvent};
use crate::till::lock::locked;
use crate::till::providers::Providers;
use crate::till::wallets::Wallets;
use airtill_credentials::{Credentials, Keyring, KeyringError, PATIENCE_ALONE};
use airtill_domain::money::Naira;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::views::KeyMarker;
use airtill_vendors::{AskFailed, Reached, VendorClient};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Makes and drops the vendors' clients, and knows how the credentials stand.
pub struct Connections {
    core: Arc<Core>,
    providers: Arc<Providers>,
    wallets: Arc<Wallets>,
    catalogue: Arc<Catalogue>,
    key_states: Mutex<BTreeMap<VendorId, KeyState>>,
    keyring: Keyring,
    /// Held by whoever puts a client in its place, or takes it away, by what the ledger has of the key.
    linking: tokio::sync::Mutex<()>,
    /// How keys were read in the background.
    rounds: tokio::sync::watch::Sender<late::KeyRound>,
}

/// How a vendor's key stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyState {
    /// Never set.
    #[default]
    NotSet,
    /// Set, and the keyring is being asked for it.
    Reading,
    /// Set, and read from the keyring.
    Ready,
    /// Typed for this run of the program alone.
    ForNow,
    /// Set once, and the keyring does not give it now.
    Locked(KeyringError),
}

impl KeyState {
    /// It is asked for (again); why it could not be had stays until that is known.
    fn begins(&mut self) {
        if !matches!(self, KeyState::Locked(_)) {
            *self = KeyState::Reading;
        }
    }
}

/// Why a key was not set, tested or deleted.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The keyring did not do its part.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The vendor was asked and did not take the key, or could not be asked.
    #[error(transparent)]
    Test(#[from] AskFailed),
    /// There is no such address.
    #[error("{0}")]
    Address(String),
    /// The ledger did not do its part.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// What a test of credentials showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tested {
    /// The vendor told the balance: they work.
    Balance(Naira),
    /// The vendor was reached; it has no call that moves no money and would show whether they work.
    ReachedOnly,
}

impl Connections {
    pub(super) fn new(
        core: &Arc<Core>,
        providers: &Arc<Providers>,
        wallets: &Arc<Wallets>,
        catalogue: &Arc<Catalogue>,
    ) -> Arc<Connections> {
        Arc::new(Connections {
            core: Arc::clone(core),
            providers: Arc::clone(providers),
            wallets: Arc::clone(wallets),
            catalogue: Arc::clone(catalogue),
            key_states: Mutex::default(),
            keyring: Keyring::of(core.id.clone()),
            linking: tokio::sync::Mutex::default(),
            rounds: tokio::sync::watch::Sender::default(),
        })
    }

    /// The keyring entries of this till.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Takes a vendor's client, or another one in its place.
    pub fn connect(&self, client: VendorClient) {
        let vendor = client.vendor();
        self.wallets.forget(vendor);
        self.catalogue.forget(vendor);
        self.catalogue.recall_offers(&client);
        self.providers.open(client);
        // Only now: whoever wakes up must find the client.
        self.core.checks_due.notify_one();
        self.wallets.poll_now();
        self.catalogue.browse_now();
        self.core.tell(TillEvent::Status);
    }

    /// Drops a vendor's client.
    pub fn disconnect(&self, vendor: VendorId) {
        self.providers.close(vendor);
        self.wallets.forget(vendor);
        self.catalogue.forget(vendor);
        self.core.tell(TillEvent::Status);
    }

    /// How a vendor's key stands, and what the ledger knows of it.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn key(&self, vendor: VendorId) -> Result<(KeyState, Option<KeyMarker>), LedgerError> {
        let state = locked(&self.key_states).get(&vendor).cloned().unwrap_or_default();
        Ok((state, self.core.ledger.key_marker(vendor)?))
    }

    fn key_stands(&self, vendor: VendorId, state: KeyState) {
        locked(&self.key_states).insert(vendor, state);
        self.core.tell(TillEvent::Status);
    }

    /// Reads credentials that were saved earlier from the keyring, once. `None` when none were ever saved, or the keyring doesn't
    /// give them; [`Connections::key`] tells which. Never overwrites anything.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub async fn unlock(&self, vendor: VendorId) -> Result<Option<Credentials>, LedgerError> {
        let Some(marker) = self.core.ledger.key_marker(vendor)? else {
            self.key_stands(vendor, KeyState::NotSet);
            return Ok(None);
        };
        let read = self.keyring.read(vendor, marker.kind, PATIENCE_ALONE).await;
        let state = match &read {
            Ok(_) => KeyState::Ready,
            Err(error) => KeyState::Locked(error.clone()),
        };
        tracing::info!(vendor = vendor.slug(), ready = read.is_ok(), "keyring asked");
        self.key_stands(vendor, state);
        Ok(read.ok())
    }

    /// Tests credentials with a balance query where the vendor has one, saves them in the keyring, reads them back, marks
    /// them in the ledger, and takes the client. In this order: what doesn't work is not saved, and what is marked is there.
    ///
    /// # Errors
    /// [`KeyError`]; earlier credentials stay as they were, unless the keyring failed half-way.
    pub async fn set_key(&self, client: VendorClient, credentials: Credentials, by: Actor) -> Result<Tested, KeyError> {
        let vendor = client.vendor();
        let tested = test(&client).await?;
        self.keyring.save(vendor, &credentials).await?;
        let entry = Entry::CredentialsSaved {
            vendor,
            kind: credentials.kind(),
            last4: credentials.last4(),
            fingerprint: airtill_credentials::fingerprint(vendor, &credentials),
        };
        let _one_at_a_time = self.linking.lock().await;
        self.core.ledger.commit(self.core.clock.now(), by, vec![entry]).await?;
        locked(&self.key_states).insert(vendor, KeyState::Ready);
        self.connect(client);
        Ok(tested)
    }

    /// Tests credentials and takes the client with them, for this run of the program alone: nothing is saved anywhere.
    ///
    /// # Errors
    /// [`KeyError::Test`].
    pub async fn use_key_now(&self, client: VendorClient) -> Result<Tested, KeyError> {
        let tested = test(&client).await?;
        let _one_at_a_time = self.linking.lock().await;
        locked(&self.key_states).insert(client.vendor(), KeyState::ForNow);
        self.connect(client);
        Ok(tested)
    }

    /// Tests the credentials in use.
    ///
    /// # Errors
    /// [`KeyError::Test`] in the words for the screen.
    pub async fn test_key(&self, vendor: VendorId) -> Result<Tested, KeyError> {
        let client = self.providers.client(vendor).ok_or(KeyringError::NoEntry)?;
        test(&client).await
    }

    /// Deletes a vendor's credentials from the keyring, and drops the client.
    pub async fn delete_key(&self, vendor: VendorId, by: Actor) -> Result<(), KeyError> {
        self.keyring.delete(vendor).await?;
        let _one_at_a_time = self.linking.lock().await;
        self.core.ledger.commit(self.core.clock.now(), by, vec![Entry::KeyDeleted { vendor }]).await?;
        locked(&self.key_states).insert(vendor, KeyState::NotSet);
        self.disconnect(vendor);
        Ok(())
    }
}

async fn test(client: &VendorClient) -> Result<Tested, KeyError> {
    match client.balance().await? {
        Some(balance) => Ok(Tested::Balance(balance)),
        None => match client.reach().await {
            Reached::Yes | Reached::Silent => Ok(Tested::ReachedOnly),
            Reached::No => Err(AskFailed::NotReached.into()),
        },
    }
}
