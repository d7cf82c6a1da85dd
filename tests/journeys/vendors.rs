//! Sales through several vendors: who is chosen, what is tried next, what is kept, and what can't be asked.

use super::trade::all_known;
use airtill_domain::clock::Clock;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Doubt, Refusal};
use airtill_domain::sale::{AttemptStatus, SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_practice::{Pace, Practice};
use airtill_practice::{practice_credentials, practice_settings};
use airtill_shop::till::{About, Confirmation, Draft, PlanKey, ProductInput, RecipientInput, SaleRequest, TillError};
use airtill_tests::clock::TestClock;
use airtill_tests::shop::{PACE, Shop, TIMING, airtime, eventually, line, line_with};
use airtill_vendors::{Address, VendorClient};
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

const S: fn(u64) -> Duration = Duration::from_secs;

fn vendors(draft: &Draft) -> Vec<VendorId> {
    draft.choices.iter().map(|choice| choice.vendor).collect()
}

fn plan(key: &PlanKey, whom: RecipientInput, network: Network) -> SaleRequest {
    SaleRequest { whom, what: ProductInput::Plan(key.clone()), network: Some(network), tender: Tender::Cash }
}

/// The cheapest first, Simpu last whatever it costs; the attendant's key takes the next one; and a vendor that has said it
/// can't is not asked again.
#[tokio::test(flavor = "multi_thread")]
async fn the_cheapest_is_taken_and_the_next_by_key() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
    all_known(&shop).await;
    let draft = shop.till.checkout.review(&airtime("08030000004", "1000")).await.unwrap();
    assert_eq!(vendors(&draft), [VendorId::SmePlug, VendorId::Vtpass, VendorId::Strongmb, VendorId::Simpu]);
    let costs: Vec<Option<Naira>> = draft.choices.iter().map(|choice| choice.cost).collect();
    assert_eq!(costs, [965, 970, 990, 1_000].map(|naira| Some(Naira::from_naira(naira))));
    assert_eq!(shop.till.checkout.next_vendor(draft.sale).unwrap().choice().unwrap().vendor, VendorId::Vtpass);
    for _ in 0..3 {
        shop.till.checkout.next_vendor(draft.sale).unwrap();
    }
    // Round once: SMEPlug again. Its wallet is empty, by the number's lesson.
    let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap().id;
    shop.stands(id, SaleStatus::Owed).await;
    assert_eq!(shop.sale(id).last_attempt().position, AttemptStatus::Refused(Refusal::LowWallet));
    for expected in [VendorId::Vtpass, VendorId::Strongmb] {
        assert_eq!(
            shop.till.checkout.next_try(&shop.sale(id)).unwrap().unwrap().vendor,
            expected,
            "the screen names it"
        );
        shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await.unwrap();
        shop.stands(id, SaleStatus::Owed).await;
        assert_eq!(shop.sale(id).last_attempt().vendor, expected);
    }
    let terms: Vec<_> = shop.sale(id).attempts.iter().map(|a| a.terms.clone().unwrap().code).collect();
    assert_eq!(terms, ["1", "mtn", "smb_mtn_vtu"], "each vendor's own word for it");
    assert_eq!(shop.till.checkout.next_try(&shop.sale(id)).unwrap(), None, "three attempts, at most");
    let fourth = shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await;
    assert!(matches!(fourth, Err(TillError::Refused(_))));
    shop.close().await;
}

/// Offers are kept: after a start without any network the plans are there, with their age.
#[tokio::test(flavor = "multi_thread")]
async fn offers_are_kept_for_when_there_is_no_network() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &VendorId::ALL).await;
    all_known(&shop).await;
    let plans = shop.till.catalogue.plans(Network::Mtn).unwrap();
    let one_gb = plans.iter().find(|plan| plan.plan.title() == "1GB SME, 30 days").unwrap();
    let sellers: Vec<_> = one_gb.choices.iter().map(|choice| (choice.vendor, choice.cost.unwrap())).collect();
    let naira = Naira::from_naira;
    assert_eq!(sellers, [(VendorId::Strongmb, naira(470)), (VendorId::SmePlug, naira(480))], "equal plans meet");
    assert_eq!(one_gb.price.naira(), naira(500));
    assert_eq!(shop.till.catalogue.plans(Network::Smile).unwrap().len(), 56, "the document's list, without airtime");
    let clock = shop.close().await;
    clock.advance(S(3 * 3_600));

    let shop = Shop::closed(directory.path(), clock).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    shop.till.connections.connect(line(VendorId::Strongmb, &format!("http://{free}/v1")));
    shop.till.connections.connect(line(VendorId::Vtpass, &format!("http://{free}/api")));
    let kept = shop.till.catalogue.plans(Network::Mtn).unwrap();
    assert!(kept.iter().any(|plan| plan.plan.title() == "1GB SME, 30 days"));
    assert_eq!(shop.till.catalogue.plans(Network::Smile).unwrap().len(), 56);
    let (_, read_at) = shop.till.catalogue.offers_known(VendorId::Strongmb).unwrap();
    assert_eq!(shop.clock_now().since(read_at), S(3 * 3_600));
    let key = &kept.iter().find(|plan| plan.plan.title() == "1GB SME, 30 days").unwrap().key;
    let asked = plan(key, RecipientInput::Number("08031234567".to_owned()), Network::Mtn);
    let draft = shop.till.checkout.review(&asked).await.unwrap();
    assert!(draft.warnings.iter().any(|one| one.starts_with("Price as of 10:00")), "an old price says so");
    shop.close().await;
}

