//! Handing owed money back.

use crate::till::checkout::Checkout;
use crate::till::core::TillEvent;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Sale, Tender};
use airtill_domain::text;
use airtill_ledger::entry::Actor;
use airtill_words::say;

/// Most characters of a name.
const TAKER_MAX_CHARS: usize = 60;

/// How money went back to a customer.
#[derive(Clone, Debug, Default)]
pub struct HandedBack {
    /// By which way; `None`: by the one in which they had paid.
    pub tender: Option<Tender>,
    /// Who took it; empty for the customer.
    pub taker: String,
}

impl Checkout {
    /// The owed money went back to the customer as they had paid.
    ///
    /// # Errors
    /// As [`Checkout::hand_back`].
    pub async fn refund(&self, id: SaleId, by: Actor) -> Result<Sale, TillError> {
        self.hand_back(id, &HandedBack::default(), by).await
    }

    /// The attendant says that the owed money went back to the customer: as they had paid, or by another way, to them or to somebody whom
    /// they sent. Only this lets the drawer fall.
    ///
    /// # Errors
    /// [`TillError::Refused`] when nothing is owed (any more), or it can't go back so.
    pub async fn hand_back(&self, id: SaleId, handed: &HandedBack, by: Actor) -> Result<Sale, TillError> {
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
        let tender = handed.tender.unwrap_or(sale.tender);
        if (tender == Tender::Credit) != (sale.tender == Tender::Credit) {
            let sentence = match sale.tender {
                Tender::Credit => say!("It was never paid: it is struck from what the customer owes"),
                _ => say!("Money goes back in cash, by transfer or on the card"),
            };
            return Err(TillError::refused(About::Sale, sentence));
        }
        let taker = text::seen(&handed.taker, TAKER_MAX_CHARS).trim().to_owned();
        let event = Event::Returned { sale: id, amount: sale.owed, tender, taker };
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
