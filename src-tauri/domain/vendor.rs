//! Which vendor, and whose account there.

use serde::{Deserialize, Serialize};

/// A vendor the till can buy from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum VendorId {
    /// SMEPlug, smeplug.ng.
    SmePlug,
}

impl VendorId {
    /// The name on screen and slip.
    pub fn name(self) -> &'static str {
        match self {
            VendorId::SmePlug => "SMEPlug",
        }
    }

    /// The name in the keyring and in the log: lower case, never changed once released.
    pub fn slug(self) -> &'static str {
        match self {
            VendorId::SmePlug => "smeplug",
        }
    }
}

/// The account a request was made with: where it went and a fingerprint of the credentials.
///
/// A later answer to a question about an attempt speaks only for the account that was asked, so every attempt
/// keeps this. The fingerprint tells accounts apart and reveals nothing of the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Account {
    /// The base URL the vendor was called at.
    pub base_url: String,
    /// Eight hexadecimal characters, from a hash of the vendor and the key.
    pub fingerprint: String,
}
