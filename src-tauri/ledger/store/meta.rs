//! What there is once: settings, people, wallets, the till itself. And offers, which belong to no commit.

use super::{Store, damaged};
use crate::entry::compact;
use crate::error::LedgerError;
use crate::rule_changes::ChangedRules;
use crate::views::{BackedUp, BackupPlace, Closed, KeyMarker, Restored};
use airtill_domain::appearance::Appearance;
use airtill_domain::cost::BelievedCost;
use airtill_domain::counter::CounterRules;
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::hotkeys::Keymap;
use airtill_domain::listener::Listener;
use airtill_domain::loss::LossRules;
use airtill_domain::network::Network;
use airtill_domain::offer::Offer;
use airtill_domain::offer_change::PlanQuestion;
use airtill_domain::plan::Plan;
use airtill_domain::prefix::Prefixes;
use airtill_domain::price::{CustomerGroup, OwnPrices, Pricing};
use airtill_domain::print::Printer;
use airtill_domain::reference::TillId;
use airtill_domain::route::Routing;
use airtill_domain::settings::{HashRecipe, VendorSettings};
use airtill_domain::shift::ShiftRules;
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::trade::TradeRules;
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::VendorId;
use airtill_words::Language;
use serde::de::DeserializeOwned;

pub(super) const APPLIED_SEQ: &[u8] = b"applied_seq";
pub(super) const HEAD: &[u8] = b"head";
pub(super) const TILL: &[u8] = b"till";
pub(super) const SET_UP: &[u8] = b"set_up";
pub(super) const SHOP_NAME: &[u8] = b"shop_name";
pub(super) const PRICING: &[u8] = b"pricing";
pub(super) const ROUTING: &[u8] = b"routing";
pub(super) const LATEST_AT: &[u8] = b"latest_at";
pub(super) const STAFF: &[u8] = b"staff/";
pub(super) const TITLES: &[u8] = b"title/";
pub(super) const BACKUP_PLACE: &[u8] = b"backup_place";
pub(super) const BACKED_UP: &[u8] = b"backed_up";
pub(super) const RESTORED: &[u8] = b"restored";
pub(super) const LOOK: &[u8] = b"look";
pub(super) const LANGUAGE: &[u8] = b"language";
pub(super) const KEYMAP: &[u8] = b"keymap";
pub(super) const MARGIN_HIDDEN: &[u8] = b"margin_hidden";
pub(super) const PREFIXES: &[u8] = b"prefixes";
pub(super) const BALANCES: &[u8] = b"balances";
pub(super) const SHIFTS: &[u8] = b"shifts";
pub(super) const SHIFT_RULES: &[u8] = b"shift_rules";
pub(super) const COUNTER_RULES: &[u8] = b"counter_rules";
pub(super) const RECOVERY_CODE_KEPT: &[u8] = b"recovery_code_kept";
pub(super) const PRINTER: &[u8] = b"printer";
pub(super) const QUEUE: &[u8] = b"print_queue";
pub(super) const TRANSFER_RULES: &[u8] = b"transfer_rules";
pub(super) const SHARING: &[u8] = b"sharing";
pub(super) const REPLY_RECIPE: &[u8] = b"reply_recipe";
pub(super) const ATTENDANTS_CONFIRM: &[u8] = b"attendants_confirm";
pub(super) const LOSS_RULES: &[u8] = b"loss_rules";
pub(super) const TRADE_RULES: &[u8] = b"trade_rules";
pub(super) const LISTENER: &[u8] = b"listener";
const CLOSED: &[u8] = b"closed/";
const DEBTORS: &[u8] = b"debtor/";
const NETWORK_PRICES: &[u8] = b"network_prices/";
const PLAN_PRICES: &[u8] = b"plan_price/";
const BELIEVED_COSTS: &[u8] = b"believed_cost/";
const RULE_CHANGES: &[u8] = b"rule_change/";
const QUESTIONS: &[u8] = b"plan_question/";
const CUSTOMER_GROUPS: &[u8] = b"customer_group/";
const OFFERS_CHANGED: &[u8] = b"offers_changed/";

impl Store {
    /// A row of `meta`.
    pub(super) fn meta_row<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, LedgerError> {
        self.meta.get(key).map_err(damaged)?.map(|value| compact::read_row(&value)).transpose()
    }

