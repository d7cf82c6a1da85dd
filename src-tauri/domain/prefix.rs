//! Which network a number's first digits suggest, where the owner knows better than the table that is built in.
//!
//! Prefixes are handed out anew from time to time, and numbers are ported. What the customer says and what worked last go before
//! any prefix; this only decides what stands there first.

use crate::network::Network;
use crate::phone::{self, Typed};
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Digits that a prefix has.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=7;
/// Most lines of the owner's table.
const LINES_MAX: usize = 60;

/// A prefix and its network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct Prefix {
    /// The first digits in local form: `0702`.
    pub digits: String,
    /// Whose they are.
    pub network: Network,
}

/// The owner's prefixes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prefixes(Vec<Prefix>);

impl Prefixes {
    /// Takes over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn new(lines: Vec<Prefix>) -> Result<Prefixes, String> {
        if lines.len() > LINES_MAX {
            return Err(say!("At most {most} prefixes", most = LINES_MAX));
        }
        for (n, line) in lines.iter().enumerate() {
            let digits = line.digits.as_str();
            let mobile =
                digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(phone::read(digits), Typed::Partial(_));
            if !DIGITS.contains(&digits.len()) || !digits.starts_with('0') || !mobile {
                return Err(say!(
                    "“{line}” is no prefix of mobile numbers: four to seven digits, such as 0702",
                    line = line.digits
                ));
            }
            if matches!(line.network, Network::Smile | Network::Vdt) {
                return Err(say!("{network} is sold to accounts, not to numbers", network = line.network.name()));
            }
            if lines[..n].iter().any(|other| other.digits == line.digits) {
                return Err(say!("{digits} stands there twice", digits));
            }
        }
        Ok(Prefixes(lines))
    }

    /// The owner's lines.
    pub fn lines(&self) -> &[Prefix] {
        &self.0
    }

    /// The network that a number in local form suggests: by the owner's longest prefix that fits, else by the table that is
    /// built in.
    pub fn network_of(&self, local: &str) -> Option<Network> {
        let fits = self.0.iter().filter(|prefix| local.starts_with(&prefix.digits));
        fits.max_by_key(|prefix| prefix.digits.len()).map(|prefix| prefix.network).or_else(|| Network::by_prefix(local))
    }
}
