//! The sheet of a shift: the X while it is open, the Z once it is closed. A Z is kept as it was printed and never changes, so
//! it holds names and words, not references to what may change later.

use super::balances::{Flows, Lot};
use super::{Counted, Direction};
use crate::money::Naira;
use crate::sale::Tender;
use crate::service::Service;
use crate::time::Timestamp;
use crate::vendor::VendorId;
use crate::wallet::Expected;
use airtill_words::say;
use serde::{Deserialize, Serialize};

/// Most lines of each list: a sheet fits one entry of the ledger, and a customer's queue is not behind its paper.
pub const LINES_MAX: usize = 40;

/// A shift on one sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The shift, and the number of its Z.
    pub number: u32,
    /// The shop's name.
    pub shop: String,
    /// When the shift was opened, and by whom.
    pub opened: (Timestamp, String),
    /// When the sheet was made, and by whom.
    pub made: (Timestamp, String),
    /// `12,410 · 7F3A9-K2MQ4`: the ledger up to here. Paper proves a later change by it.
    pub code: String,
    /// The drawer.
    pub drawer: DrawerLines,
    /// Why the drawer was off, in the attendant's words.
    pub reason: String,
    /// The vendors' side.
    pub wallets: Vec<WalletLine>,
    /// Sales of this shift as they stand, and what has become of earlier ones.
    pub sales: SalesLines,
    /// By who took them.
    pub staff: Vec<(String, Part)>,
    /// By network, and transfers.
    pub networks: Vec<(Service, Part)>,
    /// By tender.
    pub tenders: Vec<(Tender, Part)>,
    /// By the vendor of the last attempt.
    pub vendors: Vec<(VendorId, Part)>,
    /// The check line.
    pub check: CheckLine,
    /// What the owner looks at.
    pub exceptions: Vec<Exception>,
    /// Cash in and out, in order: the last ones, where there were many.
    pub movements: Vec<Movement>,
    /// Doubts and owed money that go to the next shift: the oldest ones, where there are many.
    pub carried: Vec<Carried>,
    /// Who owes how much: those who owe most.
    pub debtors: Vec<(String, Naira)>,
}

/// The drawer on the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawerLines {
    /// Counted when the shift was opened.
    pub float: Naira,
    /// Cash of sales taken.
    pub taken: Naira,
    /// Cash handed back.
    pub handed_back: Naira,
    /// Debts that were paid in cash.
    pub repaid: Naira,
    /// Put in.
    pub paid_in: Naira,
    /// Taken out.
    pub paid_out: Naira,
    /// What should be there: at the count, if there was one.
    pub expected: Naira,
    /// Each count, the last one last.
    pub counts: Vec<Counted>,
    /// Over, or below zero short: of all counts of the shift.
    pub over_short: Naira,
    /// By transfer and by card, debts paid included, less what went back.
    pub transfers: Naira,
    /// The same by card.
    pub cards: Naira,
    /// On credit, less what was struck off.
    pub on_credit: Naira,
    /// Of transfers, what the owner's bank list shows, where somebody looked.
    pub bank_seen: Option<Naira>,
}

/// One vendor's wallet on the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletLine {
    /// Whose.
    pub vendor: VendorId,
    /// By the ledger, at the end of the shift before.
    pub opening: Naira,
    /// Put in, or found there at the first look.
    pub funded: Naira,
    /// What deliveries cost.
    pub delivered: Naira,
    /// What doubts may have cost.
    pub held: Naira,
    /// What the vendor says, when it was asked for this sheet.
    pub asked: Asked,
    /// By how much readings of this shift were off: below zero, money is missing.
    pub difference: Naira,
}

/// What came of asking a vendor for its balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// It said so much.
    Said(Naira),
    /// It never tells.
    Never,
    /// It was not asked, or did not answer in time.
    NotAsked,
}

impl DrawerLines {
    /// By how much the lines of the drawer say more or less than what should be there, because the count of an earlier shift had taken in
    /// what was corrected in this one.
    pub fn counted_before(&self) -> Naira {
        let DrawerLines { float, taken, handed_back, repaid, paid_in, paid_out, expected, .. } = self;
        let lines = float.plus(*taken).minus(*handed_back).plus(*repaid).plus(*paid_in).minus(*paid_out);
        expected.minus(lines)
    }
}

