//! Slips on their way to paper: a queue of its own, so that no sale waits for it.
//!
//! A slip that was asked for is an entry, and so is that its bytes are about to leave and how that ended. After any stop a slip
//! that was begun is perhaps on paper, and is never sent again by itself.

use super::{About, Till, TillError, Told, locked};
use crate::domain::outcome::Outcome;
use crate::domain::print::{Job, Printed, Printer, PrinterSite, Queue, SaleSlip, Slip, Stage};
use crate::domain::reference::SaleId;
use crate::domain::sale::event::Event;
use crate::domain::sale::{Sale, Standing, Tender};
use crate::domain::time::At;
use crate::ledger::LedgerError;
use crate::ledger::entry::{Actor, Entry};
use crate::printer::{NotReady, Ready, Sent};
use crate::reports::story::{self, Numbers, Reader};
use crate::say;
use crate::slips::sheet::Costs;
use crate::slips::{self, Heading, Line, Mark};
use std::sync::Arc;
use std::time::Duration;

/// Between two tries at a printer that is off.
const TRY_EVERY: Duration = Duration::from_secs(5);
/// Between two tries at one that can be reached and takes nothing: each of them is written down.
const RARELY: Duration = Duration::from_secs(60);

/// Slips that are not done with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printing {
    /// How many wait.
    pub waiting: usize,
    /// Those that are perhaps on paper.
    pub perhaps: Vec<Job>,
    /// Why slips wait, and since when.
    pub trouble: Option<(String, At)>,
}

