//! Slips under everything that a printer does: off, slow, without paper, broken in the middle of a slip, talking without end.
//! Nothing is printed twice by itself, no slip is forgotten, and selling goes on.

use airtill_domain::outcome::NotSent;
use airtill_domain::print::{Paper, Printed, Printer, PrinterSite, SaleSlip, Slip, Stage};
use airtill_domain::sale::{AttemptStatus, SaleStatus};
use airtill_domain::shift::Count;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_practice::{practice_credentials, practice_settings};
use airtill_tests::printer::{Listener, Manner, decode};
use airtill_tests::raw_vendor::full_listener;
use airtill_tests::shop::{Shop, eventually};
use airtill_vendors::http::Timing;
use airtill_vendors::{Address, VendorClient};
use std::time::Duration;
use tempfile::tempdir;

/// A shop with a printer.
async fn shop(directory: &std::path::Path, site: PrinterSite) -> Shop {
    let shop = Shop::open(directory).await;
    use_printer(&shop, Printer { site, ..Printer::default() }).await;
    shop
}

async fn use_printer(shop: &Shop, printer: Printer) {
    shop.till.ledger().commit(shop.clock_now(), Actor::Counter, vec![Entry::PrinterSet { printer }]).await.unwrap();
    shop.till.printing.printer_changed();
}

/// Sells something that is delivered, whatever the printer does.
async fn sell(shop: &Shop, number: &str) -> airtill_domain::reference::SaleId {
    let sale = shop.sell(number, "500").await.unwrap();
    shop.stands(sale, SaleStatus::Delivered).await;
    sale
}

fn waiting(shop: &Shop) -> usize {
    shop.till.printing.printing().unwrap().unwrap().waiting
}

fn perhaps(shop: &Shop) -> usize {
    shop.till.printing.printing().unwrap().unwrap().perhaps.len()
}

