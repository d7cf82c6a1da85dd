//! One backup in the owner's folder.
//!
//! ```text
//! <folder>/airtill-7K2Q/
//!   READ ME.txt      how it is opened, with Airtill or without
//!   about.json       whose it is, in plain: till, shop, the key's public half, the form's version
//!   key.age          the key's secret half, locked under the owner's passphrase
//!   0000000001-0000012410-7f3a91c0aa12-51d0c7b84e21.age
//! ```
//!
//! A part holds lines of the journal as they are, compressed and sealed. Its name tells the first and last of them, the beginning of
//! the last one's hash, and the beginning of the SHA-256 of its own bytes: so what is missing or damaged is seen without the
//! key. Another key or another history begins a set of its own (`airtill-7K2Q-2`); nothing in one is ever overwritten.

use super::BackupError;
use airtill_ledger::entry::Hash;
use airtill_ledger::files::{free_name, sync_directory, write_whole};
use airtill_words::say;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The form of a set. A later program reads earlier ones; this one refuses later ones.
pub const FORM: u32 = 1;

const ABOUT: &str = "about.json";
const KEY: &str = "key.age";
const READ_ME: &str = "READ ME.txt";

/// What a set says of itself in plain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Version of the form.
    pub form: u32,
    /// The program that began it.
    pub airtill: String,
    /// The till's own four characters.
    pub till: String,
    /// The shop's name.
    pub shop: String,
    /// The public half of its key.
    pub recipient: String,
}

/// A part of a set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its first line.
    pub first: u64,
    /// Its last line.
    pub last: u64,
    /// The beginning of the last line's hash.
    pub head: String,
    /// The beginning of the SHA-256 of its bytes.
    pub sum: String,
    /// Where it is.
    pub path: PathBuf,
}

/// A backup in a folder.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its own directory.
    pub directory: PathBuf,
    /// What it says of itself.
    pub about: About,
    /// What looks like a backup beside it and can't be read, one sentence each.
    pub neighbours: Vec<String>,
}

/// What lies in a folder: sets, and what looks like one and can't be read. That must not stand in the way of the others.
#[derive(Debug, Default)]
pub struct Folder {
    /// Of one till in the order in which they were begun.
    pub sets: Vec<Set>,
    /// The directories of the others, and why they can't be read.
    pub unreadable: Vec<(PathBuf, BackupError)>,
}

/// All sets of a folder, or the one whose own directory it is.
///
/// # Errors
/// When the folder can't be read.
pub fn look_into(folder: &Path) -> Result<Folder, BackupError> {
    let mut found = Folder::default();
    for directory in directories_in(folder)? {
        match Set::read(&directory) {
            Ok(set) => found.sets.push(set),
            Err(why) => found.unreadable.push((directory, why)),
        }
    }
    Ok(found)
}

/// Whether a folder has backups of this till, readable or not: then it is the one that they were made to.
///
/// # Errors
/// When the folder can't be read.
pub fn has_backups_of(folder: &Path, till: &str) -> Result<bool, BackupError> {
    let found = look_into(folder)?;
    let named = found.unreadable.iter().any(|(directory, _)| is_named_for(directory, till));
    Ok(named || found.sets.iter().any(|set| set.about.till == till))
}

/// Whether a set's directory is called as those of this till are.
fn is_named_for(directory: &Path, till: &str) -> bool {
    name_of(directory).to_lowercase().starts_with(&name_for(till).to_lowercase())
}

fn directories_in(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    if folder.join(ABOUT).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut directories = Vec::new();
    for item in fs::read_dir(folder).map_err(BackupError::file(folder))? {
        let path = item.map_err(BackupError::file(folder))?.path();
        directories.extend(path.join(ABOUT).is_file().then_some(path));
    }
    // A tenth set comes after a second one.
    directories.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    Ok(directories)
}

/// The one backup of a folder that is meant: the latest of a till, which has to be named where several have one there. What else
/// looks like a backup there and can't be read is told beside it ([`Set::neighbours`]).
///
/// # Errors
/// [`BackupError::SeveralTills`], [`BackupError::NoBackup`], why the only one can't be read, or when the folder can't be read.
pub fn latest_in(folder: &Path, till: Option<&str>) -> Result<Set, BackupError> {
    let Folder { mut sets, mut unreadable } = look_into(folder)?;
    if sets.is_empty()
        && let Some((_, why)) = unreadable.pop()
    {
        return Err(why);
    }
    if let Some(till) = till {
        sets.retain(|set| set.about.till.eq_ignore_ascii_case(till));
        let of_it = unreadable.iter().rposition(|(directory, _)| is_named_for(directory, till));
        if let Some(place) = of_it.filter(|_| sets.is_empty()) {
            return Err(unreadable.swap_remove(place).1);
        }
    }
    let named = |set: &Set| format!("{} ({})", name_of(&set.directory), set.about.shop);
    let mut tills: Vec<&str> = sets.iter().map(|set| set.about.till.as_str()).collect();
    tills.sort_unstable();
    tills.dedup();
    if tills.len() > 1 {
        return Err(BackupError::SeveralTills(sets.iter().map(named).collect::<Vec<_>>().join(", ")));
    }
    // One that was only just begun has nothing to put back, and where its key or its first part is gone nothing can be: the one
    // before may have all.
    let opens = sets.iter().rposition(Set::has_a_beginning);
    let place = opens.or(sets.len().checked_sub(1)).ok_or_else(|| BackupError::NoBackup(folder.to_owned()))?;
    let mut later = sets.split_off(place);
    let mut set = later.remove(0);
    set.neighbours = unreadable.into_iter().map(|(directory, why)| neighbour(&directory, &why)).collect();
    set.neighbours.extend(later.iter().map(|set| begun_later(&set.directory)));
    Ok(set)
}

