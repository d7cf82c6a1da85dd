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
use airtill_domain::offer::{Item, Offer};
use airtill_domain::outcome::{Answer, Report};
use airtill_domain::product::Product;
use airtill_domain::service::Service;
use airtill_domain::settings::{NetworkName, VendorSettings};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_words::say;
use std::time::Duration;

/// What SMEPlug can do. Source: vendor document `000_`, "Sme Plug API".
pub const CAPABILITY: Capability = Capability {
    live_url: "https://smeplug.ng/api/v1",
    sandbox_url: None,
    airtime: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2],
    data: &[Network::Mtn, Network::Airtel, Network::Glo, Network::T2],
    status_by_reference: true,
    not_found_is_documented: false,
    // \[assumption\]: the document says nothing of it. A bank that could not credit an account sends the money back within three days, and
    // its words for a transaction know "refunded" and "reversed".
    comes_back_h: ComesBack { airtime: &[], data: &[24], transfer: &[1, 6, 24, 48, 72] },
    // \[assumption\]: one client of its API speaks of a hundred requests a minute.
    ask_every: Duration::from_millis(700),
    statement: false,
    balance: true,
    catalogue: true,
    shows: Shows { reference: false, recipient: false, face: false, plan: false },
    profile: true,
    limits: false,
    blocked_status: None,
    transfer: true,
    look_up: &[Service::Transfer],
};

/// What a code begins with that stands for share and sell. That call takes no reference, so a lost answer can never be asked
/// about: only networks of which the owner has said so are sold by it.
pub const SHARE_AND_SELL: &str = "vtu/";
/// What a code begins with that stands for a bank.
const BANK: &str = "bank/";

/// SMEPlug's API.
pub struct SmePlug {
    credentials: Credentials,
    network_names: Vec<NetworkName>,
    plain_true_delivers: bool,
    share_and_sell: Vec<Network>,
}

impl SmePlug {
    /// With the account's key, and what the owner decided.
    pub fn new(credentials: Credentials, settings: &VendorSettings) -> SmePlug {
        SmePlug {
            credentials,
            network_names: settings.network_names.clone(),
            plain_true_delivers: settings.plain_true_delivers,
            share_and_sell: settings.share_and_sell.clone(),
        }
    }

    fn headers(&self) -> Vec<(&'static str, Secret)> {
        vec![("authorization", self.credentials.bearer())]
    }

    /// The code under which a network's airtime is sold: share and sell where the owner wants that.
    fn airtime_code(&self, network: Network, id: &str) -> String {
        let shared = self.share_and_sell.contains(&network);
        if shared { format!("{SHARE_AND_SELL}{id}") } else { id.to_owned() }
    }
}

impl Vendor for SmePlug {
    fn id(&self) -> VendorId {
        VendorId::SmePlug
    }

