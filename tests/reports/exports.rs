//! Exports of a shop's years: whole, exact, and read by the programs they are for.

use airtill_domain::debtor::DebtorId;
use airtill_domain::money::Naira;
use airtill_domain::outcome::{Outcome, Refusal};
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::Event;
use airtill_domain::shift::balances::Wallet;
use airtill_domain::shift::correction::Corrected;
use airtill_domain::shift::correction::CountedSince::{InAnEarlierShift as Earlier, InThisShift as This, No};
use airtill_domain::shift::{Count, Direction};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::{Work, unwatched};
use airtill_ledger::{Ledger, LedgerError};
use airtill_reports::statement::{self, StatementForm};
use airtill_reports::{Export, ExportError, Format};
use airtill_tests::entries::{answered, at, open, sale_id, taken};
use airtill_tests::generator::write_journal;
use airtill_tests::pdf::{pdftotext, pictures_of};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::{TempDir, tempdir};

/// About three weeks of a kiosk.
const SALES: u64 = 6_000;

fn shop() -> (TempDir, Ledger) {
    let directory = tempdir().unwrap();
    let home = directory.path().join("shop");
    write_journal(&home, 3, SALES);
    let ledger = open(&home).ledger;
    (directory, ledger)
}

fn everything(format: Format) -> Export {
    Export { format, from: None, to: None, shift: None }
}

#[test]
fn csv_and_json_have_every_sale_and_their_sums_are_the_ledgers() {
    let (directory, ledger) = shop();
    let all = ledger.shift_totals(0).unwrap().all;
    let csv = directory.path().join("sales.csv");
    assert_eq!(everything(Format::Csv).write(&ledger, &csv, &unwatched()).unwrap().rows, SALES);
    let text = std::fs::read_to_string(&csv).unwrap();
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = rows.headers().unwrap().clone();
    let column = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let (price, outcome, owed) = (column("Price"), column("Outcome"), column("Owed"));
    let mut sums: BTreeMap<String, Naira> = BTreeMap::new();
    let (mut count, mut owes) = (0, Naira::ZERO);
    for row in rows.records() {
        let row = row.unwrap();
        let sum = sums.entry(row[outcome].to_owned()).or_default();
        *sum = sum.plus(Naira::parse(&row[price]).unwrap());
        owes = owes.plus(Naira::parse(&row[owed]).unwrap());
        count += 1;
    }
    assert_eq!(count, SALES);
    assert_eq!(sums["Delivered"], all.delivered.sum);
    assert_eq!(sums.get("Not known yet").copied().unwrap_or_default(), all.not_known.sum);
    assert_eq!(owes, all.owed.sum);

    let lines = directory.path().join("sales.jsonl");
    everything(Format::Jsonl).write(&ledger, &lines, &unwatched()).unwrap();
    let text = std::fs::read_to_string(lines).unwrap();
    let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len() as u64, SALES);
    let cost: Naira = rows.iter().filter_map(|row| Naira::parse(row["cost"].as_str()?).ok()).sum();
    assert_eq!(cost, all.cost);
}

