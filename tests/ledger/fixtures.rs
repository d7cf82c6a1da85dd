//! Ledgers of earlier versions, as they lie in shops: every later version opens them, with every sale.
//!
//! `fixtures/<version>/journal/` is what that version wrote, and is never changed. A version that writes another form adds a
//! directory of its own (`AIRTILL_WRITE_FIXTURE=<version>` with this test) and a line to the table.

use airtill_ledger::work::unwatched;
use airtill_ledger::{LedgerError, OpeningNote, Options};
use airtill_tests::entries::open;
use airtill_tests::generator::write_journal;
use std::path::{Path, PathBuf};

/// Version, sales, the head of the chain.
const VERSIONS: [(&str, u64, &str); 2] = [("1", 40, HEAD_1), ("4", 40, HEAD_4)];
const HEAD_1: &str = include_str!("fixtures/1/head");
const HEAD_4: &str = include_str!("fixtures/4/head");

fn fixture(version: &str) -> PathBuf {
    airtill_tests::root().join("tests/ledger/fixtures").join(version)
}

#[test]
fn ledgers_of_all_versions_are_opened_with_every_sale() {
    if let Ok(version) = std::env::var("AIRTILL_WRITE_FIXTURE") {
        write_journal(&fixture(&version), 42, 40);
        let scratch = tempfile::tempdir().unwrap();
        copy_journal(&fixture(&version), scratch.path());
        let head = open(scratch.path()).ledger.verify(&unwatched()).unwrap().head.hex();
        std::fs::write(fixture(&version).join("head"), head).unwrap();
        return;
    }
    for (version, sales, head) in VERSIONS {
        let scratch = tempfile::tempdir().unwrap();
        copy_journal(&fixture(version), scratch.path());
        let ledger = open(scratch.path()).ledger;
        let verified = ledger.verify(&unwatched()).unwrap();
        assert_eq!(verified.wrong, Vec::<String>::new(), "version {version}");
        assert_eq!((verified.sales, verified.head.hex().as_str()), (sales, head.trim()), "version {version}");
    }
}

/// A ledger of the first form had a store of single rows, and no file that says so.
#[test]
fn a_ledger_of_an_earlier_form_is_brought_up_after_a_copy_of_it_was_made() {
    let home = tempfile::tempdir().unwrap();
    copy_journal(&fixture("1"), home.path());
    drop(open(home.path()));
    let schema = home.path().join("schema");
    let known = std::fs::read_to_string(&schema).unwrap();
    std::fs::remove_file(&schema).unwrap();
    let opened = open(home.path());
    let [OpeningNote::Migrated { from: 1, copy }] = opened.notices.as_slice() else { panic!("{:?}", opened.notices) };
    assert_eq!(opened.ledger.verify(&unwatched()).unwrap().sales, 40);
    for item in std::fs::read_dir(fixture("1").join("journal")).unwrap() {
        let path = item.unwrap().path();
        let kept = copy.join("journal").join(path.file_name().unwrap());
        assert_eq!(std::fs::read(kept).unwrap(), std::fs::read(&path).unwrap());
    }
    let names = || std::fs::read_dir(home.path()).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap());
    assert!(names().any(|name| name.starts_with("ledger.sled.schema-1-")), "the store before is kept too");
    assert_eq!(std::fs::read_to_string(&schema).unwrap(), known);
    drop(opened);
    assert_eq!(open(home.path()).notices, Vec::new(), "once is enough");
    // Half of the copy and none of the step: as if the power had gone.
    std::fs::remove_file(&schema).unwrap();
    std::fs::create_dir(home.path().join("before-schema-6-test.part")).unwrap();
    std::fs::remove_dir_all(copy_of(home.path())).unwrap();
    assert_eq!(open(home.path()).ledger.verify(&unwatched()).unwrap().sales, 40);
}

fn copy_of(home: &Path) -> PathBuf {
    home.join("before-schema-6-test")
}

#[test]
fn a_ledger_of_a_later_form_is_refused_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    copy_journal(&fixture("1"), home.path());
    drop(open(home.path()));
    let schema = home.path().join("schema");
    std::fs::write(&schema, r#"{"schema":9,"airtill":"9.0.0"}"#).unwrap();
    let before = airtill_tests::files::files(home.path());
    let refused = airtill_ledger::open(&Options::new(home.path(), "test".to_owned()));
    assert!(matches!(refused.map(|_| ()), Err(LedgerError::Newer { schema: 9 })));
    assert_eq!(airtill_tests::files::files(home.path()), before);
    // What can't be understood is no later form.
    std::fs::write(&schema, "{").unwrap();
    assert_eq!(open(home.path()).ledger.verify(&unwatched()).unwrap().sales, 40);
}

/// One flipped bit makes no later form of it, which would lock the shop out; a file of before there was a sum is believed.
#[test]
fn a_flipped_bit_in_the_form_locks_nobody_out() {
    let home = tempfile::tempdir().unwrap();
    copy_journal(&fixture("1"), home.path());
    drop(open(home.path()));
    let schema = home.path().join("schema");
    let known = std::fs::read_to_string(&schema).unwrap();
    let digit = known.find(|c: char| c.is_ascii_digit()).unwrap();
    for bit in 0..8 {
        let mut bytes = known.clone().into_bytes();
        bytes[digit] ^= 1 << bit;
        std::fs::write(&schema, bytes).unwrap();
        assert_eq!(open(home.path()).ledger.verify(&unwatched()).unwrap().sales, 40, "bit {bit}");
    }
    let at = known.find(",\"sum\"").unwrap();
    std::fs::write(&schema, format!("{}}}", &known[..at])).unwrap();
    assert_eq!(open(home.path()).notices, Vec::new(), "as earlier programs wrote it");
}

fn copy_journal(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("journal")).unwrap();
    for item in std::fs::read_dir(from.join("journal")).unwrap() {
        let path = item.unwrap().path();
        std::fs::copy(&path, to.join("journal").join(path.file_name().unwrap())).unwrap();
    }
}
