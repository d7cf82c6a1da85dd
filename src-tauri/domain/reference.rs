//! The till's own names of things: its id, a sale's id, an attempt's reference.

use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Letters and digits that can't be mistaken for one another when read aloud or copied from paper.
const LEGIBLE: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Four characters that tell one till's references from another's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TillId(String);

impl TillId {
    /// A till's id from four random bytes.
    pub fn from_random(random: [u8; 4]) -> TillId {
        TillId(legible(&random))
    }

    /// The four characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The till's own id of one purchase request, sent to the vendor and asked about later.
///
/// Exactly 28 letters and digits, valid at every vendor: twelve digits of Lagos time (`YYYYMMDDHHmm`, which VTpass
/// demands), the till's four characters, twelve random ones (60 bits). Never sent twice, never used again.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference([u8; REFERENCE_LEN]);

/// Length of a reference.
pub const REFERENCE_LEN: usize = 28;

impl Reference {
    /// A new reference.
    pub fn new(at: Timestamp, till: &TillId, random: [u8; 12]) -> Reference {
        let text = format!("{}{}{}", at.lagos().format("%Y%m%d%H%M"), till.as_str(), legible(&random));
        // A till's id has four characters; one that was tampered with must still give something that is a reference.
        let mut bytes = [b'0'; REFERENCE_LEN];
        for (place, byte) in bytes.iter_mut().zip(text.bytes().filter(u8::is_ascii_alphanumeric)) {
            *place = byte;
        }
        Reference(bytes)
    }

    /// Reads a reference back.
    ///
    /// # Errors
    /// When it has not exactly 28 letters and digits.
    pub fn parse(text: &str) -> Result<Reference, String> {
        match <[u8; REFERENCE_LEN]>::try_from(text.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_alphanumeric) => Ok(Reference(bytes)),
            Ok(_) | Err(_) => Err(format!("a reference has {REFERENCE_LEN} letters and digits")),
        }
    }

    /// The 28 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("letters and digits alone get in")
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({})", self.as_str())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Reference, D::Error> {
        deserializer.deserialize_str(Texts(Reference::parse))
    }
}

/// A sale's id: a version 7 UUID, made when the review opens, in the order in which sales are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SaleId(uuid::Uuid);

impl SaleId {
    /// A new id from the till's clock and ten random bytes.
    pub fn new(at: Timestamp, random: [u8; 10]) -> SaleId {
        let millis = u64::try_from(at.millis()).unwrap_or(0);
        SaleId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// Reads an id from the page.
    ///
    /// # Errors
    /// When the text is not a UUID.
    pub fn parse(text: &str) -> Result<SaleId, String> {
        uuid::Uuid::parse_str(text).map(SaleId).map_err(|_| "not a sale's id".to_owned())
    }

    /// The sixteen bytes, as they stand in the store.
    pub fn bytes(&self) -> [u8; 16] {
        *self.0.as_bytes()
    }

    /// From the store's sixteen bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> SaleId {
        SaleId(uuid::Uuid::from_bytes(bytes))
    }
}

impl fmt::Display for SaleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.simple())
    }
}

impl Serialize for SaleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.bytes().serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for SaleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SaleId, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Texts(SaleId::parse))
        } else {
            <[u8; 16]>::deserialize(deserializer).map(SaleId::from_bytes)
        }
    }
}

/// Reads a text without making a copy of it.
struct Texts<T>(fn(&str) -> Result<T, String>);

impl<T> serde::de::Visitor<'_> for Texts<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}

/// Five bits of each byte as one legible character.
pub fn legible(random: &[u8]) -> String {
    random.iter().map(|byte| char::from(LEGIBLE[usize::from(byte & 31)])).collect()
}
