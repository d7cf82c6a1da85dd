//! What is read from the ledger without walking it: rows that every commit keeps up to date.
//!
//! [`effects`] is the whole of it: a commit and the rows it touches go in, the rows to write come out. It is pure,
//! so a rebuild gives the same rows as years of single commits.

mod before;
mod drawer;
mod paper;
mod sale;

pub use before::Before;

use crate::entry::{Commit, Entry};
use crate::error::LedgerError;
use crate::row::SaleRow;
use airtill_domain::appearance::Appearance;
use airtill_domain::cost::{BelievedCost, CostKey};
use airtill_domain::counter::CounterRules;
use airtill_domain::debtor::{Debtor, DebtorId};
use airtill_domain::hotkeys::Keymap;
use airtill_domain::listener::Listener;
use airtill_domain::loss::LossRules;
use airtill_domain::network::Network;
use airtill_domain::offer_change::PlanQuestion;
use airtill_domain::prefix::Prefixes;
use airtill_domain::price::{CustomerGroup, NetworkPrices, PlanChange, Pricing};
use airtill_domain::print::{Printer, Queue};
use airtill_domain::reference::{Reference, SaleId, TillId};
use airtill_domain::route::Routing;
use airtill_domain::sale::Illegal;
use airtill_domain::settings::{HashRecipe, VendorSettings};
use airtill_domain::shift::balances::Balances;
use airtill_domain::shift::sheet::Sheet;
use airtill_domain::shift::{ShiftRules, Shifts};
use airtill_domain::staff::{Staff, StaffId};
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::trade::TradeRules;
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::{CredentialKind, VendorId};
use airtill_domain::wallet::Book;
use airtill_words::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Over which sales sums are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// Those taken on a Lagos day.
    Day(Day),
    /// Those taken in a shift.
    Shift(u32),
    /// Of those taken on one day that changed on a later one: as they were before each change ...
    Was(Later),
    /// ... and as they were after it. The day as it was closed is the day as it stands, less these, with those ([`crate::days`]).
    Became(Later),
}

/// Sales of one day that changed on another, later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Later {
    /// When they were taken.
    pub sold: Day,
    /// When they changed.
    pub changed: Day,
}

/// That credentials were saved for a vendor. Tells a locked keyring from one that never had them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMarker {
    /// Of which kind they are.
    pub kind: CredentialKind,
    /// The key's last four characters.
    pub last4: String,
    /// The account's fingerprint.
    pub fingerprint: String,
    /// When it was saved.
    pub saved_at: Timestamp,
}

/// Where backups go, and under which key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPlace {
    /// The owner's folder.
    pub folder: String,
    /// The public half of the key.
    pub recipient: String,
    /// The secret half, locked under the owner's passphrase: an age file in base 64.
    pub key: String,
}

/// A closed shift, as it was printed, and how often that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The Z.
    pub sheet: Sheet,
    /// How often it went to the printer.
    pub prints: u16,
}

/// The last backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// The last commit in it.
    pub upto: u64,
    /// When it was made.
    pub at: Timestamp,
}

/// That the ledger came out of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// How often that has happened.
    pub epoch: u32,
    /// When it was put back.
    pub at: Timestamp,
    /// When its last entry was made: what happened in between is not in it.
    pub made_at: Timestamp,
}

