//! What the owner decides about a vendor. Kept in the ledger whole, each time it changes.

use crate::money::Naira;
use crate::network::Network;
use crate::product::ProductKind;
use crate::vendor::VendorId;
use serde::{Deserialize, Serialize};

/// Least and most milliseconds a purchase may take, connecting included.
pub const TIMEOUT_MS: std::ops::RangeInclusive<u32> = 15_000..=120_000;
/// Most lines of each table.
pub const LINES_MAX: usize = 60;

/// The settings of one vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VendorSettings {
    /// Sales may go through it.
    pub enabled: bool,
    /// Where it is called.
    pub site: Site,
    /// How long a purchase may take, in milliseconds. VTpass answers in 30 s and more; SMEPlug's own SDK waits 50 s.
    pub timeout_ms: u32,
    /// The least airtime sold through it.
    pub airtime_least: Naira,
    /// The most airtime in one sale through it.
    pub airtime_most: Naira,
    /// Below this balance the wallet is called low.
    pub low_wallet: Naira,
    /// Discounts and fees of products, where the vendor publishes none.
    pub terms: Vec<ProductTerms>,
    /// What a network's name that no list knows means, confirmed by the owner.
    pub network_names: Vec<NetworkName>,
    /// Plans typed in by the owner, where the vendor lists none.
    pub plans: Vec<TypedPlan>,
    /// VDT: how hashes are made.
    pub hash_recipe: HashRecipe,
    /// SMEPlug: a plain `status: true`, without a word of the end, counts as delivered. Off unless the owner has seen that
    /// the vendor's status reply can't be read.
    pub plain_true_delivers: bool,
    /// SMEPlug: whose airtime is sold by share and sell. An entry of its own, since it came later.
    #[serde(skip)]
    pub share_and_sell: Vec<Network>,
    /// VDT: by which recipe its replies to sales and checks were seen to be hashed, which its reply to "initiate" doesn't tell. An entry of
    /// its own, since it came later.
    #[serde(skip)]
    pub reply_recipe: Option<HashRecipe>,
}

/// Where a vendor is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Site {
    /// The vendor's live address.
    Live,
    /// The vendor's sandbox.
    Sandbox,
    /// An address that the owner typed: `https`, or this computer.
    Own(String),
}

/// What a kind of product costs less than its face amount or printed price, where the vendor doesn't say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProductTerms {
    /// Which kind.
    pub kind: ProductKind,
    /// Of which network; `None` for all that have no line of their own.
    pub network: Option<Network>,
    /// Taken off, in hundredths of a percent.
    pub discount_basis_points: u16,
    /// Added to each sale.
    pub fee: Naira,
}

/// A network's name at a vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct NetworkName {
    /// As the vendor writes it.
    pub name: String,
    /// What it means.
    pub network: Network,
}

/// A plan typed in by the owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedPlan {
    /// The vendor's code: `MARS_60GB`.
    pub code: String,
    /// What customers call it.
    pub name: String,
    /// What it costs the shop. The vendor's own price, read back before each sale, has the last word.
    pub cost: Naira,
}

/// How VDT's hashes are made. Its document says "SHA512 hash of all preceding parameters and the hash key" and nothing
/// of order, separator or form: so it is a setting, and the default is the plainest reading. \[assumption\]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HashRecipe {
    /// In which order the fields are taken.
    pub order: FieldOrder,
    /// What stands between them.
    pub separator: String,
    /// Where the key stands.
    pub key: KeyPlace,
    /// What is taken of `otherDetails`.
    pub details: DetailsForm,
    /// In which letters the hash is written.
    pub upper_case: bool,
    /// The owner has seen the test succeed: VDT's reply to "initiate" was hashed by it. What its other replies hash is known once one
    /// of them has matched ([`VendorSettings::reply_recipe`]).
    pub confirmed: bool,
}

/// In which order fields go into a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum FieldOrder {
    /// As the document lists them.
    AsListed,
    /// By their names.
    ByName,
}

/// Where the key stands in what is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum KeyPlace {
    /// After the fields.
    Last,
    /// Before them.
    First,
}

/// What of `otherDetails` goes into a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum DetailsForm {
    /// The plan's code alone.
    Value,
    /// The object as JSON, without spaces.
    Json,
}

impl Default for HashRecipe {
    fn default() -> HashRecipe {
        HashRecipe {
            order: FieldOrder::AsListed,
            separator: String::new(),
            key: KeyPlace::Last,
            details: DetailsForm::Value,
            upper_case: false,
            confirmed: false,
        }
    }
}

impl VendorSettings {
    /// What holds until the owner decides otherwise.
    pub fn of(vendor: VendorId) -> VendorSettings {
        VendorSettings {
            enabled: true,
            site: Site::Live,
            timeout_ms: vendor.timeout_ms(),
            airtime_least: Naira::from_naira(vendor.airtime_least_naira()),
            airtime_most: Naira::from_naira(crate::product::AIRTIME_MAX_NAIRA),
            low_wallet: Naira::from_naira(5_000),
            terms: Vec::new(),
            network_names: Vec::new(),
            plans: Vec::new(),
            hash_recipe: HashRecipe::default(),
            plain_true_delivers: false,
            share_and_sell: Vec::new(),
            reply_recipe: None,
        }
    }

    /// The line of the owner's table for a product: the network's own, or the one for all.
    pub fn line(&self, kind: ProductKind, network: Option<Network>) -> Option<&ProductTerms> {
        let line = |of: Option<Network>| self.terms.iter().find(|terms| terms.kind == kind && terms.network == of);
        line(network).or_else(|| line(None))
    }

    /// What a product costs by the owner's table; its face amount or printed price where that says nothing.
    pub fn cost(&self, kind: ProductKind, network: Option<Network>, face: Naira) -> Naira {
        self.line(kind, network)
            .map_or(face, |terms| face.less_basis_points(terms.discount_basis_points).plus(terms.fee))
    }

    /// What a network's name means by the owner's word.
    pub fn network_named(&self, name: &str) -> Option<Network> {
        self.network_names.iter().find(|known| known.name == name).map(|known| known.network)
    }
}
