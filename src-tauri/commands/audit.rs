//! Who did what: everything in the ledger that a person did or that concerns people, keys and settings, newest first.
//!
//! What each of it weighs is decided here, in one place: most is only told, some deserves a second look, and little is what an owner
//! who was away asks about first. The clock is no entry, but one that was set back shows in the times of two.

use super::ShopsState;
use super::error::CommandError;
use super::vendor_form::percent;
use crate::domain::money::grouped;
use crate::domain::price::NetworkPrices;
use crate::domain::print::Slip;
use crate::domain::route::{Policy, Routing};
use crate::domain::sale::event::{Consent, Event};
use crate::domain::settings::{Site, VendorSettings};
use crate::domain::shift::{Direction, over_or_short};
use crate::domain::staff::{SecretKind, StaffId};
use crate::domain::time::{CLOCK_SLACK, ClockOff, Timestamp};
use crate::domain::wallet::ReadingWhy;
use crate::ledger::entry::{Actor, Commit, Entry};
use crate::reports::Names;
use crate::say;
use airtill_macros::command;
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
#[command]
pub async fn audit(shops: ShopsState<'_>, ask: AuditAsk) -> Result<Vec<AuditRow>, CommandError> {
    let till = shops.real_till().ok_or_else(CommandError::set_up_first)?;
    let names = Names::of(till.ledger())?;
    let mut rows = Vec::new();
    let mut rights = Vec::new();
    let mut later: Option<Timestamp> = None;
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
            rows.extend(row(&commit, entry, &names).filter(|row| row.weight >= ask.at_least && told(row)));
        }
        if rows.len() >= ROWS {
            break;
        }
    }
    Ok(rows)
}

/// Read backwards: the entry after one that was made at `before` was made at `after`.
fn clock_set_back(before: Timestamp, after: Timestamp) -> Option<AuditRow> {
    let back = before.since(after);
    (back > CLOCK_SLACK).then(|| AuditRow {
        day: after.day().short(),
        time: after.hour_minute_second(),
        who: say!("the till").to_owned(),
        what: say!(
            "The clock was set back by {minutes} min, from {day} {time}",
            minutes = back.as_secs() / 60,
            day = before.day().short(),
            time = before.hour_minute()
        ),
        weight: Weight::Suspicious,
    })
}

fn row(commit: &Commit, entry: &Entry, names: &Names) -> Option<AuditRow> {
    let (what, weight) = sentence(entry, names)?;
    Some(AuditRow {
        day: commit.at.day().short(),
        time: commit.at.hour_minute_second(),
        who: match &commit.actor {
            Actor::Till => say!("the till").to_owned(),
            Actor::Counter => say!("the counter").to_owned(),
            Actor::Staff(id) => names.staff(*id),
        },
        what,
        weight,
    })
}

