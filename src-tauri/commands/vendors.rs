//! The owner's screen of vendors: settings and credentials. They come in, never out.

use super::context::{ShopsState, real};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::vendor_form::{form, read_form};
use super::views::vendor_form::VendorForm;
use super::views::vendors::{FieldView, KeyView, KindView, PartAsk, VendorName, VendorView, VendorsView};
use airtill_credentials::{Credentials, Secret};
use airtill_domain::network::Network;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use airtill_macros::command;
use airtill_shop::till::{KeyState, Tested, Till};
use airtill_words::say;

/// The vendors of the real shop.
#[command]
pub async fn vendors(shops: ShopsState<'_>) -> Result<VendorsView, CommandError> {
    let till = real(&shops)?;
    let vendors = VendorId::ALL.iter().map(|id| view(*id, &till)).collect::<Result<_, CommandError>>()?;
    Ok(VendorsView { vendors })
}

/// Saves what the owner decided about a vendor.
#[command]
pub async fn save_vendor(shops: ShopsState<'_>, vendor: VendorId, form: VendorForm) -> Replied<String> {
    let mut settings = read_form(form).map_err(refused)?;
    // Only a test confirms a recipe, and only the one that was tested; the owner can take that back, and what the replies told with it.
    let kept = real(&shops)?.ledger().vendor_settings(vendor)?;
    let stays = settings.hash_recipe.confirmed && settings.hash_recipe == kept.hash_recipe;
    let was_confirmed = kept.hash_recipe.confirmed;
    settings.hash_recipe.confirmed = stays;
    settings.reply_recipe = kept.reply_recipe.filter(|_| stays || !was_confirmed);
    let by = gate::acting(&shops);
    shops.set_vendor(vendor, settings, by).await?;
    Ok(say!("Saved: {vendor}", vendor = vendor.name()))
}

/// Tests credentials, saves them in the keyring (or keeps them for this run alone), and opens the real shop with them.
///
/// # Errors
/// [`CommandError`], without a word of the credentials.
#[command]
pub async fn set_key(
    shops: ShopsState<'_>,
    vendor: VendorId,
    kind: CredentialKind,
    parts: Vec<PartAsk>,
    for_now: bool,
) -> Replied<String> {
    let mut typed = Vec::new();
    for part in parts {
        let secret = match part.field {
            CredentialField::Email | CredentialField::Password => Secret::typed_sign_in(&part.text),
            _ => Secret::typed(&part.text),
        };
        match secret {
            Ok(secret) => typed.push((part.field, secret)),
            Err(why) => return Err(refused(format!("{}: {}", part.field.name(), why.sentence()))),
        }
    }
    let credentials = match Credentials::whole(kind, typed) {
        Some(credentials) if vendor.credential_kinds().contains(&kind) => credentials,
        _ => return Err(refused(say!("A part is missing"))),
    };
    let tested = shops.set_key(vendor, credentials, for_now, gate::acting(&shops)).await?;
    let before =
        if for_now { say!("In use until Airtill is closed.") } else { say!("Saved in the keyring, read back.") };
    Ok(format!("{before} {}", words(tested)))
}

/// Tests the credentials in use.
#[command]
pub async fn test_key(shops: ShopsState<'_>, vendor: VendorId) -> Replied<String> {
    let till = real(&shops)?;
    till.connections.want_keys().await;
    Ok(words(till.connections.test_key(vendor).await?))
}

/// Deletes a vendor's credentials from the keyring.
#[command]
pub async fn delete_key(shops: ShopsState<'_>, vendor: VendorId) -> Replied<String> {
    real(&shops)?.connections.delete_key(vendor, gate::acting(&shops)).await?;
    Ok(say!("{vendor}'s key is deleted from the keyring", vendor = vendor.name()))
}

/// Asks VDT whose a customer's id is, which moves no money, and finds the recipe by which it hashes. A recipe that was found
/// is saved.
#[command]
pub async fn learn_recipe(shops: ShopsState<'_>, customer: String, code: String) -> Replied<String> {
    let till = real(&shops)?;
    let learnt = till.catalogue.learn_recipe(customer.trim(), code.trim()).await.map_err(refused)?;
    let mut settings = till.ledger().vendor_settings(VendorId::Vdt)?;
    settings.hash_recipe = learnt.recipe;
    shops.set_vendor(VendorId::Vdt, settings, gate::acting(&shops)).await?;
    Ok(say!("The recipe works: VDT answers {customer}. Saved", customer = learnt.customer))
}

