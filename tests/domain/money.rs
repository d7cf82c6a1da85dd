use airtill_domain::money::{Naira, NotMoney, NotTyped};
use airtill_domain::product::{BadAmount, airtime_amount};
use proptest::prelude::*;

#[test]
fn amounts_are_read_exactly_or_not_at_all() {
    assert_eq!(Naira::parse("500").unwrap().kobo(), 50_000);
    assert_eq!(Naira::parse("0.1").unwrap().kobo(), 10);
    assert_eq!(Naira::parse("-250.00").unwrap().to_string(), "-₦250.00");
    assert_eq!(Naira::parse("0.001"), Err(NotMoney::TooFine));
    assert_eq!(Naira::parse("99999999999999999999999"), Err(NotMoney::TooLarge));
    for not in ["", "-", ".", ".5", "1e9", "1,000", "abc", "0x10", "5 ", "+5", "١٢", "1.2.3", "NaN", "inf"] {
        assert_eq!(Naira::parse(not), Err(NotMoney::NotANumber), "{not:?}");
    }
}

#[test]
fn amounts_are_shown_in_groups_and_large_ones_in_words() {
    assert_eq!(Naira::from_naira(1_500).to_string(), "₦1,500.00");
    assert_eq!(Naira::from_naira(1_234_567).short(), "₦1,234,567");
    assert_eq!(Naira::from_kobo(150).short(), "₦1.50");
    assert_eq!(Naira::from_naira(4_999).words(), None);
    assert_eq!(Naira::from_naira(5_000).words().unwrap(), "five thousand naira");
    assert_eq!(Naira::from_naira(12_345).words().unwrap(), "twelve thousand three hundred and forty-five naira");
}

#[test]
fn airtime_amounts_have_limits_told_in_words() {
    let cases = [
        ("500", Ok(500)),
        ("1,500", Ok(1_500)),
        ("₦200", Ok(200)),
        ("50.00", Ok(50)),
        ("20", Ok(20)),
        ("50000", Ok(50_000)),
        ("", Err(BadAmount::Empty)),
        ("0", Err(BadAmount::NotPositive)),
        ("-5", Err(BadAmount::NotPositive)),
        ("1e9", Err(BadAmount::NotANumber)),
        ("abc", Err(BadAmount::NotANumber)),
        ("50.5", Err(BadAmount::Kobo)),
        ("50.005", Err(BadAmount::Kobo)),
        ("19", Err(BadAmount::TooSmall(Naira::from_naira(20)))),
        ("50001", Err(BadAmount::TooLarge(Naira::from_naira(50_000)))),
        ("1000000000", Err(BadAmount::TooLarge(Naira::from_naira(50_000)))),
        ("99999999999999999999999999999999", Err(BadAmount::TooLarge(Naira::from_naira(50_000)))),
    ];
    for (text, expected) in cases {
        assert_eq!(airtime_amount(text), expected.map(Naira::from_naira), "{text:?}");
    }
}

proptest! {
    /// Both encodings give the amount back, and no text makes the reader panic.
    #[test]
    fn every_amount_survives_both_encodings(kobo in -9_000_000_000_000_000_i64..9_000_000_000_000_000) {
        let amount = Naira::from_kobo(kobo);
        let json = serde_json::to_string(&amount).unwrap();
        prop_assert_eq!(serde_json::from_str::<Naira>(&json).unwrap(), amount);
        let bytes = postcard::to_stdvec(&amount).unwrap();
        prop_assert_eq!(postcard::from_bytes::<Naira>(&bytes).unwrap(), amount);
        prop_assert_eq!(amount.kobo(), kobo);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
        let _ = Naira::parse(&text);
        let _ = airtime_amount(&text);
    }
}

/// What people type and paste into any field of an amount. A comma is a separator only before exactly three digits: many numpads give
/// one where kobo begin, and nothing may become a hundred times as much.
#[test]
fn an_amount_is_read_one_way_everywhere_and_a_decimal_comma_is_asked_about() {
    let kobo = |text: &str| Naira::typed(text).map(Naira::kobo);
    for (text, value) in [
        ("1500", 150_000),
        (" 1,500 ", 150_000),
        ("1,500.5", 150_050),
        ("1500.50", 150_050),
        ("₦1,500,000", 150_000_000),
        ("N500", 50_000),
        ("₦ 1 500", 150_000),
        ("1\u{a0}500", 150_000),
        ("1500,000", 150_000_000),
        ("-500", -50_000),
        ("−1,500.05", -150_005),
        ("0.5", 50),
        ("٥٠٠", 50_000),
    ] {
        assert_eq!(kobo(text), Ok(value), "{text}");
    }
    for text in
        ["1500,50", "50,5", "50,", ",500", "1,50,000", "1,5000", "1.500,50", "1,500,50", "15 00", "5 5", "1500.5,0"]
    {
        assert_eq!(kobo(text), Err(NotTyped::Comma), "{text}");
        assert_eq!(airtime_amount(text), Err(BadAmount::Comma), "{text}");
    }
    for text in ["", "x", "1e3", "1.2.3", "--5", "N"] {
        assert!(matches!(kobo(text), Err(NotTyped::NotMoney(_))), "{text}: {:?}", kobo(text));
    }
    assert_eq!(kobo("1.500"), Err(NotTyped::NotMoney(NotMoney::TooFine)), "no separator of thousands, and no kobo");
}
