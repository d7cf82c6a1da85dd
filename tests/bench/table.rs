//! Durations in a table.

use std::time::Duration;

/// Many measurements of one thing.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    /// The time that so many percent stay below.
    pub fn percentile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
    }

    pub fn median(&self) -> Duration {
        self.percentile(50)
    }
}

/// One line: median and 95th percentile of each column, in milliseconds.
pub fn row(name: &str, columns: &[&Times]) {
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    let cells: Vec<String> = columns
        .iter()
        .map(|times| format!("{:>7.3} ({:>7.3})", ms(times.median()), ms(times.percentile(95))))
        .collect();
    println!("{name:<28} {}", cells.join("  "));
}

/// How often the reference's median the other's is, beside what it may be.
pub fn ratio(what: &str, ours: &Times, reference: &Times, most: f64) {
    let ratio = ours.median().as_secs_f64() / reference.median().as_secs_f64();
    let verdict = if ratio <= most { "met" } else { "MISSED" };
    println!("{what:<28} {ratio:>7.2} × (at most {most} ×: {verdict})");
}

/// A figure beside what it may be at most.
pub fn most(what: &str, figure: f64, most: f64) {
    let verdict = if figure <= most { "met" } else { "MISSED" };
    println!("{what:<36} {figure:>9.3} (at most {most}: {verdict})");
}
