//! What a customer can ask for.

use crate::bank::Bank;
use crate::money::{self, Naira, NotMoney, NotTyped};
use crate::network::Network;
use crate::plan::Plan;
use crate::service::Service;
use crate::typed::{self, Stray};
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// The kinds of products: what terms are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum ProductKind {
    /// Airtime.
    Airtime,
    /// Data plans.
    Data,
    /// Bank transfers.
    Transfer,
}

/// Something a vendor can put on a recipient's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Product {
    /// Airtime of a network, by face amount.
    Airtime {
        /// Whose airtime.
        network: Network,
        /// What reaches the line, in whole naira.
        face: Naira,
    },
    /// A data plan of a network, at a fixed price.
    Data {
        /// Whose data.
        network: Network,
        /// Which plan.
        plan: Plan,
    },
    /// Money to an account at a bank. What the customer pays besides is in the sale's price.
    Transfer {
        /// At which bank.
        bank: Bank,
        /// What reaches the account, in whole naira.
        amount: Naira,
        /// What the recipient is told.
        description: String,
    },
}

/// The smallest airtime amount sold: the one in SMEPlug's own example (`000_`, "Airtime Purchase").
/// \[assumption\]: no vendor document states a minimum.
pub const AIRTIME_MIN_NAIRA: i64 = 20;

/// The largest airtime amount of one sale. \[assumption\]: the usual ceiling of one network top-up.
pub const AIRTIME_MAX_NAIRA: i64 = 50_000;

/// Why an amount can't be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAmount {
    /// Nothing typed.
    Empty,
    /// Not a number, or one with an exponent or letters.
    NotANumber,
    /// A comma that is not before three digits.
    Comma,
    /// A letter that is taken for a digit.
    Stray(Stray),
    /// Zero or less.
    NotPositive,
    /// Kobo: everything is sold in whole naira.
    Kobo,
    /// Less than the least, which is this.
    TooSmall(Naira),
    /// More than the most, which is this.
    TooLarge(Naira),
}

impl BadAmount {
    /// The sentence for the screen.
    pub fn sentence(self) -> String {
        match self {
            BadAmount::Empty => say!("Type an amount").to_owned(),
            BadAmount::NotANumber => say!("Type the amount in digits").to_owned(),
            BadAmount::Comma => NotTyped::Comma.to_string(),
            BadAmount::Stray(stray) => stray.sentence(),
            BadAmount::NotPositive => say!("The amount must be more than zero").to_owned(),
            BadAmount::Kobo => say!("Only whole naira are sold, without kobo").to_owned(),
            BadAmount::TooSmall(least) => say!("The least is {least}", least = least.short()),
            BadAmount::TooLarge(most) => say!("The most in one sale is {most}", most = most.short()),
        }
    }
}

/// Reads an airtime amount as it is typed.
///
/// # Errors
/// [`BadAmount`], with the reason in words.
pub fn airtime_amount(text: &str) -> Result<Naira, BadAmount> {
    whole_amount(text, Naira::from_naira(AIRTIME_MIN_NAIRA), Naira::from_naira(AIRTIME_MAX_NAIRA))
}

/// Reads an amount as it is typed ([`Naira::typed`]): whole naira within the limits.
///
/// # Errors
/// [`BadAmount`], with the reason in words.
pub fn whole_amount(text: &str, least: Naira, most: Naira) -> Result<Naira, BadAmount> {
    if money::without_currency(typed::plain(text).trim()).is_empty() {
        return Err(BadAmount::Empty);
    }
    let amount = match Naira::typed(text) {
        Ok(amount) => amount,
        Err(NotTyped::Comma) => return Err(BadAmount::Comma),
        Err(NotTyped::Stray(stray)) => return Err(BadAmount::Stray(stray)),
        Err(NotTyped::NotMoney(NotMoney::TooLarge)) => return Err(BadAmount::TooLarge(most)),
        Err(NotTyped::NotMoney(NotMoney::TooFine)) => return Err(BadAmount::Kobo),
        Err(NotTyped::NotMoney(NotMoney::NotANumber)) => return Err(BadAmount::NotANumber),
    };
    if amount <= Naira::ZERO {
        Err(BadAmount::NotPositive)
    } else if !amount.is_whole() {
        Err(BadAmount::Kobo)
    } else if amount < least {
        Err(BadAmount::TooSmall(least))
    } else if amount > most {
        Err(BadAmount::TooLarge(most))
    } else {
        Ok(amount)
    }
}

impl Product {
    /// `₦500 MTN airtime`, `MTN 1GB SME, 30 days`, `₦5,000 Access Bank transfer`: as it is read back to the customer.
    pub fn title(&self) -> String {
        match self {
            Product::Airtime { network, face } => {
                say!("{face} {network} airtime", face = face.short(), network = network.name())
            }
            Product::Data { network, plan } => format!("{} {}", network.name(), plan.title()),
            Product::Transfer { bank, amount, .. } => {
                say!("{amount} {bank} transfer", amount = amount.short(), bank = bank.name)
            }
        }
    }

    /// As a list names it beside what was paid: without an amount that would make each one another.
    pub fn listed(&self) -> String {
        match self {
            Product::Airtime { .. } | Product::Data { .. } => self.title(),
            Product::Transfer { bank, .. } => say!("{bank} transfer", bank = bank.name),
        }
    }

    /// What it is counted under.
    pub fn service(&self) -> Service {
        self.network().map_or(Service::Transfer, Service::from)
    }

    /// The network that delivers it, where one does.
    pub fn network(&self) -> Option<Network> {
        match self {
            Product::Airtime { network, .. } | Product::Data { network, .. } => Some(*network),
            Product::Transfer { .. } => None,
        }
    }

    /// Of which kind it is.
    pub fn kind(&self) -> ProductKind {
        match self {
            Product::Airtime { .. } => ProductKind::Airtime,
            Product::Data { .. } => ProductKind::Data,
            Product::Transfer { .. } => ProductKind::Transfer,
        }
    }

    /// `MTN airtime`, `MTN 1GB SME, 30 days`, `Access Bank transfer`: without an amount.
    pub fn kind_title(&self) -> String {
        match self {
            Product::Airtime { network, .. } => say!("{network} airtime", network = network.name()),
            Product::Data { .. } => self.title(),
            Product::Transfer { .. } => self.listed(),
        }
    }

    /// The face amount of airtime, or what is transferred; nothing of a plan.
    pub fn amount(&self) -> Option<Naira> {
        match self {
            Product::Airtime { face: amount, .. } | Product::Transfer { amount, .. } => Some(*amount),
            Product::Data { .. } => None,
        }
    }

    /// The face amount of airtime.
    pub fn face(&self) -> Option<Naira> {
        match self {
            Product::Airtime { face, .. } => Some(*face),
            Product::Data { .. } | Product::Transfer { .. } => None,
        }
    }
}
