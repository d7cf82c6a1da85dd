//! The owner's rules at the counter: hours in which another price counts, what is stopped, limits, changes that are taken back, and rules
//! that come out of a file.

use airtill_domain::debtor::DebtorId;
use airtill_domain::loss::LossRules;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer_change::OwnerSaid;
use airtill_domain::price::{Hours, Making, NetworkPrices, PriceRule, Scope, Step, Weekdays, When};
use airtill_domain::product::ProductKind;
use airtill_domain::sale::event::Consent;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::shift::{Count, ShiftRules};
use airtill_domain::staff::{Role, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::trade::{Limits, Stop, TradeRules};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_shop::settings::{
    AllRules, NotRules, SettingsError, set_loss_rules, set_paper, set_prices, set_rules, set_trade_rules, undo_rules,
};
use airtill_shop::till::{
    About, Confirmation, OwnerApproval, PlanKey, ProductInput, RecipientInput, SaleRequest, TillError,
};
use airtill_tests::clock::TestClock;
use airtill_tests::raw_vendor::{RawVendor, Script};
use airtill_tests::shop::{Shop, airtime, eventually};
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

const BY: Actor = Actor::Counter;
const OWNER: StaffId = StaffId(1);
const BOLA: StaffId = StaffId(2);

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

fn scope(kind: ProductKind, network: Option<Network>) -> Scope {
    Scope { kind, network, plan: None, vendor: None, least: None, most: None }
}

fn step(basis_points: i16, flat: i64) -> Step {
    Step { basis_points, flat: naira(flat), rounding: None }
}

async fn ruled(shop: &Shop, change: impl FnOnce(&mut TradeRules)) -> Result<(), SettingsError> {
    let mut rules = shop.till.ledger().trade_rules().unwrap();
    change(&mut rules);
    set_trade_rules(shop.till.ledger(), &*shop.clock, rules, BY).await
}

fn sentence<T: std::fmt::Debug>(refused: Result<T, TillError>) -> (About, String) {
    match refused {
        Err(TillError::Refused(refused)) => (refused.about, refused.sentence),
        other => panic!("{other:?}"),
    }
}

/// Everybody's offers and wallets are known.
async fn all_known(shop: &Shop) {
    for vendor in shop.till.providers.connected() {
        eventually("its offers are known", || shop.till.catalogue.offers_known(vendor).is_some()).await;
        let tells = airtill_vendors::capability(vendor).balance;
        eventually("its wallet is known", || !tells || shop.till.wallets.wallet(vendor).balance.is_some()).await;
    }
}

fn of_plan(key: &PlanKey) -> SaleRequest {
    SaleRequest {
        whom: RecipientInput::Number("08031234567".to_owned()),
        what: ProductInput::Plan(key.clone()),
        network: None,
        tender: Tender::Cash,
    }
}

/// Every day from 16:00 to 18:00 airtime is cheaper. What was read back before counts no more when the hour strikes.
#[tokio::test(flavor = "multi_thread")]
async fn a_happy_hour_begins_while_a_review_is_open_and_ends_by_itself() {
    let directory = tempdir().unwrap();
    let shop = Shop::open_at(directory.path(), TestClock::new()).await;
    let cheaper = PriceRule {
        scope: scope(ProductKind::Airtime, Some(Network::Mtn)),
        making: Making::Change(step(0, -10)),
        when: When { hours: Some(Hours { from: 960, to: 1_080 }), days: Weekdays::default(), ..When::default() },
    };
    ruled(&shop, |rules| rules.prices.rules.push(cheaper)).await.unwrap();
    let at = |clock: &str| {
        let day = shop.clock_now().day();
        let moment = Timestamp::typed(&format!("{} {clock}", day.iso())).unwrap();
        let moment = if moment > shop.clock_now() { moment } else { moment.after(Duration::from_secs(24 * 3_600)) };
        shop.clock.advance(moment.since(shop.clock_now()));
    };
    at("15:55");
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    assert_eq!(draft.price.naira(), naira(500));
    at("16:00");
    let (about, said) = sentence(shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await);
    assert_eq!(about, About::Price, "{said}");
    let now = shop.till.checkout.draft(draft.sale).unwrap();
    assert_eq!((now.price.naira(), now.changed.unwrap().price), (naira(490), naira(500)));
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    assert!(sale.consents.contains(&Consent::PriceChanged { from: naira(500), to: naira(490) }));
    shop.stands(sale.id, SaleStatus::Delivered).await;
    at("18:00");
    let later = shop.till.checkout.review(&airtime("08031234568", "500")).await.unwrap();
    assert_eq!(later.price.naira(), naira(500));
    assert_eq!(shop.sale(sale.id).price, naira(490), "what was sold stays as it was");
    shop.close().await;
}

/// What is stopped is on no list, is refused with the owner's word for it, and is not sent where it was stopped under an open review.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_owner_stopped_is_not_sold_and_a_blocked_vendor_is_passed_over() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
    all_known(&shop).await;
    let listed = shop.till.catalogue.plans(Network::Mtn).unwrap();
    let shared = listed.iter().find(|plan| plan.choices.len() > 1).expect("a plan that several sell").clone();
    let first = shared.choices[0].vendor;
    let stop =
        |vendor| Stop { kind: ProductKind::Data, network: Some(Network::Mtn), plan: Some(shared.plan.clone()), vendor };
    let open = shop.till.checkout.review(&of_plan(&shared.key)).await.unwrap();
    ruled(&shop, |rules| rules.stops = vec![stop(Some(first))]).await.unwrap();
    let refused = sentence(shop.till.checkout.confirm(open.sale, Confirmation::default(), BY).await);
    assert!(matches!(refused.0, About::Plan | About::Price), "{refused:?}");
    let now = shop.till.catalogue.plans(Network::Mtn).unwrap();
    let now = now.iter().find(|plan| plan.plan.means(&shared.plan)).expect("others sell it");
    assert!(now.choices.iter().all(|choice| choice.vendor != first) && now.choices.len() + 1 == shared.choices.len());
    ruled(&shop, |rules| rules.stops = vec![stop(None)]).await.unwrap();
    let none = shop.till.catalogue.plans(Network::Mtn).unwrap();
    assert!(none.iter().all(|plan| !plan.plan.means(&shared.plan)), "on no list");
    let (_, said) = sentence(shop.till.checkout.review(&of_plan(&now.key)).await);
    assert!(said.contains("The owner has stopped this: MTN"), "{said}");
    let all_airtime = Stop { kind: ProductKind::Airtime, network: Some(Network::Glo), plan: None, vendor: None };
    ruled(&shop, |rules| rules.stops = vec![all_airtime]).await.unwrap();
    let (_, said) = sentence(shop.till.checkout.review(&airtime("08051234567", "500")).await);
    assert!(said.ends_with("Glo airtime"), "{said}");
    shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    let received = shop.practice.as_ref().unwrap().received();
    assert!(received.is_empty(), "nothing was sent: {received:?}");
    shop.close().await;
}

