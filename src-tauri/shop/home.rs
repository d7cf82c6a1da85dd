//! Where data lives.

use std::path::{Path, PathBuf};

/// Where data lives: `AIRTILL_HOME`, or the platform's own directory for applications.
pub fn home() -> Result<PathBuf, String> {
    if let Some(home) = std::env::var_os("AIRTILL_HOME").filter(|home| !home.is_empty()) {
        return std::path::absolute(PathBuf::from(home)).map_err(|error| error.to_string());
    }
    let data = dirs::data_dir().ok_or("this system names no directory for applications")?;
    Ok(data.join("Airtill"))
}

/// Where an installation's log is, below its home.
pub fn log_folder(home: &Path) -> PathBuf {
    home.join("log")
}

/// Where a person looks for files that a program wrote for them: the platform's folder for documents, or the home.
pub fn documents() -> PathBuf {
    dirs::document_dir().or_else(dirs::home_dir).unwrap_or_default()
}
