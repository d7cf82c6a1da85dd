//! Changes, made ready to be written as one transaction.

use super::cache::{Cache, Records};
use super::changes::{Changes, Packed};
use super::meta::{
    APPLIED_SEQ, BALANCES, HEAD, LATEST_AT, QUEUE, SHIFTS, TITLES, book_key, closed_key, debtor_key, staff_key,
};
use super::{COMMITS_A_BLOCK, LARGE_BYTES, LINES_A_BLOCK, PeriodKey, ROWS_A_BLOCK, Store, block, odd, period_key};
use crate::entry::compact;
use crate::error::LedgerError;
use crate::index::{self, Fingerprints, IndexRow};
use crate::row::{Place, SaleRow};
use crate::totals::Tally;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Changes in the form in which they are written.
pub struct Prepared {
    pub(super) batches: Batches,
    pub(super) commit_blocks: Vec<(u64, Records)>,
    pub(super) row_blocks: Vec<(u64, Records)>,
    pub(super) line_blocks: Vec<(u64, Records)>,
    pub(super) lines: Vec<(Place, IndexRow, Fingerprints)>,
    pub(super) titles: Vec<String>,
    pub(super) tallies: Vec<(PeriodKey, Tally)>,
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

pub(super) fn prepare_meta(changes: &Changes, meta: &mut sled::Batch) -> Result<(), LedgerError> {
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
pub(super) struct Blocks<'a> {
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