/// What Simpu leaves open stays open: nobody asks, nothing ends it, and the till says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_at_simpu_is_nobodys_to_ask() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Simpu]).await;
    let pending = shop.sell("08030000001", "500").await.unwrap();
    let cut = shop.sell("08030000007", "500").await.unwrap();
    eventually("both ended", || [pending, cut].iter().all(|id| shop.sale(*id).last_attempt().ended_at.is_some())).await;
    shop.pass(S(120)).await;
    for id in [pending, cut] {
        let sale = shop.sale(id);
        assert_eq!((shop.standing(id), sale.last_attempt().checks), (SaleStatus::NotKnown, 0));
        assert!(!shop.till.reconcile.can_be_asked_about(&sale));
        assert_eq!(shop.till.reconcile.next_check(&sale), None);
    }
    assert_eq!(shop.sale(cut).last_attempt().position, AttemptStatus::Unknown(Doubt::Broken));
    // What it says of the wallet with a sale is shown, and enters no book.
    let reading = shop.till.wallets.wallet(VendorId::Simpu);
    assert!(reading.untold && reading.balance.is_none(), "{reading:?}");
    assert!(reading.told.is_some_and(|(left, _)| left < Naira::from_naira(50_000)), "{reading:?}");
    assert!(shop.till.ledger().book(VendorId::Simpu).unwrap().base.is_none());
    shop.close().await;
}

/// VDT: no name, no sale; the price is the one that was read back, and the plan the one that was asked about.
#[tokio::test(flavor = "multi_thread")]
async fn vdt_names_the_customer_and_the_price_first() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Vdt]).await;
    let plans = shop.till.catalogue.plans(Network::Vdt).unwrap();
    let key = |code: &str| PlanKey { vendor: VendorId::Vdt, code: code.to_owned() };
    assert_eq!(plans.len(), 3);
    let whom = RecipientInput::Account { id: "123".to_owned(), phone: String::new() };
    let about = |result: Result<Draft, TillError>| match result {
        Err(TillError::Refused(refused)) => refused.about,
        other => panic!("{other:?}"),
    };
    let asked = plan(&key("MARS_60GB"), whom.clone(), Network::Vdt);
    assert_eq!(about(shop.till.checkout.review(&asked).await), About::Number, "nobody was looked up");
    let by_number = plan(&key("MARS_60GB"), RecipientInput::Number("08031234567".to_owned()), Network::Vdt);
    assert_eq!(about(shop.till.checkout.review(&by_number).await), About::Number);
    assert!(shop.till.catalogue.look_up(Service::Vdt, "000", Some(&key("MARS_60GB"))).await.is_err(), "nobody");
    let found = shop.till.catalogue.look_up(Service::Vdt, " 123 ", Some(&key("MARS_60GB"))).await.unwrap();
    assert_eq!((found[0].name.as_str(), found[0].cost), ("Firstname Lastname", Some(Naira::from_naira(13_500))));
    let other = plan(&key("VENUS_30GB"), whom, Network::Vdt);
    assert_eq!(about(shop.till.checkout.review(&other).await), About::Plan, "the answer was about another plan");
    let draft = shop.till.checkout.review(&asked).await.unwrap();
    assert_eq!(draft.recipient.shown(), "Firstname Lastname, 123");
    let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap().id;
    shop.stands(id, SaleStatus::Delivered).await;
    let received = shop.practice.as_ref().unwrap().received();
    assert_eq!((received.len(), received[0].recipient.as_str(), received[0].amount), (1, "123", 13_500));
    let learnt = shop.till.catalogue.learn_recipe("123", "MARS_60GB").await.unwrap();
    assert_eq!((learnt.recipe.confirmed, learnt.customer.as_str()), (true, "Firstname Lastname"));
    assert!(shop.till.catalogue.learn_recipe("000", "MARS_60GB").await.unwrap_err().contains("Unknown customer"));
    shop.close().await;
}

