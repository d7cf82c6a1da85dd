//! How much is sold: by one attendant on a day, and on credit to all together.

use crate::till::checkout::Checkout;
use crate::till::checkout::confirm::Confirmation;
use crate::till::refusal::TillError;
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Consent;
use airtill_domain::staff::Role;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_ledger::totals::Tally;
use airtill_words::say;

impl Checkout {
    /// The most that someone may sell today, where this sale would go beyond it. The owner is bound by none.
    pub(super) fn beyond_day(&self, price: Naira, by: Actor) -> Result<Option<Naira>, LedgerError> {
        let Some(most) = self.core.ledger.trade_rules()?.limits.attendant_day else { return Ok(None) };
        let Actor::Staff(staff) = by else { return Ok(None) };
        let is_owner = |role| role == Role::Owner;
        if self.core.ledger.person(staff)?.is_none_or(|person| is_owner(person.role)) {
            return Ok(None);
        }
        let today = self.core.ledger.totals(self.core.clock.now().day())?;
        // What was given back was sold to nobody.
        let kept = |tally: &Tally| [tally.delivered, tally.not_known, tally.owed].iter().map(|pile| pile.sum).sum();
        let sold: Naira = today.staff.iter().find(|(of, _)| *of == by).map_or(Naira::ZERO, |(_, tally)| kept(tally));
        Ok((sold.plus(price) > most).then_some(most))
    }

    /// What the owner has to say to a sale beyond an attendant's day.
    pub(super) fn agreed_to_day(
        &self,
        price: Naira,
        by: Actor,
        pressed: &Confirmation,
    ) -> Result<Option<Consent>, TillError> {
        let Some(most) = self.beyond_day(price, by)? else { return Ok(None) };
        let needed = say!(
            "With it more than {most} would be sold on one day: that needs the owner's PIN. Nothing was sent",
            most = most.short()
        );
        Ok(pressed.owner.given(&needed)?.map(|staff| Consent::BeyondDay { staff, most }))
    }
}