fn view(id: VendorId, till: &Till) -> Result<VendorView, CommandError> {
    let settings = till.ledger().vendor_settings(id)?;
    let capability = airtill_vendors::capability(id);
    let field = |field: &CredentialField| FieldView { field: *field, name: field.name().to_owned() };
    let kind = |kind: &CredentialKind| KindView { kind: *kind, fields: kind.fields().iter().map(field).collect() };
    Ok(VendorView {
        id,
        name: id.name().to_owned(),
        sells: sells(capability),
        settings: form(&settings),
        live_url: capability.live_url.to_owned(),
        has_sandbox: capability.sandbox_url.is_some(),
        costs_typed: id.costs_typed().to_vec(),
        plans_are_typed: !capability.data.is_empty() && !capability.catalogue,
        kinds: id.credential_kinds().iter().map(kind).collect(),
        key: key_view(id, till)?,
        offers: till
            .catalogue
            .offers_known(id)
            .map(|(count, at)| say!("{count} offers, read {at}", count, at = at.hour_minute())),
        holes: holes(id, till),
        unknown_names: till
            .catalogue
            .unknown_names(id)
            .into_iter()
            .filter(|name| settings.network_named(name).is_none())
            .collect(),
        tells: capability.profile,
        note: note(capability).to_owned(),
    })
}

/// What of a vendor's list is missing or old: a plan that isn't there without a word is looked for in vain.
fn holes(id: VendorId, till: &Till) -> Vec<String> {
    let holes = till.catalogue.holes(id);
    let example = holes.unread.example.unwrap_or_default();
    let unread = match holes.unread.count {
        0 => None,
        1 => Some(say!("1 entry of its list could not be read and is not sold: {example}", example)),
        count => Some(say!(
            "{count} entries of its list could not be read and are not sold, such as {example}",
            count,
            example
        )),
    };
    let stale = holes.stale.iter().map(|part| {
        let name = part.trim_end_matches('/');
        match till.catalogue.part_read_at(id, part) {
            Some(at) => say!(
                "{name} was not answered the last time: sold as it was on {day} at {at}",
                name,
                day = at.day().brief(),
                at = at.hour_minute()
            ),
            None => say!("{name} was not answered, and nothing of it is sold", name),
        }
    });
    unread.into_iter().chain(stale).collect()
}

fn sells(capability: &airtill_vendors::Capability) -> String {
    let names = |networks: &[Network]| networks.iter().map(|n| n.name()).collect::<Vec<_>>().join(", ");
    let transfers = if capability.transfer { say!("; bank transfers") } else { "" };
    let networks = match (capability.airtime, capability.data) {
        ([], data) => say!("Data of {data}", data = names(data)),
        (airtime, []) => say!("Airtime of {airtime}", airtime = names(airtime)),
        (airtime, data) if airtime == data => say!("Airtime and data of {airtime}", airtime = names(airtime)),
        (airtime, data) => say!("Airtime of {airtime}; data of {data}", airtime = names(airtime), data = names(data)),
    };
    format!("{networks}{transfers}")
}

fn note(capability: &airtill_vendors::Capability) -> &'static str {
    match (capability.status_by_reference, capability.balance) {
        (false, _) => {
            say!("Can't be asked about a sale afterwards: doubts are ended by a person who looks at its dashboard")
        }
        (true, false) => say!("Tells no balance"),
        (true, true) => "",
    }
}

fn key_view(vendor: VendorId, till: &Till) -> Result<KeyView, CommandError> {
    let (state, marker) = till.connections.key(vendor)?;
    Ok(KeyView {
        set: marker.is_some(),
        ready: matches!(state, KeyState::Ready | KeyState::ForNow),
        for_now: state == KeyState::ForNow,
        last4: marker.as_ref().map(|marker| marker.last4.clone()),
        saved_on: marker.map(|marker| marker.saved_at.day().short()),
        trouble: match state {
            KeyState::Locked(error) => Some(error.into()),
            KeyState::NotSet | KeyState::Reading | KeyState::Ready | KeyState::ForNow => None,
        },
    })
}

fn words(tested: Tested) -> String {
    match tested {
        Tested::Balance(balance) => say!("The vendor answers: {balance} in the wallet.", balance),
        Tested::ReachedOnly => {
            say!("The vendor was reached. It has no call that shows whether a key works without selling something.")
                .to_owned()
        }
    }
}

/// All of them.
pub fn names() -> Vec<VendorName> {
    VendorId::ALL.map(|id| VendorName { id, name: id.name() }).into()
}
