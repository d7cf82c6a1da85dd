//! What vendors tell besides the answer to a purchase, in the till's words: what they offer, whose an account is, what they list, and
//! how the shop's own account stands.

use super::Call;
use super::read::Object;
use airtill_domain::money::Naira;
use airtill_domain::offer::Offer;
use airtill_domain::service::Service;
use airtill_domain::text;
use airtill_domain::time::Timestamp;
use serde_json::Value;

/// A part of a vendor's catalogue.
#[derive(Debug, Default)]
pub struct Page {
    /// What it offers.
    pub offers: Vec<Offer>,
    /// What has to be asked besides.
    pub more: Vec<Call>,
    /// Names of networks that no list knows: the owner says once what they mean, and they are not sold before.
    pub unknown_names: Vec<String>,
    /// What stood there and could not be read.
    pub unread: Unread,
}

impl Page {
    /// The offers that a reader finds in the items of a list, and what it could make nothing of.
    pub(super) fn of(items: Vec<Result<Object, Value>>, offer: impl Fn(&Object) -> Option<Offer>) -> Page {
        let mut page = Page::default();
        page.read(items, offer);
        page
    }

    /// The same, beside what was read already.
    pub(super) fn read(&mut self, items: Vec<Result<Object, Value>>, offer: impl Fn(&Object) -> Option<Offer>) {
        for item in items {
            match item.as_ref().map(&offer) {
                Ok(Some(offer)) => self.offers.push(offer),
                Ok(None) | Err(_) => self.unread.saw(&item.map_or_else(|odd| odd, |object| Value::Object(object.0))),
            }
        }
    }
}

/// What of a list could not be read. Told on the vendor's page: a plan that is missing without a word is looked for in vain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// So many entries.
    pub count: u32,
    /// The first of them, as the vendor wrote it, cut.
    pub example: Option<String>,
}

/// Most characters of an entry that could not be read.
const EXAMPLE_MAX_CHARS: usize = 160;

impl Unread {
    /// One more.
    pub(super) fn saw(&mut self, entry: &impl std::fmt::Display) {
        self.count = self.count.saturating_add(1);
        self.example.get_or_insert_with(|| text::seen(&entry.to_string(), EXAMPLE_MAX_CHARS));
    }

    pub(super) fn join(&mut self, other: Unread) {
        self.count = self.count.saturating_add(other.count);
        self.example = self.example.take().or(other.example);
    }
}

/// A vendor's whole catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// What it offers.
    pub offers: Vec<Offer>,
    /// Names of networks that no list knows.
    pub unknown_names: Vec<String>,
    /// What stood there and could not be read.
    pub unread: Unread,
    /// Parts that were not answered this time, by what the codes of their offers begin with: what was read before goes on being sold.
    pub stale: Vec<String>,
}

/// One transaction as a vendor lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine {
    /// The reference that was given with the order: the till's own, if the till ordered it.
    pub reference: String,
    /// Money that came into the wallet; otherwise it left.
    pub incoming: bool,
    /// What became of it, by the vendor.
    pub outcome: Listed,
    /// How much.
    pub amount: Naira,
    /// For whom, where the list says so.
    pub recipient: Option<String>,
    /// `airtime`: the vendor's word.
    pub kind: String,
    /// When, where the list says so.
    pub at: Option<Timestamp>,
}

/// What became of a listed transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Delivered, or paid out of the wallet in any other way.
    Done,
    /// Failed or taken back: nothing is missing from the wallet.
    Undone,
    /// Not finished.
    UnderWay,
    /// A word that is not in the document.
    Unclear,
}

/// A question for whose an account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLookup {
    /// With which network, or at a bank.
    pub service: Service,
    /// What the customer says: Smile's e-mail address, VDT's customer id, an account number.
    pub text: String,
    /// The plan's code, where the vendor answers for one plan only; the bank's.
    pub code: String,
}

/// Whose an account is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The customer's name, to be read back.
    pub name: String,
    /// Their accounts: an id and what the customer calls it.
    pub accounts: Vec<(String, String)>,
    /// What the plan costs, where the answer says so.
    pub cost: Option<Naira>,
}

/// What a vendor tells its owner about the account, besides the balance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// One thing after the other, in the vendor's words.
    pub facts: Vec<Fact>,
    /// The most that one transaction may take from the wallet, where it says so.
    pub most: Option<Naira>,
}

/// One thing that a vendor tells about the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// `tier`.
    pub name: String,
    /// `tier 1`.
    pub value: String,
    /// The owner has to do something about it.
    pub amiss: bool,
}

impl Fact {
    /// Something that is as it should be.
    pub fn new(name: &str, value: String) -> Fact {
        Fact { name: name.to_owned(), value, amiss: false }
    }

    /// Something that should be one of a few words.
    pub fn expected(name: &str, value: String, good: &[&str]) -> Fact {
        let amiss = !good.contains(&value.to_ascii_lowercase().as_str());
        Fact { name: name.to_owned(), value, amiss }
    }
}

impl Profile {
    pub(super) fn join(&mut self, other: Profile) {
        self.facts.extend(other.facts);
        self.most = self.most.into_iter().chain(other.most).min();
    }
}
