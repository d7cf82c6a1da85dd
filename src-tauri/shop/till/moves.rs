//! What people wrote down about money beside sales, out of the ledger's commits, with what was put right of it since: what may be
//! corrected, and what is usual.

use crate::till::core::Core;
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Event;
use airtill_domain::shift::correction::{Corrected, CountedSince};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::{Difference, Expected, ReadingWhy};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Commit, Entry};
use std::collections::BTreeMap;
use std::time::Duration;

/// What is older is not corrected any more: whoever finds it then writes down what is right now.
const CORRECTED_WITHIN: Duration = Duration::from_secs(31 * 24 * 60 * 60);

/// So many commits are looked through: some days of a busy shop.
const COMMITS_MOST: usize = 30_000;
/// What was done last is looked for in so many commits: at a counter they are minutes.
const COMMITS_FOR_UNDO: usize = 200;
/// An amount of more than so many times the greatest of the last ones is asked about.
const TIMES_THE_USUAL: i64 = 10;
/// So many have to have been before anything is usual.
const USUAL_FROM: usize = 3;
/// Of so many it is taken what is usual.
const USUAL_OF: usize = 20;

/// Something that was written down and may be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correctable {
    /// The commit in which it stands.
    pub of: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// What, with the amount that stands now.
    pub what: Corrected,
    /// The amount that was written down first, where it was put right before.
    pub first: Option<Naira>,
}

/// The latest of what is wanted, newest first, at most so many.
pub(super) fn latest(
    core: &Core,
    most: usize,
    wanted: impl Fn(&Corrected) -> bool,
) -> Result<Vec<Correctable>, LedgerError> {
    let now = core.clock.now();
    // What stands now of what was put right: walking backwards, the last word comes first.
    let mut standing: BTreeMap<u64, Naira> = BTreeMap::new();
    let mut found = Vec::new();
    for commit in core.ledger.backwards().take(COMMITS_MOST) {
        let commit = commit?;
        if found.len() == most {
            break;
        }
        if now.since(commit.at) > CORRECTED_WITHIN {
            continue;
        }
        for (of, instead) in corrections(&commit) {
            standing.entry(of).or_insert(instead);
        }
        let stands = standing.get(&commit.seq).copied();
        if stands == Some(Naira::ZERO) {
            continue;
        }
        if let Some(what) = written_in(core, &commit)?.filter(&wanted) {
            found.push(of(&commit, what, stands));
        }
    }
    Ok(found)
}

/// The very last act about money, if it is one that may be put right: behind a correction, and behind an act of several parts, nothing
/// earlier takes its place.
pub(super) fn last_act(core: &Core) -> Result<Option<Correctable>, LedgerError> {
    for commit in core.ledger.backwards().take(COMMITS_FOR_UNDO) {
        let commit = commit?;
        if corrections(&commit).next().is_some() {
            return Ok(None);
        }
        let is_explained = |entry: &Entry| matches!(entry, Entry::DifferenceExplained { .. });
        match written_in(core, &commit)? {
            Some(what) => return Ok(Some(of(&commit, what, None))),
            None if commit.entries.iter().any(is_explained) => return Ok(None),
            None => {}
        }
    }
    Ok(None)
}

/// What may be put right of one commit; `None` where nothing is left to.
pub(super) fn in_commit(core: &Core, seq: u64) -> Result<Option<Correctable>, LedgerError> {
    let mut commits = core.ledger.after(seq.saturating_sub(1));
    let Some(commit) = commits.next().transpose()?.filter(|commit| commit.seq == seq) else { return Ok(None) };
    if core.clock.now().since(commit.at) > CORRECTED_WITHIN {
        return Ok(None);
    }
    let mut stands = None;
    for later in commits {
        stands = corrections(&later?).filter(|(of, _)| *of == seq).last().map(|(_, instead)| instead).or(stands);
    }
    if stands == Some(Naira::ZERO) {
        return Ok(None);
    }
    Ok(written_in(core, &commit)?.map(|what| of(&commit, what, stands)))
}

