//! A printer on the network, raw on its port (9100 nearly always).
//!
//! Most printers answer a question about their state at once (`DLE EOT`), and one about what they have worked off in its turn
//! (`GS r`): those are believed. Those that answer nothing are taken at the connection's word.

use super::{NotReady, Sent};
use airtill_words::say;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// For a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// For an answer about the state: printers that give one give it at once.
const STATE: Duration = Duration::from_millis(400);
/// For the next bytes to be taken.
const STALL: Duration = Duration::from_secs(10);
/// For the paper to be out, at a printer that tells.
const WORKED_OFF: Duration = Duration::from_secs(20);

/// `DLE EOT 4`: the paper's sensors. Bits 5 and 6: there is none.
const ASK_PAPER: [u8; 3] = [0x10, 0x04, 4];
const NO_PAPER: u8 = 0b0110_0000;
/// `DLE EOT 2`: why it is off-line. Bit 2: the cover is open; bit 6: an error.
const ASK_OFFLINE: [u8; 3] = [0x10, 0x04, 2];
const FAULT: u8 = 0b0100_0100;
/// Bits 1 and 4 are set and bits 0 and 7 are not in every answer to `DLE EOT`; anything else is no answer.
const FIXED: (u8, u8) = (0b1001_0011, 0b0001_0010);
/// `GS r 1`: answered in its turn, once everything before it is worked off.
const ASK_DONE: [u8; 3] = [0x1d, 0x72, 1];

/// A connection to a printer.
pub(crate) struct Connection {
    stream: TcpStream,
    /// It answers questions.
    tells: bool,
}

/// Connects, and asks how the printer does.
pub(super) async fn reach(host: &str, port: u16) -> Result<Connection, NotReady> {
    let stream = match timeout(CONNECT, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(NotReady::Off(error.to_string())),
        Err(_) => return Err(NotReady::Off(say!("no answer").to_owned())),
    };
    let mut connection = Connection { stream, tells: false };
    if let Some(paper) = connection.ask(&ASK_PAPER).await? {
        connection.tells = true;
        if paper & NO_PAPER != 0 {
            return Err(NotReady::OutOfPaper);
        }
        if connection.ask(&ASK_OFFLINE).await?.is_some_and(|state| state & FAULT != 0) {
            return Err(NotReady::Fault);
        }
    }
    Ok(connection)
}

impl Connection {
    /// One byte of state; `None` from a printer that answers nothing, or nothing sensible.
    async fn ask(&mut self, question: &[u8]) -> Result<Option<u8>, NotReady> {
        let off = |error: std::io::Error| NotReady::Off(error.to_string());
        self.stream.write_all(question).await.map_err(off)?;
        match timeout(STATE, self.stream.read_u8()).await {
            Ok(Ok(state)) if state & FIXED.0 == FIXED.1 => Ok(Some(state)),
            Ok(Ok(_)) | Err(_) => Ok(None),
            Ok(Err(error)) => Err(off(error)),
        }
    }

    /// Sends everything, once.
    pub(crate) async fn send(mut self, bytes: &[u8]) -> Sent {
        let mut left = bytes;
        while !left.is_empty() {
            // What one call takes is known; a call that is given up has taken nothing.
            let why = match timeout(STALL, self.stream.write(left)).await {
                Ok(Ok(0)) => say!("it takes nothing more").to_owned(),
                Ok(Ok(taken)) => {
                    left = &left[taken..];
                    continue;
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => say!("it takes nothing more").to_owned(),
            };
            return if left.len() < bytes.len() { Sent::Perhaps(why) } else { Sent::NotBegun(why) };
        }
        if self.tells { self.worked_off().await } else { self.hung_up().await }
    }

    /// A printer that tells is asked whether it has worked everything off.
    async fn worked_off(mut self) -> Sent {
        let asked = async {
            self.stream.write_all(&ASK_DONE).await?;
            self.stream.read_u8().await
        };
        match timeout(WORKED_OFF, asked).await {
            Ok(Ok(_)) => Sent::Yes,
            Ok(Err(error)) => Sent::Perhaps(error.to_string()),
            Err(_) => Sent::Perhaps(say!("it does not say that it is done").to_owned()),
        }
    }

    /// One that doesn't is let go in order. A connection that it breaks off before it has taken everything tells on it.
    async fn hung_up(mut self) -> Sent {
        if let Err(error) = self.stream.shutdown().await {
            return Sent::Perhaps(error.to_string());
        }
        let mut last = [0; 64];
        match timeout(STATE, self.stream.read(&mut last)).await {
            Ok(Err(error)) => Sent::Perhaps(error.to_string()),
            // Closed, silent, or talking: it has taken the bytes.
            Ok(Ok(_)) | Err(_) => Sent::Yes,
        }
    }
}
