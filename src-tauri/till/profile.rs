//! What vendors tell about the shop's accounts: read when the owner looks, and where limits follow from it beside the offers.

use super::{About, Till, TillError, locked};
use crate::domain::money::Naira;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::vendors::{Line, Profile, Reached};

/// What a vendor told, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRead {
    /// What.
    pub profile: Profile,
    /// When.
    pub at: At,
}

impl Till {
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
        let line = self.line(vendor).ok_or_else(|| refused(format!("The key of {name} is locked or not set")))?;
        self.read_profile(&line).await.map_err(|error| refused(format!("{name}: {error}")))?;
        Ok(self.profile(vendor))
    }

    /// Reads the limits that hold for each sale, where the vendor tells them.
    pub(super) async fn read_limits(&self, line: &Line) {
        if line.capability().limits
            && let Err(error) = self.read_profile(line).await
        {
            tracing::warn!(vendor = line.vendor().slug(), %error, "the account's limits were not read");
        }
    }

    /// The most that one sale may take from the wallet, by what the vendor told.
    pub(super) fn account_most(&self, vendor: VendorId) -> Option<Naira> {
        locked(&self.profiles).get(&vendor)?.profile.most
    }

    async fn read_profile(&self, line: &Line) -> Result<(), crate::vendors::AskFailed> {
        let read = line.profile().await;
        self.heard(line.vendor(), read.as_ref().map_or_else(Reached::from, |_| Reached::Yes));
        if let Some(profile) = read? {
            locked(&self.profiles).insert(line.vendor(), ProfileRead { profile, at: self.clock.now() });
        }
        Ok(())
    }
}
