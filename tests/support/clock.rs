//! A clock that stands still until the test moves it.

use airtill_domain::clock::{Clock, Entropy, Sleep};
use airtill_domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// 22 November 2026, 10:00 in Lagos.
pub const MORNING: i64 = 1_795_338_000_000;

pub struct TestClock {
    now: watch::Sender<Now>,
}

/// What the clock on the wall shows, and by how much it was set: what nobody can set goes on without that.
#[derive(Clone, Copy)]
struct Now {
    wall_ms: i64,
    set_by_ms: i64,
}

impl Now {
    fn monotonic_ms(self) -> i64 {
        self.wall_ms - MORNING - self.set_by_ms
    }
}

impl TestClock {
    pub fn new() -> Arc<TestClock> {
        Arc::new(TestClock { now: watch::Sender::new(Now { wall_ms: MORNING, set_by_ms: 0 }) })
    }

    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| now.wall_ms += i64::try_from(by.as_millis()).unwrap());
    }

    /// Someone sets the clock.
    pub fn set(&self, by_ms: i64) {
        self.now.send_modify(|now| {
            now.wall_ms += by_ms;
            now.set_by_ms += by_ms;
        });
    }
}

impl Clock for TestClock {
    fn monotonic(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.now.borrow().monotonic_ms()).unwrap())
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.borrow().wall_ms)
    }

    // As a system sleeps: setting the clock neither wakes nor keeps anybody.
    fn sleep(&self, wait: Duration) -> Sleep {
        let until = self.now.borrow().monotonic_ms() + i64::try_from(wait.as_millis()).unwrap();
        let mut now = self.now.subscribe();
        Box::pin(async move {
            let _ = now.wait_for(|now| now.monotonic_ms() >= until).await;
        })
    }
}

/// Bytes that count up: every reference differs, and every run is the same.
#[derive(Default)]
pub struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        for (i, byte) in buffer.iter_mut().enumerate() {
            *byte = u8::try_from((n >> (5 * i.min(12))) & 31).unwrap();
        }
        Ok(())
    }
}
