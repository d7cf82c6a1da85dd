//! The windows: what they are called, and what they may show.

/// The name of the till's window.
pub const WINDOW: &str = "main";

/// The page comes from the program itself, or from the development server in a development build.
pub(crate) fn is_own(url: &tauri::Url) -> bool {
    let own = url.scheme() == "tauri" || matches!(url.host_str(), Some("tauri.localhost"));
    own || (cfg!(debug_assertions) && url.host_str() == Some("localhost") && url.port() == Some(1420))
}
