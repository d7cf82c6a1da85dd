//! What people type and paste where digits belong. The page reads the same table (`ui/src/state/typing.test.ts`).

use airtill_domain::bank;
use airtill_domain::money::{Naira, NotTyped};
use airtill_domain::phone::{self, Msisdn};
use airtill_domain::recipient::Steering;
use airtill_domain::typed::{Stray, digits, meant, plain};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    typed: String,
    plain: String,
    digits: Option<String>,
    stray: Option<char>,
    meant: Option<String>,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("typed.json")).unwrap()
}

#[test]
fn what_cannot_be_seen_is_left_out_and_what_can_be_mistaken_is_named() {
    for case in cases() {
        assert_eq!(plain(&case.typed), case.plain, "{:?}", case.typed);
        let read = digits(&case.typed);
        let found = read.as_ref().ok().map(|read| format!("{}{}", if read.plus { "+" } else { "" }, read.digits));
        assert_eq!(found, case.digits, "{:?}", case.typed);
        assert_eq!(read.err().map(|Stray(c)| c), case.stray, "{:?}", case.typed);
        assert_eq!(meant(&case.typed), case.meant, "{:?}", case.typed);
    }
    assert_eq!(Stray('O').sentence(), "O is a letter: did you mean 0?");
    assert_eq!(Stray('x').sentence(), "Only digits belong here, and “x” is none");
}

/// The same number, however it came into the field; offered, not taken, where something has to be guessed.
#[test]
fn a_number_is_read_or_offered() {
    for case in cases().into_iter().filter(|case| case.digits.is_some()) {
        assert_eq!(Msisdn::parse(&case.typed).unwrap().local(), "08031234567", "{:?}", case.typed);
    }
    for (text, offered) in [
        ("0803l234567", Some("0803 123 4567")),
        ("08O31234567", Some("0803 123 4567")),
        ("8031234567", Some("0803 123 4567")),
        ("803l234567", Some("0803 123 4567")),
        ("803", Some("0803")),
        ("080312O34567", None),
        ("0803123456x", None),
        ("08031234567", None),
        ("1234567890", None),
    ] {
        assert_eq!(phone::meant(text).as_deref(), offered, "{text}");
        assert!(offered.is_none() || Msisdn::parse(text).is_err(), "{text} is not taken unasked");
    }
}

/// Every field that takes digits reads them the same.
#[test]
fn all_fields_read_alike() {
    let account = |text: &str| match bank::read(text) {
        bank::Typed::Complete(number) => Ok(number.digits().to_owned()),
        bank::Typed::Partial(n) => Err(format!("{n} digits")),
        bank::Typed::Wrong(why) => Err(why),
    };
    for text in
        ["0123456789", "\u{2068}0123 456 789\u{2069}", "0123\u{2013}456\u{2013}789", "٠١٢٣٤٥٦٧٨٩", "0123/456/789"]
    {
        assert_eq!(account(text).as_deref(), Ok("0123456789"), "{text}");
    }
    assert_eq!(account("O123456789"), Err("O is a letter: did you mean 0?".to_owned()));
    assert!(account("+0123456789").is_err());
    assert_eq!(Steering::parse("2010\u{200b}00000000").unwrap().digits(), "201000000000");
    for text in ["1,500", "\u{feff}₦1\u{202f}500", "N1,500.00", "NGN 1,500", "ngn1500", "١٥٠٠", "\u{200e}1500\u{ad}"]
    {
        assert_eq!(Naira::typed(text), Ok(Naira::from_naira(1_500)), "{text:?}");
    }
    assert_eq!(Naira::typed("\u{2212}500"), Ok(Naira::from_naira(-500)));
    assert_eq!(Naira::typed("1O0"), Err(NotTyped::Stray(Stray('O'))));
    assert_eq!(Naira::typed("5oo").unwrap_err().to_string(), "o is a letter: did you mean 0?");
}

/// All that can't be seen, and gaps and dashes of every sort.
fn harmless() -> impl Strategy<Value = char> {
    prop::sample::select(vec![
        '\u{200b}',
        '\u{200e}',
        '\u{202a}',
        '\u{202c}',
        '\u{2066}',
        '\u{2069}',
        '\u{feff}',
        '\u{ad}',
        '\u{34f}',
        '\u{fe0f}',
        '\u{e0020}',
        '\u{3164}',
        ' ',
        '\t',
        '\u{a0}',
        '\u{2007}',
        '\u{2009}',
        '\u{3000}',
        '-',
        '\u{2010}',
        '\u{2011}',
        '\u{2014}',
        '\u{2212}',
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Unseen characters, gaps and dashes anywhere in a number, and digits of any script, change nothing.
    #[test]
    fn harmless_characters_anywhere_change_nothing(
        marks in prop::collection::vec((0_usize..=11, harmless()), 0..12),
        zeros in prop::collection::vec(prop::sample::select(vec![0x30_u32, 0x660, 0x6f0, 0x966, 0xff10, 0x1_e950]), 11),
    ) {
        let mut text: Vec<char> = "08031234567".chars().zip(&zeros)
            .map(|(digit, zero)| char::from_u32(zero + digit.to_digit(10).unwrap()).unwrap()).collect();
        for (at, mark) in marks {
            text.insert(at.min(text.len()), mark);
        }
        let text: String = text.into_iter().collect();
        prop_assert_eq!(Msisdn::parse(&text).map(|number| number.local()), Ok("08031234567".to_owned()));
        prop_assert_eq!(plain(&plain(&text)), plain(&text));
    }

    /// No character is dropped but one that can't be seen: whatever is no digit and no separator is named.
    #[test]
    fn nothing_that_is_seen_is_dropped(before in "[0-9]{0,5}", c in any::<char>(), after in "[0-9]{0,6}") {
        let text = format!("{before}{c}{after}");
        match digits(&text) {
            Ok(read) => {
                let kept = read.digits.len() == before.len() + after.len() + 1;
                prop_assert!(kept || plain(&c.to_string()).is_empty() || " -.()[]/+".contains(&plain(&c.to_string())));
            }
            Err(Stray(named)) => prop_assert_eq!(plain(&c.to_string()), named.to_string()),
        }
    }
}
