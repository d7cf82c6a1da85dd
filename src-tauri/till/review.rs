//! What is typed, and the review before anything is taken.

use super::{About, Choice, Customer, OnCredit, PlanKey, Repeat, Till, TillError, locked};
use crate::clock;
use crate::domain::money::{Naira, Price};
use crate::domain::network::Network;
use crate::domain::phone::{self, Typed};
use crate::domain::product::{self, BadAmount, Product};
use crate::domain::recipient::{Recipient, Steering};
use crate::domain::reference::SaleId;
use crate::domain::sale::Tender;
use crate::domain::settings::Site;
use crate::domain::shop::ShopKind;
use crate::domain::time::At;
use crate::domain::vendor::VendorId;
use crate::ledger::LedgerError;
use crate::say;
use std::sync::Arc;
use std::time::Duration;

/// A review that nobody confirmed is forgotten after this long: prices and balances would be old.
pub(super) const DRAFT_KEPT_FOR: Duration = Duration::from_secs(15 * 60);

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
    /// For whom.
    pub whom: Whom,
    /// What.
    pub what: What,
    /// The network, if the attendant chose one.
    pub network: Option<Network>,
    /// How the customer pays.
    pub tender: Tender,
}

/// For whom something is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The number field's text.
    Number(String),
    /// An account that was looked up, and the customer's number.
    Account {
        /// The account's id.
        id: String,
        /// The number field's text; empty where the vendor wants none.
        phone: String,
    },
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Airtime: the amount field's text.
    Airtime(String),
    /// A plan from the list.
    Plan(PlanKey),
    /// Money to an account at a bank from the list.
    Transfer {
        /// The bank.
        bank: PlanKey,
        /// The amount field's text.
        amount: String,
        /// What the recipient is told, as typed.
        description: String,
    },
}

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
    /// How.
    pub tender: Tender,
    /// Who sells it, the one to take first in front.
    pub choices: Vec<Choice>,
    /// Which of them is taken.
    pub chosen: usize,
    /// When.
    pub made_at: At,
    /// The last four digits have to be typed again before it is confirmed.
    pub ask_last_four: bool,
    /// The owner's PIN has to come with it: a large transfer.
    pub ask_owner: bool,
    /// What the attendant should know before the key is pressed, such as a wallet that may not suffice.
    pub warnings: Vec<String>,
    /// What was sold to this recipient before: then the key alone does nothing.
    pub repeat: Option<Repeat>,
    /// The price or the cost has changed since the review was opened.
    pub changed: Option<PriceChange>,
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

impl Draft {
    /// Through whom, and on which terms.
    pub fn choice(&self) -> Option<&Choice> {
        self.choices.get(self.chosen)
    }
}