/// One attendant sells so much a day; the owner's PIN goes beyond, and is kept with the sale. The owner is bound by none.
#[tokio::test(flavor = "multi_thread")]
async fn an_attendant_sells_so_much_a_day() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let named = |staff, role| Entry::StaffNamed { staff, name: format!("{staff:?}"), role };
    let people = vec![named(OWNER, Role::Owner), named(BOLA, Role::Attendant)];
    shop.till.ledger().commit(shop.clock_now(), Actor::Till, people).await.unwrap();
    shop.till.shifts.open_shift(Count::of(naira(0)), Actor::Staff(BOLA)).await.unwrap();
    ruled(&shop, |rules| rules.limits.attendant_day = Some(naira(1_000))).await.unwrap();
    let sell = async |number: &str, owner, by| {
        let draft = shop.till.checkout.review(&airtime(number, "500")).await.unwrap();
        let pressed = Confirmation { owner, ..Confirmation::default() };
        (draft.sale, shop.till.checkout.confirm(draft.sale, pressed, by).await)
    };
    let bola = Actor::Staff(BOLA);
    for number in ["08031234561", "08031234562"] {
        let (sale, taken) = sell(number, OwnerApproval::Nothing, bola).await;
        taken.unwrap();
        shop.stands(sale, SaleStatus::Delivered).await;
    }
    let (sale, refused) = sell("08031234563", OwnerApproval::Nothing, bola).await;
    let (about, said) = sentence(refused);
    assert_eq!(about, About::OwnerPin);
    assert!(said.contains("₦1,000"), "{said}");
    assert_eq!(shop.till.checkout.draft(sale).unwrap().beyond_day, Some(naira(1_000)), "the review asks for it now");
    let pressed = Confirmation { owner: OwnerApproval::Yes(OWNER), ..Confirmation::default() };
    let taken = shop.till.checkout.confirm(sale, pressed, bola).await.unwrap();
    assert!(taken.consents.contains(&Consent::BeyondDay { staff: OWNER, most: naira(1_000) }));
    shop.stands(sale, SaleStatus::Delivered).await;
    sell("08031234564", OwnerApproval::Nothing, Actor::Staff(OWNER)).await.1.unwrap();
    // The next day begins at nothing.
    shop.clock.advance(Duration::from_secs(24 * 3_600));
    sell("08031234565", OwnerApproval::Nothing, bola).await.1.unwrap();
    shop.close().await;
}

