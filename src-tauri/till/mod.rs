//! The use cases: the one place that sells.
//!
//! A [`Till`] joins a ledger, the lines to vendors, a clock and a source of chance. Everything that takes money or sends
//! something goes through it, and it owns the tasks that outlive a key press: a purchase under way, the checks of
//! doubts, the look at the wallets. What must stay out: how a vendor speaks, how a ledger is stored, the window.

mod account;
mod amount;
mod charge;
mod check;
mod close;
mod customer;
mod dates;
mod debtors;
pub mod find;
mod funding;
mod give_back;
mod guard;
mod key;
mod look_back;
mod notice;
mod offers;
mod plans;
mod print;
mod profile;
mod review;
mod route;
mod sell;
mod settle;
mod shift;
mod statement;
mod transfer;
mod wallet;

pub use account::{Learnt, LookedUp};
pub use close::Looked;
pub use customer::Customer;
pub use debtors::OnCredit;
pub use funding::Explained;
pub use guard::Repeat;
pub use key::{KeyError, KeyState, Tested};
pub use notice::{Callbacks, Heard};
pub use offers::Choice;
pub use plans::{PlanKey, PlanOnSale};
pub use print::Printing;
pub use profile::ProfileRead;
pub use review::{Asked, Draft, NumberRead, PriceChange, What, Whom};
pub use route::NextTry;
pub use sell::{OwnerSays, Pressed};
pub use settle::TEXT_MAX_CHARS;
pub use statement::{Compared, Odd};
pub use transfer::{AccountRead, BankOnList, Banks, TransferPrice};
pub use wallet::{Online, WalletReading};

use crate::clock::{self, Chance, Clock};
use crate::domain::reference::{Reference, SaleId, TillId};
use crate::domain::sale::Position;
use crate::domain::sale::event::Event;
use crate::domain::shop::ShopKind;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::keys::{Credentials, Keyring};
use crate::ledger::entry::{Actor, Entry};
use crate::ledger::{Ledger, LedgerError, Notice};
use crate::vendors::Line;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinSet;

/// Told to whoever shows the till. Carries ids, never contents: what is shown is read from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// A sale has changed.
    Sale(SaleId),
    /// Wallets, connection or keys have changed.
    Status,
}

/// Something the till does not do, and why: caused by what was asked, not by a fault. Nothing has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is about.
    pub about: About,
    /// The sentence for the screen.
    pub sentence: String,
}

/// What a refusal is about, so that the page can put it where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, specta::Type)]
pub enum About {
    /// The number field.
    Number,
    /// The network.
    Network,
    /// The amount field.
    Amount,
    /// The plan.
    Plan,
    /// The last four digits, asked for again.
    LastFour,
    /// The same was sold a short while before, or something is in doubt there.
    Repeat,
    /// The owner's PIN.
    OwnerPin,
    /// The price has changed since.
    Price,
    /// Who pays later.
    Debtor,
    /// The shift, which is not open.
    Shift,
    /// The sale as a whole.
    Sale,
}

/// Why a use case came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum TillError {
    /// What was asked can't be done.
    #[error("{}", .0.sentence)]
    Refused(Refused),
    /// The ledger could not do its part.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl TillError {
    fn refused(about: About, sentence: impl Into<String>) -> TillError {
        TillError::Refused(Refused { about, sentence: sentence.into() })
    }
}

/// Background work of a till.
type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a till is made of.
pub struct Parts {
    /// Which shop.
    pub kind: ShopKind,
    /// Its ledger, just opened.
    pub ledger: Arc<Ledger>,
    /// What opening it found.
    pub notices: Vec<Notice>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub chance: Arc<dyn Chance>,
}

