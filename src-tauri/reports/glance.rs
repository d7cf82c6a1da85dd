//! A day at a glance, for the owner: what was sold when and of whom, what it brought in, beside the same weekday before.
//!
//! Everything comes from sums that every commit keeps up to date, so it costs the same for ten sales and for ten thousand. Days stand as
//! they were closed ([`airtill_ledger::days`]).

use super::{Names, sales_and_sum};
use airtill_domain::money::{Naira, grouped};
use airtill_domain::time::Timestamp;
use airtill_ledger::days::Change;
use airtill_ledger::totals::{Tally, Totals};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use chrono::Timelike;
use serde::Serialize;

/// Days between a day and the one it is held against.
const WEEK_DAYS: u32 = 7;
/// The longest bar of a chart.
const WHOLE: i64 = 1_000;

/// A day beside the same weekday before.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct GlanceView {
    /// `Wednesday 25 November 2026`.
    pub heading: String,
    /// `18 Nov`: the day it is held against.
    pub against: String,
    /// `14:00`: until when both are counted, while the day is not over: the last full hour.
    pub until: Option<String>,
    /// What was sold, in figures, each beside the day before it.
    pub figures: Vec<FigureView>,
    /// By hour, from the first to the last in which either day sold something.
    pub hours: Vec<BarView>,
    /// By network, the one that sold most in front.
    pub networks: Vec<BarView>,
    /// By who took the sale.
    pub people: Vec<BarView>,
    /// `Of earlier days: given back ₦800`: what became on this day of sales of earlier ones, in none of the figures.
    pub earlier: Option<String>,
    /// `Since then: delivered ₦500`: what has become of the day's sales after its end, in none of the figures.
    pub since: Option<String>,
}

/// A figure of a day.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct FigureView {
    /// Which.
    pub figure: Figure,
    /// `₦61,350`, `118`: so far, or of the whole day once it is over.
    pub now: String,
    /// The same of the day before it, until the hour until which both are counted.
    pub before: String,
    /// `+12 %`, both counted until then; nothing where the other is nothing.
    pub change: Option<String>,
}

/// The figures of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, specta::Type)]
pub enum Figure {
    /// What the delivered sales brought in.
    Takings,
    /// What the shop keeps of that.
    Margin,
    /// How many were delivered.
    Sales,
    /// Not known yet: how much.
    NotKnown,
    /// Owed to customers: how much.
    Owed,
    /// Delivered for less than it cost: how much was lost.
    Lost,
}

/// A bar of a chart, and the same of the day before beside it.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct BarView {
    /// `14`, `MTN`, `Ada`.
    pub name: String,
    /// `12 sales, ₦6,200`.
    pub now: String,
    /// `9 sales, ₦4,100`; nothing where only a part of this day could be held against the whole of the other.
    pub before: Option<String>,
    /// In thousandths of the longest bar of the chart.
    pub now_share: u16,
    /// The same of the day before.
    pub before_share: u16,
}

/// A day beside the same weekday before. `days_back` counts from the day of `now`.
///
/// # Errors
/// When the ledger can't be read.
pub fn of(ledger: &Ledger, names: &Names, now: Timestamp, days_back: u32) -> Result<GlanceView, LedgerError> {
    let day = now.day().before(days_back);
    let before = day.before(WEEK_DAYS);
    let hour = u8::try_from(now.lagos().hour()).unwrap_or(0);
    let until = (days_back == 0).then_some(hour);
    let (is, was) = (ledger.closed_day(day)?, ledger.closed_day(before)?);
    let words = |change: Change| Some(change_words(&change)).filter(|words| !words.is_empty());
    Ok(GlanceView {
        heading: day.long(),
        against: before.brief(),
        until: until.map(|hour| format!("{hour:02}:00")),
        figures: figures(&is, &was, until),
        hours: hours(&is, &was),
        networks: by_size(&is.services, &was.services, until.is_none(), |service| service.name().to_owned()),
        people: by_size(&is.staff, &was.staff, until.is_none(), |actor| names.name(actor)),
        earlier: words(ledger.became_on(day, day)).map(|change| say!("Of earlier days: {change}", change)),
        since: words(ledger.became_since(day)).map(|change| say!("Since then: {change}", change)),
    })
}

/// What became of sales, in words. Net: what was delivered late and what came back may cancel each other.
fn change_words(change: &Change) -> String {
    let mut parts = Vec::new();
    let mut add = |amount: Naira, more: &str, less: &str| {
        let what = if amount < Naira::ZERO { less } else { more };
        parts.extend((amount != Naira::ZERO).then(|| format!("{what} {}", amount.abs().short())));
    };
    add(change.delivered, say!("delivered"), say!("came back"));
    add(change.returned, say!("given back"), say!("not given back after all"));
    add(change.owed, say!("owed"), say!("owed no more"));
    add(change.not_known, say!("not known yet"), say!("now known"));
    parts.join(", ")
}

