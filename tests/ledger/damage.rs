//! What a crash, a bad disk or a helpful relative does to the files; and what the opening makes of it.

use airtill_domain::money::Naira;
use airtill_domain::sale::event::{Event, Terms};
use airtill_ledger::entry::{Actor, Commit, Entry, GENESIS, line};
use airtill_ledger::journal::{self, End};
use airtill_ledger::work::unwatched;
use airtill_ledger::{LedgerError, OpeningNote, Options};
use airtill_tests::entries::{at, fill, open, reference, sale_id, taken};
use airtill_tests::files::copy;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::tempdir;

/// Does something to a store's directory.
type Damage = fn(&Path);

fn segment(directory: &Path) -> PathBuf {
    journal::segments(&directory.join("journal")).unwrap().pop().unwrap()
}

async fn filled(sales: u64) -> tempfile::TempDir {
    let directory = tempdir().unwrap();
    fill(&open(directory.path()).ledger, 1, sales).await;
    directory
}

/// All sales are there, nothing is wrong, and the next sale is taken.
async fn is_whole(directory: &Path, sales: u64) -> Vec<OpeningNote> {
    let opened = open(directory);
    for n in 1..=sales {
        assert!(opened.ledger.sale(sale_id(n)).unwrap().is_some(), "sale {n}; {:?}", opened.notices);
    }
    let verified = opened.ledger.verify(&unwatched()).unwrap();
    assert_eq!(verified.wrong, Vec::<String>::new());
    assert_eq!(verified.entries, sales * 3);
    opened.ledger.commit(at(9_999), Actor::Counter, taken(9_999, 100)).await.unwrap();
    opened.notices
}

/// sled lets go of its lock some time after it was closed: whoever opens the ledger again at once waits for that.
#[tokio::test]
async fn a_store_whose_lock_is_let_go_late_opens_and_is_not_made_again() {
    let directory = filled(5).await;
    let lock = fs::File::options().write(true).open(directory.path().join("ledger.sled/db")).unwrap();
    lock.try_lock().unwrap();
    let holder = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(lock);
    });
    assert_eq!(is_whole(directory.path(), 5).await, []);
    holder.join().unwrap();
}

#[tokio::test]
async fn a_quiet_day_needs_no_mending() {
    let directory = filled(5).await;
    assert_eq!(is_whole(directory.path(), 5).await, []);
}

#[tokio::test]
async fn a_second_program_is_told_who_has_the_ledger() {
    let directory = filled(1).await;
    let first = open(directory.path());
    let second = airtill_ledger::open(&Options::new(directory.path(), "test".to_owned()));
    assert!(matches!(second, Err(LedgerError::HeldElsewhere)));
    drop(first);
    open(directory.path());
}

/// The journal is cut at every byte of its last lines, as a crash can leave it: what was whole stays, the torn line is
/// set aside, and what sled still has is put back.
#[tokio::test]
async fn a_journal_cut_anywhere_in_its_last_lines_loses_nothing_that_sled_has() {
    let directory = filled(3).await;
    let bytes = fs::read(segment(directory.path())).unwrap();
    let lines: Vec<usize> = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i).collect();
    let from = lines[lines.len() - 3];
    for cut in (from..bytes.len()).step_by(37) {
        let scratch = tempdir().unwrap();
        copy(directory.path(), scratch.path());
        fs::remove_file(scratch.path().join("anchor")).ok();
        fs::write(segment(scratch.path()), &bytes[..cut]).unwrap();
        is_whole(scratch.path(), 3).await;
    }
}

/// Without sled's help: the reader alone, at every byte. Only a torn tail is cut; anything else is an alarm.
#[tokio::test]
async fn the_reader_keeps_whole_lines_and_tells_torn_from_bad() {
    let directory = filled(2).await;
    let bytes = fs::read(segment(directory.path())).unwrap();
    let all = journal::read_segment(&segment(directory.path())).unwrap().records;
    let scratch = tempdir().unwrap();
    let path = scratch.path().join("0001.log");
    for cut in 0..bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let read = journal::read_segment(&path).unwrap();
        assert_eq!(read.records, all[..read.records.len()]);
        let clean = cut == 0 || bytes[cut - 1] == b'\n';
        assert_eq!(read.end, if clean { End::Clean } else { End::Torn }, "cut at {cut}");
    }
    for flipped in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[flipped] ^= 4;
        fs::write(&path, &damaged).unwrap();
        let read = journal::read_segment(&path).unwrap();
        assert_eq!(read.records, all[..read.records.len()], "no false line");
        assert!(read.records.len() < all.len() && read.end != End::Clean, "byte {flipped} unnoticed");
    }
}

#[tokio::test]
async fn a_bad_line_in_the_middle_is_replaced_from_the_store() {
    let directory = filled(5).await;
    let path = segment(directory.path());
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let notices = is_whole(directory.path(), 5).await;
    assert!(matches!(notices[..], [OpeningNote::JournalMended { .. }]), "{notices:?}");
    assert_eq!(is_whole_again(directory.path()), [], "and the next opening is quiet");
}

