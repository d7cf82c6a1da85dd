//! From Strongmb's words to an outcome. `metadata.code` decides: the vendor's pages say never to rely on the HTTP status
//! alone, and `ERR_TRANSACTION_PROCESSING` comes with `status: true`.

use super::super::read::Object;
use super::super::{Order, Reply, unknown};
use super::wire::Envelope;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome, Pending, Refusal, Report, Said};
use airtill_domain::plan::{Plan, PlanKind};
use airtill_domain::product::Product;

/// What a purchase's answer means.
pub(super) fn purchase(order: &Order, reply: &Reply) -> Answer {
    let Some(envelope) = Envelope::read(reply) else {
        let why = if reply.status >= 500 { Doubt::Unlisted } else { Doubt::Unreadable };
        return unknown(why, reply);
    };
    let said = Said {
        http_status: Some(reply.status),
        charged: envelope.data.as_ref().and_then(|data| data.naira("amount")),
        ..Said::default()
    }
    .with_message(envelope.message.as_deref())
    .with_code(Some(&envelope.code));
    let outcome = outcome(order, reply.status, &envelope);
    match outcome {
        Outcome::Unknown(_) => Answer { outcome, said: said.with_evidence(&reply.body) },
        _ => Answer { outcome, said },
    }
}

fn outcome(order: &Order, http_status: u16, envelope: &Envelope) -> Outcome {
    let processing = envelope.data.as_ref().and_then(|data| data.word("transaction_status"));
    let refused = |why: Refusal| {
        // A refusal has no data: one that speaks of a transaction as well is not understood.
        let plain = envelope.data.is_none() && envelope.status == Some(false) && http_status < 500;
        if plain { Outcome::Refused(why) } else { Outcome::Unknown(Doubt::Unlisted) }
    };
    match envelope.code.as_str() {
        "TRANSACTION_SUCCESSFUL" => match (&envelope.data, envelope.status, http_status) {
            (Some(data), Some(true), 200..=299) if processing.as_deref() == Some("successful") => {
                if is_ours(order, data) { Outcome::Delivered } else { Outcome::Unknown(Doubt::Mismatch) }
            }
            (Some(_), Some(true), 200..=299) if processing.as_deref() == Some("processing") => {
                Outcome::Pending(Pending::Processing)
            }
            _ => Outcome::Unknown(Doubt::Unlisted),
        },
        "ERR_TRANSACTION_PROCESSING" if envelope.status == Some(true) && http_status < 300 => {
            Outcome::Pending(Pending::Processing)
        }
        "ERR_INSUFFICIENT_BALANCE" => refused(Refusal::LowWallet),
        "ERR_INVALID_MOBILE_NUMBER" => refused(Refusal::BadRequest),
        "ERR_DAILY_LIMIT_EXCEEDED" => refused(Refusal::LimitReached),
        "ERR_UNAUTHENTICATED" => refused(Refusal::Unauthorised),
        // The SDK says of the second that the wallet may have been debited. A check ends either.
        "ERR_PRODUCT_GATEWAY_UNAVAILABLE" | "ERR_TRANSACTION_FAILED" => Outcome::Unknown(Doubt::FailedPerhaps),
        // \[assumption\] "Duplicate references will be rejected", under a code that is not documented.
        code if speaks_of_duplicate(code, envelope.message.as_deref()) => Outcome::Unknown(Doubt::Duplicate),
        _ => Outcome::Unknown(Doubt::Unlisted),
    }
}

fn speaks_of_duplicate(code: &str, message: Option<&str>) -> bool {
    let text = format!("{code} {}", message.unwrap_or_default()).to_ascii_lowercase();
    text.contains("duplicate") || text.contains("reference")
}

