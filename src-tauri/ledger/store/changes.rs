//! What commits write, before it is written.
//!
//! One commit at a counter, thousands of them in a rebuild: [`Changes`] takes them one after the other and is read through
//! ([`Over`]), so that the next one sees what the one before has done. [`Store::prepare`] puts them into blocks; only then
//! does anything reach sled, in one transaction. What doesn't fit is found before the journal's line is written.

use super::cache::{Cache, Records};
use super::meta::{
    APPLIED_SEQ, BACKED_UP, BACKUP_PLACE, BALANCES, COUNTER_RULES, HEAD, KEYMAP, LANGUAGE, LATEST_AT, LISTENER, LOOK,
    MARGIN_HIDDEN, PREFIXES, PRICING, PRINTER, QUEUE, RECOVERY_CODE_KEPT, RESTORED, ROUTING, SET_UP, SHARING,
    SHIFT_RULES, SHIFTS, SHOP_NAME, TILL, TITLES, TRANSFER_RULES, book_key, closed_key, debtor_key, key_marker_key,
    network_prices_key, plan_price_key, settings_key, staff_key,
};
use super::{COMMITS_A_BLOCK, LARGE_BYTES, LINES_A_BLOCK, ROWS_A_BLOCK, Store, block, odd, period_key};
use crate::entry::{Hash, Record, compact};
use crate::error::LedgerError;
use crate::index::{self, Fingerprints, IndexRow};
use crate::row::{Place, SaleRow};
use crate::totals::{Tally, Totals};
use crate::views::{Before, Closed, Effects, Period};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::price::PlanPrice;
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use serde::Serialize;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Commits that are to be written together, and the rows they change.
#[derive(Default)]
pub struct Changes {
    commits: Vec<Packed>,
    rows: BTreeMap<Place, SaleRow>,
    ids: HashMap<SaleId, Place>,
    new_rows: Place,
    references: HashMap<Reference, SaleId>,
    totals: BTreeMap<Period, Totals>,
    books: BTreeMap<VendorId, Book>,
    staff: BTreeMap<StaffId, Staff>,
    latest_at: Option<Timestamp>,
    balances: Option<Balances>,
    shifts: Option<Shifts>,
    closed: BTreeMap<u32, Closed>,
    debtors: BTreeMap<DebtorId, Debtor>,
    queue: Option<Queue>,
    /// Rows of `meta` that are only ever replaced.
    meta: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

/// A commit in its compact form.
struct Packed {
    seq: u64,
    bytes: Vec<u8>,
    prev: Hash,
    hash: Hash,
}

impl Changes {
    /// How many commits there are.
    pub fn commits(&self) -> usize {
        self.commits.len()
    }

    /// The last commit and its hash.
    pub fn head(&self) -> Option<(u64, Hash)> {
        self.commits.last().map(|commit| (commit.seq, commit.hash))
    }

    /// What is known with these changes and without writing them.
    pub fn over<'a>(&'a self, store: &'a Store) -> Over<'a> {
        Over { changes: self, store }
    }

