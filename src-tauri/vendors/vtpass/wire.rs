//! The bodies of VTpass's requests, and what is common to its replies.

use super::super::Reply;
use super::super::read::{self, Object};
use serde::Serialize;

/// "Purchase product".
#[derive(Serialize)]
pub(super) struct Pay<'a> {
    pub request_id: &'a str,
    #[serde(rename = "serviceID")]
    pub service_id: &'a str,
    /// The account's id, or for data the recipient's number; airtime has none.
    #[serde(rename = "billersCode", skip_serializing_if = "Option::is_none")]
    pub billers_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variation_code: Option<&'a str>,
    /// Whole naira. For data it is ignored, and left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    pub phone: String,
}

/// "Query transaction status".
#[derive(Serialize)]
pub(super) struct Requery<'a> {
    pub request_id: &'a str,
}

/// "Verify Smile email".
#[derive(Serialize)]
pub(super) struct Verify<'a> {
    #[serde(rename = "billersCode")]
    pub billers_code: &'a str,
    #[serde(rename = "serviceID")]
    pub service_id: &'a str,
}

/// The reply as an object. A wrong sign-in is also answered with a bare JSON text, which becomes an object with that text
/// as its message.
pub(super) fn object(reply: &Reply) -> Option<Object> {
    match read::value(&reply.body)? {
        serde_json::Value::Object(map) => Some(Object(map)),
        serde_json::Value::String(text) => {
            Some(Object(serde_json::Map::from_iter([("message".to_owned(), serde_json::Value::String(text))])))
        }
        _ => None,
    }
}

/// What the reply says in words: `response_description`, `message`, or what clients have met in `content`.
pub(super) fn words(object: &Object) -> Option<String> {
    let inner = || ["errors", "error"].iter().find_map(|name| object.object("content")?.readable(name));
    object.readable("response_description").or_else(|| object.readable("message")).or_else(inner)
}
