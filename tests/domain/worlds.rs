//! Random worlds of lists, charges, odd answers, renamings, rules and restarts, against an oracle that is written apart, in whole kobo and
//! from the description of costs alone: what is believed, who is taken, and what the customer pays. Worlds that go wrong on purpose show
//! that it sees.
//!
//! 4,000 worlds; `PROPTEST_CASES` asks for more.

use airtill_domain::cost::{BelievedCost, Charged, CostKey, Learner, Lesson, SaidBy, is_believable_charge};
use airtill_domain::health::Health;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::plan::Plan;
use airtill_domain::price::{Asked, Buyer, NetworkPrices, Prices, Pricing};
use airtill_domain::product::Product;
use airtill_domain::reference::{Reference, TillId};
use airtill_domain::route::{Candidate, Funds, Routing};
use airtill_domain::settings::VendorSettings;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

const VENDORS: [VendorId; 3] = [VendorId::SmePlug, VendorId::Strongmb, VendorId::Vtpass];

/// What happens in a world.
#[derive(Clone, Debug)]
enum Step {
    /// A vendor lists the plan at so many kobo, which may be nothing or less, and airtime at so much off.
    Lists(usize, i64, u16),
    /// What a vendor really takes for the plan, and off airtime.
    Takes(usize, i64, u16),
    /// A sale: of the plan, or airtime of so many naira; how the answer says what was charged, and whether the wallet agrees with it.
    Sells(Option<i64>, Says, bool),
    /// The owner's margin on plans, the percentage on airtime, the step of rounding.
    Rules(u16, i16, u16),
    /// The vendor calls the plan something else.
    Renames(usize),
    /// The program begins anew.
    Restarts,
}

#[derive(Clone, Copy, Debug)]
enum Says {
    Truth,
    Nothing,
    /// So many kobo, whatever was taken.
    Odd(i64),
}

/// Ways for a program to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    No,
    /// It believes one answer's word.
    BelievesOnce,
    /// It believes a charge beyond its bounds.
    BelievesOdd,
    /// A restart forgets what is believed.
    Forgets,
    /// It takes whoever is cheapest by the lists.
    RoutesByList,
    /// It makes the price of what is listed.
    PricesByList,
    /// A list that says something else leaves what is believed.
    KeepsOld,
}

fn step() -> impl Strategy<Value = Step> {
    let says = prop_oneof![
        6 => Just(Says::Truth),
        2 => Just(Says::Nothing),
        1 => prop_oneof![Just(0_i64), Just(-22_000), Just(1), Just(2_200), Just(99_999_999_900), 1_000_i64..200_000].prop_map(Says::Odd),
    ];
    let cost = || prop_oneof![8 => (200_i64..400).prop_map(|naira| naira * 100), 2 => 20_000_i64..40_000, 1 => Just(0_i64), 1 => Just(-5_000_i64)];
    let truth = || prop_oneof![6 => (200_i64..450).prop_map(|naira| naira * 100), 1 => 20_000_i64..45_000];
    prop_oneof![
        2 => (0_usize..3, cost(), 0_u16..500).prop_map(|(v, plan, off)| Step::Lists(v, plan, off)),
        2 => (0_usize..3, truth(), 0_u16..700).prop_map(|(v, plan, off)| Step::Takes(v, plan, off)),
        12 => (proptest::option::of(prop_oneof![Just(100_i64), Just(500), Just(1_000), 20_i64..5_000]), says, any::<bool>())
            .prop_map(|(face, says, wallet)| Step::Sells(face, says, wallet)),
        1 => (0_u16..1_500, -300_i16..500, prop_oneof![Just(1_u16), Just(5), Just(10), Just(50)])
            .prop_map(|(margin, airtime, step)| Step::Rules(margin, airtime, step)),
        1 => (0_usize..3).prop_map(Step::Renames),
        1 => Just(Step::Restarts),
    ]
}

/// What a sale came to: the vendor, what it was expected to cost and what the customer pays, in kobo.
type Sold = Option<(usize, Option<i128>, Option<i128>)>;

