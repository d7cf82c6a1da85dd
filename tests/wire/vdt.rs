//! VDT's answers, and its hashes.

use airtill_credentials::Secret;
use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Refusal};
use airtill_domain::service::Service;
use airtill_domain::settings::{DetailsForm, FieldOrder, HashRecipe, KeyPlace};
use airtill_domain::vendor::VendorId;
use airtill_practice::PRACTICE_KEY;
use airtill_tests::vendor::{ACCOUNT, REFERENCE, api, orders, reply};
use airtill_vendors::vdt::{self, Fields};
use airtill_vendors::{AccountLookup, Method, NotRead, Order};

const ID: VendorId = VendorId::Vdt;

fn order() -> Order {
    orders(ID).remove(0)
}

fn ours(text: &str) -> String {
    text.replace("\"123\"", &format!("\"{ACCOUNT}\"")).replace("transReference10101012", REFERENCE)
}

fn updated(status: u16, body: &str) -> Outcome {
    api(ID).read_purchase(&order(), &reply(status, body)).outcome
}

/// The document's samples, with values in the place of `<…>` and the hash by the default recipe.
#[test]
fn requests_are_the_documents() {
    let key = Secret::new(PRACTICE_KEY.to_owned());
    let texts = |texts: &[&str]| {
        let fields = texts.iter().map(|text| ("", vdt::Value::Text((*text).to_owned()))).collect();
        vdt::hash(&Fields(fields), &HashRecipe::default(), &key)
    };
    let asked = AccountLookup { service: Service::Vdt, text: ACCOUNT.to_owned(), code: "MARS_60GB".to_owned() };
    let cases = [
        (
            api(ID).look_up(&asked).unwrap(),
            "/initiate",
            include_str!("examples/vdt/initiate.request.json").replace("<refID>", ACCOUNT),
            texts(&[ACCOUNT, "MARS_60GB"]),
        ),
        (
            api(ID).purchase(&order()).unwrap(),
            "/update",
            include_str!("examples/vdt/update.request.json")
                .replacen("<id>", ACCOUNT, 1)
                .replacen("<id>", REFERENCE, 1)
                .replacen("<id>", "566", 1)
                .replace("<amount>", "13500"),
            texts(&[ACCOUNT, REFERENCE, "13500", "566", "MARS_60GB"]),
        ),
        (
            api(ID).status(&order()).unwrap(),
            "/query",
            include_str!("examples/vdt/query.request.json").replace("<id>", REFERENCE),
            texts(&[REFERENCE]),
        ),
    ];
    for (call, path, example, hash) in cases {
        assert_eq!((call.method, call.path.as_str()), (Method::Post, path));
        let body: serde_json::Value = serde_json::from_str(&call.body.unwrap()).unwrap();
        let example = example.replace("<plan>", "MARS_60GB").replace("<hash>", &hash);
        assert_eq!(body, serde_json::from_str::<serde_json::Value>(&example).unwrap(), "{path}");
    }
    let mut order = order();
    order.cost = None;
    assert!(api(ID).purchase(&order).is_err(), "no sale without the price that was read back");
}

