//! What stands on a slip as it is printed now.

use crate::till::printing::{PrintQueue, SheetNow};
use airtill_domain::print::{Printer, SaleSlip, Slip};
use airtill_domain::sale::{Sale, Tender};
use airtill_ledger::LedgerError;
use airtill_reports::slips::sheet::Costs;
use airtill_reports::slips::{self, Heading, Line, Mark};
use airtill_reports::story::{self, Numbers, Reader};

impl PrintQueue {
    pub(super) fn opens_drawer(&self, slip: &Slip) -> Result<bool, LedgerError> {
        let Slip::Sale { sale, of } = slip else { return Ok(false) };
        let Some(sale) = self.core.ledger.sale(*sale)? else { return Ok(false) };
        // Money moves with the first slip of its kind: a copy opens no drawer.
        Ok(sale.tender == Tender::Cash && *of != SaleSlip::Dispute && sale.prints[of.place()] == 0)
    }

    /// What stands at the head and the foot of every slip of this shop.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn heading(&self) -> Result<Heading, LedgerError> {
        let Printer { footer, .. } = self.core.ledger.printer()?;
        Ok(Heading { shop: self.core.ledger.shop_name()?, kind: self.core.kind, footer })
    }

    /// The lines of a slip as it is printed now; `None` where there is nothing to print any more.
    pub(super) fn lines_of(&self, slip: &Slip, x_now: SheetNow<'_>) -> Result<Option<Vec<Line>>, LedgerError> {
        let heading = self.heading()?;
        Ok(match slip {
            Slip::Sale { sale, of } => self.core.ledger.sale(*sale)?.map(|sale| {
                let mark = Mark::after(sale.prints[of.place()]);
                self.sale_slip(&sale, *of, &heading, mark)
            }),
            Slip::X => {
                let costs = self.costs_on_paper()?;
                x_now().map(|sheet| slips::sheet::x(&sheet, &heading, true, costs))
            }
            Slip::Z { number } => {
                let costs = self.costs_on_paper()?;
                let z = |closed: airtill_ledger::views::Closed| {
                    slips::sheet::z(&closed.sheet, &heading, Mark::after(closed.prints), costs)
                };
                self.core.ledger.closed(*number)?.map(z)
            }
            Slip::Test => Some(slips::test(&heading, self.core.clock.now())),
        })
    }

    /// Paper lies about: what the owner keeps from attendants is not on it.
    fn costs_on_paper(&self) -> Result<Costs, LedgerError> {
        Ok(Costs::if_seen(!self.core.ledger.margin_hidden()?))
    }

    /// The lines of one of a sale's slips.
    pub fn sale_slip(&self, sale: &Sale, of: SaleSlip, heading: &Heading, mark: Mark) -> Vec<Line> {
        let now = self.core.clock.now();
        let debtor =
            sale.debtor.and_then(|debtor| self.core.ledger.debtor(debtor).ok().flatten()).map(|debtor| debtor.name);
        let debtor = debtor.as_deref().filter(|name| !name.is_empty());
        if of != SaleSlip::Dispute {
            return slips::of_sale(sale, debtor, heading, mark, now);
        }
        let row = self.core.ledger.row(sale.id).ok().flatten();
        let steps = row.and_then(|row| story::story(&self.core.ledger, &row, Numbers::Masked, Reader::Customer).ok());
        let steps: Vec<String> = steps
            .into_iter()
            .flatten()
            .map(|step| format!("{} {}: {}", step.at.day().brief(), step.time, step.what))
            .collect();
        slips::of_dispute(sale, debtor, heading, &steps, mark, now)
    }
}
