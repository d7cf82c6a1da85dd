//! Strongmb's answers, by `metadata.code`.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::Cost;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Pending, Refusal};
use airtill_domain::plan::PlanKind;
use airtill_domain::settings::VendorSettings;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_practice::practice_credentials;
use airtill_tests::vendor::{REFERENCE, api, delivered, orders, reply};
use airtill_vendors::strongmb::Strongmb;
use airtill_vendors::{Call, Method, NotRead, Order, Vendor};

const ID: VendorId = VendorId::Strongmb;

fn airtime() -> Order {
    orders(ID).remove(0)
}

fn data() -> Order {
    orders(ID).remove(1)
}

fn strongmb() -> Strongmb {
    Strongmb::new(practice_credentials(ID), &VendorSettings::of(ID))
}

/// The document's replies with our reference, recipient and amount in the place of theirs.
fn ours(text: &str) -> String {
    text.replace("0812345678", "08031234567")
        .replace("SMBD260aa1352a53aaa7sFAC9", REFERENCE)
        .replace("SMsadkjhdfkgfjaaa1fhaa", REFERENCE)
        .replace("\"airtime_amount\": 100", "\"airtime_amount\": 500")
}

#[test]
fn requests_are_the_documents() {
    let sample = |text: &str, amount: &str| -> serde_json::Value {
        serde_json::from_str(&ours(text).replace("\"100\"", &format!("\"{amount}\""))).unwrap()
    };
    for (order, path, shown) in [
        (airtime(), "/purchases/airtime", sample(include_str!("examples/strongmb/airtime.request.json"), "500")),
        // assumption: the path is the SDK's.
        (data(), "/purchases/data", sample(include_str!("examples/strongmb/data.request.json"), "")),
    ] {
        let call = api(ID).purchase(&order).unwrap();
        assert_eq!((call.method, call.path.as_str()), (Method::Post, path));
        let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
        assert_eq!(body, shown, "the amount is a text, and every field is there");
        assert_eq!(api(ID).status(&order).unwrap().path, format!("/transactions/{REFERENCE}"));
    }
}

#[test]
fn every_example_of_a_purchase_has_its_outcome() {
    use Outcome::{Delivered, Refused, Unknown};
    let processing = Outcome::Pending(Pending::Processing);
    let mismatch = Unknown(Doubt::Mismatch);
    let cases = [
        (&airtime(), 201, include_str!("examples/strongmb/airtime.json"), mismatch.clone(), Delivered),
        (&data(), 201, include_str!("examples/strongmb/data.json"), mismatch, Delivered),
        (
            &airtime(),
            200,
            include_str!("examples/strongmb/airtime-processing.json"),
            processing.clone(),
            processing.clone(),
        ),
        (&data(), 200, include_str!("examples/strongmb/data-processing.json"), processing.clone(), processing),
    ];
    for (order, status, shown, as_shown, as_ours) in cases {
        assert_eq!(api(ID).read_purchase(order, &reply(status, shown)).outcome, as_shown, "{shown}");
        let answer = api(ID).read_purchase(order, &reply(status, &ours(shown)));
        assert_eq!(answer.outcome, as_ours, "{shown}");
        assert!(answer.said.charged.is_some());
    }
    // assumption for each: refused before anything is sold.
    let refusals = [
        (422, include_str!("examples/strongmb/error.json"), Refused(Refusal::BadRequest)),
        (401, include_str!("examples/strongmb/user-unauthenticated.json"), Refused(Refusal::Unauthorised)),
        (402, include_str!("examples/strongmb/airtime-low-wallet.json"), Refused(Refusal::LowWallet)),
        (422, include_str!("examples/strongmb/airtime-invalid-number.json"), Refused(Refusal::BadRequest)),
        (429, include_str!("examples/strongmb/airtime-daily-limit.json"), Refused(Refusal::LimitReached)),
        (402, include_str!("examples/strongmb/data-low-wallet.json"), Refused(Refusal::LowWallet)),
        (422, include_str!("examples/strongmb/data-invalid-number.json"), Refused(Refusal::BadRequest)),
        (429, include_str!("examples/strongmb/data-daily-limit.json"), Refused(Refusal::LimitReached)),
        (503, include_str!("examples/strongmb/airtime-gateway.json"), Unknown(Doubt::FailedPerhaps)),
        (200, include_str!("examples/strongmb/airtime-gateway.json"), Unknown(Doubt::FailedPerhaps)),
        // Not JSON as it is printed.
        (200, include_str!("examples/strongmb/envelope.txt"), Unknown(Doubt::Unreadable)),
        // Answers to other questions.
        (200, include_str!("examples/strongmb/user.json"), Unknown(Doubt::Unlisted)),
        (200, include_str!("examples/strongmb/wallets.json"), Unknown(Doubt::Unlisted)),
        (404, include_str!("examples/strongmb/transaction-not-found.json"), Unknown(Doubt::Unlisted)),
    ];
    for (status, shown, outcome) in refusals {
        assert_eq!(api(ID).read_purchase(&airtime(), &reply(status, shown)).outcome, outcome, "{status} {shown}");
    }
}

