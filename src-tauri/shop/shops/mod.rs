//! The two shops of an installation, and which of them is on the screen.
//!
//! The **practice shop** is the embedded default: Airtill opens in it as long as no real shop was ever set up. The
//! **real shop** comes into being when it is set up: owner, first attendant, then a vendor's key. Each has its own directory, ledger and till. The real
//! shop's checks go on while someone practises.

mod connect;
mod listening;
mod opening;
mod restoring;

pub use connect::quiet_till;
pub use listening::ListenerState;
pub use restoring::{NotPutBack, OpenedBackup};

use crate::backup::{self, BackupError};
use crate::maintenance::{Records, Task};
use crate::people::{People, PeopleError, SetUp};
use crate::settings::{self, SettingsError};
use crate::till::{KeyError, Tested, Till};
use airtill_credentials::{Credentials, Secret};
use airtill_domain::clock::{Clock, Entropy};
use airtill_domain::settings::VendorSettings;
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_practice::Practice;
use airtill_words::say;
use connect::{connect, real_line};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::sync::broadcast;

/// Between two tries to begin what has to wait for other long work.
const AGAIN_AFTER: Duration = Duration::from_secs(3);

/// How far opening has come.
#[derive(Clone, Debug)]
pub enum Phase {
    /// Under way, and with what.
    Opening(String),
    /// Done.
    Open,
    /// It could not be done.
    Failed(Arc<LedgerError>),
}

/// One shop that is open.
struct Shop {
    till: Arc<Till>,
    /// Who works there; nobody in the practice shop, which has the real one's people.
    people: Option<Arc<People>>,
    /// The practice vendors; none in the real shop.
    _practice: Option<Practice>,
}

/// The shops of an installation.
pub struct Shops {
    home: PathBuf,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    state: Mutex<State>,
    /// Long work on a ledger.
    records: Arc<Records>,
    /// The backup that is opened beside the real shop, if one is.
    opened_backup: Mutex<Option<OpenedBackup>>,
    /// One opening at a time.
    opening: tokio::sync::Mutex<()>,
    changed: broadcast::Sender<Change>,
    /// Who listens for vendors' notices, if anyone does.
    listening: Mutex<listening::Listening>,
    /// What was shown last of what a support person would be given.
    shown_support: Mutex<Option<String>>,
    /// The listener is opened or closed by one at a time.
    relisten: tokio::sync::Mutex<()>,
}

struct State {
    phase: Phase,
    active: ShopKind,
    practice: Option<Shop>,
    real: Option<Shop>,
}

/// Something to show anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// In which shop; `None` for both.
    pub shop: Option<ShopKind>,
    /// What.
    pub told: crate::till::TillEvent,
}

impl Shops {
    /// The shops whose data is in `home`. Nothing is opened yet.
    pub fn new(home: PathBuf, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Arc<Shops> {
        let state = State {
            phase: Phase::Opening(say!("Opening the ledger").to_owned()),
            active: ShopKind::Practice,
            practice: None,
            real: None,
        };
        Arc::new(Shops {
            home,
            clock,
            entropy,
            state: Mutex::new(state),
            records: Arc::default(),
            opened_backup: Mutex::default(),
            opening: tokio::sync::Mutex::new(()),
            changed: broadcast::channel(256).0,
            listening: Mutex::default(),
            shown_support: Mutex::default(),
            relisten: tokio::sync::Mutex::default(),
        })
    }

    /// How far opening has come.
    pub fn phase(&self) -> Phase {
        self.state().phase.clone()
    }

    /// The till on the screen; `None` while it is being opened.
    pub fn till(&self) -> Option<Arc<Till>> {
        let state = self.state();
        let shop = match (&state.phase, state.active) {
            (Phase::Open, ShopKind::Practice) => &state.practice,
            (Phase::Open, ShopKind::Real) => &state.real,
            _ => &None,
        };
        shop.as_ref().map(|shop| Arc::clone(&shop.till))
    }

    /// Which shop is on the screen.
    pub fn active(&self) -> ShopKind {
        self.state().active
    }

    /// Whether a real shop was ever set up here.
    pub fn has_real(&self) -> bool {
        let state = self.state();
        state.real.as_ref().is_some_and(|shop| shop.till.ledger().was_set_up().unwrap_or(false))
    }

    /// Puts the other shop on the screen. The one that leaves it goes on checking its doubts.
    ///
    /// # Errors
    /// When its ledger can't be opened.
    pub async fn switch(self: &Arc<Self>, to: ShopKind) -> Result<(), LedgerError> {
        self.shop(to).await?;
        self.state().active = to;
        self.tell();
        Ok(())
    }

    /// Sets the real shop up, which comes into being by it. Returns the owner's recovery code, to be shown once.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn set_up(self: &Arc<Self>, asked: SetUp) -> Result<String, PeopleError> {
        self.shop(ShopKind::Real).await?;
        let people = self.people().ok_or_else(|| LedgerError::Damaged(say!("the shop is not open").to_owned()))?;
        let code = people.set_up(asked).await?;
        self.tell();
        Ok(code)
    }

