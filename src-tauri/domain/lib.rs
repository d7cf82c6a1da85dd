//! What a kiosk sells and what can happen to it: pure values and rules.
//!
//! Nothing here does I/O, and but for [`clock`], which is passed to whoever needs it, nothing reads the time or awaits.
//! Everything is a function of its arguments, so that the rules about money can be read, tested and trusted on their own.
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]
// Money is never a float, and neither is what is counted of it.
#![warn(clippy::float_arithmetic)]

pub mod appearance;
pub mod bank;
mod calendar;
pub mod clock;
pub mod cost;
pub mod counter;
pub mod debtor;
pub mod health;
pub mod hotkeys;
pub mod listener;
pub mod loss;
pub mod money;
pub mod network;
pub mod offer;
pub mod offer_change;
pub mod outcome;
pub mod phone;
pub mod plan;
pub mod prefix;
pub mod price;
pub mod print;
pub mod product;
pub mod recipient;
pub mod reference;
pub mod route;
pub mod sale;
pub mod service;
pub mod settings;
pub mod shift;
pub mod shop;
pub mod staff;
pub mod text;
pub mod time;
pub mod trade;
pub mod transfer;
pub mod typed;
pub mod vendor;
pub mod wallet;
