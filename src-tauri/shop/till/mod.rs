//! The use cases: the one place that sells.
//!
//! A [`Till`] is made of parts, each with its own state and locks, and each knowing only those above it in this list:
//!
//! | part | what it does |
//! |---|---|
//! | [`core`] | ledger, clock, chance, listeners and tasks, for all of them |
//! | [`providers`] | a client for each vendor, whether it answers, and what it tells about the account |
//! | [`costs`] | what things are believed to cost at the vendors, by what was charged |
//! | [`wallets`] | what is left at each vendor, and why it is not what it should be |
//! | [`catalogue`] | what can be sold and through whom: offers, plans, banks, named accounts |
//! | [`connections`] | makes and drops the clients, with the shop's credentials |
//! | [`printing`] | slips on their way to paper |
//! | [`outcomes`] | writes down what became of an attempt |
//! | [`reconcile`] | asks about attempts that are not known, until they end |
//! | [`shifts`] | the drawer, from the float to the Z |
//! | [`checkout`] | review, key press, repeat guard, attempts, giving back, credit |
//! | [`corrections`] | slips of the finger, put right |
//!
//! Everything that takes money or sends something goes through them. The tasks that outlive a key press (a purchase under way, the checks
//! of doubts, the look at the wallets) are kept in `core`. What must stay out: how a vendor speaks, how a ledger is stored, the window.
// Money is never a float, and neither is what is counted of it.
#![warn(clippy::float_arithmetic)]

pub mod catalogue;
pub mod checkout;
pub mod connections;
pub mod core;
pub mod corrections;
pub mod costs;
pub mod customers;
pub mod find;
mod lock;
mod moves;
mod opening;
pub mod outcomes;
pub mod printing;
pub mod providers;
pub mod reconcile;
mod refusal;
mod requests;
pub mod shifts;
pub mod wallets;

pub use self::core::TillEvent;
pub use catalogue::accounts::{FoundRecipe, NamedAccount};
pub use catalogue::banks::{AccountRead, BankOnList, Banks, TransferPrice};
pub use catalogue::choices::Choice;
pub use catalogue::effects::Effect;
pub use catalogue::offers::PlanKey;
pub use catalogue::plans::PlanOnSale;
pub use catalogue::suggestions::Suggestion;
pub use checkout::again::NextTry;
pub use checkout::asked::{ProductInput, RecipientInput, SaleRequest};
pub use checkout::confirm::{Confirmation, OwnerApproval};
pub use checkout::draft::{Draft, OnCredit, PriceChange};
pub use checkout::guard::Repeat;
pub use checkout::input::NumberRead;
pub use checkout::refund::HandedBack;
pub(crate) use connections::late::{KeyRound, MakeClient};
pub use connections::{KeyError, KeyState, Tested};
pub use corrections::Correction;
pub use customers::{Customer, KnownBuyer};
pub use moves::Correctable;
pub use printing::Printing;
pub use providers::profile::ProfileRead;
pub use providers::reach::Online;
pub use reconcile::settle::TEXT_MAX_CHARS;
pub use reconcile::webhook::{Callbacks, Heard};
pub use refusal::{About, Refused, TillError};
pub use shifts::close::PreCloseCheck;
pub use wallets::WalletReading;
pub use wallets::fits::{Around, Candidate, followed_by};
pub use wallets::funding::{Explained, Funded};
pub use wallets::statement::{Compared, Odd};

use self::core::Core;
use airtill_domain::clock::{Clock, Entropy};
use airtill_domain::reference::TillId;
use airtill_domain::shop::ShopKind;
use airtill_ledger::entry::Actor;
use airtill_ledger::{Ledger, LedgerError, OpeningNote};
use catalogue::Catalogue;
use checkout::Checkout;
use connections::Connections;
use corrections::Corrections;
use costs::Costs;
use outcomes::Outcomes;
use printing::PrintQueue;
use providers::Providers;
use reconcile::Reconcile;
use shifts::Shifts;
use std::sync::Arc;
use tokio::sync::broadcast;
use wallets::Wallets;

/// How many of the latest sales are looked through when a till opens: for how providers answered, and what they charged.
const SALES_LOOKED_AT: usize = 500;

/// What a till is made of.
pub struct Parts {
    /// Which shop.
    pub kind: ShopKind,
    /// Its ledger, just opened.
    pub ledger: Arc<Ledger>,
    /// What opening it found.
    pub opening_notes: Vec<OpeningNote>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub entropy: Arc<dyn Entropy>,
}

/// A till that is open for business. It holds the parts and hands them out.
pub struct Till {
    core: Arc<Core>,
    /// A client for each vendor.
    pub providers: Arc<Providers>,
    /// What things are believed to cost.
    pub costs: Arc<Costs>,
    /// What is left at each vendor.
    pub wallets: Arc<Wallets>,
    /// What can be sold.
    pub catalogue: Arc<Catalogue>,
    /// Makes and drops the clients.
    pub connections: Arc<Connections>,
    /// Slips on their way to paper.
    pub printing: Arc<PrintQueue>,
    /// What ends doubts.
    pub reconcile: Arc<Reconcile>,
    /// The drawer, from the float to the Z.
    pub shifts: Arc<Shifts>,
    /// Where sales are made.
    pub checkout: Arc<Checkout>,
    /// What puts slips of the finger right.
    pub corrections: Arc<Corrections>,
}

