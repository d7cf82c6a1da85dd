//! Backups: the journal, sealed under the owner's passphrase, in a folder of the owner's (a stick, a second disk).
//!
//! The journal is what survives, and it only ever grows: so a backup is its lines in sealed parts ([`set`]), each made once, and
//! making one again adds what is new. Parts are read back when they are written, and all of them are looked at each time: what is
//! missing or damaged is written anew while the till still has it. A passphrase is needed to begin one and to put one back, not to go on with it
//! ([`cipher`]).
//!
//! What must stay out: vendors' keys (the ledger has none), and any form that can't be opened without Airtill.

pub mod cipher;
pub mod replace;
pub mod restore;
pub mod set;

use airtill_credentials::Secret;
use airtill_domain::clock::Clock;
use airtill_domain::time::Timestamp;
use airtill_ledger::entry::{Actor, Entry, Hash};
use airtill_ledger::journal::sealed;
use airtill_ledger::views::BackupPlace;
use airtill_ledger::work::Work;
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::say;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use set::{About, FORM, Set};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A part is closed once its lines have so many bytes: a backup that is stopped half way keeps what it has.
const PART_BYTES: usize = 4 << 20;

/// Why a backup was not made or not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// No folder was chosen yet.
    #[error("{}", say!("No folder for backups was chosen yet"))]
    NoFolder,
    /// The folder is not there: the stick is not plugged in.
    #[error("{}", say!("{folder} is not there. Is the stick plugged in?", folder = _0.display()))]
    Away(PathBuf),
    /// The folder is there, and what was in it is not: the folder on which the stick is mounted stays when it is away.
    #[error("{}", say!(
        "{folder} had backups of this shop and has none now. Is the stick plugged in? If this is another one, choose the folder once more",
        folder = _0.display()
    ))]
    Emptied(PathBuf),
    /// There is no backup in the folder.
    #[error("{}", say!("There is no Airtill backup in {folder}", folder = _0.display()))]
    NoBackup(PathBuf),
    /// Several tills have backups there.
    #[error("{}", say!("Several tills have backups there: {tills}. Name the folder of the one that is meant", tills = _0))]
    SeveralTills(String),
    /// A later program made it.
    #[error("{}", say!("This backup was made by a later Airtill (form {form}). Install that one, then try again", form))]
    Newer {
        /// Its form.
        form: u32,
    },
    /// The passphrase is another.
    #[error("{}", say!("That is not the passphrase of this backup. It is the one that the owner had when it was begun"))]
    WrongPassphrase,
    /// Not even its beginning can be read.
    #[error("{}", say!("The backup can't be opened: {why}", why = _0))]
    Damaged(String),
    /// It is of a practice shop.
    #[error("{}", say!("This is a backup of a practice shop: it can't take the real shop's place"))]
    OfPractice,
    /// What was written does not read back.
    #[error("{}", say!("{file} does not read back as it was written. Use another stick", file = _0.display()))]
    NotKept(PathBuf),
    /// A file can't be read or written.
    #[error("{}", say!("{file} can't be read or written: {why}", file = file.display(), why))]
    File {
        /// Which.
        file: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The key could not be made.
    #[error("{}", say!("The backup's key could not be made: {why}", why = _0))]
    Key(String),
    /// The ledger did not do its part, or it was stopped.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl BackupError {
    fn file(file: &Path) -> impl FnOnce(std::io::Error) -> BackupError + use<> {
        let file = file.to_owned();
        move |error| BackupError::File { file, why: error.to_string() }
    }
}

/// What a backup came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Where it is.
    pub directory: PathBuf,
    /// Its last entry.
    pub upto: u64,
    /// Entries that were new to it.
    pub added: u64,
    /// Parts that were damaged or missing, and were written anew.
    pub mended: usize,
}

/// Chooses a folder, under the owner's passphrase (which the caller has made sure of). Backups go there from now on.
///
/// # Errors
/// [`BackupError`].
pub async fn choose(
    ledger: &Ledger,
    clock: &dyn Clock,
    folder: &Path,
    passphrase: Secret,
    by: Actor,
) -> Result<(), BackupError> {
    let folder = std::path::absolute(folder).map_err(BackupError::file(folder))?;
    if !folder.is_dir() {
        return Err(BackupError::Away(folder));
    }
    let name = folder.to_str().ok_or_else(|| BackupError::File {
        file: folder.clone(),
        why: say!("its name has characters that can't be kept").to_owned(),
    })?;
    let place = new_place(name.to_owned(), passphrase).await?;
    // Begun before it is written down: a folder that takes none is not chosen, and from now on one without it is another one.
    begin_set(ledger, &folder, &place)?;
    write_down(ledger, clock, place, by).await
}