/// What an entry says, and what that weighs. `None` for what no person did.
fn sentence(entry: &Entry, names: &Names) -> Option<(String, Weight)> {
    use Weight::{Marked, Plain, Suspicious};
    let of = |id: &StaffId| names.staff(*id);
    Some(match entry {
        Entry::TillCreated { till } => (say!("The ledger of till {till} began", till = till.as_str()), Plain),
        Entry::Opened { version, mended } if mended.is_empty() => {
            (say!("Airtill {version} was opened", version), Plain)
        }
        Entry::Opened { version, mended } => {
            (say!("Airtill {version} was opened. {mended}", version, mended = mended.join(". ")), Marked)
        }
        Entry::Sale(Event::Intent { product, recipient, price, tender, .. }) => (
            say!(
                "Sold {product} to {recipient} for {price}, {tender}",
                product = product.title(),
                recipient = recipient.masked(),
                price = price.short(),
                tender = tender.word()
            ),
            Plain,
        ),
        Entry::Sale(Event::CashReturned { amount, .. }) => {
            (say!("Handed {amount} back", amount = amount.short()), Plain)
        }
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
            let verdict = verdict.word();
            (say!("Settled a sale by hand as {verdict}: {reason} ({evidence})", verdict, reason, evidence), Suspicious)
        }
        Entry::Sale(Event::Consented { to, .. }) => {
            let words: Vec<String> = to.iter().filter_map(|consent| consented(consent, &of)).collect();
            if words.is_empty() {
                return None;
            }
            (words.join("; "), Suspicious)
        }
        Entry::Sale(Event::ChargeNotBelieved { charged, listed, .. }) => (
            say!(
                "A vendor says it charged {charged} for what is listed at {listed}: not believed",
                charged,
                listed = listed.short()
            ),
            Suspicious,
        ),
        Entry::Sale(Event::AlarmSeen { note, .. }) => (say!("Looked into a contradicted sale: {note}", note), Marked),
        Entry::RoutingSet { routing } => (
            say!(
                "Vendors are chosen by {policy}; warned from {count} open doubts or {sum} on",
                policy = chosen_by(routing),
                count = routing.open_doubts_most,
                sum = routing.open_doubts_sum_most.short()
            ),
            Marked,
        ),
        Entry::WalletFunded { vendor, amount, note } => (
            say!(
                "Put {amount} into the wallet at {vendor}. {note}",
                amount = amount.short(),
                vendor = vendor.name(),
                note
            ),
            Marked,
        ),
        Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained } => (
            say!("{vendor} says {balance}, which the ledger can't explain", vendor = vendor.name(), balance),
            Suspicious,
        ),
        Entry::WalletRead { .. } | Entry::LookSet { .. } | Entry::LanguageSet { .. } => return None,
        Entry::DifferenceSeen { vendor, note } => {
            (say!("Looked into the difference at {vendor}: {note}", vendor = vendor.name(), note), Marked)
        }
        Entry::DifferenceExplained { vendor, amount, funding: true, note, .. } => {
            (say!("{amount} found at {vendor} was a funding: {note}", amount, vendor = vendor.name(), note), Marked)
        }
        Entry::DifferenceExplained { vendor, amount, note, .. } => (
            say!("Looked into {off} at {vendor}: {note}", off = over_or_short(*amount), vendor = vendor.name(), note),
            Marked,
        ),
        Entry::KeySaved { vendor, last4, .. } | Entry::CredentialsSaved { vendor, last4, .. } => {
            (say!("Saved {vendor}'s key ending in {last4}", vendor = vendor.name(), last4), Marked)
        }
        Entry::KeyDeleted { vendor } => (say!("Deleted {vendor}'s key", vendor = vendor.name()), Marked),
        Entry::MissingAcknowledged { commits } => {
            (say!("Went on although {commits} entries are missing", commits), Suspicious)
        }
        Entry::BackupSet { folder, .. } => (say!("Backups go to {folder}, under a new key", folder), Marked),
        Entry::BackedUp { upto } => (say!("Backed up, to entry {upto}", upto = grouped(*upto)), Plain),
        Entry::Restored { made_at, .. } => {
            (say!("This ledger was put back from a backup of {day}", day = made_at.short()), Suspicious)
        }
        Entry::ClockOff { vendor, ahead_s } => {
            let off = ClockOff { vendor: *vendor, ahead_s: *ahead_s }.words();
            (say!("This computer's clock stood {off}", off), Suspicious)
        }
        Entry::ShopNamed { name } => (say!("Named the shop {name}", name), Marked),
        Entry::StaffNamed { staff: id, name, .. } => (say!("Person {number} is {name}", number = id.0, name), Marked),
        Entry::StaffRemoved { staff } => (say!("{staff} does not work here any more", staff = of(staff)), Marked),
        Entry::SecretSet { staff, kind, .. } => {
            (say!("Set {staff}'s {kind}", staff = of(staff), kind = kind.word()), Marked)
        }
        Entry::RecoveryCodeKept { .. } => (say!("The recovery code is written down").to_owned(), Marked),
        Entry::RecoveryCodeShown { .. } => return None,
        Entry::SecretRemoved { staff, kind } => {
            (say!("{staff}'s {kind} is void", staff = of(staff), kind = kind.word()), Marked)
        }
        Entry::SecretTried { staff, kind } => {
            (say!("A wrong {kind} for {staff}", kind = kind.word(), staff = of(staff)), Suspicious)
        }
        Entry::SignedIn { staff, kind: SecretKind::Recovery } => {
            (say!("{staff} came in by the recovery code", staff = of(staff)), Suspicious)
        }
        Entry::SignedIn { staff, kind: SecretKind::Pin } => (say!("{staff} signed in", staff = of(staff)), Plain),
        Entry::SignedIn { staff, kind } => {
            (say!("{staff} gave the {kind}", staff = of(staff), kind = kind.word()), Marked)
        }
        Entry::SignedOut { staff, by_itself: true } => {
            (say!("The screen locked itself: {staff} had gone", staff = of(staff)), Plain)
        }
        Entry::SignedOut { staff, by_itself: false } => (say!("{staff} locked the screen", staff = of(staff)), Plain),
        Entry::VendorSet { vendor, settings } => {
            (say!("Settings of {vendor}: {settings}", vendor = vendor.name(), settings = in_short(settings)), Marked)
        }
        Entry::KeysSet { keymap } => {
            let changes: Vec<String> = keymap
                .changes()
                .map(|(action, key)| say!("{key} is {action}", key = key.name(), action = action.words()))
                .collect();
            let words = if changes.is_empty() { say!("the usual ones again").to_owned() } else { changes.join(", ") };
            (say!("Keys: {words}", words), Marked)
        }
        Entry::PrefixesSet { prefixes } => {
            let words: Vec<String> = prefixes
                .lines()
                .iter()
                .map(|line| say!("{digits} is {network}", digits = line.digits, network = line.network.name()))
                .collect();
            let words = if words.is_empty() { say!("as built in").to_owned() } else { words.join(", ") };
            (say!("Prefixes: {words}", words), Marked)
        }
        Entry::MarginHidden { hidden } => {
            let words = match hidden {
                true => say!("Attendants don't see what a sale costs the shop"),
                false => say!("Attendants see what a sale costs the shop"),
            };
            (words.to_owned(), Marked)
        }
        Entry::TransferRulesSet { rules } => {
            let words = on_or_off(rules.enabled);
            let (most, asked) = (rules.most().short(), rules.owner_above.short());
            (
                say!(
                    "Bank transfers are {words}: up to {most}, with the owner's PIN above {asked}",
                    words,
                    most,
                    asked
                ),
                Marked,
            )
        }
        Entry::SharingSet { networks } => {
            let names: Vec<&str> = networks.iter().map(|network| network.name()).collect();
            let whose = if names.is_empty() { say!("nobody's airtime").to_owned() } else { names.join(", ") };
            (say!("SMEPlug's share and sell: {whose}", whose), Marked)
        }
        Entry::ListenerSet { listener } => {
            let words = if listener.enabled {
                say!("on, port {port}", port = listener.port)
            } else {
                on_or_off(false).to_owned()
            };
            (say!("The listener for vendors' notices is {words}", words), Marked)
        }
        Entry::ShiftOpened { .. }
        | Entry::CashMoved { .. }
        | Entry::DrawerCounted { .. }
        | Entry::ShiftClosed { .. }
        | Entry::DebtorNamed { .. }
        | Entry::DebtPaid { .. }
        | Entry::ShiftRulesSet { .. } => return of_the_drawer(entry),
        Entry::CounterRulesSet { rules } => {
            let amounts = rules.quick_amounts.iter().map(|amount| amount.short()).collect::<Vec<_>>().join(", ");
            let from = rules.read_back_from.short();
            (
                say!("Quick amounts: {amounts}; a new number is asked for once more from {from} on", amounts, from),
                Marked,
            )
        }
        Entry::PrinterSet { printer } => (say!("The printer: {printer}", printer = printer.site.words()), Marked),
        Entry::PrintBegun { slip: Slip::Z { number }, .. } => (say!("Printed Z {number}", number), Plain),
        Entry::PrintAsked { .. } | Entry::PrintBegun { .. } | Entry::PrintEnded { .. } => return None,
        Entry::NetworkPricesSet { prices } => (of_the_network(prices), Marked),
        Entry::PlanPriced { network, plan, price } => {
            let (network, plan) = (network.name(), plan.title());
            let sentence = match price {
                Some(price) => say!("{network} {plan} is sold at {price}", network, plan, price = price.short()),
                None => say!("{network} {plan} has no price of its own any more", network, plan),
            };
            (sentence, Marked)
        }
        Entry::PricingSet { pricing } => (
            say!(
                "Prices of data: {percent} % on top, rounded up to ₦{step}",
                percent = percent(pricing.data_margin_basis_points),
                step = pricing.round_up_to_naira
            ),
            Marked,
        ),
    })
}

