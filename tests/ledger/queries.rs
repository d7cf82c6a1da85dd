//! Looking for sales, against a plain walk over all of them.

use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::staff::StaffId;
use airtill_domain::vendor::VendorId;
use airtill_ledger::Ledger;
use airtill_ledger::entry::Actor;
use airtill_ledger::index::{Digits, IndexRow};
use airtill_ledger::query::Query;
use airtill_ledger::row::{Place, SaleRow};
use airtill_ledger::totals::Totals;
use airtill_ledger::work::unwatched;
use airtill_tests::entries::open;
use airtill_tests::generator::write_journal;
use tempfile::tempdir;

const SALES: u64 = 3_000;

/// All pages of a question, joined.
fn all(ledger: &Ledger, query: &Query) -> Vec<Place> {
    let (mut found, mut below) = (Vec::new(), None);
    loop {
        let page = ledger.page(query, below, 50).unwrap();
        assert!(page.lines.len() <= 50 && (page.next.is_none() || page.lines.len() == 50));
        found.extend(page.lines.iter().map(|(place, _)| *place));
        below = page.next;
        if below.is_none() {
            return found;
        }
    }
}

#[test]
fn every_question_finds_what_a_walk_over_all_sales_finds() {
    let directory = tempdir().unwrap();
    write_journal(directory.path(), 9, SALES);
    let ledger = open(directory.path()).ledger;
    let rows: Vec<SaleRow> = ledger.rows_from(0).collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len() as u64, SALES);
    let some = &rows[1_234];
    let (day, number) = (some.sale.day(), some.sale.recipient.local());
    let digits = |text: &str| Digits::parse(text);
    let standing = |row: &SaleRow| row.sale.standing(row.sale.taken_at);
    type Test<'a> = Box<dyn Fn(&SaleRow) -> bool + 'a>;
    let local = |row: &SaleRow| row.sale.recipient.local();
    let questions: Vec<(Query, Test)> = vec![
        (Query::default(), Box::new(|_| true)),
        (Query::on(day), Box::new(|row| row.sale.day() == day)),
        (Query { to: Some(day), ..Query::default() }, Box::new(|row| row.sale.day() <= day)),
        (Query { recipient: Some(number.clone()), ..Query::default() }, Box::new(|row| local(row) == number)),
        (
            Query { digits: digits(&number[3..7]), ..Query::default() },
            Box::new(|row| local(row).contains(&number[3..7])),
        ),
        (Query { digits: digits("00"), ..Query::default() }, Box::new(|row| local(row).contains("00"))),
        (
            Query { ending: digits(&number[7..]), ..Query::default() },
            Box::new(|row| local(row).ends_with(&number[7..])),
        ),
        (Query { ending: digits("0"), ..Query::default() }, Box::new(|row| local(row).ends_with('0'))),
        (
            Query { price: Some(Naira::from_naira(500)), ..Query::default() },
            Box::new(|row| row.sale.price == Naira::from_naira(500)),
        ),
        (
            Query { vendor: Some(VendorId::Vtpass), ..Query::on(day) },
            Box::new(|row| row.sale.day() == day && row.sale.last_attempt().vendor == VendorId::Vtpass),
        ),
        (
            Query { service: Some(some.sale.product.service()), ..Query::default() },
            Box::new(|row| row.sale.product.network() == some.sale.product.network()),
        ),
        (
            Query { by: Some(Actor::Staff(StaffId(3))), ..Query::default() },
            Box::new(|row| row.by == Actor::Staff(StaffId(3))),
        ),
        (
            Query { standing: Some(SaleStatus::NotKnown), ..Query::default() },
            Box::new(move |row| standing(row) == SaleStatus::NotKnown || standing(row) == SaleStatus::Sending),
        ),
        (
            Query { standing: Some(SaleStatus::Returned), ..Query::default() },
            Box::new(move |row| standing(row) == SaleStatus::Returned),
        ),
        (Query { tender: Some(Tender::Card), ..Query::default() }, Box::new(|row| row.sale.tender == Tender::Card)),
        (Query { shift: Some(1), ..Query::default() }, Box::new(|_| false)),
    ];
    for (query, test) in questions {
        let expected: Vec<Place> = rows.iter().rev().filter(|row| test(row)).map(|row| row.place).collect();
        assert_eq!(all(&ledger, &query), expected, "{query:?}");
    }
    for row in rows.iter().step_by(97) {
        let attempt = row.sale.last_attempt();
        assert_eq!(ledger.with_reference(attempt.reference.as_str()).unwrap(), std::slice::from_ref(row));
        if let Some(reference) = &attempt.vendor_reference {
            assert_eq!(ledger.with_reference(reference).unwrap(), std::slice::from_ref(row), "the vendor's");
        }
        assert_eq!(ledger.row(row.sale.id).unwrap().as_ref(), Some(row));
        assert_eq!(ledger.story(row).unwrap().len(), row.story.len());
    }
    lines_show(&ledger, &rows);
    sums_of_parts(&ledger);
    assert_eq!(ledger.verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
}

fn lines_show(ledger: &Ledger, rows: &[SaleRow]) {
    let page = ledger.page(&Query::default(), None, rows.len()).unwrap();
    for ((place, line), row) in page.lines.iter().zip(rows.iter().rev()) {
        let IndexRow { .. } = line;
        assert_eq!(*place, row.place);
        assert_eq!(line.digits(), Some(row.sale.recipient.local()));
        assert_eq!((line.price(), line.at()), (row.sale.price, row.sale.taken_at));
        assert_eq!(ledger.title(line), Some(row.sale.product.title()));
        assert_eq!((line.vendor(), line.service()), (row.sale.last_attempt().vendor, row.sale.product.service()));
        assert_eq!(line.was_retried(), row.sale.attempts.len() > 1);
    }
}

/// Each way of taking the sums apart gives the whole, and the days give the shift.
fn sums_of_parts(ledger: &Ledger) {
    let shift = ledger.shift_totals(0).unwrap();
    let (first, last) = (airtill_domain::time::Day::FIRST, airtill_domain::time::Day::LAST);
    assert_eq!(ledger.totals_between(first, last).unwrap(), shift);
    let Totals { all, vendors, services, staff, hours, tenders, services_and_staff } = shift;
    let counts = [
        vendors.iter().map(|(_, tally)| tally.sales).sum::<u64>(),
        services.iter().map(|(_, tally)| tally.sales).sum(),
        staff.iter().map(|(_, tally)| tally.sales).sum(),
        hours.iter().map(|(_, tally)| tally.sales).sum(),
        tenders.iter().map(|(_, tally)| tally.sales).sum(),
        services_and_staff.iter().map(|(_, tally)| tally.sales).sum(),
    ];
    assert_eq!(counts, [all.sales; 6]);
    let margins: Naira = vendors.iter().map(|(_, tally)| tally.margin()).sum();
    assert_eq!(margins, all.margin());
}
