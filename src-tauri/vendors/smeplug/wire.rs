//! The shapes of SMEPlug's requests and replies.
//!
//! Replies are read leniently here (a number may be a string, fields may be missing or of another kind) and judged
//! strictly in `codes`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of "POST Airtime Purchase".
#[derive(Serialize)]
pub struct AirtimePurchase<'a> {
    pub network_id: u32,
    /// Eleven digits in local form.
    pub phone: String,
    /// Whole naira.
    pub amount: i64,
    pub customer_reference: &'a str,
}

/// Any reply: an object. Which of its parts say something is judged by the reader.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Object(pub serde_json::Map<String, Value>);

impl Object {
    /// The reply's body as an object; `None` for anything else, such as HTML, nothing, or a bare list.
    pub fn read(body: &[u8]) -> Option<Object> {
        serde_json::from_slice(body).ok()
    }

    /// A nested object.
    pub fn object(&self, name: &str) -> Option<Object> {
        self.0.get(name)?.as_object().cloned().map(Object)
    }

    /// A text, trimmed; numbers count as text where SMEPlug writes either.
    pub fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The yes or no of `status`: a boolean, or one of the words that clients have met.
    pub fn status_flag(&self) -> Option<bool> {
        match self.0.get("status")? {
            Value::Bool(flag) => Some(*flag),
            Value::String(word) => match word.trim().to_ascii_lowercase().as_str() {
                "true" | "success" => Some(true),
                "false" | "failed" | "error" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// What the reply says in words: `msg`, `message`, `error`, or the first of `errors`.
    pub fn message(&self) -> Option<String> {
        ["msg", "message", "error"]
            .iter()
            .find_map(|name| self.text(name))
            .or_else(|| self.0.get("errors")?.as_array()?.first()?.as_str().map(str::to_owned))
    }
}
