//! Attempts that are not known yet, until they end: asked about on a schedule, when a vendor calls, or settled by the owner's hand, by a
//! verdict that the evidence makes ready where there is one; and
//! ends that are looked at again.
//!
//! Each lock is held for a moment, never across an await and never with another one.

mod check;
mod evidence;
mod follow;
mod look_back;
pub mod settle;
pub mod webhook;

use crate::till::core::Core;
use crate::till::outcomes::Outcomes;
use crate::till::providers::Providers;
use crate::till::reconcile::webhook::Callbacks;
use crate::till::wallets::Wallets;
use airtill_domain::reference::SaleId;
use airtill_domain::vendor::VendorId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What ends doubts.
pub struct Reconcile {
    core: Arc<Core>,
    providers: Arc<Providers>,
    outcomes: Arc<Outcomes>,
    wallets: Arc<Wallets>,
    checking: Mutex<BTreeSet<SaleId>>,
    /// When each vendor was last asked about an attempt, or will be, by the monotonic clock.
    turns: Mutex<BTreeMap<VendorId, Duration>>,
    /// Where vendors may call, while anyone listens.
    callbacks: Mutex<Option<Callbacks>>,
    /// When a notice last had a sale asked about, by the monotonic clock.
    asked_by_notice: Mutex<BTreeMap<SaleId, Duration>>,
    /// How many notices about a sale were kept in this run.
    notices_kept: Mutex<BTreeMap<SaleId, u32>>,
}

impl Reconcile {
    pub(super) fn new(
        core: &Arc<Core>,
        providers: &Arc<Providers>,
        outcomes: &Arc<Outcomes>,
        wallets: &Arc<Wallets>,
    ) -> Arc<Reconcile> {
        Arc::new(Reconcile {
            core: Arc::clone(core),
            providers: Arc::clone(providers),
            outcomes: Arc::clone(outcomes),
            wallets: Arc::clone(wallets),
            checking: Mutex::default(),
            turns: Mutex::default(),
            callbacks: Mutex::default(),
            asked_by_notice: Mutex::default(),
            notices_kept: Mutex::default(),
        })
    }
}
