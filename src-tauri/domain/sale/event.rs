//! What can happen to a sale. Events are entries of the ledger: never changed, never removed, only added.
//!
//! Compact encoding counts variants and fields by position: new variants go at the end, and a changed shape is a
//! new variant.

use crate::debtor::DebtorId;
use crate::money::Naira;
use crate::outcome::{Finding, Outcome, Said};
use crate::product::Product;
use crate::recipient::Recipient;
use crate::reference::{Reference, SaleId};
use crate::route::Route;
use crate::sale::Tender;
use crate::staff::StaffId;
use crate::vendor::{Account, VendorId};
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Something that happened to a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The customer has paid and the attendant has pressed the key. The drawer (or bank, card, debtor) is charged.
    Intent {
        /// The sale, new.
        sale: SaleId,
        /// What was asked for.
        product: Product,
        /// For whom.
        recipient: Recipient,
        /// What the customer paid.
        price: Naira,
        /// How.
        tender: Tender,
    },
    /// A purchase request is about to leave. Durable before its first byte.
    AttemptStarted {
        /// Of which sale.
        sale: SaleId,
        /// At which vendor.
        vendor: VendorId,
        /// Under which reference, new.
        reference: Reference,
        /// At which address and account.
        account: Account,
    },
    /// The purchase request has ended.
    Answered {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What the answer means.
        outcome: Outcome,
        /// What the vendor said.
        said: Said,
    },
    /// The program was stopped while the request was under way; written when the till opens again. The request has
    /// certainly ended by now, and nobody heard its answer.
    Interrupted {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
    },
    /// The vendor was asked about an attempt.
    Checked {
        /// Of which sale.
        sale: SaleId,
        /// About which attempt.
        reference: Reference,
        /// At which address and account: an answer speaks for no other.
        account: Account,
        /// What was found.
        finding: Finding,
        /// What the vendor said.
        said: Said,
    },
    /// The attendant says that the owed money was handed over. Only this lets the drawer fall.
    CashReturned {
        /// Of which sale.
        sale: SaleId,
        /// How much: all that is owed.
        amount: Naira,
    },
    /// On which terms an attempt was started: in the same commit, right after it. Attempts from before there were
    /// offers have none.
    AttemptTerms {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// The terms.
        terms: Terms,
    },
    /// The vendor was asked about an attempt and knows nothing under its reference, and its document says what that
    /// means. In place of [`Event::Checked`], because the rule of three needs to know how long the answer was waited for.
    NotFound {
        /// Of which sale.
        sale: SaleId,
        /// About which attempt.
        reference: Reference,
        /// At which address and account.
        account: Account,
        /// Milliseconds since the purchase request had ended, at least: by the monotonic clock, which begins
        /// anew with the program.
        waited_ms: u64,
        /// What the vendor said.
        said: Said,
    },
    /// The owner says what became of an attempt that nobody could be asked about, or that did not end. Marked by hand
    /// for ever.
    Settled {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What the owner says.
        verdict: Verdict,
        /// Why.
        reason: String,
        /// What it rests on: a line of the vendor's dashboard, an SMS.
        evidence: String,
    },
    /// Why an attempt went to this vendor: in the same commit as its start.
    Routed {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// Everyone who was considered, and how they stood.
        route: Route,
    },
    /// What was put before the attendant besides the sale itself, and agreed to: in the same commit as the attempt.
    Consented {
        /// Of which sale.
        sale: SaleId,
        /// To what.
        to: Vec<Consent>,
    },
    /// The owner has looked into evidence that contradicts an end. The end stays as it is.
    AlarmSeen {
        /// Of which sale.
        sale: SaleId,
        /// What was found.
        note: String,
    },
    /// Who owes for a sale on credit: in the same commit as the intent.
    OnCredit {
        /// Of which sale.
        sale: SaleId,
        /// Who.
        debtor: DebtorId,
    },
    /// The vendor has called, unasked, about an attempt that it can't be asked about, at the address that was given to it for
    /// that attempt alone. A delivery may end the doubt; anything else is kept for whoever settles it.
    Notified {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What the notice says.
        finding: Finding,
        /// In the vendor's words.
        said: Said,
    },
    /// What the vendor said it charged can't be a charge for what is listed: kept as evidence, right after the answer that said
    /// it. It moves neither a cost nor a price, and the answer beside it holds no charge.
    ChargeNotBelieved {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What the vendor said.
        charged: Naira,
        /// What is listed: a plan's cost, airtime's face amount.
        listed: Naira,
    },
    /// A vendor that can be asked has called about an attempt, and nobody has signed what it says: evidence for whoever settles it, and
    /// nothing that ends it. The question that the call brought forward has the word.
    NoticeKept {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What the notice says.
        finding: Finding,
        /// In the vendor's words.
        said: Said,
    },
    /// The vendor's balance says whether an open attempt was debited: it was the only one that could have moved the wallet. Evidence for
    /// whoever settles it, and nothing that ends it.
    WalletTold {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// At which address and account.
        account: Account,
        /// What the wallet should hold if the attempt was not debited.
        expected: Naira,
        /// What the vendor said.
        balance: Naira,
        /// What that means.
        moved: Moved,
        /// Milliseconds since the purchase request had ended, at least: by the monotonic clock.
        waited_ms: u64,
    },
    /// The vendor charged more than is listed, within what can be: kept as evidence, right after the answer that said it. It moves nothing.
    ChargedAboveList {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What the vendor charged.
        charged: Naira,
        /// What it costs by the list.
        listed: Naira,
    },
    /// What the list said of an attempt's cost, where something else was believed and expected ([`Terms::cost`]).
    AttemptListed {
        /// Which sale.
        sale: SaleId,
        /// The attempt's reference.
        reference: Reference,
        /// The listed cost.
        listed: Naira,
    },
    /// An attempt went to a vendor so that what it charges becomes known, though another seemed cheaper.
    CostTried {
        /// Which sale.
        sale: SaleId,
        /// The attempt's reference.
        reference: Reference,
    },
    /// The owner says that an end was followed by another: what was delivered has come back or was never there, what had failed was
    /// delivered after all. Both stand; the sale goes by the later one.
    EndFollowed {
        /// Of which sale.
        sale: SaleId,
        /// Of which attempt.
        reference: Reference,
        /// What became of it in the end.
        verdict: Verdict,
        /// Why.
        reason: String,
        /// What it rests on: a line of the vendor's dashboard, the bank's message.
        evidence: String,
    },
    /// The owed money went back to the customer, with the way and the person: as [`Event::CashReturned`], which knows neither.
    Returned {
        /// Which sale.
        sale: SaleId,
        /// How much: what was owed.
        amount: Naira,
        /// How it went back.
        tender: Tender,
        /// Who took it, in the attendant's words; empty where nobody was named.
        taker: String,
    },
    /// That money went back was a slip of the finger: it did not. In a commit with the correction that names what it corrects.
    ReturnTakenBack {
        /// Which sale.
        sale: SaleId,
        /// How much: what had been given back.
        amount: Naira,
    },
}

