//! From SMEPlug's words to an outcome.
//!
//! Whatever is not listed here is `Unknown`. The order of the questions matters: a 5xx is never looked into, and a
//! refusal is believed only in words that are listed.

use super::super::read::Object;
use super::super::{NotRead, NoticeOf, Order, Reply, unknown};
use super::wire::{message, status_flag};
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome, Pending, Refusal, Report, Said};
use airtill_domain::plan::Plan;
use airtill_domain::product::Product;
use serde_json::Value;

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
    let plain = ["transaction", "reference", "current_status"].iter().all(|name| object.lacks(name))
        && data.as_ref().is_none_or(|data| {
            ["transaction", "reference", "current_status", "status"].iter().all(|name| data.lacks(name))
        });
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
/// \[assumption\] for each text: none of them stands in the document; these are the ones clients have met. What else SMEPlug says with
/// `status: false` speaks of a failure, and not for certain: `Unable to purchase airtime` comes where the wallet is low or airtime is not
/// switched on, and nobody knows where else. The check, and what the wallet did, say more.
fn refused(message: Option<&str>) -> Outcome {
    let plain = message.unwrap_or_default().trim().trim_end_matches(['.', '!']).to_ascii_lowercase();
    match plain.as_str() {
        _ if speaks_of_the_balance_alone(&plain) => Outcome::Refused(Refusal::LowWallet),
        "invalid phone" | "invalid phone number" | "invalid network" | "invalid plan" => {
            Outcome::Refused(Refusal::BadRequest)
        }
        "unauthorised" | "unauthorized" => Outcome::Refused(Refusal::Unauthorised),
        "" => Outcome::Unknown(Doubt::Unlisted),
        _ => Outcome::Unknown(Doubt::FailedPerhaps),
    }
}

/// \[assumption\] A sentence that says only that the shop's own balance is too small: it is looked at before anything is sold. Every
/// word of it is one of these, so that none can say anything else: "Transaction failed, insufficient balance" speaks of a transaction.
fn speaks_of_the_balance_alone(plain: &str) -> bool {
    const TOO_SMALL: [&[&str]; 3] = [&["insufficient"], &["low"], &["not", "enough"]];
    const MONEY: [&str; 5] = ["balance", "fund", "funds", "wallet", "money"];
    const BESIDES: [&str; 25] = [
        "you", "your", "have", "has", "is", "are", "an", "a", "the", "in", "on", "main", "account", "user", "please",
        "kindly", "fund", "top", "up", "topup", "recharge", "and", "to", "for", "this",
    ];
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let too_small = TOO_SMALL.iter().find(|phrase| words.windows(phrase.len()).any(|part| part == **phrase));
    let allowed = |word: &&str| {
        too_small.is_some_and(|phrase| phrase.contains(word)) || MONEY.contains(word) || BESIDES.contains(word)
    };
    too_small.is_some() && words.iter().any(|word| MONEY.contains(word)) && words.iter().all(allowed)
}

fn says_duplicate(object: &Object) -> bool {
    let listed = object.0.get("errors").map(ToString::to_string);
    let words = ["msg", "message", "error"].iter().filter_map(|name| object.text(name)).chain(listed);
    words.into_iter().any(|text| text.to_ascii_lowercase().contains("duplicate"))
}

/// What the answer to "GET Transactions" means.
///
/// Its shape is not documented. The object is looked for under `transaction` (as in the webhook), `data`, or the top level, alone or in
/// a list, and read with the webhook's words and those that clients have met.
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
    let Some(transaction) = transaction(order, object) else {
        return unclear(said);
    };
    let said = Said { vendor_reference: transaction.text("reference"), charged: transaction.naira("price"), ..said }
        .with_message(transaction.readable("response").or_else(|| transaction.readable("memo")).as_deref());
    match finding(order, &transaction) {
        Some(finding) => Report { finding, said },
        None => unclear(said),
    }
}

/// Our transaction in the answer. In a list it is the one entry with our reference; two of them contradict each other.
fn transaction(order: &Order, object: Object) -> Option<Object> {
    for name in ["transaction", "transactions", "data"] {
        if object.0.get(name).is_some_and(Value::is_array) {
            let mut ours = object.list(name)?.into_iter().filter(|entry| has_our_reference(order, entry));
            return ours.next().filter(|_| ours.next().is_none());
        }
        if let Some(nested) = object.object(name) {
            return Some(nested);
        }
    }
    // At the top `status` may be the answer's own: only with a recipient beside it is it a transaction's.
    (word(&object).is_some() && !object.lacks("beneficiary")).then_some(object)
}