#[test]
fn every_code_of_the_table_has_its_outcome() {
    use Outcome::{Refused, Unknown};
    let envelope = |status: bool, code: &str, message: &str| {
        format!(
            r#"{{"status":{status},"message":"{message}","data":null,"metadata":{{"code":"{code}","timestamp":1,"trace_id":"x"}}}}"#
        )
    };
    for (http, status, code, message, outcome) in [
        (402, false, "ERR_INSUFFICIENT_BALANCE", "", Refused(Refusal::LowWallet)),
        (200, false, "ERR_INSUFFICIENT_BALANCE", "", Refused(Refusal::LowWallet)),
        (500, false, "ERR_INSUFFICIENT_BALANCE", "", Unknown(Doubt::Unlisted)),
        (402, true, "ERR_INSUFFICIENT_BALANCE", "", Unknown(Doubt::Unlisted)),
        (422, false, "ERR_INVALID_MOBILE_NUMBER", "", Refused(Refusal::BadRequest)),
        (429, false, "ERR_DAILY_LIMIT_EXCEEDED", "", Refused(Refusal::LimitReached)),
        (401, false, "ERR_UNAUTHENTICATED", "", Refused(Refusal::Unauthorised)),
        (200, false, "ERR_TRANSACTION_FAILED", "was attempted", Unknown(Doubt::FailedPerhaps)),
        (200, true, "ERR_TRANSACTION_PROCESSING", "", Outcome::Pending(Pending::Processing)),
        (200, false, "ERR_TRANSACTION_PROCESSING", "", Unknown(Doubt::Unlisted)),
        (422, false, "ERR_VALIDATION", "Duplicate reference", Unknown(Doubt::Duplicate)), // assumption
        (422, false, "ERR_REFERENCE_EXISTS", "", Unknown(Doubt::Duplicate)),              // assumption
        (400, false, "ERR_SOMETHING_ELSE", "no", Unknown(Doubt::Unlisted)),
        (403, false, "ERR_ACCOUNT", "suspended", Unknown(Doubt::Unlisted)),
        (200, true, "TRANSACTION_SUCCESSFUL", "", Unknown(Doubt::Unlisted)),
    ] {
        let body = envelope(status, code, message);
        assert_eq!(api(ID).read_purchase(&airtime(), &reply(http, &body)).outcome, outcome, "{http} {body}");
    }
    let good = delivered(&airtime(), ID);
    for (from, to, why) in [
        (REFERENCE, "202611221000ABCD23456789ABCE", Doubt::Mismatch),
        ("08031234567", "08031234568", Doubt::Mismatch),
        ("\"airtime_amount\": 500", "\"airtime_amount\": 499", Doubt::Mismatch),
        ("\"airtime_amount\": 500,", "", Doubt::Mismatch),
        ("\"type\": \"airtime\"", "\"type\": \"data\"", Doubt::Mismatch),
        ("\"provider\": \"mtn\"", "\"provider\": \"glo\"", Doubt::Mismatch),
        ("\"transaction_status\": \"successful\"", "\"transaction_status\": \"done\"", Doubt::Unlisted),
        ("\"status\": true", "\"status\": false", Doubt::Unlisted),
    ] {
        let changed = good.replace(from, to);
        assert_ne!(changed, good, "{from}");
        assert_eq!(api(ID).read_purchase(&airtime(), &reply(201, &changed)).outcome, Unknown(why), "{from} → {to}");
    }
    let good = delivered(&data(), ID);
    for (from, to) in [
        ("\"plan\": \"1gb\"", "\"plan\": \"2gb\""),
        ("1024", "2048"),
        ("\"plan\": \"1gb\",", ""),
        ("\"data_type\": \"sme\"", "\"data_type\": \"gifting\""),
        ("30days", "7days"),
        ("\"provider\": \"mtn\"", "\"provider\": \"glo\""),
        ("\"provider\": \"mtn\",", ""),
    ] {
        assert_ne!(good.replace(from, to), good, "{from}");
        let read = api(ID).read_purchase(&data(), &reply(201, &good.replace(from, to))).outcome;
        assert_eq!(read, Unknown(Doubt::Mismatch), "{from} → {to}");
    }
}

