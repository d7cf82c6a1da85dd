//! Files that survive a power cut: written whole or not at all, under names that are free.

use crate::error::LedgerError;
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

/// A directory that only this user can look into; made where it isn't there, with all above it, and made private where it is not:
/// it may have come out of a backup that an earlier program put back. Windows keeps a user's application data private anyway.
///
/// # Errors
/// What the system says.
pub fn private_directory(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return keep_private(directory);
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(directory)?;
    sync(directory_of(directory))
}

/// Makes a directory that is there private, if it isn't.
fn keep_private(directory: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(directory)?.permissions().mode();
        if mode & 0o077 != 0 {
            match fs::set_permissions(directory, fs::Permissions::from_mode(mode & 0o700)) {
                // A stick's file system knows no owners, or the directory is another user's: the shop must open anyway.
                Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported) => {
                    tracing::warn!(directory = %directory.display(), "others can read this directory, and that can't be changed");
                }
                done => done?,
            }
        }
    }
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
    sync(directory_of(path))
}

/// The directory in which a file stands. Of a bare name it is the current one, which [`Path::parent`] calls "".
pub fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) => Path::new("."),
        // A root has none, and is a directory itself.
        None => path,
    }
}

/// A path that nothing has: `stem` and `ending`, or with `-2`, `-3` … between them.
pub fn free_name(directory: &Path, stem: &str, ending: &str) -> PathBuf {
    let named = |n: u32| match n {
        1 => directory.join(format!("{stem}{ending}")),
        n => directory.join(format!("{stem}-{n}{ending}")),
    };
    (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(u32::MAX))
}
