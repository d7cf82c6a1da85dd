//! When a price rule counts: from a moment to another, on some days of the week, between hours of the day. All of it in Lagos.

use crate::calendar;
use crate::time::Timestamp;
use airtill_words::say;
use chrono::{Datelike, Timelike, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// When a rule counts. Nothing said: always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not from then on.
    pub until: Option<Timestamp>,
    /// On which days of the week.
    pub days: Weekdays,
    /// Between which hours of each day.
    pub hours: Option<Hours>,
}

/// Days of the week, one bit each from Monday on. None of them said: every day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekdays(u8);

/// From a minute of the day to before another. Past midnight where the second is not later than the first; the hours after midnight belong
/// to the day on which they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The first minute of the day, from 0.
    pub from: u16,
    /// The first minute after.
    pub to: u16,
}

impl When {
    /// Whether the rule counts at an instant.
    pub fn holds(&self, at: Timestamp) -> bool {
        let after = self.from.is_none_or(|from| at >= from);
        let before = self.until.is_none_or(|until| at < until);
        if !(after && before) {
            return false;
        }
        let local = at.lagos();
        let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
        let Some(hours) = self.hours else { return self.days.has(local.weekday()) };
        let past_midnight = hours.to <= hours.from;
        if minute >= hours.from && (past_midnight || minute < hours.to) {
            return self.days.has(local.weekday());
        }
        past_midnight && minute < hours.to && self.days.has(local.weekday().pred())
    }

    /// Whether it will never count again.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when it could never count.
    pub fn checked(&self) -> Result<(), String> {
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until <= from
        {
            return Err(say!("it ends before it begins").to_owned());
        }
        if self.hours.is_some_and(|hours| hours.from >= DAY_MINUTES || hours.to >= DAY_MINUTES) {
            return Err(say!("an hour of the day is written as 16:00").to_owned());
        }
        if self.hours.is_some_and(|hours| hours.from == hours.to) {
            return Err(say!("the hour at which it ends is the one at which it begins").to_owned());
        }
        Ok(())
    }

    /// `from 1 Dec 2026, 06:00`, `Mon, Fri`, `16:00 to 18:00`; nothing where it always counts.
    pub fn words(&self) -> Vec<String> {
        let days = self.days.words();
        let hours =
            self.hours.map(|hours| say!("{from} to {to}", from = clock_words(hours.from), to = clock_words(hours.to)));
        let from = self.from.map(|from| say!("from {moment} on", moment = from.short()));
        let until = self.until.map(|until| say!("until {moment}", moment = until.short()));
        [days, hours, from, until].into_iter().flatten().collect()
    }
}

impl Weekdays {
    /// These days.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Weekdays {
        Weekdays(days.into_iter().fold(0, |all, day| all | 1 << day.num_days_from_monday()))
    }

    /// Whether a day is among them.
    pub fn has(self, day: Weekday) -> bool {
        self.0 == 0 || self.0 >> day.num_days_from_monday() & 1 == 1
    }

    /// The days that are said, from Monday on; empty for every day.
    pub fn said(self) -> Vec<Weekday> {
        WEEK.into_iter().filter(|day| self.0 != 0 && self.has(*day)).collect()
    }

    fn words(self) -> Option<String> {
        let said: Vec<&str> = self.said().into_iter().map(calendar::weekday).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}

/// From Monday on.
pub const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// `16:00`.
pub fn clock_words(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads `16:00`, `4:30` or `16`, as a minute of the day.
pub fn clock_typed(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once([':', '.']).unwrap_or((text.trim(), "0"));
    let number = |digits: &str| {
        (1..=2)
            .contains(&digits.len())
            .then(|| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|good| *good)?;
        digits.parse::<u16>().ok()
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then(|| hour * 60 + minute)
}
