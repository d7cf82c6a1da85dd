//! Simpu's answers. Every row is an assumption: the document lists six words and says nothing of them.

use airtill_domain::network::Network;
use airtill_domain::outcome::{Doubt, Outcome, Pending, Refusal};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_tests::vendor::{REFERENCE, api, delivered, orders, reply};
use airtill_vendors::{Method, Order};

const ID: VendorId = VendorId::Simpu;

fn order() -> Order {
    orders(ID).remove(0)
}

fn bought(status: u16, body: &str) -> Outcome {
    api(ID).read_purchase(&order(), &reply(status, body)).outcome
}

/// The document's request, with ours in the place of its values; `callback` is optional and left out.
#[test]
fn the_request_is_the_documents() {
    let call = api(ID).purchase(&order()).unwrap();
    assert_eq!((call.method, call.path.as_str()), (Method::Post, "/airtime/buy"));
    let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
    let shown = include_str!("examples/simpu/buy.request.json")
        .replace("Airtel", "MTN")
        .replace("1500", "500")
        .replace("2348023456789", "2348031234567")
        .replace("674535b2b39158b9aae90188fcec23eb", REFERENCE);
    let mut shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    shown.as_object_mut().unwrap().remove("callback");
    assert_eq!(body, shown);
    assert_eq!(call.headers[0].1.expose(), airtill_practice::PRACTICE_KEY, "bare, without Bearer");
    let offers = api(ID).known_offers(Timestamp::from_millis(0));
    let names: Vec<&str> = offers.iter().map(|offer| offer.code.as_str()).collect();
    assert_eq!(names, ["Airtel", "MTN", "Glo", "9mobile", "NTEL"], "the document's spelling");
    assert_eq!(offers[3].network(), Some(Network::T2));
    assert_eq!(api(ID).status(&order()), None, "nobody can be asked");
}

#[test]
fn every_word_has_its_outcome() {
    use Outcome::{Delivered, Refused, Unknown};
    assert_eq!(bought(200, include_str!("examples/simpu/buy.json")), Unknown(Doubt::Mismatch), "somebody else's");
    let good = delivered(&order(), ID);
    let with = |word: &str| good.replace("\"status\": \"success\"", &format!("\"status\": \"{word}\""));
    let refunded = |word: &str| with(word).replace("\"refunded\": false", "\"refunded\": true");
    for (body, outcome) in [
        (with("success"), Delivered),
        (with("SUCCESS"), Delivered),
        (with("pending"), Outcome::Pending(Pending::Processing)),
        (with("sent"), Outcome::Pending(Pending::Processing)),
        (with("failed"), Unknown(Doubt::FailedPerhaps)),
        (with("error"), Unknown(Doubt::FailedPerhaps)),
        (refunded("failed"), Refused(Refusal::Failed)),
        (refunded("error"), Refused(Refusal::Failed)),
        (refunded("failed").replace(REFERENCE, "another"), Unknown(Doubt::FailedPerhaps)),
        (with("duplicate"), Unknown(Doubt::Duplicate)),
        (with("queued"), Unknown(Doubt::Unlisted)),
        (good.replace(REFERENCE, "another"), Unknown(Doubt::Mismatch)),
        (good.replace("2348031234567", "2348031234568"), Unknown(Doubt::Mismatch)),
        (good.replace("\"network\": \"MTN\"", "\"network\": \"Glo\""), Unknown(Doubt::Mismatch)),
        (good.replace("1500", "9"), Delivered),
        (format!(r#"{{"status":200,"type":"success","data":{good}}}"#), Delivered),
    ] {
        assert_eq!(bought(200, &body), outcome, "{body}");
    }
    let message = r#"{"message":"no"}"#;
    for (status, body, outcome) in [
        (400, message, Unknown(Doubt::Unlisted)),
        (422, message, Unknown(Doubt::Unlisted)),
        (401, message, Refused(Refusal::Unauthorised)),
        (403, message, Refused(Refusal::Unauthorised)),
        (401, r#"{"message":"Duplicate external_ref"}"#, Unknown(Doubt::Unlisted)),
        (401, r#"{"status":"pending"}"#, Unknown(Doubt::Unlisted)),
        (403, r#"{"status":400,"data":{"id":"67","status":"pending"}}"#, Unknown(Doubt::Unlisted)),
        (200, message, Unknown(Doubt::Unlisted)),
        (404, message, Unknown(Doubt::Unlisted)),
        (429, message, Unknown(Doubt::Unlisted)),
        (500, message, Unknown(Doubt::Unlisted)),
        (400, "<html>", Unknown(Doubt::Unreadable)),
        (400, r#"{"id":"1","message":"no"}"#, Unknown(Doubt::Unlisted)),
        (400, &good, Unknown(Doubt::Unlisted)),
    ] {
        assert_eq!(bought(status, body), outcome, "{status} {body}");
    }
}

/// The document's request whole, with an address to call; without one nothing stands there.
#[test]
fn the_request_has_a_callback_where_somebody_listens() {
    let shown = include_str!("examples/simpu/buy.request.json");
    let shown: serde_json::Value = serde_json::from_str(shown).unwrap();
    let mut order = orders(VendorId::Simpu).remove(0);
    let body = |order: &Order| -> serde_json::Value {
        serde_json::from_str(&api(VendorId::Simpu).purchase(order).unwrap().body.unwrap()).unwrap()
    };
    assert!(body(&order).get("callback").is_none());
    order.callback = shown["callback"].as_str().map(str::to_owned);
    let sent = body(&order);
    assert_eq!(sent["callback"], shown["callback"]);
    let names = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sent).len(), names(&shown).len(), "every field of the document's and none besides");
}
