//! Looking for sales: by day, number, amount, vendor, and whatever else a line holds.
//!
//! A [`Query`] is a list of things that must all be so; a [`Page`] is what is found, newest first, and where to go on. It is
//! a walk over lines in memory, so it costs the same whatever is asked for, and needs no network.

use crate::entry::Actor;
use crate::error::LedgerError;
use crate::index::{self, Digits, Index, IndexRow};
use crate::row::Place;
use crate::store::Store;
use airtill_domain::money::Naira;
use airtill_domain::sale::{SaleStatus, Tender};
use airtill_domain::service::Service;
use airtill_domain::time::Day;
use airtill_domain::vendor::VendorId;

/// What sales are looked for by. What is `None` doesn't matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Taken on this Lagos day or later.
    pub from: Option<Day>,
    /// Taken on this Lagos day or earlier.
    pub to: Option<Day>,
    /// To exactly this recipient, as it is sent: `08031234567`.
    pub recipient: Option<String>,
    /// To a recipient with these digits somewhere in the number.
    pub digits: Option<Digits>,
    /// To a recipient whose number ends in these digits.
    pub ending: Option<Digits>,
    /// The customer paid so much.
    pub price: Option<Naira>,
    /// The last attempt was at this vendor.
    pub vendor: Option<VendorId>,
    /// On this network, or a transfer.
    pub service: Option<Service>,
    /// Taken by them.
    pub by: Option<Actor>,
    /// It stands so, ten seconds after it was taken.
    pub standing: Option<SaleStatus>,
    /// Paid so.
    pub tender: Option<Tender>,
    /// Taken in this shift.
    pub shift: Option<u32>,
    /// Ended by the owner's word.
    pub by_hand: bool,
}

/// Some of what was found, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Each with its place.
    pub lines: Vec<(Place, IndexRow)>,
    /// From where to go on; `None` once there is no more.
    pub next: Option<Place>,
}

impl Query {
    /// The sales of a Lagos day.
    pub fn on(day: Day) -> Query {
        Query { from: Some(day), to: Some(day), ..Query::default() }
    }

    /// At most `limit` of what is asked for, taken before the place `below`, or the newest.
    ///
    /// # Errors
    /// When a sale that has to be read to know can't be.
    pub fn page(&self, store: &Store, below: Option<Place>, limit: usize) -> Result<Page, LedgerError> {
        let mut page = Page::default();
        let mut unsure = Vec::new();
        let index = store.index();
        let test = Test::of(self);
        let mut walk = Walk::new(self, &index, below);
        while let Some(place) = walk.next(&index) {
            let Some(line) = index.line(place) else { continue };
            match test.passes(line) {
                Some(false) => continue,
                Some(true) => {}
                None => unsure.push(place),
            }
            if page.lines.len() == limit {
                page.next = Some(page.lines.last().map_or(place, |(last, _)| *last));
                break;
            }
            page.lines.push((place, *line));
        }
        drop(index);
        // Recipients that are no plain numbers are few.
        for place in unsure {
            if !self.has_recipient(store, place)? {
                page.lines.retain(|(other, _)| *other != place);
            }
        }
        Ok(page)
    }

    fn has_recipient(&self, store: &Store, place: Place) -> Result<bool, LedgerError> {
        let local = store.row_at(place)?.sale.recipient.local();
        let exactly = self.recipient.as_ref().is_none_or(|recipient| *recipient == local);
        let has = self.digits.is_none_or(|digits| local.contains(&digits.text()));
        let ends = self.ending.is_none_or(|digits| local.ends_with(&digits.text()));
        Ok(exactly && has && ends)
    }
}

/// The same, as it is compared with a line.
struct Test<'a> {
    query: &'a Query,
    from_ms: i64,
    below_ms: i64,
    price_kobo: Option<i64>,
}

impl Test<'_> {
    fn of(query: &Query) -> Test<'_> {
        Test {
            query,
            from_ms: query.from.map_or(i64::MIN, |day| day.begins().millis()),
            below_ms: query.to.map_or(i64::MAX, |day| day.ends().millis()),
            price_kobo: query.price.map(Naira::kobo),
        }
    }

    /// `None` where the sale has to be read to know.
    fn passes(&self, line: &IndexRow) -> Option<bool> {
        let query = self.query;
        // Digits first: they turn nearly everything down, and only them does somebody type while looking at a million sales.
        if let Some(false) = query.digits.as_ref().and_then(|digits| line.has_digits(digits)) {
            return Some(false);
        }
        let at = line.at_ms();
        let plain = at >= self.from_ms
            && at < self.below_ms
            && self.price_kobo.is_none_or(|price| line.price_kobo() == price)
            && query.vendor.is_none_or(|vendor| line.vendor() == vendor)
            && query.service.is_none_or(|service| line.service() == service)
            && query.by.as_ref().is_none_or(|by| line.by() == *by)
            && query.standing.is_none_or(|standing| line.standing() == standing)
            && query.tender.is_none_or(|tender| line.tender() == tender)
            && query.shift.is_none_or(|shift| line.shift() == shift)
            && (!query.by_hand || line.is_by_hand());
        if !plain {
            return Some(false);
        }
        let digits = match &query.digits {
            Some(digits) => line.has_digits(digits),
            None => Some(true),
        };
        let ending = match &query.ending {
            Some(digits) => line.ends_in(digits),
            None => Some(true),
        };
        let exactly = if query.recipient.is_none() || line.digits().is_some() { Some(true) } else { None };
        match (digits, ending, exactly) {
            (Some(false), _, _) | (_, Some(false), _) => Some(false),
            (Some(true), Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

/// The places that are looked at, newest first.
enum Walk {
    /// One after the other, down to the first.
    All { below: Place, first: Place },
    /// From one sale to the one before it to the same recipient.
    Recipient { number: u64, next: Option<Place> },
}

impl Walk {
    fn new(query: &Query, index: &Index, below: Option<Place>) -> Walk {
        if let Some(recipient) = &query.recipient {
            let number = index::number_of(recipient);
            let mut next = index.to_recipient(number, None);
            while let (Some(place), Some(below)) = (next, below) {
                if place < below {
                    break;
                }
                next = index.to_recipient(number, Some(place));
            }
            return Walk::Recipient { number, next };
        }
        let (first, last) = match (query.from, query.to) {
            (None, None) => (0, index.len()),
            // Days whose sales a clock that was set has put among others' may begin earlier and end later than their neighbours.
            (from, to) => index
                .days(from.unwrap_or(Day::FIRST), to.unwrap_or(Day::LAST))
                .fold((Place::MAX, 0), |(least, most), (_, first, last)| (least.min(first), most.max(last + 1))),
        };
        Walk::All { below: below.unwrap_or(Place::MAX).min(last), first }
    }

    fn next(&mut self, index: &Index) -> Option<Place> {
        match self {
            Walk::All { below, first } => {
                let place = below.checked_sub(1).filter(|place| place >= first)?;
                *below = place;
                Some(place)
            }
            Walk::Recipient { number, next } => {
                let place = (*next)?;
                *next = index.to_recipient(*number, Some(place));
                Some(place)
            }
        }
    }
}
