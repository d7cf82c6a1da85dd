//! The printer's side of a slip: a connection, bytes, and what is known of them afterwards.
//!
//! Before the first byte a failure is harmless: the slip waits. After it, a broken connection leaves a slip that is perhaps on
//! paper, and only a person decides about a copy. Nothing here waits for ever: a printer that stalls, or talks without end,
//! costs seconds. What must stay out: what is printed, and when.
//!
//! What a model can say is learnt question by question ([`Habits`]): its state (`DLE EOT`), that it has worked everything off (`GS r`),
//! both, or nothing. Nobody waits for an answer that it can't give, and one that comes late still counts.

mod answers;
#[cfg(unix)]
mod device;
mod dialogue;
mod line;
mod network;
mod path;

use airtill_domain::print::PrinterSite;
use airtill_words::say;
use std::time::Duration;

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
    /// It was reached, and took not a byte.
    #[error("{}", say!("the printer takes nothing ({why})", why = _0))]
    TakesNothing(String),
}

/// What is known once bytes were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// They are there, as far as the printer tells.
    Yes,
    /// It has all of them, and says why they are not on paper yet: it prints them once that is seen to.
    Held(NotReady),
    /// Before the first byte: nothing is on paper.
    NotBegun(NotReady),
    /// It broke after the first byte.
    Perhaps(String),
}

/// What is known of what a printer can say. It belongs to one site, and is learnt anew with each run of the program.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    /// How long its slowest answer about its state took; `None` until there was one.
    state_took: Option<Duration>,
    /// Whether it answers that it is done; `None` until it was asked.
    tells_done: Option<bool>,
}

impl Habits {
    fn heard(&mut self, answers: &answers::Answers) {
        self.state_took = self.state_took.max(answers.state_took);
    }
}

/// A printer that can be sent to now.
pub(crate) enum Ready {
    /// On the network.
    Network(dialogue::Dialogue<tokio::net::TcpStream>),
    /// A device that can answer.
    #[cfg(unix)]
    Device(dialogue::Dialogue<device::Device>),
    /// Another path.
    Path(path::Target),
}

impl Ready {
    /// Reaches the printer. No byte of a slip leaves.
    ///
    /// # Errors
    /// [`NotReady`], with what to do in it.
    pub(crate) async fn reach(site: &PrinterSite, habits: &mut Habits) -> Result<Ready, NotReady> {
        match site {
            PrinterSite::None => Err(NotReady::None),
            PrinterSite::Network { host, port } => network::reach(host, *port, habits).await.map(Ready::Network),
            PrinterSite::Path { path } => path::reach(path, habits).await,
        }
    }

    /// Sends a slip, once. `name` is unique to it, for printers that are folders.
    pub(crate) async fn send(self, bytes: Vec<u8>, name: &str, habits: &mut Habits) -> Sent {
        match self {
            Ready::Network(dialogue) => dialogue.send(&bytes, habits).await,
            #[cfg(unix)]
            Ready::Device(dialogue) => dialogue.send(&bytes, habits).await,
            Ready::Path(target) => target.send(bytes, name).await,
        }
    }
}
