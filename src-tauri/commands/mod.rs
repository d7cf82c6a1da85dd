//! What the page can ask for: thin functions, one file per screen.
//!
//! A command turns the page's words into a call on a till and what comes of it into a view. It decides nothing. What an
//! attendant can cause comes back as a value; what the program causes is a [`error::CommandError`] with a sentence and
//! a hint. What each of them needs (nobody, someone signed in, the owner) is decided in [`gate`] before it runs. Every command is `async`, so that none runs on the window's thread. Secrets come in, never out (but for the recovery code, which is shown once).

pub mod answer;
pub mod audit;
pub mod close;
pub mod customer;
pub mod day;
pub mod drawer;
pub mod error;
pub mod gate;
pub mod glance;
pub mod ledger;
pub mod notices;
pub mod open_sales;
pub mod paper;
pub mod people;
pub mod prices;
pub mod profile;
pub mod records;
pub mod review;
pub mod routing;
pub mod screen;
pub mod sell;
pub mod slip;
pub mod status;
pub mod transfer;
pub mod vendor_form;
pub mod vendors;
pub mod view;
pub mod wallets;

use crate::domain::money::{Naira, NotTyped};
use crate::domain::reference::SaleId;
use crate::domain::shift::NOTES;
use crate::say;
use crate::shops::Shops;
use crate::till::Till;
use error::CommandError;
use serde::Serialize;
use std::sync::Arc;

/// The state of every command.
pub type ShopsState<'a> = tauri::State<'a, Arc<Shops>>;

/// A sale has changed: whoever shows it reads it again.
#[derive(Clone, Debug, Serialize, specta::Type, tauri_specta::Event)]
pub struct SaleChanged {
    /// Which sale.
    pub sale: String,
}

/// Wallets, connection, keys or the shop on the screen have changed.
#[derive(Clone, Debug, Serialize, specta::Type, tauri_specta::Event)]
pub struct StatusChanged;

/// All commands and events, for the window and for the generated bindings.
pub fn builder() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::<tauri::Wry>::new()
        .commands(tauri_specta::collect_commands![
            audit::audit,
            close::close_shift,
            close::count_drawer,
            close::look_before_close,
            close::print_sheet,
            close::x_report,
            close::z_list,
            close::z_report,
            customer::open_customer_window,
            customer::show_customer,
            day::day_list,
            drawer::debt_paid,
            drawer::drawer,
            drawer::move_cash,
            drawer::open_shift,
            glance::day_at_a_glance,
            ledger::find_sales,
            ledger::sale_story,
            notices::listener,
            notices::notice_addresses,
            screen::save_language,
            notices::save_listener,
            open_sales::alarm_seen,
            open_sales::check_now,
            open_sales::hand_over,
            open_sales::open_sales,
            open_sales::settle,
            paper::drop_slip,
            paper::print_copy,
            paper::print_slip,
            paper::print_test,
            paper::printer,
            paper::save_printer,
            people::add_staff,
            people::lock,
            people::new_recovery_code,
            people::people,
            people::recover,
            people::recovery_code_kept,
            people::remove_staff,
            people::set_passphrase,
            people::set_pin,
            people::set_up,
            people::sign_in,
            people::step_down,
            people::step_up,
            people::touch,
            profile::vendor_profile,
            records::begin_task,
            records::leave_backup,
            records::open_backup,
            records::opened_backup,
            records::put_back,
            records::records,
            records::set_backup_folder,
            records::stop_task,
            review::cancel_review,
            review::confirm_sale,
            review::next_vendor,
            review::review_sale,
            review::set_debtor,
            review::set_tender,
            review::try_again,
            review::why_vendor,
            routing::let_sell,
            routing::prefixes,
            routing::routing,
            routing::save_prefixes,
            routing::save_routing,
            screen::counter_rules,
            screen::save_counter_rules,
            screen::save_keys,
            screen::save_look,
            sell::customers_ending,
            sell::look_up,
            sell::plans,
            sell::read_amount,
            sell::read_number,
            sell::sale,
            slip::slip,
            status::acknowledge_missing,
            status::open_again,
            status::status,
            status::switch_shop,
            transfer::banks,
            transfer::read_account,
            transfer::read_transfer,
            transfer::save_transfer_rules,
            transfer::transfer_rules,
            vendors::delete_key,
            vendors::learn_recipe,
            prices::prices,
            prices::save_prices,
            prices::plan_prices,
            prices::save_plan_prices,
            prices::name_shop,
            vendors::save_vendor,
            vendors::set_key,
            vendors::test_key,
            vendors::vendors,
            wallets::compare_statement,
            wallets::difference_seen,
            wallets::fund_wallet,
            wallets::look_at_wallets,
            wallets::wallet_books,
        ])
        .events(tauri_specta::collect_events![SaleChanged, StatusChanged, customer::CustomerShows])
        .constant("USUAL_KEYS", screen::usual_keys())
        .constant("NOTES", NOTES)
}

fn till(shops: &Shops) -> Result<Arc<Till>, CommandError> {
    shops.till().ok_or_else(CommandError::opening)
}

/// An amount as people type or paste it, below zero where that means something; or the sentence that says what is wrong: `usual`,
/// unless it is something that would be misread.
fn typed_naira(text: &str, usual: &str) -> Result<Naira, String> {
    Naira::typed(text).map_err(|why| match why {
        NotTyped::Comma => why.to_string(),
        NotTyped::NotMoney(_) => usual.to_owned(),
    })
}

fn sale_id(text: &str) -> Result<SaleId, CommandError> {
    SaleId::parse(text).map_err(|_| CommandError::internal(say!("no such sale")))
}
