//! What SMEPlug tells about itself: balance, networks, plans, banks, devices; and whose a bank account is.

use super::super::read::Object;
use super::super::{Fact, Found, NotRead, Page, Profile, Reply};
use super::wire::{message, status_flag};
use super::{BANK, network_of};
use airtill_domain::bank::Bank;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::plan::Plan;
use airtill_domain::recipient::ACCOUNT_MAX_CHARS;
use airtill_domain::settings::NetworkName;
use airtill_domain::text;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;
use std::collections::BTreeMap;

/// "GET Retrieve Networks".
pub(super) const NETWORKS: &str = "/networks";
/// "GET Retrieve Data Plans".
pub(super) const PLANS: &str = "/data/plans";
/// "GET Bank list".
pub(super) const BANKS: &str = "/transfer/banks";
/// "GET Fetch Devices".
pub(super) const DEVICES: &str = "/devices";
/// Most devices that are told one by one.
const DEVICES_MOST: usize = 20;

/// "GET Wallet Balance": `{"balance": 3229.12}`, at the top or under `data`, as a number or a string.
pub(super) fn balance(reply: &Reply) -> Result<Naira, NotRead> {
    let object = understood(reply)?;
    let nested = || object.object("data")?.balance("balance");
    object.balance("balance").or_else(nested).ok_or(NotRead::Unreadable(reply.status))
}

/// `{"status": true, "networks": {"1": "MTN", …}}`. Ids are matched by name, because maps of ids that float about
/// contradict one another. A network named twice is left out: which id it is would be a guess. A name that no list knows
/// is told, for the owner to say what it means. `code` makes an offer's code from
/// a network and its id.
pub(super) fn networks(
    reply: &Reply,
    confirmed: &[NetworkName],
    code: impl Fn(Network, &str) -> String,
    at: Timestamp,
) -> Result<Page, NotRead> {
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
        code: code(network, &id.to_string()),
        cost: Cost::NotPublished,
        read_at: at,
    });
    Ok(Page { offers: offers.collect(), unknown_names, ..Page::default() })
}

/// `{"status": true, "data": {"1": [{"id": "1", "name": "500MB [SME]", "price": "220", "telco_price": "0"}], …}}`: by the
/// network ids that were read before.
pub(super) fn plans(reply: &Reply, networks: &[Offer], at: Timestamp) -> Result<Page, NotRead> {
    let data = understood(reply)?.object("data").ok_or(NotRead::Unreadable(reply.status))?;
    let mut page = Page::default();
    for (network, id) in networks.iter().filter_map(|offer| Some((offer.network()?, network_of(&offer.code)))) {
        page.read(data.items(id).unwrap_or_default(), |plan| {
            // A plan without id, name or price can't be sold.
            let plan_id = plan.text("id").filter(|id| !id.is_empty())?;
            Some(Offer {
                vendor: VendorId::SmePlug,
                item: Item::Data { network, plan: Plan::read(&plan.readable("name")?) },
                code: format!("{id}/{plan_id}"),
                cost: Cost::Fixed(plan.naira("price")?).more_than_nothing()?,
                read_at: at,
            })
        });
    }
    Ok(page)
}

/// `{"status": true, "banks": [{"code": "000014", "name": "Access Bank"}, …]}`. An account that may not transfer is told so, and
/// has none. Any other answer says nothing of banks: those that are known stay.
pub(super) fn banks(reply: &Reply, at: Timestamp) -> Result<Page, NotRead> {
    let says_no = Object::read(&reply.body).is_some_and(|object| status_flag(&object) == Some(false));
    if matches!(reply.status, 401 | 403) || (says_no && reply.status < 500) {
        return Ok(Page::default());
    }
    let listed = understood(reply)?.items("banks").ok_or(NotRead::Unreadable(reply.status))?;
    let offer = |bank: &Object| {
        let bank = Bank::listed(&bank.text("code")?, &bank.readable("name")?)?;
        let code = format!("{BANK}{}", bank.code);
        Some(Offer {
            vendor: VendorId::SmePlug,
            item: Item::Transfer { bank },
            code,
            cost: Cost::NotPublished,
            read_at: at,
        })
    };
    Ok(Page::of(listed, offer))
}

/// `{"status": true, "name": "ADA OBI"}`, or why there is no such account. Clients have met the name also as `data.account_name`
/// \[assumption\].
pub(super) fn resolved(account: &str, reply: &Reply) -> Result<Result<Found, String>, NotRead> {
    if matches!(reply.status, 401 | 403) {
        return Err(NotRead::Unauthorised);
    }
    let object = Object::read(&reply.body).filter(|_| reply.status < 500).ok_or(NotRead::Unreadable(reply.status))?;
    let nested = || object.object("data").filter(|data| is_about(account, data))?.readable("account_name");
    let name = object.readable("name").or_else(nested).map(|name| text::seen(&name, ACCOUNT_MAX_CHARS));
    let name = name.filter(|name| name.chars().any(char::is_alphabetic));
    match (status_flag(&object), name) {
        (Some(true), Some(name)) if (200..=299).contains(&reply.status) => {
            Ok(Ok(Found { name, accounts: vec![(account.to_owned(), account.to_owned())], cost: None }))
        }
        (Some(false), _) => Ok(Err(message(&object).unwrap_or_else(|| say!("no account has this number").to_owned()))),
        _ => Err(NotRead::Unreadable(reply.status)),
    }
}

/// An answer that names another account's holder is none about this one.
fn is_about(account: &str, data: &Object) -> bool {
    data.text("account_number").is_none_or(|number| number == account)
}

/// `{"status": true, "devices": [...]}`. What a device tells of itself is not documented: every plain value is shown under the
/// vendor's own name for it.
pub(super) fn devices(reply: &Reply) -> Result<Profile, NotRead> {
    let object = understood(reply)?;
    let devices = object.list("devices").or_else(|| object.list("data")).ok_or(NotRead::Unreadable(reply.status))?;
    let mut facts = vec![Fact::new(say!("devices"), devices.len().to_string())];
    for (n, device) in devices.iter().take(DEVICES_MOST).enumerate() {
        let told: Vec<String> =
            device.0.keys().filter_map(|name| Some(format!("{name} {}", device.text(name)?))).collect();
        facts.push(Fact::new(&say!("device {n}", n = n + 1), told.join(", ")));
    }
    Ok(Profile { facts, most: None })
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