/// What was given back was not sold: it makes room again.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_back_counts_to_no_day() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let bola = Actor::Staff(BOLA);
    let named = Entry::StaffNamed { staff: BOLA, name: "Bola".to_owned(), role: Role::Attendant };
    shop.till.ledger().commit(shop.clock_now(), Actor::Till, vec![named]).await.unwrap();
    shop.till.shifts.open_shift(Count::of(naira(0)), bola).await.unwrap();
    ruled(&shop, |rules| rules.limits.attendant_day = Some(naira(500))).await.unwrap();
    // The practice vendor refuses this number for certain.
    let draft = shop.till.checkout.review(&airtime("08030000003", "500")).await.unwrap();
    shop.till.checkout.confirm(draft.sale, Confirmation::default(), bola).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Owed).await;
    let next = shop.till.checkout.review(&airtime("08031234561", "500")).await.unwrap();
    let confirm = || shop.till.checkout.confirm(next.sale, Confirmation::default(), bola);
    assert_eq!(sentence(confirm().await).0, About::OwnerPin, "its money is still held");
    shop.till.checkout.refund(draft.sale, bola).await.unwrap();
    confirm().await.unwrap();
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_on_credit_together_owe_so_much() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let rules = ShiftRules { credit_most: naira(1_000), ..ShiftRules::default() };
    set_paper(shop.till.ledger(), &*shop.clock, shop.till.ledger().printer().unwrap(), rules, BY).await.unwrap();
    ruled(&shop, |rules| rules.limits.credit_sum = Some(naira(1_200))).await.unwrap();
    let on_credit = async |number: &str, name: &str| {
        let draft = shop.till.checkout.review(&airtime(number, "500")).await.unwrap();
        shop.till.checkout.set_debtor(draft.sale, name)?;
        shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await
    };
    for (number, name) in [("08031234561", "Ngozi"), ("08031234562", "Tunde")] {
        let sale = on_credit(number, name).await.unwrap();
        shop.stands(sale.id, SaleStatus::Delivered).await;
    }
    let (about, said) = sentence(on_credit("08031234563", "Bisi").await);
    assert!(about == About::Debtor && said.contains("₦1,500") && said.contains("₦1,200"), "{said}");
    shop.till.checkout.debt_paid(DebtorId(1), naira(500), Tender::Cash, BY).await.unwrap();
    on_credit("08031234563", "Bisi").await.unwrap();
    shop.close().await;
}

