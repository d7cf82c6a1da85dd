//! Who did what: everything in the ledger that a person did or that concerns people, keys and settings, newest first.
//!
//! What each of it weighs is decided here, in one place: most is only told, some deserves a second look, and little is what an owner
//! who was away asks about first. The clock is no entry, but one that was set back shows in the times of two.

use super::ShopsState;
use super::error::CommandError;
use crate::domain::money::grouped;
use crate::domain::print::Slip;
use crate::domain::route::Policy;
use crate::domain::sale::event::{Consent, Event, Verdict};
use crate::domain::settings::{Site, VendorSettings};
use crate::domain::shift::sheet::ExceptionKind;
use crate::domain::shift::{Direction, over_or_short};
use crate::domain::staff::{SecretKind, Staff, StaffId};
use crate::domain::time::{At, CLOCK_SLACK};
use crate::domain::wallet::ReadingWhy;
use crate::ledger::entry::{Actor, Commit, Entry};
use serde::{Deserialize, Serialize};

/// Rows of one answer.
const ROWS: usize = 200;
/// How far back is looked for them: sales that nobody asked about make up most of a ledger.
const COMMITS_LOOKED_AT: usize = 20_000;

/// Which lines are wanted.
#[derive(Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct AuditAsk {
    /// What a line has to weigh at least.
    pub at_least: Weight,
    /// Sales and returns among them.
    pub with_sales: bool,
}

/// How much a line weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type)]
pub enum Weight {
    /// It happened.
    Plain,
    /// It deserves a second look: a change of keys, people or settings.
    Marked,
    /// What an owner who was away asks about: a wrong try, a second one, an end by hand, a clock set back.
    Suspicious,
}

/// One line of the audit.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct AuditRow {
    /// `22 Nov 2026`.
    pub day: String,
    /// `14:02:09`.
    pub time: String,
    /// Who.
    pub who: String,
    /// What, as a sentence.
    pub what: String,
    /// What it weighs.
    pub weight: Weight,
}

/// The last things that people did in the real shop, as far as they are asked for.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn audit(shops: ShopsState<'_>, ask: AuditAsk) -> Result<Vec<AuditRow>, CommandError> {
    let till = shops.real_till().ok_or_else(CommandError::set_up_first)?;
    let staff = till.ledger().staff()?;
    let mut rows = Vec::new();
    let mut rights = Vec::new();
    let mut later: Option<At> = None;
    for commit in till.ledger().backwards().take(COMMITS_LOOKED_AT) {
        let commit = commit?;
        if let Some(after) = later.replace(commit.at) {
            rows.extend(clock_set_back(commit.at, after));
        }
        for entry in commit.entries.iter().rev() {
            // Read backwards, a try that succeeded is met before the entry of the try itself.
            match entry {
                Entry::SignedIn { staff, .. } => rights.push(*staff),
                Entry::SecretTried { staff, .. } if rights.last() == Some(staff) => {
                    rights.pop();
                    continue;
                }
                _ => {}
            }
            // Plain sales are many: they would push everything else out of sight.
            let told =
                |row: &AuditRow| row.weight > Weight::Plain || ask.with_sales || !matches!(entry, Entry::Sale(_));
            rows.extend(row(&commit, entry, &staff).filter(|row| row.weight >= ask.at_least && told(row)));
        }
        if rows.len() >= ROWS {
            break;
        }
    }
    Ok(rows)
}

/// Read backwards: the entry after one that was made at `before` was made at `after`.
fn clock_set_back(before: At, after: At) -> Option<AuditRow> {
    let back = before.since(after);
    (back > CLOCK_SLACK).then(|| AuditRow {
        day: after.day().short(),
        time: after.hour_minute_second(),
        who: "the till".to_owned(),
        what: format!(
            "The clock was set back by {} min, from {} {}",
            back.as_secs() / 60,
            before.day().short(),
            before.hour_minute()
        ),
        weight: Weight::Suspicious,
    })
}