/// \[assumption\] for every word but `success` and `failed`, which the webhook has: clients take `successful` and `completed` for
/// deliveries, `initiated` for pending, `refunded` and `reversed` for money that is back in the wallet. All of them count for our own
/// reference and recipient alone. Were `completed` said of a purchase that failed, a sale would be told as delivered that was not.
fn finding(order: &Order, transaction: &Object) -> Option<Finding> {
    let ours = has_our_reference(order, transaction) && contradicts_recipient(order, transaction) != Some(true);
    Some(match word(transaction)?.as_str() {
        "success" | "successful" | "completed" if is_ours(order, transaction) => Finding::Delivered,
        "failed" if ours => Finding::Failed,
        "refunded" | "reversed" if ours => Finding::Reversed,
        "processing" | "pending" | "initiated" => Finding::Pending,
        _ => return None,
    })
}

/// "Transaction Webhook": which purchase it is about. Nobody has signed it, so it brings the question forward and ends nothing. Clients
/// have met the same without `transaction` around it, the reference under `customer_ref`.
pub(super) fn notice(body: &[u8]) -> Result<NoticeOf, NotRead> {
    let unreadable = NotRead::Unreadable(0);
    let object = Object::read(body).ok_or(unreadable.clone())?;
    let transaction = object.object("transaction").unwrap_or(object);
    word(&transaction).ok_or(unreadable)?;
    Ok(our_reference(&transaction).map_or(NoticeOf::Other, NoticeOf::Purchase))
}

/// What the webhook says of one of our purchases: SMEPlug's only documented proof, kept beside the attempt for whoever settles it.
pub(super) fn report(order: &Order, body: &[u8]) -> Option<Report> {
    let object = Object::read(body)?;
    let transaction = object.object("transaction").unwrap_or(object);
    let said = Said {
        vendor_reference: transaction.text("reference"),
        charged: transaction.naira("price"),
        ..Said::default()
    }
    .with_message(transaction.readable("response").or_else(|| transaction.readable("memo")).as_deref());
    Some(Report { finding: finding(order, &transaction)?, said })
}

fn our_reference(transaction: &Object) -> Option<String> {
    transaction.text("customer_reference").or_else(|| transaction.text("customer_ref"))
}

/// A transaction's word; none where it has two that differ.
fn word(transaction: &Object) -> Option<String> {
    let word = transaction.word("status")?;
    transaction.word("current_status").is_none_or(|current| current == word).then_some(word)
}

/// Our reference, which is random and used once, and the recipient; and nothing in the answer that is another purchase's. It shows no face
/// amount; `price` is what was charged.
fn is_ours(order: &Order, transaction: &Object) -> bool {
    has_our_reference(order, transaction)
        && contradicts_recipient(order, transaction) == Some(false)
        && !is_another_kind(order, transaction)
}

fn has_our_reference(order: &Order, transaction: &Object) -> bool {
    our_reference(transaction).as_deref() == Some(order.reference.as_str())
}

/// Whether it names somebody else; `None` where it names nobody.
fn contradicts_recipient(order: &Order, transaction: &Object) -> Option<bool> {
    let beneficiary = transaction.text("beneficiary").filter(|named| !named.is_empty())?;
    Some(!order.recipient.is_written_as(&beneficiary))
}

/// Whether it is about something else than was ordered. A field that is missing says nothing; one that names another thing counts
/// against it.
///
/// \[assumption\] The document's sample says "Data purchase" for data; the word for airtime is not shown, so only a word for something
/// else counts. The plan is named in `memo`, in forms that differ: another amount of data there is another plan.
fn is_another_kind(order: &Order, transaction: &Object) -> bool {
    let kind = transaction.word("type").unwrap_or_default();
    let speaks_of = |word: &str| kind.contains(word);
    match &order.product {
        Product::Airtime { .. } => speaks_of("data") || speaks_of("transfer"),
        Product::Transfer { .. } => speaks_of("data") || speaks_of("airtime"),
        Product::Data { plan, .. } => {
            let memo = transaction.text("memo").unwrap_or_default().to_ascii_lowercase();
            let named = memo.find(" purchase").map_or(memo.as_str(), |at| &memo[..at]);
            let another = |ours: u32| Plan::read(named).size_mb.is_some_and(|size| size != ours);
            speaks_of("airtime") || speaks_of("transfer") || plan.size_mb.is_some_and(another)
        }
    }
}
