//! What every command starts from.

use super::error::CommandError;
use airtill_credentials::Secret;
use airtill_domain::money::{Naira, NotTyped};
use airtill_domain::reference::SaleId;
use airtill_domain::typed;
use airtill_shop::shops::Shops;
use airtill_shop::till::Till;
use airtill_words::say;
use std::sync::Arc;
use std::time::Duration;

/// The state of every command.
pub type ShopsState<'a> = tauri::State<'a, Arc<Shops>>;

pub(super) fn till(shops: &Shops) -> Result<Arc<Till>, CommandError> {
    shops.till().ok_or_else(CommandError::opening)
}

/// An amount as people type or paste it, below zero where that means something; or the sentence that says what is wrong: `usual`,
/// unless it is something that would be misread.
pub(super) fn typed_naira(text: &str, usual: &str) -> Result<Naira, String> {
    Naira::typed(text).map_err(|why| match why {
        NotTyped::Comma | NotTyped::Stray(_) => why.to_string(),
        NotTyped::NotMoney(_) => usual.to_owned(),
    })
}

/// A PIN as it was typed, by whatever keyboard.
pub(super) fn typed_pin(text: &str) -> Secret {
    Secret::new(typed::plain(text).trim().to_owned())
}

pub(super) fn sale_id(text: &str) -> Result<SaleId, CommandError> {
    SaleId::parse(text).map_err(|_| CommandError::internal(say!("no such sale")))
}

pub(super) fn real(shops: &Shops) -> Result<Arc<Till>, CommandError> {
    match shops.real_till() {
        Some(till) => Ok(till),
        None => till(shops).and_then(|_| Err(CommandError::set_up_first())),
    }
}

/// The owner sees what a sale costs the shop and what it keeps; attendants unless the owner keeps that from them.
pub(super) fn shows_costs(shops: &Shops, till: &Till) -> Result<bool, CommandError> {
    let owner = shops.people().is_some_and(|people| people.session().is_owner());
    Ok(owner || !till.ledger().margin_hidden()?)
}

pub(super) fn millis(span: Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}
