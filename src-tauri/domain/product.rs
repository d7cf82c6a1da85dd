//! What a customer can ask for.

use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::plan::Plan;
use serde::{Deserialize, Serialize};

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
}

/// The smallest airtime amount sold: the one in SMEPlug's own example (`000_`, "Airtime Purchase").
/// \[assumption\]: no vendor document states a minimum.
pub const AIRTIME_MIN_NAIRA: i64 = 20;

/// The largest airtime amount of one sale. \[assumption\]: the usual ceiling of one network top-up.
pub const AIRTIME_MAX_NAIRA: i64 = 50_000;

/// Why an amount can't be sold as airtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAmount {
    /// Nothing typed.
    Empty,
    /// Not a number, or one with an exponent or letters.
    NotANumber,
    /// Zero or less.
    NotPositive,
    /// Kobo in an airtime amount.
    Kobo,
    /// Below [`AIRTIME_MIN_NAIRA`].
    TooSmall,
    /// Above [`AIRTIME_MAX_NAIRA`].
    TooLarge,
}

impl BadAmount {
    /// The sentence for the screen.
    pub fn sentence(self) -> String {
        match self {
            BadAmount::Empty => "Type an amount".to_owned(),
            BadAmount::NotANumber => "Type the amount in digits".to_owned(),
            BadAmount::NotPositive => "The amount must be more than zero".to_owned(),
            BadAmount::Kobo => "Airtime is sold in whole naira, without kobo".to_owned(),
            BadAmount::TooSmall => format!("The least is {}", Naira::from_naira(AIRTIME_MIN_NAIRA).short()),
            BadAmount::TooLarge => {
                format!("The most in one sale is {}", Naira::from_naira(AIRTIME_MAX_NAIRA).short())
            }
        }
    }
}

/// Reads an airtime amount as it is typed: whole naira within the limits. Separators and the naira sign are
/// accepted, since amounts are pasted too.
///
/// # Errors
/// [`BadAmount`], with the reason in words.
pub fn airtime_amount(text: &str) -> Result<Naira, BadAmount> {
    let plain: String =
        text.trim().trim_start_matches(['₦', 'N', 'n']).chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    if plain.is_empty() {
        return Err(BadAmount::Empty);
    }
    let amount = match Naira::parse(&plain) {
        Ok(amount) => amount,
        Err(crate::domain::money::NotMoney::TooLarge) => return Err(BadAmount::TooLarge),
        Err(crate::domain::money::NotMoney::TooFine) => return Err(BadAmount::Kobo),
        Err(crate::domain::money::NotMoney::NotANumber) => return Err(BadAmount::NotANumber),
    };
    if amount <= Naira::ZERO {
        Err(BadAmount::NotPositive)
    } else if !amount.is_whole() {
        Err(BadAmount::Kobo)
    } else if amount < Naira::from_naira(AIRTIME_MIN_NAIRA) {
        Err(BadAmount::TooSmall)
    } else if amount > Naira::from_naira(AIRTIME_MAX_NAIRA) {
        Err(BadAmount::TooLarge)
    } else {
        Ok(amount)
    }
}

impl Product {
    /// `₦500 MTN airtime`, `MTN 1GB SME, 30 days`: as it is read back to the customer.
    pub fn title(&self) -> String {
        match self {
            Product::Airtime { network, face } => format!("{} {} airtime", face.short(), network.name()),
            Product::Data { network, plan } => format!("{} {}", network.name(), plan.title()),
        }
    }

    /// The network that delivers it.
    pub fn network(&self) -> Network {
        match self {
            Product::Airtime { network, .. } | Product::Data { network, .. } => *network,
        }
    }

    /// The face amount, where there is one.
    pub fn face(&self) -> Option<Naira> {
        match self {
            Product::Airtime { face, .. } => Some(*face),
            Product::Data { .. } => None,
        }
    }
}
