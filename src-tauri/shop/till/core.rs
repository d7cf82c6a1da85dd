//! What every part of the till shares: the ledger and its commits, clock and chance, what listeners are told, and the tasks that
//! outlive a key press.
//!
//! `tasks` and `pending` are locked for a moment each, never together and never across an await; no other part's lock is held
//! while they are.

use super::lock::locked;
use super::requests::Requests;
use super::{Parts, opening};
use airtill_domain::clock::{Clock, Entropy};
use airtill_domain::outcome::Outcome;
use airtill_domain::reference::{SaleId, TillId};
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::Event;
use airtill_domain::sale::evidence::Evidence;
use airtill_domain::shop::ShopKind;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::{Ledger, LedgerError, OpeningNote};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{Notify, broadcast};
use tokio::task::JoinSet;

/// What every part of the till shares.
pub struct Core {
    pub(super) kind: ShopKind,
    pub(super) id: TillId,
    pub(super) ledger: Arc<Ledger>,
    pub(super) opening_notes: Vec<OpeningNote>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    /// Purchase requests that a task waits for, and when those of this run ended.
    pub(super) requests: Arc<Requests>,
    /// A check may be due earlier than was thought.
    pub(super) checks_due: Notify,
    /// Somebody needs a key that the keyring has not given yet.
    pub(super) keys_wanted: Notify,
    /// Providers can be reached again, after none could be.
    pub(super) reconnected: Notify,
    /// What is known and could not be written down yet.
    pending: Mutex<Vec<(SaleId, Event)>>,
    events: broadcast::Sender<TillEvent>,
    tasks: Mutex<JoinSet<()>>,
}

/// Told to whoever shows the till. Carries ids, never contents: what is shown is read from the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TillEvent {
    /// A sale has changed.
    Sale(SaleId),
    /// Wallets, connection or keys have changed.
    Status,
}

/// Background work.
pub(super) type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Core {
    /// On a ledger that was opened, by a till of this id.
    pub(super) fn new(parts: Parts, id: TillId) -> Arc<Core> {
        let Parts { kind, ledger, opening_notes, clock, entropy } = parts;
        let requests = Requests::new(Arc::clone(&clock));
        Arc::new(Core {
            kind,
            id,
            ledger,
            opening_notes,
            clock,
            entropy,
            requests,
            checks_due: Notify::new(),
            keys_wanted: Notify::new(),
            reconnected: Notify::new(),
            pending: Mutex::default(),
            events: broadcast::channel(256).0,
            tasks: Mutex::default(),
        })
    }

    /// Hears of changes from now on.
    pub(super) fn listen(&self) -> broadcast::Receiver<TillEvent> {
        self.events.subscribe()
    }

    pub(super) fn tell(&self, what: TillEvent) {
        // Nobody listening is no fault: the ledger has it.
        let _ = self.events.send(what);
    }

    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = locked(&self.tasks);
        while let Some(ended) = tasks.try_join_next() {
            if let Err(error) = ended {
                tracing::error!(%error, "a task of the till ended badly");
            }
        }
        tasks.spawn(task);
    }

    /// Keeps background work going: should it ever fail, that is logged, and it begins again.
    pub(super) fn keep_up(&self, what: &'static str, work: impl Fn() -> Work + Send + 'static) {
        let clock = Arc::clone(&self.clock);
        self.spawn(async move {
            loop {
                // In a set of its own: dropping this drops the work with it.
                let mut task = JoinSet::new();
                task.spawn(work());
                match task.join_next().await {
                    Some(Err(error)) => tracing::error!(%error, what, "background work failed and begins again"),
                    Some(Ok(())) | None => return,
                }
                clock.sleep(Duration::from_secs(3)).await;
            }
        });
    }

    /// Stops the background work.
    pub(super) fn stop(&self) {
        locked(&self.tasks).abort_all();
    }

    /// An attempt whose task failed has nobody who waits for its answer.
    pub(super) async fn interrupt_abandoned(&self) -> Result<(), LedgerError> {
        opening::interrupt(&self.ledger, &*self.clock, |reference| self.requests.is_under_way(reference)).await
    }

    pub(super) async fn commit(&self, actor: Actor, events: Vec<Event>) -> Result<u64, LedgerError> {
        self.ledger.commit(self.clock.now(), actor, events.into_iter().map(Entry::Sale).collect()).await
    }

    /// What speaks of a sale's last attempt besides its own answer.
    pub(super) fn evidence(&self, sale: &Sale) -> Result<Evidence, LedgerError> {
        let Some(row) = self.ledger.row(sale.id)? else { return Ok(Evidence::default()) };
        let story = self.ledger.story(&row)?;
        let events = story.iter().flat_map(|commit| {
            commit.entries.iter().filter_map(|entry| match entry {
                Entry::Sale(event) if event.sale() == sale.id => Some((commit.at, event)),
                _ => None,
            })
        });
        Ok(Evidence::of(sale.last_attempt(), events))
    }

    /// Keeps what is known of sales until it can be written down.
    pub(super) fn keep_pending(&self, known: impl IntoIterator<Item = (SaleId, Event)>) {
        locked(&self.pending).extend(known);
    }

    /// Writes down what is known and could not be written before. Any commit makes the ledger settle first what is in
    /// question there; an event for a sale that did not get into the ledger has nothing to say and is dropped.
    pub(super) async fn flush_pending(&self) -> Result<(), LedgerError> {
        let waiting = std::mem::take(&mut *locked(&self.pending));
        for (n, (sale, event)) in waiting.iter().enumerate() {
            match self.commit(Actor::Till, vec![event.clone()]).await {
                Ok(_) | Err(LedgerError::Illegal(_)) => self.tell(TillEvent::Sale(*sale)),
                Err(error) => {
                    locked(&self.pending).extend_from_slice(&waiting[n..]);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Whether it is known that the sale's request never left, although that could not be written down yet: no slip of it says
    /// that nothing is known.
    pub(super) fn was_not_sent(&self, id: SaleId) -> bool {
        let pending = locked(&self.pending);
        pending
            .iter()
            .any(|(sale, event)| *sale == id && matches!(event, Event::Answered { outcome: Outcome::NotSent(_), .. }))
    }
}
