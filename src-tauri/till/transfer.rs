//! Transfers to bank accounts: banks, what the customer pays, and when the owner has to agree.
//!
//! They are sold like everything else: the same review, machine, doubts and guards. What is theirs alone stands here. The name
//! of the account's holder was read back before there is anything to review ([`super::account`]); no name, no transfer.

use super::review::{Asked, Whom};
use super::{About, OwnerSays, PlanKey, Pressed, Till, TillError, locked};
use crate::domain::bank::{self, Bank};
use crate::domain::money::Naira;
use crate::domain::product::{BadAmount, Product};
use crate::domain::recipient::Recipient;
use crate::domain::sale::event::Consent;
use crate::domain::service::Service;
use crate::domain::time::At;
use crate::domain::transfer;
use crate::ledger::LedgerError;
use crate::say;

/// The banks that money can be sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Banks {
    /// Those sent to most often lately first, then by name.
    pub banks: Vec<BankOnList>,
    /// When the vendor said so; the oldest, where there are several.
    pub read_at: Option<At>,
}

/// A bank on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankOnList {
    /// Names it to [`Till::look_up`] and [`Till::review`].
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
    /// What is odd about it: it can be asked about all the same.
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

impl Till {
    /// Whether transfers can be sold: the owner has not switched them off, and a vendor that can be used sends them.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn sells_transfers(&self) -> Result<bool, LedgerError> {
        let able = || self.selling().iter().any(|line| line.capability().transfer);
        Ok(self.ledger.transfer_rules()?.enabled && able())
    }

    /// The banks that money can be sent to, as they were last read: they are there without a network, too.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn banks(&self) -> Result<Banks, LedgerError> {
        if !self.sells_transfers()? {
            return Ok(Banks::default());
        }
        let sent: Vec<String> = self
            .delivered_lately()?
            .into_iter()
            .filter_map(|sale| match sale.product {
                Product::Transfer { bank, .. } => Some(bank.code),
                Product::Airtime { .. } | Product::Data { .. } => None,
            })
            .collect();
        let mut banks = Banks::default();
        for line in self.selling() {
            let offers = locked(&self.offers);
            for (offer, bank) in offers.of(line.vendor()).iter().filter_map(|offer| Some((offer, offer.bank()?))) {
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
        let read = |complete, wrong: Option<&str>, doubtful| AccountRead {
            complete,
            wrong: wrong.map(str::to_owned),
            doubtful,
        };
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
        let rules = self.ledger.transfer_rules()?;
        Ok(rules.amount(text).map(|amount| TransferPrice {
            amount,
            fee: rules.fee(amount).unwrap_or_default(),
            ask_owner: rules.ask_owner(amount),
        }))
    }

    /// What is to be reviewed, of what was typed.
    pub(super) fn transfer_asked(
        &self,
        asked: &Asked,
        key: &PlanKey,
        amount: &str,
        description: &str,
    ) -> Result<(Product, Recipient), TillError> {
        if !self.ledger.transfer_rules()?.enabled {
            return Err(switched_off());
        }
        let gone = || TillError::refused(About::Plan, say!("This bank is not on the list any more. Choose again"));
        let bank = self.offer(key).and_then(|offer| offer.bank().cloned()).ok_or_else(gone)?;
        let Whom::Account { id, .. } = &asked.whom else { return Err(no_name()) };
        let recipient = self.named_account(Service::Transfer, id, Some(&key.code), "")?;
        let price =
            self.read_transfer_amount(amount)?.map_err(|why| TillError::refused(About::Amount, why.sentence()))?;
        let description = transfer::description(description);
        Ok((Product::Transfer { bank, amount: price.amount, description }, recipient))
    }

    /// What the customer pays: what is sent and the owner's fee.
    pub(super) fn transfer_price(&self, amount: Naira) -> Result<Naira, TillError> {
        let rules = self.ledger.transfer_rules()?;
        let too_much = || {
            TillError::refused(
                About::Amount,
                say!("The most that is sent at once is {most}", most = rules.most().short()),
            )
        };
        Ok(amount.plus(rules.fee(amount).ok_or_else(too_much)?))
    }

    /// Whether the owner has to agree to it, whoever stands at the counter.
    pub(super) fn owner_agrees_to(&self, product: &Product) -> Result<bool, LedgerError> {
        Ok(match product {
            Product::Transfer { amount, .. } => self.ledger.transfer_rules()?.ask_owner(*amount),
            Product::Airtime { .. } | Product::Data { .. } => false,
        })
    }

    /// What the owner has to say to a sale by its size, at the moment of sending.
    ///
    /// What they have said to this very sale before holds for another attempt of it.
    pub(super) fn agreed_to_size(
        &self,
        product: &Product,
        before: &[Consent],
        pressed: &Pressed,
    ) -> Result<Option<Consent>, TillError> {
        let Product::Transfer { amount, .. } = product else { return Ok(None) };
        let rules = self.ledger.transfer_rules()?;
        if !rules.enabled {
            return Err(switched_off());
        }
        if *amount > rules.most() {
            return Err(TillError::refused(About::Amount, BadAmount::TooLarge(rules.most()).sentence()));
        }
        let agreed = before.iter().any(|consent| matches!(consent, Consent::LargeTransfer { .. }));
        if agreed || !self.owner_agrees_to(product)? {
            return Ok(None);
        }
        match pressed.owner {
            OwnerSays::Yes(staff) => Ok(Some(Consent::LargeTransfer { staff })),
            OwnerSays::NobodyThere => Ok(None),
            OwnerSays::Nothing => Err(TillError::refused(
                About::OwnerPin,
                say!("So large a transfer needs the owner's PIN. Nothing was sent"),
            )),
        }
    }
}

/// The owner does not sell them.
pub(super) fn switched_off() -> TillError {
    TillError::refused(
        About::Sale,
        say!("Bank transfers are switched off. The owner switches them on, under Owner, Prices"),
    )
}

fn no_name() -> TillError {
    TillError::refused(About::Number, say!("Ask the bank whose account it is first: no name, no transfer"))
}
