//! What is proved of a ledger, and made again: a verification that must turn red, a rebuild beside selling, the code for paper.

use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::time::Day;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Actor;
use airtill_ledger::paper::PaperCode;
use airtill_ledger::work::{Work, unwatched};
use airtill_ledger::{LedgerError, Rebuilt};
use airtill_tests::entries::{at, fill, open, taken};
use airtill_tests::generator::write_journal;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::{TempDir, tempdir};

const SALES: u64 = 600;

fn shop() -> TempDir {
    let home = tempdir().unwrap();
    write_journal(home.path(), 8, SALES);
    drop(open(home.path()));
    home
}

/// Changes a value of the store behind the ledger's back, and what a verification says to it.
fn said_of(tree: &str, change: impl FnOnce(&sled::Tree)) -> Vec<String> {
    let home = shop();
    {
        let db = sled::open(home.path().join("ledger.sled")).unwrap();
        change(&db.open_tree(tree).unwrap());
        db.flush().unwrap();
    }
    let opened = open(home.path());
    assert_eq!(opened.notices, Vec::new(), "it opens as if nothing were");
    opened.ledger.verify(&unwatched()).unwrap().wrong
}

/// One item's value under another's key: each is whole and means something else there.
fn mistake(tree: &sled::Tree) {
    let items: Vec<_> = tree.iter().map(Result::unwrap).collect();
    tree.insert(&items[0].0, &items[1].1).unwrap();
}

#[test]
fn a_wrong_sum_line_row_or_list_turns_the_verification_red() {
    assert_eq!(said_of("sales", |_| ()), Vec::<String>::new(), "and an untouched one stays green");
    let wrong = said_of("totals", mistake);
    assert_eq!(wrong, ["sums are not what the entries say"]);
    let wrong = said_of("totals", |tree| drop(tree.pop_min().unwrap()));
    assert_eq!(wrong, ["sums are missing"]);
    let wrong = said_of("lines", mistake);
    assert!(!wrong.is_empty() && wrong.iter().all(|why| why.contains("is not what its entries say")), "{wrong:?}");
    let wrong = said_of("open", |tree| drop(tree.insert(3_u32.to_be_bytes(), &[]).unwrap()));
    assert_eq!(wrong, ["the list of open sales is not what the entries say"]);
    let wrong = said_of("sales", mistake);
    assert!(!wrong.is_empty() && wrong.iter().all(|why| why.contains("is not what its entries say")), "{wrong:?}");
    let wrong = said_of("sales", |tree| drop(tree.pop_max().unwrap()));
    assert!(!wrong.is_empty());
    let wallets = |tree: &sled::Tree| {
        let books: Vec<_> = tree.scan_prefix("book/").map(Result::unwrap).collect();
        tree.insert(&books[0].0, &books[1].1).unwrap();
    };
    let wrong = said_of("meta", wallets);
    assert!(wrong.len() == 1 && wrong[0].starts_with("the wallet of"), "{wrong:?}");
    let wrong = said_of("commits", mistake);
    assert!(!wrong.is_empty());
}

