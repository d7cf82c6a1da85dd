//! Simpu as its document describes it: the second reading of vendor document `004_`.

use super::counter::{self, Asked, Say};
use super::record::Received;
use super::{Act, Heard, PRACTICE_KEY, Shop};
use airtill_domain::vendor::VendorId;
use serde::Deserialize;
use serde_json::json;

const NETWORKS: [&str; 5] = ["Airtel", "MTN", "Glo", "9mobile", "NTEL"];

/// "Buy airtime object".
#[derive(Deserialize)]
struct Buy {
    network: String,
    amount: u64,
    recipient: String,
    external_ref: Option<String>,
}

pub(super) async fn act(shop: &Shop, heard: &Heard) -> Act {
    if heard.header("authorization") != Some(PRACTICE_KEY) {
        return Act::Json(401, json!({ "message": "Unauthorized" }));
    }
    if (heard.method.as_str(), heard.path.as_str()) != ("POST", "/airtime/buy") {
        return Act::Json(404, json!({ "message": "Not Found" }));
    }
    let Ok(asked) = serde_json::from_slice::<Buy>(&heard.body) else { return refused() };
    // Thirteen digits in the international form; the table of lessons has the local one.
    let local = match asked.recipient.strip_prefix("234") {
        Some(rest) if rest.len() == 10 => format!("0{rest}"),
        _ => asked.recipient.clone(),
    };
    if !NETWORKS.contains(&asked.network.as_str()) || (local == asked.recipient && local.len() != 12) {
        return refused();
    }
    let asked = Asked {
        vendor: VendorId::Simpu,
        reference: asked.external_ref,
        recipient: local,
        item: asked.network,
        name: "airtime".to_owned(),
        airtime: true,
        bank: None,
        amount: asked.amount,
        charged_kobo: asked.amount * 100,
    };
    counter::purchase(shop, asked, |what, received| say(shop, what, received)).await
}

fn refused() -> Act {
    Act::Json(400, json!({ "message": "Bad Request" }))
}

fn say(shop: &Shop, what: Say, received: &Received) -> Act {
    match what {
        Say::Accepted | Say::Delivered => answer(shop, "success", false, received),
        Say::Processing => answer(shop, "pending", false, received),
        Say::Refused | Say::LowWallet => answer(shop, "failed", true, received),
        Say::Duplicate => answer(shop, "duplicate", false, received),
        Say::Unlisted | Say::Code(_) => answer(shop, "queued", false, received),
    }
}

fn answer(shop: &Shop, status: &str, refunded: bool, received: &Received) -> Act {
    let recipient =
        received.recipient.strip_prefix('0').map_or_else(|| received.recipient.clone(), |rest| format!("234{rest}"));
    let left = counter::wallet_kobo(shop, VendorId::Simpu);
    Act::Json(
        200,
        json!({
            "id": received.vendor_reference,
            "recipient": recipient,
            "external_ref": received.reference,
            "status": status,
            "created_datetime": received.at,
            "network": received.item,
            "meta": { "method": "POST", "resource": "/airtime/buy", "charge": {
                "amount": counter::naira(received.charged_kobo), "available_balance": counter::naira(left),
                "balance_before": counter::naira(left + received.charged_kobo), "refunded": refunded } },
        }),
    )
}
