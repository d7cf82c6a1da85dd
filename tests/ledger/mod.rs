//! The ledger on a real disk: its encodings, a naive model against it, damage of every kind, and the opening order.

mod damage;
mod days;
mod encodings;
mod fixtures;
mod machine;
mod model;
mod one_of_each;
mod proof;
mod queries;
mod sweep;