impl Till {
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
    fn to_printer(&self) -> Result<Option<(Printer, Queue)>, LedgerError> {
        let printer = self.ledger.printer()?;
        if printer.site == PrinterSite::None {
            return Ok(None);
        }
        Ok(Some((printer, self.ledger.queue()?)))
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
    async fn ask_for(&self, slip: Slip, mut with: Vec<Entry>, by: Actor) -> Result<(), TillError> {
        let refused = |sentence: &str| Err(TillError::refused(About::Sale, sentence));
        let Some((_, queue)) = self.to_printer()? else {
            return refused(say!("No printer is set up. The owner sees to it, under Owner, Paper"));
        };
        if queue.is_full() {
            return refused(say!("Too many slips wait for the printer. See to it first, or take them off the list"));
        }
        with.push(Entry::PrintAsked { job: queue.next(), slip });
        self.ledger.commit(self.clock.now(), by, with).await?;
        self.print.notify_one();
        self.tell(Told::Status);
        Ok(())
    }

    /// The entry that asks for a slip, where there is a printer. Whoever commits it holds [`Till::numbering`].
    pub(super) fn print_entry(&self, slip: Slip) -> Result<Option<Entry>, LedgerError> {
        Ok(self.to_printer()?.map(|(_, queue)| Entry::PrintAsked { job: queue.next(), slip }))
    }

    /// An event of a sale, and in the same commit the slip that it makes due: a stop in between would forget it.
    /// `beside` is kept with it: what it said that is evidence of its own.
    pub(super) async fn commit_with_slip(
        &self,
        sale: SaleId,
        event: &Event,
        beside: Option<Event>,
        by: Actor,
    ) -> Result<u64, LedgerError> {
        let events = std::iter::once(event.clone()).chain(beside);
        // Without a printer nobody waits for a number.
        if self.prints_sales()?.is_none() {
            return self.commit(by, events.collect()).await;
        }
        let one_at_a_time = self.numbering.lock().await;
        let slip = self.made_due(sale, event)?;
        let prints = slip.is_some();
        let entries = events.map(Entry::Sale).chain(slip).collect();
        let done = self.ledger.commit(self.clock.now(), by, entries).await;
        drop(one_at_a_time);
        if prints && done.is_ok() {
            self.print.notify_one();
        }
        done
    }

    fn made_due(&self, sale: SaleId, event: &Event) -> Result<Option<Entry>, LedgerError> {
        let Some(queue) = self.prints_sales()? else { return Ok(None) };
        let Some(sale) = self.ledger.sale(sale)? else { return Ok(None) };
        let Ok(after) = Sale::apply(Some(sale), event, self.clock.now()) else { return Ok(None) };
        Ok(self.due(&queue, &after, false).map(|slip| Entry::PrintAsked { job: queue.next(), slip }))
    }

    /// The slips on their way to a printer that prints each sale's by itself, where there is room for more.
    fn prints_sales(&self) -> Result<Option<Queue>, LedgerError> {
        let prints = self.to_printer()?.filter(|(printer, queue)| printer.each_sale && !queue.is_full());
        Ok(prints.map(|(_, queue)| queue))
    }

    /// A sale's slip that is due by itself: delivered, given back, and not known yet once it turned amber. Each of them once.
    fn due(&self, queue: &Queue, sale: &Sale, amber: bool) -> Option<Slip> {
        let now = self.clock.now();
        let had = |of: SaleSlip| {
            let asked = queue.jobs.iter().any(|job| job.slip == Slip::Sale { sale: sale.id, of });
            asked || sale.prints[of.place()] > 0
        };
        let due = match sale.standing(now) {
            Standing::Sending | Standing::Owed => false,
            Standing::NotKnown => amber,
            // Whoever left with the slip of a sale not known yet is not here any more.
            Standing::Delivered => !had(SaleSlip::Pending),
            Standing::Returned => true,
        };
        let of = SaleSlip::of(sale, now);
        (due && !had(of)).then_some(Slip::Sale { sale: sale.id, of })
    }

    /// The slip of a sale that turned amber and is not known yet.
    pub(super) async fn print_amber(&self, id: SaleId) {
        let printed = async {
            let one_at_a_time = self.numbering.lock().await;
            let Some(queue) = self.prints_sales()? else { return Ok(()) };
            let sale = self.ledger.sale(id)?.filter(|sale| sale.is_in_doubt() && !self.was_not_sent(id));
            if let Some(slip) = sale.and_then(|sale| self.due(&queue, &sale, true)) {
                self.ask_for(slip, Vec::new(), Actor::Till).await?;
            }
            drop(one_at_a_time);
            Ok::<(), TillError>(())
        };
        if let Err(error) = printed.await {
            tracing::warn!(sale = %id, %error, "a slip was not asked for");
        }
    }

    /// Whether it is known that the sale's request never left, although that could not be written down yet: no slip of it says
    /// that nothing is known.
    fn was_not_sent(&self, id: SaleId) -> bool {
        let unwritten = locked(&self.unwritten);
        unwritten
            .iter()
            .any(|(sale, event)| *sale == id && matches!(event, Event::Answered { outcome: Outcome::NotSent(_), .. }))
    }

    /// A slip that waits or is perhaps on paper is not wanted (any more).
    ///
    /// # Errors
    /// When the ledger can't be written.
    pub async fn drop_slip(&self, job: u64, by: Actor) -> Result<(), TillError> {
        let known = self.ledger.queue()?.jobs.iter().any(|known| known.number == job && known.stage != Stage::Begun);
        if known {
            let entry = Entry::PrintEnded { job, how: Printed::Dropped };
            self.ledger.commit(self.clock.now(), by, vec![entry]).await?;
            self.tell(Told::Status);
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
        let queue = self.ledger.queue()?;
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
        for job in self.ledger.queue()?.jobs.iter().filter(|job| job.stage == Stage::Waiting) {
            self.drop_slip(job.number, by).await?;
        }
        Ok(())
    }

    /// There is another printer: what waits is tried there.
    pub fn printer_changed(&self) {
        self.print.notify_one();
        self.tell(Told::Status);
    }

    pub(super) async fn keep_printing(self: Arc<Self>) {
        // What an earlier run had begun: nobody knows whether it is on paper.
        let mut settled = false;
        loop {
            let tried = match settled {
                true => Ok(()),
                false => self.settle_begun().await.map(|()| settled = true),
            };
            let wait = match tried {
                Ok(()) => self.print_next().await,
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
                        () = self.clock.sleep(wait) => {}
                        () = self.print.notified() => {}
                    }
                }
            }
        }
    }

    async fn settle_begun(&self) -> Result<(), LedgerError> {
        for job in self.ledger.queue()?.jobs.iter().filter(|job| job.stage == Stage::Begun) {
            self.print_ended(job.number, Printed::Perhaps).await?;
        }
        Ok(())
    }

    async fn print_ended(&self, job: u64, how: Printed) -> Result<(), LedgerError> {
        let entry = Entry::PrintEnded { job, how };
        self.ledger.commit(self.clock.now(), Actor::Till, vec![entry]).await.map(|_| ())
    }