/// How a network's airtime and plans are priced: `+5.00 %, rounded up to ₦10`, or as in the shop.
fn of_the_network(said: &NetworkPrices) -> String {
    let sign = if said.airtime_basis_points < 0 { "−" } else { "+" };
    let airtime = percent(said.airtime_basis_points.unsigned_abs());
    let margin = said.data_margin_basis_points.map(|margin| format!("+{} %", percent(margin)));
    let step = said.round_up_to_naira.map(|step| say!("rounded up to ₦{step}", step));
    let parts: Vec<String> = margin.into_iter().chain(step).collect();
    let way = if parts.is_empty() { say!("as in the shop").to_owned() } else { parts.join(", ") };
    say!(
        "Prices of {network}: airtime {sign}{airtime} %, plans {way}",
        network = said.network.name(),
        sign,
        airtime,
        way
    )
}

fn chosen_by(routing: &Routing) -> String {
    match routing.policy {
        Policy::LowestCost => say!("the lowest cost").to_owned(),
        Policy::OwnersOrder => {
            let order: Vec<&str> = routing.order.iter().map(|vendor| vendor.name()).collect();
            say!("this order: {order}", order = order.join(", "))
        }
    }
}

/// What was written down of the drawer, of shifts and of debtors.
fn of_the_drawer(entry: &Entry) -> Option<(String, Weight)> {
    use Weight::{Marked, Plain, Suspicious};
    Some(match entry {
        Entry::ShiftOpened { number, float } => {
            (say!("Opened shift {number} with {float}", number, float = float.total().short()), Plain)
        }
        Entry::CashMoved { direction: Direction::In, amount, reason } => {
            (say!("Put {amount} into the drawer. {reason}", amount = amount.short(), reason), Plain)
        }
        Entry::CashMoved { amount, reason, .. } if reason.is_empty() => {
            (say!("Took {amount} out of the drawer and did not say why", amount = amount.short()), Suspicious)
        }
        Entry::CashMoved { amount, reason, .. } => {
            (say!("Took {amount} out of the drawer: {reason}", amount = amount.short(), reason), Marked)
        }
        Entry::DrawerCounted { count } => (say!("Counted {sum} in the drawer", sum = count.total().short()), Plain),
        Entry::ShiftClosed { sheet } => {
            let weight = if sheet.exceptions.iter().any(|e| e.kind.is_about_cash()) { Suspicious } else { Plain };
            (
                say!(
                    "Closed shift {number}: the drawer was {off}",
                    number = sheet.number,
                    off = over_or_short(sheet.drawer.over_short)
                ),
                weight,
            )
        }
        Entry::DebtorNamed { debtor, name } => (say!("Debtor {debtor} is {name}", debtor = debtor.0, name), Marked),
        Entry::DebtPaid { debtor, amount, tender } => (
            say!(
                "Debtor {debtor} paid {amount}, {tender}",
                debtor = debtor.0,
                amount = amount.short(),
                tender = tender.word()
            ),
            Plain,
        ),
        Entry::ShiftRulesSet { rules } => {
            let (off, credit) = (rules.over_short_most.short(), rules.credit_most.short());
            (say!("A drawer needs a reason from {off} on; a customer may owe {credit}", off, credit), Marked)
        }
        _ => return None,
    })
}

