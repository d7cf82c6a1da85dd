//! Vendors: what their documents say, as code.
//!
//! A [`Vendor`] is pure: it turns an order into a [`Call`] and a [`Reply`] into an [`Answer`]. Sending is the same
//! for all of them and stands once, in [`http`]; a [`VendorClient`] joins a vendor, its address, its key and the sending. So
//! each vendor can be tested on bytes alone, and none of them can send twice.
//!
//! Each vendor's folder has the same files: `mod.rs` (addresses, calls), `wire.rs` (the shapes of requests and
//! replies), `codes.rs` (from the vendor's words to an outcome), `catalogue.rs` (what it offers), `docs.md`.
//!
#![doc = include_str!("doubts.md")]
#![warn(missing_docs, unreachable_pub)]
// Nothing in the program ends it by a panic of ours; `expect` says the reason why it holds.
#![warn(clippy::unwrap_used, clippy::panic)]

mod client;
pub mod http;
mod read;
mod scrub;
pub mod simpu;
pub mod smeplug;
pub mod strongmb;
mod types;
pub mod vdt;
pub mod vtpass;

use airtill_credentials::{Credentials, Secret};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::outcome::{Answer, Doubt, Outcome, Report, Said};
use airtill_domain::product::{Product, ProductKind};
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::Reference;
use airtill_domain::service::Service;
use airtill_domain::settings::{HashRecipe, Site, VendorSettings};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;
use std::time::Duration;

pub use client::{Address, AskFailed, Reached, VendorClient};
pub use types::{AccountLookup, Catalogue, Fact, Found, Listed, Page, Profile, StatementLine, Unread};

/// What is asked of a vendor, in the till's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What.
    pub product: Product,
    /// For whom.
    pub recipient: Recipient,
    /// Under which reference.
    pub reference: Reference,
    /// The vendor's own word for it, from its offer.
    pub code: String,
    /// What the vendor calls the plan, if it is one.
    pub plan: Option<String>,
    /// What it should cost, where that is known. Vendors that want to be told the price are told this.
    pub cost: Option<Naira>,
    /// What customers are meant to pay, where the vendor prints it.
    pub printed_price: Option<Naira>,
    /// Where the vendor may call about this purchase, where it calls and somebody listens.
    pub callback: Option<String>,
}

/// What a vendor can do. Data, so that tests and the screen read the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capability {
    /// The live base URL.
    pub live_url: &'static str,
    /// The sandbox's, if there is one.
    pub sandbox_url: Option<&'static str>,
    /// Whose airtime it can sell.
    pub airtime: &'static [Network],
    /// Whose plans it can sell.
    pub data: &'static [Network],
    /// Can be asked about an attempt by the till's reference. Where not, a doubt is ended by a person.
    pub status_by_reference: bool,
    /// A "not found" to that question means, by the vendor's document, that nothing was done.
    pub not_found_is_documented: bool,
    /// When deliveries are looked at again, because they may come back.
    pub comes_back_h: ComesBack,
    /// Between two questions about attempts, at least.
    pub ask_every: Duration,
    /// Lists its transactions, to be held against the ledger.
    pub statement: bool,
    /// Tells the wallet's balance.
    pub balance: bool,
    /// Lists what it sells. Where not, the list is fixed or the owner types it.
    pub catalogue: bool,
    /// Which fields of the order the document shows in the answer to a purchase: each of them has to be equal.
    pub shows: Shows,
    /// Tells about the account, besides the balance.
    pub profile: bool,
    /// And limits among that, which hold for each sale.
    pub limits: bool,
    /// The HTTP status by which it says that the account is blocked, where its document has one and no code for it.
    pub blocked_status: Option<u16>,
    /// Sends money to bank accounts.
    pub transfer: bool,
    /// Says whose an account is before anything is paid: with which networks, or at banks, it has to be asked.
    pub look_up: &'static [Service],
}

/// How many hours after a delivery a vendor is asked whether it stayed, by what was sold; nothing where it stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComesBack {
    /// Of airtime.
    pub airtime: &'static [u16],
    /// Of plans.
    pub data: &'static [u16],
    /// Of transfers.
    pub transfer: &'static [u16],
}

impl ComesBack {
    /// What was delivered stays.
    pub const NEVER: ComesBack = ComesBack { airtime: &[], data: &[], transfer: &[] };

