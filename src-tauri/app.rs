//! The program with its window: start, gate, the till's window, and what the page is told.

use crate::commands;
use crate::commands::views::events::{SaleChanged, StatusChanged};
use crate::commands::window::{WINDOW, is_own};
use crate::log;
use airtill_domain::clock::{SystemClock, SystemEntropy};
use airtill_shop::home::home;
use airtill_shop::shops::{Change, Shops};
use airtill_shop::till::TillEvent;
use std::sync::Arc;
use tauri::Manager;
use tauri_specta::Event;

/// Runs the program until the till's window is closed.
pub fn run(context: tauri::Context) {
    let home = match home() {
        Ok(home) => home,
        Err(why) => {
            eprintln!("Airtill can't find a place for its data: {why}. Set AIRTILL_HOME to a directory");
            std::process::exit(1);
        }
    };
    let log = match log::start(&airtill_shop::home::log_folder(&home)) {
        Ok(guard) => Some(guard),
        Err(why) => {
            eprintln!("Airtill works without a log: {why}");
            None
        }
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Airtill starts");
    let shops = Shops::new(home, Arc::new(SystemClock), Arc::new(SystemEntropy));
    let closing = Arc::clone(&shops);
    let commands = commands::builder();
    let app = tauri::Builder::default();
    let app = if one_at_a_time() {
        app.plugin(tauri_plugin_single_instance::init(|app, _, _| bring_forward(app)))
    } else {
        app
    };
    let built = app
        .manage(Arc::clone(&shops))
        .invoke_handler(gated(Arc::clone(&shops), commands.invoke_handler()))
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
        Ok(app) => {
            let code = app.run_return(close_with_the_till);
            tauri::async_runtime::block_on(closing.close());
            tracing::info!(code, "Airtill ends");
            // In this order: leaving the process would lose what the log has not written yet.
            drop(log);
            std::process::exit(code);
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            eprintln!("Airtill could not open its window: {error}");
            std::process::exit(1);
        }
    }
}

/// Without the till's window there is nothing for the customer to read: the program ends with it.
fn close_with_the_till(app: &tauri::AppHandle, event: tauri::RunEvent) {
    if let tauri::RunEvent::WindowEvent { label, event: tauri::WindowEvent::Destroyed, .. } = event
        && label == WINDOW
        && let Some(window) = app.get_webview_window(commands::customer::WINDOW)
    {
        let _ = window.close();
    }
}

/// Every call of the window passes the gate first.
fn gated(
    shops: Arc<Shops>,
    handler: impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static,
) -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    move |invoke| match commands::gate::check_size(invoke.message.payload())
        .and_then(|()| commands::gate::check(invoke.message.command(), &shops))
    {
        Ok(()) => handler(invoke),
        Err(error) => {
            invoke.resolver.reject(error);
            true
        }
    }
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
        .min_inner_size(1024.0, 600.0)
        .center()
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        .build()
        .map(|_| ())
}

/// Text as large as it was chosen: the whole page grows, and lays itself out anew.
fn scale(app: &tauri::AppHandle) {
    let percent = commands::screen::look(&app.state::<Arc<Shops>>()).text_percent;
    if let Some(window) = app.get_webview_window(WINDOW)
        && let Err(error) = window.set_zoom(f64::from(percent) / 100.0)
    {
        tracing::warn!(%error, "the text keeps its size");
    }
}

/// Tells the page what has changed in the shop on the screen.
async fn forward(app: tauri::AppHandle, mut changes: tokio::sync::broadcast::Receiver<Change>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        let told = match changes.recv().await {
            Ok(change) => change.told,
            // Too many to follow: everything is read again.
            Err(RecvError::Lagged(_)) => TillEvent::Status,
            Err(RecvError::Closed) => return,
        };
        let emitted = match told {
            TillEvent::Sale(sale) => SaleChanged { sale: sale.to_string() }.emit(&app),
            TillEvent::Status => {
                scale(&app);
                StatusChanged.emit(&app)
            }
        };
        if let Err(error) = emitted {
            tracing::warn!(%error, "the page was not told");
        }
    }
}