/// What was agreed to, where it deserves a second look.
fn consented(consent: &Consent, of: &impl Fn(&StaffId) -> String) -> Option<String> {
    match consent {
        Consent::SecondOne { .. } => Some(say!("Sold a second one").to_owned()),
        Consent::OwnerAgreed { staff } => {
            Some(say!("{staff} agreed by PIN, while the first was not known", staff = of(staff)))
        }
        Consent::PriceChanged { from, to } => {
            Some(say!("The price had changed from {from} to {to}", from = from.short(), to = to.short()))
        }
        Consent::LargeTransfer { staff } => Some(say!("{staff} agreed to a large transfer", staff = of(staff))),
        Consent::LastFour => None,
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { say!("on") } else { say!("off") }
}

fn in_short(settings: &VendorSettings) -> String {
    let site = match &settings.site {
        Site::Live => say!("live"),
        Site::Sandbox => say!("sandbox"),
        Site::Own(url) => url,
    };
    let mut parts = vec![
        on_or_off(settings.enabled).to_owned(),
        site.to_owned(),
        format!("{} s", settings.timeout_ms / 1_000),
        say!("airtime {least} to {most}", least = settings.airtime_least.short(), most = settings.airtime_most.short()),
    ];
    if settings.plain_true_delivers {
        parts.push(say!("a plain yes counts as delivered").to_owned());
    }
    for (count, what) in [
        (settings.terms.len(), say!("discounts and fees")),
        (settings.network_names.len(), say!("network names")),
        (settings.plans.len(), say!("plans")),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(", ")
}
