//! A shop's years as its ledger would have them: days with peaks, regular customers, five vendors, doubts that end and some
//! that don't, money given back, fundings, people who come and go. The same seed makes the same years.

use airtill_domain::health::Health;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Refusal, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::plan::Plan;
use airtill_domain::product::Product;
use airtill_domain::reference::{Reference, SaleId, TillId};
use airtill_domain::route::{Candidate, Funds, Policy, Route};
use airtill_domain::sale::Tender;
use airtill_domain::sale::event::{Event, Terms};
use airtill_domain::staff::{Role, SecretKind, StaffId};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::vendor::{Account, VendorId};
use airtill_domain::wallet::ReadingWhy;
use airtill_ledger::entry::{Actor, Commit, Entry, GENESIS, Hash, line};
use airtill_ledger::journal::sealed;
use std::collections::VecDeque;
use std::io::Write;
use std::path::Path;

/// 3 January 2017, 07:00 in Lagos: ten years of a busy kiosk end in these days.
const FIRST_MORNING: i64 = 1_483_423_200_000;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Sales of an ordinary day.
const A_DAY: u64 = 280;
/// How many of a hundred sales fall into each hour from seven in the morning on: before work, at noon, in the evening.
const PEAKS: [u64; 14] = [5, 8, 7, 5, 5, 8, 9, 6, 5, 6, 9, 12, 10, 5];
/// Bytes of a journal segment, as the till makes them.
const SEGMENT_BYTES: usize = 8 << 20;

/// Makes commits, one after the other.
pub struct Generator {
    dice: u64,
    sales: u64,
    made: u64,
    today: u64,
    left_today: u64,
    first_morning: i64,
    at_ms: i64,
    till: TillId,
    next: VecDeque<(Timestamp, Actor, Vec<Entry>)>,
}

impl Generator {
    /// So many sales from a seed.
    pub fn new(seed: u64, sales: u64) -> Generator {
        let till = TillId::from_random([7, 7, 7, 7]);
        let mut generator = Generator {
            dice: seed.wrapping_mul(2).wrapping_add(0x9e37_79b9_7f4a_7c15),
            sales,
            made: 0,
            today: 0,
            left_today: 0,
            first_morning: FIRST_MORNING,
            at_ms: FIRST_MORNING,
            till: till.clone(),
            next: VecDeque::new(),
        };
        let mut begun = vec![
            Entry::TillCreated { till },
            Entry::Opened { version: "0.1.0".to_owned(), mended: Vec::new() },
            Entry::ShopNamed { name: "Mama Ada Airtime".to_owned() },
        ];
        for (n, name) in [(1, "Ngozi"), (2, "Ada"), (3, "Bola"), (4, "Chidi")] {
            let role = if n == 1 { Role::Owner } else { Role::Attendant };
            begun.push(Entry::StaffNamed { staff: StaffId(n), name: name.to_owned(), role });
        }
        generator.put(0, Actor::Till, begun);
        generator
    }

    fn throw(&mut self, sides: u64) -> u64 {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        self.dice % sides
    }

    fn put(&mut self, later_ms: i64, by: Actor, entries: Vec<Entry>) {
        self.next.push_back((Timestamp::from_millis(self.at_ms + later_ms), by, entries));
    }

    fn morning(&mut self) {
        let days = self.today;
        self.today += 1;
        self.left_today = A_DAY * (70 + self.throw(60)) / 100;
        self.at_ms = self.first_morning + i64::try_from(days).unwrap() * DAY_MS;
        let staff = self.attendant();
        let kind = SecretKind::Pin;
        self.put(0, Actor::Till, vec![Entry::Opened { version: "0.1.0".to_owned(), mended: Vec::new() }]);
        self.put(4_000, Actor::Staff(staff), vec![Entry::SecretTried { staff, kind }]);
        self.put(4_200, Actor::Staff(staff), vec![Entry::SignedIn { staff, kind }]);
        let vendor = VendorId::ALL[usize::try_from(days % 5).unwrap()];
        let amount = Naira::from_naira(50_000 + 10_000 * i64::try_from(self.throw(20)).unwrap());
        let balance = amount.plus(Naira::from_kobo(i64::try_from(self.throw(900_000)).unwrap()));
        let funding = vec![
            Entry::WalletFunded { vendor, amount, note: "bank transfer".to_owned() },
            Entry::WalletRead { vendor, balance, why: ReadingWhy::Funded },
        ];
        self.put(9_000, Actor::Staff(StaffId(1)), funding);
    }

    fn attendant(&self) -> StaffId {
        StaffId(2 + u16::try_from(self.today % 3).unwrap())
    }

    /// The hour is drawn by the peaks, and the day's sales stand in order.
    fn next_moment(&mut self) {
        let whole = A_DAY.max(self.left_today);
        let share = (whole - self.left_today) * 100 / whole;
        let mut before = 0;
        let hour = PEAKS.iter().position(|peak| {
            before += peak;
            share < before
        });
        let hour = i64::try_from(hour.unwrap_or(PEAKS.len() - 1)).unwrap();
        let midnight = self.first_morning + i64::try_from(self.today - 1).unwrap() * DAY_MS;
        let earliest = midnight + hour * HOUR_MS;
        let step = i64::try_from(1_000 + self.throw(140_000)).unwrap();
        self.at_ms = self.at_ms.max(earliest) + step;
    }