/// The owner has another passphrase: from now on it opens the backups. Those made before stay under the old one.
///
/// # Errors
/// [`BackupError`].
pub async fn renew(ledger: &Ledger, clock: &dyn Clock, passphrase: Secret, by: Actor) -> Result<(), BackupError> {
    match ledger.backup_place()? {
        Some(place) => write_down(ledger, clock, new_place(place.folder, passphrase).await?, by).await,
        None => Ok(()),
    }
}

/// A folder under a key of its own.
async fn new_place(folder: String, passphrase: Secret) -> Result<BackupPlace, BackupError> {
    let key = tokio::task::spawn_blocking(move || cipher::new_key(&passphrase)).await;
    let key = key.map_err(|error| BackupError::Key(error.to_string()))?.map_err(BackupError::Key)?;
    Ok(BackupPlace { folder, recipient: key.recipient, key: BASE64.encode(key.locked) })
}

async fn write_down(ledger: &Ledger, clock: &dyn Clock, place: BackupPlace, by: Actor) -> Result<(), BackupError> {
    let BackupPlace { folder, recipient, key } = place;
    let entry = Entry::BackupSet { folder, recipient, key };
    ledger.commit(clock.now(), by, vec![entry]).await?;
    Ok(())
}

/// Makes a backup, or adds to it what is new. Takes a moment each day, and minutes the first time with years of sales; what is
/// written stays if it is stopped.
///
/// # Errors
/// [`BackupError`].
pub fn make(ledger: &Ledger, work: &Work) -> Result<Made, BackupError> {
    let place = ledger.backup_place()?.ok_or(BackupError::NoFolder)?;
    let folder = Path::new(&place.folder);
    if !folder.is_dir() {
        return Err(BackupError::Away(folder.to_owned()));
    }
    if !is_there(ledger, folder)? {
        return Err(BackupError::Emptied(folder.to_owned()));
    }
    let (upto, _) = ledger.head()?;
    let set = set_of(ledger, folder, &place)?;
    let gaps = gaps(&set, upto)?;
    let all: u64 = gaps.ranges.iter().map(|(from, upto)| upto + 1 - from).sum();
    let mut before = 0;
    for (from, upto) in &gaps.ranges {
        write_lines(ledger, &set, *from, *upto, |done| work.done(before + done, all))?;
        before += upto + 1 - from;
    }
    (work.tell)(all, all);
    Ok(Made { directory: set.directory, upto, added: upto.saturating_sub(gaps.had), mended: gaps.mended })
}

/// Whether a folder is the one that backups were made to. Where a stick is away, the folder that it is mounted on often stays: one that
/// had backups of this till and has none is not the stick, and nothing is written there.
///
/// # Errors
/// When the folder or the ledger can't be read.
pub fn is_there(ledger: &Ledger, folder: &Path) -> Result<bool, BackupError> {
    if !folder.is_dir() {
        return Ok(false);
    }
    // Chosen by a program that did not begin at once, and never used.
    if ledger.backed_up()?.is_none() {
        return Ok(true);
    }
    set::has_backups_of(folder, &till_of(ledger)?)
}

fn till_of(ledger: &Ledger) -> Result<String, LedgerError> {
    Ok(ledger.till_id()?.map(|till| till.as_str().to_owned()).unwrap_or_default())
}

/// A backup is made automatically once the last one is so old: once a day, at a time when something was written since.
pub const MADE_EVERY: Duration = Duration::from_secs(20 * 60 * 60);
/// From when on the shop is told that there was none: the stick was taken along.
const MISSED_AFTER: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// Whether a backup should be made now: a folder was chosen and is there, something is new, and the last one is a while ago.
///
/// # Errors
/// When the ledger can't be read.
pub fn is_due(ledger: &Ledger, now: Timestamp) -> Result<bool, LedgerError> {
    let Some(place) = ledger.backup_place()? else { return Ok(false) };
    // One that can't be read is told when it is tried.
    let is_there = || is_there(ledger, Path::new(&place.folder)).unwrap_or(true);
    let Some(last) = ledger.backed_up()? else { return Ok(is_there()) };
    // The owner has a new passphrase or another folder: what is there under it is still nothing.
    if is_only_begun(ledger, &place) {
        return Ok(is_there());
    }
    // The entry that tells of the last one is not in it.
    let something_new = ledger.head()?.0 > last.upto + 1;
    Ok(something_new && now.since(last.at) >= MADE_EVERY && is_there())
}

/// Whether a set under the present key was begun and has nothing in it.
fn is_only_begun(ledger: &Ledger, place: &BackupPlace) -> bool {
    let is_empty = |set: &Set| set.parts().is_ok_and(|parts| parts.is_empty());
    sets_of(ledger, Path::new(&place.folder), place).is_ok_and(|sets| !sets.is_empty() && sets.iter().all(is_empty))
}

