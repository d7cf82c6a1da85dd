//! VTpass as its document and its pages describe it: the second reading of vendor document `003_`, and of the same calls for
//! airtime and data.

use super::counter::{self, Asked, Say};
use super::record::{Received, SaleStatus};
use super::{Act, Heard, PRACTICE_EMAIL, PRACTICE_KEY, Shop};
use airtill_domain::vendor::VendorId;
use base64::Engine;
use serde::Deserialize;
use serde_json::{Value, json};

/// Service id, name, least, most.
const AIRTIME: [(&str, &str, u64, u64); 4] = [
    ("mtn", "MTN Airtime VTU", 10, 200_000),
    ("airtel", "Airtel Airtime VTU", 50, 50_000),
    ("glo", "GLO Airtime VTU", 10, 100_000),
    ("etisalat", "T2 (9mobile) Airtime VTU", 5, 50_000),
];

const DATA: [(&str, &str); 5] = [
    ("mtn-data", "MTN Data"),
    ("airtel-data", "Airtel Data"),
    ("glo-data", "GLO Data"),
    ("etisalat-data", "T2 (9mobile) Data"),
    ("smile-direct", "Smile Payment"),
];

/// Service id, variation, name, price.
const PLANS: [(&str, &str, &str, &str); 7] = [
    ("mtn-data", "mtn-1gb-1", "1GB Direct for 1day - 350 Naira", "350.00"),
    ("mtn-data", "mtn-1500mb-30", "1.5GB Direct for 30days - 1,000 Naira", "1000.00"),
    ("mtn-data", "mtn-10gb-30", "10GB Direct for 30days - 3,500 Naira", "3500.00"),
    ("airtel-data", "airt-1500mb-30", "1.5GB Direct for 30days - 1,000 Naira", "1000.00"),
    ("airtel-data", "airt-3gb-30", "3GB Direct for 30days - 1,500 Naira", "1500.00"),
    ("glo-data", "glo-2500mb-30", "2.5GB Direct for 30days - 1,000 Naira", "1000.00"),
    ("etisalat-data", "eti-1500mb-30", "1.5GB Direct for 30days - 1,000 Naira", "1000.00"),
];

/// The document's own list: code, name, price.
const SMILE: &str = include_str!("smile.json");

/// An e-mail address, a name, and accounts by id and name.
type Customer = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// E-mail addresses of practice customers, each with its accounts. The first is the document's.
const CUSTOMERS: [Customer; 6] = [
    ("tester@sandbox.com", "THE TESTER ITSELF", &[("08011111111", "TESTER1"), ("08011111111", "TESTER2")]),
    ("pending@sandbox.com", "PENDING TESTER", &[("201000000000", "PENDING")]),
    ("silent@sandbox.com", "SILENT TESTER", &[("400000000000", "SILENT")]),
    ("slow@sandbox.com", "SLOW TESTER", &[("300000000000", "SLOW")]),
    ("odd@sandbox.com", "ODD TESTER", &[("500000000000", "ODD")]),
    ("failed@sandbox.com", "FAILED TESTER", &[("08030000002", "FAILED")]),
];

/// "Needed payload" of a purchase.
#[derive(Deserialize)]
struct Pay {
    request_id: String,
    #[serde(rename = "serviceID")]
    service_id: String,
    #[serde(rename = "billersCode")]
    billers_code: Option<String>,
    variation_code: Option<String>,
    amount: Option<u64>,
    phone: String,
}

pub(super) async fn act(shop: &Shop, heard: &Heard) -> Act {
    if !is_authorised(heard) {
        return Act::Json(401, json!({ "code": "087", "message": "INVALID CREDENTIALS" }));
    }
    match (heard.method.as_str(), heard.path.as_str()) {
        ("GET", "/balance") => {
            let balance = counter::naira(counter::wallet_kobo(shop, VendorId::Vtpass));
            Act::Json(200, json!({ "code": 1, "contents": { "balance": balance } }))
        }
        ("GET", "/services") => services(heard.query_value("identifier").unwrap_or_default()),
        ("GET", "/service-variations") => variations(heard.query_value("serviceID").unwrap_or_default()),
        ("POST", "/merchant-verify/smile/email") => verify(&heard.body),
        ("POST", "/merchant-verify") => verify_number(&heard.body),
        ("POST", "/pay") => match serde_json::from_slice(&heard.body) {
            Ok(purchase) => pay(shop, purchase).await,
            Err(_) => plain("011", "INVALID ARGUMENTS"),
        },
        ("POST", "/requery") => requery(shop, &heard.body),
        _ => Act::Json(404, json!({ "message": "Not Found" })),
    }
}

