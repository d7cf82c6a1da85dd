//! Customers who pay later, as persons: names, telephones, limits of one and of all.

use super::trade::{BY, naira, ruled, sentence};
use airtill_domain::debtor::DebtorId;
use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::shift::{Count, ShiftRules};
use airtill_shop::settings::set_paper;
use airtill_shop::till::{About, Confirmation};
use airtill_tests::shop::{Shop, airtime};
use tempfile::tempdir;

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
    shop.till.checkout.debt_paid(DebtorId(1), naira(500), Tender::Cash, "", BY).await.unwrap();
    on_credit("08031234563", "Bisi").await.unwrap();
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
    let (_, said) = sentence(checkout.set_debtor(other, "Okafor Ngozi"));
    assert!(said.contains("Did you mean"), "{said}");
    checkout.set_debtor(other, "NGOZI OKAFOR").unwrap();
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
