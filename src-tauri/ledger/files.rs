//! Files that survive a power cut: written whole or not at all, under names that are free.

use crate::ledger::error::LedgerError;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Syncs a directory, so that files made or renamed in it survive a power cut. Windows has no such call and needs none.
///
/// # Errors
/// When the directory can't be opened or synced.
pub fn sync_directory(directory: &Path) -> Result<(), LedgerError> {
    sync(directory).map_err(LedgerError::io("syncing a directory"))
}

fn sync(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    let _ = directory;
    Ok(())
}

/// A whole file or none: written under another name, synced, renamed, and its directory synced.
///
/// # Errors
/// What the system says.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_added_extension("new");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    path.parent().map_or(Ok(()), sync)
}

/// A path that nothing has: `stem` and `ending`, or with `-2`, `-3` … between them.
pub fn free_name(directory: &Path, stem: &str, ending: &str) -> PathBuf {
    let named = |n: u32| match n {
        1 => directory.join(format!("{stem}{ending}")),
        n => directory.join(format!("{stem}-{n}{ending}")),
    };
    (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(u32::MAX))
}