    /// Regular customers come often: half of all sales go to a hundredth of the numbers.
    fn number(&mut self) -> Msisdn {
        const PREFIXES: [&str; 8] = ["0803", "0806", "0703", "0802", "0808", "0805", "0807", "0809"];
        let customer = if self.throw(2) == 0 { self.throw(1_500) } else { self.throw(150_000) };
        let prefix = PREFIXES[usize::try_from(customer % 8).unwrap()];
        let number = format!("{prefix}{:07}", customer.wrapping_mul(6_364_136) % 10_000_000);
        Msisdn::parse(&number).expect("eleven digits of a network")
    }

    fn product(&mut self, number: &Msisdn) -> (Product, Naira) {
        const AMOUNTS: [i64; 10] = [100, 100, 200, 200, 500, 500, 500, 1_000, 1_000, 2_000];
        let network = Network::by_prefix(&number.local()).unwrap_or(Network::Mtn);
        let any = self.throw(1_000);
        if self.throw(10) < 7 {
            let face = Naira::from_naira(AMOUNTS[usize::try_from(any % 10).unwrap()]);
            return (Product::Airtime { network, face }, face);
        }
        let size = [("500MB", 160), ("1GB", 300), ("2GB", 600), ("5GB", 1_500), ("10GB", 3_000)];
        let (size, naira) = size[usize::try_from(any % 5).unwrap()];
        let kind = ["SME", "Gifting", "Corporate"][usize::try_from(any / 5 % 3).unwrap()];
        let plan = Plan::read(&format!("{size} ({kind}) - Monthly"));
        (Product::Data { network, plan }, Naira::from_naira(naira))
    }

    fn reference(&mut self) -> Reference {
        let random = std::array::from_fn(|_| u8::try_from(self.throw(32)).unwrap());
        Reference::new(Timestamp::from_millis(self.at_ms), &self.till, random)
    }

    fn said(&mut self, charged: Naira) -> Said {
        let own = format!("{:012}{:08}", self.throw(1_000_000_000_000), self.throw(100_000_000));
        Said { http_status: Some(200), vendor_reference: Some(own), charged: Some(charged), ..Said::default() }
            .with_message(Some("Airtime purchase successful. Transaction completed"))
    }

    /// One customer: from the key press until nothing is left to do, or nearly.
    fn sell(&mut self) {
        self.next_moment();
        self.made += 1;
        self.left_today -= 1;
        let number = self.number();
        let (product, price) = self.product(&number);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.made.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        let sale = SaleId::new(Timestamp::from_millis(self.at_ms), random);
        let tender = [Tender::Cash, Tender::Cash, Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit]
            [usize::try_from(self.throw(6)).unwrap()];
        let by = Actor::Staff(self.attendant());
        let cost = price.less_basis_points(300);
        let (mut entries, reference, account) = self.attempt(sale, &product, cost);
        let intent = Event::Intent { sale, product: product.clone(), recipient: number.into(), price, tender };
        entries.insert(0, Entry::Sale(intent));
        self.put(0, by, entries);
        let answered = |reference: &Reference, outcome, said| {
            vec![Entry::Sale(Event::Answered { sale, reference: reference.clone(), outcome, said })]
        };
        let said = self.said(cost);
        let delivered = answered(&reference, Outcome::Delivered, said.clone());
        match self.throw(1_000) {
            0..30 => {
                // In doubt, asked about, delivered or failed; three of ten thousand stay open.
                self.put(45_000, Actor::Till, answered(&reference, Outcome::Unknown(Doubt::NoAnswer), Said::default()));
                let checks = 1 + self.throw(3);
                let stays = self.throw(100) == 0;
                for n in 0..checks {
                    let last = n + 1 == checks && !stays;
                    let finding = match (last, self.throw(5)) {
                        (false, _) => Finding::Pending,
                        (true, 0) => Finding::Failed,
                        (true, _) => Finding::Delivered,
                    };
                    let (reference, account, said) = (reference.clone(), account.clone(), said.clone());
                    let event = Event::Checked { sale, reference, account, finding, said };
                    self.put(48_000 + 6_000 * i64::try_from(n).unwrap(), Actor::Till, vec![Entry::Sale(event)]);
                    if finding == Finding::Failed {
                        let event = Event::CashReturned { sale, amount: price };
                        self.put(3 * HOUR_MS, by, vec![Entry::Sale(event)]);
                    }
                }
            }
            30..50 => {
                let refused = Outcome::Refused(Refusal::LowWallet);
                self.put(1_500, Actor::Till, answered(&reference, refused, Said::default()));
                if self.throw(3) == 0 {
                    let event = Event::CashReturned { sale, amount: price };
                    self.put(12_000, by, vec![Entry::Sale(event)]);
                } else {
                    let (entries, reference, _) = self.attempt(sale, &product, cost);
                    self.put(8_000, by, entries);
                    self.put(10_000, Actor::Till, answered(&reference, Outcome::Delivered, said));
                }
            }
            _ => self.put(1_800, Actor::Till, delivered),
        }
    }

