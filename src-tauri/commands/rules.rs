//! The owner's rules of what is sold and at which price: typed beside what they would do, taken back, kept as a file and taken from one.

use super::context::{ShopsState, till};
use super::error::CommandError;
use super::gate;
use super::prices::read_prices;
use super::records;
use super::reply::{Replied, refused};
use super::rules_form::{form_of, moment_of, plan_form, rules_of};
use super::views::prices::NetworkPricesForm;
use super::views::rules::{
    EffectView, EffectsView, ListChangeView, ListChangesView, PlanQuestionView, RuleChangeView, RulePlan,
    RulesFileView, RulesForm,
};
use airtill_domain::money::Naira;
use airtill_domain::network::Network;
use airtill_domain::offer_change::{OwnerSaid, PlanQuestion};
use airtill_domain::price::{Bought, Prices, Scope};
use airtill_domain::product::Product;
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_ledger::entry::Entry;
use airtill_ledger::files::write_whole;
use airtill_ledger::rule_changes::{RuleChange, RuleStep};
use airtill_macros::command;
use airtill_reports::Names;
use airtill_reports::rules::{Difference, lines, list_lines};
use airtill_shop::settings::{self, AllRules, RULE_CHANGES_MOST, can_be_undone};
use airtill_shop::till::{Effect, KnownBuyer, PlanKey, Till};
use airtill_words::say;
use std::path::Path;

/// Amounts of airtime that show what a rule does, in naira.
const FACES_NAIRA: [i64; 8] = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
/// Readings of lists that are shown.
const LIST_CHANGES_SHOWN: usize = 20;
/// Changes of rules that are shown.
const CHANGES_SHOWN: usize = 50;

/// What is sold, at which price, and how much of it.
#[command]
pub async fn rules(shops: ShopsState<'_>) -> Result<RulesForm, CommandError> {
    let till = till(&shops)?;
    // First which change it is of: what comes between the two is seen when it is saved.
    let as_of = as_of(&till)?;
    Ok(form_of(&till.ledger().trade_rules()?, till.clock().now(), as_of))
}

/// The last change of the rules, so that a form that was filled in before another change is told from one that was not.
fn as_of(till: &Till) -> Result<String, CommandError> {
    let changes = till.ledger().rule_changes(RULE_CHANGES_MOST)?;
    let is_of_rules = |rule: &RuleStep| matches!(rule.after, Entry::TradeRulesSet { .. });
    let last = changes.iter().find(|change| change.rules.iter().any(is_of_rules));
    Ok(last.map(|change| change.seq.to_string()).unwrap_or_default())
}

/// Writes it down.
#[command]
pub async fn save_rules(shops: ShopsState<'_>, form: RulesForm) -> Replied<String> {
    let till = till(&shops)?;
    if form.as_of != as_of(&till)? {
        let sentence = say!("The rules were changed meanwhile, here or by a provider's list. Open this screen again");
        return Err(refused(sentence));
    }
    let rules = rules_of(form).map_err(refused)?;
    settings::set_trade_rules(till.ledger(), shops.clock(), rules, gate::acting(&shops)).await?;
    Ok(say!("Rules saved").into())
}

/// Plans of a network that a rule can name.
#[command]
pub async fn rule_plans(shops: ShopsState<'_>, network: Network) -> Result<Vec<RulePlan>, CommandError> {
    let plans = till(&shops)?.catalogue.plans(network)?;
    Ok(plans.iter().map(|listed| plan_form(&listed.plan)).collect())
}

/// What rules would do that are being typed, at a network and a moment (as typed; empty for now): to whom the rule is for that is open.
#[command]
pub async fn try_rules(
    shops: ShopsState<'_>,
    form: RulesForm,
    network: Network,
    at: String,
    open: Option<u16>,
) -> Result<EffectsView, CommandError> {
    let till = till(&shops)?;
    let groups = till.ledger().customer_groups()?;
    let typed = || {
        let rules = rules_of(form)?;
        rules.checked()?;
        rules.prices.groups_checked(&groups)?;
        Ok((rules, moment_of(&at)?.unwrap_or_else(|| till.clock().now())))
    };
    match typed() {
        Ok((rules, at)) => {
            let open = open.and_then(|n| rules.prices.rules.get(usize::from(n))).map(|rule| rule.scope.clone());
            let prices = Prices { rules: rules.prices, ..till.ledger().prices()? };
            let customer = open.as_ref().map(customer_of).unwrap_or_default();
            let tried = tried(&till, network, &prices, at, &customer)?;
            Ok(EffectsView { buyers: open.and_then(|scope| scope.buyers()), ..tried })
        }
        Err(wrong) => Ok(no_effects(wrong)),
    }
}

