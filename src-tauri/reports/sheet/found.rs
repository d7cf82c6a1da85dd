//! What happened in a shift, entry by entry: its exceptions and movements.

use super::about;
use crate::correction;
use crate::row::Names;
use airtill_domain::money::Naira;
use airtill_domain::print::Slip;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::{Consent, Event};
use airtill_domain::shift::correction::Corrected;
use airtill_domain::shift::sheet::{DrawerLines, Exception, ExceptionKind, LINES_MAX, Movement, Sheet, WalletLine};
use airtill_domain::shift::{Counted, Direction, Shifts, over_or_short};
use airtill_domain::time::{CLOCK_SLACK, ClockOff, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::ReadingWhy;
use airtill_ledger::entry::{Commit, Entry};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// A shift of so many hours is an exception: a day and a night.
const LONG_SHIFT_H: u64 = 24;

/// By which it is told what is off.
pub(super) struct Rules {
    pub(super) over_short_most: Naira,
    pub(super) shared_wallets: Vec<VendorId>,
}

/// What a walk over the shift's commits finds.
#[derive(Default)]
pub(super) struct Found {
    pub(super) opened_by: String,
    pub(super) exceptions: Vec<(ExceptionKind, String, About)>,
    pub(super) movements: Vec<Movement>,
    /// How often slips went to the printer in this shift.
    pub(super) prints: BTreeMap<(Option<SaleId>, u32), (u16, String)>,
    pub(super) slowest_give_back: Option<Duration>,
    pub(super) odd_charges: BTreeSet<String>,
    /// What wallets hold beyond what was expected because sales were cheaper: no alarm.
    cheaper: BTreeMap<VendorId, Naira>,
    /// What vendors charged above their lists, and for how many sales.
    above_list: BTreeMap<VendorId, (Naira, u32)>,
    /// Debts' payments and money given back that were taken back at once: how many, and how much. Cash in and out has lines of its own.
    taken_back: (u32, Naira),
    /// Sales of which it was told already that they brought a loss.
    losses: BTreeSet<SaleId>,
}

/// What an exception is about: read when it is known that it goes on the sheet.
pub(super) enum About {
    Sale(SaleId),
    Words(String),
}

pub(super) fn walk(ledger: &Ledger, shifts: &Shifts, names: &Names) -> Result<Found, LedgerError> {
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
        if let Entry::Sale(event) = entry
            && event.may_deliver()
        {
            self.look_for_loss(ledger, event.sale(), commit, names)?;
        }
        let when_and_who = || format!("{} {}", commit.at.hour_minute(), names.name(&commit.actor));
        let mut except = |kind, about| self.exceptions.push((kind, when_and_who(), about));
        match entry {
            Entry::Sale(Event::Consented { sale, to }) => {
                for consent in to {
                    match consent {
                        Consent::SecondOne { .. } => except(ExceptionKind::SecondOne, About::Sale(*sale)),
                        Consent::PriceChanged { .. } => except(ExceptionKind::PriceAccepted, About::Sale(*sale)),
                        Consent::LargeTransfer { staff } => {
                            let sale = ledger.sale(*sale)?.map(|sale| about(&sale)).unwrap_or_default();
                            let words = say!("{sale}, agreed to by {who}", sale, who = names.staff(*staff));
                            except(ExceptionKind::LargeTransfer, About::Words(words));
                        }
                        Consent::OwnerAgreed { .. }
                        | Consent::LastFour
                        | Consent::LowPrice { .. }
                        | Consent::BeyondDay { .. } => {}
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
            Entry::Sale(Event::ChargedAboveList { sale, reference, charged, listed }) => {
                let sale = ledger.sale(*sale)?;
                if let Some(attempt) = sale.as_ref().and_then(|sale| sale.attempt(reference)) {
                    let (sum, sales) = self.above_list.entry(attempt.vendor).or_default();
                    (*sum, *sales) = (sum.plus(charged.minus(*listed)), *sales + 1);
                }
            }
            Entry::Sale(Event::Settled { sale, .. }) => except(ExceptionKind::SettledByHand, About::Sale(*sale)),
            Entry::Sale(Event::EndFollowed { sale, .. }) => except(ExceptionKind::EndFollowed, About::Sale(*sale)),
            Entry::Corrected { of, what, instead, why, agreed, .. } => {
                if why.is_empty() && !matches!(what, Corrected::CashMoved { .. }) && !what.is_of_a_wallet() {
                    self.taken_back = (self.taken_back.0 + 1, self.taken_back.1.plus(what.amount().abs()));
                } else if !why.is_empty() {
                    let words = correction::sentence(*of, what, *instead, why, *agreed, names);
                    except(ExceptionKind::Corrected, About::Words(words));
                }
                if let Corrected::CashMoved { direction, amount } = what {
                    let reason = if why.is_empty() { say!("taken back at once") } else { why };
                    let reason = say!("correction of {stood}: {reason}", stood = amount.short(), reason);
                    self.moved(commit, *direction, instead.minus(*amount), &reason, names);
                }
            }
            Entry::Sale(Event::CashReturned { sale, .. } | Event::Returned { sale, .. }) => {
                let waited = ledger.sale(*sale)?.map(|sale| failed_at(&sale)).map(|failed| commit.at.since(failed));
                self.slowest_give_back = self.slowest_give_back.max(waited);
            }
            Entry::WalletRead { vendor, why: ReadingWhy::Cheaper { by }, .. } => {
                let sum = self.cheaper.entry(*vendor).or_default();
                *sum = sum.plus(*by);
            }
            Entry::ClockOff { vendor, ahead_s } => {
                let off = ClockOff { vendor: *vendor, ahead_s: *ahead_s };
                except(ExceptionKind::ClockOff, About::Words(off.words()));
            }
            Entry::CashMoved { direction, amount, reason } => {
                if *direction == Direction::Out && reason.is_empty() {
                    except(ExceptionKind::OutWithoutReason, About::Words(amount.to_string()));
                }
                self.moved(commit, *direction, *amount, reason, names);
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

    fn moved(&mut self, commit: &Commit, direction: Direction, amount: Naira, reason: &str, names: &Names) {
        if self.movements.len() == LINES_MAX {
            self.movements.remove(0);
        }
        let (who, reason) = (names.name(&commit.actor), reason.to_owned());
        self.movements.push(Movement { at: commit.at, who, direction, amount, reason });
    }

    /// A sale that was delivered for less than it cost: told once, with what it lost.
    fn look_for_loss(
        &mut self,
        ledger: &Ledger,
        id: SaleId,
        commit: &Commit,
        names: &Names,
    ) -> Result<(), LedgerError> {
        let Some(sale) = ledger.sale(id)? else { return Ok(()) };
        if let Some(lost) = sale.loss().filter(|_| self.losses.insert(id)) {
            let when_and_who = format!("{} {}", commit.at.hour_minute(), names.name(&commit.actor));
            let words = say!("{lost} lost: {sale}", lost, sale = about(&sale));
            self.exceptions.push((ExceptionKind::SoldAtLoss, when_and_who, About::Words(words)));
        }
        Ok(())
    }

    /// What vendors charged above their lists, in one line each.
    pub(super) fn above_list(&mut self) {
        for (vendor, (sum, sales)) in std::mem::take(&mut self.above_list) {
            let words = say!("{vendor}: {sum} in {sales} sales", vendor = vendor.name(), sum, sales);
            self.exceptions.push((ExceptionKind::ChargedAboveList, String::new(), About::Words(words)));
        }
    }

    /// What is off by more than it should be. A second count does not count the first one away.
    pub(super) fn off(&mut self, drawer: &DrawerLines, wallets: &[WalletLine], rules: &Rules, reason: &str) {
        let none = String::new;
        let offs = drawer.counts.iter().map(|counted| counted.off().abs()).chain([drawer.over_short.abs()]);
        if !drawer.counts.is_empty() && offs.max().is_some_and(|off| off > Naira::ZERO && off >= rules.over_short_most)
        {
            let why = if reason.is_empty() { say!("no reason given") } else { reason };
            let counted = drawer.counts.iter().map(Counted::off).max_by_key(|off| off.abs()).unwrap_or_default();
            let about = match drawer.over_short == Naira::ZERO && counted != Naira::ZERO {
                true => say!("{off} when it was counted, right by now: {why}", off = over_or_short(counted), why),
                false => format!("{}: {why}", over_or_short(drawer.over_short)),
            };
            self.exceptions.push((ExceptionKind::OverOrShort, none(), About::Words(about)));
        }
        for counted in drawer.counts.iter().rev().skip(1).rev() {
            let about =
                say!("first {counted}, {off}", counted = counted.count.total(), off = over_or_short(counted.off()));
            self.exceptions.push((ExceptionKind::CountedAgain, counted.at.hour_minute(), About::Words(about)));
        }
        for line in wallets {
            let cheaper = self.cheaper.get(&line.vendor).copied().unwrap_or_default();
            let off = line.difference.plus(line.off_now()).minus(cheaper);
            if off != Naira::ZERO && !rules.shared_wallets.contains(&line.vendor) {
                let about = format!("{} {off}", line.vendor.name());
                self.exceptions.push((ExceptionKind::WalletOff, none(), About::Words(about)));
            }
        }
    }

    /// A shift that nobody closed for more than a day.
    pub(super) fn long(&mut self, opened: Timestamp, made: Timestamp) {
        let hours = made.since(opened).as_secs() / 3_600;
        if hours >= LONG_SHIFT_H {
            let words = About::Words(say!("open for {hours} hours", hours));
            self.exceptions.push((ExceptionKind::LongShift, String::new(), words));
        }
    }

    /// Cash that came or went while no shift was open.
    pub(super) fn between(&mut self, sheet: &Sheet) {
        if let Some((left, difference)) = sheet.between_shifts().filter(|(_, difference)| *difference != Naira::ZERO) {
            let (float, off) = (sheet.drawer.float, over_or_short(difference));
            let about = say!("{left} at last close, {float} at opening: {off}", left, float, off);
            self.exceptions.push((ExceptionKind::BetweenShifts, String::new(), About::Words(about)));
        }
    }

    /// The lines of the sheet, those of a kind together.
    pub(super) fn exceptions(&mut self, ledger: &Ledger) -> Result<Vec<Exception>, LedgerError> {
        let (count, sum) = self.taken_back;
        if count > 0 {
            let words = say!("{count} payments and refunds taken back at once, {sum}", count, sum = sum.short());
            self.exceptions.push((ExceptionKind::Corrected, String::new(), About::Words(words)));
        }
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
pub(super) fn failed_at(sale: &Sale) -> Timestamp {
    let attempt = sale.last_attempt();
    let later = [attempt.ended_at, attempt.settled_at, attempt.last_check_at];
    later.into_iter().flatten().max().unwrap_or(attempt.started_at)
}
