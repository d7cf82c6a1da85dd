//! What a terminal shows and is asked.

use crate::keys::Secret;
use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A passphrase, typed unseen at a terminal, or a line of the standard input.
pub fn passphrase(prompt: &str) -> std::io::Result<Secret> {
    let typed = if std::io::stdin().is_terminal() { rpassword::prompt_password(prompt)? } else { line("")? };
    Ok(Secret::new(typed))
}

/// A line of the standard input.
pub fn line(prompt: &str) -> std::io::Result<String> {
    if !prompt.is_empty() && std::io::stdin().is_terminal() {
        eprint!("{prompt}");
        std::io::stderr().flush()?;
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Percents on a terminal; nothing elsewhere.
pub struct Percents {
    shown: Arc<AtomicU64>,
    tell: Box<dyn Fn(u64, u64) + Send + Sync>,
}

impl Percents {
    /// Of this work.
    pub fn of(what: &'static str) -> Percents {
        let shown = Arc::new(AtomicU64::new(u64::MAX));
        let last = Arc::clone(&shown);
        let tell = Box::new(move |done: u64, of: u64| {
            let percent = (done * 100).checked_div(of).unwrap_or(100);
            if std::io::stderr().is_terminal() && last.swap(percent, Ordering::Relaxed) != percent {
                eprint!("\r{what}: {percent} %");
                let _ = std::io::stderr().flush();
            }
        });
        Percents { shown, tell }
    }

    /// Who is told.
    pub fn teller(&self) -> &(dyn Fn(u64, u64) + Sync) {
        &*self.tell
    }
}

impl Drop for Percents {
    fn drop(&mut self) {
        if self.shown.load(Ordering::Relaxed) != u64::MAX {
            eprintln!();
        }
    }
}