/// Someone for whom a rule counts.
fn customer_of(scope: &Scope) -> KnownBuyer {
    let before = scope.after.unwrap_or_default();
    KnownBuyer::new(scope.group.clone(), Bought { airtime: before, data: before })
}

fn no_effects(wrong: String) -> EffectsView {
    EffectsView { buyers: None, wrong: Some(wrong), effects: Vec::new() }
}

/// What prices would do that are being typed.
#[command]
pub async fn try_prices(
    shops: ShopsState<'_>,
    margin_percent: String,
    round_up_to_naira: u16,
    networks: Vec<NetworkPricesForm>,
    network: Network,
) -> Result<EffectsView, CommandError> {
    let till = till(&shops)?;
    let mut prices = till.ledger().prices()?;
    match read_prices(&mut prices, &margin_percent, round_up_to_naira, &networks) {
        Ok(()) => tried(&till, network, &prices, till.clock().now(), &KnownBuyer::default()),
        Err(wrong) => Ok(no_effects(wrong)),
    }
}

/// The last changes of rules, the newest first.
#[command]
pub async fn rule_changes(shops: ShopsState<'_>) -> Result<Vec<RuleChangeView>, CommandError> {
    let till = till(&shops)?;
    let changes = till.ledger().rule_changes(RULE_CHANGES_MOST)?;
    // People belong to the real shop, whichever is on the screen.
    let real = shops.real_till();
    let names = Names::of(real.as_ref().unwrap_or(&till).ledger())?;
    Ok(changes.iter().take(CHANGES_SHOWN).map(|change| change_view(change, &changes, &names)).collect())
}

/// What changed in vendors' lists lately, and what is asked of the owner because of it.
#[command]
pub async fn list_changes(shops: ShopsState<'_>) -> Result<ListChangesView, CommandError> {
    let till = till(&shops)?;
    let mut changes = Vec::new();
    for commit in till.ledger().offer_changes(LIST_CHANGES_SHOWN)? {
        for entry in &commit.entries {
            let Entry::OffersChanged { vendor, changes: found, more } = entry else { continue };
            let words = list_lines(found, *more);
            changes.push(ListChangeView { when: format!("{}, {}", commit.at.short(), vendor.name()), words });
        }
    }
    Ok(ListChangesView {
        asked: till.catalogue.questions()?.iter().map(|asked| question_view(&till, asked)).collect(),
        changes,
    })
}

/// Says of a plan that stands in another one's place whether the owner's price for that one is its price too.
#[command]
pub async fn answer_plan(shops: ShopsState<'_>, vendor: VendorId, code: String, same: bool) -> Replied<String> {
    let till = till(&shops)?;
    till.catalogue.answer_question(vendor, &code, same, gate::acting(&shops)).await?;
    Ok(say!("It is sold again").into())
}

fn question_view(till: &Till, asked: &PlanQuestion) -> PlanQuestionView {
    let (vendor, network) = (asked.vendor.name(), asked.network.name());
    let (was, is) = (asked.was.title(), asked.is.title());
    let said = match asked.said {
        OwnerSaid::Price(price) => say!("was sold at {price}", price = price.short()),
        OwnerSaid::Rule => say!("had a rule of its own").to_owned(),
    };
    let cost = till.catalogue.listed_cost(&PlanKey { vendor: asked.vendor, code: asked.code.clone() });
    let costs = cost.map(|cost| say!(", which costs {cost}", cost = cost.short())).unwrap_or_default();
    PlanQuestionView {
        vendor: asked.vendor,
        code: asked.code.clone(),
        sentence: say!(
            "{vendor}: {network} {was} {said}. In its place stands {is}{costs}. It is not sold through {vendor} before you have answered",
            vendor,
            network,
            was,
            said,
            is,
            costs
        ),
        same: match asked.said {
            OwnerSaid::Price(price) => say!("It is the same: sell it at {price}", price = price.short()),
            OwnerSaid::Rule => say!("It is the same: the rule holds").to_owned(),
        },
    }
}

/// Takes a change of rules back.
#[command]
pub async fn undo_rules(shops: ShopsState<'_>, seq: u32) -> Replied<String> {
    let till = till(&shops)?;
    settings::undo_rules(till.ledger(), shops.clock(), seq.into(), gate::acting(&shops)).await?;
    Ok(say!("Taken back: what held before holds again").into())
}

