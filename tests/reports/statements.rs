//! Statements of days that are over: the same whenever they are made, with what became of their sales as a note.

use airtill_domain::money::Naira;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Refusal, Said};
use airtill_domain::sale::event::Event;
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::shift::{Count, Direction};
use airtill_domain::staff::{Role, StaffId};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::Ledger;
use airtill_ledger::days::Change;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_reports::statement::{self, Asked, StatementForm};
use airtill_reports::table::{Statement, Table, Value};
use airtill_reports::{Export, Format};
use airtill_tests::entries::{account, answered, at, open, reference, sale_id, taken};
use airtill_tests::pdf::{pdftotext, pictures_of};
use std::process::Command;
use tempfile::tempdir;

const DAY_S: u64 = 24 * 60 * 60;
const ADA: Actor = Actor::Staff(StaffId(2));
const NGOZI: Actor = Actor::Staff(StaffId(3));

fn statement(ledger: &Ledger, days: (Day, Day), made: Timestamp) -> Statement {
    statement::of(ledger, &Asked { days, practice: false, made }, &unwatched()).unwrap()
}

fn table<'a>(statement: &'a Statement, title: &str) -> &'a Table {
    let titles: Vec<&str> = statement.tables.iter().map(|table| table.title).collect();
    statement.tables.iter().find(|table| table.title == title).unwrap_or_else(|| panic!("{title} in {titles:?}"))
}

fn text(table: &Table) -> Vec<String> {
    table.rows.iter().map(|row| row.iter().map(Value::shown).collect::<Vec<_>>().join(" | ")).collect()
}

/// Ada sells three on a day. A week later one of them is paid back by Ngozi, one turns out to be delivered, and one comes back.
fn week(ledger: &Ledger) -> (Day, Day, Vec<Statement>) {
    let commit = |when, by, entries| ledger.commit_waiting(when, by, entries).unwrap();
    let checked = |n, finding| {
        let (sale, reference, account) = (sale_id(n), reference(n), account());
        vec![Entry::Sale(Event::Checked { sale, reference, account, finding, said: Said::default() })]
    };
    let named = |staff, name: &str| Entry::StaffNamed { staff, name: name.to_owned(), role: Role::Attendant };
    commit(at(0), Actor::Counter, vec![named(StaffId(2), "Ada"), named(StaffId(3), "Ngozi")]);
    for (n, outcome) in
        [(1, Outcome::Delivered), (2, Outcome::Refused(Refusal::Failed)), (3, Outcome::Unknown(Doubt::NoAnswer))]
    {
        commit(at(n * 10), ADA, taken(n, 500 * i64::try_from(n).unwrap()));
        commit(at(n * 10 + 1), Actor::Till, answered(n, outcome));
    }
    let (first, later) = (at(0).day(), at(7 * DAY_S).day());
    let before = vec![
        statement(ledger, (first, first), at(DAY_S)),
        statement(ledger, (first, later.before(1)), at(7 * DAY_S - DAY_S / 2)),
    ];
    commit(
        at(7 * DAY_S),
        NGOZI,
        vec![Entry::Sale(Event::CashReturned { sale: sale_id(2), amount: Naira::from_naira(1_000) })],
    );
    commit(at(7 * DAY_S + 60), Actor::Till, checked(3, Finding::Delivered));
    commit(at(7 * DAY_S + 120), Actor::Till, checked(1, Finding::Reversed));
    (first, later, before)
}

#[test]
fn what_happened_on_a_day_stands_on_that_day() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path()).ledger;
    let (first, later, before) = week(&ledger);
    let naira = Naira::from_naira;

    let again = statement(&ledger, (first, first), at(8 * DAY_S));
    let without_note = |statement: &Statement| -> Vec<Table> {
        statement.tables.iter().filter(|table| table.title != "Since then").cloned().collect()
    };
    assert_eq!(without_note(&again), without_note(&before[0]), "last week's statement stays as it was closed");
    assert_eq!(text(table(&before[0], "Since then")), Vec::<String>::new());
    assert_eq!(
        text(table(&again, "Since then")),
        [
            "29 Nov 2026, 10:00 | ₦1,000 MTN airtime to 0803 ••• 4567 of 22 Nov 2026, sold by Ada: money given back, Ngozi | 0.00 | 0.00 | 1,000.00 | -1,000.00 | 0.00",
            "29 Nov 2026, 10:01 | ₦1,500 MTN airtime to 0803 ••• 4567 of 22 Nov 2026, sold by Ada: delivered, till | 1,500.00 | 0.00 | 0.00 | 0.00 | -1,500.00",
            "29 Nov 2026, 10:02 | ₦500 MTN airtime to 0803 ••• 4567 of 22 Nov 2026, sold by Ada: came back, till | -500.00 | 0.00 | 0.00 | 500.00 | 0.00",
        ]
    );
    assert_eq!(
        text(table(&again, "Not known yet and owed, at the end")).len(),
        2,
        "what was open then, although it no longer is"
    );

    let of_the_day = statement(&ledger, (later, later), at(7 * DAY_S + 600));
    let earlier = table(&of_the_day, "What became of earlier sales");
    assert_eq!(text(earlier), text(table(&again, "Since then")), "on the day on which it happened");
    let change = Change {
        delivered: naira(1_000),
        returned: naira(1_000),
        owed: naira(-500),
        not_known: naira(-1_500),
        margin: Naira::ZERO,
    };
    assert_eq!(ledger.became_on(later, later), change);
    let total: Vec<String> = earlier.total.as_ref().unwrap().iter().map(Value::shown).collect();
    assert_eq!(total[2..], ["1,000.00", "0.00", "1,000.00", "-500.00", "-1,500.00"]);
    assert_eq!(text(table(&of_the_day, "By day")), Vec::<String>::new(), "nothing was sold");

    // A longer statement is the sum of shorter ones, and what became of its own sales within it stands there too.
    let whole = statement(&ledger, (first, later), at(8 * DAY_S));
    assert_eq!(text(table(&whole, "By day")), text(table(&again, "By day")));
    assert_eq!(text(table(&whole, "What became of earlier sales")), text(earlier));
    assert_eq!(text(table(&whole, "Since then")), Vec::<String>::new());
    let pdf = directory.path().join("day.pdf");
    let asked = Asked { days: (first, first), practice: false, made: at(8 * DAY_S) };
    statement::write(&ledger, &asked, StatementForm::Pdf, &pdf, &unwatched()).unwrap();
    pictures_of(&pdf, "pdf-day-that-is-over");
    assert!(pdftotext(&pdf).contains("Since then"));
}