fn trouble(shop: &Shop) -> String {
    shop.till.printing.printing().unwrap().unwrap().trouble.map(|(why, _)| why).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sale_has_its_slip_once_in_both_widths() {
    for (paper, manner) in [(Paper::Mm58, Manner::Telling), (Paper::Mm80, Manner::Silent), (Paper::Mm58, Manner::Slow)]
    {
        let directory = tempdir().unwrap();
        let printer = Listener::start(manner).await;
        let shop = Shop::open(directory.path()).await;
        use_printer(&shop, Printer { site: printer.site(), paper, opens_drawer: true, ..Printer::default() }).await;
        for n in 0..3 {
            let sale = sell(&shop, &format!("0803123456{n}")).await;
            printer.received(n + 1).await;
            let text = decode(&printer.slips()[n], paper);
            assert!(text.contains("DELIVERED") && text.contains("NGN 500.00 cash"), "{text}");
            let reference = shop.sale(sale).last_attempt().reference.to_string();
            assert!(text.contains(&reference), "{text}");
            assert!(!text.contains("COPY"), "{text}");
        }
        assert!(printer.slips()[0].windows(2).any(|pair| pair == [0x1b, b'p']), "the drawer is opened");
        eventually("all are done", || waiting(&shop) == 0 && perhaps(&shop) == 0).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(printer.slips().len(), 3);
        shop.close().await;
    }
}

/// What models can say differs, question by question. Each prints two slips and is done with them: nobody waits for what it can't say,
/// and "perhaps" is said of none.
#[tokio::test(flavor = "multi_thread")]
async fn each_class_of_models_prints_by_what_it_can_say() {
    let models = [
        Manner::StateAlone,
        Manner::DoneAlone,
        Manner::Telling,
        Manner::Unhurried,
        Manner::LateState,
        Manner::Silent,
        Manner::Slow,
    ];
    for manner in models {
        let directory = tempdir().unwrap();
        let printer = Listener::start(manner).await;
        let shop = shop(directory.path(), printer.site()).await;
        let sales = [sell(&shop, "08031234561").await, sell(&shop, "08031234562").await];
        printer.received(2).await;
        eventually("both are done with", || waiting(&shop) == 0 && trouble(&shop).is_empty()).await;
        assert_eq!(ends(&shop), [Printed::Yes, Printed::Yes], "{manner:?}");
        for (slip, sale) in printer.slips().iter().zip(sales) {
            let text = decode(slip, Paper::Mm58);
            assert!(text.contains(shop.sale(sale).last_attempt().reference.as_str()), "{manner:?}: {text}");
        }
        shop.close().await;
    }
}

/// How slips ended, by the ledger.
fn ends(shop: &Shop) -> Vec<Printed> {
    let entries = shop.till.ledger().after(0).flat_map(|commit| commit.unwrap().entries);
    entries.filter_map(|entry| if let Entry::PrintEnded { how, .. } = entry { Some(how) } else { None }).collect()
}

/// "No paper" that comes after the slip has left is heard: told until there is some, and the slip, which the printer has, is no doubt.
#[tokio::test(flavor = "multi_thread")]
async fn no_paper_is_heard_however_late() {
    for manner in [Manner::LateNoPaper, Manner::RunsOutAfter(40)] {
        let directory = tempdir().unwrap();
        let printer = Listener::start(manner).await;
        let shop = shop(directory.path(), printer.site()).await;
        sell(&shop, "08031234561").await;
        let told = "the last slip is in the printer, not on paper: the printer is out of paper";
        eventually("it says so", || trouble(&shop).contains(told)).await;
        assert_eq!((ends(&shop), waiting(&shop), perhaps(&shop)), (vec![], 1, 0), "{manner:?}");
        shop.pass(Duration::from_secs(6)).await;
        assert!(trouble(&shop).contains("out of paper"), "{manner:?}: as long as there is none");
        sell(&shop, "08031234562").await;
        eventually("the next one waits", || waiting(&shop) == 2).await;
        printer.becomes(Manner::Telling);
        shop.pass(Duration::from_secs(6)).await;
        printer.received(2).await;
        eventually("all is well", || waiting(&shop) == 0 && trouble(&shop).is_empty()).await;
        assert_eq!(ends(&shop), [Printed::Yes, Printed::Yes], "{manner:?}");
        shop.close().await;
    }
}

/// A printer that was switched off while it held a slip, or in the middle of one without a word, has perhaps printed it. One that is there
/// and doesn't say that it is done has.
#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_was_switched_off_has_perhaps_printed() {
    let ended = async |manner: Manner, how: Printed| {
        let directory = tempdir().unwrap();
        let printer = Listener::start(manner).await;
        let shop = shop(directory.path(), printer.site()).await;
        sell(&shop, "08031234561").await;
        let begun = std::time::Instant::now();
        while ends(&shop).is_empty() && begun.elapsed() < Duration::from_secs(60) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(ends(&shop), [how], "{manner:?}");
        shop.close().await;
    };
    let held = async {
        let directory = tempdir().unwrap();
        let printer = Listener::start(Manner::RunsOutAfter(40)).await;
        let shop = shop(directory.path(), printer.site()).await;
        sell(&shop, "08031234561").await;
        eventually("it says so", || trouble(&shop).contains("in the printer, not on paper")).await;
        drop(printer);
        shop.pass(Duration::from_secs(6)).await;
        eventually("it is perhaps printed", || ends(&shop) == [Printed::Perhaps]).await;
        shop.close().await;
    };
    tokio::join!(held, ended(Manner::ForgetsDone, Printed::Yes), ended(Manner::GoesDeadAfter(40), Printed::Perhaps));
}

