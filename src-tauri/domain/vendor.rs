//! Which vendor, and whose account there.

use crate::product::AIRTIME_MIN_NAIRA;
use crate::product::ProductKind;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// What holds of a vendor besides its API, which stands in the package of the vendors.
struct Facts {
    name: &'static str,
    slug: &'static str,
    credential_kinds: &'static [CredentialKind],
    calls: Calls,
    timeout_ms: u32,
    airtime_least_naira: i64,
    costs_typed: &'static [ProductKind],
}

/// Whether a vendor calls when a sale has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// It doesn't.
    Never,
    /// At one address, which the owner types into its dashboard; it wants to hear these words.
    AtOneAddress {
        /// The body of the reply.
        thanks: &'static str,
    },
    /// About each purchase at an address that came with it. Nobody can ask it.
    AboutEachPurchase,
}

/// Makes the vendors of their rows: a vendor that has a row exists, and one that hasn't doesn't.
macro_rules! vendors {
    ($($(#[$docs:meta])* $id:ident => $facts:expr,)*) => {
        /// A vendor the till can buy from. The order is the one in which they are tried where nothing else decides; those
        /// that nobody can ask about anything come last.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
        pub enum VendorId {
            $($(#[$docs])* $id,)*
        }

        impl VendorId {
            /// How many there are.
            pub const COUNT: usize = [$(stringify!($id)),*].len();
            /// All of them.
            pub const ALL: [VendorId; VendorId::COUNT] = [$(VendorId::$id),*];

            fn facts(self) -> Facts {
                match self {
                    $(VendorId::$id => $facts,)*
                }
            }
        }
    };
}

// A row's place is kept: entries of the ledger hold it by name, its rows by number. New ones go to the end.
vendors! {
    /// SMEPlug, smeplug.ng.
    SmePlug => Facts {
        name: "SMEPlug",
        slug: "smeplug",
        credential_kinds: &[CredentialKind::Key],
        // Vendor document `000_`, "Transaction Webhook": nothing is said of the reply.
        calls: Calls::AtOneAddress { thanks: r#"{"status":true}"# },
        timeout_ms: 50_000,
        airtime_least_naira: AIRTIME_MIN_NAIRA,
        costs_typed: &[ProductKind::Airtime, ProductKind::Transfer],
    },
    /// VDT SMEmpower, sme.vdtcomms.com.
    Vdt => Facts {
        name: "VDT SMEmpower",
        slug: "vdt",
        credential_kinds: &[CredentialKind::KeyAndHashKey],
        calls: Calls::Never,
        timeout_ms: 50_000,
        airtime_least_naira: 50,
        costs_typed: &[],
    },
    /// Strongmb, strongmb.ng.
    Strongmb => Facts {
        name: "Strongmb",
        slug: "strongmb",
        credential_kinds: &[CredentialKind::Key],
        calls: Calls::Never,
        timeout_ms: 50_000,
        airtime_least_naira: 50,
        costs_typed: &[],
    },
    /// VTpass, vtpass.com.
    Vtpass => Facts {
        name: "VTpass",
        slug: "vtpass",
        credential_kinds: &[CredentialKind::KeyPair, CredentialKind::EmailAndPassword],
        // "Transaction Update Webhook API": without these words it calls up to five times again.
        calls: Calls::AtOneAddress { thanks: r#"{"response":"success"}"# },
        timeout_ms: 60_000,
        airtime_least_naira: 50,
        costs_typed: &[ProductKind::Airtime, ProductKind::Data],
    },
    /// Simpu, simpu.co.
    Simpu => Facts {
        name: "Simpu",
        slug: "simpu",
        credential_kinds: &[CredentialKind::Key],
        // Vendor document `004_` has one call, and a `callback` in it.
        calls: Calls::AboutEachPurchase,
        timeout_ms: 50_000,
        airtime_least_naira: 50,
        costs_typed: &[ProductKind::Airtime],
    },
}

impl VendorId {
    /// The name on screen and slip.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// The name in the keyring, in the store and in the log: lower case, never changed once released.
    pub fn slug(self) -> &'static str {
        self.facts().slug
    }

    /// Whether it calls when a sale has ended.
    pub fn calls(self) -> Calls {
        self.facts().calls
    }

    /// Nobody can ask it about an attempt; it may only call.
    pub fn only_calls(self) -> bool {
        self.calls() == Calls::AboutEachPurchase
    }

    /// The kinds of credentials it takes; the first is the usual one.
    pub fn credential_kinds(self) -> &'static [CredentialKind] {
        self.facts().credential_kinds
    }

    /// How long its answer to a purchase is waited for, unless the owner decides otherwise.
    pub fn timeout_ms(self) -> u32 {
        self.facts().timeout_ms
    }

    /// The least airtime that it sells, in naira, unless the owner decides otherwise.
    pub fn airtime_least_naira(self) -> i64 {
        self.facts().airtime_least_naira
    }

    /// What it sells without publishing what it costs: the owner types that.
    pub fn costs_typed(self) -> &'static [ProductKind] {
        self.facts().costs_typed
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
