//! Whom a sale is for: nearly always a number, sometimes an account with a provider.

use crate::phone::Msisdn;
use crate::typed;
use airtill_words::say;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Most characters of an account's id and of its holder's name.
pub const ACCOUNT_MAX_CHARS: usize = 60;

/// For whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A number.
    Phone(Msisdn),
    /// An account whose holder's name was read back: Smile's account id, VDT's customer id, a bank account's number.
    Account(Account),
    /// Twelve digits that steer a vendor's sandbox and the practice shop, and are no number.
    Steering(Steering),
}

/// An account with a provider, or at a bank.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The id that the provider knows it by.
    pub id: String,
    /// Whose it is, as the provider says.
    pub name: String,
    /// The customer's number, where the provider wants one too.
    pub phone: Option<Msisdn>,
}

/// Twelve digits. VTpass's document, "Purchase product", lists them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "SteeringDigits", into = "SteeringDigits", deny_unknown_fields)]
pub struct Steering(String);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SteeringDigits {
    steering: String,
}

/// The form in the journal: a number stands there as it always has, as eleven digits.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Phone(Msisdn),
    Account(Account),
    Steering(Steering),
}

/// The form in the store.
#[derive(Serialize, Deserialize)]
enum Packed {
    Phone(Msisdn),
    Account(Account),
    Steering(String),
}

impl Steering {
    /// Reads exactly twelve digits.
    pub fn parse(text: &str) -> Option<Steering> {
        let digits: String = typed::plain(text).chars().filter(|c| *c != ' ').collect();
        (digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Steering(digits))
    }

    /// The twelve digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl Recipient {
    /// What is sent to a vendor that wants local numbers: eleven digits, the account's id, or the twelve digits.
    pub fn local(&self) -> String {
        match self {
            Recipient::Phone(number) => number.local(),
            Recipient::Account(account) => account.id.clone(),
            Recipient::Steering(steering) => steering.0.clone(),
        }
    }

    /// As it is read back to the customer.
    pub fn shown(&self) -> String {
        match self {
            Recipient::Phone(number) => number.grouped(),
            Recipient::Account(account) => format!("{}, {}", account.name, account.id),
            Recipient::Steering(steering) => steering.0.clone(),
        }
    }

    /// For slips, logs, and sales older than today.
    pub fn masked(&self) -> String {
        match self {
            Recipient::Phone(number) => number.masked(),
            Recipient::Account(_) => say!("account {number}", number = self.last_four()),
            Recipient::Steering(steering) => steering.0.clone(),
        }
    }

    /// `••• 4567`: the last four characters of whatever it is sent to.
    pub fn last_four(&self) -> String {
        ends_in(&self.local())
    }

    /// The number, if there is one: the recipient's own, or the one that belongs to the account.
    pub fn phone(&self) -> Option<&Msisdn> {
        match self {
            Recipient::Phone(number) => Some(number),
            Recipient::Account(account) => account.phone.as_ref(),
            Recipient::Steering(_) => None,
        }
    }

    /// Whether a number in a vendor's reply is this recipient, in whichever of the usual forms it is written.
    pub fn is_written_as(&self, text: &str) -> bool {
        let text = text.trim();
        match self {
            // Written as a number, it has lost its zero.
            Recipient::Phone(number) => {
                Msisdn::parse(text).is_ok_and(|other| other == *number)
                    || number.local().strip_prefix('0') == Some(text)
            }
            Recipient::Account(account) => account.id == text,
            Recipient::Steering(steering) => steering.0 == text,
        }
    }
}

fn ends_in(id: &str) -> String {
    let count = id.chars().count();
    format!("••• {}", id.chars().skip(count.saturating_sub(4)).collect::<String>())
}

impl From<Msisdn> for Recipient {
    fn from(number: Msisdn) -> Recipient {
        Recipient::Phone(number)
    }
}

impl TryFrom<SteeringDigits> for Steering {
    type Error = &'static str;

    fn try_from(digits: SteeringDigits) -> Result<Steering, Self::Error> {
        Steering::parse(&digits.steering).ok_or("twelve digits")
    }
}

impl From<Steering> for SteeringDigits {
    fn from(steering: Steering) -> SteeringDigits {
        SteeringDigits { steering: steering.0 }
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let this = self.clone();
        if serializer.is_human_readable() {
            match this {
                Recipient::Phone(number) => Written::Phone(number),
                Recipient::Account(account) => Written::Account(account),
                Recipient::Steering(steering) => Written::Steering(steering),
            }
            .serialize(serializer)
        } else {
            match this {
                Recipient::Phone(number) => Packed::Phone(number),
                Recipient::Account(account) => Packed::Account(account),
                Recipient::Steering(steering) => Packed::Steering(steering.0),
            }
            .serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Recipient, D::Error> {
        if deserializer.is_human_readable() {
            Ok(match Written::deserialize(deserializer)? {
                Written::Phone(number) => Recipient::Phone(number),
                Written::Account(account) => Recipient::Account(account),
                Written::Steering(steering) => Recipient::Steering(steering),
            })
        } else {
            Ok(match Packed::deserialize(deserializer)? {
                Packed::Phone(number) => Recipient::Phone(number),
                Packed::Account(account) => Recipient::Account(account),
                Packed::Steering(digits) => Recipient::Steering(
                    Steering::parse(&digits).ok_or_else(|| serde::de::Error::custom("twelve digits"))?,
                ),
            })
        }
    }
}
