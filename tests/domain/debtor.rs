//! A debtor is a person, however the name is spelled.

use airtill_domain::debtor::{Debtor, DebtorId, TypedDebtor, folded, is_like};
use airtill_domain::money::Naira;
use airtill_domain::phone::Msisdn;
use airtill_domain::time::Timestamp;

fn debtor(id: u32, name: &str, phone: Option<&str>) -> Debtor {
    Debtor {
        id: DebtorId(id),
        name: name.to_owned(),
        owes: Naira::from_naira(500),
        last_at: Timestamp::from_millis(0),
        phone: phone.map(|phone| Msisdn::parse(phone).unwrap()),
        most: None,
    }
}

fn found(text: &str, debtors: &[Debtor]) -> Option<u32> {
    let found = TypedDebtor::read(text).among(debtors);
    found.first().filter(|_| found.len() == 1).map(|debtor| debtor.id.0)
}

#[test]
fn what_people_write_for_one_name_is_one_name() {
    for written in [
        "Ngozi Okafor",
        "ngozi okafor",
        "NGOZI  OKAFOR",
        " Ngozi\u{a0}Okafor ",
        "Ngọzi Ọkafọr",
        "Ngo\u{323}zi Okafor",
        "Ngozi\u{200b} Okafor",
        "\u{2066}Ngozi Okafor\u{2069}",
        "Ngozi-Okafor",
    ] {
        assert_eq!(folded(written), "ngozi okafor", "{written:?}");
        assert_eq!(found(written, &[debtor(1, "Ngozi Okafor", None)]), Some(1), "{written:?}");
    }
    assert_eq!(folded("Ẹniọlá Ṣàngó"), "eniola sango");
    // Another order of words is another person as a rule, and asked about.
    assert!(is_like("Musa Ibrahim", "Ibrahim Musa") && is_like("Okafor, Ngozi", "Ngozi Okafor"));
    for other in ["Ngozi", "Ngozi Okafo", "Ngozi Okafor Junior", "Okafor Ngozi"] {
        assert_eq!(found(other, &[debtor(1, "Ngozi Okafor", None)]), None, "{other}");
    }
}

#[test]
fn a_number_says_who_it_is() {
    let debtors =
        [debtor(1, "Bola", Some("08031234567")), debtor(2, "Bola", Some("08021234567")), debtor(3, "Ada", None)];
    for (text, who) in [
        ("Bola 0803 123 4567", Some(1)),
        ("Bola +234 802 123 4567", Some(2)),
        ("08021234567", Some(2)),
        ("Mama Bola 08031234567", Some(1)),
        ("Bola 08099999999", None),
        ("Ada 08099999999", Some(3)),
        // Two are called so: nobody knows which.
        ("Bola", None),
        ("Bola 2 0802 123 4567", Some(2)),
        ("Chidi", None),
        ("", None),
    ] {
        assert_eq!(found(text, &debtors), who, "{text}");
    }
    for (text, name, phone) in [
        ("Mama Bisi, 0803 123 4567", "Mama Bisi", Some("08031234567")),
        ("Bola 2", "Bola 2", None),
        ("Bola 2 0803 123 4567", "Bola 2", Some("08031234567")),
        ("Bola (08031234567)", "Bola", Some("08031234567")),
        ("Bola 0803", "Bola 0803", None),
        ("  Tunde   Ade ", "Tunde Ade", None),
    ] {
        let typed = TypedDebtor::read(text);
        assert_eq!((typed.name.as_str(), typed.phone.map(|phone| phone.local()).as_deref()), (name, phone), "{text}");
    }
}

#[test]
fn names_that_are_nearly_one_are_asked_about() {
    for (one, other) in [
        ("Ngozi", "Ngozy"),
        ("Ngozi Okafor", "Ngozi Okafo"),
        ("Ngozi Okafor", "Ngozi Okaforr"),
        ("Ngozi Okafor", "Ngosi Okafar"),
        ("Ngozi Okafor", "Ngozi"),
        ("Okafor", "Ngozi Okafor"),
    ] {
        assert!(is_like(one, other) && is_like(other, one), "{one} {other}");
    }
    for (one, other) in [
        ("Ada", "Ayo"),
        ("Ada", "Adaobi Obi"),
        ("Bola", "Tola Ade"),
        ("Ngozi", "Chidi"),
        ("Ngozi Okafor", "Tunde Okafar"),
    ] {
        assert!(!is_like(one, other), "{one} {other}");
    }
}

/// Those who were two people before names were folded stay two, each found by how they are written.
#[test]
fn a_name_to_the_letter_goes_before_other_ways_of_writing_it() {
    let both = [debtor(1, "Bola", None), debtor(2, "Bọla", None)];
    assert_eq!((found("Bola", &both), found("Bọla", &both), found("BOLA", &both)), (Some(1), Some(2), None));
}
