//! What Strongmb tells about itself: account, wallets, transactions, products.

use super::super::read::Object;
use super::super::{Fact, Listed, NotRead, Page, Profile, Reply, StatementLine};
use super::wire::Envelope;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::plan::{Plan, PlanKind};
use airtill_domain::settings::NetworkName;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;
use serde_json::Value;

/// "Returns available airtime providers and their product codes."
pub(super) const AIRTIME: &str = "/products/airtime";
/// "Returns all available data plans."
pub(super) const INTERNET: &str = "/products/internet";
/// "Returns the profile and account information of the currently authenticated user." The path is the SDK's.
pub(super) const USER: &str = "/user";
/// "Returns all wallets associated with the authenticated user". The path is the SDK's.
pub(super) const WALLETS: &str = "/wallets";

/// "USER_DETAILS_RETRIEVED": whose the account is, and whether it is in order.
pub(super) fn user(reply: &Reply) -> Result<Profile, NotRead> {
    let account = data(reply, "USER_DETAILS_RETRIEVED")?.object("account").ok_or(NotRead::Unreadable(reply.status))?;
    let told = |name: &str, under: &str| Some(Fact::new(name, account.text(under)?));
    let facts = [
        told(say!("account"), "name"),
        // \[assumption\]: the document shows one word for each, which is the good one or the one of a new account.
        account.text("account_status").map(|status| Fact::expected(say!("status"), status, &["active"])),
        account
            .text("kyc_status")
            .map(|status| Fact::expected(say!("identity check"), status, &["complete", "completed"])),
        told(say!("tier"), "tier"),
    ];
    Ok(Profile { facts: facts.into_iter().flatten().collect(), most: None })
}

/// "WALLET_DETAILS_RETRIEVED": the naira wallet's balance.
pub(super) fn balance(reply: &Reply) -> Result<Naira, NotRead> {
    naira_wallet(reply)?.balance("balance").ok_or(NotRead::Unreadable(reply.status))
}

/// "WALLET_DETAILS_RETRIEVED": the naira wallet's limits and status.
pub(super) fn limits(reply: &Reply) -> Result<Profile, NotRead> {
    let wallet = naira_wallet(reply)?;
    let amount = |name: &str, under: &str| Some(Fact::new(name, wallet.naira(under)?.short()));
    let facts = [
        wallet.text("status").map(|status| Fact::expected(say!("wallet"), status, &["normal"])),
        amount(say!("most in one transaction"), "transaction_limit"),
        amount(say!("most in the wallet"), "balance_limit"),
        amount(say!("locked"), "locked_balance"),
    ];
    Ok(Profile { facts: facts.into_iter().flatten().collect(), most: wallet.naira("transaction_limit") })
}

fn naira_wallet(reply: &Reply) -> Result<Object, NotRead> {
    let wallets = data(reply, "WALLET_DETAILS_RETRIEVED")?.list("wallets").unwrap_or_default();
    let is_naira = |wallet: &Object| wallet.text("currency").as_deref() == Some("NGN");
    wallets.into_iter().find(is_naira).ok_or(NotRead::Unreadable(reply.status))
}

/// "TRANSACTIONS_RETRIEVED", or "ERR_TRANSACTIONS_NOT_FOUND" where there are none yet.
pub(super) fn transactions(reply: &Reply) -> Result<Vec<StatementLine>, NotRead> {
    if Envelope::read(reply).is_some_and(|envelope| envelope.code == "ERR_TRANSACTIONS_NOT_FOUND") {
        return Ok(Vec::new());
    }
    let listed = data(reply, "TRANSACTIONS_RETRIEVED")?.list("transactions");
    let read = |item: &Object| {
        Some(StatementLine {
            reference: item.text("reference")?,
            incoming: item.word("direction")? == "credit",
            kind: item.text("type")?,
            amount: item.naira("amount")?,
            at: item.text("date").and_then(|date| Timestamp::parse_spaced(&date)),
            outcome: match item.word("status")?.as_str() {
                "successful" => Listed::Done,
                // \[assumption\], as for a single transaction: the document shows "successful" alone.
                "failed" | "reversed" | "refunded" => Listed::Undone,
                "processing" | "pending" => Listed::UnderWay,
                _ => Listed::Unclear,
            },
            recipient: item.object("details").and_then(|details| details.text("recipient")),
        })
    };
    Ok(listed.ok_or(NotRead::Unreadable(reply.status))?.iter().filter_map(read).collect())
}

