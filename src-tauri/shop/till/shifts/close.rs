//! The close: doubts are checked once more and wallets are asked, the drawer is counted blind, and the sheet gets its number.
//!
//! Nothing here waits for a vendor longer than `ASKED_WITHIN`, and nothing but the ledger can stop it: without a network the
//! wallets stand there as not asked. The Z is one commit that holds the sheet as it is printed, and it is refused by the ledger
//! if anything was written since the sheet was made.

use crate::till::core::TillEvent;
use crate::till::lock::locked;
use crate::till::providers::reach::Online;
use crate::till::refusal::{About, TillError};
use crate::till::shifts::{REASON_MAX_CHARS, Shifts, no_shift};
use airtill_domain::money::Naira;
use airtill_domain::print::Slip;
use airtill_domain::shift::sheet::{Asked, Sheet};
use airtill_domain::text;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::{Expected, ReadingWhy};
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_reports::sheet::{self, Made};
use airtill_vendors::{Reached, VendorClient};
use airtill_words::say;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Nobody at the drawer waits for vendors longer than this.
const ASKED_WITHIN: Duration = Duration::from_secs(10);
/// A balance that the ledger can't explain is asked for again: it may lag behind a delivery.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How often a Z is made anew because something was written meanwhile: an answer, a check.
const TRIES: u32 = 20;

/// What the look before a close found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreCloseCheck {
    /// What came of asking for balances.
    pub asked: BTreeMap<VendorId, Asked>,
    /// No vendor could be reached.
    pub offline: bool,
    /// Sales that are still not known.
    pub doubts: usize,
    /// What each wallet should hold by the ledger of that moment: once that is another, what was said speaks of the past.
    expected: BTreeMap<VendorId, Option<Expected>>,
}

impl Shifts {
    /// Before the drawer is counted: what is in doubt is asked about once more, and the wallets are asked for their balances.
    ///
    /// # Errors
    /// [`TillError::Refused`] when no shift is open.
    pub async fn check_before_close(self: &Arc<Self>) -> Result<PreCloseCheck, TillError> {
        self.open_shift_needed()?;
        let (done, mut heard) = mpsc::unbounded_channel();
        for client in self.providers.selling() {
            let (this, done) = (Arc::clone(self), done.clone());
            self.core.spawn(async move {
                let asked = this.ask_for_close(&client).await;
                let _ = done.send(asked.map(|asked| (client.vendor(), asked)));
            });
        }
        for sale in self.core.ledger.open_sales()?.into_iter().filter(|sale| sale.is_in_doubt()) {
            let (this, done) = (Arc::clone(self), done.clone());
            self.core.spawn(async move {
                this.reconcile.check(sale.id).await;
                let _ = done.send(None);
            });
        }
        drop(done);
        // What is still under way then goes on without anybody waiting for it: a check that was begun is not broken off.
        let mut asked = BTreeMap::new();
        let mut enough = self.core.clock.sleep(ASKED_WITHIN);
        loop {
            tokio::select! {
                one = heard.recv() => match one {
                    Some(one) => asked.extend(one),
                    None => break,
                },
                () = &mut enough => break,
            }
        }
        for client in self.providers.selling() {
            asked.entry(client.vendor()).or_insert(Asked::NotAsked);
        }
        let mut expected = BTreeMap::new();
        for vendor in asked.keys() {
            expected.insert(*vendor, self.core.ledger.book(*vendor)?.expected());
        }
        let looked = PreCloseCheck {
            expected,
            asked: asked.clone(),
            offline: matches!(self.providers.online(), Online::NoSince(_)),
            doubts: self.core.ledger.open_sales()?.iter().filter(|sale| sale.is_in_doubt()).count(),
        };
        *locked(&self.looked) = Some(looked.clone());
        Ok(looked)
    }