fn neighbour(directory: &Path, why: &BackupError) -> String {
    let name = name_of(directory);
    say!("{name} beside it looks like a backup too and can't be read ({why}): it was left alone", name, why)
}

fn begun_later(directory: &Path) -> String {
    let name = name_of(directory);
    say!("{name} beside it was begun later and has nothing that can be put back: it was left alone", name)
}

fn name_of(directory: &Path) -> String {
    directory.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn name_for(till: &str) -> String {
    format!("airtill-{till}")
}

impl Set {
    fn read(directory: &Path) -> Result<Set, BackupError> {
        let path = directory.join(ABOUT);
        let text = fs::read_to_string(&path).map_err(BackupError::file(&path))?;
        let about: About = serde_json::from_str(&text).map_err(|_| BackupError::NoBackup(directory.to_owned()))?;
        if about.form > FORM {
            return Err(BackupError::Newer { form: about.form });
        }
        Ok(Set { directory: directory.to_owned(), about, neighbours: Vec::new() })
    }

    /// Begins a set beside those of the same till that are there.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn begin(folder: &Path, about: About, key: &[u8]) -> Result<Set, BackupError> {
        let directory = free_name(folder, &name_for(&about.till), "");
        fs::create_dir(&directory).map_err(BackupError::file(&directory))?;
        write_new(&directory, KEY, key)?;
        write_new(&directory, READ_ME, read_me(&about).as_bytes())?;
        // Last: what has it is a set.
        let text = serde_json::to_string_pretty(&about).unwrap_or_default();
        write_new(&directory, ABOUT, text.as_bytes())?;
        sync_directory(folder)?;
        Ok(Set { directory, about, neighbours: Vec::new() })
    }

    /// The locked key.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn key(&self) -> Result<Vec<u8>, BackupError> {
        let path = self.directory.join(KEY);
        fs::read(&path).map_err(BackupError::file(&path))
    }

    /// Whether its key and its first part are there and whole.
    fn has_a_beginning(&self) -> bool {
        let whole = |part: &Part| part.first == 1 && part.bytes().is_ok_and(|bytes| bytes.is_some());
        self.key().is_ok_and(|key| !key.is_empty()) && self.parts().is_ok_and(|parts| parts.iter().any(whole))
    }

    /// Its parts by their names, in order.
    ///
    /// # Errors
    /// When its directory can't be read.
    pub fn parts(&self) -> Result<Vec<Part>, BackupError> {
        let mut parts = Vec::new();
        for item in fs::read_dir(&self.directory).map_err(BackupError::file(&self.directory))? {
            parts.extend(part_of(item.map_err(BackupError::file(&self.directory))?.path()));
        }
        parts.sort();
        Ok(parts)
    }

    /// The bytes of all its parts, as they lie there.
    ///
    /// # Errors
    /// When its directory can't be read.
    pub fn bytes(&self) -> Result<u64, BackupError> {
        let sizes =
            self.parts()?.into_iter().map(|part| fs::metadata(&part.path).map_err(BackupError::file(&part.path)));
        sizes.map(|found| found.map(|found| found.len())).sum()
    }

    /// Writes a part, and reads it back.
    ///
    /// # Errors
    /// When it can't be written, or does not read back as it was written.
    pub fn add(&self, first: u64, last: u64, head: Hash, sealed: &[u8]) -> Result<PathBuf, BackupError> {
        let name = format!("{first:010}-{last:010}-{}-{}.age", head.short(), sum(sealed));
        let path = write_new(&self.directory, &name, sealed)?;
        let back = fs::read(&path).map_err(BackupError::file(&path))?;
        if back != sealed {
            return Err(BackupError::NotKept(path));
        }
        Ok(path)
    }
}

impl Part {
    /// Its bytes, if they are those that were written.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn bytes(&self) -> Result<Option<Vec<u8>>, BackupError> {
        let bytes = fs::read(&self.path).map_err(BackupError::file(&self.path))?;
        Ok((sum(&bytes) == self.sum).then_some(bytes))
    }

    /// Sets a damaged part aside: another one takes its place.
    ///
    /// # Errors
    /// When it can't be renamed.
    pub fn set_aside(&self) -> Result<(), BackupError> {
        fs::rename(&self.path, self.path.with_added_extension("damaged")).map_err(BackupError::file(&self.path))
    }
}

fn part_of(path: PathBuf) -> Option<Part> {
    let name = path.file_name()?.to_str()?.strip_suffix(".age")?;
    let mut words = name.split('-');
    let (first, last) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let (head, sum) = (words.next()?.to_owned(), words.next()?.to_owned());
    Some(Part { first, last, head, sum, path })
}

fn sum(bytes: &[u8]) -> String {
    Hash(Sha256::digest(bytes).into()).short()
}

fn write_new(directory: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, BackupError> {
    let path = directory.join(name);
    write_whole(&path, bytes).map_err(BackupError::file(&path))?;
    Ok(path)
}

fn read_me(about: &About) -> String {
    format!(
        "A backup of the ledger of {shop} (till {till}), made by Airtill.\r\n\
         \r\n\
         To put it back: install Airtill, begin to set the shop up, and say that it had another computer before. Or without\r\n\
         a window:\r\n\
         \r\n    airtill ledger restore <this folder>\r\n\
         \r\n\
         It asks for the passphrase that the owner had when this backup was begun. Without that passphrase nobody can open it.\r\n\
         \r\n\
         Without Airtill: the parts are age files (https://age-encryption.org), and key.age is their key, locked under the\r\n\
         passphrase. What comes out is compressed by zstd, and holds one entry a line:\r\n\
         \r\n    age -d -i key.age <part>.age | zstd -d\r\n",
        shop = about.shop,
        till = about.till,
    )
}