    /// Of one kind.
    pub fn of(&self, kind: ProductKind) -> &'static [u16] {
        match kind {
            ProductKind::Airtime => self.airtime,
            ProductKind::Data => self.data,
            ProductKind::Transfer => self.transfer,
        }
    }
}

/// Which fields of the order the answer to a purchase shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shows {
    /// Our reference.
    pub reference: bool,
    /// The recipient.
    pub recipient: bool,
    /// The face amount of airtime.
    pub face: bool,
    /// The plan.
    pub plan: bool,
}

/// One HTTP request, before the base URL is put to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// `GET` or `POST`.
    pub method: Method,
    /// Below the base URL, beginning with `/`.
    pub path: String,
    /// Headers by which the vendor knows the account.
    pub headers: Vec<(&'static str, Secret)>,
    /// JSON text.
    pub body: Option<String>,
}

impl Call {
    /// A question.
    pub fn get(path: impl Into<String>, headers: Vec<(&'static str, Secret)>) -> Call {
        Call { method: Method::Get, path: path.into(), headers, body: None }
    }

    /// A request with a JSON body.
    ///
    /// # Errors
    /// When the body can't be written.
    pub fn post(
        path: impl Into<String>,
        headers: Vec<(&'static str, Secret)>,
        body: &impl serde::Serialize,
    ) -> Result<Call, String> {
        let body = serde_json::to_string(body).map_err(|error| error.to_string())?;
        Ok(Call { method: Method::Post, path: path.into(), headers, body: Some(body) })
    }
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

/// What a notice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeOf {
    /// A purchase, by our reference.
    Purchase(String),
    /// What the vendor offers has changed.
    Catalogue,
    /// Something that is nothing to this till.
    Other,
}

/// A question that was not answered in the documented form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// The vendor does not accept the key, or not from the address that this shop's line has now.
    #[error("{}", say!("the vendor does not accept the key, or not from this shop's internet address"))]
    Unauthorised,
    /// Some other answer.
    #[error("{}", say!("the vendor's answer could not be understood (HTTP {status})", status = _0))]
    Unreadable(u16),
}

/// One vendor's API, as its document describes it. Pure: it holds the credentials that its calls carry, and sends nothing.
pub trait Vendor: Send + Sync {
    /// Which vendor.
    fn id(&self) -> VendorId;
    /// What it can do.
    fn capability(&self) -> &'static Capability;
    /// The purchase request.
    ///
    /// # Errors
    /// With a sentence, when this vendor can't be asked for it.
    fn purchase(&self, order: &Order) -> Result<Call, String>;
    /// What the answer to a purchase means.
    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer;
    /// The question about an attempt; `None` where the vendor can't be asked about it.
    fn status(&self, order: &Order) -> Option<Call>;
    /// Whether there is such a question for what is ordered under a code.
    fn can_ask_about(&self, _code: &str) -> bool {
        self.capability().status_by_reference
    }
    /// What the answer to that question means.
    fn read_status(&self, order: &Order, reply: &Reply) -> Report;
    /// What a notice is about.
    ///
    /// # Errors
    /// [`NotRead`], when it is no notice of this vendor's.
    fn notice(&self, _body: &[u8]) -> Result<NoticeOf, NotRead> {
        Err(NotRead::Unreadable(0))
    }
    /// What a notice says of an attempt: [`airtill_domain::outcome::Finding::Unclear`] where it says something that is worth keeping and ends nothing; `None` where
    /// it says nothing that its document or clients know.
    fn report(&self, _order: &Order, _body: &[u8]) -> Option<Report> {
        None
    }
    /// Whether a notice was signed by the vendor, by a signature that came with it.
    fn has_signed(&self, _body: &[u8], _signature: &str) -> bool {
        false
    }
    /// The question for the latest transactions, where the vendor lists them.
    fn statement(&self) -> Option<Call> {
        None
    }
    /// The latest transactions.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_statement(&self, reply: &Reply) -> Result<Vec<StatementLine>, NotRead> {
        Err(NotRead::Unreadable(reply.status))
    }
    /// What its last answer to a purchase said was left in the wallet, where it says so there and has no question for it.
    fn told_balance(&self) -> Option<Naira> {
        None
    }
    /// The question for the wallet's balance, where there is one.
    fn balance(&self) -> Option<Call>;
    /// The balance.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead>;
    /// The questions for what it tells about the account: profile, limits, devices.
    fn profile(&self) -> Vec<Call> {
        Vec::new()
    }
    /// What one of them tells.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_profile(&self, _call: &Call, reply: &Reply) -> Result<Profile, NotRead> {
        Err(NotRead::Unreadable(reply.status))
    }
    /// What it offers without being asked: a fixed list, or the owner's.
    fn known_offers(&self, _at: Timestamp) -> Vec<Offer> {
        Vec::new()
    }
    /// The first questions for what it offers.
    fn catalogue(&self) -> Vec<Call> {
        Vec::new()
    }
    /// A part of what it offers; `so_far` is what was read from the parts before.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_catalogue(&self, _call: &Call, reply: &Reply, _so_far: &[Offer], _at: Timestamp) -> Result<Page, NotRead> {
        Err(NotRead::Unreadable(reply.status))
    }
    /// What the codes of the offers begin with that one of its questions is about, where the rest of the catalogue is renewed without
    /// its answer: `bank/`, `glo-sme-data/`. `None` where nothing can be sold without it.
    fn part(&self, _call: &Call) -> Option<String> {
        None
    }
    /// An offer that was kept from before, as it is sold by what the owner decided since.
    fn recalled(&self, offer: Offer) -> Offer {
        offer
    }
    /// The recipe by which a reply's hash was made, where a vendor hashes and it is one of those that can be set.
    fn learn_recipe(&self, _reply: &Reply) -> Option<HashRecipe> {
        None
    }
    /// The recipe by which its replies to sales were seen to be hashed, where a vendor hashes.
    fn reply_recipe(&self) -> Option<HashRecipe> {
        None
    }
    /// The question for whose an account is.
    fn look_up(&self, _asked: &AccountLookup) -> Option<Call> {
        None
    }
    /// Whose it is; `Ok(Err(_))` with the vendor's words when there is no such account.
    ///
    /// # Errors
    /// [`NotRead`].
    fn read_look_up(&self, _asked: &AccountLookup, reply: &Reply) -> Result<Result<Found, String>, NotRead> {
        Err(NotRead::Unreadable(reply.status))
    }
}

