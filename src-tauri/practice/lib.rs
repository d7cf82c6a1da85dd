//! The practice shop: the vendors' HTTP APIs on loopback, inside the program.
//!
//! A new attendant learns here, and every test of a whole sale runs against it, over real sockets. It is written from
//! the vendors' documents a second time and shares no type with `vendors/`: a misreading there would otherwise pass
//! its own test. It keeps a [`record`] of what it really received and really delivered, in a file of its own, so that
//! it can be held against the ledger after any crash.
//!
//! What a recipient's number brings about stands in [`steering`]; what all vendors do alike in `counter`, and each one's own
//! words in its file.
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]

mod account;
mod counter;
pub mod record;
mod simpu;
mod smeplug;
pub mod steering;
mod strongmb;
mod vdt;
mod vtpass;

pub use account::{practice_credentials, practice_settings};
pub use vdt::PLANS as VDT_PLANS;

use airtill_domain::clock::Clock;
use airtill_domain::vendor::VendorId;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use record::Record;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The key the practice vendors accept, whatever they call it. No secret: it opens nothing.
pub const PRACTICE_KEY: &str = "practice-key-of-no-value";
/// The e-mail address of the practice account.
pub const PRACTICE_EMAIL: &str = "practice@airtill.example";

/// How long the practice vendors take over things.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// From "processing" to an end.
    pub pending: Duration,
    /// Before a late answer.
    pub late: Duration,
    /// Before any answer, as a network takes.
    pub ordinary: Duration,
    /// VTpass's sandbox is strict: any number that it doesn't list fails. A mode for tests.
    pub vtpass_strict: bool,
    /// What a vendor that tells a limit says that one sale may take, in naira.
    pub sale_most: u64,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            pending: Duration::from_secs(8),
            late: Duration::from_secs(12),
            ordinary: Duration::from_millis(350),
            vtpass_strict: false,
            sale_most: 100_000,
        }
    }
}

/// The practice vendors, listening. They stop when this is dropped.
pub struct Practice {
    address: SocketAddr,
    shop: Arc<Shop>,
    listener: JoinHandle<()>,
}

pub(crate) struct Shop {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) pace: Pace,
    record: Mutex<Record>,
}

impl Shop {
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    fn strict(&self, vendor: VendorId) -> bool {
        self.pace.vtpass_strict && vendor == VendorId::Vtpass
    }
}

/// A request, whole.
pub(crate) struct Heard {
    method: String,
    /// Below the vendor's base URL.
    path: String,
    query: String,
    headers: hyper::HeaderMap,
    body: Bytes,
}

impl Heard {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn is_bearer(&self) -> bool {
        self.header("authorization") == Some(&format!("Bearer {PRACTICE_KEY}"))
    }

    fn query_value(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// What a practice vendor does with a request, besides answering properly.
pub(crate) enum Act {
    /// Answers with a status and JSON.
    Json(u16, serde_json::Value),
    /// Answers with a status and any other text.
    Text(u16, &'static str, &'static str),
    /// Never answers, and keeps the connection.
    Silence,
    /// Cuts the connection.
    Cut,
}

/// The connection is cut instead of an answer.
#[derive(Debug, thiserror::Error)]
#[error("cut on purpose")]
struct CutOnPurpose;

impl Practice {
    /// Starts listening on a free port of this computer, with the record kept in `directory`.
    ///
    /// # Errors
    /// When no port is free or the record can't be read.
    pub async fn start(directory: &Path, clock: Arc<dyn Clock>, pace: Pace) -> std::io::Result<Practice> {
        let record = Mutex::new(Record::open(&directory.join("vendors.log"))?);
        let shop = Arc::new(Shop { clock, pace, record });
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(serve(listener, Arc::clone(&shop)));
        Ok(Practice { address, shop, listener: serving })
    }

    /// A vendor's base URL here.
    pub fn url(&self, vendor: VendorId) -> String {
        format!("http://{}{}", self.address, below(vendor))
    }

    /// What the practice vendors received so far.
    pub fn received(&self) -> Vec<record::Received> {
        self.shop.record().all()
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn serve(listener: TcpListener, shop: Arc<Shop>) {
    while let Ok((socket, _)) = listener.accept().await {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move {
            let service = service_fn(move |request| answer(Arc::clone(&shop), request));
            // An error is a connection that was cut, by either side: part of the lesson.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), service).await;
        });
    }
}

async fn answer(shop: Arc<Shop>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, CutOnPurpose> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, 64 * 1024).collect().await.map_err(|_| CutOnPurpose)?.to_bytes();
    shop.clock.sleep(shop.pace.ordinary).await;
    let found = VendorId::ALL.into_iter().find_map(|vendor| {
        let path = head.uri.path().strip_prefix(below(vendor)).filter(|rest| rest.starts_with('/'))?;
        Some((vendor, path.to_owned()))
    });
    let act = match found {
        Some((vendor, path)) => {
            let query = head.uri.query().unwrap_or_default().to_owned();
            let heard = Heard { method: head.method.to_string(), path, query, headers: head.headers, body };
            match vendor {
                VendorId::SmePlug => smeplug::act(&shop, &heard).await,
                VendorId::Vdt => vdt::act(&shop, &heard).await,
                VendorId::Strongmb => strongmb::act(&shop, &heard).await,
                VendorId::Vtpass => vtpass::act(&shop, &heard).await,
                VendorId::Simpu => simpu::act(&shop, &heard).await,
            }
        }
        None => Act::Json(404, serde_json::json!({ "message": "no such vendor here" })),
    };
    let (status, kind, text) = match act {
        Act::Json(status, value) => (status, "application/json", value.to_string()),
        Act::Text(status, kind, text) => (status, kind, text.to_owned()),
        Act::Cut => return Err(CutOnPurpose),
        Act::Silence => std::future::pending().await,
    };
    Response::builder()
        .status(status)
        .header("content-type", kind)
        .body(Full::new(Bytes::from(text)))
        .map_err(|_| CutOnPurpose)
}

/// Where a vendor stands on this computer, after the address.
pub fn below(vendor: VendorId) -> &'static str {
    match vendor {
        VendorId::SmePlug => "/smeplug/api/v1",
        VendorId::Vdt => "/vdt/api/payment",
        VendorId::Strongmb => "/strongmb/v1",
        VendorId::Vtpass => "/vtpass/api",
        VendorId::Simpu => "/simpu",
    }
}
