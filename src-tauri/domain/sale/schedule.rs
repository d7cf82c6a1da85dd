//! When the vendor is asked about an attempt in doubt.
//!
//! Counted from the end of the purchase request: closely at first, because most doubts end within a minute, then
//! ever more slowly, daily for as long as it takes. The schedule is a function of what the ledger knows, so it
//! survives a restart without being stored.

use super::Attempt;
use crate::domain::time::At;
use std::time::Duration;

/// Seconds after the request's end at which the vendor is asked in the first hours: 3 s to 45 s, then 2 to 40 min.
const STEPS_S: [u64; 10] = [3, 6, 12, 24, 45, 120, 300, 600, 1_200, 2_400];
const HOUR_S: u64 = 3_600;
const DAY_S: u64 = 24 * HOUR_S;

/// When the attempt is asked about next. `None` while its request is under way or once its end is known.
///
/// A moment that has passed (after a restart, or while offline) is still returned: it is due at once, and only
/// one check makes up for all that were missed. When the clock was set back, stamps of the ledger lie in the future: then
/// the number of checks made tells how long to wait, from the last one on.
pub fn next_check(attempt: &Attempt, now: At) -> Option<At> {
    let ended = attempt.ended_at.filter(|_| attempt.position.is_open())?;
    if ended <= now {
        let asked = attempt.last_check_at.filter(|at| *at <= now).map_or(Duration::ZERO, |at| at.since(ended));
        return Some(ended.after(step_after(asked)));
    }
    let wait = usize::try_from(attempt.checks).ok().and_then(|n| STEPS_S.get(n)).copied().unwrap_or(HOUR_S);
    Some(attempt.last_check_at.filter(|at| *at <= now).map_or(now, |at| at.after(Duration::from_secs(wait))))
}

/// The first step of the schedule later than `asked` after the request's end.
pub fn step_after(asked: Duration) -> Duration {
    let asked_s = asked.as_secs();
    if let Some(step) = STEPS_S.iter().find(|step| **step > asked_s) {
        return Duration::from_secs(*step);
    }
    let every = if asked_s < DAY_S { HOUR_S } else { DAY_S };
    Duration::from_secs((asked_s / every + 1) * every)
}
