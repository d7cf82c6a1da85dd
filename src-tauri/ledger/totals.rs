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
    fn of(sum: Naira) -> Pile {
        Pile { count: 1, sum }
    }

    fn exchange(&mut self, was: Pile, is: Pile) {
        self.count = (self.count + is.count).saturating_sub(was.count);
        exchange(&mut self.sum, was.sum, is.sum);
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

    /// The tally of one sale.
    fn of(sale: &Sale) -> Tally {
        let mut tally = Tally { sales: 1, ..Tally::default() };
        let pile = match sale.standing(sale.taken_at) {
            Standing::Delivered => &mut tally.delivered,
            Standing::Sending | Standing::NotKnown => &mut tally.not_known,
            Standing::Owed => &mut tally.owed,
            Standing::Returned => &mut tally.returned,
        };
        *pile = Pile::of(sale.price);
        if sale.tender == Tender::Cash {
            tally.drawer = sale.held();
        }
        let position = sale.last_attempt().position;
        match (position.side() == Side::Delivered, sale.cost()) {
            (true, Some(cost)) => tally.cost = cost,
            (true, None) => tally.cost_unknown = Pile::of(sale.price),
            (false, _) => {}
        }
        tally.by_hand = u64::from(position.is_by_hand());
        tally
    }

    fn exchange(&mut self, was: &Tally, is: &Tally) {
        self.sales = (self.sales + is.sales).saturating_sub(was.sales);
        self.delivered.exchange(was.delivered, is.delivered);
        self.not_known.exchange(was.not_known, is.not_known);
        self.owed.exchange(was.owed, is.owed);
        self.returned.exchange(was.returned, is.returned);
        exchange(&mut self.drawer, was.drawer, is.drawer);
        exchange(&mut self.cost, was.cost, is.cost);
        self.cost_unknown.exchange(was.cost_unknown, is.cost_unknown);
        self.by_hand = (self.by_hand + is.by_hand).saturating_sub(was.by_hand);
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

/// Most of what a sale brings into sums stays as it was.
fn exchange(sum: &mut Naira, was: Naira, is: Naira) {
    if was != is {
        *sum = sum.minus(was).plus(is);
    }
}

/// What one sale brings into sums, and into which of their parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    vendor: VendorId,
    network: Network,
    by: Actor,
    hour: u8,
    tender: Tender,
    tally: Tally,
}

impl Share {
    /// A sale's.
    pub fn of(row: &SaleRow) -> Share {
        let sale = &row.sale;
        Share {
            vendor: sale.last_attempt().vendor,
            network: sale.product.network(),
            by: row.by,
            // An hour of a day is below 24.
            hour: u8::try_from(sale.taken_at.lagos().hour()).unwrap_or(0),
            tender: sale.tender,
            tally: Tally::of(sale),
        }
    }
}

impl Totals {
    /// With a sale as it is, and without it as it was.
    pub fn exchange(&mut self, was: Option<&Share>, is: &Share) {
        self.all.exchange(&was.map(|was| was.tally).unwrap_or_default(), &is.tally);
        replace(&mut self.vendors, was, is, |share| share.vendor);
        replace(&mut self.networks, was, is, |share| share.network);
        replace(&mut self.staff, was, is, |share| share.by);
        replace(&mut self.hours, was, is, |share| share.hour);
        replace(&mut self.tenders, was, is, |share| share.tender);
        replace(&mut self.networks_and_staff, was, is, |share| (share.network, share.by));
        // A part that holds nothing any more is none: the fold of all entries never had it.
        self.vendors.retain(|(_, tally)| tally.sales > 0);
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

fn replace<K: Ord + Copy>(parts: &mut Vec<(K, Tally)>, was: Option<&Share>, is: &Share, key: fn(&Share) -> K) {
    match was {
        Some(was) if key(was) == key(is) => part(parts, key(is)).exchange(&was.tally, &is.tally),
        was => {
            if let Some(was) = was {
                part(parts, key(was)).exchange(&was.tally, &Tally::default());
            }
            part(parts, key(is)).exchange(&Tally::default(), &is.tally);
        }
    }
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
