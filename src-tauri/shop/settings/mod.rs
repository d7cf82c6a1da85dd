//! What the owner decides about vendors and prices: looked over, then written as entries of the ledger.
//!
//! What they are stands in [`airtill_domain::settings`] and [`airtill_domain::price`]; what follows from a change (a line opened
//! anew) is the caller's.

mod rules;
mod rules_file;

pub use rules::{RULE_CHANGES_MOST, can_be_undone, set_customer_group, set_rules, set_trade_rules, undo_rules};
pub use rules_file::{AllRules, NotRules};

use airtill_domain::appearance::Appearance;
use airtill_domain::clock::Clock;
use airtill_domain::counter::CounterRules;
use airtill_domain::hotkeys::Keymap;
use airtill_domain::listener::Listener;
use airtill_domain::loss::LossRules;
use airtill_domain::money::Naira;
use airtill_domain::prefix::Prefixes;
use airtill_domain::price::{PLANS_AT_ONCE_MAX, Prices};
use airtill_domain::print::{Printer, PrinterSite};
use airtill_domain::route::Routing;
use airtill_domain::settings::{LINES_MAX, TIMEOUT_MS, VendorSettings};
use airtill_domain::shift::ShiftRules;
use airtill_domain::staff;
use airtill_domain::transfer::TransferRules;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_ledger::{Ledger, LedgerError};
use airtill_words::Language;
use airtill_words::say;

/// Most that a discount may be, in hundredths of a percent: half.
const DISCOUNT_MAX: u16 = 5_000;
/// Most characters of a name, a code or a separator.
const TEXT_MAX_CHARS: usize = 80;
/// Most characters of a printer's address.
const PATH_MAX_CHARS: usize = 250;

/// Why settings were not taken.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Something in them can't be; the sentence for the screen.
    #[error("{0}")]
    Refused(String),
    /// The ledger did not do its part.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Writes down what the owner decided about a vendor.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_vendor(
    ledger: &Ledger,
    clock: &dyn Clock,
    vendor: VendorId,
    settings: VendorSettings,
    by: Actor,
) -> Result<(), SettingsError> {
    good_settings(vendor, &settings).map_err(SettingsError::Refused)?;
    let known = ledger.vendor_settings(vendor)?;
    let mut entries = Vec::new();
    if known.share_and_sell != settings.share_and_sell {
        entries.push(Entry::SharingSet { networks: settings.share_and_sell.clone() });
    }
    if known.reply_recipe != settings.reply_recipe {
        entries.push(Entry::ReplyRecipe { recipe: settings.reply_recipe.clone() });
    }
    let later = VendorSettings {
        share_and_sell: settings.share_and_sell.clone(),
        reply_recipe: settings.reply_recipe.clone(),
        ..known
    };
    if later != settings {
        entries.push(Entry::VendorSet { vendor, settings: Box::new(settings) });
    }
    if !entries.is_empty() {
        ledger.commit(clock.now(), by, entries).await?;
    }
    Ok(())
}

/// Writes down how prices are made, and whether attendants see what a sale costs the shop: in one commit, and only what is new.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_prices(
    ledger: &Ledger,
    clock: &dyn Clock,
    prices: Prices,
    margin_hidden: bool,
    by: Actor,
) -> Result<(), SettingsError> {
    prices.shop.checked().map_err(SettingsError::Refused)?;
    for said in prices.own.networks() {
        said.checked().map_err(SettingsError::Refused)?;
    }
    let known = ledger.prices()?;
    let mut entries = Vec::new();
    if known.shop != prices.shop {
        entries.push(Entry::PricingSet { pricing: prices.shop });
    }
    let (networks, plans) = prices.own.since(&known.own);
    if plans.len() > PLANS_AT_ONCE_MAX {
        return Err(SettingsError::Refused(say!(
            "At most {most} plans get another price at once",
            most = PLANS_AT_ONCE_MAX
        )));
    }
    entries.extend(networks.into_iter().map(|prices| Entry::NetworkPricesSet { prices }));
    entries.extend(plans.into_iter().map(|(network, plan, price)| Entry::PlanPriced { network, plan, price }));
    if ledger.margin_hidden()? != margin_hidden {
        entries.push(Entry::MarginHidden { hidden: margin_hidden });
    }
    if !entries.is_empty() {
        ledger.commit(clock.now(), by, entries).await?;
    }
    Ok(())
}

/// Writes down what the shop is called.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn name_shop(ledger: &Ledger, clock: &dyn Clock, name: &str, by: Actor) -> Result<(), SettingsError> {
    let name = staff::good_name(name).map_err(|why| SettingsError::Refused(why.to_owned()))?;
    let holds = ledger.shop_name()?.as_ref() == Some(&name);
    write(ledger, clock, by, holds, Entry::ShopNamed { name }).await
}