/// A till that is open for business.
pub struct Till {
    kind: ShopKind,
    id: TillId,
    ledger: Arc<Ledger>,
    notices: Vec<Notice>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    lines: RwLock<BTreeMap<VendorId, Arc<Line>>>,
    key_states: Mutex<BTreeMap<VendorId, KeyState>>,
    keyring: Keyring,
    drafts: Mutex<HashMap<SaleId, Draft>>,
    wallets: Mutex<wallet::Wallets>,
    offers: Mutex<offers::Offers>,
    /// Accounts that vendors have named lately.
    looked_up: Mutex<Vec<LookedUp>>,
    checking: Mutex<BTreeSet<SaleId>>,
    /// Reviews whose confirm is under way, and whether they were cancelled meanwhile.
    confirming: Mutex<BTreeMap<SaleId, bool>>,
    /// Purchase requests that a task of this till is waiting for.
    under_way: Mutex<BTreeSet<Reference>>,
    /// One sale is taken at a time: from the repeat guard's look to the commit.
    taking: tokio::sync::Mutex<()>,
    /// When purchase requests of this run had ended, by a clock that nobody can set.
    ended_at: Mutex<BTreeMap<Reference, Duration>>,
    /// When this run of the till began, by the same clock.
    begun_at: Duration,
    /// When each vendor was last asked about an attempt, or will be, by the same clock.
    turns: Mutex<BTreeMap<VendorId, Duration>>,
    vitals: Mutex<route::Vitals>,
    /// What is known and could not be written down yet.
    unwritten: Mutex<Vec<(SaleId, Event)>>,
    told: broadcast::Sender<Told>,
    /// A check may be due earlier than was thought.
    wake: Notify,
    /// A wallet should be looked at now.
    look: Notify,
    /// A catalogue should be read now.
    browse: Notify,
    /// A slip waits.
    print: Notify,
    /// One number of a slip is given at a time.
    numbering: tokio::sync::Mutex<()>,
    /// Why slips wait, and since when.
    printer_trouble: Mutex<Option<(String, At)>>,
    /// What the look before a close found.
    looked: Mutex<Option<Looked>>,
    /// Cash of which nobody knows whether it was written down.
    cash_in_question: Mutex<Option<Entry>>,
    /// A catalogue was read, or could not be.
    offers_read: Notify,
    /// What vendors told about the accounts.
    profiles: Mutex<BTreeMap<VendorId, ProfileRead>>,
    /// Where vendors may call, while anyone listens.
    callbacks: Mutex<Option<Callbacks>>,
    /// When a notice last had a sale asked about, by a clock that nobody can set.
    asked_by_notice: Mutex<BTreeMap<SaleId, Duration>>,
    tasks: Mutex<JoinSet<()>>,
}

impl Till {
    /// Opens a till on a ledger: gives it an id if it is new, and puts every attempt that was under way when the
    /// program stopped in doubt.
    ///
    /// # Errors
    /// When the ledger can't be read or written. A read-only ledger opens: it can be looked at.
    pub async fn open(parts: Parts) -> Result<Arc<Till>, LedgerError> {
        let Parts { kind, ledger, notices, clock, chance } = parts;
        let begun_at = clock.monotonic();
        let id = begin(&ledger, &notices, &*clock, &*chance).await?;
        let till = Till {
            kind,
            keyring: Keyring::of(id.clone()),
            id,
            ledger,
            notices,
            clock,
            chance,
            lines: RwLock::default(),
            key_states: Mutex::default(),
            drafts: Mutex::default(),
            wallets: Mutex::default(),
            offers: Mutex::default(),
            looked_up: Mutex::default(),
            checking: Mutex::default(),
            confirming: Mutex::default(),
            under_way: Mutex::default(),
            taking: tokio::sync::Mutex::default(),
            ended_at: Mutex::default(),
            begun_at,
            turns: Mutex::default(),
            vitals: Mutex::default(),
            unwritten: Mutex::default(),
            told: broadcast::channel(256).0,
            wake: Notify::new(),
            look: Notify::new(),
            browse: Notify::new(),
            print: Notify::new(),
            numbering: tokio::sync::Mutex::default(),
            printer_trouble: Mutex::default(),
            looked: Mutex::default(),
            cash_in_question: Mutex::default(),
            offers_read: Notify::new(),
            profiles: Mutex::default(),
            callbacks: Mutex::default(),
            asked_by_notice: Mutex::default(),
            tasks: Mutex::default(),
        };
        till.recall_vitals()?;
        Ok(Arc::new(till))
    }

