//! What changed in a list: which plans are the same under another name, which may be others, and what is told of their costs.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::offer_change::{Change, OwnerSaid, changes};
use airtill_domain::plan::Plan;
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
    let named = Plan::read(was);
    let said = |_, plan: &Plan| own.map(|own| OwnerSaid::Price(naira(own))).filter(|_| plan.means(&named));
    changes(&[offer("7", was, 470)], &[offer("7", is, 470)], said, 500).into_iter().next().map(|found| found.change)
}

fn nothing(_: Network, _: &Plan) -> Option<OwnerSaid> {
    None
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
        // Without a size, the price in the name is all that tells them apart.
        ("Xtravalue N500", "Xtravalue N1000"),
    ] {
        assert_eq!(
            told(was, is, Some(480)),
            Some(Change::Another { plan: Plan::read(is), said: Some(OwnerSaid::Price(naira(480))) }),
            "{was} → {is}"
        );
        assert_eq!(told(was, is, None), Some(Change::Another { plan: Plan::read(is), said: None }), "{was} → {is}");
    }
}

#[test]
fn a_cost_is_told_from_the_owners_percent_on_and_a_plan_that_left() {
    let cost = |from: i64, to: i64| {
        let found = changes(&[offer("7", "1GB", from)], &[offer("7", "1GB", to)], nothing, 500);
        found.into_iter().next().map(|found| found.change)
    };
    assert_eq!(cost(1_000, 1_049), None);
    assert_eq!(cost(1_000, 1_050), Some(Change::Cost { from: naira(1_000), to: naira(1_050) }));
    assert_eq!(cost(1_000, 950), Some(Change::Cost { from: naira(1_000), to: naira(950) }));
    assert_eq!(cost(1_000, 1_000), None);
    let gone = changes(&[offer("7", "1GB", 9)], &[offer("8", "1GB", 9)], nothing, 500);
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].words(), "MTN 1GB: not on the list any more");
}

#[test]
fn what_something_follows_from_comes_first() {
    let before: Vec<Offer> = (0..100).map(|n| offer(&n.to_string(), &format!("Plan {n}"), 9)).collect();
    let mut after = before.clone();
    for (n, is) in after.iter_mut().enumerate() {
        *is = offer(&n.to_string(), &if n == 99 { "Plan 99 night".to_owned() } else { format!("Plan {n}") }, 18);
    }
    let said = |_, plan: &Plan| (plan.name == "Plan 99").then_some(OwnerSaid::Rule);
    let found = changes(&before, &after, said, 500);
    assert_eq!(found.len(), 101);
    assert_eq!(found[0].change, Change::Another { plan: Plan::read("Plan 99 night"), said: Some(OwnerSaid::Rule) });
}
