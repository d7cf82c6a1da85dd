//! Lines for the owner's table of a vendor that say what its charges have said: for what it publishes no cost of.

use crate::till::catalogue::Catalogue;
use crate::till::lock::locked;
use airtill_domain::cost::{Believed, Charge, Listed};
use airtill_domain::money::Naira;
use airtill_domain::offer::Offer;
use airtill_domain::settings::ProductTerms;
use airtill_domain::vendor::VendorId;

/// A line for the owner's table of a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Whose.
    pub vendor: VendorId,
    /// The vendor's word for what was bought.
    pub code: String,
    /// As people call it.
    pub title: String,
    /// The line.
    pub line: ProductTerms,
}

impl Catalogue {
    /// What the owner could write into the tables of vendors, each line once.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        let believed = self.costs.all_believed();
        let mut suggested: Vec<Suggestion> = Vec::new();
        for client in self.providers.clients() {
            let vendor = client.vendor();
            let offers = locked(&self.offers);
            let guessed = offers.of(vendor).iter().filter(|offer| offer.is_guessed(client.settings()));
            for offer in guessed {
                let Some(known) = believed.iter().find(|known| known.vendor == vendor && known.code == offer.code)
                else {
                    continue;
                };
                let holds = offer.listed(client.settings()) == Some(known.believed.listed);
                let Some(line) = line_for(offer, &known.believed).filter(|_| holds) else { continue };
                let same = |one: &Suggestion| {
                    (one.vendor, one.line.kind, one.line.network) == (vendor, line.kind, line.network)
                };
                if !suggested.iter().any(same) {
                    let (code, title) = (known.code.clone(), known.title.clone());
                    suggested.push(Suggestion { vendor, code, title, line });
                }
            }
        }
        suggested
    }
}

/// The line of the owner's table that says the same; none where no line can.
fn line_for(offer: &Offer, believed: &Believed) -> Option<ProductTerms> {
    let (discount_basis_points, fee) = match (believed.charge, believed.listed) {
        (Charge::Besides(fee), _) if fee > Naira::ZERO => (0, fee),
        (Charge::Amount(charged), Listed::Amount(of)) => {
            (Charge::Part { charged, of }.discount_basis_points()?, Naira::ZERO)
        }
        (charge, _) => (charge.discount_basis_points()?, Naira::ZERO),
    };
    Some(ProductTerms { kind: offer.kind(), network: offer.network(), discount_basis_points, fee })
}
