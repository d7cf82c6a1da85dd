//! What the commands share: the ledger they work on, the owner's word, and what came of it.

use super::terminal::{Percents, passphrase};
use super::{WELL, WRONG};
use crate::backup::{BackupError, replace};
use crate::maintenance;
use crate::people::People;
use airtill_credentials::{Keyring, Secret};
use airtill_domain::clock::{Clock, SystemClock, SystemEntropy};
use airtill_ledger::entry::Actor;
use airtill_ledger::work::{Work, unwatched};
use airtill_ledger::{Ledger, LedgerError, Opened, OpeningNote, Options};
use serde_json::Value;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// What a command came to.
pub(super) struct Done {
    pub code: u8,
    pub sentence: String,
    pub json: Value,
}

/// Why it came to nothing.
pub(super) enum Failed {
    Refused(String),
    Ledger(LedgerError),
    Other(String),
}

impl From<maintenance::Failed> for Failed {
    fn from(failed: maintenance::Failed) -> Failed {
        match failed {
            maintenance::Failed::Ledger(error) => Failed::Ledger(error),
            maintenance::Failed::Backup(error) => error.into(),
            maintenance::Failed::Export(error) => Failed::Other(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Failed {
        Failed::Other(error.to_string())
    }
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Failed {
        Failed::Ledger(error)
    }
}

impl From<BackupError> for Failed {
    fn from(error: BackupError) -> Failed {
        match error {
            BackupError::WrongPassphrase => Failed::Refused(error.to_string()),
            BackupError::Ledger(error) => Failed::Ledger(error),
            other => Failed::Other(other.to_string()),
        }
    }
}

/// A shop's ledger, which must be there.
pub(super) fn opened(directory: &Path) -> Result<Arc<Ledger>, Failed> {
    opened_with_notices(directory).map(|(ledger, _)| ledger)
}

/// The same, and what was found when it was opened.
pub(super) fn opened_with_notices(directory: &Path) -> Result<(Arc<Ledger>, Vec<OpeningNote>), Failed> {
    replace::settle(directory)?;
    let journal = directory.join("journal");
    match std::fs::read_dir(&journal) {
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Err(Failed::Other(format!("There is no ledger in {}", directory.display())));
        }
        Err(error) => return Err(Failed::Other(format!("{} can't be read: {error}", journal.display()))),
    }
    let Opened { ledger, notices, .. } = open(directory)?;
    Ok((Arc::new(ledger), notices))
}

/// Opens a ledger, and says what was found.
pub(super) fn open(directory: &Path) -> Result<Opened, LedgerError> {
    let stamp = SystemClock.now().stamp();
    let opened =
        airtill_ledger::open(&Options { progress: &|text| eprintln!("{text}"), ..Options::new(directory, stamp) })?;
    for notice in &opened.notices {
        eprintln!("{}", notice.sentence());
    }
    Ok(opened)
}

/// The owner's passphrase, which was right. A shop without an owner has nobody to ask.
pub(super) async fn owner_agrees(ledger: &Arc<Ledger>) -> Result<Option<Secret>, Failed> {
    let Some(till) = ledger.till_id()? else { return Ok(None) };
    let people = People::new(Arc::clone(ledger), Keyring::of(till), Arc::new(SystemClock), Arc::new(SystemEntropy));
    if !people.is_set_up()? {
        return Ok(None);
    }
    let typed = passphrase("The owner's passphrase: ")?;
    people.step_up(typed.clone()).await.map_err(|error| Failed::Refused(error.to_string()))?;
    Ok(Some(typed))
}

/// The same work as the window's, shown on the terminal.
pub(super) fn long(task: &maintenance::Task, ledger: &Ledger) -> Result<Done, Failed> {
    let percents = Percents::of(task.doing());
    let work = Work { tell: &|done, of| percents.tell(done, of), ..unwatched() };
    let done = tokio::task::block_in_place(|| task.run(ledger, &SystemClock, Actor::Till, &work));
    drop(percents);
    let maintenance::Done { well, sentence, json } = done?;
    Ok(Done { code: if well { WELL } else { WRONG }, sentence, json })
}
