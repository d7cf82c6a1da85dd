//! The bodies of SMEPlug's requests. Replies are read with [`super::super::read`] and judged in `codes`.

use super::super::read::{Object, tidy};
use serde::Serialize;
use serde_json::Value;

/// The body of "POST Airtime Purchase".
#[derive(Serialize)]
pub(super) struct AirtimePurchase<'a> {
    pub network_id: u32,
    /// Eleven digits in local form.
    pub phone: String,
    /// Whole naira.
    pub amount: i64,
    pub customer_reference: &'a str,
}

/// The body of "POST Purchase Data Plan".
#[derive(Serialize)]
pub(super) struct DataPurchase<'a> {
    pub network_id: u32,
    pub plan_id: PlanId,
    /// Eleven digits in local form.
    pub phone: String,
    pub customer_reference: &'a str,
}

/// The body of "POST VTU Topup / Share & Sell". It has no field for a reference.
#[derive(Serialize)]
pub(super) struct ShareAndSell {
    pub network_id: u32,
    /// Eleven digits in local form.
    pub phone_number: String,
    /// Whole naira.
    pub amount: i64,
}

/// The body of "POST Resolve Account Details".
#[derive(Serialize)]
pub(super) struct ResolveAccount<'a> {
    pub bank_code: &'a str,
    pub account_number: &'a str,
}

/// The body of "POST Bank Transfer".
#[derive(Serialize)]
pub(super) struct Transfer<'a> {
    pub bank_code: &'a str,
    pub account_number: String,
    /// Whole naira, as text: `"100"`.
    pub amount: String,
    pub description: &'a str,
    pub customer_reference: &'a str,
}

/// A plan's id: the document shows a number, and the vendor's lists have ids such as `AIR1000` as well.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum PlanId {
    Number(u64),
    Text(String),
}

impl PlanId {
    /// A number where the id is one and would be written the same again.
    pub(super) fn read(text: &str) -> PlanId {
        match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => PlanId::Number(number),
            _ => PlanId::Text(text.to_owned()),
        }
    }
}

/// The yes or no of `status`: a boolean, or one of the words that clients have met.
pub(super) fn status_flag(object: &Object) -> Option<bool> {
    match object.0.get("status")? {
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
pub(super) fn message(object: &Object) -> Option<String> {
    ["msg", "message", "error"]
        .iter()
        .find_map(|name| object.readable(name))
        .or_else(|| object.0.get("errors")?.as_array()?.first()?.as_str().map(tidy))
}