/// A price that is printed counts where the owner takes those, and is the same whoever delivers it.
#[tokio::test(flavor = "multi_thread")]
async fn a_printed_price_is_a_suggestion_that_holds_for_whoever_delivers() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
    all_known(&shop).await;
    let printed_by = |choice: &airtill_shop::till::Choice| choice.printed_price;
    let listed = |shop: &Shop| -> Vec<(PlanKey, Option<Naira>, Naira, Naira)> {
        let plans = shop.till.catalogue.plans(Network::Mtn).unwrap();
        let of = |plan: &airtill_shop::till::PlanOnSale| {
            let first = &plan.choices[0];
            (plan.key.clone(), printed_by(first), plan.price.naira(), first.cost.unwrap())
        };
        plans.iter().map(of).collect()
    };
    let before = listed(&shop);
    assert!(before.iter().any(|(_, printed, ..)| printed.is_some()), "somebody prints prices");
    for (key, _, price, cost) in &before {
        assert!(price.kobo() % 1_000 == 0 && *price > *cost, "{key:?}: the shop's margin, rounded to ten");
    }
    ruled(&shop, |rules| rules.prices.takes_printed = true).await.unwrap();
    let mut taken = 0;
    for ((key, printed, price, _), (_, _, was, _)) in listed(&shop).iter().zip(&before) {
        assert_eq!(price, printed.as_ref().unwrap_or(was), "{key:?}");
        taken += usize::from(printed.is_some());
    }
    assert!(taken > 0);
    // All who sell one plan say one printed price.
    for plan in shop.till.catalogue.plans(Network::Mtn).unwrap() {
        let said: Vec<_> = plan.choices.iter().map(printed_by).collect();
        assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:?}");
    }
    shop.close().await;
}

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
    let would = till.catalogue.effects(Network::Mtn, &faces, &then, shop.clock_now()).unwrap();
    assert!(would.iter().filter(|effect| effect.now != effect.then).count() > 3);
    ruled(&shop, |set| *set = rules).await.unwrap();
    let does =
        till.catalogue.effects(Network::Mtn, &faces, &till.ledger().prices().unwrap(), shop.clock_now()).unwrap();
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

