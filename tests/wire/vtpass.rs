//! VTpass's answers: its document's, and the whole table of its response codes.

use airtill_credentials::{Credentials, Secret};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item};
use airtill_domain::outcome::{Doubt, Finding, Outcome, Pending, Refusal};
use airtill_domain::service::Service;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use airtill_tests::vendor::{ACCOUNT, REFERENCE, api, delivered, orders, reply};
use airtill_vendors::{AccountLookup, Call, Method, NotRead, Order};

const ID: VendorId = VendorId::Vtpass;

fn airtime() -> Order {
    orders(ID).remove(0)
}

fn smile() -> Order {
    orders(ID).remove(2)
}

fn paid(order: &Order, status: u16, body: &str) -> Outcome {
    api(ID).read_purchase(order, &reply(status, body)).outcome
}

#[test]
fn requests_are_the_documents() {
    let body = |order: &Order| -> serde_json::Value {
        let call = api(ID).purchase(order).unwrap();
        assert_eq!((call.method, call.path.as_str()), (Method::Post, "/pay"));
        serde_json::from_str(&call.body.unwrap()).unwrap()
    };
    // "Needed payload": request_id, serviceID, billersCode, variation_code, amount (ignored), phone.
    let expected = serde_json::json!({ "request_id": REFERENCE, "serviceID": "smile-direct", "billersCode": ACCOUNT,
        "variation_code": "516", "amount": 510, "phone": "08031234567" });
    assert_eq!(body(&smile()), expected);
    let expected =
        serde_json::json!({ "request_id": REFERENCE, "serviceID": "mtn", "amount": 500, "phone": "08031234567" });
    assert_eq!(body(&airtime()), expected);
    let expected = serde_json::json!({ "request_id": REFERENCE, "serviceID": "mtn-data", "billersCode": "08031234567",
        "variation_code": "mtn-1gb-1", "amount": 350, "phone": "08031234567" });
    assert_eq!(body(&orders(ID)[1]), expected);
    let requery = api(ID).status(&smile()).unwrap();
    assert_eq!((requery.method, requery.path.as_str()), (Method::Post, "/requery"));
    assert_eq!(requery.body.unwrap(), format!(r#"{{"request_id":"{REFERENCE}"}}"#));
    assert!(REFERENCE.len() >= 12 && REFERENCE[..12].bytes().all(|b| b.is_ascii_digit()));
    let mut order = smile();
    order.recipient = airtime().recipient;
    assert!(api(ID).purchase(&order).is_err(), "Smile is sold to an account alone");
}

/// Both ways of authentication: e-mail and password; or the key, with the public one for questions and the secret one for
/// everything that is posted.
#[test]
fn both_ways_of_authentication_have_their_headers() {
    let headers = |call: Option<Call>| -> Vec<(String, String)> {
        call.unwrap().headers.iter().map(|(name, value)| ((*name).to_owned(), value.expose().to_owned())).collect()
    };
    let with = |kind: CredentialKind, parts: &[(CredentialField, &str)]| {
        let parts = parts.iter().map(|(field, text)| (*field, Secret::new((*text).to_owned()))).collect();
        let settings = airtill_domain::settings::VendorSettings::of(ID);
        airtill_vendors::vendor(ID, Credentials::whole(kind, parts).unwrap(), &settings)
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let basic = with(
        CredentialKind::EmailAndPassword,
        &[(CredentialField::Email, "shop@example.com"), (CredentialField::Password, "pass word")],
    );
    let expected = vec![pair("authorization", "Basic c2hvcEBleGFtcGxlLmNvbTpwYXNzIHdvcmQ=")];
    assert_eq!(headers(basic.balance()), expected);
    assert_eq!(headers(basic.status(&airtime())), expected);
    let keys = with(
        CredentialKind::KeyPair,
        &[
            (CredentialField::Key, "the-api-key"),
            (CredentialField::PublicKey, "PK_public"),
            (CredentialField::SecretKey, "SK_secret"),
        ],
    );
    assert_eq!(headers(keys.balance()), [pair("api-key", "the-api-key"), pair("public-key", "PK_public")]);
    assert_eq!(headers(keys.status(&airtime())), [pair("api-key", "the-api-key"), pair("secret-key", "SK_secret")]);
    assert_eq!(
        headers(keys.purchase(&airtime()).ok()),
        [pair("api-key", "the-api-key"), pair("secret-key", "SK_secret")]
    );
}

#[test]
fn the_documents_purchase_and_requery_are_read() {
    let (pay, requery) = (include_str!("examples/vtpass/pay.json"), include_str!("examples/vtpass/requery.json"));
    assert_eq!(paid(&smile(), 200, pay), Outcome::Unknown(Doubt::Mismatch), "somebody else's");
    let ours = |text: &str| text.replace("2025031013539914751", REFERENCE);
    let answer = api(ID).read_purchase(&smile(), &reply(200, &ours(pay)));
    assert_eq!(answer.outcome, Outcome::Delivered);
    assert_eq!(answer.said.charged, Some(Naira::from_kobo(48_705)), "what it cost, not its face");
    assert_eq!(answer.said.vendor_reference.as_deref(), Some("17416112265510580000821264"));
    let found = |order: &Order, text: &str| api(ID).read_status(order, &reply(200, text)).finding;
    assert_eq!(found(&smile(), requery), Finding::Unclear, "somebody else's");
    assert_eq!(found(&smile(), &ours(requery)), Finding::Delivered);
    for (from, to) in [
        ("\"unique_element\": \"08011111111\"", "\"unique_element\": \"08011111112\""),
        ("\"status\": \"delivered\"", "\"status\": \"Something\""),
        ("\"code\": \"000\"", "\"code\": 0"),
        ("\"code\": \"000\"", "\"code\": \"00\""),
    ] {
        assert_eq!(found(&smile(), &ours(requery).replace(from, to)), Finding::Unclear, "{from} → {to}");
        assert!(matches!(paid(&smile(), 200, &ours(pay).replace(from, to)), Outcome::Unknown(_)), "{from} → {to}");
    }
    let good = delivered(&airtime(), ID);
    assert_eq!(paid(&airtime(), 200, &good), Outcome::Delivered);
    let other = good.replace("\"amount\": \"500\"", "\"amount\": \"50.00\"");
    assert_eq!(paid(&airtime(), 200, &other), Outcome::Unknown(Doubt::Mismatch), "another amount");
    let same = good.replace("\"amount\": \"500\"", "\"amount\": 500.0");
    assert_eq!(paid(&airtime(), 200, &same), Outcome::Delivered, "a number is as good as a text");
}

/// The response-codes page, row by row. The class of each is an assumption but where the page says "treat as failed" (011, 012,
/// 020, 030) or what became of the money (016, 040, 091, 099).
#[test]
fn every_code_of_the_table_has_its_outcome() {
    use Outcome::{Refused, Unknown};
    let rows: [(&str, Outcome); 37] = [
        ("001", Unknown(Doubt::Unlisted)),
        ("010", Refused(Refusal::NotOffered)),
        ("011", Refused(Refusal::BadRequest)),
        ("012", Refused(Refusal::NotOffered)),
        ("013", Refused(Refusal::LimitReached)),
        ("014", Unknown(Doubt::Duplicate)),
        ("015", Unknown(Doubt::Unlisted)),
        ("016", Refused(Refusal::Failed)),
        ("017", Refused(Refusal::LimitReached)),
        ("018", Refused(Refusal::LowWallet)),
        ("019", Unknown(Doubt::Duplicate)),
        ("020", Refused(Refusal::BadRequest)),
        ("021", Refused(Refusal::AccountBlocked)),
        ("022", Refused(Refusal::AccountBlocked)),
        ("023", Refused(Refusal::AccountBlocked)),
        ("024", Refused(Refusal::AccountBlocked)),
        ("025", Refused(Refusal::BadRequest)),
        ("026", Refused(Refusal::BadRequest)),
        ("027", Refused(Refusal::Unauthorised)),
        ("028", Refused(Refusal::NotOffered)),
        ("030", Refused(Refusal::ServiceDown)),
        ("031", Refused(Refusal::LimitReached)),
        ("032", Refused(Refusal::LimitReached)),
        ("034", Refused(Refusal::ServiceDown)),
        ("035", Refused(Refusal::ServiceDown)),
        ("040", Refused(Refusal::Failed)),
        ("044", Unknown(Doubt::Unlisted)),
        ("083", Unknown(Doubt::Unlisted)),
        ("085", Refused(Refusal::BadRequest)),
        ("087", Refused(Refusal::Unauthorised)),
        ("089", Unknown(Doubt::Duplicate)),
        ("091", Refused(Refusal::Failed)),
        ("099", Outcome::Pending(Pending::Processing)),
        ("999", Unknown(Doubt::Unlisted)),
        ("000", Unknown(Doubt::Unlisted)),
        ("", Unknown(Doubt::Unlisted)),
        ("0000", Unknown(Doubt::Unlisted)),
    ];
    for (code, outcome) in rows {
        for content in [r#"{"errors":"words"}"#, "null", "{}", "[]"] {
            let body = format!(r#"{{"code":"{code}","content":{content},"response_description":"words"}}"#);
            assert_eq!(paid(&airtime(), 200, &body), outcome, "{body}");
            let other =
                format!(r#"{{"code":"{code}","content":{content},"requestId":"202611221000SOMEBODYELSE0000"}}"#);
            assert_eq!(paid(&airtime(), 200, &other), Unknown(Doubt::Mismatch), "{other}");
        }
    }
    // A refusal that speaks of a transaction that has not failed contradicts itself; and 000 without our id is nobody's.
    let inner = |code: &str, status: &str, id: &str| {
        format!(r#"{{"code":"{code}",{id}"content":{{"transactions":{{"status":"{status}"}}}}}}"#)
    };
    let ours = format!(r#""requestId":"{REFERENCE}","#);
    for code in ["010", "016", "018", "040", "091"] {
        for status in ["delivered", "pending", "initiated", "who knows"] {
            assert_eq!(paid(&airtime(), 200, &inner(code, status, &ours)), Unknown(Doubt::Unlisted), "{code} {status}");
        }
        assert!(matches!(paid(&airtime(), 200, &inner(code, "failed", &ours)), Refused(_)), "{code}");
    }
    assert_eq!(paid(&airtime(), 200, &inner("000", "failed", "")), Unknown(Doubt::Unlisted));
    assert_eq!(paid(&airtime(), 200, &inner("000", "failed", &ours)), Refused(Refusal::Failed));
    for (status, outcome) in [
        ("delivered", Outcome::Delivered),
        ("initiated", Outcome::Pending(Pending::Processing)),
        ("pending", Outcome::Pending(Pending::Processing)),
        ("processing", Outcome::Pending(Pending::Processing)),
        ("failed", Refused(Refusal::Failed)),
        ("reversed", Refused(Refusal::Failed)),
        ("resolved", Unknown(Doubt::Unlisted)),
    ] {
        let body = delivered(&airtime(), ID).replace("\"status\": \"delivered\"", &format!("\"status\": \"{status}\""));
        assert_eq!(paid(&airtime(), 200, &body), outcome, "000 and {status}");
    }
    for (status, body, outcome) in [
        (401, r#"{"code":"087","message":"INVALID CREDENTIALS"}"#, Refused(Refusal::Unauthorised)),
        (401, r#""Invalid Credentials.""#, Refused(Refusal::Unauthorised)),
        (200, r#""Invalid Credentials.""#, Unknown(Doubt::Unlisted)),
        (401, r#""Something else""#, Unknown(Doubt::Unlisted)),
        (403, "<html>", Unknown(Doubt::Unreadable)),
        (200, "[]", Unknown(Doubt::Unreadable)),
        (200, "16", Unknown(Doubt::Unreadable)),
        (502, r#"{"code":"016"}"#, Unknown(Doubt::Unlisted)),
        (200, r#"{"code":16}"#, Unknown(Doubt::Unlisted)),
    ] {
        assert_eq!(paid(&airtime(), status, body), outcome, "{status} {body}");
    }
}

#[test]
fn a_requery_says_no_more_than_it_does() {
    let found = |body: &str| api(ID).read_status(&airtime(), &reply(200, body)).finding;
    let with = |code: &str, id: &str| {
        format!(r#"{{"code":"{code}","content":{{"transactions":{{"status":"failed"}}}},"requestId":"{id}"}}"#)
    };
    for (code, finding) in [
        ("015", Finding::NotFound),
        ("016", Finding::Failed),
        ("040", Finding::Reversed),
        ("099", Finding::Pending),
        ("089", Finding::Pending),
        ("000", Finding::Failed),
        ("011", Finding::Unclear),
        ("018", Finding::Unclear),
        ("044", Finding::Unclear),
        ("083", Finding::Unclear),
        ("087", Finding::Unclear),
        ("999", Finding::Unclear),
    ] {
        assert_eq!(found(&with(code, REFERENCE)), finding, "{code}");
        if matches!(finding, Finding::Failed | Finding::Reversed | Finding::NotFound) {
            assert_eq!(found(&with(code, "another")), Finding::Unclear, "{code} of another request");
            let contradicting = with(code, REFERENCE).replace("failed", "delivered");
            assert!(code == "015" || found(&contradicting) != finding, "{code} and delivered");
        }
    }
    let old = |inner: &str, id: &str| {
        format!(
            r#"{{"code":"001","response_description":"TRANSACTION QUERY","content":{{"requestId":"{id}","response_code":"{inner}"}}}}"#
        )
    };
    assert_eq!(found(&old("016", REFERENCE)), Finding::Failed);
    assert_eq!(found(&old("000", REFERENCE)), Finding::Unclear, "it shows too little to be a delivery");
    assert_eq!(found(&old("016", "another")), Finding::Unclear);
    let newer = include_str!("examples/vtpass/requery.json").replace("2025031013539914751", REFERENCE);
    let newer = newer.replace("\"code\": \"000\"", "\"code\": \"001\"");
    assert_eq!(
        api(ID).read_status(&smile(), &reply(200, &newer)).finding,
        Finding::Delivered,
        "the whole transaction is there"
    );
    assert_eq!(api(ID).read_status(&airtime(), &reply(401, &with("016", REFERENCE))).finding, Finding::Unclear);
}

/// The Smile list comes out whole: 57 variations, of which one is airtime at 0.00 and no plan.
#[test]
fn the_smile_list_comes_out_whole() {
    let shown = include_str!("examples/vtpass/smile-variations.json");
    let call = Call::get("/service-variations?serviceID=smile-direct", Vec::new());
    let read = |text: &str| api(ID).read_catalogue(&call, &reply(200, text), &[], Timestamp::from_millis(0));
    let offers = read(shown).unwrap().offers;
    assert_eq!(offers.len(), 57);
    let airtime: Vec<_> = offers.iter().filter(|offer| offer.plan().is_none()).collect();
    assert_eq!(
        (airtime.len(), airtime[0].code.as_str(), airtime[0].cost),
        (1, "smile-direct/airtime", Cost::NotPublished)
    );
    assert!(matches!(airtime[0].item, Item::Airtime { network: Network::Smile, .. }));
    for offer in offers.iter().filter(|offer| offer.plan().is_some()) {
        let plan = offer.plan().unwrap();
        let Cost::Printed(price) = offer.cost else { panic!("{offer:?}") };
        assert!(
            plan.name.ends_with(&format!("{} Naira", price.short().replace('₦', ""))),
            "{} costs {price}",
            plan.name
        );
        assert!(plan.days.is_some(), "{}: every plan says how long it lasts", plan.name);
        assert_eq!(plan.name, plan.name.trim());
    }
    let sized = offers.iter().filter(|offer| offer.plan().is_some_and(|plan| plan.size_mb.is_some())).count();
    assert_eq!(sized, 36, "voice, unlimited and speed plans have no size");
    // Older pages have the misspelt list alone.
    let misspelt = shown.replace("\"variations\"", "\"something\"");
    assert_eq!(read(&misspelt).unwrap().offers.len(), 57);
    assert!(read(r#"{"response_description":"000","content":{"serviceID":"smile-direct"}}"#).is_err());
    assert!(read(&shown.replace("\"response_description\": \"000\"", "\"response_description\": \"016\"")).is_err());
}

#[test]
fn services_balance_and_accounts_are_read() {
    let page = |path: &str, text: &str| {
        api(ID).read_catalogue(&Call::get(path, Vec::new()), &reply(200, text), &[], Timestamp::from_millis(0)).unwrap()
    };
    let services = r#"{"response_description":"000","content":[
        {"serviceID":"mtn","name":"MTN Airtime VTU","minimium_amount":"10","maximum_amount":200000,"convinience_fee":"0 %"},
        {"serviceID":"etisalat","name":"T2","minimium_amount":"5","maximum_amount":"50000"},
        {"serviceID":"foreign-airtime","name":"International","minimium_amount":"1","maximum_amount":"1"}]}"#;
    let airtime = page("/services?identifier=airtime", services).offers;
    let read: Vec<_> = airtime.iter().map(|offer| (offer.network().unwrap(), offer.item.clone())).collect();
    let limits = |least, most| Some((Naira::from_naira(least), Naira::from_naira(most)));
    assert_eq!(
        read,
        [
            (Network::Mtn, Item::Airtime { network: Network::Mtn, limits: limits(10, 200_000) }),
            (Network::T2, Item::Airtime { network: Network::T2, limits: limits(5, 50_000) }),
        ]
    );
    let listed = r#"{"response_description":"000","content":[{"serviceID":"mtn-data"},{"serviceID":"spectranet"}]}"#;
    let twice = listed.replace("[{", r#"[{"serviceID":"mtn-data"},{"#);
    assert_eq!(page("/services?identifier=data", &twice).more.len(), 1);
    let refused = r#"{"code":"011","content":{"errors":"Service is Not Valid"}}"#;
    assert!(page("/service-variations?serviceID=glo-sme-data", refused).offers.is_empty(), "the others are sold");
    let more = page("/services?identifier=data", listed).more;
    assert_eq!(more.len(), 1);
    assert_eq!(more[0].path, "/service-variations?serviceID=mtn-data");
    let balance = |text: &str| api(ID).read_balance(&reply(200, text));
    assert_eq!(balance(r#"{"code":1,"contents":{"balance":1081.8199999998}}"#), Ok(Naira::from_kobo(108_182)));
    assert_eq!(balance(r#"{"code":"1","contents":{"balance":"0.7000000000000001"}}"#), Ok(Naira::from_kobo(70)));
    assert_eq!(balance(r#"{"code":"000","contents":{"balance":5}}"#), Err(NotRead::Unreadable(200)));
    assert_eq!(balance(r#"{"code":"087","message":"INVALID CREDENTIALS"}"#), Err(NotRead::Unauthorised));
    let asked = AccountLookup { service: Service::Smile, text: "tester@sandbox.com".to_owned(), code: String::new() };
    let call = api(ID).look_up(&asked).unwrap();
    assert_eq!(call.path, "/merchant-verify/smile/email");
    assert_eq!(call.body.unwrap(), r#"{"billersCode":"tester@sandbox.com","serviceID":"smile-direct"}"#);
    let verified = |text: &str| api(ID).read_look_up(&asked, &reply(200, text));
    let found = verified(include_str!("examples/vtpass/verify-email.json")).unwrap().unwrap();
    assert_eq!(found.name, "THE TESTER ITSELF");
    let account = |name: &str| ("08011111111".to_owned(), name.to_owned());
    assert_eq!(found.accounts, [account("TESTER1"), account("TESTER2")]);
    assert_eq!(
        verified(r#"{"code":"011","content":{"errors":"Email does not exist"}}"#),
        Ok(Err("Email does not exist".to_owned()))
    );
    assert!(verified("<html>").is_err());
    // By a number, where no list of accounts is shown: the account is the one that was asked about.
    let by_number = AccountLookup { text: "08011111111".to_owned(), ..asked };
    assert_eq!(api(ID).look_up(&by_number).unwrap().path, "/merchant-verify");
    let named = |asked: &AccountLookup| {
        let shown = r#"{"code":"000","content":{"Customer_Name":"TESTER"}}"#;
        api(ID).read_look_up(asked, &reply(200, shown)).unwrap()
    };
    assert_eq!(named(&by_number).unwrap().accounts, [("08011111111".to_owned(), "08011111111".to_owned())]);
    let by_address = AccountLookup { text: "tester@sandbox.com".to_owned(), ..by_number };
    assert!(named(&by_address).is_err(), "an address is no account");
}
