//! Changes of the owner's rules: kept with what held before, taken back, carried as a file, and tried before they hold.

use super::trade::{BY, all_known, naira, ruled, scope, step};
use airtill_domain::loss::LossRules;
use airtill_domain::network::Network;
use airtill_domain::price::{Making, NetworkPrices, PriceRule, Scope, When};
use airtill_domain::product::ProductKind;
use airtill_domain::time::Timestamp;
use airtill_domain::trade::{Limits, TradeRules};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Entry;
use airtill_shop::settings::{AllRules, NotRules, SettingsError, set_loss_rules, set_prices, set_rules, undo_rules};
use airtill_shop::till::KnownBuyer;
use airtill_tests::shop::{Shop, airtime};
use std::sync::Arc;
use tempfile::tempdir;

/// Each change stands with what held before it, and the last of each rule is taken back; one that was changed again since is not.
#[tokio::test(flavor = "multi_thread")]
async fn changes_of_rules_are_kept_with_what_held_before_and_taken_back() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let ledger = shop.till.ledger();
    let dearer = |points| NetworkPrices { airtime_basis_points: points, ..NetworkPrices::of(Network::Mtn) };
    for points in [200, 300] {
        let mut prices = ledger.prices().unwrap();
        prices.own.set_network(dearer(points));
        set_prices(ledger, &*shop.clock, prices, false, BY).await.unwrap();
    }
    let losses = LossRules { never_below_cost: false, ..LossRules::default() };
    set_loss_rules(ledger, &*shop.clock, losses, BY).await.unwrap();
    let fixed = PriceRule {
        scope: Scope { least: Some(naira(1_000)), most: Some(naira(1_000)), ..scope(ProductKind::Airtime, None) },
        making: Making::Fixed(naira(999)),
        when: When::default(),
    };
    ruled(&shop, |rules| rules.prices.rules.push(fixed)).await.unwrap();
    let changes = ledger.rule_changes(10).unwrap();
    let set = |points| Entry::NetworkPricesSet { prices: dearer(points) };
    let steps: Vec<_> = changes.iter().flat_map(|change| &change.rules).collect();
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[1].before, Entry::LossRulesSet { rules: LossRules::default() });
    assert_eq!((&steps[2].before, &steps[2].after), (&set(200), &set(300)));
    assert_eq!((&steps[3].before, &steps[3].after), (&set(0), &set(200)));
    assert_eq!(ledger.rule_changes(2).unwrap(), changes[..2], "fewer say the same of those that they are");
    let undo = |n: usize| undo_rules(ledger, &*shop.clock, changes[n].seq, BY);
    assert!(matches!(undo(3).await, Err(SettingsError::Refused(_))), "set again since");
    undo(2).await.unwrap();
    assert_eq!(ledger.prices().unwrap().own.network(Network::Mtn), dearer(200));
    // One after the other, as far back as they go; and what was taken back can be had again.
    undo(3).await.unwrap();
    assert_eq!(ledger.prices().unwrap().own.network(Network::Mtn), dearer(0));
    assert!(matches!(undo(2).await, Err(SettingsError::Refused(_))), "that does not hold now");
    let newest = ledger.rule_changes(1).unwrap()[0].seq;
    undo_rules(ledger, &*shop.clock, newest, BY).await.unwrap();
    assert_eq!(ledger.prices().unwrap().own.network(Network::Mtn), dearer(200));
    undo(0).await.unwrap();
    assert_eq!(ledger.trade_rules().unwrap(), TradeRules::default());
    undo(1).await.unwrap();
    assert_eq!(ledger.loss_rules().unwrap(), LossRules::default());
    assert!(matches!(undo_rules(ledger, &*shop.clock, 9_999, BY).await, Err(SettingsError::Refused(_))));
    // The same after a restart, and when the store is made again from the journal.
    let before = ledger.rule_changes(50).unwrap();
    let clock = shop.close().await;
    let store = directory.path().join("ledger.sled");
    assert!(store.is_dir());
    std::fs::remove_dir_all(&store).unwrap();
    let shop = Shop::open_at(directory.path(), clock).await;
    assert_eq!(shop.till.ledger().rule_changes(50).unwrap(), before);
    shop.close().await;
}

