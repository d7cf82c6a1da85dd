#![doc = include_str!("docs.md")]

mod catalogue;
mod codes;
mod wire;

use super::{Call, Capability, Method, NetworkIds, NotRead, Order, Reply, Vendor};
use crate::domain::money::Naira;
use crate::domain::outcome::{Answer, Report};
use crate::domain::product::Product;
use crate::domain::reference::Reference;
use crate::domain::vendor::VendorId;

/// SMEPlug's API. Source: vendor document `000_`, "Sme Plug API".
#[derive(Clone, Copy, Debug, Default)]
pub struct SmePlug;

impl Vendor for SmePlug {
    fn id(&self) -> VendorId {
        VendorId::SmePlug
    }

    fn capability(&self) -> Capability {
        Capability { airtime: true, status_by_reference: true, not_found_is_documented: false, balance: true }
    }

    fn live_url(&self) -> &'static str {
        "https://smeplug.ng/api/v1"
    }

    /// "POST Airtime Purchase". The reference is optional there; without it a time-out could never be resolved, so
    /// it is always sent.
    fn purchase(&self, order: &Order, networks: &NetworkIds) -> Result<Call, String> {
        let Product::Airtime { network, face } = &order.product;
        let network_id =
            *networks.get(network).ok_or_else(|| format!("SMEPlug lists no network {}", network.name()))?;
        let amount = face.whole().ok_or("SMEPlug sells airtime in whole naira")?;
        let body = wire::AirtimePurchase {
            network_id,
            phone: order.recipient.local(),
            amount,
            customer_reference: order.reference.as_str(),
        };
        let body = serde_json::to_string(&body).map_err(|error| error.to_string())?;
        Ok(Call { method: Method::Post, path: "/airtime/purchase".to_owned(), body: Some(body) })
    }

    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer {
        codes::purchase(order, reply)
    }

    /// "GET Transactions": "{reference} can be smeplug's reference or your {customer_reference}".
    fn status(&self, reference: &Reference) -> Call {
        Call { method: Method::Get, path: format!("/transactions/{reference}"), body: None }
    }

    fn read_status(&self, order: &Order, reply: &Reply) -> Report {
        codes::status(order, reply)
    }

    fn balance(&self) -> Call {
        Call { method: Method::Get, path: "/account/balance".to_owned(), body: None }
    }

    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead> {
        catalogue::balance(reply)
    }

    fn networks(&self) -> Call {
        Call { method: Method::Get, path: "/networks".to_owned(), body: None }
    }

    fn read_networks(&self, reply: &Reply) -> Result<NetworkIds, NotRead> {
        catalogue::networks(reply)
    }
}
