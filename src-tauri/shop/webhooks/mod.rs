//! The listener for vendors' notices: off unless the owner switched it on, and on this computer alone.
//!
//! A kiosk sits behind a router, so a vendor's call reaches it only through a tunnel or relay that the owner brings. What comes by
//! it is never believed where the vendor can be asked: it brings the question forward, and the vendor's answer decides. For Simpu,
//! which can't be asked, a delivery that is told at the address of that very attempt, or signed, may end its doubt ([`crate::till`],
//! `webhook.rs`). So whoever can forge a notice of SMEPlug or VTpass can make the till ask once more, and nothing else; and Simpu's
//! address of an attempt is known to Simpu alone.
//!
//! Each request is turned down as early as can be: connections, time, method, path, then how often, then size, and only then is
//! it read. What must stay out: what a notice means, and every other way into the program.

use crate::till::{Heard, Till};
use airtill_credentials::NoticeKey;
use airtill_domain::clock::Clock;
use airtill_domain::reference::Reference;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{Calls, VendorId};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

/// Vendors that call at one address, which the owner types into their dashboards. Simpu does both: there its events are signed.
pub fn callers() -> impl Iterator<Item = VendorId> {
    VendorId::ALL.into_iter().filter(|vendor| !matches!(vendor.calls(), Calls::Never))
}

/// The header of Simpu's signature.
const SIGNATURE: &str = "x-simpu-webhook-signature";
/// Most bytes of a notice: VTpass's "variations-update" holds a service's list twice, and Smile's alone is 14 kB.
pub const NOTICE_MAX_BYTES: usize = 256 << 10;
/// Most bytes of a request's head.
const HEAD_MAX_BYTES: usize = 16 << 10;
/// Most connections at a time.
const CONNECTIONS_MOST: usize = 32;
/// A connection is cut after this long, whatever it does.
const CONNECTION_MOST: Duration = Duration::from_secs(15);
/// The head of a request has to be there by then.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// So many notices of a vendor are taken at once, and one more each [`ANOTHER_EVERY`].
const AT_ONCE: u32 = 30;
const ANOTHER_EVERY: Duration = Duration::from_millis(200);

/// How the listener fares, for the owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Notices that were understood.
    pub heard: u64,
    /// Requests that were turned down: wrong path, too many, too large, not understood.
    pub turned_down: u64,
    /// When the last one was understood.
    pub last_at: Option<Timestamp>,
    /// When the last one was turned down, and why.
    pub last_turned_down: Option<(Timestamp, TurnedDown)>,
}

/// Why a request was turned down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedDown {
    /// Nothing is listening under its path: an old address, or a wrong one.
    Nowhere,
    /// Notices come by POST.
    Method,
    /// So many at once are not read.
    TooMany,
    /// More than [`NOTICE_MAX_BYTES`].
    TooLarge,
    /// No notice that the vendor's document shows.
    NotUnderstood,
    /// Its signature is missing or not the vendor's.
    NotSigned,
    /// The shop is closed, or its ledger can't be read.
    NotNow,
}

