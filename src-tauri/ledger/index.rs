//! What is known of every sale in memory: forty bytes each, so that ten years of a kiosk are searched in milliseconds.
//!
//! A [`Line`] holds what a list shows and what is looked for: number, time, price, vendor, network, attendant, how it
//! stands. Lines are kept in the store too, many to a value, and read from there when the ledger opens. Every question about
//! many sales is a walk over lines from the newest back; a view of its own for each question in sled would take longer to
//! open, more room on the disk, and more time at each commit (measured: `make bench`).
//!
//! References and ids are found by a part of their hash: what is found is a candidate, and whoever asks reads
//! the sale to be sure.

use crate::domain::money::Naira;
use crate::domain::network::Network;
use crate::domain::product::Product;
use crate::domain::reference::SaleId;
use crate::domain::sale::{Standing, Tender};
use crate::domain::staff::StaffId;
use crate::domain::time::{At, Day};
use crate::domain::vendor::VendorId;
use crate::ledger::entry::Actor;
use crate::ledger::error::LedgerError;
use crate::ledger::views::SaleRow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A sale's place among all sales of the ledger, from 0, in the order in which they were taken.
pub type Place = u32;

/// Bytes of a line in the store, without the fingerprints that follow it.
const LINE_BYTES: usize = 36;
/// Most fingerprints of one sale: each attempt has its reference and the vendor's.
const FINGERPRINTS_MOST: usize = 200;

/// What a list shows of a sale, and what sales are looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The recipient's digits, four bits each, below a mark.
    number: u64,
    /// Taken at, in milliseconds since 1970.
    at_ms: i64,
    price_kobo: i64,
    /// The sale before this one to the same recipient, plus one; zero for none.
    before: u32,
    shift: u32,
    staff: u16,
    /// Which title among those that the store keeps, plus one; zero for airtime.
    title: u16,
    kinds: Kinds,
}

/// Everything of a line that has few values, in as many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kinds {
    vendor: u8,
    network: u8,
    standing: u8,
    tender_and_flags: u8,
}

/// Above the digits of a recipient that has nothing but digits, fifteen at most.
const DIGITS: u64 = 0xF;
/// Above the hash of any other.
const OTHER: u64 = 0xE;

/// Fifteen places without a digit.
const UNUSED: u64 = 0x0AAA_AAAA_AAAA_AAAA;

const TENDER_BITS: u8 = 0b0000_0011;
const BY_HAND: u8 = 0b0000_0100;
const ALARM: u8 = 0b0000_1000;
const RETRIED: u8 = 0b0001_0000;
const CONSENTED: u8 = 0b0010_0000;

const TILL: u16 = u16::MAX;
const COUNTER: u16 = 0;

impl Line {
    /// A sale's line. `title` is the title's place plus one, zero for airtime.
    pub fn of(row: &SaleRow, title: u16) -> Line {
        let sale = &row.sale;
        let attempt = sale.last_attempt();
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        Line {
            number: number_of(&sale.recipient.local()),
            at_ms: sale.taken_at.millis(),
            price_kobo: sale.price.kobo(),
            before: 0,
            shift: row.shift,
            staff: staff_code(&row.by),
            title,
            kinds: Kinds {
                vendor: attempt.vendor as u8,
                network: sale.product.network() as u8,
                standing: standing_code(sale.standing(sale.taken_at)),
                tender_and_flags: sale.tender as u8
                    | flag(attempt.position.is_by_hand(), BY_HAND)
                    | flag(sale.has_alarm(), ALARM)
                    | flag(sale.attempts.len() > 1, RETRIED)
                    | flag(!sale.consents.is_empty(), CONSENTED),
            },
        }
    }

    /// When the sale was taken.
    pub fn at(&self) -> At {
        At::from_millis(self.at_ms)
    }

    /// The same in milliseconds since 1970, for comparing.
    pub fn at_ms(&self) -> i64 {
        self.at_ms
    }

    /// What the customer paid, in kobo, for comparing.
    pub fn price_kobo(&self) -> i64 {
        self.price_kobo
    }

    /// What the customer paid.
    pub fn price(&self) -> Naira {
        Naira::from_kobo(self.price_kobo)
    }

    /// The recipient's digits, where it has nothing else; otherwise the sale has to be read.
    pub fn digits(&self) -> Option<String> {
        if self.number >> 60 != DIGITS {
            return None;
        }
        let digit = |place: u32| char::from(b'0' + ((self.number >> (4 * place)) & 0xF) as u8);
        let length = (0..15).rev().find(|place| (self.number >> (4 * place)) & 0xF != 0xA).map_or(0, |last| last + 1);
        Some((0..length).rev().map(digit).collect())
    }

    /// The vendor of the last attempt.
    pub fn vendor(&self) -> VendorId {
        VendorId::ALL.get(usize::from(self.kinds.vendor)).copied().unwrap_or(VendorId::SmePlug)
    }

    /// The network.
    pub fn network(&self) -> Network {
        Network::ALL.get(usize::from(self.kinds.network)).copied().unwrap_or(Network::Mtn)
    }

