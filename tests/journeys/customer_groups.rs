//! Prices for a group of customers and for who buys often: on the list, in the review and in the books, and what keeps groups and rules together.

use super::trade::{BY, naira, ruled, scope, sentence, step};
use airtill_domain::network::Network;
use airtill_domain::price::{CustomerGroup, Making, PriceRule, Scope, When};
use airtill_domain::product::ProductKind;
use airtill_domain::sale::SaleStatus;
use airtill_domain::shift::Count;
use airtill_shop::settings::{AllRules, SettingsError, set_customer_group, set_rules, undo_rules};
use airtill_shop::till::{About, Confirmation};
use airtill_tests::shop::{Shop, airtime, eventually};
use std::time::Duration;
use tempfile::tempdir;

const BISI: &str = "08031234567";
const NOBODY: &str = "08031234568";

fn group(name: &str, customers: &str) -> CustomerGroup {
    CustomerGroup::read(name, customers).unwrap()
}

fn to(group: &str, points: i16) -> PriceRule {
    let of = Scope { group: Some(group.to_owned()), ..scope(ProductKind::Airtime, None) };
    PriceRule { scope: of, making: Making::OnTop(step(points, 0)), when: When::default() }
}

async fn set_group(shop: &Shop, was: Option<&str>, group: CustomerGroup) -> Result<(), String> {
    match set_customer_group(shop.till.ledger(), &*shop.clock, was, group, BY).await {
        Err(SettingsError::Refused(why)) => Err(why),
        other => {
            other.unwrap();
            Ok(())
        }
    }
}

/// What a group pays is on the list and in the review, named, and booked; others pay as before; whoever has bought twice pays less.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_and_who_buys_often_pay_what_their_rules_say() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    set_group(&shop, None, group("Resellers", "0803 123 4567 Mama Bisi")).await.unwrap();
    let data = PriceRule {
        scope: Scope { kind: ProductKind::Data, ..to("Resellers", 0).scope },
        making: Making::Change(step(0, -10)),
        when: When::default(),
    };
    let often = PriceRule { scope: Scope { after: Some(2), ..scope(ProductKind::Airtime, None) }, ..to("", -100) };
    ruled(&shop, |rules| rules.prices.rules = vec![to("Resellers", -200), data, often]).await.unwrap();

    let known = shop.till.checkout.read_number(BISI).unwrap();
    assert_eq!(known.known_as.as_deref(), Some("Mama Bisi, Resellers"));
    let plans = |number: &str| -> Vec<_> {
        let plans = shop.till.checkout.plans(Network::Mtn, number).unwrap();
        plans.into_iter().map(|plan| plan.price.naira()).collect()
    };
    eventually("the lists are read", || !plans("").is_empty()).await;
    let less: Vec<_> = plans("").into_iter().map(|price| price.minus(naira(10))).collect();
    assert_eq!((plans(NOBODY), plans("0803 123 4567")), (plans(""), less));

    let sell = async |number: &str, amount: &str| {
        let draft = shop.till.checkout.review(&airtime(number, amount)).await.unwrap();
        let pressed = Confirmation { second_one: true, ..Confirmation::default() };
        shop.till.checkout.confirm(draft.sale, pressed, BY).await.unwrap();
        shop.stands(draft.sale, SaleStatus::Delivered).await;
        let booked = shop.till.ledger().sale(draft.sale).unwrap().unwrap().price;
        assert_eq!(booked, draft.price.naira());
        (booked, draft.priced_for)
    };
    assert_eq!(sell(BISI, "1000").await, (naira(980), Some("Price for Resellers".to_owned())));
    let often = Some("Price for a customer who has bought before today".to_owned());
    for (amount, price, why) in [("1000", 1_000, None), ("2000", 2_000, None), ("3000", 2_970, often.clone())] {
        assert_eq!(sell(NOBODY, amount).await, (naira(price), why));
    }
    // Another day is another count.
    shop.pass(Duration::from_secs(5)).await;
    shop.clock.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(sell(NOBODY, "4000").await, (naira(4_000), None));
    shop.close().await;
}