#[test]
fn every_example_of_a_check_has_its_finding() {
    let found = |order: &Order, status, text: &str| api(ID).read_status(order, &reply(status, text)).finding;
    let shown = include_str!("examples/strongmb/transaction.json");
    assert_eq!(found(&airtime(), 200, shown), Finding::Unclear, "somebody else's");
    let good = ours(shown);
    assert_eq!(found(&airtime(), 200, &good), Finding::Delivered);
    let none = include_str!("examples/strongmb/transaction-not-found.json");
    assert_eq!(found(&airtime(), 404, none), Finding::NotFound);
    assert_eq!(found(&airtime(), 500, none), Finding::Unclear);
    for (from, to, finding) in [
        ("\"status\": \"successful\"", "\"status\": \"failed\"", Finding::Failed), // assumption: the word
        ("\"status\": \"successful\"", "\"status\": \"reversed\"", Finding::Reversed), // assumption
        ("\"status\": \"successful\"", "\"status\": \"refunded\"", Finding::Reversed), // assumption
        ("\"status\": \"successful\"", "\"status\": \"processing\"", Finding::Pending),
        ("\"status\": \"successful\"", "\"status\": \"settled\"", Finding::Unclear),
        ("08031234567", "08031234568", Finding::Unclear),
        ("\"airtime_amount\": 500", "\"airtime_amount\": 5", Finding::Unclear),
        (REFERENCE, "someone-elses", Finding::Unclear),
        ("\"debit\"", "\"credit\"", Finding::Unclear),
        ("TRANSACTION_DETAILS_RETRIEVED", "SOMETHING_ELSE", Finding::Unclear),
    ] {
        assert_eq!(found(&airtime(), 200, &good.replace(from, to)), finding, "{from} → {to}");
    }
    // assumption: of data, this reply shows no plan.
    let of_data = good.replace("\"type\": \"airtime\"", "\"type\": \"data\"");
    assert_eq!(found(&data(), 200, &of_data), Finding::Delivered);
    assert_eq!(found(&data(), 200, &good), Finding::Unclear, "airtime is no data");
}

#[test]
fn account_wallets_and_transactions_are_read() {
    let vendor = strongmb();
    let calls = vendor.profile();
    assert_eq!(calls.iter().map(|call| call.path.as_str()).collect::<Vec<_>>(), ["/user", "/wallets"]);
    let told = |call: usize, body: &str| vendor.read_profile(&calls[call], &reply(200, body)).unwrap();
    let user = told(0, include_str!("examples/strongmb/user.json"));
    let facts: Vec<_> = user.facts.iter().map(|f| (f.name.as_str(), f.value.as_str(), f.amiss)).collect();
    assert_eq!(
        facts,
        [
            ("account", "Strongmb User", false),
            ("status", "active", false),
            ("identity check", "incomplete", true),
            ("tier", "tier 1", false)
        ]
    );
    let wallet = told(1, include_str!("examples/strongmb/wallets.json"));
    assert_eq!(wallet.most, Some(Naira::from_naira(100_000)));
    assert!(wallet.facts.iter().any(|fact| fact.value == "₦500,000"), "{:?}", wallet.facts);
    let balance = |text: &str| api(ID).read_balance(&reply(200, text));
    assert_eq!(balance(include_str!("examples/strongmb/wallets.json")), Ok(Naira::from_naira(44_584)));
    assert_eq!(balance(include_str!("examples/strongmb/user.json")), Err(NotRead::Unreadable(200)));
    let turned_down = include_str!("examples/strongmb/user-unauthenticated.json");
    assert_eq!(api(ID).read_balance(&reply(401, turned_down)), Err(NotRead::Unauthorised));
    assert_eq!(Vendor::statement(&vendor).unwrap().path, "/transactions");
    let listed = vendor.read_statement(&reply(200, include_str!("examples/strongmb/transactions.json"))).unwrap();
    assert_eq!((listed[0].reference.as_str(), listed[0].amount), ("SMBD260aa1352a53aaa7sFAC9", Naira::from_naira(99)));
    assert_eq!(listed[0].recipient.as_deref(), Some("0812345678"));
    let none = reply(404, include_str!("examples/strongmb/transactions-none.json"));
    assert_eq!(vendor.read_statement(&none), Ok(Vec::new()));
}

