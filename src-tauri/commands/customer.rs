//! The customer's window: a second screen on which the customer reads the number, the amount and how it ended.
//!
//! It shows what the attendant's page says and asks for nothing: its one capability is to hear the event that comes from here.
//! A wrong number is found by the one who knows it, before the key that can't be taken back.

use super::error::CommandError;
use super::views::customer::CustomerShows;
use airtill_domain::text;
use airtill_macros::command;
use airtill_words::say;
use tauri::{Emitter, Manager};

/// The window's name.
pub const WINDOW: &str = "customer";

/// Most characters of a text in it.
const TEXT_MAX_CHARS: usize = 60;

/// Opens the customer's window, or brings it forward.
///
/// # Errors
/// [`CommandError`], when the system has no window to give.
#[command]
pub async fn open_customer_window(app: tauri::AppHandle) -> Result<(), CommandError> {
    let failed = |error: tauri::Error| {
        tracing::warn!(%error, "the customer's window can't be opened");
        CommandError::internal(say!("The customer's window can't be opened here"))
    };
    if let Some(window) = app.get_webview_window(WINDOW) {
        return window.set_focus().map_err(failed);
    }
    let page = tauri::WebviewUrl::App("customer.html".into());
    tauri::WebviewWindowBuilder::new(&app, WINDOW, page)
        .title(say!("Airtill: for the customer"))
        .inner_size(900.0, 520.0)
        .min_inner_size(480.0, 280.0)
        .disable_drag_drop_handler()
        .on_navigation(super::window::is_own)
        .build()
        .map(|_| ())
        .map_err(failed)
}

/// Shows something to the customer; nothing happens where the window is not open.
///
/// # Errors
/// [`CommandError`], when the window can't be told.
#[command]
pub async fn show_customer(app: tauri::AppHandle, shows: CustomerShows) -> Result<bool, CommandError> {
    if app.get_webview_window(WINDOW).is_none() {
        return Ok(false);
    }
    let cut = |text: String| text::seen(&text, TEXT_MAX_CHARS);
    let shows = CustomerShows {
        shop: cut(shows.shop),
        number: cut(shows.number),
        network: cut(shows.network),
        what: cut(shows.what),
        says: cut(shows.says),
        tone: shows.tone,
        language: shows.language,
    };
    let name = <CustomerShows as tauri_specta::Event>::NAME;
    app.emit_to(WINDOW, name, shows).map(|()| true).map_err(|error| {
        tracing::warn!(%error, "the customer's window was not told");
        CommandError::internal(say!("The customer's window does not hear"))
    })
}
