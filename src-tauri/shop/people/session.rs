//! Who stands at the counter, for how long that is believed, and how long a wrong try has to wait.
//!
//! Spans are taken from a clock that is never set: neither changing the time nor starting the program anew shortens a
//! wait. Pure, so that the rules can be read and tested on their own.

use airtill_domain::staff::{OWNER, StaffId};
use std::time::Duration;

/// After so long without a key press, nobody is signed in any more.
pub const LOCKS_AFTER: Duration = Duration::from_secs(4 * 60);
/// After so long without a key press, what only the owner may do needs the passphrase again.
pub const OWNER_FOR: Duration = Duration::from_secs(2 * 60);
/// Tries that need not wait.
pub const FREE_TRIES: u32 = 5;
/// After so many wrong tries in a row an attendant's PIN is locked until the owner sets another. The owner's own secrets are
/// never locked, or the shop would stop: they only wait.
pub const TRIES_MAX: u32 = 20;

/// Who is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Session {
    staff: Option<StaffId>,
    /// The owner's passphrase was given.
    as_owner: bool,
    /// When a key was last pressed.
    active_at: Duration,
}

impl Session {
    /// Someone has signed in.
    pub fn begin(staff: StaffId, as_owner: bool, now: Duration) -> Session {
        Session { staff: Some(staff), as_owner, active_at: now }
    }

    /// The owner's passphrase was given over whoever is signed in, who goes on afterwards.
    #[must_use]
    pub fn raised(self, now: Duration) -> Session {
        Session { staff: self.staff.or(Some(OWNER)), as_owner: true, active_at: now }
    }

    /// What only the owner may do is over.
    #[must_use]
    pub fn lowered(self) -> Session {
        Session { as_owner: false, ..self }
    }

    /// The session as it stands at a moment: nobody after [`LOCKS_AFTER`], not the owner any more after [`OWNER_FOR`].
    #[must_use]
    pub fn at(self, now: Duration) -> Session {
        let idle = now.saturating_sub(self.active_at);
        if self.staff.is_none() || idle >= LOCKS_AFTER {
            Session::default()
        } else {
            Session { as_owner: self.as_owner && idle < OWNER_FOR, ..self }
        }
    }

    /// A key was pressed.
    pub fn touch(&mut self, now: Duration) {
        *self = self.at(now);
        if self.staff.is_some() {
            self.active_at = now;
        }
    }

    /// Who is signed in.
    pub fn staff(self) -> Option<StaffId> {
        self.staff
    }

    /// Whether what only the owner may do is allowed.
    pub fn is_owner(self) -> bool {
        self.as_owner
    }

    /// Whose name stands on what is done: the owner's while the passphrase counts.
    pub fn acting(self) -> Option<StaffId> {
        if self.as_owner { Some(OWNER) } else { self.staff }
    }
}

/// How long after the last try the next one has to wait, after so many wrong ones in a row.
pub fn wait_after(wrong_tries: u32) -> Duration {
    let seconds = match wrong_tries {
        0..FREE_TRIES => 0,
        5 => 30,
        6 => 60,
        7 => 120,
        8 => 300,
        _ => 900,
    };
    Duration::from_secs(seconds)
}
