//! The bodies of Strongmb's requests, and the envelope around every reply.

use super::super::Reply;
use super::super::read::Object;
use serde::Serialize;

/// The body of an airtime purchase.
#[derive(Serialize)]
pub(super) struct AirtimePurchase<'a> {
    /// Eleven digits in local form.
    pub phone: String,
    pub product_code: &'a str,
    /// "Airtime face value in Naira as string (e.g. "100")".
    pub amount: String,
    /// "Your unique reference. a-zA-Z0-9 only."
    pub reference: &'a str,
}

/// The body of a data purchase.
#[derive(Serialize)]
pub(super) struct DataPurchase<'a> {
    /// Eleven digits in local form.
    pub phone: String,
    pub product_code: &'a str,
    pub reference: &'a str,
}

/// What is around every reply: `status`, `message`, `data`, `metadata.code`.
pub(super) struct Envelope {
    pub status: Option<bool>,
    pub message: Option<String>,
    pub data: Option<Object>,
    /// "All error responses include a machine-readable code": this one decides.
    pub code: String,
}

impl Envelope {
    /// The reply in its envelope; `None` for anything else.
    pub(super) fn read(reply: &Reply) -> Option<Envelope> {
        let object = Object::read(&reply.body)?;
        Some(Envelope {
            status: object.flag("status"),
            message: object.text("message"),
            data: object.object("data"),
            code: object.object("metadata")?.text("code")?,
        })
    }
}
