//! The owner's rules at the counter: hours in which another price counts, what is stopped, limits of a day, printed prices, and tries.

use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::price::{Hours, Making, PriceRule, Scope, Step, Weekdays, When};
use airtill_domain::product::ProductKind;
use airtill_domain::sale::event::Consent;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::shift::Count;
use airtill_domain::staff::{Role, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::trade::{Stop, TradeRules};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_shop::settings::{SettingsError, set_trade_rules};
use airtill_shop::till::{
    About, Confirmation, OwnerApproval, PlanKey, ProductInput, RecipientInput, SaleRequest, TillError,
};
use airtill_tests::clock::TestClock;
use airtill_tests::shop::{Shop, airtime, eventually};
use std::time::Duration;
use tempfile::tempdir;

pub(super) const BY: Actor = Actor::Counter;
const OWNER: StaffId = StaffId(1);
const BOLA: StaffId = StaffId(2);

pub(super) fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

pub(super) fn scope(kind: ProductKind, network: Option<Network>) -> Scope {
    Scope { kind, network, plan: None, vendor: None, least: None, most: None, group: None, after: None }
}

pub(super) fn step(basis_points: i16, flat: i64) -> Step {
    Step { basis_points, flat: naira(flat), rounding: None }
}

pub(super) async fn ruled(shop: &Shop, change: impl FnOnce(&mut TradeRules)) -> Result<(), SettingsError> {
    let mut rules = shop.till.ledger().trade_rules().unwrap();
    change(&mut rules);
    set_trade_rules(shop.till.ledger(), &*shop.clock, rules, BY).await
}

pub(super) fn sentence<T: std::fmt::Debug>(refused: Result<T, TillError>) -> (About, String) {
    match refused {
        Err(TillError::Refused(refused)) => (refused.about, refused.sentence),
        other => panic!("{other:?}"),
    }
}

/// Everybody's offers and wallets are known.
pub(super) async fn all_known(shop: &Shop) {
    for vendor in shop.till.providers.connected() {
        eventually("its offers are known", || shop.till.catalogue.offers_known(vendor).is_some()).await;
        let tells = airtill_vendors::capability(vendor).balance;
        eventually("its wallet is known", || !tells || shop.till.wallets.wallet(vendor).balance.is_some()).await;
    }
}

pub(super) fn of_plan(key: &PlanKey) -> SaleRequest {
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
    shop.till.wallets.fund(vdt, naira(4_000), "bank", true, BY).await.unwrap();
    assert_eq!(shop.till.wallets.shown(vdt).unwrap(), Some((naira(4_000), None)));
    assert!(shop.till.providers.low_wallet(vdt).is_some_and(|low| naira(4_000) < low));
    let slip = shop.till.wallets.fund(vdt, Naira::parse("92233720368547758.07").unwrap(), "bank", true, BY).await;
    assert!(sentence(slip).1.contains("surely a slip"));
    shop.close().await;
}
