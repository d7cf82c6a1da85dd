//! The printer's side of a slip: a connection, bytes, and what is known of them afterwards.
//!
//! Before the first byte a failure is harmless: the slip waits. After it, a broken connection leaves a slip that is perhaps on
//! paper, and only a person decides about a copy. Nothing here waits for ever: a printer that stalls, or talks without end,
//! costs seconds. What must stay out: what is printed, and when.

mod network;
mod path;

use airtill_domain::print::PrinterSite;
use airtill_words::say;

/// Why nothing could be sent: no byte has left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotReady {
    /// The owner named no printer.
    #[error("{}", say!("no printer is set up"))]
    None,
    /// It does not answer, or its file can't be opened.
    #[error("{}", say!("the printer is off or can't be reached ({why})", why = _0))]
    Off(String),
    /// It says that it has no paper.
    #[error("{}", say!("the printer is out of paper"))]
    OutOfPaper,
    /// It says that it is open, or has an error of its own.
    #[error("{}", say!("the printer says that its cover is open or that it has a fault"))]
    Fault,
}

/// What is known once bytes were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// They are there, as far as the printer tells.
    Yes,
    /// It broke before the first byte: nothing is on paper.
    NotBegun(String),
    /// It broke after the first byte.
    Perhaps(String),
}

/// A printer that can be sent to now.
pub(crate) enum Ready {
    /// On the network.
    Network(network::Connection),
    /// Under a path.
    Path(path::Target),
}

impl Ready {
    /// Reaches the printer. No byte of a slip leaves.
    ///
    /// # Errors
    /// [`NotReady`], with what to do in it.
    pub(crate) async fn reach(site: &PrinterSite) -> Result<Ready, NotReady> {
        match site {
            PrinterSite::None => Err(NotReady::None),
            PrinterSite::Network { host, port } => network::reach(host, *port).await.map(Ready::Network),
            PrinterSite::Path { path } => path::reach(path).await.map(Ready::Path),
        }
    }

    /// Sends a slip, once. `name` is unique to it, for printers that are folders.
    pub(crate) async fn send(self, bytes: Vec<u8>, name: &str) -> Sent {
        match self {
            Ready::Network(connection) => connection.send(&bytes).await,
            Ready::Path(target) => target.send(bytes, name).await,
        }
    }
}
