//! The counter: what is typed, the review, the key press, and what the customer gets back.
//!
//! Lock order: `taking`, then `drafts`, then `confirming`. `taking` is held from the repeat guard's look to the commit, across awaits;
//! `drafts` while a draft is changed, which reads wallets, providers and the ledger; `confirming` for a moment.

pub mod again;
pub mod asked;
mod attempt;
pub mod confirm;
mod credit;
pub mod draft;
pub mod guard;
pub mod input;
mod limits;
mod loss;
pub mod refund;
mod review;
mod transfer;
mod warnings;

use crate::till::catalogue::Catalogue;
use crate::till::checkout::draft::Draft;
use crate::till::core::Core;
use crate::till::costs::Costs;
use crate::till::outcomes::Outcomes;
use crate::till::printing::PrintQueue;
use crate::till::providers::Providers;
use crate::till::reconcile::Reconcile;
use crate::till::shifts::Shifts;
use crate::till::wallets::Wallets;
use airtill_domain::reference::SaleId;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

/// Where sales are made.
pub struct Checkout {
    core: Arc<Core>,
    providers: Arc<Providers>,
    wallets: Arc<Wallets>,
    costs: Arc<Costs>,
    catalogue: Arc<Catalogue>,
    printing: Arc<PrintQueue>,
    outcomes: Arc<Outcomes>,
    reconcile: Arc<Reconcile>,
    shifts: Arc<Shifts>,
    drafts: Mutex<HashMap<SaleId, Draft>>,
    /// Reviews whose confirm is under way, and whether they were cancelled meanwhile.
    confirming: Mutex<BTreeMap<SaleId, bool>>,
    /// One sale is taken at a time: from the repeat guard's look to the commit.
    taking: tokio::sync::Mutex<()>,
}

/// The parts that the counter needs.
pub(super) struct Beneath {
    pub(super) core: Arc<Core>,
    pub(super) providers: Arc<Providers>,
    pub(super) wallets: Arc<Wallets>,
    pub(super) costs: Arc<Costs>,
    pub(super) catalogue: Arc<Catalogue>,
    pub(super) printing: Arc<PrintQueue>,
    pub(super) outcomes: Arc<Outcomes>,
    pub(super) reconcile: Arc<Reconcile>,
    pub(super) shifts: Arc<Shifts>,
}

impl Checkout {
    pub(super) fn new(beneath: Beneath) -> Arc<Checkout> {
        let Beneath { core, providers, wallets, costs, catalogue, printing, outcomes, reconcile, shifts } = beneath;
        Arc::new(Checkout {
            core,
            providers,
            wallets,
            costs,
            catalogue,
            printing,
            outcomes,
            reconcile,
            shifts,
            drafts: Mutex::default(),
            confirming: Mutex::default(),
            taking: tokio::sync::Mutex::default(),
        })
    }
}
