//! Banks that money can be sent to, and what the customer pays for it.

use crate::till::catalogue::Catalogue;
use crate::till::catalogue::offers::PlanKey;
use crate::till::customers;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError};
use airtill_domain::bank::{self, Bank};
use airtill_domain::money::Naira;
use airtill_domain::product::{BadAmount, Product};
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;
use airtill_words::say;

/// The banks that money can be sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Banks {
    /// Those sent to most often lately first, then by name.
    pub banks: Vec<BankOnList>,
    /// When the vendor said so; the oldest, where there are several.
    pub read_at: Option<Timestamp>,
}

/// A bank on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankOnList {
    /// Names it to [`Catalogue::look_up`] and the review.
    pub key: PlanKey,
    /// Which.
    pub bank: Bank,
    /// How often money was sent there lately.
    pub sent: usize,
}

/// What the field of the account number says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRead {
    /// All ten digits are there.
    pub complete: bool,
    /// What is wrong: no account can come of it.
    pub wrong: Option<String>,
    /// What is odd about it: it can be asked about anyway.
    pub doubtful: Option<String>,
}

/// What an amount to be sent costs the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferPrice {
    /// What reaches the account.
    pub amount: Naira,
    /// What the customer pays besides.
    pub fee: Naira,
    /// The owner has to agree to it, with the PIN.
    pub ask_owner: bool,
}

impl Catalogue {
    /// Whether transfers can be sold: the owner has not switched them off, and a vendor that can be used sends them.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn sells_transfers(&self) -> Result<bool, LedgerError> {
        let able = || self.providers.selling().iter().any(|client| client.capability().transfer);
        Ok(self.core.ledger.transfer_rules()?.enabled && able())
    }

    /// The banks that money can be sent to, as they were last read: they are there without a network, too.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn banks(&self) -> Result<Banks, LedgerError> {
        if !self.sells_transfers()? {
            return Ok(Banks::default());
        }
        let sent: Vec<String> = customers::delivered_lately(&self.core.ledger)?
            .into_iter()
            .filter_map(|sale| match sale.product {
                Product::Transfer { bank, .. } => Some(bank.code),
                Product::Airtime { .. } | Product::Data { .. } => None,
            })
            .collect();
        let mut banks = Banks::default();
        for client in self.providers.selling() {
            let offers = locked(&self.offers);
            for (offer, bank) in offers.of(client.vendor()).iter().filter_map(|offer| Some((offer, offer.bank()?))) {
                let read = banks.read_at.map_or(offer.read_at, |known| known.min(offer.read_at));
                banks.read_at = Some(read);
                banks.banks.push(BankOnList {
                    key: PlanKey { vendor: offer.vendor, code: offer.code.clone() },
                    bank: bank.clone(),
                    sent: sent.iter().filter(|code| **code == bank.code).count(),
                });
            }
        }
        banks.banks.sort_by_cached_key(|on_list| (std::cmp::Reverse(on_list.sent), on_list.bank.name.to_lowercase()));
        Ok(banks)
    }

    /// Reads the field of the account number as it is typed.
    pub fn read_account(&self, text: &str, bank: Option<&PlanKey>) -> AccountRead {
        let read = |complete, wrong: Option<String>, doubtful| AccountRead { complete, wrong, doubtful };
        match bank::read(text) {
            bank::Typed::Partial(_) => read(false, None, None),
            bank::Typed::Wrong(why) => read(false, Some(why), None),
            bank::Typed::Complete(number) => {
                let bank = bank.and_then(|key| self.offer(key)).and_then(|offer| offer.bank().cloned());
                let odd = bank.filter(|bank| bank.check_digit_fits(&number) == Some(false));
                let sentence = |bank: Bank| {
                    say!(
                        "The last digit does not fit an account at {bank}: read the number back to the customer",
                        bank = bank.name
                    )
                };
                read(true, None, odd.map(sentence))
            }
        }
    }

    /// Reads the amount field of a transfer, and says what the customer pays for it.
    ///
    /// # Errors
    /// When the ledger can't be read; inside, what is wrong with the amount.
    pub fn read_transfer_amount(&self, text: &str) -> Result<Result<TransferPrice, BadAmount>, LedgerError> {
        let rules = self.core.ledger.transfer_rules()?;
        Ok(rules.amount(text).map(|amount| TransferPrice {
            amount,
            fee: rules.fee(amount).unwrap_or_default(),
            ask_owner: rules.ask_owner(amount),
        }))
    }

    /// What the customer pays: what is sent and the owner's fee.
    pub(super) fn transfer_price(&self, amount: Naira) -> Result<Naira, TillError> {
        let rules = self.core.ledger.transfer_rules()?;
        let too_much = || {
            TillError::refused(
                About::Amount,
                say!("The most that is sent at once is {most}", most = rules.most().short()),
            )
        };
        Ok(amount.plus(rules.fee(amount).ok_or_else(too_much)?))
    }
}

/// The owner does not sell them.
pub(in crate::till) fn switched_off() -> TillError {
    TillError::refused(
        About::Sale,
        say!("Bank transfers are switched off. The owner switches them on, under Owner, Prices"),
    )
}
