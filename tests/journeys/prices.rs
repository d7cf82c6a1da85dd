//! The owner's prices at the counter: what the list says, what is read back, what is taken, and what happens when it changes.

use airtill_domain::clock::Clock;
use airtill_domain::cost::{Believed, Charge, Ground, Listed};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::plan::Plan;
use airtill_domain::price::{NetworkPrices, PLANS_AT_ONCE_MAX, Prices};
use airtill_domain::print::{Printer, SaleSlip, Slip};
use airtill_domain::sale::event::{Consent, Event, Verdict};
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::shift::Count;
use airtill_domain::shift::sheet::ExceptionKind;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_shop::settings::{SettingsError, set_prices};
use airtill_shop::till::{About, Confirmation, PlanKey, ProductInput, RecipientInput, SaleRequest, TillError};
use airtill_tests::printer::{Listener, Manner};
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, airtime, eventually, line_to};
use serde_json::json;
use std::time::Duration;
use tempfile::tempdir;

const BY: Actor = Actor::Counter;

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

async fn priced(shop: &Shop, change: impl FnOnce(&mut Prices)) -> Result<(), SettingsError> {
    let mut prices = shop.till.ledger().prices().unwrap();
    change(&mut prices);
    set_prices(shop.till.ledger(), &*shop.clock, prices, false, BY).await
}

fn commits(shop: &Shop) -> usize {
    shop.till.ledger().forwards().count()
}

/// Airtime that is sold at more than its face amount: the customer pays the price, the line gets the face amount, and drawer,
/// debt and lists agree with both.
#[tokio::test(flavor = "multi_thread")]
async fn airtime_is_taken_at_the_owners_price_and_sent_at_its_face_amount() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let dearer = NetworkPrices { airtime_basis_points: 200, ..NetworkPrices::of(Network::Mtn) };
    priced(&shop, |prices| prices.own.set_network(dearer)).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    assert_eq!((draft.price.naira(), draft.product.face()), (naira(510), Some(naira(500))));
    let other = shop.till.checkout.review(&airtime("08051234567", "500")).await.unwrap();
    assert_eq!(other.price.naira(), naira(500), "another network's is sold at its face amount");
    shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    let received = shop.practice.as_ref().unwrap().received();
    assert!(received.iter().any(|order| format!("{order:?}").contains("500")), "{received:?}");
    // Refused for certain: what was paid is owed, not the face amount.
    let failed = shop.sell("08030000003", "500").await.unwrap();
    shop.stands(failed, SaleStatus::Owed).await;
    assert_eq!(shop.sale(failed).owed, naira(510));
    shop.till.checkout.refund(failed, BY).await.unwrap();

    let ledger = shop.till.ledger();
    for line in (0..ledger.sales().unwrap()).map(|place| ledger.line_at(place).unwrap()) {
        assert_eq!(ledger.title(&line).as_deref(), Some("₦500 MTN airtime"), "the list names what was sold");
        assert_eq!(line.price(), naira(510));
    }
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert_eq!((x.drawer.expected, x.check.off()), (naira(510), Naira::ZERO));
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// A plan with a price of its own is sold at it whoever sells the plan; what can't be is refused, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_has_the_owners_price_on_the_list_and_in_the_review() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
    for vendor in shop.till.providers.connected() {
        eventually("its offers are known", || shop.till.catalogue.offers_known(vendor).is_some()).await;
        // What is in a wallet decides who is taken first: a balance that came in between would change other plans' prices.
        let tells = airtill_vendors::capability(vendor).balance;
        eventually("its wallet is known", || !tells || shop.till.wallets.wallet(vendor).balance.is_some()).await;
    }
    let before = shop.till.catalogue.plans(Network::Mtn).unwrap();
    let listed = before.iter().find(|plan| plan.choices.len() > 1).expect("a plan that several sell");
    let own = listed.price.naira().plus(naira(170));
    let plan = listed.plan.clone();
    priced(&shop, |prices| prices.own.set_plan(Network::Mtn, &plan, Some(own)).unwrap()).await.unwrap();
    let now = shop.till.catalogue.plans(Network::Mtn).unwrap();
    let changed: Vec<&Plan> = now
        .iter()
        .filter(|plan| !before.iter().any(|was| (&was.key, was.price) == (&plan.key, plan.price)))
        .map(|plan| &plan.plan)
        .collect();
    assert_eq!(changed, [&plan], "this plan alone");
    let asked = SaleRequest {
        whom: RecipientInput::Number("08031234567".to_owned()),
        what: ProductInput::Plan(listed.key.clone()),
        network: Some(Network::Mtn),
        tender: Tender::Cash,
    };
    let draft = shop.till.checkout.review(&asked).await.unwrap();
    assert_eq!(draft.price.naira(), own);
    assert!(draft.choices.len() > 1, "{:?}", draft.choices);
    assert_eq!(shop.till.checkout.next_vendor(draft.sale).unwrap().price.naira(), own, "with another vendor too");

    let commits_before = commits(&shop);
    for wrong in [i16::MIN, -1_001, 2_501] {
        let said = NetworkPrices { airtime_basis_points: wrong, ..NetworkPrices::of(Network::Glo) };
        assert!(matches!(priced(&shop, |prices| prices.own.set_network(said)).await, Err(SettingsError::Refused(_))));
    }
    priced(&shop, |_| ()).await.unwrap();
    assert_eq!(commits(&shop), commits_before, "neither what is refused nor what holds already is written down");
    shop.close().await;
}

