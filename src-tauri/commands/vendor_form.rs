//! A vendor's settings as they are typed, and back: texts here, exact amounts and hundredths of a percent inside.

use super::typed_naira;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::price::percent;
use airtill_domain::product::ProductKind;
use airtill_domain::settings::{
    DetailsForm, FieldOrder, HashRecipe, KeyPlace, NetworkName, ProductTerms, Site, TypedPlan, VendorSettings,
};
use airtill_words::say;
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

pub(super) fn form(settings: &VendorSettings) -> VendorForm {
    let plain = |naira: Naira| naira.to_string().replace(['₦', ','], "");
    VendorForm {
        enabled: settings.enabled,
        site: match &settings.site {
            Site::Live => "live".to_owned(),
            Site::Sandbox => "sandbox".to_owned(),
            Site::Own(url) => url.clone(),
        },
        timeout_s: settings.timeout_ms / 1_000,
        airtime_least: plain(settings.airtime_least),
        airtime_most: plain(settings.airtime_most),
        low_wallet: plain(settings.low_wallet),
        terms: settings
            .terms
            .iter()
            .map(|terms| TermsForm {
                kind: terms.kind,
                network: terms.network.map_or_else(|| "all".to_owned(), |network| format!("{network:?}")),
                discount_percent: percent(terms.discount_basis_points),
                fee: plain(terms.fee),
            })
            .collect(),
        network_names: settings.network_names.clone(),
        plans: settings
            .plans
            .iter()
            .map(|plan| PlanForm { code: plan.code.clone(), name: plan.name.clone(), cost: plain(plan.cost) })
            .collect(),
        recipe: RecipeForm {
            order: settings.hash_recipe.order,
            separator: settings.hash_recipe.separator.clone(),
            key: settings.hash_recipe.key,
            details: settings.hash_recipe.details,
            upper_case: settings.hash_recipe.upper_case,
            confirmed: settings.hash_recipe.confirmed,
        },
        plain_true_delivers: settings.plain_true_delivers,
        share_and_sell: settings.share_and_sell.clone(),
    }
}

pub(super) fn read_form(form: VendorForm) -> Result<VendorSettings, String> {
    let amount = |text: &str, what: &str| typed_naira(text, &say!("{what}: type an amount in naira", what));
    let terms = |line: TermsForm| {
        let network = Network::ALL.into_iter().find(|network| format!("{network:?}") == line.network);
        if network.is_none() && line.network != "all" {
            return Err(say!("Choose a network").to_owned());
        }
        let discount_basis_points = basis_points(&line.discount_percent)
            .ok_or_else(|| say!("Type the discount as a percentage, such as 2.5").to_owned())?;
        Ok(ProductTerms { kind: line.kind, network, discount_basis_points, fee: amount(&line.fee, say!("Fee"))? })
    };
    let plan = |plan: PlanForm| {
        Ok(TypedPlan {
            code: plan.code.trim().to_owned(),
            name: plan.name.trim().to_owned(),
            cost: amount(&plan.cost, say!("What the plan costs"))?,
        })
    };
    Ok(VendorSettings {
        enabled: form.enabled,
        site: match form.site.trim() {
            "live" => Site::Live,
            "sandbox" => Site::Sandbox,
            url => Site::Own(url.to_owned()),
        },
        timeout_ms: form.timeout_s.saturating_mul(1_000),
        airtime_least: amount(&form.airtime_least, say!("The least airtime"))?,
        airtime_most: amount(&form.airtime_most, say!("The most airtime"))?,
        low_wallet: amount(&form.low_wallet, say!("Low wallet"))?,
        terms: form.terms.into_iter().map(terms).collect::<Result<_, String>>()?,
        network_names: form.network_names,
        plans: form.plans.into_iter().map(plan).collect::<Result<_, String>>()?,
        hash_recipe: HashRecipe {
            order: form.recipe.order,
            separator: form.recipe.separator,
            key: form.recipe.key,
            details: form.recipe.details,
            upper_case: form.recipe.upper_case,
            confirmed: form.recipe.confirmed,
        },
        plain_true_delivers: form.plain_true_delivers,
        share_and_sell: form.share_and_sell,
    })
}

/// Percent with at most two places as hundredths of a percent.
pub(super) fn basis_points(text: &str) -> Option<u16> {
    let kobo = Naira::parse(text.trim().trim_end_matches('%').trim()).ok()?.kobo();
    u16::try_from(kobo).ok()
}
