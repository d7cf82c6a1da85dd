//! A day's figures beside those of the same weekday before.

use airtill_domain::money::Naira;
use airtill_ledger::totals::{Pile, Tally, Totals};
use airtill_reports::glance::{Figure, figures};

/// A day with so many delivered sales of ₦100 in each hour; each cost ₦97.
fn day(hours: &[(u8, u64)]) -> Totals {
    let tally = |count: u64| {
        let times = |naira: i64| Naira::from_naira(naira * i64::try_from(count).unwrap());
        let mut tally = Tally { sales: count, cost: times(97), ..Tally::default() };
        tally.delivered = Pile { count, sum: times(100) };
        tally
    };
    let mut totals = Totals::default();
    for (hour, count) in hours {
        totals.hours.push((*hour, tally(*count)));
        totals.all.join(&tally(*count));
    }
    totals
}

#[test]
fn a_running_day_is_told_whole_and_held_against_full_hours_alone() {
    let today = day(&[(9, 10), (10, 10), (11, 3)]);
    let before = day(&[(9, 8), (10, 8), (11, 20), (15, 40)]);
    let told = |until| {
        let all = figures(&today, &before, until);
        let of = |figure| all.iter().find(|one| one.figure == figure).unwrap().clone();
        [Figure::Takings, Figure::Margin, Figure::Sales]
            .map(|figure| (of(figure).now, of(figure).before, of(figure).change.unwrap_or_default()))
    };
    let text = |now: &str, before: &str, change: &str| (now.to_owned(), before.to_owned(), change.to_owned());
    // At some time after eleven: what was sold since eleven is in today's figures, and not in the comparison.
    assert_eq!(
        told(Some(11)),
        [text("₦2,300", "₦1,600", "+25 %"), text("₦69", "₦48", "+25 %"), text("23", "16", "+25 %")]
    );
    assert_eq!(told(None)[0], text("₦2,300", "₦7,600", "-69 %"));
    // Before the first full hour there is nothing to be held against anything.
    assert_eq!(told(Some(0))[0], text("₦2,300", "₦0", ""));
}

#[test]
fn a_day_beside_nothing_tells_no_change() {
    let all = figures(&day(&[(9, 1)]), &Totals::default(), None);
    assert!(all.iter().all(|one| one.change.is_none()));
}
