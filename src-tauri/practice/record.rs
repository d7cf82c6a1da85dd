//! What the practice vendors really received and delivered: their own record, in their own file.
//!
//! One JSON line for each purchase request that arrived, written before anything is answered. So it survives the
//! program that it runs in, and tells whether something was sent twice.

use crate::domain::time::At;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

/// One purchase request that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The vendor's own reference.
    pub vendor_reference: String,
    /// The customer's reference, as it came.
    pub reference: String,
    /// The recipient, as it came.
    pub phone: String,
    /// The network's id, as it came.
    pub network_id: u64,
    /// Whole naira.
    pub amount: u64,
    /// When it arrived.
    pub at: At,
    /// When its fate is decided.
    pub decided_at: At,
    /// What that fate is.
    pub delivered: bool,
    /// How often a request with this reference arrived.
    pub times: u32,
}

/// The record, in memory and in its file.
pub struct Record {
    file: File,
    order: Vec<String>,
    by_reference: HashMap<String, Received>,
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
        self.order.iter().filter_map(|reference| self.by_reference.get(reference).cloned()).collect()
    }

    /// What arrived under a reference, ours or the vendor's.
    pub fn find(&self, reference: &str) -> Option<&Received> {
        self.by_reference
            .get(reference)
            .or_else(|| self.by_reference.values().find(|received| received.vendor_reference == reference))
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

    /// The sum of what was or will be delivered, in naira.
    pub fn spent(&self) -> u64 {
        self.by_reference.values().filter(|received| received.delivered).map(|received| received.amount).sum()
    }

    fn remember(&mut self, received: Received) {
        match self.by_reference.get_mut(&received.reference) {
            Some(known) => known.times += 1,
            None => {
                self.order.push(received.reference.clone());
                self.by_reference.insert(received.reference.clone(), Received { times: 1, ..received });
            }
        }
    }
}
