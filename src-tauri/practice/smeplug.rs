//! SMEPlug as its document describes it: the second reading of vendor document `000_`.

use super::counter::{self, Asked, Say};
use super::record::{Received, SaleStatus};
use super::steering::NOBODYS_ACCOUNT;
use super::{Act, Heard, Shop};
use airtill_domain::vendor::VendorId;
use serde::Deserialize;
use serde_json::{Value, json};

const NETWORKS: [(u64, &str); 4] = [(1, "MTN"), (2, "Airtel"), (3, "9Mobile"), (4, "Glo")];

/// Network, id, name, price. Names as in the document's webhook.
const PLANS: [(u64, &str, &str, u64); 11] = [
    (1, "1", "500MB [SME]", 200),
    (1, "2", "1GB (SME) - Monthly", 480),
    (1, "3", "2GB (SME) - Monthly", 955),
    (1, "4", "5GB (Corporate Gifting) - 30 days", 2_390),
    (2, "AIR500", "500MB (Gifting) - 30 days", 250),
    (2, "AIR1000", "1GB (Gifting) - 30 days", 490),
    (2, "AIR2000", "2GB (Gifting) - 30 days", 980),
    (3, "9MOB500", "500MB (Corporate) - 30 days", 180),
    (3, "9MOB1000", "1GB (Corporate) - 30 days", 350),
    (4, "GLO1000", "1GB (Corporate) - 30 days", 430),
    (4, "GLO2000", "2GB (Corporate) - 30 days", 850),
];

/// Code and name of each bank, as banks know one another.
const BANKS: [(&str, &str); 24] = [
    ("000014", "Access Bank"),
    ("000010", "Ecobank"),
    ("000007", "Fidelity Bank"),
    ("000016", "First Bank of Nigeria"),
    ("000003", "First City Monument Bank"),
    ("000013", "Guaranty Trust Bank"),
    ("000020", "Heritage Bank"),
    ("000006", "Jaiz Bank"),
    ("000002", "Keystone Bank"),
    ("090267", "Kuda Microfinance Bank"),
    ("090405", "Moniepoint Microfinance Bank"),
    ("100004", "OPay"),
    ("100033", "PalmPay"),
    ("000008", "Polaris Bank"),
    ("000023", "Providus Bank"),
    ("000012", "Stanbic IBTC Bank"),
    ("000021", "Standard Chartered Bank"),
    ("000001", "Sterling Bank"),
    ("000018", "Union Bank of Nigeria"),
    ("000004", "United Bank for Africa"),
    ("000011", "Unity Bank"),
    ("000017", "Wema Bank"),
    ("000015", "Zenith Bank"),
    ("090110", "VFD Microfinance Bank"),
];

/// Whose accounts are, by their last digit.
const HOLDERS: [&str; 10] = [
    "ADAEZE NWOSU",
    "MUSA IBRAHIM",
    "BISI ADEYEMI",
    "CHINEDU OKAFOR",
    "HALIMA BELLO",
    "TUNDE BAKARE",
    "NGOZI EZE",
    "SEGUN ALABI",
    "AMINA YUSUF",
    "EMEKA OBI",
];

/// In tenths of a percent: what airtime costs less than its face.
const AIRTIME_DISCOUNT: u64 = 35;

/// "POST Airtime Purchase", body raw (json).
#[derive(Deserialize)]
struct AirtimePurchase {
    network_id: u64,
    phone: String,
    amount: u64,
    customer_reference: Option<String>,
}

/// "POST Purchase Data Plan", body raw (json).
#[derive(Deserialize)]
struct DataPurchase {
    network_id: u64,
    plan_id: Value,
    phone: String,
    customer_reference: Option<String>,
}

/// "POST VTU Topup / Share & Sell", body raw (json).
#[derive(Deserialize)]
struct ShareAndSell {
    network_id: u64,
    phone_number: String,
    amount: u64,
}

/// "POST Resolve Account Details", body raw (json).
#[derive(Deserialize)]
struct ResolveAccount {
    bank_code: String,
    account_number: String,
}

/// "POST Bank Transfer", body raw (json).
#[derive(Deserialize)]
struct Transfer {
    bank_code: String,
    account_number: String,
    amount: String,
    description: String,
    customer_reference: Option<String>,
}