    /// How vendors are chosen.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn routing(&self) -> Result<Option<Routing>, LedgerError> {
        self.meta_row(ROUTING)
    }

    /// A vendor's key marker.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn key_marker(&self, vendor: VendorId) -> Result<Option<KeyMarker>, LedgerError> {
        self.meta_row(&key_marker_key(vendor))
    }

    /// Whether the shop ever had an owner or a key.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn was_set_up(&self) -> Result<bool, LedgerError> {
        self.meta.contains_key(SET_UP).map_err(damaged)
    }

    /// The shop's name.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn shop_name(&self) -> Result<Option<String>, LedgerError> {
        self.meta_row(SHOP_NAME)
    }

    /// How prices are made.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn pricing(&self) -> Result<Option<Pricing>, LedgerError> {
        self.meta_row(PRICING)
    }

    /// What differs from that per network and plan.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn own_prices(&self) -> Result<OwnPrices, LedgerError> {
        let networks = self.meta.scan_prefix(NETWORK_PRICES).map(|row| compact::read_row(&row.map_err(damaged)?.1));
        let plans = self.meta.scan_prefix(PLAN_PRICES).map(|row| compact::read_row(&row.map_err(damaged)?.1));
        Ok(OwnPrices::of(networks.collect::<Result<_, LedgerError>>()?, plans.collect::<Result<_, LedgerError>>()?))
    }

    /// Groups of customers, by name.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn customer_groups(&self) -> Result<Vec<CustomerGroup>, LedgerError> {
        self.meta.scan_prefix(CUSTOMER_GROUPS).map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// What is believed of costs.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn believed_costs(&self) -> Result<Vec<BelievedCost>, LedgerError> {
        self.meta.scan_prefix(BELIEVED_COSTS).map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// A vendor's settings, if the owner ever decided about it.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn vendor_settings(&self, vendor: VendorId) -> Result<Option<VendorSettings>, LedgerError> {
        self.meta_row(&settings_key(vendor))
    }

    /// Everyone who works or worked here, in the order in which they came.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn all_staff(&self) -> Result<Vec<Staff>, LedgerError> {
        self.meta.scan_prefix(STAFF).map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// Keeps a vendor's offers in place of the ones before. Not a commit: they can be read again from the vendor.
    ///
    /// # Errors
    /// When sled fails.
    pub fn keep_offers(&self, vendor: VendorId, offers: &[Offer]) -> Result<(), LedgerError> {
        let mut batch = sled::Batch::default();
        for row in self.offers.scan_prefix(offer_key(vendor, "")) {
            batch.remove(row.map_err(damaged)?.0);
        }
        for offer in offers {
            batch.insert(offer_key(vendor, &offer.code), compact::write_row(offer)?);
        }
        self.offers.apply_batch(batch).map_err(damaged)
    }

    /// A vendor's offers as they were last read.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn offers(&self, vendor: VendorId) -> Result<Vec<Offer>, LedgerError> {
        let rows = self.offers.scan_prefix(offer_key(vendor, ""));
        rows.map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// The till's id.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn till_id(&self) -> Result<Option<TillId>, LedgerError> {
        self.meta_row(TILL)
    }

    /// Where backups go.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn backup_place(&self) -> Result<Option<BackupPlace>, LedgerError> {
        self.meta_row(BACKUP_PLACE)
    }

    /// The last backup.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn backed_up(&self) -> Result<Option<BackedUp>, LedgerError> {
        self.meta_row(BACKED_UP)
    }

    /// Whether the ledger came out of a backup.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn restored(&self) -> Result<Option<Restored>, LedgerError> {
        self.meta_row(RESTORED)
    }

    /// How the window looks.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn look(&self) -> Result<Option<Appearance>, LedgerError> {
        self.meta_row(LOOK)
    }

    /// The language.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn language(&self) -> Result<Option<Language>, LedgerError> {
        self.meta_row(LANGUAGE)
    }

    /// Which acts have other keys.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn keymap(&self) -> Result<Option<Keymap>, LedgerError> {
        self.meta_row(KEYMAP)
    }

    /// Which prefixes are whose.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn prefixes(&self) -> Result<Option<Prefixes>, LedgerError> {
        self.meta_row(PREFIXES)
    }

    /// What the owner decided about shifts.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn shift_rules(&self) -> Result<Option<ShiftRules>, LedgerError> {
        self.meta_row(SHIFT_RULES)
    }

    /// What the owner decided about the counter.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn counter_rules(&self) -> Result<Option<CounterRules>, LedgerError> {
        self.meta_row(COUNTER_RULES)
    }

    /// Whether the recovery code was seen to the end; `None` where nobody was asked.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn recovery_code_kept(&self) -> Result<Option<bool>, LedgerError> {
        self.meta_row(RECOVERY_CODE_KEPT)
    }

    /// The printer.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn printer(&self) -> Result<Option<Printer>, LedgerError> {
        self.meta_row(PRINTER)
    }

    /// Everyone who owes or has owed, in the order in which they came.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn debtors(&self) -> Result<Vec<Debtor>, LedgerError> {
        self.meta.scan_prefix(DEBTORS).map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// Closed shifts, the last first, read as they are asked for.
    pub fn all_closed(&self) -> impl Iterator<Item = Result<Closed, LedgerError>> + use<> {
        self.meta.scan_prefix(CLOSED).rev().map(|row| compact::read_row(&row.map_err(damaged)?.1))
    }

    /// What the owner decided about transfers.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn transfer_rules(&self) -> Result<Option<TransferRules>, LedgerError> {
        self.meta_row(TRANSFER_RULES)
    }

    /// Whose airtime is shared and sold.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn sharing(&self) -> Result<Option<Vec<Network>>, LedgerError> {
        self.meta_row(SHARING)
    }

    /// By which recipe VDT's replies are hashed.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn reply_recipe(&self) -> Result<Option<HashRecipe>, LedgerError> {
        self.meta_row::<Option<HashRecipe>>(REPLY_RECIPE).map(Option::flatten)
    }

    /// Whether attendants may confirm a verdict that is ready.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn attendants_confirm(&self) -> Result<Option<bool>, LedgerError> {
        self.meta_row(ATTENDANTS_CONFIRM)
    }

    /// From which price on the owner's PIN is asked for.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn loss_rules(&self) -> Result<Option<LossRules>, LedgerError> {
        self.meta_row(LOSS_RULES)
    }

    /// What is sold, at which price.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn trade_rules(&self) -> Result<Option<TradeRules>, LedgerError> {
        self.meta_row(TRADE_RULES)
    }

    /// Plans that the owner has to say a price for.
    ///
    /// # Errors
    /// When a row can't be read.
    pub fn plan_questions(&self) -> Result<Vec<PlanQuestion>, LedgerError> {
        self.meta.scan_prefix(QUESTIONS).map(|row| compact::read_row(&row.map_err(damaged)?.1)).collect()
    }

    /// Commits by which vendors' lists said something else, the newest first, at most so many.
    ///
    /// # Errors
    /// When one can't be read.
    pub fn offers_changed(&self, most: usize) -> Result<Vec<u64>, LedgerError> {
        let place = |key: &[u8]| key[OFFERS_CHANGED.len()..].try_into().map(u64::from_be_bytes).unwrap_or_default();
        let rows = self.meta.scan_prefix(OFFERS_CHANGED).rev().take(most);
        rows.map(|row| Ok(place(&row.map_err(damaged)?.0))).collect()
    }

    /// Commits that changed rules, the newest first, read as they are asked for.
    pub(crate) fn rule_changes(&self) -> impl Iterator<Item = Result<ChangedRules, LedgerError>> + use<> {
        self.meta.scan_prefix(RULE_CHANGES).rev().map(|row| compact::read_row(&row.map_err(damaged)?.1))
    }

    /// Whether vendors' notices are heard.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn listener(&self) -> Result<Option<Listener>, LedgerError> {
        self.meta_row(LISTENER)
    }

    /// Whether attendants don't see costs.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn margin_hidden(&self) -> Result<Option<bool>, LedgerError> {
        self.meta_row(MARGIN_HIDDEN)
    }
}

