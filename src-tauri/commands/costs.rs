//! What things cost the shop at the vendors: what is believed by what was charged, and from which price on the owner's PIN is asked for.

use super::context::{ShopsState, real, till};
use super::error::CommandError;
use super::gate;
use super::records::day;
use super::reply::{Replied, refused};
use super::vendor_form::basis_points;
use super::views::costs::{CostLineView, CostReportView, CostSumsView, CostView, CostsView, LossForm, SuggestionView};
use airtill_domain::cost::BelievedCost;
use airtill_domain::loss::LossRules;
use airtill_domain::money::{Naira, grouped};
use airtill_domain::price::percent;
use airtill_domain::vendor::VendorId;
use airtill_macros::command;
use airtill_reports::costs::{CostLine, CostSums};
use airtill_shop::settings;
use airtill_shop::till::{Suggestion, Till};
use airtill_words::say;

/// Days that are looked back on where none are typed.
const WEEK_DAYS: u32 = 7;
/// Days of one report.
const REPORT_DAYS_MOST: u32 = 92;
/// Lines of a report that the screen shows.
const COST_LINES_SHOWN: usize = 200;
/// An amount that shows what a cost that depends on it comes to.
const EXAMPLE_NAIRA: i64 = 1_000;

/// From which price on the owner's PIN is asked for, as it is typed.
#[command]
pub async fn loss_rules(shops: ShopsState<'_>) -> Result<LossForm, CommandError> {
    let rules = till(&shops)?.ledger().loss_rules()?;
    Ok(LossForm {
        never_below_cost: rules.never_below_cost,
        airtime_percent: percent(rules.airtime_basis_points),
        data_percent: percent(rules.data_basis_points),
        transfer_percent: percent(rules.transfer_basis_points),
    })
}

/// Writes it down.
#[command]
pub async fn save_loss_rules(shops: ShopsState<'_>, form: LossForm) -> Replied<String> {
    let typed = |text: &str| match text.trim() {
        "" => Ok(0),
        text => basis_points(text).ok_or_else(|| refused(say!("Type the margin as a percentage, such as 5 or 2.5"))),
    };
    let rules = LossRules {
        never_below_cost: form.never_below_cost,
        airtime_basis_points: typed(&form.airtime_percent)?,
        data_basis_points: typed(&form.data_percent)?,
        transfer_basis_points: typed(&form.transfer_percent)?,
    };
    let till = till(&shops)?;
    settings::set_loss_rules(till.ledger(), shops.clock(), rules, gate::acting(&shops)).await?;
    Ok(say!("Saved").into())
}

/// What is believed to cost something else than is listed, and which lines for the owner's tables would say the same.
#[command]
pub async fn costs(shops: ShopsState<'_>) -> Result<CostsView, CommandError> {
    let till = till(&shops)?;
    Ok(CostsView {
        believed: till.costs.all_believed().iter().map(view).collect(),
        suggested: till.catalogue.suggestions().iter().map(suggestion).collect(),
    })
}

/// Takes what is suggested into the owner's table of a vendor.
#[command]
pub async fn take_suggestion(shops: ShopsState<'_>, vendor: VendorId, code: String) -> Replied<String> {
    let till = real(&shops)?;
    let taken = take(&till, vendor, &code).ok_or_else(|| refused(say!("This is not suggested any more")))?;
    let mut changed = till.ledger().vendor_settings(vendor)?;
    changed.terms.retain(|line| (line.kind, line.network) != (taken.line.kind, taken.line.network));
    changed.terms.push(taken.line);
    shops.set_vendor(vendor, changed, gate::acting(&shops)).await?;
    Ok(say!("Taken into the table of {vendor}", vendor = vendor.name()))
}

/// What was sold cost from one day to another (as `2026-11-22`; empty for the last seven days): day by day, what, vendor by vendor.
#[command]
pub async fn cost_report(shops: ShopsState<'_>, from: String, to: String) -> Replied<CostReportView> {
    let till = till(&shops)?;
    let today = till.clock().now().day();
    let to = day(&to).map_err(refused)?.unwrap_or(today);
    let from = day(&from).map_err(refused)?.unwrap_or_else(|| to.before(WEEK_DAYS - 1));
    if from > to {
        return Err(refused(say!("The first day comes after the last")));
    }
    if to.before(REPORT_DAYS_MOST) > from {
        return Err(refused(say!("At most {most} days at once", most = REPORT_DAYS_MOST)));
    }
    let lines = airtill_reports::costs::lines(till.ledger(), from, to)?;
    let mut all = CostSums::default();
    lines.iter().for_each(|line| all.join(&line.sums));
    Ok(CostReportView {
        days: say!("{from} to {to}", from = from.short(), to = to.short()),
        lines: lines.iter().take(COST_LINES_SHOWN).map(cost_line).collect(),
        more: u32::try_from(lines.len().saturating_sub(COST_LINES_SHOWN)).unwrap_or(u32::MAX),
        all: sums_view(&all),
    })
}

fn cost_line(line: &CostLine) -> CostLineView {
    CostLineView {
        day: line.day.brief(),
        what: line.what.clone(),
        vendor: line.vendor.name().to_owned(),
        sums: sums_view(&line.sums),
    }
}

fn sums_view(sums: &CostSums) -> CostSumsView {
    let CostSums { sales, told, losses, .. } = *sums;
    let told_of = |sum: Naira| if told == 0 { String::new() } else { sum.short() };
    CostSumsView {
        sales: grouped(sales),
        price: sums.price.short(),
        untold: if told < sales { say!("{count} not told", count = sales - told) } else { String::new() },
        listed: told_of(sums.listed),
        expected: told_of(sums.expected),
        charged: told_of(sums.charged),
        difference: told_of(sums.difference()),
        differs: sums.difference() != Naira::ZERO,
        lost: if losses > 0 { sums.lost.short() } else { String::new() },
    }
}

fn take(till: &Till, vendor: VendorId, code: &str) -> Option<Suggestion> {
    till.catalogue.suggestions().into_iter().find(|one| one.vendor == vendor && one.code == code)
}

fn suggestion(suggestion: &Suggestion) -> SuggestionView {
    let (vendor, line, title) = (suggestion.vendor.name(), suggestion.line, &suggestion.title);
    let part = percent(10_000_u16.saturating_sub(line.discount_basis_points));
    let sentence = if line.fee > Naira::ZERO {
        say!("{vendor} seems to charge {fee} more than the amount for {title}", vendor, fee = line.fee.short(), title)
    } else {
        say!("{vendor} seems to charge {part} % of {title}", vendor, part, title)
    };
    SuggestionView { vendor: suggestion.vendor, code: suggestion.code.clone(), sentence }
}

fn view(known: &BelievedCost) -> CostView {
    let believed = known.believed;
    let example = Naira::from_naira(EXAMPLE_NAIRA);
    CostView {
        vendor: known.vendor.name().to_owned(),
        title: known.title.clone(),
        listed: believed.listed.cost(Some(example)).map(|cost| cost.short()),
        believed: believed.charge.of(Some(example)).map(|cost| cost.short()),
        words: believed.charge.words(),
        ground: believed.ground.words().to_owned(),
        since: say!("since {day}", day = believed.since.day().brief()),
    }
}
