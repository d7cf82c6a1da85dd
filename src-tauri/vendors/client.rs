//! A vendor's client: its API, its address, the sending, and what may not come back.

use super::http::{self, AskError, Http, SendError};
use super::scrub::{SHORT_SECRET, take_out, without_callback};
use super::{
    AccountLookup, Call, Capability, Catalogue, Found, NotRead, NoticeOf, Order, Page, Profile, Reply, StatementLine,
    Vendor, vendor,
};
use airtill_credentials::Credentials;
use airtill_domain::money::Naira;
use airtill_domain::offer::Offer;
use airtill_domain::outcome::{Answer, Finding, NotSent, Outcome, Report, Said};
use airtill_domain::service::Service;
use airtill_domain::settings::{HashRecipe, VendorSettings};
use airtill_domain::text;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::{Account, VendorId};
use airtill_words::say;
use std::collections::VecDeque;
use std::time::Duration;

/// A vendor that can be called: its API, address and the sending.
pub struct VendorClient {
    vendor: Box<dyn Vendor>,
    http: Http,
    credentials: Credentials,
    secrets: Vec<String>,
    account: Account,
    settings: VendorSettings,
    ask_every: Duration,
}

/// Where a vendor is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The base URL.
    pub base_url: String,
    /// The name the ledger keeps instead of the URL. The practice vendors listen on another port at every start and
    /// are the same vendors anyway.
    pub known_as: Option<String>,
}

/// Why a question got no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskFailed {
    /// The vendor could not be reached: the till is offline, or the vendor is.
    #[error("{}", say!("the vendor could not be reached"))]
    NotReached,
    /// The same, and because the vendor's certificate is not valid on the date that this computer's clock says.
    #[error("{}", AskError::Dated)]
    Dated,
    /// It was reached, and did not answer properly in time.
    #[error("{}", say!("the vendor did not answer"))]
    NoAnswer,
    /// It answered something else.
    #[error("{0}")]
    NotRead(#[from] NotRead),
}

impl VendorClient {
    /// A vendor's client at an address.
    ///
    /// # Errors
    /// When the address is neither `https` nor loopback, or the HTTP clients can't be made.
    pub fn new(
        id: VendorId,
        credentials: Credentials,
        settings: VendorSettings,
        address: &Address,
        timing: http::Timing,
    ) -> Result<VendorClient, String> {
        let http = Http::new(&address.base_url, timing)?;
        let base_url = address.known_as.clone().unwrap_or_else(|| http.base_url().to_owned());
        let account = Account { base_url, fingerprint: airtill_credentials::fingerprint(id, &credentials) };
        let secrets = credentials.forms();
        let vendor = vendor(id, credentials.clone(), &settings);
        let ask_every = timing.between_questions.unwrap_or(vendor.capability().ask_every);
        Ok(VendorClient { vendor, http, credentials, secrets, account, settings, ask_every })
    }

    /// Which vendor.
    pub fn vendor(&self) -> VendorId {
        self.vendor.id()
    }

