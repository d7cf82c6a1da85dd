use super::{at, one_of_each};
use airtill::domain::staff::StaffId;
use airtill::ledger::entry::compact::{read_plain, write_plain};
use airtill::ledger::entry::line::{BadLine, read, write};
use airtill::ledger::entry::{Actor, Commit, GENESIS};

/// From the store's compact form, the journal's line can be written again byte for byte, for every kind of entry.
#[test]
fn every_kind_of_entry_makes_its_line_again_from_the_store() {
    for (n, entry) in one_of_each().into_iter().enumerate() {
        for actor in [Actor::Till, Actor::Counter, Actor::Staff(StaffId(7))] {
            let commit = Commit { seq: 7, at: at(n as u64), actor, entries: vec![entry.clone()] };
            let (text, record) = write(commit, GENESIS);
            assert!(!text.contains('\n'));
            assert_eq!(read(text.as_bytes()).unwrap(), record, "the line reads back");
            let stored = write_plain(&record.commit).unwrap();
            assert_eq!(write(read_plain(&stored).unwrap(), GENESIS).0, text, "byte for byte");
        }
    }
}

/// The form on disk, pinned: if this fails, ledgers already in shops would no longer be read.
#[test]
fn the_form_on_disk_is_pinned() {
    let commit = Commit { seq: 1, at: at(0), actor: Actor::Counter, entries: super::taken(1, 500) };
    let (text, record) = write(commit, GENESIS);
    assert_eq!(
        text,
        concat!(
            r#"{"v":1,"seq":1,"at":"2026-11-22T09:00:00.000Z","actor":"Counter","entries":[{"Sale":{"Intent":{"#,
            r#""sale":"01a2027bd68070008000000000010000","product":{"Airtime":{"network":"Mtn","face":"500.00"}},"#,
            r#""recipient":"08031234567","price":"500.00","tender":"Cash"}}},{"Sale":{"AttemptStarted":{"#,
            r#""sale":"01a2027bd68070008000000000010000","vendor":"SmePlug","reference":"2026112210002222322222222222","#,
            r#""account":{"base_url":"practice","fingerprint":"00000000"}}}}],"#,
            r#""prev":"0000000000000000000000000000000000000000000000000000000000000000","#,
            r#""hash":""#,
        )
        .to_owned()
            + &record.hash.hex()
            + "\"}"
    );
    let compact: String = write_plain(&record.commit).unwrap().iter().map(|b| format!("{b:02x}")).collect();
    let pinned = concat!(
        "0180dadea7c0680102020001a2027bd680700080000000000100000000a08d060087d4cbf51da08d060002010",
        "1a2027bd68070008000000000010000001c32303236313132323130303032323232333232323232323232323232",
        "087072616374696365083030303030303030"
    );
    assert_eq!(compact, pinned);
}

#[test]
fn a_line_with_any_byte_changed_is_not_read() {
    let commit = Commit { seq: 1, at: at(0), actor: Actor::Counter, entries: super::taken(1, 500) };
    let (text, _) = write(commit, GENESIS);
    for i in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[i] ^= 1;
        assert!(read(&bytes).is_err(), "byte {i}");
        assert!(read(&text.as_bytes()[..i]).is_err(), "cut at {i}");
    }
    assert_eq!(read(b""), Err(BadLine::NoHash));
}
