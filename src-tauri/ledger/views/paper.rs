//! What a commit changes of slips on their way to paper.

use super::{Before, Effects, as_left};
use crate::entry::{Commit, Entry};
use crate::error::LedgerError;
use airtill_domain::print::{Printed, Queue, Slip};

/// What is written down of slips. A sale's story tells of its own.
pub(super) fn effects(
    entry: &Entry,
    commit: &Commit,
    before: &impl Before,
    effects: &mut Effects,
) -> Result<(), LedgerError> {
    match entry {
        Entry::PrintAsked { job, slip } => {
            let queue = effects.queue(before)?;
            // A number names one slip for ever, or one of two would be forgotten with the other.
            if *job <= queue.last {
                return Err(LedgerError::Overtaken);
            }
            queue.ask(*job, *slip);
        }
        Entry::PrintBegun { job, slip } => {
            let queue = effects.queue(before)?;
            if !queue.jobs.iter().any(|known| known.number == *job) {
                queue.ask(*job, *slip);
            }
            queue.begin(*job);
            prints(slip, 1, commit, before, effects)?;
        }
        Entry::PrintEnded { job, how } => {
            let queue = effects.queue(before)?;
            let slip = queue.jobs.iter().find(|known| known.number == *job).map(|known| known.slip);
            queue.end(*job, *how);
            // Not a byte of it had left: it was not printed, and the next one is the first.
            if let (Printed::NotBegun, Some(slip)) = (how, slip) {
                prints(&slip, -1, commit, before, effects)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// How often a slip went to the printer, more or less by one.
fn prints(
    slip: &Slip,
    by: i16,
    commit: &Commit,
    before: &impl Before,
    effects: &mut Effects,
) -> Result<(), LedgerError> {
    match slip {
        Slip::Sale { sale, of } => {
            let Some(mut row) = effects.take_row(*sale, before)? else { return Ok(()) };
            let prints = &mut row.sale.prints[of.place()];
            *prints = prints.saturating_add_signed(by);
            if by > 0 {
                row.told_by(commit.seq);
            }
            effects.sales.push((*sale, row));
        }
        Slip::Z { number } => {
            let known = effects.closed.remove(number);
            let known = known.map_or_else(|| before.closed(*number), |known| Ok(Some(known)))?;
            if let Some(mut closed) = known {
                closed.prints = closed.prints.saturating_add_signed(by);
                effects.closed.insert(*number, closed);
            }
        }
        Slip::X | Slip::Test => {}
    }
    Ok(())
}

impl Effects {
    fn queue(&mut self, before: &impl Before) -> Result<&mut Queue, LedgerError> {
        as_left(&mut self.queue, || before.queue())
    }
}
