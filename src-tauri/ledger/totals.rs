//! Sums that every commit keeps up to date, so that a day or a shift is read in one look, however many sales it has.
//!
//! [`Totals`] are the sums over some sales, whole and in parts: by vendor, network, attendant, hour and tender, and by network
//! and attendant together. They are a fold: a sale that changes is taken out as it was and put in as it is.

use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::sale::{Sale, Side, Standing, Tender};
use crate::domain::vendor::VendorId;
use crate::ledger::entry::Actor;
use crate::ledger::views::SaleRow;
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
}

/// The sums over some sales, whole and in parts. Parts are in order and never empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// All of them.
    pub all: Tally,
    /// By the vendor of the last attempt.
    pub vendors: Vec<(VendorId, Tally)>,
    /// By network.
    pub networks: Vec<(Network, Tally)>,
    /// By who took the sale.
    pub staff: Vec<(Actor, Tally)>,
    /// By the Lagos hour in which it was taken, 0 to 23.
    pub hours: Vec<(u8, Tally)>,
    /// By how the customer paid.
    pub tenders: Vec<(Tender, Tally)>,
    /// By network and who took it.
    pub networks_and_staff: Vec<((Network, Actor), Tally)>,
}

impl Pile {
    fn add(&mut self, sum: Naira) {
        self.count += 1;
        self.sum = self.sum.plus(sum);
    }

    fn take(&mut self, sum: Naira) {
        self.count = self.count.saturating_sub(1);
        self.sum = self.sum.minus(sum);
    }

    fn join(&mut self, other: Pile) {
        self.count += other.count;
        self.sum = self.sum.plus(other.sum);
    }
}

impl Tally {
    /// What the delivered ones brought in over what they cost, where that is known.
    pub fn margin(&self) -> Naira {
        self.delivered.sum.minus(self.cost_unknown.sum).minus(self.cost)
    }

    fn pile_of(&mut self, sale: &Sale) -> &mut Pile {
        match sale.standing(sale.taken_at) {
            Standing::Delivered => &mut self.delivered,
            Standing::Sending | Standing::NotKnown => &mut self.not_known,
            Standing::Owed => &mut self.owed,
            Standing::Returned => &mut self.returned,
        }
    }

    fn add(&mut self, sale: &Sale) {
        self.sales += 1;
        self.pile_of(sale).add(sale.price);
        if sale.tender == Tender::Cash {
            self.drawer = self.drawer.plus(sale.held());
        }
        match (is_delivered(sale), sale.cost()) {
            (true, Some(cost)) => self.cost = self.cost.plus(cost),
            (true, None) => self.cost_unknown.add(sale.price),
            (false, _) => {}
        }
        self.by_hand += u64::from(sale.last_attempt().position.is_by_hand());
    }

    fn take(&mut self, sale: &Sale) {
        self.sales = self.sales.saturating_sub(1);
        self.pile_of(sale).take(sale.price);
        if sale.tender == Tender::Cash {
            self.drawer = self.drawer.minus(sale.held());
        }
        match (is_delivered(sale), sale.cost()) {
            (true, Some(cost)) => self.cost = self.cost.minus(cost),
            (true, None) => self.cost_unknown.take(sale.price),
            (false, _) => {}
        }
        self.by_hand = self.by_hand.saturating_sub(u64::from(sale.last_attempt().position.is_by_hand()));
    }

    fn join(&mut self, other: &Tally) {
        self.sales += other.sales;
        self.delivered.join(other.delivered);
        self.not_known.join(other.not_known);
        self.owed.join(other.owed);
        self.returned.join(other.returned);
        self.drawer = self.drawer.plus(other.drawer);
        self.cost = self.cost.plus(other.cost);
        self.cost_unknown.join(other.cost_unknown);
        self.by_hand += other.by_hand;
    }
}

fn is_delivered(sale: &Sale) -> bool {
    sale.last_attempt().position.side() == Side::Delivered
}

impl Totals {
    /// With a sale as it is, and without it as it was.
    pub fn exchange(&mut self, before: Option<&SaleRow>, after: &SaleRow) {
        if let Some(before) = before {
            self.each(before, Tally::take);
        }
        self.each(after, Tally::add);
        // A part that holds nothing any more is none: the fold of all entries never had it.
        self.vendors.retain(|(_, tally)| tally.sales > 0);
    }

    fn each(&mut self, row: &SaleRow, change: fn(&mut Tally, &Sale)) {
        let sale = &row.sale;
        let network = sale.product.network();
        // An hour of a day is below 24.
        let hour = u8::try_from(sale.taken_at.lagos().hour()).unwrap_or(0);
        change(&mut self.all, sale);
        change(part(&mut self.vendors, sale.last_attempt().vendor), sale);
        change(part(&mut self.networks, network), sale);
        change(part(&mut self.staff, row.by.clone()), sale);
        change(part(&mut self.hours, hour), sale);
        change(part(&mut self.tenders, sale.tender), sale);
        change(part(&mut self.networks_and_staff, (network, row.by.clone())), sale);
    }

    /// With the sums of others: a month is the sum of its days.
    pub fn join(&mut self, other: &Totals) {
        self.all.join(&other.all);
        join(&mut self.vendors, &other.vendors);
        join(&mut self.networks, &other.networks);
        join(&mut self.staff, &other.staff);
        join(&mut self.hours, &other.hours);
        join(&mut self.tenders, &other.tenders);
        join(&mut self.networks_and_staff, &other.networks_and_staff);
    }
}

fn join<K: Ord + Clone>(parts: &mut Vec<(K, Tally)>, others: &[(K, Tally)]) {
    for (key, tally) in others {
        part(parts, key.clone()).join(tally);
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