/// SHA-512 of a known text, so that the recipe's pieces can be seen in it.
#[test]
fn the_recipe_decides_what_is_hashed() {
    let details = vdt::Value::Details { plan: "P".to_owned(), json: r#"{"dataPlan":"P"}"#.to_owned() };
    let fields =
        Fields(vec![("b", vdt::Value::Text("2".to_owned())), ("a", vdt::Value::Text("1".to_owned())), ("c", details)]);
    let key = Secret::new("K".to_owned());
    let sha512 = |text: &str| -> String {
        use sha2::{Digest, Sha512};
        Sha512::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let plain = HashRecipe::default();
    let cases = [
        (plain.clone(), "21PK"),
        (HashRecipe { order: FieldOrder::ByName, ..plain.clone() }, "12PK"),
        (HashRecipe { separator: "|".to_owned(), ..plain.clone() }, "2|1|P|K"),
        (HashRecipe { key: KeyPlace::First, ..plain.clone() }, "K21P"),
        (HashRecipe { details: DetailsForm::Json, ..plain.clone() }, r#"21{"dataPlan":"P"}K"#),
    ];
    for (recipe, hashed) in cases {
        let hash = vdt::hash(&fields, &recipe, &key);
        assert_eq!(hash, sha512(hashed), "{recipe:?}");
        let upper = vdt::hash(&fields, &HashRecipe { upper_case: true, ..recipe.clone() }, &key);
        assert_eq!(upper, hash.to_uppercase());
        let learnt = vdt::learn(&fields, &hash, &key).unwrap();
        assert_eq!(vdt::hash(&fields, &learnt, &key), hash);
        assert!(learnt.confirmed);
    }
    assert_eq!(vdt::learn(&fields, "no hash of these", &key), None);
}

#[test]
fn every_example_and_code_has_its_outcome() {
    use Outcome::{Delivered, Refused, Unknown};
    let done = include_str!("examples/vdt/query.json");
    let duplicate = include_str!("examples/vdt/update-duplicate.json");
    assert_eq!(updated(200, done), Unknown(Doubt::Mismatch), "somebody else's");
    assert_eq!(updated(200, &ours(done)), Delivered);
    assert_eq!(updated(200, duplicate), Unknown(Doubt::Duplicate));
    assert_eq!(updated(200, &ours(duplicate)), Unknown(Doubt::Duplicate));
    assert_eq!(
        updated(401, include_str!("examples/vdt/unauthorised.txt")),
        Unknown(Doubt::Unreadable),
        "not JSON as printed"
    );
    assert_eq!(updated(200, include_str!("examples/vdt/initiate.json")), Unknown(Doubt::Unlisted));
    for (from, to) in
        [(REFERENCE, "202611221000ABCD23456789ABCE"), (ACCOUNT, "08011111112"), ("paymentReference", "other")]
    {
        assert_eq!(updated(200, &ours(done).replace(from, to)), Unknown(Doubt::Mismatch), "{from} → {to}");
    }
    for code in ["02", "03", "06", "09", "25", "99", "0", ""] {
        let body = ours(done).replace("\"responseCode\": \"00\"", &format!("\"responseCode\": \"{code}\""));
        assert_eq!(updated(200, &body), Unknown(Doubt::Unlisted), "{code}");
        assert_eq!(updated(400, &body), Unknown(Doubt::Unlisted), "{code}");
    }
    // assumption for each: the vendor's table of HTTP statuses, with a JSON object without code.
    let message = r#"{"message":"Unauthorized request."}"#;
    for (status, outcome) in [
        (400, Refused(Refusal::BadRequest)),
        (401, Refused(Refusal::Unauthorised)),
        (403, Refused(Refusal::AccountBlocked)),
        (405, Refused(Refusal::BadRequest)),
        (429, Refused(Refusal::LimitReached)),
        (402, Unknown(Doubt::Unlisted)),
        (404, Unknown(Doubt::Unlisted)),
        (200, Unknown(Doubt::Unlisted)),
        (500, Unknown(Doubt::Unlisted)),
        (503, Unknown(Doubt::Unlisted)),
    ] {
        assert_eq!(updated(status, message), outcome, "{status}");
    }
    for (body, why) in [
        (r#"{"message":"x","transReference":"y"}"#, Doubt::Unlisted),
        (r#"{"responseDesc":"Duplicate transaction detected"}"#, Doubt::Unlisted),
        (r#"{"responseCode":["01"]}"#, Doubt::Unlisted),
        (r#"{"message":"Duplicate transaction detected on transReference."}"#, Doubt::Duplicate),
    ] {
        assert_eq!(updated(400, body), Unknown(why), "{body}");
    }
    for (from, to) in [("BANK_REFERENCE_101010", ""), ("paymentReference", "other")] {
        assert_eq!(updated(200, &ours(done).replace(from, to)), Unknown(Doubt::Mismatch), "{from} → {to}");
    }
}

#[test]
fn a_query_says_delivered_or_nothing() {
    let found = |status, body: &str| api(ID).read_status(&order(), &reply(status, body)).finding;
    let done = include_str!("examples/vdt/query.json");
    assert_eq!(found(200, done), Finding::Unclear, "somebody else's");
    assert_eq!(found(200, &ours(done)), Finding::Delivered, "assumption: 00 means that it was paid");
    for code in ["01", "06", "25", "99"] {
        let body = ours(done).replace("\"responseCode\": \"00\"", &format!("\"responseCode\": \"{code}\""));
        assert_eq!(found(200, &body), Finding::Unclear, "{code}: not documented, so no end");
    }
    for status in [400, 401, 404, 500] {
        assert_eq!(found(status, &ours(done)), Finding::Unclear, "{status}");
    }
}

#[test]
fn initiate_names_the_customer_the_plan_and_the_price() {
    let asked = AccountLookup { service: Service::Vdt, text: "123".to_owned(), code: "MARS_60GB".to_owned() };
    let shown = include_str!("examples/vdt/initiate.json");
    let read = |status, text: &str| api(ID).read_look_up(&asked, &reply(status, text));
    let found = read(200, shown).unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.cost), ("Firstname Lastname", Some(Naira::from_naira(13_500))));
    assert_eq!(found.accounts, [("123".to_owned(), "60GB + UNLIMITED NIGHT (MARS)".to_owned())]);
    for (from, to) in
        [("\"123\"", "\"124\""), ("MARS_60GB", "MARS_6GB"), ("566", "840"), ("13500", "0"), ("Firstname Lastname", "")]
    {
        assert!(read(200, &shown.replace(from, to)).is_err(), "{from} → {to}: not about what was asked");
    }
    let refused =
        shown.replace("\"statusCode\": \"00\"", "\"statusCode\": \"04\"").replace("Successful.", "Unknown customer.");
    assert_eq!(read(200, &refused), Ok(Err("Unknown customer.".to_owned())));
    assert_eq!(read(401, r#"{"message":"Unauthorized request."}"#), Err(NotRead::Unauthorised));
    assert!(read(200, "<html>").is_err());
}
