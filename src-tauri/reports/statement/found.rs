//! What a walk over the entries of a statement's days finds, and over those that came after them.

use super::Asked;
use super::later::Became;
use crate::correction;
use crate::row::Names;
use crate::table::Value;
use airtill_domain::money::Naira;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::Event;
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::shift::sheet::DrawerLines;
use airtill_domain::time::Day;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::ReadingWhy;
use airtill_ledger::entry::{Commit, Entry};
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Found {
    /// What was put into wallets.
    pub(super) funded: Vec<(VendorId, Naira)>,
    /// What was off: when, where, by how much.
    pub(super) differences: Vec<Vec<Value>>,
    /// What became, in these days, of sales of earlier ones.
    pub(super) earlier: Vec<Became>,
    /// What has become since of sales of these days.
    pub(super) since: Vec<Became>,
    /// Sales of these days that have changed since, as they were at the end.
    pub(super) then: BTreeMap<SaleId, Sale>,
}

/// Walks the entries from the first of the days to commit `last`.
pub(super) fn walk(
    ledger: &Ledger,
    asked: &Asked,
    last: u64,
    names: &Names,
    work: &Work,
) -> Result<Found, LedgerError> {
    let mut found = Found::default();
    let (from, to) = asked.days;
    // Only on these days did anything change that was sold earlier: on all others no sale is read.
    let changes = ledger.later_changes();
    let asked_for = changes.iter().filter(|later| later.changed >= from && (later.changed <= to || later.sold <= to));
    let changed: BTreeSet<Day> = asked_for.map(|later| later.changed).collect();
    for commit in ledger.after(ledger.last_before(from)?) {
        let commit = commit?;
        work.done(commit.seq.min(last), last)?;
        let day = commit.at.day();
        if commit.seq > last {
            break;
        }
        if changed.contains(&day) {
            found.look_for_changes(ledger, asked, &commit, names)?;
        }
        // A clock that was set puts entries of other days between.
        if day >= from && day <= to {
            commit.entries.iter().for_each(|entry| found.take(&commit, entry, names));
        }
    }
    Ok(found)
}

impl Found {
    /// What the commit made of sales that were taken on an earlier day.
    fn look_for_changes(
        &mut self,
        ledger: &Ledger,
        asked: &Asked,
        commit: &Commit,
        names: &Names,
    ) -> Result<(), LedgerError> {
        let (from, to) = asked.days;
        let day = commit.at.day();
        let events = || {
            commit.entries.iter().filter_map(|entry| if let Entry::Sale(event) = entry { Some(event) } else { None })
        };
        let taken = |id| events().any(|event| matches!(event, Event::Intent { sale, .. } if *sale == id));
        let mut sales: Vec<SaleId> = events().map(Event::sale).filter(|id| !taken(*id)).collect();
        sales.dedup();
        for id in sales {
            let Some(row) = ledger.row(id)? else { continue };
            let sold = row.sale.day();
            let (is_earlier, is_since) = (day <= to, day > to && sold >= from && sold <= to);
            if sold >= day || !(is_earlier || is_since) {
                continue;
            }
            let was = ledger.sale_as_of(&row, commit.seq - 1)?;
            let Some((was, is)) = was.zip(ledger.sale_as_of(&row, commit.seq)?) else { continue };
            let became = Became::of(&was, &is, commit, &row.by, names);
            if is_since {
                self.then.entry(id).or_insert(was);
                self.since.extend(became);
            } else {
                self.earlier.extend(became);
            }
        }
        Ok(())
    }

    fn take(&mut self, commit: &Commit, entry: &Entry, names: &Names) {
        let when = || Value::Text(format!("{}, {}", commit.at.day().short(), commit.at.hour_minute()));
        match entry {
            Entry::WalletFunded { vendor, amount, .. }
            | Entry::DifferenceExplained { vendor, amount, funding: true, .. } => {
                self.funded.push((*vendor, *amount));
            }
            Entry::Corrected { of, what, instead, counted, why, agreed } => {
                match what {
                    Corrected::WalletFunded { vendor, amount, .. } => {
                        self.funded.push((*vendor, instead.minus(*amount)))
                    }
                    Corrected::DifferenceExplained { vendor, difference, funding: true } => {
                        self.funded.push((*vendor, Naira::ZERO.minus(difference.amount())));
                    }
                    Corrected::DifferenceExplained { funding: false, .. }
                    | Corrected::CashMoved { .. }
                    | Corrected::DebtPaid { .. }
                    | Corrected::Returned { .. } => {}
                }
                // What an earlier count or look was off, it was not; what had been looked into stands there again.
                let off = match what {
                    Corrected::DifferenceExplained { difference, .. } => difference.amount(),
                    Corrected::WalletFunded { left, .. } => {
                        Naira::ZERO.minus(left.iter().map(|(_, amount)| *amount).sum())
                    }
                    _ if *counted == CountedSince::InAnEarlierShift => Naira::ZERO.minus(what.drawer_change(*instead)),
                    _ => Naira::ZERO,
                };
                if off != Naira::ZERO {
                    let words = correction::sentence(*of, what, *instead, why, *agreed, names);
                    self.differences.push(vec![when(), Value::Text(words), Value::Money(off)]);
                }
            }
            // By how much stands on the shift's Z, which knows what was expected.
            Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained } => {
                self.wallet_differs(when(), *vendor, *balance, Value::Text(String::new()));
            }
            Entry::WalletDiffers { vendor, balance, off } => {
                self.wallet_differs(when(), *vendor, *balance, Value::Money(*off));
            }
            Entry::ShiftClosed { sheet } => {
                let DrawerLines { over_short, .. } = sheet.drawer;
                if over_short != Naira::ZERO {
                    let by = names.name(&commit.actor);
                    let why = if sheet.reason.is_empty() { say!("no reason given") } else { &sheet.reason };
                    let text = say!("Drawer, Z {number} of {by}: {why}", number = sheet.number, by, why);
                    self.differences.push(vec![when(), Value::Text(text), Value::Money(over_short)]);
                }
                for line in sheet.wallets.iter().filter(|line| line.difference != Naira::ZERO) {
                    let text =
                        say!("Wallet at {vendor}, Z {number}", vendor = line.vendor.name(), number = sheet.number);
                    self.differences.push(vec![when(), Value::Text(text), Value::Money(line.difference)]);
                }
            }
            _ => {}
        }
    }

    fn wallet_differs(&mut self, when: Value, vendor: VendorId, balance: Naira, off: Value) {
        let text = say!("{vendor} says {balance}, which the ledger can't explain", vendor = vendor.name(), balance);
        self.differences.push(vec![when, Value::Text(text), off]);
    }
}
