//! From SMEPlug's words to an outcome.
//!
//! Whatever is not listed here is `Unknown`. The order of the questions matters: a 5xx is never looked into, and a
//! refusal is believed only in words that are listed.

use super::super::read::Object;
use super::super::{NotRead, Order, Reply, unknown};
use super::wire::{message, status_flag};
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome, Pending, Refusal, Report, Said};
use airtill_domain::product::Product;

/// \[assumption\] A 401 or 403 with a JSON object is SMEPlug itself turning the key down before doing anything. The
/// document shows no such answer; a 401 or 403 in any other form may come from something in between and is doubt.
const JSON_401_403_REFUSES: bool = true;

/// What a purchase's answer means. `plain_true_delivers` is the owner's word that a plain `status: true` may be believed.
pub(super) fn purchase(order: &Order, reply: &Reply, plain_true_delivers: bool) -> Answer {
    if reply.status >= 500 {
        return unknown(Doubt::Unlisted, reply);
    }
    let Some(object) = Object::read(&reply.body) else {
        return unknown(Doubt::Unreadable, reply);
    };
    let data = object.object("data");
    let words = data.as_ref().and_then(message).or_else(|| message(&object));
    let said = Said {
        http_status: Some(reply.status),
        vendor_reference: data.as_ref().and_then(|data| data.text("reference")),
        ..Said::default()
    }
    .with_message(words.as_deref());
    // A refusal speaks of no transaction, and of no duplicate in any of its words.
    let plain =
        data.as_ref().is_none_or(|data| ["reference", "current_status", "status"].iter().all(|name| data.lacks(name)));
    let duplicate = [Some(&object), data.as_ref()].into_iter().flatten().any(says_duplicate);
    if JSON_401_403_REFUSES && matches!(reply.status, 401 | 403) {
        return if status_flag(&object) == Some(true) || !plain || duplicate {
            unknown(if duplicate { Doubt::Duplicate } else { Doubt::Unlisted }, reply)
        } else {
            Answer { outcome: Outcome::Refused(Refusal::Unauthorised), said }
        };
    }
    let outcome = match (status_flag(&object), reply.status) {
        (Some(true), 200..=299) => accepted(order, data.as_ref(), plain_true_delivers),
        (Some(false), _) if duplicate => Outcome::Unknown(Doubt::Duplicate),
        (Some(false), 200..=299 | 400 | 406 | 422) if plain => refused(words.as_deref()),
        _ => Outcome::Unknown(Doubt::Unlisted),
    };
    match outcome {
        Outcome::Unknown(_) => Answer { outcome, said: said.with_evidence(&reply.body) },
        _ => Answer { outcome, said },
    }
}

/// `status: true`. The document knows one further word, `data.current_status`, "for Sim & Device medium".
fn accepted(order: &Order, data: Option<&Object>, plain_true_delivers: bool) -> Outcome {
    let plain = if plain_true_delivers { Outcome::Delivered } else { Outcome::Pending(Pending::Accepted) };
    let Some(data) = data else {
        return Outcome::Pending(Pending::Accepted);
    };
    // Not shown in the document's reply; where it is there anyway, it must be ours.
    if data.text("customer_reference").is_some_and(|reference| reference != order.reference.as_str()) {
        return Outcome::Unknown(Doubt::Mismatch);
    }
    // Clients have met the word under `status` too; a value that is no word is not a plain yes.
    let field = if data.lacks("current_status") { "status" } else { "current_status" };
    if !data.lacks(field) && data.word(field).is_none() {
        return Outcome::Unknown(Doubt::Unlisted);
    }
    match data.word(field).as_deref() {
        Some("success") => Outcome::Delivered,
        Some("processing" | "pending") => Outcome::Pending(Pending::Processing),
        // Includes "failed": the table leaves every other word to the check.
        Some(_) => Outcome::Unknown(Doubt::Unlisted),
        // With the vendor's reference of it, which the document shows with every transaction.
        None if data.text("reference").is_some() => plain,
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
        _ => Outcome::Unknown(Doubt::Unlisted),
    }
}