impl Till {
    /// Reads the number field as it is typed.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn read_number(&self, text: &str) -> Result<NumberRead, LedgerError> {
        let nothing =
            NumberRead { shown: text.trim().to_owned(), complete: false, network: None, worked_at: None, wrong: None };
        if let Some(steering) = Steering::parse(text).filter(|_| self.takes_steering()) {
            return Ok(NumberRead { shown: steering.digits().to_owned(), complete: true, ..nothing });
        }
        Ok(match phone::read(text) {
            Typed::Partial(shown) => {
                let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                NumberRead { network: self.ledger.prefixes()?.network_of(&digits), shown, ..nothing }
            }
            Typed::Complete(number) => {
                let customer = self.customer(&number)?;
                let by_prefix = self.ledger.prefixes()?.network_of(&number.local());
                NumberRead {
                    shown: number.grouped(),
                    complete: true,
                    network: customer.as_ref().map(|c| c.network).or(by_prefix),
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
    pub async fn review(self: &Arc<Self>, asked: &Asked) -> Result<Draft, TillError> {
        self.shift_needed()?;
        let (product, recipient, customer) = match &asked.what {
            What::Airtime(amount) => self.airtime_asked(asked, amount)?,
            What::Plan(key) => self.plan_asked(asked, key)?,
            What::Transfer { bank, amount, description } => {
                let (product, recipient) = self.transfer_asked(asked, bank, amount, description)?;
                (product, recipient, None)
            }
        };
        let choices = self.choices_for(&product, &recipient, &asked.what).await?;
        let first = choices.first().ok_or_else(|| self.nobody_sells(&product))?;
        let price = self.price_of(&product, first)?;
        let made_at = self.clock.now();
        let draft = Draft {
            sale: self.new_sale_id(made_at)?,
            ask_last_four: matches!(recipient, Recipient::Phone(_))
                && self.is_unusual(customer.as_ref(), price.naira())?,
            ask_owner: self.owner_agrees_to(&product)?,
            repeat: self.repeat(&product, &recipient, None)?,
            changed: None,
            on_credit: None,
            product,
            recipient,
            price,
            tender: asked.tender,
            warnings: self.warnings(first, price.naira())?,
            choices,
            chosen: 0,
            made_at,
        };
        let mut drafts = locked(&self.drafts);
        drafts.retain(|_, other| made_at.since(other.made_at) < DRAFT_KEPT_FOR);
        drafts.insert(draft.sale, draft.clone());
        Ok(draft)
    }

    fn airtime_asked(&self, asked: &Asked, amount: &str) -> Result<(Product, Recipient, Option<Customer>), TillError> {
        let (recipient, customer) = self.whom(&asked.whom, asked.network)?;
        let network = self.network_for(asked, &recipient, customer.as_ref())?;
        let face = self.read_amount(amount).map_err(|why| TillError::refused(About::Amount, why.sentence()))?;
        Ok((Product::Airtime { network, face }, recipient, customer))
    }

    fn plan_asked(&self, asked: &Asked, key: &PlanKey) -> Result<(Product, Recipient, Option<Customer>), TillError> {
        let gone = || TillError::refused(About::Plan, say!("This plan is not on the list any more. Choose again"));
        let offer = self.offer(key).ok_or_else(gone)?;
        let (plan, network) = offer.plan().cloned().zip(offer.network()).ok_or_else(gone)?;
        let (recipient, customer) = self.whom(&asked.whom, Some(network))?;
        Ok((Product::Data { network, plan }, recipient, customer))
    }

    fn network_for(
        &self,
        asked: &Asked,
        recipient: &Recipient,
        customer: Option<&Customer>,
    ) -> Result<Network, TillError> {
        let worked = customer.map(|customer| customer.network);
        let prefixes = self.ledger.prefixes()?;
        let by_prefix = || recipient.phone().and_then(|number| prefixes.network_of(&number.local()));
        asked.network.or(worked).or_else(by_prefix).ok_or_else(|| {
            TillError::refused(
                About::Network,
                say!("The prefix is not known: ask the customer, then choose the network"),
            )
        })
    }

    /// Who sells it. VDT's price is the one that was read back with the customer's name.
    async fn choices_for(
        self: &Arc<Self>,
        product: &Product,
        recipient: &Recipient,
        what: &What,
    ) -> Result<Vec<Choice>, TillError> {
        let key = match what {
            What::Airtime(_) => None,
            What::Plan(key) | What::Transfer { bank: key, .. } => Some(key),
        };
        let mut choices = self.choices(product, key).await?;
        if let (Recipient::Account(account), Some(key)) = (recipient, key)
            && let Some(found) = self.looked_up(product.service(), &account.id, Some(&key.code))
        {
            choices.retain(|choice| choice.vendor == found.vendor);
            if let Some(cost) = found.cost {
                if found.code.as_deref() != Some(key.code.as_str()) {
                    return Err(TillError::refused(About::Plan, say!("Look up the customer again for this plan")));
                }
                for choice in &mut choices {
                    (choice.cost, choice.read_at) = (Some(cost), self.clock.now());
                }
            }
        }
        if matches!(recipient, Recipient::Steering(_)) && self.kind == ShopKind::Real {
            // They steer a sandbox, and are nobody's number.
            choices.retain(|choice| self.may_be_steered(choice.vendor));
        }
        Ok(choices)
    }

    /// Whether numbers that steer a sandbox may be sent to a vendor: never to a live one.
    pub(super) fn may_be_steered(&self, vendor: VendorId) -> bool {
        self.kind == ShopKind::Practice || self.line(vendor).is_some_and(|line| line.settings().site != Site::Live)
    }

    fn nobody_sells(&self, product: &Product) -> TillError {
        if self.connected().is_empty() {
            let sentence =
                say!("No vendor can be used: the keys are locked or not set. The owner sees to it, under Owner");
            return TillError::refused(About::Sale, sentence);
        }
        let limits = match product {
            Product::Airtime { network, .. } => self.sells_airtime_of(*network),
            Product::Data { .. } | Product::Transfer { .. } => None,
        };
        let name = product.service().name();
        match limits {
            Some((least, most)) => TillError::refused(
                About::Amount,
                say!("{name} airtime is sold from {least} to {most}", name, least = least.short(), most = most.short()),
            ),
            _ if matches!(self.online(), super::Online::NoSince(_)) => TillError::refused(
                About::Sale,
                say!("No connection, and what the vendors offer was never read. Look at the internet line"),
            ),
            _ => TillError::refused(About::Network, say!("No vendor that can be used sells {name} now", name)),
        }
    }

    /// Whether a vendor is not called at its live address, in a shop where everything else is real; in words.
    pub fn elsewhere(&self, vendor: VendorId) -> Option<&'static str> {
        let line = self.line(vendor).filter(|_| self.kind == ShopKind::Real)?;
        match line.settings().site {
            Site::Live => None,
            Site::Sandbox => Some(say!("sandbox")),
            Site::Own(_) => Some(say!("own address")),
        }
    }

    /// Whether numbers that steer a sandbox are taken.
    pub(super) fn takes_steering(&self) -> bool {
        self.kind == ShopKind::Practice || self.lines().iter().any(|line| line.settings().site == Site::Sandbox)
    }

    /// Takes the next vendor that sells it, while the review is open.
    ///
    /// # Errors
    /// When the review is not open any more.
    pub fn next_vendor(&self, sale: SaleId) -> Result<Draft, TillError> {
        self.change_draft(sale, |draft| draft.chosen = (draft.chosen + 1) % draft.choices.len().max(1))
    }

    /// Changes how the customer pays, while the review is open.
    ///
    /// # Errors
    /// When the review is not open any more.
    pub fn set_tender(&self, sale: SaleId, tender: Tender) -> Result<Draft, TillError> {
        self.change_draft(sale, |draft| {
            draft.tender = tender;
            // Whoever pays now owes nothing.
            draft.on_credit = draft.on_credit.take().filter(|_| tender == Tender::Credit);
        })
    }

    pub(super) fn change_draft(&self, sale: SaleId, change: impl FnOnce(&mut Draft)) -> Result<Draft, TillError> {
        let mut drafts = locked(&self.drafts);
        let draft = drafts.get_mut(&sale).ok_or_else(|| {
            if locked(&self.confirming).contains_key(&sale) {
                TillError::refused(About::Sale, say!("This sale is being sent: wait for it"))
            } else {
                stale()
            }
        })?;
        change(draft);
        draft.warnings = match draft.choice() {
            Some(choice) => self.warnings(choice, draft.price.naira())?,
            None => Vec::new(),
        };
        Ok(draft.clone())
    }

    pub(super) fn new_sale_id(&self, at: At) -> Result<SaleId, LedgerError> {
        let random = clock::random(&*self.chance).map_err(LedgerError::io("making the sale's id"))?;
        Ok(SaleId::new(at, random))
    }

    /// A review that is open.
    pub fn draft(&self, sale: SaleId) -> Option<Draft> {
        locked(&self.drafts).get(&sale).cloned()
    }
}

/// The review is gone: confirmed, cancelled, or too old.
pub(super) fn stale() -> TillError {
    TillError::refused(About::Sale, say!("This review is no longer open. Type the sale again"))
}
