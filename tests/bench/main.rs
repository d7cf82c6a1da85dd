//! Figures, each beside a reference measured in the same run on the same disk: what a machine can do differs, and what it
//! can do differs from minute to minute. Run by `make bench`; nothing here is asserted.

mod overhead;
mod sales;
mod sqlite;
mod table;

fn main() {
    // Cargo asks every target for its list of tests.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    overhead::measure();
}