/// A spreadsheet shows what was written: a number with its zero, a long reference with all of its digits, and nothing that it could
/// take for a formula or a power.
#[test]
fn a_spreadsheet_changes_no_cell_of_the_csv() {
    let directory = tempdir().unwrap();
    let ledger = open(&directory.path().join("shop")).ledger;
    let long = "17415987564987654321";
    let mut entries = taken(1, 500);
    entries.extend(answered(1, Outcome::Delivered));
    for entry in &mut entries {
        if let Entry::Sale(Event::Answered { said, .. }) = entry {
            said.vendor_reference = Some(long.to_owned());
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(ledger.commit(at(1), Actor::Counter, entries)).unwrap();
    let csv = directory.path().join("sales.csv");
    everything(Format::Csv).write(&ledger, &csv, &unwatched()).unwrap();
    let text = std::fs::read_to_string(&csv).unwrap();
    let cells = |text: &str| -> Vec<Vec<String>> {
        let mut rows =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        rows.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let written = cells(&text);
    let column = |name: &str| written[0].iter().position(|head| head == name).unwrap();
    let (recipient, reference) = (column("Recipient"), column("Vendor reference"));
    assert_eq!(written[1][reference], format!("=\"{long}\""));
    let whole =
        |cell: &str| cell.strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"')).unwrap_or(cell).to_owned();
    // Opened and saved again by a spreadsheet, with the cells as they are shown.
    let converted = Command::new("soffice")
        .args([
            "--headless",
            "--norestore",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false",
        ])
        .arg("--infilter=CSV:44,34,76,1,,0,false,true")
        .arg("--outdir")
        .arg(directory.path().join("shown"))
        .arg(&csv)
        .env("HOME", directory.path())
        .output()
        .expect("LibreOffice is installed by scripts/setup test");
    assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    let shown = cells(&std::fs::read_to_string(directory.path().join("shown/sales.csv")).unwrap());
    assert!(shown[1][recipient].starts_with('0') && shown[1][recipient].len() == 11, "{}", shown[1][recipient]);
    assert_eq!((&shown[1][recipient], &shown[1][reference]), (&whole(&written[1][recipient]), &long.to_owned()));
}

/// Days that are asked for, and no others; and what isn't finished leaves nothing behind.
#[test]
fn a_range_of_days_a_stop_and_a_file_that_is_there() {
    let (directory, ledger) = shop();
    let day = Day::parse("2017-01-05").unwrap();
    let file = directory.path().join("day.csv");
    let export = Export { format: Format::Csv, from: Some(day), to: Some(day), shift: None };
    let rows = export.write(&ledger, &file, &unwatched()).unwrap().rows;
    assert!(rows > 0 && rows == ledger.totals(day).unwrap().all.sales);
    assert!(matches!(export.write(&ledger, &file, &unwatched()), Err(ExportError::Exists(_))));

    let stop = AtomicBool::new(false);
    let tell = |done: u64, _: u64| stop.store(done > 0, Ordering::Relaxed);
    let stopped = everything(Format::Csv).write(
        &ledger,
        &directory.path().join("stopped.csv"),
        &Work { tell: &tell, stop: &stop },
    );
    assert!(matches!(stopped, Err(ExportError::Ledger(LedgerError::Stopped))), "{stopped:?}");
    let left: Vec<_> = std::fs::read_dir(directory.path()).unwrap().map(|item| item.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the shop and the one day: {left:?}");

    let nowhere = everything(Format::Csv).write(&ledger, Path::new("/nowhere/at/all.csv"), &unwatched());
    assert!(matches!(nowhere, Err(ExportError::File { .. })), "{nowhere:?}");
}

/// hledger reads it without complaint, and its balances are the ledger's sums.
#[test]
fn hledger_reads_the_journal_and_agrees() {
    let (directory, ledger) = shop();
    let file = directory.path().join("shop.journal");
    everything(Format::Hledger).write(&ledger, &file, &unwatched()).unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new("hledger").arg("-f").arg(&file).args(arguments).env("LANG", "C.UTF-8").output();
        let output = output.expect("hledger is installed by scripts/setup test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["check", "--strict", "balancednoautoconversion"]);
    let text = run(&["balance", "--flat", "--no-elide", "--empty", "--no-total", "-O", "csv"]);
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let balances: BTreeMap<String, Naira> = rows
        .records()
        .map(|row| {
            let row = row.unwrap();
            let amount = row[1].trim_start_matches("NGN ").replace("NGN", "");
            (row[0].to_owned(), Naira::parse(amount.trim()).unwrap())
        })
        .collect();
    let balance = |account: &str| balances.get(account).copied().unwrap_or_default();
    let under =
        |prefix: &str| balances.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, sum)| *sum).sum::<Naira>();
    let minus = |amount: Naira| Naira::ZERO.minus(amount);
    let all = ledger.shift_totals(0).unwrap().all;
    assert_eq!(balance("assets:drawer"), all.drawer);
    assert_eq!(minus(balance("liabilities:doubts")), all.not_known.sum);
    assert_eq!(minus(balance("liabilities:owed")), all.owed.sum);
    assert_eq!(minus(under("income:")), all.delivered.sum);
    assert_eq!(under("expenses:cost:"), all.cost);
    for vendor in VendorId::ALL {
        let book = ledger.book(vendor).unwrap();
        assert_eq!(balance(&format!("assets:wallets:{}", vendor.slug())), book.funded.minus(book.spent), "{vendor:?}");
    }
    assert_eq!(balances.values().copied().sum::<Naira>(), Naira::ZERO);
}

/// A workbook that another program opens, with every sale in it.
#[test]
fn a_workbook_has_every_sale() {
    let (directory, ledger) = shop();
    let file = directory.path().join("sales.xlsx");
    assert_eq!(everything(Format::Xlsx).write(&ledger, &file, &unwatched()).unwrap().rows, SALES);
    let list = Command::new("unzip").arg("-p").arg(&file).arg("xl/worksheets/sheet1.xml").output().unwrap();
    let sheet = String::from_utf8(list.stdout).unwrap();
    assert_eq!(sheet.matches("<row ").count() as u64, SALES + 1);
}

/// A statement's figures are the ledger's, in the PDF and in the workbook that LibreOffice opens.
#[test]
fn a_statement_says_what_the_ledger_says_on_paper_and_in_a_workbook() {
    let (directory, ledger) = shop();
    let (from, to) = (Day::parse("2017-01-03").unwrap(), Day::parse("2017-01-06").unwrap());
    let made = Timestamp::from_millis(1_795_338_000_000);
    let all = ledger.totals_between(from, to).unwrap();
    let pdf = directory.path().join("statement.pdf");
    let asked = statement::Asked { days: (from, to), practice: false, made };
    statement::write(&ledger, &asked, StatementForm::Pdf, &pdf, &unwatched()).unwrap();
    pictures_of(&pdf, "pdf-statement");
    let text = pdftotext(&pdf);
    let figure = |amount: Naira| amount.to_string().replace('₦', "");
    let code = ledger.paper_code_now().unwrap().unwrap().to_string();
    for part in [
        "Mama Ada Airtime",
        "Statement, 3 Jan 2017 to 6 Jan 2017",
        &code,
        &figure(all.all.delivered.sum),
        &figure(all.all.margin()),
        "3 Jan 2017",
        "SMEPlug",
        "MTN",
        "on credit",
        "No shift was closed.",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    for (vendor, tally) in &all.vendors {
        let line = text.lines().find(|line| line.trim_start().starts_with(vendor.name()));
        let line = line.unwrap_or_else(|| panic!("{vendor:?} is missing"));
        for figure in [figure(tally.delivered.sum), figure(tally.margin())] {
            assert!(line.contains(&figure), "{figure} in {line}");
        }
    }
    assert!(matches!(
        statement::write(&ledger, &asked, StatementForm::Pdf, &pdf, &unwatched()),
        Err(ExportError::Exists(_))
    ));

    let book = directory.path().join("statement.xlsx");
    statement::write(&ledger, &asked, StatementForm::Workbook, &book, &unwatched()).unwrap();
    let practice = directory.path().join("practice.pdf");
    let of_practice = statement::Asked { practice: true, ..asked };
    statement::write(&ledger, &of_practice, StatementForm::Pdf, &practice, &unwatched()).unwrap();
    let pages = pdftotext(&practice);
    assert_eq!(pages.matches("PRACTICE, nothing is real").count(), 1 + pages.matches('\u{c}').count(), "on each page");
    // Each sheet as a table: 44 is a comma, 34 a quote, 76 is UTF-8, and -1 means all sheets.
    let converted = Command::new("soffice")
        .args(["--headless", "--norestore", "--convert-to"])
        .arg("csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
        .arg("--outdir")
        .arg(directory.path())
        .arg(&book)
        .env("HOME", directory.path())
        .output()
        .expect("LibreOffice is installed by scripts/setup test");
    assert!(converted.status.success(), "{}", String::from_utf8_lossy(&converted.stderr));
    let rows = |sheet: &str| -> Vec<Vec<String>> {
        let file = directory.path().join(format!("statement-{sheet}.csv"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let days = rows("By day");
    let last = days.last().unwrap();
    assert_eq!(last[0], "All");
    assert_eq!(last[1], all.all.sales.to_string());
    let money = |text: &str| Naira::parse(text).unwrap();
    assert_eq!((money(&last[3]), money(&last[4])), (all.all.delivered.sum, all.all.margin()));
    assert_eq!(days.len(), 1 + 4 + 1, "a head, four days, and what they come to");
    for sheet in ["By vendor", "By network", "By attendant", "By tender"] {
        assert_eq!(money(&rows(sheet).last().unwrap()[3]), all.all.delivered.sum, "{sheet}");
    }
    assert!(rows("Statement").iter().any(|row| row[1] == code));
}

/// hledger knows where the drawer's money came from: floats, in and out, counts, and debts that were paid.
#[test]
fn hledger_reads_shifts_and_debts_and_agrees() {
    let directory = tempdir().unwrap();
    let ledger = open(&directory.path().join("shop")).ledger;
    let naira = Naira::from_naira;
    let (debtor, sale) = (DebtorId(1), sale_id(2));
    let mut on_credit = taken(2, 700);
    if let Entry::Sale(Event::Intent { tender, .. }) = &mut on_credit[0] {
        *tender = Tender::Credit;
    }
    on_credit.insert(1, Entry::Sale(Event::OnCredit { sale, debtor }));
    on_credit.insert(2, Entry::DebtorNamed { debtor, name: "Mama Bisi".to_owned() });
    let moved =
        |direction, amount| Entry::CashMoved { direction, amount: naira(amount), reason: "fuel; or so".to_owned() };
    let corrected = |of, what, instead, counted| {
        let (instead, why) = (naira(instead), "a slip".to_owned());
        Entry::Corrected { of, what, instead, counted, why, agreed: None }
    };
    let commits = [
        taken(9, 50),
        vec![Entry::ShiftOpened { number: 1, float: Count::of(naira(5_000)) }],
        taken(1, 500),
        answered(1, Outcome::Delivered),
        on_credit,
        vec![moved(Direction::Out, 300)],
        vec![moved(Direction::In, 1_000)],
        vec![Entry::DebtPaid { debtor, amount: naira(200), tender: Tender::Cash }],
        vec![Entry::DebtPaid { debtor, amount: naira(100), tender: Tender::Transfer }],
        vec![Entry::DrawerCounted { count: Count::of(naira(6_390)) }],
        // 300 out were 200, found after the count; 1,000 in were 900 in the same shift; 100 of the debt were 150.
        vec![corrected(6, Corrected::CashMoved { direction: Direction::Out, amount: naira(300) }, 200, This)],
        vec![corrected(7, Corrected::CashMoved { direction: Direction::In, amount: naira(1_000) }, 900, Earlier)],
        vec![corrected(9, Corrected::DebtPaid { debtor, amount: naira(100), tender: Tender::Transfer }, 150, No)],
        vec![Entry::CashMoved { direction: Direction::In, amount: naira(40), reason: String::new() }],
        vec![corrected(14, Corrected::CashMoved { direction: Direction::In, amount: naira(40) }, 0, No)],
        vec![Entry::WalletFunded { vendor: VendorId::SmePlug, amount: naira(9_000), note: String::new() }],
        vec![corrected(
            16,
            Corrected::WalletFunded {
                vendor: VendorId::SmePlug,
                amount: naira(9_000),
                written_at: at(3),
                left: Vec::new(),
            },
            900,
            No,
        )],
        taken(3, 250),
        answered(3, Outcome::Refused(Refusal::Failed)),
        vec![Entry::Sale(Event::Returned {
            sale: sale_id(3),
            amount: naira(250),
            tender: Tender::Transfer,
            taker: "Sade".to_owned(),
        })],
    ];
    for (n, entries) in (0..).zip(commits) {
        ledger.commit_waiting(at(n), Actor::Counter, entries).unwrap();
    }
    let file = directory.path().join("shop.journal");
    everything(Format::Hledger).write(&ledger, &file, &unwatched()).unwrap();
    let output = Command::new("hledger")
        .arg("-f")
        .arg(&file)
        .args(["balance", "--flat", "--no-total", "--empty"])
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let balance = |account: &str| {
        let line = text.lines().find(|line| line.ends_with(account)).unwrap_or_else(|| panic!("{account} in\n{text}"));
        let line = line.trim_end_matches(account);
        let amount: String = line.chars().filter(|c| c.is_ascii_digit() || matches!(c, '-' | '.')).collect();
        Naira::parse(&amount).unwrap()
    };
    let balances = ledger.balances().unwrap();
    assert_eq!((balances.drawer(), balances.debtors()), (naira(6_640), naira(350)));
    assert_eq!(balance("assets:drawer"), balances.drawer());
    assert_eq!(balance("assets:debtors"), balances.debtors());
    assert_eq!(balance("assets:bank"), naira(-100), "150 of the debt, less 250 given back");
    assert_eq!(balance("assets:bank"), balances.paid_by(Tender::Transfer));
    let off = balances.over_short.plus(balances.corrected);
    assert_eq!(balance("equity:over-short"), Naira::ZERO.minus(off));
    let wallet = Wallet::of(&ledger.book(VendorId::SmePlug).unwrap());
    assert_eq!((balance("assets:wallets:smeplug"), wallet.funded), (wallet.value(), naira(900)));
}
