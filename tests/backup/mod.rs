//! The drill: backups made, lost, cut, flipped, of other tills and other days, and put back.

use airtill_credentials::Secret;
use airtill_domain::clock::{Clock, SystemClock, SystemEntropy};
use airtill_domain::money::Naira;
use airtill_domain::outcome::{Outcome, Refusal, Said};
use airtill_domain::sale::event::Event;
use airtill_domain::staff::{OWNER, Role};
use airtill_domain::time::{Day, Timestamp};
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::{Work, unwatched};
use airtill_ledger::{Ledger, LedgerError, Options};
use airtill_shop::backup::replace;
use airtill_shop::backup::restore::{self, Loss, Unlocked, Unpacked};
use airtill_shop::backup::set::{self, Set};
use airtill_shop::backup::{self, BackupError, Made};
use airtill_shop::maintenance::State;
use airtill_shop::shops::{NotPutBack, Shops};
use airtill_tests::clock::TestClock;
use airtill_tests::entries::{at, open, reference, sale_id, taken};
use airtill_tests::files::copy;
use airtill_tests::generator::write_journal;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::{TempDir, tempdir};

const PASSPHRASE: &str = "correct horse kiosk";
const SALES: u64 = 300;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// A shop's ledger, and a folder with a backup of it.
struct Drill {
    home: TempDir,
    stick: TempDir,
}

impl Drill {
    async fn new() -> Drill {
        let drill = Drill { home: tempdir().unwrap(), stick: tempdir().unwrap() };
        write_journal(&drill.shop(), 5, SALES);
        let ledger = open(&drill.shop()).ledger;
        for n in 1..=3 {
            ledger.commit(at(n), Actor::Counter, taken(n, 500)).await.unwrap();
        }
        // Two are in doubt, one is owed.
        let refused = Event::Answered {
            sale: sale_id(3),
            reference: reference(3),
            outcome: Outcome::Refused(Refusal::Failed),
            said: Said::default(),
        };
        ledger.commit(at(4), Actor::Till, vec![Entry::Sale(refused)]).await.unwrap();
        backup::choose(&ledger, &SystemClock, drill.stick.path(), secret(PASSPHRASE), Actor::Till).await.unwrap();
        backup::make(&ledger, &unwatched()).unwrap();
        drill
    }

    fn shop(&self) -> PathBuf {
        self.home.path().join("shop")
    }

    fn sets(&self) -> Vec<Set> {
        set::look_into(self.stick.path()).unwrap().sets
    }

    fn set(&self) -> Set {
        self.sets().pop().unwrap()
    }

    /// What comes out of the backup, and where.
    fn unpack(&self) -> (PathBuf, Unpacked) {
        unpack(&self.unlocked(), &self.shop())
    }

    /// Takes a second: the passphrase is stretched.
    fn unlocked(&self) -> Unlocked {
        restore::unlock(self.set(), &secret(PASSPHRASE)).unwrap()
    }

    async fn go_on(&self, entries: usize) -> Made {
        let ledger = open(&self.shop()).ledger;
        go_on(&ledger, entries).await;
        backup::make(&ledger, &unwatched()).unwrap()
    }
}

fn unpack(unlocked: &Unlocked, shop: &Path) -> (PathBuf, Unpacked) {
    let into = replace::begin(shop).unwrap();
    let unpacked = unlocked.unpack(&into, &unwatched()).unwrap();
    (into, unpacked)
}

async fn go_on(ledger: &Ledger, entries: usize) {
    for n in 0..entries {
        let named = Entry::ShopNamed { name: format!("Shop {n}") };
        ledger.commit(Timestamp::from_millis(1_795_000_000_000), Actor::Till, vec![named]).await.unwrap();
    }
}

/// Everything that is counted over all days.
fn sums(ledger: &Ledger) -> airtill_ledger::totals::Totals {
    ledger.totals_between(Day::FIRST, Day::LAST).unwrap()
}