/// One name however it is spelled, a number that says who it is, a question where it is nearly somebody, and a limit of their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_debtor_is_a_person() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let rules = ShiftRules { credit_most: naira(1_000), ..ShiftRules::default() };
    set_paper(shop.till.ledger(), &*shop.clock, shop.till.ledger().printer().unwrap(), rules, BY).await.unwrap();
    let mut number = 0;
    let mut review = async || {
        number += 1;
        shop.till.checkout.review(&airtime(&format!("080312345{number:02}"), "300")).await.unwrap().sale
    };
    let (one, other, third, fourth, fifth) =
        (review().await, review().await, review().await, review().await, review().await);
    let checkout = &shop.till.checkout;
    let sold = async |sale| {
        checkout.confirm(sale, Confirmation::default(), BY).await.unwrap();
        shop.stands(sale, SaleStatus::Delivered).await;
    };
    checkout.set_debtor(one, "Ngọzi  Ọkafọr 0803 999 9999").unwrap();
    sold(one).await;
    checkout.set_debtor(other, "OKAFOR NGOZI").unwrap();
    sold(other).await;
    let owes = || -> Vec<(String, Naira)> {
        checkout.debtors().unwrap().into_iter().map(|debtor| (debtor.name, debtor.owes)).collect()
    };
    assert_eq!(owes(), [("Ngọzi Ọkafọr".to_owned(), naira(600))], "one person");
    // Nearly the same: asked about once, and a new customer when it is typed again.
    let (about, said) = sentence(checkout.set_debtor(third, "Ngozi Okafo"));
    assert!(
        about == About::Debtor && said.contains("Did you mean Ngọzi Ọkafọr, 0803 999 9999, who owes ₦600?"),
        "{said}"
    );
    checkout.set_debtor(third, "Ngozi Okafo").unwrap();
    sold(third).await;
    assert_eq!(owes().len(), 2);
    // By number alone, and beyond a limit of their own.
    let id = checkout.debtors().unwrap()[0].id;
    checkout.set_debtor_card(id, "Ngozi Okafor 08039999999", Some(naira(700)), BY).await.unwrap();
    let (_, said) = sentence(checkout.set_debtor(fourth, "08039999999"));
    assert!(said.contains("would owe ₦900, and may owe ₦700"), "{said}");
    checkout.set_debtor_card(id, "Ngozi Okafor 08039999999", Some(naira(5_000)), BY).await.unwrap();
    checkout.set_debtor(fourth, "08039999999").unwrap();
    sold(fourth).await;
    assert_eq!(owes()[0], ("Ngozi Okafor".to_owned(), naira(900)));
    let (_, said) = sentence(checkout.set_debtor_card(id, "Ngozi Okafo", None, BY).await);
    assert!(said.contains("on the list already"), "{said}");
    checkout.cancel(fifth);
    // The same after a restart.
    let clock = shop.close().await;
    let shop = Shop::open_at(directory.path(), clock).await;
    let debtors = shop.till.checkout.debtors().unwrap();
    assert_eq!(
        (debtors[0].most, debtors[0].phone.as_ref().unwrap().local()),
        (Some(naira(5_000)), "08039999999".to_owned())
    );
    assert_eq!(shop.till.ledger().verify(&airtill_ledger::work::unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// One sale in so many tries who was not bought from for long: at the customer's price, kept with the sale, and never where the owner wants
/// none. What is learnt by it takes the sales after.
#[tokio::test(flavor = "multi_thread")]
async fn now_and_then_another_vendor_is_tried_for_what_it_charges() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::SmePlug, VendorId::Strongmb]).await;
    all_known(&shop).await;
    let order = airtime("08031234567", "100");
    let first = shop.till.checkout.review(&order).await.unwrap();
    let usual = first.choice().unwrap().vendor;
    assert_eq!((first.tries, first.choices.len()), (None, 2));
    let sell = async |n: usize| {
        shop.clock.advance(Duration::from_secs(300));
        let number = format!("0803{:07}", 1_000_000 + n);
        let draft = shop.till.checkout.review(&airtime(&number, "100")).await.unwrap();
        let (vendor, tries) = (draft.choice().unwrap().vendor, draft.tries);
        assert_eq!(draft.price.naira(), naira(100), "whoever is taken");
        shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
        eventually("its request ends", || shop.sale(draft.sale).last_attempt().ended_at.is_some()).await;
        (draft.sale, vendor, tries)
    };
    let mut tried = Vec::new();
    for n in 0..245 {
        let (sale, vendor, tries) = sell(n).await;
        assert_eq!(tries.is_some(), vendor != usual, "sale {n}");
        let told = shop.till.ledger().row(sale).unwrap().unwrap();
        let kept = shop.till.ledger().story(&told).unwrap();
        let kept = kept.iter().flat_map(|commit| &commit.entries);
        let kept =
            kept.filter(|entry| matches!(entry, Entry::Sale(airtill_domain::sale::event::Event::CostTried { .. })));
        assert_eq!(kept.count(), usize::from(tries.is_some()));
        tried.extend(tries.map(|_| n));
    }
    assert_eq!(tried, [200], "the first that is old enough, and not again while it is fresh");
    ruled(&shop, |rules| rules.try_every = 0).await.unwrap();
    for n in 245..470 {
        assert_eq!(sell(n).await.2, None, "never");
    }
    shop.close().await;
}

/// A wallet that nobody tells of is known by what was put in and sold, and is low like any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_is_never_told_is_shown_by_its_fundings() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Vdt]).await;
    let vdt = VendorId::Vdt;
    assert_eq!(shop.till.wallets.shown(vdt).unwrap(), None, "nobody has said anything");
    shop.till.wallets.fund(vdt, naira(4_000), "bank", BY).await.unwrap();
    assert_eq!(shop.till.wallets.shown(vdt).unwrap(), Some((naira(4_000), None)));
    assert!(shop.till.providers.low_wallet(vdt).is_some_and(|low| naira(4_000) < low));
    let slip = shop.till.wallets.fund(vdt, Naira::parse("92233720368547758.07").unwrap(), "bank", BY).await;
    assert!(sentence(slip).1.contains("surely a slip"));
    shop.close().await;
}