    /// One commit more, with what it changes.
    ///
    /// # Errors
    /// [`LedgerError::TooLarge`], or when sums can't be read; the changes are of no use any more then.
    pub fn add(&mut self, store: &Store, record: &Record, effects: Effects) -> Result<(), LedgerError> {
        for (periods, exchange) in effects.exchanges() {
            for period in periods {
                match self.totals.entry(period) {
                    Slot::Occupied(known) => known.into_mut(),
                    Slot::Vacant(place) => place.insert(store.totals(period)?),
                }
                .exchange(&exchange);
            }
        }
        let Record { commit, prev, hash } = record;
        self.commits.push(Packed { seq: commit.seq, bytes: compact::write_plain(commit)?, prev: *prev, hash: *hash });
        for (id, row) in effects.sales {
            if row.story.len() == 1 && self.ids.insert(id, row.place).is_none() {
                self.new_rows += 1;
            } else {
                self.ids.insert(id, row.place);
            }
            self.rows.insert(row.place, row);
        }
        self.references.extend(effects.references);
        self.books.extend(effects.books);
        self.staff.extend(effects.staff);
        self.latest_at = effects.latest_at.or(self.latest_at);
        self.balances = effects.balances.or(self.balances);
        self.shifts = effects.shifts.or(self.shifts.take());
        self.queue = effects.queue.or(self.queue.take());
        self.closed.extend(effects.closed);
        self.debtors.extend(effects.debtors);
        for (vendor, marker) in effects.keys {
            let marker = marker.map(|marker| compact::write_row(&marker)).transpose()?;
            self.meta.insert(key_marker_key(vendor), marker);
        }
        for (vendor, settings) in effects.vendors {
            self.replace(&settings_key(vendor), compact::write_row(&settings)?);
        }
        for prices in &effects.network_prices {
            self.keep(&network_prices_key(prices.network), Some(prices))?;
        }
        for (network, plan, price) in effects.plan_prices {
            let key = plan_price_key(network, &plan)?;
            let row = price.map(|price| compact::write_row(&PlanPrice { network, plan, price })).transpose()?;
            self.meta.insert(key, row);
        }
        if effects.set_up {
            self.replace(SET_UP, Vec::new());
        }
        self.keep(TILL, effects.till.as_ref())?;
        self.keep(SHOP_NAME, effects.shop_name.as_ref())?;
        self.keep(PRICING, effects.pricing.as_ref())?;
        self.keep(ROUTING, effects.routing.as_ref())?;
        self.keep(LOOK, effects.look.as_ref())?;
        self.keep(LANGUAGE, effects.language.as_ref())?;
        self.keep(KEYMAP, effects.keymap.as_ref())?;
        self.keep(PREFIXES, effects.prefixes.as_ref())?;
        self.keep(SHIFT_RULES, effects.shift_rules.as_ref())?;
        self.keep(COUNTER_RULES, effects.counter_rules.as_ref())?;
        self.keep(RECOVERY_CODE_KEPT, effects.recovery_code_kept.as_ref())?;
        self.keep(PRINTER, effects.printer.as_ref())?;
        self.keep(TRANSFER_RULES, effects.transfer_rules.as_ref())?;
        self.keep(SHARING, effects.sharing.as_ref())?;
        self.keep(LISTENER, effects.listener.as_ref())?;
        self.keep(MARGIN_HIDDEN, effects.margin_hidden.as_ref())?;
        self.keep(BACKUP_PLACE, effects.backup_place.as_ref())?;
        self.keep(BACKED_UP, effects.backed_up.as_ref())?;
        self.keep(RESTORED, effects.restored.as_ref())?;
        Ok(())
    }

    /// What a commit says of something that there is once; what it says nothing of stays.
    fn keep<T: Serialize>(&mut self, key: &[u8], value: Option<&T>) -> Result<(), LedgerError> {
        if let Some(value) = value {
            self.replace(key, compact::write_row(value)?);
        }
        Ok(())
    }

    fn replace(&mut self, key: &[u8], value: Vec<u8>) {
        self.meta.insert(key.to_vec(), Some(value));
    }
}

/// A store with changes that are not in it yet.
pub struct Over<'a> {
    changes: &'a Changes,
    store: &'a Store,
}

impl Before for Over<'_> {
    fn row(&self, id: SaleId) -> Result<Option<SaleRow>, LedgerError> {
        match self.changes.ids.get(&id).and_then(|place| self.changes.rows.get(place)) {
            Some(row) => Ok(Some(row.clone())),
            None => self.store.row(id),
        }
    }

    fn sales(&self) -> Result<Place, LedgerError> {
        Ok(self.store.sales()?.saturating_add(self.changes.new_rows))
    }

    fn sale_of(&self, reference: &Reference) -> Result<Option<SaleId>, LedgerError> {
        match self.changes.references.get(reference) {
            Some(id) => Ok(Some(*id)),
            None => self.store.sale_of(reference),
        }
    }

    fn staff(&self, id: StaffId) -> Result<Option<Staff>, LedgerError> {
        match self.changes.staff.get(&id) {
            Some(person) => Ok(Some(person.clone())),
            None => self.store.staff(id),
        }
    }

    fn book(&self, vendor: VendorId) -> Result<Book, LedgerError> {
        match self.changes.books.get(&vendor) {
            Some(book) => Ok(book.clone()),
            None => self.store.book(vendor),
        }
    }

    fn latest_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        match self.changes.latest_at {
            Some(at) => Ok(Some(at)),
            None => self.store.latest_at(),
        }
    }

    fn balances(&self) -> Result<Balances, LedgerError> {
        self.changes.balances.map_or_else(|| self.store.balances(), Ok)
    }

    fn shifts(&self) -> Result<Shifts, LedgerError> {
        self.changes.shifts.clone().map_or_else(|| self.store.shifts(), Ok)
    }

    fn closed(&self, number: u32) -> Result<Option<Closed>, LedgerError> {
        match self.changes.closed.get(&number) {
            Some(closed) => Ok(Some(closed.clone())),
            None => self.store.closed(number),
        }
    }

    fn debtor(&self, id: DebtorId) -> Result<Option<Debtor>, LedgerError> {
        match self.changes.debtors.get(&id) {
            Some(debtor) => Ok(Some(debtor.clone())),
            None => self.store.debtor(id),
        }
    }

    fn queue(&self) -> Result<Queue, LedgerError> {
        self.changes.queue.clone().map_or_else(|| self.store.queue(), Ok)
    }
}

