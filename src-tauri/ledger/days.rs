//! Days as they were closed. What happened on a day stands on that day: the sums of a day are those of its sales as they stood at its
//! end, and what has become of them on later days is a change of those days.
//!
//! So a day's figures never change, those of a month are the sum of its days', and nothing is lost between them: the day as its sales
//! stand now is the day as it was closed, with every later change. Lists show sales as they stand now; statements and the glance
//! show days as they were closed. A shift's Z is the same for its shift: it is made once and kept.

use super::Ledger;
use crate::error::LedgerError;
use crate::totals::{Tally, Totals};
use crate::views::{Later, Period};
use airtill_domain::money::Naira;
use airtill_domain::sale::Sale;
use airtill_domain::time::Day;

/// How often sums are read again because something was committed meanwhile.
const TRIES: u32 = 20;

/// By how much something became of sales that were taken earlier. Less than before is below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// What is delivered, by what customers paid.
    pub delivered: Naira,
    /// What that brings in over what it costs, where that is known.
    pub margin: Naira,
    /// What was given back.
    pub returned: Naira,
    /// What is owed to customers.
    pub owed: Naira,
    /// What is not known yet.
    pub not_known: Naira,
}

impl Change {
    /// From what sales came to, to what they come to now.
    pub fn between(was: &Tally, is: &Tally) -> Change {
        Change {
            delivered: is.delivered.sum.minus(was.delivered.sum),
            margin: is.margin().minus(was.margin()),
            returned: is.returned.sum.minus(was.returned.sum),
            owed: is.owed.sum.minus(was.owed.sum),
            not_known: is.not_known.sum.minus(was.not_known.sum),
        }
    }

    /// From what one sale came to, to what it comes to now.
    pub fn of(was: &Sale, is: &Sale) -> Change {
        Change::between(&Tally::of(was), &Tally::of(is))
    }

    /// Together with another.
    #[must_use]
    pub fn and(self, other: Change) -> Change {
        Change {
            delivered: self.delivered.plus(other.delivered),
            margin: self.margin.plus(other.margin),
            returned: self.returned.plus(other.returned),
            owed: self.owed.plus(other.owed),
            not_known: self.not_known.plus(other.not_known),
        }
    }
}

impl Ledger {
    /// The sums of a Lagos day as it was closed: as its sales stood at its end. Of today, as they stand.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn closed_day(&self, day: Day) -> Result<Totals, LedgerError> {
        self.between_commits(|| self.as_closed(day, &self.store().later_changes()))
    }

    /// The sums of all days from one to another, both included, each as it was closed; and those of each day on which something was
    /// sold.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn closed_between(&self, from: Day, to: Day) -> Result<(Totals, Vec<(Day, Tally)>), LedgerError> {
        self.between_commits(|| {
            let later = self.store().later_changes();
            let (mut sum, mut days) = (Totals::default(), Vec::new());
            for day in self.days_between(from, to) {
                let totals = self.as_closed(day, &later)?;
                sum.join(&totals);
                days.push((day, totals.all));
            }
            Ok((sum, days))
        })
    }

    /// What became, on these days, of sales of earlier ones: the change of each, by the day on which it happened.
    pub fn became_on(&self, from: Day, to: Day) -> Change {
        self.changes(|later| later.changed >= from && later.changed <= to)
    }

    /// What became of the sales of a day after its end.
    pub fn became_since(&self, day: Day) -> Change {
        self.changes(|later| later.sold == day)
    }

    /// Of which days sales changed on which later ones, in order.
    pub fn later_changes(&self) -> Vec<Later> {
        self.store().later_changes()
    }

    fn changes(&self, asked_for: impl Fn(&Later) -> bool) -> Change {
        let store = self.store();
        let change = |later| Change::between(&store.tally(Period::Was(later)), &store.tally(Period::Became(later)));
        store.later_changes().into_iter().filter(asked_for).map(change).fold(Change::default(), Change::and)
    }

    /// Sums that belong together, read once more where something was committed meanwhile.
    fn between_commits<T>(&self, read: impl Fn() -> Result<T, LedgerError>) -> Result<T, LedgerError> {
        let mut head = self.head()?;
        let mut found = read()?;
        for _ in 0..TRIES {
            let now = self.head()?;
            if now == head {
                break;
            }
            (head, found) = (now, read()?);
        }
        Ok(found)
    }

    fn as_closed(&self, day: Day, later: &[Later]) -> Result<Totals, LedgerError> {
        let store = self.store();
        let mut totals = store.totals(Period::Day(day))?;
        let of_the_day = || later.iter().filter(|later| later.sold == day);
        for later in of_the_day() {
            totals.join(&store.totals(Period::Was(*later))?);
        }
        for later in of_the_day() {
            totals.part_with(&store.totals(Period::Became(*later))?);
        }
        Ok(totals)
    }
}
