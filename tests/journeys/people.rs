//! Tries, waits and sessions on a clock of the test and a real ledger. PINs, which need the keyring, are in `e2e::people`.

use airtill_credentials::Secret;
use airtill_domain::clock::Clock;
use airtill_domain::staff::{OWNER, Role};
use airtill_ledger::entry::{Actor, Entry};
use airtill_shop::people::session::{LOCKS_AFTER, OWNER_FOR};
use airtill_shop::people::{People, PeopleError};
use airtill_tests::clock::{Counting, TestClock};
use airtill_tests::shop::{Shop, eventually};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::tempdir;

const PASSPHRASE: &str = "four quiet market women";
const S: fn(u64) -> Duration = Duration::from_secs;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// A shop whose owner has a passphrase.
async fn owned(directory: &Path) -> (Shop, Arc<People>) {
    let shop = Shop::closed(directory, TestClock::new()).await;
    if shop.till.ledger().person(OWNER).unwrap().is_none() {
        let named = Entry::StaffNamed { staff: OWNER, name: "Ada".to_owned(), role: Role::Owner };
        shop.till.ledger().commit(shop.clock.now(), Actor::Till, vec![named]).await.unwrap();
    }
    let people = people(&shop);
    people.set_passphrase(secret(PASSPHRASE), Actor::Staff(OWNER)).await.unwrap();
    (shop, people)
}

fn people(shop: &Shop) -> Arc<People> {
    let clock = Arc::clone(&shop.clock) as Arc<dyn Clock>;
    let ledger = Arc::clone(shop.till.ledger());
    Arc::new(People::new(ledger, shop.till.connections.keyring().clone(), clock, Arc::new(Counting::default())))
}

async fn refused(people: &People, typed: &str) -> String {
    match people.step_up(secret(typed)).await {
        Err(PeopleError::Refused(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

fn wrong_tries(shop: &Shop) -> u32 {
    shop.till.ledger().person(OWNER).unwrap().unwrap().wrong_passphrases
}

/// Neither setting the clock nor starting anew shortens the wait, and the right passphrase does not pass it.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_tries_wait_whatever_is_done_to_clock_and_program() {
    let directory = tempdir().unwrap();
    let (shop, people) = owned(directory.path()).await;
    for n in 1..=4 {
        assert_eq!(refused(&people, "not the passphrase").await, "That is not the passphrase", "{n}");
    }
    assert!(refused(&people, "not the passphrase").await.contains("in 30 seconds"));
    assert!(refused(&people, PASSPHRASE).await.contains("Wait 30 seconds"), "also the right one waits");
    assert_eq!(wrong_tries(&shop), 5, "a try that has to wait is none");
    shop.clock.set(86_400_000);
    assert!(refused(&people, PASSPHRASE).await.contains("Wait 30 seconds"), "a day later by a clock that was set");
    shop.clock.advance(S(29));
    assert!(refused(&people, PASSPHRASE).await.contains("Wait 1 second"));
    let again = self::people(&shop);
    assert!(refused(&again, PASSPHRASE).await.contains("Wait 30 seconds"), "the program was started anew");
    shop.clock.advance(S(30));
    assert!(refused(&again, "wrong once more").await.contains("in 60 seconds"));
    shop.clock.advance(S(60));
    again.step_up(secret(PASSPHRASE)).await.unwrap();
    assert_eq!(wrong_tries(&shop), 0);
    assert!(again.session().is_owner());
}

/// The try is in the ledger before it is checked: ending the program in between refunds nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_try_is_written_down_before_it_is_checked() {
    let directory = tempdir().unwrap();
    let (shop, people) = owned(directory.path()).await;
    let trying = Arc::clone(&people);
    let task = tokio::spawn(async move { trying.step_up(secret("not the passphrase")).await.is_ok() });
    eventually("the try is written down", || wrong_tries(&shop) == 1).await;
    task.abort();
    assert!(task.await.is_err(), "it was ended before the answer");
    assert_eq!(wrong_tries(&shop), 1);
}

/// Many at once are no more tries than one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn tries_at_once_are_counted_one_by_one() {
    let directory = tempdir().unwrap();
    let (shop, people) = owned(directory.path()).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let people = Arc::clone(&people);
        tries.spawn(async move { people.step_up(secret("not the passphrase")).await.is_err() });
    }
    while let Some(refused) = tries.join_next().await {
        assert!(refused.unwrap());
    }
    assert_eq!(wrong_tries(&shop), 5, "the rest had to wait");
}

/// Nobody is there any more: the owner's part ends first, then the screen locks, and that is written down.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_itself_and_that_is_written_down() {
    let directory = tempdir().unwrap();
    let (shop, people) = owned(directory.path()).await;
    people.step_up(secret(PASSPHRASE)).await.unwrap();
    let watch = tokio::spawn(People::keep_watch(Arc::downgrade(&people), |_| {}));
    shop.clock.advance(OWNER_FOR);
    assert_eq!((people.session().is_owner(), people.session().staff()), (false, Some(OWNER)));
    shop.clock.advance(LOCKS_AFTER - OWNER_FOR);
    assert_eq!(people.session().staff(), None);
    let signed_out = Entry::SignedOut { staff: OWNER, by_itself: true };
    eventually("it is written down", || {
        shop.clock.advance(S(5));
        shop.till.ledger().backwards().any(|commit| commit.unwrap().entries.contains(&signed_out))
    })
    .await;
    watch.abort();
}

/// The passphrase's hash stands in the ledger, salted and slow; the passphrase nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn hashes_are_salted_and_slow() {
    let directory = tempdir().unwrap();
    let (shop, people) = owned(directory.path()).await;
    let hash = || shop.till.ledger().person(OWNER).unwrap().unwrap().passphrase.unwrap();
    let first = hash();
    assert!(first.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{first}");
    people.set_passphrase(secret(PASSPHRASE), Actor::Staff(OWNER)).await.unwrap();
    assert_ne!(hash(), first, "another salt");
    assert!(!std::fs::read_to_string(directory.path().join("journal/0001.log")).unwrap().contains(PASSPHRASE));
}

/// The passphrase takes a moment to be checked. Whoever has left the owner's screen or locked it meanwhile leaves nobody behind who
/// is believed to be the owner.
#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_that_is_checked_too_late_raises_nobody() {
    let directory = tempdir().unwrap();
    let (shop, people) = owned(directory.path()).await;
    for by_lock in [false, true] {
        let before = shop.till.ledger().forwards().count();
        let trying = Arc::clone(&people);
        let task = tokio::spawn(async move { trying.step_up(secret(PASSPHRASE)).await });
        eventually("the try is written down", || shop.till.ledger().forwards().count() > before).await;
        match by_lock {
            true => people.lock().await.unwrap(),
            false => people.step_down(),
        }
        assert!(matches!(task.await.unwrap(), Err(PeopleError::Refused(_))), "by lock: {by_lock}");
        assert_eq!((people.session().is_owner(), people.session().staff()), (false, None));
    }
    people.step_up(secret(PASSPHRASE)).await.unwrap();
    assert!(people.session().is_owner());
}
