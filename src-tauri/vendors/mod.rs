//! Vendors: what their documents say, as code.
//!
//! A [`Vendor`] is pure: it turns an order into a [`Call`] and a [`Reply`] into an [`Answer`]. Sending is the same
//! for all of them and stands once, in [`http`]; a [`Line`] joins a vendor, its address, its key and the sending. So
//! each vendor can be tested on bytes alone, and none of them can send twice.
//!
//! Each vendor's folder has the same files: `mod.rs` (addresses, calls), `wire.rs` (the shapes of requests and
//! replies), `codes.rs` (from the vendor's words to an outcome), `catalogue.rs` (what it offers), `docs.md`.

pub mod http;
pub mod smeplug;

use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::outcome::{Answer, Doubt, Finding, NotSent, Outcome, Report, Said};
use crate::domain::phone::Msisdn;
use crate::domain::product::Product;
use crate::domain::reference::Reference;
use crate::domain::vendor::{Account, VendorId};
use crate::keys::{self, Secret};
use http::{AskError, Http, SendError};
use std::collections::BTreeMap;

/// What is asked of a vendor, in the till's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What.
    pub product: Product,
    /// For which number.
    pub recipient: Msisdn,
    /// Under which reference.
    pub reference: Reference,
}

/// What a vendor can do. Data, so that tests and the screen read the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// Sells airtime.
    pub airtime: bool,
    /// Can be asked about an attempt by the till's reference.
    pub status_by_reference: bool,
    /// A "not found" to that question means, by the vendor's document, that nothing was done.
    pub not_found_is_documented: bool,
    /// Tells the wallet's balance.
    pub balance: bool,
}

/// One HTTP request, before the key and the base URL are put to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET` or `POST`.
    pub method: Method,
    /// Below the base URL, beginning with `/`.
    pub path: String,
    /// JSON text.
    pub body: Option<String>,
}

/// The methods vendors use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A question.
    Get,
    /// A request with a body.
    Post,
}

/// One HTTP answer, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body, at most [`http::BODY_MAX_BYTES`].
    pub body: Vec<u8>,
}

/// Which of a vendor's network ids means which network: read from the vendor, matched by name.
pub type NetworkIds = BTreeMap<Network, u32>;

/// A question that was not answered in the documented form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// The vendor does not accept the key.
    #[error("the vendor does not accept the key")]
    Unauthorised,
    /// Some other answer.
    #[error("the vendor's answer could not be understood (HTTP {0})")]
    Unreadable(u16),
}

/// One vendor's API, as its document describes it. Pure.
pub trait Vendor: Send + Sync {
    /// Which vendor.
    fn id(&self) -> VendorId;
    /// What it can do.
    fn capability(&self) -> Capability;
    /// The live base URL.
    fn live_url(&self) -> &'static str;
    /// The purchase request. `Err` with a sentence when this vendor can't be asked for it.
    ///
    /// # Errors
    /// When the product is not the vendor's, or its network's id is not known.
    fn purchase(&self, order: &Order, networks: &NetworkIds) -> Result<Call, String>;
    /// What the answer to a purchase means.
    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer;
    /// The question about an attempt.
    fn status(&self, reference: &Reference) -> Call;
    /// What the answer to that question means.
    fn read_status(&self, order: &Order, reply: &Reply) -> Report;
    /// The question for the wallet's balance.
    fn balance(&self) -> Call;
    /// The balance.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead>;
    /// The question for the networks' ids.
    fn networks(&self) -> Call;
    /// The networks' ids. Names that are not listed are left out: they are not sold.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_networks(&self, reply: &Reply) -> Result<NetworkIds, NotRead>;
}

/// A vendor that can be called: its API, address, key, and the sending.
pub struct Line {
    vendor: Box<dyn Vendor>,
    http: Http,
    key: Secret,
    account: Account,
}

/// Where a vendor is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The base URL.
    pub base_url: String,
    /// The name the ledger keeps instead of the URL. The practice vendors listen on another port at every start and
    /// are the same vendors all the same.
    pub known_as: Option<String>,
}

/// Why a question got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskFailed {
    /// The vendor could not be reached: the till is offline, or the vendor is.
    #[error("the vendor could not be reached")]
    NotReached,
    /// It was reached, and did not answer properly in time.
    #[error("the vendor did not answer")]
    NoAnswer,
    /// It answered something else.
    #[error("{0}")]
    NotRead(#[from] NotRead),
}

impl Line {
    /// A line to a vendor at an address.
    ///
    /// # Errors
    /// When the address is neither `https` nor loopback, or the HTTP clients can't be made.
    pub fn new(vendor: Box<dyn Vendor>, address: &Address, key: Secret, timing: http::Timing) -> Result<Line, String> {
        let http = Http::new(&address.base_url, timing)?;
        let base_url = address.known_as.clone().unwrap_or_else(|| http.base_url().to_owned());
        let account = Account { base_url, fingerprint: keys::fingerprint(vendor.id(), &key) };
        Ok(Line { vendor, http, key, account })
    }

