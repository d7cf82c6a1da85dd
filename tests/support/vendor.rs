//! What the tests of all vendors know of each: its API with credentials of the test, an order for each thing it sells, the answer of
//! its document that says the order was delivered, and what else differs. A vendor more has its row in each of these.

use airtill_domain::bank::Bank;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::{Plan, PlanKind};
use airtill_domain::product::Product;
use airtill_domain::recipient::{Account, Recipient};
use airtill_domain::reference::Reference;
use airtill_domain::vendor::VendorId;
use airtill_practice::{PRACTICE_KEY, practice_credentials, practice_settings};
use airtill_vendors::{Order, Reply, Vendor};
use serde_json::Value;

/// Made at the moment at which the clocks of tests begin.
pub const REFERENCE: &str = "202611221000ABCD23456789ABCD";
pub const NUMBER: &str = "08031234567";
/// An account's id: VTpass's sandbox knows it.
pub const ACCOUNT: &str = "08011111111";
/// An account number at a bank.
pub const BANK_ACCOUNT: &str = "8011111111";

pub fn api(id: VendorId) -> Box<dyn Vendor> {
    airtill_vendors::vendor(id, practice_credentials(id), &practice_settings(id))
}

pub fn reply(status: u16, body: &str) -> Reply {
    Reply { status, body: body.as_bytes().to_vec() }
}

/// An order with the code that the vendor's document shows.
pub fn order(product: Product, code: &str, plan: Option<&str>, cost: Option<i64>) -> Order {
    let account = |phone| Account { id: ACCOUNT.to_owned(), name: "THE TESTER ITSELF".to_owned(), phone };
    let number = Msisdn::parse(NUMBER).unwrap();
    let recipient = match product.network() {
        Some(Network::Smile) => Recipient::Account(account(Some(number))),
        Some(Network::Vdt) => Recipient::Account(account(None)),
        Some(_) => Recipient::Phone(number),
        None => Recipient::Account(Account { id: BANK_ACCOUNT.to_owned(), ..account(None) }),
    };
    Order {
        product,
        recipient,
        reference: Reference::parse(REFERENCE).unwrap(),
        code: code.to_owned(),
        plan: plan.map(str::to_owned),
        cost: cost.map(Naira::from_naira),
        printed_price: cost.map(Naira::from_naira),
        callback: None,
    }
}

fn airtime(network: Network, code: &str) -> Order {
    order(Product::Airtime { network, face: Naira::from_naira(500) }, code, None, Some(490))
}

fn data(network: Network, code: &str, name: &str, cost: i64) -> Order {
    order(Product::Data { network, plan: Plan::read(name) }, code, Some(name), Some(cost))
}

/// One order for everything that a vendor sells.
pub fn orders(id: VendorId) -> Vec<Order> {
    match id {
        VendorId::SmePlug => {
            let bank = Bank { code: "000007".to_owned(), name: "Fidelity Bank".to_owned() };
            let (amount, description) = (Naira::from_naira(5_000), "Hello world".to_owned());
            let transfer = Product::Transfer { bank, amount, description };
            vec![
                airtime(Network::Mtn, "1"),
                data(Network::Mtn, "1/1", "500MB (SME) - Monthly", 200),
                order(transfer, "bank/000007", None, Some(5_000)),
            ]
        }
        VendorId::Vdt => vec![data(Network::Vdt, "MARS_60GB", "60GB + UNLIMITED NIGHT (MARS)", 13_500)],
        VendorId::Strongmb => {
            let mut plan = Plan::read("1GB").lasting("30DAYS");
            plan.kind = PlanKind::Sme;
            let product = Product::Data { network: Network::Mtn, plan };
            vec![airtime(Network::Mtn, "smb_mtn_vtu"), order(product, "smb_mtn_sme_1gb_30days", Some("1GB"), Some(470))]
        }
        VendorId::Vtpass => vec![
            airtime(Network::Mtn, "mtn"),
            data(Network::Mtn, "mtn-data/mtn-1gb-1", "1GB Direct for 1day - 350 Naira", 350),
            data(Network::Smile, "smile-direct/516", "SmileVoice ONLY 65 for 30days - 510 Naira", 510),
        ],
        VendorId::Simpu => vec![airtime(Network::Mtn, "MTN")],
    }
}

