//! Backups, made and put back without a window.

use super::support::{Done, Failed, long, owner_agrees};
use super::terminal::{Percents, line, passphrase};
use super::{FAILED, WELL};
use crate::backup::replace;
use crate::backup::restore::{self, Unlocked, Unpacked};
use crate::backup::{self, set};
use crate::maintenance::Task;
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::shop::ShopKind;
use airtill_ledger::entry::Actor;
use airtill_ledger::work::{Work, unwatched};
use airtill_ledger::{Ledger, Options};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Makes a backup, in another folder if one is given.
pub(super) async fn make(ledger: &Arc<Ledger>, folder: Option<&Path>) -> Result<Done, Failed> {
    let agreed = owner_agrees(ledger).await?;
    if let Some(folder) = folder {
        let folder = std::path::absolute(folder)?;
        let known = ledger.backup_place()?.is_some_and(|place| Path::new(&place.folder) == folder);
        // Named, where it had backups and has none: it is chosen once more.
        if !known || folder.is_dir() && !backup::is_there(ledger, &folder)? {
            // A shop without an owner has no passphrase: whoever makes the backup chooses one for it.
            let typed = match agreed {
                Some(typed) => typed,
                None => passphrase("A passphrase for the backup: ")?,
            };
            backup::choose(ledger, &SystemClock, &folder, typed, Actor::Till).await?;
        }
    }
    long(&Task::BackUp, ledger)
}

/// Puts a backup in the place of a shop's ledger.
pub(super) async fn put_back(
    (kind, shop): (ShopKind, &Path),
    folder: &Path,
    till: Option<&str>,
    yes: bool,
) -> Result<Done, Failed> {
    replace::settle(shop)?;
    let set = set::latest_in(folder, till)?;
    let about = set.about.clone();
    let stamp = SystemClock.now().stamp();
    // Nobody may open what is about to be replaced.
    let held = shop.is_dir().then(|| airtill_ledger::hold(shop)).transpose()?;
    let typed = passphrase("The passphrase of the backup: ")?;
    let unlocked = tokio::task::block_in_place(|| restore::unlock(set, &typed))?;
    let restoring = replace::begin(shop)?;
    let decided = decide(&unlocked, (kind, shop), &restoring, yes);
    let (unpacked, told) = match decided {
        Ok(Some(decided)) => decided,
        other => {
            let _ = replace::leave(shop);
            let nothing = "Nothing was changed".to_owned();
            return other.map(|_| Done { code: FAILED, json: json!({ "error": nothing }), sentence: nothing });
        }
    };
    let options = Options { progress: &|text| eprintln!("{text}"), ..Options::new(&restoring, stamp.clone()) };
    replace::finish(&options, &unpacked, SystemClock.now()).await?;
    drop(held);
    let aside = replace::swap(&restoring, shop, &stamp)?;
    let mut sentence = format!("The ledger of {} is back, as it was {}.", about.shop, unpacked.upto());
    if let Some(aside) = &aside {
        sentence += &format!(" The one that was here stands in {}.", aside.display());
    }
    sentence += " Vendors' keys and PINs are kept by the computer that they were set on: on another one, give the owner's \
                 passphrase and set them again. Sales in doubt are asked about when Airtill opens";
    let json = json!({ "till": about.till, "entries": unpacked.seq, "sales": unpacked.sales, "damage": unpacked.damage,
                       "told": told, "aside": aside.map(|aside| aside.display().to_string()) });
    Ok(Done { code: WELL, sentence, json })
}

/// Opens the backup, tells what it has and what would be lost, and asks. `None` when it shall not be.
fn decide(
    unlocked: &Unlocked,
    place: (ShopKind, &Path),
    restoring: &Path,
    yes: bool,
) -> Result<Option<(Unpacked, Vec<String>)>, Failed> {
    let percents = Percents::of("Opening the backup");
    let work = Work { tell: &|done, of| percents.tell(done, of), ..unwatched() };
    let unpacked = unlocked.unpack(restoring, &work)?;
    drop(percents);
    let told = unlocked.told(&unpacked, restoring, place)?;
    for sentence in &told {
        eprintln!("{sentence}");
    }
    let agreed = yes || line("Type RESTORE to put it back: ").is_ok_and(|line| line.trim() == "RESTORE");
    Ok(agreed.then_some((unpacked, told)))
}
