//! People: who may do what, and how they prove who they are.
//!
//! An owner has a passphrase, for everything that can do harm, and a PIN for the counter; attendants have a PIN. Both are
//! hashed with Argon2id. PINs are short, so a key from the keyring goes into their hashes: whoever takes the disk alone can't try
//! them. The passphrase and the recovery code do without, or a lost keyring would lock the owner out of the shop's own books.
//!
//! Every try is written down **before** it is checked, so that ending the program refunds none, and the wait after wrong ones
//! counts on a clock that is never set and begins anew with the program. A PIN authorises; it never encrypts.
//!
//! What must stay out: what a command needs (that is `commands::gate`), and vendor credentials.

pub mod hash;
mod members;
pub mod session;
mod set_up;

pub use set_up::SetUp;

use airtill_credentials::{Keyring, KeyringError, PATIENCE_ALONE, Secret};
use airtill_domain::clock::{self, Clock, Entropy};
use airtill_domain::staff::{OWNER, Role, SecretKind, Staff, StaffId};
use airtill_domain::text::hex;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use hash::SALT_BYTES;
use session::{Session, TRIES_MAX, wait_after};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

/// How often the watch looks whether someone has gone.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Most people of one shop.
const PEOPLE_MAX: usize = 200;

/// Why someone was not believed, or something about people was not done.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// What was typed can't be taken; the sentence for the screen.
    #[error("{0}")]
    Refused(String),
    /// The keyring did not do its part.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The ledger did not do its part.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A hash could not be made.
    #[error("{0}")]
    Hash(String),
}

impl PeopleError {
    fn refused(sentence: impl Into<String>) -> PeopleError {
        PeopleError::Refused(sentence.into())
    }
}

/// The people of a shop, and who is signed in.
pub struct People {
    ledger: Arc<Ledger>,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    session: Mutex<Session>,
    /// Goes up whenever the screen is locked or the owner is done: a passphrase that is still being checked then raises nobody.
    left: AtomicU64,
    /// When each person last tried, since the program began; PINs apart from the rest.
    tried_at: Mutex<BTreeMap<(StaffId, bool), Duration>>,
    /// Wrong tries that could not be written down, because the ledger can only be read.
    unwritten: Mutex<BTreeMap<(StaffId, bool), u32>>,
    begun_at: Duration,
    /// One try at a time: the count of wrong ones is read before it is raised.
    trying: tokio::sync::Mutex<()>,
}

impl People {
    /// The people in a shop's ledger. Nobody is signed in.
    pub fn new(ledger: Arc<Ledger>, keyring: Keyring, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> People {
        let begun_at = clock.monotonic();
        People {
            ledger,
            keyring,
            clock,
            entropy,
            session: Mutex::default(),
            left: AtomicU64::new(0),
            tried_at: Mutex::default(),
            unwritten: Mutex::default(),
            begun_at,
            trying: tokio::sync::Mutex::default(),
        }
    }

    /// Whether the shop has an owner. Without one, nobody has to sign in: there is nothing but practice.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn is_set_up(&self) -> Result<bool, LedgerError> {
        Ok(self.ledger.person(OWNER)?.is_some_and(|owner| owner.passphrase.is_some()))
    }

