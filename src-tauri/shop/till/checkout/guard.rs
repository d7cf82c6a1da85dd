//! The repeat guard: the same to the same recipient within a day, and anything while something is in doubt there.
//!
//! Over all vendors and restarts: it reads the ledger. A day is counted by the clock *and* by the greatest time that the
//! ledger has seen, so a clock set back hides nothing.

use crate::till::checkout::Checkout;
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::{Sale, SaleStatus};
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;
use airtill_words::say;
use std::time::Duration;

/// For so long the same is not sold again without a question.
const WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// A sale that was made before, and that has to be spoken of before another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// That sale.
    pub of: SaleId,
    /// `₦500 MTN airtime to this number 6 min ago: delivered`.
    pub sentence: String,
    /// It is this very sale that is in doubt: the owner has to agree.
    pub owner_too: bool,
}

impl Checkout {
    /// What stands against selling this to a recipient once more; `except` is the sale itself, when it is tried again.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn repeat(
        &self,
        product: &Product,
        recipient: &Recipient,
        except: Option<SaleId>,
    ) -> Result<Option<Repeat>, LedgerError> {
        let local = recipient.local();
        let open = self.core.ledger.open_sales()?;
        let in_doubt =
            open.iter().filter(|sale| sale.is_in_doubt() && Some(sale.id) != except && sale.recipient.local() == local);
        // The same one weighs more than any other.
        if let Some(sale) = in_doubt.min_by_key(|sale| !is_same(&sale.product, product)) {
            return Ok(Some(self.repeat_of(sale, is_same(&sale.product, product))));
        }
        let (now, latest) = (self.core.clock.now(), self.core.ledger.latest_at()?);
        for sale in self.core.ledger.to_recipient(&local) {
            let sale = sale?;
            let lately = |at: Timestamp| at.since(sale.taken_at) < WITHIN && sale.taken_at.since(at) < WITHIN;
            if !lately(now) && !latest.is_some_and(lately) {
                // Newest first by their place in the ledger; a clock that was set may have put an older one behind.
                if now.since(sale.taken_at) > 2 * WITHIN && latest.is_none_or(|at| at.since(sale.taken_at) > 2 * WITHIN)
                {
                    break;
                }
                continue;
            }
            // A failure that the vendor contradicts may have been delivered anyway.
            let delivered = sale.is_delivered() || sale.contradictions > 0;
            if delivered && Some(sale.id) != except && is_same(&sale.product, product) {
                return Ok(Some(self.repeat_of(&sale, false)));
            }
        }
        Ok(None)
    }

    fn repeat_of(&self, sale: &Sale, owner_too: bool) -> Repeat {
        let now = self.core.clock.now();
        let what = match sale.standing(now) {
            SaleStatus::Delivered => say!("delivered"),
            SaleStatus::Sending => say!("under way"),
            SaleStatus::NotKnown | SaleStatus::Owed | SaleStatus::Returned => say!("not known yet"),
        };
        let sentence = say!(
            "{product} to {recipient} {when}: {what}",
            product = sale.product.title(),
            recipient = sale.recipient.shown(),
            when = ago(sale.taken_at, now),
            what
        );
        Repeat { of: sale.id, sentence, owner_too }
    }
}

/// The same amount of airtime (whichever network it was taken for), the same plan, or as much to the same bank.
fn is_same(one: &Product, other: &Product) -> bool {
    match (one, other) {
        (Product::Airtime { face, .. }, Product::Airtime { face: other, .. }) => face == other,
        (Product::Data { network, plan }, Product::Data { network: other_of, plan: other }) => {
            network == other_of && plan.means(other)
        }
        (Product::Transfer { bank, amount, .. }, Product::Transfer { bank: other_at, amount: other, .. }) => {
            bank.code == other_at.code && amount == other
        }
        (Product::Airtime { .. } | Product::Data { .. } | Product::Transfer { .. }, _) => false,
    }
}

fn ago(at: Timestamp, now: Timestamp) -> String {
    let minutes = now.since(at).as_secs() / 60;
    match minutes {
        _ if now < at => say!("at {at} (the clock was set back since)", at = at.hour_minute()),
        0 => say!("less than a minute ago").to_owned(),
        1..60 => say!("{minutes} min ago", minutes),
        _ if now.day() == at.day() => say!("today at {at}", at = at.hour_minute()),
        _ => say!("on {day} at {at}", day = at.day().brief(), at = at.hour_minute()),
    }
}