/// The sets of this till under the present key. What can't be read is of another till, of a later program or damaged: it is left alone.
fn sets_of(ledger: &Ledger, folder: &Path, place: &BackupPlace) -> Result<Vec<Set>, BackupError> {
    let (till, mut sets) = (till_of(ledger)?, set::look_into(folder)?.sets);
    sets.retain(|set| set.about.till == till && set.about.recipient == place.recipient);
    Ok(sets)
}

/// What to tell the shop when backups have not been made for days.
///
/// # Errors
/// When the ledger can't be read.
pub fn missed(ledger: &Ledger, now: Timestamp) -> Result<Option<String>, LedgerError> {
    let (Some(place), Some(last)) = (ledger.backup_place()?, ledger.backed_up()?) else { return Ok(None) };
    let missed = now.since(last.at) >= MISSED_AFTER;
    Ok(missed.then(|| {
        say!(
            "The last backup is of {day}. Plug in what {folder} is on: it is then made by itself",
            day = last.at.day().long(),
            folder = place.folder
        )
    }))
}

/// The set that goes on: of this till, under this key, and of this history. A new one where there is none.
fn set_of(ledger: &Ledger, folder: &Path, place: &BackupPlace) -> Result<Set, BackupError> {
    for set in sets_of(ledger, folder, place)? {
        if continues(ledger, &set)? {
            return Ok(set);
        }
    }
    begin_set(ledger, folder, place)
}

fn begin_set(ledger: &Ledger, folder: &Path, place: &BackupPlace) -> Result<Set, BackupError> {
    let about = About {
        form: FORM,
        airtill: env!("CARGO_PKG_VERSION").to_owned(),
        till: till_of(ledger)?,
        shop: ledger.shop_name()?.unwrap_or_else(|| say!("the practice shop").to_owned()),
        recipient: place.recipient.clone(),
    };
    let key = BASE64.decode(&place.key).map_err(|error| BackupError::Key(error.to_string()))?;
    Set::begin(folder, about, &key)
}

/// Whether all that a set has is of this ledger: an old copy that was put back goes another way from some entry on.
fn continues(ledger: &Ledger, set: &Set) -> Result<bool, BackupError> {
    for part in set.parts()? {
        if ledger.hash_of(part.last)?.is_none_or(|hash| hash.short() != part.head) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What a set lacks.
struct Gaps {
    ranges: Vec<(u64, u64)>,
    /// Its last entry before.
    had: u64,
    mended: usize,
}

fn gaps(set: &Set, upto: u64) -> Result<Gaps, BackupError> {
    let mut gaps = Gaps { ranges: Vec::new(), had: 0, mended: 0 };
    let mut next = 1;
    for part in set.parts()? {
        if part.bytes()?.is_none() {
            part.set_aside()?;
            gaps.had = gaps.had.max(part.last);
            continue;
        }
        if part.first > next {
            gaps.ranges.push((next, part.first - 1));
            gaps.mended += 1;
        }
        next = next.max(part.last + 1);
        gaps.had = gaps.had.max(part.last);
    }
    if next <= upto {
        gaps.mended += usize::from(next <= gaps.had);
        gaps.ranges.push((next, upto));
    }
    Ok(gaps)
}

/// Lines of the journal as parts.
fn write_lines(
    ledger: &Ledger,
    set: &Set,
    from: u64,
    upto: u64,
    mut done: impl FnMut(u64) -> Result<(), LedgerError>,
) -> Result<(), BackupError> {
    let mut part = Open { set, first: from, plain: Vec::new() };
    // What goes wrong with the stick is not the ledger's error, and must not be taken for one.
    let mut failed = None;
    let walked = ledger.lines(from, upto, |seq, text, hash| {
        part.plain.extend_from_slice(text.as_bytes());
        part.plain.push(b'\n');
        if (part.plain.len() >= PART_BYTES || seq == upto)
            && let Err(error) = part.close(seq, hash)
        {
            failed = Some(error);
            return Err(LedgerError::Stopped);
        }
        done(seq + 1 - from)
    });
    match (failed, walked) {
        (Some(error), _) => Err(error),
        (None, walked) => Ok(walked?),
    }
}

/// A part that is being filled.
struct Open<'a> {
    set: &'a Set,
    first: u64,
    plain: Vec<u8>,
}

impl Open<'_> {
    fn close(&mut self, last: u64, head: Hash) -> Result<(), BackupError> {
        let packed = sealed::pack(&self.plain).map_err(|error| BackupError::Key(error.to_string()))?;
        let sealed = cipher::seal(&self.set.about.recipient, &packed).map_err(BackupError::Key)?;
        self.set.add(self.first, last, head, &sealed)?;
        self.plain.clear();
        self.first = last + 1;
        Ok(())
    }
}
