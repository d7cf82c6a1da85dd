//! A vendor of raw TCP: it answers purchases with exactly the bytes it is given, cuts, stalls, and counts what arrived.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// What happens to a purchase once its request was read.
#[derive(Clone, Debug)]
pub enum Script {
    /// These bytes, then the connection is closed.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing more while the connection stays.
    BytesThenStall(Vec<u8>),
    /// The connection is reset without a byte.
    Reset,
    /// The request's own body comes back under this status.
    Echo(u16),
}

/// Networks as SMEPlug's document shows them, and no plans.
const NETWORKS: &str = r#"{"status":true,"networks":{"1":"MTN","2":"AIRTEL","3":"9Mobile","4":"Glo"}}"#;
const NO_PLANS: &str = r#"{"status":true,"data":{}}"#;

/// A vendor under a script. It answers `/networks` and `/account/balance` properly, and checks with 404.
pub struct RawVendor {
    pub address: SocketAddr,
    purchases: Arc<Mutex<Vec<String>>>,
    checks: Arc<AtomicUsize>,
    date: Arc<Mutex<Option<String>>>,
    of_attempts: Arc<Mutex<Option<String>>>,
    balance: Arc<Mutex<String>>,
    lists: Arc<Mutex<(String, String)>>,
    listener: tokio::task::JoinHandle<()>,
}

impl RawVendor {
    pub async fn start(script: Script) -> RawVendor {
        RawVendor::listing(script, NETWORKS.to_owned(), NO_PLANS.to_owned()).await
    }

    /// The same, with lists of its own.
    pub async fn listing(script: Script, networks: String, plans: String) -> RawVendor {
        let lists = Arc::new(Mutex::new((networks, plans)));
        let listed = Arc::clone(&lists);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let purchases = Arc::new(Mutex::new(Vec::new()));
        let checks = Arc::new(AtomicUsize::new(0));
        let date = Arc::new(Mutex::new(None));
        let of_attempts = Arc::new(Mutex::new(None));
        let balance = Arc::new(Mutex::new("3229.12".to_owned()));
        let left = Arc::clone(&balance);
        let (seen, asked, dated) = (Arc::clone(&purchases), Arc::clone(&checks), Arc::clone(&date));
        let told = Arc::clone(&of_attempts);
        let listener = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let answers = Answers {
                    lists: Arc::clone(&listed),
                    date: Arc::clone(&dated),
                    of_attempts: Arc::clone(&told),
                    balance: Arc::clone(&left),
                };
                tokio::spawn(serve(socket, script.clone(), answers, Arc::clone(&seen), Arc::clone(&asked)));
            }
        });
        RawVendor { address, purchases, checks, date, of_attempts, balance, lists, listener }
    }

    pub fn url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// What its answers to questions say of the time from now on, as it stands in their head.
    pub fn says_date(&self, date: &str) {
        *self.date.lock().unwrap() = Some(date.to_owned());
    }

    /// What it answers from now on when it is asked about an attempt: `REFERENCE` in it stands for the one that is asked about.
    pub fn says_of_attempts(&self, body: &str) {
        *self.of_attempts.lock().unwrap() = Some(body.to_owned());
    }

    /// Its list of plans from now on.
    pub fn lists_plans(&self, plans: &str) {
        plans.clone_into(&mut self.lists.lock().unwrap().1);
    }

    /// What is in the wallet from now on.
    pub fn has_balance(&self, balance: &str) {
        *self.balance.lock().unwrap() = balance.to_owned();
    }

    /// The purchase requests that arrived, whole.
    pub fn purchases(&self) -> Vec<String> {
        self.purchases.lock().unwrap().clone()
    }

    /// How often it was asked about an attempt.
    pub fn checks(&self) -> usize {
        self.checks.load(Ordering::Relaxed)
    }
}

impl Drop for RawVendor {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// A complete HTTP answer.
pub fn http(status: u16, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What it answers questions with.
struct Answers {
    lists: Arc<Mutex<(String, String)>>,
    date: Arc<Mutex<Option<String>>>,
    of_attempts: Arc<Mutex<Option<String>>>,
    balance: Arc<Mutex<String>>,
}

async fn serve(
    mut socket: TcpStream,
    script: Script,
    Answers { lists, date, of_attempts, balance }: Answers,
    seen: Arc<Mutex<Vec<String>>>,
    asked: Arc<AtomicUsize>,
) {
    let Some(request) = read_request(&mut socket).await else { return };
    if is_purchase(&request) {
        seen.lock().unwrap().push(request.clone());
        match script {
            Script::Echo(status) => {
                let body = request.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
                drop(socket.write_all(&http(status, "application/json", body)).await);
            }
            Script::Bytes(bytes) => drop(socket.write_all(&bytes).await),
            Script::BytesThenStall(bytes) => {
                let _ = socket.write_all(&bytes).await;
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            Script::Reset => socket.set_zero_linger().unwrap(),
        }
        return;
    }
    let body = if request.contains("/networks ") {
        http(200, "application/json", &lists.lock().unwrap().0)
    } else if request.contains("/data/plans ") {
        http(200, "application/json", &lists.lock().unwrap().1)
    } else if request.contains("/transfer/banks ") {
        http(200, "application/json", r#"{"status":true,"banks":[]}"#)
    } else if request.contains("/account/balance ") {
        http(200, "application/json", &format!(r#"{{"balance":"{}"}}"#, balance.lock().unwrap()))
    } else {
        asked.fetch_add(1, Ordering::Relaxed);
        let about =
            request.split_once("/transactions/").and_then(|(_, rest)| rest.split_once(' ')).map(|(about, _)| about);
        let told = of_attempts.lock().unwrap().clone().zip(about);
        told.map(|(told, about)| http(200, "application/json", &told.replace("REFERENCE", about)))
            .unwrap_or_else(|| http(404, "application/json", r#"{"status":false,"msg":"Transaction not found"}"#))
    };
    let answer = dated(body, date.lock().unwrap().as_deref());
    let _ = socket.write_all(&answer).await;
}

/// The same answer, with a date in its head.
fn dated(mut answer: Vec<u8>, date: Option<&str>) -> Vec<u8> {
    if let Some(date) = date {
        let head = answer.windows(2).position(|two| two == b"\r\n").unwrap() + 2;
        answer.splice(head..head, format!("date: {date}\r\n").into_bytes());
    }
    answer
}

/// Whether a request is one that sells, at any of the vendors.
fn is_purchase(request: &str) -> bool {
    const PATHS: [&str; 9] = [
        "/airtime/purchase ",
        "/data/purchase ",
        "/vtu ",
        "/transfer/send ",
        "/update ",
        "/purchases/airtime ",
        "/purchases/data ",
        "/pay ",
        "/airtime/buy ",
    ];
    request.lines().next().is_some_and(|line| line.starts_with("POST") && PATHS.iter().any(|path| line.contains(path)))
}

async fn read_request(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let n = socket.read(&mut buffer).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&buffer[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
    }
}

/// A listener whose queue is full: the next call is not answered.
pub async fn full_listener() -> (std::net::SocketAddr, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut held = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(std::time::Duration::from_millis(200), TcpStream::connect(address)).await
    {
        held.push(stream);
    }
    // Kept open and never asked for the next connection.
    std::mem::forget(listener);
    (address, held)
}
