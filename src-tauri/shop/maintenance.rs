//! Long work on a shop's ledger, the same from the window and from the command line: verify, rebuild, export, back up.
//!
//! Opening a backup beside the shop is such work too, and no task: it has no ledger yet ([`Records::begin_work`]).
//!
//! A [`Task`] is one piece of it, done by the modules that know how; [`Records`] runs one at a time beside the window, tells how
//! far it has come and stops it on request. Selling goes on meanwhile.

use crate::allocator;
use crate::backup::{self, BackupError, Made};
use airtill_domain::clock::Clock;
use airtill_domain::money::grouped;
use airtill_domain::time::Day;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::files::write_whole;
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError, OpeningNote, Rebuilt};
use airtill_reports::slips::sheet::Costs;
use airtill_reports::slips::{self, Heading, Mark};
use airtill_reports::statement::{self, StatementForm};
use airtill_reports::{Export, ExportError, Format};
use airtill_words::say;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use std::time::Duration;

/// How often is looked whether a backup is due.
const LOOK_EVERY: Duration = Duration::from_secs(5 * 60);

/// Something that takes a while with years of sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Hold journal, store and sums against one another.
    Verify {
        /// What was found when the ledger was opened. What was missing, contradicted or was mended is wrong, although it may be right by
        /// now: whoever asks wants to know that it was.
        at_opening: Vec<OpeningNote>,
    },
    /// Make the store again from the journal.
    Rebuild,
    /// Write sales to a file for other programs.
    Export {
        /// What, and in which form.
        export: Export,
        /// To which file, which is not there yet.
        file: PathBuf,
    },
    /// Add what is new to the backup.
    BackUp,
    /// Write a statement of some days.
    Statement {
        /// The first and the last day.
        days: (Day, Day),
        /// Of the practice shop: it says so on each page.
        practice: bool,
        /// In which form.
        form: StatementForm,
        /// To which file, which is not there yet.
        file: PathBuf,
    },
    /// What follows a close: its Z as a PDF and its sales as a table, in a folder; and a backup, where the owner chose a place.
    AfterClose {
        /// The Z.
        number: u32,
        /// Where files go.
        folder: PathBuf,
        /// What stands on its paper.
        heading: Heading,
    },
}

/// What a task came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// Nothing was found to be wrong.
    pub well: bool,
    /// The sentence for the screen.
    pub sentence: String,
    /// The same for programs.
    pub json: Value,
}

/// Why a task came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The ledger did not do its part, or it was stopped.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The file was not written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The backup was not made.
    #[error(transparent)]
    Backup(#[from] BackupError),
}

impl Failed {
    /// Somebody stopped it.
    pub fn is_stopped(&self) -> bool {
        let inner = match self {
            Failed::Ledger(error)
            | Failed::Export(ExportError::Ledger(error))
            | Failed::Backup(BackupError::Ledger(error)) => error,
            Failed::Export(_) | Failed::Backup(_) => return false,
        };
        matches!(inner, LedgerError::Stopped)
    }
}

impl Task {
    /// What is being done, for the screen.
    pub fn doing(&self) -> &'static str {
        match self {
            Task::Verify { .. } => say!("Verifying"),
            Task::Rebuild => say!("Rebuilding"),
            Task::Export { .. } => say!("Exporting"),
            Task::BackUp => say!("Backing up"),
            Task::Statement { .. } => say!("Writing the statement"),
            Task::AfterClose { .. } => say!("Keeping the closing report"),
        }
    }

    /// Does it, in a thread that may wait.
    ///
    /// # Errors
    /// [`Failed`].
    pub fn run(&self, ledger: &Ledger, clock: &dyn Clock, by: Actor, work: &Work) -> Result<Done, Failed> {
        match self {
            Task::Verify { at_opening } => verify(ledger, at_opening, work),
            Task::Rebuild => rebuild(ledger, work),
            Task::Export { export, file } => {
                let done = export.write(ledger, file, work)?;
                let sentence = say!("{rows} rows in {file}", rows = grouped(done.rows), file = done.file.display());
                Ok(Done {
                    well: true,
                    sentence,
                    json: json!({ "file": done.file.display().to_string(), "rows": done.rows }),
                })
            }
            Task::BackUp => back_up(ledger, clock, by, work),
            Task::Statement { days, practice, form, file } => {
                let asked = statement::Asked { days: *days, practice: *practice, made: clock.now() };
                let rows = statement::write(ledger, &asked, *form, file, work)?;
                let sentence = say!("The statement is in {file}", file = file.display());
                Ok(Done { well: true, sentence, json: json!({ "file": file.display().to_string(), "rows": rows }) })
            }
            Task::AfterClose { number, folder, heading } => {
                let file = keep_z(ledger, *number, folder, heading, work)?;
                match ledger.backup_place()? {
                    Some(_) => back_up(ledger, clock, by, work),
                    None => {
                        let sentence = say!("Z {number} is in {file}", number, file = file.display());
                        Ok(Done { well: true, sentence, json: json!({ "file": file.display().to_string() }) })
                    }
                }
            }
        }
    }
}