/// Changes in the form in which they are written.
pub struct Prepared {
    pub(super) batches: Batches,
    pub(super) commit_blocks: Vec<(u64, Records)>,
    pub(super) row_blocks: Vec<(u64, Records)>,
    pub(super) line_blocks: Vec<(u64, Records)>,
    pub(super) lines: Vec<(Place, IndexRow, Fingerprints)>,
    pub(super) titles: Vec<String>,
    pub(super) tallies: Vec<([u8; 5], Tally)>,
}

/// One batch a tree. Put together before the transaction, whose closure may run more than once.
#[derive(Default)]
pub(super) struct Batches {
    pub(super) commits: sled::Batch,
    pub(super) large: sled::Batch,
    pub(super) sales: sled::Batch,
    pub(super) lines: sled::Batch,
    pub(super) open: sled::Batch,
    pub(super) totals: sled::Batch,
    pub(super) meta: sled::Batch,
}

impl Store {
    /// Puts changes into the form in which they are written.
    ///
    /// # Errors
    /// [`LedgerError::TooLarge`], or when blocks that go on can't be read.
    pub fn prepare(&self, changes: Changes) -> Result<Prepared, LedgerError> {
        let mut batches = Batches::default();
        let commit_blocks = self.prepare_commits(&changes.commits, &mut batches)?;
        let (lines, titles) = self.prepare_lines(&changes.rows);
        let mut rows = Blocks::new(&self.row_blocks, &self.sales, u64::from(ROWS_A_BLOCK), 0);
        let mut stored = Blocks::new(&self.line_blocks, &self.lines, u64::from(LINES_A_BLOCK), 0);
        for ((place, row), (_, line, fingerprints)) in changes.rows.iter().zip(&lines) {
            rows.set(u64::from(*place), compact::write_plain(row)?)?;
            stored.set(u64::from(*place), index::record(line, fingerprints))?;
            if row.sale.is_open() {
                batches.open.insert(&place.to_be_bytes(), &[]);
            } else {
                batches.open.remove(&place.to_be_bytes());
            }
        }
        let row_blocks = rows.into_batch(&mut batches.sales)?;
        let line_blocks = stored.into_batch(&mut batches.lines)?;
        let tallies = changes.totals.iter().map(|(period, totals)| (period_key(*period), totals.all)).collect();
        for (period, totals) in &changes.totals {
            batches.totals.insert(&period_key(*period), compact::write_row(totals)?);
        }
        let known = self.index().titles();
        for (place, title) in (known..).zip(&titles) {
            let key = [TITLES, &(place as u32).to_be_bytes()].concat();
            batches.meta.insert(key, compact::write_row(title)?);
        }
        prepare_meta(&changes, &mut batches.meta)?;
        Ok(Prepared { batches, commit_blocks, row_blocks, line_blocks, lines, titles, tallies })
    }

    fn prepare_commits(&self, commits: &[Packed], batches: &mut Batches) -> Result<Vec<(u64, Records)>, LedgerError> {
        let mut blocks = Blocks::new(&self.commit_blocks, &self.commits, COMMITS_A_BLOCK, 1);
        for commit in commits {
            let place = commit.seq.checked_sub(1).ok_or_else(|| odd("a commit has no number"))?;
            let bytes = if commit.bytes.len() > LARGE_BYTES {
                batches.large.insert(&commit.seq.to_be_bytes(), block::pack(&block::Records::of(&[&commit.bytes])?)?);
                Vec::new()
            } else {
                commit.bytes.clone()
            };
            blocks.set(place, bytes)?;
            let ends = blocks.first_record();
            if ends.is_empty() {
                ends.extend_from_slice(&commit.prev.0);
            }
            ends.truncate(32);
            ends.extend_from_slice(&commit.hash.0);
        }
        blocks.into_batch(&mut batches.commits)
    }

