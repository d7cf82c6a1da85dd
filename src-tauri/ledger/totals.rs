//! Sums that every commit keeps up to date, so that a day or a shift is read in one look, however many sales it has.
//!
//! [`Totals`] are the sums over some sales, whole and in parts: by vendor, network, attendant, hour and tender, and by network
//! and attendant together. They are a fold: a sale that changes is taken out as it was and put in as it is.

use crate::entry::Actor;
use crate::row::SaleRow;
use airtill_domain::money::Naira;
use airtill_domain::sale::{Sale, SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::vendor::VendorId;
use chrono::Timelike;
use serde::{Deserialize, Serialize};

/// A number of sales and their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pile {
    /// How many.
    pub count: u64,
    /// How much the customers paid for them.
    pub sum: Naira,
}

/// The sums over some sales.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Sales taken.
    pub sales: u64,
    /// Delivered.
    pub delivered: Pile,
    /// Not known yet, requests under way included.
    pub not_known: Pile,
    /// Failed, the money still owed to the customer.
    pub owed: Pile,
    /// Failed, the money handed back.
    pub returned: Pile,
    /// What the drawer holds of these sales: cash taken less cash handed back.
    pub drawer: Naira,
    /// What the delivered ones cost the shop, as far as that is known.
    pub cost: Naira,
    /// Delivered ones whose cost is not known: the margin is without them.
    pub cost_unknown: Pile,
    /// Ended by hand.
    pub by_hand: u64,
    /// Delivered for less than they cost: how many, and what was lost.
    pub lost: Pile,
}

/// The sums over some sales, whole and in parts. Parts are in order and never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All of them. Stands first in the store: most readers want nothing else.
    pub all: Tally,
    /// By the vendor of the last attempt.
    pub vendors: Vec<(VendorId, Tally)>,
    /// By network, and transfers.
    pub services: Vec<(Service, Tally)>,
    /// By who took the sale.
    pub staff: Vec<(Actor, Tally)>,
    /// By the Lagos hour in which it was taken, 0 to 23.
    pub hours: Vec<(u8, Tally)>,
    /// By how the customer paid.
    pub tenders: Vec<(Tender, Tally)>,
    /// By network and who took it.
    pub services_and_staff: Vec<((Service, Actor), Tally)>,
}

impl Pile {
    fn change(&mut self, by: Step) {
        if by != Step::default() {
            self.count = self.count.saturating_add_signed(by.count);
            self.sum = self.sum.plus(Naira::from_kobo(by.kobo));
        }
    }

    fn part_with(&mut self, other: Pile) {
        self.count = self.count.saturating_sub(other.count);
        self.sum = self.sum.minus(other.sum);
    }

    fn join(&mut self, other: Pile) {
        self.count += other.count;
        self.sum = self.sum.plus(other.sum);
    }
}

impl Tally {
    /// What one sale comes to.
    pub fn of(sale: &Sale) -> Tally {
        let mut tally = Tally::default();
        tally.change(&Change::of(sale));
        tally
    }

    /// What the delivered ones brought in over what they cost, where that is known.
    pub fn margin(&self) -> Naira {
        self.delivered.sum.minus(self.cost_unknown.sum).minus(self.cost)
    }

    /// All of them, and what customers paid.
    pub fn taken(&self) -> Pile {
        let piles = [self.delivered, self.not_known, self.owed, self.returned];
        Pile { count: self.sales, sum: piles.iter().map(|pile| pile.sum).sum() }
    }

    fn change(&mut self, by: &Change) {
        self.sales = self.sales.saturating_add_signed(by.sales);
        self.delivered.change(by.delivered);
        self.not_known.change(by.not_known);
        self.owed.change(by.owed);
        self.returned.change(by.returned);
        self.cost_unknown.change(by.cost_unknown);
        self.by_hand = self.by_hand.saturating_add_signed(by.by_hand);
        self.lost.change(by.lost);
        for (sum, kobo) in [(&mut self.drawer, by.drawer_kobo), (&mut self.cost, by.cost_kobo)] {
            if kobo != 0 {
                *sum = sum.plus(Naira::from_kobo(kobo));
            }
        }
    }

