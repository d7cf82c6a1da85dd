//! What must hold for any bytes: nothing is read as an end by accident, and no reader fails.
//!
//! 10,000 cases each; `PROPTEST_CASES` asks for more.

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Finding, Outcome};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_tests::vendor::{NUMBER, REFERENCE, api, delivered, orders, says_no};
use airtill_vendors::{AccountLookup, Call, Order, Reply};
use proptest::prelude::*;
use serde_json::Value;

fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000);
    ProptestConfig { cases, ..ProptestConfig::default() }
}

fn sample(n: usize) -> (VendorId, Order) {
    let all: Vec<(VendorId, Order)> =
        VendorId::ALL.into_iter().flat_map(|id| orders(id).into_iter().map(move |order| (id, order))).collect();
    all[n % all.len()].clone()
}

/// A way through a JSON value, and what is done at its end.
#[derive(Clone, Debug)]
enum Change {
    Remove,
    Null,
    Number(i64),
    Flag(bool),
    Text(String),
    Wrap,
    Empty,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        Just(Change::Remove),
        Just(Change::Null),
        any::<i64>().prop_map(Change::Number),
        any::<bool>().prop_map(Change::Flag),
        "[a-zA-Z0-9 .]{0,30}".prop_map(Change::Text),
        Just(Change::Text(REFERENCE.to_owned())),
        Just(Change::Text(NUMBER.to_owned())),
        Just(Change::Wrap),
        Just(Change::Empty),
    ]
}

fn apply(value: &mut Value, way: &[usize], change: &Change) {
    let (step, rest) = match way.split_first() {
        Some((step, rest)) => (*step, rest),
        None => (0, [].as_slice()),
    };
    let last = way.len() <= 1;
    match value {
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(step % map.len()).unwrap().clone();
            if last && matches!(change, Change::Remove) {
                map.remove(&key);
            } else if last {
                *map.get_mut(&key).unwrap() = changed(&map[&key], change);
            } else {
                apply(map.get_mut(&key).unwrap(), rest, change);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let at = step % items.len();
            apply(&mut items[at], rest, change);
        }
        other => *other = changed(other, change),
    }
}

fn changed(before: &Value, change: &Change) -> Value {
    match change {
        Change::Remove | Change::Null => Value::Null,
        Change::Number(number) => Value::from(*number),
        Change::Flag(flag) => Value::from(*flag),
        Change::Text(text) => Value::from(text.clone()),
        Change::Wrap => Value::Array(vec![before.clone()]),
        Change::Empty => serde_json::json!({}),
    }
}

/// The fields that have to stand in the body still, found without the reader's help.
fn all_fields_stand(id: VendorId, order: &Order, body: &Value) -> bool {
    let shows = airtill_vendors::capability(id).shows;
    let has = |wanted: &str| leaves(body).iter().any(|leaf| leaf.trim().ends_with(wanted));
    let recipient = order.recipient.local();
    let face = order.product.face().and_then(|face| face.whole()).map(|naira| naira.to_string());
    let plan = order.plan.as_deref().unwrap_or_default();
    let named = leaves(body).iter().any(|leaf| leaf.eq_ignore_ascii_case(plan));
    (!shows.plan || order.product.face().is_some() || named)
        && (!shows.reference || has(REFERENCE))
        && (!shows.recipient || has(&recipient[1..]))
        && (!shows.face || face.is_none_or(|face| leaves(body).iter().any(|leaf| leaf.starts_with(&face))))
}

fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(leaves).collect(),
        Value::Object(map) => map.values().flat_map(leaves).collect(),
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// Every answer that tells a balance.
const BALANCES: [(VendorId, &str); 3] = [
    (VendorId::SmePlug, r#"{"balance":AMOUNT}"#),
    (
        VendorId::Strongmb,
        r#"{"status":true,"metadata":{"code":"WALLET_DETAILS_RETRIEVED"},"data":{"wallets":[{"currency":"NGN","balance":AMOUNT}]}}"#,
    ),
    (VendorId::Vtpass, r#"{"code":1,"contents":{"balance":AMOUNT}}"#),
];

/// `12,345` of 12345.
fn in_groups(whole: i64, separator: &str) -> String {
    let digits = whole.to_string();
    let first = digits.len() % 3;
    let groups = digits.as_bytes()[first..].chunks(3).map(|group| std::str::from_utf8(group).unwrap());
    let first = Some(&digits[..first]).filter(|first| !first.is_empty());
    first.into_iter().chain(groups).collect::<Vec<_>>().join(separator)
}

proptest! {
    #![proptest_config(config())]

    /// No byte string is read as delivered, or as refused without a JSON object that could say so.
    #[test]
    fn no_bytes_are_an_end_by_accident(n in 0_usize..40, status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let (id, order) = sample(n);
        let reply = Reply { status, body };
        let read = api(id).read_purchase(&order, &reply).outcome;
        let object = serde_json::from_slice::<serde_json::Map<String, Value>>(&reply.body).is_ok();
        match read {
            Outcome::Unknown(_) => {}
            Outcome::Refused(_) => prop_assert!(object && (400..500).contains(&status)),
            other => prop_assert!(false, "{:?}", other),
        }
        prop_assert_eq!(api(id).read_status(&order, &reply).finding, Finding::Unclear);
    }

    /// A balance comes out to the kobo, however a vendor groups its digits, names the currency, or wraps the number.
    #[test]
    fn an_amount_is_read_however_it_is_grouped(
        kobo in 0_i64..10_000_000_000,
        separator in prop::sample::select(vec!["", ",", " ", "'", "\u{a0}", "\u{202f}"]),
        currency in prop::sample::select(vec!["", "₦", "NGN ", "N", "\u{2066}"]),
        bom in any::<bool>(),
    ) {
        let grouped = in_groups(kobo / 100, separator);
        let text = format!("{currency}{grouped}.{:02}", kobo % 100);
        for (id, around) in BALANCES {
            let body = format!("{}{}", if bom { "\u{feff}" } else { "" }, around.replace("AMOUNT", &format!("\"{text}\"")));
            let read = api(id).read_balance(&Reply { status: 200, body: body.into_bytes() });
            prop_assert_eq!(read, Ok(Naira::from_kobo(kobo)), "{:?}: {}", id, text);
        }
    }

    /// A good answer with something changed is delivered only if every field that the document shows still stands there, and
    /// is never a refusal but by a word that says so.
    #[test]
    fn a_changed_answer_is_delivered_only_with_every_field(
        n in 0_usize..40,
        way in prop::collection::vec(0_usize..20, 1..5),
        change in change(),
    ) {
        let (id, order) = sample(n);
        let mut body: Value = serde_json::from_str(&delivered(&order, id)).unwrap();
        apply(&mut body, &way, &change);
        let reply = Reply { status: 200, body: body.to_string().into_bytes() };
        match api(id).read_purchase(&order, &reply).outcome {
            Outcome::Delivered => prop_assert!(all_fields_stand(id, &order, &body), "{:?}: {}", id, body),
            Outcome::Refused(_) => prop_assert!(says_no(id, &body), "{:?}: {}", id, body),
            Outcome::Pending(_) | Outcome::Unknown(_) => {}
            Outcome::NotSent(_) => prop_assert!(false),
        }
    }

    /// A good answer that was cut, or in which a byte was changed, is never a refusal, and is delivered only whole.
    #[test]
    fn a_cut_answer_is_a_doubt(n in 0_usize..40, at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let (id, order) = sample(n);
        let body = delivered(&order, id).trim_end().to_owned().into_bytes();
        let at = at.index(body.len());
        let cut = Reply { status: 200, body: body[..at].to_vec() };
        prop_assert!(matches!(api(id).read_purchase(&order, &cut).outcome, Outcome::Unknown(_)));
        prop_assert_eq!(api(id).read_status(&order, &cut).finding, Finding::Unclear);
        let mut flipped = body;
        flipped[at] = byte;
        let read = api(id).read_purchase(&order, &Reply { status: 200, body: flipped.clone() }).outcome;
        let body = || serde_json::from_slice::<Value>(&flipped).unwrap();
        match read {
            Outcome::Delivered => prop_assert!(all_fields_stand(id, &order, &body()), "{:?}: {}", id, body()),
            Outcome::Refused(_) => prop_assert!(says_no(id, &body()), "{:?}: {}", id, body()),
            Outcome::Pending(_) | Outcome::Unknown(_) => {}
            Outcome::NotSent(_) => prop_assert!(false),
        }
    }

    /// No reader of a question fails on anything.
    #[test]
    fn no_reader_fails(n in 0_usize..40, status in 100_u16..600, text in "[\\x00-\\x7f]{0,60}", way in prop::collection::vec(0_usize..20, 1..6), change in change()) {
        let (id, order) = sample(n);
        let api = api(id);
        let at = Timestamp::from_millis(0);
        let asked = AccountLookup { service: order.product.service(), text: text.clone(), code: text.clone() };
        let mut body: Value = serde_json::from_str(include_str!("examples/strongmb/products-internet.json")).unwrap();
        apply(&mut body, &way, &change);
        for body in [text.clone().into_bytes(), body.to_string().into_bytes()] {
            let reply = Reply { status, body };
            let _ = api.read_balance(&reply);
            let _ = api.read_look_up(&asked, &reply);
            let _ = api.learn_recipe(&reply);
            for path in ["/networks", "/data/plans", "/products/airtime", "/products/internet", "/services?identifier=data", "/service-variations?serviceID=mtn-data"] {
                let _ = api.read_catalogue(&Call::get(path, Vec::new()), &reply, &[], at);
            }
        }
        let plan = airtill_domain::plan::Plan::read(&text);
        let _ = (plan.title(), plan.shown_name());
    }
}
