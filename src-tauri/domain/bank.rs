//! Banks and the accounts at them.
//!
//! Nigerian account numbers (NUBAN) have ten digits, the last of which follows from the other nine and the bank's own
//! three-digit code. Source: Central Bank of Nigeria, "Proposals on the implementation of NUBAN scheme", 2. a.

use crate::text;
use crate::typed::{self, Digits};
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Digits of an account number.
pub const ACCOUNT_DIGITS: usize = 10;
/// Most characters of a bank's name that are kept.
const NAME_MAX_CHARS: usize = 60;
/// Most characters of a bank's code.
const CODE_MAX_CHARS: usize = 12;

/// A bank that money can be sent to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// The vendor's code of it: `000007`.
    pub code: String,
    /// `Fidelity Bank`.
    pub name: String,
}

impl Bank {
    /// A bank as a vendor lists it; `None` where code or name can't be one.
    pub fn listed(code: &str, name: &str) -> Option<Bank> {
        let code = code.trim();
        let is_code =
            !code.is_empty() && code.len() <= CODE_MAX_CHARS && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let name = text::seen(name.trim(), NAME_MAX_CHARS);
        (is_code && !name.is_empty()).then(|| Bank { code: code.to_owned(), name })
    }

    /// By which other names people look for it, in small letters: its own without gaps, and those of everyday use.
    pub fn everyday_names(&self) -> String {
        let own: String = self.name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let known = EVERYDAY.iter().filter(|(_, names)| names.iter().any(|name| own.contains(&name.replace(' ', ""))));
        known.fold(own.clone(), |all, (others, names)| {
            let more = [*others].into_iter().filter(|others| !others.is_empty()).chain(names.iter().copied());
            more.fold(all, |all, name| format!("{all} {name}"))
        })
    }

    /// Whether the check digit of an account number fits this bank; `None` where the bank's own code is not known, as with
    /// wallets that give out phone numbers for account numbers.
    pub fn check_digit_fits(&self, number: &AccountNumber) -> Option<bool> {
        let codes = central_bank_codes(&self.code)?;
        Some(codes.iter().any(|code| check_digit(code, &number.0) == number.0.chars().last()))
    }
}

/// Ten digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountNumber(String);

/// What has been typed so far where the account number belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// So many digits of ten.
    Partial(usize),
    /// All ten.
    Complete(AccountNumber),
    /// No account number can come of it.
    Wrong(String),
}

/// Reads what stands in the field of the account number.
pub fn read(text: &str) -> Typed {
    let digits = match typed::digits(text) {
        Ok(Digits { digits, plus: false }) => digits,
        Ok(Digits { plus: true, .. }) => return Typed::Wrong(say!("An account number has no + in front").to_owned()),
        Err(stray) => return Typed::Wrong(stray.sentence()),
    };
    match digits.len() {
        ACCOUNT_DIGITS => Typed::Complete(AccountNumber(digits)),
        n if n > ACCOUNT_DIGITS => Typed::Wrong(say!("Too long: an account number has ten digits").to_owned()),
        n => Typed::Partial(n),
    }
}

impl AccountNumber {
    /// The ten digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

/// The check digit that nine digits have at a bank: `None` where these are no nine digits, or the code is none.
fn check_digit(code: &str, number: &str) -> Option<char> {
    const WEIGHTS: [u32; 12] = [3, 7, 3, 3, 7, 3, 3, 7, 3, 3, 7, 3];
    let digits: Vec<u32> =
        code.chars().chain(number.chars().take(ACCOUNT_DIGITS - 1)).map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    if digits.len() != WEIGHTS.len() {
        return None;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    char::from_digit((10 - sum % 10) % 10, 10)
}

/// The three-digit codes by which a bank's check digits are made, by the six digits that it has in transfers between banks. A bank
/// that took over others has theirs too: accounts kept their numbers.
///
/// \[assumption\] The pairs are commonly known; no vendor document has them. So a check digit that doesn't fit is a warning and
/// never a refusal: the bank that names the account's holder has the last word.
fn central_bank_codes(code: &str) -> Option<&'static [&'static str]> {
    Some(match code {
        "000001" => &["232", "040"],
        "000002" => &["082"],
        "000003" => &["214", "085"],
        "000004" => &["033"],
        "000005" => &["063"],
        "000006" => &["301"],
        "000007" => &["070"],
        "000008" => &["076", "014"],
        "000009" => &["023"],
        "000010" => &["050", "056"],
        "000011" => &["215"],
        "000012" => &["221"],
        "000013" => &["058"],
        "000014" => &["044", "063", "069"],
        "000015" => &["057"],
        "000016" => &["011"],
        "000017" => &["035"],
        "000018" => &["032"],
        "000020" => &["030", "084"],
        "000021" => &["068"],
        _ => return None,
    })
}

/// Banks and wallets by everyday names: names by which a vendor may list them, any of which marks the row as theirs, and before them names
/// that only people use. \[assumption\] Commonly known; no vendor document has them, and a row too many only finds a bank too many.
const EVERYDAY: [(&str, &[&str]); 52] = [
    ("", &["uba", "united bank for africa"]),
    ("gt bank guaranty trust bank", &["gtb", "guaranty trust"]),
    ("first city monument bank", &["fcmb", "first city"]),
    ("fbn", &["first bank"]),
    ("", &["stanbic ibtc"]),
    ("stanchart scb", &["standard chartered"]),
    ("access diamond", &["access bank", "diamond bank"]),
    ("access yello and beta", &["yello beta"]),
    ("", &["zenith"]),
    ("eco bank", &["ecobank"]),
    ("", &["fidelity"]),
    ("ubn", &["union bank"]),
    ("wema alat by wema", &["wema", "alat"]),
    ("skye", &["polaris", "skye bank"]),
    ("", &["keystone"]),
    ("", &["sterling"]),
    ("", &["unity bank"]),
    ("", &["providus"]),
    ("", &["jaiz"]),
    ("", &["taj bank"]),
    ("", &["titan"]),
    ("", &["globus"]),
    ("", &["parallex"]),
    ("", &["suntrust"]),
    ("", &["heritage"]),
    ("citi", &["citibank"]),
    ("", &["lotus"]),
    ("", &["premium trust"]),
    ("", &["signature bank"]),
    ("", &["optimus"]),
    ("", &["coronation"]),
    ("", &["opay", "paycom"]),
    ("palm pay", &["palmpay"]),
    ("", &["kuda"]),
    ("monie point", &["moniepoint", "team apt"]),
    ("9 psb 9mobile", &["9psb", "9 payment service", "9payment"]),
    ("airtel", &["smartcash", "smart cash"]),
    ("mtn", &["momo"]),
    ("", &["hope psb", "hopepsb"]),
    ("glo", &["money master", "moneymaster"]),
    ("v bank", &["vfd", "vbank"]),
    ("", &["carbon", "one finance"]),
    ("", &["fairmoney", "fair money"]),
    ("", &["paga"]),
    ("", &["rubies"]),
    ("", &["sparkle"]),
    ("", &["mint", "finex"]),
    ("", &["nomba"]),
    ("", &["safe haven"]),
    ("", &["lapo"]),
    ("renmoney ren money", &["renmoney"]),
    ("go money", &["gomoney"]),
];
