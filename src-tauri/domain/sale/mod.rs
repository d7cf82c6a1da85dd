//! A sale as the fold of its events.
//!
//! [`Sale`] is what one customer asked for and paid. It changes only by [`Sale::apply`], which accepts an
//! [`event::Event`] or refuses it as [`Illegal`]; the ledger runs it before anything is written, so an illegal
//! history can't come into being. The rules are the crate's invariants 2, 3, 5, 6, 8 and 10.

mod apply;
pub mod event;
pub mod evidence;
pub mod not_found;
pub mod schedule;

use crate::debtor::DebtorId;
use crate::money::Naira;
use crate::outcome::{Doubt, Finding, NotSent, Outcome, Pending, Refusal, Said};
use crate::product::Product;
use crate::recipient::Recipient;
use crate::reference::{Reference, SaleId};
use crate::route::Route;
use crate::time::{Day, Timestamp};
use crate::vendor::{Account, VendorId};
use airtill_words::say;
use event::{Consent, Terms};
use not_found::NotFoundSoFar;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// From this long after the press, a sale without an answer is shown as not known yet and the form is free.
pub const AMBER_AFTER: Duration = Duration::from_secs(10);

/// Most attempts of one sale that the till makes: nobody's patience is longer, and the customer waits.
pub const ATTEMPTS_MOST: usize = 3;

/// Most attempts of one sale that a ledger may hold: older ones hold more than [`ATTEMPTS_MOST`].
pub const MAX_ATTEMPTS: usize = 20;

/// How the customer paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
pub enum Tender {
    /// Notes and coins, in the drawer.
    Cash,
    /// A transfer to the shop's bank account.
    Transfer,
    /// A card terminal.
    Card,
    /// Not yet: the customer owes it.
    Credit,
}

impl Tender {
    /// The word on screen and slip.
    pub fn word(self) -> &'static str {
        match self {
            Tender::Cash => say!("cash"),
            Tender::Transfer => say!("transfer"),
            Tender::Card => say!("card"),
            Tender::Credit => say!("on credit"),
        }
    }

    /// What has to be done with the money of a failed sale, and the words once it is done. Only cash leaves the drawer.
    pub fn give_back(self) -> (&'static str, &'static str) {
        match self {
            Tender::Cash => (say!("Give it back"), say!("handed over")),
            Tender::Transfer => (say!("Send it back by transfer"), say!("sent back")),
            Tender::Card => (say!("Give it back on the card"), say!("given back on the card")),
            Tender::Credit => (say!("Strike it from what the customer owes"), say!("struck off")),
        }
    }
}

/// What one customer asked for and paid, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Made when the review opened.
    pub id: SaleId,
    /// What was asked for.
    pub product: Product,
    /// For whom.
    pub recipient: Recipient,
    /// What the customer paid.
    pub price: Naira,
    /// How.
    pub tender: Tender,
    /// When the attendant pressed the key; its Lagos day is the sale's day.
    pub taken_at: Timestamp,
    /// Purchase requests, in order. Never empty: the first one starts with the sale.
    pub attempts: Vec<Attempt>,
    /// What the shop owes the customer now.
    pub owed: Naira,
    /// What was handed back.
    pub returned: Naira,
    /// How, where it is another way than the one in which the customer paid.
    pub returned_as: Option<Tender>,
    /// Evidence that contradicts an end: kept, shown, and never acted on automatically.
    pub contradictions: u32,
    /// How many of them the owner has looked into.
    pub contradictions_seen: u32,
    /// What the attendant was asked about before it was sent, and said yes to.
    pub consents: Vec<Consent>,
    /// Who owes for it, where it was sold on credit. Sales from before debtors had names have none.
    pub debtor: Option<DebtorId>,
    /// How often each of its slips went to the printer, by [`crate::print::SaleSlip::place`].
    pub prints: [u16; 4],
}