/// Rows to write for one commit.
#[derive(Debug, Default)]
pub struct Effects {
    /// Sales, as they are now. Nearly always one: a list is made and dropped faster than a map, some million times in a rebuild.
    pub sales: Vec<(SaleId, SaleRow)>,
    /// What the same had brought into sums before ([`Effects::exchanges`]).
    earlier: Vec<(SaleId, sale::Earlier)>,
    /// References that are new.
    pub references: Vec<(Reference, SaleId)>,
    /// Wallets by the ledger, as they are now.
    pub books: Vec<(VendorId, Book)>,
    /// The greatest time of any commit so far.
    pub latest_at: Option<Timestamp>,
    /// Key markers: set, or gone.
    pub keys: BTreeMap<VendorId, Option<KeyMarker>>,
    /// The till's id, when this commit gives it.
    pub till: Option<TillId>,
    /// The shop has an owner or a key: from now on it was set up, whatever becomes of either.
    pub set_up: bool,
    /// The shop's name, when this commit gives it.
    pub shop_name: Option<String>,
    /// People, as they are now.
    pub staff: BTreeMap<StaffId, Staff>,
    /// Settings of vendors, as they are now.
    pub vendors: BTreeMap<VendorId, VendorSettings>,
    /// How prices are made, when this commit says so.
    pub pricing: Option<Pricing>,
    /// What differs from that at a network, when this commit says so.
    pub network_prices: Vec<NetworkPrices>,
    /// Plans that got a price of their own, or lost it.
    pub plan_prices: Vec<PlanChange>,
    /// How vendors are chosen, when this commit says so.
    pub routing: Option<Routing>,
    /// Where backups go, when this commit says so.
    pub backup_place: Option<BackupPlace>,
    /// That a backup was made.
    pub backed_up: Option<BackedUp>,
    /// That the ledger came out of a backup.
    pub restored: Option<Restored>,
    /// How the window looks, when this commit says so.
    pub look: Option<Appearance>,
    /// The language, when this commit says so.
    pub language: Option<Language>,
    /// Which acts have other keys, when this commit says so.
    pub keymap: Option<Keymap>,
    /// Whether attendants don't see costs, when this commit says so.
    pub margin_hidden: Option<bool>,
    /// Which prefixes are whose, when this commit says so.
    pub prefixes: Option<Prefixes>,
    /// Where the shop's money is, as it is now.
    pub balances: Option<Balances>,
    /// The shifts, as they are now.
    pub shifts: Option<Shifts>,
    /// Closed shifts that are new or were printed.
    pub closed: BTreeMap<u32, Closed>,
    /// Debtors, as they are now.
    pub debtors: BTreeMap<DebtorId, Debtor>,
    /// What the owner decided about shifts, when this commit says so.
    pub shift_rules: Option<ShiftRules>,
    /// What the owner decided about the counter, when this commit says so.
    pub counter_rules: Option<CounterRules>,
    /// Whether the recovery code was seen to the end, when this commit says so.
    pub recovery_code_kept: Option<bool>,
    /// The printer, when this commit says so.
    pub printer: Option<Printer>,
    /// Slips on their way to paper, as they are now.
    pub queue: Option<Queue>,
    /// What the owner decided about transfers, when this commit says so.
    pub transfer_rules: Option<TransferRules>,
    /// Whose airtime is shared and sold, when this commit says so.
    pub sharing: Option<Vec<Network>>,
    /// By which recipe VDT's replies are hashed, when this commit says so.
    pub reply_recipe: Option<Option<HashRecipe>>,
    /// Whether attendants may confirm a verdict that is ready.
    pub attendants_confirm: Option<bool>,
    /// Whether vendors' notices are heard, when this commit says so.
    pub listener: Option<Listener>,
    /// From which price on the owner's PIN is asked for, when this commit says so.
    pub loss_rules: Option<LossRules>,
    /// Plans under a vendor's code that the owner has to say a price for, or has.
    pub questions: Vec<((VendorId, String), Option<PlanQuestion>)>,
    /// A vendor's list said something else.
    pub offers_changed: bool,
    /// Entries that say rules.
    pub rules: Vec<Entry>,
    /// What is sold, at which price.
    pub trade_rules: Option<TradeRules>,
    /// Who is in groups of customers from now on.
    pub customer_groups: Vec<CustomerGroup>,
    /// What is believed of costs from now on, or not any more.
    pub believed_costs: Vec<(CostKey, Option<BelievedCost>)>,
}

