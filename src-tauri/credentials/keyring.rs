//! The operating system's keyring: the one place that knows it.
//!
//! Secret Service, Windows Credential Manager and macOS Keychain may wait for a person, so every call runs on a thread
//! of its own and is given up after a time-out.

use crate::{Credentials, NoticeKey, Secret};
use airtill_domain::reference::TillId;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use airtill_words::say;
use std::collections::BTreeSet;
use std::time::Duration;

/// The name under which a person finds Airtill's entries in the keyring.
const SERVICE: &str = "Airtill";

/// How long the keyring may take when a person is at the screen: it may be asking them for a password.
pub const PATIENCE_WITH_OWNER: Duration = Duration::from_secs(60);

/// How long the keyring may take in the background.
pub const PATIENCE_ALONE: Duration = Duration::from_secs(5);

/// Why the keyring did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// The machine has no keyring service, or it is not running.
    #[error("{}", say!("this computer has no keyring service running"))]
    NoKeyring,
    /// There is one, and it is locked.
    #[error("{}", say!("the keyring is locked"))]
    Locked,
    /// No such entry. May also mean that the keyring was never unlocked: compare with the ledger's marker.
    #[error("{}", say!("there is no key in the keyring"))]
    NoEntry,
    /// It did not answer in time.
    #[error("{}", say!("the keyring did not answer"))]
    NoAnswer,
    /// It kept something else than it was given.
    #[error("{}", say!("the keyring did not keep the key"))]
    NotKept,
    /// Anything else, in the keyring's words.
    #[error("{}", say!("the keyring failed: {why}", why = _0))]
    Failed(String),
}

/// The keyring entries of one till: several tills on one machine don't see each other's.
#[derive(Clone, Debug)]
pub struct Keyring {
    till: TillId,
}

impl Keyring {
    /// The entries of this till.
    pub fn of(till: TillId) -> Keyring {
        Keyring { till }
    }

    /// Saves a vendor's credentials, one entry for each part, and reads them back.
    ///
    /// # Errors
    /// [`KeyringError`]; nothing may be believed saved then.
    pub async fn save(&self, vendor: VendorId, credentials: &Credentials) -> Result<(), KeyringError> {
        for (field, secret) in credentials.parts() {
            self.put(self.entry_name(vendor, field), secret.clone()).await?;
        }
        Ok(())
    }

    /// Reads a vendor's credentials.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn read(
        &self,
        vendor: VendorId,
        kind: CredentialKind,
        patience: Duration,
    ) -> Result<Credentials, KeyringError> {
        let mut parts = Vec::new();
        for field in kind.fields() {
            parts.push((*field, self.get(self.entry_name(vendor, *field), patience).await?));
        }
        Credentials::whole(kind, parts).ok_or(KeyringError::NoEntry)
    }

    /// Deletes all of a vendor's credentials. Parts that aren't there count as deleted.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn delete(&self, vendor: VendorId) -> Result<(), KeyringError> {
        let kinds = vendor.credential_kinds().iter();
        let fields: BTreeSet<CredentialField> = kinds.flat_map(|kind| kind.fields()).copied().collect();
        for field in fields {
            let entry = self.entry_name(vendor, field);
            on_its_own_thread(PATIENCE_WITH_OWNER, move || {
                let entry = keyring::Entry::new(SERVICE, &entry).map_err(reason)?;
                match entry.delete_credential().map_err(reason) {
                    Ok(()) | Err(KeyringError::NoEntry) => Ok(()),
                    Err(error) => Err(error),
                }
            })
            .await?;
        }
        Ok(())
    }

    /// Saves the key that PINs are hashed with, and reads it back.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn save_pepper(&self, pepper: Secret) -> Result<(), KeyringError> {
        self.put(self.pepper_name(), pepper).await
    }

    /// Reads the key that PINs are hashed with.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn pepper(&self, patience: Duration) -> Result<Secret, KeyringError> {
        self.get(self.pepper_name(), patience).await
    }

    /// Saves the key of the addresses for notices, and reads it back.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn save_notice_key(&self, key: &NoticeKey) -> Result<(), KeyringError> {
        self.put(self.notice_key_name(), key.secret().clone()).await
    }

    /// Reads the key of the addresses for notices.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub async fn notice_key(&self, patience: Duration) -> Result<NoticeKey, KeyringError> {
        self.get(self.notice_key_name(), patience).await.map(NoticeKey::kept)
    }

    async fn put(&self, name: String, secret: Secret) -> Result<(), KeyringError> {
        on_its_own_thread(PATIENCE_WITH_OWNER, move || {
            let entry = keyring::Entry::new(SERVICE, &name).map_err(reason)?;
            entry.set_password(secret.expose()).map_err(reason)?;
            let kept = Secret::new(entry.get_password().map_err(reason)?);
            if kept == secret { Ok(()) } else { Err(KeyringError::NotKept) }
        })
        .await
    }

    async fn get(&self, name: String, patience: Duration) -> Result<Secret, KeyringError> {
        on_its_own_thread(patience, move || {
            let entry = keyring::Entry::new(SERVICE, &name).map_err(reason)?;
            entry.get_password().map(Secret::new).map_err(reason)
        })
        .await
    }

    fn entry_name(&self, vendor: VendorId, field: CredentialField) -> String {
        format!("{} {}, till {}", vendor.slug(), field.slug(), self.till.as_str())
    }

    fn notice_key_name(&self) -> String {
        format!("notices, till {}", self.till.as_str())
    }

    fn pepper_name(&self) -> String {
        format!("pepper, till {}", self.till.as_str())
    }
}

fn reason(error: keyring::Error) -> KeyringError {
    match error {
        keyring::Error::NoEntry => KeyringError::NoEntry,
        keyring::Error::NoDefaultStore => KeyringError::NoKeyring,
        keyring::Error::NoStorageAccess(_) => KeyringError::Locked,
        other => KeyringError::Failed(other.to_string()),
    }
}

async fn on_its_own_thread<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (done, wait) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            let _ = done.send(work());
        })
        .map_err(|error| KeyringError::Failed(error.to_string()))?;
    match tokio::time::timeout(patience, wait).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(KeyringError::Failed(say!("it stopped").to_owned())),
        Err(_) => Err(KeyringError::NoAnswer),
    }
}
