//! Handing owed money back.

use crate::till::checkout::Checkout;
use crate::till::core::TillEvent;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::Event;
use airtill_ledger::entry::Actor;
use airtill_words::say;

impl Checkout {
    /// The attendant says that the owed money was handed over. Only this lets the drawer fall.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nothing is owed (any more).
    pub async fn refund(&self, id: SaleId, by: Actor) -> Result<Sale, TillError> {
        let sale = self.core.ledger.sale(id)?.ok_or_else(stale)?;
        if sale.owed == Naira::ZERO {
            let sentence = if sale.is_in_doubt() {
                say!("Not known yet: do not give money back. The network may still deliver")
            } else {
                say!("Nothing is owed on this sale")
            };
            return Err(TillError::refused(About::Sale, sentence));
        }
        self.shifts.shift_needed()?;
        let event = Event::CashReturned { sale: id, amount: sale.owed };
        match self.printing.commit_with_slip(id, &event, Vec::new(), by).await {
            Ok(_) => {}
            Err(airtill_ledger::LedgerError::Illegal(_)) => {
                return Err(TillError::refused(About::Sale, say!("Nothing is owed on this sale")));
            }
            Err(error) => return Err(error.into()),
        }
        self.core.tell(TillEvent::Sale(id));
        self.core.tell(TillEvent::Status);
        self.core.ledger.sale(id)?.ok_or_else(stale)
    }
}