/// The same models behind a device file.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_device_file_is_spoken_with_like_a_port() {
    use airtill_tests::printer::DeviceFile;
    for manner in
        [Manner::StateAlone, Manner::DoneAlone, Manner::Telling, Manner::Unhurried, Manner::LateState, Manner::Silent]
    {
        let directory = tempdir().unwrap();
        let printer = DeviceFile::start(manner);
        let shop = shop(directory.path(), printer.site()).await;
        let sales = [sell(&shop, "08031234561").await, sell(&shop, "08031234562").await];
        let both = || ends(&shop).len() == 2 && trouble(&shop).is_empty();
        eventually("both are done with", both).await;
        assert_eq!(ends(&shop), [Printed::Yes, Printed::Yes], "{manner:?}");
        let text = || decode(&printer.printed(), Paper::Mm58);
        let has = |sale| text().contains(shop.sale(sale).last_attempt().reference.as_str());
        eventually("both are printed", || sales.iter().all(|sale| has(*sale))).await;
        shop.close().await;
    }
    let empty = DeviceFile::start(Manner::NoPaper);
    let directory = tempdir().unwrap();
    let shop = shop(directory.path(), empty.site()).await;
    sell(&shop, "08031234561").await;
    eventually("it says so", || trouble(&shop).contains("out of paper")).await;
    assert_eq!((waiting(&shop), empty.printed().len()), (1, 0));
    let pulled = DeviceFile::start(Manner::TellsAndCutsAfter(40));
    use_printer(&shop, Printer { site: pulled.site(), ..Printer::default() }).await;
    let begun = std::time::Instant::now();
    while perhaps(&shop) != 1 {
        assert!(begun.elapsed() < Duration::from_secs(20), "in vain: it is perhaps printed");
        // A first try that came to nothing on a busy machine is made again.
        shop.pass(Duration::from_secs(1)).await;
    }
    shop.close().await;
}

/// Off, without paper, or open: the slip waits and says why, selling goes on, and it is printed once the printer is well.
#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_is_off_or_empty_makes_slips_wait() {
    let directory = tempdir().unwrap();
    let printer = Listener::start(Manner::NoPaper).await;
    let shop = shop(directory.path(), printer.site()).await;
    sell(&shop, "08031234561").await;
    eventually("it says so", || trouble(&shop).contains("out of paper")).await;
    printer.becomes(Manner::Open);
    shop.pass(Duration::from_secs(6)).await;
    eventually("it says so", || trouble(&shop).contains("cover is open")).await;
    use_printer(
        &shop,
        Printer { site: PrinterSite::Network { host: "127.0.0.1".to_owned(), port: 1 }, ..Printer::default() },
    )
    .await;
    eventually("it says so", || trouble(&shop).contains("off or can't be reached")).await;
    sell(&shop, "08031234562").await;
    assert_eq!((waiting(&shop), printer.slips().len()), (2, 0));
    printer.becomes(Manner::Telling);
    use_printer(&shop, Printer { site: printer.site(), ..Printer::default() }).await;
    printer.received(2).await;
    eventually("all is well", || waiting(&shop) == 0 && trouble(&shop).is_empty()).await;
    shop.close().await;
}

/// Broken after the first byte: perhaps printed, never again by itself, and offered as a copy.
#[tokio::test(flavor = "multi_thread")]
async fn a_slip_that_broke_off_is_perhaps_printed_and_offered_as_a_copy() {
    for manner in [Manner::CutsAfter(40), Manner::TellsAndCutsAfter(40)] {
        let directory = tempdir().unwrap();
        let printer = Listener::start(manner).await;
        let shop = shop(directory.path(), printer.site()).await;
        sell(&shop, "08031234561").await;
        eventually("it is perhaps printed", || perhaps(&shop) == 1).await;
        printer.becomes(Manner::Telling);
        sell(&shop, "08031234562").await;
        printer.received(2).await;
        shop.pass(Duration::from_secs(30)).await;
        assert_eq!((printer.slips().len(), perhaps(&shop)), (2, 1), "the next slip, and not the one before");
        let job = shop.till.printing.printing().unwrap().unwrap().perhaps[0].number;
        shop.till.printing.print_copy(job, Actor::Counter).await.unwrap();
        printer.received(3).await;
        let text = decode(&printer.slips()[2], Paper::Mm58);
        assert!(text.contains("COPY 1") && text.contains("0803 *** 4561"), "{text}");
        eventually("nothing is left", || perhaps(&shop) == 0 && waiting(&shop) == 0).await;
        shop.close().await;
    }
}

