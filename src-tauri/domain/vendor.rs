//! Which vendor, and whose account there.

use airtill_words::say;
use serde::{Deserialize, Serialize};

/// A vendor the till can buy from. The order is the one in which they are tried where nothing else decides; Simpu is
/// last, since it can't be asked about anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum VendorId {
    /// SMEPlug, smeplug.ng.
    SmePlug,
    /// VDT SMEmpower, sme.vdtcomms.com.
    Vdt,
    /// Strongmb, strongmb.ng.
    Strongmb,
    /// VTpass, vtpass.com.
    Vtpass,
    /// Simpu, simpu.co.
    Simpu,
}

impl VendorId {
    /// All of them.
    pub const ALL: [VendorId; 5] =
        [VendorId::SmePlug, VendorId::Vdt, VendorId::Strongmb, VendorId::Vtpass, VendorId::Simpu];

    /// The name on screen and slip.
    pub fn name(self) -> &'static str {
        match self {
            VendorId::SmePlug => "SMEPlug",
            VendorId::Vdt => "VDT SMEmpower",
            VendorId::Strongmb => "Strongmb",
            VendorId::Vtpass => "VTpass",
            VendorId::Simpu => "Simpu",
        }
    }

    /// The name in the keyring, in the store and in the log: lower case, never changed once released.
    pub fn slug(self) -> &'static str {
        match self {
            VendorId::SmePlug => "smeplug",
            VendorId::Vdt => "vdt",
            VendorId::Strongmb => "strongmb",
            VendorId::Vtpass => "vtpass",
            VendorId::Simpu => "simpu",
        }
    }

    /// Nobody can ask it about an attempt; it may only call by itself. Source: vendor document `004_`, which has one call and a
    /// `callback`.
    pub fn only_calls(self) -> bool {
        self == VendorId::Simpu
    }

    /// The kinds of credentials it takes; the first is the usual one.
    pub fn credential_kinds(self) -> &'static [CredentialKind] {
        match self {
            VendorId::SmePlug | VendorId::Strongmb | VendorId::Simpu => &[CredentialKind::Key],
            VendorId::Vdt => &[CredentialKind::KeyAndHashKey],
            VendorId::Vtpass => &[CredentialKind::KeyPair, CredentialKind::EmailAndPassword],
        }
    }
}

/// What a vendor wants to be shown before it sells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
pub enum CredentialKind {
    /// One key.
    Key,
    /// An API key with a public key for questions and a secret key for purchases.
    KeyPair,
    /// The e-mail address and password of the account.
    EmailAndPassword,
    /// One key, and another that goes into hashes.
    KeyAndHashKey,
}

impl CredentialKind {
    /// Its parts, in the order in which they are typed. The first is the one that people recognise.
    pub fn fields(self) -> &'static [CredentialField] {
        match self {
            CredentialKind::Key => &[CredentialField::Key],
            CredentialKind::KeyPair => &[CredentialField::Key, CredentialField::PublicKey, CredentialField::SecretKey],
            CredentialKind::EmailAndPassword => &[CredentialField::Email, CredentialField::Password],
            CredentialKind::KeyAndHashKey => &[CredentialField::Key, CredentialField::HashKey],
        }
    }
}

/// One part of a vendor's credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
pub enum CredentialField {
    /// The API key.
    Key,
    /// VTpass: the public key, for questions.
    PublicKey,
    /// VTpass: the secret key, for purchases.
    SecretKey,
    /// VTpass: the account's e-mail address.
    Email,
    /// VTpass: the account's password.
    Password,
    /// VDT: the key that goes into hashes.
    HashKey,
}

impl CredentialField {
    /// The name on screen.
    pub fn name(self) -> &'static str {
        match self {
            CredentialField::Key => say!("API key"),
            CredentialField::PublicKey => say!("Public key"),
            CredentialField::SecretKey => say!("Secret key"),
            CredentialField::Email => say!("E-mail"),
            CredentialField::Password => say!("Password"),
            CredentialField::HashKey => say!("Hash key"),
        }
    }

    /// The name in the keyring: never changed once released.
    pub fn slug(self) -> &'static str {
        match self {
            CredentialField::Key => "key",
            CredentialField::PublicKey => "public-key",
            CredentialField::SecretKey => "secret-key",
            CredentialField::Email => "email",
            CredentialField::Password => "password",
            CredentialField::HashKey => "hash-key",
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
