//! Corrections in words.

use crate::Names;
use airtill_domain::money::Naira;
use airtill_domain::shift::Direction;
use airtill_domain::shift::correction::Corrected;
use airtill_domain::staff::StaffId;
use airtill_words::say;

/// What was written down, with an amount that may be another one: `₦2,000 taken out`.
pub fn what_stood(what: &Corrected, amount: Naira, names: &Names) -> String {
    let short = amount.abs().short();
    let less = amount < Naira::ZERO;
    match what {
        Corrected::CashMoved { direction: Direction::In, .. } => say!("{amount} put in", amount = short),
        Corrected::CashMoved { direction: Direction::Out, .. } => say!("{amount} taken out", amount = short),
        Corrected::DebtPaid { debtor, tender, .. } => {
            let (name, tender) = (names.debtor(*debtor), tender.word());
            match less {
                false => say!("{amount} paid by {name}, {tender}", amount = short, name, tender),
                true => say!("{amount} paid back to {name}, {tender}", amount = short, name, tender),
            }
        }
        Corrected::Returned { tender, .. } => {
            say!("{amount} given back, {tender}", amount = short, tender = tender.word())
        }
        Corrected::WalletFunded { vendor, .. } => match less {
            false => say!("{amount} put into the wallet at {vendor}", amount = short, vendor = vendor.name()),
            true => say!("{amount} taken out of the wallet at {vendor}", amount = short, vendor = vendor.name()),
        },
        Corrected::DifferenceExplained { vendor, funding, .. } => match (less, funding) {
            (true, _) => say!("{amount} missing at {vendor}, looked into", amount = short, vendor = vendor.name()),
            (false, false) => {
                say!("{amount} too much at {vendor}, looked into", amount = short, vendor = vendor.name())
            }
            (false, true) => {
                say!("{amount} more at {vendor}, called a funding", amount = short, vendor = vendor.name())
            }
        },
    }
}

/// What a correction did: which entry, what stood there and what is right, why, and who agreed.
pub(crate) fn sentence(
    of: u64,
    what: &Corrected,
    instead: Naira,
    why: &str,
    agreed: Option<StaffId>,
    names: &Names,
) -> String {
    let stood = what_stood(what, what.amount(), names);
    if why.is_empty() {
        return say!("Took back at once: {stood}", stood);
    }
    let agreed = agreed.map(|staff| say!(", agreed to by {who}", who = names.staff(staff))).unwrap_or_default();
    match instead == Naira::ZERO {
        true => say!("Corrected entry {of}, {stood}: it did not happen ({why}){agreed}", of, stood, why, agreed),
        false => say!(
            "Corrected entry {of}, {stood}: {instead} is right ({why}){agreed}",
            of,
            stood,
            instead = instead.abs().short(),
            why,
            agreed
        ),
    }
}