    /// How it stands, ten seconds after it was taken.
    pub fn standing(&self) -> Standing {
        STANDINGS.get(usize::from(self.kinds.standing)).copied().unwrap_or(Standing::NotKnown)
    }

    /// How the customer paid.
    pub fn tender(&self) -> Tender {
        TENDERS[usize::from(self.kinds.tender_and_flags & TENDER_BITS)]
    }

    /// Who took it.
    pub fn by(&self) -> Actor {
        match self.staff {
            COUNTER => Actor::Counter,
            TILL => Actor::Till,
            staff => Actor::Staff(StaffId(staff)),
        }
    }

    /// In which shift.
    pub fn shift(&self) -> u32 {
        self.shift
    }

    /// The place of its title among the store's; `None` for airtime.
    pub fn title(&self) -> Option<u16> {
        self.title.checked_sub(1)
    }

    /// Ended by the owner's word.
    pub fn is_by_hand(&self) -> bool {
        self.kinds.tender_and_flags & BY_HAND != 0
    }

    /// Its end is contradicted, and nobody has looked into it.
    pub fn has_alarm(&self) -> bool {
        self.kinds.tender_and_flags & ALARM != 0
    }

    /// It took more than one attempt.
    pub fn was_retried(&self) -> bool {
        self.kinds.tender_and_flags & RETRIED != 0
    }

    /// Somebody was asked about it before it was sent, and agreed.
    pub fn had_consent(&self) -> bool {
        self.kinds.tender_and_flags & CONSENTED != 0
    }

    /// Whether it shows the same as another, whatever came before to the recipient.
    pub fn shows(&self, other: &Line) -> bool {
        *self == Line { before: self.before, ..*other }
    }

    /// Whether the digits occur in the number. `None` where the sale has to be read to know.
    pub fn has_digits(&self, digits: &Digits) -> Option<bool> {
        (self.number >> 60 == DIGITS).then(|| digits.occur_in(self.number))
    }

    /// Whether the number ends in the digits. `None` where the sale has to be read to know.
    pub fn ends_in(&self, digits: &Digits) -> Option<bool> {
        (self.number >> 60 == DIGITS).then_some(self.number & digits.mask == digits.pattern)
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.at_ms.to_be_bytes());
        bytes.extend_from_slice(&self.price_kobo.to_be_bytes());
        bytes.extend_from_slice(&self.shift.to_be_bytes());
        bytes.extend_from_slice(&self.staff.to_be_bytes());
        bytes.extend_from_slice(&self.title.to_be_bytes());
        let Kinds { vendor, network, standing, tender_and_flags } = self.kinds;
        bytes.extend_from_slice(&[vendor, network, standing, tender_and_flags]);
    }

    fn read(bytes: &[u8]) -> Option<(Line, &[u8])> {
        let (line, rest) = bytes.split_at_checked(LINE_BYTES)?;
        let (number, line) = line.split_first_chunk()?;
        let (at_ms, line) = line.split_first_chunk()?;
        let (price_kobo, line) = line.split_first_chunk()?;
        let (shift, line) = line.split_first_chunk()?;
        let (staff, line) = line.split_first_chunk()?;
        let (title, line) = line.split_first_chunk()?;
        let [vendor, network, standing, tender_and_flags] = *line.first_chunk()?;
        let line = Line {
            number: u64::from_be_bytes(*number),
            at_ms: i64::from_be_bytes(*at_ms),
            price_kobo: i64::from_be_bytes(*price_kobo),
            before: 0,
            shift: u32::from_be_bytes(*shift),
            staff: u16::from_be_bytes(*staff),
            title: u16::from_be_bytes(*title),
            kinds: Kinds { vendor, network, standing, tender_and_flags },
        };
        Some((line, rest))
    }
}

const STANDINGS: [Standing; 4] = [Standing::Delivered, Standing::NotKnown, Standing::Owed, Standing::Returned];
const TENDERS: [Tender; 4] = [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit];

fn standing_code(standing: Standing) -> u8 {
    match standing {
        Standing::Delivered => 0,
        Standing::Sending | Standing::NotKnown => 1,
        Standing::Owed => 2,
        Standing::Returned => 3,
    }
}

fn staff_code(by: &Actor) -> u16 {
    match by {
        Actor::Counter => COUNTER,
        Actor::Till => TILL,
        Actor::Staff(StaffId(staff)) => *staff,
    }
}

/// A recipient as it stands in a line: up to fifteen digits, four bits each from the end, unused places `A`; or a hash.
pub fn number_of(local: &str) -> u64 {
    let plain = !local.is_empty() && local.len() <= 15 && local.bytes().all(|byte| byte.is_ascii_digit());
    if plain {
        let digits = local.bytes().fold(0_u64, |number, byte| number << 4 | u64::from(byte - b'0'));
        let used = (1_u64 << (4 * local.len())) - 1;
        DIGITS << 60 | (UNUSED & !used) | digits
    } else {
        OTHER << 60 | (fingerprint(local.as_bytes()) >> 4)
    }
}

/// Digits to look for in numbers: one to fifteen of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    pattern: u64,
    mask: u64,
    /// At how many places of fifteen they can stand.
    places: u32,
}