/// Smile: the account that was named, the customer's number, and the plan's printed price.
#[tokio::test(flavor = "multi_thread")]
async fn smile_is_sold_to_the_account_that_was_named() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Vtpass]).await;
    all_known(&shop).await;
    let key = PlanKey { vendor: VendorId::Vtpass, code: "smile-direct/625".to_owned() };
    let found = shop.till.catalogue.look_up(Service::Smile, "tester@sandbox.com", None).await.unwrap();
    assert_eq!(found.len(), 2);
    let whom = |phone: &str| RecipientInput::Account { id: found[0].id.clone(), phone: phone.to_owned() };
    let refused = shop.till.checkout.review(&plan(&key, whom(""), Network::Smile)).await;
    assert!(
        matches!(refused, Err(TillError::Refused(refused)) if refused.about == About::Number),
        "no number, no sale"
    );
    let draft = shop.till.checkout.review(&plan(&key, whom("08031234567"), Network::Smile)).await.unwrap();
    assert_eq!(
        (draft.price.naira(), draft.product.title()),
        (Naira::from_naira(510), "Smile 2.5GB Flexi direct, 2 days".to_owned()),
        "₦485 by the owner's table, and 5 %; what is printed is a suggestion"
    );
    let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap().id;
    shop.stands(id, SaleStatus::Delivered).await;
    assert_eq!(shop.sale(id).cost_changed(), None);
    assert_eq!(shop.sale(id).cost(), Some(Naira::from_kobo(47_750)));
    shop.close().await;
}

/// A different charge is a delivery, and told.
#[tokio::test(flavor = "multi_thread")]
async fn a_different_charge_is_told() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    let id = shop.sell("08030000014", "500").await.unwrap();
    shop.stands(id, SaleStatus::Delivered).await;
    assert_eq!(shop.sale(id).cost_changed(), Some((Naira::from_naira(495), Naira::from_naira(505))));
    shop.close().await;
}

/// Amounts outside what anyone sells are told with the limits, and networks that nobody sells with their name.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_sells_is_told_with_the_reason() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    all_known(&shop).await;
    let refused = async |number: &str, amount: &str| match shop.sell(number, amount).await {
        Err(TillError::Refused(refused)) => (refused.about, refused.sentence),
        other => panic!("{other:?}"),
    };
    let (about, sentence) = refused("08031234567", "30").await;
    assert_eq!((about, sentence.as_str()), (About::Amount, "MTN airtime is sold from ₦50 to ₦50,000"));
    let (about, sentence) = refused("08041234567", "500").await;
    assert_eq!((about, sentence.contains("NTEL")), (About::Network, true));
    shop.close().await;
}

/// A vendor through which nothing may be sold any more is still asked about what is in doubt there.
#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_may_not_sell_is_still_asked() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    let id = shop.sell("08030000001", "500").await.unwrap();
    eventually("it is pending", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    let mut settings = practice_settings(VendorId::Strongmb);
    settings.enabled = false;
    let base_url = shop.practice.as_ref().unwrap().url(VendorId::Strongmb);
    let address = Address { base_url, known_as: Some("practice".to_owned()) };
    let credentials = shop.till.providers.credentials_in_use(VendorId::Strongmb).unwrap();
    shop.till
        .connections
        .connect(VendorClient::new(VendorId::Strongmb, credentials, settings, &address, TIMING).unwrap());
    assert_eq!(shop.till.providers.connected(), []);
    assert!(shop.till.catalogue.plans(Network::Mtn).unwrap().is_empty());
    assert!(shop.sell("08031234567", "500").await.is_err(), "nothing is sold through it");
    shop.pass(S(60)).await;
    assert_eq!(shop.standing(id), SaleStatus::Delivered);
    shop.close().await;
}

/// A review that lay open for long is not sold: prices and people have changed since.
#[tokio::test(flavor = "multi_thread")]
async fn an_old_review_is_not_sold() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Strongmb]).await;
    all_known(&shop).await;
    let draft = shop.till.checkout.review(&airtime("08031234567", "500")).await.unwrap();
    shop.clock.advance(S(15 * 60));
    assert!(matches!(
        shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await,
        Err(TillError::Refused(_))
    ));
    assert!(shop.practice.as_ref().unwrap().received().is_empty());
    shop.close().await;
}

