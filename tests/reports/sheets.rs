//! Drawer, wallets, debtors and shifts under everything that happens at a kiosk, against a box of cash, a purse a vendor and a
//! list of debts that know nothing of the till's sums.

use airtill_domain::debtor::DebtorId;
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::outcome::{Doubt, Finding, Outcome, Refusal, Said};
use airtill_domain::phone::Msisdn;
use airtill_domain::product::Product;
use airtill_domain::sale::event::{Event, Terms, Verdict};
use airtill_domain::sale::{Attempt, Sale, SaleStatus, Side, Tender};
use airtill_domain::shift::balances::{Balances, Flows, Wallet, worth};
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::shift::{Count, Direction, Shifts};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::ReadingWhy;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::work::unwatched;
use airtill_reports::sheet::{self as reports, Made};
use airtill_tests::entries::{at, open, reference, sale_id, sheet};
use airtill_tests::memory::Memory;
use airtill_tests::progress::{Run, cases};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    /// Which sale, how it is paid, and what it costs the shop, if anybody knows.
    Take(u64, Tender, Option<i64>),
    Retry(u64),
    Answer(u64, Outcome, Option<i64>),
    Check(u64, Finding),
    /// Money goes back, another way than the one in which it was paid where one is named.
    Return(u64, Option<Tender>),
    /// One of what was written down is put right: what is right in its place, and whether readings had shown it.
    Correct(usize, i64, bool),
    Settle(u64, Verdict),
    /// An end is followed by another, of an attempt counted from the last.
    Follow(u64, usize, Verdict),
    Fund(usize, i64),
    /// A vendor's balance, off by so much from what the purse holds; within doubts it is anything between.
    Read(usize, i64),
    Move(Direction, i64),
    Pay(u32, i64, Tender),
    Open(i64),
    /// The drawer is off by so much.
    Count(i64),
    Close,
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    let n = 0_u64..6;
    let tender = prop_oneof![
        3 => Just(Tender::Cash),
        1 => Just(Tender::Transfer),
        1 => Just(Tender::Card),
        2 => Just(Tender::Credit)
    ];
    let cost = prop_oneof![4 => (80_i64..99).prop_map(Some), 1 => Just(None)];
    let outcome = prop_oneof![
        3 => Just(Outcome::Delivered),
        2 => Just(Outcome::Refused(Refusal::LowWallet)),
        2 => Just(Outcome::Unknown(Doubt::NoAnswer)),
    ];
    let finding = prop_oneof![
        2 => Just(Finding::Delivered),
        1 => Just(Finding::Failed),
        1 => Just(Finding::Pending),
        2 => Just(Finding::Reversed)
    ];
    let verdict = prop_oneof![Just(Verdict::Delivered), Just(Verdict::Failed)];
    let direction = prop_oneof![Just(Direction::In), Just(Direction::Out)];
    let paid = prop_oneof![Just(Tender::Cash), Just(Tender::Transfer), Just(Tender::Card)];
    prop_oneof![
        6 => (n.clone(), tender, cost.clone()).prop_map(|(n, t, c)| Step::Take(n, t, c)),
        2 => n.clone().prop_map(Step::Retry),
        6 => (n.clone(), outcome, cost).prop_map(|(n, o, c)| Step::Answer(n, o, c)),
        3 => (n.clone(), finding).prop_map(|(n, f)| Step::Check(n, f)),
        3 => (n.clone(), prop::option::of(paid.clone())).prop_map(|(n, t)| Step::Return(n, t)),
        4 => (0_usize..20, 0_i64..300, any::<bool>()).prop_map(|(m, i, f)| Step::Correct(m, i, f)),
        1 => (n.clone(), verdict.clone()).prop_map(|(n, v)| Step::Settle(n, v)),
        3 => (n, prop_oneof![3 => Just(0_usize), 1 => Just(1)], verdict).prop_map(|(n, back, v)| Step::Follow(n, back, v)),
        2 => (0_usize..5, -50_i64..500).prop_map(|(v, a)| Step::Fund(v, a)),
        3 => (0_usize..5, -30_i64..30).prop_map(|(v, a)| Step::Read(v, a)),
        2 => (direction, 1_i64..300).prop_map(|(d, a)| Step::Move(d, a)),
        2 => (0_u32..3, 1_i64..200, paid).prop_map(|(d, a, t)| Step::Pay(d, a, t)),
        3 => (0_i64..900).prop_map(Step::Open),
        2 => (-40_i64..40).prop_map(Step::Count),
        2 => Just(Step::Close),
        1 => Just(Step::Crash),
    ]
}