/// Many plans with a price of their own: each is an entry, a commit has a largest size, and all of them are there after a start,
/// also out of the journal alone.
#[tokio::test(flavor = "multi_thread")]
async fn many_plans_keep_their_prices() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let plan = |n: usize| Plan::read(&format!("{n}GB Ọ̀sán {} - 30 days", "ẹ".repeat(60)));
    let set = |prices: &mut Prices, which: std::ops::Range<usize>, price: Option<Naira>| {
        which.for_each(|n| prices.own.set_plan(Network::Mtn, &plan(n), price).unwrap());
    };
    let too_many = priced(&shop, |prices| set(prices, 0..PLANS_AT_ONCE_MAX + 1, Some(naira(480)))).await;
    assert!(matches!(too_many, Err(SettingsError::Refused(_))));
    for step in 0..3 {
        let which = step * PLANS_AT_ONCE_MAX..(step + 1) * PLANS_AT_ONCE_MAX;
        priced(&shop, |prices| set(prices, which, Some(naira(480)))).await.unwrap();
    }
    let glo = NetworkPrices { airtime_basis_points: -100, ..NetworkPrices::of(Network::Glo) };
    priced(&shop, |prices| {
        set(prices, 0..10, None);
        prices.own.set_network(glo);
    })
    .await
    .unwrap();
    let sorted = |prices: Prices| {
        let mut names: Vec<String> = prices.own.plans().iter().map(|said| said.plan.name.clone()).collect();
        names.sort();
        (names, prices.own.networks().to_vec())
    };
    let before = sorted(shop.till.ledger().prices().unwrap());
    assert_eq!((before.0.len(), before.1.as_slice()), (3 * PLANS_AT_ONCE_MAX - 10, [glo].as_slice()));
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    let clock = shop.close().await;
    std::fs::remove_dir_all(directory.path().join("ledger.sled")).unwrap();
    let again = Shop::open_at(directory.path(), clock).await;
    assert_eq!(sorted(again.till.ledger().prices().unwrap()), before);
    again.close().await;
}

const NETWORKS: &str = r#"{"status":true,"networks":{"1":"MTN"}}"#;

/// A vendor that lists one plan at this price, and does not answer a purchase.
async fn vendor_at(price: &str) -> RawVendor {
    let plans = json!({ "status": true, "data": { "1": [
        { "id": "7", "name": "1GB (SME) - 30 days", "price": price, "telco_price": "0" },
    ] } });
    RawVendor::listing(Script::Bytes(Vec::new()), NETWORKS.to_owned(), plans.to_string()).await
}

