//! The commands' work.

use super::terminal::{Percents, passphrase};
use super::{FAILED, Ledger as Asked, REFUSED, Task, WELL, WRONG};
use crate::clock::{Clock, SystemChance, SystemClock};
use crate::domain::shop::ShopKind;
use crate::keys::Keyring;
use crate::ledger::work::Work;
use crate::ledger::{self, Ledger, LedgerError, Opened, Options};
use crate::people::People;
use crate::reports::story::story;
use crate::reports::{Export, Format};
use crate::shops;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What a command came to.
struct Done {
    code: u8,
    sentence: String,
    json: Value,
}

/// Why it came to nothing.
enum Failed {
    Refused(String),
    Ledger(LedgerError),
    Other(String),
}

impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Failed {
        Failed::Ledger(error)
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
    let directory = shops::directory_of(&home, kind);
    if !directory.join("journal").is_dir() {
        let why = format!("There is no ledger in {}", directory.display());
        return Err(Failed::Other(why));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failed::Other(error.to_string()))?;
    let opened = open(&directory)?;
    let ledger = Arc::new(opened.ledger);
    match asked.task {
        Task::Verify => verify(&ledger),
        Task::Rebuild => {
            runtime.block_on(owner_agrees(&ledger))?;
            ledger.ask_for_rebuild()?;
            drop(ledger);
            rebuild(&directory)
        }
        Task::Export { file, format, from, to } => {
            let format = match format {
                Some(name) => name.into(),
                None => by_ending(&file)?,
            };
            runtime.block_on(owner_agrees(&ledger))?;
            export(&ledger, &Export { format, from, to }, &file)
        }
        Task::Show { reference } => {
            runtime.block_on(owner_agrees(&ledger))?;
            show(&ledger, &reference)
        }
    }
}

fn open(directory: &Path) -> Result<Opened, LedgerError> {
    let stamp = SystemClock.now().lagos().format("%Y%m%d-%H%M%S").to_string();
    let opened = ledger::open(&Options { progress: &|text| eprintln!("{text}"), ..Options::new(directory, stamp) })?;
    for notice in &opened.notices {
        eprintln!("{}", notice.sentence());
    }
    Ok(opened)
}

/// A shop without an owner has nobody to ask.
async fn owner_agrees(ledger: &Arc<Ledger>) -> Result<(), Failed> {
    let Some(till) = ledger.till_id()? else { return Ok(()) };
    let people = People::new(Arc::clone(ledger), Keyring::of(till), Arc::new(SystemClock), Arc::new(SystemChance));
    if !people.is_set_up()? {
        return Ok(());
    }
    let typed = passphrase().map_err(|error| Failed::Other(error.to_string()))?;
    people.step_up(typed).await.map_err(|error| Failed::Refused(error.to_string()))
}

fn verify(ledger: &Ledger) -> Result<Done, Failed> {
    let percents = Percents::of("Verifying");
    let never = AtomicBool::new(false);
    let found = ledger.verify(&Work { tell: &|done, of| percents.tell(done, of), stop: &never })?;
    drop(percents);
    Ok(Done {
        code: if found.wrong.is_empty() { WELL } else { WRONG },
        sentence: found.sentence(),
        json: json!({
            "entries": found.entries, "commits": found.seq, "sales": found.sales, "head": found.head.hex(), "wrong": found.wrong,
        }),
    })
}

fn rebuild(directory: &Path) -> Result<Done, Failed> {
    let opened = open(directory)?;
    let sales = opened.ledger.sales()?;
    let notices: Vec<String> = opened.notices.iter().map(ledger::Notice::sentence).collect();
    let sentence = format!("The ledger has {} sales", crate::domain::money::grouped(sales.into()));
    Ok(Done { code: WELL, sentence, json: json!({ "sales": sales, "notices": notices }) })
}

fn export(ledger: &Ledger, export: &Export, file: &Path) -> Result<Done, Failed> {
    let percents = Percents::of("Exporting");
    let never = AtomicBool::new(false);
    let work = Work { tell: &|done, of| percents.tell(done, of), stop: &never };
    let done = export.write(ledger, file, &work).map_err(|error| Failed::Other(error.to_string()))?;
    drop(percents);
    let rows = crate::domain::money::grouped(done.rows);
    let sentence = format!("{rows} rows in {}", done.file.display());
    Ok(Done { code: WELL, sentence, json: json!({ "file": done.file, "rows": done.rows }) })
}

fn by_ending(file: &Path) -> Result<Format, Failed> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Format::ALL.into_iter().find(|format| format.ending() == ending).ok_or_else(|| {
        let endings = Format::ALL.map(Format::ending).join(", ");
        Failed::Other(format!("Say in which form with --format, or let the file's name end in one of: {endings}"))
    })
}

fn show(ledger: &Ledger, reference: &str) -> Result<Done, Failed> {
    let rows = ledger.with_reference(reference)?;
    let mut text = Vec::new();
    let mut sales = Vec::new();
    for row in &rows {
        let steps = story(ledger, row)?;
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
