//! Finding a sale by a part of a hash.

use crate::row::Place;
use std::collections::BTreeSet;

/// Where something may be, by its fingerprint.
#[derive(Debug, Default)]
pub(super) struct Lookup {
    /// The first 36 bits of the fingerprint, then the place, in order.
    pub(super) sorted: Vec<u64>,
    recent: BTreeSet<u64>,
}

/// Bits of a packed entry that are the place: 268 million sales, some two thousand years of a busy kiosk.
const PLACE_BITS: u32 = 28;
const PLACE_MASK: u64 = (1 << PLACE_BITS) - 1;
/// So many recent ones are put in order with the rest.
const RECENT_MOST: usize = 1 << 16;

impl Lookup {
    pub(super) fn packed(fingerprint: u64, place: Place) -> u64 {
        fingerprint & !PLACE_MASK | u64::from(place) & PLACE_MASK
    }

    pub(super) fn insert(&mut self, fingerprint: u64, place: Place) {
        self.recent.insert(Lookup::packed(fingerprint, place));
        if self.recent.len() >= RECENT_MOST {
            self.sorted.extend(std::mem::take(&mut self.recent));
            self.sorted.sort_unstable();
        }
    }

    pub(super) fn contains(&self, fingerprint: u64, place: Place) -> bool {
        let packed = Lookup::packed(fingerprint, place);
        self.recent.contains(&packed) || self.sorted.binary_search(&packed).is_ok()
    }

    pub(super) fn candidates(&self, fingerprint: u64) -> Vec<Place> {
        let (least, most) = (fingerprint & !PLACE_MASK, fingerprint | PLACE_MASK);
        let from = self.sorted.partition_point(|packed| *packed < least);
        let sorted = self.sorted[from..].iter().take_while(|packed| **packed <= most);
        let place = |packed: &u64| Place::try_from(packed & PLACE_MASK).unwrap_or(Place::MAX);
        sorted.chain(self.recent.range(least..=most)).map(place).collect()
    }
}
