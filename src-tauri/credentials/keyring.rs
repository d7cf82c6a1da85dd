//! The operating system's keyring: the one place that knows it.
//!
//! Secret Service, Windows Credential Manager and macOS Keychain may wait for a person, so every call runs on a thread
//! of their own, one after the other, and whoever asked gives up after a time-out. A service that starts after the program, or anew, is
//! found again.

use crate::{Credentials, NoticeKey, Secret};
use airtill_domain::reference::TillId;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use airtill_words::say;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

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
            on_its_thread(PATIENCE_WITH_OWNER, move || {
                let entry = self::entry(&entry)?;
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
        on_its_thread(PATIENCE_WITH_OWNER, move || {
            let entry = entry(&name)?;
            entry.set_password(secret.expose()).map_err(reason)?;
            let kept = Secret::new(entry.get_password().map_err(reason)?);
            if kept == secret { Ok(()) } else { Err(KeyringError::NotKept) }
        })
        .await
    }

    async fn get(&self, name: String, patience: Duration) -> Result<Secret, KeyringError> {
        on_its_thread(patience, move || {
            let read = || entry(&name)?.get_password().map(Secret::new).map_err(reason);
            // A service that was started anew does not know the session any more: the second time has one of its own.
            read().or_else(|error| if matches!(error, KeyringError::Failed(_)) { read() } else { Err(error) })
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

/// A key's entry. The library opens the system's store once in a run; where that failed, or the store has gone since (the service was
/// started later, or anew), it is opened again.
fn entry(name: &str) -> Result<keyring_core::Entry, KeyringError> {
    // The first call of a run opens it.
    let _ = keyring::Entry::store_status();
    if keyring_core::get_default_store().is_none() {
        reopen_store()?;
    }
    keyring_core::Entry::new(SERVICE, name).map_err(reason)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn reopen_store() -> Result<(), KeyringError> {
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|_| KeyringError::NoKeyring)?;
    keyring_core::set_default_store(store);
    Ok(())
}

#[cfg(all(unix, not(target_os = "macos")))]
fn close_store() {
    drop(keyring_core::unset_default_store());
}

/// Elsewhere the store is part of the system, and neither comes late nor goes.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn reopen_store() -> Result<(), KeyringError> {
    Err(KeyringError::NoKeyring)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn close_store() {}

fn reason(error: keyring_core::Error) -> KeyringError {
    match error {
        keyring_core::Error::NoEntry => KeyringError::NoEntry,
        keyring_core::Error::NoDefaultStore => KeyringError::NoKeyring,
        keyring_core::Error::NoStorageAccess(_) => KeyringError::Locked,
        keyring_core::Error::PlatformFailure(error) => {
            // Its session with the service may be over.
            close_store();
            KeyringError::Failed(error.to_string())
        }
        other => KeyringError::Failed(other.to_string()),
    }
}

/// What one call wants of the keyring.
type Call = Box<dyn FnOnce() + Send>;

/// A call that has waited for so long is given up: the service may have been started anew while its prompt was open, and never answer.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(10 * 60);
/// So many threads are given up at most.
const THREADS_MAX: u32 = 8;

/// The thread that speaks with the keyring: one call at a time, because each may put a prompt on the screen.
struct Speaker {
    calls: Sender<Call>,
    /// When the call began that it is at.
    busy_since: Arc<Mutex<Option<Instant>>>,
}

/// The one that speaks now, and how many there have been.
static SPEAKER: Mutex<(Option<Speaker>, u32)> = Mutex::new((None, 0));

impl Speaker {
    fn start() -> Result<Speaker, KeyringError> {
        let (calls, received) = std::sync::mpsc::channel::<Call>();
        let busy_since = Arc::<Mutex<Option<Instant>>>::default();
        let busy = Arc::clone(&busy_since);
        let at_work = move |since: Option<Instant>| *busy.lock().unwrap_or_else(PoisonError::into_inner) = since;
        let answer = move |call: Call| {
            at_work(Some(Instant::now()));
            // A panic in the library costs that call alone.
            let _ = std::panic::catch_unwind(AssertUnwindSafe(call)).inspect_err(|_| close_store());
            at_work(None);
        };
        let thread = std::thread::Builder::new().name("keyring".to_owned());
        let begun = thread.spawn(move || received.into_iter().for_each(answer));
        begun.map(|_| Speaker { calls, busy_since }).map_err(|error| KeyringError::Failed(error.to_string()))
    }

    fn is_stuck(&self) -> bool {
        let since = *self.busy_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() > GIVEN_UP_AFTER)
    }
}

/// Gives a call to the thread; to a new one where the one before is stuck.
fn say_to_keyring(call: Call) -> Result<(), KeyringError> {
    let mut speaker = SPEAKER.lock().unwrap_or_else(PoisonError::into_inner);
    if speaker.0.as_ref().is_none_or(Speaker::is_stuck) && speaker.1 < THREADS_MAX {
        if speaker.0.is_some() {
            close_store();
        }
        *speaker = (Some(Speaker::start()?), speaker.1 + 1);
    }
    let told = speaker.0.as_ref().is_some_and(|speaker| speaker.calls.send(call).is_ok());
    if told { Ok(()) } else { Err(KeyringError::Failed(say!("it stopped").to_owned())) }
}

async fn on_its_thread<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (done, wait) = tokio::sync::oneshot::channel();
    let call: Call = Box::new(move || {
        // Whoever asked may have given up while another call took its time.
        if !done.is_closed() {
            let _ = done.send(work());
        }
    });
    say_to_keyring(call)?;
    match tokio::time::timeout(patience, wait).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(KeyringError::Failed(say!("it stopped").to_owned())),
        Err(_) => Err(KeyringError::NoAnswer),
    }
}
