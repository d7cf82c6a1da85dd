//! From the start of the program until its number field takes keys, and the memory of all its processes then: Airtill with an
//! empty ledger and with 100,000 sales, beside a bare Tauri window, in turns on the same machine. `make bench-start`.

#[path = "../support/generator.rs"]
mod generator;
#[path = "../e2e/window.rs"]
#[allow(dead_code, reason = "the tests use the rest of it")]
mod window;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use window::{Start, Window};

/// Starts of each program; the middle one counts.
const STARTS: usize = 11;
const SALES: u64 = 100_000;

/// What is started, on which home.
struct Program {
    name: &'static str,
    binary: PathBuf,
    home: tempfile::TempDir,
    start_ms: Vec<f64>,
    pss_kib: Vec<f64>,
    /// Of which its own, and the page's: what it made, and what it read from files.
    parts_kib: Vec<[f64; 4]>,
}

impl Program {
    fn new(name: &'static str, binary: &str) -> Program {
        let directory = std::env::current_exe().expect("this program has a path").with_file_name("");
        let binary = directory.join(binary).canonicalize().expect("it was built: `make bench-start`");
        let home = tempfile::tempdir().expect("a directory");
        Program { name, binary, home, start_ms: Vec::new(), pss_kib: Vec::new(), parts_kib: Vec::new() }
    }

    /// Starts it once more and looks at it.
    async fn look(&mut self) {
        // The time is taken by a shell that becomes the program, so that the driver's own start does not count.
        let (script, begun) = (self.home.path().join("start.sh"), self.home.path().join("begun"));
        let text = format!("#!/bin/sh\ndate +%s%N > {}\nexec {} \"$@\"\n", begun.display(), self.binary.display());
        fs::write(&script, text).expect("a script");
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("it can be run");
        let start = Start { binary: &script, home: self.home.path(), environment: &[] };
        let window = Window::open(start).await;
        let marked = "const marks = performance.getEntriesByName('takes-keys');
                      return marks.length ? performance.timeOrigin + marks[0].startTime : null";
        window.until("the field takes keys", || async { !window.script(marked).await.is_null() }).await;
        let ready_ms = window.script(marked).await.as_f64().expect("a time");
        let begun_ns: f64 = fs::read_to_string(&begun).expect("the script ran").trim().parse().expect("a time");
        // What still goes on behind a window that can be used is memory too.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        self.start_ms.push(ready_ms - begun_ns / 1e6);
        let processes = descendants(window.driver_id());
        let sum = |of: &dyn Fn(&str) -> bool, what: &str| -> f64 {
            processes.iter().filter(|pid| of(&name(**pid))).map(|pid| pss_kib(*pid, what)).sum()
        };
        let is_page = |name: &str| name.starts_with("WebKitWebProces");
        let is_own = |name: &str| !name.starts_with("WebKit");
        self.pss_kib.push(sum(&|_| true, "Pss:"));
        self.parts_kib.push([
            sum(&is_own, "Pss_Anon:"),
            sum(&is_own, "Pss_File:"),
            sum(&is_page, "Pss_Anon:"),
            sum(&is_page, "Pss_File:"),
        ]);
        window.close().await;
    }
}

#[tokio::main]
async fn main() {
    let mut programs = [
        Program::new("bare Tauri window", "bare"),
        Program::new("Airtill, empty ledger", "../airtill"),
        Program::new("Airtill, 100,000 sales", "../airtill"),
    ];
    generator::write_journal(&programs[2].home.path().join("practice"), 7, SALES);
    // The first start of each makes what later starts find: a store, caches.
    for program in &mut programs {
        program.look().await;
        program.start_ms.clear();
        program.pss_kib.clear();
        program.parts_kib.clear();
    }
    for _ in 0..STARTS {
        for program in &mut programs {
            program.look().await;
        }
    }
    let (bare_ms, bare_kib) = (median(&programs[0].start_ms), median(&programs[0].pss_kib));
    println!("{:<24} {:>10} {:>8} {:>10} {:>8}", "", "start, ms", "x bare", "PSS, MiB", "x bare");
    for program in &programs {
        let (ms, kib) = (median(&program.start_ms), median(&program.pss_kib));
        println!(
            "{:<24} {ms:>10.0} {:>8.2} {:>10.1} {:>8.2}",
            program.name,
            ms / bare_ms,
            kib / 1024.0,
            kib / bare_kib
        );
    }
    println!("middle of {STARTS} starts each, in turns; at most 1.30 x and 1.40 x, memory 1.20 x");
    println!(
        "{:<24} {:>12} {:>12} {:>12} {:>12}",
        "of the memory, MiB", "till: own", "till: files", "page: own", "page: files"
    );
    for program in &programs {
        let part = |at: usize| median(&program.parts_kib.iter().map(|parts| parts[at]).collect::<Vec<_>>()) / 1024.0;
        println!("{:<24} {:>12.1} {:>12.1} {:>12.1} {:>12.1}", program.name, part(0), part(1), part(2), part(3));
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Every process that a process has started, and that those have.
fn descendants(of: u32) -> Vec<u32> {
    let mut parents: Vec<(u32, u32)> = Vec::new();
    for process in fs::read_dir("/proc").expect("a Linux machine").flatten() {
        let Ok(pid) = process.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(stat) = fs::read_to_string(process.path().join("stat")) else { continue };
        let after = stat.rsplit(')').next().unwrap_or_default();
        if let Some(parent) = after.split_whitespace().nth(1).and_then(|text| text.parse().ok()) {
            parents.push((pid, parent));
        }
    }
    let mut found = vec![of];
    let mut at = 0;
    while at < found.len() {
        let parent = found[at];
        found.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
        at += 1;
    }
    found.split_off(1)
}

/// The memory of a process, what is shared counted by parts.
fn pss_kib(pid: u32, what: &str) -> f64 {
    let text = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(what));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0.0)
}

fn name(pid: u32) -> String {
    fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("comm")).unwrap_or_default()
}
