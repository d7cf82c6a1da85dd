//! A month of a shop whose vendors' charges drift while their lists stay as they are: what is lost to wrong beliefs, by the way costs are
//! believed now, and by two others: the lists alone, and the last answer within 500 sales, bounded by nothing. Lost is what a shop that
//! always knew would have kept more.

use airtill_domain::cost::{Believed, BelievedCost, Charged, CostKey, Learner, Lesson, Listed, SaidBy};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::plan::Plan;
use airtill_domain::product::Product;
use airtill_domain::reference::{Reference, TillId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use std::collections::{BTreeMap, VecDeque};

const VENDORS: [VendorId; 3] = [VendorId::SmePlug, VendorId::Strongmb, VendorId::Vtpass];
const DAYS: usize = 30;
const SALES_A_DAY: usize = 200;
/// How many of the last sales the earlier way looked back on after a restart.
const LOOKED_BACK: usize = 500;
/// From so many sales on since a vendor's charge was heard, it may be another.
const STALE_SALES: u64 = 200;

/// Random numbers, the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.unsigned_abs()) as i64
    }
}

/// One sale: an amount of airtime in kobo or the plan, and how the vendor's answer is.
#[derive(Clone, Copy)]
struct Sale {
    face: Option<i64>,
    /// The answer names what was charged.
    told: bool,
    /// The answer names this instead.
    odd: Option<i64>,
    /// The wallet was looked at while nothing else was under way.
    quiet: bool,
}

/// What is listed: off airtime in hundredths of a percent, and the plan in kobo.
const LISTS: [(i64, i64); 3] = [(300, 47_000), (0, 47_500), (200, 46_800)];

fn listed(vendor: usize, face: Option<i64>) -> i64 {
    cost_by(LISTS[vendor], face)
}

fn cost_by((off, plan): (i64, i64), face: Option<i64>) -> i64 {
    face.map_or(plan, |face| face - (face * off + 5_000) / 10_000)
}

/// What the customer pays: the face amount, or the cost and five percent, to the next ten naira.
fn price(cost: i64, face: Option<i64>) -> i64 {
    face.unwrap_or_else(|| (cost + (cost * 500 + 5_000) / 10_000 + 999).div_euclid(1_000) * 1_000)
}

/// A way of knowing what things cost.
trait Knows {
    /// Who is tried now, so that what they charge becomes known, though another seems cheaper.
    fn tries(&mut self, _face: Option<i64>) -> Option<usize> {
        None
    }

    fn cost(&self, vendor: usize, face: Option<i64>) -> i64;
    fn hears(&mut self, vendor: usize, sale: &Sale, taken: i64);
    fn restarts(&mut self);
    /// A difference of the wallet that is no theft and would be told as one.
    fn false_alarms(&self) -> usize;
}

/// The lists alone.
struct ListsAlone(usize);

impl Knows for ListsAlone {
    fn cost(&self, vendor: usize, face: Option<i64>) -> i64 {
        listed(vendor, face)
    }

    fn hears(&mut self, vendor: usize, sale: &Sale, taken: i64) {
        self.0 += usize::from(!sale.told && taken != listed(vendor, sale.face));
    }

    fn restarts(&mut self) {}

    fn false_alarms(&self) -> usize {
        self.0
    }
}

/// The last answer, whatever it says, as long as it is among the last sales.
#[derive(Default)]
struct LastAnswer {
    heard: VecDeque<(usize, Option<i64>, i64)>,
    forgot: usize,
    alarms: usize,
}

impl Knows for LastAnswer {
    fn cost(&self, vendor: usize, face: Option<i64>) -> i64 {
        let of = |(known, its_face, _): &&(usize, Option<i64>, i64)| {
            *known == vendor && its_face.is_some() == face.is_some()
        };
        match (self.heard.iter().skip(self.forgot).rev().find(of), face) {
            (Some((_, Some(its_face), charged)), Some(face)) => face * charged / its_face,
            (Some((.., charged)), None) => *charged,
            _ => listed(vendor, face),
        }
    }