impl TurnedDown {
    fn status(self) -> StatusCode {
        match self {
            TurnedDown::Nowhere => StatusCode::NOT_FOUND,
            TurnedDown::Method => StatusCode::METHOD_NOT_ALLOWED,
            TurnedDown::TooMany => StatusCode::TOO_MANY_REQUESTS,
            TurnedDown::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            TurnedDown::NotUnderstood => StatusCode::BAD_REQUEST,
            TurnedDown::NotSigned => StatusCode::UNAUTHORIZED,
            TurnedDown::NotNow => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

/// The listener. It stops when this is dropped.
pub struct Notices {
    address: SocketAddr,
    desk: Arc<Desk>,
    listening: JoinHandle<()>,
}

/// What every request is answered from. The till is held loosely: nobody who calls keeps a ledger open.
struct Desk {
    till: Weak<Till>,
    key: NoticeKey,
    clock: Arc<dyn Clock>,
    tally: Mutex<Tally>,
    allowances: Mutex<BTreeMap<VendorId, Allowance>>,
    /// Nobody listens any more: a connection that is still open is told so.
    closed: AtomicBool,
}

/// How many notices of a vendor may come now.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    left: u32,
    since: Duration,
}

impl Notices {
    /// Listens on a port of this computer (any free one for zero).
    ///
    /// # Errors
    /// When the port is taken.
    pub async fn listen(
        port: u16,
        till: &Arc<Till>,
        key: NoticeKey,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Notices> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let desk = Arc::new(Desk {
            till: Arc::downgrade(till),
            key,
            clock,
            tally: Mutex::default(),
            allowances: Mutex::default(),
            closed: AtomicBool::new(false),
        });
        let listening = tokio::spawn(serve(listener, Arc::clone(&desk)));
        Ok(Notices { address, desk, listening })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening: when this returns, the port is free.
    pub async fn stop(mut self) {
        self.close();
        let _ = (&mut self.listening).await;
    }

    fn close(&self) {
        self.desk.closed.store(true, Ordering::Relaxed);
        self.listening.abort();
    }

    /// How it fares.
    pub fn tally(&self) -> Tally {
        *self.desk.tally()
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.close();
    }
}

impl Desk {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(|broken| broken.into_inner())
    }

    /// Whether one more notice of a vendor may be read now.
    fn allows(&self, vendor: VendorId) -> bool {
        let now = self.clock.monotonic();
        let mut allowances = self.allowances.lock().unwrap_or_else(|broken| broken.into_inner());
        let allowance = allowances.entry(vendor).or_insert(Allowance { left: AT_ONCE, since: now });
        let earned = now.saturating_sub(allowance.since).as_millis() / ANOTHER_EVERY.as_millis();
        if let Some(earned) = u32::try_from(earned).ok().filter(|earned| *earned > 0) {
            allowance.left = allowance.left.saturating_add(earned).min(AT_ONCE);
            allowance.since = now;
        }
        if allowance.left == 0 {
            return false;
        }
        allowance.left -= 1;
        true
    }

    fn turn_down(&self, why: TurnedDown) -> Response {
        let mut tally = self.tally();
        tally.turned_down += 1;
        tally.last_turned_down = Some((self.clock.now(), why));
        drop(tally);
        why.status().into_response()
    }

    /// Reads the notice, lets the till hear it, and answers as the vendor's document says.
    async fn take(
        &self,
        vendor: VendorId,
        request: Request,
        tell: impl AsyncFnOnce(Arc<Till>, &[u8]) -> Heard,
    ) -> Response {
        if self.closed.load(Ordering::Relaxed) {
            return self.turn_down(TurnedDown::NotNow);
        }
        if !self.allows(vendor) {
            return self.turn_down(TurnedDown::TooMany);
        }
        let said = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if said.is_some_and(|bytes| bytes > NOTICE_MAX_BYTES) {
            return self.turn_down(TurnedDown::TooLarge);
        }
        let Ok(bytes) = axum::body::to_bytes(request.into_body(), NOTICE_MAX_BYTES).await else {
            return self.turn_down(TurnedDown::TooLarge);
        };
        let Some(till) = self.till.upgrade() else { return self.turn_down(TurnedDown::NotNow) };
        match tell(till, &bytes).await {
            Heard::Understood => {
                let mut tally = self.tally();
                (tally.heard, tally.last_at) = (tally.heard + 1, Some(self.clock.now()));
                drop(tally);
                ([(CONTENT_TYPE, "application/json")], reply(vendor)).into_response()
            }
            Heard::NotUnderstood => self.turn_down(TurnedDown::NotUnderstood),
            Heard::NotSigned => self.turn_down(TurnedDown::NotSigned),
            Heard::NotNow => self.turn_down(TurnedDown::NotNow),
        }
    }
}

/// What a vendor wants to hear.
fn reply(vendor: VendorId) -> &'static str {
    match vendor.calls() {
        Calls::AtOneAddress { thanks } => thanks,
        Calls::AboutEachPurchase | Calls::Never => r#"{"status":true}"#,
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let routes = Router::new()
        .route("/{vendor}/{token}", post(of_a_vendor))
        .route("/{vendor}/{token}/", post(of_a_vendor))
        .route("/simpu/{reference}/{token}", post(about_an_attempt))
        .route("/simpu/{reference}/{token}/", post(about_an_attempt))
        .fallback(nowhere)
        .method_not_allowed_fallback(other_method)
        .with_state(Arc::clone(&desk));
    let places = Arc::new(Semaphore::new(CONNECTIONS_MOST));
    loop {
        // The place comes first: whoever finds none waits outside, and costs nothing here.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let socket = match listener.accept().await {
            Ok((socket, _)) => socket,
            Err(error) => {
                tracing::warn!(%error, "a notice's connection was not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let routes = routes.clone();
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_WITHIN)
                .max_buf_size(HEAD_MAX_BYTES)
                .serve_connection(TokioIo::new(socket), TowerToHyperService::new(routes));
            let _ = tokio::time::timeout(CONNECTION_MOST, connection).await;
            drop(place);
        });
    }
}

/// A vendor that can be asked has called.
async fn of_a_vendor(
    State(desk): State<Arc<Desk>>,
    Path((vendor, token)): Path<(String, String)>,
    request: Request,
) -> Response {
    let called = callers().find(|id| id.slug() == vendor);
    let Some(vendor) = called.filter(|vendor| desk.key.is_vendors(*vendor, &token)) else {
        return desk.turn_down(TurnedDown::Nowhere);
    };
    let signature = signature(&request);
    // A task of its own: a caller that hangs up must not drop it half-way.
    let tell = async move |till: Arc<Till>, body: &[u8]| {
        let body = body.to_vec();
        let heard = tokio::spawn(async move {
            match vendor.only_calls() {
                true => till.reconcile.hear_event(&body, signature.as_deref()).await,
                false => till.reconcile.hear_notice(vendor, &body).await,
            }
        });
        heard.await.unwrap_or(Heard::NotNow)
    };
    desk.take(vendor, request, tell).await
}

/// The signature that came with a notice.
fn signature(request: &Request) -> Option<String> {
    Some(request.headers().get(SIGNATURE)?.to_str().unwrap_or_default().to_owned())
}

/// Simpu has called about one attempt.
async fn about_an_attempt(
    State(desk): State<Arc<Desk>>,
    Path((reference, token)): Path<(String, String)>,
    request: Request,
) -> Response {
    let known = Reference::parse(&reference).ok().filter(|reference| desk.key.is_attempts(reference, &token));
    let Some(reference) = known else { return desk.turn_down(TurnedDown::Nowhere) };
    let signature = signature(&request);
    let tell = async move |till: Arc<Till>, body: &[u8]| {
        let body = body.to_vec();
        let heard =
            tokio::spawn(async move { till.reconcile.hear_report(&reference, &body, signature.as_deref()).await });
        heard.await.unwrap_or(Heard::NotNow)
    };
    desk.take(VendorId::Simpu, request, tell).await
}

async fn nowhere(State(desk): State<Arc<Desk>>) -> Response {
    desk.turn_down(TurnedDown::Nowhere)
}

async fn other_method(State(desk): State<Arc<Desk>>) -> Response {
    desk.turn_down(TurnedDown::Method)
}
