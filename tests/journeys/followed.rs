//! Ends that are followed by another: money that comes back after a delivery, a hand's word that turns out wrong, a delivery after the
//! money was given back. Each is an entry of its own; what is owed, wallets, margin and sums follow.

use super::trade::{BY, naira};
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::{AttemptStatus, SaleStatus};
use airtill_domain::service::Service;
use airtill_domain::shift::Count;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_shop::till::{Candidate, Confirmation, PlanKey, ProductInput, RecipientInput, SaleRequest, TillError};
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, eventually};
use std::time::Duration;
use tempfile::tempdir;

const PLUG: VendorId = VendorId::SmePlug;
const S: fn(u64) -> Duration = Duration::from_secs;

async fn bank(shop: &Shop) -> PlanKey {
    eventually("the banks are listed", || shop.till.catalogue.banks().is_ok_and(|banks| !banks.banks.is_empty())).await;
    shop.till.catalogue.banks().unwrap().banks[0].key.clone()
}

/// ₦5,000 to an account, which costs the customer ₦5,100.
async fn sent(shop: &Shop, account: &str) -> airtill_domain::reference::SaleId {
    let bank = bank(shop).await;
    shop.till.catalogue.look_up(Service::Transfer, account, Some(&bank)).await.unwrap();
    let request = SaleRequest {
        whom: RecipientInput::Account { id: account.to_owned(), phone: String::new() },
        what: ProductInput::Transfer { bank, amount: "5000".to_owned(), description: String::new() },
        network: None,
        tender: airtill_domain::sale::Tender::Cash,
    };
    let draft = shop.till.checkout.review(&request).await.unwrap();
    shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    draft.sale
}

async fn follow(shop: &Shop, id: airtill_domain::reference::SaleId, verdict: Verdict) -> Result<(), String> {
    let reference = shop.sale(id).last_attempt().reference.clone();
    let reconcile = &shop.till.reconcile;
    match reconcile.follow_end(id, &reference, verdict, "the bank says so", "its message", BY).await {
        Ok(_) => Ok(()),
        Err(TillError::Refused(refused)) => Err(refused.sentence),
        Err(error) => panic!("{error}"),
    }
}

fn drawer(shop: &Shop) -> Naira {
    shop.till.ledger().balances().unwrap().drawer()
}

