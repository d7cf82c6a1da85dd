//! Slips that are due by themselves: in the same commit as the event that makes them so, and once a sale turned amber.

use crate::till::printing::{Numbering, PrintQueue};
use crate::till::refusal::TillError;
use airtill_domain::print::{Queue, SaleSlip, Slip};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Sale, SaleStatus};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};

impl PrintQueue {
    /// The entry that asks for a slip, where there is a printer. Whoever commits it goes on holding the numbers.
    pub(in crate::till) fn print_entry(&self, _held: &Numbering<'_>, slip: Slip) -> Result<Option<Entry>, LedgerError> {
        Ok(self.to_printer()?.map(|(_, queue)| Entry::PrintAsked { job: queue.next(), slip }))
    }

    /// An event of a sale, and in the same commit the slip that it makes due: a stop in between would forget it.
    /// `beside` is kept with it: what it said that is evidence of its own, and what it explains.
    pub(in crate::till) async fn commit_with_slip(
        &self,
        sale: SaleId,
        event: &Event,
        beside: Vec<Entry>,
        by: Actor,
    ) -> Result<u64, LedgerError> {
        let entries = std::iter::once(Entry::Sale(event.clone())).chain(beside);
        // Without a printer nobody waits for a number.
        if self.prints_sales()?.is_none() {
            return self.core.ledger.commit(self.core.clock.now(), by, entries.collect()).await;
        }
        let one_at_a_time = self.numbering.lock().await;
        let slip = self.made_due(sale, event)?;
        let prints = slip.is_some();
        let entries = entries.chain(slip).collect();
        let done = self.core.ledger.commit(self.core.clock.now(), by, entries).await;
        drop(one_at_a_time);
        if prints && done.is_ok() {
            self.print.notify_one();
        }
        done
    }

    fn made_due(&self, sale: SaleId, event: &Event) -> Result<Option<Entry>, LedgerError> {
        let Some(queue) = self.prints_sales()? else { return Ok(None) };
        let Some(sale) = self.core.ledger.sale(sale)? else { return Ok(None) };
        let Ok(after) = Sale::apply(Some(sale), event, self.core.clock.now()) else { return Ok(None) };
        Ok(self.due(&queue, &after, false).map(|slip| Entry::PrintAsked { job: queue.next(), slip }))
    }

    /// The slips on their way to a printer that prints each sale's automatically, where there is room for more.
    fn prints_sales(&self) -> Result<Option<Queue>, LedgerError> {
        let prints = self.to_printer()?.filter(|(printer, queue)| printer.each_sale && !queue.is_full());
        Ok(prints.map(|(_, queue)| queue))
    }

    /// A sale's slip that is due without being asked for: delivered, given back, and not known yet once it turned amber. Each of them once.
    fn due(&self, queue: &Queue, sale: &Sale, amber: bool) -> Option<Slip> {
        let now = self.core.clock.now();
        let had = |of: SaleSlip| {
            let asked = queue.jobs.iter().any(|job| job.slip == Slip::Sale { sale: sale.id, of });
            asked || sale.prints[of.place()] > 0
        };
        let due = match sale.standing(now) {
            SaleStatus::Sending | SaleStatus::Owed => false,
            SaleStatus::NotKnown => amber,
            // Whoever left with the slip of a sale not known yet is not here any more.
            SaleStatus::Delivered => !had(SaleSlip::Pending),
            SaleStatus::Returned => true,
        };
        let of = SaleSlip::of(sale, now);
        (due && !had(of)).then_some(Slip::Sale { sale: sale.id, of })
    }

    /// The slip of a sale that turned amber and is not known yet.
    pub(in crate::till) async fn print_unknown(&self, id: SaleId) {
        let printed = async {
            let one_at_a_time = self.numbering.lock().await;
            let Some(queue) = self.prints_sales()? else { return Ok(()) };
            let sale = self.core.ledger.sale(id)?.filter(|sale| sale.is_in_doubt() && !self.core.was_not_sent(id));
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
}
