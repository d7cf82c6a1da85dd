//! What the owner decided, in sentences.

use super::Weight::{self, Marked};
use airtill_domain::loss::LossRules;
use airtill_domain::price::{NetworkPrices, percent};
use airtill_domain::route::{Policy, Routing};
use airtill_domain::settings::{Site, VendorSettings};
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
        Entry::LossRulesSet { rules: LossRules { never_below_cost: false, .. } } => {
            (say!("Nothing is asked for a sale below what it costs").to_owned(), Marked)
        }
        Entry::LossRulesSet { rules } => (
            say!(
                "Below cost, and {airtime} % for airtime, {data} % for data, {transfers} % for transfers, the owner's PIN is asked for",
                airtime = percent(rules.airtime_basis_points),
                data = percent(rules.data_basis_points),
                transfers = percent(rules.transfer_basis_points)
            ),
            Marked,
        ),
        Entry::PrinterSet { printer } => (say!("The printer: {printer}", printer = printer.site.words()), Marked),
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
        _ => return None,
    })
}

/// How a network's airtime and plans are priced: `+5.00 %, rounded up to ₦10`, or as in the shop.
pub(super) fn of_the_network(said: &NetworkPrices) -> String {
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

pub(super) fn chosen_by(routing: &Routing) -> String {
    match routing.policy {
        Policy::LowestCost => say!("the lowest cost").to_owned(),
        Policy::OwnersOrder => {
            let order: Vec<&str> = routing.order.iter().map(|vendor| vendor.name()).collect();
            say!("this order: {order}", order = order.join(", "))
        }
    }
}

pub(super) fn on_or_off(on: bool) -> &'static str {
    if on { say!("on") } else { say!("off") }
}

pub(super) fn in_short(settings: &VendorSettings) -> String {
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
