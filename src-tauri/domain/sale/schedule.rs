//! When the vendor is asked about an attempt in doubt.
//!
//! Counted from the end of the purchase request: closely at first, because most doubts end within a minute, then
//! ever more slowly, daily for as long as it takes. Each step is put off by up to a fifth of its distance, by the attempt's own reference,
//! so that a hundred doubts of one bad minute don't ask all at once. The schedule is a function of what the ledger knows, so
//! it survives a restart without being stored.
//!
//! Some ends are looked at again: one that the owner settled, daily for a week; a delivery that may come back, as its vendor's rules say
//! ([`look_again`]).

use super::{Attempt, AttemptStatus};
use crate::time::Timestamp;
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
pub fn next_check(attempt: &Attempt, now: Timestamp) -> Option<Timestamp> {
    let ended = attempt.ended_at.filter(|_| attempt.position.is_open())?;
    if ended <= now {
        let asked = attempt.last_check_at.filter(|at| *at <= now).map_or(Duration::ZERO, |at| at.since(ended));
        let step = step_after(asked);
        return Some(ended.after(put_off(step, gap_before(step), attempt)));
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

/// How far a step is from the one before it.
fn gap_before(step: Duration) -> Duration {
    let step_s = step.as_secs();
    let gap_s = match STEPS_S.iter().position(|known| *known == step_s) {
        Some(0) => step_s,
        Some(n) => step_s - STEPS_S[n - 1],
        None if step_s <= DAY_S => HOUR_S,
        None => DAY_S,
    };
    Duration::from_secs(gap_s)
}

/// A step, later by up to a fifth of what lies between it and the one before: the same for the same attempt, different
/// from others, and never near the next step.
fn put_off(step: Duration, gap: Duration, attempt: &Attempt) -> Duration {
    // FNV-1a over the reference, whose last characters are random, and the step.
    let bytes = attempt.reference.as_str().bytes().chain(step.as_secs().to_be_bytes());
    let mixed = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |mixed, byte| (mixed ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let fifth_ms = u64::try_from(gap.as_millis() / 5).unwrap_or(u64::MAX).max(1);
    step + Duration::from_millis((mixed >> 16) % fifth_ms)
}

/// An end that the owner settled is looked at again on each day of a week.
const SETTLED_H: [u16; 7] = [24, 48, 72, 96, 120, 144, 168];

/// How far back attempts are that may have to be looked at again.
pub const LOOK_BACK: Duration = Duration::from_secs(9 * DAY_S);

/// When an attempt that has ended is looked at again; `None` when it needn't be. `comes_back_h` says how many hours after a delivery its
/// vendor is asked whether it stayed, in order; none for one that stays.
///
/// Each look is put off by the attempt's own reference, and one makes up for all that were missed.
pub fn look_again(attempt: &Attempt, comes_back_h: &[u16]) -> Option<Timestamp> {
    let (from, looks_h) = match attempt.position {
        AttemptStatus::SettledDelivered
        | AttemptStatus::SettledFailed
        | AttemptStatus::TakenBackByHand
        | AttemptStatus::DeliveredAfterAll => (attempt.settled_at?, &SETTLED_H[..]),
        AttemptStatus::Delivered => (attempt.ended_at?, comes_back_h),
        AttemptStatus::UnderWay
        | AttemptStatus::Pending(_)
        | AttemptStatus::Unknown(_)
        | AttemptStatus::Refused(_)
        | AttemptStatus::NotSent(_)
        | AttemptStatus::NeverReceived
        | AttemptStatus::Reversed
        | AttemptStatus::NotifiedDelivered => return None,
    };
    let asked = attempt.last_check_at.filter(|at| *at > from).map_or(Duration::ZERO, |at| at.since(from));
    let looks = || looks_h.iter().map(|hours| Duration::from_secs(u64::from(*hours) * HOUR_S));
    let next = looks().find(|look| *look > asked)?;
    let before = looks().take_while(|look| *look < next).last().unwrap_or_default();
    Some(from.after(put_off(next, next - before, attempt)))
}
