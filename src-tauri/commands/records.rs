//! The owner's page of records: whether the ledger is whole, backups, exports, and the code for paper.

use super::context::{ShopsState, real, till};
use super::error::CommandError;
use super::gate;
use super::reply::{CommandFailure, Replied, refused};
use super::views::records::{EndedView, PutBackView, RecordsView, TaskAsk};
use airtill_credentials::Secret;
use airtill_domain::money::grouped;
use airtill_domain::shop::ShopKind;
use airtill_domain::time::Day;
use airtill_ledger::files::free_name;
use airtill_macros::command;
use airtill_reports::Export;
use airtill_shop::backup::{self, BackupError};
use airtill_shop::home;
use airtill_shop::maintenance::{State, Task};
use airtill_shop::shops::{NotPutBack, Shops};
use airtill_shop::till::Till;
use airtill_words::say;
use std::path::{Path, PathBuf};

/// How the records stand.
#[command]
pub async fn records(shops: ShopsState<'_>) -> Result<RecordsView, CommandError> {
    // The one that has something to lose, also while someone practises.
    let till = real(&shops)?;
    let ledger = till.ledger();
    let (doing, percent, ended) = under_way(&shops);
    let last = ledger.backed_up()?;
    // The entry that tells of a backup is not in it, and nothing to worry about.
    let since = ledger.head()?.0.saturating_sub(last.map_or(0, |last| last.upto + 1));
    Ok(RecordsView {
        sales: grouped(ledger.sales()?.into()),
        paper_code: ledger.paper_code_now()?.map(|code| code.to_string()),
        backup_folder: ledger.backup_place()?.map(|place| place.folder),
        backed_up: last.map(|last| last.at.short()),
        not_backed_up: u32::try_from(since).unwrap_or(u32::MAX),
        export_folder: home::documents().display().to_string(),
        doing,
        percent,
        ended,
    })
}

/// Begins long work; [`records`] tells how it goes.
#[command]
pub async fn begin_task(shops: ShopsState<'_>, ask: TaskAsk) -> Replied<String> {
    // Records are the real shop's; a statement is of the shop whose closing reports stand beside it.
    let till = if matches!(ask, TaskAsk::Statement { .. }) { till(&shops)? } else { real(&shops)? };
    let task = task(ask, &till, shops.clock().now().day()).map_err(refused)?;
    match shops.begin_task(task, &till, gate::acting(&shops)) {
        true => Ok(say!("Begun").into()),
        false => Err(refused(say!("Something else is under way. Wait for it, or stop it"))),
    }
}

/// Stops what is under way.
#[command]
pub async fn stop_task(shops: ShopsState<'_>) -> Result<(), CommandError> {
    shops.records().stop();
    Ok(())
}

/// Chooses where backups go; the owner's passphrase will open them.
#[command]
pub async fn set_backup_folder(shops: ShopsState<'_>, folder: String, passphrase: String) -> Replied<String> {
    let folder = folder.trim();
    if !Path::new(folder).is_absolute() {
        return Err(refused(say!("Type the folder's whole name, such as the one of a stick: /media/ada/STICK")));
    }
    let (till, passphrase) = (real(&shops)?, Secret::new(passphrase));
    let people = shops.people().ok_or_else(CommandError::set_up_first)?;
    people.step_up(passphrase.clone()).await?;
    match backup::choose(till.ledger(), shops.clock(), Path::new(folder), passphrase, gate::acting(&shops)).await {
        Ok(()) => Ok(say!("Backups go there from now on, under the owner's passphrase").into()),
        Err(BackupError::Ledger(error)) => Err(error.into()),
        Err(error) => Err(refused(error.to_string())),
    }
}

