//! Strongmb as its document describes it: the second reading of vendor document `002_`.

use super::counter::{self, Asked, Say};
use super::record::{Received, SaleStatus};
use super::{Act, Heard, Shop};
use airtill_domain::vendor::VendorId;
use serde::Deserialize;
use serde_json::{Value, json};

/// Biller id, name, airtime's product code.
const BILLERS: [(&str, &str, &str); 4] = [
    ("551978d5-1a65-41d5-904f-f2fd667b98a5", "MTN NIGERIA", "smb_mtn_vtu"),
    ("9b704812-08bd-42a1-82b2-20de2c7f395e", "AIRTEL NIGERIA", "smb_air_vtu"),
    ("0f2e9d3a-8a53-4a0e-9a0c-6a1f2a7c1d11", "GLO NIGERIA", "smb_glo_vtu"),
    ("6c3a7f57-58a4-4a0b-8f5e-2f4b9d0c7e22", "9MOBILE NIGERIA", "smb_9mo_vtu"),
];

/// Biller's index, kind, name, MB, amount, validity, product code.
const PLANS: [(usize, &str, &str, u64, u64, &str, &str); 7] = [
    (0, "sme", "100MB", 100, 120, "2DAYS", "smb_mtn_sme_100mb_2days"),
    (0, "sme", "1GB", 1024, 470, "30DAYS", "smb_mtn_sme_1gb_30days"),
    (0, "sme", "2GB", 2048, 940, "30DAYS", "smb_mtn_sme_2gb_30days"),
    (0, "gifting", "1GB", 1024, 620, "7DAYS", "smb_mtn_gifting_1gb_7days"),
    (1, "gifting", "1GB", 1024, 495, "30DAYS", "smb_air_gifting_1gb_30days"),
    (2, "corporate", "1GB", 1024, 425, "30DAYS", "smb_glo_corporate_1gb_30days"),
    (3, "corporate", "1GB", 1024, 345, "30DAYS", "smb_9mo_corporate_1gb_30days"),
];

/// "Top up airtime", the table of fields: all required, all texts.
#[derive(Deserialize)]
struct AirtimePurchase {
    phone: String,
    product_code: String,
    amount: String,
    reference: String,
}

/// "Purchase a data plan", the table of fields.
#[derive(Deserialize)]
struct DataPurchase {
    phone: String,
    product_code: String,
    reference: String,
}

pub(super) async fn act(shop: &Shop, heard: &Heard) -> Act {
    if !heard.is_bearer() {
        return no(401, "ERR_UNAUTHENTICATED", "Unauthenticated. Invalid or missing API key.");
    }
    match (heard.method.as_str(), heard.path.as_str()) {
        ("GET", "/user") => yes(
            200,
            "USER_DETAILS_RETRIEVED",
            "User details retrieved successfully",
            json!({ "account": {
            "name": "Practice Shop", "email": "practice@airtill.example", "phone": "09077193312",
            "account_status": "active", "kyc_status": "complete", "tier": "tier 1" } }),
        ),
        ("GET", "/wallets") => wallets(shop),
        ("GET", "/transactions") => transactions(shop),
        ("GET", "/products/airtime") => products(airtime_products()),
        ("GET", "/products/internet") => products(data_products()),
        ("POST", "/purchases/airtime") => match serde_json::from_slice(&heard.body) {
            Ok(purchase) => airtime(shop, purchase).await,
            Err(_) => no(422, "ERR_VALIDATION", "A field is missing."),
        },
        ("POST", "/purchases/data") => match serde_json::from_slice(&heard.body) {
            Ok(purchase) => data(shop, purchase).await,
            Err(_) => no(422, "ERR_VALIDATION", "A field is missing."),
        },
        ("GET", path) => match path.strip_prefix("/transactions/") {
            Some(reference) => transaction(shop, reference),
            None => no(404, "ERR_NOT_FOUND", "Not found."),
        },
        _ => no(405, "ERR_METHOD", "Method not allowed."),
    }
}

fn metadata(code: &str) -> Value {
    json!({ "code": code, "timestamp": 1_773_797_069, "trace_id": "05E3F2360E" })
}