pub(super) async fn act(shop: &Shop, heard: &Heard) -> Act {
    if !heard.is_bearer() {
        return Act::Json(401, json!({ "status": false, "msg": "Unauthorized" }));
    }
    match (heard.method.as_str(), heard.path.as_str()) {
        ("GET", "/account/balance") => {
            Act::Json(200, json!({ "balance": counter::naira(counter::wallet_kobo(shop, VendorId::SmePlug)) }))
        }
        ("GET", "/networks") => {
            let networks: serde_json::Map<String, Value> =
                NETWORKS.iter().map(|(id, name)| (id.to_string(), json!(name))).collect();
            Act::Json(200, json!({ "status": true, "networks": networks }))
        }
        ("GET", "/data/plans") => Act::Json(200, json!({ "status": true, "data": plans() })),
        ("POST", "/airtime/purchase") => match serde_json::from_slice(&heard.body) {
            Ok(purchase) => airtime(shop, purchase).await,
            Err(_) => invalid(),
        },
        ("POST", "/data/purchase") => match serde_json::from_slice(&heard.body) {
            Ok(purchase) => data(shop, purchase).await,
            Err(_) => invalid(),
        },
        ("POST", "/vtu") => match serde_json::from_slice::<ShareAndSell>(&heard.body) {
            Ok(ShareAndSell { network_id, phone_number, amount }) => {
                let purchase = AirtimePurchase { network_id, phone: phone_number, amount, customer_reference: None };
                airtime(shop, purchase).await
            }
            Err(_) => invalid(),
        },
        ("GET", "/transfer/banks") => {
            let banks: Vec<Value> = BANKS.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect();
            Act::Json(200, json!({ "status": true, "banks": banks }))
        }
        ("POST", "/transfer/resolveaccount") => match serde_json::from_slice(&heard.body) {
            Ok(asked) => resolve(&asked),
            Err(_) => invalid(),
        },
        ("POST", "/transfer/send") => match serde_json::from_slice(&heard.body) {
            Ok(transfer) => send(shop, transfer).await,
            Err(_) => invalid(),
        },
        ("GET", "/devices") => Act::Json(
            200,
            json!({ "status": true, "devices": [
                { "id": 1, "name": "Counter phone", "network": "MTN", "status": "online" },
                { "id": 2, "name": "Back office", "network": "Airtel", "status": "offline" },
            ]}),
        ),
        ("GET", path) => match path.strip_prefix("/transactions/") {
            Some(reference) => transaction(shop, reference),
            None => Act::Json(404, json!({ "message": "Not Found" })),
        },
        _ => Act::Json(405, json!({ "message": "Method Not Allowed" })),
    }
}

fn invalid() -> Act {
    Act::Json(422, json!({ "status": false, "msg": "The given data was invalid." }))
}

fn plans() -> serde_json::Map<String, Value> {
    let of = |network: u64| -> Vec<Value> {
        let listed = PLANS.iter().filter(|(id, ..)| *id == network);
        listed
            .map(|(_, id, name, price)| json!({ "id": id, "name": name, "price": price.to_string(), "telco_price": "0" }))
            .collect()
    };
    NETWORKS.iter().map(|(id, _)| (id.to_string(), json!(of(*id)))).collect()
}

async fn airtime(shop: &Shop, purchase: AirtimePurchase) -> Act {
    if !NETWORKS.iter().any(|(id, _)| *id == purchase.network_id) {
        return Act::Json(200, json!({ "status": false, "msg": "Invalid network" }));
    }
    let asked = Asked {
        vendor: VendorId::SmePlug,
        reference: purchase.customer_reference,
        name: format!("N{} airtime", purchase.amount),
        recipient: purchase.phone,
        item: purchase.network_id.to_string(),
        airtime: true,
        bank: None,
        amount: purchase.amount,
        charged_kobo: counter::less(purchase.amount, AIRTIME_DISCOUNT),
    };
    counter::purchase(shop, asked, say).await
}

async fn data(shop: &Shop, purchase: DataPurchase) -> Act {
    let id = match &purchase.plan_id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let plan = PLANS.iter().find(|(network, plan, ..)| *network == purchase.network_id && *plan == id);
    let Some((_, _, name, price)) = plan else {
        return Act::Json(200, json!({ "status": false, "msg": "Invalid plan" }));
    };
    let asked = Asked {
        vendor: VendorId::SmePlug,
        reference: purchase.customer_reference,
        recipient: purchase.phone,
        item: id,
        name: (*name).to_owned(),
        airtime: false,
        bank: None,
        amount: *price,
        charged_kobo: price * 100,
    };
    counter::purchase(shop, asked, say).await
}

