//! What a vendor tells the owner about the shop's account there.

use super::context::{ShopsState, real};
use super::error::CommandError;
use super::views::profile::{FactView, ProfileView};
use airtill_domain::vendor::VendorId;
use airtill_macros::command;
use airtill_shop::till::TillError;
use airtill_words::say;

/// What a vendor tells about the account: asked now, or what it told last where it can't be asked.
#[command]
pub async fn vendor_profile(shops: ShopsState<'_>, vendor: VendorId) -> Result<ProfileView, CommandError> {
    let till = real(&shops)?;
    let trouble = match till.providers.ask_profile(vendor).await {
        Ok(_) => None,
        Err(TillError::Refused(refused)) => Some(refused.sentence),
        Err(TillError::Ledger(error)) => return Err(error.into()),
    };
    let known = till.providers.profile(vendor);
    let today = till.clock().now().day();
    let read = known.as_ref().map(|read| say!("read {at}", at = read.at.brief_on(today)));
    let fact = |fact: airtill_vendors::Fact| FactView { name: fact.name, value: fact.value, amiss: fact.amiss };
    let facts = known.map(|read| read.profile.facts.into_iter().map(fact).collect()).unwrap_or_default();
    Ok(ProfileView { facts, read, trouble })
}
