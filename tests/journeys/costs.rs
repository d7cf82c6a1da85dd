//! What things cost by what was charged: by answers, and by wallets where answers say nothing of it.

use airtill_domain::cost::{Charge, Ground};
use airtill_domain::loss::LossRules;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::price::NetworkPrices;
use airtill_domain::product::ProductKind;
use airtill_domain::sale::SaleStatus;
use airtill_domain::sale::event::Consent;
use airtill_domain::settings::{ProductTerms, VendorSettings};
use airtill_domain::shift::Count;
use airtill_domain::shift::sheet::ExceptionKind;
use airtill_domain::staff::OWNER;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_reports::costs::CostSums;
use airtill_shop::settings::{set_loss_rules, set_prices};
use airtill_shop::till::{About, Confirmation, OwnerApproval, TillError};
use airtill_tests::clock::TestClock;
use airtill_tests::raw_vendor::{RawVendor, Script, http};
use airtill_tests::shop::{Shop, airtime, eventually, line_with};
use airtill_vendors::VendorClient;
use serde_json::json;
use std::time::Duration;
use tempfile::tempdir;

const BY: Actor = Actor::Counter;
const PLUG: VendorId = VendorId::SmePlug;

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

/// A vendor that takes a sale at once and says of each attempt that it was delivered: for `price`, or without a word of it.
async fn vendor_that_says(price: Option<&str>) -> RawVendor {
    let accepted = http(200, "application/json", r#"{"status":true,"data":{"reference":"4663","msg":"ok"}}"#);
    let vendor = RawVendor::start(Script::Bytes(accepted)).await;
    says(&vendor, price);
    vendor
}

fn says(vendor: &RawVendor, price: Option<&str>) {
    let mut transaction = json!({ "reference": "4663", "customer_reference": "REFERENCE", "beneficiary": "08031234567",
        "type": "Airtime purchase", "status": "success" });
    if let Some(price) = price {
        transaction["price"] = json!(price);
    }
    vendor.says_of_attempts(&json!({ "status": true, "transaction": transaction }).to_string());
}

/// A line for which the owner typed no discounts.
fn line(vendor: &RawVendor) -> VendorClient {
    line_with(PLUG, &vendor.url(), VendorSettings::of(PLUG))
}

async fn shop_of(vendor: &RawVendor, directory: &std::path::Path) -> Shop {
    vendor.has_balance("10000.00");
    let shop = Shop::closed(directory, TestClock::new()).await;
    shop.till.connections.connect(line(vendor));
    shop.till.start();
    shop.wallet_is_seen(PLUG).await;
    eventually("the offers are known", || shop.till.catalogue.offers_known(PLUG).is_some()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    shop
}

/// Sells airtime, after which so much is left in the wallet; then the wallet is looked at for some minutes.
async fn sell(shop: &Shop, vendor: &RawVendor, amount: &str, left: &str) {
    let draft = shop.till.checkout.review(&airtime("08031234567", amount)).await.unwrap();
    let pressed = Confirmation { second_one: true, ..Confirmation::default() };
    shop.till.checkout.confirm(draft.sale, pressed, BY).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    // Seen in the wallet while the sale is open, it would be counted from there, and prove nothing of what was charged.
    vendor.has_balance(left);
    look(shop).await;
}

async fn look(shop: &Shop) {
    for _ in 0..4 {
        shop.clock.advance(Duration::from_secs(30));
        let now = shop.clock_now();
        shop.till.wallets.poll_now();
        let seen = || shop.till.wallets.wallet(PLUG).balance.is_some_and(|(_, at)| at >= now);
        eventually("the wallet was looked at", seen).await;
    }
}

async fn cost_of(shop: &Shop, amount: &str) -> Naira {
    let draft = shop.till.checkout.review(&airtime("08031234567", amount)).await.unwrap();
    shop.till.checkout.cancel(draft.sale);
    draft.choice().unwrap().cost.unwrap()
}

fn differences(shop: &Shop) -> usize {
    shop.till.ledger().book(PLUG).unwrap().differences.len()
}

fn beliefs_written(shop: &Shop) -> usize {
    let entries = shop.till.ledger().forwards().flat_map(|commit| commit.unwrap().entries);
    entries.filter(|entry| matches!(entry, Entry::CostBelieved { .. })).count()
}

/// A discount that nobody typed and no answer names: the wallet says it, and it is no alarm, neither for each sale nor once. Money that
/// is missing is one.
#[tokio::test(flavor = "multi_thread")]
async fn a_discount_that_nobody_typed_is_learnt_from_the_wallet_and_no_alarm() {
    let directory = tempdir().unwrap();
    let vendor = vendor_that_says(None).await;
    let shop = shop_of(&vendor, directory.path()).await;
    sell(&shop, &vendor, "1000", "9035.00").await;
    assert_eq!((differences(&shop), cost_of(&shop, "1000").await), (0, naira(1_000)), "heard once");
    sell(&shop, &vendor, "200", "8842.00").await;
    assert_eq!((differences(&shop), cost_of(&shop, "1000").await), (0, naira(965)));
    let [known] = shop.till.costs.all_believed().try_into().unwrap();
    assert_eq!((known.believed.ground, known.believed.charge.discount_basis_points()), (Ground::Wallet, Some(350)));
    sell(&shop, &vendor, "500", "8359.50").await;
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert!(x.exceptions.iter().all(|one| one.kind != ExceptionKind::WalletOff), "{:?}", x.exceptions);
    assert_eq!(x.check.off(), Naira::ZERO);
    // Somebody bought with the key: as much as a sale, and nothing that a cheaper sale explains.
    sell(&shop, &vendor, "500", "7394.50").await;
    assert_eq!(differences(&shop), 1, "money is missing");
    let taken = shop.till.ledger().book(PLUG).unwrap().differences[0].amount();
    assert_eq!((taken, cost_of(&shop, "1000").await), (Naira::parse("-482.50").unwrap(), naira(965)));
    assert_eq!(shop.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    shop.close().await;
}

/// One answer is enough where the wallet moved by it. What is believed outlives the program, the store, and any number of sales.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_believed_outlives_the_program_and_its_store() {
    let directory = tempdir().unwrap();
    let vendor = vendor_that_says(Some("980")).await;
    let shop = shop_of(&vendor, directory.path()).await;
    sell(&shop, &vendor, "1000", "9020.00").await;
    assert_eq!((cost_of(&shop, "500").await, beliefs_written(&shop)), (naira(490), 1));
    // A second change, from there and not from the list: once by its word alone, while the wallet says something else.
    says(&vendor, Some("990"));
    sell(&shop, &vendor, "1000", "8040.00").await;
    assert_eq!((cost_of(&shop, "500").await, differences(&shop)), (naira(490), 1), "the wallet contradicts the answer");
    sell(&shop, &vendor, "1000", "7050.00").await;
    assert_eq!((cost_of(&shop, "500").await, beliefs_written(&shop)), (naira(495), 2));
    let known = shop.till.costs.all_believed();
    assert_eq!(known[0].believed.charge, Charge::Part { charged: naira(990), of: naira(1_000) });
    let clock = shop.close().await;
    std::fs::remove_dir_all(directory.path().join("ledger.sled")).unwrap();
    let again = Shop::closed(directory.path(), clock).await;
    again.till.connections.connect(line(&vendor));
    assert_eq!(again.till.costs.all_believed(), known, "out of the journal alone");
    assert_eq!((cost_of(&again, "500").await, beliefs_written(&again)), (naira(495), 2));
    assert_eq!(again.till.ledger().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    again.close().await;
}

/// A ledger from before beliefs were written down: its latest sales say them when it is opened.
#[tokio::test(flavor = "multi_thread")]
async fn what_earlier_sales_say_is_believed_from_the_first_opening_on() {
    let directory = tempdir().unwrap();
    let vendor = vendor_that_says(Some("970")).await;
    let shop = shop_of(&vendor, directory.path()).await;
    // The wallet never moves: no answer is confirmed by it, and it is off.
    sell(&shop, &vendor, "1000", "10000.00").await;
    assert_eq!(cost_of(&shop, "1000").await, naira(1_000));
    let clock = shop.close().await;
    let again = Shop::closed(directory.path(), clock).await;
    again.till.connections.connect(line(&vendor));
    let draft = again.till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
    assert_eq!(draft.choice().unwrap().cost, Some(naira(1_000)), "heard once before, and not twice by a restart");
    let pressed = Confirmation { second_one: true, ..Confirmation::default() };
    again.till.start();
    again.till.checkout.confirm(draft.sale, pressed, BY).await.unwrap();
    again.stands(draft.sale, SaleStatus::Delivered).await;
    eventually("two agree, one from before", || beliefs_written(&again) == 1).await;
    assert_eq!(cost_of(&again, "200").await, naira(194));
    again.close().await;
}

/// What the list says again is remembered too: a restart brings no belief back that charges have ended since.
#[tokio::test(flavor = "multi_thread")]
async fn a_belief_that_charges_have_ended_stays_ended_after_a_restart() {
    let directory = tempdir().unwrap();
    let vendor = vendor_that_says(Some("960")).await;
    let shop = shop_of(&vendor, directory.path()).await;
    let mut left = naira(10_000);
    let mut sold = async |charged: i64| {
        says(&vendor, Some(&charged.to_string()));
        left = left.minus(naira(charged));
        sell(&shop, &vendor, "1000", &left.plain()).await;
    };
    sold(960).await;
    sold(960).await;
    assert_eq!(cost_of(&shop, "1000").await, naira(960));
    sold(1_000).await;
    sold(1_000).await;
    assert_eq!((cost_of(&shop, "1000").await, shop.till.costs.all_believed().len()), (naira(1_000), 0));
    let clock = shop.close().await;
    let again = Shop::closed(directory.path(), clock).await;
    again.till.connections.connect(line(&vendor));
    again.till.start();
    eventually("the offers are known", || again.till.catalogue.offers_known(PLUG).is_some()).await;
    look(&again).await;
    assert_eq!((cost_of(&again, "1000").await, again.till.costs.all_believed().len()), (naira(1_000), 0));
    again.close().await;
}

/// What a vendor says it charged for plans of one code says nothing of another's.
#[tokio::test(flavor = "multi_thread")]
async fn a_belief_is_of_one_code_alone() {
    let directory = tempdir().unwrap();
    let vendor = vendor_that_says(Some("965")).await;
    let shop = shop_of(&vendor, directory.path()).await;
    sell(&shop, &vendor, "1000", "9035.00").await;
    assert_eq!(cost_of(&shop, "1000").await, naira(965));
    let glo = shop.till.checkout.review(&airtime("08051234567", "1000")).await.unwrap();
    assert_eq!((glo.product.network(), glo.choice().unwrap().cost), (Some(Network::Glo), Some(naira(1_000))));
    shop.close().await;
}

/// Below what it costs, and below the least margin, the owner's PIN is asked for at the moment of sending; each sale at a loss and what a
/// vendor charges above its list stand on the sheet with their sums.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sold_below_cost_unseen() {
    let directory = tempdir().unwrap();
    // Listed at ₦965 of ₦1,000 by the owner's table, and charged ₦990: believed from the second look on.
    let vendor = vendor_that_says(Some("990")).await;
    vendor.has_balance("10000.00");
    let shop = Shop::with_vendor(directory.path(), &vendor.url()).await;
    shop.wallet_is_seen(PLUG).await;
    eventually("the offers are known", || shop.till.catalogue.offers_known(PLUG).is_some()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let mut prices = shop.till.ledger().prices().unwrap();
    prices.own.set_network(NetworkPrices { airtime_basis_points: -200, ..NetworkPrices::of(Network::Mtn) });
    set_prices(shop.till.ledger(), &*shop.clock, prices, false, BY).await.unwrap();
    sell(&shop, &vendor, "1000", "9010.00").await;
    eventually("it is believed", || beliefs_written(&shop) == 1).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
    let too_low = draft.too_low.unwrap();
    assert_eq!((draft.price.naira(), too_low.cost, too_low.least), (naira(980), naira(990), naira(990)));
    let pressed = Confirmation { second_one: true, ..Confirmation::default() };
    let purchases = vendor.purchases().len();
    let refused = shop.till.checkout.confirm(draft.sale, pressed.clone(), BY).await;
    assert!(matches!(&refused, Err(TillError::Refused(why)) if why.about == About::OwnerPin), "{refused:?}");
    assert_eq!(vendor.purchases().len(), purchases, "nothing was sent");
    let owner = OwnerApproval::Yes(OWNER);
    let sale = shop.till.checkout.confirm(draft.sale, Confirmation { owner, ..pressed.clone() }, BY).await.unwrap();
    assert!(sale.consents.contains(&Consent::LowPrice { staff: OWNER, cost: naira(990) }), "{:?}", sale.consents);
    shop.stands(sale.id, SaleStatus::Delivered).await;
    let x = shop.till.shifts.x_report(BY).unwrap();
    let about = |kind| -> Vec<&str> {
        x.exceptions.iter().filter(|one| one.kind == kind).map(|one| one.about.as_str()).collect()
    };
    // The first one was a loss as well, and nobody could know: it was expected to cost ₦965.
    let losses = about(ExceptionKind::SoldAtLoss);
    assert!(losses.len() == 2 && losses.iter().all(|one| one.starts_with("₦10.00 lost")), "{losses:?}");
    assert_eq!(about(ExceptionKind::ChargedAboveList), ["SMEPlug: ₦50.00 in 2 sales"]);

    // A least margin asks for more than the cost; without the rule nothing is asked, and the sheet tells it anyway.
    let least = |rules| set_loss_rules(shop.till.ledger(), &*shop.clock, rules, BY);
    least(LossRules { airtime_basis_points: 300, ..LossRules::default() }).await.unwrap();
    let glo = shop.till.checkout.review(&airtime("08051234567", "1000")).await.unwrap();
    assert_eq!(glo.too_low, None, "₦965 and three percent are less than ₦1,000");
    least(LossRules { airtime_basis_points: 500, ..LossRules::default() }).await.unwrap();
    let refused = shop.till.checkout.confirm(glo.sale, pressed.clone(), BY).await;
    assert!(matches!(&refused, Err(TillError::Refused(why)) if why.about == About::OwnerPin), "the rule of now");
    assert_eq!(shop.till.checkout.draft(glo.sale).unwrap().too_low.unwrap().least, Naira::parse("1013.25").unwrap());
    least(LossRules { never_below_cost: false, ..LossRules::default() }).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
    let sold = shop.till.checkout.confirm(draft.sale, pressed, BY).await.unwrap();
    shop.stands(sold.id, SaleStatus::Delivered).await;
    let x = shop.till.shifts.x_report(BY).unwrap();
    assert_eq!(x.exceptions.iter().filter(|one| one.kind == ExceptionKind::SoldAtLoss).count(), 3);
    // What was listed, expected and charged, day by day; and what was lost, in the sums of the day.
    let today = shop.clock_now().day();
    let [line] = airtill_reports::costs::lines(shop.till.ledger(), today, today).unwrap().try_into().unwrap();
    let expected = CostSums {
        sales: 3,
        price: naira(3 * 980),
        told: 3,
        listed: naira(3 * 965),
        expected: naira(965 + 2 * 990),
        charged: naira(3 * 990),
        losses: 3,
        lost: naira(30),
    };
    assert_eq!((line.what.as_str(), line.vendor, line.sums), ("MTN airtime", PLUG, expected));
    assert_eq!(line.sums.difference(), naira(25));
    let lost = shop.till.ledger().totals(today).unwrap().all.lost;
    assert_eq!((lost.count, lost.sum), (3, naira(30)));
    assert!(airtill_reports::slips::sheet::message(&x, false).contains("SOLD AT A LOSS: 3"));
    let wrong = LossRules { data_basis_points: 5_001, ..LossRules::default() };
    assert!(least(wrong).await.is_err());
    shop.close().await;
}

/// What a vendor publishes no cost of is a guess until something was charged: it is warned of, and no PIN is asked for.
#[tokio::test(flavor = "multi_thread")]
async fn a_guessed_cost_is_no_loss_and_becomes_a_line_of_the_owners_table() {
    let directory = tempdir().unwrap();
    let vendor = vendor_that_says(Some("965")).await;
    let shop = shop_of(&vendor, directory.path()).await;
    let mut prices = shop.till.ledger().prices().unwrap();
    prices.own.set_network(NetworkPrices { airtime_basis_points: -200, ..NetworkPrices::of(Network::Mtn) });
    set_prices(shop.till.ledger(), &*shop.clock, prices, false, BY).await.unwrap();
    let draft = shop.till.checkout.review(&airtime("08031234567", "1000")).await.unwrap();
    assert!(draft.too_low.is_none() && draft.warnings.iter().any(|one| one.contains("costs the shop more")));
    assert_eq!(shop.till.catalogue.suggestions(), []);
    sell(&shop, &vendor, "1000", "9035.00").await;
    let [suggested] = shop.till.catalogue.suggestions().try_into().unwrap();
    let line = ProductTerms {
        kind: ProductKind::Airtime,
        network: Some(Network::Mtn),
        discount_basis_points: 350,
        fee: Naira::ZERO,
    };
    assert_eq!((suggested.vendor, suggested.line, suggested.title.as_str()), (PLUG, line, "MTN airtime"));
    // Taken: then it is listed, and nothing is suggested any more.
    let mut settings = VendorSettings::of(PLUG);
    settings.terms.push(suggested.line);
    shop.till.connections.connect(line_with(PLUG, &vendor.url(), settings));
    eventually("the offers are known", || shop.till.catalogue.offers_known(PLUG).is_some()).await;
    assert_eq!(
        (cost_of(&shop, "500").await, shop.till.catalogue.suggestions()),
        (Naira::parse("482.50").unwrap(), vec![])
    );
    shop.close().await;
}