/// The program's own parts, put together as the till does.
struct Program {
    wrong: Wrong,
    /// The plan's listed cost and what is off airtime, by vendor.
    lists: [(i64, u16); 3],
    name: [u8; 3],
    prices: Prices,
    learner: Learner,
    believed: BTreeMap<CostKey, BelievedCost>,
    /// What a ledger would hold.
    entries: Vec<(CostKey, Option<BelievedCost>)>,
}

fn reference(n: usize) -> Reference {
    let mut random = [0; 12];
    random[..8].copy_from_slice(&(n as u64).to_be_bytes());
    Reference::new(Timestamp::from_millis(1_795_338_600_000), &TillId::from_random([1, 2, 3, 4]), random)
}

impl Program {
    fn new(wrong: Wrong, lists: [(i64, u16); 3]) -> Program {
        let shop = Pricing { data_margin_basis_points: 500, round_up_to_naira: 10 };
        let prices = Prices { shop, ..Prices::default() };
        let (learner, believed, entries) = (Learner::default(), BTreeMap::new(), Vec::new());
        Program { wrong, lists, name: [0; 3], prices, learner, believed, entries }
    }

    fn plan(&self, vendor: usize) -> Plan {
        Plan::read(&format!("1GB (SME) - 30 days - {} Naira", 100 + u32::from(self.name[vendor])))
    }

    fn product(&self, vendor: usize, face: Option<i64>) -> Product {
        match face {
            Some(face) => Product::Airtime { network: Network::Mtn, face: Naira::from_naira(face) },
            None => Product::Data { network: Network::Mtn, plan: self.plan(vendor) },
        }
    }

    /// What a vendor offers; nothing where its list says no cost.
    fn offer(&self, vendor: usize, face: Option<i64>) -> Option<Offer> {
        let (plan, off) = self.lists[vendor];
        let (item, code, cost) = match face {
            Some(_) => {
                (Item::Airtime { network: Network::Mtn, limits: None }, "mtn", Cost::Discount { basis_points: off })
            }
            None => {
                let item = Item::Data { network: Network::Mtn, plan: self.plan(vendor) };
                (item, "7", Cost::Fixed(Naira::from_kobo(plan)).more_than_nothing()?)
            }
        };
        let read_at = Timestamp::from_millis(0);
        Some(Offer { vendor: VENDORS[vendor], item, code: code.to_owned(), cost, read_at })
    }

    /// Sells to whoever is taken.
    fn sells(&self, face: Option<i64>) -> Sold {
        let mut choices = Vec::new();
        for (vendor, id) in VENDORS.into_iter().enumerate() {
            let Some(offer) = self.offer(vendor, face) else { continue };
            let product = self.product(vendor, face);
            let settings = VendorSettings::of(id);
            let listed = offer.listed(&settings).unwrap();
            let key = (id, offer.code.clone());
            let known = self.believed.get(&key);
            let believed = match self.wrong {
                Wrong::KeepsOld => known.and_then(|known| known.believed.charge.of(product.amount())),
                _ => known.and_then(|known| known.believed.cost(listed, product.amount())),
            };
            let by_list = listed.cost(product.amount());
            let cost = believed.or(by_list);
            let routed = if self.wrong == Wrong::RoutesByList { by_list } else { cost };
            let seen = Candidate {
                vendor: id,
                cost: routed,
                funds: Funds::Enough,
                health: Health::Good,
                reachable: true,
                tried: false,
            };
            let priced = if self.wrong == Wrong::PricesByList { by_list } else { cost };
            choices.push((vendor, cost, priced, seen));
        }
        Routing::default().line_up(&mut choices, |(.., seen)| seen);
        let (vendor, cost, priced, _) = choices.into_iter().next()?;
        let product = self.product(vendor, face);
        let asked =
            Asked::of(&product, VENDORS[vendor], Timestamp::from_millis(1_795_338_600_000), Buyer::default()).unwrap();
        let price = self.prices.of(&asked, priced, None).map(|price| i128::from(price.naira().kobo()));
        Some((vendor, cost.map(|cost| i128::from(cost.kobo())), price))
    }

