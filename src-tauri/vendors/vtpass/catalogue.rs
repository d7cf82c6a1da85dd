//! What VTpass tells about itself: balance, services, variations, and whose an e-mail address is.

use super::super::read::Object;
use super::super::{Fact, Found, NotRead, Page, Profile, Reply};
use super::{SMILE, wire};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::plan::{Plan, PlanKind};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;

/// Airtime services with their limits.
pub(super) const AIRTIME: &str = "/services?identifier=airtime";
/// Data services.
pub(super) const DATA: &str = "/services?identifier=data";

/// The variation of Smile that is airtime and no plan: it stands in the list at 0.00.
const SMILE_AIRTIME: &str = "airtime";

/// "Get variation codes", of the service whose id stands behind it.
pub(super) const VARIATIONS: &str = "/service-variations?serviceID=";

/// `{"code": 1, "contents": {"balance": 1081.8199999998}}`: a number for a code, and another word for content.
pub(super) fn balance(reply: &Reply) -> Result<Naira, NotRead> {
    let object = understood(reply)?;
    let balance = object.object("contents").and_then(|contents| contents.balance("balance"));
    balance.filter(|_| object.text("code").as_deref() == Some("1")).ok_or(NotRead::Unreadable(reply.status))
}

/// The airtime services that are known, each with its limits. What they cost is not published: it is learnt from what a
/// reply says was charged, and until then the owner's table has it.
pub(super) fn airtime(reply: &Reply, at: Timestamp) -> Result<Page, NotRead> {
    let services = services(reply)?;
    let offer = |service: &Object| {
        let code = service.text("serviceID")?;
        let network = airtime_network(&code)?;
        let least = service.naira("minimium_amount").or_else(|| service.naira("minimum_amount"));
        // \[assumption\] Without limits, the shop's own count: what VTpass does not sell it refuses before anything is sold.
        let limits = least.zip(service.naira("maximum_amount"));
        let item = Item::Airtime { network, limits };
        Some(Offer { vendor: VendorId::Vtpass, item, code, cost: Cost::NotPublished, read_at: at })
    };
    // Services of a kind that this till doesn't sell are no hole in the list.
    Ok(Page { offers: services.iter().filter_map(offer).collect(), ..Page::default() })
}

/// The data services that are known, of those that the account lists.
pub(super) fn data_services(reply: &Reply) -> Result<Vec<String>, NotRead> {
    let listed = services(reply)?;
    let mut ids: Vec<String> = listed.iter().filter_map(|service| service.text("serviceID")).collect();
    ids.sort();
    ids.dedup();
    Ok(ids.into_iter().filter(|id| data_network(id).is_some()).collect())
}

/// The services of a kind that the account lists, with their limits: also those that this till doesn't sell.
pub(super) fn listed_services(kind: &str, reply: &Reply) -> Result<Profile, NotRead> {
    let fact = |service: &Object| {
        let name = service.text("name").or_else(|| service.text("serviceID"))?;
        let least = service.naira("minimium_amount").or_else(|| service.naira("minimum_amount"));
        let limits = least.zip(service.naira("maximum_amount")).filter(|(_, most)| *most > Naira::ZERO);
        let limits = limits.map(|(least, most)| format!("{} to {}", least.short(), most.short()));
        Some(Fact::new(kind, [Some(name), limits].into_iter().flatten().collect::<Vec<_>>().join(", ")))
    };
    Ok(Profile { facts: services(reply)?.iter().filter_map(fact).collect(), most: None })
}

/// "Get variation codes". The list stands there twice, once under a misspelt name; either will do. Success is in
/// `response_description`: there is no `code`.
pub(super) fn variations(reply: &Reply, at: Timestamp) -> Result<Page, NotRead> {
    let unreadable = NotRead::Unreadable(reply.status);
    // A service that this account may not sell is left out; the others are sold anyway.
    if let Some("011" | "012" | "028" | "034" | "035") = understood(reply)?.word("code").as_deref() {
        return Ok(Page::default());
    }
    let content = listed(reply)?.object("content").ok_or(unreadable.clone())?;
    let service = content.text("serviceID").ok_or(unreadable.clone())?;
    let (network, kind) = data_network(&service).ok_or(unreadable.clone())?;
    let variations = content.items("variations").or_else(|| content.items("varations")).ok_or(unreadable)?;
    let offer = |variation: &Object| {
        let (code, name) = (variation.text("variation_code")?, variation.readable("name")?);
        let price = variation.naira("variation_amount")?;
        let (item, cost) = if service == SMILE && code == SMILE_AIRTIME {
            (Item::Airtime { network, limits: None }, Cost::NotPublished)
        } else {
            let mut plan = Plan::read(&name);
            plan.kind = if plan.kind == PlanKind::Unnamed { kind } else { plan.kind };
            // At 0.00 it can't be priced, so it can't be sold.
            (Item::Data { network, plan }, Cost::Printed(price).more_than_nothing()?)
        };
        Some(Offer { vendor: VendorId::Vtpass, item, code: format!("{service}/{code}"), cost, read_at: at })
    };
    Ok(Page::of(variations, offer))
}

