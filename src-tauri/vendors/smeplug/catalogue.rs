//! What SMEPlug tells about itself: balance, networks, plans.

use super::super::read::Object;
use super::super::{NotRead, Page, Reply};
use super::wire::status_flag;
use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::offer::{Cost, Item, Offer};
use crate::domain::plan::Plan;
use crate::domain::settings::NetworkName;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use std::collections::BTreeMap;

/// "GET Retrieve Networks".
pub const NETWORKS: &str = "/networks";
/// "GET Retrieve Data Plans".
pub const PLANS: &str = "/data/plans";

/// "GET Wallet Balance": `{"balance": 3229.12}`, at the top or under `data`, as a number or a string.
pub fn balance(reply: &Reply) -> Result<Naira, NotRead> {
    let object = understood(reply)?;
    let nested = || object.object("data")?.balance("balance");
    object.balance("balance").or_else(nested).ok_or(NotRead::Unreadable(reply.status))
}

/// `{"status": true, "networks": {"1": "MTN", …}}`. Ids are matched by name, because maps of ids that float about
/// contradict one another. A network named twice is left out: which id it is would be a guess. A name that no list knows
/// is told, for the owner to say what it means.
pub fn networks(reply: &Reply, confirmed: &[NetworkName], at: At) -> Result<Page, NotRead> {
    let networks = understood(reply)?.object("networks").ok_or(NotRead::Unreadable(reply.status))?;
    let mut ids: BTreeMap<Network, Option<u32>> = BTreeMap::new();
    let mut unknown_names = Vec::new();
    for (id, name) in &networks.0 {
        let (Ok(id), Some(name)) = (id.parse::<u32>(), name.as_str()) else { continue };
        let by_owner = confirmed.iter().find(|known| known.name == name).map(|known| known.network);
        match Network::by_vendor_name(name).or(by_owner) {
            Some(network) => {
                ids.entry(network).and_modify(|known| *known = None).or_insert(Some(id));
            }
            None => unknown_names.push(name.to_owned()),
        }
    }
    let offers = ids.into_iter().filter_map(|(network, id)| Some((network, id?))).map(|(network, id)| Offer {
        vendor: VendorId::SmePlug,
        item: Item::Airtime { network, limits: None },
        code: id.to_string(),
        cost: Cost::NotPublished,
        read_at: at,
    });
    Ok(Page { offers: offers.collect(), unknown_names, ..Page::default() })
}

/// `{"status": true, "data": {"1": [{"id": "1", "name": "500MB [SME]", "price": "220", "telco_price": "0"}], …}}`: by the
/// network ids that were read before.
pub fn plans(reply: &Reply, networks: &[Offer], at: At) -> Result<Page, NotRead> {
    let data = understood(reply)?.object("data").ok_or(NotRead::Unreadable(reply.status))?;
    let mut offers = Vec::new();
    for airtime in networks {
        for plan in data.list(&airtime.code).unwrap_or_default() {
            // A plan without id, name or price can't be sold.
            let (Some(id), Some(name), Some(price)) = (plan.text("id"), plan.text("name"), plan.naira("price")) else {
                continue;
            };
            if id.is_empty() || price <= Naira::ZERO {
                continue;
            }
            offers.push(Offer {
                vendor: VendorId::SmePlug,
                item: Item::Data { network: airtime.network(), plan: Plan::read(&name) },
                code: format!("{}/{id}", airtime.code),
                cost: Cost::Fixed(price),
                read_at: at,
            });
        }
    }
    Ok(Page { offers, ..Page::default() })
}

fn understood(reply: &Reply) -> Result<Object, NotRead> {
    match reply.status {
        401 | 403 => Err(NotRead::Unauthorised),
        200..=299 => Object::read(&reply.body)
            .filter(|object| status_flag(object) != Some(false))
            .ok_or(NotRead::Unreadable(reply.status)),
        other => Err(NotRead::Unreadable(other)),
    }
}
