//! What vendors' answers say of the time: whether this computer's clock can be right.
//!
//! A wrong clock puts sales on the wrong day, and VTpass refuses a reference whose time is not now. One vendor's clock may be wrong
//! too: so only what all say that say anything counts.

use super::{Till, locked};
use crate::domain::shop::ShopKind;
use crate::domain::time::{At, CLOCK_OFF_MOST, ClockOff};
use crate::domain::vendor::VendorId;
use crate::ledger::LedgerError;
use crate::ledger::entry::{Actor, Entry};
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

impl Till {
    /// By how much this computer's clock is off, as far as vendors' answers tell.
    pub fn clock_off(&self) -> Option<ClockOff> {
        locked(&self.wallets).dates.off()
    }

    /// Takes note of the date on a vendor's answer that has just come. That the clock is off is written down once, until it is right.
    ///
    /// # Errors
    /// When it can't be written.
    pub(super) async fn hold_clock_against(&self, vendor: VendorId, date: At) -> Result<(), LedgerError> {
        // The practice vendors have this computer's own clock.
        if self.kind() == ShopKind::Practice {
            return Ok(());
        }
        let now = self.clock.now();
        let off = {
            let mut wallets = locked(&self.wallets);
            let dates = &mut wallets.dates;
            dates.ahead_s.insert(vendor, (now.millis() - date.millis()) / 1_000);
            let off = dates.off();
            let news = off.filter(|_| !dates.written);
            dates.written = off.is_some();
            news
        };
        match off {
            Some(ClockOff { vendor, ahead_s }) => {
                self.ledger.commit(now, Actor::Till, vec![Entry::ClockOff { vendor, ahead_s }]).await.map(drop)
            }
            None => Ok(()),
        }
    }
}
