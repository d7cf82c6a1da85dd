//! A shop without its window: the till, the people who work at it, its settings, printer and backup, both shops of an installation,
//! and the commands that need no window.
//!
//! What must stay out: the window and all that is drawn in it (the package `airtill`).
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]

pub mod allocator;
pub mod backup;
pub mod cli;
pub mod home;
pub mod maintenance;
pub mod people;
mod printer;
pub mod settings;
pub mod shops;
pub mod support;
pub mod till;
pub mod webhooks;
