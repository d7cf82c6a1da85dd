//! How a shop is opened: its ledger, its till, its people, its vendors.

use super::connect::{connect_practice, makes_clients};
use super::{Change, Phase, Shop, Shops, State};
use crate::allocator;
use crate::backup::{BackupError, replace};
use crate::people::People;
use crate::till::{Parts, Till};
use airtill_domain::shop::ShopKind;
use airtill_ledger::{LedgerError, OpeningNote};
use airtill_words::say;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::broadcast;

impl Shops {
    /// Opens what should be on the screen: the real shop once it was set up, the practice shop before.
    pub async fn open(self: &Arc<Self>) {
        self.state().phase = Phase::Opening(say!("Opening the ledger").to_owned());
        self.tell();
        let opened = async {
            let real = self.directory(ShopKind::Real);
            replace::settle(&real).map_err(|error| match error {
                BackupError::Ledger(error) => error,
                error => LedgerError::Damaged(error.to_string()),
            })?;
            if real.exists() {
                let till = self.shop(ShopKind::Real).await?;
                if till.ledger().was_set_up()? {
                    return Ok(ShopKind::Real);
                }
            }
            self.shop(ShopKind::Practice).await.map(|_| ShopKind::Practice)
        };
        let opened: Result<ShopKind, LedgerError> = opened.await;
        if opened.is_ok() {
            self.forget_left_over().await;
        }
        let mut state = self.state();
        match opened {
            Ok(kind) => {
                state.active = kind;
                state.phase = Phase::Open;
            }
            Err(error) => {
                tracing::error!(%error, "the ledger could not be opened");
                state.phase = Phase::Failed(Arc::new(error));
            }
        }
        drop(state);
        self.tell();
    }

    /// A shop's till; the shop is opened if it isn't yet.
    pub(super) async fn shop(self: &Arc<Self>, kind: ShopKind) -> Result<Arc<Till>, LedgerError> {
        let _one_at_a_time = self.opening.lock().await;
        let open = |state: &State| match kind {
            ShopKind::Practice => state.practice.as_ref().map(|shop| Arc::clone(&shop.till)),
            ShopKind::Real => state.real.as_ref().map(|shop| Arc::clone(&shop.till)),
        };
        if let Some(till) = open(&self.state()) {
            return Ok(till);
        }
        let shop = self.open_shop(kind).await?;
        let till = Arc::clone(&shop.till);
        self.forward(&till);
        let (records, clock) = (Arc::clone(&self.records), Arc::clone(&self.clock));
        tokio::spawn(records.keep_backing_up(Arc::downgrade(till.ledger()), clock));
        match kind {
            ShopKind::Practice => self.state().practice = Some(shop),
            ShopKind::Real => self.state().real = Some(shop),
        }
        self.speak();
        // Beside what comes next: somebody waits for the counter.
        drop(tokio::task::spawn_blocking(allocator::give_back));
        Ok(till)
    }

    pub(super) async fn open_shop(self: &Arc<Self>, kind: ShopKind) -> Result<Shop, LedgerError> {
        let directory = self.directory(kind);
        let (ledger, notices) = self.open_ledger(directory.clone()).await?;
        let ledger = Arc::new(ledger);
        let parts = Parts {
            kind,
            ledger,
            opening_notes: notices,
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        };
        let till = Till::open(parts).await?;
        let practice = match kind {
            ShopKind::Practice => Some(connect_practice(&till, &directory, &self.clock).await?),
            ShopKind::Real => {
                till.connections.read_keys(makes_clients(&till)).await;
                None
            }
        };
        till.start();
        if kind == ShopKind::Real {
            self.listen_beside(&till);
        }
        let people = (kind == ShopKind::Real).then(|| self.watched_people(&till));
        Ok(Shop { till, people, _practice: practice })
    }

    pub(super) fn watched_people(&self, till: &Arc<Till>) -> Arc<People> {
        let people = Arc::new(People::new(
            Arc::clone(till.ledger()),
            till.connections.keyring().clone(),
            Arc::clone(&self.clock),
            Arc::clone(&self.entropy),
        ));
        let (changed, watched, left) = (self.changed.clone(), Arc::downgrade(&people), Arc::downgrade(till));
        let told = move |nobody_there: bool| {
            if let Some(till) = left.upgrade().filter(|_| nobody_there) {
                till.checkout.cancel_all();
            }
            drop(changed.send(Change { shop: None, told: crate::till::TillEvent::Status }));
        };
        tokio::spawn(People::keep_watch(watched, told));
        people
    }

    pub(super) async fn open_ledger(
        self: &Arc<Self>,
        directory: PathBuf,
    ) -> Result<(airtill_ledger::Ledger, Vec<OpeningNote>), LedgerError> {
        let stamp = self.clock.now().stamp();
        let shops = Arc::clone(self);
        let opened = tokio::task::spawn_blocking(move || {
            let progress = |text: &str| {
                let mut state = shops.state();
                if matches!(state.phase, Phase::Opening(_)) {
                    state.phase = Phase::Opening(text.to_owned());
                }
                drop(state);
                shops.tell();
            };
            airtill_ledger::open(&airtill_ledger::Options {
                progress: &progress,
                ..airtill_ledger::Options::new(&directory, stamp)
            })
        })
        .await
        .map_err(|error| LedgerError::Damaged(error.to_string()))??;
        Ok((opened.ledger, opened.notices))
    }

    pub(super) fn forward(self: &Arc<Self>, till: &Till) {
        let (mut heard, changed, shop) = (till.listen(), self.changed.clone(), till.kind());
        tokio::spawn(async move {
            loop {
                match heard.recv().await {
                    Ok(told) => drop(changed.send(Change { shop: Some(shop), told })),
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => break,
                }
            }
        });
    }
}