/// Every field that the document shows in a purchase's reply and that can be compared: reference, recipient, provider, kind,
/// and the face amount or the plan.
fn is_ours(order: &Order, data: &Object) -> bool {
    has_our_reference(order, data)
        && order.recipient.is_written_as(&data.text("recipient").unwrap_or_default())
        && is_our_provider(order, data)
        && match &order.product {
            Product::Airtime { face, .. } => {
                data.word("type").as_deref() == Some("airtime") && data.naira("airtime_amount") == Some(*face)
            }
            Product::Data { plan, .. } => {
                data.word("type").as_deref() == Some("data") && is_our_plan(order.plan.as_deref(), plan, data)
            }
            Product::Transfer { .. } => false,
        }
}

fn is_our_provider(order: &Order, object: &Object) -> bool {
    let named = Network::by_vendor_name(&object.text("provider").unwrap_or_default());
    named.is_some() && named == order.product.network()
}

/// The plan by its name as the vendor lists it (`1GB`, in the reply `1gb`), its size, its kind and how long it lasts.
fn is_our_plan(listed: Option<&str>, plan: &Plan, data: &Object) -> bool {
    let listed = listed.unwrap_or_default();
    let named = data.text("plan").unwrap_or_default();
    let kind = PlanKind::by_words(&data.text("data_type").unwrap_or_default());
    let days = Plan::read("").lasting(&data.text("validity").unwrap_or_default()).days;
    !listed.is_empty()
        && named.eq_ignore_ascii_case(listed)
        && (plan.size_mb.is_none() || data.whole("bundle_size_mb") == plan.size_mb)
        && (plan.kind == PlanKind::Unnamed || kind == plan.kind)
        && (plan.days.is_none() || days.is_none() || days == plan.days)
}

fn has_our_reference(order: &Order, object: &Object) -> bool {
    object.text("reference").as_deref() == Some(order.reference.as_str())
}

/// What the answer to a question for a transaction means.
pub(super) fn status(order: &Order, reply: &Reply) -> Report {
    let said = Said { http_status: Some(reply.status), ..Said::default() };
    let unclear = |said: Said| Report { finding: Finding::Unclear, said: said.with_evidence(&reply.body) };
    let Some(envelope) = Envelope::read(reply).filter(|_| reply.status < 500) else {
        return unclear(said);
    };
    let said = said.with_message(envelope.message.as_deref()).with_code(Some(&envelope.code));
    if envelope.code == "ERR_TRANSACTIONS_NOT_FOUND" && envelope.status == Some(false) && envelope.data.is_none() {
        return Report { finding: Finding::NotFound, said };
    }
    let transaction = envelope.data.as_ref().and_then(|data| data.object("transaction"));
    let retrieved = envelope.code == "TRANSACTION_DETAILS_RETRIEVED" && envelope.status == Some(true);
    let Some(transaction) = transaction.filter(|_| retrieved && (200..=299).contains(&reply.status)) else {
        return unclear(said);
    };
    let said = Said { vendor_reference: transaction.text("uuid"), charged: transaction.naira("amount"), ..said };
    let ours = has_our_reference(order, &transaction);
    let finding = match transaction.word("status").as_deref() {
        Some("successful") if ours && is_our_transaction(order, &transaction) => Finding::Delivered,
        // \[assumption\] for the three words: the document shows "successful" alone.
        Some("failed") if ours => Finding::Failed,
        Some("reversed" | "refunded") if ours => Finding::Reversed,
        Some("processing" | "pending") if ours => Finding::Pending,
        _ => return unclear(said),
    };
    Report { finding, said }
}

/// Recipient, kind, and the face amount. The document shows this reply for airtime alone; for data, the plan's fields are
/// not shown and so not asked for.
fn is_our_transaction(order: &Order, transaction: &Object) -> bool {
    let Some(details) = transaction.object("details") else { return false };
    let kind = transaction.word("type");
    order.recipient.is_written_as(&details.text("recipient").unwrap_or_default())
        && is_our_provider(order, &details)
        && transaction.word("direction").as_deref() == Some("debit")
        && match &order.product {
            Product::Airtime { face, .. } => {
                kind.as_deref() == Some("airtime") && details.naira("airtime_amount") == Some(*face)
            }
            Product::Data { .. } => kind.as_deref() == Some("data"),
            Product::Transfer { .. } => false,
        }
}
