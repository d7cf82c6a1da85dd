//! The owner's rules in words, line by line, and what a change of them made different.

use airtill_domain::loss::LossRules;
use airtill_domain::network::Network;
use airtill_domain::offer_change::OfferChange;
use airtill_domain::price::{CustomerGroup, Member, NetworkPrices, RoundingWay, percent};
use airtill_domain::product::ProductKind;
use airtill_domain::settings::{ProductTerms, Site, VendorSettings};
use airtill_domain::trade::TradeRules;
use airtill_ledger::entry::Entry;
use airtill_ledger::rule_changes::RuleStep;
use airtill_words::say;

/// What a change made different, in words: lines that hold no more, and lines that hold from then on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// What held before.
    pub was: Vec<String>,
    /// What holds in its place.
    pub is: Vec<String>,
}

impl Difference {
    /// Of one rule that was set.
    pub fn of(step: &RuleStep) -> Difference {
        let (was, is) = (lines(&step.before), lines(&step.after));
        let gone = |all: &[String], other: &[String]| -> Vec<String> {
            all.iter().filter(|line| !other.contains(line)).cloned().collect()
        };
        let difference = Difference { was: gone(&was, &is), is: gone(&is, &was) };
        // The same lines in another order: the first that fits counts, so that is a change too.
        if difference == Difference::default() && was != is { Difference { was, is } } else { difference }
    }

    /// As one sentence: `MTN airtime: +2.00 %; before: +0.00 %`.
    pub fn words(&self) -> String {
        let (was, is) = (self.was.join("; "), self.is.join("; "));
        match (was.is_empty(), is.is_empty()) {
            (true, true) => say!("the same as before").to_owned(),
            (true, false) => is,
            (false, true) => say!("no longer: {was}", was),
            (false, false) => say!("{is} (before: {was})", is, was),
        }
    }
}

/// What a reading of a vendor's list said differently, one line each.
pub fn list_lines(changes: &[OfferChange], more: u32) -> Vec<String> {
    let more = (more > 0).then(|| say!("and {more} more", more));
    changes.iter().map(OfferChange::words).chain(more).collect()
}

/// Everything that an entry says, one line each.
pub fn lines(entry: &Entry) -> Vec<String> {
    match entry {
        Entry::PricingSet { pricing } => vec![say!(
            "Plans at {percent} % on top of their cost, rounded to ₦{step}",
            percent = percent(pricing.data_margin_basis_points),
            step = pricing.round_up_to_naira
        )],
        Entry::NetworkPricesSet { prices } => vec![of_the_network(prices)],
        Entry::PlanPriced { network, plan, price } => {
            let (network, plan) = (network.name(), plan.title());
            vec![match price {
                Some(price) => say!("{network} {plan} at {price}", network, plan, price = price.short()),
                None => say!("{network} {plan} without a price of its own", network, plan),
            }]
        }
        Entry::LossRulesSet { rules } => of_losses(rules),
        Entry::TradeRulesSet { rules } => of_trade(rules),
        Entry::CustomerGroupSet { group } => of_customers(group),
        Entry::VendorSet { vendor, settings } => {
            of_vendor(settings).into_iter().map(|line| format!("{}: {line}", vendor.name())).collect()
        }
        Entry::TransferRulesSet { rules } => {
            let mut lines = vec![
                say!("Bank transfers {words}", words = on_or_off(rules.enabled)),
                say!("Transfers above {asked} with the owner's PIN", asked = rules.owner_above.short()),
            ];
            lines.extend(rules.bands.iter().map(|band| {
                say!("Transfers up to {most} cost {fee}", most = band.upto.short(), fee = band.fee.short())
            }));
            lines
        }
        _ => Vec::new(),
    }
}

fn of_losses(rules: &LossRules) -> Vec<String> {
    if !rules.never_below_cost {
        return vec![say!("Nothing is asked for a sale below what it costs").to_owned()];
    }
    let least = [
        (say!("airtime"), rules.airtime_basis_points),
        (say!("data"), rules.data_basis_points),
        (say!("transfers"), rules.transfer_basis_points),
    ];
    let of = |(what, margin): (&str, u16)| match margin {
        0 => say!("The owner's PIN for {what} below cost", what),
        _ => say!("The owner's PIN for {what} that brings less than {percent} %", what, percent = percent(margin)),
    };
    least.into_iter().map(of).collect()
}

