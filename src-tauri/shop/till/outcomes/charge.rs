//! What a vendor says it charged, held against what is listed before it is written down.
//!
//! A charge is evidence about the vendor's wallet and no price to a customer on one answer's word. One that is not within half and
//! twice of what is listed ([`is_believable_charge`]) is kept beside the answer as an entry of its own; the answer is then written
//! down without a charge, so that no cost, margin, wallet or price follows it.

use crate::till::outcomes::Outcomes;
use airtill_domain::cost::is_believable_charge;
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::Event;
use airtill_domain::sale::{Attempt, Sale};
use airtill_ledger::entry::{Commit, Entry};

impl Outcomes {
    /// The event as it is written down, and what is kept beside it of a charge that can't be one, or that is more than is listed.
    pub(super) fn without_odd_charge(&self, id: SaleId, mut event: Event) -> (Event, Option<Event>) {
        let Some((reference, said)) = event.said_mut() else { return (event, None) };
        let Some(charged) = said.charged else { return (event, None) };
        // A sale that can't be read now has nothing to hold it against: then it is not believed either.
        let sale = self.core.ledger.sale(id).ok().flatten();
        let attempt = sale.as_ref().and_then(|sale| Some((sale, sale.attempt(reference)?)));
        let on_list = attempt
            .and_then(|(sale, attempt)| self.catalogue.listed(&sale.product, attempt)?.cost(sale.product.amount()));
        let listed = attempt.map(|(sale, attempt)| bound(sale, attempt, on_list)).unwrap_or_default();
        let reference = reference.clone();
        let kept = if listed > Naira::ZERO && is_believable_charge(charged, listed) {
            match on_list.filter(|on_list| charged > *on_list) {
                Some(listed) => Event::ChargedAboveList { sale: id, reference, charged, listed },
                None => return (event, None),
            }
        } else {
            said.charged = None;
            Event::ChargeNotBelieved { sale: id, reference, charged, listed }
        };
        let is_news = !self.is_kept(id, &kept);
        (event, is_news.then_some(kept))
    }

    /// Whether the ledger has it already: the same said again, when it is asked once more, is no news.
    fn is_kept(&self, id: SaleId, kept: &Event) -> bool {
        let Ok(Some(row)) = self.core.ledger.row(id) else { return false };
        let says_it =
            |commit: &Commit| commit.entries.iter().any(|entry| matches!(entry, Entry::Sale(event) if event == kept));
        self.core.ledger.story(&row).is_ok_and(|story| story.iter().any(says_it))
    }
}

/// What bounds a charge: airtime's face amount, a transfer's amount, what the vendor's list says of a plan now, or what the plan was to
/// cost when it was ordered.
fn bound(sale: &Sale, attempt: &Attempt, on_list: Option<Naira>) -> Naira {
    let ordered_at = || attempt.terms.as_ref().and_then(|terms| terms.cost);
    sale.product.amount().or(on_list).or_else(ordered_at).unwrap_or(sale.price)
}