/// The rows after a commit.
///
/// # Errors
/// [`LedgerError::Illegal`] and [`LedgerError::ReferenceUsed`] when the commit breaks a rule of the sale or uses a
/// reference again; reading errors as they come.
pub fn effects(commit: &Commit, before: &impl Before) -> Result<Effects, LedgerError> {
    let mut effects = Effects::default();
    for entry in &commit.entries {
        effects.rules.extend(entry.rule().is_some().then(|| entry.clone()));
        match entry {
            Entry::Sale(event) => sale::effects(event, commit, before, &mut effects)?,
            Entry::KeySaved { vendor, last4, fingerprint } => {
                effects.key_saved(*vendor, CredentialKind::Key, last4, fingerprint, commit.at);
            }
            Entry::CredentialsSaved { vendor, kind, last4, fingerprint } => {
                effects.key_saved(*vendor, *kind, last4, fingerprint, commit.at);
            }
            Entry::KeyDeleted { vendor } => {
                effects.keys.insert(*vendor, None);
            }
            Entry::TillCreated { till } => effects.till = Some(till.clone()),
            Entry::ShopNamed { name } => effects.shop_name = Some(name.clone()),
            Entry::VendorSet { vendor, settings } => {
                effects.vendors.insert(*vendor, (**settings).clone());
            }
            Entry::PricingSet { pricing } => effects.pricing = Some(*pricing),
            Entry::NetworkPricesSet { prices } => effects.network_prices.push(*prices),
            Entry::PlanPriced { network, plan, price } => effects.plan_prices.push((*network, plan.clone(), *price)),
            Entry::RoutingSet { routing } => effects.routing = Some(routing.clone()),
            Entry::WalletFunded { vendor, amount, .. } => {
                let book = effects.book(*vendor, before)?;
                book.funded = book.funded.plus(*amount);
            }
            Entry::WalletRead { vendor, balance, why } => {
                effects.book(*vendor, before)?.read(*balance, commit.at, *why);
            }
            Entry::DifferenceSeen { vendor, .. } => effects.book(*vendor, before)?.differences.clear(),
            Entry::DifferenceExplained { vendor, found_at, amount, funding, .. } => {
                let explained = effects.book(*vendor, before)?.explained(*found_at, *amount, *funding);
                explained.then_some(()).ok_or(LedgerError::NoSuchDifference)?;
            }
            Entry::WalletDiffers { vendor, balance, off } => {
                effects.book(*vendor, before)?.differs(*balance, *off, commit.at);
            }
            Entry::DifferenceFits { vendor, found_at, amount, .. } => {
                effects.book(*vendor, before)?.fits_a_sale(*found_at, *amount);
            }
            Entry::StaffNamed { staff, name, role } => {
                let mut person = match effects.staff.remove(staff) {
                    Some(person) => person,
                    None => before.staff(*staff)?.unwrap_or_else(|| Staff::new(*staff)),
                };
                (person.name, person.role) = (name.clone(), *role);
                effects.staff.insert(*staff, person);
                effects.set_up = true;
            }
            Entry::StaffRemoved { staff } => {
                effects.change(*staff, before, |person| {
                    person.removed = true;
                    (person.pin, person.passphrase, person.recovery) = (None, None, None);
                })?;
            }
            Entry::SecretSet { staff, kind, hash } => effects.change(*staff, before, |person| {
                *person.wrong_tries_mut(*kind) = 0;
                person.set_hash(*kind, Some(hash.clone()));
            })?,
            Entry::SecretRemoved { staff, kind } => {
                effects.change(*staff, before, |person| person.set_hash(*kind, None))?;
            }
            Entry::SecretTried { staff, kind } => effects.change(*staff, before, |person| {
                let wrong = person.wrong_tries_mut(*kind);
                *wrong = wrong.saturating_add(1);
            })?,
            Entry::SignedIn { staff, kind } => {
                effects.change(*staff, before, |person| *person.wrong_tries_mut(*kind) = 0)?;
            }
            Entry::BackupSet { folder, recipient, key } => {
                let (folder, recipient, key) = (folder.clone(), recipient.clone(), key.clone());
                effects.backup_place = Some(BackupPlace { folder, recipient, key });
            }
            Entry::BackedUp { upto } => effects.backed_up = Some(BackedUp { upto: *upto, at: commit.at }),
            Entry::Restored { epoch, made_at, .. } => {
                effects.restored = Some(Restored { epoch: *epoch, at: commit.at, made_at: *made_at });
            }
            Entry::LookSet { look } => effects.look = Some(*look),
            Entry::LanguageSet { language } => effects.language = Some(*language),
            Entry::KeysSet { keymap } => effects.keymap = Some(keymap.clone()),
            Entry::PrefixesSet { prefixes } => effects.prefixes = Some(prefixes.clone()),
            Entry::MarginHidden { hidden } => effects.margin_hidden = Some(*hidden),
            Entry::ShiftRulesSet { rules } => effects.shift_rules = Some(*rules),
            Entry::CounterRulesSet { rules } => effects.counter_rules = Some(rules.clone()),
            Entry::RecoveryCodeShown { .. } => effects.recovery_code_kept = Some(false),
            Entry::RecoveryCodeKept { .. } => effects.recovery_code_kept = Some(true),
            Entry::PrinterSet { printer } => effects.printer = Some(printer.clone()),
            Entry::TransferRulesSet { rules } => effects.transfer_rules = Some(rules.clone()),
            Entry::SharingSet { networks } => effects.sharing = Some(networks.clone()),
            Entry::ReplyRecipe { recipe } => effects.reply_recipe = Some(recipe.clone()),
            Entry::AttendantsConfirm { may } => effects.attendants_confirm = Some(*may),
            Entry::CostBelieved { .. } => effects.believed_costs.extend(entry.believed_cost()),
            Entry::OffersChanged { vendor, changes, .. } => {
                let asked = changes.iter().filter_map(|change| change.question(*vendor));
                effects.questions.extend(asked.map(|asked| ((asked.vendor, asked.code.clone()), Some(asked))));
                effects.offers_changed = true;
            }
            Entry::PlanAnswered { vendor, code } => effects.questions.push(((*vendor, code.clone()), None)),
            Entry::LossRulesSet { rules } => effects.loss_rules = Some(*rules),
            Entry::TradeRulesSet { rules } => effects.trade_rules = Some((**rules).clone()),
            Entry::CustomerGroupSet { group } => effects.customer_groups.push(group.clone()),
            Entry::ListenerSet { listener } => effects.listener = Some(listener.clone()),
            Entry::ShiftOpened { .. }
            | Entry::CashMoved { .. }
            | Entry::DrawerCounted { .. }
            | Entry::ShiftClosed { .. }
            | Entry::DebtorNamed { .. }
            | Entry::DebtorSet { .. }
            | Entry::DebtPaid { .. }
            | Entry::DebtPaidBy { .. }
            | Entry::Corrected { .. } => drawer::effects(entry, commit, before, &mut effects)?,
            Entry::PrintAsked { .. } | Entry::PrintBegun { .. } | Entry::PrintEnded { .. } => {
                paper::effects(entry, commit, before, &mut effects)?;
            }
            Entry::Opened { .. }
            | Entry::MissingAcknowledged { .. }
            | Entry::SignedOut { .. }
            | Entry::ClockOff { .. } => {}
        }
    }
    // A sale without an attempt would be money taken for nothing: intent and attempt belong to one commit.
    if effects.sales.iter().any(|(_, row)| row.sale.attempts.is_empty()) {
        return Err(Illegal::NotInOrder.into());
    }
    sale::exchange(&mut effects, commit, before)?;
    // Last, so that it holds what the commit has done.
    if commit.entries.iter().any(|entry| matches!(entry, Entry::ShiftClosed { .. })) || effects.opens_the_first() {
        let since = drawer::since(&mut effects, commit, before)?;
        if let Some(shifts) = &mut effects.shifts {
            shifts.since = since;
        }
    }
    effects.latest_at = before.latest_at()?.max(Some(commit.at));
    Ok(effects)
}

