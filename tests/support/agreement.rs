//! Whether a ledger and the vendors' own record say the same, and the places where the program is killed to find out.

use airtill_domain::money::Naira;
use airtill_domain::sale::{Attempt, SaleStatus, Side};
use airtill_domain::vendor::VendorId;
use airtill_ledger::work::unwatched;
use airtill_ledger::{Ledger, Options};
use airtill_practice::record::{Received, Record};
use std::path::Path;

/// The steps of a sale, each with the fault that kills the program there.
pub const AT_EACH_STEP: [(&str, &str); 15] = [
    ("after the key, before the intent", "kill:intent.before"),
    ("before the intent's journal line", "kill:journal.before@intent"),
    ("before the intent's line is synced", "kill:journal.written@intent"),
    ("after the intent's line is synced", "kill:journal.synced@intent"),
    ("after the intent is in the store", "kill:store.applied@intent"),
    ("after the store is synced", "kill:store.synced@intent"),
    ("after the intent is durable", "kill:intent.durable"),
    ("just before the request leaves", "kill:purchase.before_send"),
    ("after the answer came", "kill:purchase.answered"),
    ("before the answer's journal line", "kill:journal.before@answer"),
    ("before the answer's line is synced", "kill:journal.written@answer"),
    ("after the answer's line is synced", "kill:journal.synced@answer"),
    ("after the answer is in the store", "kill:store.applied@answer"),
    ("before the check's journal line", "kill:journal.before@check"),
    ("after the check's line is synced", "kill:journal.synced@check"),
];

/// Whether the practice vendors' own record and the ledger of a practice shop agree: everything received belongs to an
/// attempt, was received once, and is delivered in the ledger as it is in the record (or still in doubt); nothing is
/// delivered in the ledger that the vendors never received; and the ledger is whole.
pub fn agree(shop: &Path) -> Result<(), String> {
    let received = Record::open(&shop.join("vendors.log")).map_err(|e| e.to_string())?.all();
    let opened = airtill_ledger::open(&Options::new(shop, "agree".to_owned())).map_err(|e| e.to_string())?;
    sent_once(&received)?;
    agree_with(&opened.ledger, &received)
}

/// Nothing arrived twice. Only a gateway in between may double a request; where there is none, it was the till.
pub fn sent_once(received: &[Received]) -> Result<(), String> {
    match received.iter().find(|purchase| purchase.times != 1) {
        Some(purchase) => Err(format!("{} was sent {} times", purchase.reference, purchase.times)),
        None => Ok(()),
    }
}

/// Money is back only where somebody said so: the tests' attendants never do. And no sale is delivered by two attempts.
fn handed_over(ledger: &Ledger) -> Result<(), String> {
    for sale in ledger.newest() {
        let sale = sale.map_err(|error| error.to_string())?;
        let day = ledger.totals(sale.day()).map_err(|error| error.to_string())?;
        if sale.returned > Naira::ZERO || day.all.returned.count > 0 {
            return Err(format!("money of {} is back in the customer's hand, and nobody handed over any", sale.id));
        }
    }
    Ok(())
}

/// The same, with the ledger open and the record read.
pub fn agree_with(ledger: &Ledger, received: &[Received]) -> Result<(), String> {
    whole(ledger)?;
    knows(ledger, received)?;
    handed_over(ledger)?;
    for sale in ledger.latest(usize::MAX).map_err(|e| e.to_string())? {
        let reference = sale.last_attempt().reference.to_string();
        let known = received.iter().any(|purchase| purchase.reference == reference);
        let standing = sale.standing(sale.taken_at.after(airtill_domain::sale::AMBER_AFTER));
        // What was refused, or never left, is not in the vendors' record; what was delivered must be.
        if !known && standing == SaleStatus::Delivered {
            return Err(format!("the vendor never received {reference}; the ledger says {standing:?}"));
        }
    }
    Ok(())
}

/// Journal and store are whole and equal.
pub fn whole(ledger: &Ledger) -> Result<(), String> {
    let verified = ledger.verify(&unwatched()).map_err(|e| e.to_string())?;
    if verified.wrong.is_empty() { Ok(()) } else { Err(verified.sentence()) }
}

/// Everything that the vendors received belongs to an attempt, and stands in the ledger as they have it.
pub fn knows(ledger: &Ledger, received: &[Received]) -> Result<(), String> {
    for purchase in received {
        let reference = airtill_domain::reference::Reference::parse(&purchase.reference)?;
        let id = ledger
            .sale_of(&reference)
            .map_err(|e| e.to_string())?
            .ok_or_else(|| format!("the ledger knows nothing of {}, which the vendor received", purchase.reference))?;
        let sale = ledger.sale(id).map_err(|e| e.to_string())?.ok_or("the sale is gone")?;
        let attempt = sale.attempt(&reference).ok_or("the attempt is gone")?;
        let delivered = |one: &Attempt| received.iter().any(|p| p.delivered && p.reference == one.reference.as_str());
        if sale.attempts.iter().filter(|one| delivered(one)).count() > 1 {
            return Err(format!("the sale {} was delivered by two attempts", sale.id));
        }
        // An attempt before the last one failed for certain; what became of the sale is told by the last one.
        if attempt.reference != sale.last_attempt().reference {
            match (attempt.position.side(), purchase.delivered) {
                (Side::Failed, false) => continue,
                _ => {
                    return Err(format!(
                        "the vendor delivered an attempt that the ledger calls {:?}",
                        attempt.position
                    ));
                }
            }
        }
        match sale.standing(sale.taken_at) {
            // Of Simpu nobody can be asked: a doubt stays one until a person ends it.
            SaleStatus::Sending | SaleStatus::NotKnown if attempt.vendor == VendorId::Simpu => {}
            SaleStatus::Delivered if purchase.delivered => {}
            SaleStatus::Owed | SaleStatus::Returned if !purchase.delivered => {}
            other => {
                let all: Vec<_> = sale.attempts.iter().map(|one| (one.vendor, one.position)).collect();
                return Err(format!(
                    "the vendor delivered: {}; the ledger says {other:?}: {all:?}",
                    purchase.delivered
                ));
            }
        }
    }
    Ok(())
}