    fn believes(&mut self, key: CostKey, heard: &Charged, lesson: Lesson) {
        let known = match lesson {
            Lesson::Believe(charge, ground) => {
                let since = Timestamp::from_millis(0);
                let believed = airtill_domain::cost::Believed { listed: heard.listed, charge, ground, since };
                let (vendor, code, title) = (key.0, key.1.clone(), heard.title.clone());
                Some(BelievedCost { vendor, code, title, believed })
            }
            Lesson::AsListed => None,
            Lesson::Nothing | Lesson::Once | Lesson::Odd => return,
        };
        self.entries.push((key.clone(), known.clone()));
        match known {
            Some(known) => self.believed.insert(key, known),
            None => self.believed.remove(&key),
        };
    }

    /// What was charged is heard.
    fn hears(&mut self, n: usize, vendor: usize, face: Option<i64>, said: i64, wallet: bool) {
        let Some(offer) = self.offer(vendor, face) else { return };
        let listed = offer.listed(&VendorSettings::of(VENDORS[vendor])).unwrap();
        let key = (VENDORS[vendor], offer.code);
        let said = Naira::from_kobo(said);
        let heard = Charged::of(&self.product(vendor, face), listed, said, SaidBy::Answer, reference(n));
        let known = self.believed.get(&key).map(|known| known.believed);
        let mut lesson = self.learner.hear(&key, &heard, known.as_ref());
        let amount = airtill_domain::cost::Charge::Amount(said);
        let ground = airtill_domain::cost::Ground::Answers;
        match (self.wrong, lesson) {
            (Wrong::BelievesOnce, Lesson::Once) | (Wrong::BelievesOdd, Lesson::Odd) => {
                lesson = Lesson::Believe(amount, ground)
            }
            _ => {}
        }
        self.believes(key, &heard, lesson);
        if wallet {
            for (key, heard, lesson) in self.learner.wallet_agrees(VENDORS[vendor], &self.believed) {
                self.believes(key, &heard, lesson);
            }
        }
    }

    fn restarts(&mut self) {
        self.learner = Learner::default();
        let before = std::mem::take(&mut self.believed);
        if self.wrong == Wrong::Forgets {
            return;
        }
        for (key, known) in &self.entries {
            match known {
                Some(known) => self.believed.insert(key.clone(), known.clone()),
                None => self.believed.remove(key),
            };
        }
        assert_eq!(self.believed, before, "the same after replay");
    }
}

/// The oracle. A way of charging: so much; so much of so much; so much besides the face amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Amount(i128),
    Part(i128, i128),
    Besides(i128),
}

#[derive(Clone, Copy, Debug)]
struct Said {
    list: i128,
    face: Option<i128>,
    charged: i128,
}

struct Oracle {
    lists: [(i64, u16); 3],
    margin: i128,
    airtime: i128,
    step: i128,
    /// By vendor and whether it is airtime: the list when it began (the plan's kobo, what is off airtime), and the way.
    believed: BTreeMap<(usize, bool), (i128, Way)>,
    once: BTreeMap<(usize, bool), Said>,
}

fn share(face: i128, part: i128, whole: i128) -> i128 {
    (face * part + whole / 2).div_euclid(whole)
}

fn off(kobo: i128, points: i128) -> i128 {
    kobo - (kobo * points + 5_000).div_euclid(10_000)
}

impl Way {
    fn of(self, face: Option<i128>) -> Option<i128> {
        match self {
            Way::Amount(amount) => Some(amount),
            Way::Part(part, whole) => Some(share(face?, part, whole)),
            Way::Besides(more) => Some(face? + more),
        }
    }
}

impl Oracle {
    fn new(lists: [(i64, u16); 3]) -> Oracle {
        let (believed, once) = (BTreeMap::new(), BTreeMap::new());
        Oracle { lists, margin: 500, airtime: 0, step: 1_000, believed, once }
    }

