//! The real window, driven by the keyboard alone, with a real keyring. Needs the desktop of `scripts/desktop`.

mod crash;
mod keys;
mod odd;
mod people;
mod rules;
mod selling;
mod vendors;

use crate::support::window::{Start, Window};
use std::path::Path;

/// Opens the program on a home.
pub async fn open(home: &Path) -> Window {
    open_with(home, &[]).await
}

/// The same, with variables in its environment; an empty value takes one away.
pub async fn open_with(home: &Path, environment: &[(&str, &str)]) -> Window {
    Window::open(Start { binary: Path::new(env!("CARGO_BIN_EXE_airtill")), home, environment }).await
}

/// The same, without waiting for the sell form: where someone has to sign in first.
pub async fn begin_with(home: &Path, environment: &[(&str, &str)]) -> Window {
    Window::begin(Start { binary: Path::new(env!("CARGO_BIN_EXE_airtill")), home, environment }).await
}