impl Till {
    /// Opens a till on a ledger: gives it an id if it is new, and puts every attempt that was under way when the
    /// program stopped in doubt.
    ///
    /// # Errors
    /// When the ledger can't be read or written. A read-only ledger opens: it can be looked at.
    pub async fn open(mut parts: Parts) -> Result<Arc<Till>, LedgerError> {
        parts.opening_notes.extend(opening::clock_note(&parts.ledger, &*parts.clock)?);
        let id = opening::begin(&parts.ledger, &parts.opening_notes, &*parts.clock, &*parts.entropy).await?;
        let core = Core::new(parts, id);
        let latest = core.ledger.latest(SALES_LOOKED_AT)?;
        let providers = Providers::new(&core, &latest);
        let costs = Costs::new(&core, &latest)?;
        let wallets = Wallets::new(&core, &providers, &costs);
        let catalogue = Catalogue::new(&core, &providers, &wallets, &costs);
        let connections = Connections::new(&core, &providers, &wallets, &catalogue);
        let printing = PrintQueue::new(&core);
        let outcomes = Outcomes::new(&core, &catalogue, &costs, &printing, &wallets);
        let reconcile = Reconcile::new(&core, &providers, &outcomes, &wallets);
        let shifts = Shifts::new(&core, &providers, &wallets, &printing, &reconcile);
        let corrections = Corrections::new(&core, &wallets, &shifts);
        let checkout = Checkout::new(checkout::Beneath {
            core: Arc::clone(&core),
            providers: Arc::clone(&providers),
            wallets: Arc::clone(&wallets),
            costs: Arc::clone(&costs),
            catalogue: Arc::clone(&catalogue),
            printing: Arc::clone(&printing),
            outcomes,
            reconcile: Arc::clone(&reconcile),
            shifts: Arc::clone(&shifts),
        });
        Ok(Arc::new(Till {
            core,
            providers,
            costs,
            wallets,
            catalogue,
            connections,
            printing,
            reconcile,
            shifts,
            checkout,
            corrections,
        }))
    }

    /// Starts the background work: checks of doubts, looks at the wallets, at what the vendors offer, and at ends that may
    /// not be the last word.
    pub fn start(&self) {
        let Till { core, wallets, catalogue, printing, reconcile, shifts, .. } = self;
        let checks = Arc::clone(reconcile);
        core.keep_up("checks", move || Box::pin(Arc::clone(&checks).keep_checking()));
        let wallets = Arc::clone(wallets);
        core.keep_up("wallets", move || Box::pin(Arc::clone(&wallets).keep_polling()));
        let ends = Arc::clone(reconcile);
        core.keep_up("look back", move || Box::pin(Arc::clone(&ends).keep_looking_back()));
        let catalogue = Arc::clone(catalogue);
        core.keep_up("offers", move || Box::pin(Arc::clone(&catalogue).keep_reading_offers()));
        let (printing, shifts) = (Arc::clone(printing), Arc::clone(shifts));
        core.keep_up("printing", move || {
            let shifts = Arc::clone(&shifts);
            let x_now = move || shifts.x_report(Actor::Till).ok();
            Box::pin(Arc::clone(&printing).keep_printing(x_now))
        });
    }

    /// Which shop.
    pub fn kind(&self) -> ShopKind {
        self.core.kind
    }

    /// The till's id.
    pub fn id(&self) -> &TillId {
        &self.core.id
    }

    /// Its ledger. What sells or sends is written through the till; people and settings have modules of their own.
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.core.ledger
    }

    /// What was found when the ledger was opened.
    pub fn opening_notes(&self) -> &[OpeningNote] {
        &self.core.opening_notes
    }

    /// The till's source of chance.
    pub fn entropy(&self) -> &Arc<dyn Entropy> {
        &self.core.entropy
    }

    /// The till's clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.core.clock
    }

    /// Hears of changes from now on.
    pub fn listen(&self) -> broadcast::Receiver<TillEvent> {
        self.core.listen()
    }

    /// Stops the background work and lets go of the ledger once nobody holds the till any more. Purchases under way
    /// are in doubt then, as after any stop.
    pub fn stop(&self) {
        self.core.stop();
    }

    /// A person has seen that entries are missing and goes on.
    ///
    /// # Errors
    /// When the ledger can't be written.
    pub async fn acknowledge_missing(&self, by: Actor) -> Result<(), LedgerError> {
        let Core { ledger, id, opening_notes, clock, .. } = &*self.core;
        let was_read_only = ledger.read_only().is_some();
        ledger.acknowledge_missing(clock.now(), by).await?;
        if was_read_only {
            // What the opening could not do.
            opening::resume(ledger, id, opening_notes, &**clock).await?;
            self.core.checks_due.notify_one();
        }
        self.core.tell(TillEvent::Status);
        Ok(())
    }
}
