//! Bank accounts, fees, and what may be sent.

use airtill_domain::bank::{self, AccountNumber, Bank, Typed};
use airtill_domain::money::Naira;
use airtill_domain::product::BadAmount;
use airtill_domain::transfer::{FeeBand, TransferRules, description};

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

fn number(text: &str) -> AccountNumber {
    match bank::read(text) {
        Typed::Complete(number) => number,
        other => panic!("{text}: {other:?}"),
    }
}

fn bank(code: &str) -> Bank {
    Bank::listed(code, "A Bank").unwrap()
}

/// The two examples of the Central Bank's paper, both of First Bank; and with each of their digits changed.
#[test]
fn check_digits_are_those_of_the_published_examples() {
    let first_bank = bank("000016");
    for published in ["0000014579", "0000000220"] {
        assert_eq!(first_bank.check_digit_fits(&number(published)), Some(true), "{published}");
        for place in 0..bank::ACCOUNT_DIGITS {
            let mut digits = published.as_bytes().to_vec();
            digits[place] = b'0' + (digits[place] - b'0' + 1) % 10;
            let wrong = String::from_utf8(digits).unwrap();
            assert_eq!(first_bank.check_digit_fits(&number(&wrong)), Some(false), "{wrong}");
        }
    }
    assert_eq!(bank("000013").check_digit_fits(&number("0000014579")), Some(false), "another bank, another digit");
    assert_eq!(bank("100004").check_digit_fits(&number("8031234567")), None, "a wallet's accounts are phone numbers");
}

/// A bank that took over another has that one's accounts, under the numbers that they always had.
#[test]
fn accounts_of_a_bank_that_was_taken_over_fit() {
    let fits = |code: &str, last: u32| {
        let text = format!("001234567{last}");
        bank(code).check_digit_fits(&number(&text)) == Some(true)
    };
    let of = |code: &str| (0..10).filter(|last| fits(code, *last)).count();
    assert_eq!((of("000013"), of("000005")), (1, 1), "one digit for one code");
    assert!((0..10).filter(|last| fits("000005", *last)).all(|last| fits("000014", last)), "Diamond's fit Access");
}

#[test]
fn account_numbers_are_read_as_they_are_typed() {
    assert_eq!(number("0000-014 579").digits(), "0000014579");
    assert_eq!(bank::read("00000"), Typed::Partial(5));
    assert!(matches!(bank::read("00000145791"), Typed::Wrong(_)));
    assert!(matches!(bank::read("00000A4579"), Typed::Wrong(_)));
}

#[test]
fn what_is_no_bank_is_not_listed() {
    for (code, name) in [("", "A"), ("000014", " "), ("00 14", "A"), ("0000000000014", "A"), ("\u{661}", "A")] {
        assert_eq!(Bank::listed(code, name), None, "{code:?} {name:?}");
    }
    assert_eq!(
        Bank::listed(" 000014 ", "Ac\u{202e}cess").unwrap(),
        Bank { code: "000014".to_owned(), name: "Access".to_owned() }
    );
}

#[test]
fn the_fee_is_the_first_line_that_reaches() {
    let rules = TransferRules::default();
    assert_eq!(rules.checked(), Ok(()));
    for (amount, fee) in [(100, 100), (5_000, 100), (5_001, 200), (20_000, 200), (100_000, 500)] {
        assert_eq!(rules.fee(naira(amount)), Some(naira(fee)), "{amount}");
    }
    assert_eq!(rules.fee(naira(100_001)), None, "beyond the table nothing is sent");
    assert_eq!(rules.amount("₦5,000"), Ok(naira(5_000)));
    assert_eq!(rules.amount("99"), Err(BadAmount::TooSmall(naira(100))));
    assert_eq!(rules.amount("100001"), Err(BadAmount::TooLarge(naira(100_000))));
    assert_eq!(rules.amount("500.50"), Err(BadAmount::Kobo));
}

#[test]
fn a_table_that_makes_no_sense_is_refused() {
    let with = |bands: &[(i64, i64)]| {
        let bands = bands.iter().map(|(upto, fee)| FeeBand { upto: naira(*upto), fee: naira(*fee) }).collect();
        TransferRules { bands, ..TransferRules::default() }.checked()
    };
    assert_eq!(with(&[(5_000, 0)]), Ok(()));
    let eleven: Vec<(i64, i64)> = (1..=11).map(|n| (n * 1_000, 0)).collect();
    for bad in [
        &[][..],
        &[(50, 10)],
        &[(2_000_000, 10)],
        &[(5_000, -1)],
        &[(5_000, 5_001)],
        &[(5_000, 1), (5_000, 2)],
        &eleven,
    ] {
        assert!(with(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_description_is_one_line_that_can_be_seen() {
    assert_eq!(description("  School\n fees\u{202e} "), "School fees");
    assert_eq!(description("\u{200b}"), "Transfer");
    assert_eq!(description(&"x".repeat(500)).len(), 60);
}

/// What people say at the counter against what stands on vendors' lists.
#[test]
fn a_bank_is_found_by_its_everyday_name() {
    for (typed, listed) in [
        ("uba", "UNITED BANK FOR AFRICA"),
        ("united bank", "UBA PLC"),
        ("guaranty", "GTBANK PLC"),
        ("gtb", "GUARANTY TRUST BANK"),
        ("gt bank", "GTBank"),
        ("first city", "FCMB"),
        ("fcmb", "First City Monument Bank"),
        ("firstbank", "FIRST BANK OF NIGERIA"),
        ("fbn", "First Bank"),
        ("stanbic ibtc", "STANBICIBTC BANK"),
        ("standard chartered", "STANDARDCHARTERED"),
        ("opay", "PAYCOM"),
        ("paycom", "OPay Digital Services"),
        ("9psb", "9 PAYMENT SERVICE BANK"),
        ("alat", "WEMA BANK"),
        ("eco bank", "Ecobank Nigeria"),
        ("monie point", "MONIEPOINT MFB"),
        ("yello & beta", "ACCESS YELLO & BETA"),
        ("palmpay", "Palm Pay"),
    ] {
        let bank = Bank { code: "1".to_owned(), name: listed.to_owned() };
        let words = format!("{} {}", listed.to_lowercase(), bank.everyday_names());
        assert!(words.contains(typed), "{typed} finds no {listed}: {words}");
    }
    let zenith = Bank { code: "1".to_owned(), name: "Zenith Bank".to_owned() };
    assert_eq!(zenith.everyday_names(), "zenithbank zenith");
}
