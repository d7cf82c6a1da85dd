//! Purchase requests under way, and how long ago those of this run ended.
//!
//! In memory, and by the monotonic clock: what ended in an earlier run of the program had ended when this one began.

use super::lock::locked;
use airtill_domain::clock::Clock;
use airtill_domain::reference::Reference;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The purchase requests of this run.
pub(super) struct Requests {
    clock: Arc<dyn Clock>,
    begun_at: Duration,
    under_way: Mutex<BTreeSet<Reference>>,
    ended_at: Mutex<BTreeMap<Reference, Duration>>,
}

/// A purchase request that a task is waiting for. Dropped with the task, however that ends.
pub(super) struct UnderWay {
    requests: Arc<Requests>,
    reference: Reference,
}

impl Requests {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Arc<Requests> {
        let begun_at = clock.monotonic();
        Arc::new(Requests { clock, begun_at, under_way: Mutex::default(), ended_at: Mutex::default() })
    }

    pub(super) fn begin(self: &Arc<Self>, reference: Reference) -> UnderWay {
        locked(&self.under_way).insert(reference.clone());
        UnderWay { requests: Arc::clone(self), reference }
    }

    /// Whether a task waits for its answer.
    pub(super) fn is_under_way(&self, reference: &Reference) -> bool {
        locked(&self.under_way).contains(reference)
    }

    /// How long ago an attempt's request had ended, at least: no time, as long as a task is at it. What ended in an earlier run of the
    /// program had ended when this one began.
    pub(super) fn waited(&self, reference: &Reference) -> Duration {
        if self.is_under_way(reference) {
            return Duration::ZERO;
        }
        let ended = locked(&self.ended_at).get(reference).copied().unwrap_or(self.begun_at);
        self.clock.monotonic().saturating_sub(ended)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        // By the monotonic clock: how long a "not found" was waited for is counted from here.
        let now = self.requests.clock.monotonic();
        locked(&self.requests.ended_at).insert(self.reference.clone(), now);
        locked(&self.requests.under_way).remove(&self.reference);
    }
}
