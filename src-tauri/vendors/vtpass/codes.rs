//! From VTpass's codes to an outcome.
//!
//! "Take any response that differs from the guidelines provided here as pending, and initiate a transaction requery
//! accordingly": so a code that is not listed, and one that leaves it open, is `Unknown`. `000` alone says only that the
//! request was processed; the transaction's own `status` says how it went. Codes are texts: `"000"` is no number.

use super::super::read::Object;
use super::super::{NotRead, NoticeOf, Order, Reply, unknown};
use super::wire;
use airtill_domain::outcome::{Answer, Doubt, Finding, Outcome, Pending, Refusal, Report, Said};
use airtill_domain::product::Product;

/// What the answer to "pay" means.
pub(super) fn pay(order: &Order, reply: &Reply) -> Answer {
    let Some(object) = wire::object(reply) else {
        let why = if reply.status >= 500 { Doubt::Unlisted } else { Doubt::Unreadable };
        return unknown(why, reply);
    };
    let said = said(&object, reply);
    let outcome = outcome(order, reply.status, &object);
    match outcome {
        Outcome::Unknown(_) => Answer { outcome, said: said.with_evidence(&reply.body) },
        _ => Answer { outcome, said },
    }
}

fn outcome(order: &Order, http_status: u16, object: &Object) -> Outcome {
    if http_status >= 500 {
        return Outcome::Unknown(Doubt::Unlisted);
    }
    // Another request's answer says nothing about ours.
    if object.text("requestId").is_some_and(|id| id != order.reference.as_str()) {
        return Outcome::Unknown(Doubt::Mismatch);
    }
    let Some(code) = object.word("code") else {
        return without_code(http_status, object);
    };
    match code.as_str() {
        "000" if (200..=299).contains(&http_status) => processed(order, object),
        // "TRANSACTION QUERY" to a purchase: nothing that the table foresees.
        "001" => Outcome::Unknown(Doubt::Unlisted),
        "099" => Outcome::Pending(Pending::Processing),
        "014" | "019" | "089" => Outcome::Unknown(Doubt::Duplicate),
        "044" | "083" => Outcome::Unknown(Doubt::Unlisted),
        // One that speaks of a transaction that has not failed contradicts itself.
        _ if !failed_or_silent(object) => Outcome::Unknown(Doubt::Unlisted),
        code => refusal(code).map_or(Outcome::Unknown(Doubt::Unlisted), Outcome::Refused),
    }
}

/// Whether a reply speaks of no transaction, or of one that failed.
fn failed_or_silent(object: &Object) -> bool {
    match transaction(object) {
        None => true,
        Some(transaction) => matches!(transaction.word("status").as_deref(), Some("failed" | "reversed")),
    }
}

/// The codes by which VTpass says that nothing was sold: its response-codes page, in its order.
fn refusal(code: &str) -> Option<Refusal> {
    Some(match code {
        "010" | "012" | "028" => Refusal::NotOffered,
        "011" | "020" | "085" => Refusal::BadRequest,
        "013" | "017" | "031" | "032" => Refusal::LimitReached,
        "016" | "040" | "091" => Refusal::Failed,
        "018" => Refusal::LowWallet,
        "021" | "022" | "023" | "024" => Refusal::AccountBlocked,
        "025" | "026" => Refusal::BadRequest,
        "030" | "034" | "035" => Refusal::ServiceDown,
        // 027: "IP NOT WHITELISTED". Lines of kiosks change their address.
        "027" | "087" => Refusal::Unauthorised,
        _ => return None,
    })
}

/// A wrong sign-in is also met as HTTP 401 with a bare text.
fn without_code(http_status: u16, object: &Object) -> Outcome {
    let words = object.text("message").unwrap_or_default().to_ascii_lowercase();
    if http_status == 401 && words.trim_end_matches('.') == "invalid credentials" {
        Outcome::Refused(Refusal::Unauthorised)
    } else {
        Outcome::Unknown(Doubt::Unlisted)
    }
}

fn processed(order: &Order, object: &Object) -> Outcome {
    // The document shows our id in every reply of this kind.
    let named = object.text("requestId").as_deref() == Some(order.reference.as_str());
    let Some(transaction) = transaction(object).filter(|_| named) else {
        return Outcome::Unknown(Doubt::Unlisted);
    };
    match transaction.word("status").as_deref() {
        Some("delivered") if is_ours(order, object, &transaction) => Outcome::Delivered,
        Some("delivered") => Outcome::Unknown(Doubt::Mismatch),
        Some("initiated" | "pending" | "processing") => Outcome::Pending(Pending::Processing),
        Some("failed" | "reversed") => Outcome::Refused(Refusal::Failed),
        _ => Outcome::Unknown(Doubt::Unlisted),
    }
}