    /// Without the sums of some that are among them.
    pub fn part_with(&mut self, other: &Tally) {
        self.sales = self.sales.saturating_sub(other.sales);
        self.delivered.part_with(other.delivered);
        self.not_known.part_with(other.not_known);
        self.owed.part_with(other.owed);
        self.returned.part_with(other.returned);
        self.drawer = self.drawer.minus(other.drawer);
        self.cost = self.cost.minus(other.cost);
        self.cost_unknown.part_with(other.cost_unknown);
        self.by_hand = self.by_hand.saturating_sub(other.by_hand);
        self.lost.part_with(other.lost);
    }

    /// With the sums of others.
    pub fn join(&mut self, other: &Tally) {
        self.sales += other.sales;
        self.delivered.join(other.delivered);
        self.not_known.join(other.not_known);
        self.owed.join(other.owed);
        self.returned.join(other.returned);
        self.drawer = self.drawer.plus(other.drawer);
        self.cost = self.cost.plus(other.cost);
        self.cost_unknown.join(other.cost_unknown);
        self.by_hand += other.by_hand;
        self.lost.join(other.lost);
    }
}

/// What one sale brings into sums, and into which of their parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    vendor: VendorId,
    service: Service,
    by: Actor,
    hour: u8,
    tender: Tender,
    change: Change,
}

/// By how much a pile changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Step {
    count: i64,
    kobo: i64,
}

/// By how much a tally changes: made once for a commit and applied to fourteen tallies, in most of which most of it is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Change {
    sales: i64,
    delivered: Step,
    not_known: Step,
    owed: Step,
    returned: Step,
    cost_unknown: Step,
    by_hand: i64,
    lost: Step,
    drawer_kobo: i64,
    cost_kobo: i64,
}

impl Step {
    fn less(self, other: Step) -> Step {
        Step { count: self.count - other.count, kobo: self.kobo.saturating_sub(other.kobo) }
    }
}

impl Change {
    /// A sale that comes to the others.
    fn of(sale: &Sale) -> Change {
        let mut change = Change { sales: 1, ..Change::default() };
        let step = |sum: Naira| Step { count: 1, kobo: sum.kobo() };
        match sale.standing(sale.taken_at) {
            SaleStatus::Delivered => change.delivered = step(sale.held()),
            SaleStatus::Sending | SaleStatus::NotKnown => change.not_known = step(sale.held()),
            SaleStatus::Owed => change.owed = step(sale.owed),
            SaleStatus::Returned => {}
        }
        if sale.returned > Naira::ZERO {
            change.returned = step(sale.returned);
        }
        let cash = |tender, sum: Naira| if tender == Tender::Cash { sum.kobo() } else { 0 };
        change.drawer_kobo = cash(sale.tender, sale.price) - cash(sale.given_back_by(), sale.returned);
        match (sale.is_delivered(), sale.cost()) {
            (true, Some(cost)) => change.cost_kobo = cost.kobo(),
            (true, None) => change.cost_unknown = step(sale.held()),
            (false, _) => {}
        }
        change.by_hand = i64::from(sale.last_attempt().position.is_by_hand());
        if let Some(lost) = sale.loss() {
            change.lost = Step { count: 1, kobo: lost.kobo() };
        }
        change
    }

    fn less(&self, other: &Change) -> Change {
        Change {
            sales: self.sales - other.sales,
            delivered: self.delivered.less(other.delivered),
            not_known: self.not_known.less(other.not_known),
            owed: self.owed.less(other.owed),
            returned: self.returned.less(other.returned),
            cost_unknown: self.cost_unknown.less(other.cost_unknown),
            by_hand: self.by_hand - other.by_hand,
            lost: self.lost.less(other.lost),
            drawer_kobo: self.drawer_kobo.saturating_sub(other.drawer_kobo),
            cost_kobo: self.cost_kobo.saturating_sub(other.cost_kobo),
        }
    }
}

