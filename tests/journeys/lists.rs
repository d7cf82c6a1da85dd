//! Vendors' lists that say something else than before: plans under other names, and others in their place.

use super::trade::{BY, naira, of_plan, ruled, sentence};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer_change::OwnerSaid;
use airtill_domain::product::ProductKind;
use airtill_domain::trade::Stop;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Entry;
use airtill_shop::settings::set_prices;
use airtill_shop::till::{About, PlanKey};
use airtill_tests::raw_vendor::{RawVendor, Script};
use airtill_tests::shop::{Shop, eventually};
use std::time::Duration;
use tempfile::tempdir;

/// A vendor's list of MTN's plans: code, name, cost.
fn listing(plans: &[(&str, &str, i64)]) -> String {
    let plan = |(id, name, price): &(&str, &str, i64)| serde_json::json!({ "id": id, "name": name, "price": price.to_string(), "telco_price": "0" });
    let plans: Vec<_> = plans.iter().map(plan).collect();
    serde_json::json!({ "status": true, "data": { "1": plans } }).to_string()
}

/// What has only another name keeps its price, its rule and its stop; what may be another plan waits for the owner, over restarts too.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_called_something_else_keeps_its_price_or_asks_the_owner() {
    let directory = tempdir().unwrap();
    let networks = serde_json::json!({ "status": true, "networks": { "1": "MTN" } }).to_string();
    let first = listing(&[
        ("7", "2.5GB Flexi for 2days - 500 Naira", 470),
        ("8", "1GB (SME) - 30 days", 470),
        ("9", "1GB Night - 500 Naira", 300),
    ]);
    let vendor = RawVendor::listing(Script::Bytes(Vec::new()), networks, first).await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    let plug = VendorId::SmePlug;
    eventually("the offers are known", || shop.till.catalogue.offers_known(plug).is_some_and(|(n, _)| n > 3)).await;
    let (flexi, sme, night) = (
        airtill_domain::plan::Plan::read("2.5GB Flexi for 2days - 500 Naira"),
        airtill_domain::plan::Plan::read("1GB (SME) - 30 days"),
        airtill_domain::plan::Plan::read("1GB Night - 500 Naira"),
    );
    let mut prices = shop.till.ledger().prices().unwrap();
    prices.own.set_plan(Network::Mtn, &flexi, Some(naira(490))).unwrap();
    prices.own.set_plan(Network::Mtn, &sme, Some(naira(480))).unwrap();
    set_prices(shop.till.ledger(), &*shop.clock, prices, false, BY).await.unwrap();
    let stop = Stop { kind: ProductKind::Data, network: Some(Network::Mtn), plan: Some(night), vendor: None };
    ruled(&shop, |rules| rules.stops.push(stop)).await.unwrap();

    vendor.lists_plans(&listing(&[
        ("7", "2.5GB Flexi for 2days - 900 Naira", 480),
        ("8", "2GB (SME) - 30 days", 940),
        ("9", "1GB Night - 600 Naira", 320),
    ]));
    let read_again = async |shop: &Shop| {
        shop.clock.advance(Duration::from_secs(16 * 60));
        let now = shop.clock_now();
        shop.till.catalogue.plans(Network::Mtn).unwrap();
        let read = || shop.till.catalogue.offers_known(plug).is_some_and(|(_, at)| at >= now);
        eventually("the list was read again", read).await;
    };
    read_again(&shop).await;
    let titles = |shop: &Shop| -> Vec<(String, Naira)> {
        let plans = shop.till.catalogue.plans(Network::Mtn).unwrap();
        plans.iter().map(|plan| (plan.plan.name.clone(), plan.price.naira())).collect()
    };
    assert_eq!(titles(&shop), [("2.5GB Flexi for 2days - 900 Naira".to_owned(), naira(490))]);
    let [asked] = shop.till.catalogue.questions().unwrap().try_into().unwrap();
    assert_eq!(
        (asked.code.as_str(), asked.said, asked.is.name.as_str()),
        ("1/8", OwnerSaid::Price(naira(480)), "2GB (SME) - 30 days")
    );
    let key = |code: &str| PlanKey { vendor: plug, code: code.to_owned() };
    let (about, said) = sentence(shop.till.checkout.review(&of_plan(&key("1/8"))).await);
    assert!(about == About::Plan && said.contains("the owner says its price first"), "{said}");

    // The same after a restart; another plan in its place is asked about with the price of the first.
    let clock = shop.close().await;
    let shop = Shop::closed(directory.path(), clock).await;
    shop.till.connections.connect(airtill_tests::shop::line_to(&vendor.url()));
    shop.till.start();
    assert_eq!(shop.till.catalogue.questions().unwrap(), std::slice::from_ref(&asked));
    vendor
        .lists_plans(&listing(&[("7", "2.5GB Flexi for 2days - 900 Naira", 480), ("8", "3GB (SME) - 30 days", 1_300)]));
    read_again(&shop).await;
    let [asked] = shop.till.catalogue.questions().unwrap().try_into().unwrap();
    assert_eq!(
        (asked.said, asked.was.name.as_str(), asked.is.name.as_str()),
        (OwnerSaid::Price(naira(480)), "1GB (SME) - 30 days", "3GB (SME) - 30 days")
    );
    shop.till.catalogue.answer_question(plug, "1/8", false, BY).await.unwrap();
    assert!(titles(&shop).contains(&("3GB (SME) - 30 days".to_owned(), naira(1_370))), "{:?}", titles(&shop));
    assert!(shop.till.catalogue.answer_question(plug, "1/8", false, BY).await.is_err(), "asked once");

    // Back to what it was: its price holds, and nothing is asked.
    vendor.lists_plans(&listing(&[("8", "1GB (SME) - 30 days", 470)]));
    read_again(&shop).await;
    assert_eq!(titles(&shop), [("1GB (SME) - 30 days".to_owned(), naira(480))]);
    assert_eq!(shop.till.catalogue.questions().unwrap(), []);
    vendor.lists_plans(&listing(&[("8", "2GB (SME) - 30 days", 940)]));
    read_again(&shop).await;
    assert_eq!(shop.till.catalogue.questions().unwrap().len(), 1);
    shop.till.catalogue.answer_question(plug, "1/8", true, BY).await.unwrap();
    assert_eq!(titles(&shop), [("2GB (SME) - 30 days".to_owned(), naira(480))], "the owner said that it is the same");
    let told: Vec<String> = shop
        .till
        .ledger()
        .offer_changes(20)
        .unwrap()
        .iter()
        .flat_map(|commit| &commit.entries)
        .filter_map(|entry| match entry {
            Entry::OffersChanged { changes, .. } => Some(changes.iter().map(|change| change.words())),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(told.iter().any(|line| line == "MTN 1GB SME, 30 days: 2GB SME, 30 days stands in its place"), "{told:?}");
    assert!(told.iter().any(|line| line.contains("not on the list any more")), "{told:?}");
    assert!(told.iter().any(|line| line.contains("costs ₦320, not ₦300")), "{told:?}");
    shop.close().await;
}
