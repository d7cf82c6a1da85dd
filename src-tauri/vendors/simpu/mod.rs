#![doc = include_str!("docs.md")]

mod catalogue;
mod codes;
mod wire;

use super::{Call, Capability, ComesBack, NotRead, NoticeOf, Order, Reply, Shows, Vendor};
use airtill_credentials::Credentials;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::outcome::{Answer, Finding, Report, Said};
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What Simpu can do. Source: vendor document `004_`, "POST /airtime/buy": one call, and nothing to ask afterwards.
pub const CAPABILITY: Capability = Capability {
    live_url: "https://api.simpu.co",
    sandbox_url: None,
    airtime: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2, Network::Ntel],
    data: &[],
    status_by_reference: false,
    not_found_is_documented: false,
    comes_back_h: ComesBack::NEVER,
    ask_every: Duration::from_millis(500),
    statement: false,
    balance: false,
    catalogue: false,
    shows: Shows { reference: true, recipient: true, face: false, plan: false },
    profile: false,
    limits: false,
    blocked_status: None,
    transfer: false,
    look_up: &[],
};

/// Simpu's API.
pub struct Simpu {
    credentials: Credentials,
    /// What its last answer to a purchase said was left.
    told: Mutex<Option<Naira>>,
}

impl Simpu {
    /// With the account's key.
    pub fn new(credentials: Credentials) -> Simpu {
        Simpu { credentials, told: Mutex::default() }
    }
}

impl Vendor for Simpu {
    fn id(&self) -> VendorId {
        VendorId::Simpu
    }

    fn capability(&self) -> &'static Capability {
        &CAPABILITY
    }

    /// "POST /airtime/buy". The key goes bare into `Authorization`. A `callback` only where somebody listens.
    fn purchase(&self, order: &Order) -> Result<Call, String> {
        let Product::Airtime { face, .. } = &order.product else {
            return Err(say!("Simpu sells airtime alone").to_owned());
        };
        let recipient = match &order.recipient {
            Recipient::Phone(number) => number.international(),
            Recipient::Steering(digits) => digits.digits().to_owned(),
            Recipient::Account(_) => return Err(say!("Simpu sells to numbers alone").to_owned()),
        };
        let amount = face.whole().ok_or(say!("Simpu sells airtime in whole naira"))?;
        let body = wire::Buy {
            network: &order.code,
            amount,
            recipient,
            external_ref: order.reference.as_str(),
            callback: order.callback.as_deref(),
        };
        Call::post("/airtime/buy", vec![("authorization", self.credentials.bare())], &body)
    }

    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer {
        let left = codes::left_in_wallet(reply);
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        *told = left.or(*told);
        drop(told);
        codes::buy(order, reply)
    }

    fn told_balance(&self) -> Option<Naira> {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None: its document has no such call, so a doubt is ended by a person who looks at Simpu's dashboard.
    fn status(&self, _order: &Order) -> Option<Call> {
        None
    }

    fn read_status(&self, _order: &Order, reply: &Reply) -> Report {
        Report { finding: Finding::Unclear, said: Said { http_status: Some(reply.status), ..Said::default() } }
    }

    /// The delivery report, at the attempt's own address, or as an event at the one of Simpu's dashboard.
    fn report(&self, order: &Order, body: &[u8]) -> Option<Report> {
        codes::report(order, body)
    }

    fn notice(&self, body: &[u8]) -> Result<NoticeOf, NotRead> {
        codes::notice(body)
    }

    /// `x-simpu-webhook-signature`: "Base64 of HMAC-SHA512 over the raw body with the secret key". Source: Simpu's page "Webhooks".
    fn has_signed(&self, body: &[u8], signature: &str) -> bool {
        self.credentials.bare().has_signed(body, signature)
    }

    /// None: its document has no such call.
    fn balance(&self) -> Option<Call> {
        None
    }

    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead> {
        Err(NotRead::Unreadable(reply.status))
    }

    fn known_offers(&self, at: Timestamp) -> Vec<Offer> {
        catalogue::networks(at)
    }
}