pub(super) fn closed_key(number: u32) -> Vec<u8> {
    [CLOSED, &number.to_be_bytes()].concat()
}

pub(super) fn debtor_key(id: DebtorId) -> Vec<u8> {
    [DEBTORS, &id.0.to_be_bytes()].concat()
}

pub(super) fn network_prices_key(network: Network) -> Vec<u8> {
    [NETWORK_PRICES, format!("{network:?}").as_bytes()].concat()
}

/// By the whole plan: two of a network can have one name.
pub(super) fn plan_price_key(network: Network, plan: &Plan) -> Result<Vec<u8>, LedgerError> {
    Ok([PLAN_PRICES, format!("{network:?}/").as_bytes(), &compact::write_plain(plan)?].concat())
}

pub(super) fn believed_cost_key(vendor: VendorId, code: &str) -> Vec<u8> {
    [BELIEVED_COSTS, format!("{}/{code}", vendor.slug()).as_bytes()].concat()
}

pub(super) fn customer_group_key(name: &str) -> Vec<u8> {
    [CUSTOMER_GROUPS, name.as_bytes()].concat()
}

pub(super) fn question_key(vendor: VendorId, code: &str) -> Vec<u8> {
    [QUESTIONS, format!("{}/{code}", vendor.slug()).as_bytes()].concat()
}

pub(super) fn offers_changed_key(seq: u64) -> Vec<u8> {
    [OFFERS_CHANGED, &seq.to_be_bytes()].concat()
}

pub(super) fn rule_change_key(seq: u64) -> Vec<u8> {
    [RULE_CHANGES, &seq.to_be_bytes()].concat()
}

pub(super) fn key_marker_key(vendor: VendorId) -> Vec<u8> {
    format!("key/{}", vendor.slug()).into_bytes()
}

pub(super) fn settings_key(vendor: VendorId) -> Vec<u8> {
    format!("settings/{}", vendor.slug()).into_bytes()
}

pub(super) fn book_key(vendor: VendorId) -> Vec<u8> {
    format!("book/{}", vendor.slug()).into_bytes()
}

pub(super) fn staff_key(id: StaffId) -> Vec<u8> {
    [STAFF, &id.0.to_be_bytes()].concat()
}

fn offer_key(vendor: VendorId, code: &str) -> Vec<u8> {
    format!("{}/{code}", vendor.slug()).into_bytes()
}
