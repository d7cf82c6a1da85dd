//! The sheet of a shift, made from the ledger: what sales, cash and wallets did since the last close, and what smells.
//!
//! Money comes from sums that every commit keeps up to date, so a shift of five thousand sales is on the screen at once; only
//! what the owner looks at is found by a walk over the shift's commits.

use super::row::Names;
use airtill_domain::money::Naira;
use airtill_domain::print::Slip;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::event::{Consent, Event};
use airtill_domain::sale::{Sale, Tender};
use airtill_domain::shift::balances::{Balances, Flows, Lot, Wallet, worth};
use airtill_domain::shift::sheet::{
    Asked, Carried, CheckLine, DrawerLines, Exception, ExceptionKind, LINES_MAX, Movement, Part, SalesLines, Sheet,
    WalletLine,
};
use airtill_domain::shift::{Direction, Open, Shifts, over_or_short};
use airtill_domain::time::{CLOCK_SLACK, ClockOff, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{self, Actor, Commit, Entry};
use airtill_ledger::paper::PaperCode;
use airtill_ledger::totals::{Pile, Tally};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Most bytes of a sheet in the store's form, with room for what stands beside it.
const SHEET_MOST_BYTES: usize = 12 * 1024;

/// What a sheet is made with besides the ledger.
#[derive(Clone, Debug)]
pub struct Made {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What came of asking the vendors for their balances.
    pub asked: BTreeMap<VendorId, Asked>,
    /// Why the drawer was off.
    pub reason: String,
    /// What the owner's bank list shows, where somebody looked.
    pub bank_seen: Option<Naira>,
}

/// The sheet of the open shift and the last commit that it rests on; `None` while no shift is open.
///
/// # Errors
/// When the ledger can't be read.
pub fn of_open_shift(ledger: &Ledger, made: &Made) -> Result<Option<(u64, Sheet)>, LedgerError> {
    let (seq, hash) = ledger.head()?;
    let shifts = ledger.shifts()?;
    let Some(open) = &shifts.open else { return Ok(None) };
    let names = Names::of(ledger)?;
    let (balances, totals) = (ledger.balances()?, ledger.shift_totals(shifts.number)?);
    let wallets = Wallet::of_all(|vendor| ledger.book(vendor))?;
    let flow = balances.since(&shifts.since.balances);
    let lines = wallet_lines(&shifts, &wallets, made);
    let drawer = drawer_lines(open, &balances, &flow, made);
    let mut found = walk(ledger, &shifts, &names)?;
    let over_short_most = ledger.shift_rules()?.over_short_most;
    let rules = Rules { over_short_most, shared_wallets: ledger.routing()?.shared_wallets };
    found.off(&drawer, &lines, &rules, &made.reason);
    let mut sheet = Sheet {
        number: shifts.number,
        shop: ledger.shop_name()?.unwrap_or_else(|| "Airtill".to_owned()),
        opened: (open.at, std::mem::take(&mut found.opened_by)),
        made: (made.at, names.name(&made.by)),
        code: PaperCode::of(seq, hash).to_string(),
        reason: made.reason.clone(),
        sales: sales_lines(&totals.all, &balances, &flow, found.slowest_give_back),
        staff: parts(&totals.staff, |by| names.name(by)),
        networks: parts(&totals.services, |service| *service),
        tenders: parts(&totals.tenders, |tender| *tender),
        vendors: parts(&totals.vendors, |vendor| *vendor),
        check: check_line(&shifts, &balances, &flow, &wallets),
        exceptions: Vec::new(),
        movements: std::mem::take(&mut found.movements),
        carried: carried(ledger)?,
        debtors: debtors(ledger)?,
        drawer,
        wallets: lines,
    };
    found.between(&sheet);
    sheet.exceptions = found.exceptions(ledger)?;
    shorten(&mut sheet)?;
    Ok(Some((seq, sheet)))
}

/// A sheet fits one value of the ledger, whatever names and reasons are written in: the longest list gives way first. Figures
/// don't: they stand in its sums.
fn shorten(sheet: &mut Sheet) -> Result<(), LedgerError> {
    while entry::compact::bytes(&*sheet)? > SHEET_MOST_BYTES {
        let lists = [sheet.movements.len(), sheet.exceptions.len(), sheet.carried.len(), sheet.debtors.len()];
        match lists.iter().enumerate().max_by_key(|(_, length)| **length) {
            Some((0, 1..)) => drop(sheet.movements.remove(0)),
            Some((1, 1..)) => drop(sheet.exceptions.pop()),
            Some((2, 1..)) => drop(sheet.carried.pop()),
            Some((3, 1..)) => drop(sheet.debtors.pop()),
            _ => return Ok(()),
        }
    }
    Ok(())
}

fn drawer_lines(open: &Open, balances: &Balances, flow: &Balances, made: &Made) -> DrawerLines {
    DrawerLines {
        float: open.float,
        taken: flow.taken[0].sum,
        handed_back: flow.given_back[0].sum,
        repaid: flow.repaid[0],
        paid_in: flow.paid_in,
        paid_out: flow.paid_out,
        expected: balances.drawer().minus(flow.over_short),
        counts: open.counts.clone(),
        over_short: flow.over_short,
        transfers: flow.paid_by(Tender::Transfer),
        cards: flow.paid_by(Tender::Card),
        on_credit: flow.paid_by(Tender::Credit),
        bank_seen: made.bank_seen,
    }
}

/// Wallets in which something is or was.
fn wallet_lines(shifts: &Shifts, wallets: &[Wallet; VendorId::COUNT], made: &Made) -> Vec<WalletLine> {
    let mut lines = Vec::new();
    for ((vendor, now), before) in VendorId::ALL.into_iter().zip(wallets).zip(&shifts.since.wallets) {
        let flow = now.since(before);
        let asked = made.asked.get(&vendor).copied();
        let told = matches!(asked, Some(Asked::Said(_)));
        if !told && *now == Wallet::default() && *before == Wallet::default() {
            continue;
        }
        lines.push(WalletLine {
            vendor,
            opening: before.value(),
            funded: flow.funded.plus(flow.found),
            delivered: flow.spent,
            held: now.held,
            asked: asked.unwrap_or(Asked::NotAsked),
            difference: flow.differed,
        });
    }
    lines
}

fn lot(pile: Pile) -> Lot {
    Lot { count: i64::try_from(pile.count).unwrap_or(i64::MAX), sum: pile.sum }
}

fn together(one: Lot, other: Lot) -> Lot {
    Lot { count: one.count + other.count, sum: one.sum.plus(other.sum) }
}

fn sales_lines(all: &Tally, balances: &Balances, flow: &Balances, slowest: Option<Duration>) -> SalesLines {
    let delivered = lot(all.delivered);
    SalesLines {
        taken: lot(all.taken()),
        delivered,
        failed: together(lot(all.owed), lot(all.returned)),
        not_known: lot(all.not_known),
        earlier_delivered: Lot {
            count: flow.delivered.count - delivered.count,
            sum: flow.delivered.sum.minus(delivered.sum),
        },
        given_back: flow.returned(),
        margin: flow.margin(),
        cost_unknown: flow.cost_unknown,
        by_hand: flow.by_hand,
        held: balances.not_known,
        owed: balances.owed,
        slowest_give_back_s: slowest.map(|wait| wait.as_secs()),
    }
}

fn parts<K, N>(parts: &[(K, Tally)], name: impl Fn(&K) -> N) -> Vec<(N, Part)> {
    let part = |tally: &Tally| Part {
        taken: lot(tally.taken()),
        delivered: lot(tally.delivered),
        failed: lot(tally.owed).count + lot(tally.returned).count,
        not_known: lot(tally.not_known).count,
        margin: tally.margin(),
    };
    parts
        .iter()
        .filter(|(_, tally)| tally.sales > 0)
        .take(LINES_MAX)
        .map(|(key, tally)| (name(key), part(tally)))
        .collect()
}

fn check_line(shifts: &Shifts, balances: &Balances, flow: &Balances, wallets: &[Wallet; VendorId::COUNT]) -> CheckLine {
    let since = &shifts.since;
    let flows: Vec<Wallet> = wallets.iter().zip(&since.wallets).map(|(now, before)| now.since(before)).collect();
    let held: Naira = wallets.iter().map(|wallet| wallet.held).sum();
    CheckLine {
        opening: worth(&since.balances, &since.wallets),
        drawer: balances.drawer(),
        bank_and_card: balances.paid_by(Tender::Transfer).plus(balances.paid_by(Tender::Card)),
        debtors: balances.debtors(),
        wallets: wallets.iter().map(Wallet::value).sum::<Naira>().minus(held),
        held_at_vendors: held,
        held_for_customers: balances.not_known.sum,
        owed: balances.owed.sum,
        flows: Flows::of(flow, &flows),
    }
}

fn about(sale: &Sale) -> String {
    say!("{product} to {recipient}", product = sale.product.title(), recipient = sale.recipient.masked())
}

fn carried(ledger: &Ledger) -> Result<Vec<Carried>, LedgerError> {
    let open = ledger.open_sales()?;
    let carried = open.iter().filter(|sale| sale.is_in_doubt() || sale.owed > Naira::ZERO).take(LINES_MAX);
    Ok(carried
        .map(|sale| Carried {
            about: about(sale),
            price: sale.price,
            owed: sale.owed > Naira::ZERO,
            reference: sale.last_attempt().reference.to_string(),
        })
        .collect())
}

fn debtors(ledger: &Ledger) -> Result<Vec<(String, Naira)>, LedgerError> {
    let mut debtors = ledger.debtors()?;
    debtors.retain(|debtor| debtor.owes != Naira::ZERO);
    debtors.sort_by_key(|debtor| std::cmp::Reverse(debtor.owes));
    Ok(debtors.into_iter().take(LINES_MAX).map(|debtor| (debtor.name, debtor.owes)).collect())
}

/// By which it is told what is off.
struct Rules {
    over_short_most: Naira,
    shared_wallets: Vec<VendorId>,
}

/// What a walk over the shift's commits finds.
#[derive(Default)]
struct Found {
    opened_by: String,
    exceptions: Vec<(ExceptionKind, String, About)>,
    movements: Vec<Movement>,
    /// How often slips went to the printer in this shift.
    prints: BTreeMap<(Option<SaleId>, u32), (u16, String)>,
    slowest_give_back: Option<Duration>,
    odd_charges: BTreeSet<String>,
}

/// What an exception is about: read when it is known that it goes on the sheet.
enum About {
    Sale(SaleId),
    Words(String),
}

fn walk(ledger: &Ledger, shifts: &Shifts, names: &Names) -> Result<Found, LedgerError> {
    let mut found = Found::default();
    let mut before: Option<Timestamp> = None;
    for commit in ledger.after(shifts.since.seq.saturating_sub(1)) {
        let commit = commit?;
        // The commit that the shift begins after tells the time alone, and who opened the first one.
        let first = commit.seq <= shifts.since.seq;
        if let Some(before) = before.replace(commit.at)
            && before.since(commit.at) > CLOCK_SLACK
        {
            let minutes = before.since(commit.at).as_secs() / 60;
            let when = say!("{at} till", at = commit.at.hour_minute());
            found.exceptions.push((ExceptionKind::ClockSetBack, when, About::Words(say!("by {minutes} min", minutes))));
        }
        for entry in &commit.entries {
            match entry {
                Entry::ShiftOpened { .. } => found.opened_by = names.name(&commit.actor),
                _ if first => {}
                entry => found.take(ledger, &commit, entry, names)?,
            }
        }
    }
    Ok(found)
}

impl Found {
    fn take(&mut self, ledger: &Ledger, commit: &Commit, entry: &Entry, names: &Names) -> Result<(), LedgerError> {
        let when_and_who = || format!("{} {}", commit.at.hour_minute(), names.name(&commit.actor));
        let mut except = |kind, about| self.exceptions.push((kind, when_and_who(), about));
        match entry {
            Entry::Sale(Event::Consented { sale, to }) => {
                for consent in to {
                    match consent {
                        Consent::SecondOne { .. } => except(ExceptionKind::SecondOne, About::Sale(*sale)),
                        Consent::PriceChanged { .. } => except(ExceptionKind::PriceAccepted, About::Sale(*sale)),
                        Consent::OwnerAgreed { .. } | Consent::LastFour | Consent::LargeTransfer { .. } => {}
                    }
                }
            }
            // Said once of each vendor and figure, however often it is said.
            Entry::Sale(Event::ChargeNotBelieved { sale, reference, charged, listed }) => {
                let attempt =
                    ledger.sale(*sale)?.and_then(|sale| sale.attempt(reference).map(|attempt| attempt.vendor));
                let vendor = attempt.map(VendorId::name).unwrap_or_default();
                let words = say!("{vendor} charged {charged} for {listed}?", vendor, charged, listed = listed.short());
                if self.odd_charges.insert(words.clone()) {
                    except(ExceptionKind::ChargeNotBelieved, About::Words(words));
                }
            }
            Entry::Sale(Event::Settled { sale, .. }) => except(ExceptionKind::SettledByHand, About::Sale(*sale)),
            Entry::Sale(Event::CashReturned { sale, .. }) => {
                let waited = ledger.sale(*sale)?.map(|sale| failed_at(&sale)).map(|failed| commit.at.since(failed));
                self.slowest_give_back = self.slowest_give_back.max(waited);
            }
            Entry::ClockOff { vendor, ahead_s } => {
                let off = ClockOff { vendor: *vendor, ahead_s: *ahead_s };
                except(ExceptionKind::ClockOff, About::Words(off.words()));
            }
            Entry::CashMoved { direction, amount, reason } => {
                if *direction == Direction::Out && reason.is_empty() {
                    except(ExceptionKind::OutWithoutReason, About::Words(amount.to_string()));
                }
                if self.movements.len() == LINES_MAX {
                    self.movements.remove(0);
                }
                self.movements.push(Movement {
                    at: commit.at,
                    who: names.name(&commit.actor),
                    direction: *direction,
                    amount: *amount,
                    reason: reason.clone(),
                });
            }
            Entry::PrintBegun { slip, .. } => {
                let key = match slip {
                    Slip::Sale { sale, of } => Some((Some(*sale), of.place() as u32)),
                    Slip::Z { number } => Some((None, *number)),
                    Slip::X | Slip::Test => None,
                };
                if let Some(key) = key {
                    let (count, when) = self.prints.entry(key).or_default();
                    *count += 1;
                    *when = when_and_who();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What is off by more than it should be. A second count does not count the first one away.
    fn off(&mut self, drawer: &DrawerLines, wallets: &[WalletLine], rules: &Rules, reason: &str) {
        let none = String::new;
        let offs = drawer.counts.iter().map(|counted| counted.off().abs()).chain([drawer.over_short.abs()]);
        if !drawer.counts.is_empty() && offs.max().is_some_and(|off| off > rules.over_short_most) {
            let why = if reason.is_empty() { say!("no reason given") } else { reason };
            let about = format!("{}: {why}", over_or_short(drawer.over_short));
            self.exceptions.push((ExceptionKind::OverOrShort, none(), About::Words(about)));
        }
        for counted in drawer.counts.iter().rev().skip(1).rev() {
            let about =
                say!("first {counted}, {off}", counted = counted.count.total(), off = over_or_short(counted.off()));
            self.exceptions.push((ExceptionKind::CountedAgain, counted.at.hour_minute(), About::Words(about)));
        }
        for line in wallets {
            let off = line.difference.plus(line.off_now());
            if off != Naira::ZERO && !rules.shared_wallets.contains(&line.vendor) {
                let about = format!("{} {off}", line.vendor.name());
                self.exceptions.push((ExceptionKind::WalletOff, none(), About::Words(about)));
            }
        }
    }

    /// Cash that came or went while no shift was open.
    fn between(&mut self, sheet: &Sheet) {
        if let Some((left, difference)) = sheet.between_shifts().filter(|(_, difference)| *difference != Naira::ZERO) {
            let (float, off) = (sheet.drawer.float, over_or_short(difference));
            let about = say!("{left} at last close, {float} at opening: {off}", left, float, off);
            self.exceptions.push((ExceptionKind::BetweenShifts, String::new(), About::Words(about)));
        }
    }

    /// The lines of the sheet, those of a kind together.
    fn exceptions(&mut self, ledger: &Ledger) -> Result<Vec<Exception>, LedgerError> {
        for ((sale, number), (count, when)) in std::mem::take(&mut self.prints) {
            let all = match sale {
                Some(sale) => ledger.sale(sale)?.map_or(0, |sale| sale.prints[number as usize % 4]),
                None => ledger.closed(number)?.map_or(0, |closed| closed.prints),
            };
            // The first one is no reprint, if it was in this shift.
            let again = if all > count { count } else { count.saturating_sub(1) };
            if again > 0 {
                let about = match sale {
                    Some(sale) => About::Sale(sale),
                    None => About::Words(format!("Z {number}")),
                };
                self.exceptions.push((ExceptionKind::Reprint, when, about));
            }
        }
        self.exceptions.sort_by_key(|(kind, ..)| kind.rank());
        let more = self.exceptions.len().saturating_sub(LINES_MAX);
        let mut lines = Vec::new();
        for (kind, when_and_who, of) in self.exceptions.drain(..).take(LINES_MAX) {
            let about = match of {
                About::Words(words) => words,
                About::Sale(sale) => ledger.sale(sale)?.map(|sale| about(&sale)).unwrap_or_default(),
            };
            lines.push(Exception { when_and_who, kind, about });
        }
        if let (true, Some(last)) = (more > 0, lines.last_mut()) {
            last.about = say!("{about}, and {more} more like these: see the audit", about = last.about, more);
        }
        Ok(lines)
    }
}

/// When the money of a sale became the customer's again, at the latest that the sale itself tells.
fn failed_at(sale: &Sale) -> Timestamp {
    let attempt = sale.last_attempt();
    let later = [attempt.ended_at, attempt.settled_at, attempt.last_check_at];
    later.into_iter().flatten().max().unwrap_or(attempt.started_at)
}
