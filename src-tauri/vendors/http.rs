//! The only module that uses HTTP.
//!
//! Two clients. The one for **purchases** sends each request at most once: a fresh connection every time, no
//! redirects (they would carry body and key to another host), no retries, HTTP/1.1, no proxy. The one for
//! **questions** keeps connections and may ask again. A failure of a purchase is read by one rule: building or
//! connecting failed, then no byte has left; anything else, and nothing is known.
//!
//! All vendors share them: a client reads this computer's certificates and keeps them, and ten copies would cost more memory than
//! the ledger of a small shop.

use super::{Call, Method, Reply};
use airtill_domain::outcome::{Doubt, NotSent};
use airtill_domain::sale::AMBER_AFTER;
use airtill_domain::time::Timestamp;
use airtill_words::say;
use backon::{ExponentialBuilder, Retryable};
use reqwest::header::{ACCEPT, AGE, CONTENT_TYPE, DATE, HeaderValue};
use reqwest::{Client, ClientBuilder, Url};
use rustls::CertificateError;
use std::sync::Mutex;
use std::time::Duration;

/// Most bytes of an answer that are read. A vendor's answer is a few hundred.
pub const BODY_MAX_BYTES: usize = 256 * 1024;

/// Until a connection stands, TLS included. What ends within it was certainly not sent, so it has to end well before a sale
/// is shown and printed as not known yet: paper that says "not known" of a sale that never left would contradict the money
/// that is given back a moment later.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(5);

const _: () =
    assert!(CONNECT_WITHIN.as_secs() * 2 <= AMBER_AFTER.as_secs(), "connecting ends well before the pending slip");

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Until a connection stands, TLS included. Shorter than the others, or a connection that never came about
    /// would look like a request without an answer.
    pub connect: Duration,
    /// A purchase, from connecting to the last byte. SMEPlug's own SDK waits 50 s.
    pub purchase: Duration,
    /// A question.
    pub question: Duration,
    /// Between two questions about attempts; `None` for the vendor's own distance.
    pub between_questions: Option<Duration>,
}

impl Default for Timing {
    fn default() -> Timing {
        Timing {
            connect: CONNECT_WITHIN,
            purchase: Duration::from_secs(50),
            question: Duration::from_secs(15),
            between_questions: None,
        }
    }
}

/// How the sending of a purchase failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// No byte of the request can have left.
    NotSent(NotSent),
    /// The request may have been received.
    Unknown(Doubt),
}

/// How a question failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// No connection.
    #[error("{}", say!("the vendor could not be reached"))]
    NotReached,
    /// No connection, because the vendor's certificate is not valid yet or any more by this computer's clock.
    #[error("{}", say!("the vendor's certificate is not valid on the date that this computer's clock says: is the clock right?"))]
    Dated,
    /// Connected, and no whole answer.
    #[error("{}", say!("the vendor did not answer"))]
    NoAnswer,
}

/// The sending for one base URL.
pub struct Http {
    base_url: String,
    clients: Clients,
    timing: Timing,
    /// What the last answer said of the time.
    dated: Mutex<Option<Timestamp>>,
}

/// The two clients of one kind.
#[derive(Clone)]
struct Clients {
    purchases: Client,
    questions: Client,
}

/// What a client can't be told with each request.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    https_only: bool,
    connect: Duration,
}

/// Those that were made: one kind in a real shop, one in a practice shop.
static MADE: Mutex<Vec<(Kind, Clients)>> = Mutex::new(Vec::new());

impl Http {
    /// Clients for a base URL.
    ///
    /// # Errors
    /// With a sentence, when the URL is neither `https` nor plain `http` on this computer, or carries more than host
    /// and path, or the clients can't be made.
    pub fn new(base_url: &str, timing: Timing) -> Result<Http, String> {
        let base_url = base_url.trim_end_matches('/');
        let plain_http_allowed = allowed(base_url)?;
        let kind = Kind { https_only: !plain_http_allowed, connect: timing.connect };
        Ok(Http { base_url: base_url.to_owned(), clients: Clients::of(kind)?, timing, dated: Mutex::default() })
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends a purchase, once.
    ///
    /// # Errors
    /// [`SendError`].
    pub async fn send_once(&self, call: &Call) -> Result<Reply, SendError> {
        let purchases = &self.clients.purchases;
        let request =
            self.request(purchases, call, self.timing.purchase).ok_or(SendError::NotSent(NotSent::NotBuilt))?;
        airtill_faults::kill_point("purchase.before_send");
        let reply = self.receive(purchases.execute(request).await).await.map_err(|error| send_error(&error));
        airtill_faults::kill_point("purchase.answered");
        reply
    }

    /// Asks, once: the caller has a schedule of its own.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn ask_once(&self, call: &Call) -> Result<Reply, AskError> {
        let questions = &self.clients.questions;
        let request = self.request(questions, call, self.timing.question).ok_or(AskError::NoAnswer)?;
        self.receive(questions.execute(request).await).await.map_err(|error| ask_error(&error))
    }

    /// Asks, and asks again twice with growing waits when there was no answer.
    ///
    /// # Errors
    /// [`AskError`] of the last try.
    pub async fn ask(&self, call: &Call) -> Result<Reply, AskError> {
        let patience = ExponentialBuilder::default().with_min_delay(Duration::from_millis(400)).with_max_times(2);
        (|| self.ask_once(call)).retry(patience).await
    }

