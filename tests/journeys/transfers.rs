//! Transfers to banks, from the list of banks to the end: delivered, in doubt, refused, and what must not be sent at all.

use airtill_domain::bank::Bank;
use airtill_domain::money::Naira;
use airtill_domain::product::Product;
use airtill_domain::sale::event::{Consent, Verdict};
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::staff::StaffId;
use airtill_domain::transfer::{FeeBand, TransferRules};
use airtill_ledger::entry::{Actor, Entry};
use airtill_practice::steering::NOBODYS_ACCOUNT;
use airtill_shop::till::{
    About, Confirmation, Draft, OwnerApproval, PlanKey, ProductInput, RecipientInput, SaleRequest, TillError,
};
use airtill_tests::shop::{Shop, eventually};
use std::time::Duration;

const BY: Actor = Actor::Counter;

async fn shop(home: &std::path::Path) -> (Shop, PlanKey) {
    let shop = Shop::open(home).await;
    eventually("the banks are listed", || shop.till.catalogue.banks().is_ok_and(|banks| !banks.banks.is_empty())).await;
    let banks = shop.till.catalogue.banks().unwrap().banks;
    let access = banks.iter().find(|on_list| on_list.bank.name == "Access Bank").expect("the list has it");
    let key = access.key.clone();
    (shop, key)
}

fn transfer(bank: &PlanKey, account: &str, amount: &str) -> SaleRequest {
    SaleRequest {
        whom: RecipientInput::Account { id: account.to_owned(), phone: String::new() },
        what: ProductInput::Transfer {
            bank: bank.clone(),
            amount: amount.to_owned(),
            description: " Rent ".to_owned(),
        },
        network: None,
        tender: Tender::Cash,
    }
}

fn refused<T>(result: Result<T, TillError>) -> (About, String) {
    match result {
        Err(TillError::Refused(refused)) => (refused.about, refused.sentence),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was not refused"),
    }
}

