//! What the owner decided, in sentences.

use super::Weight::{self, Marked};
use crate::rules::on_or_off;
use airtill_domain::route::{Policy, Routing};
use airtill_ledger::entry::Entry;
use airtill_words::say;

/// What the owner decided.
pub(super) fn of_settings(entry: &Entry) -> Option<(String, Weight)> {
    Some(match entry {
        Entry::RoutingSet { routing } => (
            say!(
                "Vendors are chosen by {policy}; warned from {count} open doubts or {sum} on",
                policy = chosen_by(routing),
                count = routing.open_doubts_most,
                sum = routing.open_doubts_sum_most.short()
            ),
            Marked,
        ),
        Entry::ShopNamed { name } => (say!("Named the shop {name}", name), Marked),
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
        Entry::SharingSet { networks } => {
            let names: Vec<&str> = networks.iter().map(|network| network.name()).collect();
            let whose = if names.is_empty() { say!("nobody's airtime").to_owned() } else { names.join(", ") };
            (say!("SMEPlug's share and sell: {whose}", whose), Marked)
        }
        Entry::ReplyRecipe { recipe: Some(_) } => {
            (say!("VDT's replies to sales were seen to be hashed as its reply to the test is").to_owned(), Marked)
        }
        Entry::ReplyRecipe { recipe: None } => {
            (say!("VDT's hashes are not held against it any more, until they match again").to_owned(), Marked)
        }
        Entry::ListenerSet { listener } => {
            let words = if listener.enabled {
                say!("on, port {port}", port = listener.port)
            } else {
                on_or_off(false).to_owned()
            };
            (say!("The listener for vendors' notices is {words}", words), Marked)
        }
        Entry::CounterRulesSet { rules } => {
            let amounts = rules.quick_amounts.iter().map(|amount| amount.short()).collect::<Vec<_>>().join(", ");
            let from = rules.read_back_from.short();
            (
                say!("Quick amounts: {amounts}; a new number is asked for once more from {from} on", amounts, from),
                Marked,
            )
        }
        Entry::AttendantsConfirm { may: true } => {
            (say!("Attendants confirm verdicts that are ready, with their PIN").to_owned(), Marked)
        }
        Entry::AttendantsConfirm { may: false } => {
            (say!("The owner alone confirms verdicts that are ready").to_owned(), Marked)
        }
        Entry::PrinterSet { printer } => (say!("The printer: {printer}", printer = printer.site.words()), Marked),
        _ => return None,
    })
}

pub(super) fn chosen_by(routing: &Routing) -> String {
    match routing.policy {
        Policy::LowestCost => say!("the lowest cost").to_owned(),
        Policy::OwnersOrder => {
            let order: Vec<&str> = routing.order.iter().map(|vendor| vendor.name()).collect();
            say!("this order: {order}", order = order.join(", "))
        }
    }
}