#[tokio::test]
async fn a_backup_put_back_is_the_ledger_that_it_was_made_of() {
    let drill = Drill::new().await;
    let made = drill.go_on(40).await;
    assert_eq!((made.added, made.mended), (40, 0), "only what is new is written");
    assert_eq!(drill.set().parts().unwrap().len(), 2);
    let (head, wanted, open_before) = {
        let ledger = open(&drill.shop()).ledger;
        go_on(&ledger, 7).await;
        (ledger.hash_of(made.upto).unwrap().unwrap(), sums(&ledger), ledger.open_sales().unwrap())
    };
    assert_eq!(open_before.iter().filter(|sale| sale.is_in_doubt()).count(), 2);
    assert_eq!(open_before.iter().filter(|sale| sale.owed > Naira::ZERO).count(), 1);

    let (into, unpacked) = drill.unpack();
    assert_eq!((unpacked.seq, unpacked.head, unpacked.damage.as_deref()), (made.upto, head, None));
    assert_eq!(unpacked.sales, SALES + 3);
    let loss = restore::loss(&drill.shop(), &into, &unpacked).unwrap();
    assert!(matches!(loss, Loss::Entries { entries: 7, sales: 0, .. }), "{loss:?}");
    let at = at(1_000_000);
    replace::finish(&Options::new(&into, "drill".to_owned()), &unpacked, at).await.unwrap();
    let aside = replace::swap(&into, &drill.shop(), "drill").unwrap().unwrap();

    let ledger = open(&drill.shop()).ledger;
    let verified = ledger.verify(&unwatched()).unwrap();
    assert_eq!((verified.wrong, verified.seq), (Vec::<String>::new(), made.upto + 1));
    assert_eq!(sums(&ledger), wanted);
    assert_eq!(ledger.open_sales().unwrap(), open_before, "what was in doubt is, and what was owed is");
    let restored = ledger.restored().unwrap().unwrap();
    assert_eq!((restored.epoch, restored.at), (1, at));
    // The one that was there stands aside, whole.
    assert_eq!(open(&aside).ledger.head().unwrap().0, made.upto + 7);

    // And once more: the backup goes on where it was, and its next life has another number.
    let made = backup::make(&ledger, &unwatched()).unwrap();
    assert_eq!((made.upto, made.added), (unpacked.seq + 1, 1));
    drop(ledger);
    assert_eq!(drill.sets().len(), 1);
    let (into, unpacked) = drill.unpack();
    replace::finish(&Options::new(&into, "again".to_owned()), &unpacked, at).await.unwrap();
    assert_eq!(open(&into).ledger.restored().unwrap().unwrap().epoch, 2);
}

#[tokio::test]
async fn another_passphrase_opens_nothing() {
    let drill = Drill::new().await;
    let refused = restore::unlock(drill.set(), &secret("correct horse kiosks"));
    assert!(matches!(refused.map(|_| ()), Err(BackupError::WrongPassphrase)));
    let key = drill.set().directory.join("key.age");
    let mut bytes = fs::read(&key).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&key, &bytes).unwrap();
    let damaged = restore::unlock(drill.set(), &secret(PASSPHRASE)).map(|_| ());
    assert!(damaged.is_err(), "a flipped bit in the key");
    fs::write(&key, "not a key").unwrap();
    let damaged = restore::unlock(drill.set(), &secret(PASSPHRASE)).map(|_| ());
    assert!(matches!(damaged, Err(BackupError::Damaged(_))), "{damaged:?}");
}

#[tokio::test]
async fn another_passphrase_begins_another_backup_and_leaves_the_first() {
    let drill = Drill::new().await;
    let ledger = open(&drill.shop()).ledger;
    backup::renew(&ledger, &SystemClock, secret("a new passphrase"), Actor::Till).await.unwrap();
    let made = backup::make(&ledger, &unwatched()).unwrap();
    assert_eq!(made.added, made.upto, "all of it, under the new key");
    let sets = drill.sets();
    assert_eq!(sets.len(), 2);
    assert!(restore::unlock(sets[0].clone(), &secret(PASSPHRASE)).is_ok());
    assert!(restore::unlock(sets[1].clone(), &secret(PASSPHRASE)).is_err());
    assert!(restore::unlock(sets[1].clone(), &secret("a new passphrase")).is_ok());
    let nowhere = open(&drill.home.path().join("other")).ledger;
    backup::renew(&nowhere, &SystemClock, secret("whatever it is"), Actor::Till).await.unwrap();
    assert_eq!(nowhere.head().unwrap().0, 0, "nothing to renew where no folder was chosen");
}

