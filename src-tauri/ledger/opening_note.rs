//! What is told when a ledger opens: on the screen, in the log, and in the ledger itself.

use airtill_domain::money::grouped;
use airtill_domain::time::{Timestamp, span_words};
use airtill_words::say;
use std::path::PathBuf;
use std::time::Duration;

/// Why a store is made where none was: after a backup was put back, or the directory removed by hand.
pub(super) const NOT_THERE: &str = "it was not there";

/// Something that was found and mended on opening, or that needs a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpeningNote {
    /// A line that was never finished was set aside. Nothing that was acknowledged is lost.
    TornLine,
    /// The journal was damaged; the rest was taken from the store.
    JournalMended {
        /// What was wrong.
        why: String,
        /// Commits taken from the store.
        commits: u64,
    },
    /// The store was damaged, empty or behind; it was brought up from the journal.
    StoreRebuilt {
        /// What was wrong.
        why: String,
        /// Commits read from the journal.
        commits: u64,
    },
    /// The journal can't be read from some place on, and the store has nothing of what stood there. The ledger is read-only until a
    /// person acknowledges it.
    Unreadable {
        /// The last entry that can be read.
        after: u64,
        /// What is wrong behind it.
        why: String,
        /// How many lines stand there.
        lines: u64,
    },
    /// An earlier program had used it: it was brought to this one's form.
    Migrated {
        /// From which form.
        from: u32,
        /// Where the copy of what was there before is.
        copy: PathBuf,
    },
    /// The last entries were written while this computer's clock was ahead of what it says now. They keep their times.
    ClockSetBack {
        /// What the last of them bears.
        last: Timestamp,
        /// By so much it was ahead.
        ahead: Duration,
    },
    /// Commits that were once there are in neither. The ledger is read-only until a person acknowledges it.
    Missing {
        /// How many.
        commits: u64,
    },
    /// Journal, store and anchor tell different histories. The ledger is read-only.
    Contradiction {
        /// In which way.
        why: String,
    },
}

impl OpeningNote {
    /// Whether nothing is written until a person has looked.
    pub fn forbids_writing(&self) -> bool {
        matches!(self, OpeningNote::Missing { .. } | OpeningNote::Contradiction { .. } | OpeningNote::Unreadable { .. })
    }

    /// How many entries nobody has any more, as far as this says so.
    pub fn entries_missing(&self) -> u64 {
        match self {
            OpeningNote::Missing { commits } => *commits,
            OpeningNote::Unreadable { lines, .. } => *lines,
            _ => 0,
        }
    }

    /// Whether something was missing, contradicting or mended: whatever `verify` finds is wrong then, although it may be right by now.
    pub fn is_about_damage(&self) -> bool {
        !matches!(self, OpeningNote::Migrated { .. } | OpeningNote::ClockSetBack { .. })
    }

    /// The sentence for the screen, the log and the `Opened` entry.
    pub fn sentence(&self) -> String {
        match self {
            OpeningNote::TornLine => {
                say!("An entry that was cut off when the program stopped was set aside; nothing that was confirmed is missing")
                    .to_owned()
            }
            OpeningNote::JournalMended { why, commits: 0 } => {
                say!("The ledger's journal ended in a line that can't be read ({why}). It was left where it is, and nothing follows it", why)
            }
            OpeningNote::JournalMended { why, commits } => {
                let commits = grouped(*commits);
                say!(
                    "The ledger's journal was damaged ({why}); {commits} entries were taken over from the store, none is missing",
                    why,
                    commits
                )
            }
            OpeningNote::Unreadable { after, why, lines } => {
                let (after, lines) = (grouped(*after), grouped(*lines));
                say!(
                    "The ledger's journal can't be read after entry {after} ({why}), and the store has nothing of what followed: \
                     {lines} entries are missing",
                    after,
                    why,
                    lines
                )
            }
            OpeningNote::StoreRebuilt { why, commits } if why == NOT_THERE => {
                say!("The ledger's store was made from its journal: {commits} entries", commits = grouped(*commits))
            }
            OpeningNote::StoreRebuilt { commits, .. } => say!(
                "The ledger's store was damaged and was rebuilt from the journal: {commits} entries, none is missing. The \
                 damaged one was kept aside",
                commits = grouped(*commits)
            ),
            OpeningNote::Migrated { copy, .. } => say!(
                "The ledger was brought to this version's form; a copy of the one before is in {name}",
                name = copy.file_name().unwrap_or_default().to_string_lossy()
            ),
            OpeningNote::ClockSetBack { last, ahead } => say!(
                "This computer's clock was {span} ahead when the last entries were written, the last as of {last}. They keep that time. \
                 If the clock is right now, there is nothing to do",
                span = span_words(*ahead),
                last = last.short()
            ),
            OpeningNote::Missing { commits } => {
                let commits = grouped(*commits);
                say!("{commits} entries that were once in the ledger are missing. Was an old copy put back?", commits)
            }
            OpeningNote::Contradiction { why } => say!("The ledger contradicts itself: {why}. Call for support", why),
        }
    }
}
