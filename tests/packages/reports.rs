//! The tests of `airtill-reports`: everything on paper and in files.

#[path = "../reports/mod.rs"]
mod reports;
#[path = "../slips/mod.rs"]
mod slips;