#[tokio::test]
async fn a_damaged_backup_gives_what_is_whole_and_says_what_is_not() {
    let drill = Drill::new().await;
    for entries in [10, 10, 10] {
        drill.go_on(entries).await;
    }
    let (unlocked, parts) = (drill.unlocked(), drill.set().parts().unwrap());
    let (_, whole) = unpack(&unlocked, &drill.shop());
    assert_eq!(parts.len(), 4);
    for (n, part) in parts.iter().enumerate() {
        let bytes = fs::read(&part.path).unwrap();
        let before = if n == 0 { 0 } else { parts[n - 1].last };
        let middle = bytes.len() / 2;
        let mut flipped = bytes.clone();
        flipped[middle] ^= 4;
        let variants = [&bytes[..middle], &bytes[..bytes.len() - 1], &[], flipped.as_slice()];
        for (kind, variant) in variants.into_iter().enumerate() {
            fs::write(&part.path, variant).unwrap();
            let (_, unpacked) = unpack(&unlocked, &drill.shop());
            assert_eq!(unpacked.seq, before, "part {n}, variant {kind}");
            assert!(unpacked.damage.is_some(), "part {n}, variant {kind}");
        }
        fs::remove_file(&part.path).unwrap();
        let (_, unpacked) = unpack(&unlocked, &drill.shop());
        assert_eq!(unpacked.seq, before, "part {n} removed");
        assert_eq!(unpacked.damage.is_some(), n + 1 < parts.len(), "without its last part nothing tells of it");
        fs::write(&part.path, &bytes).unwrap();
    }
    assert_eq!(unpack(&unlocked, &drill.shop()).1, whole);
    // While the till is there, the next backup puts it right.
    fs::write(&parts[1].path, &fs::read(&parts[1].path).unwrap()[..50]).unwrap();
    fs::remove_file(&parts[2].path).unwrap();
    let made = drill.go_on(1).await;
    assert_eq!((made.added, made.mended), (1, 1));
    let (_, unpacked) = unpack(&unlocked, &drill.shop());
    assert_eq!((unpacked.seq, unpacked.damage), (whole.seq + 1, None));
}

#[tokio::test]
async fn each_till_and_each_history_has_a_backup_of_its_own() {
    let drill = Drill::new().await;
    // An old copy of the ledger is put back by hand, and goes another way.
    let old = drill.home.path().join("old");
    copy(&drill.shop(), &old);
    drill.go_on(5).await;
    let ledger = open(&old).ledger;
    ledger
        .commit(
            Timestamp::from_millis(1_795_000_000_001),
            Actor::Till,
            vec![Entry::ShopNamed { name: "Other".to_owned() }],
        )
        .await
        .unwrap();
    let made = backup::make(&ledger, &unwatched()).unwrap();
    drop(ledger);
    assert_eq!(drill.sets().len(), 2, "nothing of the first is overwritten");
    assert!(made.directory.ends_with(format!("airtill-{}-2", drill.set().about.till)));
    let (into, unpacked) =
        unpack(&restore::unlock(drill.sets().remove(0), &secret(PASSPHRASE)).unwrap(), &drill.shop());
    let loss = restore::loss(&old, &into, &unpacked).unwrap();
    assert!(matches!(loss, Loss::Entries { entries: 1, .. }), "{loss:?}");
    assert_eq!(restore::loss(&drill.shop(), &into, &unpacked).unwrap(), Loss::Nothing);

    // Another till's ledger, and none at all.
    let other = drill.home.path().join("other");
    let others = open(&other).ledger;
    let till = airtill_domain::reference::TillId::from_random([1, 2, 3, 4]);
    others.commit(Timestamp::from_millis(1), Actor::Till, vec![Entry::TillCreated { till }]).await.unwrap();
    backup::choose(&others, &SystemClock, drill.stick.path(), secret("another one"), Actor::Till).await.unwrap();
    backup::make(&others, &unwatched()).unwrap();
    drop(others);
    assert_eq!(drill.sets().len(), 3);
    assert_eq!(restore::loss(&other, &into, &unpacked).unwrap(), Loss::OtherTill);
    let none = drill.home.path().join("none");
    assert_eq!(restore::loss(&none, &into, &unpacked).unwrap(), Loss::NoLedger);
    fs::write(other.join("journal/0001.log"), "nothing that can be read\n").unwrap();
    assert!(matches!(restore::loss(&other, &into, &unpacked).unwrap(), Loss::Unreadable(_)));
}

