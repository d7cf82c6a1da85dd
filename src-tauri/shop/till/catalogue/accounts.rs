//! Accounts whose holder is named first: Smile's by e-mail address or number, VDT's by customer id, a bank's by its number. No name, no sale.

use crate::till::catalogue::Catalogue;
use crate::till::catalogue::banks::switched_off;
use crate::till::catalogue::offers::PlanKey;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError};
use airtill_domain::money::Naira;
use airtill_domain::phone::{Msisdn, NotANumber};
use airtill_domain::recipient::{ACCOUNT_MAX_CHARS, Account, Recipient};
use airtill_domain::service::Service;
use airtill_domain::settings::{HashRecipe, Site};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::{bank, text, typed};
use airtill_vendors::{AccountLookup, Found, VendorClient};
use airtill_words::say;
use std::sync::Arc;
use std::time::Duration;

/// An answer is believed for so long: a name that was heard earlier is asked for again before anything is sent.
const KEPT_FOR: Duration = Duration::from_secs(5 * 60);
/// Nobody at the counter waits for a name longer than this.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);
/// Most characters of what a customer says.
const TEXT_MAX_CHARS: usize = 120;

/// An account that the vendor has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAccount {
    /// With which network, or at a bank.
    pub service: Service,
    /// The vendor that was asked.
    pub vendor: VendorId,
    /// The account's id.
    pub id: String,
    /// What the customer calls it, or the plan's description.
    pub label: String,
    /// Whose it is.
    pub name: String,
    /// The plan or the bank that the answer speaks of, where it does.
    pub code: Option<String>,
    /// What that plan costs, as of now.
    pub cost: Option<Naira>,
    at: Timestamp,
}

/// VDT's way of hashing, found from one of its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecipe {
    /// The recipe.
    pub recipe: HashRecipe,
    /// Whom the answer was about, to be recognised.
    pub customer: String,
}

impl NamedAccount {
    /// One account, one answer: the latest.
    fn is_about(&self, other: &NamedAccount) -> bool {
        self.is_of(other.service, &other.id, other.code.as_deref())
    }

    /// Banks give out the same numbers: there the code belongs to it.
    fn is_of(&self, service: Service, id: &str, code: Option<&str>) -> bool {
        (self.service, self.id.as_str()) == (service, id)
            && (service != Service::Transfer || self.code.as_deref() == code)
    }
}

impl Catalogue {
    /// Asks whose an account is. `key` is needed where the vendor answers for one plan only (VDT), and names the bank of a bank's
    /// account.
    ///
    /// # Errors
    /// [`TillError::Refused`] with what the vendor says, or why nobody can be asked.
    pub async fn look_up(
        &self,
        service: Service,
        text: &str,
        key: Option<&PlanKey>,
    ) -> Result<Vec<NamedAccount>, TillError> {
        let text = typed::plain(text);
        let text = text.trim();
        let refused = |sentence: &str| TillError::refused(About::Number, sentence);
        if text.is_empty() || text.chars().count() > TEXT_MAX_CHARS || text.chars().any(char::is_control) {
            return Err(refused(match service {
                Service::Smile => say!("Type the e-mail address or the number of the customer's Smile account"),
                Service::Transfer => say!("Type the account number"),
                _ => say!("Type the customer's id"),
            }));
        }
        let text = match service {
            Service::Transfer => self.account_number(text)?,
            Service::Smile if !text.contains('@') => text.chars().filter(|c| !matches!(c, ' ' | '-')).collect(),
            _ => text.to_owned(),
        };
        let client = self.line_that_looks_up(service)?;
        let code = key.filter(|key| key.vendor == client.vendor()).map(|key| key.code.clone());
        if service == Service::Transfer && code.is_none() {
            return Err(TillError::refused(About::Plan, say!("Choose the bank first")));
        }
        let asked = AccountLookup { service, text, code: code.clone().unwrap_or_default() };
        // By the wall: the customer waits, and nothing hangs on this answer that can't be asked for again.
        let Ok(found) = tokio::time::timeout(ANSWERED_WITHIN, client.look_up(&asked)).await else {
            let vendor = client.vendor().name();
            return Err(refused(&say!("{vendor} does not answer. Ask once more, or sell something else", vendor)));
        };
        let found = found.map_err(|error| refused(&format!("{}: {error}", client.vendor().name())))?;
        let found = match found {
            // A sandbox answers by the number alone, and names nobody: its own numbers stand for what can happen.
            Err(_) if is_sandbox_number(&client, service, &asked.text) => Found {
                name: say!("A sandbox's account").to_owned(),
                accounts: vec![(asked.text.clone(), asked.text.clone())],
                cost: None,
            },
            Err(words) => {
                // What was heard before does not hold any more.
                let is_it = |known: &NamedAccount| known.is_of(service, &asked.text, code.as_deref());
                locked(&self.named_accounts).retain(|known| !is_it(known));
                return Err(refused(&say!("{vendor} says: {words}", vendor = client.vendor().name(), words)));
            }
            Ok(found) => found,
        };
        let now = self.core.clock.now();
        let short = |text: &str| text::seen(text, ACCOUNT_MAX_CHARS);
        if short(&found.name).trim().is_empty() {
            return Err(refused(&say!(
                "{vendor} gave no name for it: no name, no sale",
                vendor = client.vendor().name()
            )));
        }
        let accounts: Vec<NamedAccount> = found
            .accounts
            .iter()
            .filter(|(id, _)| id.chars().count() <= ACCOUNT_MAX_CHARS)
            .map(|(id, label)| NamedAccount {
                service,
                vendor: client.vendor(),
                id: id.clone(),
                label: short(label),
                name: short(&found.name),
                code: code.clone(),
                cost: found.cost,
                at: now,
            })
            .collect();
        let mut kept = locked(&self.named_accounts);
        kept.retain(|known| now.since(known.at) < KEPT_FOR && !accounts.iter().any(|new| new.is_about(known)));
        kept.extend(accounts.iter().cloned());
        Ok(accounts)
    }

