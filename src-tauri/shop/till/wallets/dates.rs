//! What vendors' answers say of the time: whether this computer's clock can be right.
//!
//! A wrong clock puts sales on the wrong day, and VTpass refuses a reference whose time is not now. One vendor's clock may be wrong
//! too: so only what all say that say anything counts.

use crate::till::lock::locked;
use crate::till::wallets::Wallets;
use airtill_domain::shop::ShopKind;
use airtill_domain::time::{CLOCK_OFF_MOST, ClockOff, Timestamp};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use std::collections::BTreeMap;

/// How far the clock was from each vendor's last answer.
#[derive(Debug, Default)]
pub(super) struct Dates {
    ahead_s: BTreeMap<VendorId, i64>,
    /// It was written down that the clock is off, and it is still.
    written: bool,
}

impl Dates {
    pub(super) fn forget(&mut self, vendor: VendorId) {
        self.ahead_s.remove(&vendor);
    }

    fn off(&self) -> Option<ClockOff> {
        let (vendor, ahead_s) = self.ahead_s.iter().min_by_key(|(_, ahead_s)| ahead_s.unsigned_abs())?;
        let all_say_so = self.ahead_s.values().all(|other| other.signum() == ahead_s.signum());
        let off = all_say_so && ahead_s.unsigned_abs() > CLOCK_OFF_MOST.as_secs();
        off.then_some(ClockOff { vendor: *vendor, ahead_s: *ahead_s })
    }
}

impl Wallets {
    /// Whether vendors' answers say that this computer's clock is right.
    pub fn clock_is_right(&self) -> bool {
        let dates = locked(&self.dates);
        !dates.ahead_s.is_empty() && dates.off().is_none()
    }

    /// By how much this computer's clock is off, as far as vendors' answers tell.
    pub fn clock_off(&self) -> Option<ClockOff> {
        locked(&self.dates).off()
    }

    /// Takes note of the date on a vendor's answer that has just come, or that there was none.
    pub(super) fn hold_clock_against(&self, vendor: VendorId, date: Option<Timestamp>) {
        // The practice vendors have this computer's own clock.
        if self.core.kind == ShopKind::Practice {
            return;
        }
        let ahead_s = date.map(|date| (self.core.clock.now().millis() - date.millis()) / 1_000);
        let dates = &mut locked(&self.dates);
        match ahead_s {
            Some(ahead_s) => drop(dates.ahead_s.insert(vendor, ahead_s)),
            None => dates.forget(vendor),
        }
    }

    /// Writes down that the clock is off: once, until it is right.
    ///
    /// # Errors
    /// When it can't be written; it is tried again.
    pub(super) async fn note_clock_off(&self) -> Result<(), LedgerError> {
        let (off, written) = {
            let dates = &mut locked(&self.dates);
            let off = dates.off();
            dates.written &= off.is_some();
            (off, dates.written)
        };
        let Some(ClockOff { vendor, ahead_s }) = off.filter(|_| !written) else { return Ok(()) };
        self.core.ledger.commit(self.core.clock.now(), Actor::Till, vec![Entry::ClockOff { vendor, ahead_s }]).await?;
        locked(&self.dates).written = true;
        Ok(())
    }
}
