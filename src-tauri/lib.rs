//! Airtill
#![warn(missing_docs)]
pub mod clock;
pub mod domain;
pub mod faults;
pub mod ledger;
pub mod keys;
pub mod vendors;
