#![doc = include_str!("docs.md")]

mod catalogue;
mod codes;
mod hash;
mod wire;

pub use hash::{Fields, Value, hash, learn};

use super::{AccountLookup, Call, Capability, ComesBack, Found, NotRead, Order, Reply, Shows, Vendor};
use airtill_credentials::{Credentials, Secret};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::outcome::{Answer, Finding, Report, Said};
use airtill_domain::product::Product;
use airtill_domain::service::Service;
use airtill_domain::settings::{HashRecipe, TypedPlan, VendorSettings};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{CredentialField, VendorId};
use airtill_words::say;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What VDT can do. Source: vendor document `001_`, "VDT SMEmpower".
pub const CAPABILITY: Capability = Capability {
    live_url: "https://sme.vdtcomms.com/api/payment",
    sandbox_url: None,
    airtime: &[],
    data: &[Network::Vdt],
    status_by_reference: true,
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
    look_up: &[Service::Vdt],
};

/// VDT SMEmpower's API. It holds the hash key: every request carries a hash over its fields, and so does every reply.
pub struct Vdt {
    credentials: Credentials,
    recipe: HashRecipe,
    /// A reply to "update" or "query" was seen to be hashed by the recipe.
    replies_proven: AtomicBool,
    plans: Vec<TypedPlan>,
}

impl Vdt {
    /// With the account's keys, and the owner's plans and hash recipe.
    pub fn new(credentials: Credentials, settings: &VendorSettings) -> Vdt {
        let proven = settings.reply_recipe.as_ref() == Some(&settings.hash_recipe);
        Vdt {
            credentials,
            recipe: settings.hash_recipe.clone(),
            replies_proven: AtomicBool::new(proven),
            plans: settings.plans.clone(),
        }
    }

    fn headers(&self) -> Vec<(&'static str, Secret)> {
        vec![("authorization", self.credentials.bearer())]
    }

    fn hash_key(&self) -> Secret {
        self.credentials.part(CredentialField::HashKey).cloned().unwrap_or_else(|| Secret::new(String::new()))
    }

    fn hashed(&self, fields: &Fields<'_>) -> String {
        hash(fields, &self.recipe, &self.hash_key())
    }
}

impl Vendor for Vdt {
    fn id(&self) -> VendorId {
        VendorId::Vdt
    }

    fn capability(&self) -> &'static Capability {
        &CAPABILITY
    }

    /// "Payment Update Request": the one that sells. The price is the one that "initiate" read back.
    fn purchase(&self, order: &Order) -> Result<Call, String> {
        if !matches!(order.product, Product::Data { .. }) {
            return Err(say!("VDT sells plans alone").to_owned());
        }
        let cost = order.cost.ok_or(say!("VDT's price for this plan was not read back"))?;
        let mut body = wire::Update {
            reference_id: order.recipient.local(),
            trans_reference: order.reference.as_str(),
            total_amount: wire::amount(cost),
            currency: wire::CURRENCY,
            other_details: wire::Details { data_plan: &order.code },
            hash: String::new(),
        };
        body.hash = self.hashed(&body.fields());
        Call::post("/update", self.headers(), &body)
    }

    fn read_purchase(&self, order: &Order, reply: &Reply) -> Answer {
        codes::update(order, reply, |object| self.proof(object))
    }

    /// "Transaction Query".
    fn status(&self, order: &Order) -> Option<Call> {
        let mut body = wire::Query { trans_reference: order.reference.as_str(), hash: String::new() };
        body.hash = self.hashed(&body.fields());
        Call::post("/query", self.headers(), &body).ok()
    }

    fn read_status(&self, order: &Order, reply: &Reply) -> Report {
        codes::query(order, reply, |object| self.proof(object))
    }

    /// None: its document has no such call.
    fn balance(&self) -> Option<Call> {
        None
    }

    fn read_balance(&self, reply: &Reply) -> Result<Naira, NotRead> {
        Err(NotRead::Unreadable(reply.status))
    }

    fn known_offers(&self, at: Timestamp) -> Vec<Offer> {
        catalogue::typed(&self.plans, at)
    }

    /// "Customer/Payment Initiation": moves no money.
    fn look_up(&self, asked: &AccountLookup) -> Option<Call> {
        let details = wire::Details { data_plan: &asked.code };
        let mut body = wire::Initiate { reference_id: &asked.text, other_details: details, hash: String::new() };
        body.hash = self.hashed(&body.fields());
        Call::post("/initiate", self.headers(), &body).ok()
    }

    fn reply_recipe(&self) -> Option<HashRecipe> {
        self.replies_proven.load(Ordering::Relaxed).then(|| self.recipe.clone())
    }

    /// The recipe by which the vendor hashes its own reply to "initiate", if one of those that can be set gives it.
    fn learn_recipe(&self, reply: &Reply) -> Option<HashRecipe> {
        let object = super::read::Object::read(&reply.body)?;
        learn(&wire::initiated_fields(&object), &object.text("hash")?, &self.hash_key())
    }

    fn read_look_up(&self, asked: &AccountLookup, reply: &Reply) -> Result<Result<Found, String>, NotRead> {
        catalogue::initiated(asked, reply, |object| self.initiate_proof(object))
    }
}

/// What a reply's hash says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// It is the one that the recipe gives.
    Holds,
    /// It is another one, and no reply of this kind was ever seen to be hashed by the recipe: it proves nothing either way.
    Untold,
    /// It is another one, and replies of this kind are hashed by the recipe.
    Fails,
}

impl Vdt {
    /// What the document's three samples hash is not told, and which fields go into the reply to a sale is an assumption of its own
    /// ([`wire::updated_fields`]): the recipe's confirmation by "initiate" says nothing about it. So a hash that is not right counts against
    /// a reply only once one has matched.
    fn proof(&self, object: &super::read::Object) -> Proof {
        if self.is_right(&wire::updated_fields(object), object) {
            self.replies_proven.store(true, Ordering::Relaxed);
            return Proof::Holds;
        }
        if self.replies_proven.load(Ordering::Relaxed) { Proof::Fails } else { Proof::Untold }
    }

    fn initiate_proof(&self, object: &super::read::Object) -> Proof {
        match self.is_right(&wire::initiated_fields(object), object) {
            true => Proof::Holds,
            false if self.recipe.confirmed => Proof::Fails,
            false => Proof::Untold,
        }
    }

    fn is_right(&self, fields: &Fields<'_>, object: &super::read::Object) -> bool {
        object.text("hash").is_some_and(|given| given == self.hashed(fields))
    }
}

/// A finding that changes nothing, with what the vendor said.
fn unclear(said: Said, reply: &Reply) -> Report {
    Report { finding: Finding::Unclear, said: said.with_evidence(&reply.body) }
}