/// What the answer to "requery" means.
pub(super) fn requery(order: &Order, reply: &Reply) -> Report {
    let unclear = |said: Said| Report { finding: Finding::Unclear, said: said.with_evidence(&reply.body) };
    let Some(object) = wire::object(reply).filter(|_| (200..=299).contains(&reply.status)) else {
        return unclear(Said { http_status: Some(reply.status), ..Said::default() });
    };
    let said = said(&object, reply);
    let ours = object.text("requestId").as_deref() == Some(order.reference.as_str());
    let finding = match object.word("code").as_deref() {
        // `001` is an answer to a query; newer ones carry the transaction as `000` does.
        Some("000" | "001") if ours && transaction(&object).is_some() => match status(&object).as_deref() {
            Some("delivered") if transaction(&object).is_some_and(|inner| is_ours(order, &object, &inner)) => {
                Finding::Delivered
            }
            Some("initiated" | "pending" | "processing") => Finding::Pending,
            Some("failed") => Finding::Failed,
            Some("reversed") => Finding::Reversed,
            _ => return unclear(said),
        },
        Some("016") if ours && failed_or_silent(&object) => Finding::Failed,
        // "TRANSACTION REVERSAL": the money is in the wallet again, be it after a delivery.
        Some("040") if ours && failed_or_silent(&object) => Finding::Reversed,
        Some("099" | "089") => Finding::Pending,
        // "INVALID REQUEST ID": never used on the platform.
        Some("015") if ours || object.lacks("requestId") => Finding::NotFound,
        Some("001") => match by_query(order, &object) {
            Some(finding) => finding,
            None => return unclear(said),
        },
        _ => return unclear(said),
    };
    Report { finding, said }
}

/// The older form of an answer: `{"code":"001","content":{"requestId":…,"response_code":"016",…}}`. It shows too little to
/// be a delivery.
fn by_query(order: &Order, object: &Object) -> Option<Finding> {
    let content = object.object("content")?;
    let ours = content.text("requestId").as_deref() == Some(order.reference.as_str());
    match content.word("response_code").as_deref() {
        Some("016") if ours => Some(Finding::Failed),
        Some("040") if ours => Some(Finding::Reversed),
        Some("099") if ours => Some(Finding::Pending),
        _ => None,
    }
}

fn transaction(object: &Object) -> Option<Object> {
    object.object("content")?.object("transactions")
}

fn status(object: &Object) -> Option<String> {
    transaction(object)?.word("status")
}

/// Every field that the document shows and that can be compared: the request's id, the recipient (`unique_element`), and
/// the face amount of airtime. Which plan it was is not shown; `amount` is then the plan's printed price, and a change
/// of price is no other sale.
fn is_ours(order: &Order, object: &Object, transaction: &Object) -> bool {
    object.text("requestId").as_deref() == Some(order.reference.as_str())
        && order.recipient.is_written_as(&transaction.text("unique_element").unwrap_or_default())
        && match &order.product {
            Product::Airtime { face, .. } => transaction.naira("amount") == Some(*face),
            Product::Data { .. } => transaction.naira("amount").is_some(),
            Product::Transfer { .. } => false,
        }
}

fn said(object: &Object, reply: &Reply) -> Said {
    let transaction = transaction(object);
    Said {
        http_status: Some(reply.status),
        vendor_reference: transaction.as_ref().and_then(|inner| inner.text("transactionId")),
        charged: transaction.as_ref().and_then(|inner| inner.naira("total_amount")),
        ..Said::default()
    }
    .with_message(wire::words(object).as_deref())
    .with_code(object.text("code").as_deref())
}

/// `{"type": "transaction-update", "data": {"requestId": …}}`: which purchase it is about; a "variations-update" says that a service's list
/// has changed. Clients have met the former without its envelope. Nothing else in it is believed: nobody has signed it.
pub(super) fn notice(body: &[u8]) -> Result<NoticeOf, NotRead> {
    let unreadable = NotRead::Unreadable(0);
    let object = Object::read(body).ok_or(unreadable.clone())?;
    let about =
        |object: &Object| object.text("requestId").or_else(|| object.text("request_id")).map(NoticeOf::Purchase);
    match object.word("type").as_deref() {
        Some("transaction-update") => Ok(about(&object.object("data").ok_or(unreadable)?).unwrap_or(NoticeOf::Other)),
        Some("variations-update") => Ok(NoticeOf::Catalogue),
        None if !object.lacks("code") => about(&object).ok_or(unreadable),
        _ => Err(unreadable),
    }
}
