//! Where the shop's money is, and how it came there: sums since the ledger began.
//!
//! Each sale brings a share into them and is exchanged as a whole when it changes, so that they are a fold like everything
//! else. What happened in a shift is the difference of two [`Balances`]. The check line of a sheet rests on one identity, which
//! holds at every moment: what the shop has, less what it owes, is what came in by margin and by hand ([`worth`], [`Flows`]).

use super::Direction;
use super::correction::{Corrected, CountedSince};
use crate::money::Naira;
use crate::sale::{Sale, SaleStatus, Tender};
use crate::vendor::VendorId;
use crate::wallet::Book;
use serde::{Deserialize, Serialize};

/// The tenders, in the order in which sums by tender stand.
pub const TENDERS: [Tender; 4] = [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit];

/// A number of sales and what was paid for them. A difference of two may be below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// How many.
    pub count: i64,
    /// How much.
    pub sum: Naira,
}

/// Sums of a till since its ledger began, or the difference of two such sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances {
    /// Paid by customers, by tender, in the order of [`TENDERS`].
    pub taken: [Lot; 4],
    /// Given back to customers, by tender.
    pub given_back: [Lot; 4],
    /// Delivered.
    pub delivered: Lot,
    /// What the delivered ones cost the shop. Where nobody knows: what the customer paid.
    pub cost: Naira,
    /// Delivered ones whose cost nobody knows.
    pub cost_unknown: Lot,
    /// Not known yet: customers' money that is held.
    pub not_known: Lot,
    /// Failed, the money owed to the customer.
    pub owed: Lot,
    /// Ended by hand.
    pub by_hand: i64,
    /// Debts that were paid: in cash, by transfer, by card. Nobody pays a debt by a debt.
    pub repaid: [Naira; 4],
    /// Cash put into the drawer.
    pub paid_in: Naira,
    /// Cash taken out of it.
    pub paid_out: Naira,
    /// What floats were more than what the drawer held before: below zero, what was taken out between two shifts.
    pub between: Naira,
    /// What counts were more than what was expected: below zero, what was short.
    pub over_short: Naira,
    /// What corrections have made of counts of closed shifts: a slip that a count had called short is none any more, and what is in the
    /// drawer stays.
    pub corrected: Naira,
}

fn place(tender: Tender) -> usize {
    match tender {
        Tender::Cash => 0,
        Tender::Transfer => 1,
        Tender::Card => 2,
        Tender::Credit => 3,
    }
}

impl Lot {
    fn add(&mut self, other: Lot, sign: i64) {
        if other != Lot::default() {
            self.count += sign * other.count;
            add(&mut self.sum, other.sum, sign);
        }
    }
}

fn add(sum: &mut Naira, other: Naira, sign: i64) {
    if other != Naira::ZERO {
        *sum = if sign < 0 { sum.minus(other) } else { sum.plus(other) };
    }
}

impl Balances {
    /// What one sale brings into them.
    pub fn of(sale: &Sale) -> Balances {
        let mut share = Balances::default();
        let lot = |sum| Lot { count: 1, sum };
        share.taken[place(sale.tender)] = lot(sale.price);
        // What was delivered after its money had gone back brought nothing.
        match sale.standing(sale.taken_at) {
            SaleStatus::Delivered => share.delivered = lot(sale.held()),
            SaleStatus::Sending | SaleStatus::NotKnown => share.not_known = lot(sale.held()),
            SaleStatus::Owed => share.owed = lot(sale.owed),
            SaleStatus::Returned => {}
        }
        if sale.returned > Naira::ZERO {
            share.given_back[place(sale.given_back_by())] = lot(sale.returned);
        }
        share.cost = sale.spent();
        if sale.is_delivered() && sale.cost().is_none() {
            share.cost_unknown = lot(sale.held());
        }
        share.by_hand = i64::from(sale.last_attempt().position.is_by_hand());
        share
    }

    /// A sale as it is in place of the same as it was.
    pub fn exchange(&mut self, was: Option<&Balances>, is: &Balances) {
        if let Some(was) = was {
            self.add(was, -1);
        }
        self.add(is, 1);
    }

