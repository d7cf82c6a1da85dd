//! Slips of the finger, put right.
//!
//! What was written down stays. A correction is an entry of its own: it names the commit that it corrects, says again what stood there,
//! and what is right in its place. Sums follow it, and papers show both.
//!
//! Cash has one more side. Once the drawer was counted, the count has taken the slip in: what was written down wrongly came out as short
//! or over. A correction after that changes what the money is called, and not what is in the drawer
//! ([`CountedSince`]).

use super::Direction;
use crate::debtor::DebtorId;
use crate::money::Naira;
use crate::reference::SaleId;
use crate::sale::Tender;
use crate::time::Timestamp;
use crate::vendor::VendorId;
use crate::wallet::Difference;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// So long whoever did it takes it back without a word.
pub const UNDO_WITHIN: Duration = Duration::from_secs(30);

/// Whether the drawer was counted since what is corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CountedSince {
    /// Not yet: what should be in it changes.
    No,
    /// In the shift that is open, in which it was written down too: what that count was off changes.
    InThisShift,
    /// At the end of an earlier shift, whose sheet stays as it is.
    InAnEarlierShift,
}

/// What stood in the commit that is corrected, with what was put right of it since. New kinds go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Corrected {
    /// Cash went in or out.
    CashMoved {
        /// Which way.
        direction: Direction,
        /// How much.
        amount: Naira,
    },
    /// Someone paid a debt; below zero, got money back.
    DebtPaid {
        /// Who.
        debtor: DebtorId,
        /// How much.
        amount: Naira,
        /// How.
        tender: Tender,
    },
    /// Money was given back. In the commit stands [`crate::sale::event::Event::ReturnTakenBack`] too.
    Returned {
        /// For which sale.
        sale: SaleId,
        /// How much.
        amount: Naira,
        /// How.
        tender: Tender,
    },
    /// Money was put into a wallet; below zero, taken out.
    WalletFunded {
        /// Whose wallet.
        vendor: VendorId,
        /// How much.
        amount: Naira,
        /// When it was written down.
        written_at: Timestamp,
        /// What the slip had left, if the wallet was looked at: differences that are explained by it, each with when it was found and its
        /// amount, looked into since or not.
        left: Vec<(Timestamp, Naira)>,
    },
    /// A difference of a wallet was looked into: it stands there again.
    DifferenceExplained {
        /// Whose wallet.
        vendor: VendorId,
        /// Which.
        difference: Difference,
        /// It was called a funding.
        funding: bool,
    },
}

impl Corrected {
    /// How much stood there.
    pub fn amount(&self) -> Naira {
        match self {
            Corrected::CashMoved { amount, .. }
            | Corrected::DebtPaid { amount, .. }
            | Corrected::Returned { amount, .. }
            | Corrected::WalletFunded { amount, .. } => *amount,
            Corrected::DifferenceExplained { difference, .. } => difference.amount(),
        }
    }

    /// The same with another amount. What is taken back whole has none.
    #[must_use]
    pub fn with_amount(mut self, stands: Naira) -> Corrected {
        match &mut self {
            Corrected::CashMoved { amount, .. }
            | Corrected::DebtPaid { amount, .. }
            | Corrected::Returned { amount, .. }
            | Corrected::WalletFunded { amount, .. } => *amount = stands,
            Corrected::DifferenceExplained { .. } => {}
        }
        self
    }

    /// Whether something else can stand in its place. Otherwise it is taken back whole.
    pub fn has_another_amount(&self) -> bool {
        match self {
            Corrected::CashMoved { .. } | Corrected::DebtPaid { .. } | Corrected::WalletFunded { .. } => true,
            Corrected::Returned { .. } | Corrected::DifferenceExplained { .. } => false,
        }
    }

    /// It is about a vendor's wallet: the owner's.
    pub fn is_of_a_wallet(&self) -> bool {
        matches!(self, Corrected::WalletFunded { .. } | Corrected::DifferenceExplained { .. })
    }

    /// By how much the cash that should be in the drawer is more, with `instead` in its place.
    pub fn drawer_change(&self, instead: Naira) -> Naira {
        let more = instead.minus(self.amount());
        match self {
            Corrected::CashMoved { direction: Direction::In, .. }
            | Corrected::DebtPaid { tender: Tender::Cash, .. } => more,
            Corrected::CashMoved { direction: Direction::Out, .. }
            | Corrected::Returned { tender: Tender::Cash, .. } => Naira::ZERO.minus(more),
            Corrected::DebtPaid { .. }
            | Corrected::Returned { .. }
            | Corrected::WalletFunded { .. }
            | Corrected::DifferenceExplained { .. } => Naira::ZERO,
        }
    }
}