    fn hears(&mut self, vendor: usize, sale: &Sale, taken: i64) {
        self.alarms += usize::from(!sale.told && taken != self.cost(vendor, sale.face));
        if sale.told {
            self.heard.push_back((vendor, sale.face, sale.odd.unwrap_or(taken)));
        } else {
            // A sale without a word takes its place among the last ones too.
            self.heard.push_back((usize::MAX, sale.face, taken));
        }
    }

    fn restarts(&mut self) {
        self.forgot = self.heard.len().saturating_sub(LOOKED_BACK);
    }

    fn false_alarms(&self) -> usize {
        self.alarms
    }
}

/// As costs are believed now.
#[derive(Default)]
struct Now {
    learner: Learner,
    believed: BTreeMap<CostKey, BelievedCost>,
    n: u64,
    alarms: usize,
    /// One sale in so many is a try; none at nothing.
    tries_every: u64,
    tried_at: BTreeMap<bool, u64>,
    heard_at: BTreeMap<(usize, bool), u64>,
}

fn listed_as(vendor: usize, face: Option<i64>) -> Listed {
    let (off, plan) = LISTS[vendor];
    match face {
        Some(_) => Listed::OfFace { less_basis_points: u16::try_from(off).unwrap(), fee: Naira::ZERO },
        None => Listed::Amount(Naira::from_kobo(plan)),
    }
}

fn key(vendor: usize, face: Option<i64>) -> CostKey {
    (VENDORS[vendor], if face.is_some() { "mtn" } else { "7" }.to_owned())
}

impl Now {
    fn takes(&mut self, key: CostKey, heard: &Charged, lesson: Lesson) {
        match lesson {
            Lesson::Believe(charge, ground) => {
                let believed = Believed { listed: heard.listed, charge, ground, since: Timestamp::from_millis(0) };
                let known = BelievedCost { vendor: key.0, code: key.1.clone(), title: heard.title.clone(), believed };
                self.believed.insert(key, known);
            }
            Lesson::AsListed => drop(self.believed.remove(&key)),
            Lesson::Nothing | Lesson::Once | Lesson::Odd => {}
        }
    }
}

impl Knows for Now {
    fn tries(&mut self, face: Option<i64>) -> Option<usize> {
        let is_airtime = face.is_some();
        let last = self.tried_at.get(&is_airtime).copied().unwrap_or(0);
        if self.tries_every == 0 || self.n - last < self.tries_every {
            return None;
        }
        let heard = |vendor: &usize| self.heard_at.get(&(*vendor, is_airtime)).copied().unwrap_or(0);
        let stale = (0..3).filter(|vendor| self.n - heard(vendor) >= STALE_SALES).min_by_key(heard);
        // What it would cost as far as is known is no more than what the customer pays.
        let best = (0..3).map(|vendor| self.cost(vendor, face)).min()?;
        let stale = stale.filter(|vendor| self.cost(*vendor, face) <= price(best, face))?;
        self.tried_at.insert(is_airtime, self.n);
        Some(stale)
    }

    fn cost(&self, vendor: usize, face: Option<i64>) -> i64 {
        let known = self.believed.get(&key(vendor, face));
        let cost = known.and_then(|known| known.believed.cost(listed_as(vendor, face), face.map(Naira::from_kobo)));
        cost.map_or_else(|| listed(vendor, face), Naira::kobo)
    }

    fn hears(&mut self, vendor: usize, sale: &Sale, taken: i64) {
        self.n += 1;
        let mut random = [0; 12];
        random[..8].copy_from_slice(&self.n.to_be_bytes());
        let till = TillId::from_random([1, 2, 3, 4]);
        let reference = Reference::new(Timestamp::from_millis(1_795_338_600_000), &till, random);
        let product = match sale.face {
            Some(face) => Product::Airtime { network: Network::Mtn, face: Naira::from_kobo(face) },
            None => Product::Data { network: Network::Mtn, plan: Plan::read("1GB (SME) - 30 days") },
        };
        // Without a word, what the wallet moved by is what was charged, where nothing else was under way.
        self.heard_at.insert((vendor, sale.face.is_some()), self.n);
        let (charged, said_by) = match sale.told {
            true => (sale.odd.unwrap_or(taken), SaidBy::Answer),
            false if sale.quiet => (taken, SaidBy::Wallet),
            false => return,
        };
        // A wallet that holds less than it should is told; more, because a sale was cheaper, is not.
        self.alarms += usize::from(said_by == SaidBy::Wallet && taken > self.cost(vendor, sale.face));
        let listed = listed_as(vendor, sale.face);
        let heard = Charged::of(&product, listed, Naira::from_kobo(charged), said_by, reference);
        let key = key(vendor, sale.face);
        let known = self.believed.get(&key).map(|known| known.believed);
        let lesson = self.learner.hear(&key, &heard, known.as_ref());
        self.takes(key, &heard, lesson);
        if sale.told && sale.quiet && sale.odd.is_none() {
            for (key, heard, lesson) in self.learner.wallet_agrees(VENDORS[vendor], &self.believed) {
                self.takes(key, &heard, lesson);
            }
        }
    }