/// Opens a backup beside the shop, as long work: nothing is changed by it. A till that was never set up may do it too, for a new
/// computer has nothing else.
#[command]
pub async fn open_backup(shops: ShopsState<'_>, folder: String, passphrase: String) -> Replied<()> {
    let opening = shops.open_backup(PathBuf::from(folder.trim()), Secret::new(passphrase)).await;
    opening.map_err(not_put_back)
}

/// How it goes with a backup that is being opened, or is.
#[command]
pub async fn opened_backup(shops: ShopsState<'_>) -> Result<PutBackView, CommandError> {
    let (doing, percent, ended) = under_way(&shops);
    Ok(PutBackView { doing, percent, ended, told: shops.opened_backup().map(|opened| opened.told) })
}

/// Puts the opened backup in the shop's place and closes the program: it opens with it.
#[command]
pub async fn put_back(app: tauri::AppHandle, shops: ShopsState<'_>) -> Replied<()> {
    shops.put_back().map_err(not_put_back)?;
    app.exit(0);
    Ok(())
}

/// Leaves the opened backup.
#[command]
pub async fn leave_backup(shops: ShopsState<'_>) -> Result<(), CommandError> {
    shops.leave_backup();
    Ok(())
}

fn not_put_back(why: NotPutBack) -> CommandFailure {
    match why {
        NotPutBack::Backup(BackupError::Ledger(error)) => error.into(),
        why => refused(why.to_string()),
    }
}

fn under_way(shops: &Shops) -> (Option<String>, u32, Option<EndedView>) {
    match shops.records().state() {
        State::Idle => (None, 0, None),
        State::Running { doing, percent } => (Some(doing.to_owned()), percent.into(), None),
        State::Ended { well, sentence } => (None, 0, Some(EndedView { well, sentence })),
    }
}

fn task(ask: TaskAsk, till: &Till, today: Day) -> Result<Task, String> {
    Ok(match ask {
        TaskAsk::Verify => Task::Verify {
            // What was mended on opening is whole by now; what forbids writing is not.
            at_opening: till.opening_notes().iter().filter(|notice| notice.forbids_writing()).cloned().collect(),
        },
        TaskAsk::Rebuild => Task::Rebuild,
        TaskAsk::BackUp => Task::BackUp,
        TaskAsk::Export { format, from, to, folder } => {
            let (from, to) = days(&from, &to)?;
            let file = file(till, &folder, &today.iso(), format.ending())?;
            Task::Export { export: Export { format, from, to, shift: None }, file }
        }
        TaskAsk::Statement { form, from, to, folder } => {
            let (Some(from), Some(to)) = days(&from, &to)? else {
                return Err(say!("A statement needs its first and its last day").to_owned());
            };
            let name = format!("statement-{}-{}", from.iso(), to.iso());
            let file = file(till, &folder, &name, form.ending())?;
            Task::Statement { days: (from, to), practice: till.kind() == ShopKind::Practice, form, file }
        }
    })
}

fn days(from: &str, to: &str) -> Result<(Option<Day>, Option<Day>), String> {
    let (from, to) = (day(from)?, day(to)?);
    match (from, to) {
        (Some(first), Some(last)) if first > last => Err(say!("The first day comes after the last").to_owned()),
        days => Ok(days),
    }
}

/// A file that is not there yet, in a folder that is.
pub(super) fn file(till: &Till, folder: &str, name: &str, ending: &str) -> Result<PathBuf, String> {
    let folder = PathBuf::from(folder.trim());
    if !folder.is_dir() {
        return Err(say!("{folder} is not there. Type the name of a folder", folder = folder.display()));
    }
    let shop = match till.kind() {
        ShopKind::Real => "airtill",
        ShopKind::Practice => "airtill-practice",
    };
    Ok(free_name(&folder, &format!("{shop}-{name}"), &format!(".{ending}")))
}

/// A day as it is typed; `None` where nothing is.
pub(super) fn day(text: &str) -> Result<Option<Day>, String> {
    if text.trim().is_empty() { Ok(None) } else { Day::parse(text).map(Some) }
}