fn names(home: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(home).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn selling_goes_on_while_the_store_is_made_again() {
    let home = shop();
    let ledger = Arc::new(open(home.path()).ledger);
    let before = ledger.head().unwrap().0;
    let item = Item::Airtime { network: Network::Mtn, limits: None };
    let offers = vec![Offer {
        vendor: VendorId::Vtpass,
        item,
        code: "mtn".to_owned(),
        cost: Cost::NotPublished,
        read_at: at(1),
    }];
    ledger.keep_offers(VendorId::Vtpass, &offers).unwrap();
    let (rebuilding, done) = (Arc::clone(&ledger), Arc::new(AtomicBool::new(false)));
    let told = Arc::clone(&done);
    let rebuild = tokio::task::spawn_blocking(move || {
        // Slow enough for some sales in between.
        let tell = |_, _| std::thread::sleep(std::time::Duration::from_millis(300));
        static NEVER: AtomicBool = AtomicBool::new(false);
        let rebuilt = rebuilding.rebuild(&Work { tell: &tell, stop: &NEVER });
        told.store(true, Ordering::SeqCst);
        rebuilt
    });
    let mut sold = 0;
    while !done.load(Ordering::SeqCst) {
        sold += 1;
        ledger.commit(at(sold), Actor::Counter, taken(10_000 + sold, 500)).await.unwrap();
    }
    let rebuilt = rebuild.await.unwrap().unwrap();
    let Rebuilt::Done { commits } = rebuilt else { panic!("{rebuilt:?}") };
    assert_eq!(ledger.offers(VendorId::Vtpass).unwrap(), offers, "what belongs to no commit comes along");
    assert_eq!(ledger.rebuild(&unwatched()).unwrap(), Rebuilt::Already, "its place is taken until the next opening");
    assert!(sold > 5 && commits > before, "{sold} sales went on meanwhile");
    ledger.commit(at(9_000), Actor::Counter, taken(90_000, 500)).await.unwrap();
    let verified = ledger.verify(&unwatched()).unwrap();
    assert_eq!((verified.wrong, verified.sales), (Vec::new(), SALES + sold + 1));
    drop(ledger);
    assert!(names(home.path()).contains(&"ledger.sled.next-in-use".to_owned()));
    let opened = open(home.path());
    assert_eq!((opened.notices, opened.replayed), (Vec::new(), 0), "the new store is the one that is opened");
    assert_eq!(u64::from(opened.ledger.sales().unwrap()), SALES + sold + 1);
    let names = names(home.path());
    assert!(names.contains(&"ledger.sled.replaced-test".to_owned()), "the old one stands aside: {names:?}");
    assert!(!names.iter().any(|name| name.contains("next")), "{names:?}");
}

#[tokio::test]
async fn a_rebuild_that_is_stopped_or_cut_off_leaves_nothing_behind() {
    let home = shop();
    let ledger = open(home.path()).ledger;
    let stop = AtomicBool::new(true);
    let stopped = ledger.rebuild(&Work { tell: &|_, _| {}, stop: &stop });
    assert!(matches!(stopped, Err(LedgerError::Stopped)), "{stopped:?}");
    assert!(!names(home.path()).iter().any(|name| name.contains("next")));
    fill(&ledger, 20_000, 2).await;
    drop(ledger);
    // The program was killed while the next store was half made.
    airtill_tests::files::copy(&home.path().join("ledger.sled"), &home.path().join("ledger.sled.next"));
    let opened = open(home.path());
    assert_eq!((opened.notices, opened.replayed), (Vec::new(), 0));
    assert!(!names(home.path()).iter().any(|name| name.contains("next")));
    drop(opened.ledger);
    // It was killed between the two renames.
    std::fs::rename(home.path().join("ledger.sled"), home.path().join("ledger.sled.next")).unwrap();
    std::fs::write(home.path().join("ledger.sled.next-in-use"), "").unwrap();
    let opened = open(home.path());
    assert_eq!((opened.notices, opened.replayed), (Vec::new(), 0));
    assert!(!names(home.path()).iter().any(|name| name.contains("next")));
}

#[tokio::test]
async fn a_damaged_journal_is_put_right_before_a_store_is_made_of_it() {
    let home = shop();
    let ledger = open(home.path()).ledger;
    let segment = home.path().join("journal/0001.log");
    let text = std::fs::read_to_string(&segment).unwrap();
    std::fs::write(&segment, text.replacen("WalletFunded", "WalletFundet", 1)).unwrap();
    let rebuilt = ledger.rebuild(&unwatched()).unwrap();
    assert!(matches!(rebuilt, Rebuilt::AtNextOpening { .. }), "{rebuilt:?}");
    drop(ledger);
    let ledger = open(home.path()).ledger;
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    let rebuilt = ledger.rebuild(&unwatched()).unwrap();
    assert!(matches!(rebuilt, Rebuilt::Done { .. }), "{rebuilt:?}");
}

#[test]
fn the_code_for_paper_names_an_entry_and_fits_its_history_alone() {
    let home = shop();
    let ledger = open(home.path()).ledger;
    let row = ledger.row_at(100).unwrap();
    let day = row.sale.day();
    let code = ledger.paper_code(day).unwrap().unwrap();
    let last_of_day = ledger
        .forwards()
        .map(Result::unwrap)
        .filter(|commit| commit.at.day() == day)
        .map(|commit| commit.seq)
        .max()
        .unwrap();
    assert_eq!(code.seq, last_of_day);
    assert_eq!(PaperCode::parse(&code.to_string().to_lowercase()), Ok(code.clone()), "as somebody types it");
    assert!(ledger.proves(&code).unwrap());
    assert_eq!(ledger.paper_code(Day::FIRST).unwrap(), None);
    assert_eq!(ledger.paper_code(Day::LAST).unwrap().unwrap().seq, ledger.head().unwrap().0);
    for nonsense in ["", "12", "abcdefghij", "- ABCDEFGHIJ"] {
        assert!(PaperCode::parse(nonsense).is_err(), "{nonsense}");
    }
    // Another history with as many entries: whoever made the whole chain anew has no code that fits.
    let other = tempdir().unwrap();
    write_journal(other.path(), 9, SALES);
    assert!(!open(other.path()).ledger.proves(&code).unwrap());
}
