//! What to know before the key is pressed.

use crate::till::catalogue::choices::Choice;
use crate::till::checkout::Checkout;
use airtill_domain::health::Health;
use airtill_domain::money::Naira;
use airtill_domain::route::Funds;
use airtill_ledger::LedgerError;
use airtill_words::say;

impl Checkout {
    /// What to know before the key is pressed. The vendor has the last word, so these are warnings and no refusals.
    pub(super) fn warnings(&self, choice: &Choice, price: Naira) -> Result<Vec<String>, LedgerError> {
        let vendor = choice.vendor.name();
        let seen = &choice.seen;
        let mut warnings = Vec::new();
        if seen.funds == Funds::Short {
            let left = self.wallets.available(choice.vendor)?.unwrap_or_default().max(Naira::ZERO);
            warnings.push(match self.wallets.wallet(choice.vendor).balance {
                Some((_, at)) => say!(
                    "{vendor} has only {left} left, as of {at}",
                    vendor,
                    left = left.short(),
                    at = at.hour_minute()
                ),
                None => say!("{vendor} should have only {left} left, by its fundings", vendor, left = left.short()),
            });
        }
        match seen.health {
            Health::Good => {}
            Health::Amber => warnings.push(say!("{vendor} left several sales not known in the last minutes", vendor)),
            Health::Rested => {
                warnings.push(say!("{vendor} is resting after many doubts, and nobody else sells this", vendor))
            }
        }
        if !seen.reachable {
            warnings.push(say!("{vendor} could not be reached when it was last tried", vendor));
        }
        let (book, routing) = (self.core.ledger.book(choice.vendor)?, self.core.ledger.routing()?);
        let many = book.doubts >= u32::from(routing.open_doubts_most) || book.held >= routing.open_doubts_sum_most;
        if book.doubts > 0 && many {
            warnings.push(say!(
                "{doubts} sales through {vendor} are not known yet, {held} in all: the owner wants to be asked",
                doubts = book.doubts,
                vendor,
                held = book.held.short()
            ));
        }
        if choice.cost.is_some_and(|cost| cost > price) {
            warnings.push(say!("This costs the shop more than the customer pays").to_owned());
        }
        if self.catalogue.is_old(choice) {
            warnings.push(say!(
                "Price as of {time}, {day}",
                time = choice.read_at.hour_minute(),
                day = choice.read_at.day().brief()
            ));
        }
        if let Some(most) = self
            .providers
            .account_most(choice.vendor)
            .filter(|_| self.providers.is_beyond_account(choice.vendor, choice.cost))
        {
            warnings.push(say!("{vendor} lets this account spend at most {most} at once", vendor, most = most.short()));
        }
        let can_be_asked = self.providers.client(choice.vendor).is_none_or(|client| client.can_ask_about(&choice.code));
        if !airtill_vendors::capability(choice.vendor).status_by_reference || !can_be_asked {
            warnings.push(say!(
                "{vendor} can't be asked afterwards: should the answer be lost, a person has to find out",
                vendor
            ));
        }
        Ok(warnings)
    }
}