    /// Who works in the real shop; `None` while there is none.
    pub fn people(&self) -> Option<Arc<People>> {
        self.state().real.as_ref().and_then(|shop| shop.people.clone())
    }

    /// Tests and saves a vendor's credentials, and puts the real shop on the screen with them. `for_now` keeps them in memory
    /// alone: for a machine whose keyring is gone or locked.
    pub async fn set_key(
        self: &Arc<Self>,
        vendor: VendorId,
        credentials: Credentials,
        for_now: bool,
        by: Actor,
    ) -> Result<Tested, KeyError> {
        let till = self.shop(ShopKind::Real).await?;
        let settings = till.ledger().vendor_settings(vendor)?;
        let client = real_line(vendor, credentials.clone(), settings).map_err(KeyError::Address)?;
        let tested = if for_now {
            till.connections.use_key_now(client).await?
        } else {
            till.connections.set_key(client, credentials, by).await?
        };
        self.switch(ShopKind::Real).await?;
        Ok(tested)
    }

    /// Writes down what the owner decided about a vendor, and makes its client anew by it.
    ///
    /// # Errors
    /// [`SettingsError`].
    pub async fn set_vendor(&self, vendor: VendorId, settings: VendorSettings, by: Actor) -> Result<(), SettingsError> {
        let till = self.real_till().ok_or_else(|| SettingsError::Refused(say!("Set the shop up first").to_owned()))?;
        settings::set_vendor(till.ledger(), &*self.clock, vendor, settings, by).await?;
        // With the credentials in use, which may be in memory alone.
        match till.providers.credentials_in_use(vendor) {
            Some(credentials) => connect(&till, vendor, credentials)?,
            None => till.connections.want_keys().await,
        }
        Ok(())
    }

    /// The real shop's till, if it is open.
    pub fn real_till(&self) -> Option<Arc<Till>> {
        self.state().real.as_ref().map(|shop| Arc::clone(&shop.till))
    }

    /// The program ends: no further checks, and each ledger's anchor is brought up to date.
    pub async fn close(&self) {
        self.records.stop();
        self.stop_listening().await;
        let tills: Vec<Arc<Till>> = {
            let state = self.state();
            [&state.practice, &state.real].into_iter().flatten().map(|shop| Arc::clone(&shop.till)).collect()
        };
        for till in tills {
            till.stop();
            if let Err(error) = till.ledger().anchor().await {
                tracing::warn!(%error, "the anchor was not brought up to date");
            }
        }
    }

    /// Long work on a ledger, and how it goes.
    pub fn records(&self) -> &Arc<Records> {
        &self.records
    }

    /// Begins long work on a till's ledger; false while other work is under way.
    pub fn begin_task(&self, task: Task, till: &Till, by: Actor) -> bool {
        self.records.begin(task, Arc::clone(till.ledger()), Arc::clone(&self.clock), by)
    }

    /// Begins long work as soon as no other is under way.
    pub async fn begin_when_free(&self, task: Task, till: &Till, by: Actor) {
        while !self.begin_task(task.clone(), till, by) {
            self.clock.sleep(AGAIN_AFTER).await;
        }
    }

    /// The owner has another passphrase: the backups of the real shop are made under it from now on.
    ///
    /// # Errors
    /// [`BackupError`].
    pub async fn renew_backup(&self, passphrase: Secret, by: Actor) -> Result<(), BackupError> {
        match self.real_till() {
            Some(till) => backup::renew(till.ledger(), &*self.clock, passphrase, by).await,
            None => Ok(()),
        }
    }

    /// Hears of changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Change> {
        self.changed.subscribe()
    }

    /// The clock of the installation.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Where a shop's closing reports are kept as files.
    pub fn reports_folder(&self, kind: ShopKind) -> PathBuf {
        self.directory(kind).join("reports")
    }

    /// This is what a support person would be given, and somebody reads it.
    pub fn show_support(&self, text: &str) {
        *self.shown_support.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(text.to_owned());
    }

    /// What was shown last of it.
    pub fn shown_support(&self) -> Option<String> {
        self.shown_support.lock().unwrap_or_else(|broken| broken.into_inner()).clone()
    }

    /// Where the installation's log is.
    pub fn log_folder(&self) -> PathBuf {
        crate::home::log_folder(&self.home)
    }

    fn directory(&self, kind: ShopKind) -> PathBuf {
        directory_of(&self.home, kind)
    }

    /// Says everything from now on in the language of the real shop, or of the practice shop where there is no other.
    pub fn speak(&self) {
        let till = {
            let state = self.state();
            state.real.as_ref().or(state.practice.as_ref()).map(|shop| Arc::clone(&shop.till))
        };
        // A ledger that can't be read says so elsewhere, in English.
        airtill_words::speak(till.and_then(|till| till.ledger().language().ok()).unwrap_or_default());
    }

    /// Tells everyone who listens that something about the whole has changed.
    pub fn tell(&self) {
        let _ = self.changed.send(Change { shop: None, told: crate::till::TillEvent::Status });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

/// Where a shop's data is in an installation's home.
pub fn directory_of(home: &Path, kind: ShopKind) -> PathBuf {
    home.join(match kind {
        ShopKind::Practice => "practice",
        ShopKind::Real => "shop",
    })
}
