//! Figures, each beside a reference measured in the same run on the same disk: what a machine can do differs, and what it
//! can do differs from minute to minute. Run by `make bench`; nothing here is asserted.

mod close;
#[path = "../support/generator.rs"]
mod generator;
mod large;
mod overhead;
mod rows;
mod sales;
mod sqlite;
mod table;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    // Cargo asks every target for its list of tests.
    if arguments.iter().any(|argument| argument == "--list") {
        return;
    }
    if let [_, flag, home] = &arguments[..]
        && flag == "--memory"
    {
        return large::tell_memory(home);
    }
    let wanted = |name: &str| arguments.iter().skip(1).all(|argument| argument.starts_with("--") || argument == name);
    if wanted("overhead") {
        overhead::measure();
    }
    if wanted("close") {
        close::measure();
    }
    if wanted("large") {
        large::measure();
    }
}