    /// The list as one number, and what it says that it costs; nothing where it says no cost.
    fn listed(&self, vendor: usize, face: Option<i128>) -> Option<(i128, i128)> {
        let (plan, points) = self.lists[vendor];
        match face {
            Some(face) => Some((points.into(), off(face, points.into()))),
            None => (plan > 0).then_some((plan.into(), plan.into())),
        }
    }

    fn bound(face: Option<i128>, cost: i128) -> i128 {
        face.unwrap_or(cost)
    }

    fn can_be(charged: i128, bound: i128) -> bool {
        charged > 0 && charged * 2 >= bound && charged <= bound * 2
    }

    fn expected(&self, vendor: usize, face: Option<i128>) -> Option<i128> {
        let (list, cost) = self.listed(vendor, face)?;
        let held = self.believed.get(&(vendor, face.is_some())).filter(|(of, _)| *of == list);
        let held =
            held.and_then(|(_, way)| way.of(face)).filter(|held| Oracle::can_be(*held, Oracle::bound(face, cost)));
        Some(held.unwrap_or(cost))
    }

    fn sells(&self, face: Option<i64>) -> Sold {
        let kobo = face.map(|face| i128::from(face) * 100);
        let costs = (0..3).filter_map(|vendor| Some((self.expected(vendor, kobo)?, vendor)));
        let (cost, vendor) = costs.min()?;
        let up = |kobo: i128| (kobo + self.step - 1).div_euclid(self.step) * self.step;
        let price = match kobo {
            None => up(cost + (cost - off(cost, self.margin))),
            Some(face) => {
                let part = face - off(face, self.airtime.abs());
                match self.airtime {
                    0 => face,
                    1.. => up(face + part),
                    _ => up(face - part).min(face),
                }
            }
        };
        Some((vendor, Some(cost), (price > 0).then_some(price)))
    }

    fn hears(&mut self, vendor: usize, face: Option<i64>, charged: i64, wallet: bool) {
        let (face, charged) = (face.map(|face| i128::from(face) * 100), i128::from(charged));
        let Some((list, cost)) = self.listed(vendor, face) else { return };
        let key = (vendor, face.is_some());
        if Oracle::can_be(charged, Oracle::bound(face, cost)) {
            let expected = self.expected(vendor, face).unwrap();
            let near = (expected - charged).abs();
            // Some charge airtime in whole naira.
            if near <= 1 || (face.is_some() && charged % 100 == 0 && near < 100) {
                self.once.remove(&key);
            } else {
                let now = Said { list, face, charged };
                let before = self.once.insert(key, now).filter(|before| before.list == list);
                let agreed = before.and_then(|before| {
                    Oracle::ways(&before)
                        .into_iter()
                        .find(|way| way.of(face).is_some_and(|of| (of - charged).abs() <= 1))
                });
                if let Some(way) = agreed {
                    self.once.remove(&key);
                    self.learn(key, list, cost, charged, way);
                }
            }
        }
        if wallet {
            for key in [(vendor, false), (vendor, true)] {
                let Some(said) = self.once.remove(&key) else { continue };
                let held = self.believed.get(&key).map(|(_, way)| *way);
                let fits =
                    |way: &Way| matches!(held, Some(Way::Part(part, whole)) if way.of(Some(whole)) == Some(part));
                let ways = Oracle::ways(&said);
                let way = *ways.iter().find(|way| fits(way)).unwrap_or(&ways[0]);
                let cost = match said.face {
                    Some(face) => off(face, said.list),
                    None => said.list,
                };
                self.learn(key, said.list, cost, said.charged, way);
            }
        }
    }

    fn ways(said: &Said) -> Vec<Way> {
        match said.face {
            None => vec![Way::Amount(said.charged)],
            Some(face) => vec![Way::Part(said.charged, face), Way::Besides(said.charged - face)],
        }
    }

    fn learn(&mut self, key: (usize, bool), list: i128, cost: i128, charged: i128, way: Way) {
        if (cost - charged).abs() <= 1 {
            self.believed.remove(&key);
        } else {
            self.believed.insert(key, (list, way));
        }
    }
}

