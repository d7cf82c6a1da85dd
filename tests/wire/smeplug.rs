use airtill::domain::money::Naira;
use airtill::domain::network::Network;
use airtill::domain::outcome::{Doubt, Finding, Outcome, Pending, Refusal};
use airtill::domain::phone::Msisdn;
use airtill::domain::product::Product;
use airtill::domain::reference::Reference;
use airtill::vendors::smeplug::SmePlug;
use airtill::vendors::{NetworkIds, NotRead, Order, Reply, Vendor};
use proptest::prelude::*;

const REFERENCE: &str = "202611221402ABCD23456789ABCD";

fn order() -> Order {
    Order {
        product: Product::Airtime { network: Network::Mtn, face: Naira::from_naira(500) },
        recipient: Msisdn::parse("08031234567").unwrap(),
        reference: Reference::parse(REFERENCE).unwrap(),
    }
}

fn reply(status: u16, body: &str) -> Reply {
    Reply { status, body: body.as_bytes().to_vec() }
}

fn bought(status: u16, body: &str) -> Outcome {
    SmePlug.read_purchase(&order(), &reply(status, body)).outcome
}

fn found(status: u16, body: &str) -> Finding {
    SmePlug.read_status(&order(), &reply(status, body)).finding
}

#[test]
fn the_request_is_the_documents() {
    let networks = NetworkIds::from([(Network::Mtn, 1)]);
    let call = SmePlug.purchase(&order(), &networks).unwrap();
    assert_eq!(call.path, "/airtime/purchase");
    let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    let expected = serde_json::json!({
        "network_id": 1, "phone": "08031234567", "amount": 500, "customer_reference": REFERENCE });
    assert_eq!(body, expected);
    assert_eq!(SmePlug.status(&order().reference).path, format!("/transactions/{REFERENCE}"));
    assert!(SmePlug.purchase(&order(), &NetworkIds::new()).is_err(), "a network that is not listed is not sold");
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
        (200, r#"{"status":false,"msg":"Unable to purchase airtime"}"#, Unknown(Doubt::Unlisted)),
        (400, r#"{"status":false,"msg":"Duplicate customer reference"}"#, Unknown(Doubt::Duplicate)),
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
        let report = SmePlug.read_status(&order(), &reply(200, &body));
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
        ("no kind", transaction("success", REFERENCE, "08031234567", "")),
        ("a word that is not listed", transaction("reversed", REFERENCE, "08031234567", "Airtime purchase")),
        ("another's failure", transaction("failed", "other", "08031234567", "Airtime purchase")),
    ] {
        assert_eq!(found(200, &body), Finding::Unclear, "{what}");
    }
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
    let balance = |status, body: &str| SmePlug.read_balance(&reply(status, body));
    assert_eq!(balance(200, r#"{"balance":3229.12}"#), Ok(Naira::from_kobo(322_912)));
    assert_eq!(balance(200, r#"{"balance":"3229.129"}"#), Ok(Naira::from_kobo(322_912)), "rounded down, never up");
    assert_eq!(balance(200, r#"{"data":{"balance":5}}"#), Ok(Naira::from_naira(5)));
    assert_eq!(balance(401, "anything"), Err(NotRead::Unauthorised));
    assert_eq!(balance(200, r#"{"status":false,"balance":5}"#), Err(NotRead::Unreadable(200)));
    assert_eq!(balance(200, r#"{"balance":null}"#), Err(NotRead::Unreadable(200)));
    let networks = |body: &str| SmePlug.read_networks(&reply(200, body));
    let read = networks(r#"{"status":true,"networks":{"1":"MTN","2":"Airtel","3":"9Mobile","4":"Glo","5":"Smile"}}"#);
    let expected = NetworkIds::from([(Network::Mtn, 1), (Network::Airtel, 2), (Network::T2, 3), (Network::Glo, 4)]);
    assert_eq!(read, Ok(expected));
    let twice = networks(r#"{"networks":{"1":"MTN","3":"9Mobile","7":"T2"}}"#).unwrap();
    assert_eq!(twice, NetworkIds::from([(Network::Mtn, 1)]), "a network named twice is not guessed at");
    assert_eq!(networks(r#"{"status":true}"#), Err(NotRead::Unreadable(200)));
}

/// A vendor or a proxy may echo things: kept evidence stays small.
#[test]
fn evidence_and_messages_are_kept_short() {
    let long = "ẹ".repeat(5_000);
    let answer = SmePlug.read_purchase(&order(), &reply(200, &long));
    assert!(answer.said.evidence.unwrap().len() <= 2_048);
    let message = format!(r#"{{"status":false,"msg":"{long}"}}"#);
    let answer = SmePlug.read_purchase(&order(), &reply(200, &message));
    assert_eq!(answer.said.message.unwrap().chars().count(), 200);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// No byte string is read as delivered or refused by accident.
    #[test]
    fn no_bytes_are_an_end_by_accident(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let reply = Reply { status, body };
        let bought = SmePlug.read_purchase(&order(), &reply).outcome;
        prop_assert!(matches!(bought, Outcome::Unknown(_)), "{:?}", bought);
        let found = SmePlug.read_status(&order(), &reply).finding;
        prop_assert!(matches!(found, Finding::Unclear));
    }

    /// A success whose every byte may be changed is delivered only with the words for it still there.
    #[test]
    fn a_changed_byte_never_makes_another_sale_ours(at in 0_usize..400, byte in any::<u8>()) {
        let body = format!(
            r#"{{"status":true,"transaction":{{"status":"success","reference":"4","customer_reference":"{REFERENCE}","type":"Airtime","beneficiary":"08031234567","price":"5"}}}}"#
        );
        let mut bytes = body.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if SmePlug.read_status(&order(), &Reply { status: 200, body: bytes.clone() }).finding == Finding::Delivered {
            let text = String::from_utf8(bytes).unwrap();
            prop_assert!(text.contains(REFERENCE) && text.contains("08031234567") && text.to_lowercase().contains("success"));
        }
    }
}