/// One that takes nothing, and one that talks without end: neither holds a sale up.
#[tokio::test(flavor = "multi_thread")]
async fn a_printer_that_stalls_or_talks_without_end_holds_nothing_up() {
    let directory = tempdir().unwrap();
    let printer = Listener::start(Manner::Endless).await;
    let shop = shop(directory.path(), printer.site()).await;
    for n in 0..3 {
        sell(&shop, &format!("0803123456{n}")).await;
    }
    printer.received(3).await;
    printer.becomes(Manner::Stalls);
    for n in 3..6 {
        sell(&shop, &format!("0803123456{n}")).await;
    }
    // A few hundred bytes fit every buffer on the way: a stalled printer that says nothing can't be told from one that prints.
    eventually("they are on their way", || waiting(&shop) + perhaps(&shop) <= 3).await;
    assert_eq!(printer.slips().len(), 3, "none of the first is sent again");
    shop.close().await;
}

/// Power goes while a slip is being printed: at the next start it is perhaps printed, and one that waited is printed.
#[tokio::test(flavor = "multi_thread")]
async fn after_a_stop_a_begun_slip_is_perhaps_printed_and_a_waiting_one_is_printed() {
    let directory = tempdir().unwrap();
    let printer = Listener::start(Manner::NoPaper).await;
    let shop = shop(directory.path(), printer.site()).await;
    let (first, second) = (sell(&shop, "08031234561").await, sell(&shop, "08031234562").await);
    eventually("both wait", || waiting(&shop) == 2).await;
    let begun = shop.till.ledger().queue().unwrap().jobs[0];
    let Slip::Sale { sale, .. } = begun.slip else { panic!("{begun:?}") };
    assert_eq!(sale, first);
    let entry = Entry::PrintBegun { job: begun.number, slip: begun.slip };
    shop.till.ledger().commit(shop.clock_now(), Actor::Till, vec![entry]).await.unwrap();
    let clock = shop.close().await;

    printer.becomes(Manner::Telling);
    let shop = Shop::open_at(directory.path(), clock).await;
    printer.received(1).await;
    eventually("the other is perhaps printed", || waiting(&shop) == 0 && perhaps(&shop) == 1).await;
    let text = decode(&printer.slips()[0], Paper::Mm58);
    assert!(text.contains(&shop.sale(second).last_attempt().reference.to_string()), "{text}");
    let job = shop.till.ledger().queue().unwrap().jobs[0];
    assert_eq!(job.stage, Stage::Perhaps);
    shop.till.printing.drop_slip(job.number, Actor::Counter).await.unwrap();
    assert_eq!(perhaps(&shop), 0, "somebody found it on the paper");
    shop.close().await;
}

/// A device file takes the bytes, a folder gets a file a slip, and a path that is not there is not made.
#[tokio::test(flavor = "multi_thread")]
async fn slips_go_to_a_device_file_or_a_spoolers_folder() {
    let directory = tempdir().unwrap();
    let (device, folder) = (directory.path().join("lp0"), directory.path().join("spool"));
    let missing = PrinterSite::Path { path: device.display().to_string() };
    let shop = shop(&directory.path().join("shop"), missing).await;
    sell(&shop, "08031234561").await;
    eventually("it says so", || trouble(&shop).contains("off or can't be reached")).await;
    assert!(!device.exists());
    std::fs::write(&device, "").unwrap();
    shop.till.printing.printer_changed();
    let printed = || decode(&std::fs::read(&device).unwrap(), Paper::Mm58);
    eventually("it is printed", || printed().contains("DELIVERED")).await;

    std::fs::create_dir(&folder).unwrap();
    let site = PrinterSite::Path { path: folder.display().to_string() };
    use_printer(&shop, Printer { site, ..Printer::default() }).await;
    let sale = sell(&shop, "08031234562").await;
    shop.till.printing.print(Slip::Sale { sale, of: SaleSlip::Dispute }, Actor::Counter).await.unwrap();
    let all_files = || std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>();
    // What a spooler takes: a slip that is still being written has another name.
    let is_whole = |file: &std::path::PathBuf| file.extension().is_some_and(|ending| ending == "prn");
    let files = || all_files().into_iter().filter(is_whole).collect::<Vec<_>>();
    eventually("two slips", || files().len() == 2).await;
    eventually("nothing half written stays", || all_files().len() == 2).await;
    let all: String = files().iter().map(|file| decode(&std::fs::read(file).unwrap(), Paper::Mm58)).collect();
    assert!(all.contains("FOR A DISPUTE") && all.contains("WHAT HAPPENED"), "{all}");
    shop.close().await;
}

