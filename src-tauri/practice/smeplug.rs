//! SMEPlug as its document describes it: the second reading of vendor document `000_`.

use super::record::Received;
use super::steering::{self, Lesson};
use super::{Act, Shop};
use serde::Deserialize;
use serde_json::json;

/// What the practice wallet begins with. It refills itself, so that practising never ends for want of money.
const WALLET_NAIRA: u64 = 50_000;
const REFILL_EVERY_NAIRA: u64 = 40_000;

const NETWORKS: [(u64, &str); 4] = [(1, "MTN"), (2, "Airtel"), (3, "9Mobile"), (4, "Glo")];

/// "POST Airtime Purchase", body raw (json).
#[derive(Deserialize)]
struct AirtimePurchase {
    network_id: u64,
    phone: String,
    amount: u64,
    customer_reference: String,
}

pub(super) async fn act(shop: &Shop, method: &str, path: &str, authorised: bool, body: &[u8]) -> Act {
    if !authorised {
        return Act::Json(401, json!({ "status": false, "msg": "Unauthorized" }));
    }
    match (method, path) {
        ("GET", "/account/balance") => {
            let left = WALLET_NAIRA - shop.record().spent() % REFILL_EVERY_NAIRA;
            Act::Json(200, json!({ "balance": left }))
        }
        ("GET", "/networks") => {
            let networks: serde_json::Map<String, serde_json::Value> =
                NETWORKS.iter().map(|(id, name)| (id.to_string(), json!(name))).collect();
            Act::Json(200, json!({ "status": true, "networks": networks }))
        }
        ("POST", "/airtime/purchase") => match serde_json::from_slice(body) {
            Ok(purchase) => airtime(shop, purchase).await,
            Err(_) => Act::Json(422, json!({ "status": false, "msg": "The given data was invalid." })),
        },
        ("GET", _) => match path.strip_prefix("/transactions/") {
            Some(reference) => transaction(shop, reference),
            None => Act::Json(404, json!({ "message": "Not Found" })),
        },
        _ => Act::Json(405, json!({ "message": "Method Not Allowed" })),
    }
}

async fn airtime(shop: &Shop, purchase: AirtimePurchase) -> Act {
    if !NETWORKS.iter().any(|(id, _)| *id == purchase.network_id) {
        return Act::Json(200, json!({ "status": false, "msg": "Invalid network" }));
    }
    let lesson = steering::lesson(&purchase.phone);
    match lesson {
        Lesson::Refused => return Act::Json(200, json!({ "status": false, "msg": "Invalid phone number" })),
        Lesson::LowWallet => return Act::Json(200, json!({ "status": false, "msg": "Insufficient balance" })),
        Lesson::NeverReceived => return Act::Silence,
        _ => {}
    }
    let msg = format!("N{} airtime purchase for {}", purchase.amount, purchase.phone);
    let (known_before, vendor_reference) = match receive(shop, purchase, lesson) {
        Ok(received) => received,
        Err(_) => return Act::Json(500, json!({ "message": "Server Error" })),
    };
    if known_before {
        return Act::Json(400, json!({ "status": false, "msg": "Duplicate customer reference" }));
    }
    let accepted = |current_status: Option<&str>| {
        let mut data = json!({ "reference": vendor_reference, "msg": msg });
        if let Some(word) = current_status {
            data["current_status"] = json!(word);
        }
        Act::Json(200, json!({ "status": true, "data": data }))
    };
    match lesson {
        Lesson::Ordinary | Lesson::Refused | Lesson::LowWallet => accepted(None),
        Lesson::DeliveredAtOnce => accepted(Some("success")),
        Lesson::PendingThenDelivered | Lesson::PendingThenFailed => accepted(Some("processing")),
        Lesson::LateAnswer => {
            shop.clock.sleep(shop.pace.late).await;
            accepted(Some("success"))
        }
        Lesson::NoAnswer | Lesson::NoAnswerThenFailed | Lesson::NeverReceived => Act::Silence,
        Lesson::Cut => Act::Cut,
        Lesson::HtmlPage => Act::Text(
            200,
            "text/html",
            "<!DOCTYPE html><html><head><title>One moment</title></head><body>Checking your browser…</body></html>",
        ),
        Lesson::EmptyBody => Act::Text(200, "application/json", ""),
        Lesson::Duplicate => Act::Json(400, json!({ "status": false, "msg": "Duplicate customer reference" })),
    }
}

/// Writes the request down. Whether it was known before, and the vendor's own reference.
fn receive(shop: &Shop, purchase: AirtimePurchase, lesson: Lesson) -> std::io::Result<(bool, String)> {
    let mut record = shop.record();
    let known_before = record.find(&purchase.customer_reference).is_some();
    let now = shop.clock.now();
    let pending = matches!(lesson, Lesson::PendingThenDelivered | Lesson::PendingThenFailed);
    let vendor_reference = format!("p{:019}", record.count() + 1);
    record.receive(Received {
        vendor_reference: vendor_reference.clone(),
        reference: purchase.customer_reference,
        phone: purchase.phone,
        network_id: purchase.network_id,
        amount: purchase.amount,
        at: now,
        decided_at: if pending { now.after(shop.pace.pending) } else { now },
        delivered: !matches!(lesson, Lesson::PendingThenFailed | Lesson::NoAnswerThenFailed),
        times: 1,
    })?;
    Ok((known_before, vendor_reference))
}

/// "GET Transactions", with the webhook's object.
fn transaction(shop: &Shop, reference: &str) -> Act {
    let record = shop.record();
    let Some(received) = record.find(reference) else {
        return Act::Json(404, json!({ "status": false, "msg": "Transaction not found" }));
    };
    let status = match (shop.clock.now() >= received.decided_at, received.delivered) {
        (false, _) => "processing",
        (true, true) => "success",
        (true, false) => "failed",
    };
    let memo = format!("N{} airtime purchase for {}", received.amount, received.phone);
    Act::Json(
        200,
        json!({ "status": true, "transaction": {
            "status": status,
            "reference": received.vendor_reference,
            "customer_reference": received.reference,
            "type": "Airtime purchase",
            "beneficiary": received.phone,
            "memo": memo,
            "response": memo,
            "price": received.amount.to_string(),
        }}),
    )
}