/// "Verify Smile email": the customer's name and accounts.
pub(super) fn verified(asked: &str, reply: &Reply) -> Result<Result<Found, String>, NotRead> {
    let object = understood(reply)?;
    let found = || {
        let content = object.object("content")?;
        let name = content.readable("Customer_Name").filter(|name| !name.is_empty())?;
        // Asked by a phone's or an account's number, no list is shown: then it is the account that was asked about.
        let Some(list) = content.object("AccountList") else {
            let account = (asked.to_owned(), asked.to_owned());
            return (!asked.contains('@')).then(|| Found { name, accounts: vec![account], cost: None });
        };
        let accounts = list.one_or_more("Account")?;
        let account = |account: &Object| {
            let id = account.text("AccountId").filter(|id| !id.is_empty())?;
            Some((id.clone(), account.readable("FriendlyName").unwrap_or(id)))
        };
        let accounts: Vec<(String, String)> = accounts.iter().filter_map(account).collect();
        (!accounts.is_empty()).then_some(Found { name, accounts, cost: None })
    };
    match object.word("code").as_deref() {
        Some("000") => Ok(found().ok_or_else(|| say!("VTpass knows no such Smile account").to_owned())),
        // What a failure looks like is not documented: whatever else is well-formed is one, in the vendor's words.
        Some(_) => {
            Ok(Err(wire::words(&object).unwrap_or_else(|| say!("VTpass knows no such Smile account").to_owned())))
        }
        None => Err(NotRead::Unreadable(reply.status)),
    }
}

/// Service ids of airtime. Source: VTpass, "Service IDs". T2 is still called by its oldest name.
fn airtime_network(service: &str) -> Option<Network> {
    Some(match service {
        "mtn" => Network::Mtn,
        "airtel" => Network::Airtel,
        "glo" => Network::Glo,
        "etisalat" => Network::T2,
        _ => return None,
    })
}

/// Service ids of data, and the kind of their plans where names don't say it.
fn data_network(service: &str) -> Option<(Network, PlanKind)> {
    Some(match service {
        "mtn-data" => (Network::Mtn, PlanKind::Direct),
        "airtel-data" => (Network::Airtel, PlanKind::Direct),
        "glo-data" => (Network::Glo, PlanKind::Direct),
        "etisalat-data" => (Network::T2, PlanKind::Direct),
        "glo-sme-data" => (Network::Glo, PlanKind::Sme),
        "9mobile-sme-data" => (Network::T2, PlanKind::Sme),
        SMILE => (Network::Smile, PlanKind::Direct),
        _ => return None,
    })
}

fn services(reply: &Reply) -> Result<Vec<Object>, NotRead> {
    listed(reply)?.list("content").ok_or(NotRead::Unreadable(reply.status))
}

/// A list says in `response_description` that it is one.
fn listed(reply: &Reply) -> Result<Object, NotRead> {
    let object = understood(reply)?;
    let ok = object.text("response_description").as_deref() == Some("000");
    ok.then_some(object).ok_or(NotRead::Unreadable(reply.status))
}

fn understood(reply: &Reply) -> Result<Object, NotRead> {
    let object = wire::object(reply).ok_or(NotRead::Unreadable(reply.status))?;
    let turned_down = matches!(reply.status, 401 | 403) || object.text("code").as_deref() == Some("087");
    match reply.status {
        _ if turned_down => Err(NotRead::Unauthorised),
        200..=299 => Ok(object),
        other => Err(NotRead::Unreadable(other)),
    }
}