/// A row as the commit has left it so far, to be changed.
fn as_left<T>(row: &mut Option<T>, before: impl FnOnce() -> Result<T, LedgerError>) -> Result<&mut T, LedgerError> {
    match row {
        Some(now) => Ok(now),
        None => Ok(row.insert(before()?)),
    }
}

impl Effects {
    fn key_saved(
        &mut self,
        vendor: VendorId,
        kind: CredentialKind,
        last4: &str,
        fingerprint: &str,
        saved_at: Timestamp,
    ) {
        let (last4, fingerprint) = (last4.to_owned(), fingerprint.to_owned());
        self.keys.insert(vendor, Some(KeyMarker { kind, last4, fingerprint, saved_at }));
        self.set_up = true;
    }

    pub(super) fn book(&mut self, vendor: VendorId, before: &impl Before) -> Result<&mut Book, LedgerError> {
        let place = match self.books.iter().position(|(known, _)| *known == vendor) {
            Some(place) => place,
            None => {
                self.books.push((vendor, before.book(vendor)?));
                self.books.len() - 1
            }
        };
        Ok(&mut self.books[place].1)
    }

    /// Changes someone who is known; an entry about nobody changes nothing.
    fn change(
        &mut self,
        staff: StaffId,
        before: &impl Before,
        change: impl FnOnce(&mut Staff),
    ) -> Result<(), LedgerError> {
        let known = match self.staff.remove(&staff) {
            Some(person) => Some(person),
            None => before.staff(staff)?,
        };
        if let Some(mut person) = known {
            change(&mut person);
            self.staff.insert(staff, person);
        }
        Ok(())
    }
}
