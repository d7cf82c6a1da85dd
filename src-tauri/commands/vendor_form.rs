//! A vendor's settings as they are typed, and back: texts here, exact amounts and hundredths of a percent inside.

use super::context::typed_naira;
use super::views::vendor_form::{PlanForm, RecipeForm, TermsForm, VendorForm};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::price::percent;
use airtill_domain::settings::{HashRecipe, ProductTerms, Site, TypedPlan, VendorSettings};
use airtill_words::say;

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
        reply_recipe: None,
    })
}

/// The same, below zero where a minus stands before it.
pub(super) fn signed_basis_points(text: &str) -> Option<i16> {
    let text = text.trim();
    let (less, amount) = match text.strip_prefix(['-', '−']) {
        Some(amount) => (true, amount),
        None => (false, text),
    };
    let points = i16::try_from(basis_points(amount)?).ok()?;
    Some(if less { -points } else { points })
}

/// Percent with at most two places as hundredths of a percent.
pub(super) fn basis_points(text: &str) -> Option<u16> {
    let kobo = Naira::parse(text.trim().trim_end_matches('%').trim()).ok()?.kobo();
    u16::try_from(kobo).ok()
}
