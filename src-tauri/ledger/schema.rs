//! The form of a ledger's directory: its version, and the way from each version to the next.
//!
//! Two forms can change. Lines of the journal carry a version of their own and are never rewritten: a later program reads all
//! earlier ones. What lies around them (the store, its blocks, names of files) has the version that stands in the file `schema`.
//! An earlier one is brought up step by step, in order, after a copy of everything that can't be made again was put beside
//! it and read back. A later one is refused before anything is touched: an old program must not take what it doesn't know
//! for damage.

use crate::error::LedgerError;
use crate::files::{private_directory, sync_directory, write_whole};
use crate::rebuild::{self, STORE};
use airtill_domain::text::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The form that this program writes: 1 had a store of single rows and no such file, 2 has blocks, 3 has shifts, 4 transfers and
/// notices, 5 costs that are believed and rules of prices, 6 days as they were closed and corrections.
pub(crate) const SCHEMA: u32 = 6;

const FILE: &str = "schema";
const DOING: &str = "bringing the ledger to this version's form";

#[derive(Serialize, Deserialize)]
struct OnDisk {
    schema: u32,
    /// The program that wrote it, for whoever looks.
    airtill: String,
    /// A sum over both: one flipped bit must not make a later form of this one, and lock the shop out. Missing in files of earlier programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sum: Option<String>,
}

impl OnDisk {
    fn new(schema: u32) -> OnDisk {
        let airtill = env!("CARGO_PKG_VERSION").to_owned();
        OnDisk { schema, sum: Some(sum(schema, &airtill)), airtill }
    }

    /// Whether it says what was written, as far as it can be told.
    fn is_whole(&self) -> bool {
        self.sum.as_ref().is_none_or(|said| *said == sum(self.schema, &self.airtill))
    }
}

fn sum(schema: u32, airtill: &str) -> String {
    hex(&Sha256::digest(format!("{schema} {airtill}"))[..8])
}

/// One step. It may be cut off anywhere and is then begun again: what it has done already must not hurt it.
struct Migration {
    /// From the version before this one.
    to: u32,
    /// What it does.
    run: fn(directory: &Path, stamp: &str) -> Result<(), LedgerError>,
}

/// All steps, in order, the first from version 1.
const MIGRATIONS: [Migration; 5] = [
    Migration { to: 2, run: rows_to_blocks },
    Migration { to: 3, run: shifts },
    Migration { to: 4, run: notices },
    Migration { to: 5, run: believed_costs },
    Migration { to: 6, run: closed_days },
];

/// A directory was brought up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Migrated {
    /// From this version.
    pub from: u32,
    /// Where the copy of what was there before is.
    pub copy: PathBuf,
}

/// Brings a directory to this version's form; `None` when it has it.
///
/// # Errors
/// [`LedgerError::Newer`]; when a file can't be read or written.
pub(crate) fn bring_up(directory: &Path, stamp: &str) -> Result<Option<Migrated>, LedgerError> {
    let from = version(directory)?;
    if from > SCHEMA {
        return Err(LedgerError::Newer { schema: from });
    }
    let copy = directory.join(format!("before-schema-{SCHEMA}-{stamp}"));
    let steps = MIGRATIONS.iter().filter(|step| step.to > from);
    if steps.clone().next().is_some() {
        copy_aside(directory, &copy)?;
    }
    for step in steps {
        (step.run)(directory, stamp)?;
        note(directory, step.to)?;
    }
    match from {
        SCHEMA if directory.join(FILE).exists() => Ok(None),
        SCHEMA => note(directory, SCHEMA).map(|()| None),
        from => Ok(Some(Migrated { from, copy })),
    }
}

/// Whether a directory has the form of an earlier program.
///
/// # Errors
/// When the file can't be read.
pub(crate) fn is_earlier(directory: &Path) -> Result<bool, LedgerError> {
    version(directory).map(|version| version < SCHEMA)
}

/// What the file says. A directory without one is new, or of the first version if it has a store.
fn version(directory: &Path) -> Result<u32, LedgerError> {
    let text = match fs::read_to_string(directory.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(if directory.join(STORE).exists() { 1 } else { SCHEMA });
        }
        // Damage proves nothing: what is wrong with the store will be found when that is opened.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Ok(SCHEMA),
        Err(error) => return Err(LedgerError::io(DOING)(error)),
    };
    let on_disk = serde_json::from_str::<OnDisk>(&text).ok().filter(OnDisk::is_whole);
    Ok(on_disk.map_or(SCHEMA, |on_disk| on_disk.schema))
}

fn note(directory: &Path, schema: u32) -> Result<(), LedgerError> {
    let text = serde_json::to_string(&OnDisk::new(schema)).map_err(|error| LedgerError::Damaged(error.to_string()))?;
    write_whole(&directory.join(FILE), text.as_bytes()).map_err(LedgerError::io(DOING))
}

/// The journal and the anchor, copied and read back. A copy that was cut off is made again.
fn copy_aside(directory: &Path, copy: &Path) -> Result<(), LedgerError> {
    let doing = || LedgerError::io("copying the ledger before it is changed");
    let part = copy.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).map_err(doing())?;
    }
    private_directory(&part.join("journal")).map_err(doing())?;
    let mut files = vec![PathBuf::from("anchor")];
    for item in fs::read_dir(directory.join("journal")).map_err(doing())? {
        files.push(Path::new("journal").join(item.map_err(doing())?.file_name()));
    }
    for file in files {
        let (from, to) = (directory.join(&file), part.join(&file));
        if !from.is_file() {
            continue;
        }
        let bytes = fs::read(&from).map_err(doing())?;
        File::create(&to)
            .and_then(|mut written| written.write_all(&bytes).and_then(|()| written.sync_all()))
            .map_err(doing())?;
        if fs::read(&to).map_err(doing())? != bytes {
            return Err(LedgerError::Damaged(format!("the copy of {} does not read back", file.display())));
        }
    }
    sync_directory(&part.join("journal"))?;
    sync_directory(&part)?;
    fs::rename(&part, copy).map_err(doing())?;
    sync_directory(directory)
}

/// To version 2: rows became blocks.
fn rows_to_blocks(directory: &Path, stamp: &str) -> Result<(), LedgerError> {
    set_store_aside(directory, "schema-1", stamp)
}

/// To version 3: sales have debtors and slips, and there are rows of drawer and shifts.
fn shifts(directory: &Path, stamp: &str) -> Result<(), LedgerError> {
    set_store_aside(directory, "schema-2", stamp)
}

/// To version 4: attempts have notices, and an earlier program must not take transfers for damage.
fn notices(directory: &Path, stamp: &str) -> Result<(), LedgerError> {
    set_store_aside(directory, "schema-3", stamp)
}

/// To version 5: changes of rules have rows, and an earlier program must not take beliefs of costs for damage.
fn believed_costs(directory: &Path, stamp: &str) -> Result<(), LedgerError> {
    set_store_aside(directory, "schema-4", stamp)
}

/// To version 6: what sales became on later days has sums, and an earlier program must not take corrections for damage.
fn closed_days(directory: &Path, stamp: &str) -> Result<(), LedgerError> {
    set_store_aside(directory, "schema-5", stamp)
}

/// The store is made again from the journal, as it always can be.
fn set_store_aside(directory: &Path, why: &str, stamp: &str) -> Result<(), LedgerError> {
    let store = directory.join(STORE);
    if store.exists() {
        fs::rename(&store, rebuild::aside(directory, why, stamp)).map_err(LedgerError::io(DOING))?;
        sync_directory(directory)?;
    }
    Ok(())
}
