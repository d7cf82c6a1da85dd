//! The ledger on the screen: a day's sales, what somebody looks for, and a sale's whole story. Needs no network.

use super::context::{ShopsState, shows_costs, till};
use super::error::CommandError;
use super::reply::{Replied, refused};
use super::views::ledger::{FindAsk, FoundView, LineView, StepView, StoryView};
use airtill_domain::phone::Msisdn;
use airtill_domain::recipient::Recipient;
use airtill_domain::staff::OWNER;
use airtill_domain::time::Day;
use airtill_ledger::index::IndexRow;
use airtill_ledger::query::Query;
use airtill_ledger::row::Place;
use airtill_macros::command;
use airtill_reports::story::{self, Numbers, Reader};
use airtill_shop::till::{Till, find};
use airtill_words::say;

/// Rows of one answer.
const ROWS: usize = 50;

/// Looks for sales.
#[command]
pub async fn find_sales(shops: ShopsState<'_>, ask: FindAsk) -> Replied<FoundView> {
    let (till, whole) = (till(&shops)?, sees_whole_numbers(&shops));
    let ledger = till.ledger();
    if ask.text.trim().is_empty() {
        return day(&till, ask, whole);
    }
    let question = find::read(&ask.text, &ledger.staff()?).map_err(refused)?;
    let heading = question.words.join(", ");
    if let Some(reference) = question.reference {
        let mut rows = Vec::new();
        for row in ledger.with_reference(&reference)? {
            if let Some(line) = ledger.line_at(row.place) {
                rows.push(line_view(&till, row.place, &line, whole)?);
            }
        }
        return Ok(FoundView { heading, sums: None, rows, next: None });
    }
    found(&till, &question.query, ask.below, heading, None, whole)
}

/// The story of the sale at a place.
#[command]
pub async fn sale_story(shops: ShopsState<'_>, place: Place) -> Result<StoryView, CommandError> {
    let till = till(&shops)?;
    let row = till.ledger().row_at(place)?;
    let (sale, day) = (&row.sale, row.sale.day());
    let numbers = numbers(&till, day, sees_whole_numbers(&shops));
    let reader = if shows_costs(&shops, &till)? { Reader::Owner } else { Reader::WithoutCosts };
    let steps = story::story(till.ledger(), &row, numbers, reader)?;
    let step = |step: story::Step| StepView {
        when: if step.at.day() == day { step.time } else { format!("{} {}", step.at.day().brief(), step.time) },
        who: step.who,
        what: step.what,
    };
    let mut references = Vec::new();
    for attempt in &sale.attempts {
        references.push(attempt.reference.to_string());
        references.extend(attempt.vendor_reference.clone());
    }
    Ok(StoryView {
        id: sale.id.to_string(),
        standing: sale.standing(till.clock().now()),
        title: say!(
            "{product} to {recipient}",
            product = sale.product.title(),
            recipient = numbers.of(&sale.recipient)
        ),
        when: format!("{}, {}", day.long(), sale.taken_at.hour_minute()),
        references,
        steps: steps.into_iter().map(step).collect(),
    })
}

fn day(till: &Till, ask: FindAsk, whole: bool) -> Replied<FoundView> {
    let day = till.clock().now().day().before(ask.days_back);
    let sums = match ask.below {
        Some(_) => None,
        None => Some(sums(till, day)),
    };
    found(till, &Query::on(day), ask.below, day.long(), sums, whole)
}

fn sums(till: &Till, day: Day) -> String {
    let all = till.ledger().tally(day);
    let mut parts = vec![
        match all.sales {
            1 => say!("1 sale").to_owned(),
            sales => say!("{sales} sales", sales = airtill_domain::money::grouped(sales)),
        },
        say!("{sum} delivered", sum = all.delivered.sum.short()),
    ];
    for (pile, what) in
        [(all.not_known, say!("not known")), (all.owed, say!("owed")), (all.returned, say!("given back"))]
    {
        if pile.count > 0 {
            parts.push(format!("{} {what} ({})", pile.count, pile.sum.short()));
        }
    }
    parts.join(", ")
}

fn found(
    till: &Till,
    query: &Query,
    below: Option<Place>,
    heading: String,
    sums: Option<String>,
    whole: bool,
) -> Replied<FoundView> {
    let page = till.ledger().page(query, below, ROWS)?;
    let rows = page.lines.iter().map(|(place, line)| line_view(till, *place, line, whole));
    Ok(FoundView { heading, sums, rows: rows.collect::<Result<_, _>>()?, next: page.next })
}

/// A line tells all that a list shows; only what is no plain number, or has more titles than a line can count, is read.
fn line_view(till: &Till, place: Place, line: &IndexRow, whole: bool) -> Result<LineView, CommandError> {
    let ledger = till.ledger();
    let today = line.at().day() == till.clock().now().day();
    let numbers = numbers(till, line.at().day(), whole);
    let number = line.digits().and_then(|digits| Msisdn::parse(&digits).ok()).map(Recipient::from);
    let (title, recipient) = match (ledger.title(line), number) {
        (Some(title), Some(recipient)) => (title, recipient),
        _ => {
            let sale = ledger.row_at(place)?.sale;
            (sale.product.title(), sale.recipient)
        }
    };
    let time = line.at().hour_minute();
    let mut about = vec![line.vendor().name().to_owned()];
    about.extend(ledger.name_of(&line.by())?);
    for (is_so, what) in [
        (line.was_retried(), say!("tried again")),
        (line.is_by_hand(), say!("ended by hand")),
        (line.has_alarm(), say!("contradicted")),
        (line.had_consent(), say!("agreed to")),
    ] {
        if is_so {
            about.push(what.to_owned());
        }
    }
    Ok(LineView {
        place,
        standing: line.standing(),
        title,
        recipient: numbers.of(&recipient),
        when: if today { time } else { format!("{} {time}", line.at().day().brief()) },
        about: about.join(", "),
    })
}

/// The owner sees customers' numbers whole, signed in by PIN too; so does everyone where nobody is anybody.
fn sees_whole_numbers(shops: &airtill_shop::shops::Shops) -> bool {
    shops.people().is_none_or(|people| {
        let session = people.session();
        session.is_owner() || session.staff().is_none_or(|staff| staff == OWNER)
    })
}

/// Everyone sees the numbers of today, the owner those of any day.
fn numbers(till: &Till, day: Day, whole: bool) -> Numbers {
    if whole || day == till.clock().now().day() { Numbers::Whole } else { Numbers::Masked }
}