    /// Starts the background work: checks of doubts, looks at the wallets, at what the vendors offer, and at ends that may
    /// not be the last word.
    pub fn start(self: &Arc<Self>) {
        self.spawn(Arc::clone(self).keep_up("checks", |till| Box::pin(till.keep_checking())));
        self.spawn(Arc::clone(self).keep_up("wallets", |till| Box::pin(till.keep_looking_at_wallets())));
        self.spawn(Arc::clone(self).keep_up("look back", |till| Box::pin(till.keep_looking_back())));
        self.spawn(Arc::clone(self).keep_up("offers", |till| Box::pin(till.keep_reading_offers())));
        self.spawn(Arc::clone(self).keep_up("printing", |till| Box::pin(till.keep_printing())));
    }

    /// Which shop.
    pub fn kind(&self) -> ShopKind {
        self.kind
    }

    /// The till's id.
    pub fn id(&self) -> &TillId {
        &self.id
    }

    /// Its ledger. What sells or sends is written through the till; people and settings have rooms of their own.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// What was found when the ledger was opened.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// The keyring entries of this till.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// The till's source of chance.
    pub fn chance(&self) -> &Arc<dyn Chance> {
        &self.chance
    }

    /// The till's clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Hears of changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.told.subscribe()
    }

    /// Opens the line to a vendor, or another one in its place.
    pub fn connect(&self, line: Line) {
        let vendor = line.vendor();
        locked(&self.wallets).forget(vendor);
        locked(&self.offers).forget(vendor);
        locked(&self.profiles).remove(&vendor);
        self.recall_offers(&line);
        self.lines.write().unwrap_or_else(|broken| broken.into_inner()).insert(vendor, Arc::new(line));
        // Only now: whoever wakes up must find the line.
        self.wake.notify_one();
        self.look.notify_one();
        self.browse.notify_one();
        self.tell(Told::Status);
    }

    /// Closes the line to a vendor.
    pub fn disconnect(&self, vendor: VendorId) {
        self.lines.write().unwrap_or_else(|broken| broken.into_inner()).remove(&vendor);
        locked(&self.wallets).forget(vendor);
        locked(&self.offers).forget(vendor);
        self.tell(Told::Status);
    }

    /// Stops the background work and lets go of the ledger once nobody holds the till any more. Purchases under way
    /// are in doubt then, as after any stop.
    pub fn stop(&self) {
        locked(&self.tasks).abort_all();
    }

    /// A person has seen that entries are missing and goes on.
    ///
    /// # Errors
    /// When the ledger can't be written.
    pub async fn acknowledge_missing(&self, by: Actor) -> Result<(), LedgerError> {
        let was_read_only = self.ledger.read_only().is_some();
        self.ledger.acknowledge_missing(self.clock.now(), by).await?;
        if was_read_only {
            // What the opening could not do.
            resume(&self.ledger, &self.id, &self.notices, &*self.clock).await?;
            self.wake.notify_one();
        }
        self.tell(Told::Status);
        Ok(())
    }

    fn line(&self, vendor: VendorId) -> Option<Arc<Line>> {
        self.lines.read().unwrap_or_else(|broken| broken.into_inner()).get(&vendor).cloned()
    }

    /// The lines through which the owner lets sales go. The others stay open all the same: what is in doubt there is asked
    /// about.
    fn selling(&self) -> Vec<Arc<Line>> {
        self.lines().into_iter().filter(|line| line.settings().enabled).collect()
    }

    /// The credentials that a vendor's line was opened with.
    pub fn credentials_in_use(&self, vendor: VendorId) -> Option<Credentials> {
        self.line(vendor).map(|line| line.credentials().clone())
    }

    fn lines(&self) -> Vec<Arc<Line>> {
        self.lines.read().unwrap_or_else(|broken| broken.into_inner()).values().cloned().collect()
    }

    fn tell(&self, what: Told) {
        // Nobody listening is no fault: the ledger has it.
        let _ = self.told.send(what);
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = locked(&self.tasks);
        while let Some(ended) = tasks.try_join_next() {
            if let Err(error) = ended {
                tracing::error!(%error, "a task of the till ended badly");
            }
        }
        tasks.spawn(task);
    }

    /// Keeps background work going: should it ever fail, that is logged, and it begins again.
    async fn keep_up(self: Arc<Self>, what: &'static str, work: fn(Arc<Till>) -> Work) {
        loop {
            // In a set of its own: dropping this drops the work with it.
            let mut task = JoinSet::new();
            task.spawn(work(Arc::clone(&self)));
            match task.join_next().await {
                Some(Err(error)) => tracing::error!(%error, what, "background work failed and begins again"),
                Some(Ok(())) | None => return,
            }
            self.clock.sleep(Duration::from_secs(3)).await;
        }
    }

    /// An attempt whose task failed has nobody who waits for its answer.
    async fn interrupt_abandoned(&self) -> Result<(), LedgerError> {
        interrupt(&self.ledger, &*self.clock, |reference| locked(&self.under_way).contains(reference)).await
    }

    async fn commit(&self, actor: Actor, events: Vec<Event>) -> Result<u64, LedgerError> {
        self.ledger.commit(self.clock.now(), actor, events.into_iter().map(Entry::Sale).collect()).await
    }
}

