//! A body in which a name stands twice says two things: no vendor's reader takes it for an end.

use airtill_domain::outcome::{Doubt, Finding, Outcome};
use airtill_domain::vendor::VendorId;
use airtill_tests::vendor::{api, delivered, orders};
use airtill_vendors::Reply;
use serde_json::Value;

/// How the name is written the second time.
#[derive(Clone, Copy)]
enum Spelling {
    Same,
    /// Its first letter as `\u0073`: the same name to every reader of JSON.
    Escaped,
}

/// The value as text, in which the member number `at` (counted through all objects) stands twice, with another value first
/// or last.
fn doubled(value: &Value, other: &str, other_last: bool, spelling: Spelling, at: &mut isize) -> String {
    match value {
        Value::Object(map) => {
            let mut members = Vec::new();
            for (name, member) in map {
                *at -= 1;
                let here = *at == -1;
                let mut once = vec![format!(
                    "{}:{}",
                    Value::from(name.as_str()),
                    doubled(member, other, other_last, spelling, at)
                )];
                if here {
                    let written = match spelling {
                        Spelling::Same => Value::from(name.as_str()).to_string(),
                        Spelling::Escaped => format!("\"\\u{:04x}{}\"", u32::from(name.as_bytes()[0]), &name[1..]),
                    };
                    once.insert(usize::from(other_last), format!("{written}:{other}"));
                }
                members.extend(once);
            }
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| doubled(item, other, other_last, spelling, at)).collect();
            format!("[{}]", items.join(","))
        }
        other => other.to_string(),
    }
}

/// Every member of every vendor's good answer, doubled: the answer to a purchase is unreadable, the answer to a question
/// says nothing. The same body without the second one is a delivery, so it is the second one that decides.
#[test]
fn a_doubled_name_makes_an_answer_unreadable_at_every_vendor() {
    let mut tried = 0;
    for id in VendorId::ALL {
        let api = api(id);
        for order in orders(id) {
            let good: Value = serde_json::from_str(&delivered(&order, id)).unwrap();
            let once = Reply { status: 200, body: good.to_string().into_bytes() };
            let plain = api.read_purchase(&order, &once);
            for other in [r#""failed""#, r#""success""#, "false", "null", "{}"] {
                for (other_last, spelling) in
                    [(true, Spelling::Same), (false, Spelling::Same), (true, Spelling::Escaped)]
                {
                    for n in 0.. {
                        let mut at = n;
                        let text = doubled(&good, other, other_last, spelling, &mut at);
                        if at >= 0 {
                            break;
                        }
                        tried += 1;
                        let reply = Reply { status: 200, body: text.clone().into_bytes() };
                        let answer = api.read_purchase(&order, &reply);
                        assert_eq!(answer.outcome, Outcome::Unknown(Doubt::Unreadable), "{id:?} was {plain:?}: {text}");
                        assert!(answer.said.evidence.is_some(), "{id:?}: it is kept as evidence");
                        let finding = api.read_status(&order, &reply).finding;
                        assert_eq!(finding, Finding::Unclear, "{id:?}: {text}");
                        assert_eq!(api.report(&order, &reply.body), None, "{id:?}: {text}");
                    }
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
}
