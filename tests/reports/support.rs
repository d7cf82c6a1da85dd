//! What a support person is given: what was not understood is in it, and nobody's number, name or key.

use airtill_domain::outcome::{Doubt, Finding, Outcome, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::sale::event::Event;
use airtill_ledger::entry::{Actor, Entry};
use airtill_reports::support::redacted::Redaction;
use airtill_reports::support::{self, DOUBTS_MAX, Surroundings, TEXT_MAX_BYTES};
use airtill_tests::entries::{at, open, reference, sale_id, taken};
use proptest::prelude::*;
use tempfile::tempdir;

/// A vendor's words, and what is left of them.
#[test]
fn numbers_names_and_keys_are_taken_out() {
    let redaction = Redaction::new(
        vec!["20261130041512345678".to_owned(), "TX-99887766554".to_owned(), "1".to_owned()],
        vec!["Bola".to_owned(), "Ada".to_owned(), "Ada Airtime".to_owned(), "Tunde Bakare".to_owned()],
    );
    let cases = [
        (
            r#"{"phone":"08031234567","ref":"20261130041512345678"}"#,
            r#"{"phone":"0803•••67","ref":"20261130041512345678"}"#,
        ),
        ("to 2348031234567 or +234 803 123 4567, 0803-123-4567", "to 2348•••67 or +2348•••67, 0803•••67"),
        ("0803.123.4567, 0803/123/4567, (0803) 123 4567", "0803•••67, 0803•••67, (0803•••67"),
        ("803 123 4567; 00234 803 123 4567; +234 (0)803 123 4567", "8031•••67; 00234 8031•••67; +2340•••67"),
        ("0803\u{a0}123\u{a0}4567, 0803 - 123 - 4567, 012 345 6789", "0803•••67, 0803•••67, 0123•••89"),
        (
            r#"{"account_number":"0123456789","account_name":"OBI C"}"#,
            r#"{"account_number":"0123•••89","account_name":"•••"}"#,
        ),
        (
            r#"{"customer_name": "Chidi \"C\" Obi", "status": "queried"}"#,
            r#"{"customer_name": "•••", "status": "queried"}"#,
        ),
        (r#"{"name":["OBI C","EZE N"],"product_name":"MTN VTU"}"#, r#"{"name":•••,"product_name":"MTN VTU"}"#),
        (r#"{"message":"account_name: OBI C is not valid"}"#, r#"{"message":"account_name: •••"}"#),
        (r#"{"raw":"{\"firstName\":\"OBI\",\"code\":1}"}"#, r#"{"raw":"{\"firstName\":\"•••\",\"code\":1}"}"#),
        ("14:02:09 failed (“Beneficiary: OBI C rejected”)", "14:02:09 failed (“Beneficiary: •••”)"),
        ("Account Name: OBI C, api-key=sk_live", "Account Name: •••, api-key=•••"),
        ("Transfer to TUNDE BAKARE is queried", "Transfer to ••• is queried"),
        ("mail ada.obi+till@example.com.ng today", "mail ••• today"),
        ("token=abc123&amount=500", "token=•••&amount=500"),
        (
            "500 for 1GB until 2026-11-30 04:15, code 016, 127.0.0.1",
            "500 for 1GB until 2026-11-30 04:15, code 016, 127.0.0.1",
        ),
        ("request 20261130041512 of TX-99887766554", "request 20261130041512 of TX-99887766554"),
        ("Bola sold it at Ada Airtime in Adamawa; Bolaji", "••• sold it at ••• in Adamawa; Bolaji"),
        ("a@ b @c", "a@ b @c"),
    ];
    for (text, left) in cases {
        assert_eq!(redaction.of(text), left, "{text}");
    }
    let long = format!("{} 1 {}", "name:".repeat(50_000), "[1] 1:".repeat(50_000));
    assert!(!redaction.of(&long).is_empty(), "no text takes for ever");
}

proptest! {
    /// Whatever stands around it: no customer's number is left in any of the forms that vendors write.
    #[test]
    fn no_number_is_left(before in ".{0,40}", after in ".{0,40}", digits in "(80|81|90|91)[0-9]{8}", form in 0_usize..4) {
        let number = Msisdn::parse(&format!("0{digits}"));
        // Numbers of services are nobody's.
        prop_assume!(number.is_ok());
        let number = number.unwrap();
        let written = [number.local(), number.international(), format!("+{}", number.international()), number.grouped()];
        let text = Redaction::default().of(&format!("{before} {} {after}", written[form]));
        for written in &written {
            prop_assert!(!text.contains(written.as_str()), "{text}");
        }
    }
}

const ODD: &str = r#"<html>"phone":"08031234567" is queried, token=sk_live_canary</html>"#;

fn lost(n: u64) -> Entry {
    let (sale, reference) = (sale_id(n), reference(n));
    let said = Said { http_status: Some(502), ..Said::default() }.with_evidence(ODD.as_bytes());
    Entry::Sale(Event::Answered { sale, reference, outcome: Outcome::Unknown(Doubt::Unreadable), said })
}

fn asked(n: u64) -> Entry {
    let said = Said { http_status: Some(200), ..Said::default() }.with_evidence(ODD.as_bytes());
    let (sale, reference, account) = (sale_id(n), reference(n), airtill_tests::entries::account());
    Entry::Sale(Event::Checked { sale, reference, account, finding: Finding::Unclear, said })
}

#[tokio::test]
async fn a_text_for_support_has_what_was_not_understood_and_no_more_than_fits() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path()).ledger;
    for n in 0..80 {
        ledger.commit(at(3 * n), Actor::Counter, taken(n, 500)).await.unwrap();
        ledger.commit(at(3 * n + 1), Actor::Till, vec![lost(n)]).await.unwrap();
        for _ in 0..3 {
            ledger.commit(at(3 * n + 2), Actor::Till, vec![asked(n)]).await.unwrap();
        }
    }
    let row = ledger.row(sale_id(3)).unwrap().unwrap();
    let one = support::sale(&ledger, &row, true).unwrap();
    let attendants = support::sale(&ledger, &row, false).unwrap();
    assert!(attendants.contains("HTTP 502") && !attendants.contains("is queried"), "the answer itself tells costs");
    assert!(one.contains(reference(3).as_str()) && one.contains("HTTP 502") && one.contains("is queried"), "{one}");
    let vendor = row.sale.last_attempt().vendor;
    let holes = vec!["3 entries of its list not understood, such as {\"price\":\"free\"}".to_owned()];
    let of_vendor = support::vendor(&ledger, vendor, &holes).unwrap();
    assert!(of_vendor.contains("such as") && of_vendor.ends_with("(cut)\n"), "{of_vendor}");
    let around = Surroundings {
        about: vec!["WebView 2.50".to_owned()],
        holes,
        log: format!("{}08031234567 came late\n", "a line of the log\n".repeat(40_000)),
    };
    let bundle = support::bundle(&ledger, &around, at(400)).unwrap();
    assert_eq!(bundle.matches("is queried").count(), 4 * DOUBTS_MAX);
    assert!(
        bundle.contains("WebView 2.50") && bundle.contains("came late") && bundle.contains("SMEPlug: {"),
        "{bundle}"
    );
    assert!(one.len() <= TEXT_MAX_BYTES && of_vendor.len() <= TEXT_MAX_BYTES && bundle.len() < 1_000_000);
    for text in [&one, &of_vendor, &bundle] {
        for secret in ["08031234567", "8031234567", "sk_live_canary"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}
