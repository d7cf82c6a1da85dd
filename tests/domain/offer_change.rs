//! What changed in a list: which plans are the same under another name, which may be others, and what is told of their costs.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::offer_change::{CHANGES_MOST, Change, changes};
use airtill_domain::plan::Plan;
use airtill_domain::price::OwnPrices;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

fn offer(code: &str, name: &str, cost: i64) -> Offer {
    Offer {
        vendor: VendorId::Vtpass,
        item: Item::Data { network: Network::Mtn, plan: Plan::read(name) },
        code: code.to_owned(),
        cost: Cost::Fixed(naira(cost)),
        read_at: Timestamp::from_millis(0),
    }
}

fn told(was: &str, is: &str, own: Option<i64>) -> Option<Change> {
    let mut prices = OwnPrices::default();
    prices.set_plan(Network::Mtn, &Plan::read(was), own.map(naira)).unwrap();
    let (found, _) = changes(&[offer("7", was, 470)], &[offer("7", is, 470)], &prices, 500);
    found.into_iter().next().map(|found| found.change)
}

#[test]
fn a_plan_stays_the_same_by_code_size_kind_and_days() {
    let renamed = |is: &str| Some(Change::Renamed(Plan::read(is)));
    for (was, is) in [
        ("2.5GB Flexi for 2days - 500 Naira", "2.5GB Flexi for 2days - 900 Naira"),
        ("1GB - 500 Naira", "1GB - 900 Naira"),
        ("1GB - N500", "1GB"),
        ("MTN 1GB YouTube night", "1GB YouTube night"),
    ] {
        assert_eq!(told(was, is, Some(480)), renamed(is), "{was} → {is}");
    }
    // What certainly means the same is no change at all.
    assert_eq!(told("1GB (SME) - 30 days", "1GB SME Monthly", Some(480)), None);
    for (was, is) in [
        ("1GB (SME) - 30 days", "2GB (SME) - 30 days"),
        ("1GB (SME) - 30 days", "1GB (SME) - 7 days"),
        ("1GB (SME) - 30 days", "1GB (Gifting) - 30 days"),
        ("1GB (SME) - 30 days", "1GB (SME) night - 30 days"),
        ("1GB", "1GB - 30 days"),
        ("Xtra Special", "Xtra Value"),
    ] {
        assert_eq!(
            told(was, is, Some(480)),
            Some(Change::Another { plan: Plan::read(is), own: Some(naira(480)) }),
            "{was} → {is}"
        );
        assert_eq!(told(was, is, None), Some(Change::Another { plan: Plan::read(is), own: None }), "{was} → {is}");
    }
}

#[test]
fn a_cost_is_told_from_the_owners_percent_on_and_a_plan_that_left() {
    let own = OwnPrices::default();
    let cost = |from: i64, to: i64| {
        let (found, _) = changes(&[offer("7", "1GB", from)], &[offer("7", "1GB", to)], &own, 500);
        found.into_iter().next().map(|found| found.change)
    };
    assert_eq!(cost(1_000, 1_049), None);
    assert_eq!(cost(1_000, 1_050), Some(Change::Cost { from: naira(1_000), to: naira(1_050) }));
    assert_eq!(cost(1_000, 950), Some(Change::Cost { from: naira(1_000), to: naira(950) }));
    assert_eq!(cost(1_000, 1_000), None);
    let (gone, _) = changes(&[offer("7", "1GB", 9)], &[offer("8", "1GB", 9)], &own, 500);
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].words(), "MTN 1GB: not on the list any more");
}

#[test]
fn a_list_that_is_another_is_told_by_its_first_and_what_has_a_price_comes_first() {
    let before: Vec<Offer> = (0..100).map(|n| offer(&n.to_string(), &format!("Plan {n}"), 9)).collect();
    let mut own = OwnPrices::default();
    own.set_plan(Network::Mtn, &Plan::read("Plan 99"), Some(naira(10))).unwrap();
    let (found, more) = changes(&before, &[], &own, 500);
    assert_eq!((found.len(), more), (CHANGES_MOST, 60));
    assert_eq!(found[0].plan.name, "Plan 99");
}
