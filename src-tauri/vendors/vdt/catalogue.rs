//! What VDT sells: the plans that the owner typed in, and the customer that "initiate" names.

use super::super::read::Object;
use super::super::{AccountLookup, Found, NotRead, Reply};
use super::Proof;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::plan::Plan;
use airtill_domain::settings::TypedPlan;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;

/// The owner's plans as offers: the vendor lists none.
pub(super) fn typed(plans: &[TypedPlan], at: Timestamp) -> Vec<Offer> {
    let offer = |plan: &TypedPlan| Offer {
        vendor: VendorId::Vdt,
        item: Item::Data { network: Network::Vdt, plan: Plan::read(&plan.name) },
        code: plan.code.clone(),
        cost: Cost::Fixed(plan.cost),
        read_at: at,
    };
    plans.iter().map(offer).collect()
}

/// "Customer/Payment Initiation": the customer's name, the plan, and its price. Note that the code is called `statusCode`
/// here and `responseCode` in the other two calls.
pub(super) fn initiated(
    asked: &AccountLookup,
    reply: &Reply,
    proof: impl Fn(&Object) -> Proof,
) -> Result<Result<Found, String>, NotRead> {
    let unreadable = NotRead::Unreadable(reply.status);
    if matches!(reply.status, 401 | 403) {
        return Err(NotRead::Unauthorised);
    }
    let object = Object::read(&reply.body).filter(|_| reply.status < 500).ok_or(unreadable.clone())?;
    if object.text("statusCode").as_deref() != Some("00") || !(200..=299).contains(&reply.status) {
        let words = object.text("statusMessage").or_else(|| object.text("message"));
        return words.map(|words| Err(words.chars().take(200).collect())).ok_or(unreadable);
    }
    if proof(&object) == Proof::Fails {
        return Ok(Err(say!("The answer could not be verified as VDT's: its hash is not right").to_owned()));
    }
    let same = object.text("referenceID").as_deref() == Some(asked.text.as_str())
        && object.object("otherDetails").and_then(|details| details.text("dataPlan")).as_deref() == Some(&asked.code)
        && object.text("Currency").as_deref() == Some(super::wire::CURRENCY);
    let (name, cost) = (object.text("CustomerName"), object.naira("totalAmount"));
    match (same, name, cost) {
        (true, Some(name), Some(cost)) if !name.is_empty() && cost > Naira::ZERO => {
            let description = object.object("otherDetails").and_then(|details| details.text("description"));
            let account = (asked.text.clone(), description.unwrap_or_else(|| asked.code.clone()));
            Ok(Ok(Found { name, accounts: vec![account], cost: Some(cost) }))
        }
        _ => Err(unreadable),
    }
}