/// All rules of one shop become another's; what is no such file, of a later program, or says what can't be, changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn rules_are_carried_to_another_shop_as_a_file() {
    let (here, there) = (tempdir().unwrap(), tempdir().unwrap());
    let (one, other) = (Shop::open(here.path()).await, Shop::open(there.path()).await);
    let mut prices = one.till.ledger().prices().unwrap();
    prices.shop.data_margin_basis_points = 800;
    prices.own.set_network(NetworkPrices { round_up_to_naira: Some(50), ..NetworkPrices::of(Network::Glo) });
    for n in 0..120 {
        let plan = airtill_domain::plan::Plan::read(&format!("Plan {n}"));
        prices.own.set_plan(Network::Mtn, &plan, Some(naira(100 + n))).unwrap();
        if n % 40 == 39 {
            set_prices(one.till.ledger(), &*one.clock, prices.clone(), false, BY).await.unwrap();
        }
    }
    ruled(&one, |rules| {
        rules.limits = Limits { attendant_day: Some(naira(9)), credit_sum: None };
        rules.prices.rules.push(PriceRule {
            scope: scope(ProductKind::Airtime, None),
            making: Making::OnTop(step(100, 0)),
            when: When { until: Timestamp::typed("2031-01-01 06:00"), ..When::default() },
        });
    })
    .await
    .unwrap();
    let written = AllRules::of(one.till.ledger()).unwrap().written();
    let file = here.path().join("rules.json");
    std::fs::write(&file, format!("\u{feff}{written}")).unwrap();
    let read = AllRules::open(&file).unwrap();
    set_rules(other.till.ledger(), &*other.clock, &read, BY).await.unwrap();
    let same = |shop: &Shop| AllRules::of(shop.till.ledger()).unwrap().written();
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&same(&other)), sorted(&written), "plans stand in the order of the store");
    let commits = other.till.ledger().forwards().count();
    set_rules(other.till.ledger(), &*other.clock, &read, BY).await.unwrap();
    assert_eq!(other.till.ledger().forwards().count(), commits, "what holds already is written by nobody");
    for (text, why) in [
        (String::new(), "no file"),
        ("{}".to_owned(), "no file"),
        (written.replace("\"airtill_rules\": 1", "\"airtill_rules\": 2"), "later"),
        (written.replace("\"losses\"", "\"happy_hours\": [], \"losses\""), "no file"),
        (written.replace("\"data_margin_basis_points\": 800", "\"data_margin_basis_points\": 10001"), "slip"),
        (written.replace("\"price\": \"100.00\"", "\"price\": \"-100.00\""), "more than nothing"),
        (written.chars().take(900).collect(), "no file"),
    ] {
        assert_ne!(text, written, "{why}");
        let refused = AllRules::read(&text).unwrap_err();
        assert!(refused.to_string().contains(why), "{refused}: {why}");
    }
    assert!(matches!(AllRules::open(&here.path().join("none.json")), Err(NotRules::Unread(_))));
    std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    assert!(AllRules::open(&file).is_err());
    one.close().await;
    other.close().await;
}

/// What rules would do is what they do.
#[tokio::test(flavor = "multi_thread")]
async fn what_rules_would_do_is_what_they_do() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
    all_known(&shop).await;
    let till = Arc::clone(&shop.till);
    let mut rules = TradeRules::default();
    rules.prices.rules.push(PriceRule {
        scope: scope(ProductKind::Data, Some(Network::Mtn)),
        making: Making::OnTop(step(1_200, 15)),
        when: When::default(),
    });
    rules.prices.rules.push(PriceRule {
        scope: Scope { least: Some(naira(1_000)), ..scope(ProductKind::Airtime, Some(Network::Mtn)) },
        making: Making::OnTop(step(-100, 0)),
        when: When::default(),
    });
    let faces = [naira(500), naira(1_000)];
    let mut then = till.ledger().prices().unwrap();
    then.rules = rules.prices.clone();
    let would = till.catalogue.effects(Network::Mtn, &faces, &then, shop.clock_now(), &KnownBuyer::default()).unwrap();
    assert!(would.iter().filter(|effect| effect.now != effect.then).count() > 3);
    ruled(&shop, |set| *set = rules).await.unwrap();
    let does = till
        .catalogue
        .effects(Network::Mtn, &faces, &till.ledger().prices().unwrap(), shop.clock_now(), &KnownBuyer::default())
        .unwrap();
    assert_eq!(does.len(), would.len());
    for (would, does) in would.iter().zip(&does) {
        assert_eq!((&would.product, would.then), (&does.product, does.now));
    }
    assert_eq!(does[0].now.unwrap().naira(), naira(500));
    assert_eq!(does[1].now.unwrap().naira(), naira(990));
    let draft = till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
    assert_eq!(draft.price.naira(), naira(990));
    drop(till);
    shop.close().await;
}