    /// A vendor's balance for the sheet, written down: from it the next shift counts.
    async fn ask_for_close(self: &Arc<Self>, client: &Arc<VendorClient>) -> Option<Asked> {
        let vendor = client.vendor();
        if !client.capability().balance {
            return Some(Asked::Never);
        }
        let mut last = None;
        for n in 0..3 {
            if n > 0 {
                self.core.clock.sleep(AGAIN_AFTER).await;
            }
            let before = self.core.ledger.book(vendor).ok()?;
            let answer = client.balance().await;
            self.providers.record_reached(vendor, answer.as_ref().map_or_else(Reached::from, |_| Reached::Yes));
            // Without a connection nothing is gained by asking again.
            let Some(balance) = answer.ok()? else { continue };
            // A sale in between would make any figure right.
            if self.core.ledger.book(vendor).ok()? != before {
                continue;
            }
            last = Some((balance, before.expected().and_then(|expected| expected.off(balance))));
            if matches!(last, Some((_, None))) {
                break;
            }
        }
        let (balance, off) = last?;
        // One that can't be explained is told on the sheet and not counted from: a balance may lag behind its deliveries, and the
        // regular look writes it down once it was seen for a while.
        if off.is_none() {
            self.wallets.write_reading(vendor, balance, ReadingWhy::Closed).await.ok()?;
        }
        Some(Asked::Said(balance))
    }

    /// The sheet of the open shift as it is now: an X.
    ///
    /// # Errors
    /// [`TillError::Refused`] when no shift is open.
    pub fn x_report(&self, by: Actor) -> Result<Sheet, TillError> {
        let made = self.made("", None, by)?;
        Ok(sheet::of_open_shift(&self.core.ledger, &made)?.ok_or_else(no_shift)?.1)
    }

    fn made(&self, reason: &str, bank_seen: Option<Naira>, by: Actor) -> Result<Made, LedgerError> {
        let looked = locked(&self.looked).clone().unwrap_or_default();
        let mut asked = looked.asked;
        for (vendor, said) in &mut asked {
            let now = self.core.ledger.book(*vendor)?.expected();
            let then = looked.expected.get(vendor).copied().flatten();
            // Something was sold or funded since: what was asked before would be a difference that there isn't.
            let speaks_of_now = now == then || now.zip(then).is_some_and(|(now, then)| now.narrows(then));
            if matches!(said, Asked::Said(_)) && !speaks_of_now {
                *said = Asked::NotAsked;
            }
        }
        let reason = text::seen(reason, REASON_MAX_CHARS).trim().to_owned();
        Ok(Made { at: self.core.clock.now(), by, asked, reason, bank_seen })
    }

    /// Closes the shift: the sheet gets its number and is never changed again. Its printing is asked for in the same commit.
    ///
    /// # Errors
    /// [`TillError::Refused`] when no shift is open, or its drawer was not counted.
    pub async fn close_shift(&self, reason: &str, bank_seen: Option<Naira>, by: Actor) -> Result<Sheet, TillError> {
        // Nobody else numbers a slip until the Z has its own.
        let numbering = self.printing.number_slips().await;
        for _ in 0..TRIES {
            let made = self.made(reason, bank_seen, by)?;
            let (seq, sheet) = sheet::of_open_shift(&self.core.ledger, &made)?.ok_or_else(no_shift)?;
            let Some(counted) = sheet.drawer.counts.last() else {
                return Err(TillError::refused(About::Shift, say!("Count the drawer first")));
            };
            if counted.count.total() != sheet.check.drawer {
                let sentence = say!("Cash has moved since the drawer was counted: count it again");
                return Err(TillError::refused(About::Shift, sentence));
            }
            let mut entries = vec![Entry::ShiftClosed { sheet: Box::new(sheet.clone()) }];
            entries.extend(self.printing.print_entry(&numbering, Slip::Z { number: sheet.number })?);
            match self.core.ledger.commit_after(seq, made.at, by, entries).await {
                Ok(_) => {
                    drop(numbering);
                    *locked(&self.looked) = None;
                    self.printing.slip_waits();
                    self.core.tell(TillEvent::Status);
                    return Ok(sheet);
                }
                Err(LedgerError::Overtaken) => {}
                Err(LedgerError::NotThisShift) => return Err(no_shift()),
                Err(error) => return Err(error.into()),
            }
        }
        Err(TillError::refused(
            About::Shift,
            say!("So much is written down at this moment that it can't be closed. Try again"),
        ))
    }
}