    /// What it can do.
    pub fn capability(&self) -> &'static Capability {
        self.vendor.capability()
    }

    /// Between two questions about attempts, at least.
    pub fn ask_every(&self) -> Duration {
        self.ask_every
    }

    /// At which address and account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The credentials it was opened with, for another client in its place.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// What the owner decided about it.
    pub fn settings(&self) -> &VendorSettings {
        &self.settings
    }

    /// Whether the order can be put into a request at all; to be known before anything is promised.
    ///
    /// # Errors
    /// With the sentence for the screen.
    pub fn can_order(&self, order: &Order) -> Result<(), String> {
        self.vendor.purchase(order).map(|_| ())
    }

    /// Sends a purchase request, once, and reads its answer. There is no way to be told "error": whatever happens is
    /// an [`Answer`]. Must run in a task of its own: dropping the future would not take the request back.
    pub async fn purchase(&self, order: &Order) -> Answer {
        let call = match self.vendor.purchase(order) {
            Ok(call) => call,
            Err(why) => return answer(Outcome::NotSent(NotSent::NotBuilt), Some(&why)),
        };
        let mut sent = self.http.send_once(&call).await;
        if airtill_faults::wrong("resend_on_doubt") && matches!(sent, Err(SendError::Unknown(_))) {
            sent = self.http.send_once(&call).await;
        }
        match sent {
            Ok(reply) => {
                let reply = without_callback(self.scrubbed(reply), order);
                let answer = self.vendor.read_purchase(order, &reply);
                Answer { said: answer.said.bounded(|text| self.clean(text)), ..answer }
            }
            Err(SendError::NotSent(why)) => answer(Outcome::NotSent(why), None),
            Err(SendError::Unknown(_)) if airtill_faults::wrong("no_answer_is_failure") => {
                answer(Outcome::NotSent(NotSent::NoConnection), None)
            }
            Err(SendError::Unknown(why)) => answer(Outcome::Unknown(why), None),
        }
    }

    /// Whether the vendor can be asked about this attempt at all.
    pub fn can_check(&self, order: &Order) -> bool {
        self.vendor.status(order).is_some()
    }

    /// Whether it can be asked about what is ordered under a code.
    pub fn can_ask_about(&self, code: &str) -> bool {
        self.vendor.can_ask_about(code)
    }

    /// Asks about an attempt. An unanswered question is [`Finding::Unclear`] and changes nothing.
    pub async fn check(&self, order: &Order) -> (Report, Reached) {
        let Some(call) = self.vendor.status(order) else {
            let said = Said::default().with_message(Some(say!("this vendor can't be asked")));
            return (Report { finding: Finding::Unclear, said }, Reached::Silent);
        };
        match self.http.ask_once(&call).await {
            Ok(reply) => {
                let report = self.vendor.read_status(order, &self.scrubbed(reply));
                (Report { said: report.said.bounded(|text| self.clean(text)), ..report }, Reached::Yes)
            }
            Err(error) => {
                let said = Said::default().with_message(Some(&error.to_string()));
                (Report { finding: Finding::Unclear, said }, error.into())
            }
        }
    }

    /// Asks for the wallet's balance; `None` where the vendor doesn't tell it.
    ///
    /// # Errors
    /// [`AskFailed`].
    pub async fn balance(&self) -> Result<Option<Naira>, AskFailed> {
        let Some(call) = self.vendor.balance() else { return Ok(None) };
        let reply = self.http.ask(&call).await?;
        Ok(Some(self.vendor.read_balance(&reply)?))
    }

    /// Asks for the latest transactions; `None` where the vendor doesn't list them.
    ///
    /// # Errors
    /// [`AskFailed`].
    pub async fn statement(&self) -> Result<Option<Vec<StatementLine>>, AskFailed> {
        let Some(call) = self.vendor.statement() else { return Ok(None) };
        let reply = self.scrubbed(self.http.ask(&call).await?);
        Ok(Some(self.vendor.read_statement(&reply)?))
    }

    /// What a notice is about.
    ///
    /// # Errors
    /// [`NotRead`], when it is no notice of this vendor's.
    pub fn notice(&self, body: &[u8]) -> Result<NoticeOf, NotRead> {
        self.vendor.notice(body)
    }

    /// What a notice says of an attempt; `None` where it can't be understood.
    pub fn report(&self, order: &Order, body: &[u8]) -> Option<Report> {
        let reply = self.scrubbed(Reply { status: 200, body: body.to_vec() });
        let report = self.vendor.report(order, &reply.body)?;
        Some(Report { said: report.said.bounded(|text| self.clean(text)), ..report })
    }

    /// Whether the vendor has signed a notice.
    pub fn has_signed(&self, body: &[u8], signature: &str) -> bool {
        self.vendor.has_signed(body, signature)
    }

    /// Asks for what the vendor tells about the account; `None` where it tells nothing.
    ///
    /// # Errors
    /// [`AskFailed`], when one of its questions was not answered.
    pub async fn profile(&self) -> Result<Option<Profile>, AskFailed> {
        let calls = self.vendor.profile();
        if calls.is_empty() {
            return Ok(None);
        }
        let mut whole = Profile::default();
        for call in calls {
            let reply = self.scrubbed(self.http.ask(&call).await?);
            whole.join(self.vendor.read_profile(&call, &reply)?);
        }
        for fact in &mut whole.facts {
            fact.value = text::seen(&self.clean(std::mem::take(&mut fact.value)), FACT_MAX_CHARS);
        }
        Ok(Some(whole))
    }

    /// Offers that were kept from before, as they are sold by what the owner decided since.
    pub fn recalled(&self, kept: Vec<Offer>) -> Vec<Offer> {
        kept.into_iter().map(|offer| self.vendor.recalled(offer)).collect()
    }

    /// What it offers without being asked.
    pub fn known_offers(&self, at: Timestamp) -> Vec<Offer> {
        self.vendor.known_offers(at)
    }

    /// Asks for everything it offers. When a question fails, what was read before it, and why it is not the whole.
    pub async fn catalogue(&self, at: Timestamp) -> (Catalogue, Option<AskFailed>) {
        let mut catalogue = Catalogue { offers: self.vendor.known_offers(at), ..Catalogue::default() };
        let mut calls = VecDeque::from(self.vendor.catalogue());
        while let Some(call) = calls.pop_front() {
            match self.page(&call, &catalogue.offers, at).await {
                Ok(page) => {
                    catalogue.offers.extend(page.offers);
                    catalogue.unknown_names.extend(page.unknown_names);
                    catalogue.unknown_names.sort();
                    catalogue.unknown_names.dedup();
                    catalogue.unread.join(page.unread);
                    calls.extend(page.more);
                }
                // One that hangs may be that service's; two are the vendor's, and nobody waits for the rest.
                Err(error) => match self.vendor.part(&call).filter(|_| is_of_a_part(&error, &catalogue)) {
                    Some(part) => {
                        tracing::warn!(vendor = self.vendor().slug(), part, %error, "a part of the catalogue was not read");
                        catalogue.stale.push(part);
                    }
                    None => return (catalogue, Some(error)),
                },
            }
        }
        (catalogue, None)
    }

    async fn page(&self, call: &Call, so_far: &[Offer], at: Timestamp) -> Result<Page, AskFailed> {
        let reply = self.scrubbed(self.http.ask(call).await?);
        Ok(self.vendor.read_catalogue(call, &reply, so_far, at)?)
    }

    /// Asks whose an account is.
    ///
    /// # Errors
    /// [`AskFailed`].
    pub async fn look_up(&self, asked: &AccountLookup) -> Result<Result<Found, String>, AskFailed> {
        let Some(call) = self.vendor.look_up(asked) else {
            return Ok(Err(say!("This vendor can't be asked whose an account is").to_owned()));
        };
        let reply = self.scrubbed(self.http.ask(&call).await?);
        Ok(self.vendor.read_look_up(asked, &reply)?.map_err(|words| self.clean(words)))
    }

    /// Finds the recipe by which VDT hashes, from its answer about a customer, and whom that answer is about. One request
    /// goes out, with the recipe that is set: where VDT turns that down, the owner sets another one and tries again.
    ///
    /// # Errors
    /// With a sentence.
    pub async fn learn_recipe(&self, customer: &str, code: &str) -> Result<(HashRecipe, String), String> {
        let asked = AccountLookup { service: Service::Vdt, text: customer.to_owned(), code: code.to_owned() };
        let call = self.vendor.look_up(&asked).ok_or(say!("Only VDT's answers carry a hash"))?;
        let reply = self.scrubbed(self.http.ask(&call).await.map_err(|error| error.to_string())?);
        let found = self.vendor.read_look_up(&asked, &reply).map_err(|error| error.to_string())?;
        let recipe = self.vendor.learn_recipe(&reply);
        match (found, recipe) {
            (Ok(found), Some(recipe)) => Ok((recipe, self.clean(found.name))),
            (Ok(_), None) => {
                Err(say!("VDT answered, and no recipe that can be set gives the hash of its answer").to_owned())
            }
            (Err(words), _) => {
                let words = self.clean(words);
                Err(say!("VDT says: {words}. If the customer and the plan are right, try another recipe", words))
            }
        }
    }

    /// The recipe by which the vendor's replies to sales were seen to be hashed.
    pub fn reply_recipe(&self) -> Option<HashRecipe> {
        self.vendor.reply_recipe()
    }

    /// What its last answer to a purchase said was left in the wallet: to be shown, never reckoned with.
    pub fn told_balance(&self) -> Option<Naira> {
        self.vendor.told_balance()
    }

    /// A vendor (or something in between) may echo a secret, as it is or escaped: it must not reach the ledger by that
    /// way. Taken out before anything is read, so that no cut leaves half of it. Short ones (a password of a few letters)
    /// stand in any text, and are taken out of what is kept instead: [`VendorClient::clean`].
    fn scrubbed(&self, mut reply: Reply) -> Reply {
        for form in self.secrets.iter().filter(|form| form.len() >= SHORT_SECRET) {
            take_out(&mut reply.body, form.as_bytes());
        }
        reply
    }

    /// A text without any of the secrets, after JSON's escapes were read.
    fn clean(&self, mut text: String) -> String {
        for secret in self.secrets.iter().filter(|form| !form.is_empty()) {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), "(…)");
            }
        }
        text
    }

    /// What its last answer since this was asked before said of the time.
    pub fn take_date(&self) -> Option<Timestamp> {
        self.http.take_date()
    }

    /// Whether the vendor can be reached, asked once, without a key.
    pub async fn reach(&self) -> Reached {
        match self.http.ask_once(&Call::get("/", Vec::new())).await {
            Ok(_) => Reached::Yes,
            Err(error) => error.into(),
        }
    }
}