async fn reviewed(shop: &Shop, bank: &PlanKey, account: &str, amount: &str) -> Draft {
    shop.till.catalogue.look_up(Service::Transfer, account, Some(bank)).await.unwrap();
    shop.till.checkout.review(&transfer(bank, account, amount)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn money_is_sent_to_an_account_whose_holder_was_named() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let named = shop.till.catalogue.look_up(Service::Transfer, "803 123 4560", Some(&bank)).await.unwrap();
    assert_eq!((named[0].id.as_str(), named[0].name.as_str()), ("8031234560", "ADAEZE NWOSU"));
    let draft = shop.till.checkout.review(&transfer(&bank, "8031234560", "5,000")).await.unwrap();
    assert_eq!(draft.product.title(), "₦5,000 Access Bank transfer");
    assert_eq!(draft.recipient.shown(), "ADAEZE NWOSU, 8031234560");
    assert_eq!(draft.price.naira(), Naira::from_naira(5_100), "what is sent, and the fee");
    assert!(!draft.ask_owner && !draft.ask_last_four);
    let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(id, SaleStatus::Delivered).await;
    let sale = shop.sale(id);
    assert_eq!(sale.cost(), Some(Naira::from_naira(5_000)));
    let Product::Transfer { bank: Bank { code, .. }, amount, description } = sale.product else { panic!("a transfer") };
    assert_eq!((code.as_str(), amount, description.as_str()), ("000014", Naira::from_naira(5_000), "Rent"));
    let totals = shop.till.ledger().totals(sale.taken_at.day()).unwrap();
    assert_eq!(totals.services.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [Service::Transfer]);
    assert_eq!(totals.all.margin(), Naira::from_naira(100));
    assert_eq!(
        shop.till.catalogue.banks().unwrap().banks[0].bank.name,
        "Access Bank",
        "where money was sent stands first"
    );

    // The same again is the repeat guard's; another amount, or another bank, is not.
    let again = reviewed(&shop, &bank, "8031234560", "5000").await;
    assert_eq!(again.repeat.as_ref().map(|repeat| repeat.of), Some(id));
    assert_eq!(refused(shop.till.checkout.confirm(again.sale, Confirmation::default(), BY).await).0, About::Repeat);
    assert_eq!(reviewed(&shop, &bank, "8031234560", "6000").await.repeat, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_in_doubt_is_asked_about_and_ends() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    for (account, end) in
        [("8030000001", SaleStatus::Delivered), ("8030000002", SaleStatus::Owed), ("8030000005", SaleStatus::Delivered)]
    {
        let draft = reviewed(&shop, &bank, account, "2000").await;
        let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
        eventually("the request has ended", || shop.sale(id).last_attempt().ended_at.is_some()).await;
        if account == "8030000002" {
            assert!(shop.sale(id).is_in_doubt());
            let repeat = reviewed(&shop, &bank, account, "2000").await.repeat.unwrap();
            assert!(repeat.owner_too, "the same, while it is in doubt");
        }
        shop.pass(Duration::from_secs(40)).await;
        shop.stands(id, end).await;
        if end == SaleStatus::Owed {
            assert_eq!(shop.sale(id).owed, Naira::from_naira(2_100), "the fee is the customer's too");
            shop.till.checkout.refund(id, BY).await.unwrap();
            assert_eq!(shop.sale(id).owed, Naira::ZERO);
        }
    }
    let sent: Vec<u32> = shop.practice.as_ref().unwrap().received().iter().map(|received| received.times).collect();
    assert_eq!(sent, [1, 1, 1], "nothing was sent twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_name_nothing_is_sent() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let till = &shop.till;
    let (about, sentence) = refused(till.catalogue.look_up(Service::Transfer, NOBODYS_ACCOUNT, Some(&bank)).await);
    assert_eq!((about, sentence.as_str()), (About::Number, "SMEPlug says: Account could not be resolved"));
    for account in [NOBODYS_ACCOUNT, "8031234560"] {
        assert_eq!(
            refused(till.checkout.review(&transfer(&bank, account, "5000")).await).0,
            About::Number,
            "not named"
        );
    }
    for typed in ["", "80312345", "80312345600", "80312x4560"] {
        assert_eq!(
            refused(till.catalogue.look_up(Service::Transfer, typed, Some(&bank)).await).0,
            About::Number,
            "{typed:?}"
        );
    }
    assert_eq!(refused(till.catalogue.look_up(Service::Transfer, "8031234560", None).await).0, About::Plan, "no bank");
    // A name at one bank is no name at another.
    till.catalogue.look_up(Service::Transfer, "8031234560", Some(&bank)).await.unwrap();
    let other = till.catalogue.banks().unwrap().banks.into_iter().find(|on_list| on_list.key != bank).unwrap().key;
    assert_eq!(refused(till.checkout.review(&transfer(&other, "8031234560", "5000")).await).0, About::Number);
    // And it grows old.
    shop.pass(Duration::from_secs(3)).await;
    shop.clock.advance(Duration::from_secs(16 * 60));
    assert_eq!(refused(till.checkout.review(&transfer(&bank, "8031234560", "5000")).await).0, About::Number);
    let listed = PlanKey { code: "bank/999999".to_owned(), ..bank };
    assert_eq!(
        refused(till.checkout.review(&transfer(&listed, "8031234560", "5000")).await).0,
        About::Plan,
        "no such bank"
    );
    assert!(shop.practice.as_ref().unwrap().received().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_limits_transfers_and_can_switch_them_off() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let till = &shop.till;
    till.catalogue.look_up(Service::Transfer, "8031234560", Some(&bank)).await.unwrap();
    for (amount, says) in
        [("99", "The least is ₦100"), ("100001", "The most in one sale is ₦100,000"), ("", "Type an amount")]
    {
        let (about, sentence) = refused(till.checkout.review(&transfer(&bank, "8031234560", amount)).await);
        assert_eq!((about, sentence.as_str()), (About::Amount, says));
    }
    let large = till.checkout.review(&transfer(&bank, "8031234560", "50001")).await.unwrap();
    assert!(large.ask_owner);
    let (about, _) = refused(till.checkout.confirm(large.sale, Confirmation::default(), BY).await);
    assert_eq!(about, About::OwnerPin);
    assert!(shop.practice.as_ref().unwrap().received().is_empty(), "not before the owner has agreed");
    let agreed = Confirmation { owner: OwnerApproval::Yes(StaffId(1)), ..Confirmation::default() };
    let id = till.checkout.confirm(large.sale, agreed, BY).await.unwrap().id;
    shop.stands(id, SaleStatus::Delivered).await;
    assert_eq!(shop.sale(id).consents, [Consent::LargeTransfer { staff: StaffId(1) }]);

    let open = till.checkout.review(&transfer(&bank, "8031234560", "300")).await.unwrap();
    let rules = TransferRules { enabled: false, ..TransferRules::default() };
    till.ledger().commit(shop.clock_now(), BY, vec![Entry::TransferRulesSet { rules }]).await.unwrap();
    assert_eq!(till.catalogue.banks().unwrap().banks, []);
    assert_eq!(refused(till.catalogue.look_up(Service::Transfer, "8031234560", Some(&bank)).await).0, About::Sale);
    assert_eq!(refused(till.checkout.review(&transfer(&bank, "8031234560", "200")).await).0, About::Sale);
    assert_eq!(
        refused(till.checkout.confirm(open.sale, Confirmation::default(), BY).await).0,
        About::Sale,
        "also what was open"
    );
    assert_eq!(shop.practice.as_ref().unwrap().received().len(), 1);
}

/// A new attempt is held to the rules that hold when it is made: the switch, the most, and the owner's word where there was none.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_attempt_is_held_to_the_owners_rules() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let till = &shop.till;
    let draft = reviewed(&shop, &bank, "8030000003", "4000").await;
    let id = till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    shop.stands(id, SaleStatus::Owed).await;
    let decide = async |rules: TransferRules| {
        till.ledger().commit(shop.clock_now(), BY, vec![Entry::TransferRulesSet { rules }]).await.unwrap();
    };
    let again =
        async |owner| till.checkout.try_again(id, None, Confirmation { owner, ..Confirmation::default() }, BY).await;
    let usual = TransferRules::default;
    decide(TransferRules { enabled: false, ..usual() }).await;
    assert_eq!(refused(again(OwnerApproval::Nothing).await).0, About::Sale);
    let band = FeeBand { upto: Naira::from_naira(1_000), fee: Naira::ZERO };
    decide(TransferRules { bands: vec![band], ..usual() }).await;
    assert_eq!(refused(again(OwnerApproval::Yes(StaffId(1))).await).0, About::Amount);
    decide(TransferRules { owner_above: Naira::from_naira(1_000), ..usual() }).await;
    assert_eq!(refused(again(OwnerApproval::Nothing).await).0, About::OwnerPin);
    assert_eq!(shop.sale(id).attempts.len(), 1, "nothing was sent until then");
    again(OwnerApproval::Yes(StaffId(1))).await.unwrap();
    assert_eq!(shop.sale(id).consents, [Consent::LargeTransfer { staff: StaffId(1) }]);
    shop.stands(id, SaleStatus::Owed).await;
    again(OwnerApproval::Nothing).await.unwrap();
    assert_eq!(shop.sale(id).attempts.len(), 3, "to this very sale the owner has agreed");

    // Lowered while a review is open: it asks for the PIN from then on.
    let open = reviewed(&shop, &bank, "8031234560", "900").await;
    assert!(!open.ask_owner);
    decide(TransferRules { owner_above: Naira::from_naira(500), ..usual() }).await;
    assert_eq!(refused(till.checkout.confirm(open.sale, Confirmation::default(), BY).await).0, About::OwnerPin);
    assert!(till.checkout.draft(open.sale).is_some_and(|draft| draft.ask_owner));
}

/// A transfer that the vendor never hears of stays in doubt until the owner has looked: SMEPlug's "not found" is no end.
#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_nobody_knows_of_is_settled_by_hand() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let draft = reviewed(&shop, &bank, "8030000011", "1000").await;
    let id = shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap().id;
    eventually("the request has ended", || shop.sale(id).last_attempt().ended_at.is_some()).await;
    shop.pass(Duration::from_secs(30)).await;
    shop.clock.advance(Duration::from_secs(11 * 60));
    assert!(shop.sale(id).is_in_doubt());
    shop.till.reconcile.settle(id, Verdict::Failed, "not on the dashboard", "list of 25 Nov", BY).await.unwrap();
    assert_eq!(shop.sale(id).owed, Naira::from_naira(1_100));
}

/// Several just under the limit to one account are one: the owner is asked once all of them are more than it. Another account is another.
#[tokio::test(flavor = "multi_thread")]
async fn transfers_that_were_cut_small_are_one_to_the_owner() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let sent = async |account: &str, amount: &str, owner: OwnerApproval| {
        let draft = reviewed(&shop, &bank, account, amount).await;
        let pressed = Confirmation { second_one: true, owner, ..Confirmation::default() };
        let done = shop.till.checkout.confirm(draft.sale, pressed, BY).await;
        if done.is_ok() {
            shop.stands(draft.sale, SaleStatus::Delivered).await;
        }
        (draft.ask_owner, done)
    };
    let (asks, done) = sent("8031234560", "49000", OwnerApproval::Nothing).await;
    assert!(!asks && done.is_ok(), "{done:?}");
    let (asks, done) = sent("8031234560", "1500", OwnerApproval::Nothing).await;
    assert!(asks);
    assert_eq!(refused(done).0, About::OwnerPin);
    let (asks, done) = sent("8031234579", "49000", OwnerApproval::Nothing).await;
    assert!(!asks && done.is_ok(), "another account: {done:?}");
    let (_, done) = sent("8031234560", "1500", OwnerApproval::Yes(StaffId(1))).await;
    assert!(done.unwrap().consents.contains(&Consent::LargeTransfer { staff: StaffId(1) }));
    shop.clock.advance(Duration::from_secs(25 * 3_600));
    assert!(!reviewed(&shop, &bank, "8031234560", "49000").await.ask_owner, "another day");
    shop.close().await;
}

/// A name that was heard more than five minutes ago sends nothing, nor does one that the bank has contradicted since.
#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_old_or_contradicted_sends_nothing() {
    let home = tempfile::tempdir().unwrap();
    let (shop, bank) = shop(home.path()).await;
    let draft = reviewed(&shop, &bank, "8031234560", "5000").await;
    shop.clock.advance(Duration::from_secs(6 * 60));
    let (about, said) = refused(shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await);
    assert!(about == About::Number && said.contains("Look up"), "{said}");
    assert!(shop.till.ledger().open_sales().unwrap().is_empty());
    // Heard again, it is sent.
    let draft = reviewed(&shop, &bank, "8031234560", "5000").await;
    shop.till.checkout.confirm(draft.sale, Confirmation::default(), BY).await.unwrap();
    shop.stands(draft.sale, SaleStatus::Delivered).await;
    shop.close().await;
}