#[test]
fn products_are_read_as_offers() {
    let read = |path: &str, text: &str| {
        api(ID).read_catalogue(&Call::get(path, Vec::new()), &reply(200, text), &[], Timestamp::from_millis(0)).unwrap()
    };
    let page = read("/products/airtime", include_str!("examples/strongmb/products-airtime.json"));
    let codes: Vec<_> =
        page.offers.iter().map(|offer| (offer.network().unwrap(), offer.code.as_str(), offer.cost)).collect();
    let one_percent = Cost::Discount { basis_points: 100 };
    // The second biller lacks name and access: it is offered anyway.
    assert_eq!(codes, [(Network::Mtn, "smb_mtn_vtu", one_percent), (Network::Airtel, "smb_air_vtu", one_percent)]);
    let shown = include_str!("examples/strongmb/products-internet.json");
    let page = read("/products/internet", shown);
    let plans: Vec<_> = page.offers.iter().map(|offer| (offer.plan().unwrap().clone(), offer.cost)).collect();
    assert_eq!(plans[1].0.title(), "1GB SME, 30 days");
    assert_eq!((plans[1].0.kind, plans[1].0.size_mb, plans[1].0.days), (PlanKind::Sme, Some(1024), Some(30)));
    assert_eq!((plans[0].0.size_mb, plans[0].0.days), (Some(100), Some(2)));
    assert_eq!(plans[1].1, Cost::Fixed(Naira::from_naira(470)));
    let hidden = read("/products/internet", &shown.replace("\"api_access\": true", "\"api_access\": false"));
    assert!(hidden.offers.is_empty(), "assumption: what the API may not sell is not offered");
    let strange = read("/products/internet", &shown.replace("MTN NIGERIA", "EMTEL"));
    assert_eq!(strange.unknown_names, ["EMTEL"]);
}

/// One reader of percentages. What can't be read costs the owner no plan, and is told with an example.
#[test]
fn discounts_are_read_as_they_are_written() {
    let shown = include_str!("examples/strongmb/products-airtime.json");
    let read = |written: &str| {
        let text = shown.replacen("\"discount\": 1,", &format!("\"discount\": {written},"), 1);
        let call = Call::get("/products/airtime", Vec::new());
        let page = api(ID).read_catalogue(&call, &reply(200, &text), &[], Timestamp::from_millis(0)).unwrap();
        let mtn = page.offers.iter().find(|offer| offer.code == "smb_mtn_vtu").unwrap().cost;
        (mtn, page.unread.count, page.unread.example.unwrap_or_default())
    };
    for (written, basis_points) in [
        ("2.125", 212),
        ("\"2.5%\"", 250),
        ("\"2.5 %\"", 250),
        ("2.9999999999999996", 300),
        ("3.0000000000000004", 300),
        ("\"3\"", 300),
        ("\".5\"", 50),
        ("0", 0),
        ("\"0%\"", 0),
        ("50", 5_000),
    ] {
        assert_eq!(read(written), (Cost::Discount { basis_points }, 0, String::new()), "{written}");
    }
    for odd in ["\"2,5\"", "-1", "\"-0.5%\"", "50.01", "350", "\"two\"", "\"\"", "\"%\"", "\"2_5\"", "{}"] {
        let (cost, count, example) = read(odd);
        assert_eq!((cost, count), (Cost::NotPublished, 1), "{odd}");
        assert!(example.contains("smb_mtn_vtu"), "{odd}");
    }
    assert_eq!(read("null"), (Cost::NotPublished, 0, String::new()), "nothing is published");
}