    /// Which vendor.
    pub fn vendor(&self) -> VendorId {
        self.vendor.id()
    }

    /// What it can do.
    pub fn capability(&self) -> Capability {
        self.vendor.capability()
    }

    /// At which address and account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Whether the order can be put into a request at all; to be known before anything is promised.
    ///
    /// # Errors
    /// With the sentence for the screen.
    pub fn can_order(&self, order: &Order, networks: &NetworkIds) -> Result<(), String> {
        self.vendor.purchase(order, networks).map(|_| ())
    }

    /// Sends a purchase request, once, and reads its answer. There is no way to be told "error": whatever happens is
    /// an [`Answer`]. Must run in a task of its own: dropping the future would not take the request back.
    pub async fn purchase(&self, order: &Order, networks: &NetworkIds) -> Answer {
        let call = match self.vendor.purchase(order, networks) {
            Ok(call) => call,
            Err(why) => return answer(Outcome::NotSent(NotSent::NotBuilt), Some(&why)),
        };
        match self.http.send_once(&call, &self.key).await {
            Ok(reply) => self.vendor.read_purchase(order, &self.scrubbed(reply)),
            Err(SendError::NotSent(why)) => answer(Outcome::NotSent(why), None),
            Err(SendError::Unknown(why)) => answer(Outcome::Unknown(why), None),
        }
    }

    /// Asks about an attempt. An unanswered question is [`Finding::Unclear`] and changes nothing.
    pub async fn check(&self, order: &Order) -> (Report, Reached) {
        let call = self.vendor.status(&order.reference);
        match self.http.ask_once(&call, &self.key).await {
            Ok(reply) => (self.vendor.read_status(order, &self.scrubbed(reply)), Reached::Yes),
            Err(error) => {
                let said = Said::default().with_message(Some(&error.to_string()));
                (Report { finding: Finding::Unclear, said }, error.into())
            }
        }
    }

    /// Asks for the wallet's balance.
    ///
    /// # Errors
    /// [`AskFailed`].
    pub async fn balance(&self) -> Result<Naira, AskFailed> {
        let reply = self.http.ask(&self.vendor.balance(), &self.key).await?;
        Ok(self.vendor.read_balance(&reply)?)
    }

    /// Asks for the networks' ids.
    ///
    /// # Errors
    /// [`AskFailed`].
    pub async fn networks(&self) -> Result<NetworkIds, AskFailed> {
        let reply = self.http.ask(&self.vendor.networks(), &self.key).await?;
        Ok(self.vendor.read_networks(&reply)?)
    }

    /// A vendor (or something in between) may echo the key, as it is or escaped: it must not reach the ledger by that
    /// way. Taken out before anything is read, so that no cut leaves half of it.
    fn scrubbed(&self, mut reply: Reply) -> Reply {
        let key = self.key.expose();
        let percent: String = key
            .bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect();
        for form in [key.to_owned(), key.replace('/', "\\/"), percent] {
            while let Some(at) = reply.body.windows(form.len()).position(|window| window == form.as_bytes()) {
                reply.body.splice(at..at + form.len(), b"(key)".iter().copied());
            }
        }
        reply
    }

    /// Whether the vendor can be reached, asked once.
    pub async fn reach(&self) -> Reached {
        match self.http.ask_once(&self.vendor.balance(), &self.key).await {
            Ok(_) => Reached::Yes,
            Err(error) => error.into(),
        }
    }
}

/// Whether the vendor could be reached: what "online" is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It answered something.
    Yes,
    /// No connection.
    No,
    /// Connected, and no proper answer.
    Silent,
}

impl From<AskError> for Reached {
    fn from(error: AskError) -> Reached {
        match error {
            AskError::NotReached => Reached::No,
            AskError::NoAnswer => Reached::Silent,
        }
    }
}

impl From<AskError> for AskFailed {
    fn from(error: AskError) -> AskFailed {
        match error {
            AskError::NotReached => AskFailed::NotReached,
            AskError::NoAnswer => AskFailed::NoAnswer,
        }
    }
}

fn answer(outcome: Outcome, message: Option<&str>) -> Answer {
    Answer { outcome, said: Said::default().with_message(message) }
}

/// For the codes of every vendor: nothing can be concluded, and the body is kept as evidence.
pub fn unknown(why: Doubt, reply: &Reply) -> Answer {
    Answer {
        outcome: Outcome::Unknown(why),
        said: Said { http_status: Some(reply.status), ..Said::default() }.with_evidence(&reply.body),
    }
}
