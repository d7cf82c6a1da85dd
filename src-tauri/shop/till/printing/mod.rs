//! Slips on their way to paper: a queue of its own, so that no sale waits for it.
//!
//! A slip that was asked for is an entry, and so is that its bytes are about to leave and how that ended. After any stop a slip
//! that was begun is perhaps on paper, and is never sent again automatically.
//!
//! Lock order: `numbering`, then `printer_trouble`. `numbering` is held across the commit that gives a slip its number, and by the close
//! until its Z has one.

mod due;
mod paper;

use crate::printer::{Habits, NotReady, Ready, Sent};
use crate::till::core::{Core, TillEvent};
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError};
use airtill_domain::print::{Job, Printed, Printer, PrinterSite, Queue, Slip, Stage};
use airtill_domain::shift::sheet::Sheet;
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_reports::slips;
use airtill_words::say;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

/// Between two tries at a printer that is off.
const TRY_EVERY: Duration = Duration::from_secs(5);
/// Between two tries at one that can be reached and takes nothing: each of them is written down.
const RARELY: Duration = Duration::from_secs(60);

/// Held by whoever gives a slip its number, until the slip is committed.
pub(in crate::till) struct Numbering<'a> {
    _one_at_a_time: tokio::sync::MutexGuard<'a, ()>,
}

/// Slips on their way to the printer.
pub struct PrintQueue {
    core: Arc<Core>,
    /// A slip waits.
    print: Notify,
    /// One number of a slip is given at a time.
    numbering: tokio::sync::Mutex<()>,
    /// Why slips wait, and since when.
    printer_trouble: Mutex<Option<(String, Timestamp)>>,
    /// What the printer can say, as far as that has shown. Held by the one task that prints.
    habits: tokio::sync::Mutex<(PrinterSite, Habits)>,
    /// The slip that the printer has, and could not put on paper when it was last heard.
    held: Mutex<Option<u64>>,
}

/// Slips that are not done with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printing {
    /// How many wait.
    pub waiting: usize,
    /// Those that are perhaps on paper.
    pub perhaps: Vec<Job>,
    /// Why slips wait, and since when.
    pub trouble: Option<(String, Timestamp)>,
}

/// The sheet of the open shift as it is now.
pub(super) type SheetNow<'a> = &'a (dyn Fn() -> Option<Sheet> + Send + Sync);