fn row(commit: &Commit, entry: &Entry, staff: &[Staff]) -> Option<AuditRow> {
    let (what, weight) = sentence(entry, staff)?;
    Some(AuditRow {
        day: commit.at.day().short(),
        time: commit.at.hour_minute_second(),
        who: match &commit.actor {
            Actor::Till => "the till".to_owned(),
            Actor::Counter => "the counter".to_owned(),
            Actor::Staff(id) => name(*id, staff),
        },
        what,
        weight,
    })
}

fn name(id: StaffId, staff: &[Staff]) -> String {
    staff.iter().find(|person| person.id == id).map_or_else(|| format!("person {}", id.0), |person| person.name.clone())
}

/// What an entry says, and what that weighs. `None` for what no person did.
fn sentence(entry: &Entry, staff: &[Staff]) -> Option<(String, Weight)> {
    use Weight::{Marked, Plain, Suspicious};
    let of = |id: &StaffId| name(*id, staff);
    Some(match entry {
        Entry::TillCreated { till } => (format!("The ledger of till {} began", till.as_str()), Plain),
        Entry::Opened { version, mended } if mended.is_empty() => (format!("Airtill {version} was opened"), Plain),
        Entry::Opened { version, mended } => (format!("Airtill {version} was opened. {}", mended.join(". ")), Marked),
        Entry::Sale(Event::Intent { product, recipient, price, tender, .. }) => (
            format!("Sold {} to {} for {}, {}", product.title(), recipient.masked(), price.short(), tender.word()),
            Plain,
        ),
        Entry::Sale(Event::CashReturned { amount, .. }) => (format!("Handed {} back", amount.short()), Plain),
        Entry::Sale(
            Event::AttemptStarted { .. }
            | Event::AttemptTerms { .. }
            | Event::Answered { .. }
            | Event::Interrupted { .. }
            | Event::Checked { .. }
            | Event::NotFound { .. }
            | Event::Routed { .. }
            | Event::OnCredit { .. }
            | Event::Notified { .. },
        ) => return None,
        Entry::Sale(Event::Settled { verdict, reason, evidence, .. }) => {
            let verdict = match verdict {
                Verdict::Delivered => "delivered",
                Verdict::Failed => "failed",
            };
            (format!("Settled a sale by hand as {verdict}: {reason} ({evidence})"), Suspicious)
        }
        Entry::Sale(Event::Consented { to, .. }) => {
            let words: Vec<String> = to.iter().filter_map(|consent| consented(consent, &of)).collect();
            if words.is_empty() {
                return None;
            }
            (words.join("; "), Suspicious)
        }
        Entry::Sale(Event::AlarmSeen { note, .. }) => (format!("Looked into a contradicted sale: {note}"), Marked),
        Entry::RoutingSet { routing } => (
            format!(
                "Vendors are chosen by {}; warned from {} open doubts or {} on",
                match routing.policy {
                    Policy::LowestCost => "the lowest cost".to_owned(),
                    Policy::OwnersOrder => format!(
                        "this order: {}",
                        routing.order.iter().map(|vendor| vendor.name()).collect::<Vec<_>>().join(", ")
                    ),
                },
                routing.open_doubts_most,
                routing.open_doubts_sum_most.short()
            ),
            Marked,
        ),
        Entry::WalletFunded { vendor, amount, note } => {
            (format!("Put {} into the wallet at {}. {note}", amount.short(), vendor.name()), Marked)
        }
        Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained } => {
            (format!("{} says {balance}, which the ledger can't explain", vendor.name()), Suspicious)
        }
        Entry::WalletRead { .. } | Entry::LookSet { .. } => return None,
        Entry::DifferenceSeen { vendor, note } => {
            (format!("Looked into the difference at {}: {note}", vendor.name()), Marked)
        }
        Entry::KeySaved { vendor, last4, .. } | Entry::CredentialsSaved { vendor, last4, .. } => {
            (format!("Saved {}'s key ending in {last4}", vendor.name()), Marked)
        }
        Entry::KeyDeleted { vendor } => (format!("Deleted {}'s key", vendor.name()), Marked),
        Entry::MissingAcknowledged { commits } => {
            (format!("Went on although {commits} entries are missing"), Suspicious)
        }
        Entry::BackupSet { folder, .. } => (format!("Backups go to {folder}, under a new key"), Marked),
        Entry::BackedUp { upto } => (format!("Backed up, to entry {}", grouped(*upto)), Plain),
        Entry::Restored { made_at, .. } => {
            (format!("This ledger was put back from a backup of {}", made_at.short()), Suspicious)
        }
        Entry::ShopNamed { name } => (format!("Named the shop {name}"), Marked),
        Entry::StaffNamed { staff: id, name, .. } => (format!("Person {} is {name}", id.0), Marked),
        Entry::StaffRemoved { staff } => (format!("{} does not work here any more", of(staff)), Marked),
        Entry::SecretSet { staff, kind, .. } => (format!("Set {}'s {}", of(staff), kind.word()), Marked),
        Entry::SecretRemoved { staff, kind } => (format!("{}'s {} is void", of(staff), kind.word()), Marked),
        Entry::SecretTried { staff, kind } => (format!("A wrong {} for {}", kind.word(), of(staff)), Suspicious),
        Entry::SignedIn { staff, kind: SecretKind::Recovery } => {
            (format!("{} came in by the recovery code", of(staff)), Suspicious)
        }
        Entry::SignedIn { staff, kind: SecretKind::Pin } => (format!("{} signed in", of(staff)), Plain),
        Entry::SignedIn { staff, kind } => (format!("{} gave the {}", of(staff), kind.word()), Marked),
        Entry::SignedOut { staff, by_itself: true } => {
            (format!("The screen locked itself: {} had gone", of(staff)), Plain)
        }
        Entry::SignedOut { staff, by_itself: false } => (format!("{} locked the screen", of(staff)), Plain),
        Entry::VendorSet { vendor, settings } => {
            (format!("Settings of {}: {}", vendor.name(), in_short(settings)), Marked)
        }
        Entry::KeysSet { keymap } => {
            let changes: Vec<String> =
                keymap.changes().map(|(action, key)| format!("{} is {}", key.name(), action.words())).collect();
            let words = if changes.is_empty() { "the usual ones again".to_owned() } else { changes.join(", ") };
            (format!("Keys: {words}"), Marked)
        }
        Entry::PrefixesSet { prefixes } => {
            let words: Vec<String> =
                prefixes.lines().iter().map(|line| format!("{} is {}", line.digits, line.network.name())).collect();
            (
                format!("Prefixes: {}", if words.is_empty() { "as built in".to_owned() } else { words.join(", ") }),
                Marked,
            )
        }
        Entry::MarginHidden { hidden } => {
            let words = if *hidden { "don't see" } else { "see" };
            (format!("Attendants {words} what a sale costs the shop"), Marked)
        }
        Entry::TransferRulesSet { rules } => {
            let words = if rules.enabled { "on" } else { "off" };
            let (most, asked) = (rules.most().short(), rules.owner_above.short());
            (format!("Bank transfers are {words}: up to {most}, with the owner's PIN above {asked}"), Marked)
        }
        Entry::SharingSet { networks } => {
            let names: Vec<&str> = networks.iter().map(|network| network.name()).collect();
            let whose = if names.is_empty() { "nobody's airtime".to_owned() } else { names.join(", ") };
            (format!("SMEPlug's share and sell: {whose}"), Marked)
        }
        Entry::ListenerSet { listener } => {
            let words = if listener.enabled { format!("on, port {}", listener.port) } else { "off".to_owned() };
            (format!("The listener for vendors' notices is {words}"), Marked)
        }
        Entry::ShiftOpened { .. }
        | Entry::CashMoved { .. }
        | Entry::DrawerCounted { .. }
        | Entry::ShiftClosed { .. }
        | Entry::DebtorNamed { .. }
        | Entry::DebtPaid { .. }
        | Entry::ShiftRulesSet { .. } => return of_the_drawer(entry),
        Entry::PrinterSet { printer } => (format!("The printer: {}", printer.site.words()), Marked),
        Entry::PrintBegun { slip: Slip::Z { number }, .. } => (format!("Printed Z {number}"), Plain),
        Entry::PrintAsked { .. } | Entry::PrintBegun { .. } | Entry::PrintEnded { .. } => return None,
        Entry::PricingSet { pricing } => (
            format!(
                "Prices of data: {}.{:02} % on top, rounded up to ₦{}",
                pricing.data_margin_basis_points / 100,
                pricing.data_margin_basis_points % 100,
                pricing.round_up_to_naira
            ),
            Marked,
        ),
    })
}

