//! How doubts end: of many faulty sales over all five vendors, which end by themselves, which with a verdict that is ready, and which
//! only by somebody's look at the vendor's dashboard. No end is wrong, and no ready verdict.

use airtill_domain::network::Network;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::{Sale, SaleStatus, Side};
use airtill_domain::service::Service;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_practice::steering::{Lesson, TABLE};
use airtill_shop::till::{Confirmation, OwnerApproval, ProductInput, RecipientInput, SaleRequest};
use airtill_tests::flaky::Dice;
use airtill_tests::live::Live;
use airtill_tests::progress::cases;
use airtill_tests::shop::{Shop, airtime, eventually, line};
use std::collections::BTreeMap;
use std::time::Duration;
use tempfile::tempdir;

/// Faulty sales of one shop: each lesson twice, as airtime and as a plan where the vendor has them.
const SALES: usize = 26;
/// How long the shop leaves a doubt alone before somebody looks.
const LEFT_ALONE_MIN: u64 = 30;

/// Between two customers.
const BETWEEN_MIN: u64 = 5;

/// What became of the doubts at one vendor.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    by_themselves: u32,
    ready: u32,
    by_hand: u32,
}

#[test]
fn doubts_end_as_often_as_they_truthfully_can() {
    let rounds = cases(1, 8);
    let mut ends: BTreeMap<VendorId, Ends> = BTreeMap::new();
    for round in 0..rounds {
        std::thread::scope(|scope| {
            let shops = VendorId::ALL.map(|vendor| (vendor, scope.spawn(move || one_shop(vendor, round))));
            for (vendor, shop) in shops {
                let found = shop.join().unwrap();
                let all = ends.entry(vendor).or_default();
                all.by_themselves += found.by_themselves;
                all.ready += found.ready;
                all.by_hand += found.by_hand;
            }
        });
    }
    let mut sum = Ends::default();
    for (vendor, Ends { by_themselves, ready, by_hand }) in &ends {
        println!("doubts at {}: {by_themselves} ended by themselves, {ready} ready, {by_hand} by hand", vendor.name());
        sum.by_themselves += by_themselves;
        sum.ready += ready;
        sum.by_hand += by_hand;
    }
    let Ends { by_themselves, ready, by_hand } = sum;
    let all = by_themselves + ready + by_hand;
    println!(
        "doubts: of {all}, {by_themselves} ended by themselves, {ready} had a ready verdict, {by_hand} were left to a dashboard; 0 wrong"
    );
    assert!(all > 50, "the faults bring doubts about: {all}");
    assert!(by_themselves > all / 2, "most end by themselves: {sum:?}");
}

fn one_shop(vendor: VendorId, round: u64) -> Ends {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(doubts(vendor, round))
}

async fn doubts(vendor: VendorId, round: u64) -> Ends {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[]).await;
    let url = shop.practice.as_ref().unwrap().url(vendor);
    let authority = url.trim_start_matches("http://").split('/').next().unwrap();
    let live = Live::start(authority, round * 5 + vendor as u64).await;
    shop.till.connections.connect(line(vendor, &url.replace(authority, &live.authority())));
    eventually("something can be sold", || {
        shop.clock.advance(Duration::from_secs(5));
        shop.till.catalogue.offers_known(vendor).is_some()
    })
    .await;
    let mut dice = Dice::new(round * 31 + vendor as u64);
    let lessons: Vec<_> =
        TABLE.iter().filter(|(number, lesson, _)| brings_doubt(*lesson) && number.starts_with("0803")).collect();
    let mut ends = Ends::default();
    for n in 0..SALES {
        let (number, ..) = lessons[n % lessons.len()];
        let Some(id) = sell(&shop, vendor, number, &mut dice).await else { continue };
        eventually("the request ends", || shop.sale(id).last_attempt().ended_at.is_some()).await;
        if !shop.sale(id).is_in_doubt() {
            continue;
        }
        leave_alone(&shop, LEFT_ALONE_MIN).await;
        look_at(&shop, id, &mut ends).await;
        leave_alone(&shop, BETWEEN_MIN).await;
    }
    shop.close().await;
    ends
}

async fn leave_alone(shop: &Shop, minutes: u64) {
    for _ in 0..minutes {
        shop.clock.advance(Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}

/// Answers that leave it open what became of the request.
fn brings_doubt(lesson: Lesson) -> bool {
    !matches!(
        lesson,
        Lesson::Ordinary
            | Lesson::DeliveredAtOnce
            | Lesson::LowWallet
            | Lesson::CostChanged
            | Lesson::Reversed
            | Lesson::VtpassCode(_)
    )
}

/// How it stands, held against what the vendor really did; an open one is ended by that.
async fn look_at(shop: &Shop, id: SaleId, ends: &mut Ends) {
    let sale = shop.sale(id);
    let truth = truth(shop, &sale);
    if !sale.is_in_doubt() {
        let delivered = shop.standing(id) == SaleStatus::Delivered;
        assert_eq!(delivered, truth == Verdict::Delivered, "ended wrongly: {sale:?}");
        ends.by_themselves += 1;
        return;
    }
    match shop.till.reconcile.ready(&sale, true).unwrap() {
        Some(ready) => {
            assert_eq!(ready.verdict, truth, "a wrong verdict was ready: {ready:?} of {sale:?}");
            ends.ready += 1;
        }
        None => ends.by_hand += 1,
    }
    let settled = shop.till.reconcile.settle(id, truth, "the dashboard says so", "its list", Actor::Counter).await;
    assert!(settled.is_ok(), "{settled:?}");
    assert_ne!(shop.sale(id).last_attempt().position.side(), Side::Open);
}

fn truth(shop: &Shop, sale: &Sale) -> Verdict {
    let attempt = sale.last_attempt();
    let received = shop.practice.as_ref().unwrap().received();
    let delivered =
        |one: &airtill_practice::record::Received| one.reference == attempt.reference.as_str() && one.delivered;
    if received.iter().any(delivered) { Verdict::Delivered } else { Verdict::Failed }
}

/// Airtime, or the first plan that there is.
async fn sell(shop: &Shop, vendor: VendorId, number: &str, dice: &mut Dice) -> Option<SaleId> {
    let asked = match vendor {
        VendorId::Vdt => {
            let plan = shop.till.catalogue.plans(Network::Vdt).ok()?.first()?.key.clone();
            shop.till.catalogue.look_up(Service::Vdt, number, Some(&plan)).await.ok()?;
            SaleRequest {
                whom: RecipientInput::Account { id: number.to_owned(), phone: String::new() },
                what: ProductInput::Plan(plan),
                network: Some(Network::Vdt),
                tender: airtill_domain::sale::Tender::Cash,
            }
        }
        _ => {
            let plain = airtime(number, &(100 + dice.throw(400)).to_string());
            let plan = shop.till.catalogue.plans(Network::Mtn).ok().and_then(|plans| Some(plans.first()?.key.clone()));
            match plan.filter(|_| dice.throw(2) == 0) {
                Some(plan) => SaleRequest { what: ProductInput::Plan(plan), network: Some(Network::Mtn), ..plain },
                None => plain,
            }
        }
    };
    let draft = shop.till.checkout.review(&asked).await.unwrap_or_else(|error| panic!("{vendor:?} {number}: {error}"));
    let pressed = Confirmation { second_one: true, owner: OwnerApproval::NoOwner, last_four: None };
    let sale = shop.till.checkout.confirm(draft.sale, pressed, Actor::Counter).await;
    Some(sale.unwrap_or_else(|error| panic!("{vendor:?} {number}: {error}")).id)
}
