//! The commands' work.

use super::terminal::{Percents, passphrase};
use super::{FAILED, Ledger as Asked, REFUSED, Task, WELL, WRONG};
use super::{backup, compare};
use crate::backup::{BackupError, restore};
use crate::clock::{Clock, SystemChance, SystemClock};
use crate::domain::money::grouped;
use crate::domain::shop::ShopKind;
use crate::domain::time::Day;
use crate::keys::{Keyring, Secret};
use crate::ledger::entry::Actor;
use crate::ledger::paper::PaperCode;
use crate::ledger::work::{Work, unwatched};
use crate::ledger::{self, Ledger, LedgerError, Notice, Opened, Options};
use crate::people::People;
use crate::records;
use crate::reports::statement::StatementForm;
use crate::reports::story::{Numbers, Reader, story};
use crate::reports::{Export, Format};
use crate::shops;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

/// What a command came to.
pub struct Done {
    pub code: u8,
    pub sentence: String,
    pub json: Value,
}

/// Why it came to nothing.
pub enum Failed {
    Refused(String),
    Ledger(LedgerError),
    Other(String),
}

impl From<records::Failed> for Failed {
    fn from(failed: records::Failed) -> Failed {
        match failed {
            records::Failed::Ledger(error) => Failed::Ledger(error),
            records::Failed::Backup(error) => error.into(),
            records::Failed::Export(error) => Failed::Other(error.to_string()),
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

/// Does what was asked, and says what came of it. The exit code.
pub fn run(asked: Asked) -> u8 {
    let as_json = asked.json;
    let done = task(asked).unwrap_or_else(|failed| {
        let (code, sentence) = match failed {
            Failed::Refused(why) => (REFUSED, why),
            Failed::Ledger(LedgerError::HeldElsewhere) => {
                (FAILED, "Airtill has this ledger open. Close its window first".to_owned())
            }
            Failed::Ledger(error) => (FAILED, error.to_string()),
            Failed::Other(why) => (FAILED, why),
        };
        Done { code, json: json!({ "error": sentence }), sentence }
    });
    match (as_json, done.code == WELL || done.code == WRONG) {
        (true, _) => println!("{}", done.json),
        (false, true) => println!("{}", done.sentence),
        (false, false) => eprintln!("{}", done.sentence),
    }
    done.code
}

fn task(asked: Asked) -> Result<Done, Failed> {
    let home = match asked.home {
        Some(home) => home,
        None => crate::home().map_err(Failed::Other)?,
    };
    let kind = if asked.practice { ShopKind::Practice } else { ShopKind::Real };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(with_shop(asked.task, kind, &shops::directory_of(&home, kind)))
}

async fn with_shop(task: Task, kind: ShopKind, directory: &Path) -> Result<Done, Failed> {
    match task {
        Task::Verify => {
            let (ledger, at_opening) = opened_with_notices(directory)?;
            long(&records::Task::Verify { at_opening }, &ledger)
        }
        Task::Rebuild => {
            let ledger = opened(directory)?;
            owner_agrees(&ledger).await?;
            rebuild(ledger, directory)
        }
        Task::Export { file, format, from, to } => {
            let ledger = opened(directory)?;
            let format = match format {
                Some(name) => name.into(),
                None => by_ending(&file)?,
            };
            owner_agrees(&ledger).await?;
            long(&records::Task::Export { export: Export { format, from, to, shift: None }, file }, &ledger)
        }
        Task::Statement { file, from, to } => {
            let ledger = opened(directory)?;
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let form = StatementForm::ALL.into_iter().find(|form| form.ending() == ending);
            let form = form.ok_or_else(|| Failed::Other("A statement's file ends in .pdf or .xlsx".to_owned()))?;
            owner_agrees(&ledger).await?;
            let practice = kind == ShopKind::Practice;
            long(&records::Task::Statement { days: (from, to), practice, form, file }, &ledger)
        }
        Task::Backup { folder } => backup::make(&opened(directory)?, folder.as_deref()).await,
        Task::Restore { folder, till, yes } => backup::put_back((kind, directory), &folder, till.as_deref(), yes).await,
        Task::Code { day, check } => {
            let ledger = opened(directory)?;
            code(&ledger, day, check.as_ref())
        }
        Task::Compare { vendor, day } => compare::compare(kind, directory, vendor, day).await,
        Task::Show { reference } => {
            let ledger = opened(directory)?;
            owner_agrees(&ledger).await?;
            show(&ledger, &reference)
        }
    }
}

/// A shop's ledger, which must be there.
pub fn opened(directory: &Path) -> Result<Arc<Ledger>, Failed> {
    opened_with_notices(directory).map(|(ledger, _)| ledger)
}

/// The same, and what was found when it was opened.
fn opened_with_notices(directory: &Path) -> Result<(Arc<Ledger>, Vec<Notice>), Failed> {
    restore::settle(directory)?;
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

fn open(directory: &Path) -> Result<Opened, LedgerError> {
    let stamp = SystemClock.now().stamp();
    let opened = ledger::open(&Options { progress: &|text| eprintln!("{text}"), ..Options::new(directory, stamp) })?;
    for notice in &opened.notices {
        eprintln!("{}", notice.sentence());
    }
    Ok(opened)
}

/// The owner's passphrase, which was right. A shop without an owner has nobody to ask.
pub async fn owner_agrees(ledger: &Arc<Ledger>) -> Result<Option<Secret>, Failed> {
    let Some(till) = ledger.till_id()? else { return Ok(None) };
    let people = People::new(Arc::clone(ledger), Keyring::of(till), Arc::new(SystemClock), Arc::new(SystemChance));
    if !people.is_set_up()? {
        return Ok(None);
    }
    let typed = passphrase("The owner's passphrase: ")?;
    people.step_up(typed.clone()).await.map_err(|error| Failed::Refused(error.to_string()))?;
    Ok(Some(typed))
}

/// The same work as the window's, shown on the terminal.
pub fn long(task: &records::Task, ledger: &Ledger) -> Result<Done, Failed> {
    let percents = Percents::of(task.doing());
    let work = Work { tell: &|done, of| percents.tell(done, of), ..unwatched() };
    let done = tokio::task::block_in_place(|| task.run(ledger, &SystemClock, Actor::Till, &work));
    drop(percents);
    let records::Done { well, sentence, json } = done?;
    Ok(Done { code: if well { WELL } else { WRONG }, sentence, json })
}

fn rebuild(ledger: Arc<Ledger>, directory: &Path) -> Result<Done, Failed> {
    let done = long(&records::Task::Rebuild, &ledger)?;
    drop(ledger);
    if done.code == WELL {
        return Ok(done);
    }
    // The journal is put right when it opens.
    eprintln!("{}", done.sentence);
    let Opened { ledger, notices, .. } = open(directory)?;
    let sales = ledger.sales()?;
    let wrong: Vec<String> = notices.iter().filter(|notice| notice.forbids_writing()).map(Notice::sentence).collect();
    let sentence = match wrong.is_empty() {
        true => format!("The ledger has {} sales", grouped(sales.into())),
        false => wrong.join(". "),
    };
    let code = if wrong.is_empty() { WELL } else { WRONG };
    Ok(Done { code, sentence, json: json!({ "sales": sales, "wrong": wrong }) })
}

fn by_ending(file: &Path) -> Result<Format, Failed> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Format::ALL.into_iter().find(|format| format.ending() == ending).ok_or_else(|| {
        let endings = Format::ALL.map(Format::ending).join(", ");
        Failed::Other(format!("Say in which form with --format, or let the file's name end in one of: {endings}"))
    })
}

fn code(ledger: &Ledger, day: Option<Day>, check: Option<&PaperCode>) -> Result<Done, Failed> {
    if let Some(code) = check {
        let fits = ledger.proves(code)?;
        let sentence = match fits {
            true => format!("{code} fits: up to entry {} the ledger is what it was", grouped(code.seq)),
            false => format!("{code} does not fit: the ledger is not what it was when that was written down"),
        };
        return Ok(Done { code: if fits { WELL } else { WRONG }, sentence, json: json!({ "fits": fits }) });
    }
    let day = day.unwrap_or_else(|| SystemClock.now().day());
    Ok(match ledger.paper_code(day)? {
        Some(code) => Done {
            code: WELL,
            sentence: code.to_string(),
            json: json!({ "code": code.to_string(), "entry": code.seq }),
        },
        None => Done {
            code: WRONG,
            sentence: format!("The ledger has nothing from {} or before", day.short()),
            json: json!({ "code": Value::Null }),
        },
    })
}

fn show(ledger: &Ledger, reference: &str) -> Result<Done, Failed> {
    let rows = ledger.with_reference(reference)?;
    let mut text = Vec::new();
    let mut sales = Vec::new();
    for row in &rows {
        let steps = story(ledger, row, Numbers::Whole, Reader::Owner)?;
        text.push(format!("Sale {}, {}", row.sale.id, row.sale.day().long()));
        text.extend(steps.iter().map(|step| format!("{}  {:<10}  {}", step.time, step.who, step.what)));
        sales.push(json!({ "sale": row.sale.id, "steps": steps }));
    }
    if rows.is_empty() {
        text.push("No sale has this reference".to_owned());
    }
    let code = if rows.is_empty() { WRONG } else { WELL };
    Ok(Done { code, sentence: text.join("\n"), json: json!({ "sales": sales }) })
}