    /// What has happened since they stood otherwise.
    #[must_use]
    pub fn since(&self, earlier: &Balances) -> Balances {
        let mut flow = *self;
        flow.add(earlier, -1);
        flow
    }

    fn add(&mut self, other: &Balances, sign: i64) {
        for at in 0..TENDERS.len() {
            self.taken[at].add(other.taken[at], sign);
            self.given_back[at].add(other.given_back[at], sign);
            add(&mut self.repaid[at], other.repaid[at], sign);
        }
        for (lot, other) in [
            (&mut self.delivered, other.delivered),
            (&mut self.cost_unknown, other.cost_unknown),
            (&mut self.not_known, other.not_known),
            (&mut self.owed, other.owed),
        ] {
            lot.add(other, sign);
        }
        for (sum, other) in [
            (&mut self.cost, other.cost),
            (&mut self.paid_in, other.paid_in),
            (&mut self.paid_out, other.paid_out),
            (&mut self.between, other.between),
            (&mut self.over_short, other.over_short),
            (&mut self.corrected, other.corrected),
        ] {
            add(sum, other, sign);
        }
        self.by_hand += sign * other.by_hand;
    }

    /// What should be in the drawer: since the last count, what was counted.
    pub fn drawer(&self) -> Naira {
        let moved = self.paid_in.minus(self.paid_out).plus(self.between).plus(self.over_short).plus(self.corrected);
        self.paid_by(Tender::Cash).plus(moved)
    }

    /// What customers paid by a tender, repaid debts included, less what went back to them the same way.
    pub fn paid_by(&self, tender: Tender) -> Naira {
        let at = place(tender);
        self.taken[at].sum.minus(self.given_back[at].sum).plus(self.repaid[at])
    }

    /// What customers owe.
    pub fn debtors(&self) -> Naira {
        let repaid: Naira = self.repaid.iter().copied().sum();
        self.paid_by(Tender::Credit).minus(repaid)
    }

    /// What the delivered ones brought in over what they cost.
    pub fn margin(&self) -> Naira {
        self.delivered.sum.minus(self.cost)
    }

    /// Sales that were taken, and what was paid for them.
    pub fn sales(&self) -> Lot {
        let mut sales = Lot::default();
        self.taken.iter().for_each(|lot| sales.add(*lot, 1));
        sales
    }

    /// Sales whose money went back, and how much that was.
    pub fn returned(&self) -> Lot {
        let mut returned = Lot::default();
        self.given_back.iter().for_each(|lot| returned.add(*lot, 1));
        returned
    }

    /// A float was counted: from now on the drawer holds so much.
    pub fn begin_with(&mut self, float: Naira) {
        self.between = self.between.plus(float.minus(self.drawer()));
    }

    /// The drawer was counted: from now on it holds so much. What should have been in it.
    pub fn count(&mut self, total: Naira) -> Naira {
        let expected = self.drawer();
        self.over_short = self.over_short.plus(total.minus(expected));
        expected
    }

    /// Something that was written down is put right. Where the drawer was counted since, it stays as it was counted.
    pub fn correct(&mut self, what: &Corrected, instead: Naira, counted: CountedSince) {
        let more = instead.minus(what.amount());
        match what {
            Corrected::CashMoved { direction: Direction::In, .. } => self.paid_in = self.paid_in.plus(more),
            Corrected::CashMoved { direction: Direction::Out, .. } => self.paid_out = self.paid_out.plus(more),
            Corrected::DebtPaid { tender, .. } => self.repay(more, *tender),
            // The sale's own share changes.
            Corrected::Returned { .. } | Corrected::WalletFunded { .. } | Corrected::DifferenceExplained { .. } => {}
        }
        let in_drawer = what.drawer_change(instead);
        match counted {
            CountedSince::No => {}
            CountedSince::InThisShift => self.over_short = self.over_short.minus(in_drawer),
            CountedSince::InAnEarlierShift => self.corrected = self.corrected.minus(in_drawer),
        }
    }

    /// A customer paid what they owed.
    pub fn repay(&mut self, amount: Naira, tender: Tender) {
        let sum = &mut self.repaid[place(tender)];
        *sum = sum.plus(amount);
    }
}