fn is_whole_again(directory: &Path) -> Vec<OpeningNote> {
    let opened = open(directory);
    assert_eq!(opened.ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    opened.notices
}

#[tokio::test]
async fn a_lost_journal_is_written_again_from_the_store() {
    let directory = filled(5).await;
    fs::remove_dir_all(directory.path().join("journal")).unwrap();
    let notices = is_whole(directory.path(), 5).await;
    assert!(matches!(notices[..], [OpeningNote::JournalMended { commits: 10, .. }]), "{notices:?}");
}

/// Every file of the store damaged in several ways: it opens, with every sale, and says what it did.
#[tokio::test]
async fn a_damaged_store_is_set_aside_and_rebuilt() {
    let directory = filled(20).await;
    let damages: [(&str, Damage); 6] = [
        ("no store at all", |store| fs::remove_dir_all(store).unwrap()),
        ("an empty db", |store| fs::write(store.join("db"), b"").unwrap()),
        ("half a db", |store| {
            let bytes = fs::read(store.join("db")).unwrap();
            fs::write(store.join("db"), &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("a torn conf", |store| fs::write(store.join("conf"), b"use_compression").unwrap()),
        ("a torn snapshot under way", |store| fs::write(store.join("snap.0000000000000abc.generating"), b"x").unwrap()),
        ("bytes changed all over", |store| {
            let mut bytes = fs::read(store.join("db")).unwrap();
            for i in (0..bytes.len()).step_by(97) {
                bytes[i] ^= 0x55;
            }
            fs::write(store.join("db"), bytes).unwrap();
        }),
    ];
    for (what, damage) in damages {
        let scratch = tempdir().unwrap();
        copy(directory.path(), scratch.path());
        damage(&scratch.path().join("ledger.sled"));
        let notices = is_whole(scratch.path(), 20).await;
        let rebuilt = matches!(notices[..], [OpeningNote::StoreRebuilt { commits: 40, .. }]);
        assert!(rebuilt || what == "a torn snapshot under way", "{what}: {notices:?}");
        assert_eq!(is_whole_again(scratch.path()), [], "{what}");
    }
}

/// A store put back from an earlier day catches up; both put back are noticed by the anchor.
#[tokio::test]
async fn what_was_put_back_from_an_earlier_day_is_noticed() {
    let directory = filled(3).await;
    let earlier = tempdir().unwrap();
    copy(directory.path(), earlier.path());
    fill(&open(directory.path()).ledger, 4, 3).await;

    let store_only = tempdir().unwrap();
    copy(directory.path(), store_only.path());
    fs::remove_dir_all(store_only.path().join("ledger.sled")).unwrap();
    copy(&earlier.path().join("ledger.sled"), &store_only.path().join("ledger.sled"));
    let notices = is_whole(store_only.path(), 6).await;
    assert!(matches!(notices[..], [OpeningNote::StoreRebuilt { commits: 12, .. }]), "{notices:?}");

    fs::copy(directory.path().join("anchor"), earlier.path().join("anchor")).unwrap();
    let opened = open(earlier.path());
    assert_eq!(opened.notices, [OpeningNote::Missing { commits: 6 }]);
    let refused = opened.ledger.commit(at(1), Actor::Counter, taken(50, 100)).await;
    assert!(matches!(refused, Err(LedgerError::ReadOnly(_))), "read-only until somebody has noted it");
    opened.ledger.acknowledge_missing(at(2), Actor::Counter).await.unwrap();
    opened.ledger.commit(at(3), Actor::Counter, taken(50, 100)).await.unwrap();
    drop(opened);
    assert_eq!(is_whole_again(earlier.path()), []);
}

/// A reference is used once, over restarts.
#[tokio::test]
async fn a_reference_is_never_used_again() {
    let directory = filled(1).await;
    let ledger = open(directory.path()).ledger;
    let mut again = taken(2, 100);
    let first = taken(1, 100).pop().unwrap();
    if let (Entry::Sale(event), Entry::Sale(used)) = (&mut again[1], first) {
        use airtill_domain::sale::event::Event::AttemptStarted;
        if let (AttemptStarted { reference, .. }, AttemptStarted { reference: used, .. }) = (event, used) {
            *reference = used;
        }
    }
    let refused = ledger.commit(at(5), Actor::Counter, again).await;
    assert!(matches!(refused, Err(LedgerError::ReferenceUsed)), "{refused:?}");
    assert!(ledger.sale(sale_id(2)).unwrap().is_none(), "all of a commit or nothing");
}

/// Too little room on the disk: told before anything is taken.
#[tokio::test]
async fn a_full_disk_is_noticed_before_a_sale() {
    let directory = tempdir().unwrap();
    let options = Options { reserve_bytes: u64::MAX, ..Options::new(directory.path(), "test".to_owned()) };
    let opened = airtill_ledger::open(&options).unwrap();
    assert!(matches!(opened.ledger.room_for_a_sale(), Err(LedgerError::DiskFull { .. })));
}

/// Old damage in the middle of the journal together with a lost store: nothing is overwritten, nothing is waved through.
#[tokio::test]
async fn a_journal_damaged_in_the_middle_without_a_store_is_never_overwritten() {
    let directory = filled(4).await;
    let first = segment(directory.path());
    let bytes = fs::read(&first).unwrap();
    let cut = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(3).unwrap().0 + 1;
    fs::write(directory.path().join("journal/0002.log"), &bytes[cut..]).unwrap();
    let mut damaged = bytes[..cut].to_vec();
    damaged[cut / 2] ^= 1;
    fs::write(&first, &damaged).unwrap();
    fs::remove_dir_all(directory.path().join("ledger.sled")).unwrap();
    for _ in 0..2 {
        let opened = open(directory.path());
        assert!(
            opened.notices.iter().any(|notice| matches!(notice, OpeningNote::Contradiction { .. })),
            "{:?}",
            opened.notices
        );
        opened.ledger.acknowledge_missing(at(1), Actor::Counter).await.expect_err("this is not a button's business");
        let refused = opened.ledger.commit(at(2), Actor::Counter, taken(70, 100)).await;
        assert!(matches!(refused, Err(LedgerError::ReadOnly(_))));
    }
    assert_eq!(journal::segments(&directory.path().join("journal")).unwrap().len(), 2);
    assert_eq!(fs::read(&first).unwrap(), damaged);
}

/// A segment whose only line is bad is noticed, and not appended to.
#[tokio::test]
async fn a_segment_whose_first_line_is_bad_is_not_gone_on_with() {
    let directory = filled(3).await;
    fs::write(directory.path().join("journal/0002.log"), b"{\"not\":\"a line\"}\n").unwrap();
    let notices = is_whole(directory.path(), 3).await;
    assert!(matches!(notices[..], [OpeningNote::JournalMended { .. }]), "{notices:?}");
    assert_eq!(is_whole_again(directory.path()), []);
}

/// A store of an older form (values begin with its version) is set aside and made again from the journal, whose form stays.
#[tokio::test]
async fn a_store_of_an_older_form_is_made_again_from_the_journal() {
    let directory = tempdir().unwrap();
    let opened = open(directory.path());
    fill(&opened.ledger, 1, 20).await;
    drop(opened);
    {
        let db = sled::open(directory.path().join("ledger.sled")).unwrap();
        let commits = db.open_tree("commits").unwrap();
        let (key, value) = commits.last().unwrap().unwrap();
        let mut older = value.to_vec();
        older[0] = 1;
        commits.insert(key, older).unwrap();
        db.flush().unwrap();
    }
    let opened = open(directory.path());
    assert!(
        matches!(&opened.notices[..], [OpeningNote::StoreRebuilt { why, .. }] if why.contains("version 1")),
        "{:?}",
        opened.notices
    );
    assert_eq!(opened.ledger.latest(99).unwrap().len(), 20);
    assert_eq!(opened.ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
}

/// What the ledger takes: nothing is sold at nothing or less, whoever asks. A ledger from before that rule opens and verifies.
#[tokio::test]
async fn nothing_at_nothing_or_less_is_committed_and_an_old_ledger_that_has_it_opens() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path()).ledger;
    for naira in [0, -230] {
        let refused = ledger.commit(at(1), Actor::Counter, taken(1, naira)).await;
        assert!(matches!(refused, Err(LedgerError::NoPrice)), "{naira}: {refused:?}");
    }
    let mut terms = taken(1, 100);
    let cost = Some(Naira::ZERO);
    let terms_at_nothing = Terms { code: "1".to_owned(), plan: None, cost };
    terms.push(Entry::Sale(Event::AttemptTerms { sale: sale_id(1), reference: reference(1), terms: terms_at_nothing }));
    assert!(matches!(ledger.commit(at(1), Actor::Counter, terms).await, Err(LedgerError::NoPrice)));
    assert_eq!(ledger.head().unwrap().0, 0, "nothing was written");
    drop(ledger);

    let old = tempdir().unwrap();
    fs::create_dir_all(old.path().join("journal")).unwrap();
    let mut head = GENESIS;
    let mut journal = String::new();
    for (seq, naira) in [(1, 0), (2, -230), (3, 100)] {
        let commit = Commit { seq, at: at(seq), actor: Actor::Counter, entries: taken(seq, naira) };
        let (text, record) = line::write(commit, head);
        head = record.hash;
        journal += &format!("{text}\n");
    }
    fs::write(old.path().join("journal/0001.log"), journal).unwrap();
    let opened = open(old.path());
    assert_eq!(opened.ledger.sales().unwrap(), 3);
    assert_eq!(opened.ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
}