/// Writes down how vendors are chosen.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_routing(ledger: &Ledger, clock: &dyn Clock, routing: Routing, by: Actor) -> Result<(), SettingsError> {
    let refused = |sentence: &str| Err(SettingsError::Refused(sentence.to_owned()));
    let twice = |list: &[VendorId]| list.iter().enumerate().any(|(n, vendor)| list[..n].contains(vendor));
    if twice(&routing.order) || twice(&routing.shared_wallets) {
        return refused(say!("Each vendor has one place in the order"));
    }
    if routing.open_doubts_most == 0 || routing.open_doubts_sum_most <= Naira::ZERO {
        return refused(say!("A limit is at least one sale, and more than nothing"));
    }
    let holds = ledger.routing()? == routing;
    write(ledger, clock, by, holds, Entry::RoutingSet { routing }).await
}

/// Writes down how the window looks.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_look(ledger: &Ledger, clock: &dyn Clock, look: Appearance, by: Actor) -> Result<(), SettingsError> {
    if !look.is_possible() {
        return Err(SettingsError::Refused(
            say!("Text is 100 to 200 percent of its usual size, in steps of 25").to_owned(),
        ));
    }
    let holds = ledger.look()? == look;
    write(ledger, clock, by, holds, Entry::LookSet { look }).await
}

/// Writes down the language of the till.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_language(
    ledger: &Ledger,
    clock: &dyn Clock,
    language: Language,
    by: Actor,
) -> Result<(), SettingsError> {
    if !language.is_offered() {
        return Err(SettingsError::Refused(say!("This language has no words here yet").to_owned()));
    }
    let holds = ledger.language()? == language;
    write(ledger, clock, by, holds, Entry::LanguageSet { language }).await
}

/// Writes down how transfers are sold.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_transfers(
    ledger: &Ledger,
    clock: &dyn Clock,
    rules: TransferRules,
    by: Actor,
) -> Result<(), SettingsError> {
    rules.checked().map_err(SettingsError::Refused)?;
    let holds = ledger.transfer_rules()? == rules;
    write(ledger, clock, by, holds, Entry::TransferRulesSet { rules }).await
}

/// Writes down whether vendors' notices are heard. Who listens is the caller's.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_listener(
    ledger: &Ledger,
    clock: &dyn Clock,
    listener: Listener,
    by: Actor,
) -> Result<(), SettingsError> {
    listener.checked().map_err(SettingsError::Refused)?;
    let holds = ledger.listener()? == listener;
    write(ledger, clock, by, holds, Entry::ListenerSet { listener }).await
}

/// Writes down which acts have other keys.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_keymap(ledger: &Ledger, clock: &dyn Clock, keymap: Keymap, by: Actor) -> Result<(), SettingsError> {
    let holds = ledger.keymap()? == keymap;
    write(ledger, clock, by, holds, Entry::KeysSet { keymap }).await
}

/// Writes down which prefixes are whose.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_prefixes(
    ledger: &Ledger,
    clock: &dyn Clock,
    prefixes: Prefixes,
    by: Actor,
) -> Result<(), SettingsError> {
    let holds = ledger.prefixes()? == prefixes;
    write(ledger, clock, by, holds, Entry::PrefixesSet { prefixes }).await
}

/// Writes down from which price on the owner's PIN is asked for.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_loss_rules(
    ledger: &Ledger,
    clock: &dyn Clock,
    rules: LossRules,
    by: Actor,
) -> Result<(), SettingsError> {
    rules.checked().map_err(SettingsError::Refused)?;
    let holds = ledger.loss_rules()? == rules;
    write(ledger, clock, by, holds, Entry::LossRulesSet { rules }).await
}

/// Writes down the quick amounts, from when on a number is asked for once more, and who confirms verdicts that are ready.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_counter_rules(
    ledger: &Ledger,
    clock: &dyn Clock,
    rules: CounterRules,
    by: Actor,
) -> Result<(), SettingsError> {
    rules.checked().map_err(SettingsError::Refused)?;
    let known = ledger.counter_rules()?;
    let mut entries = Vec::new();
    if known.attendants_confirm != rules.attendants_confirm {
        entries.push(Entry::AttendantsConfirm { may: rules.attendants_confirm });
    }
    if (CounterRules { attendants_confirm: rules.attendants_confirm, ..known }) != rules {
        entries.push(Entry::CounterRulesSet { rules });
    }
    if !entries.is_empty() {
        ledger.commit(clock.now(), by, entries).await?;
    }
    Ok(())
}

