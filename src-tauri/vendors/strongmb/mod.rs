#![doc = include_str!("docs.md")]

mod catalogue;
mod codes;
mod wire;

use super::{Call, Capability, ComesBack, NotRead, Order, Page, Profile, Reply, Shows, StatementLine, Vendor};
use airtill_credentials::{Credentials, Secret};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::outcome::{Answer, Report};
use airtill_domain::product::Product;
use airtill_domain::settings::{NetworkName, VendorSettings};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;
use std::time::Duration;

/// What Strongmb can do. Source: vendor document `002_`. It names the live host alone; the sandbox's address and the paths
/// it leaves out are those of the vendor's own PHP SDK.
pub const CAPABILITY: Capability = Capability {
    live_url: "https://api.strongmb.ng/v1",
    sandbox_url: Some("https://sandbox.api.strongmb.ng/v1"),
    airtime: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2],
    data: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2],
    status_by_reference: true,
    not_found_is_documented: true,
    // \[assumption\]: its words for a transaction know "reversed", and its document says nothing of when.
    comes_back_h: ComesBack { airtime: &[], data: &[24], transfer: &[] },
    ask_every: Duration::from_millis(300),
    statement: true,
    balance: true,
    catalogue: true,
    shows: Shows { reference: true, recipient: true, face: true, plan: true },
    profile: true,
    limits: true,
    // "Account is inactive or suspended", by status alone.
    blocked_status: Some(403),
    transfer: false,
    look_up: &[],
};

/// \[assumption\] Where data is bought: the vendor's SDK has this path; the document shows body and reply without one, and
/// "internet" in the path of the product list.
const DATA_PURCHASE: &str = "/purchases/data";
/// Where airtime is bought: the document's first sample.
const AIRTIME_PURCHASE: &str = "/purchases/airtime";

/// Strongmb's API.
pub struct Strongmb {
    credentials: Credentials,
    network_names: Vec<NetworkName>,
}

impl Strongmb {
    /// With the account's key, and the names of networks that the owner has explained.
    pub fn new(credentials: Credentials, settings: &VendorSettings) -> Strongmb {
        Strongmb { credentials, network_names: settings.network_names.clone() }
    }

    fn headers(&self) -> Vec<(&'static str, Secret)> {
        vec![("authorization", self.credentials.bearer())]
    }
}

impl Vendor for Strongmb {
    fn id(&self) -> VendorId {
        VendorId::Strongmb
    }

    fn capability(&self) -> &'static Capability {
        &CAPABILITY
    }

    /// "Top up airtime for any Nigerian network", "Purchase a data plan using a product_code".
    fn purchase(&self, order: &Order) -> Result<Call, String> {
        let (phone, reference) = (order.recipient.local(), order.reference.as_str());
        match &order.product {
            Product::Airtime { face, .. } => {
                let amount = face.whole().ok_or(say!("Strongmb sells airtime in whole naira"))?.to_string();
                let body = wire::AirtimePurchase { phone, product_code: &order.code, amount, reference };
                Call::post(AIRTIME_PURCHASE, self.headers(), &body)
            }
            Product::Data { .. } => {
                let body = wire::DataPurchase { phone, product_code: &order.code, reference };
                Call::post(DATA_PURCHASE, self.headers(), &body)
            }
            Product::Transfer { .. } => Err(say!("Strongmb sends no money to banks").to_owned()),
        }
    }

    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer {
        codes::purchase(order, reply)
    }

    /// "Returns a single transaction that matches the provided reference."
    fn status(&self, order: &Order) -> Option<Call> {
        Some(Call::get(format!("/transactions/{}", order.reference), self.headers()))
    }

    fn read_status(&self, order: &Order, reply: &Reply) -> Report {
        codes::status(order, reply)
    }

    /// "Returns the latest transactions": newest first, and none is an answer too.
    fn statement(&self) -> Option<Call> {
        Some(Call::get("/transactions", self.headers()))
    }

    fn read_statement(&self, reply: &Reply) -> Result<Vec<StatementLine>, NotRead> {
        catalogue::transactions(reply)
    }

    fn balance(&self) -> Option<Call> {
        Some(Call::get(catalogue::WALLETS, self.headers()))
    }

    /// The naira wallet's balance.
    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead> {
        catalogue::balance(reply)
    }

    /// "Returns the profile and account information", "Returns all wallets ... including balances, limits, and status".
    fn profile(&self) -> Vec<Call> {
        [catalogue::USER, catalogue::WALLETS].map(|path| Call::get(path, self.headers())).into()
    }

    fn read_profile(&self, call: &Call, reply: &Reply) -> Result<Profile, NotRead> {
        if call.path == catalogue::USER { catalogue::user(reply) } else { catalogue::limits(reply) }
    }

    fn catalogue(&self) -> Vec<Call> {
        [catalogue::AIRTIME, catalogue::INTERNET].map(|path| Call::get(path, self.headers())).into()
    }

    fn read_catalogue(&self, call: &Call, reply: &Reply, _so_far: &[Offer], at: Timestamp) -> Result<Page, NotRead> {
        catalogue::products(call.path == catalogue::AIRTIME, reply, &self.network_names, at)
    }
}