/// The list of vendors: each one's API with its credentials and what the owner decided about it.
pub fn vendor(id: VendorId, credentials: Credentials, settings: &VendorSettings) -> Box<dyn Vendor> {
    match id {
        VendorId::SmePlug => Box::new(smeplug::SmePlug::new(credentials, settings)),
        VendorId::Vdt => Box::new(vdt::Vdt::new(credentials, settings)),
        VendorId::Strongmb => Box::new(strongmb::Strongmb::new(credentials, settings)),
        VendorId::Vtpass => Box::new(vtpass::Vtpass::new(credentials)),
        VendorId::Simpu => Box::new(simpu::Simpu::new(credentials)),
    }
}

/// What a vendor can do, whoever calls it.
pub fn capability(id: VendorId) -> &'static Capability {
    match id {
        VendorId::SmePlug => &smeplug::CAPABILITY,
        VendorId::Vdt => &vdt::CAPABILITY,
        VendorId::Strongmb => &strongmb::CAPABILITY,
        VendorId::Vtpass => &vtpass::CAPABILITY,
        VendorId::Simpu => &simpu::CAPABILITY,
    }
}

/// Where a vendor is called by the owner's settings.
///
/// # Errors
/// With a sentence, when there is no such place: a sandbox of a vendor that has none, or an address that can't be used.
pub fn base_url(id: VendorId, site: &Site) -> Result<String, String> {
    match site {
        Site::Live => Ok(capability(id).live_url.to_owned()),
        Site::Sandbox => capability(id)
            .sandbox_url
            .map(str::to_owned)
            .ok_or_else(|| say!("{vendor} has no sandbox", vendor = id.name())),
        Site::Own(url) => http::allowed(url).map(|_| url.trim_end_matches('/').to_owned()),
    }
}

/// For the codes of every vendor: nothing can be concluded, and the body is kept as evidence.
pub fn unknown(why: Doubt, reply: &Reply) -> Answer {
    Answer {
        outcome: Outcome::Unknown(why),
        said: Said { http_status: Some(reply.status), ..Said::default() }.with_evidence(&reply.body),
    }
}
