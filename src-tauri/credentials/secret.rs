//! A key in memory.

use airtill_words::say;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha512;

/// Most characters of a key. Windows' store takes 1,280.
pub const KEY_MAX_CHARS: usize = 1_024;

/// A vendor's key: redacted in `Debug`, wiped when dropped, and not serialisable, so that it can't slip into a reply,
/// an entry or a file.
#[derive(Clone)]
pub struct Secret(SecretString);

/// Why a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadKey {
    /// Fewer than eight characters.
    TooShort,
    /// More than [`KEY_MAX_CHARS`].
    TooLong,
    /// A character that can't stand in an HTTP header.
    OddCharacter,
}

impl BadKey {
    /// The sentence for the screen.
    pub fn sentence(self) -> &'static str {
        match self {
            BadKey::TooShort => say!("That is too short for a key"),
            BadKey::TooLong => say!("That is too long for a key"),
            BadKey::OddCharacter => say!("A key has only letters, digits and signs, without spaces inside"),
        }
    }
}

impl Secret {
    /// Takes a key that is known to be one: from the keyring.
    pub fn new(text: String) -> Secret {
        Secret(SecretString::from(text))
    }

    /// Takes a key as a person typed or pasted it; spaces and line ends around it are not part of it.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn typed(text: &str) -> Result<Secret, BadKey> {
        let text = text.trim();
        if text.chars().any(|c| !c.is_ascii_graphic()) {
            return Err(BadKey::OddCharacter);
        }
        match text.len() {
            0..8 => Err(BadKey::TooShort),
            8..=KEY_MAX_CHARS => Ok(Secret::new(text.to_owned())),
            _ => Err(BadKey::TooLong),
        }
    }

    /// Takes an e-mail address or a password as a person typed it: a password may have spaces inside.
    ///
    /// # Errors
    /// [`BadKey`].
    pub fn typed_sign_in(text: &str) -> Result<Secret, BadKey> {
        if text.chars().any(char::is_control) {
            return Err(BadKey::OddCharacter);
        }
        match text.trim().len() {
            0..3 => Err(BadKey::TooShort),
            3..=KEY_MAX_CHARS => Ok(Secret::new(text.trim().to_owned())),
            _ => Err(BadKey::TooLong),
        }
    }

    /// Whether a body carries this secret's signature: HMAC-SHA512 over its bytes, in base 64. Takes as long for a wrong one as for a right
    /// one.
    pub fn has_signed(&self, body: &[u8], signature: &str) -> bool {
        let mut mac = Hmac::<Sha512>::new_from_slice(self.expose().as_bytes()).expect("any length is a key's");
        mac.update(body);
        STANDARD.decode(signature.trim()).is_ok_and(|given| mac.verify_slice(&given).is_ok())
    }

    /// The secret itself. Called where a request's header or VDT's hash is made, where the keyring is written, where a PIN is
    /// hashed, and where a fingerprint is taken.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// As it is; escaped as JSON may have it, with and without letters beyond ASCII; percent-encoded in both ways.
    pub(super) fn forms(&self) -> Vec<String> {
        let text = self.expose();
        let json = serde_json::to_string(text).unwrap_or_default();
        let json = json.trim_matches('"').to_owned();
        let ascii: String = json
            .chars()
            .flat_map(|c| match c {
                c if c.is_ascii() => vec![c],
                c => c
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .flat_map(|unit| format!("\\u{unit:04x}").chars().collect::<Vec<_>>())
                    .collect(),
            })
            .collect();
        let percent = |b: u8| {
            if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        };
        let percent: String = text.bytes().map(percent).collect();
        let lower = percent.replace("%2F", "%2f").replace("%2B", "%2b").replace("%3D", "%3d");
        let mut forms = vec![
            text.to_owned(),
            text.replace('/', "\\/"),
            json.clone(),
            json.replace('/', "\\/"),
            ascii,
            percent,
            lower,
        ];
        forms.sort();
        forms.dedup();
        forms
    }

    /// The last four characters, by which an owner recognises a key.
    pub fn last4(&self) -> String {
        let text = self.expose();
        text.get(text.len().saturating_sub(4)..).unwrap_or_default().to_owned()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.expose() == other.expose()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