    fn restarts(&mut self) {
        self.learner = Learner::default();
    }

    fn false_alarms(&self) -> usize {
        self.alarms
    }
}

/// What is lost in a month, in kobo for ₦1,000 of sales, and false alarms a day in hundredths.
fn month(knows: &mut dyn Knows, seed: u64) -> (i64, usize) {
    let mut random = Random(seed);
    // What they really take off, and what the plan really costs.
    let mut truth = [(300, 47_000), (350, 47_500), (250, 46_800)];
    let (mut lost, mut turnover) = (0, 0);
    for _ in 0..DAYS {
        for (off, plan) in &mut truth {
            if random.below(5) == 0 {
                *off = (*off + random.below(301) - 150).clamp(0, 600);
                *plan = (*plan + (random.below(41) - 20) * 100).clamp(40_000, 60_000);
            }
        }
        for _ in 0..SALES_A_DAY {
            let face = (random.below(5) > 0).then(|| [10_000, 20_000, 50_000, 100_000][random.below(4) as usize]);
            let odd = [0, -22_000, 2_200, 99_999_900][random.below(4) as usize];
            let sale = Sale {
                face,
                told: random.below(10) < 7,
                odd: (random.below(200) == 0).then_some(odd),
                quiet: random.below(2) == 0,
            };
            let taken = |vendor: usize| cost_by(truth[vendor], face);
            let best = (0..3).map(taken).min().unwrap();
            let cheapest = (0..3).min_by_key(|vendor| (knows.cost(*vendor, face), *vendor)).unwrap();
            let vendor = knows.tries(face).unwrap_or(cheapest);
            // Who is tried changes nothing for the customer.
            let kept = price(knows.cost(cheapest, face), face) - taken(vendor);
            lost += (price(best, face) - best) - kept;
            turnover += price(best, face);
            knows.hears(vendor, &sale, taken(vendor));
        }
        knows.restarts();
    }
    (lost * 100_000 / turnover, knows.false_alarms() * 100 / DAYS)
}

#[test]
fn a_month_of_charges_that_drift_costs_less_than_it_did() {
    let mut all = [(0, 0); 4];
    let seeds = 1..=20_u64;
    for seed in seeds.clone() {
        let ways: [Box<dyn Knows>; 4] = [
            Box::new(ListsAlone(0)),
            Box::new(LastAnswer::default()),
            Box::new(Now::default()),
            Box::new(Now { tries_every: 20, ..Now::default() }),
        ];
        for (n, mut way) in ways.into_iter().enumerate() {
            let (lost, alarms) = month(way.as_mut(), seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            all[n].0 += lost;
            all[n].1 += alarms;
        }
    }
    let months = i64::try_from(seeds.count()).unwrap();
    for (name, (lost, alarms)) in
        ["by the lists alone", "by the last answer of 500 sales", "as it is believed", "with one try in 20"]
            .iter()
            .zip(all)
    {
        let lost = Naira::from_kobo(lost / months);
        let alarms = alarms as i64 / months;
        println!("{name}: {lost} lost for ₦1,000, {}.{:02} false alarms a day", alarms / 100, alarms % 100);
    }
    let [lists, last, now, tries] = all;
    assert!(tries.0 * 10 < now.0 * 8, "{all:?}");
    assert!(now.0 < last.0 && now.0 < lists.0, "{all:?}");
    assert!(now.1 < last.1 && now.1 * 10 < lists.1, "{all:?}");
}
