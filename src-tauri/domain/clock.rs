//! Time and chance, passed in.
//!
//! Nothing in the program reads the system clock or draws random bytes on its own: rules that depend on time are
//! tested on a clock of the test, and references can be made to order.

use crate::time::Timestamp;
use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// A future that ends after a wait.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The time, and waiting.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
    /// Time since some moment before. Nobody can set it, and it goes on while the computer sleeps, where the system tells.
    fn monotonic(&self) -> Duration;
    /// Waits on this clock.
    fn sleep(&self, wait: Duration) -> Sleep;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from(chrono::Utc::now())
    }

    fn monotonic(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        // On Linux the usual clock stands still while the computer sleeps; the time since it was started does not.
        since_boot().unwrap_or_else(|| BEGUN.elapsed())
    }

    fn sleep(&self, wait: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(wait))
    }
}

fn since_boot() -> Option<Duration> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    Duration::try_from_secs_f64(text.split(' ').next()?.parse().ok()?).ok()
}

/// A source of random bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with random bytes.
    ///
    /// # Errors
    /// When the operating system gives none; nothing that needs them may go on then.
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()>;
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(buffer).map_err(std::io::Error::other)
    }
}

/// An array of random bytes.
///
/// # Errors
/// As [`Entropy::fill`].
pub fn random<const N: usize>(entropy: &dyn Entropy) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}
