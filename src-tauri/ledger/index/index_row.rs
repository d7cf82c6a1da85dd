//! A sale in forty bytes: what a list shows of it, and what it is looked for by.

use super::fingerprint;
use crate::entry::Actor;
use crate::row::SaleRow;
use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::staff::StaffId;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;

/// Bytes of a line in the store, without the fingerprints that follow it.
pub(super) const LINE_BYTES: usize = 36;
/// What a list shows of a sale, and what sales are looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexRow {
    /// The recipient's digits, four bits each, below a mark.
    pub(super) number: u64,
    /// Taken at, in milliseconds since 1970.
    pub(super) at_ms: i64,
    price_kobo: i64,
    /// The sale before this one to the same recipient, plus one; zero for none.
    pub(super) before: u32,
    shift: u32,
    staff: u16,
    /// Which title among those that the store keeps, plus one; zero for airtime at its face amount.
    title: u16,
    kinds: Kinds,
}

/// Everything of a line that has few values, in as many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kinds {
    vendor: u8,
    service: u8,
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

impl IndexRow {
    /// A sale's line. `title` is the title's place plus one, zero for airtime at its face amount.
    pub fn of(row: &SaleRow, title: u16) -> IndexRow {
        let sale = &row.sale;
        let attempt = sale.last_attempt();
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        IndexRow {
            number: number_of(&sale.recipient.local()),
            at_ms: sale.taken_at.millis(),
            price_kobo: sale.price.kobo(),
            before: 0,
            shift: row.shift,
            staff: staff_code(&row.by),
            title,
            kinds: Kinds {
                vendor: attempt.vendor as u8,
                service: sale.product.service() as u8,
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
    pub fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.at_ms)
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

    /// The network, or transfers.
    pub fn service(&self) -> Service {
        Service::ALL.get(usize::from(self.kinds.service)).copied().unwrap_or(Service::Mtn)
    }

    /// How it stands, ten seconds after it was taken.
    pub fn standing(&self) -> SaleStatus {
        STANDINGS.get(usize::from(self.kinds.standing)).copied().unwrap_or(SaleStatus::NotKnown)
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

    /// The place of its title among the store's; `None` for airtime at its face amount.
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
    pub fn shows(&self, other: &IndexRow) -> bool {
        *self == IndexRow { before: self.before, ..*other }
    }

    /// Whether the digits occur in the number. `None` where the sale has to be read to know.
    pub fn has_digits(&self, digits: &Digits) -> Option<bool> {
        (self.number >> 60 == DIGITS).then(|| digits.occur_in(self.number))
    }

    /// Whether the number ends in the digits. `None` where the sale has to be read to know.
    pub fn ends_in(&self, digits: &Digits) -> Option<bool> {
        (self.number >> 60 == DIGITS).then_some(self.number & digits.mask == digits.pattern)
    }

    /// The same with another sale before it to the same recipient.
    pub(super) fn after(self, before: u32) -> IndexRow {
        IndexRow { before, ..self }
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.number.to_be_bytes());
        bytes.extend_from_slice(&self.at_ms.to_be_bytes());
        bytes.extend_from_slice(&self.price_kobo.to_be_bytes());
        bytes.extend_from_slice(&self.shift.to_be_bytes());
        bytes.extend_from_slice(&self.staff.to_be_bytes());
        bytes.extend_from_slice(&self.title.to_be_bytes());
        let Kinds { vendor, service, standing, tender_and_flags } = self.kinds;
        bytes.extend_from_slice(&[vendor, service, standing, tender_and_flags]);
    }

    pub(super) fn read(bytes: &[u8]) -> Option<(IndexRow, &[u8])> {
        let (line, rest) = bytes.split_at_checked(LINE_BYTES)?;
        let (number, line) = line.split_first_chunk()?;
        let (at_ms, line) = line.split_first_chunk()?;
        let (price_kobo, line) = line.split_first_chunk()?;
        let (shift, line) = line.split_first_chunk()?;
        let (staff, line) = line.split_first_chunk()?;
        let (title, line) = line.split_first_chunk()?;
        let [vendor, service, standing, tender_and_flags] = *line.first_chunk()?;
        let line = IndexRow {
            number: u64::from_be_bytes(*number),
            at_ms: i64::from_be_bytes(*at_ms),
            price_kobo: i64::from_be_bytes(*price_kobo),
            before: 0,
            shift: u32::from_be_bytes(*shift),
            staff: u16::from_be_bytes(*staff),
            title: u16::from_be_bytes(*title),
            kinds: Kinds { vendor, service, standing, tender_and_flags },
        };
        Some((line, rest))
    }
}

const STANDINGS: [SaleStatus; 4] =
    [SaleStatus::Delivered, SaleStatus::NotKnown, SaleStatus::Owed, SaleStatus::Returned];
const TENDERS: [Tender; 4] = [Tender::Cash, Tender::Transfer, Tender::Card, Tender::Credit];

fn standing_code(standing: SaleStatus) -> u8 {
    match standing {
        SaleStatus::Delivered => 0,
        SaleStatus::Sending | SaleStatus::NotKnown => 1,
        SaleStatus::Owed => 2,
        SaleStatus::Returned => 3,
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
