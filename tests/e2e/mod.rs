//! The real window, driven by the keyboard alone, with a real keyring. Needs the desktop of `scripts/desktop`.

mod corrections;
mod costs;
mod crash;
mod field;
mod followed;
mod hostile;
mod keys;
mod late_keys;
mod ledger;
mod odd;
mod owner;
mod people;
mod records;
mod rules;
mod screen;
mod selling;
mod shift;
mod tour;
mod trade;
mod transfers;
mod vendors;
mod wallet_stories;
mod window;

use std::path::Path;
use window::{Start, Window};

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

/// What the accessibility checker finds serious or critical on the screen.
pub async fn axe(window: &Window) -> serde_json::Value {
    window.script(include_str!("../../ui/node_modules/axe-core/axe.min.js")).await;
    window
        .script_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }).then((result) =>
               done(result.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
                 .map((v) => v.id + ': ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join(' | '))));",
        )
        .await
}
