//! What an entry says, and what that weighs: most is only told, some deserves a second look, and little is what an owner who was away asks
//! about first. An entry that is new has to be given a place here: the match is whole.

use super::Weight::{self, Marked, Plain, Suspicious};
use super::settings::of_settings;
use crate::Names;
use crate::correction;
use crate::rules::list_lines;
use airtill_domain::cost::Believed;
use airtill_domain::money::grouped;
use airtill_domain::phone::Msisdn;
use airtill_domain::print::Slip;
use airtill_domain::sale::event::{Consent, Event, Verdict};
use airtill_domain::shift::{Direction, over_or_short};
use airtill_domain::staff::{SecretKind, StaffId};
use airtill_domain::time::ClockOff;
use airtill_domain::wallet::ReadingWhy;
use airtill_ledger::entry::Entry;
use airtill_words::say;

/// What an entry says, and what that weighs. `None` for what no person did.
pub(super) fn sentence(entry: &Entry, names: &Names) -> Option<(String, Weight)> {
    match entry {
        Entry::Sale(event) => of_a_sale(event, names),
        Entry::CostBelieved { .. }
        | Entry::OffersChanged { .. }
        | Entry::PlanAnswered { .. }
        | Entry::WalletFunded { .. }
        | Entry::WalletRead { .. }
        | Entry::DifferenceSeen { .. }
        | Entry::DifferenceExplained { .. }
        | Entry::DifferenceFits { .. }
        | Entry::WalletDiffers { .. }
        | Entry::KeySaved { .. }
        | Entry::CredentialsSaved { .. }
        | Entry::KeyDeleted { .. } => of_a_wallet(entry),
        Entry::StaffNamed { .. }
        | Entry::StaffRemoved { .. }
        | Entry::SecretSet { .. }
        | Entry::RecoveryCodeKept { .. }
        | Entry::RecoveryCodeShown { .. }
        | Entry::SecretRemoved { .. }
        | Entry::SecretTried { .. }
        | Entry::SignedIn { .. }
        | Entry::SignedOut { .. } => of_people(entry, names),
        Entry::RoutingSet { .. }
        | Entry::ShopNamed { .. }
        | Entry::KeysSet { .. }
        | Entry::PrefixesSet { .. }
        | Entry::MarginHidden { .. }
        | Entry::SharingSet { .. }
        | Entry::ReplyRecipe { .. }
        | Entry::ListenerSet { .. }
        | Entry::CounterRulesSet { .. }
        | Entry::AttendantsConfirm { .. }
        | Entry::PrinterSet { .. } => of_settings(entry),
        // Told by what they changed: [`super::of_a_rule`].
        Entry::VendorSet { .. }
        | Entry::TransferRulesSet { .. }
        | Entry::LossRulesSet { .. }
        | Entry::TradeRulesSet { .. }
        | Entry::CustomerGroupSet { .. }
        | Entry::NetworkPricesSet { .. }
        | Entry::PlanPriced { .. }
        | Entry::PricingSet { .. } => None,
        Entry::ShiftOpened { .. }
        | Entry::CashMoved { .. }
        | Entry::DrawerCounted { .. }
        | Entry::ShiftClosed { .. }
        | Entry::DebtorNamed { .. }
        | Entry::DebtorSet { .. }
        | Entry::DebtPaid { .. }
        | Entry::DebtPaidBy { .. }
        | Entry::ShiftRulesSet { .. } => of_the_drawer(entry),
        Entry::Corrected { of, what, instead, why, agreed, .. } => {
            let weight = if why.is_empty() { Marked } else { Suspicious };
            Some((correction::sentence(*of, what, *instead, why, *agreed, names), weight))
        }
        Entry::TillCreated { .. }
        | Entry::Opened { .. }
        | Entry::MissingAcknowledged { .. }
        | Entry::BackupSet { .. }
        | Entry::BackedUp { .. }
        | Entry::Restored { .. }
        | Entry::ClockOff { .. }
        | Entry::PrintBegun { .. } => of_the_ledger(entry),
        Entry::PrintAsked { .. } | Entry::PrintEnded { .. } | Entry::LookSet { .. } | Entry::LanguageSet { .. } => None,
    }
}

