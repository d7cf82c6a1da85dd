//! A vendor's own list of transactions, held against the ledger entry by entry.

use crate::till::refusal::{About, TillError};
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::reference::Reference;
use airtill_domain::sale::{Attempt, AttemptStatus, Side};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_vendors::{Listed, StatementLine};
use airtill_words::say;
use std::time::Duration;

/// A failed sale is tried again within this time, if at all: the customer stands there.
const RETRIED_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Lines that say what the ledger says.
    pub equal: usize,
    /// Lines that don't, and attempts that are missing among them.
    pub odd: Vec<Odd>,
    /// Vendors list their latest transactions alone: what is older than this is not compared.
    pub since: Option<Timestamp>,
}

/// Something in which a vendor's list and the ledger differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Under which reference.
    pub reference: String,
    /// How much.
    pub amount: Naira,
    /// What is odd about it, as a sentence.
    pub sentence: String,
    /// Money left the wallet and the ledger knows nothing of it: a stolen key looks like that.
    pub unexplained_debit: bool,
}

impl Wallets {
    /// Asks a vendor for its list and holds it against the ledger: of one Lagos day, or all that it lists.
    ///
    /// # Errors
    /// [`TillError::Refused`] when the vendor has no list or could not be asked.
    pub async fn compare_statement(&self, vendor: VendorId, day: Option<Day>) -> Result<Compared, TillError> {
        let name = vendor.name();
        let refused = |sentence: String| TillError::refused(About::Sale, sentence);
        let client = self
            .providers
            .client(vendor)
            .ok_or_else(|| refused(say!("The key of {name} is locked or not set", name)))?;
        let lines = client.statement().await.map_err(|error| refused(format!("{name}: {error}")))?;
        let lines = lines.ok_or_else(|| refused(say!("{name} does not list its transactions", name)))?;
        let since = lines.iter().filter_map(|line| line.at).min();
        if let (Some(day), Some(since)) = (day, since)
            && since.day() > day
        {
            return Err(refused(say!(
                "{name}'s list begins on {day}: it does not reach back so far",
                name,
                day = since.day().short()
            )));
        }
        Ok(self.compare(vendor, &lines, since, day)?)
    }

    fn compare(
        &self,
        vendor: VendorId,
        lines: &[StatementLine],
        since: Option<Timestamp>,
        day: Option<Day>,
    ) -> Result<Compared, LedgerError> {
        let mut compared = Compared { since, ..Compared::default() };
        // A line that says no time is of any day.
        let of_day = |line: &&StatementLine| day.is_none_or(|day| line.at.is_none_or(|at| at.day() == day));
        for line in lines.iter().filter(of_day) {
            let attempt = self.attempt_of(vendor, &line.reference)?;
            match what_is_odd(line, attempt.as_ref()) {
                None => compared.equal += 1,
                Some((sentence, unexplained_debit)) => compared.odd.push(Odd {
                    reference: line.reference.clone(),
                    amount: line.amount,
                    sentence,
                    unexplained_debit,
                }),
            }
        }
        // Deliveries as young as the list is long must be on it; of a day, all that it reaches back to.
        let oldest = lines.iter().filter_map(|line| Reference::parse(&line.reference).ok()).min();
        let from = match (day, oldest) {
            (Some(day), _) => Some(since.map_or(day.begins(), |since| since.max(day.begins()))),
            (None, Some(oldest)) => self.attempt_of(vendor, oldest.as_str())?.map(|attempt| attempt.started_at),
            (None, None) => None,
        };
        if let Some(from) = from {
            self.missing(vendor, lines, from, day, &mut compared)?;
        }
        Ok(compared)
    }

    fn attempt_of(&self, vendor: VendorId, reference: &str) -> Result<Option<Attempt>, LedgerError> {
        let Ok(reference) = Reference::parse(reference) else { return Ok(None) };
        let Some(sale) = self.core.ledger.sale_of(&reference)? else { return Ok(None) };
        let attempt = self.core.ledger.sale(sale)?.and_then(|sale| sale.attempt(&reference).cloned());
        Ok(attempt.filter(|attempt| attempt.vendor == vendor))
    }

    /// Deliveries of the ledger that the list should show and doesn't.
    fn missing(
        &self,
        vendor: VendorId,
        lines: &[StatementLine],
        from: Timestamp,
        day: Option<Day>,
        compared: &mut Compared,
    ) -> Result<(), LedgerError> {
        for sale in self.core.ledger.newest() {
            let sale = sale?;
            let looked_at = |attempt: &&Attempt| {
                attempt.vendor == vendor
                    && attempt.started_at >= from
                    && day.is_none_or(|day| attempt.started_at.day() == day)
            };
            // A sale is as old as its first attempt; days of retries are few.
            if from.since(sale.taken_at) > RETRIED_WITHIN {
                break;
            }
            for attempt in sale.attempts.iter().filter(looked_at) {
                let listed = lines.iter().any(|line| line.reference == attempt.reference.as_str());
                if attempt.position == AttemptStatus::Delivered && !listed {
                    compared.odd.push(Odd {
                        reference: attempt.reference.to_string(),
                        amount: sale.price,
                        sentence: say!(
                            "{product} was delivered here, and the vendor does not list it",
                            product = sale.product.title()
                        ),
                        unexplained_debit: false,
                    });
                }
            }
        }
        Ok(())
    }
}

/// What is odd about a line, and whether money left the wallet that the ledger can't explain.
fn what_is_odd(line: &StatementLine, attempt: Option<&Attempt>) -> Option<(String, bool)> {
    let recipient = line.recipient.as_deref().unwrap_or(say!("nobody named"));
    let Some(attempt) = attempt else {
        return match (line.incoming, line.outcome) {
            // Fundings are the owner's to write down; what came to nothing took nothing.
            (true, _) | (false, Listed::Undone) => None,
            (false, Listed::Done | Listed::UnderWay | Listed::Unclear) => {
                Some((say!("{kind} to {recipient}: this till did not order it", kind = line.kind, recipient), true))
            }
        };
    };
    match (line.outcome, attempt.position.side()) {
        (Listed::Done, Side::Delivered | Side::Open)
        | (Listed::Undone, Side::Failed | Side::Open)
        | (Listed::UnderWay, Side::Open) => None,
        (Listed::Done, Side::Failed) => {
            Some((say!("{kind} to {recipient}: failed here, delivered there", kind = line.kind, recipient), true))
        }
        (Listed::Undone, Side::Delivered) => Some((
            say!("{kind} to {recipient}: delivered here, failed or taken back there", kind = line.kind, recipient),
            false,
        )),
        (Listed::UnderWay, Side::Delivered | Side::Failed) => {
            Some((say!("{kind} to {recipient}: ended here, under way there", kind = line.kind, recipient), false))
        }
        (Listed::Unclear, _) => {
            Some((say!("{kind} to {recipient}: a word that is not known", kind = line.kind, recipient), false))
        }
    }
}