/// One purchase request at one vendor under one reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The reference it was sent under.
    pub reference: Reference,
    /// At which vendor.
    pub vendor: VendorId,
    /// At which address and account.
    pub account: Account,
    /// When it became durable, just before the request left.
    pub started_at: Timestamp,
    /// When the request had ended, with an answer or without. `None` while it is under way.
    pub ended_at: Option<Timestamp>,
    /// What is known of it.
    pub position: AttemptStatus,
    /// When the vendor was last asked about it.
    pub last_check_at: Option<Timestamp>,
    /// How often the vendor was asked.
    pub checks: u32,
    /// What the vendor said it charged.
    pub charged: Option<Naira>,
    /// The vendor's own reference, as it was first given.
    pub vendor_reference: Option<String>,
    /// On which terms it was started.
    pub terms: Option<Terms>,
    /// What the list said of its cost, where something else was expected.
    pub listed: Option<Naira>,
    /// Why it went to this vendor. Attempts from before that was kept have none.
    pub route: Option<Route>,
    /// Answers that the vendor knows nothing of it, where those count.
    pub not_found: Option<NotFoundSoFar>,
    /// When the owner settled it by hand.
    pub settled_at: Option<Timestamp>,
    /// When the vendor last called about it, and what it said.
    pub notified: Option<(Timestamp, Finding)>,
}

/// What is known of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttemptStatus {
    /// The request is under way.
    UnderWay,
    /// The vendor is at it.
    Pending(Pending),
    /// Nothing is known.
    Unknown(Doubt),
    /// It reached the recipient.
    Delivered,
    /// It failed for certain.
    Refused(Refusal),
    /// It never left.
    NotSent(NotSent),
    /// The vendor has said, often enough and long enough, that it never received it ([`not_found`]).
    NeverReceived,
    /// The owner says, by hand, that it reached the recipient.
    SettledDelivered,
    /// The owner says, by hand, that it did not.
    SettledFailed,
    /// It reached the recipient, and the vendor took it back later.
    Reversed,
    /// It reached the recipient, by a notice of a vendor that can't be asked.
    NotifiedDelivered,
    /// It had ended as delivered, and the owner says, by hand, that it came back or was never there.
    TakenBackByHand,
    /// It had ended as failed, and the owner says, by hand, that it was delivered after all.
    DeliveredAfterAll,
}

/// What a position comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Not known.
    Open,
    /// The recipient has it.
    Delivered,
    /// The recipient does not have it, and the money is the customer's.
    Failed,
}

impl AttemptStatus {
    /// The vendor has said that it does not sell this now: asking it once more would lead nowhere.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            AttemptStatus::Refused(
                Refusal::LowWallet
                    | Refusal::Unauthorised
                    | Refusal::NotOffered
                    | Refusal::LimitReached
                    | Refusal::AccountBlocked
                    | Refusal::ServiceDown
            )
        )
    }

    /// What it comes down to.
    pub fn side(self) -> Side {
        match self {
            AttemptStatus::UnderWay | AttemptStatus::Pending(_) | AttemptStatus::Unknown(_) => Side::Open,
            AttemptStatus::Delivered
            | AttemptStatus::SettledDelivered
            | AttemptStatus::NotifiedDelivered
            | AttemptStatus::DeliveredAfterAll => Side::Delivered,
            AttemptStatus::Refused(_)
            | AttemptStatus::NotSent(_)
            | AttemptStatus::NeverReceived
            | AttemptStatus::SettledFailed
            | AttemptStatus::Reversed
            | AttemptStatus::TakenBackByHand => Side::Failed,
        }
    }

    /// Whether the attempt's end is not known.
    pub fn is_open(self) -> bool {
        self.side() == Side::Open
    }

    /// Invariant 2: only what was refused or never left may be followed by another attempt. The other ways to fail rest
    /// on silence, on a person's word, or come after a delivery: they lead to giving back.
    pub fn allows_another(self) -> bool {
        match self {
            AttemptStatus::Refused(_) | AttemptStatus::NotSent(_) => true,
            AttemptStatus::UnderWay
            | AttemptStatus::Pending(_)
            | AttemptStatus::Unknown(_)
            | AttemptStatus::Delivered
            | AttemptStatus::NeverReceived
            | AttemptStatus::SettledDelivered
            | AttemptStatus::SettledFailed
            | AttemptStatus::Reversed
            | AttemptStatus::NotifiedDelivered
            | AttemptStatus::TakenBackByHand
            | AttemptStatus::DeliveredAfterAll => false,
        }
    }

    /// Ended by the owner's word.
    pub fn is_by_hand(self) -> bool {
        matches!(
            self,
            AttemptStatus::SettledDelivered
                | AttemptStatus::SettledFailed
                | AttemptStatus::TakenBackByHand
                | AttemptStatus::DeliveredAfterAll
        )
    }

    /// What is known, for the screen and the slip. A request under way has nothing to tell yet.
    pub fn sentence(self) -> &'static str {
        match self {
            AttemptStatus::UnderWay => "",
            AttemptStatus::Pending(how) => Outcome::Pending(how).sentence(),
            AttemptStatus::Unknown(why) => Outcome::Unknown(why).sentence(),
            AttemptStatus::Delivered => Outcome::Delivered.sentence(),
            AttemptStatus::Refused(why) => Outcome::Refused(why).sentence(),
            AttemptStatus::NotSent(why) => Outcome::NotSent(why).sentence(),
            AttemptStatus::NeverReceived => say!("The vendor never received it"),
            AttemptStatus::SettledDelivered => say!("Settled by hand as delivered"),
            AttemptStatus::SettledFailed => say!("Settled by hand as failed"),
            AttemptStatus::Reversed => say!("The vendor took it back after it was delivered"),
            AttemptStatus::NotifiedDelivered => say!("Delivered, by the vendor's notice"),
            AttemptStatus::TakenBackByHand => say!("It came back after it was delivered, by the owner's word"),
            AttemptStatus::DeliveredAfterAll => say!("It was delivered after all, by the owner's word"),
        }
    }
}

