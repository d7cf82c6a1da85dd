//! What somebody types to find a sale, and how it is understood.

use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_ledger::index::Digits;
use airtill_ledger::query::Query;
use airtill_shop::till::find::read;

fn staff() -> Vec<Staff> {
    let person = |id, name: &str| Staff { name: name.to_owned(), ..Staff::new(StaffId(id)) };
    vec![person(1, "Ngozi"), person(2, "Ada"), person(3, "Bola"), person(4, "Bolaji")]
}

#[test]
fn each_word_means_one_thing_and_is_said_back() {
    let all = Query::default;
    let table: [(&str, Query, &str); 18] = [
        ("4567", Query { ending: Digits::parse("4567"), ..all() }, "ends in 4567"),
        ("0803123", Query { digits: Digits::parse("0803123"), ..all() }, "with 0803123 in the number"),
        ("0803 123 4567", Query { recipient: Some("08031234567".to_owned()), ..all() }, "to 0803 123 4567"),
        ("+234-803-123-4567", Query { recipient: Some("08031234567".to_owned()), ..all() }, "to 0803 123 4567"),
        ("500", Query { price: Some(Naira::from_naira(500)), ..all() }, "₦500"),
        ("₦1000", Query { price: Some(Naira::from_naira(1_000)), ..all() }, "₦1,000"),
        ("1,000", Query { price: Some(Naira::from_naira(1_000)), ..all() }, "₦1,000"),
        ("97.50", Query { price: Some(Naira::from_kobo(9_750)), ..all() }, "₦97.50"),
        ("?", Query { standing: Some(SaleStatus::NotKnown), ..all() }, "not known"),
        ("Owed", Query { standing: Some(SaleStatus::Owed), ..all() }, "owed to the customer"),
        ("mtn", Query { service: Some(Service::Mtn), ..all() }, "MTN"),
        ("9mobile", Query { service: Some(Service::T2), ..all() }, "T2 (9mobile)"),
        ("bank", Query { service: Some(Service::Transfer), ..all() }, "Bank transfer"),
        ("VTpass", Query { vendor: Some(VendorId::Vtpass), ..all() }, "through VTpass"),
        ("credit", Query { tender: Some(Tender::Credit), ..all() }, "on credit"),
        ("ada", Query { by: Some(Actor::Staff(StaffId(2))), ..all() }, "taken by Ada"),
        ("hand", Query { by_hand: true, ..all() }, "ended by hand"),
        (
            "mtn 500 ?",
            Query {
                service: Some(Service::Mtn),
                price: Some(Naira::from_naira(500)),
                standing: Some(SaleStatus::NotKnown),
                ..all()
            },
            "MTN, ₦500, not known",
        ),
    ];
    for (text, query, words) in table {
        let question = read(text, &staff()).unwrap();
        assert_eq!((question.query, question.words.join(", ").as_str()), (query, words), "{text}");
        assert_eq!(question.reference, None, "{text}");
    }
    let day = read("2026-11-22", &staff()).unwrap();
    assert_eq!((day.query.from, day.words[0].as_str()), (day.query.to, "22 Nov 2026"));
    for reference in ["202611221002K7PQ4M2ZTX9HB8Q5", "46634e8384c7c68f5baa", "15590510689631536215x"] {
        assert_eq!(read(reference, &staff()).unwrap().reference.as_deref(), Some(reference));
    }
}

#[test]
fn what_means_nothing_is_said() {
    // Two people, a word that is none, a single letter, and more than anyone types.
    for text in ["bol", "gibberish", "x", "mtn gibberish", "1.2.3", &"5 ".repeat(100)] {
        assert!(read(text, &staff()).is_err(), "{text}");
    }
}
