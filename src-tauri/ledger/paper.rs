//! A short code for paper: it proves later that the ledger up to an entry is what it was on that day.
//!
//! Each line's hash covers all lines before it, so the beginning of one hash vouches for everything up to there: written on the
//! day's sheet, or sent to the owner's telephone, it shows a later change even to someone who has made the whole chain anew.
//! What no chain can show is a lie that was typed at the time, and what came after the entry that the code names.

use crate::Ledger;
use crate::entry::Hash;
use crate::error::LedgerError;
use airtill_domain::money::grouped;
use airtill_domain::reference::legible;
use airtill_domain::time::{Day, Timestamp};
use std::fmt;

/// Characters of a code: fifty bits.
const CHARACTERS: usize = 10;

/// An entry's number and the beginning of its hash: `12,410 · 7F3A9-K2MQ4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperCode {
    /// The entry's commit.
    pub seq: u64,
    code: String,
}

impl PaperCode {
    /// The code of an entry.
    pub fn of(seq: u64, hash: Hash) -> PaperCode {
        PaperCode { seq, code: legible(&hash.0[..CHARACTERS]) }
    }

    /// Reads a code as it was written down: what is no letter or digit doesn't count.
    ///
    /// # Errors
    /// The sentence for whoever typed it.
    pub fn parse(text: &str) -> Result<PaperCode, String> {
        let plain: String = text.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let split = plain.len().checked_sub(CHARACTERS).filter(|split| *split > 0);
        let (number, code) = split.map(|split| plain.split_at(split)).ok_or(HOW)?;
        let seq = number.parse().map_err(|_| HOW)?;
        Ok(PaperCode { seq, code: code.to_owned() })
    }
}

const HOW: &str = "a code has a number and ten letters and digits, such as 12,410 · 7F3A9-K2MQ4";

impl fmt::Display for PaperCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.code.split_at(CHARACTERS / 2);
        write!(f, "{} · {first}-{second}", grouped(self.seq))
    }
}

impl Ledger {
    /// The code of the last entry of a Lagos day; `None` before the first. Where the clock was set back it may name an earlier
    /// entry: it says which.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn paper_code(&self, day: Day) -> Result<Option<PaperCode>, LedgerError> {
        let last = self.last_until(day.ends())?;
        Ok(self.store().commit(last)?.map(|(commit, hash)| PaperCode::of(commit.seq, hash)))
    }

    /// The last commit that was made before a moment; zero where there is none. Where the clock was set back it may be an
    /// earlier one.
    pub fn last_until(&self, moment: Timestamp) -> Result<u64, LedgerError> {
        let store = self.store();
        let (mut least, mut most) = (0, store.head()?.0);
        while least < most {
            let middle = least + (most - least).div_ceil(2);
            match store.commit(middle)? {
                Some((commit, _)) if commit.at < moment => least = middle,
                Some(_) | None => most = middle - 1,
            }
        }
        Ok(least)
    }

    /// The code of the last entry; `None` where there is none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn paper_code_now(&self) -> Result<Option<PaperCode>, LedgerError> {
        let (seq, hash) = self.head()?;
        Ok((seq > 0).then(|| PaperCode::of(seq, hash)))
    }

    /// Whether the ledger still is what it was when a code was written down.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn proves(&self, code: &PaperCode) -> Result<bool, LedgerError> {
        Ok(self.hash_of(code.seq)?.is_some_and(|hash| PaperCode::of(code.seq, hash) == *code))
    }
}