/// A vendor's wallet in the shop's books: sums since the ledger began, or the difference of two such sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wallet {
    /// Put into it.
    pub funded: Naira,
    /// What deliveries cost.
    pub spent: Naira,
    /// What was in it when it was first looked at.
    pub found: Naira,
    /// What readings were more than the ledger could explain; below zero, less.
    pub differed: Naira,
    /// What attempts whose end is not known may have cost. Not in the value.
    pub held: Naira,
    /// How many those are.
    pub doubts: i64,
}

impl Wallet {
    /// Every vendor's, in the order of [`VendorId::ALL`].
    ///
    /// # Errors
    /// When a book can't be read.
    pub fn of_all<E>(book: impl Fn(VendorId) -> Result<Book, E>) -> Result<[Wallet; VendorId::ALL.len()], E> {
        let mut wallets = [Wallet::default(); VendorId::ALL.len()];
        for (wallet, vendor) in wallets.iter_mut().zip(VendorId::ALL) {
            *wallet = Wallet::of(&book(vendor)?);
        }
        Ok(wallets)
    }

    /// A wallet by its book.
    pub fn of(book: &Book) -> Wallet {
        let Book { funded, spent, found, differed, held, doubts, .. } = book;
        let (funded, spent, found) = (*funded, *spent, *found);
        Wallet { funded, spent, found, differed: *differed, held: *held, doubts: i64::from(*doubts) }
    }

    /// What is in it if none of the doubts was debited.
    pub fn value(&self) -> Naira {
        self.found.plus(self.funded).plus(self.differed).minus(self.spent)
    }

    /// What has happened since it stood otherwise.
    #[must_use]
    pub fn since(&self, earlier: &Wallet) -> Wallet {
        Wallet {
            funded: self.funded.minus(earlier.funded),
            spent: self.spent.minus(earlier.spent),
            found: self.found.minus(earlier.found),
            differed: self.differed.minus(earlier.differed),
            held: self.held.minus(earlier.held),
            doubts: self.doubts - earlier.doubts,
        }
    }
}

/// What the shop has: drawer, bank and card takings, debtors and wallets, less customers' money that is held or owed.
pub fn worth(balances: &Balances, wallets: &[Wallet]) -> Naira {
    let has = balances
        .drawer()
        .plus(balances.paid_by(Tender::Transfer))
        .plus(balances.paid_by(Tender::Card))
        .plus(balances.debtors())
        .plus(wallets.iter().map(Wallet::value).sum());
    has.minus(balances.not_known.sum).minus(balances.owed.sum)
}

/// By what the shop's worth changes, and by nothing else: the right side of the check line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flows {
    /// Margin of delivered sales.
    pub margin: Naira,
    /// Cash paid in, and floats brought.
    pub paid_in: Naira,
    /// Cash paid out, and taken out between shifts.
    pub paid_out: Naira,
    /// Put into wallets, and found in them when they were first looked at.
    pub into_wallets: Naira,
    /// Over, or short: of counts, and what corrections have made of earlier ones.
    pub over_short: Naira,
    /// What vendors' balances were off.
    pub wallet_differences: Naira,
}

impl Flows {
    /// What changed the shop's worth between two moments: from the differences of balances and wallets.
    pub fn of(flow: &Balances, wallets: &[Wallet]) -> Flows {
        let (brought, taken) = match flow.between < Naira::ZERO {
            true => (Naira::ZERO, flow.between.abs()),
            false => (flow.between, Naira::ZERO),
        };
        Flows {
            margin: flow.margin(),
            paid_in: flow.paid_in.plus(brought),
            paid_out: flow.paid_out.plus(taken),
            into_wallets: wallets.iter().map(|wallet| wallet.funded.plus(wallet.found)).sum(),
            over_short: flow.over_short.plus(flow.corrected),
            wallet_differences: wallets.iter().map(|wallet| wallet.differed).sum(),
        }
    }

    /// All of them together.
    pub fn sum(&self) -> Naira {
        let Flows { margin, paid_in, paid_out, into_wallets, over_short, wallet_differences } = *self;
        margin.plus(paid_in).minus(paid_out).plus(into_wallets).plus(over_short).plus(wallet_differences)
    }
}
