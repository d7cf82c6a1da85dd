//! What SMEPlug tells about itself: balance and networks.

use super::super::{NetworkIds, NotRead, Reply};
use super::wire::Object;
use crate::domain::money::Naira;
use crate::domain::network::Network;
use rust_decimal::Decimal;
use std::str::FromStr;

/// "GET Wallet Balance": `{"balance": 3229.12}`, at the top or under `data`, as a number or a string.
pub fn balance(reply: &Reply) -> Result<Naira, NotRead> {
    let object = understood(reply)?;
    let text = object.text("balance").or_else(|| object.object("data")?.text("balance"));
    text.and_then(|text| Decimal::from_str(&text).ok())
        // A wallet may be kept finer than a kobo; what counts can be spent, so it is rounded down.
        .map(|balance| balance.trunc_with_scale(2))
        .and_then(|balance| Naira::try_from(balance).ok())
        .ok_or(NotRead::Unreadable(reply.status))
}

/// "GET Retrieve Networks": `{"status": true, "networks": {"1": "MTN", …}}`. Ids are matched by name, because maps of
/// ids that float about contradict one another. A network named twice is left out: which id it is would be a guess.
pub fn networks(reply: &Reply) -> Result<NetworkIds, NotRead> {
    let networks = understood(reply)?.object("networks").ok_or(NotRead::Unreadable(reply.status))?;
    let mut ids = NetworkIds::new();
    let mut twice = Vec::new();
    for (id, name) in &networks.0 {
        let network = name.as_str().and_then(Network::by_vendor_name);
        if let (Ok(id), Some(network)) = (id.parse::<u32>(), network)
            && ids.insert(network, id).is_some()
        {
            twice.push(network);
        }
    }
    ids.retain(|network, _| !twice.contains(network));
    Ok(ids)
}

fn understood(reply: &Reply) -> Result<Object, NotRead> {
    match reply.status {
        401 | 403 => Err(NotRead::Unauthorised),
        200..=299 => Object::read(&reply.body)
            .filter(|object| object.status_flag() != Some(false))
            .ok_or(NotRead::Unreadable(reply.status)),
        other => Err(NotRead::Unreadable(other)),
    }
}
