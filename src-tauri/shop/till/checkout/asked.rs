//! What an attendant asks to sell, read into a product and a recipient.

use crate::till::catalogue::accounts::{look_up_again, number};
use crate::till::catalogue::banks::switched_off;
use crate::till::catalogue::offers::PlanKey;
use crate::till::checkout::Checkout;
use crate::till::customers::{self, Customer};
use crate::till::refusal::{About, TillError};
use airtill_domain::network::Network;
use airtill_domain::product::Product;
use airtill_domain::recipient::{Recipient, Steering};
use airtill_domain::sale::Tender;
use airtill_domain::service::Service;
use airtill_domain::transfer;
use airtill_words::say;

/// What an attendant asks to sell, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRequest {
    /// For whom.
    pub whom: RecipientInput,
    /// What.
    pub what: ProductInput,
    /// The network, if the attendant chose one.
    pub network: Option<Network>,
    /// How the customer pays.
    pub tender: Tender,
}

/// For whom something is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecipientInput {
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
pub enum ProductInput {
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

impl Checkout {
    pub(super) fn airtime_asked(
        &self,
        asked: &SaleRequest,
        amount: &str,
    ) -> Result<(Product, Recipient, Option<Customer>), TillError> {
        let (recipient, customer) = self.whom(&asked.whom, asked.network)?;
        let network = self.network_for(asked, &recipient, customer.as_ref())?;
        let face = self.read_amount(amount).map_err(|why| TillError::refused(About::Amount, why.sentence()))?;
        Ok((Product::Airtime { network, face }, recipient, customer))
    }

    pub(super) fn plan_asked(
        &self,
        asked: &SaleRequest,
        key: &PlanKey,
    ) -> Result<(Product, Recipient, Option<Customer>), TillError> {
        let gone = || TillError::refused(About::Plan, say!("This plan is not on the list any more. Choose again"));
        let offer = self.catalogue.offer(key).ok_or_else(gone)?;
        let (plan, network) = offer.plan().cloned().zip(offer.network()).ok_or_else(gone)?;
        let (recipient, customer) = self.whom(&asked.whom, Some(network))?;
        Ok((Product::Data { network, plan }, recipient, customer))
    }

    /// What is to be reviewed, of what was typed.
    pub(super) fn transfer_asked(
        &self,
        asked: &SaleRequest,
        key: &PlanKey,
        amount: &str,
        description: &str,
    ) -> Result<(Product, Recipient), TillError> {
        if !self.core.ledger.transfer_rules()?.enabled {
            return Err(switched_off());
        }
        let gone = || TillError::refused(About::Plan, say!("This bank is not on the list any more. Choose again"));
        let bank = self.catalogue.offer(key).and_then(|offer| offer.bank().cloned()).ok_or_else(gone)?;
        let RecipientInput::Account { id, .. } = &asked.whom else { return Err(no_name()) };
        let recipient = self.catalogue.named_account(Service::Transfer, id, Some(&key.code), "")?;
        let price = self
            .catalogue
            .read_transfer_amount(amount)?
            .map_err(|why| TillError::refused(About::Amount, why.sentence()))?;
        let description = transfer::description(description);
        Ok((Product::Transfer { bank, amount: price.amount, description }, recipient))
    }

    fn network_for(
        &self,
        asked: &SaleRequest,
        recipient: &Recipient,
        customer: Option<&Customer>,
    ) -> Result<Network, TillError> {
        let worked = customer.map(|customer| customer.network);
        let prefixes = self.core.ledger.prefixes()?;
        let by_prefix = || recipient.phone().and_then(|number| prefixes.network_of(&number.local()));
        asked.network.or(worked).or_else(by_prefix).ok_or_else(|| {
            TillError::refused(
                About::Network,
                say!("The prefix is not known: ask the customer, then choose the network"),
            )
        })
    }

    /// The recipient, and what is known of them.
    fn whom(
        &self,
        whom: &RecipientInput,
        network: Option<Network>,
    ) -> Result<(Recipient, Option<Customer>), TillError> {
        let needs_account = network.is_some_and(|network| matches!(network, Network::Smile | Network::Vdt));
        match whom {
            RecipientInput::Number(_) if needs_account => {
                Err(TillError::refused(About::Number, say!("Look up the customer's account first: no name, no sale")))
            }
            RecipientInput::Number(text) => {
                if let Some(steering) = Steering::parse(text).filter(|_| self.providers.takes_steering()) {
                    return Ok((Recipient::Steering(steering), None));
                }
                let number = number(text)?;
                let customer = customers::with_number(&self.core.ledger, &number)?;
                Ok((Recipient::Phone(number), customer))
            }
            RecipientInput::Account { id, phone } => {
                let service = network.map(Service::from).ok_or_else(look_up_again)?;
                Ok((self.catalogue.named_account(service, id, None, phone)?, None))
            }
        }
    }
}

fn no_name() -> TillError {
    TillError::refused(About::Number, say!("Ask the bank whose account it is first: no name, no transfer"))
}
