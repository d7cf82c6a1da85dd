//! The tests of `airtill-domain` and `airtill-words`: pure tables and rules.

#[path = "../domain/mod.rs"]
mod domain;
#[path = "../words/mod.rs"]
mod words;