/// A vendor that sells one plan for ₦200, and says of each attempt that it was delivered for this much.
async fn vendor_that_charges(charged: &str) -> RawVendor {
    let plans = json!({ "status": true, "data": { "1": [
        { "id": "7", "name": "1GB (SME) - 30 days", "price": "200", "telco_price": "0" },
    ] } });
    let accepted = http(200, "application/json", r#"{"status":true,"data":{"reference":"4663","msg":"ok"}}"#);
    let vendor = RawVendor::listing(Script::Bytes(accepted), NETWORKS.to_owned(), plans.to_string()).await;
    let told = json!({ "status": true, "transaction": {
        "reference": "4663", "customer_reference": "REFERENCE", "beneficiary": "08031234567", "type": "Data purchase",
        "memo": "1GB (SME) - 30 days data purchase for 08031234567", "price": charged, "status": "success",
    } });
    vendor.says_of_attempts(&told.to_string());
    vendor
}

fn the_plan(shop: &Shop) -> SaleRequest {
    SaleRequest {
        whom: RecipientInput::Number("08031234567".to_owned()),
        what: ProductInput::Plan(shop.till.catalogue.plans(Network::Mtn).unwrap().remove(0).key),
        network: Some(Network::Mtn),
        tender: Tender::Cash,
    }
}

/// What a vendor says it charged is evidence, and no price: an odd figure moves neither the cost nor the price of anything, now and
/// after a start, it is kept beside the answer, and the owner is told once. Within half and twice of the list it is believed once two
/// answers agree, and no start forgets it.
#[tokio::test(flavor = "multi_thread")]
async fn an_odd_charge_moves_no_cost_and_no_price_and_is_told_once() {
    let (listed, learnt) = (naira(210), naira(410));
    for (charged, cost, price) in [
        ("0", 200, listed),
        ("22.00", 200, listed),
        ("-220", 200, listed),
        ("400.01", 200, listed),
        ("999999999", 200, listed),
        ("390", 390, learnt),
    ] {
        let directory = tempdir().unwrap();
        let vendor = vendor_that_charges(charged).await;
        let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
        eventually("the offers are known", || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()).await;
        shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
        for n in 0..2 {
            let draft = shop.till.checkout.review(&the_plan(&shop)).await.unwrap();
            assert!(n == 1 || draft.price.naira() == listed, "{charged}: {draft:?}");
            let pressed = Confirmation { second_one: true, ..Confirmation::default() };
            shop.till.checkout.confirm(draft.sale, pressed, BY).await.unwrap();
            shop.stands(draft.sale, SaleStatus::Delivered).await;
            let sale = shop.sale(draft.sale);
            assert_eq!(sale.cost(), Some(naira(cost)), "{charged}");
            // The price follows a moment after the end is written down, and no single answer.
            let listed_at = || shop.till.catalogue.plans(Network::Mtn).unwrap().first().map(|plan| plan.price.naira());
            let expected = if n == 0 { listed } else { price };
            eventually(&format!("after {charged} the price is {expected}"), || listed_at() == Some(expected)).await;
        }
        let odd = cost == 200;
        let kept: Vec<String> = shop
            .till
            .ledger()
            .forwards()
            .flat_map(|commit| commit.unwrap().entries)
            .filter(|entry| matches!(entry, Entry::Sale(Event::ChargeNotBelieved { .. })))
            .map(|entry| format!("{entry:?}"))
            .collect();
        assert_eq!(kept.len(), if odd { 2 } else { 0 }, "evidence of each sale: {kept:?}");
        let x = shop.till.shifts.x_report(BY).unwrap();
        let told = x.exceptions.iter().filter(|one| one.kind == ExceptionKind::ChargeNotBelieved).count();
        assert_eq!(told, usize::from(odd), "{charged}: {:?}", x.exceptions);
        assert_eq!(x.check.off(), Naira::ZERO);
        let spent = shop.till.ledger().book(VendorId::SmePlug).unwrap().spent;
        assert_eq!(spent, naira(2 * cost), "{charged}: the wallet's book follows what is believed");
        let clock = shop.close().await;
        let again = Shop::closed(directory.path(), clock).await;
        again.till.connections.connect(line_to(&vendor.url()));
        let all = again.till.catalogue.plans(Network::Mtn).unwrap();
        assert_eq!(all.first().map(|plan| plan.price.naira()), Some(price), "{charged}, after a start");
        assert_eq!(again.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
        again.close().await;
    }
}

/// A list that says nothing or less says no price: what it names so is not on sale, whatever else is.
#[tokio::test(flavor = "multi_thread")]
async fn a_plan_listed_at_nothing_or_less_is_not_on_sale() {
    for price in ["0", "-230", "0.00"] {
        let directory = tempdir().unwrap();
        let vendor = vendor_at(price).await;
        let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
        eventually("the list was read", || {
            vendor.checks() > 0 || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()
        })
        .await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(shop.till.catalogue.plans(Network::Mtn).unwrap(), [], "{price}");
        let key = PlanKey { vendor: VendorId::SmePlug, code: "1/7".to_owned() };
        let asked = SaleRequest { what: ProductInput::Plan(key), ..airtime("08031234567", "") };
        let refused = shop.till.checkout.review(&asked).await;
        assert!(matches!(refused, Err(TillError::Refused(_))), "{price}: {refused:?}");
        assert_eq!(vendor.purchases().len(), 0);
        shop.close().await;
    }
}

/// The customer's price has changed since the review: nothing is sent, both prices stand there, the next press accepts, and that is
/// told on the sheet, like what was ended by hand and what was printed again.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_customer_price_is_accepted_by_key_and_told_on_the_sheet() {
    let directory = tempdir().unwrap();
    let first = vendor_at("470").await;
    let shop = Shop::with_vendor(directory.path(), &first.url()).await;
    eventually("the offers are known", || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()).await;
    let printer = Listener::start(Manner::Telling).await;
    let set = Entry::PrinterSet { printer: Printer { site: printer.site(), each_sale: false, ..Printer::default() } };
    shop.till.ledger().commit(shop.clock.now(), BY, vec![set]).await.unwrap();
    shop.till.printing.printer_changed();
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();

    // The list is read every quarter of an hour: between this review and its key it is.
    shop.pass(Duration::from_secs(600)).await;
    let key = shop.till.catalogue.plans(Network::Mtn).unwrap().remove(0).key;
    let asked = SaleRequest {
        whom: RecipientInput::Number("08031234567".to_owned()),
        what: ProductInput::Plan(key),
        network: Some(Network::Mtn),
        tender: Tender::Cash,
    };
    let draft = shop.till.checkout.review(&asked).await.unwrap();
    assert_eq!(draft.price.naira(), naira(500));
    let second = vendor_at("570").await;
    shop.till.connections.connect(line_to(&second.url()));
    shop.pass(Duration::from_secs(360)).await;
    eventually("the list was read again", || {
        shop.clock.advance(Duration::from_secs(1));
        shop.till.catalogue.plans(Network::Mtn).unwrap().first().is_some_and(|plan| plan.price.naira() == naira(600))
    })
    .await;
    let refused = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await;
    assert!(matches!(&refused, Err(TillError::Refused(why)) if why.about == About::Price), "{refused:?}");
    let now = shop.till.checkout.draft(draft.sale).unwrap();
    assert_eq!(
        (now.price.naira(), now.changed.map(|changed| changed.price)),
        (naira(600), Some(naira(500))),
        "both prices"
    );
    assert_eq!((first.purchases().len(), second.purchases().len()), (0, 0), "nothing was sent");
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    assert_eq!(sale.price, naira(600));
    assert!(sale.consents.contains(&Consent::PriceChanged { from: naira(500), to: naira(600) }), "{:?}", sale.consents);

    eventually("the request ends", || shop.sale(sale.id).last_attempt().ended_at.is_some()).await;
    shop.till.connections.disconnect(VendorId::SmePlug);
    shop.clock.advance(Duration::from_secs(601));
    shop.till.reconcile.settle(sale.id, Verdict::Delivered, "the customer has it", "her phone", BY).await.unwrap();
    for n in 1..=2 {
        shop.till.printing.print(Slip::Sale { sale: sale.id, of: SaleSlip::Delivered }, BY).await.unwrap();
        printer.received(n).await;
        eventually("it is done", || shop.till.printing.printing().unwrap().unwrap().waiting == 0).await;
    }
    shop.till.shifts.count_drawer(Count::of(naira(600)), BY).await.unwrap();
    let z = shop.till.shifts.close_shift("", None, BY).await.unwrap();
    let kinds: Vec<ExceptionKind> = z.exceptions.iter().map(|one| one.kind).collect();
    for kind in [ExceptionKind::PriceAccepted, ExceptionKind::SettledByHand, ExceptionKind::Reprint] {
        assert!(kinds.contains(&kind), "{kind:?} is not among {kinds:?}");
    }
    let accepted = z.exceptions.iter().find(|one| one.kind == ExceptionKind::PriceAccepted).unwrap();
    assert!(accepted.about.contains("4567"), "which sale: {accepted:?}");
    shop.close().await;
}

/// The review holds what was reviewed: the owner's rules as well as the vendor's cost. What changed since makes a new review from the then
/// best offer, and nothing is sent before that was read back.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_changed_since_the_review_is_read_back_again() {
    let directory = tempdir().unwrap();
    let vendor = vendor_at("200").await;
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    eventually("the offers are known", || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let draft = shop.till.checkout.review(&the_plan(&shop)).await.unwrap();
    assert_eq!(draft.price.naira(), naira(210));
    let plan = draft.choice().unwrap().plan.clone().unwrap();
    priced(&shop, |prices| prices.own.set_plan(Network::Mtn, &plan, Some(naira(410))).unwrap()).await.unwrap();
    let refused = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await;
    assert!(matches!(&refused, Err(TillError::Refused(why)) if why.about == About::Price), "{refused:?}");
    let now = shop.till.checkout.draft(draft.sale).unwrap();
    assert_eq!((now.price.naira(), now.changed.map(|changed| changed.price)), (naira(410), Some(naira(210))));
    assert_eq!(vendor.purchases().len(), 0, "nothing was sent at the price of before");
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    assert_eq!(sale.price, naira(410));
    assert!(sale.consents.contains(&Consent::PriceChanged { from: naira(210), to: naira(410) }), "{:?}", sale.consents);
    // Airtime as well: its price is the owner's alone.
    let draft = shop.till.checkout.review(&airtime("08031234568", "500")).await.unwrap();
    let dearer = NetworkPrices { airtime_basis_points: 200, ..NetworkPrices::of(Network::Mtn) };
    priced(&shop, |prices| prices.own.set_network(dearer)).await.unwrap();
    assert!(shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.is_err());
    assert_eq!(shop.till.checkout.draft(draft.sale).unwrap().price.naira(), naira(510));
    shop.close().await;
}

/// After a rise the review goes to who is the cheapest now, and stays with a vendor that was chosen by hand.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_rise_the_review_is_with_the_best_offer_of_now() {
    for by_hand in [false, true] {
        let directory = tempdir().unwrap();
        let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
        for vendor in shop.till.providers.connected() {
            eventually("its offers are known", || shop.till.catalogue.offers_known(vendor).is_some()).await;
            let tells = airtill_vendors::capability(vendor).balance;
            eventually("its wallet is known", || !tells || shop.till.wallets.wallet(vendor).balance.is_some()).await;
        }
        let mut draft = shop.till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
        if by_hand {
            draft = shop.till.checkout.next_vendor(draft.sale).unwrap();
        }
        let reviewed = draft.choice().unwrap().clone();
        // What it costs there rises: two answers have said so.
        let listed = Listed::OfFace {
            less_basis_points: u16::try_from(10_000 - reviewed.listed.unwrap().kobo() / 10).unwrap(),
            fee: Naira::ZERO,
        };
        let believed = Believed {
            listed,
            charge: Charge::Part { charged: naira(1_100), of: naira(1_000) },
            ground: Ground::Answers,
            since: shop.clock_now(),
        };
        let (vendor, code) = (reviewed.vendor, reviewed.code.clone());
        let entry = Entry::CostBelieved { vendor, code, title: "MTN airtime".to_owned(), believed: Some(believed) };
        shop.till.ledger().commit(shop.clock_now(), BY, vec![entry]).await.unwrap();
        shop.till.costs.recall_believed().unwrap();
        let refused = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await;
        assert!(matches!(&refused, Err(TillError::Refused(why)) if why.about == About::Price), "{refused:?}");
        let now = shop.till.checkout.draft(draft.sale).unwrap();
        let choice = now.choice().unwrap();
        assert_eq!(choice.vendor == reviewed.vendor, by_hand, "{choice:?}");
        assert_eq!(choice.cost == Some(naira(1_100)), by_hand);
        assert!(by_hand || now.choices.iter().all(|other| other.cost >= choice.cost || other.cost.is_none()));
        shop.close().await;
    }
}

/// A fall of what it costs between the review and the key asks nobody: the customer pays what was read back, and the sale is written with
/// the cost of the moment it was sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_costs_less_since_the_review_is_sent_at_the_price_that_was_read_back() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::SmePlug]).await;
    eventually("the offers are known", || shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
    let reviewed = draft.choice().unwrap().clone();
    assert!(reviewed.cost == Some(naira(965)), "{reviewed:?}");
    let believed = Believed {
        listed: Listed::OfFace { less_basis_points: 350, fee: Naira::ZERO },
        charge: Charge::Part { charged: naira(950), of: naira(1_000) },
        ground: Ground::Wallet,
        since: shop.clock_now(),
    };
    let (vendor, code) = (reviewed.vendor, reviewed.code.clone());
    let entry = Entry::CostBelieved { vendor, code, title: "MTN airtime".to_owned(), believed: Some(believed) };
    shop.till.ledger().commit(shop.clock_now(), BY, vec![entry]).await.unwrap();
    shop.till.costs.recall_believed().unwrap();
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    assert_eq!((sale.price, sale.attempts[0].terms.as_ref().unwrap().cost), (draft.price.naira(), Some(naira(950))));
    shop.close().await;
}