/// The sums of the hours before one; of the whole day without one.
fn sum_until(totals: &Totals, until: Option<u8>) -> Tally {
    let Some(until) = until else { return totals.all };
    let mut sum = Tally::default();
    for (_, tally) in totals.hours.iter().filter(|(hour, _)| *hour < until) {
        sum.join(tally);
    }
    sum
}

/// The figures of a day beside those of another. While the day runs, only its full hours are held against the other's.
pub fn figures(is: &Totals, was: &Totals, until: Option<u8>) -> Vec<FigureView> {
    let (now, then, before) = (&is.all, &sum_until(is, until), &sum_until(was, until));
    let money = |figure, of: fn(&Tally) -> Naira| FigureView {
        figure,
        now: of(now).short(),
        before: of(before).short(),
        change: change(of(then).kobo(), of(before).kobo()),
    };
    let count = |tally: &Tally| i64::try_from(tally.delivered.count).unwrap_or(i64::MAX);
    vec![
        money(Figure::Takings, |tally| tally.delivered.sum),
        money(Figure::Margin, Tally::margin),
        FigureView {
            figure: Figure::Sales,
            now: grouped(now.delivered.count),
            before: grouped(before.delivered.count),
            change: change(count(then), count(before)),
        },
        money(Figure::NotKnown, |tally| tally.not_known.sum),
        money(Figure::Owed, |tally| tally.owed.sum),
        money(Figure::Lost, |tally| tally.lost.sum),
    ]
}

/// `+12 %`.
fn change(now: i64, before: i64) -> Option<String> {
    let percent = (now.saturating_sub(before)).saturating_mul(100).checked_div(before).filter(|_| before > 0)?;
    Some(format!("{percent:+} %"))
}

fn hours(is: &Totals, was: &Totals) -> Vec<BarView> {
    let sold = is.hours.iter().chain(&was.hours).map(|(hour, _)| *hour);
    let (Some(first), Some(last)) = (sold.clone().min(), sold.max()) else { return Vec::new() };
    let of = |totals: &Totals, hour: u8| {
        totals.hours.iter().find(|(known, _)| *known == hour).map(|(_, tally)| *tally).unwrap_or_default()
    };
    let pairs = (first..=last).map(|hour| (hour.to_string(), of(is, hour), of(was, hour)));
    bars(pairs.collect())
}

fn by_size<K: Copy + PartialEq>(
    is: &[(K, Tally)],
    was: &[(K, Tally)],
    whole: bool,
    name: impl Fn(&K) -> String,
) -> Vec<BarView> {
    let of = |parts: &[(K, Tally)], key: K| {
        parts.iter().find(|(known, _)| *known == key).map(|(_, tally)| *tally).unwrap_or_default()
    };
    // A part of a day is not held against a whole one.
    let was = if whole { was } else { &[] };
    let mut keys: Vec<K> = is.iter().map(|(key, _)| *key).collect();
    for (key, _) in was {
        if !keys.contains(key) {
            keys.push(*key);
        }
    }
    let mut pairs: Vec<_> = keys.into_iter().map(|key| (name(&key), of(is, key), of(was, key))).collect();
    pairs.sort_by_key(|(_, is, was)| std::cmp::Reverse((is.delivered.sum, was.delivered.sum)));
    bars(pairs).into_iter().map(|bar| BarView { before: bar.before.filter(|_| whole), ..bar }).collect()
}

fn bars(pairs: Vec<(String, Tally, Tally)>) -> Vec<BarView> {
    let longest = pairs.iter().flat_map(|(_, is, was)| [is.delivered.sum.kobo(), was.delivered.sum.kobo()]).max();
    let longest = longest.unwrap_or_default().max(1);
    let share = |tally: &Tally| {
        let share = tally.delivered.sum.kobo().max(0).saturating_mul(WHOLE) / longest;
        u16::try_from(share).unwrap_or(u16::MAX)
    };
    let words = |tally: &Tally| sales_and_sum(tally.delivered.count, tally.delivered.sum);
    let view = |(name, is, was): (String, Tally, Tally)| BarView {
        name,
        now: words(&is),
        before: Some(words(&was)),
        now_share: share(&is),
        before_share: share(&was),
    };
    pairs.into_iter().map(view).collect()
}
