//! What a quote costs: the list of plans and the review, in a till with a million sales and two thousand plans, beside reading the last five
//! hundred sales from the same ledger in the same turn. Run by `make bench-quote`; nothing here is asserted.

#[path = "../support/generator.rs"]
mod generator;
#[allow(dead_code, reason = "one table for all benches; this one needs a part of it")]
mod table;

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::plan::Plan;
use airtill_domain::price::{CustomerGroup, Making, PriceRule, Scope, Step, When};
use airtill_domain::product::ProductKind;
use airtill_domain::sale::Tender;
use airtill_domain::shift::Count;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_shop::till::{PlanKey, ProductInput, RecipientInput, SaleRequest};
use airtill_tests::clock::TestClock;
use airtill_tests::raw_vendor::{RawVendor, Script};
use airtill_tests::shop::{Shop, airtime, eventually, line_to};
use std::path::Path;
use std::time::Instant;
use table::{Times, row};

const SALES: u64 = 1_000_000;
/// Of each of four networks.
const PLANS: u32 = 500;
const TURNS: usize = 100;
/// After the generator's last sale, in Lagos.
const AFTER: &str = "2027-06-01 12:00";

fn main() {
    // Cargo asks every target for its list of tests.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    let sales = std::env::var("AIRTILL_BENCH_SALES").ok().and_then(|text| text.parse().ok()).unwrap_or(SALES);
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a scratch directory");
    generator::write_journal(directory.path(), 1, sales);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure(directory.path(), sales));
}

async fn measure(home: &Path, sales: u64) {
    let networks = [("1", "MTN"), ("2", "AIRTEL"), ("3", "9MOBILE"), ("4", "GLO")];
    let names = serde_json::Map::from_iter(networks.map(|(id, name)| (id.to_owned(), name.into())));
    let plan = |n: u32| {
        let name = format!("{}MB (SME) - {} days", 100 + n * 50, 1 + n % 30);
        serde_json::json!({ "id": n.to_string(), "name": name, "price": (100 + n * 11).to_string(), "telco_price": "0" })
    };
    let of_all = networks.map(|(id, _)| (id.to_owned(), (0..PLANS).map(plan).collect::<Vec<_>>().into()));
    let plans = serde_json::json!({ "status": true, "data": serde_json::Map::from_iter(of_all) }).to_string();
    let networks = serde_json::json!({ "status": true, "networks": names }).to_string();
    let vendor = RawVendor::listing(Script::Bytes(Vec::new()), networks, plans).await;

    let clock = TestClock::new();
    let until = Timestamp::typed(AFTER).expect("a moment").since(airtill_domain::clock::Clock::now(&*clock));
    clock.advance(until);
    let shop = Shop::closed(home, clock).await;
    shop.till.connections.connect(line_to(&vendor.url()));
    shop.till.start();
    let read = || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some_and(|(n, _)| n >= 4 * PLANS as usize);
    eventually("the lists are read", read).await;
    // The generator may have left one open.
    let _ = shop.till.shifts.open_shift(Count::of(Naira::ZERO), Actor::Counter).await;
    println!("{sales} sales, {} plans; ms, median (95th percentile), {TURNS} turns", 4 * PLANS);
    println!(
        "{:<28} {:<19} {:<19} {:<19} last 500 sales",
        "", "list of 500 plans", "review of a plan", "review of airtime"
    );
    turns("without rules", &shop).await;
    let ledger = shop.till.ledger();
    for entries in rules().chunks(20) {
        ledger.commit(shop.clock_now(), Actor::Counter, entries.to_vec()).await.expect("a commit");
    }
    turns("60 rules, 480 own prices", &shop).await;
    for n in 0..20 {
        let group = CustomerGroup {
            name: format!("Group {n}"),
            members: (0..100)
                .map(|m| airtill_domain::price::Member {
                    number: airtill_domain::phone::Msisdn::parse(&format!("0803{:07}", n * 100 + m)).expect("a number"),
                    name: "Somebody".to_owned(),
                })
                .collect(),
        };
        let entries = vec![Entry::CustomerGroupSet { group }];
        ledger.commit(shop.clock_now(), Actor::Counter, entries).await.expect("a commit");
    }
    let mut rules = ledger.trade_rules().expect("rules");
    for (n, rule) in rules.prices.rules.iter_mut().enumerate() {
        rule.scope.group = Some(format!("Group {}", n % 20));
        rule.scope.after = Some(1);
    }
    let entries = vec![Entry::TradeRulesSet { rules: Box::new(rules) }];
    ledger.commit(shop.clock_now(), Actor::Counter, entries).await.expect("a commit");
    turns("the same, for 20 groups", &shop).await;
    shop.close().await;
}

fn rules() -> Vec<Entry> {
    let naira = Naira::from_naira;
    let network = Network::Mtn;
    let own = (0..480).map(|n: u32| {
        let plan = Plan::read(&format!("{}MB (SME) - {} days", 100 + n * 50, 1 + n % 30));
        Entry::PlanPriced { network, plan, price: Some(naira(500 + i64::from(n))) }
    });
    let rule = |n: i64| PriceRule {
        scope: Scope {
            kind: ProductKind::Airtime,
            network: Some(network),
            plan: None,
            vendor: None,
            least: Some(naira(20_000 + n)),
            most: None,
            group: None,
            after: None,
        },
        making: Making::OnTop(Step { basis_points: 100, flat: Naira::ZERO, rounding: None }),
        when: When::default(),
    };
    let mut trade = airtill_domain::trade::TradeRules::default();
    trade.prices.rules = (0..60).map(rule).collect();
    own.chain([Entry::TradeRulesSet { rules: Box::new(trade) }]).collect()
}

async fn turns(what: &str, shop: &Shop) {
    let (mut list, mut plan, mut face, mut latest) =
        (Times::default(), Times::default(), Times::default(), Times::default());
    let of_plan = |key: &PlanKey| SaleRequest {
        whom: RecipientInput::Number("08031234567".to_owned()),
        what: ProductInput::Plan(key.clone()),
        network: None,
        tender: Tender::Cash,
    };
    for _ in 0..TURNS {
        let begun = Instant::now();
        let plans = shop.till.checkout.plans(Network::Mtn, "08031234567").expect("plans");
        list.add(begun.elapsed());
        assert_eq!(plans.len(), PLANS as usize);
        let begun = Instant::now();
        let draft = shop.till.checkout.review(&of_plan(&plans[plans.len() / 2].key)).await.expect("a review");
        plan.add(begun.elapsed());
        shop.till.checkout.cancel(draft.sale);
        let begun = Instant::now();
        let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.expect("a review");
        face.add(begun.elapsed());
        shop.till.checkout.cancel(draft.sale);
        let begun = Instant::now();
        assert_eq!(shop.till.ledger().latest(500).expect("sales").len(), 500);
        latest.add(begun.elapsed());
    }
    row(what, &[&list, &plan, &face, &latest]);
}
