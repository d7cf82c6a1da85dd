//! A sale that was reviewed and not yet confirmed.

use crate::till::catalogue::choices::Choice;
use crate::till::checkout::guard::Repeat;
use airtill_domain::debtor::DebtorId;
use airtill_domain::loss::TooLow;
use airtill_domain::money::{Naira, Price};
use airtill_domain::phone::Msisdn;
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Tender;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use std::time::Duration;

/// A review that nobody confirmed is forgotten after this long: prices and balances would be old.
pub(super) const DRAFT_KEPT_FOR: Duration = Duration::from_secs(15 * 60);

/// A sale that was reviewed and not yet confirmed. It lives in memory only: no money has changed hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The sale's id, made here.
    pub sale: SaleId,
    /// What.
    pub product: Product,
    /// For whom.
    pub recipient: Recipient,
    /// What the customer pays.
    pub price: Price,
    /// For whom that price is, where others pay another one.
    pub priced_for: Option<String>,
    /// How.
    pub tender: Tender,
    /// Who sells it, the one to take first in front.
    pub choices: Vec<Choice>,
    /// Which of them is taken.
    pub chosen: usize,
    /// When.
    pub made_at: Timestamp,
    /// The last four digits have to be typed again before it is confirmed.
    pub ask_last_four: bool,
    /// The owner's PIN has to come with it: a large transfer.
    pub ask_owner: bool,
    /// The owner's PIN has to come with it: it brings less than the owner allows.
    pub too_low: Option<TooLow>,
    /// The owner's PIN has to come with it: with it, its attendant would have sold more than this today. Known once the key was pressed.
    pub beyond_day: Option<Naira>,
    /// What the attendant should know before the key is pressed, such as a wallet that may not suffice.
    pub warnings: Vec<String>,
    /// What was sold to this recipient before: then the key alone does nothing.
    pub repeat: Option<Repeat>,
    /// The price or the cost has changed since the review was opened.
    pub changed: Option<PriceChange>,
    /// Who is taken so that what they charge becomes known, though another seemed cheaper.
    pub tries: Option<VendorId>,
    /// A name (folded) that is nearly somebody's, and was asked about.
    pub asked_name: Option<String>,
    /// Who pays later, where the customer does.
    pub on_credit: Option<OnCredit>,
}

/// What a review said first, once that does not hold any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceChange {
    /// What the customer was told first.
    pub price: Naira,
    /// What it was to cost the shop.
    pub cost: Option<Naira>,
}

/// Who owes for a sale that is reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnCredit {
    /// Their number in this shop, where they are known.
    pub id: Option<DebtorId>,
    /// Their name.
    pub name: String,
    /// Their telephone, where somebody said it.
    pub phone: Option<Msisdn>,
    /// What they owe already.
    pub owes: Naira,
    /// The most that they may owe; `None`: as everybody.
    pub most: Option<Naira>,
}

impl Draft {
    /// Through whom, and on which terms.
    pub fn choice(&self) -> Option<&Choice> {
        self.choices.get(self.chosen)
    }
}
