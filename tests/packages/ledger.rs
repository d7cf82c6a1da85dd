//! The tests of `airtill-ledger`: the store against a naive model, and damage of every kind.

#[path = "../ledger/mod.rs"]
mod ledger;