/// The first commits of an opening.
async fn begin(
    ledger: &Ledger,
    notices: &[Notice],
    clock: &dyn Clock,
    chance: &dyn Chance,
) -> Result<TillId, LedgerError> {
    let known = ledger.till_id()?;
    let id = match &known {
        Some(id) => id.clone(),
        None => TillId::from_random(clock::random(chance).map_err(LedgerError::io("making the till's id"))?),
    };
    if ledger.read_only().is_some() {
        return Ok(id);
    }
    resume(ledger, &id, notices, clock).await?;
    Ok(id)
}

/// What every opening writes down, once the ledger can be written: the till's id if it is new, that it was opened, and
/// that every attempt that was under way when the program stopped was interrupted.
async fn resume(ledger: &Ledger, id: &TillId, notices: &[Notice], clock: &dyn Clock) -> Result<(), LedgerError> {
    let mut entries = Vec::new();
    if ledger.till_id()?.is_none() {
        entries.push(Entry::TillCreated { till: id.clone() });
    }
    entries.push(Entry::Opened {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mended: notices.iter().map(Notice::sentence).collect(),
    });
    ledger.commit(clock.now(), Actor::Till, entries).await?;
    interrupt(ledger, clock, |_| false).await
}

/// Puts every attempt in doubt that is under way in the ledger and that nobody waits for.
async fn interrupt(
    ledger: &Ledger,
    clock: &dyn Clock,
    awaited: impl Fn(&Reference) -> bool,
) -> Result<(), LedgerError> {
    // One commit each: a hundred of them would not fit one value of the store.
    for sale in ledger.open_sales()? {
        let reference = &sale.last_attempt().reference;
        if awaited(reference) {
            continue;
        }
        // Read again: who waited may have had the answer, and written it down, since the list was read.
        let now = ledger.sale(sale.id)?;
        if now.is_some_and(|sale| sale.last_attempt().position == Position::UnderWay) {
            let event = Event::Interrupted { sale: sale.id, reference: reference.clone() };
            ledger.commit(clock.now(), Actor::Till, vec![Entry::Sale(event)]).await?;
        }
    }
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|broken| broken.into_inner())
}
