#![doc = include_str!("docs.md")]

mod catalogue;
mod codes;
mod wire;

use super::{
    AccountLookup, Call, Capability, ComesBack, Found, NotRead, NoticeOf, Order, Page, Profile, Reply, Shows, Vendor,
};
use airtill_credentials::{Credentials, Secret};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::outcome::{Answer, Report};
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::service::Service;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{CredentialField, CredentialKind, VendorId};
use airtill_words::say;
use std::time::Duration;

/// What VTpass can do. Source: vendor document `003_`, "Smile Network Payment API", and for airtime and data of the other
/// networks VTpass's own pages, which use the same calls.
pub const CAPABILITY: Capability = Capability {
    live_url: "https://vtpass.com/api",
    sandbox_url: Some("https://sandbox.vtpass.com/api"),
    airtime: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2, Network::Smile],
    data: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2, Network::Smile],
    status_by_reference: true,
    not_found_is_documented: true,
    // "Transaction reversal", code 040: after it was accepted.
    comes_back_h: ComesBack { airtime: &[24, 48], data: &[24, 48], transfer: &[] },
    ask_every: Duration::from_millis(500),
    statement: false,
    balance: true,
    catalogue: true,
    shows: Shows { reference: true, recipient: true, face: true, plan: false },
    profile: true,
    limits: false,
    blocked_status: None,
    transfer: false,
    look_up: &[Service::Smile],
};

/// Smile's service.
const SMILE: &str = "smile-direct";

/// VTpass's API.
pub struct Vtpass {
    credentials: Credentials,
}

impl Vtpass {
    /// With the account's keys, or its e-mail address and password.
    pub fn new(credentials: Credentials) -> Vtpass {
        Vtpass { credentials }
    }

    /// Questions carry the public key, purchases the secret one; Basic authentication is the same for both. Source: VTpass,
    /// "Authentication"; the document knows Basic alone.
    fn headers(&self, other: (&'static str, CredentialField)) -> Vec<(&'static str, Secret)> {
        if self.credentials.kind() == CredentialKind::EmailAndPassword {
            return vec![("authorization", self.credentials.basic())];
        }
        let mut headers = vec![("api-key", self.credentials.bare())];
        headers.extend(self.credentials.part(other.1).map(|secret| (other.0, secret.clone())));
        headers
    }

    fn asking(&self) -> Vec<(&'static str, Secret)> {
        self.headers(("public-key", CredentialField::PublicKey))
    }

    fn posting(&self) -> Vec<(&'static str, Secret)> {
        self.headers(("secret-key", CredentialField::SecretKey))
    }
}

impl Vendor for Vtpass {
    fn id(&self) -> VendorId {
        VendorId::Vtpass
    }

    fn capability(&self) -> &'static Capability {
        &CAPABILITY
    }

    /// "Purchase product". `request_id` is our reference: it begins with twelve digits of Lagos time, as VTpass demands.
    fn purchase(&self, order: &Order) -> Result<Call, String> {
        let (service_id, variation) = match order.code.split_once('/') {
            Some((service, variation)) => (service, Some(variation)),
            None => (order.code.as_str(), None),
        };
        let phone = match &order.recipient {
            Recipient::Account(account) => {
                account.phone.as_ref().ok_or(say!("VTpass wants the customer's number too"))?.local()
            }
            other => other.local(),
        };
        let amount = match &order.product {
            Product::Airtime { face, .. } => Some(face.whole().ok_or(say!("VTpass sells airtime in whole naira"))?),
            // "This amount will be ignored as the variation code determine the price of the data bundle."
            Product::Data { .. } => order.printed_price.and_then(Naira::whole),
            Product::Transfer { .. } => return Err(say!("VTpass sends no money to banks").to_owned()),
        };
        if service_id == SMILE && !matches!(order.recipient, Recipient::Account(_)) {
            return Err(say!("Smile is sold to an account that was looked up by its e-mail address").to_owned());
        }
        let body = wire::Pay {
            request_id: order.reference.as_str(),
            service_id,
            billers_code: variation.map(|_| order.recipient.local()),
            variation_code: variation,
            amount,
            phone,
        };
        Call::post("/pay", self.posting(), &body)
    }

    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer {
        codes::pay(order, reply)
    }

    /// "Query transaction status".
    fn status(&self, order: &Order) -> Option<Call> {
        Call::post("/requery", self.posting(), &wire::Requery { request_id: order.reference.as_str() }).ok()
    }

    fn read_status(&self, order: &Order, reply: &Reply) -> Report {
        codes::requery(order, reply)
    }

    /// "Transaction Update Webhook" and "Variations Update", of VTpass's own pages.
    fn notice(&self, body: &[u8]) -> Result<NoticeOf, NotRead> {
        codes::notice(body)
    }

    fn balance(&self) -> Option<Call> {
        Some(Call::get("/balance", self.asking()))
    }

    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead> {
        catalogue::balance(reply)
    }

    fn catalogue(&self) -> Vec<Call> {
        [catalogue::AIRTIME, catalogue::DATA].map(|path| Call::get(path, self.asking())).into()
    }

    fn read_catalogue(&self, call: &Call, reply: &Reply, _so_far: &[Offer], at: Timestamp) -> Result<Page, NotRead> {
        match call.path.as_str() {
            catalogue::AIRTIME => catalogue::airtime(reply, at),
            catalogue::DATA => {
                let services = catalogue::data_services(reply)?;
                let ask = |service: String| Call::get(format!("{}{service}", catalogue::VARIATIONS), self.asking());
                Ok(Page { more: services.into_iter().map(ask).collect(), ..Page::default() })
            }
            _ => catalogue::variations(reply, at),
        }
    }

    /// One service that is down costs its own renewal alone.
    fn part(&self, call: &Call) -> Option<String> {
        Some(format!("{}/", call.path.strip_prefix(catalogue::VARIATIONS)?))
    }

    /// "Verify Smile email"; and "Verify Smile phone number" of VTpass's older page for what is no e-mail address: customers rarely know
    /// theirs.
    fn look_up(&self, asked: &AccountLookup) -> Option<Call> {
        let body = wire::Verify { billers_code: &asked.text, service_id: SMILE };
        let path = if asked.text.contains('@') { "/merchant-verify/smile/email" } else { "/merchant-verify" };
        Call::post(path, self.posting(), &body).ok()
    }

    fn read_look_up(&self, asked: &AccountLookup, reply: &Reply) -> Result<Result<Found, String>, NotRead> {
        catalogue::verified(&asked.text, reply)
    }

    /// The services that the account lists.
    fn profile(&self) -> Vec<Call> {
        self.catalogue()
    }

    fn read_profile(&self, call: &Call, reply: &Reply) -> Result<Profile, NotRead> {
        catalogue::listed_services(if call.path == catalogue::AIRTIME { "airtime" } else { "data" }, reply)
    }
}
