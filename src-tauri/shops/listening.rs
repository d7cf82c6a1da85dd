//! The listener for vendors' notices beside the real shop: opened and closed by what the owner decided.

use super::Shops;
use crate::clock;
use crate::domain::listener::Listener;
use crate::domain::vendor::VendorId;
use crate::keys::{KeyringError, NoticeKey, PATIENCE_ALONE};
use crate::ledger::LedgerError;
use crate::ledger::entry::Actor;
use crate::notices::{Notices, Tally};
use crate::settings::{self, SettingsError};
use crate::till::{Callbacks, Till};
use std::sync::{Arc, MutexGuard};

/// The listener as it is: open, or why it is not.
#[derive(Default)]
pub(super) struct Listening {
    notices: Option<Notices>,
    key: Option<NoticeKey>,
    trouble: Option<String>,
}

/// How the listener stands, for the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenerState {
    /// How it fares, while it listens.
    pub tally: Option<Tally>,
    /// Why it does not listen though it should.
    pub trouble: Option<String>,
}

impl Shops {
    /// How the listener stands.
    pub fn listener_state(&self) -> ListenerState {
        let listening = self.listening();
        ListenerState { tally: listening.notices.as_ref().map(Notices::tally), trouble: listening.trouble.clone() }
    }

    /// The paths that vendors are given by the owner, while somebody listens.
    pub fn notice_paths(&self) -> Vec<(VendorId, String)> {
        let listening = self.listening();
        let key = listening.key.as_ref().filter(|_| listening.notices.is_some());
        key.into_iter()
            .flat_map(|key| [VendorId::SmePlug, VendorId::Vtpass].map(|vendor| (vendor, key.vendor_path(vendor))))
            .collect()
    }

    /// Writes down what the owner decided about notices, and listens or stops by it. `renew`: by other addresses from now on, so
    /// that who knows the old ones knows nothing.
    ///
    /// # Errors
    /// [`SettingsError`]; what holds is what was written down before.
    pub async fn set_listener(&self, mut listener: Listener, renew: bool, by: Actor) -> Result<(), SettingsError> {
        let refused = |sentence: String| SettingsError::Refused(sentence);
        let till = self.real_till().ok_or_else(|| refused("Set the shop up first".to_owned()))?;
        listener.checked().map_err(refused)?;
        listener.key = till.ledger().listener()?.key;
        if listener.enabled || renew {
            let there = match till.keyring().notice_key(PATIENCE_ALONE).await {
                Ok(_) => true,
                // A key was made and is not to be had: the keyring may be locked. Another one would mislead every vendor.
                Err(KeyringError::NoEntry) if listener.key > 0 && !renew => {
                    return Err(refused(
                        "The addresses are not in the keyring now: unlock it. If they are lost, take other addresses"
                            .to_owned(),
                    ));
                }
                Err(KeyringError::NoEntry) => false,
                Err(error) => return Err(refused(format!("The addresses are kept in the keyring, and {error}"))),
            };
            if renew || !there {
                let bytes = clock::random(&*self.chance).map_err(LedgerError::io("making addresses for notices"))?;
                let saved = till.keyring().save_notice_key(&NoticeKey::from_random(bytes)).await;
                saved.map_err(|error| refused(format!("The addresses were not saved: {error}")))?;
                listener.key += 1;
            }
        }
        settings::set_listener(till.ledger(), &*self.clock, listener, by).await?;
        self.listen_for_notices(&till).await?;
        Ok(())
    }

    /// Listens beside the opening: the keyring may take its time.
    pub(super) fn listen_beside(self: &Arc<Self>, till: &Arc<Till>) {
        let (shops, till) = (Arc::clone(self), Arc::clone(till));
        tokio::spawn(async move {
            if let Err(error) = shops.listen_for_notices(&till).await {
                tracing::error!(%error, "what was decided about notices could not be read");
            }
        });
    }

    /// The program ends, or another listener takes its place.
    pub(super) async fn stop_listening(&self) {
        let before = std::mem::take(&mut *self.listening());
        if let Some(notices) = before.notices {
            notices.stop().await;
        }
    }

    /// Listens for the real shop, or not, by what its ledger says.
    async fn listen_for_notices(&self, till: &Arc<Till>) -> Result<(), LedgerError> {
        let _one_at_a_time = self.relisten.lock().await;
        till.set_callbacks(None);
        self.stop_listening().await;
        let listener = till.ledger().listener()?;
        if !listener.enabled {
            return Ok(());
        }
        let opened = self.open_listener(till, &listener).await;
        match &opened.trouble {
            Some(why) => tracing::warn!(why, "nobody listens for notices"),
            None => tracing::info!(port = listener.port, "listening for notices"),
        }
        if let (Some(key), true) = (opened.key.clone(), opened.notices.is_some()) {
            till.set_callbacks(Some(Callbacks { key, listener }));
        }
        *self.listening() = opened;
        self.tell();
        Ok(())
    }

    async fn open_listener(&self, till: &Arc<Till>, listener: &Listener) -> Listening {
        let key = match till.keyring().notice_key(PATIENCE_ALONE).await {
            Ok(key) => key,
            Err(error) => return Listening { trouble: Some(error.to_string()), ..Listening::default() },
        };
        match Notices::listen(listener.port, till, key.clone(), Arc::clone(&self.clock)).await {
            Ok(notices) => Listening { notices: Some(notices), key: Some(key), trouble: None },
            Err(error) => {
                let trouble = format!("port {} can't be had: {error}", listener.port);
                Listening { trouble: Some(trouble), ..Listening::default() }
            }
        }
    }

    fn listening(&self) -> MutexGuard<'_, Listening> {
        self.listening.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}