/// What the till's sums are held against.
#[derive(Clone, Default)]
struct Oracle {
    sales: BTreeMap<u64, Sale>,
    cash: i64,
    bank: i64,
    card: i64,
    debts: BTreeMap<u32, i64>,
    /// Put in, found and differed, in naira: costs are subtracted when asked.
    purses: [i64; VendorId::COUNT],
    first_looked_at: [bool; VendorId::COUNT],
    shift: u32,
    is_open: bool,
    used: u64,
    /// What may be put right.
    written: Vec<Written>,
}

/// What was written down, and whether the drawer was counted since.
#[derive(Clone)]
struct Written {
    what: Corrected,
    counted: CountedSince,
}

fn naira(amount: i64) -> Naira {
    Naira::from_naira(amount)
}

fn price(n: u64) -> i64 {
    100 + i64::try_from(n).unwrap()
}

/// Three customers buy on credit.
fn debtor(n: u64) -> u32 {
    u32::try_from(n % 3).unwrap()
}

fn vendor(n: u64) -> VendorId {
    VendorId::ALL[usize::try_from(n % 5).unwrap()]
}

impl Oracle {
    fn spent(&self, vendor: VendorId) -> i64 {
        self.costs(vendor, Side::Delivered)
    }

    fn held(&self, vendor: VendorId) -> i64 {
        self.costs(vendor, Side::Open)
    }

    /// What all attempts at a vendor cost that came to this.
    fn costs(&self, vendor: VendorId, side: Side) -> i64 {
        let attempts = self.sales.values().flat_map(|sale| sale.attempts.iter().map(move |attempt| (sale, attempt)));
        attempts
            .filter(|(_, attempt)| attempt.vendor == vendor && attempt.position.side() == side)
            .map(|(sale, attempt)| cost(sale, attempt))
            .sum()
    }

    fn purse(&self, vendor: usize) -> i64 {
        self.purses[vendor] - self.spent(VendorId::ALL[vendor])
    }

    fn sum(&self, standing: SaleStatus) -> i64 {
        let price = |sale: &Sale| sale.price.whole().unwrap();
        let stands = |sale: &&Sale| sale.standing(at(100_000)) == standing;
        self.sales.values().filter(stands).map(price).sum()
    }

    /// Money that a customer gave or got back.
    fn pay(&mut self, n: u64, tender: Tender, amount: i64) {
        match tender {
            Tender::Cash => self.cash += amount,
            Tender::Transfer => self.bank += amount,
            Tender::Card => self.card += amount,
            Tender::Credit => *self.debts.entry(debtor(n)).or_default() += amount,
        }
    }

