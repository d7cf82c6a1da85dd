//! What crosses to the page and from it: shapes alone, in the file of the screen whose commands carry them.
//!
//! Text and small numbers are made here or by the command, so that every screen says the same. What must stay out: what a command
//! does.

pub mod audit;
pub mod close;
pub mod corrections;
pub mod costs;
pub mod customer;
pub mod day;
pub mod drawer;
pub mod events;
pub mod ledger;
pub mod paper;
pub mod people;
pub mod prices;
pub mod profile;
pub mod records;
pub mod review;
pub mod routing;
pub mod rules;
pub mod sale;
pub mod screen;
pub mod sell;
pub mod slip;
pub mod status;
pub mod transfer;
pub mod vendor_form;
pub mod vendors;
pub mod wallets;
pub mod webhooks;