/// A bank that sends the money back an hour later: the vendor is asked again by itself, the money is owed, and the wallet accuses nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_comes_back_is_heard_of_and_paid_back() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    shop.wallet_is_seen(PLUG).await;
    // In practice this account's money comes back after a minute.
    let id = sent(&shop, "8030000019").await;
    let delivered = shop.till.ledger().book(PLUG).unwrap().spent;
    for _ in 0..6 {
        shop.clock.advance(S(15 * 60));
        shop.pass(S(12)).await;
    }
    shop.stands(id, SaleStatus::Owed).await;
    let sale = shop.sale(id);
    assert_eq!((sale.last_attempt().position, sale.owed), (AttemptStatus::Reversed, naira(5_100)));
    let book = || shop.till.ledger().book(PLUG).unwrap();
    assert_eq!(delivered.minus(book().spent), naira(5_000));
    shop.till.checkout.refund(id, BY).await.unwrap();
    assert_eq!((shop.standing(id), drawer(&shop)), (SaleStatus::Returned, naira(0)));
    for _ in 0..3 {
        shop.wallet_is_seen(PLUG).await;
        shop.clock.advance(S(30));
    }
    let all = shop.till.ledger().totals(sale.day()).unwrap().all;
    assert_eq!((all.margin(), all.delivered.count, book().differences), (naira(0), 0, vec![]));
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// The owner hears of it otherwise: by hand, with reason and evidence, once; and back again, should that have been wrong.
#[tokio::test(flavor = "multi_thread")]
async fn the_owner_says_that_a_delivery_came_back() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let id = sent(&shop, "8031234560").await;
    let reference = shop.sale(id).last_attempt().reference.clone();
    let bare = shop.till.reconcile.follow_end(id, &reference, Verdict::Failed, "sure", "  ", BY).await;
    assert!(matches!(bare, Err(TillError::Refused(_))), "what it rests on is said");
    assert!(follow(&shop, id, Verdict::Delivered).await.is_err(), "it is delivered");
    follow(&shop, id, Verdict::Failed).await.unwrap();
    assert!(follow(&shop, id, Verdict::Failed).await.is_err(), "once");
    let sale = shop.sale(id);
    assert_eq!((sale.last_attempt().position, sale.owed), (AttemptStatus::TakenBackByHand, naira(5_100)));
    assert!(!sale.may_be_tried_again(), "it may be on its way twice");
    assert_eq!((shop.standing(id), shop.till.ledger().book(PLUG).unwrap().spent), (SaleStatus::Owed, naira(0)));
    follow(&shop, id, Verdict::Delivered).await.unwrap();
    assert_eq!((shop.standing(id), shop.sale(id).owed), (SaleStatus::Delivered, naira(0)));
    follow(&shop, id, Verdict::Failed).await.unwrap();
    shop.till.checkout.refund(id, BY).await.unwrap();
    assert_eq!((shop.standing(id), drawer(&shop)), (SaleStatus::Returned, naira(0)));
    // Given back, and there after all: it is the shop's loss, and named as one.
    follow(&shop, id, Verdict::Delivered).await.unwrap();
    let sale = shop.sale(id);
    assert_eq!((shop.standing(id), sale.owed, sale.loss()), (SaleStatus::Delivered, naira(0), Some(naira(5_000))));
    let all = shop.till.ledger().totals(sale.day()).unwrap().all;
    assert_eq!((all.margin(), all.lost.sum, all.taken().sum), (naira(-5_000), naira(5_000), naira(5_100)));
    let balances = shop.till.ledger().balances().unwrap();
    assert_eq!((balances.margin(), balances.drawer(), balances.owed.sum), (naira(-5_000), naira(0), naira(0)));
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// What the wallet showed before anybody knew why: the sale is named beside the difference, and explains it; nothing is missing afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_difference_of_the_wallet_fits_the_sale_that_came_back() {
    let answer = http(
        200,
        "application/json",
        r#"{"status":true,"data":{"reference":"R1","msg":"Airtime purchase successful","current_status":"success"}}"#,
    );
    let vendor = RawVendor::start(Script::Bytes(answer)).await;
    vendor.has_balance("50000.00");
    let directory = tempdir().unwrap();
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    let ledger = shop.till.ledger();
    shop.wallet_is_seen(PLUG).await;
    let id = shop.sell("08031234567", "1000").await.unwrap();
    shop.stands(id, SaleStatus::Delivered).await;
    let cost = shop.sale(id).cost().unwrap();
    let seen = async |balance: Naira| {
        vendor.has_balance(&balance.plain());
        for _ in 0..3 {
            shop.wallet_is_seen(PLUG).await;
            shop.clock.advance(S(25));
        }
    };
    seen(naira(50_000).minus(cost)).await;
    assert_eq!(ledger.book(PLUG).unwrap().differences, []);
    for looked_into in [false, true] {
        // The money is back in the wallet, and nobody has said why.
        seen(naira(50_000)).await;
        let [found] = ledger.book(PLUG).unwrap().differences.try_into().unwrap();
        assert_eq!(found.amount(), cost);
        let [named] = shop.till.wallets.candidates(PLUG, &[found]).unwrap().try_into().unwrap();
        let [Candidate { sale, verdict, .. }] = named.try_into().unwrap();
        assert_eq!((sale.id, verdict), (id, Verdict::Failed));
        if looked_into {
            // The owner could not tell at first.
            shop.till.wallets.difference_explained(PLUG, &found, false, "no idea", Actor::Counter).await.unwrap();
        }
        let worth = ledger.book(PLUG).unwrap().value();
        follow(&shop, id, Verdict::Failed).await.unwrap();
        let book = ledger.book(PLUG).unwrap();
        assert_eq!((book.differences.clone(), book.differed, book.value()), (vec![], naira(0), worth));
        assert_eq!(book.expected().unwrap().most, naira(50_000));
        seen(naira(50_000)).await;
        assert_eq!(ledger.book(PLUG).unwrap().differences, [], "what is there is expected");
        // It was delivered after all, and the wallet is debited again: as much is missing, and that fits too.
        seen(naira(50_000).minus(cost)).await;
        let [missing] = ledger.book(PLUG).unwrap().differences.try_into().unwrap();
        assert_eq!(missing.amount(), Naira::ZERO.minus(cost));
        let [named] = shop.till.wallets.candidates(PLUG, &[missing]).unwrap().try_into().unwrap();
        assert_eq!(named.first().map(|one| (one.sale.id, one.verdict)), Some((id, Verdict::Delivered)));
        follow(&shop, id, Verdict::Delivered).await.unwrap();
        seen(naira(50_000).minus(cost)).await;
        let book = ledger.book(PLUG).unwrap();
        assert_eq!((book.differences, book.differed), (vec![], naira(0)));
    }
    let fits = ledger.forwards().flat_map(|commit| commit.unwrap().entries);
    assert_eq!(fits.filter(|entry| matches!(entry, Entry::DifferenceFits { .. })).count(), 4);
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}
