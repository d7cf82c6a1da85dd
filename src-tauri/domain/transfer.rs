//! Transfers to bank accounts: what they cost the customer, how much may be sent, and by whose word.

use crate::money::Naira;
use crate::product::{self, BadAmount};
use crate::text;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// The least that is sent: the amount in the document's own example (`000_`, "Bank Transfer"). \[assumption\]: none states a least.
pub const TRANSFER_MIN_NAIRA: i64 = 100;
/// The most that an owner can allow. \[assumption\]: beyond it banks ask for more than a till can tell them.
pub const TRANSFER_MAX_NAIRA: i64 = 1_000_000;
/// Most characters of a description: what the recipient's bank shows is shorter still.
pub const DESCRIPTION_MAX_CHARS: usize = 60;
/// Most lines of the owner's table of fees.
pub const BANDS_MAX: usize = 10;

/// What the owner decides about transfers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRules {
    /// Transfers are sold.
    pub enabled: bool,
    /// Above this amount the owner's PIN is asked for.
    pub owner_above: Naira,
    /// What the customer pays for it, by amount: rising, never empty. More than the last line says is not sent.
    pub bands: Vec<FeeBand>,
}

/// A line of the table of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeBand {
    /// For amounts up to this one.
    pub upto: Naira,
    /// What the customer pays besides.
    pub fee: Naira,
}

impl Default for TransferRules {
    /// \[assumption\] What kiosks commonly ask for.
    fn default() -> TransferRules {
        let band = |upto, fee| FeeBand { upto: Naira::from_naira(upto), fee: Naira::from_naira(fee) };
        TransferRules {
            enabled: true,
            owner_above: Naira::from_naira(50_000),
            bands: vec![band(5_000, 100), band(20_000, 200), band(50_000, 300), band(100_000, 500)],
        }
    }
}

impl TransferRules {
    /// What the customer pays for sending so much; `None` beyond the most.
    pub fn fee(&self, amount: Naira) -> Option<Naira> {
        self.bands.iter().find(|band| amount <= band.upto).map(|band| band.fee)
    }

    /// The most that is sent at once.
    pub fn most(&self) -> Naira {
        self.bands.last().map_or(Naira::ZERO, |band| band.upto)
    }

    /// Whether the owner has to agree to sending so much.
    pub fn ask_owner(&self, amount: Naira) -> bool {
        amount > self.owner_above
    }

    /// Why they can't hold, as a sentence.
    ///
    /// # Errors
    /// That sentence.
    pub fn checked(&self) -> Result<(), String> {
        let least = Naira::from_naira(TRANSFER_MIN_NAIRA);
        let most = Naira::from_naira(TRANSFER_MAX_NAIRA);
        if self.bands.is_empty() || self.bands.len() > BANDS_MAX {
            return Err(say!("The table of fees has one to {most} lines", most = BANDS_MAX));
        }
        if self.bands.iter().any(|band| band.upto < least || band.upto > most) {
            return Err(say!(
                "Amounts in the table lie between {least} and {most}",
                least = least.short(),
                most = most.short()
            ));
        }
        if self.bands.iter().any(|band| band.fee < Naira::ZERO || band.fee > band.upto) {
            return Err(say!("A fee is not below zero, and not more than what is sent").to_owned());
        }
        if !self.bands.windows(2).all(|pair| pair[0].upto < pair[1].upto) {
            return Err(say!("The amounts in the table have to rise from line to line").to_owned());
        }
        if self.bands.windows(2).any(|pair| pair[1].fee < pair[0].fee) {
            return Err(say!("More that is sent costs no smaller fee: look at the table again").to_owned());
        }
        if self.owner_above < Naira::ZERO {
            return Err(say!("The amount above which the owner is asked is not below zero").to_owned());
        }
        Ok(())
    }

    /// Reads the amount as it is typed: whole naira, within what is sent.
    ///
    /// # Errors
    /// [`BadAmount`], with the reason in words.
    pub fn amount(&self, text: &str) -> Result<Naira, BadAmount> {
        product::whole_amount(text, Naira::from_naira(TRANSFER_MIN_NAIRA), self.most())
    }
}

/// What the recipient is told, as it is typed: one line, nothing unseen, not too long. The shop's word where nothing was typed.
pub fn description(typed: &str) -> String {
    let seen = text::seen(typed.trim(), DESCRIPTION_MAX_CHARS);
    if seen.is_empty() { say!("Transfer").to_owned() } else { seen }
}
