//! The key by which a vendor's notice is known to come by an address that was given to that vendor alone.

use super::Secret;
use airtill_domain::reference::Reference;
use airtill_domain::text::hex;
use airtill_domain::vendor::VendorId;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes of the key.
pub const NOTICE_KEY_BYTES: usize = 32;
/// Bytes of a token: nobody guesses 128 bits.
const TOKEN_BYTES: usize = 16;

/// The key of one till's addresses. Every address follows from it, so none has to be kept: a vendor's from its name, an attempt's
/// from its reference.
#[derive(Clone, Debug)]
pub struct NoticeKey(Secret);

impl NoticeKey {
    /// A new one.
    pub fn from_random(bytes: [u8; NOTICE_KEY_BYTES]) -> NoticeKey {
        NoticeKey(Secret::new(hex(&bytes)))
    }

    /// One from the keyring.
    pub(super) fn kept(secret: Secret) -> NoticeKey {
        NoticeKey(secret)
    }

    pub(super) fn secret(&self) -> &Secret {
        &self.0
    }

    /// The path under which a vendor may call: `/smeplug/<32 hexadecimal characters>`.
    pub fn vendor_path(&self, vendor: VendorId) -> String {
        format!("/{}/{}", vendor.slug(), hex(&self.token(&of_vendor(vendor))))
    }

    /// The path under which Simpu may call about one attempt, and about no other.
    pub fn attempt_path(&self, reference: &Reference) -> String {
        format!("/{}/{reference}/{}", VendorId::Simpu.slug(), hex(&self.token(&of_attempt(reference))))
    }

    /// Whether a vendor was given this token. Takes as long for a wrong one as for a right one.
    pub fn is_vendors(&self, vendor: VendorId, token: &str) -> bool {
        self.is(&of_vendor(vendor), token)
    }

    /// Whether an attempt has this token.
    pub fn is_attempts(&self, reference: &Reference, token: &str) -> bool {
        self.is(&of_attempt(reference), token)
    }

    fn is(&self, what: &str, token: &str) -> bool {
        unhex(token).is_some_and(|token| self.mac(what).verify_truncated_left(&token).is_ok())
    }

    fn token(&self, what: &str) -> [u8; TOKEN_BYTES] {
        let whole = self.mac(what).finalize().into_bytes();
        std::array::from_fn(|place| whole[place])
    }

    fn mac(&self, what: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose().as_bytes()).expect("any length is a key's");
        mac.update(what.as_bytes());
        mac
    }
}

fn of_vendor(vendor: VendorId) -> String {
    format!("airtill notices of {}", vendor.slug())
}

fn of_attempt(reference: &Reference) -> String {
    format!("airtill notices about {reference}")
}

/// Exactly as many hexadecimal characters as a token has, in lower case: a token has one form alone.
fn unhex(text: &str) -> Option<[u8; TOKEN_BYTES]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if pairs.len() != TOKEN_BYTES || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; TOKEN_BYTES];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
