//! The row of vendors: nobody is left out of it, and the one in front is one that can be expected to sell.

use airtill_domain::health::{Health, Pulse, REST, WITHIN};
use airtill_domain::money::Naira;
use airtill_domain::route::{Candidate, Funds, Policy, Routing};
use airtill_domain::vendor::VendorId;
use proptest::prelude::*;
use std::time::Duration;

fn candidate(vendor: VendorId) -> impl Strategy<Value = Candidate> {
    let health = prop_oneof![Just(Health::Good), Just(Health::Amber), Just(Health::Rested)];
    let naira = || prop::option::of((0_i64..2_000).prop_map(Naira::from_naira));
    (naira(), naira(), health, any::<bool>(), any::<bool>()).prop_map(move |(cost, left, health, reachable, tried)| {
        Candidate { vendor, cost, funds: Funds::of(left, cost), health, reachable, tried }
    })
}

fn routing() -> impl Strategy<Value = Routing> {
    let order = prop::sample::subsequence(VendorId::ALL.to_vec(), 0..=5).prop_shuffle();
    (any::<bool>(), order).prop_map(|(cheapest, order)| {
        let policy = if cheapest { Policy::LowestCost } else { Policy::OwnersOrder };
        Routing { policy, order, ..Routing::default() }
    })
}

fn shop() -> impl Strategy<Value = Vec<Candidate>> {
    prop::sample::subsequence(VendorId::ALL.to_vec(), 1..=5)
        .prop_flat_map(|vendors| vendors.into_iter().map(candidate).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// No state of balances, rests and settings leaves a shop with one working vendor unable to sell.
    #[test]
    fn whoever_can_sell_stands_in_the_row(able in shop(), routing in routing()) {
        let mut row = able.clone();
        routing.line_up(&mut row, |one| one);
        prop_assert_eq!(row.len(), able.len());
        prop_assert!(able.iter().all(|one| row.contains(one)), "somebody was left out");
        let well = |one: &Candidate| !one.tried && one.reachable && one.health != Health::Rested;
        if able.iter().any(well) {
            prop_assert!(well(&row[0]), "{:?} in front", row[0]);
        }
        let sure = |one: &Candidate| well(one) && one.funds == Funds::Enough;
        if able.iter().any(sure) {
            prop_assert!(sure(&row[0]), "a wallet that suffices comes first: {:?}", row[0]);
        }
    }
}

#[test]
fn three_doubts_make_amber_five_rest_and_an_answer_ends_it() {
    let at = |minutes: u64| Duration::from_secs(10_000 + minutes * 60);
    let mut pulse = Pulse::default();
    for (n, expected) in [Health::Good, Health::Good, Health::Amber, Health::Amber, Health::Rested].iter().enumerate() {
        pulse.doubt(at(n as u64));
        assert_eq!(pulse.health(at(n as u64)), *expected, "{} doubts", n + 1);
    }
    assert_eq!(pulse.health(at(4) + REST), Health::Good, "a rest ends by itself");
    let mut answered = pulse.clone();
    answered.answered();
    assert_eq!(answered.health(at(5)), Health::Good);
    let mut slow = Pulse::default();
    for n in 0..9 {
        slow.doubt(at(0) + WITHIN * n);
    }
    assert_eq!(slow.health(at(0) + WITHIN * 8), Health::Good, "one in ten minutes is nothing");
}