/// Writes all rules to a file in a folder; says which.
#[command]
pub async fn export_rules(shops: ShopsState<'_>, folder: String) -> Replied<String> {
    let till = till(&shops)?;
    let name = format!("rules-{}", till.clock().now().day().iso());
    let file = records::file(&till, &folder, &name, "json").map_err(refused)?;
    let rules = AllRules::of(till.ledger())?;
    write_whole(&file, rules.written().as_bytes()).map_err(|error| refused(error.to_string()))?;
    Ok(say!("All rules are in {file}", file = file.display()))
}

/// Looks at a file of rules: what would change, and which prices by how much. Nothing is changed by it.
#[command]
pub async fn look_at_rules(shops: ShopsState<'_>, file: String) -> Replied<RulesFileView> {
    let till = till(&shops)?;
    let rules = AllRules::open(Path::new(file.trim())).map_err(|why| refused(why.to_string()))?;
    let now = till.clock().now();
    let lines_of = |rules: &AllRules| -> Vec<String> { rules.entries().iter().flat_map(lines).collect() };
    let holds = AllRules::of(till.ledger())?;
    let (was, is) = (lines_of(&holds), lines_of(&rules));
    let mut effects = Vec::new();
    for network in Network::ALL {
        let of_network = tried(&till, network, &rules.prices(), now, &KnownBuyer::default())?.effects;
        let others = of_network.into_iter().filter(|effect| effect.differs);
        // A plan's title names its network already.
        let named = |effect: EffectView| match effect.what.starts_with(network.name()) {
            true => effect,
            false => EffectView { what: format!("{} {}", network.name(), effect.what), ..effect },
        };
        effects.extend(others.map(named));
    }
    let only = |lines: &[String], others: &[String]| -> Vec<String> {
        lines.iter().filter(|line| !others.contains(line)).cloned().collect()
    };
    let (gone, mut new) = (only(&was, &is), only(&is, &was));
    if gone.is_empty() && new.is_empty() && !holds.says_the_same_as(&rules) {
        new.push(say!("The same rules in another order").to_owned());
    }
    Ok(RulesFileView { tried: rules.named_beside(&holds), was: gone, is: new, effects })
}

/// Takes a file of rules in the place of all that hold, where it says what it said when it was tried.
#[command]
pub async fn take_rules(shops: ShopsState<'_>, file: String, tried: String) -> Replied<String> {
    let till = till(&shops)?;
    let rules = AllRules::open(Path::new(file.trim())).map_err(|why| refused(why.to_string()))?;
    if rules.named_beside(&AllRules::of(till.ledger())?) != tried {
        return Err(refused(say!("The file or the rules have changed since it was tried. Try it again")));
    }
    settings::set_rules(till.ledger(), shops.clock(), &rules, gate::acting(&shops)).await?;
    Ok(say!("The rules of the file hold from now on").into())
}

fn tried(
    till: &Till,
    network: Network,
    prices: &Prices,
    at: Timestamp,
    customer: &KnownBuyer,
) -> Result<EffectsView, CommandError> {
    let faces = FACES_NAIRA.map(Naira::from_naira);
    let effects = till.catalogue.effects(network, &faces, prices, at, customer)?;
    Ok(EffectsView { buyers: None, wrong: None, effects: effects.iter().map(effect_view).collect() })
}

fn effect_view(effect: &Effect) -> EffectView {
    let what = match &effect.product {
        Product::Airtime { face, .. } => say!("{face} airtime", face = face.short()),
        product => product.title(),
    };
    EffectView {
        what,
        cost: effect.cost.map(Naira::short),
        now: effect.now.map(|price| price.naira().short()),
        then: effect.then.map(|price| price.naira().short()),
        differs: effect.now != effect.then,
        at_a_loss: effect.cost.zip(effect.then).is_some_and(|(cost, then)| cost > then.naira()),
    }
}

fn change_view(change: &RuleChange, all: &[RuleChange], names: &Names) -> RuleChangeView {
    let steps = || change.rules.iter().map(Difference::of);
    RuleChangeView {
        seq: u32::try_from(change.seq).unwrap_or(u32::MAX),
        at: change.at.short(),
        who: names.name(&change.actor),
        was: steps().flat_map(|difference| difference.was).collect(),
        is: steps().flat_map(|difference| difference.is).collect(),
        can_be_undone: can_be_undone(change, all),
    }
}
