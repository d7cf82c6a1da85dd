//! What a support person needs to know of a till that its ledger doesn't tell: versions, the vendors as they stand, the log.

use crate::till::{KeyState, Till};
use airtill_domain::vendor::VendorId;
use airtill_ledger::{Ledger, LedgerError, OpeningNote};
use airtill_reports::support::Surroundings;
use std::path::Path;

/// What surrounds a till that is open: `more` is said first, a line each.
///
/// # Errors
/// When the ledger can't be read.
pub fn of_till(till: &Till, log: &Path, more: Vec<String>) -> Result<Surroundings, LedgerError> {
    let mut around = of_ledger(till.ledger(), till.opening_notes(), log, more)?;
    let mut holes = Vec::new();
    for vendor in VendorId::ALL {
        let key = match till.connections.key(vendor)?.0 {
            KeyState::NotSet => "no key".to_owned(),
            KeyState::Reading => "the keyring is being asked".to_owned(),
            KeyState::Ready => "key read".to_owned(),
            KeyState::ForNow => "key typed for now".to_owned(),
            KeyState::Locked(why) => format!("key not to be had: {why}"),
        };
        let offers = till.catalogue.offers_known(vendor).map_or("no offers".to_owned(), |(count, at)| {
            format!("{count} offers of {} {}", at.day().iso(), at.hour_minute())
        });
        around.about.push(format!("{}: {key}; {offers}", vendor.name()));
        holes.extend(holes_of(till, vendor));
    }
    around.holes = holes;
    Ok(around)
}

/// What of a vendor's list could not be read, a line each.
pub fn holes_of(till: &Till, vendor: VendorId) -> Vec<String> {
    let holes = till.catalogue.holes(vendor);
    let example = holes.unread.example.unwrap_or_default();
    let unread = (holes.unread.count > 0).then(|| {
        format!("{}: {} entries of its list not understood, such as {example}", vendor.name(), holes.unread.count)
    });
    let stale =
        (!holes.stale.is_empty()).then(|| format!("{}: not answered: {}", vendor.name(), holes.stale.join(", ")));
    unread.into_iter().chain(stale).collect()
}

/// What surrounds a ledger that no till has open.
///
/// # Errors
/// When the ledger can't be read.
pub fn of_ledger(
    ledger: &Ledger,
    at_opening: &[OpeningNote],
    log: &Path,
    more: Vec<String>,
) -> Result<Surroundings, LedgerError> {
    let mut about = more;
    about.push(format!("{} {}, {}", std::env::consts::OS, std::env::consts::ARCH, system_name()));
    about.push(format!("{} commits, {} sales", ledger.head()?.0, ledger.sales()?));
    about.extend(ledger.read_only().map(|why| format!("read only: {why}")));
    about.extend(at_opening.iter().map(|note| format!("at opening: {}", note.sentence())));
    Ok(Surroundings { about, holes: Vec::new(), log: log_of(log) })
}

/// What the system calls itself, where it says so.
fn system_name() -> String {
    let told = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = told.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.unwrap_or("system without a name").trim_matches('"').to_owned()
}

/// The newest two days of the log, oldest first.
fn log_of(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).map(|files| files.flatten().map(|file| file.path()).collect::<Vec<_>>());
    let mut files = files.unwrap_or_default();
    // A day's file is named after it.
    files.sort();
    let newest = files.iter().rev().take(2).rev();
    newest.map(|file| String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned()).collect()
}