/// How the wallet moved, with this attempt the only one that could have moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moved {
    /// By exactly what the attempt was expected to cost.
    ByCost,
    /// Not at all.
    NotAtAll,
    /// Otherwise, or by something else too: what it said before says nothing any more.
    Otherwise,
}

/// What the owner says became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Verdict {
    /// It reached the recipient.
    Delivered,
    /// It did not, and will not: the money is owed to the customer.
    Failed,
}

impl Verdict {
    /// `delivered`, `failed`: in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Delivered => say!("delivered"),
            Verdict::Failed => say!("failed"),
        }
    }
}

/// Something the attendant was asked about before a sale, and said yes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// A second one: the same was sold to this recipient a short while before, or something is in doubt there.
    SecondOne {
        /// The sale before it.
        of: SaleId,
    },
    /// The same, while that very sale is in doubt: the owner agreed by PIN.
    OwnerAgreed {
        /// Who.
        staff: StaffId,
    },
    /// The last four digits were typed once more.
    LastFour,
    /// The price had changed since the review.
    PriceChanged {
        /// What the customer was told first.
        from: Naira,
        /// What they pay.
        to: Naira,
    },
    /// A large transfer: the owner agreed by PIN.
    LargeTransfer {
        /// Who.
        staff: StaffId,
    },
    /// A price that brings less than the owner allows: the owner agreed by PIN.
    LowPrice {
        /// Who.
        staff: StaffId,
        /// What it was expected to cost the shop.
        cost: Naira,
    },
    /// More than one attendant may sell on a day: the owner agreed by PIN.
    BeyondDay {
        /// Who.
        staff: StaffId,
        /// What an attendant might have sold.
        most: Naira,
    },
}

/// On which terms an attempt was started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The vendor's own word for what was ordered.
    pub code: String,
    /// What the vendor calls the plan, if it is one.
    pub plan: Option<String>,
    /// What it was expected to cost the shop, if that was known.
    pub cost: Option<Naira>,
}

impl Event {
    /// Money that went back to the customer: how much, and how where it is another way than the one in which they paid.
    pub fn given_back(&self) -> Option<(Naira, Option<Tender>)> {
        match self {
            Event::CashReturned { amount, .. } => Some((*amount, None)),
            Event::Returned { amount, tender, .. } => Some((*amount, Some(*tender))),
            _ => None,
        }
    }

    /// Whether a delivery may have come of it.
    pub fn may_deliver(&self) -> bool {
        matches!(
            self,
            Event::Answered { .. }
                | Event::Checked { .. }
                | Event::Notified { .. }
                | Event::Settled { .. }
                | Event::EndFollowed { .. }
        )
    }

    /// What the vendor said, where the event is an answer of one.
    pub fn said_mut(&mut self) -> Option<(&Reference, &mut Said)> {
        match self {
            Event::Answered { reference, said, .. }
            | Event::Checked { reference, said, .. }
            | Event::NotFound { reference, said, .. }
            | Event::Notified { reference, said, .. }
            | Event::NoticeKept { reference, said, .. } => Some((reference, said)),
            _ => None,
        }
    }

    /// The sale it happened to.
    pub fn sale(&self) -> SaleId {
        match self {
            Event::Intent { sale, .. }
            | Event::AttemptStarted { sale, .. }
            | Event::Answered { sale, .. }
            | Event::Interrupted { sale, .. }
            | Event::Checked { sale, .. }
            | Event::CashReturned { sale, .. }
            | Event::AttemptTerms { sale, .. }
            | Event::AttemptListed { sale, .. }
            | Event::CostTried { sale, .. }
            | Event::NotFound { sale, .. }
            | Event::Settled { sale, .. }
            | Event::Routed { sale, .. }
            | Event::Consented { sale, .. }
            | Event::AlarmSeen { sale, .. }
            | Event::OnCredit { sale, .. }
            | Event::Notified { sale, .. }
            | Event::ChargeNotBelieved { sale, .. }
            | Event::NoticeKept { sale, .. }
            | Event::ChargedAboveList { sale, .. }
            | Event::EndFollowed { sale, .. }
            | Event::Returned { sale, .. }
            | Event::ReturnTakenBack { sale, .. }
            | Event::WalletTold { sale, .. } => *sale,
        }
    }
}