    /// Asks VDT about a customer and finds by which recipe it hashes its answer. Moves no money, changes nothing.
    ///
    /// # Errors
    /// With a sentence, when VDT could not be asked or no recipe fits.
    pub async fn learn_recipe(&self, customer: &str, code: &str) -> Result<FoundRecipe, String> {
        let client = self.providers.client(VendorId::Vdt).ok_or(say!("VDT's key is locked or not set"))?;
        client.learn_recipe(customer, code).await.map(|(recipe, customer)| FoundRecipe { recipe, customer })
    }

    /// The account that was looked up under this id (at the bank of this code, where it is a bank's), the answer still good.
    pub(in crate::till) fn known_account(
        &self,
        service: Service,
        id: &str,
        code: Option<&str>,
    ) -> Option<NamedAccount> {
        let now = self.core.clock.now();
        let known = locked(&self.named_accounts);
        let is_asked_for = |known: &&NamedAccount| known.is_of(service, id, code) && now.since(known.at) < KEPT_FOR;
        known.iter().find(is_asked_for).cloned()
    }

    /// An account whose holder was named a moment ago.
    pub(in crate::till) fn named_account(
        &self,
        service: Service,
        id: &str,
        code: Option<&str>,
        phone: &str,
    ) -> Result<Recipient, TillError> {
        let found = self.known_account(service, id, code).ok_or_else(look_up_again)?;
        let phone = match service {
            Service::Smile => Some(number(phone)?),
            _ => None,
        };
        Ok(Recipient::Account(Account { id: found.id, name: found.name, phone }))
    }

    /// That the holder of an account was named a moment ago, and nobody else since.
    ///
    /// # Errors
    /// [`TillError::Refused`] when that was too long ago, or another name was heard.
    pub(in crate::till) fn still_named(
        &self,
        service: Service,
        account: &Account,
        code: &str,
    ) -> Result<(), TillError> {
        let found = self.known_account(service, &account.id, Some(code)).ok_or_else(look_up_again)?;
        if found.name != account.name {
            let sentence = say!("It is another name now: {name}. Read it back again", name = found.name);
            return Err(TillError::refused(About::Number, &sentence));
        }
        Ok(())
    }

    fn account_number(&self, text: &str) -> Result<String, TillError> {
        if !self.core.ledger.transfer_rules()?.enabled {
            return Err(switched_off());
        }
        match bank::read(text) {
            bank::Typed::Complete(number) => Ok(number.digits().to_owned()),
            bank::Typed::Partial(_) => Err(TillError::refused(About::Number, say!("An account number has ten digits"))),
            bank::Typed::Wrong(why) => Err(TillError::refused(About::Number, &why)),
        }
    }

    fn line_that_looks_up(&self, service: Service) -> Result<Arc<VendorClient>, TillError> {
        let able = |client: &Arc<VendorClient>| client.capability().look_up.contains(&service);
        self.providers.selling().into_iter().find(able).ok_or_else(|| {
            let whose = if service == Service::Transfer { say!("bank") } else { service.name() };
            let sentence =
                say!("Nobody can be asked about {whose} accounts: the vendor's key is locked or not set", whose);
            TillError::refused(About::Sale, sentence)
        })
    }
}

/// VTpass's sandbox has numbers for each end of a Smile sale, and no customers to them.
fn is_sandbox_number(client: &VendorClient, service: Service, text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    service == Service::Smile && client.settings().site == Site::Sandbox && digits
}

/// Whose account it is has to be asked before anything else.
pub(in crate::till) fn look_up_again() -> TillError {
    TillError::refused(About::Number, say!("Look up the customer's account again: no name, no sale"))
}

pub(in crate::till) fn number(text: &str) -> Result<Msisdn, TillError> {
    Msisdn::parse(text).map_err(|why| TillError::refused(About::Number, number_sentence(why)))
}

fn number_sentence(why: NotANumber) -> String {
    match why {
        NotANumber::TooShort(0) => say!("Type the customer's number").to_owned(),
        other => other.sentence(),
    }
}
