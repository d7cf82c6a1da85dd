//! A clock that stands still until the test moves it.

use airtill::clock::{Chance, Clock, Sleep};
use airtill::domain::time::At;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// 22 November 2026, 10:00 in Lagos.
pub const MORNING: i64 = 1_795_338_000_000;

pub struct TestClock {
    now: watch::Sender<i64>,
    /// How often the clock was set, and by how much: what nobody can set goes on without it.
    set_by: AtomicI64,
}

impl TestClock {
    pub fn new() -> Arc<TestClock> {
        Arc::new(TestClock { now: watch::Sender::new(MORNING), set_by: AtomicI64::new(0) })
    }

    pub fn advance(&self, by: Duration) {
        self.now.send_modify(|now| *now += i64::try_from(by.as_millis()).unwrap());
    }
}

impl TestClock {
    /// Someone sets the clock.
    pub fn set(&self, by_ms: i64) {
        self.set_by.fetch_add(by_ms, Ordering::Relaxed);
        self.now.send_modify(|now| *now += by_ms);
    }
}

impl Clock for TestClock {
    fn monotonic(&self) -> Duration {
        let passed = *self.now.borrow() - MORNING - self.set_by.load(Ordering::Relaxed);
        Duration::from_millis(u64::try_from(passed).unwrap())
    }

    fn now(&self) -> At {
        At::from_millis(*self.now.borrow())
    }

    fn sleep(&self, wait: Duration) -> Sleep {
        let until = self.now().after(wait).millis();
        let mut now = self.now.subscribe();
        Box::pin(async move {
            let _ = now.wait_for(|now| *now >= until).await;
        })
    }
}

/// Bytes that count up: every reference differs, and every run is the same.
#[derive(Default)]
pub struct Counting(AtomicU64);

impl Chance for Counting {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        let n = self.0.fetch_add(1, Ordering::Relaxed);
        for (i, byte) in buffer.iter_mut().enumerate() {
            *byte = u8::try_from((n >> (5 * i.min(12))) & 31).unwrap();
        }
        Ok(())
    }
}
