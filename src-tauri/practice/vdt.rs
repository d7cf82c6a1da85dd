//! VDT SMEmpower as its document describes it: the second reading of vendor document `001_`. What the document leaves open
//! is filled here as plainly as can be: hashes are plain concatenations with the key last.

use super::counter::{self, Asked, Say};
use super::record::{Received, SaleStatus};
use super::{Act, Heard, PRACTICE_KEY, Shop};
use airtill_domain::text::hex;
use airtill_domain::vendor::VendorId;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha512};

/// Code, description, price: the first is the document's.
pub const PLANS: [(&str, &str, u64); 3] = [
    ("MARS_60GB", "60GB + UNLIMITED NIGHT (MARS)", 13_500),
    ("VENUS_30GB", "30GB for 30days (VENUS)", 7_500),
    ("MERCURY_10GB", "10GB for 30days (MERCURY)", 3_000),
];

/// A customer whom nobody knows.
const NOBODY: &str = "000";

#[derive(Deserialize)]
struct Details {
    #[serde(rename = "dataPlan")]
    data_plan: String,
}

#[derive(Deserialize)]
struct Initiate {
    #[serde(rename = "referenceID")]
    reference_id: String,
    #[serde(rename = "otherDetails")]
    other_details: Details,
    hash: String,
}

#[derive(Deserialize)]
struct Update {
    #[serde(rename = "referenceID")]
    reference_id: String,
    #[serde(rename = "transReference")]
    trans_reference: String,
    #[serde(rename = "totalAmount")]
    total_amount: String,
    #[serde(rename = "Currency")]
    currency: String,
    #[serde(rename = "otherDetails")]
    other_details: Details,
    hash: String,
}

#[derive(Deserialize)]
struct Query {
    #[serde(rename = "transReference")]
    trans_reference: String,
    hash: String,
}

pub(super) async fn act(shop: &Shop, heard: &Heard) -> Act {
    if !heard.is_bearer() {
        return Act::Json(401, json!({ "message": "Unauthorized request." }));
    }
    match (heard.method.as_str(), heard.path.as_str()) {
        ("POST", "/initiate") => serde_json::from_slice(&heard.body).map_or_else(|_| bad(), |asked| initiate(&asked)),
        ("POST", "/update") => match serde_json::from_slice(&heard.body) {
            Ok(asked) => update(shop, asked).await,
            Err(_) => bad(),
        },
        ("POST", "/query") => serde_json::from_slice(&heard.body).map_or_else(|_| bad(), |asked| query(shop, &asked)),
        _ => Act::Json(405, json!({ "message": "Method not allowed." })),
    }
}

fn bad() -> Act {
    Act::Json(400, json!({ "message": "Bad input parameter." }))
}

fn hash(fields: &[&str]) -> String {
    hex(&Sha512::digest(format!("{}{PRACTICE_KEY}", fields.concat())))
}

fn plan(code: &str) -> Option<&'static (&'static str, &'static str, u64)> {
    PLANS.iter().find(|(known, ..)| *known == code)
}

fn initiate(asked: &Initiate) -> Act {
    let code = &asked.other_details.data_plan;
    if asked.hash != hash(&[&asked.reference_id, code]) {
        return bad();
    }
    let (Some((_, description, price)), true) = (plan(code), asked.reference_id != NOBODY) else {
        return Act::Json(
            200,
            json!({ "referenceID": asked.reference_id, "statusCode": "04", "statusMessage": "Unknown customer or plan." }),
        );
    };
    let (name, words) = ("Firstname Lastname", "Successful.");
    let proof = hash(&[&asked.reference_id, name, "00", words, code, "566", &price.to_string()]);
    Act::Json(
        200,
        json!({ "referenceID": asked.reference_id, "CustomerName": name, "statusCode": "00", "statusMessage": words,
            "otherDetails": { "dataPlan": code, "description": description }, "Currency": 566, "totalAmount": price,
            "hash": proof }),
    )
}

async fn update(shop: &Shop, asked: Update) -> Act {
    let code = asked.other_details.data_plan;
    let fields = [&asked.reference_id, &asked.trans_reference, &asked.total_amount, &asked.currency, &code];
    let Some((_, description, price)) = plan(&code).filter(|_| asked.hash == hash(&fields.map(String::as_str))) else {
        return bad();
    };
    if asked.total_amount != price.to_string() || asked.currency != "566" {
        return bad();
    }
    let asked = Asked {
        vendor: VendorId::Vdt,
        reference: Some(asked.trans_reference),
        recipient: asked.reference_id,
        item: code,
        name: (*description).to_owned(),
        airtime: false,
        bank: None,
        amount: *price,
        charged_kobo: price * 100,
    };
    counter::purchase(shop, asked, say).await
}

fn say(what: Say, received: &Received) -> Act {
    match what {
        Say::Accepted | Say::Delivered => answer("00", "Successful.", received),
        Say::Processing => answer("09", "In progress.", received),
        Say::Refused => bad(),
        Say::LowWallet => Act::Json(403, json!({ "message": "The account may not do this." })),
        Say::Duplicate => answer("01", "Duplicate transaction detected on transReference.", received),
        Say::Unlisted | Say::Code(_) => answer("77", "Something else.", received),
    }
}

fn answer(code: &str, words: &str, received: &Received) -> Act {
    let (id, ours, theirs) = (&received.recipient, &received.reference, &received.vendor_reference);
    let proof = hash(&[id, ours, theirs, code, words]);
    Act::Json(
        200,
        json!({ "referenceID": id, "transReference": ours, "paymentReference": theirs, "responseCode": code,
            "responseDesc": words, "hash": proof }),
    )
}

fn query(shop: &Shop, asked: &Query) -> Act {
    if asked.hash != hash(&[&asked.trans_reference]) {
        return bad();
    }
    let found = shop.record().find(VendorId::Vdt, &asked.trans_reference).cloned();
    let Some(received) = found else {
        return Act::Json(
            200,
            json!({ "transReference": asked.trans_reference, "responseCode": "25", "responseDesc": "Not found.",
                "hash": hash(&[&asked.trans_reference, "25", "Not found."]) }),
        );
    };
    match received.standing(shop.clock.now()) {
        SaleStatus::Delivered => answer("00", "Successful.", &received),
        SaleStatus::Processing => answer("09", "In progress.", &received),
        SaleStatus::Failed | SaleStatus::Reversed => answer("06", "Failed.", &received),
    }
}
