//! Secrets: vendor keys in the operating system's keyring, and the [`Secret`] type.
//!
//! A key goes into the keyring when the owner types it, is read back at once to see that it is really there, and is
//! read again when the shop opens. It never reaches the page, a log, the ledger or a file; of it, the ledger keeps that
//! it was saved, its last four characters and a [`fingerprint`]. A machine without a keyring is a normal case with
//! its own message. The key that PINs are hashed with lives here too, and the one that addresses for notices follow from.
//!
//! The keyring itself is behind the feature `keyring`: what only reads a [`Secret`] is built without it.
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]

#[cfg(feature = "keyring")]
mod keyring;
mod notice_key;
mod parts;
mod secret;

#[cfg(feature = "keyring")]
pub use crate::keyring::{Keyring, KeyringError, PATIENCE_ALONE, PATIENCE_WITH_OWNER};
pub use notice_key::{NOTICE_KEY_BYTES, NoticeKey};
pub use parts::Credentials;
pub use secret::{BadKey, KEY_MAX_CHARS, Secret};

use airtill_domain::text::hex;
use airtill_domain::vendor::{CredentialField, VendorId};
use sha2::{Digest, Sha256};

/// Eight hexadecimal characters that tell one account's credentials from another's: the beginning of a hash over the vendor
/// and every part. Keys are long and random, so it gives nothing of them away; a password may be neither, so of e-mail
/// address and password only the first counts (another password is the same account, too).
pub fn fingerprint(vendor: VendorId, credentials: &Credentials) -> String {
    let mut hash = Sha256::new();
    hash.update(b"airtill account ");
    hash.update(vendor.slug());
    for (_, secret) in credentials.parts().filter(|(field, _)| *field != CredentialField::Password) {
        hash.update(b"\0");
        hash.update(secret.expose());
    }
    hex(&hash.finalize()[..4])
}
