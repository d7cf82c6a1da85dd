//! Five vendors with a truth of their own, behind a network that cuts, loses, delays and doubles; the till is stopped and
//! started in between. When all checks have run, ledger and vendors tell the same.

use airtill_domain::network::Network;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Side;
use airtill_domain::sale::event::Verdict;
use airtill_domain::service::Service;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_shop::till::{Confirmation, OwnerApproval, ProductInput, RecipientInput, SaleRequest};
use airtill_tests::agreement::agree_with;
use airtill_tests::flaky::{Dice, Flaky};
use airtill_tests::progress::{Run, cases};
use airtill_tests::shop::{Shop, airtime, eventually, line};
use std::time::Duration;
use tempfile::tempdir;

/// Sales of one shop.
const SALES: u64 = 50;

#[test]
fn after_any_trouble_ledger_and_vendors_tell_the_same() {
    let shops = cases(26, 260);
    let run = Run::begin("chaos", shops);
    let (mut doubts, mut sold) = (0, 0);
    let mut n = run.first();
    while n < shops {
        let found = std::thread::scope(|scope| {
            let some: Vec<_> = (n..(n + 4).min(shops)).map(|seed| scope.spawn(move || one_shop(seed))).collect();
            some.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        let count = found.len() as u64;
        for (one, result) in found.into_iter().enumerate() {
            let (of_doubt, of_all) = result.unwrap_or_else(|why| panic!("shop {}: {why}", n + one as u64));
            doubts += of_doubt;
            sold += of_all;
        }
        n += count;
        run.done(count);
    }
    println!(
        "chaos: {sold} sales taken, {doubts} of them in doubt at some time; 0 delivered twice, 0 lost, all as the vendors have it"
    );
}

fn one_shop(seed: u64) -> Result<(usize, usize), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(trouble(seed))
}

async fn trouble(seed: u64) -> Result<(usize, usize), String> {
    let directory = tempdir().unwrap();
    let mut dice = Dice::new(seed + 77);
    let mut shop = Shop::open(directory.path()).await;
    let mut network = reach(&shop, seed).await;
    let (mut taken, mut doubts) = (Vec::new(), 0);
    for n in 0..SALES {
        if let Some(id) = sell(&shop, &mut dice).await {
            taken.push(id);
        }
        if dice.throw(4) == 0 {
            shop.pass(Duration::from_secs(dice.throw(40))).await;
        }
        if dice.throw(12) == 0 {
            // The program is stopped, purchases under way or not, and started again.
            doubts += in_doubt(&shop);
            let clock = shop.close().await;
            shop = Shop::open_at(directory.path(), clock).await;
            network = reach(&shop, seed * 100 + n).await;
        }
    }
    doubts += in_doubt(&shop);
    all_checks(&shop, &taken).await;
    drop(network);
    for id in &taken {
        shop.till.ledger().sale(*id).map_err(|e| e.to_string())?.ok_or("an acknowledged sale is lost")?;
    }
    let received = shop.practice.as_ref().unwrap().received();
    agree_with(shop.till.ledger(), &received)?;
    let of_one: Vec<_> = taken.iter().map(|id| shop.sale(*id)).collect();
    for sale in &of_one {
        let delivered = |reference: &str| received.iter().any(|one| one.reference == reference && one.delivered);
        let times = sale.attempts.iter().filter(|attempt| delivered(attempt.reference.as_str())).count();
        if times > 1 {
            let all: Vec<_> = sale.attempts.iter().map(|one| (one.vendor, one.position)).collect();
            return Err(format!("the sale {} was delivered {times} times: {all:?}", sale.id));
        }
    }
    shop.close().await;
    Ok((doubts, taken.len()))
}

fn in_doubt(shop: &Shop) -> usize {
    shop.till.ledger().open_sales().unwrap().iter().filter(|sale| sale.is_in_doubt()).count()
}

/// Lines to all five vendors, through a network with a mishap in one of four connections.
async fn reach(shop: &Shop, seed: u64) -> Vec<Flaky> {
    let practice = shop.practice.as_ref().unwrap();
    let mut network = Vec::new();
    for vendor in VendorId::ALL {
        let url = practice.url(vendor);
        let authority = url.trim_start_matches("http://").split('/').next().unwrap();
        let flaky = Flaky::start(authority, seed * 7 + vendor as u64, 25).await;
        shop.till.connections.connect(line(vendor, &url.replace(authority, &flaky.authority())));
        network.push(flaky);
    }
    eventually("something can be sold", || {
        shop.clock.advance(Duration::from_secs(5));
        shop.till.catalogue.offers_known(VendorId::SmePlug).is_some()
    })
    .await;
    network
}

/// One customer: airtime at one of four vendors by the attendant's key, or VDT's data. A failed one is tried again.
async fn sell(shop: &Shop, dice: &mut Dice) -> Option<SaleId> {
    let asked = match dice.throw(6) {
        0 => vdt(shop, dice).await?,
        _ => airtime(&format!("080312{:05}", dice.throw(100_000)), &(100 + dice.throw(400)).to_string()),
    };
    let draft = shop.till.checkout.review(&asked).await.ok()?;
    for _ in 0..dice.throw(4) {
        let _ = shop.till.checkout.next_vendor(draft.sale);
    }
    let pressed = Confirmation { second_one: true, owner: OwnerApproval::NoOwner, last_four: None };
    let sale = shop.till.checkout.confirm(draft.sale, pressed.clone(), Actor::Counter).await.ok()?;
    if dice.throw(3) == 0 {
        tokio::time::sleep(Duration::from_millis(dice.throw(40))).await;
        let _ = shop.till.checkout.try_again(sale.id, None, pressed, Actor::Counter).await;
    }
    Some(sale.id)
}

async fn vdt(shop: &Shop, dice: &mut Dice) -> Option<SaleRequest> {
    let plan = shop.till.catalogue.plans(Network::Vdt).ok()?.first()?.key.clone();
    let customer = (1_000 + dice.throw(9_000)).to_string();
    shop.till.catalogue.look_up(Service::Vdt, &customer, Some(&plan)).await.ok()?;
    Some(SaleRequest {
        whom: RecipientInput::Account { id: customer, phone: String::new() },
        what: ProductInput::Plan(plan),
        network: Some(Network::Vdt),
        tender: airtill_domain::sale::Tender::Cash,
    })
}

/// The network is whole again, days pass, and where nobody can be asked the owner settles by what the vendor's dashboard says.
async fn all_checks(shop: &Shop, taken: &[SaleId]) {
    let practice = shop.practice.as_ref().unwrap();
    for vendor in VendorId::ALL {
        shop.till.connections.connect(line(vendor, &practice.url(vendor)));
    }
    // No purchase is under way any more.
    tokio::time::sleep(airtill_tests::shop::TIMING.purchase + Duration::from_millis(200)).await;
    for _ in 0..8 {
        shop.clock.advance(Duration::from_secs(400));
        for id in taken {
            if shop.sale(*id).is_in_doubt() {
                shop.till.reconcile.check(*id).await;
            }
        }
    }
    for id in taken {
        let sale = shop.sale(*id);
        let attempt = sale.last_attempt();
        if attempt.position.side() != Side::Open {
            continue;
        }
        let delivered =
            practice.received().iter().any(|one| one.reference == attempt.reference.as_str() && one.delivered);
        let verdict = if delivered { Verdict::Delivered } else { Verdict::Failed };
        let settled =
            shop.till.reconcile.settle(*id, verdict, "the dashboard says so", "its list", Actor::Counter).await;
        // A check in the background may have ended it at that very moment; then there is nothing left to settle.
        assert!(settled.is_ok() || !shop.sale(*id).is_in_doubt(), "{settled:?}");
    }
}