/// A sale not known yet prints its slip when it turns amber, once; its end later is printed by nobody but the attendant.
#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_prints_the_slip_to_ask_by_and_a_return_its_own() {
    let directory = tempdir().unwrap();
    let printer = Listener::good().await;
    let shop = shop(directory.path(), printer.site()).await;
    let doubt = shop.sell("08030000011", "300").await.unwrap();
    shop.pass(Duration::from_secs(11)).await;
    printer.received(1).await;
    let text = decode(&printer.slips()[0], Paper::Mm58);
    assert!(text.contains("NOT KNOWN YET") && text.contains("The network may still deliver"), "{text}");
    let failed = shop.sell("08030000003", "200").await.unwrap();
    shop.stands(failed, SaleStatus::Owed).await;
    shop.till.checkout.refund(failed, Actor::Counter).await.unwrap();
    printer.received(2).await;
    assert!(decode(&printer.slips()[1], Paper::Mm58).contains("FAILED - MONEY GIVEN BACK"));
    shop.pass(Duration::from_secs(60)).await;
    assert_eq!(printer.slips().len(), 2);
    assert_eq!(shop.sale(doubt).prints, [0, 1, 0, 0]);
    shop.close().await;
}

/// What the owner keeps from attendants is not on paper that lies about.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_costs_are_not_printed() {
    let directory = tempdir().unwrap();
    let printer = Listener::good().await;
    let shop = shop(directory.path(), printer.site()).await;
    let hidden = Entry::MarginHidden { hidden: true };
    shop.till.ledger().commit(shop.clock_now(), Actor::Counter, vec![hidden]).await.unwrap();
    shop.till.shifts.open_shift(Count::default(), Actor::Counter).await.unwrap();
    shop.till.printing.print(Slip::X, Actor::Counter).await.unwrap();
    printer.received(1).await;
    shop.till.shifts.count_drawer(Count::default(), Actor::Counter).await.unwrap();
    shop.till.shifts.close_shift("", None, Actor::Counter).await.unwrap();
    printer.received(2).await;
    for slip in printer.slips() {
        let text = decode(&slip, Paper::Mm58);
        assert!(!text.contains("Margin") && !text.contains("WALLET") && !text.contains("CHECK"), "{text}");
    }
    shop.close().await;
}