/// "PRODUCTS_RETRIEVED": billers by their ids, products by their kind, plans. `name` and `api_access` are missing in some;
/// what says `api_access: false` is not offered. \[assumption\]
pub(super) fn products(
    airtime: bool,
    reply: &Reply,
    confirmed: &[NetworkName],
    at: Timestamp,
) -> Result<Page, NotRead> {
    let billers = data(reply, "PRODUCTS_RETRIEVED")?.entries("billers").ok_or(NotRead::Unreadable(reply.status))?;
    let mut page = Page::default();
    for (_, biller) in billers {
        let name = biller.text("name").unwrap_or_default();
        let by_owner = || confirmed.iter().find(|known| known.name == name).map(|known| known.network);
        let Some(network) = Network::by_vendor_name(&name).or_else(by_owner) else {
            page.unknown_names.extend((!name.is_empty()).then_some(name));
            continue;
        };
        for (kind, product) in biller.entries("products").unwrap_or_default() {
            if product.flag("api_access") == Some(false) {
                continue;
            }
            let plans = product.items("plans").unwrap_or_default();
            // It is sold all the same, as if no discount were published; but the owner is told.
            let is_odd = |plan: &&Object| {
                airtime && is_by_percent(plan) && !plan.lacks("discount") && plan.discount("discount").is_none()
            };
            for odd in plans.iter().flatten().filter(is_odd) {
                page.unread.saw(&Value::Object(odd.0.clone()));
            }
            page.read(plans, |plan| offer(airtime, network, &kind, plan, at));
        }
    }
    Ok(page)
}

fn is_by_percent(plan: &Object) -> bool {
    plan.word("pricing_model").as_deref() == Some("percent")
}

fn offer(airtime: bool, network: Network, kind: &str, plan: &Object, at: Timestamp) -> Option<Offer> {
    let code = plan.text("product_code").filter(|code| !code.is_empty())?;
    let (item, cost) = if airtime {
        let discount = plan.discount("discount").filter(|_| is_by_percent(plan));
        let cost = discount.map_or(Cost::NotPublished, |basis_points| Cost::Discount { basis_points });
        (Item::Airtime { network, limits: None }, cost)
    } else {
        let name = plan.readable("name")?;
        let mut read = Plan::read(&name).lasting(&plan.text("validity").unwrap_or_default());
        // What stands beside the name says more than the name.
        read.size_mb = plan.whole("bundle_size_mb").filter(|mb| *mb > 0).or(read.size_mb);
        if read.kind == PlanKind::Unnamed {
            read.kind = PlanKind::by_words(kind);
        }
        (Item::Data { network, plan: read }, Cost::Fixed(plan.naira("amount")?).more_than_nothing()?)
    };
    Some(Offer { vendor: VendorId::Strongmb, item, code, cost, read_at: at })
}

fn data(reply: &Reply, code: &str) -> Result<Object, NotRead> {
    let unreadable = NotRead::Unreadable(reply.status);
    let envelope = Envelope::read(reply).ok_or(unreadable.clone())?;
    match envelope.code.as_str() {
        "ERR_UNAUTHENTICATED" => Err(NotRead::Unauthorised),
        found if found == code && envelope.status == Some(true) && (200..=299).contains(&reply.status) => {
            envelope.data.ok_or(unreadable)
        }
        _ => Err(unreadable),
    }
}
