//! The only module that uses age: a backup's key, and what is locked with it.
//!
//! The key is a pair. The public half seals every part and stands in the ledger, so that a close needs nobody's passphrase. The
//! secret half opens them; it exists only while a backup is set up or restored, and is kept locked under the owner's passphrase.
//! Both are age's own formats: any age tool opens a backup without Airtill, with the passphrase.

use airtill_credentials::Secret;
use std::io::Read;
use std::str::FromStr;

/// Most bytes that a part has once it is opened: more is damage.
const OPENED_MAX_BYTES: u64 = 64 << 20;

/// What doesn't open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The passphrase is another.
    WrongPassphrase,
    /// It is not what was written.
    Damaged(String),
}

/// A new key: its public half, and its secret half locked under the passphrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// `age1…`
    pub recipient: String,
    /// An age file, as bytes.
    pub locked: Vec<u8>,
}

/// The secret half of a key. Never leaves this file.
pub struct Key(age::x25519::Identity);

/// Makes a key. Takes a second: the passphrase is stretched, so that trying many of them takes long.
///
/// # Errors
/// What the library says, when it can't.
pub fn new_key(passphrase: &Secret) -> Result<NewKey, String> {
    let key = age::x25519::Identity::generate();
    let recipient = key.to_public().to_string();
    let lock = age::scrypt::Recipient::new(passphrase.expose().to_owned().into());
    let text = format!("# The key of an Airtill backup. Public half: {recipient}\n");
    let secret = Secret::new(text + age_text(&key).expose() + "\n");
    let locked = age::encrypt(&lock, secret.expose().as_bytes()).map_err(|error| error.to_string())?;
    Ok(NewKey { recipient, locked })
}

fn age_text(key: &age::x25519::Identity) -> Secret {
    use age::secrecy::ExposeSecret as _;
    Secret::new(key.to_string().expose_secret().to_owned())
}

/// The secret half of a key, by the passphrase.
///
/// # Errors
/// [`Closed`].
pub fn unlock(locked: &[u8], passphrase: &Secret) -> Result<Key, Closed> {
    let lock = age::scrypt::Identity::new(passphrase.expose().to_owned().into());
    let text = age::decrypt(&lock, locked).map_err(|error| match error {
        age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => Closed::WrongPassphrase,
        age::DecryptError::NoMatchingKeys => Closed::Damaged("it is not locked by a passphrase".to_owned()),
        other => Closed::Damaged(other.to_string()),
    })?;
    let text = Secret::new(String::from_utf8(text).map_err(|_| Closed::Damaged("it is no text".to_owned()))?);
    let line = text.expose().lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    age::x25519::Identity::from_str(line).map(Key).map_err(|why| Closed::Damaged(why.to_owned()))
}

/// Seals some bytes for the key whose public half this is.
///
/// # Errors
/// What the library says, when it can't.
pub fn seal(recipient: &str, plain: &[u8]) -> Result<Vec<u8>, String> {
    let recipient = age::x25519::Recipient::from_str(recipient).map_err(str::to_owned)?;
    age::encrypt(&recipient, plain).map_err(|error| error.to_string())
}

/// Opens what was sealed.
///
/// # Errors
/// [`Closed::Damaged`], also where it was sealed for another key.
pub fn open(key: &Key, sealed: &[u8]) -> Result<Vec<u8>, Closed> {
    let damaged = |error: String| Closed::Damaged(error);
    let decryptor = age::Decryptor::new(sealed).map_err(|error| damaged(error.to_string()))?;
    let reader = decryptor.decrypt(std::iter::once(&key.0 as _)).map_err(|error| damaged(error.to_string()))?;
    let mut plain = Vec::new();
    reader.take(OPENED_MAX_BYTES).read_to_end(&mut plain).map_err(|error| damaged(error.to_string()))?;
    Ok(plain)
}