fn yes(status: u16, code: &str, message: &str, data: Value) -> Act {
    Act::Json(status, json!({ "status": true, "message": message, "data": data, "metadata": metadata(code) }))
}

fn no(status: u16, code: &str, message: &str) -> Act {
    Act::Json(status, json!({ "status": false, "message": message, "data": null, "metadata": metadata(code) }))
}

fn wallets(shop: &Shop) -> Act {
    let balance = counter::naira(counter::wallet_kobo(shop, VendorId::Strongmb));
    let wallet = json!({ "id": "c99c1747-d5d4-4a51-bbfc-d82d1b2c5640", "type": "primary_ngn", "currency": "NGN",
        "balance": balance, "locked_balance": 0, "tier": "tier 1", "transaction_limit": shop.pace.sale_most, "balance_limit": 500_000,
        "status": "normal", "updated_at": "2026-03-15 02:27:54+01" });
    yes(200, "WALLET_DETAILS_RETRIEVED", "Wallet details retrieved successfully", json!({ "wallets": [wallet] }))
}

fn products(billers: Value) -> Act {
    yes(200, "PRODUCTS_RETRIEVED", "Products retrieved successfully", json!({ "billers": billers }))
}

fn airtime_products() -> Value {
    let biller = |(id, name, code): &(&str, &str, &str)| {
        let plan = json!({ "name": format!("{} AIRTIME", name.split(' ').next().unwrap_or_default()), "discount": 1,
            "pricing_model": "percent", "product_code": code });
        let vtu = json!({ "name": "VTU", "api_access": true, "plans": [plan] });
        ((*id).to_owned(), json!({ "name": name, "description": "Airtime", "products": { "vtu": vtu } }))
    };
    Value::Object(BILLERS.iter().map(biller).collect())
}

fn data_products() -> Value {
    let mut billers = serde_json::Map::new();
    for (index, (id, name, _)) in BILLERS.iter().enumerate() {
        let mut kinds = serde_json::Map::new();
        for (_, kind, plan, mb, amount, validity, code) in PLANS.iter().filter(|(of, ..)| *of == index) {
            let plan = json!({ "name": plan, "bundle_size_mb": mb, "amount": amount, "validity": validity,
                "product_code": code });
            let empty = || json!({ "name": kind.to_uppercase(), "api_access": true, "plans": [] });
            let entry = kinds.entry(*kind).or_insert_with(empty);
            if let Some(plans) = entry["plans"].as_array_mut() {
                plans.push(plan);
            }
        }
        billers.insert((*id).to_owned(), json!({ "name": name, "products": kinds }));
    }
    Value::Object(billers)
}

async fn airtime(shop: &Shop, purchase: AirtimePurchase) -> Act {
    let known = BILLERS.iter().any(|(.., code)| *code == purchase.product_code);
    let (true, Ok(amount)) = (known, purchase.amount.parse::<u64>()) else {
        return no(422, "ERR_VALIDATION", "Unknown product or amount.");
    };
    let asked = Asked {
        vendor: VendorId::Strongmb,
        reference: Some(purchase.reference),
        recipient: purchase.phone,
        item: purchase.product_code,
        name: "airtime".to_owned(),
        airtime: true,
        bank: None,
        amount,
        charged_kobo: counter::less(amount, 10),
    };
    counter::purchase(shop, asked, |what, received| say(shop, what, received)).await
}

async fn data(shop: &Shop, purchase: DataPurchase) -> Act {
    let Some(plan) = PLANS.iter().find(|(.., code)| *code == purchase.product_code) else {
        return no(422, "ERR_VALIDATION", "Unknown product.");
    };
    let asked = Asked {
        vendor: VendorId::Strongmb,
        reference: Some(purchase.reference),
        recipient: purchase.phone,
        item: purchase.product_code,
        name: plan.2.to_ascii_lowercase(),
        airtime: false,
        bank: None,
        amount: plan.4,
        charged_kobo: plan.4 * 100,
    };
    counter::purchase(shop, asked, |what, received| say(shop, what, received)).await
}

