//! What crosses to the page, and from it, at `commands::vendor_form`.

use airtill_domain::network::Network;
use airtill_domain::product::ProductKind;
use airtill_domain::settings::{DetailsForm, FieldOrder, KeyPlace, NetworkName};
use serde::{Deserialize, Serialize};

/// A vendor's settings as they are typed: amounts in naira, percent with two places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct VendorForm {
    /// Sales may go through it.
    pub enabled: bool,
    /// `live`, `sandbox`, or an address.
    pub site: String,
    /// Seconds that a purchase may take.
    pub timeout_s: u32,
    /// The least airtime.
    pub airtime_least: String,
    /// The most airtime.
    pub airtime_most: String,
    /// Below this balance the wallet is low.
    pub low_wallet: String,
    /// Discounts and fees.
    pub terms: Vec<TermsForm>,
    /// Names of networks.
    pub network_names: Vec<NetworkName>,
    /// Plans typed in.
    pub plans: Vec<PlanForm>,
    /// How hashes are made.
    pub recipe: RecipeForm,
    /// A plain `status: true` counts as delivered.
    pub plain_true_delivers: bool,
    /// Whose airtime is sold by share and sell.
    pub share_and_sell: Vec<Network>,
}

/// A line of the table of discounts and fees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct TermsForm {
    /// Of which kind of product.
    pub kind: ProductKind,
    /// A network's name in the program, or `all`.
    pub network: String,
    /// `2.50`.
    pub discount_percent: String,
    /// `0.00`.
    pub fee: String,
}

/// A plan typed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PlanForm {
    /// The vendor's code.
    pub code: String,
    /// What customers call it.
    pub name: String,
    /// What it costs.
    pub cost: String,
}

/// A hash recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RecipeForm {
    /// In which order fields are taken.
    pub order: FieldOrder,
    /// What stands between them.
    pub separator: String,
    /// Where the key stands.
    pub key: KeyPlace,
    /// What is taken of `otherDetails`.
    pub details: DetailsForm,
    /// In capital letters.
    pub upper_case: bool,
    /// A test has shown that it is right.
    pub confirmed: bool,
}
