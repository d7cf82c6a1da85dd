//! What carries bytes both ways to a printer.

use tokio::io::{AsyncRead, AsyncWrite};

/// A connection or a device.
pub(crate) trait Line: AsyncRead + AsyncWrite {
    /// Whether "nothing was read" means that the other end has hung up, and not that it is silent.
    const HANGS_UP: bool;
}

/// A device's handle, on which can be waited until what it took has left this computer.
pub(super) type Handle = std::fs::File;