fn says_duplicate(object: &Object) -> bool {
    let listed = object.0.get("errors").map(ToString::to_string);
    let words = ["msg", "message", "error"].iter().filter_map(|name| object.text(name)).chain(listed);
    words.into_iter().any(|text| text.to_ascii_lowercase().contains("duplicate"))
}

/// What the answer to "GET Transactions" means.
///
/// Its shape is not documented. The object is looked for under `transaction` (as in the webhook), `data`, or the top
/// level, and read with the webhook's words.
pub(super) fn status(order: &Order, reply: &Reply) -> Report {
    let said = Said { http_status: Some(reply.status), ..Said::default() };
    let unclear = |said: Said| Report { finding: Finding::Unclear, said: said.with_evidence(&reply.body) };
    let Some(object) = Object::read(&reply.body).filter(|_| reply.status < 500) else {
        return unclear(said);
    };
    let said = said.with_message(message(&object).as_deref());
    if reply.status == 404 && status_flag(&object) == Some(false) {
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
    let said = Said { vendor_reference: transaction.text("reference"), charged: transaction.naira("price"), ..said }
        .with_message(transaction.text("response").or_else(|| transaction.text("memo")).as_deref());
    let finding = match word(&transaction).as_deref() {
        Some("success") if is_ours(order, &transaction) => Finding::Delivered,
        Some("failed") if has_our_reference(order, &transaction) => Finding::Failed,
        Some("processing" | "pending") => Finding::Pending,
        _ => return unclear(said),
    };
    Report { finding, said }
}

/// "Transaction Webhook": which purchase it is about. Nothing else in it is believed: nobody has signed it. Clients have met the
/// same without `transaction` around it, the reference under `customer_ref`.
pub(super) fn notice(body: &[u8]) -> Result<Option<String>, NotRead> {
    let object = Object::read(body).ok_or(NotRead::Unreadable(0))?;
    let transaction = object.object("transaction").unwrap_or(object);
    let reference = transaction.text("customer_reference").or_else(|| transaction.text("customer_ref"));
    match (reference, word(&transaction)) {
        (reference, Some(_)) => Ok(reference),
        (_, None) => Err(NotRead::Unreadable(0)),
    }
}

fn word(object: &Object) -> Option<String> {
    object.word("status")
}

/// Every field that the webhook shows and that can be compared: our reference, the recipient, the kind of purchase, and
/// for data the plan's name. It shows no face amount; `price` is what was charged.
fn is_ours(order: &Order, transaction: &Object) -> bool {
    let recipient = transaction.text("beneficiary").unwrap_or_default();
    has_our_reference(order, transaction)
        && order.recipient.is_written_as(&recipient)
        && is_our_kind(order, transaction)
}

fn has_our_reference(order: &Order, transaction: &Object) -> bool {
    transaction.text("customer_reference").as_deref() == Some(order.reference.as_str())
}

/// \[assumption\] The document's sample says "Data purchase" for data; the word for airtime is not shown, so only a
/// word for something else counts against it. The plan is named in `memo`, as in the sample.
fn is_our_kind(order: &Order, transaction: &Object) -> bool {
    let kind = transaction.word("type").unwrap_or_default();
    match &order.product {
        Product::Airtime { .. } => !kind.is_empty() && !kind.contains("data") && !kind.contains("transfer"),
        // \[assumption\]: a word for a transfer names it as one.
        Product::Transfer { .. } => kind.contains("transfer"),
        Product::Data { plan, .. } => {
            let memo = transaction.text("memo").unwrap_or_default();
            let named = memo.to_ascii_lowercase().find(" data purchase for").map(|at| memo[..at].to_owned());
            kind.contains("data") && named.is_some_and(|named| plan.is_called(&named))
        }
    }
}
