//! The commands' work.

use super::support::{Done, Failed, long, open, opened, opened_with_notices, owner_agrees};
use super::{FAILED, Ledger as Asked, REFUSED, Task, WELL, WRONG};
use super::{backup, compare};
use crate::{home, maintenance, shops, support};
use airtill_domain::clock::{Clock, SystemClock};
use airtill_domain::money::grouped;
use airtill_domain::shop::ShopKind;
use airtill_domain::time::Day;
use airtill_ledger::paper::PaperCode;
use airtill_ledger::{Ledger, LedgerError, Opened, OpeningNote};
use airtill_reports::statement::StatementForm;
use airtill_reports::story::{Numbers, Reader, story};
use airtill_reports::support::bundle;
use airtill_reports::{Export, Format};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// Does what was asked, and says what came of it. The exit code.
pub(super) fn run(asked: Asked) -> u8 {
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
        None => home::home().map_err(Failed::Other)?,
    };
    let kind = if asked.practice { ShopKind::Practice } else { ShopKind::Real };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(with_shop(asked.task, kind, &shops::directory_of(&home, kind)))
}

async fn with_shop(task: Task, kind: ShopKind, directory: &Path) -> Result<Done, Failed> {
    match task {
        Task::Verify => {
            let (ledger, at_opening) = opened_with_notices(directory)?;
            long(&maintenance::Task::Verify { at_opening }, &ledger)
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
            long(&maintenance::Task::Export { export: Export { format, from, to, shift: None }, file }, &ledger)
        }
        Task::Statement { file, from, to } => {
            let ledger = opened(directory)?;
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            let form = StatementForm::ALL.into_iter().find(|form| form.ending() == ending);
            let form = form.ok_or_else(|| Failed::Other("A statement's file ends in .pdf or .xlsx".to_owned()))?;
            owner_agrees(&ledger).await?;
            let practice = kind == ShopKind::Practice;
            long(&maintenance::Task::Statement { days: (from, to), practice, form, file }, &ledger)
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
        Task::Support => {
            let (ledger, at_opening) = opened_with_notices(directory)?;
            owner_agrees(&ledger).await?;
            let log = home::log_folder(directory.parent().unwrap_or(directory));
            let around = support::of_ledger(&ledger, &at_opening, &log, Vec::new())?;
            let sentence = bundle(&ledger, &around, SystemClock.now())?;
            Ok(Done { code: WELL, json: json!({ "support": sentence }), sentence })
        }
    }
}

fn rebuild(ledger: Arc<Ledger>, directory: &Path) -> Result<Done, Failed> {
    let done = long(&maintenance::Task::Rebuild, &ledger)?;
    drop(ledger);
    if done.code == WELL {
        return Ok(done);
    }
    // The journal is put right when it opens.
    eprintln!("{}", done.sentence);
    let Opened { ledger, notices, .. } = open(directory)?;
    let sales = ledger.sales()?;
    let wrong: Vec<String> =
        notices.iter().filter(|notice| notice.forbids_writing()).map(OpeningNote::sentence).collect();
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