fn of(commit: &Commit, what: Corrected, stands: Option<Naira>) -> Correctable {
    let first = what.amount();
    let what = match stands {
        Some(stands) => what.with_amount(stands),
        None => what,
    };
    Correctable { of: commit.seq, at: commit.at, by: commit.actor, what, first: stands.map(|_| first) }
}

fn corrections(commit: &Commit) -> impl Iterator<Item = (u64, Naira)> {
    commit.entries.iter().filter_map(|entry| match entry {
        // What was taken back whole has nothing in its place, whatever is said of an amount.
        Entry::Corrected { of, instead, .. } => Some((*of, *instead)),
        _ => None,
    })
}

/// What may be put right of what stands in a commit: one thing, or it would not be plain which.
fn written_in(core: &Core, commit: &Commit) -> Result<Option<Corrected>, LedgerError> {
    let mut found = Vec::new();
    for entry in &commit.entries {
        match entry {
            Entry::Sale(Event::CashReturned { sale, amount }) => {
                let tender = core.ledger.sale(*sale)?.map(|known| known.given_back_by());
                found.extend(tender.map(|tender| Corrected::Returned { sale: *sale, amount: *amount, tender }));
            }
            Entry::DifferenceExplained { vendor, found_at, amount, funding, .. } => {
                let difference = difference(core, commit.seq, *vendor, *found_at, *amount)?;
                found.extend(difference.map(|difference| Corrected::DifferenceExplained {
                    vendor: *vendor,
                    difference,
                    funding: *funding,
                }));
            }
            entry => found.extend(entry.correctable(commit.at)),
        }
    }
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// A difference as it stood before it was looked into, in the commit before which it was found.
fn difference(
    core: &Core,
    before: u64,
    vendor: VendorId,
    found_at: Timestamp,
    amount: Naira,
) -> Result<Option<Difference>, LedgerError> {
    for commit in core.ledger.backwards().skip_while(|commit| commit.as_ref().is_ok_and(|commit| commit.seq >= before))
    {
        let commit = commit?;
        if commit.at == found_at {
            for entry in &commit.entries {
                let balance = match entry {
                    Entry::WalletDiffers { vendor: of, balance, .. }
                    | Entry::WalletRead { vendor: of, balance, why: ReadingWhy::Unexplained }
                        if *of == vendor =>
                    {
                        *balance
                    }
                    _ => continue,
                };
                let exactly = balance.minus(amount);
                let expected = Expected { least: exactly, most: exactly };
                return Ok(Some(Difference { at: found_at, balance, expected }));
            }
        }
        if commit.at < found_at && found_at.since(commit.at) > CORRECTED_WITHIN {
            break;
        }
    }
    Ok(None)
}

/// The greatest of the last amounts of a kind, where another is more than ten times that.
pub(super) fn far_beyond_the_usual(
    core: &Core,
    amount: Naira,
    wanted: impl Fn(&Corrected) -> bool,
) -> Result<Option<Naira>, LedgerError> {
    let last = latest(core, USUAL_OF, wanted)?;
    let greatest = last.iter().map(|one| one.what.amount().abs()).max().unwrap_or_default();
    let is_far = last.len() >= USUAL_FROM && amount.abs().kobo() > greatest.kobo().saturating_mul(TIMES_THE_USUAL);
    Ok(is_far.then_some(greatest))
}

/// By how much acts of the last moment, which can still be taken back, changed what should be in the drawer.
pub(super) fn in_drawer_lately(core: &Core, lately: Duration) -> Result<Naira, LedgerError> {
    let (now, mut sum) = (core.clock.now(), Naira::ZERO);
    for commit in core.ledger.backwards().take(COMMITS_FOR_UNDO) {
        let commit = commit?;
        if now.since(commit.at) > lately {
            break;
        }
        for entry in &commit.entries {
            if let Entry::Corrected { what, instead, counted: CountedSince::No, .. } = entry {
                sum = sum.plus(what.drawer_change(*instead));
            }
        }
        if let Some(what) = written_in(core, &commit)? {
            sum = sum.minus(what.drawer_change(Naira::ZERO));
        }
    }
    Ok(sum)
}
