//! A printer as a device (`/dev/usb/lp0`, a serial line): it can answer like one on the network.

use super::line::Line;
use airtill_words::say;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::termios::{OptionalActions, isatty, tcgetattr, tcsetattr};
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;
use tokio::io::Join;
use tokio::net::unix::pipe::{Receiver, Sender};

/// A device that carries bytes both ways without holding a thread. To the operating system it is waited for like a pipe.
pub(crate) type Device = Join<Receiver, Sender>;

impl Line for Device {
    /// Some printers have an empty answer for "nothing to say".
    const HANGS_UP: bool = false;
}

/// Opens what is one; `None` where it is a plain file, or a device that can only be written. Blocks as long as the system does.
pub(super) fn open(path: &Path) -> io::Result<Option<File>> {
    if !std::fs::metadata(path)?.file_type().is_char_device() {
        return Ok(None);
    }
    // Not waited for while it opens; and a serial line must not become this program's terminal.
    let flags = i32::try_from((OFlags::NONBLOCK | OFlags::NOCTTY).bits()).map_err(io::Error::other)?;
    let opened = File::options().read(true).write(true).custom_flags(flags).open(path);
    Ok(opened.ok().filter(|file| carries_bytes(file).is_ok()))
}

/// A serial line is set to carry bytes as they are: as a line of text it would send the printer's answers back to it, on paper.
fn carries_bytes(file: &File) -> io::Result<()> {
    if isatty(file) {
        let mut settings = tcgetattr(file)?;
        settings.make_raw();
        tcsetattr(file, OptionalActions::Now, &settings)?;
    }
    Ok(())
}

/// Both ways of a device that was opened; `None` for one that is always ready (a null device), which can't be waited for.
pub(super) fn both_ways(file: &File) -> Option<Device> {
    let reading = Receiver::from_file_unchecked(file.try_clone().ok()?).ok()?;
    let writing = Sender::from_file_unchecked(file.try_clone().ok()?).ok()?;
    Some(tokio::io::join(reading, writing))
}

/// Waits until a device takes more, which it does once what it took before has left this computer: letting it go earlier may lose
/// the rest of a slip (the system's driver for USB printers ends what is under way).
pub(super) async fn drained(file: File, within: Duration) -> io::Result<()> {
    let waiting = tokio::task::spawn_blocking(move || {
        let within = Timespec::try_from(within).map_err(io::Error::other)?;
        let ready = poll(&mut [PollFd::new(&file, PollFlags::OUT)], Some(&within))?;
        if ready == 0 { Err(io::Error::other(say!("it takes nothing more"))) } else { Ok(()) }
    });
    waiting.await.map_err(io::Error::other)?
}
