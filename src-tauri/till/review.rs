//! What is typed, and the review before anything is taken.

use super::{About, Till, TillError, locked};
use crate::clock;
use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::phone::{self, Msisdn, NotANumber, Typed};
use crate::domain::product::{self, BadAmount, Product};
use crate::domain::reference::SaleId;
use crate::domain::sale::Tender;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::ledger::LedgerError;
use std::time::Duration;

/// A review that nobody confirmed is forgotten after this long: prices and balances would be old.
const DRAFT_KEPT_FOR: Duration = Duration::from_secs(15 * 60);

/// What the number field says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRead {
    /// The digits in groups, or as they were typed.
    pub shown: String,
    /// The number is complete.
    pub complete: bool,
    /// The network over which something was last delivered to the number, or the one its prefix suggests.
    pub network: Option<Network>,
    /// When something was last delivered to the number.
    pub worked_at: Option<At>,
    /// What is wrong, when no number can come of it.
    pub wrong: Option<String>,
}

/// What an attendant asks to sell, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The number field's text.
    pub number: String,
    /// The amount field's text.
    pub amount: String,
    /// The network, if the attendant chose one.
    pub network: Option<Network>,
    /// How the customer pays.
    pub tender: Tender,
}

/// A sale that was reviewed and not yet confirmed. It lives in memory only: no money has changed hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The sale's id, made here.
    pub sale: SaleId,
    /// What.
    pub product: Product,
    /// For which number.
    pub recipient: Msisdn,
    /// What the customer pays.
    pub price: Naira,
    /// How.
    pub tender: Tender,
    /// Through whom.
    pub vendor: VendorId,
    /// When.
    pub made_at: At,
    /// The last four digits have to be typed again before it is confirmed.
    pub ask_last_four: bool,
    /// Something the attendant should know before the key is pressed, such as a wallet that may not suffice.
    pub warning: Option<String>,
}

impl Till {
    /// Reads the number field as it is typed.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn read_number(&self, text: &str) -> Result<NumberRead, LedgerError> {
        let nothing =
            NumberRead { shown: text.trim().to_owned(), complete: false, network: None, worked_at: None, wrong: None };
        Ok(match phone::read(text) {
            Typed::Partial(shown) => {
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                NumberRead { network: Network::by_prefix(&digits), shown, ..nothing }
            }
            Typed::Complete(number) => {
                let customer = self.customer(&number)?;
                NumberRead {
                    shown: number.grouped(),
                    complete: true,
                    network: customer.as_ref().map(|c| c.network).or_else(|| Network::by_prefix(&number.local())),
                    worked_at: customer.map(|customer| customer.last_at),
                    wrong: None,
                }
            }
            Typed::Wrong(why) => NumberRead { wrong: Some(why.sentence()), ..nothing },
        })
    }

    /// Reads the amount field: the amount, or the sentence that says what is wrong with it.
    ///
    /// # Errors
    /// [`BadAmount`].
    pub fn read_amount(&self, text: &str) -> Result<Naira, BadAmount> {
        product::airtime_amount(text)
    }

    /// Makes the review: everything is checked that can be known before the key is pressed, and the sale gets its id.
    ///
    /// # Errors
    /// [`TillError::Refused`] with the field it is about.
    pub fn review(&self, asked: &Asked) -> Result<Draft, TillError> {
        let recipient =
            Msisdn::parse(&asked.number).map_err(|why| TillError::refused(About::Number, number_sentence(why)))?;
        let customer = self.customer(&recipient)?;
        let worked = customer.as_ref().map(|customer| customer.network);
        let network = asked.network.or(worked).or_else(|| Network::by_prefix(&recipient.local())).ok_or_else(|| {
            TillError::refused(About::Network, "The prefix is not known: ask the customer, then press M, A, G or E")
        })?;
        let face = self.read_amount(&asked.amount).map_err(|why| TillError::refused(About::Amount, why.sentence()))?;
        let product = Product::Airtime { network, face };
        let vendor = self.vendor_for(&product)?;
        let random = clock::random(&*self.chance).map_err(|e| LedgerError::io("making the sale's id")(e))?;
        let made_at = self.clock.now();
        let draft = Draft {
            sale: SaleId::new(made_at, random),
            product,
            recipient,
            price: face,
            tender: asked.tender,
            vendor,
            made_at,
            ask_last_four: Till::is_unusual(customer.as_ref(), face),
            warning: self.wallet_warning(vendor, face),
        };
        let mut drafts = locked(&self.drafts);
        drafts.retain(|_, other| made_at.since(other.made_at) < DRAFT_KEPT_FOR);
        drafts.insert(draft.sale, draft.clone());
        Ok(draft)
    }

    /// Changes how the customer pays, while the review is open.
    ///
    /// # Errors
    /// When the review is not open any more.
    pub fn set_tender(&self, sale: SaleId, tender: Tender) -> Result<Draft, TillError> {
        let mut drafts = locked(&self.drafts);
        let draft = drafts.get_mut(&sale).ok_or_else(|| {
            if locked(&self.confirming).contains_key(&sale) {
                TillError::refused(About::Sale, "This sale is being sent: wait for it")
            } else {
                stale()
            }
        })?;
        draft.tender = tender;
        Ok(draft.clone())
    }

    /// What to say when the wallet, as last read, holds less than the face amount. The vendor has the last word, so it
    /// is a warning and no refusal.
    pub fn wallet_warning(&self, vendor: VendorId, face: Naira) -> Option<String> {
        let (balance, read_at) = self.wallet(vendor).balance?;
        (balance < face)
            .then(|| format!("{} has only {} left, as of {}", vendor.name(), balance.short(), read_at.hour_minute()))
    }

    /// The vendor to buy from: the one that has a line and carries the network.
    fn vendor_for(&self, product: &Product) -> Result<VendorId, TillError> {
        let lines = self.lines();
        let line = lines.iter().find(|line| line.capability().airtime).ok_or_else(|| {
            TillError::refused(About::Sale, "No vendor can be used: the keys are locked or not set. F10 shows them")
        })?;
        let network = product.network();
        if let Some(networks) = locked(&self.wallets).networks(line.vendor())
            && !networks.contains_key(&network)
        {
            let sentence = format!("{} does not list {}", line.vendor().name(), network.name());
            return Err(TillError::refused(About::Network, sentence));
        }
        Ok(line.vendor())
    }
}

/// The review is gone: confirmed, cancelled, or too old.
pub(super) fn stale() -> TillError {
    TillError::refused(About::Sale, "This review is no longer open. Type the sale again")
}

fn number_sentence(why: NotANumber) -> String {
    match why {
        NotANumber::TooShort(0) => "Type the customer's number".to_owned(),
        other => other.sentence(),
    }
}
