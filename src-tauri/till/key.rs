//! Setting, testing and deleting a vendor's key.

use super::{Till, Told, locked};
use crate::domain::money::Naira;
use crate::domain::vendor::VendorId;
use crate::keys::{self, KeyringError, PATIENCE_ALONE, Secret};
use crate::ledger::LedgerError;
use crate::ledger::entry::{Actor, Entry};
use crate::ledger::views::KeyMarker;
use crate::vendors::{AskFailed, Line};

/// How a vendor's key stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum KeyState {
    /// Never set.
    #[default]
    NotSet,
    /// Set, and read from the keyring.
    Ready,
    /// Set once, and the keyring does not give it now.
    Locked(KeyringError),
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
    /// The ledger did not do its part.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Till {
    /// How a vendor's key stands, and what the ledger knows of it.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn key(&self, vendor: VendorId) -> Result<(KeyState, Option<KeyMarker>), LedgerError> {
        let state = locked(&self.key_states).get(&vendor).cloned().unwrap_or_default();
        Ok((state, self.ledger.key_marker(vendor)?))
    }

    /// Reads a key that was saved earlier from the keyring. `None` when none was ever saved, or the keyring doesn't
    /// give it; [`Till::key`] tells which. Never overwrites anything.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub async fn unlock(&self, vendor: VendorId) -> Result<Option<Secret>, LedgerError> {
        if self.ledger.key_marker(vendor)?.is_none() {
            locked(&self.key_states).insert(vendor, KeyState::NotSet);
            return Ok(None);
        }
        let read = self.keyring.read(vendor, PATIENCE_ALONE).await;
        let state = match &read {
            Ok(_) => KeyState::Ready,
            Err(error) => KeyState::Locked(error.clone()),
        };
        tracing::info!(vendor = vendor.slug(), ready = read.is_ok(), "keyring asked");
        locked(&self.key_states).insert(vendor, state);
        self.tell(Told::Status);
        Ok(read.ok())
    }

    /// Tests a key with a balance query, saves it in the keyring, reads it back, marks it in the ledger, and opens the
    /// line. In this order: what doesn't work is not saved, and what is marked is there.
    ///
    /// # Errors
    /// [`KeyError`]; an earlier key stays as it was, unless the keyring failed half-way.
    pub async fn set_key(&self, line: Line, key: Secret) -> Result<Naira, KeyError> {
        let vendor = line.vendor();
        let balance = line.balance().await?;
        self.keyring.save(vendor, key.clone()).await?;
        let entry = Entry::KeySaved { vendor, last4: key.last4(), fingerprint: keys::fingerprint(vendor, &key) };
        self.ledger.commit(self.clock.now(), Actor::Counter, vec![entry]).await?;
        locked(&self.key_states).insert(vendor, KeyState::Ready);
        self.connect(line);
        Ok(balance)
    }

    /// Tests the key in use with a balance query.
    ///
    /// # Errors
    /// [`KeyError::Test`] in the words for the screen.
    pub async fn test_key(&self, vendor: VendorId) -> Result<Naira, KeyError> {
        let line = self.line(vendor).ok_or(KeyringError::NoEntry)?;
        Ok(line.balance().await?)
    }

    /// Deletes a key from the keyring, and closes the line.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn delete_key(&self, vendor: VendorId) -> Result<(), KeyError> {
        self.keyring.delete(vendor).await?;
        self.ledger.commit(self.clock.now(), Actor::Counter, vec![Entry::KeyDeleted { vendor }]).await?;
        locked(&self.key_states).insert(vendor, KeyState::NotSet);
        self.disconnect(vendor);
        Ok(())
    }
}