/// Why a slip waits.
#[derive(Debug, thiserror::Error)]
enum PrintFailed {
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error(transparent)]
    AtOnce(NotReady),
    #[error("{}", say!("the last slip is in the printer, not on paper: {why}", why = _0))]
    Held(NotReady),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl PrintQueue {
    pub(super) fn new(core: &Arc<Core>) -> Arc<PrintQueue> {
        Arc::new(PrintQueue {
            core: Arc::clone(core),
            print: Notify::new(),
            numbering: tokio::sync::Mutex::default(),
            printer_trouble: Mutex::default(),
            habits: tokio::sync::Mutex::new((PrinterSite::None, Habits::default())),
            held: Mutex::default(),
        })
    }

    /// How slips and printer do; `None` where there is no printer.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn printing(&self) -> Result<Option<Printing>, LedgerError> {
        let Some((_, queue)) = self.to_printer()? else { return Ok(None) };
        let (waiting, perhaps): (Vec<Job>, Vec<Job>) =
            queue.jobs.into_iter().partition(|job| job.stage != Stage::Perhaps);
        Ok(Some(Printing { waiting: waiting.len(), perhaps, trouble: locked(&self.printer_trouble).clone() }))
    }

    /// The printer and the slips on their way to it, where there is one.
    pub(super) fn to_printer(&self) -> Result<Option<(Printer, Queue)>, LedgerError> {
        let printer = self.core.ledger.printer()?;
        if printer.site == PrinterSite::None {
            return Ok(None);
        }
        Ok(Some((printer, self.core.ledger.queue()?)))
    }

    /// Nobody else numbers a slip while this is held.
    pub(in crate::till) async fn number_slips(&self) -> Numbering<'_> {
        Numbering { _one_at_a_time: self.numbering.lock().await }
    }

    /// A slip was asked for, and is tried now.
    pub(in crate::till) fn slip_waits(&self) {
        self.print.notify_one();
    }

    /// Asks for a slip on paper.
    ///
    /// # Errors
    /// [`TillError::Refused`] when there is no printer, or too many slips wait for it.
    pub async fn print(&self, slip: Slip, by: Actor) -> Result<(), TillError> {
        let one_at_a_time = self.numbering.lock().await;
        self.ask_for(slip, Vec::new(), by).await?;
        drop(one_at_a_time);
        Ok(())
    }

    /// The same, by whoever holds the numbers, with what belongs to it.
    pub(super) async fn ask_for(&self, slip: Slip, mut with: Vec<Entry>, by: Actor) -> Result<(), TillError> {
        let refused = |sentence: &str| Err(TillError::refused(About::Sale, sentence));
        let Some((_, queue)) = self.to_printer()? else {
            return refused(say!("No printer is set up. The owner sees to it, under Owner, Paper"));
        };
        if queue.is_full() {
            return refused(say!("Too many slips wait for the printer. See to it first, or take them off the list"));
        }
        with.push(Entry::PrintAsked { job: queue.next(), slip });
        self.core.ledger.commit(self.core.clock.now(), by, with).await?;
        self.print.notify_one();
        self.core.tell(TillEvent::Status);
        Ok(())
    }

    /// A slip that waits or is perhaps on paper is not wanted (any more).
    ///
    /// # Errors
    /// When the ledger can't be written.
    pub async fn drop_slip(&self, job: u64, by: Actor) -> Result<(), TillError> {
        let known =
            self.core.ledger.queue()?.jobs.iter().any(|known| known.number == job && known.stage != Stage::Begun);
        if known {
            let entry = Entry::PrintEnded { job, how: Printed::Dropped };
            self.core.ledger.commit(self.core.clock.now(), by, vec![entry]).await?;
            self.core.tell(TillEvent::Status);
        }
        Ok(())
    }

    /// A slip that is perhaps on paper is printed again, as a copy, by somebody's word.
    ///
    /// # Errors
    /// [`TillError::Refused`] when it is not on the list any more.
    pub async fn print_copy(&self, job: u64, by: Actor) -> Result<(), TillError> {
        let gone = || TillError::refused(About::Sale, say!("That slip is not on the list any more"));
        // Twice in a row is once.
        let one_at_a_time = self.numbering.lock().await;
        let queue = self.core.ledger.queue()?;
        let perhaps = queue.jobs.iter().find(|known| known.number == job && known.stage == Stage::Perhaps);
        let slip = perhaps.ok_or_else(gone)?.slip;
        self.ask_for(slip, vec![Entry::PrintEnded { job, how: Printed::Dropped }], by).await?;
        drop(one_at_a_time);
        Ok(())
    }

    /// Nothing that waits is wanted any more.
    ///
    /// # Errors
    /// When the ledger can't be written.
    pub async fn drop_waiting(&self, by: Actor) -> Result<(), TillError> {
        for job in self.core.ledger.queue()?.jobs.iter().filter(|job| job.stage == Stage::Waiting) {
            self.drop_slip(job.number, by).await?;
        }
        Ok(())
    }

    /// There is another printer: what waits is tried there.
    pub fn printer_changed(&self) {
        self.print.notify_one();
        self.core.tell(TillEvent::Status);
    }

    /// Prints what waits. `x_now` makes the sheet of the open shift as it is at that moment, where there is one.
    pub(super) async fn keep_printing(self: Arc<Self>, x_now: impl Fn() -> Option<Sheet> + Send + Sync) {
        // What an earlier run had begun: nobody knows whether it is on paper.
        let mut settled = false;
        loop {
            let tried = match settled {
                true => Ok(()),
                false => self.settle_begun().await.map(|()| settled = true),
            };
            let wait = match tried {
                Ok(()) => self.print_next(&x_now).await,
                Err(error) => Err(PrintFailed::from(error)),
            };
            match wait {
                Ok(true) => {}
                Ok(false) => self.print.notified().await,
                Err(error) => {
                    tracing::warn!(%error, "printing waits");
                    self.printer_is(Some(error.to_string()));
                    let wait = if matches!(error, PrintFailed::AtOnce(_)) { RARELY } else { TRY_EVERY };
                    tokio::select! {
                        () = self.core.clock.sleep(wait) => {}
                        () = self.print.notified() => {}
                    }
                }
            }
        }
    }

    async fn settle_begun(&self) -> Result<(), LedgerError> {
        for job in self.core.ledger.queue()?.jobs.iter().filter(|job| job.stage == Stage::Begun) {
            self.print_ended(job.number, Printed::Perhaps).await?;
        }
        Ok(())
    }

    async fn print_ended(&self, job: u64, how: Printed) -> Result<(), LedgerError> {
        let entry = Entry::PrintEnded { job, how };
        self.core.ledger.commit(self.core.clock.now(), Actor::Till, vec![entry]).await.map(|_| ())
    }

    /// Prints the slip that waits longest; false when none does.
    async fn print_next(&self, x_now: SheetNow<'_>) -> Result<bool, PrintFailed> {
        let printer = self.core.ledger.printer()?;
        let mut habits = self.habits.lock().await;
        if habits.0 != printer.site {
            *habits = (printer.site.clone(), Habits::default());
            // Another printer: nobody hears what became of a slip that the one before held.
            if let Some(job) = self.held() {
                self.held_no_more(job, Printed::Perhaps).await?;
            }
        }
        self.ask_holder(&printer.site, &mut habits.1).await?;
        let queue = self.core.ledger.queue()?;
        let Some(job) = queue.jobs.into_iter().find(|job| job.stage == Stage::Waiting) else {
            self.printer_is(None);
            return Ok(false);
        };
        let ready = match Ready::reach(&printer.site, &mut habits.1).await {
            Ok(ready) => ready,
            Err(NotReady::None) => return Ok(false),
            Err(why) => return Err(PrintFailed::NotReady(why)),
        };
        // Whoever did not want it any more may have said so meanwhile.
        if !self.core.ledger.queue()?.jobs.contains(&job) {
            return Ok(true);
        }
        let Some(lines) = self.lines_of(&job.slip, x_now)? else {
            self.print_ended(job.number, Printed::Dropped).await?;
            return Ok(true);
        };
        let bytes = slips::for_printer(&lines, &printer, self.opens_drawer(&job.slip)?);
        let begun = Entry::PrintBegun { job: job.number, slip: job.slip };
        self.core.ledger.commit(self.core.clock.now(), Actor::Till, vec![begun]).await?;
        let sent = ready.send(bytes, &format!("airtill-{}-{}", self.core.id.as_str(), job.number), &mut habits.1).await;
        self.sent(job, sent).await?;
        self.core.tell(TillEvent::Status);
        Ok(true)
    }

    /// A printer that holds a slip for want of paper is asked until it has some: then it is on paper. One that was switched off meanwhile
    /// has perhaps forgotten it.
    async fn ask_holder(&self, site: &PrinterSite, habits: &mut Habits) -> Result<(), PrintFailed> {
        let Some(job) = self.held() else { return Ok(()) };
        match Ready::reach(site, habits).await {
            Ok(_) => Ok(self.held_no_more(job, Printed::Yes).await?),
            Err(why @ (NotReady::Off(_) | NotReady::None)) => {
                self.held_no_more(job, Printed::Perhaps).await?;
                Err(PrintFailed::NotReady(why))
            }
            Err(why) => Err(PrintFailed::Held(why)),
        }
    }

    fn held(&self) -> Option<u64> {
        *locked(&self.held)
    }

    async fn held_no_more(&self, job: u64, how: Printed) -> Result<(), LedgerError> {
        self.print_ended(job, how).await?;
        *locked(&self.held) = None;
        Ok(())
    }

    async fn sent(&self, job: Job, sent: Sent) -> Result<(), PrintFailed> {
        match sent {
            Sent::Yes => {
                self.print_ended(job.number, Printed::Yes).await?;
                self.printer_is(None);
                Ok(())
            }
            // It has begun and not ended, until the printer says more. A stop before that leaves it perhaps printed.
            Sent::Held(why) => {
                *locked(&self.held) = Some(job.number);
                Err(PrintFailed::Held(why))
            }
            Sent::Perhaps(why) => {
                tracing::warn!(job = job.number, why, "a slip is perhaps printed");
                self.print_ended(job.number, Printed::Perhaps).await?;
                self.printer_is(Some(say!("the connection broke within a slip ({why})", why)));
                Ok(())
            }
            Sent::NotBegun(why) => {
                self.print_ended(job.number, Printed::NotBegun).await?;
                Err(PrintFailed::AtOnce(why))
            }
        }
    }

    fn printer_is(&self, trouble: Option<String>) {
        let mut known = locked(&self.printer_trouble);
        let since = known.as_ref().map_or_else(|| self.core.clock.now(), |(_, since)| *since);
        let now = trouble.map(|why| (why, since));
        if *known != now {
            *known = now;
            drop(known);
            self.core.tell(TillEvent::Status);
        }
    }
}
