//! SMEPlug's answers. Shapes that the document doesn't show are those of its SDK and of clients that parse live replies.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Offer};
use airtill_domain::outcome::{Doubt, Finding, Outcome, Pending, Refusal};
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::product::Product;
use airtill_domain::service::Service;
use airtill_domain::settings::{NetworkName, VendorSettings};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_practice::practice_credentials;
use airtill_tests::vendor::{BANK_ACCOUNT, REFERENCE, api, orders, reply};
use airtill_vendors::{AccountLookup, Method, NotRead, Order, Page};

fn order() -> Order {
    orders(VendorId::SmePlug).remove(0)
}

fn data() -> Order {
    orders(VendorId::SmePlug).remove(1)
}

fn bought(status: u16, body: &str) -> Outcome {
    api(VendorId::SmePlug).read_purchase(&order(), &reply(status, body)).outcome
}

fn found(status: u16, body: &str) -> Finding {
    api(VendorId::SmePlug).read_status(&order(), &reply(status, body)).finding
}

/// The document's examples, with our reference in the place of theirs.
#[test]
fn requests_are_the_documents() {
    let sample = |text: &str| text.replace("Your reference", REFERENCE).replace("-- your reference --", REFERENCE);
    let mut airtime = order();
    airtime.recipient = Msisdn::parse("09061668519").unwrap().into();
    airtime.product = Product::Airtime { network: Network::Mtn, face: Naira::from_naira(20) };
    is_the_documents(
        &airtime,
        "/airtime/purchase",
        &sample(include_str!("examples/smeplug/airtime-purchase.request.json")),
    );
    let mut data = data();
    data.recipient = Msisdn::parse("09061668519").unwrap().into();
    let shown =
        sample(include_str!("examples/smeplug/data-purchase.request.json")).replace("090616685XX", "09061668519");
    is_the_documents(&data, "/data/purchase", &shown);
    let mut shared = airtime.clone();
    shared.code = "vtu/1".to_owned();
    shared.recipient = Msisdn::parse("09061939393").unwrap().into();
    shared.product = Product::Airtime { network: Network::Mtn, face: Naira::from_naira(100) };
    let mut settings = VendorSettings::of(VendorId::SmePlug);
    settings.share_and_sell = vec![Network::Mtn];
    let sharing = airtill_vendors::vendor(VendorId::SmePlug, practice_credentials(VendorId::SmePlug), &settings);
    let call = sharing.purchase(&shared).unwrap();
    assert_eq!(call.path, "/vtu");
    let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    let shown = include_str!("examples/smeplug/share-and-sell.request.json");
    assert_eq!(body, serde_json::from_str::<serde_json::Value>(shown).unwrap());
    let mut transfer = orders(VendorId::SmePlug).remove(2);
    let Product::Transfer { amount, .. } = &mut transfer.product else { panic!("a transfer") };
    *amount = Naira::from_naira(100);
    let shown = sample(include_str!("examples/smeplug/bank-transfer.request.json")).replace("XXXXXXXX", BANK_ACCOUNT);
    is_the_documents(&transfer, "/transfer/send", &shown);
    let api = api(VendorId::SmePlug);
    assert_eq!(api.status(&shared), None, "it has no reference to ask by");
    assert_eq!(api.status(&airtime).unwrap().path, format!("/transactions/{REFERENCE}"));
    airtime.code = "MTN".to_owned();
    assert!(api.purchase(&airtime).is_err(), "a network whose id is not known is not sold");
    data.code = "2/AIR1000".to_owned();
    let body = api.purchase(&data).unwrap().body.unwrap();
    assert!(body.contains(r#""plan_id":"AIR1000""#), "ids that are no numbers stay texts: {body}");
}

fn is_the_documents(order: &Order, path: &str, example: &str) {
    let call = api(VendorId::SmePlug).purchase(order).unwrap();
    assert_eq!((call.method, call.path.as_str()), (Method::Post, path));
    let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    assert_eq!(body, serde_json::from_str::<serde_json::Value>(example).unwrap());
}

/// Banks, whose an account is, and devices: shapes of the vendor's SDK and of clients, since the document shows requests alone.
#[test]
fn banks_accounts_and_devices_are_read() {
    let api = api(VendorId::SmePlug);
    let banks = |status: u16, body: &str| {
        let call = api.catalogue().into_iter().find(|call| call.path == "/transfer/banks").unwrap();
        api.read_catalogue(&call, &reply(status, body), &[], Timestamp::from_millis(0)).map(|page| page.offers)
    };
    let listed = banks(
        200,
        r#"{"status":true,"banks":[{"code":"000014","name":"Access Bank"},{"code":"","name":"x"},{"name":"y"}]}"#,
    );
    let listed = listed.unwrap();
    assert_eq!(listed.len(), 1, "what has no code or no name is no bank");
    assert_eq!((listed[0].code.as_str(), listed[0].bank().unwrap().name.as_str()), ("bank/000014", "Access Bank"));
    for (status, body) in [(403, ""), (200, r#"{"status":false,"msg":"Not allowed"}"#)] {
        assert_eq!(banks(status, body), Ok(Vec::new()), "{status}: who may not transfer has no banks");
    }
    // Anything else says nothing of banks, and the rest of the catalogue is whole without it.
    for (status, body) in [(200, "<html>"), (404, "{}"), (429, "{}"), (502, ""), (200, r#"{"status":true}"#)] {
        assert!(banks(status, body).is_err(), "{status} {body}");
    }
    let optional: Vec<String> =
        api.catalogue().into_iter().filter(|call| api.part(call).is_some()).map(|call| call.path).collect();
    assert_eq!(optional, ["/transfer/banks"]);

    let asked =
        AccountLookup { service: Service::Transfer, text: "0000014579".to_owned(), code: "bank/000007".to_owned() };
    let call = api.look_up(&asked).unwrap();
    let shown = include_str!("examples/smeplug/resolve-account.request.json").replace("XXXXXX", "0000014579");
    assert_eq!(call.path, "/transfer/resolveaccount");
    let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    assert_eq!(body, serde_json::from_str::<serde_json::Value>(&shown).unwrap());
    let named = |status: u16, body: &str| api.read_look_up(&asked, &reply(status, body));
    let found = named(200, r#"{"status":true,"name":" ADA OBI "}"#).unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.accounts[0].0.as_str()), ("ADA OBI", "0000014579"));
    assert_eq!(named(400, r#"{"status":false,"msg":"no such account"}"#), Ok(Err("no such account".to_owned())));
    // No name, no transfer: whatever is not plainly a name is none.
    for (status, body) in [
        (200, r#"{"status":true}"#),
        (200, r#"{"status":true,"name":""}"#),
        (200, r#"{"name":"ADA OBI"}"#),
        (200, r#"{"status":true,"name":8031234567}"#),
        (200, "{\"status\":true,\"name\":\"\u{200b} \"}"),
        (202, "<html>ADA OBI</html>"),
        (302, r#"{"status":true,"name":"ADA OBI"}"#),
        (500, r#"{"status":true,"name":"ADA OBI"}"#),
    ] {
        assert!(named(status, body).is_err(), "{status} {body}");
    }

    let devices = |body: &str| api.read_profile(&api.profile()[0], &reply(200, body));
    let told =
        devices(r#"{"status":true,"devices":[{"id":7,"name":"Till phone","online":true,"sims":["a"]}]}"#).unwrap();
    assert_eq!((told.facts[0].value.as_str(), told.facts[1].value.as_str()), ("1", "id 7, name Till phone"));
    assert_eq!(devices(r#"{"status":true,"devices":[]}"#).unwrap().facts[0].value, "0");
    assert!(devices(r#"{"status":true}"#).is_err());
}

/// The webhook's body is the one transaction that the document shows: with our reference and recipient in it, it is
/// delivered; as it stands there, it is somebody else's.
#[test]
fn the_documents_transaction_is_read() {
    let shown = include_str!("examples/smeplug/webhook.json");
    let mut order = data();
    order.recipient = Msisdn::parse("09061668519").unwrap().into();
    let found = |text: &str| api(VendorId::SmePlug).read_status(&order, &reply(200, text)).finding;
    assert_eq!(found(shown), Finding::Unclear);
    let ours = shown.replace("38dhdhdk", REFERENCE).replace("090XXXXXXXX", "09061668519");
    assert_eq!(found(&ours), Finding::Delivered);
    let mut listed = order.clone();
    // As the vendor's list has it, with other brackets and without the days.
    listed.product = Product::Data { network: Network::Mtn, plan: Plan::read("500MB [SME]") };
    assert_eq!(api(VendorId::SmePlug).read_status(&listed, &reply(200, &ours)).finding, Finding::Delivered);
    for other in ["1GB (SME)", "5GB (SME) Night"] {
        assert_eq!(found(&ours.replace("500MB (SME)", other)), Finding::Unclear, "{other}: another size");
    }
    // Our reference was used for this plan alone: how its name is written says nothing.
    for same in ["500MB (Gifting)", "500MB", "MTN SME 500 MB", ""] {
        assert_eq!(found(&ours.replace("500MB (SME)", same)), Finding::Delivered, "{same}");
    }
    assert_eq!(found(&ours.replace("Data purchase", "Airtime purchase")), Finding::Unclear, "another kind");
    assert_eq!(found(&ours.replace("\"success\"", "\"failed\"")), Finding::Failed);
}

/// The owner's word that a plain yes may be believed: with the vendor's reference, and no further than that.
#[test]
fn a_plain_yes_is_delivered_where_the_owner_says_so() {
    let mut settings = VendorSettings::of(VendorId::SmePlug);
    settings.plain_true_delivers = true;
    let api = airtill_vendors::vendor(VendorId::SmePlug, practice_credentials(VendorId::SmePlug), &settings);
    let read = |body: &str| api.read_purchase(&order(), &reply(200, body)).outcome;
    assert_eq!(read(r#"{"status":true,"data":{"reference":"46634e","msg":"ok"}}"#), Outcome::Delivered);
    for body in [
        r#"{"status":true}"#,
        r#"{"status":true,"data":{}}"#,
        r#"{"status":true,"data":{"reference":"4","current_status":"processing"}}"#,
        r#"{"status":true,"data":{"reference":"4","current_status":"who knows"}}"#,
        r#"{"status":true,"data":{"reference":"4","status":"processing"}}"#,
        r#"{"status":true,"data":{"reference":"4","current_status":{}}}"#,
    ] {
        assert_ne!(read(body), Outcome::Delivered, "{body}");
    }
}

#[test]
fn every_answer_to_a_purchase_has_its_outcome() {
    use Outcome::{Delivered, Refused, Unknown};
    let cases = [
        (200, r#"{"status":true,"data":{"current_status":"success","reference":"46634e","msg":"ok"}}"#, Delivered),
        (201, r#"{"status":"success","data":{"current_status":"SUCCESS"}}"#, Delivered),
        (200, r#"{"status":true,"data":{"current_status":"processing"}}"#, Outcome::Pending(Pending::Processing)),
        (200, r#"{"status":true,"data":{"current_status":"pending"}}"#, Outcome::Pending(Pending::Processing)),
        (200, r#"{"status":true,"data":{"reference":"46634e","msg":"ok"}}"#, Outcome::Pending(Pending::Accepted)),
        (200, r#"{"status":true}"#, Outcome::Pending(Pending::Accepted)),
        (200, r#"{"status":true,"data":{"current_status":"failed"}}"#, Unknown(Doubt::Unlisted)),
        (
            200,
            r#"{"status":true,"data":{"current_status":"success","customer_reference":"other"}}"#,
            Unknown(Doubt::Mismatch),
        ),
        (200, r#"{"status":false,"msg":"Insufficient balance"}"#, Refused(Refusal::LowWallet)),
        (400, r#"{"status":false,"msg":"insufficient balance."}"#, Refused(Refusal::LowWallet)),
        (406, r#"{"status":false,"message":"Invalid phone number"}"#, Refused(Refusal::BadRequest)),
        (422, r#"{"status":false,"errors":["Invalid network"]}"#, Refused(Refusal::BadRequest)),
        (200, r#"{"status":false,"msg":"Unauthorized"}"#, Refused(Refusal::Unauthorised)),
        (401, r#"{"status":false,"msg":"Unauthenticated."}"#, Refused(Refusal::Unauthorised)),
        (403, r#"{"message":"Forbidden"}"#, Refused(Refusal::Unauthorised)),
        (403, "<!DOCTYPE html><html>blocked</html>", Unknown(Doubt::Unreadable)),
        (401, r#"{"status":true}"#, Unknown(Doubt::Unlisted)),
        (200, r#"{"status":false,"msg":"Unable to purchase airtime"}"#, Unknown(Doubt::FailedPerhaps)),
        (400, r#"{"status":false,"msg":"Duplicate customer reference"}"#, Unknown(Doubt::Duplicate)),
        (403, r#"{"message":"Duplicate customer reference"}"#, Unknown(Doubt::Duplicate)),
        (401, r#"{"data":{"reference":"46634e","current_status":"processing"}}"#, Unknown(Doubt::Unlisted)),
        (
            200,
            r#"{"status":false,"data":{"current_status":"success","msg":"Insufficient balance"}}"#,
            Unknown(Doubt::Unlisted),
        ),
        (
            422,
            r#"{"status":false,"errors":["Invalid phone","Duplicate customer reference"]}"#,
            Unknown(Doubt::Duplicate),
        ),
        (200, r#"{"status":true,"data":{"reference":"4","status":"failed"}}"#, Unknown(Doubt::Unlisted)),
        (
            200,
            r#"{"status":true,"data":{"reference":"4","status":"processing"}}"#,
            Outcome::Pending(Pending::Processing),
        ),
        (200, r#"{"status":true,"data":{"reference":"4","current_status":false}}"#, Unknown(Doubt::Unlisted)),
        (200, r#"{"status":false}"#, Unknown(Doubt::Unlisted)),
        (200, r#"{"status":"maybe"}"#, Unknown(Doubt::Unlisted)),
        (200, "{}", Unknown(Doubt::Unlisted)),
        (200, "", Unknown(Doubt::Unreadable)),
        (200, "null", Unknown(Doubt::Unreadable)),
        (200, "[]", Unknown(Doubt::Unreadable)),
        (200, "<html>", Unknown(Doubt::Unreadable)),
        (200, r#"{"status":true,"data":{"current_status":"succ"#, Unknown(Doubt::Unreadable)),
        (302, r#"{"status":true,"data":{"current_status":"success"}}"#, Unknown(Doubt::Unlisted)),
        (404, r#"{"status":false,"msg":"Invalid network"}"#, Unknown(Doubt::Unlisted)),
        (429, r#"{"status":false,"msg":"Insufficient balance"}"#, Unknown(Doubt::Unlisted)),
        (500, r#"{"status":false,"msg":"Insufficient balance"}"#, Unknown(Doubt::Unlisted)),
        (502, r#"{"status":true,"data":{"current_status":"success"}}"#, Unknown(Doubt::Unlisted)),
    ];
    for (status, body, outcome) in cases {
        assert_eq!(bought(status, body), outcome, "HTTP {status}: {body}");
    }
}

#[test]
fn every_answer_to_a_check_has_its_finding() {
    let transaction = |status: &str, reference: &str, beneficiary: &str, kind: &str| {
        format!(
            r#"{{"status":"{status}","reference":"46634e","customer_reference":"{reference}","type":"{kind}","beneficiary":"{beneficiary}","memo":"m","response":"r","price":"485.5"}}"#
        )
    };
    let ours = transaction("success", REFERENCE, "08031234567", "Airtime purchase");
    for body in [format!(r#"{{"status":true,"transaction":{ours}}}"#), format!(r#"{{"data":{ours}}}"#), ours.clone()] {
        assert_eq!(found(200, &body), Finding::Delivered, "{body}");
        let report = api(VendorId::SmePlug).read_status(&order(), &reply(200, &body));
        assert_eq!(report.said.charged, Some(Naira::from_kobo(48_550)));
    }
    let international = transaction("success", REFERENCE, "2348031234567", "VTU");
    assert_eq!(found(200, &international), Finding::Delivered);
    for (what, body) in [
        ("another reference", transaction("success", "other", "08031234567", "Airtime purchase")),
        ("no reference", r#"{"status":"success","beneficiary":"08031234567","type":"Airtime"}"#.to_owned()),
        ("another number", transaction("success", REFERENCE, "08031234568", "Airtime purchase")),
        ("a masked number", transaction("success", REFERENCE, "0803XXX4567", "Airtime purchase")),
        ("data, not airtime", transaction("success", REFERENCE, "08031234567", "Data purchase")),
        ("a word that is not listed", transaction("queried", REFERENCE, "08031234567", "Airtime purchase")),
        ("another's failure", transaction("failed", "other", "08031234567", "Airtime purchase")),
    ] {
        assert_eq!(found(200, &body), Finding::Unclear, "{what}");
    }
    assert_eq!(found(200, &transaction("success", REFERENCE, "08031234567", "")), Finding::Delivered, "no kind");
    assert_eq!(found(200, &transaction("failed", REFERENCE, "08031234567", "Airtime")), Finding::Failed);
    assert_eq!(found(200, &transaction("processing", REFERENCE, "08031234567", "Airtime")), Finding::Pending);
    assert_eq!(found(404, r#"{"status":false,"msg":"Transaction not found"}"#), Finding::NotFound);
    for (status, body) in
        [(404, "<html>"), (200, r#"{"status":true}"#), (200, ""), (500, &ours), (401, &ours), (200, "[1]")]
    {
        assert_eq!(found(status, body), Finding::Unclear, "HTTP {status}: {body}");
    }
}

#[test]
fn balance_and_networks_are_read_or_refused() {
    let balance = |status, body: &str| api(VendorId::SmePlug).read_balance(&reply(status, body));
    assert_eq!(balance(200, r#"{"balance":3229.12}"#), Ok(Naira::from_kobo(322_912)));
    assert_eq!(balance(200, r#"{"balance":"3229.129"}"#), Ok(Naira::from_kobo(322_912)), "rounded down, never up");
    assert_eq!(balance(200, r#"{"data":{"balance":5}}"#), Ok(Naira::from_naira(5)));
    assert_eq!(balance(401, "anything"), Err(NotRead::Unauthorised));
    assert_eq!(balance(200, r#"{"status":false,"balance":5}"#), Err(NotRead::Unreadable(200)));
    assert_eq!(balance(200, r#"{"balance":null}"#), Err(NotRead::Unreadable(200)));
}

fn catalogue(path: &str, body: &str, so_far: &[Offer]) -> Result<Page, NotRead> {
    let call = airtill_vendors::Call::get(path, Vec::new());
    api(VendorId::SmePlug).read_catalogue(&call, &reply(200, body), so_far, Timestamp::from_millis(0))
}

#[test]
fn networks_are_matched_by_name_and_unknown_ones_are_told() {
    let read = |body: &str| {
        let page = catalogue("/networks", body, &[]).unwrap();
        let ids: Vec<(Network, String)> =
            page.offers.iter().map(|offer| (offer.network().unwrap(), offer.code.clone())).collect();
        (ids, page.unknown_names)
    };
    let id = |network, id: &str| (network, id.to_owned());
    let (ids, unknown) =
        read(r#"{"status":true,"networks":{"1":"MTN","2":"Airtel","3":"9Mobile","4":"Glo","5":"Emtel"}}"#);
    assert_eq!(ids, [id(Network::Mtn, "1"), id(Network::Airtel, "2"), id(Network::Glo, "4"), id(Network::T2, "3")]);
    assert_eq!(unknown, ["Emtel"]);
    let (ids, _) = read(r#"{"networks":{"1":"MTN","3":"9Mobile","7":"T2"}}"#);
    assert_eq!(ids, [id(Network::Mtn, "1")], "a network named twice is not guessed at");
    assert!(catalogue("/networks", r#"{"status":true}"#, &[]).is_err());

    let mut settings = VendorSettings::of(VendorId::SmePlug);
    settings.network_names.push(NetworkName { name: "Emtel".to_owned(), network: Network::T2 });
    let api = airtill_vendors::vendor(VendorId::SmePlug, practice_credentials(VendorId::SmePlug), &settings);
    let call = airtill_vendors::Call::get("/networks", Vec::new());
    let page = api
        .read_catalogue(&call, &reply(200, r#"{"networks":{"9":"Emtel"}}"#), &[], Timestamp::from_millis(0))
        .unwrap();
    assert_eq!(
        (page.offers[0].network().unwrap(), page.offers[0].code.as_str()),
        (Network::T2, "9"),
        "by the owner's word"
    );
    assert!(page.unknown_names.is_empty());
}

#[test]
fn plans_are_read_by_the_networks_ids() {
    let networks = catalogue("/networks", r#"{"networks":{"1":"MTN","2":"Airtel"}}"#, &[]).unwrap().offers;
    let body = r#"{"status":true,"data":{
        "1":[{"id":"1","name":"500MB [SME]","price":"220","telco_price":"0"},{"id":"2","name":"no price"}],
        "2":[{"id":"AIR1000","name":"1GB (Gifting) - Monthly","price":"490.5","telco_price":"0"},{"id":"X","name":"free","price":"0"}],
        "9":[{"id":"7","name":"of nobody","price":"1"}]}}"#;
    let offers = catalogue("/data/plans", body, &networks).unwrap().offers;
    let read: Vec<_> =
        offers.iter().map(|offer| (offer.code.as_str(), offer.plan().unwrap().title(), offer.cost)).collect();
    assert_eq!(
        read,
        [
            ("1/1", "500MB [SME]".to_owned(), Cost::Fixed(Naira::from_naira(220))),
            ("2/AIR1000", "1GB gifting, 30 days".to_owned(), Cost::Fixed(Naira::from_kobo(49_050))),
        ]
    );
}

/// A vendor or a proxy may echo things: kept evidence stays small.
#[test]
fn evidence_and_messages_are_kept_short() {
    let long = "ẹ".repeat(5_000);
    let answer = api(VendorId::SmePlug).read_purchase(&order(), &reply(200, &long));
    assert!(answer.said.evidence.unwrap().len() <= 2_048);
    let message = format!(r#"{{"status":false,"msg":"{long}"}}"#);
    let answer = api(VendorId::SmePlug).read_purchase(&order(), &reply(200, &message));
    assert_eq!(answer.said.message.unwrap().chars().count(), 200);
}
