//! A printer under a path: a device file, a shared printer, or a folder from which a spooler takes one file a slip.

use super::{Habits, NotReady, Ready, Sent};
#[cfg(unix)]
use super::{device, dialogue::Dialogue};
use airtill_words::say;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A device may take its time, and one that is off may take for ever.
const PATIENCE: Duration = Duration::from_secs(20);
/// A device that does not open holds a thread until it does: one is enough.
static OPENING: AtomicBool = AtomicBool::new(false);

/// Where bytes go.
pub(crate) enum Target {
    /// A device that only takes, or a share; open.
    File(File),
    /// A folder.
    Folder(PathBuf),
}

/// What a path leads to.
enum Opened {
    #[cfg(unix)]
    Device(File),
    Target(Target),
}

/// Opens it, and asks a device how it does.
pub(super) async fn reach(path: &str, habits: &mut Habits) -> Result<Ready, NotReady> {
    match open_in_time(PathBuf::from(path)).await? {
        #[cfg(unix)]
        Opened::Device(file) => match device::both_ways(&file) {
            Some(device) => Dialogue::begin(device, Some(file), habits).await.map(Ready::Device),
            None => Ok(Ready::Path(Target::File(file))),
        },
        Opened::Target(target) => {
            // Nothing else under a path answers.
            let _ = habits;
            Ok(Ready::Path(target))
        }
    }
}

async fn open_in_time(path: PathBuf) -> Result<Opened, NotReady> {
    if OPENING.swap(true, Ordering::SeqCst) {
        return Err(NotReady::Off(say!("it does not open").to_owned()));
    }
    let opening = tokio::task::spawn_blocking(move || {
        let opened = open(&path);
        OPENING.store(false, Ordering::SeqCst);
        opened
    });
    match tokio::time::timeout(PATIENCE, opening).await {
        Ok(Ok(opened)) => opened.map_err(|error| NotReady::Off(error.to_string())),
        Ok(Err(error)) => Err(NotReady::Off(error.to_string())),
        Err(_) => Err(NotReady::Off(say!("it does not open").to_owned())),
    }
}

fn open(path: &Path) -> std::io::Result<Opened> {
    if path.is_dir() {
        // A folder that takes no file is found out before a slip is said to have begun.
        let probe = path.join("airtill.part");
        fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe))?;
        return Ok(Opened::Target(Target::Folder(path.to_owned())));
    }
    #[cfg(unix)]
    if let Some(device) = device::open(path)? {
        return Ok(Opened::Device(device));
    }
    // Never created: a mistyped device must not become a file that swallows slips.
    let file = File::options().append(true).open(path).or_else(|_| File::options().write(true).open(path))?;
    Ok(Opened::Target(Target::File(file)))
}

impl Target {
    /// Writes everything, once.
    pub(crate) async fn send(self, bytes: Vec<u8>, name: &str) -> Sent {
        let name = name.to_owned();
        let writing = tokio::task::spawn_blocking(move || match self {
            Target::File(file) => write(file, &bytes),
            Target::Folder(folder) => put(&folder, &name, &bytes),
        });
        match tokio::time::timeout(PATIENCE, writing).await {
            Ok(Ok(sent)) => sent,
            Ok(Err(error)) => Sent::Perhaps(error.to_string()),
            Err(_) => Sent::Perhaps(say!("it takes nothing more").to_owned()),
        }
    }
}

fn write(mut file: File, bytes: &[u8]) -> Sent {
    let mut left = bytes;
    while !left.is_empty() {
        let why = match file.write(left) {
            Ok(0) => say!("it takes nothing more").to_owned(),
            Ok(taken) => {
                left = &left[taken..];
                continue;
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => error.to_string(),
        };
        return if left.len() < bytes.len() { Sent::Perhaps(why) } else { Sent::NotBegun(NotReady::TakesNothing(why)) };
    }
    match file.flush() {
        Ok(()) => Sent::Yes,
        Err(error) => Sent::Perhaps(error.to_string()),
    }
}

/// A spooler must never see half a slip: it is written under another name first.
fn put(folder: &Path, name: &str, bytes: &[u8]) -> Sent {
    let (part, whole) = (folder.join(format!("{name}.part")), folder.join(format!("{name}.prn")));
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, &whole));
    match written {
        Ok(()) => Sent::Yes,
        Err(error) => {
            let _ = fs::remove_file(&part);
            Sent::NotBegun(NotReady::TakesNothing(error.to_string()))
        }
    }
}