impl From<&Outcome> for AttemptStatus {
    fn from(outcome: &Outcome) -> AttemptStatus {
        match outcome {
            Outcome::Delivered => AttemptStatus::Delivered,
            Outcome::Refused(why) => AttemptStatus::Refused(*why),
            Outcome::Pending(how) => AttemptStatus::Pending(*how),
            Outcome::Unknown(why) => AttemptStatus::Unknown(*why),
            Outcome::NotSent(why) => AttemptStatus::NotSent(*why),
        }
    }
}

/// The three endings and the time before them, as the counter speaks of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, specta::Type)]
pub enum SaleStatus {
    /// Sent, within the first ten seconds.
    Sending,
    /// `✓ Delivered`.
    Delivered,
    /// `✕ Failed`: the amount is owed to the customer.
    Owed,
    /// `✕ Failed`: the money was handed back.
    Returned,
    /// `? Not known yet`.
    NotKnown,
}

/// An event that a sale's history doesn't allow. Nothing is written when this comes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// The first event must be the intent, and only the first.
    #[error("{}", say!("the sale does not exist yet, or exists already"))]
    NotInOrder,
    /// Invariant 2: an earlier attempt is open or has delivered.
    #[error("{}", say!("an earlier attempt of this sale has not failed for certain"))]
    AttemptOpen,
    /// Invariant 10: a new attempt uses up what is owed, and nothing is owed.
    #[error("{}", say!("nothing is owed on this sale"))]
    NothingOwed,
    /// [`MAX_ATTEMPTS`] were made.
    #[error("{}", say!("too many attempts of this sale"))]
    TooManyAttempts,
    /// The event names an attempt that the sale doesn't have.
    #[error("{}", say!("the sale has no attempt with this reference"))]
    NoSuchAttempt,
    /// Another amount than what is owed.
    #[error("{}", say!("not the amount that is owed"))]
    WrongAmount,
    /// The event belongs to another sale.
    #[error("{}", say!("the event belongs to another sale"))]
    WrongSale,
    /// A debtor for a sale that is not on credit, or a second one.
    #[error("{}", say!("the sale is not on credit, or has a debtor already"))]
    NotOnCredit,
}

impl Attempt {
    /// What it cost the shop: what the vendor said it charged, or what was expected.
    pub fn cost(&self) -> Option<Naira> {
        self.charged.or_else(|| self.terms.as_ref()?.cost)
    }

    /// What the vendor says besides the outcome.
    fn heard(&mut self, said: &Said) {
        self.charged = said.charged.or(self.charged);
        if self.vendor_reference.is_none() {
            self.vendor_reference.clone_from(&said.vendor_reference);
        }
    }
}

