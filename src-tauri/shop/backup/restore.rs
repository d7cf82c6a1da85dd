//! Putting a backup back.
//!
//! In three steps, so that nothing is lost by trying: the parts are opened into a directory of their own, as far as their lines
//! are whole and chained to one another; what the till would lose by it is held against that and told; and only then do the two
//! directories change places. The one that was there stays beside it. Where the till has its ledger open, they change places when
//! it starts next ([`super::replace::set_ready`]).
//!
//! A restored ledger doesn't know what happened after the backup. It says so in an entry with a new epoch; its sales in doubt are
//! asked about when it opens, as after any stop; and money that it shows as owed may have been handed over since, which the
//! screen tells.

use super::BackupError;
use super::cipher::{self, Closed, Key};
use super::set::{self, Set};
use airtill_credentials::Secret;
use airtill_domain::money::{Naira, grouped};
use airtill_domain::sale::event::Event;
use airtill_domain::shop::ShopKind;
use airtill_domain::staff::Role;
use airtill_domain::time::Timestamp;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Entry, GENESIS, Hash, Record, line};
use airtill_ledger::journal::{self, Copy, sealed};
use airtill_ledger::work::Work;
use airtill_words::say;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// A backup whose key is open.
pub struct Unlocked {
    set: Set,
    key: Key,
}

/// What came out of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// Its last entry.
    pub seq: u64,
    /// That one's hash.
    pub head: Hash,
    /// When that was.
    pub at: Option<Timestamp>,
    /// Sales in it.
    pub sales: u64,
    /// It is of a shop that has an owner, and not of a practice shop.
    pub set_up: bool,
    /// Why there is no more, where the names of its parts promise more.
    pub damage: Option<String>,
}

/// What a till would lose by a backup in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// There is no ledger yet.
    NoLedger,
    /// Nothing: all that the till has is in the backup.
    Nothing,
    /// What came after the backup, or instead of it.
    Entries {
        /// Entries.
        entries: u64,
        /// Sales among them.
        sales: u64,
        /// What the customers paid for those.
        sum: Naira,
        /// When the first of them was.
        from: Timestamp,
    },
    /// It belongs to another till.
    OtherTill,
    /// It can't be read, so nobody can say.
    Unreadable(String),
}

impl Loss {
    /// The sentence before somebody decides.
    pub fn sentence(&self) -> String {
        match self {
            Loss::NoLedger => say!("This computer has no ledger yet: nothing is lost").to_owned(),
            Loss::Nothing => say!("All that this computer's ledger has is in the backup: nothing is lost").to_owned(),
            Loss::Entries { entries, sales, sum, from } => say!(
                "This computer's ledger has {entries} that the backup lacks, from {day}, {from} on: {sales} \
                 for {sum}. They would not be in the restored ledger",
                entries = counted(*entries, say!("entry"), say!("entries")),
                day = from.day().short(),
                from = from.hour_minute(),
                sales = counted(*sales, say!("sale"), say!("sales")),
                sum = sum.short()
            ),
            Loss::OtherTill => say!("This computer has the ledger of another till. It would stand aside").to_owned(),
            Loss::Unreadable(why) => {
                say!("This computer's ledger can't be read, so nobody can say what would be lost: {why}", why)
            }
        }
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    let word = if count == 1 { one } else { many };
    format!("{} {word}", grouped(count))
}

impl Unpacked {
    /// Up to when it goes, for a sentence.
    pub fn upto(&self) -> String {
        self.at.map_or_else(|| say!("its beginning").to_owned(), Timestamp::short)
    }
}

/// Opens a backup's key.
///
/// # Errors
/// [`BackupError::WrongPassphrase`], or when the key can't be read.
pub fn unlock(set: Set, passphrase: &Secret) -> Result<Unlocked, BackupError> {
    match cipher::unlock(&set.key()?, passphrase) {
        Ok(key) => Ok(Unlocked { set, key }),
        Err(Closed::WrongPassphrase) => Err(BackupError::WrongPassphrase),
        Err(Closed::Damaged(why)) => Err(BackupError::Damaged(say!("its key is damaged: {why}", why))),
    }
}

/// Lines that follow one another, on their way into a journal.
struct Chain<'a> {
    copy: &'a mut Copy,
    unpacked: Unpacked,
}

impl Unlocked {
    /// Which backup it is.
    pub fn set(&self) -> &Set {
        &self.set
    }