    /// Those who work here, the owner first.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn all(&self) -> Result<Vec<Staff>, LedgerError> {
        Ok(self.ledger.staff()?.into_iter().filter(|person| !person.removed).collect())
    }

    /// Who is signed in at this moment.
    pub fn session(&self) -> Session {
        locked(&self.session).at(self.clock.monotonic())
    }

    /// Someone has pressed a key or touched the screen.
    pub fn touch(&self) {
        locked(&self.session).touch(self.clock.monotonic());
    }

    /// How long a person has to wait before the next try of a kind.
    pub fn wait(&self, person: &Staff, kind: SecretKind) -> Duration {
        let last = locked(&self.tried_at).get(&slot(person.id, kind)).copied().unwrap_or(self.begun_at);
        let until = last.saturating_add(wait_after(person.wrong_tries(kind)));
        until.saturating_sub(self.clock.monotonic())
    }

    /// Signs someone in by PIN.
    ///
    /// # Errors
    /// [`PeopleError::Refused`] with what to do.
    pub async fn sign_in(&self, id: StaffId, pin: Secret) -> Result<(), PeopleError> {
        self.prove(id, SecretKind::Pin, pin).await?;
        *locked(&self.session) = Session::begin(id, false, self.clock.monotonic());
        Ok(())
    }

    /// The owner's passphrase: over whoever is signed in, or from the locked screen.
    ///
    /// # Errors
    /// [`PeopleError::Refused`] with what to do.
    pub async fn step_up(&self, passphrase: Secret) -> Result<(), PeopleError> {
        let left = self.left.load(Ordering::SeqCst);
        self.prove(OWNER, SecretKind::Passphrase, passphrase).await?;
        let now = self.clock.monotonic();
        let mut session = locked(&self.session);
        if self.left.load(Ordering::SeqCst) != left {
            return Err(PeopleError::refused(say!("The screen was left meanwhile. Give the passphrase again")));
        }
        *session = session.at(now).raised(now);
        Ok(())
    }

    /// The owner's PIN, for one thing that an attendant asks for. Nobody else is signed in by it.
    ///
    /// # Errors
    /// [`PeopleError::Refused`] with what to do.
    pub async fn agree(&self, pin: Secret) -> Result<StaffId, PeopleError> {
        self.prove(OWNER, SecretKind::Pin, pin).await?;
        Ok(OWNER)
    }

    /// Whoever is signed in gives the PIN once more, for something that should not be done over somebody's shoulder; `false` where
    /// one is wanted and none came. The owner who gave the passphrase a moment ago need not give it, nor anybody in a shop that
    /// has no owner.
    ///
    /// # Errors
    /// [`PeopleError::Refused`] with what to do.
    pub async fn again(&self, pin: Option<Secret>) -> Result<bool, PeopleError> {
        let session = self.session();
        if session.is_owner() || !self.is_set_up()? {
            return Ok(true);
        }
        let Some(pin) = pin else { return Ok(false) };
        let staff = session.staff().ok_or_else(|| PeopleError::refused(say!("Sign in first")))?;
        self.prove(staff, SecretKind::Pin, pin).await.map(|()| true)
    }

    /// The owner has done what only the owner may do.
    pub fn step_down(&self) {
        let mut session = locked(&self.session);
        self.left.fetch_add(1, Ordering::SeqCst);
        *session = session.lowered();
    }

    /// Nobody is signed in any more. The screen is locked whatever the ledger says.
    ///
    /// # Errors
    /// When it could not be written down.
    pub async fn lock(&self) -> Result<(), LedgerError> {
        let was = {
            let mut session = locked(&self.session);
            self.left.fetch_add(1, Ordering::SeqCst);
            std::mem::take(&mut *session)
        };
        match was.staff() {
            Some(staff) if self.ledger.read_only().is_none() => {
                self.write(Actor::Staff(staff), vec![Entry::SignedOut { staff, by_itself: false }]).await
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Watches for someone who has gone, and writes it down. Calls back when that happens, and says whether nobody is signed in.
    pub async fn keep_watch(people: Weak<People>, locked_itself: impl Fn(bool)) {
        // Weak, so that the watch does not keep the ledger of a shop that was closed.
        while let Some(clock) = people.upgrade().map(|people| Arc::clone(&people.clock)) {
            clock.sleep(LOOK_EVERY).await;
            let Some(people) = people.upgrade() else { return };
            if people.look().await {
                locked_itself(people.session().staff().is_none());
            }
        }
    }

    /// Whether something has changed by time alone.
    async fn look(&self) -> bool {
        let now = self.clock.monotonic();
        let (was, is) = {
            let mut session = locked(&self.session);
            let was = *session;
            *session = was.at(now);
            (was, *session)
        };
        if let (Some(staff), None) = (was.staff(), is.staff()) {
            let entry = Entry::SignedOut { staff, by_itself: true };
            if self.ledger.read_only().is_none()
                && let Err(error) = self.write(Actor::Till, vec![entry]).await
            {
                tracing::warn!(%error, "that the screen was locked could not be written down");
            }
        }
        was != is
    }

    /// One try: waited for, written down, and only then checked.
    async fn prove(&self, id: StaffId, kind: SecretKind, typed: Secret) -> Result<(), PeopleError> {
        let _one_at_a_time = self.trying.lock().await;
        let person = self.person(id)?;
        let wait = self.wait(&person, kind);
        if !wait.is_zero() {
            return Err(PeopleError::refused(say!("Too many wrong tries. Wait {wait}", wait = in_words(wait))));
        }
        if person.role == Role::Attendant && person.wrong_pins >= TRIES_MAX {
            return Err(PeopleError::refused(say!(
                "This PIN is locked after too many wrong tries: the owner sets another"
            )));
        }
        let pepper = match kind {
            SecretKind::Pin => Some(self.pepper().await?),
            SecretKind::Passphrase | SecretKind::Recovery => None,
        };
        let hash = person.hash(kind).cloned().ok_or_else(|| {
            PeopleError::refused(say!("No {kind} is set. The owner sets one, under People", kind = kind.word()))
        })?;
        locked(&self.tried_at).insert(slot(id, kind), self.clock.monotonic());
        self.take_down_try(id, kind).await?;
        let right = blocking(move || hash::matches(&typed, pepper.as_ref(), &hash)).await?;
        // Counted from the end of the check: a try takes as long as it takes.
        locked(&self.tried_at).insert(slot(id, kind), self.clock.monotonic());
        if !right {
            let wait = self.wait(&self.person(id)?, kind);
            let sentence = match wait.is_zero() {
                true => say!("That is not the {kind}", kind = kind.word()),
                false => say!(
                    "That is not the {kind}. The next try can be made in {wait}",
                    kind = kind.word(),
                    wait = in_words(wait)
                ),
            };
            return Err(PeopleError::refused(sentence));
        }
        if locked(&self.unwritten).remove(&slot(id, kind)).is_some() && self.ledger.read_only().is_some() {
            return Ok(());
        }
        Ok(self.write(Actor::Staff(id), vec![Entry::SignedIn { staff: id, kind }]).await?)
    }

    /// A try is in the ledger before it is checked. A ledger that can only be read takes none: then it is counted here, so that
    /// the owner can sign in and see what is wrong with it.
    async fn take_down_try(&self, id: StaffId, kind: SecretKind) -> Result<(), LedgerError> {
        if self.ledger.read_only().is_some() {
            *locked(&self.unwritten).entry(slot(id, kind)).or_default() += 1;
            return Ok(());
        }
        self.write(Actor::Till, vec![Entry::SecretTried { staff: id, kind }]).await
    }

    fn person(&self, id: StaffId) -> Result<Staff, PeopleError> {
        let mut known = self.ledger.person(id)?.filter(|person| !person.removed);
        if let Some(person) = &mut known {
            for kind in [SecretKind::Pin, SecretKind::Passphrase] {
                let unwritten = locked(&self.unwritten).get(&slot(id, kind)).copied().unwrap_or_default();
                *person.wrong_tries_mut(kind) += unwritten;
            }
        }
        known.ok_or_else(|| PeopleError::refused(say!("Nobody here has this name any more")))
    }

    async fn pepper(&self) -> Result<Secret, KeyringError> {
        self.keyring.pepper(PATIENCE_ALONE).await
    }

    /// The key for PINs; a new one when there is none, and whether it is new. Never while the keyring is locked or silent.
    async fn pepper_or_new(&self) -> Result<(Secret, bool), PeopleError> {
        match self.pepper().await {
            Ok(pepper) => Ok((pepper, false)),
            Err(KeyringError::NoEntry) => {
                let bytes: [u8; 32] = self.random()?;
                let pepper = Secret::new(hex(&bytes));
                self.keyring.save_pepper(pepper.clone()).await?;
                Ok((pepper, true))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn hashed(&self, typed: Secret, pepper: Option<Secret>) -> Result<String, PeopleError> {
        let salt: [u8; SALT_BYTES] = self.random()?;
        blocking(move || hash::hash(&typed, pepper.as_ref(), &salt)).await
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], LedgerError> {
        clock::random(&*self.entropy).map_err(LedgerError::io("asking for random bytes"))
    }

    async fn write(&self, by: Actor, entries: Vec<Entry>) -> Result<(), LedgerError> {
        self.ledger.commit(self.clock.now(), by, entries).await.map(|_| ())
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, hash::HashError> + Send + 'static,
) -> Result<T, PeopleError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| PeopleError::Hash(error.to_string()))?;
    done.map_err(|error| PeopleError::Hash(error.to_string()))
}

fn in_words(wait: Duration) -> String {
    match wait.as_secs() + u64::from(wait.subsec_nanos() > 0) {
        seconds @ 0..100 => say!("{seconds} seconds", seconds),
        seconds => say!("{minutes} minutes", minutes = seconds.div_ceil(60)),
    }
}

/// Which count of tries: PINs, or what the owner types.
fn slot(id: StaffId, kind: SecretKind) -> (StaffId, bool) {
    (id, kind == SecretKind::Pin)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}