impl Sheet {
    /// What the drawer held by the ledger before the float was counted, and what the float was more than that (below zero: what
    /// was missing). `None` for the first shift, before which no drawer was closed.
    pub fn between_shifts(&self) -> Option<(Naira, Naira)> {
        if self.number <= 1 {
            return None;
        }
        let flows = &self.check.flows;
        // The flows of the check line hold both: what was moved while the shift was open, and what came or went before it.
        let came = flows.paid_in.minus(self.drawer.paid_in);
        let difference = came.minus(flows.paid_out.minus(self.drawer.paid_out));
        Some((self.drawer.float.minus(difference), difference))
    }
}

impl WalletLine {
    /// What should be there: if every doubt was debited.
    pub fn expected(&self) -> Naira {
        self.opening.plus(self.funded).minus(self.delivered).minus(self.held)
    }

    /// By how much the vendor's word lies outside what doubts and written differences explain. It may lag behind its own
    /// deliveries, so it is told here and written down only once it was seen for a while.
    pub fn off_now(&self) -> Naira {
        let Asked::Said(said) = self.asked else { return Naira::ZERO };
        let least = self.expected().plus(self.difference);
        Expected { least, most: least.plus(self.held) }.off(said).unwrap_or_default()
    }
}

/// Sales on the sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesLines {
    /// Taken in this shift.
    pub taken: Lot,
    /// Of these, delivered.
    pub delivered: Lot,
    /// Of these, failed: given back or owed.
    pub failed: Lot,
    /// Of these, not known yet.
    pub not_known: Lot,
    /// Of earlier shifts, delivered in this one, less what was taken back by the vendor.
    pub earlier_delivered: Lot,
    /// Given back in this shift, of whichever.
    pub given_back: Lot,
    /// Margin of what was delivered in this shift, of whichever.
    pub margin: Naira,
    /// Delivered ones whose cost nobody knows: they bring no margin.
    pub cost_unknown: Lot,
    /// Ended by hand.
    pub by_hand: i64,
    /// All that is not known at this moment: held for customers.
    pub held: Lot,
    /// All that is owed to customers at this moment.
    pub owed: Lot,
    /// The longest that a customer waited for money after a failure, in seconds.
    pub slowest_give_back_s: Option<u64>,
}

/// Some of the sales of a shift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Taken.
    pub taken: Lot,
    /// Of these, delivered.
    pub delivered: Lot,
    /// Of these, failed.
    pub failed: i64,
    /// Of these, not known.
    pub not_known: i64,
    /// What the delivered ones brought in over what they cost.
    pub margin: Naira,
}

/// What the shop has at both ends of a shift, and what came in between: both sides are the same or the sheet is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLine {
    /// At the end of the shift before.
    pub opening: Naira,
    /// Now: the drawer.
    pub drawer: Naira,
    /// Now: transfers and cards, since the ledger began.
    pub bank_and_card: Naira,
    /// Now: debtors.
    pub debtors: Naira,
    /// Now: expected in wallets, doubts being debited.
    pub wallets: Naira,
    /// Now: cost held at vendors for doubts.
    pub held_at_vendors: Naira,
    /// Now: customers' money held for doubts.
    pub held_for_customers: Naira,
    /// Now: owed to customers.
    pub owed: Naira,
    /// What came in.
    pub flows: Flows,
}

impl CheckLine {
    /// Now: the left side.
    pub fn closing(&self) -> Naira {
        let has = self.drawer.plus(self.bank_and_card).plus(self.debtors).plus(self.wallets).plus(self.held_at_vendors);
        has.minus(self.held_for_customers).minus(self.owed)
    }

    /// By how much the sides differ. Anything but zero is a fault of the till.
    pub fn off(&self) -> Naira {
        self.closing().minus(self.opening.plus(self.flows.sum()))
    }
}

/// Something that the owner looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// `18:02 Ada`.
    pub when_and_who: String,
    /// What.
    pub kind: ExceptionKind,
    /// What it was about.
    pub about: String,
}

/// What deserves a look. New kinds go at the end: how grave one is says [`ExceptionKind::rank`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExceptionKind {
    /// The drawer was off by more than the owner allows.
    OverOrShort,
    /// A wallet was off.
    WalletOff,
    /// The drawer was counted more than once.
    CountedAgain,
    /// Ended by hand.
    SettledByHand,
    /// The clock was set back.
    ClockSetBack,
    /// The clock was far from what vendors' answers said.
    ClockOff,
    /// Cash went out and nobody said why.
    OutWithoutReason,
    /// A price that had changed was accepted.
    PriceAccepted,
    /// A second one of the same, on purpose.
    SecondOne,
    /// A slip was printed again.
    Reprint,
    /// The drawer was opened with another sum than the last close left in it.
    BetweenShifts,
    /// A vendor said it charged what can't be.
    ChargeNotBelieved,
    /// Sold for less than it cost.
    SoldAtLoss,
    /// A vendor charged more than it lists.
    ChargedAboveList,
    /// The owner said that an end was followed by another.
    EndFollowed,
    /// A transfer so large that the owner agreed to it.
    LargeTransfer,
    /// The shift was open for more than a day.
    LongShift,
    /// What had been written down was put right later.
    Corrected,
}