    /// Opens the parts into a new ledger's directory, as far as their lines are chained from the first entry on.
    ///
    /// # Errors
    /// When the directory can't be written, or a file can't be read; damage is told, not an error.
    pub fn unpack(&self, directory: &Path, work: &Work) -> Result<Unpacked, BackupError> {
        let parts = self.set.parts()?;
        let promised = parts.iter().map(|part| part.last).max().unwrap_or(0);
        let mut copy = Copy::into(&directory.join("journal"))?;
        let nothing = Unpacked { seq: 0, head: GENESIS, at: None, sales: 0, set_up: false, damage: None };
        let mut chain = Chain { copy: &mut copy, unpacked: nothing };
        for part in parts {
            if part.last <= chain.unpacked.seq {
                continue;
            }
            if part.first > chain.unpacked.seq + 1 {
                let missing = chain.unpacked.seq + 1;
                chain.unpacked.damage.get_or_insert_with(|| say!("the part with entry {missing} is missing", missing));
                break;
            }
            match self.open(&part)? {
                Ok(plain) => chain.take(&plain, |seq| work.done(seq, promised))?,
                // Another part may have the same lines.
                Err(why) => chain.unpacked.damage = Some(why),
            }
        }
        let mut unpacked = chain.unpacked;
        copy.finish()?;
        if unpacked.seq >= promised {
            unpacked.damage = None;
        } else {
            unpacked.damage.get_or_insert_with(|| say!("its last part is cut").to_owned());
        }
        Ok(unpacked)
    }

    /// What has to be told before somebody decides to put what was unpacked into `restoring` in a shop's place: what the backup has,
    /// whether it is damaged, and what would be lost.
    ///
    /// # Errors
    /// When not one entry of it can be read, or it can't take this shop's place; or the restored one can't be read.
    pub fn told(
        &self,
        unpacked: &Unpacked,
        restoring: &Path,
        (kind, shop): (ShopKind, &Path),
    ) -> Result<Vec<String>, BackupError> {
        if unpacked.seq == 0 {
            let why = unpacked.damage.clone().unwrap_or_else(|| say!("it is empty").to_owned());
            return Err(BackupError::Damaged(say!("not one entry of it can be read: {why}", why)));
        }
        if kind == ShopKind::Real && !unpacked.set_up {
            return Err(BackupError::OfPractice);
        }
        let about = &self.set.about;
        let mut told = vec![say!(
            "The backup of {shop} (till {till}) has {entries} and {sales}, up to {upto}",
            shop = about.shop,
            till = about.till,
            entries = counted(unpacked.seq, say!("entry"), say!("entries")),
            sales = counted(unpacked.sales, say!("sale"), say!("sales")),
            upto = unpacked.upto()
        )];
        told.extend(self.set.neighbours.iter().cloned());
        told.extend(unpacked.damage.as_ref().map(|why| say!("It is damaged after that: {why}", why)));
        told.push(loss(shop, restoring, unpacked)?.sentence());
        Ok(told)
    }

    /// A part's lines, or why it has none.
    fn open(&self, part: &set::Part) -> Result<Result<Vec<u8>, String>, BackupError> {
        let name = part.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let damaged = |why: String| say!("{name} is damaged: {why}", name, why);
        let sealed = match fs::read(&part.path) {
            Ok(sealed) => sealed,
            // Whoever may read it has it whole.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(BackupError::file(&part.path)(error));
            }
            Err(error) => return Ok(Err(damaged(error.to_string()))),
        };
        let packed = cipher::open(&self.key, &sealed).map_err(|closed| match closed {
            Closed::WrongPassphrase => damaged(say!("it belongs to another key").to_owned()),
            Closed::Damaged(why) => damaged(why),
        });
        Ok(packed.and_then(|packed| match sealed::unpack(&packed) {
            (plain, None) => Ok(plain),
            (_, Some(why)) => Err(damaged(why)),
        }))
    }
}

impl Chain<'_> {
    fn take(&mut self, plain: &[u8], mut done: impl FnMut(u64) -> Result<(), LedgerError>) -> Result<(), BackupError> {
        for text in plain.split(|byte| *byte == b'\n').filter(|text| !text.is_empty()) {
            let record = match line::read(text) {
                Ok(record) if record.commit.seq <= self.unpacked.seq => continue,
                Ok(record) if self.is_next(&record) => record,
                Ok(record) => {
                    return self.stop(say!("entry {seq} is not chained to the one before", seq = record.commit.seq));
                }
                Err(bad) => return self.stop(say!("after entry {seq}: {bad}", seq = self.unpacked.seq, bad)),
            };
            self.copy.line(text)?;
            let sales = record.commit.entries.iter().filter(|entry| matches!(entry, Entry::Sale(Event::Intent { .. })));
            self.unpacked.sales += sales.count() as u64;
            self.unpacked.set_up |= record.commit.entries.iter().any(names_owner);
            (self.unpacked.seq, self.unpacked.head) = (record.commit.seq, record.hash);
            self.unpacked.at = self.unpacked.at.max(Some(record.commit.at));
            done(record.commit.seq)?;
        }
        Ok(())
    }

    fn is_next(&self, record: &Record) -> bool {
        record.commit.seq == self.unpacked.seq + 1 && record.prev == self.unpacked.head
    }

    fn stop(&mut self, why: String) -> Result<(), BackupError> {
        self.unpacked.damage = Some(why);
        Ok(())
    }
}