impl Share {
    /// A sale's.
    pub fn of(row: &SaleRow) -> Share {
        let sale = &row.sale;
        Share {
            vendor: sale.last_attempt().vendor,
            service: sale.product.service(),
            by: row.by,
            // An hour of a day is below 24.
            hour: u8::try_from(sale.taken_at.lagos().hour()).unwrap_or(0),
            tender: sale.tender,
            change: Change::of(sale),
        }
    }
}

/// A sale as it is in place of the same as it was.
#[derive(Clone, Copy, Debug)]
pub struct Exchange {
    was: Option<Share>,
    is: Share,
    change: Change,
}

impl Exchange {
    /// From what it was, if it was anything, to what it is.
    pub fn of(was: Option<Share>, is: Share) -> Exchange {
        Exchange { was, is, change: is.change.less(&was.map(|was| was.change).unwrap_or_default()) }
    }

    fn replace<K: Ord + Copy>(&self, parts: &mut Vec<(K, Tally)>, key: fn(&Share) -> K) {
        match &self.was {
            Some(was) if key(was) != key(&self.is) => {
                part(parts, key(was)).change(&Change::default().less(&was.change));
                part(parts, key(&self.is)).change(&self.is.change);
            }
            _ => part(parts, key(&self.is)).change(&self.change),
        }
    }
}

impl Totals {
    /// With a sale as it is, and without it as it was.
    pub fn exchange(&mut self, exchange: &Exchange) {
        self.all.change(&exchange.change);
        exchange.replace(&mut self.vendors, |share| share.vendor);
        exchange.replace(&mut self.services, |share| share.service);
        exchange.replace(&mut self.staff, |share| share.by);
        exchange.replace(&mut self.hours, |share| share.hour);
        exchange.replace(&mut self.tenders, |share| share.tender);
        exchange.replace(&mut self.services_and_staff, |share| (share.service, share.by));
        // A part that holds nothing any more is none: the fold of all entries never had it.
        self.vendors.retain(|(_, tally)| tally.sales > 0);
    }

    /// With the sums of others: a month is the sum of its days.
    pub fn join(&mut self, other: &Totals) {
        self.all.join(&other.all);
        join(&mut self.vendors, &other.vendors);
        join(&mut self.services, &other.services);
        join(&mut self.staff, &other.staff);
        join(&mut self.hours, &other.hours);
        join(&mut self.tenders, &other.tenders);
        join(&mut self.services_and_staff, &other.services_and_staff);
    }
}

impl Totals {
    /// Without the sums of some that are among them. What holds nothing then is no part.
    pub fn part_with(&mut self, others: &Totals) {
        self.all.part_with(&others.all);
        part_with(&mut self.vendors, &others.vendors);
        part_with(&mut self.services, &others.services);
        part_with(&mut self.staff, &others.staff);
        part_with(&mut self.hours, &others.hours);
        part_with(&mut self.tenders, &others.tenders);
        part_with(&mut self.services_and_staff, &others.services_and_staff);
    }
}

fn part_with<K: Ord + Copy>(parts: &mut Vec<(K, Tally)>, others: &[(K, Tally)]) {
    for (key, tally) in others {
        part(parts, *key).part_with(tally);
    }
    parts.retain(|(_, tally)| tally.sales > 0);
}

fn join<K: Ord + Copy>(parts: &mut Vec<(K, Tally)>, others: &[(K, Tally)]) {
    for (key, tally) in others {
        part(parts, *key).join(tally);
    }
}

/// The part under a key, made where it isn't there.
fn part<K: Ord>(parts: &mut Vec<(K, Tally)>, key: K) -> &mut Tally {
    let place = match parts.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(place) => place,
        Err(place) => {
            parts.insert(place, (key, Tally::default()));
            place
        }
    };
    &mut parts[place].1
}
