//! The listener for vendors' notices beside the real shop: opened and closed by what the owner decided.

use super::Shops;
use crate::settings::{self, SettingsError};
use crate::till::{Callbacks, KeyRound, Till};
use crate::webhooks::{Notices, Tally, callers};
use airtill_credentials::{KeyringError, NoticeKey, PATIENCE_ALONE};
use airtill_domain::clock;
use airtill_domain::listener::Listener;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_words::say;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

/// Before a keyring that does not give the addresses is asked again, at first; each pause is twice the one before.
const AGAIN_FIRST: Duration = Duration::from_secs(8);
/// The longest pause.
const AGAIN_LAST: Duration = Duration::from_secs(5 * 60);

/// The listener as it is.
#[derive(Default)]
pub(super) enum Listening {
    /// Nobody listens, and nobody should.
    #[default]
    Off,
    /// It listens, at the addresses of this key.
    Open { notices: Notices, key: NoticeKey },
    /// The keyring does not give the addresses: it is asked again.
    NoKey(KeyringError),
    /// Why nobody listens, though somebody should.
    Trouble(String),
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
        let (tally, trouble) = match &*self.listening() {
            Listening::Off => (None, None),
            Listening::Open { notices, .. } => (Some(notices.tally()), None),
            Listening::NoKey(error) => (None, Some(error.to_string())),
            Listening::Trouble(why) => (None, Some(why.clone())),
        };
        ListenerState { tally, trouble }
    }

    /// The paths that vendors are given by the owner, while somebody listens.
    pub fn notice_paths(&self) -> Vec<(VendorId, String)> {
        match &*self.listening() {
            Listening::Open { key, .. } => callers().map(|vendor| (vendor, key.vendor_path(vendor))).collect(),
            Listening::Off | Listening::NoKey(_) | Listening::Trouble(_) => Vec::new(),
        }
    }

    /// Writes down what the owner decided about notices, and listens or stops by it. `renew`: by other addresses from now on, so
    /// that who knows the old ones knows nothing.
    ///
    /// # Errors
    /// [`SettingsError`]; what holds is what was written down before.
    pub async fn set_listener(&self, mut listener: Listener, renew: bool, by: Actor) -> Result<(), SettingsError> {
        let refused = |sentence: String| SettingsError::Refused(sentence);
        let till = self.real_till().ok_or_else(|| refused(say!("Set the shop up first").to_owned()))?;
        listener.checked().map_err(refused)?;
        listener.key = till.ledger().listener()?.key;
        if listener.enabled || renew {
            let there = match till.connections.keyring().notice_key(PATIENCE_ALONE).await {
                Ok(_) => true,
                // A key was made and is not to be had: the keyring may be locked. Another one would mislead every vendor.
                Err(KeyringError::NoEntry) if listener.key > 0 && !renew => {
                    return Err(refused(
                        say!("The addresses are not in the keyring now: unlock it. If they are lost, take other addresses")
                            .to_owned(),
                    ));
                }
                Err(KeyringError::NoEntry) => false,
                Err(error) => return Err(refused(say!("The addresses are kept in the keyring, and {error}", error))),
            };
            if renew || !there {
                let bytes = clock::random(&*self.entropy).map_err(LedgerError::io("making addresses for notices"))?;
                let saved = till.connections.keyring().save_notice_key(&NoticeKey::from_random(bytes)).await;
                saved.map_err(|error| refused(say!("The addresses were not saved: {error}", error)))?;
                listener.key += 1;
            }
        }
        settings::set_listener(till.ledger(), &*self.clock, listener, by).await?;
        self.listen_for_notices(&till).await?;
        Ok(())
    }

    /// Listens beside the opening: the keyring may take its time, and is asked again until it gives the addresses.
    pub(super) fn listen_beside(self: &Arc<Self>, till: &Arc<Till>) {
        let (shops, till) = (Arc::downgrade(self), Arc::downgrade(till));
        tokio::spawn(async move {
            let mut pause = AGAIN_FIRST;
            while let (Some(shops), Some(till)) = (shops.upgrade(), till.upgrade()) {
                if let Err(error) = shops.listen_for_notices(&till).await {
                    tracing::error!(%error, "what was decided about notices could not be read");
                }
                if !matches!(*shops.listening(), Listening::NoKey(_)) {
                    return;
                }
                let (clock, mut rounds) = (Arc::clone(&shops.clock), till.connections.rounds());
                // As long as it gives the vendors' keys neither, it is asked by their rounds alone: each question may put a prompt on
                // the screen.
                let closed = *rounds.borrow_and_update() == KeyRound::Closed;
                drop((shops, till));
                if closed {
                    let _ = rounds.wait_for(|round| *round != KeyRound::Closed).await;
                } else {
                    clock.sleep(pause).await;
                    pause = (pause * 2).min(AGAIN_LAST);
                }
            }
        });
    }

    /// The program ends, or another listener takes its place.
    pub(super) async fn stop_listening(&self) {
        let before = std::mem::take(&mut *self.listening());
        if let Listening::Open { notices, .. } = before {
            notices.stop().await;
        }
    }

    /// Listens for the real shop, or not, by what its ledger says.
    async fn listen_for_notices(&self, till: &Arc<Till>) -> Result<(), LedgerError> {
        let _one_at_a_time = self.relisten.lock().await;
        till.reconcile.set_callbacks(None);
        self.stop_listening().await;
        let listener = till.ledger().listener()?;
        if !listener.enabled {
            return Ok(());
        }
        let opened = self.open_listener(till, &listener).await;
        match &opened {
            Listening::Open { key, .. } => {
                tracing::info!(port = listener.port, "listening for notices");
                till.reconcile.set_callbacks(Some(Callbacks { key: key.clone(), listener }));
            }
            Listening::NoKey(error) => tracing::warn!(%error, "nobody listens for notices yet"),
            Listening::Trouble(why) => tracing::warn!(why, "nobody listens for notices"),
            Listening::Off => {}
        }
        *self.listening() = opened;
        self.tell();
        Ok(())
    }

    async fn open_listener(&self, till: &Arc<Till>, listener: &Listener) -> Listening {
        let key = match till.connections.keyring().notice_key(PATIENCE_ALONE).await {
            Ok(key) => key,
            Err(error) => return Listening::NoKey(error),
        };
        match Notices::listen(listener.port, till, key.clone(), Arc::clone(&self.clock)).await {
            Ok(notices) => Listening::Open { notices, key },
            Err(error) => Listening::Trouble(say!("port {port} can't be had: {error}", port = listener.port, error)),
        }
    }

    fn listening(&self) -> MutexGuard<'_, Listening> {
        self.listening.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}
