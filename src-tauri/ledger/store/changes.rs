//! What commits write, before it is written.
//!
//! One commit at a counter, thousands of them in a rebuild: [`Changes`] takes them one after the other and is read through
//! ([`super::over::Over`]), so that the next one sees what the one before has done. [`Store::prepare`] puts them into blocks; only then
//! does anything reach sled, in one transaction. What doesn't fit is found before the journal's line is written.

use super::Store;
use super::meta::{
    ATTENDANTS_CONFIRM, BACKED_UP, BACKUP_PLACE, COUNTER_RULES, KEYMAP, LANGUAGE, LISTENER, LOOK, LOSS_RULES,
    MARGIN_HIDDEN, PREFIXES, PRICING, PRINTER, RECOVERY_CODE_KEPT, REPLY_RECIPE, RESTORED, ROUTING, SET_UP, SHARING,
    SHIFT_RULES, SHOP_NAME, TILL, TRADE_RULES, TRANSFER_RULES, believed_cost_key, customer_group_key, key_marker_key,
    network_prices_key, offers_changed_key, plan_price_key, question_key, rule_change_key, settings_key,
};
use crate::entry::{Hash, Record, compact};
use crate::error::LedgerError;
use crate::row::{Place, SaleRow};
use crate::rule_changes::ChangedRules;
use crate::totals::Totals;
use crate::views::{Closed, Effects, Period};
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::price::PlanPrice;
use airtill_domain::print::Queue;
use airtill_domain::reference::{Reference, SaleId};
use airtill_domain::shift::Shifts;
use airtill_domain::shift::balances::Balances;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use serde::Serialize;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};

/// Commits that are to be written together, and the rows they change.
#[derive(Default)]
pub struct Changes {
    pub(super) commits: Vec<Packed>,
    pub(super) rows: BTreeMap<Place, SaleRow>,
    pub(super) ids: HashMap<SaleId, Place>,
    pub(super) new_rows: Place,
    pub(super) references: HashMap<Reference, SaleId>,
    pub(super) totals: BTreeMap<Period, Totals>,
    pub(super) books: BTreeMap<VendorId, Book>,
    pub(super) staff: BTreeMap<StaffId, Staff>,
    pub(super) latest_at: Option<Timestamp>,
    pub(super) balances: Option<Balances>,
    pub(super) shifts: Option<Shifts>,
    pub(super) closed: BTreeMap<u32, Closed>,
    pub(super) debtors: BTreeMap<DebtorId, Debtor>,
    pub(super) queue: Option<Queue>,
    /// Rows of `meta` that are only ever replaced.
    pub(super) meta: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

/// A commit in its compact form.
pub(super) struct Packed {
    pub(super) seq: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) prev: Hash,
    pub(super) hash: Hash,
}

impl Changes {
    /// How many commits there are.
    pub fn commits(&self) -> usize {
        self.commits.len()
    }

    /// The last commit and its hash.
    pub fn head(&self) -> Option<(u64, Hash)> {
        self.commits.last().map(|commit| (commit.seq, commit.hash))
    }