fn names_owner(entry: &Entry) -> bool {
    matches!(entry, Entry::StaffNamed { role: Role::Owner, .. })
}

/// What the ledger in `existing` would lose by the one in `restored`, which came out of a backup.
///
/// # Errors
/// When the restored one can't be read.
pub fn loss(existing: &Path, restored: &Path, unpacked: &Unpacked) -> Result<Loss, BackupError> {
    let theirs = existing.join("journal");
    if !theirs.is_dir() {
        return Ok(Loss::NoLedger);
    }
    let (mut first, mut last) = (None, None);
    let mut after = Vec::new();
    let walked = journal::walk(&theirs, 1, |record| {
        let seq = record.commit.seq;
        first.get_or_insert(record.hash);
        last = Some((seq, record.hash));
        if seq >= unpacked.seq {
            after.push(Ahead::of(&record));
        }
        Ok(())
    });
    let wrong = match walked {
        Ok((_, _, wrong)) => wrong,
        Err(error) => Some(error.to_string()),
    };
    let Some((seq, hash)) = last else {
        return Ok(wrong.map_or(Loss::NoLedger, Loss::Unreadable));
    };
    if first != hash_at(restored, 1)? {
        return Ok(Loss::OtherTill);
    }
    if let Some(why) = wrong {
        return Ok(Loss::Unreadable(why));
    }
    if seq <= unpacked.seq && hash_at(restored, seq)? == Some(hash) {
        return Ok(Loss::Nothing);
    }
    if after.first().is_some_and(|ahead| ahead.seq == unpacked.seq && ahead.hash == unpacked.head) {
        after.remove(0);
    } else {
        after = differing(&theirs, restored)?;
    }
    Ok(match after.first() {
        Some(ahead) => Loss::Entries {
            entries: after.iter().map(|ahead| ahead.entries).sum(),
            sales: after.iter().map(|ahead| ahead.sales).sum(),
            sum: after.iter().fold(Naira::ZERO, |sum, ahead| sum.plus(ahead.sum)),
            from: ahead.at,
        },
        None => Loss::Nothing,
    })
}

/// An entry that only the till has.
struct Ahead {
    seq: u64,
    hash: Hash,
    at: Timestamp,
    entries: u64,
    sales: u64,
    sum: Naira,
}

impl Ahead {
    fn of(record: &Record) -> Ahead {
        let prices = record.commit.entries.iter().filter_map(|entry| match entry {
            Entry::Sale(Event::Intent { price, .. }) => Some(*price),
            _ => None,
        });
        Ahead {
            seq: record.commit.seq,
            hash: record.hash,
            at: record.commit.at,
            entries: record.commit.entries.len() as u64,
            sales: prices.clone().count() as u64,
            sum: prices.fold(Naira::ZERO, Naira::plus),
        }
    }
}

/// The till's entries from where the two part.
fn differing(theirs: &Path, restored: &Path) -> Result<Vec<Ahead>, BackupError> {
    let mut restored_hashes = Vec::new();
    journal::walk(&restored.join("journal"), 1, |record| {
        restored_hashes.push(record.hash);
        Ok(())
    })?;
    let mut differing = Vec::new();
    journal::walk(theirs, 1, |record| {
        let place = usize::try_from(record.commit.seq - 1).unwrap_or(usize::MAX);
        if restored_hashes.get(place) != Some(&record.hash) {
            differing.push(Ahead::of(&record));
        }
        Ok(())
    })?;
    Ok(differing)
}

fn hash_at(directory: &Path, seq: u64) -> Result<Option<Hash>, BackupError> {
    let mut found = None;
    let walked = journal::walk(&directory.join("journal"), seq, |record| {
        found = (record.commit.seq == seq).then_some(record.hash);
        Err(LedgerError::Stopped)
    });
    match walked {
        Ok(_) | Err(LedgerError::Stopped) => Ok(found),
        Err(error) => Err(error.into()),
    }
}
