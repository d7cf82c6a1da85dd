//! The owner's listener for vendors' notices.

use super::context::{ShopsState, real};
use super::error::CommandError;
use super::gate;
use super::reply::{Replied, refused};
use super::views::webhooks::{ListenerForm, ListenerView, NoticeAddress};
use airtill_domain::listener::Listener;
use airtill_macros::command;
use airtill_shop::webhooks::TurnedDown;
use airtill_words::say;

/// The listener.
#[command]
pub async fn listener(shops: ShopsState<'_>) -> Result<ListenerView, CommandError> {
    let Listener { enabled, port, public_url, .. } = real(&shops)?.ledger().listener()?;
    let state = shops.listener_state();
    let tally = state.tally.map(|tally| {
        let last = tally.last_at.map(|at| say!(", the last at {at}", at = at.hour_minute())).unwrap_or_default();
        let why = tally
            .last_turned_down
            .map(|(at, why)| say!(", the last at {at}: {why}", at = at.hour_minute(), why = turned_down(why)))
            .unwrap_or_default();
        say!(
            "{heard} notices heard{last}; {turned_down} requests turned down{why}",
            heard = tally.heard,
            last,
            turned_down = tally.turned_down,
            why
        )
    });
    Ok(ListenerView {
        form: ListenerForm { enabled, port, public_url },
        listening: tally.is_some(),
        trouble: state.trouble,
        tally,
    })
}

/// Saves what the owner decided about notices, and listens or stops by it.
#[command]
pub async fn save_listener(shops: ShopsState<'_>, form: ListenerForm, renew: bool) -> Replied<String> {
    let public_url = form.public_url.trim().trim_end_matches('/').to_owned();
    let listener = Listener { enabled: form.enabled, port: form.port, public_url, ..Listener::default() };
    let saved = shops.set_listener(listener, renew, gate::acting(&shops)).await;
    let trouble = shops.listener_state().trouble;
    saved?;
    match trouble {
        Some(why) => Err(refused(say!("Saved, and nobody listens: {why}", why))),
        None if !form.enabled => Ok(say!("Saved: nobody listens").into()),
        None if renew => Ok(say!("Saved: type the new addresses into the vendors' dashboards").into()),
        None => Ok(say!("Saved: Airtill listens").into()),
    }
}

/// The addresses that the owner gives to vendors.
#[command]
pub async fn notice_addresses(shops: ShopsState<'_>) -> Result<Vec<NoticeAddress>, CommandError> {
    let listener = real(&shops)?.ledger().listener()?;
    let address = |path: String| listener.public(&path).unwrap_or(format!("http://127.0.0.1:{}{path}", listener.port));
    Ok(shops
        .notice_paths()
        .into_iter()
        .map(|(vendor, path)| NoticeAddress { vendor: vendor.name().to_owned(), address: address(path) })
        .collect())
}

/// Why a request was turned down, for the owner who wonders where a vendor's notices are.
fn turned_down(why: TurnedDown) -> &'static str {
    match why {
        TurnedDown::Nowhere => say!("its address is not one of those below"),
        TurnedDown::Method => say!("it was no POST"),
        TurnedDown::TooMany => say!("too many came at once"),
        TurnedDown::TooLarge => say!("it was too large"),
        TurnedDown::NotUnderstood => say!("it could not be understood"),
        TurnedDown::NotSigned => say!("its signature is missing or wrong"),
        TurnedDown::NotNow => say!("the shop could not take it just then"),
    }
}
