//! Ledgers of earlier versions, as they lie in shops: every later version opens them, with every sale.
//!
//! `fixtures/<version>/journal/` is what that version wrote, and is never changed. A version that writes another form adds a
//! directory of its own (`AIRTILL_WRITE_FIXTURE=<version>` with this test) and a line to the table.

use super::open;
use crate::support::generator::write_journal;
use airtill::ledger::work::unwatched;
use std::path::{Path, PathBuf};

/// Version, sales, the head of the chain.
const VERSIONS: [(&str, u64, &str); 1] = [("1", 40, HEAD_1)];
const HEAD_1: &str = include_str!("fixtures/1/head");

fn fixture(version: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ledger/fixtures").join(version)
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

fn copy_journal(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("journal")).unwrap();
    for item in std::fs::read_dir(from.join("journal")).unwrap() {
        let path = item.unwrap().path();
        std::fs::copy(&path, to.join("journal").join(path.file_name().unwrap())).unwrap();
    }
}