    /// Prints the slip that waits longest; false when none does.
    async fn print_next(&self) -> Result<bool, PrintFailed> {
        let printer = self.ledger.printer()?;
        let queue = self.ledger.queue()?;
        let Some(job) = queue.jobs.into_iter().find(|job| job.stage == Stage::Waiting) else {
            self.printer_is(None);
            return Ok(false);
        };
        let ready = match Ready::reach(&printer.site).await {
            Ok(ready) => ready,
            Err(NotReady::None) => return Ok(false),
            Err(why) => return Err(PrintFailed::NotReady(why)),
        };
        // Whoever did not want it any more may have said so meanwhile.
        if !self.ledger.queue()?.jobs.contains(&job) {
            return Ok(true);
        }
        let Some(lines) = self.lines_of(&job.slip)? else {
            self.print_ended(job.number, Printed::Dropped).await?;
            return Ok(true);
        };
        let bytes = slips::for_printer(&lines, &printer, self.opens_drawer(&job.slip)?);
        let begun = Entry::PrintBegun { job: job.number, slip: job.slip };
        self.ledger.commit(self.clock.now(), Actor::Till, vec![begun]).await?;
        let sent = ready.send(bytes, &format!("airtill-{}-{}", self.id.as_str(), job.number)).await;
        self.sent(job, sent).await?;
        self.tell(Told::Status);
        Ok(true)
    }

    async fn sent(&self, job: Job, sent: Sent) -> Result<(), PrintFailed> {
        match sent {
            Sent::Yes => {
                self.print_ended(job.number, Printed::Yes).await?;
                self.printer_is(None);
                Ok(())
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
        let since = known.as_ref().map_or_else(|| self.clock.now(), |(_, since)| *since);
        let now = trouble.map(|why| (why, since));
        if *known != now {
            *known = now;
            drop(known);
            self.tell(Told::Status);
        }
    }

    fn opens_drawer(&self, slip: &Slip) -> Result<bool, LedgerError> {
        let Slip::Sale { sale, of } = slip else { return Ok(false) };
        let Some(sale) = self.ledger.sale(*sale)? else { return Ok(false) };
        // Money moves with the first slip of its kind: a copy opens no drawer.
        Ok(sale.tender == Tender::Cash && *of != SaleSlip::Dispute && sale.prints[of.place()] == 0)
    }

    /// What stands at the head and the foot of every slip of this shop.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn heading(&self) -> Result<Heading, LedgerError> {
        let Printer { footer, .. } = self.ledger.printer()?;
        Ok(Heading { shop: self.ledger.shop_name()?, kind: self.kind, footer })
    }

    /// The lines of a slip as it is printed now; `None` where there is nothing to print any more.
    fn lines_of(&self, slip: &Slip) -> Result<Option<Vec<Line>>, LedgerError> {
        let heading = self.heading()?;
        Ok(match slip {
            Slip::Sale { sale, of } => self.ledger.sale(*sale)?.map(|sale| {
                let mark = Mark::after(sale.prints[of.place()]);
                self.sale_slip(&sale, *of, &heading, mark)
            }),
            Slip::X => {
                let costs = self.costs_on_paper()?;
                self.x_report(Actor::Till).ok().map(|sheet| slips::sheet::x(&sheet, &heading, true, costs))
            }
            Slip::Z { number } => {
                let costs = self.costs_on_paper()?;
                let z = |closed: crate::ledger::views::Closed| {
                    slips::sheet::z(&closed.sheet, &heading, Mark::after(closed.prints), costs)
                };
                self.ledger.closed(*number)?.map(z)
            }
            Slip::Test => Some(slips::test(&heading, self.clock.now())),
        })
    }

    /// Paper lies about: what the owner keeps from attendants is not on it.
    fn costs_on_paper(&self) -> Result<Costs, LedgerError> {
        Ok(Costs::if_seen(!self.ledger.margin_hidden()?))
    }

    /// The lines of one of a sale's slips.
    pub fn sale_slip(&self, sale: &Sale, of: SaleSlip, heading: &Heading, mark: Mark) -> Vec<Line> {
        let now = self.clock.now();
        let debtor = sale.debtor.and_then(|debtor| self.ledger.debtor(debtor).ok().flatten()).map(|debtor| debtor.name);
        let debtor = debtor.as_deref().filter(|name| !name.is_empty());
        if of != SaleSlip::Dispute {
            return slips::of_sale(sale, debtor, heading, mark, now);
        }
        let row = self.ledger.row(sale.id).ok().flatten();
        let steps = row.and_then(|row| story::story(&self.ledger, &row, Numbers::Masked, Reader::Customer).ok());
        let steps: Vec<String> = steps
            .into_iter()
            .flatten()
            .map(|step| format!("{} {}: {}", step.at.day().brief(), step.time, step.what))
            .collect();
        slips::of_dispute(sale, debtor, heading, &steps, mark, now)
    }
}

/// Why a slip waits.
#[derive(Debug, thiserror::Error)]
enum PrintFailed {
    #[error(transparent)]
    NotReady(#[from] NotReady),
    #[error("{}", say!("the printer takes nothing ({why})", why = _0))]
    AtOnce(String),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
