//! What the page can ask for: thin functions, one file per screen.
//!
//! A command turns the page's words into a call on a till and what comes of it into a view. It decides nothing. What an
//! attendant can cause comes back as a value; what the program causes is a [`error::CommandError`] with a sentence and
//! a hint. What each of them needs (nobody, someone signed in, the owner) is decided in [`gate`] before it runs. Every command is `async`, so that none runs on the window's thread. Secrets come in, never out (but for the recovery code, which is shown once).

pub mod answer;
pub mod audit;
pub mod close;
pub mod context;
pub mod corrections;
pub mod costs;
pub mod customer;
pub mod day;
pub mod drawer;
pub mod error;
pub mod gate;
pub mod glance;
pub mod groups;
pub mod ledger;
pub mod open_sales;
pub mod paper;
pub mod people;
pub mod prices;
pub mod profile;
pub mod records;
pub mod reply;
pub mod review;
pub mod routing;
pub mod rules;
mod rules_form;
pub mod screen;
pub mod sell;
pub mod slip;
pub mod status;
pub mod support;
pub mod transfer;
pub mod vendor_form;
pub mod vendors;
pub mod views;
pub mod wallets;
pub mod webhooks;
pub mod window;

use airtill_domain::shift::NOTES;
use views::customer::CustomerShows;
use views::events::{SaleChanged, StatusChanged};

macro_rules! commands {
    ($($file:ident :: $command:ident => $needs:ident,)*) => {
        fn every_command() -> tauri_specta::Commands<tauri::Wry> {
            tauri_specta::collect_commands![$($file::$command),*]
        }
    };
}
include!("list.rs");

/// All commands and events, for the window and for the generated bindings.
pub fn builder() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::<tauri::Wry>::new()
        // What the page gets and what it sends have one form.
        .disable_serde_phases()
        .commands(every_command())
        .events(tauri_specta::collect_events![SaleChanged, StatusChanged, CustomerShows])
        .constant("USUAL_KEYS", screen::usual_keys())
        .constant("NOTES", NOTES)
        .constant("VENDORS", vendors::names())
}
