//! The one thread that writes.
//!
//! For each commit: the sale's rules, the journal's line and its sync, sled's transaction, the reply; then sled's
//! flush and sync, before the next commit is looked at. A failure stops writing in a way that depends on where it was:
//! the journal goes on in a new segment, sled needs the program to be started again.

use crate::anchor::{self, Anchor};
use crate::entry::{Actor, Commit, Entry, Hash, Record, line};
use crate::error::LedgerError;
use crate::journal::Journal;
use crate::rebuild;
use crate::store::{Changes, Prepared, Shared, Store};
use crate::syncer::Syncer;
use crate::views::{self, Effects};
use airtill_domain::sale::event::Event;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Commits between two anchors. An anchor may lag behind; it must never be ahead of what is durable.
const ANCHOR_EVERY: u64 = 64;

type Reply = oneshot::Sender<Result<u64, LedgerError>>;

enum Request {
    Commit {
        /// The last commit that the entries rest on, where they do.
        after: Option<u64>,
        at: Timestamp,
        actor: Actor,
        entries: Vec<Entry>,
        reply: Reply,
    },
    AcknowledgeMissing {
        at: Timestamp,
        actor: Actor,
        reply: Reply,
    },
    Anchor {
        reply: Reply,
    },
    /// Not from a task: whoever rebuilds has a thread of its own.
    ChangeStore {
        store: Arc<Store>,
        reply: mpsc::Sender<Result<u64, LedgerError>>,
    },
}

/// The handle on the writer's thread. Dropping it ends the thread after what was asked of it.
pub(crate) struct Writer {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<JoinHandle<()>>,
    read_only: Arc<Mutex<Option<String>>>,
}

