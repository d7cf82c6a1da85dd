//! Text as a code that a telephone reads from the screen: the only module that uses `qrcodegen`.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Light squares around a code, without which telephones don't find it.
const QUIET: i32 = 4;

/// Squares across and the dark ones as an SVG path; `None` for a text that no code holds.
pub fn code(text: &str) -> Option<(u32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let begins = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > begins {
                let width = x - begins;
                let _ = write!(path, "M{} {}h{width}v1h-{width}z", begins + QUIET, y + QUIET);
            }
            x += 1;
        }
    }
    Some((u32::try_from(code.size() + 2 * QUIET).ok()?, path))
}
