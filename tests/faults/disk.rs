//! Writes and syncs that fail in the middle of a sale, on the real files of a child process.

use super::child::{Task, run};
use airtill_domain::outcome::NotSent;
use airtill_domain::sale::AttemptStatus;
use airtill_ledger::Options;
use airtill_practice::record::Record;
use airtill_tests::agreement::agree;
use tempfile::tempdir;

/// Each write and sync of a sale fails once: nothing is sent without a durable attempt, and after another start ledger
/// and vendor agree.
#[test]
fn a_failed_write_or_sync_never_lets_a_request_leave_unremembered() {
    let places = ["journal.write", "journal.sync", "store.apply", "store.sync"];
    std::thread::scope(|scope| {
        for place in places {
            scope.spawn(move || {
                for under in ["intent", "answer", "check"] {
                    let home = tempdir().unwrap();
                    let fault = format!("fail:{place}@{under}");
                    run(home.path(), Task::Sell("08031234567"), &fault);
                    run(home.path(), Task::Open, "");
                    agree(&home.path().join("practice")).unwrap_or_else(|why| panic!("{fault}: {why}"));
                }
            });
        }
    });
}

/// A sync that fails under the intent: nothing is sent, what may have been written is written off as not sent, and the
/// next press sells, in a new segment of the journal.
#[test]
fn after_a_failed_sync_the_attempt_is_written_off_and_selling_goes_on() {
    let home = tempdir().unwrap();
    run(home.path(), Task::SellTwice("08031234567"), "fail:journal.sync@intent");
    let shop = home.path().join("practice");
    agree(&shop).unwrap();
    assert_eq!(Record::open(&shop.join("vendors.log")).unwrap().all().len(), 1, "one of two was sent");
    assert!(shop.join("journal/0002.log").exists(), "the segment with the failed sync is not appended to again");
    let ledger = airtill_ledger::open(&Options::new(&shop, "look".to_owned())).unwrap().ledger;
    let positions: Vec<_> = ledger.latest(9).unwrap().iter().map(|sale| sale.last_attempt().position).collect();
    assert_eq!(positions, [AttemptStatus::Delivered, AttemptStatus::NotSent(NotSent::NotDurable)]);
}

/// A disk without room, for real: a file system of a few megabytes. Told before anything is taken; no request leaves.
#[test]
fn on_a_full_disk_no_sale_is_taken() {
    let mount = tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"])
        .arg(mount.path())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        // Only root can mount; the reserve is then held by `ledger::damage` alone.
        eprintln!("not run: a file system can't be mounted here");
        return;
    }
    run(mount.path(), Task::Sell("08031234567"), "");
    let shop = mount.path().join("practice");
    let sent = Record::open(&shop.join("vendors.log")).unwrap().all().len();
    let taken = airtill_ledger::open(&Options::new(&shop, "look".to_owned())).unwrap().ledger.latest(9).unwrap().len();
    let _ = std::process::Command::new("umount").arg(mount.path()).status();
    assert_eq!((sent, taken), (0, 0));
}
