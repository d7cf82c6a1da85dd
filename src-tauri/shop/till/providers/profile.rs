//! What vendors tell about the shop's accounts: read when the owner looks, and where limits follow from it beside the offers.

use crate::till::lock::locked;
use crate::till::providers::Providers;
use crate::till::refusal::{About, TillError};
use airtill_domain::money::Naira;
use airtill_domain::offer::FRESH_FOR;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_vendors::{AskFailed, Profile, Reached, VendorClient};
use airtill_words::say;
use std::sync::Arc;

/// What a vendor told, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRead {
    /// What.
    pub profile: Profile,
    /// When.
    pub at: Timestamp,
}

impl Providers {
    /// What a vendor told last; `None` where it was never asked, or tells nothing.
    pub fn profile(&self, vendor: VendorId) -> Option<ProfileRead> {
        locked(&self.profiles).get(&vendor).cloned()
    }

    /// Asks a vendor about the account, now.
    ///
    /// # Errors
    /// [`TillError::Refused`], when it could not be asked; what it told before is kept.
    pub async fn ask_profile(&self, vendor: VendorId) -> Result<Option<ProfileRead>, TillError> {
        let refused = |sentence: String| TillError::refused(About::Sale, sentence);
        let name = vendor.name();
        let client =
            self.client(vendor).ok_or_else(|| refused(say!("The key of {name} is locked or not set", name)))?;
        self.read_profile(&client).await.map_err(|error| refused(format!("{name}: {error}")))?;
        Ok(self.profile(vendor))
    }

    /// Reads the limits that hold for each sale, where a vendor tells them and they are old: in tasks of the till, which nobody waits
    /// for.
    pub(in crate::till) fn read_limits(self: &Arc<Self>) {
        let now = self.core.clock.now();
        let is_old = |vendor| self.profile(vendor).is_none_or(|read| now.since(read.at) >= FRESH_FOR);
        for client in self.clients().into_iter().filter(|client| client.capability().limits && is_old(client.vendor()))
        {
            let this = Arc::clone(self);
            self.core.spawn(async move {
                if let Err(error) = this.read_profile(&client).await {
                    tracing::warn!(vendor = client.vendor().slug(), %error, "the account's limits were not read");
                }
            });
        }
    }

    /// The most that one sale may take from the wallet, by what the vendor told; nothing where it said zero, which no account that
    /// sells can mean.
    pub(in crate::till) fn account_most(&self, vendor: VendorId) -> Option<Naira> {
        locked(&self.profiles).get(&vendor)?.profile.most.filter(|most| *most > Naira::ZERO)
    }

    /// Whether a sale would take more from the wallet than the account allows.
    pub(in crate::till) fn is_beyond_account(&self, vendor: VendorId, cost: Option<Naira>) -> bool {
        self.account_most(vendor).zip(cost).is_some_and(|(most, cost)| cost > most)
    }

    async fn read_profile(&self, client: &VendorClient) -> Result<(), AskFailed> {
        let read = client.profile().await;
        self.record_reached(client.vendor(), read.as_ref().map_or_else(Reached::from, |_| Reached::Yes));
        if let Some(profile) = read? {
            locked(&self.profiles).insert(client.vendor(), ProfileRead { profile, at: self.core.clock.now() });
        }
        Ok(())
    }
}