impl Sale {
    /// The attempt that counts: the last one.
    pub fn last_attempt(&self) -> &Attempt {
        self.attempts.last().expect("the first attempt starts in the same commit as the sale")
    }

    /// The attempt under a reference.
    pub fn attempt(&self, reference: &Reference) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.reference == *reference)
    }

    /// What the sale comes down to: delivered where any attempt was, and otherwise by the last one.
    pub fn side(&self) -> Side {
        match self.last_attempt().position.side() {
            Side::Failed if self.is_delivered() => Side::Delivered,
            side => side,
        }
    }

    /// Whether the recipient has it, by one attempt or more.
    pub fn is_delivered(&self) -> bool {
        self.delivered().next().is_some()
    }

    /// The attempts that reached the recipient: one, as a rule.
    pub fn delivered(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(|attempt| attempt.position.side() == Side::Delivered)
    }

    /// Whether the end of the sale is not known.
    pub fn is_in_doubt(&self) -> bool {
        self.last_attempt().position.is_open()
    }

    /// How the counter speaks of the sale at this moment.
    pub fn standing(&self, now: Timestamp) -> SaleStatus {
        let attempt = self.last_attempt();
        // Before it was sent is not just after: the clock was set back, and nobody can say for how long it has been under way.
        let just_sent = attempt.position == AttemptStatus::UnderWay
            && now >= attempt.started_at
            && now.since(attempt.started_at) < AMBER_AFTER;
        match self.side() {
            Side::Delivered => SaleStatus::Delivered,
            Side::Open if just_sent => SaleStatus::Sending,
            Side::Open => SaleStatus::NotKnown,
            Side::Failed if self.owed > Naira::ZERO => SaleStatus::Owed,
            Side::Failed => SaleStatus::Returned,
        }
    }

    /// Evidence contradicts an end, and the owner has not looked into it yet.
    pub fn has_alarm(&self) -> bool {
        self.contradictions > self.contradictions_seen
    }

    /// Somebody has to do something about it, or wait for something: in doubt, owed, or contradicted.
    pub fn is_open(&self) -> bool {
        self.is_in_doubt() || self.owed > Naira::ZERO || self.has_alarm()
    }

    /// Every attempt was refused or never left, and nothing says otherwise: another one is allowed, as long as the money is
    /// here. A late "delivered" after a refusal rewrites nothing, and still forbids sending once more.
    pub fn may_be_tried_again(&self) -> bool {
        self.contradictions == 0 && self.attempts.iter().all(|attempt| attempt.position.allows_another())
    }

    /// The sale's Lagos day.
    pub fn day(&self) -> Day {
        self.taken_at.day()
    }

    /// What of the customer's money is in the shop's hands for this sale: the price, less what was handed back.
    pub fn held(&self) -> Naira {
        self.price.minus(self.returned)
    }

    /// How money goes back to the customer, or went.
    pub fn given_back_by(&self) -> Tender {
        self.returned_as.unwrap_or(self.tender)
    }

    /// What it cost the shop: all attempts that were delivered, or what the last one would have.
    pub fn cost(&self) -> Option<Naira> {
        if !self.is_delivered() {
            return self.last_attempt().cost();
        }
        self.delivered().map(Attempt::cost).try_fold(Naira::ZERO, |sum, cost| Some(sum.plus(cost?)))
    }

    /// What left the wallets for it: where nobody knows a cost, what the customer paid.
    pub fn spent(&self) -> Naira {
        self.delivered().map(|attempt| attempt.cost().unwrap_or(self.price)).sum()
    }

    /// What was lost, where it was delivered for less than it cost: at that price, or because the money had gone back before.
    pub fn loss(&self) -> Option<Naira> {
        let kept = self.held();
        self.cost().filter(|cost| self.side() == Side::Delivered && *cost > kept).map(|cost| cost.minus(kept))
    }

    /// The vendor charged something else than was expected: told, never an error. First what was expected, then what was
    /// charged.
    pub fn cost_changed(&self) -> Option<(Naira, Naira)> {
        let attempt = self.last_attempt();
        let (expected, charged) = (attempt.terms.as_ref()?.cost?, attempt.charged?);
        (attempt.position == AttemptStatus::Delivered && expected != charged).then_some((expected, charged))
    }
}
