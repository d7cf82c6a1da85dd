//! The providers that the shop has keys for: a client for each, whether it can be reached, how its last answers were, and what it
//! tells about the account.
//!
//! Each lock is held for a moment, never across an await, and under none of them is another one of this part taken. `health_seen` is read
//! while the catalogue holds its offers.

pub mod health;
pub mod profile;
pub mod reach;

use crate::till::core::Core;
use crate::till::lock::locked;
use crate::till::providers::health::HealthSeen;
use crate::till::providers::profile::ProfileRead;
use crate::till::providers::reach::LastReached;
use airtill_credentials::Credentials;
use airtill_domain::money::Naira;
use airtill_domain::sale::Sale;
use airtill_domain::settings::Site;
use airtill_domain::shop::ShopKind;
use airtill_domain::vendor::VendorId;
use airtill_vendors::VendorClient;
use airtill_words::say;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

/// The providers that can be asked.
pub struct Providers {
    core: Arc<Core>,
    clients: RwLock<BTreeMap<VendorId, Arc<VendorClient>>>,
    last_reached: Mutex<LastReached>,
    health_seen: Mutex<HealthSeen>,
    /// What vendors told about the accounts.
    profiles: Mutex<BTreeMap<VendorId, ProfileRead>>,
}

impl Providers {
    /// `latest`: the latest sales, the newest first.
    pub(super) fn new(core: &Arc<Core>, latest: &[Sale]) -> Arc<Providers> {
        let providers = Providers {
            core: Arc::clone(core),
            clients: RwLock::default(),
            last_reached: Mutex::default(),
            health_seen: Mutex::default(),
            profiles: Mutex::default(),
        };
        providers.recall_health(latest);
        Arc::new(providers)
    }

    /// Takes a vendor's client, or another one in its place: what was told through the one before is forgotten.
    pub(super) fn open(&self, client: VendorClient) {
        let vendor = client.vendor();
        self.forget_reached(vendor);
        locked(&self.profiles).remove(&vendor);
        locked(&self.health_seen).opened_anew(vendor);
        self.clients.write().unwrap_or_else(|broken| broken.into_inner()).insert(vendor, Arc::new(client));
    }

    pub(super) fn close(&self, vendor: VendorId) {
        self.clients.write().unwrap_or_else(|broken| broken.into_inner()).remove(&vendor);
        self.forget_reached(vendor);
    }

    pub(in crate::till) fn client(&self, vendor: VendorId) -> Option<Arc<VendorClient>> {
        self.clients.read().unwrap_or_else(|broken| broken.into_inner()).get(&vendor).cloned()
    }

    /// The clients through which the owner lets sales go. The others stay anyway: what is in doubt there is asked
    /// about.
    pub(in crate::till) fn selling(&self) -> Vec<Arc<VendorClient>> {
        self.clients().into_iter().filter(|client| client.settings().enabled).collect()
    }

    pub(in crate::till) fn clients(&self) -> Vec<Arc<VendorClient>> {
        self.clients.read().unwrap_or_else(|broken| broken.into_inner()).values().cloned().collect()
    }

    /// The vendors that can sell.
    pub fn connected(&self) -> Vec<VendorId> {
        self.selling().iter().map(|client| client.vendor()).collect()
    }

    /// Below which balance a vendor's wallet is low, by the owner's word.
    pub fn low_wallet(&self, vendor: VendorId) -> Option<Naira> {
        self.client(vendor).map(|client| client.settings().low_wallet)
    }

    /// The credentials that a vendor's client was made with.
    pub fn credentials_in_use(&self, vendor: VendorId) -> Option<Credentials> {
        self.client(vendor).map(|client| client.credentials().clone())
    }

    /// Whether the vendor's address or credentials are others now than those a sale in doubt was sent with: then nobody can
    /// be asked whose "no" would count.
    pub fn account_changed(&self, sale: &Sale) -> bool {
        let attempt = sale.last_attempt();
        attempt.position.is_open()
            && self.client(attempt.vendor).is_some_and(|client| *client.account() != attempt.account)
    }

    /// Whether numbers that steer a sandbox may be sent to a vendor: never to a live one.
    pub(in crate::till) fn may_be_steered(&self, vendor: VendorId) -> bool {
        self.core.kind == ShopKind::Practice
            || self.client(vendor).is_some_and(|client| client.settings().site != Site::Live)
    }

    /// Whether numbers that steer a sandbox are taken.
    pub(in crate::till) fn takes_steering(&self) -> bool {
        self.core.kind == ShopKind::Practice
            || self.clients().iter().any(|client| client.settings().site == Site::Sandbox)
    }

    /// Whether a vendor is not called at its live address, in a shop where everything else is real; in words.
    pub fn elsewhere(&self, vendor: VendorId) -> Option<&'static str> {
        let client = self.client(vendor).filter(|_| self.core.kind == ShopKind::Real)?;
        match client.settings().site {
            Site::Live => None,
            Site::Sandbox => Some(say!("sandbox")),
            Site::Own(_) => Some(say!("own address")),
        }
    }
}