fn of_trade(rules: &TradeRules) -> Vec<String> {
    let mut lines = Vec::new();
    if rules.prices.takes_printed {
        lines.push(say!("Plans at the price that a provider prints").to_owned());
    }
    match rules.prices.rounding_way {
        RoundingWay::Up => {}
        RoundingWay::Nearest => lines.push(say!("Prices rounded to the nearest").to_owned()),
        RoundingWay::Down => lines.push(say!("Prices rounded down").to_owned()),
    }
    lines.extend(rules.prices.rules.iter().map(|rule| rule.words()));
    lines.extend(rules.stops.iter().map(|stop| say!("Not sold: {what}", what = stop.words())));
    let limits = &rules.limits;
    lines.extend(limits.attendant_day.map(|most| say!("One attendant sells up to {most} a day", most = most.short())));
    lines.extend(limits.credit_sum.map(|most| say!("All on credit owe up to {most} together", most = most.short())));
    if rules.try_every != TradeRules::default().try_every {
        lines.push(match rules.try_every {
            0 => say!("No provider is tried to learn what it charges").to_owned(),
            every => say!("One sale in {every} tries what another provider charges", every),
        });
    }
    if rules.told_from_basis_points != TradeRules::default().told_from_basis_points {
        let from = percent(rules.told_from_basis_points);
        lines.push(say!("Changes of cost are told from {from} % on", from));
    }
    lines
}

/// One line for each customer, so that it shows who came and who went.
fn of_customers(group: &CustomerGroup) -> Vec<String> {
    let line = |member: &Member| say!("{customer} is in {group}", customer = member.line(), group = group.name);
    group.members.iter().map(line).collect()
}

fn of_vendor(settings: &VendorSettings) -> Vec<String> {
    let site = match &settings.site {
        Site::Live => say!("live"),
        Site::Sandbox => say!("sandbox"),
        Site::Own(url) => url,
    };
    let mut lines = vec![
        on_or_off(settings.enabled).to_owned(),
        site.to_owned(),
        say!("waits {seconds} s for a sale", seconds = settings.timeout_ms / 1_000),
        say!("airtime {least} to {most}", least = settings.airtime_least.short(), most = settings.airtime_most.short()),
        say!("low below {low}", low = settings.low_wallet.short()),
    ];
    if settings.plain_true_delivers {
        lines.push(say!("a plain yes counts as delivered").to_owned());
    }
    lines.extend(settings.terms.iter().map(of_terms));
    lines.extend(
        settings
            .network_names
            .iter()
            .map(|known| say!("{name} is {network}", name = known.name, network = known.network.name())),
    );
    lines.extend(settings.plans.iter().map(|plan| {
        say!("{code}, {name}: costs {cost}", code = plan.code, name = plan.name, cost = plan.cost.short())
    }));
    lines
}

/// `MTN airtime 3.50 % off, and ₦10`.
fn of_terms(terms: &ProductTerms) -> String {
    let kind = match terms.kind {
        ProductKind::Airtime => say!("airtime"),
        ProductKind::Data => say!("data"),
        ProductKind::Transfer => say!("transfers"),
    };
    let network = terms.network.map(Network::name);
    let what = network.map_or_else(|| kind.to_owned(), |network| format!("{network} {kind}"));
    let (percent, fee) = (percent(terms.discount_basis_points), terms.fee.short());
    say!("{what}: {percent} % off, fee {fee}", what, percent, fee)
}

/// How a network's airtime and plans are priced: `+5.00 %, rounded up to ₦10`, or as in the shop.
fn of_the_network(said: &NetworkPrices) -> String {
    let sign = if said.airtime_basis_points < 0 { "−" } else { "+" };
    let airtime = percent(said.airtime_basis_points.unsigned_abs());
    let margin = said.data_margin_basis_points.map(|margin| format!("+{} %", percent(margin)));
    let step = said.round_up_to_naira.map(|step| say!("rounded to ₦{step}", step));
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

pub(crate) fn on_or_off(on: bool) -> &'static str {
    if on { say!("on") } else { say!("off") }
}
