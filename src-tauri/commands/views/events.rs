//! What the page is told without asking.

use serde::Serialize;

/// A sale has changed: whoever shows it reads it again.
#[derive(Clone, Debug, Serialize, specta::Type, tauri_specta::Event)]
pub struct SaleChanged {
    /// Which sale.
    pub sale: String,
}

/// Wallets, connection, keys or the shop on the screen have changed.
#[derive(Clone, Debug, Serialize, specta::Type, tauri_specta::Event)]
pub struct StatusChanged;