impl ExceptionKind {
    /// Its place on the sheet, the gravest first: where there is no room for all, the last are left out.
    pub fn rank(self) -> u8 {
        match self {
            ExceptionKind::OverOrShort => 0,
            ExceptionKind::BetweenShifts => 1,
            ExceptionKind::WalletOff => 2,
            ExceptionKind::CountedAgain => 3,
            ExceptionKind::Corrected => 4,
            ExceptionKind::EndFollowed => 5,
            ExceptionKind::SettledByHand => 6,
            ExceptionKind::LargeTransfer => 7,
            ExceptionKind::ClockSetBack => 8,
            ExceptionKind::ClockOff => 9,
            ExceptionKind::LongShift => 10,
            ExceptionKind::ChargeNotBelieved => 11,
            ExceptionKind::SoldAtLoss => 12,
            ExceptionKind::ChargedAboveList => 13,
            ExceptionKind::OutWithoutReason => 14,
            ExceptionKind::PriceAccepted => 15,
            ExceptionKind::SecondOne => 16,
            ExceptionKind::Reprint => 17,
        }
    }

    /// Cash is missing, or there is too much of it.
    pub fn is_about_cash(self) -> bool {
        matches!(self, ExceptionKind::OverOrShort | ExceptionKind::BetweenShifts)
    }

    /// What it was about tells what the shop pays, or has at a vendor: not for everyone to see.
    pub fn tells_costs(self) -> bool {
        matches!(
            self,
            ExceptionKind::ChargeNotBelieved
                | ExceptionKind::WalletOff
                | ExceptionKind::SoldAtLoss
                | ExceptionKind::ChargedAboveList
        )
    }

    /// The words on the sheet.
    pub fn word(self) -> &'static str {
        match self {
            ExceptionKind::SecondOne => say!("second one"),
            ExceptionKind::SettledByHand => say!("settled by hand"),
            ExceptionKind::Reprint => say!("printed again"),
            ExceptionKind::PriceAccepted => say!("changed price accepted"),
            ExceptionKind::OutWithoutReason => say!("cash out, no reason"),
            ExceptionKind::ClockSetBack => say!("clock set back"),
            ExceptionKind::ClockOff => say!("clock off"),
            ExceptionKind::CountedAgain => say!("counted again"),
            ExceptionKind::OverOrShort => say!("drawer off"),
            ExceptionKind::BetweenShifts => say!("cash between shifts"),
            ExceptionKind::ChargeNotBelieved => say!("odd charge"),
            ExceptionKind::WalletOff => say!("wallet off"),
            ExceptionKind::SoldAtLoss => say!("sold at a loss"),
            ExceptionKind::ChargedAboveList => say!("above its list"),
            ExceptionKind::EndFollowed => say!("ended otherwise"),
            ExceptionKind::LargeTransfer => say!("large transfer"),
            ExceptionKind::LongShift => say!("long shift"),
            ExceptionKind::Corrected => say!("corrected"),
        }
    }
}

/// Cash in or out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: String,
    /// Which way.
    pub direction: Direction,
    /// How much.
    pub amount: Naira,
    /// Why.
    pub reason: String,
}

impl Movement {
    /// Which way how much went: what a correction takes back goes the other way.
    pub fn went(&self) -> (Direction, Naira) {
        match (self.amount < Naira::ZERO, self.direction) {
            (false, direction) => (direction, self.amount),
            (true, Direction::In) => (Direction::Out, self.amount.abs()),
            (true, Direction::Out) => (Direction::In, self.amount.abs()),
        }
    }
}

/// A sale that goes to the next shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// `₦500 MTN airtime to 0803 ••• 4567`.
    pub about: String,
    /// What the customer paid.
    pub price: Naira,
    /// The money is owed; otherwise the end is not known.
    pub owed: bool,
    /// Our reference.
    pub reference: String,
}
