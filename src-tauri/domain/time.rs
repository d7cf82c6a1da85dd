//! Instants and days.
//!
//! Inside, time is UTC to the millisecond ([`Timestamp`]). On screen, on slips and in references it is Lagos time, which
//! is one hour ahead of UTC all year ([`lagos`]).

use super::calendar;
use super::vendor::VendorId;
use airtill_words::say;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::time::Duration;

/// A clock that is corrected by less than this was not set back.
pub const CLOCK_SLACK: Duration = Duration::from_secs(120);
/// A clock that is further than this from what vendors' answers say is wrong. Wider than [`CLOCK_SLACK`]: theirs need not be right to the
/// minute.
pub const CLOCK_OFF_MOST: Duration = Duration::from_secs(300);

/// When this program was made, in milliseconds since 1970 (1 November 2026): a clock that stands before it is wrong, as it is after a dead
/// battery (1970, 2000).
const MADE_MS: i64 = 1_793_487_600_000;
/// Nobody uses a program this long after it was made: a clock that stands behind that is wrong (2098).
const USED_FOR: Duration = Duration::from_secs(15 * 365 * 24 * 60 * 60);

/// A span as people say it: `2 days`, `2 h 5 min`, `7 min`.
pub fn span_words(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match minutes {
        2_880.. => say!("{days} days", days = minutes / 1_440),
        60.. => say!("{hours} h {minutes} min", hours = minutes / 60, minutes = minutes % 60),
        _ => say!("{minutes} min", minutes),
    }
}

/// This computer's clock is not what vendors' answers say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockOff {
    /// Who is nearest to it.
    pub vendor: VendorId,
    /// By so many seconds it is ahead; below zero: behind.
    pub ahead_s: i64,
}

impl ClockOff {
    /// `2 h 5 min ahead of VTpass's answers`.
    pub fn words(&self) -> String {
        let span = span_words(Duration::from_secs(self.ahead_s.unsigned_abs()));
        let vendor = self.vendor.name();
        if self.ahead_s > 0 {
            say!("{span} ahead of what {vendor}'s answers say", span, vendor)
        } else {
            say!("{span} behind what {vendor}'s answers say", span, vendor)
        }
    }
}

/// An instant in UTC, exact to the millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// An instant from milliseconds since 1970. Values beyond chrono's range become its nearest end.
    pub fn from_millis(millis: i64) -> Timestamp {
        Timestamp(DateTime::from_timestamp_millis(millis).unwrap_or(if millis < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        }))
    }

    /// `22 Nov 2026, 09:12`.
    pub fn short(self) -> String {
        format!("{}, {}", self.day().short(), self.hour_minute())
    }

    /// `22 Nov, 09:12`.
    pub fn brief(self) -> String {
        format!("{}, {}", self.day().brief(), self.hour_minute())
    }

    /// `09:12`, and with the day where that is not today.
    pub fn brief_on(self, today: Day) -> String {
        if self.day() == today { self.hour_minute() } else { self.brief() }
    }

    /// Reads `2026-03-18 02:26:38+01`, as vendors write an instant: a space for the T, two digits for the offset.
    pub fn parse_spaced(text: &str) -> Option<Timestamp> {
        let read = DateTime::parse_from_str(text.trim(), "%Y-%m-%d %H:%M:%S%#z").ok()?;
        Some(Timestamp::from(read.with_timezone(&Utc)))
    }

    /// Reads a moment in Lagos as people type it: `2026-12-01 06:00`, or a day alone for its beginning.
    pub fn typed(text: &str) -> Option<Timestamp> {
        let text = text.trim();
        let (day, clock) = text.split_once([' ', 'T']).map_or((text, None), |(day, clock)| (day, Some(clock.trim())));
        let begins = Day::parse(day).ok()?.begins();
        let Some(clock) = clock else { return Some(begins) };
        let (hour, minute) = clock.split_once([':', '.'])?;
        let number = |digits: &str| {
            let plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u64>().ok().filter(|_| plain)
        };
        let (hour, minute) = (number(hour).filter(|hour| *hour < 24)?, number(minute).filter(|minute| *minute < 60)?);
        Some(begins.after(Duration::from_secs(hour * 3_600 + minute * 60)))
    }

    /// Reads the date of an HTTP answer: `Sun, 22 Nov 2026 13:02:44 GMT` (RFC 9110, section 5.6.7).
    pub fn parse_http(text: &str) -> Option<Timestamp> {
        let read = DateTime::parse_from_rfc2822(text.trim()).ok()?;
        Some(Timestamp::from(read.with_timezone(&Utc)))
    }

    /// Whether a clock that says so can be right, whatever else is known: not before this program was made, nor long after anyone uses it.
    pub fn can_be_now(self) -> bool {
        let made = Timestamp::from_millis(MADE_MS);
        made <= self && self <= made.after(USED_FOR)
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0.timestamp_millis()
    }

    /// This instant, later by `wait`.
    #[must_use]
    pub fn after(self, wait: Duration) -> Timestamp {
        Timestamp::from_millis(self.millis().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; zero when it is not earlier (a clock set back).
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(u64::try_from(self.millis().saturating_sub(earlier.millis())).unwrap_or(0))
    }

    /// The instant in Lagos.
    pub fn lagos(self) -> DateTime<FixedOffset> {
        lagos(self)
    }

    /// The calendar day in Lagos.
    pub fn day(self) -> Day {
        Day(self.lagos().date_naive())
    }

    /// `14:02` in Lagos.
    pub fn hour_minute(self) -> String {
        self.lagos().format("%H:%M").to_string()
    }

    /// `20261122-140209` in Lagos: for the names of what is set aside.
    pub fn stamp(self) -> String {
        self.lagos().format("%Y%m%d-%H%M%S").to_string()
    }

    /// `14:02:09` in Lagos.
    pub fn hour_minute_second(self) -> String {
        self.lagos().format("%H:%M:%S").to_string()
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(value: DateTime<Utc>) -> Timestamp {
        Timestamp::from_millis(value.timestamp_millis())
    }
}

/// The instant in Lagos: one hour ahead of UTC, without summer time.
pub fn lagos(at: Timestamp) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(3600).expect("one hour is a valid offset");
    at.0.checked_add_signed(TimeDelta::zero()).unwrap_or(at.0).with_timezone(&offset)
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
        } else {
            serializer.serialize_i64(self.millis())
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            DateTime::parse_from_rfc3339(&text)
                .map(|at| Timestamp::from(at.with_timezone(&Utc)))
                .map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Timestamp::from_millis)
        }
    }
}