/// What was written down of the drawer, of shifts and of debtors.
fn of_the_drawer(entry: &Entry) -> Option<(String, Weight)> {
    use Weight::{Marked, Plain, Suspicious};
    Some(match entry {
        Entry::ShiftOpened { number, float } => {
            (format!("Opened shift {number} with {}", float.total().short()), Plain)
        }
        Entry::CashMoved { direction: Direction::In, amount, reason } => {
            (format!("Put {} into the drawer. {reason}", amount.short()), Plain)
        }
        Entry::CashMoved { amount, reason, .. } if reason.is_empty() => {
            (format!("Took {} out of the drawer and did not say why", amount.short()), Suspicious)
        }
        Entry::CashMoved { amount, reason, .. } => {
            (format!("Took {} out of the drawer: {reason}", amount.short()), Marked)
        }
        Entry::DrawerCounted { count } => (format!("Counted {} in the drawer", count.total().short()), Plain),
        Entry::ShiftClosed { sheet } => {
            let weight =
                if sheet.exceptions.iter().any(|e| e.kind == ExceptionKind::OverOrShort) { Suspicious } else { Plain };
            (
                format!("Closed shift {}: the drawer was {}", sheet.number, over_or_short(sheet.drawer.over_short)),
                weight,
            )
        }
        Entry::DebtorNamed { debtor, name } => (format!("Debtor {} is {name}", debtor.0), Marked),
        Entry::DebtPaid { debtor, amount, tender } => {
            (format!("Debtor {} paid {}, {}", debtor.0, amount.short(), tender.word()), Plain)
        }
        Entry::ShiftRulesSet { rules } => {
            let (off, credit) = (rules.over_short_most.short(), rules.credit_most.short());
            (format!("A drawer needs a reason from {off} on; a customer may owe {credit}"), Marked)
        }
        _ => return None,
    })
}

