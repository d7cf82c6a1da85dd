//! What is known of every sale in memory: forty bytes each, so that ten years of a kiosk are searched in milliseconds.
//!
//! A [`IndexRow`] holds what a list shows and what is looked for: number, time, price, vendor, network, attendant, how it
//! stands. Lines are kept in the store too, many to a value, and read from there when the ledger opens. Every question about
//! many sales is a walk over lines from the newest back; a view of its own for each question in sled would take longer to
//! open, more room on the disk, and more time at each commit (measured: `make bench`).
//!
//! References and ids are found by a part of their hash: what is found is a candidate, and whoever asks reads
//! the sale to be sure.

mod index_row;
mod lookup;

pub use index_row::{Digits, IndexRow, number_of};

use crate::error::LedgerError;
use crate::row::{Place, SaleRow};
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::time::Day;
use airtill_words::Language;
use index_row::LINE_BYTES;
use lookup::Lookup;
use std::collections::{BTreeMap, HashMap};

/// Most fingerprints of one sale: each attempt has its reference and the vendor's.
const FINGERPRINTS_MOST: usize = 200;

/// A hash of 64 bits that is the same on every machine and in every version: the first bytes of SHA-256.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(bytes);
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

/// The lines of all sales, and where ids, references and recipients are.
#[derive(Debug, Default)]
pub struct Index {
    lines: Vec<IndexRow>,
    ids: Lookup,
    references: Lookup,
    /// The last sale to a recipient.
    last_to: HashMap<u64, Place>,
    /// First and last place of each Lagos day. A clock that was set may have put other days between.
    days: BTreeMap<u32, (Place, Place)>,
    /// The day of the last line: from, below, number. The next one is nearly always of the same.
    last_day: Option<(i64, i64, u32)>,
    titles: Vec<String>,
    title_places: HashMap<String, u16>,
}

/// What a sale is found by besides its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    /// Of the id.
    pub id: u64,
    /// Of every attempt's reference, and of the vendors' own.
    pub references: Vec<u64>,
}

impl Fingerprints {
    /// A sale's.
    pub fn of(row: &SaleRow) -> Fingerprints {
        let mut references = Vec::with_capacity(row.sale.attempts.len() * 2);
        for attempt in &row.sale.attempts {
            references.push(fingerprint(attempt.reference.as_str().as_bytes()));
            references.extend(attempt.vendor_reference.as_ref().map(|text| fingerprint(text.as_bytes())));
        }
        references.truncate(FINGERPRINTS_MOST);
        Fingerprints { id: id_fingerprint(row.sale.id), references }
    }
}

/// A line with its fingerprints as one record of the store.
pub fn record(line: &IndexRow, fingerprints: &Fingerprints) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(LINE_BYTES + 9 + 8 * fingerprints.references.len());
    line.write(&mut bytes);
    bytes.extend_from_slice(&fingerprints.id.to_be_bytes());
    for reference in &fingerprints.references {
        bytes.extend_from_slice(&reference.to_be_bytes());
    }
    bytes
}

/// Reads what [`record`] wrote.
///
/// # Errors
/// [`LedgerError::Damaged`].
pub fn read_record(bytes: &[u8]) -> Result<(IndexRow, Fingerprints), LedgerError> {
    let odd = || LedgerError::Damaged("a line of the store is cut".to_owned());
    let (line, rest) = IndexRow::read(bytes).ok_or_else(odd)?;
    let (id, rest) = rest.split_first_chunk().ok_or_else(odd)?;
    let (references, rest) = rest.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(odd());
    }
    let references = references.iter().map(|bytes| u64::from_be_bytes(*bytes)).collect();
    Ok((line, Fingerprints { id: u64::from_be_bytes(*id), references }))
}

/// The random part of an id is a good fingerprint without more.
pub fn id_fingerprint(id: SaleId) -> u64 {
    fingerprint(&id.bytes())
}

