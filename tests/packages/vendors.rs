//! The tests of `airtill-vendors`: what each answer means.

#[path = "../wire/mod.rs"]
mod wire;