/// Two plans of one vendor that are called alike: the one that was chosen is bought, also by another attempt.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_plans_called_alike_the_chosen_one_is_bought() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::Vdt]).await;
    let mut settings = practice_settings(VendorId::Vdt);
    for plan in &mut settings.plans {
        plan.name = "the same name".to_owned();
    }
    let base_url = shop.practice.as_ref().unwrap().url(VendorId::Vdt);
    let address = Address { base_url, known_as: Some("practice".to_owned()) };
    let credentials = shop.till.providers.credentials_in_use(VendorId::Vdt).unwrap();
    shop.till.connections.connect(VendorClient::new(VendorId::Vdt, credentials, settings, &address, TIMING).unwrap());
    assert_eq!(shop.till.catalogue.plans(Network::Vdt).unwrap().len(), 3);
    let key = PlanKey { vendor: VendorId::Vdt, code: "MERCURY_10GB".to_owned() };
    shop.till.catalogue.look_up(Service::Vdt, "08030000003", Some(&key)).await.unwrap();
    let whom = RecipientInput::Account { id: "08030000003".to_owned(), phone: String::new() };
    let draft = shop.till.checkout.review(&plan(&key, whom, Network::Vdt)).await.unwrap();
    assert_eq!(draft.choice().unwrap().code, "MERCURY_10GB");
    let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap().id;
    shop.stands(id, SaleStatus::Owed).await;
    shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await.unwrap();
    shop.stands(id, SaleStatus::Owed).await;
    let terms: Vec<_> = shop.sale(id).attempts.iter().map(|attempt| attempt.terms.clone().unwrap()).collect();
    assert!(terms.iter().all(|terms| terms.code == "MERCURY_10GB" && terms.cost == Some(Naira::from_naira(3_000))));

    // The code means another plan by now: that is not what the customer asked for.
    let mut settings = practice_settings(VendorId::Vdt);
    for plan in &mut settings.plans {
        plan.name = "Weekend 500MB".to_owned();
    }
    shop.till.connections.connect(
        VendorClient::new(VendorId::Vdt, practice_credentials(VendorId::Vdt), settings, &address, TIMING).unwrap(),
    );
    let refused = shop.till.checkout.try_again(id, None, Confirmation::default(), Actor::Counter).await;
    assert!(matches!(refused, Err(TillError::Refused(_))), "{refused:?}");
    assert_eq!(shop.sale(id).attempts.len(), 2);
    shop.close().await;
}

/// What an account's limit turns down others sell; where nobody else does, it is tried with a warning.
#[tokio::test(flavor = "multi_thread")]
async fn an_accounts_limit_holds_for_each_sale() {
    let directory = tempdir().unwrap();
    let shop = Shop::closed(directory.path(), TestClock::new()).await;
    let clock = Arc::clone(&shop.clock) as Arc<dyn Clock>;
    let pace = Pace { sale_most: 1_000, ..PACE };
    let practice = Practice::start(directory.path(), clock, pace).await.unwrap();
    for vendor in [VendorId::Strongmb, VendorId::Vtpass] {
        shop.till.connections.connect(line(vendor, &practice.url(vendor)));
    }
    shop.till.start();
    eventually("the limit is known", || shop.till.providers.profile(VendorId::Strongmb).is_some()).await;
    let sellers = async |amount: &str| {
        let draft = shop.till.checkout.review(&airtime("08031234567", amount)).await.unwrap();
        (vendors(&draft), draft.warnings)
    };
    assert_eq!(sellers("500").await.0.len(), 2);
    assert_eq!(sellers("2000").await.0, [VendorId::Vtpass]);
    shop.till.connections.disconnect(VendorId::Vtpass);
    let (alone, warnings) = sellers("2000").await;
    assert_eq!(alone, [VendorId::Strongmb], "no rule shuts a shop with one vendor");
    assert!(warnings.iter().any(|warning| warning.contains("at most ₦1,000 at once")), "{warnings:?}");
    shop.close().await;
}

/// Share and sell holds from the moment in which the owner says so, with the list that is known, and ends as soon.
#[tokio::test(flavor = "multi_thread")]
async fn share_and_sell_holds_at_once_and_ends_at_once() {
    let directory = tempdir().unwrap();
    let shop = Shop::with_practice(directory.path(), &[VendorId::SmePlug]).await;
    let url = shop.practice.as_ref().unwrap().url(VendorId::SmePlug);
    eventually("the offers are known", || {
        shop.till.catalogue.offers_known(VendorId::SmePlug).is_some_and(|(n, _)| n > 0)
    })
    .await;
    let mut shared = practice_settings(VendorId::SmePlug);
    shared.share_and_sell = vec![Network::Mtn];
    for (settings, number, code) in
        [(shared, "08031234567", "vtu/1"), (practice_settings(VendorId::SmePlug), "08031234568", "1")]
    {
        shop.till.connections.connect(line_with(VendorId::SmePlug, &url, settings));
        let draft = shop.till.checkout.review(&airtime(number, "500")).await.unwrap();
        let told = draft.warnings.iter().any(|warning| warning.contains("can't be asked afterwards"));
        assert_eq!(told, code.starts_with("vtu/"), "{:?}", draft.warnings);
        let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), Actor::Counter).await.unwrap().id;
        let sale = shop.sale(id);
        assert_eq!(sale.last_attempt().terms.as_ref().unwrap().code, code);
        assert_eq!(shop.till.reconcile.can_be_asked_about(&sale), code == "1");
    }
    shop.close().await;
}