    /// The entries of a step, or nothing where it makes no sense.
    fn entries(&mut self, step: &Step) -> Option<Vec<Entry>> {
        let last = |n: &u64| self.sales.get(n).map(|sale| sale.last_attempt().reference.clone());
        let sale_entry = |event| Some(vec![Entry::Sale(event)]);
        match step {
            Step::Take(n, tender, cost) => {
                self.used += 1;
                Some(taken(*n, *tender, *cost, self.used))
            }
            Step::Retry(n) => {
                self.used += 1;
                let reference = reference(self.used);
                let sale = sale_id(*n);
                let terms = Terms { code: "1".to_owned(), plan: None, cost: Some(naira(90)) };
                let started = Event::AttemptStarted {
                    sale,
                    vendor: vendor(*n + 1),
                    reference: reference.clone(),
                    account: airtill_tests::entries::account(),
                };
                Some([started, Event::AttemptTerms { sale, reference, terms }].map(Entry::Sale).to_vec())
            }
            Step::Answer(n, outcome, charged) => {
                let said = Said { charged: charged.map(naira), ..Said::default() };
                sale_entry(Event::Answered { sale: sale_id(*n), reference: last(n)?, outcome: outcome.clone(), said })
            }
            Step::Check(n, finding) => sale_entry(Event::Checked {
                sale: sale_id(*n),
                reference: last(n)?,
                account: airtill_tests::entries::account(),
                finding: *finding,
                said: Said::default(),
            }),
            Step::Return(n, None) => sale_entry(Event::CashReturned { sale: sale_id(*n), amount: naira(price(*n)) }),
            Step::Return(n, Some(tender)) => sale_entry(Event::Returned {
                sale: sale_id(*n),
                amount: naira(price(*n)),
                tender: *tender,
                taker: "her sister".to_owned(),
            }),
            Step::Correct(pick, instead, seen) => {
                let written = self.written.get(pick % self.written.len().max(1))?.clone();
                let mut entries = Vec::new();
                let (mut what, mut right) = (written.what, naira(*instead));
                if let Corrected::Returned { sale, amount, .. } = what {
                    entries.push(Entry::Sale(Event::ReturnTakenBack { sale, amount }));
                    right = Naira::ZERO;
                }
                if let Corrected::WalletFunded { amount, left, .. } = &mut what {
                    *left = Vec::from_iter(seen.then(|| (at(5), right.minus(*amount))));
                }
                let counted = written.counted;
                let why = "a slip".to_owned();
                entries.push(Entry::Corrected { of: 1, what, instead: right, counted, why, agreed: None });
                Some(entries)
            }
            Step::Settle(n, verdict) => sale_entry(Event::Settled {
                sale: sale_id(*n),
                reference: last(n)?,
                verdict: *verdict,
                reason: "sure".to_owned(),
                evidence: "seen".to_owned(),
            }),
            Step::Follow(n, back, verdict) => {
                let attempts = &self.sales.get(n)?.attempts;
                sale_entry(Event::EndFollowed {
                    sale: sale_id(*n),
                    reference: attempts[attempts.len().checked_sub(back + 1)?].reference.clone(),
                    verdict: *verdict,
                    reason: "sure".to_owned(),
                    evidence: "seen".to_owned(),
                })
            }
            Step::Fund(vendor, amount) => {
                let vendor = VendorId::ALL[*vendor];
                Some(vec![Entry::WalletFunded { vendor, amount: naira(*amount), note: String::new() }])
            }
            Step::Read(vendor, off) => {
                let balance = naira(self.purse(*vendor) + off);
                Some(vec![Entry::WalletRead { vendor: VendorId::ALL[*vendor], balance, why: ReadingWhy::Closed }])
            }
            Step::Move(direction, amount) => {
                let (direction, amount) = (*direction, naira(*amount));
                Some(vec![Entry::CashMoved { direction, amount, reason: String::new() }])
            }
            Step::Pay(debtor, amount, tender) => {
                let (debtor, amount, tender) = (DebtorId(*debtor), naira(*amount), *tender);
                Some(vec![Entry::DebtPaid { debtor, amount, tender }])
            }
            Step::Open(float) => {
                Some(vec![Entry::ShiftOpened { number: self.shift + 1, float: Count::of(naira(*float)) }])
            }
            Step::Count(off) => Some(vec![Entry::DrawerCounted { count: Count::of(naira(self.cash + off)) }]),
            Step::Close | Step::Crash => None,
        }
    }

    /// Whether a step may happen, and what follows from it.
    fn take(&mut self, step: &Step, entries: &[Entry], at: Timestamp) -> bool {
        let n = match step {
            Step::Take(n, ..) | Step::Retry(n) | Step::Answer(n, ..) | Step::Check(n, _) => *n,
            Step::Return(n, _) | Step::Settle(n, _) | Step::Follow(n, ..) => *n,
            Step::Correct(pick, ..) => return self.correct(*pick, entries, at),
            other => {
                let allowed = self.take_other(other);
                if allowed {
                    self.write(entries.iter().find_map(|entry| entry.correctable(at)));
                }
                return allowed;
            }
        };
        let mut next = self.sales.get(&n).cloned();
        if next.is_none() && self.shift > 0 && !self.is_open {
            return false;
        }
        for entry in entries {
            let Entry::Sale(event) = entry else { continue };
            match Sale::apply(next, event, at) {
                Ok(sale) => next = Some(sale),
                Err(_) => return false,
            }
        }
        let Some(sale) = next else { return false };
        match step {
            Step::Take(_, tender, _) => self.pay(n, *tender, price(n)),
            Step::Return(_, tender) => {
                let (tender, amount) = (tender.unwrap_or(sale.tender), naira(price(n)));
                self.pay(n, tender, -price(n));
                self.write(Some(Corrected::Returned { sale: sale_id(n), amount, tender }));
            }
            _ => {}
        }
        self.sales.insert(n, sale);
        true
    }