fn is_of_a_part(error: &AskFailed, so_far: &Catalogue) -> bool {
    match error {
        AskFailed::NotReached | AskFailed::Dated => false,
        AskFailed::NoAnswer => so_far.stale.is_empty(),
        AskFailed::NotRead(_) => true,
    }
}

/// Whether the vendor could be reached: what "online" is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It answered something.
    Yes,
    /// No connection.
    No,
    /// Connected, and no proper answer.
    Silent,
}

impl From<AskError> for Reached {
    fn from(error: AskError) -> Reached {
        match error {
            AskError::NotReached | AskError::Dated => Reached::No,
            AskError::NoAnswer => Reached::Silent,
        }
    }
}

impl From<&AskFailed> for Reached {
    fn from(failed: &AskFailed) -> Reached {
        match failed {
            AskFailed::NotRead(_) => Reached::Yes,
            AskFailed::NotReached | AskFailed::Dated => Reached::No,
            AskFailed::NoAnswer => Reached::Silent,
        }
    }
}

impl From<AskError> for AskFailed {
    fn from(error: AskError) -> AskFailed {
        match error {
            AskError::NotReached => AskFailed::NotReached,
            AskError::Dated => AskFailed::Dated,
            AskError::NoAnswer => AskFailed::NoAnswer,
        }
    }
}

/// Most characters of what a vendor tells about the account in one place.
const FACT_MAX_CHARS: usize = 200;

fn answer(outcome: Outcome, message: Option<&str>) -> Answer {
    Answer { outcome, said: Said::default().with_message(message) }
}
