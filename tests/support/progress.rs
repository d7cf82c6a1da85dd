//! How far a long run has come: printed, and kept in a file, so that it goes on where it was stopped.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

/// A run of many cases.
pub struct Run {
    name: &'static str,
    total: u64,
    state: Mutex<(u64, Instant)>,
    kept: Option<PathBuf>,
}

/// How many cases: `long` where AIRTILL_FAULTS_LONG is set, else `short`.
pub fn cases(short: u64, long: u64) -> u64 {
    if is_long() { long } else { short }
}

/// Whether this is the long run of `make faults`.
pub fn is_long() -> bool {
    std::env::var_os("AIRTILL_FAULTS_LONG").is_some()
}

impl Run {
    /// Begins, or goes on: cases below [`Run::first`] were done before.
    pub fn begin(name: &'static str, total: u64) -> Run {
        let kept = is_long().then(|| crate::root().join("target/faults").join(name));
        let done = kept
            .as_ref()
            .and_then(|path| std::fs::read_to_string(path).ok()?.trim().parse::<u64>().ok())
            .filter(|done| *done < total)
            .unwrap_or(0);
        if done > 0 {
            println!("{name}: goes on at {done} of {total}");
        }
        Run { name, total, state: Mutex::new((done, Instant::now())), kept }
    }

    /// The first case to do.
    pub fn first(&self) -> u64 {
        self.state.lock().unwrap().0
    }

    /// So many more are done. To be called in order: a stop in between repeats some, and leaves none out.
    pub fn done(&self, cases: u64) {
        let mut state = self.state.lock().unwrap();
        state.0 += cases;
        if let Some(path) = &self.kept {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, state.0.to_string()).unwrap();
        }
        if is_long() && (state.1.elapsed().as_secs() >= 5 || state.0 >= self.total) {
            println!("{}: {} of {}", self.name, state.0, self.total);
            let _ = std::io::stdout().flush();
            state.1 = Instant::now();
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let done = self.state.lock().unwrap().0;
        if let Some(path) = self.kept.as_ref().filter(|_| done >= self.total && !std::thread::panicking()) {
            let _ = std::fs::remove_file(path);
        }
    }
}