    fn write(&mut self, what: Option<Corrected>) {
        self.written.extend(what.map(|what| Written { what, counted: CountedSince::No }));
    }

    /// What was written down is put right: money moves by the difference, and what is in a counted drawer stays.
    fn correct(&mut self, pick: usize, entries: &[Entry], at: Timestamp) -> bool {
        let place = pick % self.written.len();
        let Some(Entry::Corrected { what, instead, counted, .. }) = entries.last() else { return false };
        let more = instead.minus(what.amount()).whole().unwrap();
        let in_box = |cash: &mut i64, more: i64| *cash += if *counted == CountedSince::No { more } else { 0 };
        match what {
            Corrected::CashMoved { direction, .. } => {
                in_box(&mut self.cash, if *direction == Direction::In { more } else { -more });
            }
            Corrected::DebtPaid { debtor, tender, .. } => {
                *self.debts.entry(debtor.0).or_default() -= more;
                match tender {
                    Tender::Cash => in_box(&mut self.cash, more),
                    tender => self.pay(0, *tender, more),
                }
            }
            Corrected::Returned { sale, tender, .. } => {
                let Some((n, known)) = self.sales.iter().find(|(_, known)| known.id == *sale) else { return false };
                let (n, known) = (*n, known.clone());
                let Entry::Sale(event) = &entries[0] else { return false };
                let Ok(next) = Sale::apply(Some(known), event, at) else { return false };
                self.sales.insert(n, next);
                match tender {
                    Tender::Cash => in_box(&mut self.cash, price(n)),
                    tender => self.pay(n, *tender, price(n)),
                }
            }
            // What readings had shown already is in the purse.
            Corrected::WalletFunded { vendor, left, .. } if left.is_empty() => {
                self.purses[VendorId::ALL.iter().position(|known| known == vendor).unwrap()] += more
            }
            Corrected::WalletFunded { .. } | Corrected::DifferenceExplained { .. } => {}
        }
        if *instead == Naira::ZERO {
            self.written.remove(place);
        } else {
            self.written[place].what = what.clone().with_amount(*instead);
        }
        true
    }

    fn take_other(&mut self, step: &Step) -> bool {
        match step {
            Step::Fund(vendor, amount) => self.purses[*vendor] += amount,
            Step::Read(vendor, off) => {
                let held = self.held(VendorId::ALL[*vendor]);
                // A first look finds what is there; a later one within the doubts says nothing.
                self.purses[*vendor] += match (self.first_looked_at[*vendor], *off) {
                    (false, off) => off,
                    (true, off) if off > 0 => off,
                    (true, off) if off < -held => off + held,
                    (true, _) => 0,
                };
                self.first_looked_at[*vendor] = true;
            }
            Step::Move(Direction::In, amount) => self.cash += amount,
            Step::Move(Direction::Out, amount) => self.cash -= amount,
            Step::Pay(debtor, amount, tender) => {
                *self.debts.entry(*debtor).or_default() -= amount;
                self.pay(0, *tender, *amount);
            }
            Step::Open(float) => {
                if self.is_open {
                    return false;
                }
                (self.is_open, self.shift, self.cash) = (true, self.shift + 1, *float);
                self.written.iter_mut().for_each(|written| written.counted = CountedSince::InAnEarlierShift);
            }
            Step::Count(off) => {
                if !self.is_open {
                    return false;
                }
                self.cash += off;
                let not_yet = self.written.iter_mut().filter(|written| written.counted == CountedSince::No);
                not_yet.for_each(|written| written.counted = CountedSince::InThisShift);
            }
            _ => return false,
        }
        true
    }