/// What the thread owns.
pub(crate) struct Desk {
    /// The ledger's directory, for the anchor.
    pub directory: PathBuf,
    /// The journal.
    pub journal: Journal,
    /// The store.
    pub store: Arc<Store>,
    /// The same, as it is read by everyone else.
    pub shared: Shared,
    /// Last commit.
    pub seq: u64,
    /// Its line's hash.
    pub head: Hash,
    /// Commits that the anchor knows of and nobody holds. The ledger is read-only until that was acknowledged.
    pub missing: u64,
    /// The ledger's lock, held as long as the writer lives.
    pub _lock: std::fs::File,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(desk: Desk, read_only: Option<String>) -> Result<Writer, LedgerError> {
        let read_only = Arc::new(Mutex::new(read_only));
        let (requests, inbox) = mpsc::channel();
        let syncer = Syncer::start(Arc::clone(&desk.store))?;
        let mut state = Running { syncer, desk, read_only: Arc::clone(&read_only), anchored: 0, sealed: 0 };
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || state.run(&inbox))
            .map_err(LedgerError::io("starting the ledger's thread"))?;
        Ok(Writer { requests: Some(requests), thread: Some(thread), read_only })
    }

    /// See [`crate::Ledger::commit`].
    pub(crate) async fn commit(&self, at: Timestamp, actor: Actor, entries: Vec<Entry>) -> Result<u64, LedgerError> {
        self.ask(|reply| Request::Commit { after: None, at, actor, entries, reply }).await
    }

    /// See [`crate::Ledger::commit_after`].
    pub(crate) async fn commit_after(
        &self,
        seq: u64,
        at: Timestamp,
        actor: Actor,
        entries: Vec<Entry>,
    ) -> Result<u64, LedgerError> {
        self.ask(|reply| Request::Commit { after: Some(seq), at, actor, entries, reply }).await
    }

    /// See [`crate::Ledger::acknowledge_missing`].
    pub(crate) async fn acknowledge_missing(&self, at: Timestamp, actor: Actor) -> Result<(), LedgerError> {
        self.ask(|reply| Request::AcknowledgeMissing { at, actor, reply }).await.map(|_| ())
    }

    /// See [`crate::Ledger::anchor`].
    pub(crate) async fn anchor(&self) -> Result<(), LedgerError> {
        self.ask(|reply| Request::Anchor { reply }).await.map(|_| ())
    }

    /// See [`crate::Ledger::commit_waiting`].
    pub(crate) fn commit_waiting(&self, at: Timestamp, actor: Actor, entries: Vec<Entry>) -> Result<u64, LedgerError> {
        let gone = || LedgerError::OutcomeUnknown("the ledger's thread has ended".to_owned());
        let (reply, answer) = oneshot::channel();
        let request = Request::Commit { after: None, at, actor, entries, reply };
        self.requests.as_ref().ok_or_else(gone)?.send(request).map_err(|_| gone())?;
        answer.blocking_recv().map_err(|_| gone())?
    }

    /// Goes on with another store, which is brought up to the last commit first. The last commit.
    ///
    /// # Errors
    /// When it can't be; then the ledger goes on with the store that it has.
    pub(crate) fn change_store(&self, store: Arc<Store>) -> Result<u64, LedgerError> {
        let gone = || LedgerError::OutcomeUnknown("the ledger's thread has ended".to_owned());
        let (reply, answer) = mpsc::channel();
        let request = Request::ChangeStore { store, reply };
        self.requests.as_ref().ok_or_else(gone)?.send(request).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    /// Why nothing is written, if so.
    pub(crate) fn read_only(&self) -> Option<String> {
        self.read_only.lock().unwrap_or_else(|broken| broken.into_inner()).clone()
    }

    async fn ask(&self, request: impl FnOnce(Reply) -> Request) -> Result<u64, LedgerError> {
        let gone = || LedgerError::OutcomeUnknown("the ledger's thread has ended".to_owned());
        let (reply, answer) = oneshot::channel();
        self.requests.as_ref().ok_or_else(gone)?.send(request(reply)).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Running {
    /// Before the desk, which has the lock: it must have ended when that is let go.
    syncer: Syncer,
    desk: Desk,
    read_only: Arc<Mutex<Option<String>>>,
    anchored: u64,
    /// Below this segment, all that are full are sealed.
    sealed: u32,
}

impl Running {
    fn run(&mut self, inbox: &mpsc::Receiver<Request>) {
        while let Ok(request) = inbox.recv() {
            let (result, reply) = match request {
                Request::Commit { after, at, actor, entries, reply } => (self.commit(after, at, actor, entries), reply),
                Request::AcknowledgeMissing { at, actor, reply } => (self.acknowledge(at, actor), reply),
                Request::Anchor { reply } => {
                    if self.refusal().is_none() {
                        self.write_anchor();
                    }
                    let _ = reply.send(Ok(self.desk.seq));
                    continue;
                }
                Request::ChangeStore { store, reply } => {
                    let _ = reply.send(self.change_store(store));
                    continue;
                }
            };
            let committed = result.is_ok();
            if let Err(error) = &result {
                tracing::warn!(%error, "commit not made");
            }
            let _ = reply.send(result);
            if committed {
                self.settle();
            }
        }
        if self.refusal().is_none() {
            self.write_anchor();
        }
    }

    fn commit(
        &mut self,
        after: Option<u64>,
        at: Timestamp,
        actor: Actor,
        entries: Vec<Entry>,
    ) -> Result<u64, LedgerError> {
        if let Some(why) = self.refusal() {
            return Err(LedgerError::ReadOnly(why));
        }
        self.recover_journal()?;
        // Only now: a line that was in question may just have become part of the ledger.
        if after.is_some_and(|seq| seq != self.desk.seq) {
            return Err(LedgerError::Overtaken);
        }
        if !entries.iter().all(Entry::may_be_written) {
            return Err(LedgerError::NoPrice);
        }
        airtill_faults::doing(kind(&entries));
        let commit = Commit { seq: self.desk.seq + 1, at, actor, entries };
        let effects = views::effects(&commit, &*self.desk.store)?;
        let (text, record) = line::write(commit, self.desk.head);
        let prepared = self.prepare(&record, effects)?;
        airtill_faults::kill_point("journal.before");
        self.desk.journal.append(&text)?;
        airtill_faults::kill_point("journal.synced");
        self.apply(&record, prepared)?;
        airtill_faults::kill_point("store.applied");
        Ok(record.commit.seq)
    }

    /// A line in question goes to a new segment and into the store: from then on it is part of the ledger.
    fn recover_journal(&mut self) -> Result<(), LedgerError> {
        if self.desk.journal.in_question().is_none() {
            return Ok(());
        }
        if let Some(text) = self.desk.journal.recover()? {
            self.take_over(&text).inspect_err(|error| {
                self.refuse(format!(
                    "a recovered entry could not be applied ({error}). Close Airtill and open it again"
                ));
            })?;
        }
        match self.refusal() {
            Some(why) => Err(LedgerError::ReadOnly(why)),
            None => Ok(()),
        }
    }

    fn take_over(&mut self, text: &str) -> Result<(), LedgerError> {
        let record = line::read(text.as_bytes()).map_err(|e| LedgerError::Damaged(e.to_string()))?;
        let effects = views::effects(&record.commit, &*self.desk.store)?;
        let prepared = self.prepare(&record, effects)?;
        self.apply(&record, prepared)?;
        tracing::warn!(seq = record.commit.seq, "a line in question was written to a new journal segment");
        self.settle();
        Ok(())
    }

    /// Before the journal's line is written: what doesn't fit the store must not get into the journal.
    fn prepare(&self, record: &Record, effects: Effects) -> Result<Prepared, LedgerError> {
        let mut changes = Changes::default();
        changes.add(&self.desk.store, record, effects)?;
        self.desk.store.prepare(changes)
    }

    fn apply(&mut self, record: &Record, prepared: Prepared) -> Result<(), LedgerError> {
        self.desk.store.apply(prepared).inspect_err(|error| {
            self.refuse(format!("the store could not be written ({error}). Close Airtill and open it again"));
        })?;
        self.desk.seq = record.commit.seq;
        self.desk.head = record.hash;
        Ok(())
    }

    /// Off the seller's path: the store is synced before the next commit begins.
    fn settle(&mut self) {
        if let Err(error) = self.syncer.sync() {
            tracing::error!(%error, "the store could not be synced");
            self.refuse(format!("the store could not be synced ({error}). Close Airtill and open it again"));
            return;
        }
        airtill_faults::kill_point("store.synced");
        if self.desk.seq >= self.anchored + ANCHOR_EVERY {
            self.write_anchor();
        }
        if self.desk.journal.number() > self.sealed {
            self.seal();
        }
    }

    /// The store before is let go by whoever reads it last; its directory is set aside when the ledger is opened next.
    fn change_store(&mut self, store: Arc<Store>) -> Result<u64, LedgerError> {
        if let Some(why) = self.refusal() {
            return Err(LedgerError::ReadOnly(why));
        }
        self.recover_journal()?;
        if rebuild::catch_up(&store, &self.desk.directory)? != (self.desk.seq, self.desk.head) {
            return Err(LedgerError::Damaged("the rebuilt store does not end where the ledger does".to_owned()));
        }
        // They belong to no commit, and plans could not be sold until vendors were asked again.
        for vendor in VendorId::ALL {
            store.keep_offers(vendor, &self.desk.store.offers(vendor).unwrap_or_default())?;
        }
        let syncer = Syncer::start(Arc::clone(&store))?;
        rebuild::note_change(&self.desk.directory)?;
        self.syncer = syncer;
        self.desk.store = Arc::clone(&store);
        *self.desk.shared.write().unwrap_or_else(|broken| broken.into_inner()) = store;
        Ok(self.desk.seq)
    }

    /// One segment at a time, and no more once it can't be done: a plain one is as good, and larger.
    fn seal(&mut self) {
        match self.desk.journal.seal_one() {
            Ok(true) => {}
            Ok(false) => self.sealed = self.desk.journal.number(),
            Err(error) => {
                tracing::warn!(%error, "a journal segment was not sealed");
                self.sealed = self.desk.journal.number();
            }
        }
    }

    fn write_anchor(&mut self) {
        match anchor::write(&self.desk.directory, Anchor { seq: self.desk.seq, head: self.desk.head }) {
            Ok(()) => self.anchored = self.desk.seq,
            // A missing anchor weakens a proof; it doesn't make a sale wrong.
            Err(error) => tracing::warn!(%error, "anchor not written"),
        }
    }

    fn acknowledge(&mut self, at: Timestamp, actor: Actor) -> Result<u64, LedgerError> {
        if self.desk.missing == 0 {
            return match self.refusal() {
                Some(why) => Err(LedgerError::ReadOnly(why)),
                None => Ok(self.desk.seq),
            };
        }
        let commits = self.desk.missing;
        let why = self.lock_refusal().take();
        let noted = self.commit(None, at, actor, vec![Entry::MissingAcknowledged { commits }]);
        match &noted {
            Ok(_) => {
                self.desk.missing = 0;
                self.write_anchor();
            }
            Err(_) => {
                self.lock_refusal().get_or_insert(why.unwrap_or_default());
            }
        }
        noted
    }

    fn refusal(&self) -> Option<String> {
        self.lock_refusal().clone()
    }

    fn refuse(&self, why: String) {
        *self.lock_refusal() = Some(why);
    }

    fn lock_refusal(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.read_only.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}

/// What a commit is, for faults that are aimed at one.
fn kind(entries: &[Entry]) -> &'static str {
    match entries.first() {
        Some(Entry::Sale(Event::Intent { .. })) => "intent",
        Some(Entry::Sale(Event::Answered { .. })) => "answer",
        Some(Entry::Sale(Event::Checked { .. } | Event::NotFound { .. })) => "check",
        _ => "other",
    }
}