/// What was agreed to, where it deserves a second look.
fn consented(consent: &Consent, of: &impl Fn(&StaffId) -> String) -> Option<String> {
    match consent {
        Consent::SecondOne { .. } => Some("Sold a second one".to_owned()),
        Consent::OwnerAgreed { staff } => Some(format!("{} agreed by PIN, while the first was not known", of(staff))),
        Consent::PriceChanged { from, to } => {
            Some(format!("The price had changed from {} to {}", from.short(), to.short()))
        }
        Consent::LargeTransfer { staff } => Some(format!("{} agreed to a large transfer", of(staff))),
        Consent::LastFour => None,
    }
}

fn in_short(settings: &VendorSettings) -> String {
    let site = match &settings.site {
        Site::Live => "live",
        Site::Sandbox => "sandbox",
        Site::Own(url) => url,
    };
    let mut parts = vec![
        if settings.enabled { "on" } else { "off" }.to_owned(),
        site.to_owned(),
        format!("{} s", settings.timeout_ms / 1_000),
        format!("airtime {} to {}", settings.airtime_least.short(), settings.airtime_most.short()),
    ];
    if settings.plain_true_delivers {
        parts.push("a plain yes counts as delivered".to_owned());
    }
    for (count, what) in [
        (settings.terms.len(), "discounts and fees"),
        (settings.network_names.len(), "network names"),
        (settings.plans.len(), "plans"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(", ")
}