    /// The till's sums say what cash box, purses and debts say, and both sides of the check line are the same.
    fn holds(
        &self,
        balances: &Balances,
        wallets: &[Wallet; VendorId::COUNT],
        shifts: &Shifts,
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(balances.drawer(), naira(self.cash), "drawer");
        prop_assert_eq!(balances.paid_by(Tender::Transfer), naira(self.bank), "bank");
        prop_assert_eq!(balances.paid_by(Tender::Card), naira(self.card), "card");
        prop_assert_eq!(balances.debtors(), naira(self.debts.values().sum()), "debtors");
        let not_known = self.sum(SaleStatus::NotKnown) + self.sum(SaleStatus::Sending);
        prop_assert_eq!(balances.not_known.sum, naira(not_known), "held for customers");
        prop_assert_eq!(balances.owed.sum, naira(self.sum(SaleStatus::Owed)), "owed to customers");
        for (n, wallet) in wallets.iter().enumerate() {
            prop_assert_eq!(wallet.value(), naira(self.purse(n)), "wallet {}", n);
            prop_assert_eq!(wallet.held, naira(self.held(VendorId::ALL[n])), "held in wallet {}", n);
        }
        prop_assert_eq!(worth(balances, wallets), Flows::of(balances, wallets).sum(), "since the beginning");
        let flows: Vec<Wallet> = wallets.iter().zip(&shifts.since.wallets).map(|(now, was)| now.since(was)).collect();
        let came = Flows::of(&balances.since(&shifts.since.balances), &flows).sum();
        let was = worth(&shifts.since.balances, &shifts.since.wallets);
        prop_assert_eq!(worth(balances, wallets), was.plus(came), "since the last close");
        prop_assert_eq!(shifts.open.is_some(), self.is_open);
        prop_assert_eq!(shifts.number, self.shift);
        Ok(())
    }
}

/// What an attempt costs the shop, as everyone has to see it: what was charged, else what was expected, else the price.
fn cost(sale: &Sale, attempt: &Attempt) -> i64 {
    let expected = attempt.terms.as_ref().and_then(|terms| terms.cost);
    attempt.charged.or(expected).unwrap_or(sale.price).whole().unwrap()
}

fn taken(n: u64, tender: Tender, cost: Option<i64>, used: u64) -> Vec<Entry> {
    let (sale, price) = (sale_id(n), naira(price(n)));
    let product = Product::Airtime { network: Network::Mtn, face: price };
    let recipient = Msisdn::parse("08031234567").unwrap().into();
    let mut entries = vec![Entry::Sale(Event::Intent { sale, product, recipient, price, tender })];
    if tender == Tender::Credit {
        let debtor = DebtorId(debtor(n));
        entries.push(Entry::DebtorNamed { debtor, name: format!("debtor {}", debtor.0) });
        entries.push(Entry::Sale(Event::OnCredit { sale, debtor }));
    }
    let (reference, terms) = (reference(used), Terms { code: "1".to_owned(), plan: None, cost: cost.map(naira) });
    let account = airtill_tests::entries::account();
    let started = Event::AttemptStarted { sale, vendor: vendor(n), reference: reference.clone(), account };
    entries.extend([started, Event::AttemptTerms { sale, reference, terms }].map(Entry::Sale));
    entries
}

fn hold_in_memory(steps: &[Step]) -> Result<(), TestCaseError> {
    let (mut memory, mut oracle) = (Memory::default(), Oracle::default());
    for (seconds, step) in (0_u64..).zip(steps) {
        let at = at(seconds);
        match step {
            Step::Crash => memory.crash(),
            Step::Close => {
                let mut sheet = sheet();
                sheet.number = oracle.shift;
                let closed = memory.commit(at, vec![Entry::ShiftClosed { sheet: Box::new(sheet) }]);
                prop_assert_eq!(closed.is_ok(), oracle.is_open);
                oracle.is_open = false;
            }
            _ => {
                let Some(entries) = oracle.entries(step) else { continue };
                let mut next = oracle.clone();
                let allowed = next.take(step, &entries, at);
                let done = memory.commit(at, entries);
                prop_assert_eq!(done.is_ok(), allowed, "{:?}: {:?}", step, done);
                if allowed {
                    oracle = next;
                }
            }
        }
        let wallets = VendorId::ALL.map(|vendor| memory.books.get(&vendor).map(Wallet::of).unwrap_or_default());
        oracle.holds(&memory.balances, &wallets, &memory.shifts)?;
        for (debtor, owes) in &oracle.debts {
            let known = memory.debtors.get(&DebtorId(*debtor)).map_or(Naira::ZERO, |known| known.owes);
            prop_assert_eq!(known, naira(*owes), "debtor {}", debtor);
        }
    }
    Ok(())
}