/// Basic authentication, or the API key with the public key for questions and the secret key for purchases.
fn is_authorised(heard: &Heard) -> bool {
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{PRACTICE_EMAIL}:{PRACTICE_KEY}"));
    if heard.header("authorization") == Some(&format!("Basic {basic}")) {
        return true;
    }
    let second = if heard.method == "GET" { "public-key" } else { "secret-key" };
    heard.header("api-key") == Some(PRACTICE_KEY) && heard.header(second) == Some(PRACTICE_KEY)
}

fn plain(code: &str, words: &str) -> Act {
    Act::Json(200, json!({ "code": code, "content": { "errors": words }, "response_description": words }))
}

fn services(identifier: &str) -> Act {
    let content: Vec<Value> = match identifier {
        "airtime" => AIRTIME
            .iter()
            .map(|(id, name, least, most)| {
                json!({ "serviceID": id, "name": name, "minimium_amount": least.to_string(), "maximum_amount": most,
                    "convinience_fee": "0 %", "product_type": "fix", "image": "" })
            })
            .collect(),
        "data" => DATA
            .iter()
            .map(|(id, name)| {
                json!({ "serviceID": id, "name": name, "minimium_amount": "1", "maximum_amount": "1000000",
                    "convinience_fee": "0 %", "product_type": "fix", "image": "" })
            })
            .collect(),
        _ => Vec::new(),
    };
    Act::Json(200, json!({ "response_description": "000", "content": content }))
}

fn variations_of(service: &str) -> Vec<(String, String, String)> {
    if service == "smile-direct" {
        return serde_json::from_str(SMILE).unwrap_or_default();
    }
    let of = PLANS.iter().filter(|(id, ..)| *id == service);
    of.map(|(_, code, name, price)| ((*code).to_owned(), (*name).to_owned(), (*price).to_owned())).collect()
}

fn variations(service: &str) -> Act {
    let Some((_, name)) = DATA.iter().find(|(id, _)| *id == service) else {
        return plain("012", "PRODUCT DOES NOT EXIST");
    };
    let listed: Vec<Value> = variations_of(service)
        .into_iter()
        .map(|(code, name, price)| {
            json!({ "variation_code": code, "name": name, "variation_amount": price, "fixedPrice": "Yes" })
        })
        .collect();
    Act::Json(
        200,
        json!({ "response_description": "000", "content": { "ServiceName": name, "serviceID": service,
            "convinience_fee": "N0", "variations": listed.clone(), "varations": listed } }),
    )
}

/// "Verify Smile email".
fn verify(body: &[u8]) -> Act {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let address = asked["billersCode"].as_str().unwrap_or_default();
    let Some((_, name, accounts)) = CUSTOMERS.iter().find(|(known, ..)| *known == address) else {
        return Act::Json(200, json!({ "code": "011", "content": { "errors": "Email does not exist" } }));
    };
    let accounts: Vec<Value> =
        accounts.iter().map(|(id, name)| json!({ "AccountId": id, "FriendlyName": name })).collect();
    let count = accounts.len();
    Act::Json(
        200,
        json!({ "code": "000", "content": { "Customer_Name": name,
            "AccountList": { "Account": accounts, "NumberOfAccounts": count } } }),
    )
}

/// "Verify Smile phone number" of the older page, which shows the name alone.
fn verify_number(body: &[u8]) -> Act {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let number = asked["billersCode"].as_str().unwrap_or_default();
    let knows = |accounts: &[(&str, &str)]| accounts.iter().any(|(id, _)| *id == number);
    match CUSTOMERS.iter().find(|(_, _, accounts)| knows(accounts)) {
        Some((_, name, _)) => Act::Json(200, json!({ "code": "000", "content": { "Customer_Name": name } })),
        None => Act::Json(200, json!({ "code": "011", "content": { "errors": "Invalid phone number" } })),
    }
}