/// A sale that comes between review and key is counted: the review stands with both prices, and nothing was sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_bought_since_the_review_changes_it() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    shop.till.shifts.open_shift(Count::of(naira(0)), BY).await.unwrap();
    let often = PriceRule { scope: Scope { after: Some(1), ..scope(ProductKind::Airtime, None) }, ..to("", -100) };
    ruled(&shop, |rules| rules.prices.rules = vec![often]).await.unwrap();
    let (one, other) = (airtime(BISI, "1000"), airtime(BISI, "2000"));
    let (one, other) =
        (shop.till.checkout.review(&one).await.unwrap(), shop.till.checkout.review(&other).await.unwrap());
    shop.till.checkout.confirm(one.sale, Confirmation::default(), BY).await.unwrap();
    shop.stands(one.sale, SaleStatus::Delivered).await;
    let (about, _) = sentence(shop.till.checkout.confirm(other.sale, Confirmation::default(), BY).await);
    assert_eq!(about, About::Price);
    let now = shop.till.checkout.draft(other.sale).unwrap();
    assert_eq!((now.price.naira(), now.changed.unwrap().price), (naira(1_980), naira(2_000)));
    assert!(now.priced_for.is_some());
    shop.till.checkout.confirm(other.sale, Confirmation::default(), BY).await.unwrap();
    shop.stands(other.sale, SaleStatus::Delivered).await;
    shop.close().await;
}

/// A rule's group is there: none is removed while a rule is for it, a rule follows its new name, and an undo that would part them is refused.
#[tokio::test(flavor = "multi_thread")]
async fn groups_and_rules_stay_together() {
    let directory = tempdir().unwrap();
    let shop = Shop::open(directory.path()).await;
    let ledger = shop.till.ledger();
    let refused =
        async |rules: PriceRule| ruled(&shop, |all| all.prices.rules = vec![rules]).await.unwrap_err().to_string();
    assert!(refused(to("Resellers", -200)).await.contains("Rule 1: there is no group of customers called Resellers"));
    set_group(&shop, None, group("Resellers", BISI)).await.unwrap();
    ruled(&shop, |rules| rules.prices.rules = vec![to("Resellers", -200)]).await.unwrap();
    let nobody = |name: &str| group(name, "");
    for (was, asked, why) in [
        (Some("Resellers"), nobody("Resellers"), "Rule 1"),
        (None, group("RESELLERS", NOBODY), "There is a group Resellers already"),
        (None, group("Staff", BISI), "0803 123 4567 is in Resellers already"),
    ] {
        let refused = set_group(&shop, was, asked).await.unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    // The same again is no change.
    let length = ledger.head().unwrap();
    set_group(&shop, Some("Resellers"), group("Resellers", BISI)).await.unwrap();
    assert_eq!(ledger.head().unwrap(), length);
    set_group(&shop, Some("Resellers"), group("Dealers", &format!("{BISI}\n{NOBODY} Chidi"))).await.unwrap();
    assert_eq!(ledger.trade_rules().unwrap().prices.rules, [to("Dealers", -200)]);
    assert_eq!(ledger.customer_groups().unwrap().len(), 1);

    // To a file and back, in a shop that has others.
    let file = AllRules::read(&AllRules::of(ledger).unwrap().written()).unwrap();
    ruled(&shop, |rules| rules.prices.rules.clear()).await.unwrap();
    set_group(&shop, Some("Dealers"), nobody("Dealers")).await.unwrap();
    set_group(&shop, None, group("Staff", BISI)).await.unwrap();
    set_rules(ledger, &*shop.clock, &file, BY).await.unwrap();
    assert_eq!(AllRules::of(ledger).unwrap(), file);

    // What the file changed is one change, and taken back as one.
    let newest = || ledger.rule_changes(1).unwrap()[0].seq;
    let undo = async |seq| undo_rules(ledger, &*shop.clock, seq, BY).await;
    undo(newest()).await.unwrap();
    assert_eq!(ledger.trade_rules().unwrap().prices.rules, []);
    assert_eq!(ledger.customer_groups().unwrap(), [group("Staff", BISI)]);
    // A group alone can't be taken back from under its rule; the rule first, then the group.
    set_group(&shop, None, group("School", NOBODY)).await.unwrap();
    let school = newest();
    ruled(&shop, |rules| rules.prices.rules = vec![to("School", -200)]).await.unwrap();
    assert!(matches!(undo(school).await, Err(SettingsError::Refused(why)) if why.contains("Rule 1")));
    undo(newest()).await.unwrap();
    undo(school).await.unwrap();
    assert_eq!(ledger.customer_groups().unwrap().len(), 1);

    // The same after a restart.
    let (known, clock) = (ledger.customer_groups().unwrap(), shop.close().await);
    let shop = Shop::open_at(directory.path(), clock).await;
    assert_eq!(shop.till.ledger().customer_groups().unwrap(), known);
    shop.close().await;
}