/// The same on a real ledger, with the sheet as the till makes it.
fn hold_on_sled(steps: &[Step]) -> Result<(), TestCaseError> {
    let directory = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut ledger = Some(open(directory.path()).ledger);
    let mut oracle = Oracle::default();
    for (seconds, step) in (0_u64..).zip(steps) {
        let at = at(seconds);
        if let Step::Crash = step {
            drop(ledger.take());
            ledger = Some(open(directory.path()).ledger);
        }
        let ledger = ledger.as_ref().unwrap();
        let commit = |entries| runtime.block_on(ledger.commit(at, Actor::Till, entries));
        match step {
            Step::Crash => {}
            Step::Close => {
                let made = Made { at, by: Actor::Till, asked: BTreeMap::new(), reason: String::new(), bank_seen: None };
                let Some((seq, sheet)) = reports::of_open_shift(ledger, &made).unwrap() else { continue };
                prop_assert_eq!(sheet.check.off(), Naira::ZERO, "the check line: {:?}", sheet.check);
                prop_assert_eq!(sheet.drawer.expected.plus(sheet.drawer.over_short), naira(oracle.cash));
                prop_assert_eq!(sheet.number, oracle.shift);
                let closing = vec![Entry::ShiftClosed { sheet: Box::new(sheet.clone()) }];
                let late = runtime.block_on(ledger.commit_after(seq - 1, at, Actor::Till, closing.clone()));
                prop_assert!(matches!(late, Err(LedgerError::Overtaken)));
                runtime.block_on(ledger.commit_after(seq, at, Actor::Till, closing)).unwrap();
                oracle.is_open = false;
                prop_assert_eq!(ledger.closed(oracle.shift).unwrap().map(|closed| closed.sheet), Some(sheet));
            }
            _ => {
                let Some(entries) = oracle.entries(step) else { continue };
                let mut next = oracle.clone();
                let allowed = next.take(step, &entries, at);
                let done = commit(entries);
                prop_assert_eq!(done.is_ok(), allowed, "{:?}: {:?}", step, done);
                if allowed {
                    oracle = next;
                }
            }
        }
        let wallets = VendorId::ALL.map(|vendor| Wallet::of(&ledger.book(vendor).unwrap()));
        oracle.holds(&ledger.balances().unwrap(), &wallets, &ledger.shifts().unwrap())?;
    }
    prop_assert_eq!(ledger.unwrap().verify(&unwatched()).unwrap().wrong, Vec::<String>::new());
    Ok(())
}

fn histories(name: &'static str, total: u64, together: u32, hold: fn(&[Step]) -> Result<(), TestCaseError>) {
    let run = Run::begin(name, total);
    let config =
        ProptestConfig { cases: together, max_shrink_iters: 2_000, failure_persistence: None, ..Default::default() };
    let mut done = run.first();
    while done < total {
        let steps = prop::collection::vec(step(), 60);
        TestRunner::new(config.clone()).run(&steps, |steps| hold(&steps)).unwrap_or_else(|why| panic!("{why}"));
        done += u64::from(together);
        run.done(u64::from(together));
    }
    println!("{name}: {total} histories of 60 steps, both sides of the check line equal at each step");
}

#[test]
fn the_check_line_holds_whatever_happens() {
    histories("check-line-in-memory", cases(2_000, 100_000), 100, hold_in_memory);
}

#[test]
fn the_sheet_says_what_cash_box_purses_and_debts_say() {
    histories("check-line-on-sled", cases(40, 1_000), 20, hold_on_sled);
}
