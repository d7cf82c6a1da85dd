//! Who did what: everything in the ledger that a person did or that concerns people, keys and settings, newest first.

use super::ShopsState;
use super::error::CommandError;
use crate::domain::money::grouped;
use crate::domain::route::Policy;
use crate::domain::sale::event::{Consent, Event, Verdict};
use crate::domain::settings::{Site, VendorSettings};
use crate::domain::staff::{SecretKind, Staff, StaffId};
use crate::domain::wallet::ReadingWhy;
use crate::ledger::entry::{Actor, Commit, Entry};
use serde::Serialize;

/// Rows of one answer.
const ROWS: usize = 200;
/// How far back is looked for them: sales that nobody asked about make up most of a ledger.
const COMMITS_LOOKED_AT: usize = 20_000;

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
    /// It deserves a second look: a wrong try, a change of keys or settings.
    pub marked: bool,
}

/// The last things that people did in the real shop; sales and returns among them if they are asked for.
///
/// # Errors
/// [`CommandError`].
#[tauri::command]
#[specta::specta]
pub async fn audit(shops: ShopsState<'_>, with_sales: bool) -> Result<Vec<AuditRow>, CommandError> {
    let till = shops.real_till().ok_or_else(CommandError::set_up_first)?;
    let staff = till.ledger().staff()?;
    let mut rows = Vec::new();
    let mut rights = Vec::new();
    for commit in till.ledger().backwards().take(COMMITS_LOOKED_AT) {
        let commit = commit?;
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
            // Sales are many: they would push everything else out of sight.
            if with_sales || !matches!(entry, Entry::Sale(_)) {
                rows.extend(row(&commit, entry, &staff));
            }
        }
        if rows.len() >= ROWS {
            break;
        }
    }
    Ok(rows)
}

fn row(commit: &Commit, entry: &Entry, staff: &[Staff]) -> Option<AuditRow> {
    let (what, marked) = sentence(entry, staff)?;
    Some(AuditRow {
        day: commit.at.day().short(),
        time: commit.at.hour_minute_second(),
        who: match &commit.actor {
            Actor::Till => "the till".to_owned(),
            Actor::Counter => "the counter".to_owned(),
            Actor::Staff(id) => name(*id, staff),
        },
        what,
        marked,
    })
}

fn name(id: StaffId, staff: &[Staff]) -> String {
    staff.iter().find(|person| person.id == id).map_or_else(|| format!("person {}", id.0), |person| person.name.clone())
}

/// What an entry says, and whether it deserves a second look. `None` for what no person did.
fn sentence(entry: &Entry, staff: &[Staff]) -> Option<(String, bool)> {
    let of = |id: &StaffId| name(*id, staff);
    Some(match entry {
        Entry::TillCreated { till } => (format!("The ledger of till {} began", till.as_str()), false),
        Entry::Opened { version, mended } if mended.is_empty() => (format!("Airtill {version} was opened"), false),
        Entry::Opened { version, mended } => (format!("Airtill {version} was opened. {}", mended.join(". ")), true),
        Entry::Sale(Event::Intent { product, recipient, price, tender, .. }) => (
            format!("Sold {} to {} for {}, {}", product.title(), recipient.masked(), price.short(), tender.word()),
            false,
        ),
        Entry::Sale(Event::CashReturned { amount, .. }) => (format!("Handed {} back", amount.short()), false),
        Entry::Sale(
            Event::AttemptStarted { .. }
            | Event::AttemptTerms { .. }
            | Event::Answered { .. }
            | Event::Interrupted { .. }
            | Event::Checked { .. }
            | Event::NotFound { .. }
            | Event::Routed { .. },
        ) => return None,
        Entry::Sale(Event::Settled { verdict, reason, evidence, .. }) => {
            let verdict = match verdict {
                Verdict::Delivered => "delivered",
                Verdict::Failed => "failed",
            };
            (format!("Settled a sale by hand as {verdict}: {reason} ({evidence})"), true)
        }
        Entry::Sale(Event::Consented { to, .. }) => {
            let words: Vec<String> = to.iter().filter_map(|consent| consented(consent, &of)).collect();
            if words.is_empty() {
                return None;
            }
            (words.join("; "), true)
        }
        Entry::Sale(Event::AlarmSeen { note, .. }) => (format!("Looked into a contradicted sale: {note}"), true),
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
            true,
        ),
        Entry::WalletFunded { vendor, amount, note } => {
            (format!("Put {} into the wallet at {}. {note}", amount.short(), vendor.name()), true)
        }
        Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained } => {
            (format!("{} says {balance}, which the ledger can't explain", vendor.name()), true)
        }
        Entry::WalletRead { .. } => return None,
        Entry::DifferenceSeen { vendor, note } => {
            (format!("Looked into the difference at {}: {note}", vendor.name()), true)
        }
        Entry::KeySaved { vendor, last4, .. } | Entry::CredentialsSaved { vendor, last4, .. } => {
            (format!("Saved {}'s key ending in {last4}", vendor.name()), true)
        }
        Entry::KeyDeleted { vendor } => (format!("Deleted {}'s key", vendor.name()), true),
        Entry::MissingAcknowledged { commits } => (format!("Went on although {commits} entries are missing"), true),
        Entry::BackupSet { folder, .. } => (format!("Backups go to {folder}, under a new key"), true),
        Entry::BackedUp { upto } => (format!("Backed up, to entry {}", grouped(*upto)), false),
        Entry::Restored { made_at, .. } => (
            format!("This ledger was put back from a backup of {}, {}", made_at.day().short(), made_at.hour_minute()),
            true,
        ),
        Entry::ShopNamed { name } => (format!("Named the shop {name}"), true),
        Entry::StaffNamed { staff: id, name, .. } => (format!("Person {} is {name}", id.0), true),
        Entry::StaffRemoved { staff } => (format!("{} does not work here any more", of(staff)), true),
        Entry::SecretSet { staff, kind, .. } => (format!("Set {}'s {}", of(staff), kind.word()), true),
        Entry::SecretRemoved { staff, kind } => (format!("{}'s {} is void", of(staff), kind.word()), true),
        Entry::SecretTried { staff, kind } => (format!("A wrong {} for {}", kind.word(), of(staff)), true),
        Entry::SignedIn { staff, kind: SecretKind::Pin } => (format!("{} signed in", of(staff)), false),
        Entry::SignedIn { staff, kind } => (format!("{} gave the {}", of(staff), kind.word()), true),
        Entry::SignedOut { staff, by_itself: true } => {
            (format!("The screen locked itself: {} had gone", of(staff)), false)
        }
        Entry::SignedOut { staff, by_itself: false } => (format!("{} locked the screen", of(staff)), false),
        Entry::VendorSet { vendor, settings } => {
            (format!("Settings of {}: {}", vendor.name(), in_short(settings)), true)
        }
        Entry::PricingSet { pricing } => (
            format!(
                "Prices of data: {}.{:02} % on top, rounded up to ₦{}",
                pricing.data_margin_basis_points / 100,
                pricing.data_margin_basis_points % 100,
                pricing.round_up_to_naira
            ),
            true,
        ),
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