impl Index {
    /// How many sales there are.
    pub fn len(&self) -> Place {
        Place::try_from(self.lines.len()).unwrap_or(Place::MAX)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// One line.
    pub fn line(&self, place: Place) -> Option<&IndexRow> {
        // A place is no more than usize holds on any machine with a window.
        self.lines.get(place as usize)
    }

    /// A title by its place.
    pub fn title(&self, place: u16) -> Option<&str> {
        self.titles.get(usize::from(place)).map(String::as_str)
    }

    /// The title of what was sold as a line has it: its place plus one, zero for airtime at its face amount; and the title itself
    /// if it is new.
    /// Titles beyond what a line can count are taken for the last: then the sale has to be read.
    pub fn title_code(&self, sale: &Sale, new: &[String]) -> (u16, Option<String>) {
        let product = &sale.product;
        // Airtime that is sold at its face amount says with its price what it is.
        if product.face() == Some(sale.price) {
            return (0, None);
        }
        // The store keeps titles, and they are held against the entries: they have one form, whatever is spoken.
        let title = airtill_words::speaking(Language::En, || product.listed());
        if let Some(place) = self.title_places.get(&title) {
            return (place + 1, None);
        }
        let known = self.titles.len();
        if let Some(place) = new.iter().position(|other| *other == title) {
            return (code(known + place), None);
        }
        let place = known + new.len();
        if place >= TITLES_MOST { (u16::MAX, None) } else { (code(place), Some(title)) }
    }

    /// How many titles there are.
    pub fn titles(&self) -> usize {
        self.titles.len()
    }

    /// One more title.
    pub fn add_title(&mut self, title: String) {
        let place = u16::try_from(self.titles.len()).unwrap_or(u16::MAX);
        self.title_places.insert(title.clone(), place);
        self.titles.push(title);
    }

    /// A sale's line as it is now, at its place: a new one at the end, or one that has changed.
    pub fn put(&mut self, place: Place, line: IndexRow, fingerprints: &Fingerprints) {
        match self.lines.get_mut(place as usize) {
            Some(known) => {
                *known = line.after(known.before);
                for reference in &fingerprints.references {
                    if !self.references.contains(*reference, place) {
                        self.references.insert(*reference, place);
                    }
                }
            }
            None => {
                self.push(line, place);
                self.ids.insert(fingerprints.id, place);
                for reference in &fingerprints.references {
                    self.references.insert(*reference, place);
                }
            }
        }
    }

    /// So many sales will be loaded: what grows by doubling leaves as much memory behind as it takes.
    pub fn expect(&mut self, sales: usize) {
        self.lines.reserve_exact(sales);
        self.ids.sorted.reserve_exact(sales);
        // Most sales have one attempt, with our reference and the vendor's; some are tried again.
        self.references.sorted.reserve_exact(2 * sales + sales / 8);
    }

    /// All lines of the store in order, when the ledger opens: [`Index::loaded`] comes after.
    pub fn load(&mut self, line: IndexRow, fingerprints: &Fingerprints) {
        let place = self.len();
        self.push(line, place);
        self.ids.sorted.push(Lookup::packed(fingerprints.id, place));
        self.references.sorted.extend(fingerprints.references.iter().map(|one| Lookup::packed(*one, place)));
    }

    /// Everything is loaded.
    pub fn loaded(&mut self) {
        self.ids.sorted.sort_unstable();
        self.references.sorted.sort_unstable();
    }

    fn push(&mut self, mut line: IndexRow, place: Place) {
        line.before = self.last_to.insert(line.number, place).map_or(0, |before| before + 1);
        let day = match &self.last_day {
            Some((begins, ends, day)) if (*begins..*ends).contains(&line.at_ms) => *day,
            _ => {
                let day = line.at().day();
                self.last_day = Some((day.begins().millis(), day.ends().millis(), day.number()));
                day.number()
            }
        };
        self.days.entry(day).or_insert((place, place)).1 = place;
        self.lines.push(line);
    }

    /// Where a sale with this id may be.
    pub fn by_id(&self, id: SaleId) -> Vec<Place> {
        self.ids.candidates(id_fingerprint(id))
    }

    /// Where sales with this reference, ours or a vendor's, may be.
    pub fn by_reference(&self, reference: &str) -> Vec<Place> {
        self.references.candidates(fingerprint(reference.as_bytes()))
    }

    /// The newest sale to a recipient before a place, or the newest of all.
    pub fn to_recipient(&self, number: u64, before: Option<Place>) -> Option<Place> {
        match before {
            None => self.last_to.get(&number).copied(),
            Some(place) => self.line(place)?.before.checked_sub(1),
        }
    }

    /// The places from which and up to which a day's sales stand, both included.
    pub fn day(&self, day: Day) -> Option<(Place, Place)> {
        self.days.get(&day.number()).copied()
    }

    /// The days with sales between two, both included, newest first.
    pub fn days(&self, from: Day, to: Day) -> impl Iterator<Item = (u32, Place, Place)> + '_ {
        let range = from.number()..=to.number().max(from.number());
        self.days.range(range).rev().map(|(day, (first, last))| (*day, *first, *last))
    }
}

/// Titles that a line can count.
const TITLES_MOST: usize = 65_000;

fn code(place: usize) -> u16 {
    u16::try_from(place + 1).unwrap_or(u16::MAX)
}