/// Writes down the printer and the rules of the drawer.
///
/// # Errors
/// [`SettingsError`], with nothing written.
pub async fn set_paper(
    ledger: &Ledger,
    clock: &dyn Clock,
    printer: Printer,
    rules: ShiftRules,
    by: Actor,
) -> Result<(), SettingsError> {
    let refused = |sentence: &str| Err(SettingsError::Refused(sentence.to_owned()));
    match &printer.site {
        PrinterSite::None => {}
        PrinterSite::Network { host, port } if host.is_empty() || *port == 0 => {
            return refused(say!(
                "Type the printer's address, such as 192.168.1.50, and its port: 9100, nearly always"
            ));
        }
        PrinterSite::Path { path } if path.is_empty() => {
            return refused(say!("Type the printer's device or shared path, such as /dev/usb/lp0"));
        }
        PrinterSite::Network { host: text, .. } | PrinterSite::Path { path: text } => {
            if text.chars().any(|c| c.is_control()) || text.chars().count() > PATH_MAX_CHARS {
                return refused(say!("That is no address of a printer"));
            }
        }
    }
    if printer.footer.chars().count() > TEXT_MAX_CHARS || printer.footer.chars().any(char::is_control) {
        return refused(say!("The line at the end of slips has at most 80 characters"));
    }
    if rules.over_short_most < Naira::ZERO || rules.credit_most < Naira::ZERO {
        return refused(say!("A limit is zero or more"));
    }
    let holds = ledger.shift_rules()? == rules;
    write(ledger, clock, by, holds, Entry::ShiftRulesSet { rules }).await?;
    let holds = ledger.printer()? == printer;
    write(ledger, clock, by, holds, Entry::PrinterSet { printer }).await
}

/// Writes down what was decided, unless it holds already.
async fn write(ledger: &Ledger, clock: &dyn Clock, by: Actor, holds: bool, entry: Entry) -> Result<(), SettingsError> {
    if !holds {
        ledger.commit(clock.now(), by, vec![entry]).await?;
    }
    Ok(())
}

/// Whether settings can hold.
///
/// # Errors
/// With the sentence for the screen.
pub fn good_settings(vendor: VendorId, settings: &VendorSettings) -> Result<(), String> {
    airtill_vendors::base_url(vendor, &settings.site)?;
    if !TIMEOUT_MS.contains(&settings.timeout_ms) {
        return Err(say!(
            "A purchase may take from 15 to 120 seconds: answers come late, and a shorter wait only makes doubts"
        )
        .to_owned());
    }
    if settings.airtime_least <= Naira::ZERO || settings.airtime_least > settings.airtime_most {
        return Err(say!("The least must be more than zero, and not more than the most").to_owned());
    }
    if settings.low_wallet < Naira::ZERO {
        return Err(say!("A low wallet is an amount of zero or more").to_owned());
    }
    let shared = &settings.share_and_sell;
    if !shared.is_empty() && vendor != VendorId::SmePlug {
        return Err(say!("Only SMEPlug has share and sell").to_owned());
    }
    if shared.iter().any(|network| !airtill_vendors::capability(vendor).airtime.contains(network)) {
        return Err(say!("SMEPlug sells no airtime of that network").to_owned());
    }
    let lines = [settings.terms.len(), settings.network_names.len(), settings.plans.len()];
    if lines.iter().any(|count| *count > LINES_MAX) {
        return Err(say!("A table has at most {most} lines", most = LINES_MAX));
    }
    for terms in &settings.terms {
        if terms.discount_basis_points > DISCOUNT_MAX || terms.fee < Naira::ZERO {
            return Err(say!("A discount is at most 50 %, and a fee is not below zero").to_owned());
        }
    }
    let said_twice = |n: usize| {
        let (line, before) = (&settings.terms[n], &settings.terms[..n]);
        before.iter().any(|other| other.kind == line.kind && other.network == line.network)
    };
    if (0..settings.terms.len()).any(said_twice) {
        return Err(say!("Two lines of discounts and fees are for the same: the first alone would count").to_owned());
    }
    for plan in &settings.plans {
        if plan.code.is_empty() || plan.name.trim().is_empty() || plan.cost <= Naira::ZERO {
            return Err(say!("Each plan needs the vendor's code, a name and what it costs").to_owned());
        }
    }
    let texts = settings.plans.iter().flat_map(|plan| [&plan.code, &plan.name]);
    let names = settings.network_names.iter().map(|known| &known.name);
    let too_long = |text: &String| text.chars().count() > TEXT_MAX_CHARS || text.chars().any(char::is_control);
    if texts.chain(names).chain([&settings.hash_recipe.separator]).any(too_long) {
        return Err(say!("A name, code or separator has at most {most} characters", most = TEXT_MAX_CHARS));
    }
    let mut codes: Vec<&str> = settings.plans.iter().map(|plan| plan.code.as_str()).collect();
    codes.sort_unstable();
    if codes.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(say!("Two plans have the same code").to_owned());
    }
    Ok(())
}
