//! What a terminal shows and is asked.

use airtill_credentials::Secret;
use std::io::{BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// A passphrase, typed unseen at a terminal, or a line of the standard input.
pub(super) fn passphrase(prompt: &str) -> std::io::Result<Secret> {
    let typed = if std::io::stdin().is_terminal() { rpassword::prompt_password(prompt)? } else { line("")? };
    Ok(Secret::new(typed))
}

/// A line of the standard input.
pub(super) fn line(prompt: &str) -> std::io::Result<String> {
    if !prompt.is_empty() && std::io::stdin().is_terminal() {
        eprint!("{prompt}");
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Percents on a terminal; nothing elsewhere.
pub(super) struct Percents {
    what: &'static str,
    shown: AtomicU64,
}

impl Percents {
    /// Of this work.
    pub(super) fn of(what: &'static str) -> Percents {
        Percents { what, shown: AtomicU64::new(u64::MAX) }
    }

    /// So much is done.
    pub(super) fn tell(&self, done: u64, of: u64) {
        let percent = (done * 100).checked_div(of).unwrap_or(100);
        if std::io::stderr().is_terminal() && self.shown.swap(percent, Ordering::Relaxed) != percent {
            eprint!("\r{}: {percent} %", self.what);
            let _ = std::io::stderr().flush();
        }
    }
}

impl Drop for Percents {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) != u64::MAX {
            eprintln!();
        }
    }
}