    fn attempt(&mut self, sale: SaleId, product: &Product, cost: Naira) -> (Vec<Entry>, Reference, Account) {
        const VENDORS: [VendorId; 8] = [
            VendorId::SmePlug,
            VendorId::SmePlug,
            VendorId::SmePlug,
            VendorId::Strongmb,
            VendorId::Strongmb,
            VendorId::Vtpass,
            VendorId::Vtpass,
            VendorId::Simpu,
        ];
        let vendor = VENDORS[usize::try_from(self.throw(8)).unwrap()];
        let reference = self.reference();
        let considered = VENDORS[2..]
            .iter()
            .step_by(2)
            .map(|vendor| Candidate {
                vendor: *vendor,
                cost: Some(cost),
                funds: Funds::Enough,
                health: Health::Good,
                reachable: true,
                tried: false,
            })
            .collect();
        let account = Account {
            base_url: format!("https://{}.example/api/v1", vendor.slug()),
            fingerprint: format!("{:08x}", 77_777_777 + vendor as u64),
        };
        let plan = match product {
            Product::Data { plan, .. } => Some(plan.name.clone()),
            Product::Airtime { .. } | Product::Transfer { .. } => None,
        };
        let terms = Terms { code: "1".to_owned(), plan, cost: Some(cost) };
        let route = Route { policy: Policy::LowestCost, by_hand: false, considered };
        let entries = [
            Event::AttemptStarted { sale, vendor, reference: reference.clone(), account: account.clone() },
            Event::AttemptTerms { sale, reference: reference.clone(), terms },
            Event::Routed { sale, reference: reference.clone(), route },
        ];
        (entries.map(Entry::Sale).to_vec(), reference, account)
    }
}

impl Iterator for Generator {
    type Item = (Timestamp, Actor, Vec<Entry>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.next.is_empty() {
            if self.made == self.sales {
                return None;
            }
            if self.left_today == 0 {
                self.morning();
            }
            self.sell();
        }
        self.next.pop_front()
    }
}

/// Writes a journal of so many sales, as the till would have written it, without waiting for the disk. How many commits and
/// entries it has.
pub fn write_journal(directory: &Path, seed: u64, sales: u64) -> (u64, u64) {
    write(directory, Generator::new(seed, sales))
}

/// The same sales, moved in time so that the last of them are of a day.
#[allow(dead_code, reason = "the benches share this file and need no such sales")]
pub fn write_journal_until(directory: &Path, seed: u64, sales: u64, last: Day) {
    let mut all = Generator::new(seed, sales);
    while all.next().is_some() {}
    let mut moved = Generator::new(seed, sales);
    let last_morning = last.begins().millis() + 7 * HOUR_MS;
    moved.first_morning = last_morning - i64::try_from(all.today - 1).unwrap() * DAY_MS;
    moved.at_ms = moved.first_morning;
    for (at, ..) in &mut moved.next {
        *at = Timestamp::from_millis(moved.first_morning);
    }
    // Wallets of another time would be differences that nobody can explain.
    write(directory, moved.filter(|(_, _, entries)| !entries.iter().any(|e| matches!(e, Entry::WalletFunded { .. }))));
}

fn write(directory: &Path, generator: impl Iterator<Item = (Timestamp, Actor, Vec<Entry>)>) -> (u64, u64) {
    let journal = directory.join("journal");
    std::fs::create_dir_all(&journal).expect("a directory");
    let (mut seq, mut entries, mut head, mut number) = (0, 0, GENESIS, 1);
    let mut text: Vec<u8> = Vec::with_capacity(SEGMENT_BYTES + 4_096);
    let flush = |text: &mut Vec<u8>, number: &mut u32| {
        let path = journal.join(format!("{number:04}.log"));
        std::fs::File::create(&path).and_then(|mut file| file.write_all(text)).expect("a segment");
        if text.len() >= SEGMENT_BYTES {
            sealed::seal(&path).expect("a full segment is sealed");
        }
        text.clear();
        *number += 1;
    };
    for (at, actor, of_commit) in generator {
        seq += 1;
        entries += of_commit.len() as u64;
        let commit = Commit { seq, at, actor, entries: of_commit };
        head = append(&mut text, commit, head);
        if text.len() >= SEGMENT_BYTES {
            flush(&mut text, &mut number);
        }
    }
    flush(&mut text, &mut number);
    (seq, entries)
}

fn append(text: &mut Vec<u8>, commit: Commit, head: Hash) -> Hash {
    let (line, record) = line::write(commit, head);
    text.extend_from_slice(line.as_bytes());
    text.push(b'\n');
    record.hash
}