impl Digits {
    /// From digits as typed; spaces between them don't count. `None` where there are none, too many, or anything else.
    pub fn parse(text: &str) -> Option<Digits> {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
        if digits.is_empty() || digits.len() > 15 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let pattern = digits.iter().fold(0_u64, |pattern, byte| pattern << 4 | u64::from(byte - b'0'));
        let length = u32::try_from(digits.len()).unwrap_or(15);
        Some(Digits { pattern, mask: (1_u64 << (4 * length)) - 1, places: 16 - length })
    }

    /// The same digits as a recipient has them, to be read and compared.
    pub fn text(&self) -> String {
        let length = 16 - self.places;
        (0..length).rev().map(|place| char::from(b'0' + ((self.pattern >> (4 * place)) & 0xF) as u8)).collect()
    }

    /// All places at once, without a branch between them: this is done a million times for a question.
    fn occur_in(&self, number: u64) -> bool {
        (0..self.places).fold(false, |found, place| found | ((number >> (4 * place)) & self.mask == self.pattern))
    }
}

/// A hash of 64 bits that is the same on every machine and in every version: the first bytes of SHA-256.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(bytes);
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

/// Where something may be, by its fingerprint.
#[derive(Debug, Default)]
struct Lookup {
    /// The first 36 bits of the fingerprint, then the place, in order.
    sorted: Vec<u64>,
    recent: BTreeSet<u64>,
}

/// Bits of a packed entry that are the place: 268 million sales, some two thousand years of a busy kiosk.
const PLACE_BITS: u32 = 28;
const PLACE_MASK: u64 = (1 << PLACE_BITS) - 1;
/// So many recent ones are put in order with the rest.
const RECENT_MOST: usize = 1 << 16;

impl Lookup {
    fn packed(fingerprint: u64, place: Place) -> u64 {
        fingerprint & !PLACE_MASK | u64::from(place) & PLACE_MASK
    }

    fn insert(&mut self, fingerprint: u64, place: Place) {
        self.recent.insert(Lookup::packed(fingerprint, place));
        if self.recent.len() >= RECENT_MOST {
            self.sorted.extend(std::mem::take(&mut self.recent));
            self.sorted.sort_unstable();
        }
    }

    fn contains(&self, fingerprint: u64, place: Place) -> bool {
        let packed = Lookup::packed(fingerprint, place);
        self.recent.contains(&packed) || self.sorted.binary_search(&packed).is_ok()
    }

    fn candidates(&self, fingerprint: u64) -> Vec<Place> {
        let (least, most) = (fingerprint & !PLACE_MASK, fingerprint | PLACE_MASK);
        let from = self.sorted.partition_point(|packed| *packed < least);
        let sorted = self.sorted[from..].iter().take_while(|packed| **packed <= most);
        let place = |packed: &u64| Place::try_from(packed & PLACE_MASK).unwrap_or(Place::MAX);
        sorted.chain(self.recent.range(least..=most)).map(place).collect()
    }
}

/// The lines of all sales, and where ids, references and recipients are.
#[derive(Debug, Default)]
pub struct Index {
    lines: Vec<Line>,
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
pub fn record(line: &Line, fingerprints: &Fingerprints) -> Vec<u8> {
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
pub fn read_record(bytes: &[u8]) -> Result<(Line, Fingerprints), LedgerError> {
    let odd = || LedgerError::Damaged("a line of the store is cut".to_owned());
    let (line, rest) = Line::read(bytes).ok_or_else(odd)?;
    let (id, rest) = rest.split_first_chunk().ok_or_else(odd)?;
    let (references, rest) = rest.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(odd());
    }
    let references = references.iter().map(|bytes| u64::from_be_bytes(*bytes)).collect();
    Ok((line, Fingerprints { id: u64::from_be_bytes(*id), references }))
}

/// The random part of an id makes a good fingerprint by itself.
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
    pub fn line(&self, place: Place) -> Option<&Line> {
        // A place is no more than usize holds on any machine with a window.
        self.lines.get(place as usize)
    }

    /// A title by its place.
    pub fn title(&self, place: u16) -> Option<&str> {
        self.titles.get(usize::from(place)).map(String::as_str)
    }

    /// The title of a product as a line has it: its place plus one, zero for airtime; and the title itself if it is new.
    /// Titles beyond what a line can count are taken for the last: then the sale has to be read.
    pub fn title_code(&self, product: &Product, new: &[String]) -> (u16, Option<String>) {
        if matches!(product, Product::Airtime { .. }) {
            return (0, None);
        }
        let title = product.title();
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
    pub fn put(&mut self, place: Place, line: Line, fingerprints: &Fingerprints) {
        match self.lines.get_mut(place as usize) {
            Some(known) => {
                *known = Line { before: known.before, ..line };
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

    /// All lines of the store in order, when the ledger opens: [`Index::loaded`] comes after.
    pub fn load(&mut self, line: Line, fingerprints: &Fingerprints) {
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

    fn push(&mut self, mut line: Line, place: Place) {
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
