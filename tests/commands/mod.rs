//! The border between Rust and the page.

mod bindings;
mod cli;
mod gate;
