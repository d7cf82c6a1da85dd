//! What the practice vendors really received and delivered: their own record, in their own file.
//!
//! One JSON line for each purchase request that arrived, written before anything is answered. So it survives the
//! program that it runs in, and tells whether something was sent twice.

use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

/// One purchase request that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// At which vendor.
    pub vendor: VendorId,
    /// The vendor's own reference.
    pub vendor_reference: String,
    /// The customer's reference, as it came; the vendor's own where the call has none.
    pub reference: String,
    /// The recipient, as it came.
    pub recipient: String,
    /// What was ordered, in the vendor's words.
    pub item: String,
    /// What that is called.
    pub name: String,
    /// Whether it is airtime.
    pub airtime: bool,
    /// The bank's code, where money was sent to an account.
    #[serde(default)]
    pub bank: Option<String>,
    /// The face amount, or the plan's price, in whole naira.
    pub amount: u64,
    /// What was taken from the wallet, in kobo.
    pub charged_kobo: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// When its fate is decided.
    pub decided_at: Timestamp,
    /// What that fate is.
    pub delivered: bool,
    /// When it is taken back, if it is.
    pub reversed_at: Option<Timestamp>,
    /// What else becomes of the wallet, and when, in kobo: below zero, money is gone.
    #[serde(default)]
    pub besides: Option<(Timestamp, i64)>,
    /// How often a request with this reference arrived.
    pub times: u32,
}

/// How a purchase stands at the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaleStatus {
    /// Not decided.
    Processing,
    /// Delivered.
    Delivered,
    /// Failed.
    Failed,
    /// Delivered, and taken back.
    Reversed,
}

impl Received {
    /// How it stands at a moment.
    pub fn standing(&self, now: Timestamp) -> SaleStatus {
        match self.delivered {
            _ if now < self.decided_at => SaleStatus::Processing,
            false => SaleStatus::Failed,
            true if self.reversed_at.is_some_and(|at| now >= at) => SaleStatus::Reversed,
            true => SaleStatus::Delivered,
        }
    }
}

type Key = (VendorId, String);

/// The record, in memory and in its file.
pub struct Record {
    file: File,
    order: Vec<Key>,
    by_reference: HashMap<Key, Received>,
}

impl Record {
    /// Opens or begins the file.
    ///
    /// # Errors
    /// When it can't be read or opened. A last line cut by a crash is left out.
    pub fn open(path: &Path) -> std::io::Result<Record> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut record = Record { file, order: Vec::new(), by_reference: HashMap::new() };
        for line in BufReader::new(File::open(path)?).lines() {
            if let Ok(received) = serde_json::from_str::<Received>(&line?) {
                record.remember(received);
            }
        }
        Ok(record)
    }

    /// Everything received, in order.
    pub fn all(&self) -> Vec<Received> {
        self.order.iter().filter_map(|key| self.by_reference.get(key).cloned()).collect()
    }

    /// What a vendor received, in order.
    pub fn at(&self, vendor: VendorId) -> impl DoubleEndedIterator<Item = &Received> {
        self.order.iter().filter(move |key| key.0 == vendor).filter_map(|key| self.by_reference.get(key))
    }

    /// What arrived at a vendor under a reference, ours or the vendor's.
    pub fn find(&self, vendor: VendorId, reference: &str) -> Option<&Received> {
        self.by_reference
            .get(&(vendor, reference.to_owned()))
            .or_else(|| self.at(vendor).find(|received| received.vendor_reference == reference))
    }

    /// Writes down that a request arrived. The same reference again only counts up: nothing is delivered twice.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn receive(&mut self, received: Received) -> std::io::Result<()> {
        let mut line = serde_json::to_string(&received)?;
        line.push('\n');
        self.file.write_all(line.as_bytes())?;
        self.remember(received);
        Ok(())
    }

    /// How many requests arrived.
    pub fn count(&self) -> usize {
        self.order.len()
    }

    /// The sum that a vendor has taken from the wallet at a moment for what was or will be delivered and was not taken back, in kobo.
    pub fn spent_kobo(&self, vendor: VendorId, now: Timestamp) -> u64 {
        let kept = |received: &&Received| received.delivered && received.standing(now) != SaleStatus::Reversed;
        self.at(vendor).filter(kept).map(|received| received.charged_kobo).sum()
    }

    /// What has become of a vendor's wallet besides sales, in kobo.
    pub fn besides_kobo(&self, vendor: VendorId, now: Timestamp) -> i64 {
        let moved = |received: &Received| received.besides.filter(|(at, _)| *at <= now).map(|(_, kobo)| kobo);
        self.at(vendor).filter_map(moved).sum()
    }

    fn remember(&mut self, received: Received) {
        let key = (received.vendor, received.reference.clone());
        match self.by_reference.get_mut(&key) {
            Some(known) => known.times += 1,
            None => {
                self.order.push(key.clone());
                self.by_reference.insert(key, Received { times: 1, ..received });
            }
        }
    }
}
