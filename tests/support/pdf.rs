//! Readers of PDF that are not ours: poppler.

use std::path::Path;
use std::process::Command;

/// The text of a PDF, laid out as on the page.
pub fn pdftotext(file: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(file).arg("-").output();
    let output = output.expect("pdftotext is installed by scripts/setup test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A PDF's pages as pictures in `target/shots/`, to be looked at.
pub fn pictures_of(file: &Path, name: &str) {
    let shots = crate::root().join("target/shots");
    std::fs::create_dir_all(&shots).unwrap();
    let drawn = Command::new("pdftoppm").args(["-png", "-r", "90"]).arg(file).arg(shots.join(name)).status();
    assert!(drawn.expect("pdftoppm is installed by scripts/setup test").success());
    assert!(shots.read_dir().unwrap().any(|file| file.unwrap().file_name().to_string_lossy().starts_with(name)));
}
