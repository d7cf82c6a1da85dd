//! A vendor as live shops meet it: what its document shows and live answers don't have is taken out of the answers of the practice
//! vendor behind, and words that live shops see take the place of the document's. What the vendor did, its own record tells.

use crate::flaky::{Dice, forward, read_message};
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

/// Words of a success, where the document has "success".
const SUCCESS: [&str; 3] = ["success", "successful", "completed"];

/// It listens in front of `target`, and ends when this is dropped.
pub struct Live {
    address: SocketAddr,
    listener: tokio::task::JoinHandle<()>,
}

impl Live {
    pub async fn start(target: &str, seed: u64) -> Live {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let target = target.to_owned();
        let dice = Arc::new(Mutex::new(Dice::new(seed)));
        let listener = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(carry(socket, target.clone(), Arc::clone(&dice)));
            }
        });
        Live { address, listener }
    }

    pub fn authority(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn carry(mut socket: TcpStream, target: String, dice: Arc<Mutex<Dice>>) {
    let Some(request) = read_message(&mut socket).await else { return };
    let Some(answer) = forward(&target, &request).await else { return };
    let answer = rewritten(&answer, &dice).unwrap_or(answer);
    let _ = socket.write_all(&answer).await;
}

/// The answer in live words; `None` where it is no JSON.
fn rewritten(answer: &[u8], dice: &Mutex<Dice>) -> Option<Vec<u8>> {
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..at]).ok()?;
    let mut body: Value = serde_json::from_slice(&answer[at + 4..]).ok()?;
    let mut dice = dice.lock().unwrap();
    if let Some(transaction) = body.get_mut("transaction").and_then(Value::as_object_mut) {
        // A check of SMEPlug's: no memo, other words, and now and then a list with another customer's beside it.
        transaction.remove("memo");
        transaction.remove("response");
        if transaction["status"] == "success" {
            transaction.insert("status".to_owned(), SUCCESS[usize::try_from(dice.throw(3)).unwrap()].into());
        }
        if dice.throw(3) == 0 {
            let mut other = transaction.clone();
            other.insert("customer_reference".to_owned(), "2026113000000000000000000000".into());
            let list = Value::Array(vec![Value::Object(other), Value::Object(transaction.clone())]);
            body = serde_json::json!({ "status": true, "data": list });
        }
    } else if body["msg"] == "Invalid phone number" {
        // SMEPlug's refusal in words that are on no list.
        body = serde_json::json!({ "status": false, "errors": ["Unable to purchase airtime"] });
    }
    let body = body.to_string();
    let lines = head.split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("content-length"));
    let head = lines.collect::<Vec<_>>().join("\r\n");
    Some(format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes())
}
