//! What can be sold: offers as they were last read, put side by side and in the order in which they are taken, with plans, banks and
//! the accounts whose holders were named.
//!
//! `offers` and `named_accounts` are never locked together and never across an await. While `offers` is held, providers and costs are
//! read, and what was read is kept in the ledger.

pub mod accounts;
pub mod banks;
pub mod choices;
pub mod effects;
mod list_changes;
pub mod offers;
pub mod plans;
pub mod suggestions;

use crate::till::catalogue::accounts::NamedAccount;
use crate::till::catalogue::offers::Offers;
use crate::till::core::Core;
use crate::till::costs::Costs;
use crate::till::providers::Providers;
use crate::till::wallets::Wallets;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// What can be sold, and through whom.
pub struct Catalogue {
    core: Arc<Core>,
    providers: Arc<Providers>,
    wallets: Arc<Wallets>,
    costs: Arc<Costs>,
    offers: Mutex<Offers>,
    /// Accounts that vendors have named lately.
    named_accounts: Mutex<Vec<NamedAccount>>,
    /// A catalogue should be read now.
    browse: Notify,
    /// A catalogue was read, or could not be.
    offers_read: Notify,
}

impl Catalogue {
    pub(super) fn new(
        core: &Arc<Core>,
        providers: &Arc<Providers>,
        wallets: &Arc<Wallets>,
        costs: &Arc<Costs>,
    ) -> Arc<Catalogue> {
        Arc::new(Catalogue {
            core: Arc::clone(core),
            providers: Arc::clone(providers),
            wallets: Arc::clone(wallets),
            costs: Arc::clone(costs),
            offers: Mutex::default(),
            named_accounts: Mutex::default(),
            browse: Notify::new(),
            offers_read: Notify::new(),
        })
    }
}