    /// The lines of rows, and titles that no line had before.
    fn prepare_lines(&self, rows: &BTreeMap<Place, SaleRow>) -> (Vec<(Place, IndexRow, Fingerprints)>, Vec<String>) {
        let index = self.index();
        let mut titles = Vec::new();
        let lines = rows.iter().map(|(place, row)| {
            let (code, new) = index.title_code(&row.sale, &titles);
            titles.extend(new);
            (*place, IndexRow::of(row, code), Fingerprints::of(row))
        });
        (lines.collect(), titles)
    }
}

fn prepare_meta(changes: &Changes, meta: &mut sled::Batch) -> Result<(), LedgerError> {
    for (key, value) in &changes.meta {
        match value {
            Some(value) => meta.insert(key.as_slice(), value.as_slice()),
            None => meta.remove(key.as_slice()),
        }
    }
    for (vendor, book) in &changes.books {
        meta.insert(book_key(*vendor), compact::write_row(book)?);
    }
    for (id, person) in &changes.staff {
        meta.insert(staff_key(*id), compact::write_row(person)?);
    }
    for (number, closed) in &changes.closed {
        meta.insert(closed_key(*number), compact::write_row(closed)?);
    }
    for (id, debtor) in &changes.debtors {
        meta.insert(debtor_key(*id), compact::write_row(debtor)?);
    }
    if let Some(balances) = &changes.balances {
        meta.insert(BALANCES, compact::write_row(balances)?);
    }
    if let Some(shifts) = &changes.shifts {
        meta.insert(SHIFTS, compact::write_row(shifts)?);
    }
    if let Some(queue) = &changes.queue {
        meta.insert(QUEUE, compact::write_row(queue)?);
    }
    if let Some(at) = &changes.latest_at {
        meta.insert(LATEST_AT, compact::write_row(at)?);
    }
    if let Some((seq, head)) = changes.head() {
        meta.insert(APPLIED_SEQ, &seq.to_be_bytes());
        meta.insert(HEAD, &head.0);
    }
    Ok(())
}

/// Blocks that are being changed, in order.
struct Blocks<'a> {
    cache: &'a Cache,
    tree: &'a sled::Tree,
    a_block: u64,
    /// Records of a block that come before its first one.
    ahead: usize,
    done: Vec<(u64, Records)>,
    now: Option<(u64, Vec<Vec<u8>>)>,
}

impl<'a> Blocks<'a> {
    fn new(cache: &'a Cache, tree: &'a sled::Tree, a_block: u64, ahead: usize) -> Blocks<'a> {
        Blocks { cache, tree, a_block, ahead, done: Vec::new(), now: None }
    }

    /// Puts a record at its place: over the one that is there, or behind the last. Places come in order.
    fn set(&mut self, place: u64, record: Vec<u8>) -> Result<(), LedgerError> {
        let number = place / self.a_block;
        if self.now.as_ref().is_none_or(|(now, _)| *now != number) {
            self.finish()?;
            let known = self.cache.read(self.tree, number)?;
            let known = known.map(|known| known.iter().map(<[u8]>::to_vec).collect());
            let records = known.unwrap_or_else(|| vec![Vec::new(); self.ahead]);
            self.now = Some((number, records));
        }
        let records = self.now.as_mut().map(|(_, records)| records).ok_or_else(|| odd("a block is not open"))?;
        // A place in a block, which is small.
        let at = self.ahead + (place % self.a_block) as usize;
        if at > records.len() {
            return Err(odd("a record before this one is missing"));
        }
        match records.get_mut(at) {
            Some(known) => *known = record,
            None => records.push(record),
        }
        Ok(())
    }

    /// The record ahead of the others in the block that was set last.
    fn first_record(&mut self) -> &mut Vec<u8> {
        let (_, records) = self.now.get_or_insert_with(|| (0, vec![Vec::new()]));
        &mut records[0]
    }

    fn finish(&mut self) -> Result<(), LedgerError> {
        if let Some((number, records)) = self.now.take() {
            self.done.push((number, Arc::new(block::Records::of(&records)?)));
        }
        Ok(())
    }

    fn into_batch(mut self, batch: &mut sled::Batch) -> Result<Vec<(u64, Records)>, LedgerError> {
        self.finish()?;
        for (number, records) in &self.done {
            batch.insert(&number.to_be_bytes(), block::pack(records)?);
        }
        Ok(self.done)
    }
}