/// hledger, which knows nothing of days that are closed, books the same on the same day.
#[test]
fn hledger_has_the_same_of_the_day() {
    let directory = tempdir().unwrap();
    let ledger = open(&directory.path().join("shop")).ledger;
    let (_, later, _) = week(&ledger);
    let file = directory.path().join("day.journal");
    let export = Export { format: Format::Hledger, from: Some(later), to: Some(later), shift: None };
    export.write(&ledger, &file, &unwatched()).unwrap();
    let output = Command::new("hledger")
        .args(["-f", &file.to_string_lossy(), "balance", "--flat", "--no-total", "--empty"])
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let balance = |account: &str| {
        let line = text.lines().find(|line| line.ends_with(account)).unwrap_or_else(|| panic!("{account} in\n{text}"));
        let line = line.trim_end_matches(account);
        Naira::parse(&line.chars().filter(|c| c.is_ascii_digit() || matches!(c, '-' | '.')).collect::<String>())
            .unwrap()
    };
    let change = ledger.became_on(later, later);
    assert_eq!(balance("income:MTN"), Naira::ZERO.minus(change.delivered));
    assert_eq!(balance("liabilities:owed"), Naira::ZERO.minus(change.owed));
    assert_eq!(balance("liabilities:doubts"), Naira::ZERO.minus(change.not_known));
    assert_eq!(balance("assets:drawer"), Naira::ZERO.minus(change.returned));
}

/// What was put right is that of the day on which it was: what was put into wallets, and what counts were off.
#[test]
fn corrections_stand_on_their_own_day() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path()).ledger;
    let naira = Naira::from_naira;
    let commit = |when, entries| ledger.commit_waiting(when, ADA, entries).unwrap();
    let vendor = VendorId::SmePlug;
    commit(at(0), vec![Entry::ShiftOpened { number: 1, float: Count::of(naira(9_000)) }]);
    commit(at(1), vec![Entry::WalletFunded { vendor, amount: naira(100_000), note: String::new() }]);
    let moved = Entry::CashMoved { direction: Direction::Out, amount: naira(5_000), reason: "bank".to_owned() };
    commit(at(2), vec![moved]);
    let correct = |when, of, what, instead, counted| {
        let (instead, why) = (naira(instead), "a slip".to_owned());
        commit(when, vec![Entry::Corrected { of, what, instead, counted, why, agreed: None }]);
    };
    let funding = Corrected::WalletFunded { vendor, amount: naira(100_000), written_at: at(1), left: Vec::new() };
    correct(at(DAY_S), 2, funding, 10_000, CountedSince::No);
    let out = Corrected::CashMoved { direction: Direction::Out, amount: naira(5_000) };
    correct(at(DAY_S + 1), 3, out, 500, CountedSince::InAnEarlierShift);
    let (first, second) = (at(0).day(), at(DAY_S).day());
    let put_in = |days, made| text(table(&statement(&ledger, days, made), "Wallets, at the last close of these days"));
    let later = at(3 * DAY_S);
    assert_eq!(put_in((first, first), later), ["SMEPlug | 100,000.00 |  | "]);
    assert_eq!(put_in((second, second), later), ["SMEPlug | -90,000.00 |  | "]);
    assert_eq!(put_in((first, second), later), ["SMEPlug | 10,000.00 |  | "]);
    let differences = text(table(&statement(&ledger, (second, second), later), "Differences"));
    assert_eq!(
        differences,
        ["23 Nov 2026, 10:00 | Corrected entry 3, ₦5,000 taken out: ₦500 is right (a slip) | -4,500.00"]
    );
}

/// A clock that was ahead and was put right: what became of a sale stands on the day that its entry bears.
#[test]
fn a_clock_that_was_ahead_hides_nothing_that_became_of_a_sale() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path()).ledger;
    let commit = |when, entries| ledger.commit_waiting(when, ADA, entries).unwrap();
    commit(at(0), taken(1, 700));
    commit(at(5 * DAY_S), answered(1, Outcome::Refused(Refusal::Failed)));
    let amount = Naira::from_naira(700);
    commit(at(2 * DAY_S), vec![Entry::Sale(Event::CashReturned { sale: sale_id(1), amount })]);
    let day = |n| at(n * DAY_S).day();
    let became = |n| {
        let statement = statement(&ledger, (day(n), day(n)), at(9 * DAY_S));
        let change = ledger.became_on(day(n), day(n));
        (text(table(&statement, "What became of earlier sales")).len(), change.returned, change.owed)
    };
    assert_eq!(became(2), (1, amount, Naira::ZERO.minus(amount)));
    assert_eq!(became(5), (1, Naira::ZERO, amount));
}
