//! A printer on the network, raw on its port (9100 nearly always).

use super::dialogue::Dialogue;
use super::line::Line;
use super::{Habits, NotReady};
use airtill_words::say;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// For a connection.
const CONNECT: Duration = Duration::from_secs(3);

impl Line for TcpStream {
    const HANGS_UP: bool = true;
}

/// Connects, and asks how the printer does.
pub(super) async fn reach(host: &str, port: u16, habits: &mut Habits) -> Result<Dialogue<TcpStream>, NotReady> {
    match timeout(CONNECT, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => Dialogue::begin(stream, None, habits).await,
        Ok(Err(error)) => Err(NotReady::Off(error.to_string())),
        Err(_) => Err(NotReady::Off(say!("no answer").to_owned())),
    }
}