fn say(shop: &Shop, what: Say, received: &Received) -> Act {
    match what {
        Say::Accepted | Say::Delivered => {
            yes(201, "TRANSACTION_SUCCESSFUL", "Purchased successfully.", bought(shop, received, "successful"))
        }
        Say::Processing => yes(
            200,
            "ERR_TRANSACTION_PROCESSING",
            "The purchase is being processed.",
            bought(shop, received, "processing"),
        ),
        Say::Refused => no(422, "ERR_INVALID_MOBILE_NUMBER", "Invalid mobile number."),
        Say::LowWallet => no(402, "ERR_INSUFFICIENT_BALANCE", "Insufficient wallet balance."),
        Say::Duplicate => no(422, "ERR_DUPLICATE_REFERENCE", "Duplicate reference."),
        Say::Unlisted | Say::Code(_) => no(200, "ERR_SOMETHING_ELSE", "Something else."),
    }
}

fn provider(item: &str) -> &'static str {
    match item.split('_').nth(1) {
        Some("air") => "airtel",
        Some("glo") => "glo",
        Some("9mo") => "9mobile",
        _ => "mtn",
    }
}

fn bought(shop: &Shop, received: &Received, status: &str) -> Value {
    let after = counter::wallet_kobo(shop, VendorId::Strongmb);
    let text = |kobo: u64| format!("{}.{:02}", kobo / 100, kobo % 100);
    let mut data = json!({
        "transaction_status": status,
        "type": if received.airtime { "airtime" } else { "data" },
        "provider": provider(&received.item),
        "recipient": received.recipient,
        "reference": received.reference,
        "currency": "NGN",
        "balance_before": text(after + received.charged_kobo),
        "balance_after": text(after),
        "amount": counter::naira(received.charged_kobo),
    });
    if received.airtime {
        data["airtime_amount"] = json!(received.amount);
    } else {
        let plan = PLANS.iter().find(|(.., code)| *code == received.item);
        data["title"] = json!(format!("{} {} data", received.name, provider(&received.item)));
        data["data_type"] = json!(plan.map(|plan| plan.1));
        data["plan"] = json!(received.name);
        data["validity"] = json!(plan.map(|plan| plan.5.to_ascii_lowercase()));
        data["bundle_size_mb"] = json!(plan.map(|plan| plan.3));
    }
    data
}

fn listed(shop: &Shop, received: &Received) -> Value {
    let status = match received.standing(shop.clock.now()) {
        SaleStatus::Processing => "processing",
        SaleStatus::Delivered => "successful",
        SaleStatus::Failed => "failed",
        SaleStatus::Reversed => "reversed",
    };
    let mut details = json!({ "provider": provider(&received.item), "recipient": received.recipient,
        "performed_via": "api" });
    if received.airtime {
        details["airtime_amount"] = json!(received.amount);
    }
    json!({
        "uuid": received.vendor_reference,
        "wallet_type": "primary_ngn",
        "direction": "debit",
        "type": if received.airtime { "airtime" } else { "data" },
        "amount": counter::naira(received.charged_kobo),
        "balance_before": 44_114,
        "balance_after": 44_015,
        "status": status,
        "date": received.at.lagos().format("%Y-%m-%d %H:%M:%S+01").to_string(),
        "reference": received.reference,
        "details": details,
    })
}

fn transactions(shop: &Shop) -> Act {
    let latest: Vec<Received> = shop.record().at(VendorId::Strongmb).rev().take(50).cloned().collect();
    if latest.is_empty() {
        return no(404, "ERR_TRANSACTIONS_NOT_FOUND", "No transactions found.");
    }
    let transactions: Vec<Value> = latest.iter().map(|received| listed(shop, received)).collect();
    let data = json!({ "count": transactions.len(), "transactions": transactions });
    yes(200, "TRANSACTIONS_RETRIEVED", "Transactions retrieved successfully", data)
}

fn transaction(shop: &Shop, reference: &str) -> Act {
    let found = shop.record().find(VendorId::Strongmb, reference).cloned();
    match found {
        Some(received) => {
            let data = json!({ "transaction": listed(shop, &received) });
            yes(200, "TRANSACTION_DETAILS_RETRIEVED", "Transaction details retrieved successfully", data)
        }
        None => no(404, "ERR_TRANSACTIONS_NOT_FOUND", "Transaction not found."),
    }
}