/// Lives through a world; what went wrong first, if anything.
fn live(steps: &[Step], wrong: Wrong) -> Result<(), String> {
    let lists = [(30_000, 300), (31_000, 200), (29_900, 0)];
    let mut truth = [(30_000_i64, 300_u16), (31_000, 200), (29_900, 0)];
    let (mut program, mut oracle) = (Program::new(wrong, lists), Oracle::new(lists));
    for (n, step) in steps.iter().enumerate() {
        match step {
            Step::Lists(vendor, plan, off) => {
                program.lists[*vendor] = (*plan, *off);
                oracle.lists[*vendor] = (*plan, *off);
            }
            Step::Takes(vendor, plan, off) => truth[*vendor] = (*plan, *off),
            Step::Rules(margin, airtime, step) => {
                program.prices.shop = Pricing { data_margin_basis_points: *margin, round_up_to_naira: *step };
                let said = NetworkPrices { airtime_basis_points: *airtime, ..NetworkPrices::of(Network::Mtn) };
                program.prices.own.set_network(said);
                (oracle.margin, oracle.airtime, oracle.step) =
                    ((*margin).into(), (*airtime).into(), i128::from(*step) * 100);
            }
            Step::Renames(vendor) => program.name[*vendor] = program.name[*vendor].wrapping_add(1),
            Step::Restarts => {
                program.restarts();
                oracle.once.clear();
            }
            Step::Sells(face, says, wallet) => {
                let (found, expected) = (program.sells(*face), oracle.sells(*face));
                if found != expected {
                    return Err(format!("step {n}, {step:?}: {found:?}, not {expected:?}"));
                }
                let Some((vendor, cost, price)) = found else { continue };
                if price.is_some_and(|price| price <= 0) || cost.is_none_or(|cost| cost <= 0) {
                    return Err(format!("step {n}: sold at {price:?} for {cost:?}"));
                }
                let (plan, off) = truth[vendor];
                let taken = match face {
                    Some(face) => Naira::from_naira(*face).less_basis_points(off).kobo(),
                    None => plan,
                };
                let said = match says {
                    Says::Truth => taken,
                    Says::Odd(kobo) => *kobo,
                    Says::Nothing => continue,
                };
                let wallet = *wallet && said == taken;
                program.hears(n, vendor, *face, said, wallet);
                oracle.hears(vendor, *face, said, wallet);
                for known in program.believed.values() {
                    let airtime = known.code == "mtn";
                    let sums = if airtime { vec![Some(Naira::from_naira(500))] } else { vec![None] };
                    for face in sums {
                        let bound = face.or(known.believed.listed.cost(face)).unwrap();
                        let cost = known.believed.cost(known.believed.listed, face);
                        if cost.is_some_and(|cost| !is_believable_charge(cost, bound)) {
                            return Err(format!("step {n}: {known:?} is beyond its bounds"));
                        }
                    }
                }
            }
        }
    }
    Ok(())
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(4_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    /// Whatever lists, vendors and owners do: believed within bounds and the same after a restart, the cheapest by what is believed, the
    /// price of the owner's rules, never nothing.
    #[test]
    fn worlds_go_by_what_is_believed(steps in proptest::collection::vec(step(), 1..60)) {
        prop_assert_eq!(live(&steps, Wrong::No), Ok(()));
    }
}

/// A world that goes wrong on purpose is seen.
#[test]
fn worlds_that_are_wrong_are_seen() {
    let ways = [
        Wrong::BelievesOnce,
        Wrong::BelievesOdd,
        Wrong::Forgets,
        Wrong::RoutesByList,
        Wrong::PricesByList,
        Wrong::KeepsOld,
    ];
    for wrong in ways {
        let mut runner = TestRunner::deterministic();
        let worlds = proptest::collection::vec(step(), 1..60);
        let seen = (0..400).filter(|_| {
            let steps = worlds.new_tree(&mut runner).unwrap().current();
            std::panic::catch_unwind(|| live(&steps, wrong).is_err()).unwrap_or(true)
        });
        let seen = seen.count();
        println!("{wrong:?}: seen in {seen} of 400 worlds");
        assert!(seen > 10, "{wrong:?} was seen in {seen} worlds alone");
    }
}
