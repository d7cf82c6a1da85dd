//! The body of Simpu's one request.

use serde::Serialize;

/// "Buy airtime object".
#[derive(Serialize)]
pub(super) struct Buy<'a> {
    /// One of the five names, in exactly this spelling.
    pub network: &'a str,
    /// Whole naira. \[assumption\]: the document says "amount" and no unit.
    pub amount: i64,
    /// Thirteen digits: `2348023456789`.
    pub recipient: String,
    pub external_ref: &'a str,
    /// "This is the URL to receive delivery reports".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<&'a str>,
}
