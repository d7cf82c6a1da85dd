//! The bodies of VDT's requests, and which fields of requests and replies go into their hashes.

use super::super::read::Object;
use super::hash::{Fields, Value};
use airtill_domain::money::Naira;
use serde::Serialize;

/// Naira, as ISO 4217 numbers it. "This code must be in ISO numeric format."
pub(super) const CURRENCY: &str = "566";

/// "otherDetails".
#[derive(Serialize)]
pub(super) struct Details<'a> {
    #[serde(rename = "dataPlan")]
    pub data_plan: &'a str,
}

/// "Customer/Payment Initiation".
#[derive(Serialize)]
pub(super) struct Initiate<'a> {
    /// "The customer ID."
    #[serde(rename = "referenceID")]
    pub reference_id: &'a str,
    #[serde(rename = "otherDetails")]
    pub other_details: Details<'a>,
    pub hash: String,
}

/// "Payment Update Request". Amount and currency are texts there, as in the document's sample.
#[derive(Serialize)]
pub(super) struct Update<'a> {
    #[serde(rename = "referenceID")]
    pub reference_id: String,
    #[serde(rename = "transReference")]
    pub trans_reference: &'a str,
    #[serde(rename = "totalAmount")]
    pub total_amount: String,
    #[serde(rename = "Currency")]
    pub currency: &'static str,
    #[serde(rename = "otherDetails")]
    pub other_details: Details<'a>,
    pub hash: String,
}

/// "Transaction Query".
#[derive(Serialize)]
pub(super) struct Query<'a> {
    #[serde(rename = "transReference")]
    pub trans_reference: &'a str,
    pub hash: String,
}

impl Details<'_> {
    fn value(&self) -> Value {
        let json = serde_json::json!({ "dataPlan": self.data_plan }).to_string();
        Value::Details { plan: self.data_plan.to_owned(), json }
    }
}

impl Initiate<'_> {
    /// What is hashed.
    pub(super) fn fields(&self) -> Fields<'static> {
        Fields(vec![
            ("referenceID", Value::Text(self.reference_id.to_owned())),
            ("otherDetails", self.other_details.value()),
        ])
    }
}

impl Update<'_> {
    /// What is hashed.
    pub(super) fn fields(&self) -> Fields<'static> {
        Fields(vec![
            ("referenceID", Value::Text(self.reference_id.clone())),
            ("transReference", Value::Text(self.trans_reference.to_owned())),
            ("totalAmount", Value::Text(self.total_amount.clone())),
            ("Currency", Value::Text(self.currency.to_owned())),
            ("otherDetails", self.other_details.value()),
        ])
    }
}

impl Query<'_> {
    /// What is hashed.
    pub(super) fn fields(&self) -> Fields<'static> {
        Fields(vec![("transReference", Value::Text(self.trans_reference.to_owned()))])
    }
}

/// An amount as it is sent and hashed: whole naira without a point, kobo with two places.
pub(super) fn amount(naira: Naira) -> String {
    naira.whole().map_or_else(|| format!("{}.{:02}", naira.kobo() / 100, naira.kobo() % 100), |whole| whole.to_string())
}

/// What is hashed in a reply to "initiate", in the order of the sample. \[assumption\]
pub(super) fn initiated_fields(object: &Object) -> Fields<'static> {
    let mut fields = texts(object, &["referenceID", "CustomerName", "statusCode", "statusMessage"]);
    if let Some(details) = object.object("otherDetails") {
        let json = serde_json::Value::Object(details.0.clone()).to_string();
        fields.push(("otherDetails", Value::Details { plan: details.text("dataPlan").unwrap_or_default(), json }));
    }
    fields.extend(texts(object, &["Currency", "totalAmount"]));
    Fields(fields)
}

/// What is hashed in a reply to "update" and "query", in the order of the samples. \[assumption\]
pub(super) fn updated_fields(object: &Object) -> Fields<'static> {
    Fields(texts(object, &["referenceID", "transReference", "paymentReference", "responseCode", "responseDesc"]))
}

fn texts(object: &Object, names: &[&'static str]) -> Vec<(&'static str, Value)> {
    names.iter().filter_map(|name| Some((*name, Value::Text(object.text(name)?)))).collect()
}