/// Lagos is one hour ahead of UTC.
const LAGOS_AHEAD_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * 3_600_000;

/// A calendar day in Lagos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// Before every day of a shop.
    pub const FIRST: Day = Day(NaiveDate::from_ymd_opt(1, 1, 1).expect("a day of the calendar"));
    /// After every day of a shop.
    pub const LAST: Day = Day(NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day of the calendar"));

    /// Reads `2026-11-22`.
    ///
    /// # Errors
    /// When it is not a day in this form.
    pub fn parse(text: &str) -> Result<Day, String> {
        NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
            .map(Day)
            .map_err(|_| say!("not a day like 2026-11-22: {text}", text))
    }

    /// `2026-11-22`.
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// The day's first instant, in Lagos.
    pub fn begins(self) -> Timestamp {
        Timestamp::from_millis(self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() - LAGOS_AHEAD_MS)
    }

    /// The first instant after it.
    pub fn ends(self) -> Timestamp {
        Timestamp::from_millis(self.begins().millis() + DAY_MS)
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Day {
        Day(self.0.succ_opt().unwrap_or(self.0))
    }

    /// So many days earlier.
    #[must_use]
    pub fn before(self, days: u32) -> Day {
        Day(self.0.checked_sub_days(chrono::Days::new(days.into())).unwrap_or(Day::FIRST.0))
    }

    /// `20261122`: sorts like the day, fits 32 bits.
    pub fn number(self) -> u32 {
        self.0.year().unsigned_abs() * 10_000 + self.0.month() * 100 + self.0.day()
    }

    /// The day of such a number.
    pub fn of_number(number: u32) -> Option<Day> {
        let year = i32::try_from(number / 10_000).ok()?;
        NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100).map(Day)
    }

    /// `Sunday 22 November 2026`.
    pub fn long(self) -> String {
        say!(
            "{weekday} {day} {month} {year}",
            weekday = calendar::weekday(self.0.weekday()),
            day = self.0.day(),
            month = calendar::month(self.0.month()),
            year = self.0.year()
        )
    }

    /// `22 Nov`.
    pub fn brief(self) -> String {
        say!("{day} {month}", day = self.0.day(), month = calendar::month_short(self.0.month()))
    }

    /// `22 Nov 2026`.
    pub fn short(self) -> String {
        let month = calendar::month_short(self.0.month());
        say!("{day} {month} {year}", day = self.0.day(), month, year = self.0.year())
    }
}
