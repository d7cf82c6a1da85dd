//! People: who they are and what they may do. How they prove it is another module's matter.

use crate::text;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// A person's number in this shop, given once. The owner is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub struct StaffId(pub u16);

/// The owner, the first one of every shop.
pub const OWNER: StaffId = StaffId(1);

/// The two roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Role {
    /// Sets prices, keys and people, and settles what nobody else can.
    Owner,
    /// Sells.
    Attendant,
}

/// The secrets a person can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretKind {
    /// Four to eight digits, for the counter.
    Pin,
    /// The owner's, for everything that can do harm.
    Passphrase,
    /// Printed once, for an owner who has forgotten the passphrase.
    Recovery,
}

impl SecretKind {
    /// The word for the screen.
    pub fn word(self) -> &'static str {
        match self {
            SecretKind::Pin => say!("PIN"),
            SecretKind::Passphrase => say!("passphrase"),
            SecretKind::Recovery => say!("recovery code"),
        }
    }
}

/// A person, as the ledger knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// Their number.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The PIN's hash.
    pub pin: Option<String>,
    /// The passphrase's hash: the owner's alone.
    pub passphrase: Option<String>,
    /// The recovery code's hash: the owner's alone.
    pub recovery: Option<String>,
    /// Wrong PINs in a row.
    pub wrong_pins: u32,
    /// Wrong passphrases and recovery codes in a row: a PIN that was right does not clear them.
    pub wrong_passphrases: u32,
    /// They don't work here any more.
    pub removed: bool,
}

impl Staff {
    /// Someone who has just come: an attendant without name or secrets.
    pub fn new(id: StaffId) -> Staff {
        Staff {
            id,
            name: String::new(),
            role: Role::Attendant,
            pin: None,
            passphrase: None,
            recovery: None,
            wrong_pins: 0,
            wrong_passphrases: 0,
            removed: false,
        }
    }

    /// Wrong tries in a row that count for a kind of secret.
    pub fn wrong_tries(&self, kind: SecretKind) -> u32 {
        match kind {
            SecretKind::Pin => self.wrong_pins,
            SecretKind::Passphrase | SecretKind::Recovery => self.wrong_passphrases,
        }
    }

    /// The count that goes with a kind of secret.
    pub fn wrong_tries_mut(&mut self, kind: SecretKind) -> &mut u32 {
        match kind {
            SecretKind::Pin => &mut self.wrong_pins,
            SecretKind::Passphrase | SecretKind::Recovery => &mut self.wrong_passphrases,
        }
    }

    /// The hash of a secret.
    pub fn hash(&self, kind: SecretKind) -> Option<&String> {
        match kind {
            SecretKind::Pin => self.pin.as_ref(),
            SecretKind::Passphrase => self.passphrase.as_ref(),
            SecretKind::Recovery => self.recovery.as_ref(),
        }
    }

    /// Sets or removes the hash of a secret.
    pub fn set_hash(&mut self, kind: SecretKind, hash: Option<String>) {
        *match kind {
            SecretKind::Pin => &mut self.pin,
            SecretKind::Passphrase => &mut self.passphrase,
            SecretKind::Recovery => &mut self.recovery,
        } = hash;
    }
}

/// Least and most digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;
/// Least characters of the owner's passphrase.
pub const PASSPHRASE_MIN_CHARS: usize = 10;
/// Most characters of any secret that is typed.
pub const SECRET_MAX_CHARS: usize = 200;
/// Most characters of a name.
pub const NAME_MAX_CHARS: usize = 40;

/// What is wrong with a PIN that someone wants to have.
///
/// # Errors
/// With the sentence for the screen.
pub fn good_pin(pin: &str) -> Result<(), &'static str> {
    if !pin.bytes().all(|b| b.is_ascii_digit()) || !PIN_DIGITS.contains(&pin.len()) {
        return Err(say!("A PIN has four to eight digits"));
    }
    let digits: Vec<u8> = pin.bytes().map(|b| b - b'0').collect();
    let steps = |by: u8| digits.windows(2).all(|pair| (pair[0] + by) % 10 == pair[1]);
    let repeated = |n: usize| digits.len() > n && digits.chunks(n).all(|part| part == &digits[..part.len()]);
    if steps(0) || steps(1) || steps(9) || repeated(2) || repeated(3) {
        return Err(say!("That PIN is among the first that anyone would try"));
    }
    let year = pin.len() == 4 && matches!(&pin[..2], "19" | "20");
    if year {
        return Err(say!("That PIN looks like a year of birth: those are tried first"));
    }
    Ok(())
}

/// What is wrong with a passphrase that the owner wants to have.
///
/// # Errors
/// With the sentence for the screen.
pub fn good_passphrase(passphrase: &str) -> Result<(), &'static str> {
    if passphrase.chars().any(text::is_unseen) {
        return Err(say!("There is something in it that can't be seen, and so can't be typed again"));
    }
    let count = passphrase.chars().count();
    let mut different: Vec<char> = passphrase.chars().collect();
    different.sort_unstable();
    different.dedup();
    match count {
        0..PASSPHRASE_MIN_CHARS => Err(say!("A passphrase has at least ten characters: four words do well")),
        PASSPHRASE_MIN_CHARS..=SECRET_MAX_CHARS if different.len() < 5 => Err(say!("That passphrase repeats itself")),
        PASSPHRASE_MIN_CHARS..=SECRET_MAX_CHARS => Ok(()),
        _ => Err(say!("That passphrase is too long")),
    }
}

/// A name as it is kept.
///
/// # Errors
/// With the sentence for the screen.
pub fn good_name(name: &str) -> Result<String, &'static str> {
    let name: Vec<&str> = name.split_whitespace().collect();
    let name = name.join(" ");
    match name.chars().count() {
        0 => Err(say!("Type a name")),
        1..=NAME_MAX_CHARS if name.chars().any(char::is_control) => Err(say!("A name has letters only")),
        1..=NAME_MAX_CHARS => Ok(name),
        _ => Err(say!("That name is too long")),
    }
}