    /// What the last answer since this was asked before said of the time; `None` where none said anything.
    pub fn take_date(&self) -> Option<Timestamp> {
        self.dated.lock().unwrap_or_else(|broken| broken.into_inner()).take()
    }

    /// Reads the whole answer, up to [`BODY_MAX_BYTES`].
    async fn receive(&self, sent: Result<reqwest::Response, reqwest::Error>) -> Result<Reply, Failure> {
        let mut response = sent.map_err(Failure::Http)?;
        // An answer out of a cache has the date of the day it was made.
        let fresh = !response.headers().contains_key(AGE);
        let date = response.headers().get(DATE).filter(|_| fresh);
        let date = date.and_then(|value| Timestamp::parse_http(value.to_str().ok()?));
        *self.dated.lock().unwrap_or_else(|broken| broken.into_inner()) = date;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(Failure::Http)? {
            body.extend_from_slice(&chunk);
            if body.len() > BODY_MAX_BYTES {
                return Err(Failure::TooLong);
            }
        }
        Ok(Reply { status, body })
    }

    /// `total`: from connecting to the last byte.
    fn request(&self, client: &Client, call: &Call, total: Duration) -> Option<reqwest::Request> {
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut request = client
            .request(method, format!("{}{}", self.base_url, call.path))
            .timeout(total)
            .header(ACCEPT, "application/json");
        for (name, secret) in &call.headers {
            let mut value = HeaderValue::from_str(secret.expose()).ok()?;
            value.set_sensitive(true);
            request = request.header(*name, value);
        }
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        request.build().ok()
    }
}

impl Clients {
    /// Those of a kind, made when they are first wanted.
    fn of(kind: Kind) -> Result<Clients, String> {
        let mut made = MADE.lock().unwrap_or_else(|broken| broken.into_inner());
        if let Some((_, clients)) = made.iter().find(|(known, _)| *known == kind) {
            return Ok(clients.clone());
        }
        // The cryptography for every client of this process. A second time is refused and changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let common = || -> ClientBuilder {
            Client::builder()
                .https_only(kind.https_only)
                .no_proxy()
                .referer(false)
                .http1_only()
                .redirect(redirects())
                .retry(reqwest::retry::never())
                .connect_timeout(kind.connect)
                .user_agent(concat!("Airtill/", env!("CARGO_PKG_VERSION")))
        };
        let build = |builder: ClientBuilder| builder.build().map_err(|error| say!("no HTTP client: {error}", error));
        let clients = Clients {
            purchases: build(common().pool_max_idle_per_host(0))?,
            questions: build(common().pool_idle_timeout(Duration::from_secs(20)))?,
        };
        made.push((kind, clients.clone()));
        Ok(clients)
    }
}

/// None are followed: they would carry body and key to another host.
fn redirects() -> reqwest::redirect::Policy {
    if airtill_faults::wrong("redirects_followed") {
        return reqwest::redirect::Policy::limited(3);
    }
    reqwest::redirect::Policy::none()
}

/// Why no whole answer came.
enum Failure {
    Http(reqwest::Error),
    TooLong,
}

fn send_error(failure: &Failure) -> SendError {
    match failure {
        Failure::Http(error) if error.is_builder() => SendError::NotSent(NotSent::NotBuilt),
        Failure::Http(error) if error.is_connect() => SendError::NotSent(NotSent::NoConnection),
        Failure::Http(error) if error.is_timeout() => SendError::Unknown(Doubt::NoAnswer),
        Failure::Http(_) => SendError::Unknown(Doubt::Broken),
        Failure::TooLong => SendError::Unknown(Doubt::Unreadable),
    }
}

/// Whether TLS failed because a certificate is not valid at this time.
fn is_about_dates(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(why)) = error.downcast_ref() {
            return matches!(
                why,
                CertificateError::NotValidYet
                    | CertificateError::NotValidYetContext { .. }
                    | CertificateError::Expired
                    | CertificateError::ExpiredContext { .. }
            );
        }
        // An error of reading names as its cause the cause of what it holds, and not that itself.
        let held = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = held.map(|held| held as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    false
}

fn ask_error(failure: &Failure) -> AskError {
    match failure {
        Failure::Http(error) if error.is_connect() && is_about_dates(error) => AskError::Dated,
        Failure::Http(error) if error.is_builder() || error.is_connect() => AskError::NotReached,
        Failure::Http(_) | Failure::TooLong => AskError::NoAnswer,
    }
}

/// Whether plain `http` may be used: on this computer only.
///
/// # Errors
/// With a sentence, when the address can't be used at all.
pub fn allowed(base_url: &str) -> Result<bool, String> {
    let url = Url::parse(base_url).map_err(|_| say!("not a web address").to_owned())?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(say!("the address must be a host and a path, nothing more").to_owned());
    }
    match url.scheme() {
        "https" => Ok(false),
        "http" if matches!(url.host_str(), Some("127.0.0.1" | "[::1]")) => Ok(true),
        _ => Err(say!("the address must begin with https://").to_owned()),
    }
}