/// The answer of the vendor's document, made ours: the order was delivered.
pub fn delivered(order: &Order, id: VendorId) -> String {
    let recipient = order.recipient.local();
    let airtime = order.product.face().is_some();
    match id {
        VendorId::SmePlug => {
            r#"{"status":true,"data":{"current_status":"success","reference":"46634e8384c7c68f5baa","msg":"ok"}}"#
                .to_owned()
        }
        VendorId::Vdt => include_str!("../wire/examples/vdt/query.json")
            .replace("\"123\"", &format!("\"{recipient}\""))
            .replace("transReference10101012", REFERENCE),
        VendorId::Strongmb if airtime => include_str!("../wire/examples/strongmb/airtime.json")
            .replace("0812345678", &recipient)
            .replace("SMBD260aa1352a53aaa7sFAC9", REFERENCE)
            .replace("\"airtime_amount\": 100", "\"airtime_amount\": 500"),
        VendorId::Strongmb => include_str!("../wire/examples/strongmb/data.json")
            .replace("0812345678", &recipient)
            .replace("SMsadkjhdfkgfjaaa1fhaa", REFERENCE),
        VendorId::Vtpass => {
            let text = include_str!("../wire/examples/vtpass/pay.json")
                .replace("\"unique_element\": \"08011111111\"", &format!("\"unique_element\": \"{recipient}\""))
                .replace("2025031013539914751", REFERENCE);
            if airtime { text.replace("\"amount\": \"510\"", "\"amount\": \"500\"") } else { text }
        }
        VendorId::Simpu => include_str!("../wire/examples/simpu/buy.json")
            .replace(
                "\"external_ref\": \"674535b2b39158b9aae90188fcec23eb\"",
                &format!("\"external_ref\": \"{REFERENCE}\""),
            )
            .replace("2348023456789", "2348031234567")
            .replace("\"network\": \"Airtel\"", "\"network\": \"MTN\"")
            .replace("\"status\": \"pending\"", "\"status\": \"success\""),
    }
}

/// The headers, and nothing else, in which the vendor's secrets travel when the practice credentials are used.
pub fn headers_with_secrets(id: VendorId) -> Vec<String> {
    match id {
        VendorId::SmePlug | VendorId::Vdt | VendorId::Strongmb => vec![format!("authorization: Bearer {PRACTICE_KEY}")],
        VendorId::Vtpass => vec![format!("api-key: {PRACTICE_KEY}"), format!("secret-key: {PRACTICE_KEY}")],
        VendorId::Simpu => vec![format!("authorization: {PRACTICE_KEY}")],
    }
}

/// Whether an order without a code and a cost can't be put together for the vendor.
pub fn needs_code_and_cost(id: VendorId) -> bool {
    match id {
        VendorId::SmePlug | VendorId::Vdt => true,
        VendorId::Strongmb | VendorId::Vtpass | VendorId::Simpu => false,
    }
}

/// A word that the practice vendor tells about the account, where it tells anything, and the most that one sale may take.
pub fn profile(id: VendorId) -> (Option<&'static str>, Option<Naira>) {
    match id {
        VendorId::SmePlug => (Some("Counter phone"), None),
        VendorId::Strongmb => (Some("active"), Some(Naira::from_naira(100_000))),
        VendorId::Vtpass => (Some("MTN"), None),
        VendorId::Vdt | VendorId::Simpu => (None, None),
    }
}

/// Whether the field by which the vendor refuses says no, looked at without the reader's help. A good answer with one thing
/// changed hardly ever does.
pub fn says_no(id: VendorId, body: &Value) -> bool {
    match id {
        VendorId::Vtpass => {
            let status = &body["content"]["transactions"]["status"];
            let failed = status.is_null() || status == "failed" || status == "reversed";
            failed && body["code"].as_str().is_some_and(|code| code.len() == 3)
        }
        VendorId::Simpu => {
            body["meta"]["charge"]["refunded"] == true && (body["status"] == "failed" || body["status"] == "error")
        }
        VendorId::Strongmb => body["data"].is_null() && body["status"] == false,
        VendorId::SmePlug => body["status"] == false,
        VendorId::Vdt => false,
    }
}