async fn pay(shop: &Shop, purchase: Pay) -> Act {
    let (name, amount) = match &purchase.variation_code {
        None => match AIRTIME.iter().find(|(id, ..)| *id == purchase.service_id) {
            None => return plain("012", "PRODUCT DOES NOT EXIST"),
            Some((_, name, least, most)) => match purchase.amount {
                None => return plain("011", "INVALID ARGUMENTS"),
                Some(amount) if amount < *least => return plain("013", "BELOW MINIMUM AMOUNT ALLOWED"),
                Some(amount) if amount > *most => return plain("017", "ABOVE MAXIMUM AMOUNT ALLOWED"),
                Some(amount) => ((*name).to_owned(), amount),
            },
        },
        Some(variation) => match variations_of(&purchase.service_id).into_iter().find(|(code, ..)| code == variation) {
            None => return plain("010", "VARIATION CODE DOES NOT EXIST"),
            Some((_, _, price)) => {
                let name = DATA.iter().find(|(id, _)| *id == purchase.service_id).map_or("", |(_, name)| name);
                let listed = price.split('.').next().and_then(|naira| naira.parse().ok()).unwrap_or(0);
                (name.to_owned(), if listed == 0 { purchase.amount.unwrap_or(0) } else { listed })
            }
        },
    };
    let today = shop.clock.now().lagos().format("%Y%m%d").to_string();
    let stamp = purchase.request_id.get(..12).filter(|stamp| stamp.bytes().all(|b| b.is_ascii_digit()));
    if !stamp.is_some_and(|stamp| stamp.starts_with(&today)) {
        return plain("085", "IMPROPER REQUEST ID");
    }
    let asked = Asked {
        vendor: VendorId::Vtpass,
        reference: Some(purchase.request_id),
        recipient: purchase.billers_code.unwrap_or(purchase.phone),
        item: purchase.service_id,
        name,
        airtime: purchase.variation_code.is_none(),
        bank: None,
        amount,
        charged_kobo: counter::less(amount, if purchase.variation_code.is_none() { 30 } else { 45 }),
    };
    counter::purchase(shop, asked, say).await
}

fn say(what: Say, received: &Received) -> Act {
    match what {
        Say::Accepted | Say::Delivered => answer("000", "TRANSACTION SUCCESSFUL", "delivered", received),
        Say::Processing => answer("099", "TRANSACTION IS PROCESSING", "pending", received),
        Say::Refused => answer("016", "TRANSACTION FAILED", "failed", received),
        Say::LowWallet => plain("018", "LOW WALLET BALANCE"),
        Say::Duplicate => plain("014", "REQUEST ID ALREADY EXIST"),
        Say::Unlisted => answer("999", "UNEXPECTED RESPONSE", "unexpected", received),
        Say::Code(code @ (0 | 16)) => answer(&format!("{code:03}"), "TRANSACTION FAILED", "failed", received),
        Say::Code(code) => plain(&format!("{code:03}"), "ANSWERED AS THE NUMBER ASKS"),
    }
}

/// A requery has numbers where a purchase has texts, and a few fields more.
fn queried(code: &str, words: &str, status: &str, received: &Received) -> Act {
    let Act::Json(http, mut body) = answer(code, words, status, received) else { return Act::Cut };
    let transaction = &mut body["content"]["transactions"];
    transaction["unit_price"] = json!(received.amount);
    transaction["amount"] = json!(received.amount);
    transaction["method"] = json!("wallet");
    transaction["extras"] = Value::Null;
    transaction["product_id"] = json!(27);
    Act::Json(http, body)
}

fn answer(code: &str, words: &str, status: &str, received: &Received) -> Act {
    let commission = (received.amount * 100).saturating_sub(received.charged_kobo);
    let transaction = json!({
        "status": status,
        "product_name": received.name,
        "unique_element": received.recipient,
        "unit_price": received.amount.to_string(),
        "quantity": 1,
        "service_verification": null,
        "channel": "api",
        "commission": counter::naira(commission),
        "total_amount": counter::naira(received.charged_kobo),
        "discount": null,
        "type": if received.airtime { "Airtime Recharge" } else { "Data Services" },
        "email": PRACTICE_EMAIL,
        "phone": received.recipient,
        "name": null,
        "convinience_fee": 0,
        "amount": received.amount.to_string(),
        "platform": "api",
        "method": "api",
        "transactionId": received.vendor_reference,
    });
    Act::Json(
        200,
        json!({ "code": code, "content": { "transactions": transaction }, "response_description": words,
            "requestId": received.reference, "amount": received.amount, "transaction_date": received.at,
            "purchased_code": "" }),
    )
}

/// "Query transaction status".
fn requery(shop: &Shop, body: &[u8]) -> Act {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let found = shop.record().find(VendorId::Vtpass, asked["request_id"].as_str().unwrap_or_default()).cloned();
    let Some(received) = found else { return plain("015", "INVALID REQUEST ID") };
    match received.standing(shop.clock.now()) {
        SaleStatus::Processing => queried("099", "TRANSACTION IS PROCESSING", "pending", &received),
        SaleStatus::Delivered => queried("000", "TRANSACTION SUCCESSFUL", "delivered", &received),
        SaleStatus::Failed => queried("016", "TRANSACTION FAILED", "failed", &received),
        SaleStatus::Reversed => queried("040", "TRANSACTION REVERSAL", "reversed", &received),
    }
}