/// The stick is away and the folder on which it is mounted stays: nothing is written there, the shop goes on being told, and another
/// stick is begun only when the owner chooses the folder once more.
#[tokio::test]
async fn a_folder_that_lost_its_backup_is_not_the_stick() {
    let drill = Drill::new().await;
    let ledger = open(&drill.shop()).ledger;
    let at = SystemClock.now();
    let backed_up = vec![Entry::BackedUp { upto: ledger.head().unwrap().0 }];
    ledger.commit(at, Actor::Till, backed_up).await.unwrap();
    go_on(&ledger, 3).await;
    for set in drill.sets() {
        fs::remove_dir_all(set.directory).unwrap();
    }
    let late = at.after(Duration::from_secs(4 * 24 * 60 * 60));
    let refused = backup::make(&ledger, &unwatched());
    assert!(matches!(refused, Err(BackupError::Emptied(_))), "{refused:?}");
    assert_eq!(fs::read_dir(drill.stick.path()).unwrap().count(), 0, "nothing was written");
    assert!(!backup::is_due(&ledger, late).unwrap(), "it is not tried by itself");
    assert!(backup::missed(&ledger, late).unwrap().is_some(), "the advice stays");
    // Another passphrase chooses no other stick.
    backup::renew(&ledger, &SystemClock, secret("a new passphrase"), Actor::Till).await.unwrap();
    assert!(matches!(backup::make(&ledger, &unwatched()), Err(BackupError::Emptied(_))));
    assert_eq!(fs::read_dir(drill.stick.path()).unwrap().count(), 0);
    backup::choose(&ledger, &SystemClock, drill.stick.path(), secret(PASSPHRASE), Actor::Till).await.unwrap();
    assert!(backup::is_due(&ledger, at).unwrap(), "it was begun and has nothing in it: at once");
    assert!(backup::make(&ledger, &unwatched()).is_ok(), "a new one, by the owner's choice");
    assert!(!backup::is_due(&ledger, at).unwrap());
    // One of this till that can't be read is the stick anyway: a new set is begun beside it.
    fs::write(drill.set().directory.join("about.json"), "").unwrap();
    assert!(backup::make(&ledger, &unwatched()).is_ok());
    drop(ledger);
    assert_eq!(drill.sets().len(), 1);
}

#[tokio::test]
async fn what_is_no_backup_is_said() {
    let drill = Drill::new().await;
    let ledger = open(&drill.shop()).ledger;
    let set = drill.set();
    let about = fs::read_to_string(set.directory.join("about.json")).unwrap();
    fs::write(set.directory.join("about.json"), about.replace("\"form\": 1", "\"form\": 2")).unwrap();
    assert!(matches!(set::latest_in(drill.stick.path(), None), Err(BackupError::Newer { form: 2 })));
    fs::write(set.directory.join("about.json"), "{").unwrap();
    assert!(matches!(set::latest_in(drill.stick.path(), None), Err(BackupError::NoBackup(_))));
    assert!(set::look_into(drill.home.path()).unwrap().sets.is_empty());
    drill.stick.close().unwrap();
    assert!(matches!(backup::make(&ledger, &unwatched()), Err(BackupError::Away(_))));
    let empty = open(&drill.home.path().join("empty")).ledger;
    assert!(matches!(backup::make(&empty, &unwatched()), Err(BackupError::NoFolder)));
    let away = Path::new("/nowhere/at/all");
    let refused = backup::choose(&empty, &SystemClock, away, secret("whatever it is"), Actor::Till).await;
    assert!(matches!(refused, Err(BackupError::Away(_))));
}

/// A stick holds what it holds: another program's set, one that was cut, and more than nine of the same till.
#[tokio::test]
async fn what_else_is_on_the_stick_stands_in_nobodys_way() {
    let drill = Drill::new().await;
    let about = drill.set().directory.join("about.json");
    let whole = fs::read_to_string(&about).unwrap();
    for other in [whole.replace("\"form\": 1", "\"form\": 2"), "{".to_owned()] {
        fs::write(&about, &other).unwrap();
        let made = drill.go_on(1).await;
        assert_ne!(made.directory, about.parent().unwrap(), "a set of its own");
        assert_eq!(fs::read_to_string(&about).unwrap(), other, "and the other one is left alone");
        fs::remove_dir_all(&made.directory).unwrap();
    }
    fs::write(&about, &whole).unwrap();
    for n in [2, 10] {
        let set = format!("{}-{n}", about.parent().unwrap().display());
        copy(about.parent().unwrap(), Path::new(&set));
    }
    assert!(drill.set().directory.to_str().unwrap().ends_with("-10"), "the tenth is the latest");
}

