//! From SMEPlug's words to an outcome.
//!
//! Whatever is not listed here is `Unknown`. The order of the questions matters: a 5xx is never looked into, and a
//! refusal is believed only in words that are listed.

use super::super::{Order, Reply, unknown};
use super::wire::Object;
use crate::domain::money::Naira;
use crate::domain::outcome::{Answer, Doubt, Finding, Outcome, Pending, Refusal, Report, Said};
use crate::domain::phone::Msisdn;

/// \[assumption\] A 401 or 403 with a JSON object is SMEPlug itself turning the key down before doing anything. The
/// document shows no such answer; a 401 or 403 in any other form may come from something in between and is doubt.
const JSON_401_403_REFUSES: bool = true;

/// What a purchase's answer means.
pub fn purchase(order: &Order, reply: &Reply) -> Answer {
    if reply.status >= 500 {
        return unknown(Doubt::Unlisted, reply);
    }
    let Some(object) = Object::read(&reply.body) else {
        return unknown(Doubt::Unreadable, reply);
    };
    let data = object.object("data");
    let message = data.as_ref().and_then(Object::message).or_else(|| object.message());
    let said = Said {
        http_status: Some(reply.status),
        vendor_reference: data.as_ref().and_then(|data| data.text("reference")),
        ..Said::default()
    }
    .with_message(message.as_deref());
    if JSON_401_403_REFUSES && matches!(reply.status, 401 | 403) {
        return if object.status_flag() == Some(true) {
            unknown(Doubt::Unlisted, reply)
        } else {
            Answer { outcome: Outcome::Refused(Refusal::Unauthorised), said }
        };
    }
    let outcome = match (object.status_flag(), reply.status) {
        (Some(true), 200..=299) => accepted(order, data.as_ref()),
        (Some(false), 200..=299 | 400 | 406 | 422) => refused(message.as_deref()),
        _ => Outcome::Unknown(Doubt::Unlisted),
    };
    match outcome {
        Outcome::Unknown(_) => Answer { outcome, said: said.with_evidence(&reply.body) },
        _ => Answer { outcome, said },
    }
}

/// `status: true`. The document knows one further word, `data.current_status`, "for Sim & Device medium".
fn accepted(order: &Order, data: Option<&Object>) -> Outcome {
    let Some(data) = data else {
        return Outcome::Pending(Pending::Accepted);
    };
    // Not shown in the document's reply; where it is there all the same, it must be ours.
    if data.text("customer_reference").is_some_and(|reference| reference != order.reference.as_str()) {
        return Outcome::Unknown(Doubt::Mismatch);
    }
    match data.text("current_status").map(|word| word.to_ascii_lowercase()).as_deref() {
        Some("success") => Outcome::Delivered,
        Some("processing" | "pending") => Outcome::Pending(Pending::Processing),
        // Includes "failed": the table leaves every other word to the check.
        Some(_) => Outcome::Unknown(Doubt::Unlisted),
        None => Outcome::Pending(Pending::Accepted),
    }
}

/// `status: false`: believed where the words are about something that is looked at before anything is sold.
/// \[assumption\] for each text: none of them stands in the document; these are the ones clients have met.
fn refused(message: Option<&str>) -> Outcome {
    let plain = message.unwrap_or_default().trim().trim_end_matches(['.', '!']).to_ascii_lowercase();
    match plain.as_str() {
        "insufficient balance" | "insufficient wallet balance" => Outcome::Refused(Refusal::LowWallet),
        "invalid phone" | "invalid phone number" | "invalid network" | "invalid plan" => {
            Outcome::Refused(Refusal::BadRequest)
        }
        "unauthorised" | "unauthorized" => Outcome::Refused(Refusal::Unauthorised),
        "duplicate customer reference" => Outcome::Unknown(Doubt::Duplicate),
        _ => Outcome::Unknown(Doubt::Unlisted),
    }
}

/// What the answer to "GET Transactions" means.
///
/// Its shape is not documented. The object is looked for under `transaction` (as in the webhook), `data`, or the top
/// level, and read with the webhook's words.
pub fn status(order: &Order, reply: &Reply) -> Report {
    let said = Said { http_status: Some(reply.status), ..Said::default() };
    let unclear = |said: Said| Report { finding: Finding::Unclear, said: said.with_evidence(&reply.body) };
    let Some(object) = Object::read(&reply.body).filter(|_| reply.status < 500) else {
        return unclear(said);
    };
    let said = said.with_message(object.message().as_deref());
    if reply.status == 404 && object.status_flag() == Some(false) {
        return Report { finding: Finding::NotFound, said };
    }
    if !(200..=299).contains(&reply.status) {
        return unclear(said);
    }
    let Some(transaction) =
        object.object("transaction").or_else(|| object.object("data")).or_else(|| word(&object).map(|_| object))
    else {
        return unclear(said);
    };
    let said = Said {
        vendor_reference: transaction.text("reference"),
        charged: transaction.text("price").and_then(|price| Naira::parse(&price).ok()),
        ..said
    }
    .with_message(transaction.text("response").or_else(|| transaction.text("memo")).as_deref());
    let finding = match word(&transaction).as_deref() {
        Some("success") if is_ours(order, &transaction) => Finding::Delivered,
        Some("failed") if has_our_reference(order, &transaction) => Finding::Failed,
        Some("processing" | "pending") => Finding::Pending,
        _ => return unclear(said),
    };
    Report { finding, said }
}

fn word(object: &Object) -> Option<String> {
    match object.0.get("status")? {
        serde_json::Value::String(word) => Some(word.trim().to_ascii_lowercase()),
        _ => None,
    }
}

/// Every field that the webhook shows and that can be compared: our reference, the recipient, and that it is not
/// another kind of purchase. It shows no face amount; `price` is what was charged.
fn is_ours(order: &Order, transaction: &Object) -> bool {
    let recipient = transaction.text("beneficiary").and_then(|number| Msisdn::parse(&number).ok());
    has_our_reference(order, transaction) && recipient.as_ref() == Some(&order.recipient) && is_airtime(transaction)
}

fn has_our_reference(order: &Order, transaction: &Object) -> bool {
    transaction.text("customer_reference").as_deref() == Some(order.reference.as_str())
}

/// \[assumption\] The document's sample says "Data purchase" for data; the word for airtime is not shown, so only a
/// word for something else counts against it.
fn is_airtime(transaction: &Object) -> bool {
    let kind = transaction.text("type").unwrap_or_default().to_ascii_lowercase();
    !kind.is_empty() && !kind.contains("data") && !kind.contains("transfer")
}
