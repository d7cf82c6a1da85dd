//! When "not found" is an end.
//!
//! Invariant 6: where the vendor documents it, three equal answers, two minutes apart, the last at least ten minutes after
//! the purchase request ended. It leads to giving back and never to another vendor: the first request may still lie in
//! somebody's queue. How long was waited is measured by the monotonic clock, and counted anew after a restart, so
//! neither a clock set forward nor a program started over and over shortens it.

use serde::{Deserialize, Serialize};

/// So many equal answers.
pub const TIMES: u8 = 3;
/// So far apart, at least: two minutes.
pub const APART_MS: u64 = 2 * 60 * 1_000;
/// The last so long after the request's end: ten minutes.
pub const AFTER_MS: u64 = 10 * 60 * 1_000;

/// The "not found" answers that count so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotFoundSoFar {
    /// How many.
    pub times: u8,
    /// How long had been waited when the last of them came.
    pub waited_ms: u64,
}

impl NotFoundSoFar {
    /// Whether they are an end by now.
    pub fn is_an_end(self) -> bool {
        self.times >= TIMES && self.waited_ms >= AFTER_MS
    }
}

/// One more such answer.
pub fn heard(before: Option<NotFoundSoFar>, waited_ms: u64) -> NotFoundSoFar {
    let Some(before) = before else { return NotFoundSoFar { times: 1, waited_ms } };
    // A smaller figure comes from another run of the program: the last answer is at least as old as this run.
    let apart_ms = waited_ms.checked_sub(before.waited_ms).unwrap_or(waited_ms);
    if apart_ms >= APART_MS { NotFoundSoFar { times: before.times.saturating_add(1), waited_ms } } else { before }
}
