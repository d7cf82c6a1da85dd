//! Damage of one file, whichever and wherever: found and mended, and never a sale less without a word.

use airtill_ledger::Options;
use airtill_ledger::entry::Actor;
use airtill_ledger::journal::{self, sealed};
use airtill_ledger::work::unwatched;
use airtill_tests::entries::{at, fill, open, sale_id, taken};
use airtill_tests::files::{copy, files};
use airtill_tests::flaky::Dice;
use airtill_tests::progress::{Run, cases};
use std::fs;
use std::path::Path;
use tempfile::tempdir;

/// Sales of the ledger that is damaged.
const SALES: u64 = 60;

#[tokio::test]
async fn one_damaged_file_is_found_and_mended_whichever_it_is() {
    let directory = tempdir().unwrap();
    ledger_of_two_segments(directory.path()).await;
    let variants = cases(60, 2_000);
    let run = Run::begin("damage", variants);
    let (mut rebuilt, mut mended, mut asked) = (0, 0, 0);
    for variant in run.first()..variants {
        let scratch = tempdir().unwrap();
        copy(directory.path(), scratch.path());
        let what = damage(scratch.path(), &mut Dice::new(variant + 5));
        let found = mend(scratch.path()).await.unwrap_or_else(|why| panic!("variant {variant}, {what}: {why}"));
        rebuilt += found.rebuilt;
        mended += found.mended;
        asked += found.asked;
        run.done(1);
    }
    println!(
        "damage: {variants} variants, {rebuilt} stores rebuilt, {mended} journals mended, {asked} found by verifying; 0 sales missing"
    );
}

#[derive(Default)]
struct Found {
    rebuilt: u32,
    mended: u32,
    asked: u32,
}

/// Opens it, and once more with a rebuild if verifying finds what opening did not. All sales have to be there then.
async fn mend(directory: &Path) -> Result<Found, String> {
    let mut found = Found::default();
    let mut why = String::new();
    for _ in 0..2 {
        let opened =
            airtill_ledger::open(&Options::new(directory, "sweep".to_owned())).map_err(|error| error.to_string())?;
        for notice in &opened.notices {
            match notice {
                airtill_ledger::OpeningNote::StoreRebuilt { .. } => found.rebuilt += 1,
                airtill_ledger::OpeningNote::JournalMended { .. } => found.mended += 1,
                airtill_ledger::OpeningNote::TornLine => {}
                // The file that says the form is gone: then the form is the first, and is brought up again.
                airtill_ledger::OpeningNote::Migrated { .. } => found.rebuilt += 1,
                other => return Err(format!("{other:?}")),
            }
        }
        let verified = opened.ledger.verify(&unwatched());
        if verified.as_ref().is_ok_and(|verified| verified.wrong.is_empty()) {
            for n in 1..=SALES {
                let sale = opened.ledger.sale(sale_id(n)).map_err(|error| error.to_string())?;
                sale.ok_or_else(|| format!("sale {n} is missing"))?;
            }
            opened.ledger.commit(at(9_999), Actor::Counter, taken(9_999, 100)).await.map_err(|e| e.to_string())?;
            return Ok(found);
        }
        found.asked += 1;
        why = format!("{:?}; {verified:?}", opened.notices);
        opened.ledger.rebuild(&unwatched()).map_err(|error| error.to_string())?;
    }
    Err(format!("it is not whole after a rebuild either: {why}"))
}

/// One sealed segment, one plain one, a snapshot of sled's.
async fn ledger_of_two_segments(directory: &Path) {
    fill(&open(directory).ledger, 1, SALES / 2).await;
    let first = journal::segments(&directory.join("journal")).unwrap().pop().unwrap();
    sealed::seal(&first).unwrap();
    fill(&open(directory).ledger, SALES / 2 + 1, SALES / 2).await;
    drop(open(directory));
}

fn damage(directory: &Path, dice: &mut Dice) -> String {
    let files = files(directory);
    let pick = |n: u64| usize::try_from(n).unwrap();
    let path = &files[pick(dice.throw(files.len() as u64))];
    let mut bytes = fs::read(path).unwrap();
    let length = bytes.len() as u64;
    let at = pick(dice.throw(length.max(1)));
    let how = match dice.throw(6) {
        0 => {
            bytes.truncate(at);
            "cut"
        }
        1 => {
            fs::remove_file(path).unwrap();
            return format!("{} removed", path.display());
        }
        2 => {
            let end = bytes.len().min(at + 4_096);
            bytes.iter_mut().take(end).skip(at).for_each(|byte| *byte = 0);
            "zeroed"
        }
        3 => {
            bytes.truncate(at);
            bytes.extend(std::iter::repeat_n(0xA5, 700));
            "torn"
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.throw(8);
            }
            "one bit flipped"
        }
    };
    fs::write(path, bytes).unwrap();
    format!("{} {how} at {at} of {length}", path.display())
}
