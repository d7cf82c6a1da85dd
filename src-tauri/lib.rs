//! Airtill
#![warn(missing_docs)]

pub mod clock;
pub mod commands;
pub mod domain;
pub mod faults;
pub mod keys;
pub mod ledger;
pub mod log;
pub mod practice;
pub mod shops;
pub mod slips;
pub mod till;
pub mod vendors;

use clock::{SystemChance, SystemClock};
use commands::{SaleChanged, StatusChanged};
use shops::{Change, Shops};
use std::path::PathBuf;
use std::sync::Arc;
use tauri::Manager;
use tauri_specta::Event;
use till::Told;

/// The name of the one window.
const WINDOW: &str = "main";

/// Runs the program until its window is closed.
pub fn run(context: tauri::Context) {
    let home = match home() {
        Ok(home) => home,
        Err(why) => {
            eprintln!("Airtill can't find a place for its data: {why}. Set AIRTILL_HOME to a directory");
            std::process::exit(1);
        }
    };
    let _log = match log::start(&home.join("log")) {
        Ok(guard) => Some(guard),
        Err(why) => {
            eprintln!("Airtill works without a log: {why}");
            None
        }
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Airtill starts");
    let shops = Shops::new(home, Arc::new(SystemClock), Arc::new(SystemChance));
    let commands = commands::builder();
    let app = tauri::Builder::default();
    let app = if one_at_a_time() {
        app.plugin(tauri_plugin_single_instance::init(|app, _, _| bring_forward(app)))
    } else {
        app
    };
    let built = app
        .manage(Arc::clone(&shops))
        .invoke_handler(commands.invoke_handler())
        .setup(move |app| {
            commands.mount_events(app);
            open_window(app)?;
            let handle = app.handle().clone();
            tauri::async_runtime::spawn(forward(handle, shops.listen()));
            // Beside the window, never before it: opening a large ledger takes a while.
            tauri::async_runtime::spawn(async move { shops.open().await });
            Ok(())
        })
        .build(context);
    match built {
        Ok(app) => app.run(|_, _| {}),
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("Airtill could not open its window: {error}");
            std::process::exit(1);
        }
    }
}

/// Where data lives: `AIRTILL_HOME`, or the platform's own directory for applications.
fn home() -> Result<PathBuf, String> {
    if let Some(home) = std::env::var_os("AIRTILL_HOME").filter(|home| !home.is_empty()) {
        return std::path::absolute(PathBuf::from(home)).map_err(|error| error.to_string());
    }
    let data = dirs::data_dir().ok_or("this system names no directory for applications")?;
    Ok(data.join("Airtill"))
}

/// A second start brings the first window forward. The bus this needs on Linux may be missing; the ledger's own lock
/// is the guarantee then. Several homes are several installations.
fn one_at_a_time() -> bool {
    let bus = !cfg!(target_os = "linux") || std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
    bus && std::env::var_os("AIRTILL_HOME").is_none()
}

fn bring_forward(app: &tauri::AppHandle) {
    if let Some(window) = app.get_webview_window(WINDOW) {
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

fn open_window(app: &tauri::App) -> tauri::Result<()> {
    tauri::WebviewWindowBuilder::new(app, WINDOW, tauri::WebviewUrl::default())
        .title("Airtill")
        .inner_size(1366.0, 768.0)
        .min_inner_size(1024.0, 700.0)
        .center()
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        .build()
        .map(|_| ())
}

/// The page comes from the program itself, or from the development server in a development build.
fn is_own(url: &tauri::Url) -> bool {
    let own = url.scheme() == "tauri" || matches!(url.host_str(), Some("tauri.localhost"));
    own || (cfg!(debug_assertions) && url.host_str() == Some("localhost") && url.port() == Some(1420))
}

/// Tells the page what has changed in the shop on the screen.
async fn forward(app: tauri::AppHandle, mut changes: tokio::sync::broadcast::Receiver<Change>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        let told = match changes.recv().await {
            Ok(change) => change.told,
            // Too many to follow: everything is read again.
            Err(RecvError::Lagged(_)) => Told::Status,
            Err(RecvError::Closed) => return,
        };
        let emitted = match told {
            Told::Sale(sale) => SaleChanged { sale: sale.to_string() }.emit(&app),
            Told::Status => StatusChanged.emit(&app),
        };
        if let Err(error) = emitted {
            tracing::warn!(%error, "the page was not told");
        }
    }
}