fn verify(ledger: &Ledger, at_opening: &[OpeningNote], work: &Work) -> Result<Done, Failed> {
    let mut found = ledger.verify(work)?;
    let damage = at_opening.iter().filter(|notice| notice.is_about_damage()).map(OpeningNote::sentence);
    found.wrong.splice(0..0, damage);
    let json = json!({
        "entries": found.entries, "commits": found.seq, "sales": found.sales, "head": found.head.hex(), "wrong": found.wrong,
    });
    Ok(Done { well: found.wrong.is_empty(), sentence: found.sentence(), json })
}

fn rebuild(ledger: &Ledger, work: &Work) -> Result<Done, Failed> {
    Ok(match ledger.rebuild(work)? {
        Rebuilt::Done { commits } => Done {
            well: true,
            sentence: say!("The store was made again: {into} sales", into = grouped(ledger.sales()?.into())),
            json: json!({ "commits": commits, "sales": ledger.sales()? }),
        },
        Rebuilt::Already => Done {
            well: true,
            sentence: say!(
                "The store was made again already since Airtill was opened. Open it anew before another time"
            )
            .to_owned(),
            json: json!({ "already": true }),
        },
        Rebuilt::AtNextOpening { why } => Done {
            well: false,
            sentence: say!("The journal is damaged ({why}). It is put right when Airtill opens next", why),
            json: json!({ "at_next_opening": why }),
        },
    })
}

/// The Z as a PDF and the shift's sales as a table. Which are there already are left alone.
fn keep_z(ledger: &Ledger, number: u32, folder: &Path, heading: &Heading, work: &Work) -> Result<PathBuf, ExportError> {
    let Some(closed) = ledger.closed(number)? else { return Ok(folder.to_owned()) };
    // The ledger's code in its name: after a restore another shift may have the same number.
    let code: String = closed.sheet.code.chars().rev().take_while(|c| *c != ' ').collect();
    let name = format!("Z{number:04}-{}", code.chars().rev().collect::<String>());
    let file = folder.join(format!("{name}.pdf"));
    let failed = |why: String| ExportError::File { file: file.clone(), why };
    std::fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
    if !file.exists() {
        let lines = slips::sheet::z(&closed.sheet, heading, Mark::Original, Costs::Shown);
        let bytes = slips::as_pdf(&lines, &format!("Z {number}")).map_err(failed)?;
        write_whole(&file, &bytes).map_err(|error| failed(error.to_string()))?;
    }
    let table = folder.join(format!("{name}.csv"));
    if !table.exists() {
        let (from, to) = (Some(closed.sheet.opened.0.day()), Some(closed.sheet.made.0.day()));
        let export = Export { format: Format::Csv, from, to, shift: Some(number) };
        export.write(ledger, &table, work)?;
    }
    Ok(file)
}

