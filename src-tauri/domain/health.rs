//! How a vendor's last answers were.
//!
//! Three doubts within ten minutes make it amber, five rest it: it is not chosen while anyone else can sell. Any well-formed
//! answer ends a rest, or a quarter of an hour, or the owner. Times are those of the monotonic clock.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

/// Doubts count for so long.
pub const WITHIN: Duration = Duration::from_secs(10 * 60);
/// A rest ends after so long.
pub const REST: Duration = Duration::from_secs(15 * 60);
/// So many doubts make a vendor amber.
pub const AMBER_DOUBTS: usize = 3;
/// So many rest it.
pub const REST_DOUBTS: usize = 5;

/// How a vendor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
pub enum Health {
    /// Nothing is held against it.
    Good,
    /// Some of its last answers left a doubt.
    Amber,
    /// Many did: it is chosen last.
    Rested,
}

/// What is remembered of a vendor's last answers.
#[derive(Clone, Debug, Default)]
pub struct Pulse {
    doubts: VecDeque<Duration>,
    rested_at: Option<Duration>,
}

impl Pulse {
    /// A purchase ended in doubt, at `now`.
    pub fn doubt(&mut self, now: Duration) {
        self.forget(now);
        self.doubts.push_back(now);
        if self.doubts.len() >= REST_DOUBTS {
            self.rested_at.get_or_insert(now);
        }
    }

    /// It answered as its document says, whatever the answer was; or the owner lets it sell again.
    pub fn answered(&mut self) {
        *self = Pulse::default();
    }

    /// How it stands at `now`.
    pub fn health(&self, now: Duration) -> Health {
        if self.rested_at.is_some_and(|at| now.saturating_sub(at) < REST) {
            return Health::Rested;
        }
        match self.doubts.iter().filter(|at| now.saturating_sub(**at) < WITHIN).count() {
            0..AMBER_DOUBTS => Health::Good,
            _ => Health::Amber,
        }
    }

    /// How long it still rests.
    pub fn rests_for(&self, now: Duration) -> Option<Duration> {
        self.rested_at.and_then(|at| REST.checked_sub(now.saturating_sub(at))).filter(|left| !left.is_zero())
    }

    fn forget(&mut self, now: Duration) {
        self.doubts.retain(|at| now.saturating_sub(*at) < WITHIN);
        if self.rested_at.is_some_and(|at| now.saturating_sub(at) >= REST) {
            self.rested_at = None;
        }
    }
}
