//! Airtill is the till of an airtime kiosk. An attendant with a queue sells airtime, data and bank transfers through five vendors' APIs;
//! the customer has paid when the request leaves, power and network fail, and a top-up can't be taken back. So the program knows, at every
//! moment and after every crash, which of three things is true of a sale: **delivered**, **failed for certain**, or **not
//! known yet**. Everything else serves that.
//!
//! How it is built and what must always hold follows; how to change it stands in `CONTRIBUTING.md`, what its words mean in
//! `docs/glossary.md`.
#![doc = include_str!("../ARCHITECTURE.md")]
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]

pub mod app;
pub mod commands;
pub mod graphics;
pub mod log;

pub use app::run;
