//! A printer as a device (`/dev/usb/lp0`, a serial line): it can answer like one on the network.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use tokio::io::Join;
use tokio::net::unix::pipe::{Receiver, Sender};

/// A device that carries bytes both ways without holding a thread. To the operating system it is waited for like a pipe.
pub(crate) type Device = Join<Receiver, Sender>;

/// Opens what is one; `None` where it is a plain file, or a device that can only be written.
pub(super) fn open(path: &Path) -> io::Result<Option<Device>> {
    if !std::fs::metadata(path)?.file_type().is_char_device() {
        return Ok(None);
    }
    // Not waited for while it opens; and a serial line must not become this program's terminal.
    let flags = libc::O_NONBLOCK | libc::O_NOCTTY;
    let Ok(file) = File::options().read(true).write(true).custom_flags(flags).open(path) else { return Ok(None) };
    // Devices that are always ready (a null device) can't be waited for.
    let reading = file.try_clone().and_then(Receiver::from_file_unchecked);
    let both = reading.and_then(|reading| Ok(tokio::io::join(reading, Sender::from_file_unchecked(file)?)));
    Ok(both.ok())
}
