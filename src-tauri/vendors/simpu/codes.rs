//! From Simpu's words to an outcome. Six words are documented, and what they mean is not: each reading is an
//! \[assumption\], on the careful side, because nothing can be asked afterwards.

use super::super::read::Object;
use super::super::{Order, Reply, unknown};
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome, Pending, Refusal, Report, Said};

/// \[assumption\] A 401 or 403 with a JSON object that says nothing of a purchase is Simpu turning the key down before
/// anything else. Its document shows no error at all: any other status may mean anything, and is a doubt.
const JSON_401_403_REFUSES: bool = true;

/// What the answer to "buy" means.
pub(super) fn buy(order: &Order, reply: &Reply) -> Answer {
    if reply.status >= 500 {
        return unknown(Doubt::Unlisted, reply);
    }
    let Some(whole) = Object::read(&reply.body) else {
        return unknown(Doubt::Unreadable, reply);
    };
    // Older replies of this vendor's other calls stand in an envelope.
    let object = whole.object("data").filter(|data| !data.lacks("external_ref")).unwrap_or(whole);
    let charge = object.object("meta").and_then(|meta| meta.object("charge"));
    let said = Said {
        http_status: Some(reply.status),
        vendor_reference: object.text("id"),
        charged: charge.as_ref().and_then(|charge| charge.naira("amount")),
        ..Said::default()
    }
    .with_message(object.text("message").or_else(|| object.word("status")).as_deref());
    let refunded = charge.is_some_and(|charge| charge.flag("refunded") == Some(true));
    let ours = is_ours(order, &object);
    let outcome = match (object.word("status").as_deref(), reply.status) {
        (Some("success"), 200..=299) if ours => Outcome::Delivered,
        (Some("pending" | "sent"), 200..=299) if ours => Outcome::Pending(Pending::Processing),
        (Some("success" | "pending" | "sent"), 200..=299) => Outcome::Unknown(Doubt::Mismatch),
        (Some("failed" | "error"), 200..=299) if ours && refunded => Outcome::Refused(Refusal::Failed),
        (Some("failed" | "error"), 200..=299) => Outcome::Unknown(Doubt::FailedPerhaps),
        (Some("duplicate"), _) => Outcome::Unknown(Doubt::Duplicate),
        (None, 401 | 403) if JSON_401_403_REFUSES && says_nothing_of_a_purchase(&object) => {
            Outcome::Refused(Refusal::Unauthorised)
        }
        _ => Outcome::Unknown(Doubt::Unlisted),
    };
    match outcome {
        Outcome::Unknown(_) => Answer { outcome, said: said.with_evidence(&reply.body) },
        _ => Answer { outcome, said },
    }
}

/// What a delivery report means. Its shape is not documented; it is read as the object that "buy" answers with.
///
/// \[assumption\] `success` with our reference, and nothing in it that is another's, is a delivery: it came by an address that only
/// Simpu was told, with this very purchase. `failed` and `error` say that it failed, which alone ends nothing.
pub(super) fn report(order: &Order, body: &[u8]) -> Report {
    let unclear = |said| Report { finding: Finding::Unclear, said };
    let Some(whole) = Object::read(body) else { return unclear(Said::default()) };
    let object = whole.object("data").filter(|data| !data.lacks("status")).unwrap_or(whole);
    let said = Said { vendor_reference: object.text("id"), ..Said::default() }
        .with_message(object.text("message").or_else(|| object.word("status")).as_deref());
    let ours = object.text("external_ref").as_deref() == Some(order.reference.as_str());
    let recipient = object.text("recipient").is_none_or(|shown| order.recipient.is_written_as(&shown));
    let network = object.text("network").is_none_or(|shown| shown == order.code);
    match object.word("status").as_deref() {
        Some("success") if ours && recipient && network => Report { finding: Finding::Delivered, said },
        Some("failed" | "error") if ours => Report { finding: Finding::Failed, said },
        Some("pending" | "sent") if ours => Report { finding: Finding::Pending, said },
        _ => unclear(said),
    }
}

fn says_nothing_of_a_purchase(object: &Object) -> bool {
    let text = object.text("message").unwrap_or_default().to_ascii_lowercase();
    ["id", "external_ref", "recipient", "meta", "network", "status", "data"].iter().all(|name| object.lacks(name))
        && !text.contains("duplicate")
}

/// Every field that the document shows and that can be compared: our reference, recipient, network. The amount stands
/// there as a charge alone, and a different charge is no other sale.
fn is_ours(order: &Order, object: &Object) -> bool {
    object.text("external_ref").as_deref() == Some(order.reference.as_str())
        && order.recipient.is_written_as(&object.text("recipient").unwrap_or_default())
        && object.text("network").as_deref() == Some(order.code.as_str())
}
