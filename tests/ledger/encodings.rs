//! Lines of the journal and the compact form of the store: each from the other, and none read that was changed.

use super::one_of_each::one_of_each;
use airtill_domain::staff::StaffId;
use airtill_ledger::entry::compact::{read_plain, write_plain};
use airtill_ledger::entry::line::{BadLine, read, write};
use airtill_ledger::entry::{Actor, Commit, Entry, GENESIS};
use airtill_ledger::journal::sealed;
use airtill_tests::entries::at;
use airtill_tests::generator::write_journal;
use std::collections::BTreeSet;

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

/// Every kind that the code has is among the examples: what is not would be read by nobody before a shop does.
#[test]
fn every_kind_of_entry_and_event_has_its_example() {
    let named = |example: String| example.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
    let kinds = |file: &str, of: &str| -> BTreeSet<String> {
        let code = std::fs::read_to_string(airtill_tests::root().join(file)).unwrap();
        let (_, kinds) = code.split_once(&format!("pub enum {of} {{")).unwrap();
        let (kinds, _) = kinds.split_once("\n}").unwrap();
        let lines = kinds.lines().filter_map(|line| line.strip_prefix("    "));
        lines.filter(|line| line.starts_with(char::is_uppercase)).map(|line| named(line.to_owned())).collect()
    };
    let entries = one_of_each();
    let written: BTreeSet<String> = entries.iter().map(|entry| named(format!("{entry:?}"))).collect();
    assert_eq!(written, kinds("src-tauri/ledger/entry/mod.rs", "Entry"));
    let events = entries.iter().filter_map(|entry| if let Entry::Sale(event) = entry { Some(event) } else { None });
    let written: BTreeSet<String> = events.map(|event| named(format!("{event:?}"))).collect();
    assert_eq!(written, kinds("src-tauri/domain/sale/event.rs", "Event"));
}

/// One line of every kind of entry in every form that a version wrote it in. Lines are only ever added.
const LINES: &str = include_str!("fixtures/lines.log");

/// What any version wrote is read, kept in the store and written again from there byte for byte: `verify` holds both against each
/// other, and what is mended is written so. `AIRTILL_WRITE_LINES=1` adds the lines of kinds and forms that are new.
#[test]
fn lines_of_every_version_are_written_again_as_they_were() {
    let of_now: Vec<String> = one_of_each()
        .into_iter()
        .map(|entry| write(Commit { seq: 1, at: at(0), actor: Actor::Counter, entries: vec![entry] }, GENESIS).0)
        .collect();
    if std::env::var_os("AIRTILL_WRITE_LINES").is_some() {
        let mut lines = LINES.to_owned();
        of_now
            .iter()
            .filter(|line| !LINES.lines().any(|kept| kept == *line))
            .for_each(|line| lines += &format!("{line}\n"));
        std::fs::write(airtill_tests::root().join("tests/ledger/fixtures/lines.log"), lines).unwrap();
        return;
    }
    for line in LINES.lines() {
        let record = read(line.as_bytes()).unwrap_or_else(|why| panic!("{why:?}: {line}"));
        let stored = write_plain(&record.commit).unwrap();
        assert_eq!(write(read_plain(&stored).unwrap(), GENESIS).0, line, "written again");
    }
    for line in of_now {
        assert!(LINES.lines().any(|kept| kept == line), "a form that is not kept yet: {line}");
    }
}

/// The form on disk, pinned: if this fails, ledgers already in shops would no longer be read.
#[test]
fn the_form_on_disk_is_pinned() {
    let commit = Commit { seq: 1, at: at(0), actor: Actor::Counter, entries: airtill_tests::entries::taken(1, 500) };
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

/// Every byte of fifty lines of a shop's day, plain and sealed.
#[test]
fn a_line_with_any_byte_changed_is_not_read() {
    let shop = tempfile::tempdir().unwrap();
    write_journal(shop.path(), 12, 30);
    let path = shop.path().join("journal/0001.log");
    let bytes = std::fs::read(&path).unwrap();
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').take(50).collect();
    assert_eq!(lines.iter().filter(|line| read(line).is_ok()).count(), 50);
    for line in &lines {
        for i in 0..line.len() {
            let mut changed = line.to_vec();
            changed[i] ^= 1;
            assert!(read(&changed).is_err(), "byte {i}");
            assert!(read(&line[..i]).is_err(), "cut at {i}");
        }
    }
    assert_eq!(read(b""), Err(BadLine::NoHash));
    let packed = sealed::pack(&bytes).unwrap();
    for i in 0..packed.len() {
        let mut changed = packed.clone();
        changed[i] ^= 1;
        let (plain, wrong) = sealed::unpack(&changed);
        assert!(wrong.is_some() || plain == bytes, "byte {i} of a sealed segment");
        let (plain, wrong) = sealed::unpack(&packed[..i]);
        assert!(wrong.is_some() && bytes.starts_with(&plain), "a sealed segment cut at {i}");
    }
}