#[tokio::test]
async fn a_backup_that_is_stopped_is_gone_on_with() {
    let drill = Drill { home: tempdir().unwrap(), stick: tempdir().unwrap() };
    write_journal(&drill.shop(), 6, 8_000);
    let ledger = open(&drill.shop()).ledger;
    backup::choose(&ledger, &SystemClock, drill.stick.path(), secret(PASSPHRASE), Actor::Till).await.unwrap();
    let stop = AtomicBool::new(false);
    let tell = |done: u64, of: u64| stop.store(done > of * 2 / 3, Ordering::Relaxed);
    let stopped = backup::make(&ledger, &Work { tell: &tell, stop: &stop });
    assert!(matches!(stopped, Err(BackupError::Ledger(LedgerError::Stopped))), "{stopped:?}");
    let kept = drill.set().parts().unwrap().len();
    assert!(kept > 0, "a part was finished before");
    let made = backup::make(&ledger, &unwatched()).unwrap();
    assert!(made.added < made.upto && drill.set().parts().unwrap().len() > kept);
    drop(ledger);
    assert_eq!(drill.unpack().1.sales, 8_000);
}

/// Once a day by itself, as soon as the folder is there; and after three days without, the shop is told.
#[tokio::test(flavor = "multi_thread")]
async fn backups_are_made_by_themselves_and_missed_when_they_are_not() {
    let (home, stick, clock) = (tempdir().unwrap(), tempdir().unwrap(), TestClock::new());
    let shops = Shops::new(home.path().to_owned(), Arc::clone(&clock) as _, Arc::new(SystemEntropy));
    shops.open().await;
    let till = shops.till().unwrap();
    let ledger = till.ledger();
    let due = || backup::is_due(ledger, clock.now()).unwrap();
    let missed = || backup::missed(ledger, clock.now()).unwrap();
    assert!(!due(), "no folder was chosen");
    let folder = stick.path().join("backups");
    fs::create_dir(&folder).unwrap();
    backup::choose(ledger, &*clock, &folder, secret(PASSPHRASE), Actor::Till).await.unwrap();
    assert!(due());
    let made = async |count: usize| {
        for _ in 0..1_000 {
            let parts = set::look_into(&folder).unwrap().sets.first().map_or(0, |set| set.parts().unwrap().len());
            if parts == count && !matches!(shops.records().state(), State::Running { .. }) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no backup was made: {:?}", shops.records().state());
    };
    clock.advance(Duration::from_secs(301));
    made(1).await;
    assert!(!due() && missed().is_none());

    // A day later, with the stick away: nothing is made. Then it is back.
    go_on(ledger, 1).await;
    fs::rename(&folder, stick.path().join("away")).unwrap();
    clock.advance(Duration::from_secs(3 * 86_400));
    assert!(!due());
    assert!(missed().unwrap().contains("22 November 2026"), "{:?}", missed());
    fs::rename(stick.path().join("away"), &folder).unwrap();
    assert!(due());
    clock.advance(Duration::from_secs(301));
    made(2).await;
    assert!(!due() && missed().is_none(), "and nothing new is no reason for another");
    shops.close().await;
}

#[tokio::test]
async fn a_swap_that_was_cut_off_is_finished_at_the_next_start() {
    let drill = Drill::new().await;
    let (into, unpacked) = drill.unpack();
    let at = Timestamp::from_millis(1_795_000_100_000);
    replace::finish(&Options::new(&into, "drill".to_owned()), &unpacked, at).await.unwrap();
    // As `swap` leaves it after its second step.
    fs::rename(&into, drill.home.path().join("shop.restored")).unwrap();
    fs::rename(drill.shop(), drill.home.path().join("shop.before-drill")).unwrap();
    replace::settle(&drill.shop()).unwrap();
    assert!(open(&drill.shop()).ledger.restored().unwrap().is_some());
    replace::settle(&drill.shop()).unwrap();
}

#[tokio::test]
async fn what_was_decided_is_done_at_the_next_start_and_not_before() {
    let drill = Drill::new().await;
    let ledger = open(&drill.shop()).ledger;
    let (into, unpacked) = drill.unpack();
    replace::finish(&Options::new(&into, "drill".to_owned()), &unpacked, at(1_000_000)).await.unwrap();
    replace::set_ready(&into, &drill.shop(), "drill").unwrap();
    // The shop goes on until it closes, and nothing of that is lost.
    go_on(&ledger, 3).await;
    assert!(ledger.restored().unwrap().is_none());
    let last = ledger.head().unwrap();
    // Another program that starts while this one has not closed yet takes nothing away from under it.
    let early = replace::settle(&drill.shop());
    assert!(matches!(early, Err(BackupError::Ledger(LedgerError::HeldElsewhere))), "{early:?}");
    assert_eq!(ledger.head().unwrap(), last);
    drop(ledger);
    replace::settle(&drill.shop()).unwrap();
    assert!(open(&drill.shop()).ledger.restored().unwrap().is_some());
    let aside = drill.home.path().join("shop.before-drill");
    assert_eq!(open(&aside).ledger.head().unwrap(), last);
    // It was decided once.
    let ledger = open(&drill.shop()).ledger;
    go_on(&ledger, 1).await;
    let last = ledger.head().unwrap();
    drop(ledger);
    replace::settle(&drill.shop()).unwrap();
    assert_eq!(open(&drill.shop()).ledger.head().unwrap(), last);
}

/// From the window: opened beside the shop, told, left, opened again; and what was sold since is never lost untold.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_opened_beside_a_shop_that_sells() {
    let drill = Drill::new().await;
    let owner = Entry::StaffNamed { staff: OWNER, name: "Ngozi".to_owned(), role: Role::Owner };
    open(&drill.shop()).ledger.commit(at(5), Actor::Till, vec![owner]).await.unwrap();
    let shops = Shops::new(drill.home.path().to_owned(), TestClock::new() as _, Arc::new(SystemEntropy));
    shops.open().await;
    let till = shops.real_till().expect("the real shop is open");
    let open_backup = |folder: &Path, typed: &str| {
        let (shops, folder, typed) = (Arc::clone(&shops), folder.to_owned(), secret(typed));
        async move { shops.open_backup(folder, typed).await }
    };
    let ended = || async {
        for _ in 0..3_000 {
            if let State::Ended { well, sentence } = shops.records().state() {
                return (well, sentence);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it does not end: {:?}", shops.records().state());
    };
    assert!(matches!(shops.put_back(), Err(NotPutBack::NoneOpened)));
    let away = open_backup(Path::new("/nowhere/at/all"), PASSPHRASE).await;
    assert!(matches!(away, Err(NotPutBack::Backup(BackupError::Away(_)))), "{away:?}");
    let wrong = open_backup(drill.stick.path(), "another one").await;
    assert!(matches!(wrong, Err(NotPutBack::Backup(BackupError::WrongPassphrase))), "{wrong:?}");
    let restoring = drill.home.path().join("shop.restoring");
    assert!(!restoring.exists() && shops.opened_backup().is_none());

    open_backup(drill.stick.path(), PASSPHRASE).await.unwrap();
    assert!(ended().await.0);
    let told = shops.opened_backup().unwrap().told;
    assert!(told[0].contains("303 sales") && told[1].contains("0 sales for ₦0"), "{told:?}");
    shops.leave_backup();
    assert!(!restoring.exists() && shops.opened_backup().is_none());

    // Sold between the telling and the press: it is told anew, and nothing was decided.
    open_backup(drill.stick.path(), PASSPHRASE).await.unwrap();
    assert!(ended().await.0);
    till.ledger().commit(at(6), Actor::Counter, taken(4, 700)).await.unwrap();
    assert!(matches!(shops.put_back(), Err(NotPutBack::WrittenSince)));
    assert!(!restoring.exists() && shops.opened_backup().is_none());
    open_backup(drill.stick.path(), PASSPHRASE).await.unwrap();
    assert!(ended().await.0);
    let told = shops.opened_backup().unwrap().told;
    assert!(told[1].contains("1 sale for ₦700"), "{told:?}");
    shops.put_back().unwrap();
    assert!(till.ledger().restored().unwrap().is_none(), "the shop that is open stays as it is");
    shops.close().await;

    // One that can't be read is told as it is opened, and leaves nothing behind.
    let part = drill.set().parts().unwrap().remove(0).path;
    fs::write(&part, "no part").unwrap();
    open_backup(drill.stick.path(), PASSPHRASE).await.unwrap();
    let (well, sentence) = ended().await;
    assert!(!well && sentence.contains("not one entry of it can be read"), "{sentence}");
    assert!(!restoring.exists() && shops.opened_backup().is_none());
    // Nor can one of a practice shop, which has no owner, take the place of a real one.
    let (practice, stick) = (drill.home.path().join("elsewhere"), tempdir().unwrap());
    {
        let ledger = open(&practice).ledger;
        go_on(&ledger, 3).await;
        backup::choose(&ledger, &SystemClock, stick.path(), secret(PASSPHRASE), Actor::Till).await.unwrap();
        backup::make(&ledger, &unwatched()).unwrap();
    }
    open_backup(stick.path(), PASSPHRASE).await.unwrap();
    let (well, sentence) = ended().await;
    assert!(!well && sentence.contains("of a practice shop"), "{sentence}");
    assert!(!restoring.exists() && shops.opened_backup().is_none());
    drop((till, shops));
    tokio::time::sleep(Duration::from_millis(200)).await;
    // What a program that was closed had opened is nobody's any more.
    fs::create_dir(&restoring).unwrap();
    let shops = Shops::new(drill.home.path().to_owned(), TestClock::new() as _, Arc::new(SystemEntropy));
    shops.open().await;
    assert!(shops.real_till().unwrap().ledger().restored().unwrap().is_some(), "the next start has it");
    assert!(!restoring.exists());
    shops.close().await;
}

#[tokio::test]
async fn of_several_tills_one_has_to_be_named() {
    let drill = Drill::new().await;
    let mine = drill.set();
    let other = drill.stick.path().join("airtill-9ZZZ");
    copy(&mine.directory, &other);
    let about = fs::read_to_string(other.join("about.json")).unwrap();
    fs::write(other.join("about.json"), about.replace(&mine.about.till, "9ZZZ")).unwrap();
    let several = set::latest_in(drill.stick.path(), None).unwrap_err().to_string();
    assert!(several.contains("airtill-9ZZZ") && several.contains(&mine.about.till), "{several}");
    assert_eq!(set::latest_in(&other, None).unwrap().about.till, "9ZZZ");
    assert_eq!(set::latest_in(drill.stick.path(), Some("9zzz")).unwrap().about.till, "9ZZZ");
    assert!(matches!(set::latest_in(drill.stick.path(), Some("7777")), Err(BackupError::NoBackup(_))));
}

/// Backups of earlier versions, as they lie on sticks: every later version puts them back. `AIRTILL_WRITE_FIXTURE=<version>` with
/// this test makes one.
#[tokio::test]
async fn backups_of_all_versions_are_put_back() {
    let fixture = |version: &str| airtill_tests::root().join("tests/backup/fixtures").join(version);
    if let Ok(version) = std::env::var("AIRTILL_WRITE_FIXTURE") {
        let (shop, stick) = (tempdir().unwrap(), tempdir().unwrap());
        write_journal(shop.path(), 43, 25);
        let ledger = open(shop.path()).ledger;
        backup::choose(&ledger, &SystemClock, stick.path(), secret(PASSPHRASE), Actor::Till).await.unwrap();
        backup::make(&ledger, &unwatched()).unwrap();
        copy(stick.path(), &fixture(&version));
        return;
    }
    for (version, sales) in [("1", 25)] {
        let home = tempdir().unwrap();
        let set = set::look_into(&fixture(version)).unwrap().sets.remove(0);
        let unlocked = restore::unlock(set, &secret(PASSPHRASE)).unwrap();
        let (into, unpacked) = unpack(&unlocked, &home.path().join("shop"));
        assert_eq!((unpacked.sales, unpacked.damage.as_deref()), (sales, None), "version {version}");
        let at = Timestamp::from_millis(1_795_000_100_000);
        replace::finish(&Options::new(&into, "old".to_owned()), &unpacked, at).await.unwrap();
        assert_eq!(open(&into).ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    }
}