/// The holder's name, or no: at every bank of the list the same.
fn resolve(asked: &ResolveAccount) -> Act {
    let number = asked.account_number.as_str();
    let is_number = number.len() == 10 && number.bytes().all(|byte| byte.is_ascii_digit());
    if !BANKS.iter().any(|(code, _)| *code == asked.bank_code) {
        return Act::Json(400, json!({ "status": false, "msg": "Invalid bank" }));
    }
    match number.chars().last().and_then(|digit| digit.to_digit(10)) {
        Some(digit) if is_number && number != NOBODYS_ACCOUNT => {
            Act::Json(200, json!({ "status": true, "name": HOLDERS[digit as usize] }))
        }
        _ => Act::Json(400, json!({ "status": false, "msg": "Account could not be resolved" })),
    }
}

async fn send(shop: &Shop, transfer: Transfer) -> Act {
    let bank = BANKS.iter().find(|(code, _)| *code == transfer.bank_code);
    let (Some((code, name)), Ok(amount)) = (bank, transfer.amount.parse::<u64>()) else {
        return Act::Json(200, json!({ "status": false, "msg": "Invalid bank" }));
    };
    let asked = Asked {
        vendor: VendorId::SmePlug,
        reference: transfer.customer_reference,
        recipient: transfer.account_number,
        item: transfer.description,
        name: format!("N{amount} to {name}"),
        airtime: false,
        bank: Some((*code).to_owned()),
        amount,
        charged_kobo: amount * 100,
    };
    counter::purchase(shop, asked, say).await
}

fn say(what: Say, received: &Received) -> Act {
    let msg = memo(received);
    let accepted = |current_status: Option<&str>| {
        let mut data = json!({ "reference": received.vendor_reference, "msg": msg });
        if let Some(word) = current_status {
            data["current_status"] = json!(word);
        }
        Act::Json(200, json!({ "status": true, "data": data }))
    };
    match what {
        Say::Accepted => accepted(None),
        Say::Delivered => accepted(Some("success")),
        Say::Processing => accepted(Some("processing")),
        Say::Refused => Act::Json(200, json!({ "status": false, "msg": "Invalid phone number" })),
        Say::LowWallet => Act::Json(200, json!({ "status": false, "msg": "Insufficient balance" })),
        Say::Duplicate => Act::Json(400, json!({ "status": false, "msg": "Duplicate customer reference" })),
        Say::Unlisted | Say::Code(_) => Act::Json(200, json!({ "status": false, "msg": "Unable to complete request" })),
    }
}

fn memo(received: &Received) -> String {
    if received.bank.is_some() {
        format!("{} transfer to {}", received.name, received.recipient)
    } else if received.airtime {
        format!("{} purchase for {}", received.name, received.recipient)
    } else {
        // As the document's webhook has it, not as the list does.
        let name = received.name.replace('[', "(").replace("]", ") - Monthly");
        format!("{name} data purchase for {}", received.recipient)
    }
}

/// "GET Transactions", with the webhook's object.
fn transaction(shop: &Shop, reference: &str) -> Act {
    let record = shop.record();
    let Some(received) = record.find(VendorId::SmePlug, reference) else {
        return Act::Json(404, json!({ "status": false, "msg": "Transaction not found" }));
    };
    let status = match received.standing(shop.clock.now()) {
        SaleStatus::Processing => "processing",
        SaleStatus::Delivered => "success",
        SaleStatus::Failed => "failed",
        SaleStatus::Reversed => "reversed",
    };
    let kind = match (received.airtime, &received.bank) {
        (true, _) => "Airtime purchase",
        (false, Some(_)) => "Bank transfer",
        (false, None) => "Data purchase",
    };
    let price = counter::naira(received.charged_kobo).to_string();
    Act::Json(
        200,
        json!({ "status": true, "transaction": {
            "status": status,
            "reference": received.vendor_reference,
            "customer_reference": received.reference,
            "type": kind,
            "beneficiary": received.recipient,
            "memo": memo(received),
            "response": memo(received),
            "price": price,
        }}),
    )
}