fn of_a_sale(event: &Event, names: &Names) -> Option<(String, Weight)> {
    let of = |id: &StaffId| names.staff(*id);
    Some(match event {
        Event::Intent { product, recipient, price, tender, .. } => (
            say!(
                "Sold {product} to {recipient} for {price}, {tender}",
                product = product.title(),
                recipient = recipient.masked(),
                price = price.short(),
                tender = tender.word()
            ),
            Plain,
        ),
        Event::CashReturned { amount, .. } => (say!("Handed {amount} back", amount = amount.short()), Plain),
        Event::Returned { amount, tender, taker, .. } => {
            let (amount, tender) = (amount.short(), tender.word());
            let words = match taker.is_empty() {
                true => say!("Gave {amount} back, {tender}", amount, tender),
                false => say!("Gave {amount} back to {taker}, {tender}", amount, taker, tender),
            };
            (words, Plain)
        }
        // Told by the correction beside it.
        Event::ReturnTakenBack { .. } => return None,
        Event::AttemptStarted { .. }
        | Event::AttemptTerms { .. }
        | Event::AttemptListed { .. }
        | Event::CostTried { .. }
        | Event::Answered { .. }
        | Event::Interrupted { .. }
        | Event::Checked { .. }
        | Event::NotFound { .. }
        | Event::Routed { .. }
        | Event::OnCredit { .. }
        | Event::Notified { .. }
        | Event::NoticeKept { .. }
        | Event::WalletTold { .. } => return None,
        Event::Settled { verdict, reason, evidence, .. } => {
            let verdict = verdict.word();
            (say!("Settled a sale by hand as {verdict}: {reason} ({evidence})", verdict, reason, evidence), Suspicious)
        }
        Event::EndFollowed { verdict: Verdict::Failed, reason, evidence, .. } => {
            (say!("Took a delivered sale back by hand: {reason} ({evidence})", reason, evidence), Suspicious)
        }
        Event::EndFollowed { verdict: Verdict::Delivered, reason, evidence, .. } => (
            say!("Said that a failed sale was delivered after all: {reason} ({evidence})", reason, evidence),
            Suspicious,
        ),
        Event::Consented { to, .. } => {
            let words: Vec<String> = to.iter().filter_map(|consent| consented(consent, &of)).collect();
            if words.is_empty() {
                return None;
            }
            (words.join("; "), Suspicious)
        }
        Event::ChargeNotBelieved { charged, listed, .. } => (
            say!(
                "A vendor says it charged {charged} for what is listed at {listed}: not believed",
                charged,
                listed = listed.short()
            ),
            Suspicious,
        ),
        Event::ChargedAboveList { charged, listed, .. } => (
            say!(
                "A vendor charged {charged} for what it lists at {listed}",
                charged = charged.short(),
                listed = listed.short()
            ),
            Marked,
        ),
        Event::AlarmSeen { note, .. } => (say!("Looked into a contradicted sale: {note}", note), Marked),
    })
}

