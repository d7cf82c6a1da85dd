//! A network between till and vendors that can't be trusted: it delays, cuts, loses and doubles answers, by dice of its own.
//! What the vendor behind it really received and did, the vendor's own record tells.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A source of dice that can be thrown the same way again.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From zero to `below`, without it.
    pub fn throw(&mut self, below: u64) -> u64 {
        // xorshift64*: enough for dice.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % below
    }
}

/// What becomes of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mishap {
    /// Nothing.
    None,
    /// The request never reaches the vendor; the connection is cut.
    Lost,
    /// The vendor gets it, and its answer is cut off.
    AnswerCut,
    /// The vendor gets it, and the answer never comes.
    AnswerLost,
    /// A web page of some gateway instead of the answer.
    Gateway,
    /// The vendor gets the request twice, as from a gateway that tries again; its second answer comes through.
    Doubled,
}

/// The network, listening in front of `target`. It ends when this is dropped.
pub struct Flaky {
    address: SocketAddr,
    listener: tokio::task::JoinHandle<()>,
}

struct Wire {
    target: String,
    dice: Mutex<Dice>,
    /// Of a hundred connections, so many have a mishap.
    percent: u64,
}

impl Flaky {
    pub async fn start(target: &str, seed: u64, percent: u64) -> Flaky {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let target = target.trim_start_matches("http://").to_owned();
        let wire = Arc::new(Wire { target, dice: Mutex::new(Dice::new(seed)), percent });
        let listener = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(carry(socket, Arc::clone(&wire)));
            }
        });
        Flaky { address, listener }
    }

    pub fn authority(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Flaky {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn carry(mut socket: TcpStream, wire: Arc<Wire>) {
    let Some(request) = read_message(&mut socket).await else { return };
    let mishap = {
        let mut dice = wire.dice.lock().unwrap();
        match dice.throw(100) < wire.percent {
            false => Mishap::None,
            true => [Mishap::Lost, Mishap::AnswerCut, Mishap::AnswerLost, Mishap::Gateway, Mishap::Doubled]
                [usize::try_from(dice.throw(5)).unwrap()],
        }
    };
    if mishap == Mishap::Lost {
        let _ = socket.set_zero_linger();
        return;
    }
    let Some(answer) = forward(&wire.target, &request).await else { return };
    match mishap {
        Mishap::None => drop(socket.write_all(&answer).await),
        Mishap::AnswerCut => drop(socket.write_all(&answer[..answer.len() / 2]).await),
        Mishap::AnswerLost => tokio::time::sleep(Duration::from_secs(30)).await,
        Mishap::Gateway => {
            let page = super::raw_vendor::http(502, "text/html", "<html><body>Bad Gateway</body></html>");
            let _ = socket.write_all(&page).await;
        }
        Mishap::Doubled => {
            let second = forward(&wire.target, &request).await.unwrap_or(answer);
            let _ = socket.write_all(&second).await;
        }
        Mishap::Lost => {}
    }
}

/// One request, one answer, one connection.
pub(crate) async fn forward(target: &str, request: &[u8]) -> Option<Vec<u8>> {
    let mut vendor = TcpStream::connect(target).await.ok()?;
    let at = request.windows(2).position(|pair| pair == b"\r\n")?;
    let mut closing = request[..at + 2].to_vec();
    closing.extend_from_slice(b"connection: close\r\n");
    closing.extend_from_slice(&request[at + 2..]);
    vendor.write_all(&closing).await.ok()?;
    let mut answer = Vec::new();
    let _ = vendor.read_to_end(&mut answer).await;
    Some(answer)
}

pub(crate) async fn read_message(socket: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let n = socket.read(&mut buffer).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&buffer[..n]);
        let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        if bytes.len() - at - 4 >= length.unwrap_or(0) {
            return Some(bytes);
        }
    }
}
