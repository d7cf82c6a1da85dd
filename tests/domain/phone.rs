use airtill_domain::network::Network;
use airtill_domain::phone::{Msisdn, NotANumber, Typed, read};
use airtill_domain::reference::{REFERENCE_LEN, Reference, TillId};
use airtill_domain::time::Timestamp;
use airtill_domain::typed;
use proptest::prelude::*;

#[test]
fn every_way_of_writing_a_number_is_the_same_number() {
    for text in [
        "08031234567",
        "0803 123 4567",
        "+2348031234567",
        "+234 803 123 4567",
        "2348031234567",
        "002348031234567",
        "+23408031234567",
        "(0803) 123-4567",
        " 0803.123.4567 ",
    ] {
        assert_eq!(Msisdn::parse(text).unwrap().grouped(), "0803 123 4567", "{text:?}");
    }
}

#[test]
fn what_is_no_number_is_told_why() {
    use NotANumber::*;
    for (text, why) in [
        ("", TooShort(0)),
        ("0803123", TooShort(7)),
        ("080312345678", TooLong(12)),
        ("23480312345678", TooLong(12)),
        ("+447911123456", Foreign),
        ("0044791112", Foreign),
        ("08001234567", ServiceNumber),
        ("07001234567", ServiceNumber),
        ("01234567890", NotMobile),
        ("06031234567", NotMobile),
        ("08231234567", NotMobile),
        ("8231234567", NotMobile),
        ("8031234567", ZeroMissing),
        ("0803123456x", Stray(typed::Stray('x'))),
    ] {
        assert_eq!(Msisdn::parse(text), Err(why), "{text:?}");
    }
}

#[test]
fn a_number_is_partial_until_it_is_complete() {
    let full = "08031234567";
    for n in 0..full.len() {
        assert!(matches!(read(&full[..n]), Typed::Partial(_)), "{}", &full[..n]);
    }
    for start in ["+", "+2", "+23", "+234", "2", "23", "234", "00"] {
        assert!(matches!(read(start), Typed::Partial(_)), "{start}");
    }
}

#[test]
fn numbers_are_masked_wherever_they_could_slip_out() {
    let number = Msisdn::parse("08031234567").unwrap();
    assert_eq!(number.masked(), "0803 ••• 4567");
    assert!(!format!("{number:?}").contains("123"));
}

#[test]
fn prefixes_suggest_and_vendor_names_decide() {
    for (prefix, network) in
        [("0803", Network::Mtn), ("0805", Network::Glo), ("0802", Network::Airtel), ("0809", Network::T2)]
    {
        assert_eq!(Network::by_prefix(prefix), Some(network));
    }
    for (prefix, network) in [
        ("07025", Some(Network::Mtn)),
        ("07020", Some(Network::Smile)),
        ("07021", Some(Network::Ntel)),
        ("07024", None),
        ("0702", None),
        ("0707", Some(Network::Mtn)),
        ("0910", Some(Network::Mtn)),
        ("0811", Some(Network::Glo)),
        ("0804", Some(Network::Ntel)),
        ("0914", None),
        ("0917", None),
    ] {
        assert_eq!(Network::by_prefix(prefix), network, "{prefix}");
    }
    for (name, network) in [
        ("MTN", Network::Mtn),
        ("9Mobile", Network::T2),
        ("T2", Network::T2),
        ("AIRTEL", Network::Airtel),
        ("Glo ", Network::Glo),
    ] {
        assert_eq!(Network::by_vendor_name(name), Some(network), "{name}");
    }
    for name in ["", "MTN SME", "Globe", "9", "Air"] {
        assert_eq!(Network::by_vendor_name(name), None, "{name}");
    }
}

#[test]
fn a_reference_has_twenty_eight_letters_and_digits_in_lagos_time() {
    let till = TillId::from_random([1, 2, 3, 4]);
    // Half past eleven at night in UTC is half past midnight of the next day in Lagos.
    let at = Timestamp::from_millis(1_795_390_200_000);
    let reference = Reference::new(at, &till, [255; 12]);
    assert_eq!(reference.as_str().len(), REFERENCE_LEN);
    assert!(reference.as_str().starts_with("202611230030"), "{reference}");
    assert!(reference.as_str().chars().all(|c| c.is_ascii_alphanumeric()));
    assert!(Reference::parse("too short").is_err());
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
        let _ = read(&text);
    }

    #[test]
    fn a_complete_number_reads_back_from_all_its_forms(tail in 0_u64..100_000_000, prefix in 0_usize..5) {
        let local = format!("{}{tail:08}", ["070", "080", "081", "090", "091"][prefix]);
        if let Ok(number) = Msisdn::parse(&local) {
            prop_assert_eq!(number.local(), local.clone());
            prop_assert_eq!(Msisdn::parse(&number.grouped()).unwrap(), number.clone());
            let bytes = postcard::to_stdvec(&number).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Msisdn>(&bytes).unwrap(), number);
        } else {
            prop_assert!(local.starts_with("0700") || local.starts_with("0800"));
        }
    }
}

/// What can't be seen is left out, and the rest is cut; letters of the country's languages are none of it.
#[test]
fn what_cannot_be_seen_is_left_out() {
    use airtill_domain::text::{is_unseen, seen};
    assert_eq!(seen("\u{202e}005\u{202c} \u{200b}naira\u{0}\u{7}\n", 40), "005 naira");
    assert_eq!(seen("Adá Ọbị ẹ ṣ ụ ɓ ɗ ƙ ₦ 💥", 40), "Adá Ọbị ẹ ṣ ụ ɓ ɗ ƙ ₦ 💥");
    assert_eq!(seen("long long", 4), "long");
    assert!("\u{2066}\u{2069}\u{200f}\u{61c}\u{feff}\u{2028}".chars().all(is_unseen));
}