/// Twenty askers at once: each slip has a number of its own, and each is printed once.
#[tokio::test(flavor = "multi_thread")]
async fn slips_that_are_asked_for_at_once_are_each_printed_once() {
    let directory = tempdir().unwrap();
    let printer = Listener::good().await;
    let shop = shop(directory.path(), printer.site()).await;
    shop.till.shifts.open_shift(Count::default(), Actor::Counter).await.unwrap();
    shop.till.shifts.count_drawer(Count::default(), Actor::Counter).await.unwrap();
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let till = std::sync::Arc::clone(&shop.till);
            tokio::spawn(async move { till.printing.print(Slip::Test, Actor::Counter).await })
        })
        .collect();
    shop.till.shifts.close_shift("", None, Actor::Counter).await.unwrap();
    for one in asking {
        one.await.unwrap().unwrap();
    }
    printer.received(21).await;
    eventually("nothing is left", || waiting(&shop) == 0).await;
    assert_eq!(printer.slips().len(), 21);
    assert_eq!(printer.slips().iter().filter(|slip| decode(slip, Paper::Mm58).contains("Z REPORT")).count(), 1);
    // A number that was given is refused.
    let again = Entry::PrintAsked { job: 1, slip: Slip::Test };
    let refused = shop.till.ledger().commit(shop.clock_now(), Actor::Counter, vec![again]).await;
    assert!(matches!(refused, Err(LedgerError::Overtaken)), "{refused:?}");
    shop.close().await;
}

/// A printer that takes not a byte: the slip waits, and the one that is printed at last is no copy.
#[tokio::test(flavor = "multi_thread")]
async fn a_slip_of_which_no_byte_left_is_no_copy_later() {
    let directory = tempdir().unwrap();
    let printer = Listener::start(Manner::NoPaper).await;
    let shop = shop(directory.path(), printer.site()).await;
    let sale = sell(&shop, "08031234561").await;
    eventually("it waits", || waiting(&shop) == 1).await;
    let job = shop.till.ledger().queue().unwrap().jobs[0];
    for entry in [
        Entry::PrintBegun { job: job.number, slip: job.slip },
        Entry::PrintEnded { job: job.number, how: Printed::NotBegun },
    ] {
        shop.till.ledger().commit(shop.clock_now(), Actor::Till, vec![entry]).await.unwrap();
    }
    assert_eq!(shop.till.ledger().queue().unwrap().jobs[0].stage, Stage::Waiting);
    assert_eq!(shop.sale(sale).prints, [0; 4]);
    printer.becomes(Manner::Telling);
    shop.pass(Duration::from_secs(6)).await;
    printer.received(1).await;
    assert!(!decode(&printer.slips()[0], Paper::Mm58).contains("COPY"));
    shop.close().await;
}

/// A line that is dead and refuses nothing: connecting ends well before the slip of a sale that is not known yet would be due.
/// What was never sent is failed for certain, on the screen and on paper, and at no moment anything else.
#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_was_not_sent_is_never_shown_or_printed_as_not_known() {
    let directory = tempdir().unwrap();
    let printer = Listener::start(Manner::Telling).await;
    let shop = Shop::after_a_first_look(directory.path()).await;
    use_printer(&shop, Printer { site: printer.site(), ..Printer::default() }).await;
    let (dead, _held) = full_listener().await;
    let address = Address { base_url: format!("http://{dead}/api"), known_as: Some("practice".to_owned()) };
    let vendor = VendorId::SmePlug;
    // The times of a real shop.
    let line =
        VendorClient::new(vendor, practice_credentials(vendor), practice_settings(vendor), &address, Timing::default());
    shop.till.connections.connect(line.unwrap());
    let sale = shop.sell("08031234567", "500").await.unwrap();
    let begun = std::time::Instant::now();
    let mut passed = Duration::ZERO;
    while shop.standing(sale) == SaleStatus::Sending && passed < Duration::from_secs(12) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = begun.elapsed();
        // Half as fast again as the network's own timers: what ends "at the same time" would come second.
        shop.clock.advance((now - passed) * 3 / 2);
        passed = now;
    }
    assert_eq!(shop.standing(sale), SaleStatus::Owed, "after {passed:?}");
    assert_eq!(shop.sale(sale).last_attempt().position, AttemptStatus::NotSent(NotSent::NoConnection));
    shop.pass(Duration::from_secs(15)).await;
    let slips: Vec<String> = printer.slips().iter().map(|slip| decode(slip, Paper::Mm58)).collect();
    assert!(slips.iter().all(|slip| !slip.contains("NOT KNOWN")), "{slips:?}");
    shop.close().await;
}