    fn capability(&self) -> &'static Capability {
        &CAPABILITY
    }

    /// "POST Airtime Purchase", "POST Purchase Data Plan", "POST VTU Topup / Share & Sell", "POST Bank Transfer". The reference is
    /// optional, and has no field in share and sell; without it a time-out could never be resolved, so it is always sent.
    fn purchase(&self, order: &Order) -> Result<Call, String> {
        let phone = order.recipient.local();
        match &order.product {
            Product::Airtime { network: of, face } => {
                let amount = face.whole().ok_or(say!("SMEPlug sells airtime in whole naira"))?;
                if let Some(network) = order.code.strip_prefix(SHARE_AND_SELL) {
                    if !self.share_and_sell.contains(of) {
                        return Err(say!("SMEPlug's prices are being read anew: press again in a moment").to_owned());
                    }
                    let network_id = network_id(network)?;
                    let body = wire::ShareAndSell { network_id, phone_number: phone, amount };
                    return Call::post("/vtu", self.headers(), &body);
                }
                let network_id = network_id(&order.code)?;
                let customer_reference = order.reference.as_str();
                let body = wire::AirtimePurchase { network_id, phone, amount, customer_reference };
                Call::post("/airtime/purchase", self.headers(), &body)
            }
            Product::Data { .. } => {
                let (network, plan) =
                    order.code.split_once('/').ok_or(say!("SMEPlug's plan is not known by its id"))?;
                let (network_id, plan_id) = (network_id(network)?, wire::PlanId::read(plan));
                let customer_reference = order.reference.as_str();
                let body = wire::DataPurchase { network_id, plan_id, phone, customer_reference };
                Call::post("/data/purchase", self.headers(), &body)
            }
            Product::Transfer { bank, amount, description } => {
                let amount = amount.whole().ok_or(say!("SMEPlug sends whole naira"))?.to_string();
                let body = wire::Transfer {
                    bank_code: &bank.code,
                    account_number: phone,
                    amount,
                    description,
                    customer_reference: order.reference.as_str(),
                };
                Call::post("/transfer/send", self.headers(), &body)
            }
        }
    }

    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer {
        codes::purchase(order, reply, self.plain_true_delivers)
    }

    /// "GET Transactions": "{reference} can be smeplug's reference or your {customer_reference}".
    fn status(&self, order: &Order) -> Option<Call> {
        self.can_ask_about(&order.code).then(|| Call::get(format!("/transactions/{}", order.reference), self.headers()))
    }

    /// Of share and sell nobody can: it takes no reference.
    fn can_ask_about(&self, code: &str) -> bool {
        !code.starts_with(SHARE_AND_SELL)
    }

    fn read_status(&self, order: &Order, reply: &Reply) -> Report {
        codes::status(order, reply)
    }

    /// "Transaction Webhook".
    fn notice(&self, body: &[u8]) -> Result<NoticeOf, NotRead> {
        codes::notice(body)
    }

    fn report(&self, order: &Order, body: &[u8]) -> Option<Report> {
        codes::report(order, body)
    }

    fn balance(&self) -> Option<Call> {
        Some(Call::get("/account/balance", self.headers()))
    }

    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead> {
        catalogue::balance(reply)
    }

    fn catalogue(&self) -> Vec<Call> {
        [catalogue::NETWORKS, catalogue::PLANS, catalogue::BANKS].map(|path| Call::get(path, self.headers())).into()
    }

    fn read_catalogue(&self, call: &Call, reply: &Reply, so_far: &[Offer], at: Timestamp) -> Result<Page, NotRead> {
        match call.path.as_str() {
            catalogue::NETWORKS => {
                let code = |network, id: &str| self.airtime_code(network, id);
                catalogue::networks(reply, &self.network_names, code, at)
            }
            catalogue::BANKS => catalogue::banks(reply, at),
            _ => catalogue::plans(reply, so_far, at),
        }
    }

    /// Banks are for transfers alone.
    fn part(&self, call: &Call) -> Option<String> {
        (call.path == catalogue::BANKS).then(|| BANK.to_owned())
    }

    /// Airtime by the way that the owner wants now.
    fn recalled(&self, mut offer: Offer) -> Offer {
        if let Item::Airtime { network, .. } = offer.item {
            offer.code = self.airtime_code(network, network_of(&offer.code));
        }
        offer
    }

    /// "POST Resolve Account Details".
    fn look_up(&self, asked: &AccountLookup) -> Option<Call> {
        let body = wire::ResolveAccount { bank_code: asked.code.strip_prefix(BANK)?, account_number: &asked.text };
        Call::post("/transfer/resolveaccount", self.headers(), &body).ok()
    }

    fn read_look_up(&self, asked: &AccountLookup, reply: &Reply) -> Result<Result<Found, String>, NotRead> {
        catalogue::resolved(&asked.text, reply)
    }

    /// "GET Fetch Devices".
    fn profile(&self) -> Vec<Call> {
        vec![Call::get(catalogue::DEVICES, self.headers())]
    }

    fn read_profile(&self, _call: &Call, reply: &Reply) -> Result<Profile, NotRead> {
        catalogue::devices(reply)
    }
}

/// The network's id in an offer's code, whichever way its airtime is sold.
fn network_of(code: &str) -> &str {
    code.strip_prefix(SHARE_AND_SELL).unwrap_or(code)
}

fn network_id(code: &str) -> Result<u32, String> {
    code.parse().map_err(|_| say!("SMEPlug's id of this network is not known").to_owned())
}
