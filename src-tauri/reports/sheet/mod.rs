//! The sheet of a shift, made from the ledger: what sales, cash and wallets did since the last close, and what smells.
//!
//! Money comes from sums that every commit keeps up to date, so a shift of five thousand sales is on the screen at once; only
//! what the owner looks at is found by a walk over the shift's commits.

mod found;

use crate::row::Names;
use airtill_domain::money::Naira;
use airtill_domain::sale::{Sale, Tender};
use airtill_domain::shift::balances::{Balances, Flows, Lot, Wallet, worth};
use airtill_domain::shift::sheet::{
    Asked, Carried, CheckLine, DrawerLines, LINES_MAX, Part, SalesLines, Sheet, WalletLine,
};
use airtill_domain::shift::{Open, Shifts};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{self, Actor};
use airtill_ledger::paper::PaperCode;
use airtill_ledger::totals::{Pile, Tally};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use found::{Rules, walk};
use std::collections::BTreeMap;
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
    found.above_list();
    found.off(&drawer, &lines, &rules, &made.reason);
    found.long(open.at, made.at);
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