    /// One commit more, with what it changes.
    ///
    /// # Errors
    /// [`LedgerError::TooLarge`], or when sums can't be read; the changes are of no use any more then.
    pub fn add(&mut self, store: &Store, record: &Record, effects: Effects) -> Result<(), LedgerError> {
        for (period, exchange) in effects.exchanges() {
            match self.totals.entry(period) {
                Slot::Occupied(known) => known.into_mut(),
                Slot::Vacant(place) => place.insert(store.totals(period)?),
            }
            .exchange(&exchange);
        }
        let Record { commit, prev, hash } = record;
        self.commits.push(Packed { seq: commit.seq, bytes: compact::write_plain(commit)?, prev: *prev, hash: *hash });
        for (id, row) in effects.sales {
            if row.story.len() == 1 && self.ids.insert(id, row.place).is_none() {
                self.new_rows += 1;
            } else {
                self.ids.insert(id, row.place);
            }
            self.rows.insert(row.place, row);
        }
        self.references.extend(effects.references);
        self.books.extend(effects.books);
        self.staff.extend(effects.staff);
        self.latest_at = effects.latest_at.or(self.latest_at);
        self.balances = effects.balances.or(self.balances);
        self.shifts = effects.shifts.or(self.shifts.take());
        self.queue = effects.queue.or(self.queue.take());
        self.closed.extend(effects.closed);
        self.debtors.extend(effects.debtors);
        for (vendor, marker) in effects.keys {
            let marker = marker.map(|marker| compact::write_row(&marker)).transpose()?;
            self.meta.insert(key_marker_key(vendor), marker);
        }
        for (vendor, settings) in effects.vendors {
            self.replace(&settings_key(vendor), compact::write_row(&settings)?);
        }
        for prices in &effects.network_prices {
            self.keep(&network_prices_key(prices.network), Some(prices))?;
        }
        for (network, plan, price) in effects.plan_prices {
            let key = plan_price_key(network, &plan)?;
            let row = price.map(|price| compact::write_row(&PlanPrice { network, plan, price })).transpose()?;
            self.meta.insert(key, row);
        }
        for group in effects.customer_groups {
            let row = (!group.members.is_empty()).then(|| compact::write_row(&group)).transpose()?;
            self.meta.insert(customer_group_key(&group.name), row);
        }
        for ((vendor, code), asked) in effects.questions {
            let row = asked.map(|asked| compact::write_row(&asked)).transpose()?;
            self.meta.insert(question_key(vendor, &code), row);
        }
        if effects.offers_changed {
            self.replace(&offers_changed_key(commit.seq), Vec::new());
        }
        if !effects.rules.is_empty() {
            let (seq, at, actor) = (commit.seq, commit.at, commit.actor);
            let row = ChangedRules { seq, at, actor, entries: effects.rules };
            self.replace(&rule_change_key(seq), compact::write_row(&row)?);
        }
        for ((vendor, code), known) in effects.believed_costs {
            let row = known.map(|known| compact::write_row(&known)).transpose()?;
            self.meta.insert(believed_cost_key(vendor, &code), row);
        }
        if effects.set_up {
            self.replace(SET_UP, Vec::new());
        }
        self.keep(TILL, effects.till.as_ref())?;
        self.keep(SHOP_NAME, effects.shop_name.as_ref())?;
        self.keep(PRICING, effects.pricing.as_ref())?;
        self.keep(ROUTING, effects.routing.as_ref())?;
        self.keep(LOOK, effects.look.as_ref())?;
        self.keep(LANGUAGE, effects.language.as_ref())?;
        self.keep(KEYMAP, effects.keymap.as_ref())?;
        self.keep(PREFIXES, effects.prefixes.as_ref())?;
        self.keep(SHIFT_RULES, effects.shift_rules.as_ref())?;
        self.keep(COUNTER_RULES, effects.counter_rules.as_ref())?;
        self.keep(RECOVERY_CODE_KEPT, effects.recovery_code_kept.as_ref())?;
        self.keep(PRINTER, effects.printer.as_ref())?;
        self.keep(TRANSFER_RULES, effects.transfer_rules.as_ref())?;
        self.keep(SHARING, effects.sharing.as_ref())?;
        self.keep(REPLY_RECIPE, effects.reply_recipe.as_ref())?;
        self.keep(ATTENDANTS_CONFIRM, effects.attendants_confirm.as_ref())?;
        self.keep(LOSS_RULES, effects.loss_rules.as_ref())?;
        self.keep(TRADE_RULES, effects.trade_rules.as_ref())?;
        self.keep(LISTENER, effects.listener.as_ref())?;
        self.keep(MARGIN_HIDDEN, effects.margin_hidden.as_ref())?;
        self.keep(BACKUP_PLACE, effects.backup_place.as_ref())?;
        self.keep(BACKED_UP, effects.backed_up.as_ref())?;
        self.keep(RESTORED, effects.restored.as_ref())?;
        Ok(())
    }

    /// What a commit says of something that there is once; what it says nothing of stays.
    fn keep<T: Serialize>(&mut self, key: &[u8], value: Option<&T>) -> Result<(), LedgerError> {
        if let Some(value) = value {
            self.replace(key, compact::write_row(value)?);
        }
        Ok(())
    }

    fn replace(&mut self, key: &[u8], value: Vec<u8>) {
        self.meta.insert(key.to_vec(), Some(value));
    }
}
