//! From VDT's words to an outcome. Two codes are documented, `00` and `01`; everything else is `Unknown`.

use super::super::read::Object;
use super::super::{Order, Reply, unknown};
use super::{Proof, unclear};
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome, Refusal, Report, Said};

/// \[assumption\] These statuses with a JSON object that carries no response code are the vendor turning the request down
/// before any payment: its table says of 400 "The request is invalid", of 401 and 403 that the key or the account is not
/// accepted, of 405 that the method is not supported, of 429 "Too Many Requests".
const STATUS_WITHOUT_CODE_REFUSES: bool = true;

/// \[assumption\] `00` to a query means that the payment is done, and not that the query is. The document doesn't say;
/// its sample shows it with the payment's own references.
const QUERY_00_MEANS_PAID: bool = true;

/// What the answer to "update" means.
pub(super) fn update(order: &Order, reply: &Reply, proof: impl Fn(&Object) -> Proof) -> Answer {
    if reply.status >= 500 {
        return unknown(Doubt::Unlisted, reply);
    }
    let Some(object) = Object::read(&reply.body) else {
        return unknown(Doubt::Unreadable, reply);
    };
    let said = said(&object, reply);
    let outcome = match (object.text("responseCode").as_deref(), reply.status) {
        (Some("00"), 200..=299) if says_otherwise(&object) => Outcome::Unknown(Doubt::Unlisted),
        (Some("00"), 200..=299) => match (is_ours(order, &object), proof(&object)) {
            (true, Proof::Holds) => Outcome::Delivered,
            // Kept as a warning: all references are ours.
            (true, Proof::Untold) => {
                return Answer { outcome: Outcome::Delivered, said: said.with_evidence(&reply.body) };
            }
            (true, Proof::Fails) => Outcome::Unknown(Doubt::Unverified),
            (false, _) => Outcome::Unknown(Doubt::Mismatch),
        },
        (Some("01"), _) => Outcome::Unknown(Doubt::Duplicate),
        (None, status) if STATUS_WITHOUT_CODE_REFUSES => refused(&object, status),
        _ => Outcome::Unknown(Doubt::Unlisted),
    };
    match outcome {
        Outcome::Unknown(_) => Answer { outcome, said: said.with_evidence(&reply.body) },
        _ => Answer { outcome, said },
    }
}

/// An error of the vendor's own table; an answer that carries any part of a payment is none.
fn refused(object: &Object, status: u16) -> Outcome {
    let named = ["referenceID", "transReference", "paymentReference", "responseCode", "responseDesc", "statusCode"];
    let payment = named.iter().any(|name| !object.lacks(name));
    let words = object.text("message").unwrap_or_default().to_ascii_lowercase();
    match status {
        _ if words.contains("duplicate") => Outcome::Unknown(Doubt::Duplicate),
        _ if payment => Outcome::Unknown(Doubt::Unlisted),
        400 | 405 => Outcome::Refused(Refusal::BadRequest),
        401 => Outcome::Refused(Refusal::Unauthorised),
        403 => Outcome::Refused(Refusal::AccountBlocked),
        429 => Outcome::Refused(Refusal::LimitReached),
        _ => Outcome::Unknown(Doubt::Unlisted),
    }
}

/// What the answer to "query" means. Nothing but `00` says anything: what an unknown reference is answered is not
/// documented, so not finding it is no end.
pub(super) fn query(order: &Order, reply: &Reply, proof: impl Fn(&Object) -> Proof) -> Report {
    let Some(object) = Object::read(&reply.body).filter(|_| (200..=299).contains(&reply.status)) else {
        return unclear(Said { http_status: Some(reply.status), ..Said::default() }, reply);
    };
    let said = said(&object, reply);
    let paid = QUERY_00_MEANS_PAID && object.text("responseCode").as_deref() == Some("00");
    if !paid || says_otherwise(&object) || !is_ours(order, &object) {
        return unclear(said, reply);
    }
    match proof(&object) {
        Proof::Holds => Report { finding: Finding::Delivered, said },
        Proof::Untold => Report { finding: Finding::Delivered, said: said.with_evidence(&reply.body) },
        Proof::Fails => unclear(said, reply),
    }
}

/// \[assumption\] "00" is described as "Successful." in the document. A description that speaks of anything else makes it a doubt: the code
/// may say that the question was answered, and the words what became of the payment.
fn says_otherwise(object: &Object) -> bool {
    const OTHERWISE: [&str; 11] = [
        "fail",
        "declin",
        "revers",
        "refund",
        "pending",
        "processing",
        "in process",
        "unsuccess",
        "error",
        "cancel",
        "not found",
    ];
    let words = object.text("responseDesc").unwrap_or_default().to_ascii_lowercase();
    OTHERWISE.iter().any(|word| words.contains(word))
}

/// Every field that the document shows and that can be compared. It shows neither plan nor amount in these replies; what the hash says,
/// and what it says when it is missing, is the proof's.
fn is_ours(order: &Order, object: &Object) -> bool {
    object.text("transReference").as_deref() == Some(order.reference.as_str())
        && object.text("referenceID") == Some(order.recipient.local())
        && object.word("paymentReference").is_some_and(|reference| !reference.is_empty())
}

fn said(object: &Object, reply: &Reply) -> Said {
    let words = object.text("responseDesc").or_else(|| object.text("message"));
    Said { http_status: Some(reply.status), vendor_reference: object.text("paymentReference"), ..Said::default() }
        .with_message(words.as_deref())
}