/// What was written down of wallets, and of the keys to them.
fn of_a_wallet(entry: &Entry) -> Option<(String, Weight)> {
    Some(match entry {
        Entry::WalletFunded { vendor, amount, note } => (
            say!(
                "Put {amount} into the wallet at {vendor}. {note}",
                amount = amount.short(),
                vendor = vendor.name(),
                note
            ),
            Marked,
        ),
        Entry::WalletRead { vendor, balance, why: ReadingWhy::Unexplained }
        | Entry::WalletDiffers { vendor, balance, .. } => (
            say!("{vendor} says {balance}, which the ledger can't explain", vendor = vendor.name(), balance),
            Suspicious,
        ),
        Entry::WalletRead { .. } => return None,
        Entry::DifferenceSeen { vendor, note } => {
            (say!("Looked into the difference at {vendor}: {note}", vendor = vendor.name(), note), Marked)
        }
        Entry::DifferenceExplained { vendor, amount, funding: true, note, .. } => {
            (say!("{amount} found at {vendor} was a funding: {note}", amount, vendor = vendor.name(), note), Marked)
        }
        Entry::DifferenceFits { vendor, amount, .. } => (
            say!("{off} at {vendor} was a sale's later end", off = over_or_short(*amount), vendor = vendor.name()),
            Marked,
        ),
        Entry::DifferenceExplained { vendor, amount, note, .. } => (
            say!("Looked into {off} at {vendor}: {note}", off = over_or_short(*amount), vendor = vendor.name(), note),
            Marked,
        ),
        Entry::OffersChanged { vendor, changes, more } => {
            let words = list_lines(changes, *more).join("; ");
            (say!("{vendor}'s list: {words}", vendor = vendor.name(), words), Marked)
        }
        Entry::PlanAnswered { vendor, code } => {
            let vendor = vendor.name();
            (say!("Said at which price {vendor}'s plan {code} is sold", vendor, code), Marked)
        }
        Entry::KeySaved { vendor, last4, .. } | Entry::CredentialsSaved { vendor, last4, .. } => {
            (say!("Saved {vendor}'s key ending in {last4}", vendor = vendor.name(), last4), Marked)
        }
        Entry::CostBelieved { vendor, title, believed, .. } => {
            let vendor = vendor.name();
            let sentence = match believed {
                Some(Believed { charge, ground, .. }) => say!(
                    "{title} costs {charge} at {vendor}, by {ground}",
                    title,
                    charge = charge.words(),
                    vendor,
                    ground = ground.words()
                ),
                None => say!("{title} costs what {vendor} lists again, by what was charged", title, vendor),
            };
            (sentence, Marked)
        }
        Entry::KeyDeleted { vendor } => (say!("Deleted {vendor}'s key", vendor = vendor.name()), Marked),
        _ => return None,
    })
}

fn of_people(entry: &Entry, names: &Names) -> Option<(String, Weight)> {
    let of = |id: &StaffId| names.staff(*id);
    Some(match entry {
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
        _ => return None,
    })
}

/// What was written down of the ledger itself, its backups, its clock and its closing reports.
fn of_the_ledger(entry: &Entry) -> Option<(String, Weight)> {
    Some(match entry {
        Entry::TillCreated { till } => (say!("The ledger of till {till} began", till = till.as_str()), Plain),
        Entry::Opened { version, mended } if mended.is_empty() => {
            (say!("Airtill {version} was opened", version), Plain)
        }
        Entry::Opened { version, mended } => {
            (say!("Airtill {version} was opened. {mended}", version, mended = mended.join(". ")), Marked)
        }
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
        Entry::PrintBegun { slip: Slip::Z { number }, .. } => (say!("Printed Z {number}", number), Plain),
        _ => return None,
    })
}

/// What was written down of the drawer, of shifts and of debtors.
fn of_the_drawer(entry: &Entry) -> Option<(String, Weight)> {
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
        Entry::DebtorSet { debtor, name, phone, most } => {
            let phone = phone.as_ref().map(Msisdn::grouped);
            let most = most.map(|most| say!("may owe {most}", most = most.short()));
            let words = [Some(name.clone()), phone, most].into_iter().flatten().collect::<Vec<_>>().join(", ");
            (say!("Debtor {debtor} is {words}", debtor = debtor.0, words), Marked)
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
        Entry::DebtPaidBy { debtor, amount, tender, payer } => (
            say!(
                "Debtor {debtor} paid {amount}, {tender}, by {payer}",
                debtor = debtor.0,
                amount = amount.short(),
                tender = tender.word(),
                payer
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
        Consent::LowPrice { staff, cost } => Some(say!(
            "{staff} agreed to a price that brings less than is allowed for what costs {cost}",
            staff = of(staff),
            cost = cost.short()
        )),
        Consent::LargeTransfer { staff } => Some(say!("{staff} agreed to a large transfer", staff = of(staff))),
        Consent::BeyondDay { staff, most } => {
            Some(say!("{staff} agreed to more than {most} on one day", staff = of(staff), most = most.short()))
        }
        Consent::LastFour => None,
    }
}
