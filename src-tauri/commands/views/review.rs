//! What crosses to the page, and from it, at `commands::review`.

use super::super::reply::RefusedView;
use super::sale::SaleView;
use super::sell::PlanRef;
use airtill_domain::network::Network;
use airtill_domain::sale::Tender;
use serde::{Deserialize, Serialize};

/// What is asked for, as typed.
#[derive(Clone, Debug, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The number field.
    pub number: String,
    /// The id of an account that was looked up.
    pub account: Option<String>,
    /// The amount field, for airtime.
    pub amount: String,
    /// A plan from the list, for data.
    pub plan: Option<PlanRef>,
    /// A bank from the list, for a transfer: then the amount is what is sent.
    pub bank: Option<PlanRef>,
    /// What the recipient of a transfer is told.
    pub description: String,
    /// The network, if it was chosen by key.
    pub network: Option<Network>,
    /// How the customer pays.
    pub tender: Tender,
}

/// The review, ready to be shown and read back to the customer.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ReviewView {
    /// The sale's id.
    pub sale: String,
    /// `₦500 MTN airtime`.
    pub title: String,
    /// `0803 123 4567`.
    pub recipient: String,
    /// `₦500.00`.
    pub price: String,
    /// `Price for Resellers`, where others pay another one.
    pub priced_for: Option<String>,
    /// In words, for ₦5,000 and more.
    pub words: Option<String>,
    /// How the customer pays.
    pub tender: Tender,
    /// `cash`.
    pub tender_word: String,
    /// `Mama Bisi, owes ₦400 already`: who pays later, where somebody does.
    pub debtor: Option<String>,
    /// `SMEPlug`.
    pub vendor: String,
    /// `sandbox`, where a real shop calls it: what is sold there is not real.
    pub elsewhere: Option<String>,
    /// `₦487.50`: what it costs the shop there, as far as that is known and shown.
    pub cost: Option<String>,
    /// `₦12.50`: what the shop keeps of it, where the cost is shown.
    pub keeps: Option<String>,
    /// `price as of 09:12 today`, for a plan.
    pub as_of: Option<String>,
    /// Others sell it as well.
    pub other_vendors: bool,
    /// `₦5,000 and ₦100 for sending it`, where money is sent to a bank.
    pub sends: Option<String>,
    /// What the recipient is told, where money is sent to a bank.
    pub description: Option<String>,
    /// The last four digits have to be typed again before it is sent.
    pub ask_last_four: bool,
    /// Why the owner's PIN has to come with it, where it has.
    pub ask_owner: Option<String>,
    /// What to know before it is sent.
    pub warnings: Vec<String>,
    /// The same was sold here before: the key alone does nothing.
    pub repeat: Option<RepeatView>,
    /// The price has changed since the customer was told.
    pub changed: Option<ChangedView>,
    /// Everyone who could sell it and how each stands, the one to take first in front.
    pub row: Vec<RowView>,
    /// `lowest cost`.
    pub policy: String,
}

/// A sale that was made before, and that has to be spoken of before another one.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct RepeatView {
    /// `₦500 MTN airtime to 0803 123 4567 6 min ago: delivered`.
    pub sentence: String,
    /// That very sale is in doubt: the owner's PIN is needed too.
    pub owner_too: bool,
}

/// What the review said first, and what holds now.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ChangedView {
    /// `₦500.00`: what the customer was told first.
    pub price_was: String,
    /// `₦510.00`.
    pub price_is: String,
    /// `₦470.00`: what it was to cost the shop.
    pub cost_was: Option<String>,
    /// `₦485.00`.
    pub cost_is: Option<String>,
}

/// A vendor in the row of those who could sell it.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct RowView {
    /// `SMEPlug`.
    pub vendor: String,
    /// `costs ₦485.00, wallet enough`.
    pub reasons: String,
    /// This one is taken.
    pub taken: bool,
}

/// Why one attempt of a sale went where it went.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct WhyView {
    /// The attempt's reference.
    pub reference: String,
    /// `14:02`.
    pub time: String,
    /// `lowest cost`.
    pub policy: String,
    /// Somebody chose another vendor than the first in the row.
    pub by_hand: bool,
    /// Everyone who could have sold it then.
    pub row: Vec<RowView>,
}

/// What comes with the key that sells.
#[derive(Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct PressAsk {
    /// What was typed where the review asks for the last four digits once more.
    pub last_four: Option<String>,
    /// Yes, a second one.
    pub second_one: bool,
    /// The owner's PIN, where the same sale is in doubt or a transfer is large.
    pub owner_pin: Option<String>,
}

/// What came of the key that sells.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum ConfirmReply {
    /// Taken and sent; the sale as it is now.
    Done {
        /// The sale.
        value: Box<SaleView>,
    },
    /// Not done; nothing has happened.
    Refused {
        /// Why.
        refused: RefusedView,
        /// The review as it stands now, where it is still open: with both prices, or with what was sold before.
        review: Option<Box<ReviewView>>,
    },
}