fn back_up(ledger: &Ledger, clock: &dyn Clock, by: Actor, work: &Work) -> Result<Done, Failed> {
    let Made { directory, upto, added, mended } = backup::make(ledger, work)?;
    // A ledger that can only be read is the one that needs a backup most.
    if ledger.read_only().is_none() {
        ledger.commit_waiting(clock.now(), by, vec![Entry::BackedUp { upto }])?;
    }
    let mended_too = if mended == 0 { "" } else { say!(". What was damaged or missing there was written anew") };
    let sentence = say!(
        "{added} new entries in {directory}{mended_too}",
        added = grouped(added),
        directory = directory.display(),
        mended_too
    );
    Ok(Done {
        well: true,
        sentence,
        json: json!({ "directory": directory.display().to_string(), "upto": upto, "added": added, "mended": mended }),
    })
}

/// How the last task went, or goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// None was begun.
    #[default]
    Idle,
    /// One is under way.
    Running {
        /// With what.
        doing: &'static str,
        /// How far, of a hundred.
        percent: u8,
    },
    /// It has ended.
    Ended {
        /// Nothing was found to be wrong, and it came to its end.
        well: bool,
        /// What came of it.
        sentence: String,
    },
}

/// One task at a time, beside the window.
#[derive(Default)]
pub struct Records {
    state: Mutex<State>,
    stop: AtomicBool,
    done: AtomicU64,
    of: AtomicU64,
}

impl Records {
    /// Something is under way.
    pub fn is_running(&self) -> bool {
        matches!(*self.locked(), State::Running { .. })
    }

    /// How it goes.
    pub fn state(&self) -> State {
        match self.locked().clone() {
            State::Running { doing, .. } => {
                let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
                let percent = (done * 100).checked_div(of).unwrap_or(0).min(100);
                // At most a hundred.
                State::Running { doing, percent: u8::try_from(percent).unwrap_or(100) }
            }
            other => other,
        }
    }

    /// Begins a task; false while another is under way.
    pub fn begin(self: &Arc<Self>, task: Task, ledger: Arc<Ledger>, clock: Arc<dyn Clock>, by: Actor) -> bool {
        self.begin_work(task.doing(), move |work| task.run(&ledger, &*clock, by, work))
    }

    /// Begins work that is no task on an open ledger; false while other work is under way.
    pub fn begin_work(
        self: &Arc<Self>,
        doing: &'static str,
        run: impl FnOnce(&Work) -> Result<Done, Failed> + Send + 'static,
    ) -> bool {
        {
            let mut state = self.locked();
            if matches!(*state, State::Running { .. }) {
                return false;
            }
            *state = State::Running { doing, percent: 0 };
        }
        self.stop.store(false, Ordering::Relaxed);
        self.done.store(0, Ordering::Relaxed);
        self.of.store(0, Ordering::Relaxed);
        let records = Arc::clone(self);
        let work = tokio::task::spawn_blocking(move || {
            let tell = |done, of| {
                records.of.store(of, Ordering::Relaxed);
                records.done.store(done, Ordering::Relaxed);
            };
            let ended = run(&Work { tell: &tell, stop: &records.stop });
            let (well, sentence) = match ended {
                Ok(Done { well, sentence, .. }) => (well, sentence),
                Err(failed) if failed.is_stopped() => (false, say!("{doing} was stopped", doing)),
                Err(failed) => {
                    tracing::warn!(%failed, doing, "long work came to nothing");
                    (false, failed.to_string())
                }
            };
            *records.locked() = State::Ended { well, sentence };
            allocator::give_back();
        });
        let records = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = work.await {
                tracing::error!(%error, doing, "long work broke off");
                let sentence = say!("{doing} broke off. If it happens again, send the log to support", doing);
                *records.locked() = State::Ended { well: false, sentence };
            }
        });
        true
    }

    /// Makes a backup whenever one is due, as long as the ledger is open.
    pub async fn keep_backing_up(self: Arc<Self>, ledger: Weak<Ledger>, clock: Arc<dyn Clock>) {
        loop {
            clock.sleep(LOOK_EVERY).await;
            // Weak, so that it does not keep the ledger of a shop that was closed.
            let Some(ledger) = ledger.upgrade() else { return };
            match backup::is_due(&ledger, clock.now()) {
                Ok(true) => drop(self.begin(Task::BackUp, ledger, Arc::clone(&clock), Actor::Till)),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "whether a backup is due could not be read"),
            }
        }
    }

    /// Stops what is under way, soon.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|broken| broken.into_inner())
    }
}
