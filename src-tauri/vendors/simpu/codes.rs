//! From Simpu's words to an outcome. Six words are documented, and what they mean is not: each reading is an
//! \[assumption\], on the careful side, because nothing can be asked afterwards.

use super::super::read::Object;
use super::super::{NotRead, NoticeOf, Order, Reply, unknown};
use airtill_domain::money::Naira;
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

/// What an answer to "buy" says is left in the wallet (`meta.charge.available_balance`). Shown and warned by, and never reckoned with:
/// the document's own sample contradicts itself.
pub(super) fn left_in_wallet(reply: &Reply) -> Option<Naira> {
    let whole = Object::read(&reply.body)?;
    let object = whole.object("data").filter(|data| !data.lacks("external_ref")).unwrap_or(whole);
    object.object("meta")?.object("charge")?.naira("available_balance")
}

/// What a delivery report means. Its shape is not documented; it is read as the object that "buy" answers with.
///
/// \[assumption\] `success` with our reference, and nothing in it that is another's, is a delivery: it came by an address that only
/// Simpu was told, with this very purchase, or signed. `failed` and `error` say that it failed, which alone ends nothing; `duplicate`
/// means by Simpu's page "the same airtime amount to the same recipient at the same interval", and ends nothing either.
pub(super) fn report(order: &Order, body: &[u8]) -> Option<Report> {
    let (object, word) = reported(Object::read(body)?);
    let said = Said { vendor_reference: object.text("id"), ..Said::default() }
        .with_message(object.readable("message").or_else(|| word.clone()).as_deref());
    let ours = object.text("external_ref").as_deref() == Some(order.reference.as_str());
    let recipient = object.text("recipient").is_none_or(|shown| order.recipient.is_written_as(&shown));
    let network = object.text("network").is_none_or(|shown| is_network(order, &shown));
    let finding = match word.as_deref() {
        Some("success") if ours && recipient && network => Finding::Delivered,
        Some("failed" | "error") if ours => Finding::Failed,
        Some("pending" | "sent") if ours => Finding::Pending,
        Some("duplicate") if ours => Finding::Unclear,
        _ => return None,
    };
    Some(Report { finding, said })
}

/// Which purchase an event is about that came to Simpu's one address.
pub(super) fn notice(body: &[u8]) -> Result<NoticeOf, NotRead> {
    let (object, _) = Object::read(body).map(reported).ok_or(NotRead::Unreadable(0))?;
    object.text("external_ref").map(NoticeOf::Purchase).ok_or(NotRead::Unreadable(0))
}

/// The object that a report is about, and its word. \[assumption\] Simpu's page of webhooks names events (`airtime.success`) and shows no
/// body: the envelope `{"event": …, "data": {…}}` is what its other events have. The event's word counts where the object has none; where
/// both are there and differ, there is none.
fn reported(whole: Object) -> (Object, Option<String>) {
    let event = whole.word("event").and_then(|event| Some(event.strip_prefix("airtime.")?.to_owned()));
    let inner = whole.object("data");
    // What stands there and is no word is one that nobody knows.
    let says = |object: &Object| (!object.lacks("status")).then(|| object.word("status").unwrap_or_default());
    let words = [event, says(&whole), inner.as_ref().and_then(says)];
    let mut said = words.into_iter().flatten();
    let word = said.next().filter(|first| said.all(|other| other == *first));
    (inner.unwrap_or(whole), word)
}

/// Networks are compared without regard to case.
fn is_network(order: &Order, shown: &str) -> bool {
    shown.eq_ignore_ascii_case(&order.code)
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
        && object.text("network").is_some_and(|shown| is_network(order, &shown))
}
