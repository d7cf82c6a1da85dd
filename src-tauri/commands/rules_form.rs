//! The owner's rules as they are typed, to and fro.

use super::context::typed_naira;
use super::vendor_form::{basis_points, signed_basis_points};
use super::views::rules::{Makes, RuleForm, RulePlan, RulesForm, StopForm};
use airtill_domain::money::Naira;
use airtill_domain::plan::Plan;
use airtill_domain::price::{
    Hours, Making, PriceRule, PriceRules, Rounding, Scope, Step, WEEK, Weekdays, When, clock_typed, clock_words,
    percent,
};
use airtill_domain::product::ProductKind;
use airtill_domain::time::{Day, Timestamp};
use airtill_domain::trade::{Limits, Stop, TradeRules};
use airtill_words::say;

/// To what a rule rounds that says a way and no step.
const STEP_NAIRA: u16 = 10;

/// As they are shown.
pub(super) fn form_of(rules: &TradeRules, now: Timestamp, as_of: String) -> RulesForm {
    RulesForm {
        takes_printed: rules.prices.takes_printed,
        rounding_way: rules.prices.rounding_way,
        rules: rules.prices.rules.iter().map(|rule| rule_form(rule, now)).collect(),
        stops: rules.stops.iter().map(stop_form).collect(),
        attendant_day: naira_or_empty(rules.limits.attendant_day),
        credit_sum: naira_or_empty(rules.limits.credit_sum),
        told_from_percent: short_percent(rules.told_from_basis_points),
        try_every: rules.try_every.to_string(),
        as_of,
    }
}

/// As they were typed.
pub(super) fn rules_of(form: RulesForm) -> Result<TradeRules, String> {
    let amount = |text: &str, usual: &str| typed(text).map(|text| typed_naira(text, usual)).transpose();
    let limit = say!("Type a limit in naira, or leave it empty for none");
    let mut rules = Vec::new();
    for (n, rule) in form.rules.into_iter().enumerate() {
        rules.push(rule_of(rule).map_err(|why| say!("Rule {number}: {why}", number = n + 1, why))?);
    }
    Ok(TradeRules {
        prices: PriceRules { takes_printed: form.takes_printed, rounding_way: form.rounding_way, rules },
        stops: form.stops.into_iter().map(stop_of).collect(),
        limits: Limits {
            attendant_day: amount(&form.attendant_day, limit)?,
            credit_sum: amount(&form.credit_sum, limit)?,
        },
        told_from_basis_points: basis_points(&form.told_from_percent)
            .ok_or_else(|| say!("Type from which change of cost on you are told, in percent, such as 5").to_owned())?,
        try_every: typed(&form.try_every).unwrap_or("0").parse().map_err(|_| {
            say!("Type in how many sales one tries another provider, such as 20, or 0 for none").to_owned()
        })?,
    })
}

/// A plan, as a rule remembers it.
pub(super) fn plan_form(plan: &Plan) -> RulePlan {
    let Plan { name, kind, size_mb, days } = plan.clone();
    RulePlan { title: plan.title(), name, kind, size_mb, days }
}

fn plan_of(form: RulePlan) -> Plan {
    Plan { name: form.name, kind: form.kind, size_mb: form.size_mb, days: form.days }
}

fn rule_form(rule: &PriceRule, now: Timestamp) -> RuleForm {
    let PriceRule { scope, making, when } = rule;
    let (makes, price, step) = match making {
        Making::Fixed(price) => (Makes::Fixed, naira_or_empty(Some(*price)), None),
        Making::OnTop(step) => (Makes::OnTop, String::new(), Some(step)),
        Making::Change(step) => (Makes::Change, String::new(), Some(step)),
    };
    let rounding = step.and_then(|step| step.rounding);
    let signed = |points: i16| match points {
        0 => String::new(),
        1.. => short_percent(points.unsigned_abs()),
        _ => format!("-{}", short_percent(points.unsigned_abs())),
    };
    RuleForm {
        kind: scope.kind,
        network: scope.network,
        plan: scope.plan.as_ref().map(plan_form),
        vendor: scope.vendor,
        least: naira_or_empty(scope.least),
        most: naira_or_empty(scope.most),
        group: scope.group.clone(),
        after: scope.after.map(|after| after.to_string()).unwrap_or_default(),
        makes,
        price,
        percent: match step {
            Some(step) if step.basis_points == 0 && step.flat == Naira::ZERO => "0".to_owned(),
            step => step.map(|step| signed(step.basis_points)).unwrap_or_default(),
        },
        flat: naira_or_empty(step.map(|step| step.flat).filter(|flat| *flat != Naira::ZERO)),
        rounding_way: rounding.map(|rounding| rounding.way),
        rounding_step: rounding.map_or(STEP_NAIRA, |rounding| rounding.step_naira).to_string(),
        from: moment_form(when.from),
        until: moment_form(when.until),
        days: when.days.said().iter().filter_map(|day| u8::try_from(day.num_days_from_monday()).ok()).collect(),
        hours_from: when.hours.map(|hours| clock_words(hours.from)).unwrap_or_default(),
        hours_to: when.hours.map(|hours| clock_words(hours.to)).unwrap_or_default(),
        words: rule.words(),
        over: when.is_over(now),
    }
}

fn rule_of(form: RuleForm) -> Result<PriceRule, String> {
    let (making, when) = (making_of(&form)?, when_of(&form)?);
    // What the screen hides of another kind says nothing.
    let of_airtime = |text: &str| if form.kind == ProductKind::Airtime { amount(text) } else { Ok(None) };
    let scope = Scope {
        kind: form.kind,
        network: form.network,
        least: of_airtime(&form.least)?,
        most: of_airtime(&form.most)?,
        plan: form.plan.map(plan_of),
        vendor: form.vendor,
        group: form.group.clone(),
        after: typed(&form.after)
            .map(|text| text.parse().map_err(|_| say!("type after how many sales it counts, such as 3").to_owned()))
            .transpose()?,
    };
    let rule = PriceRule { scope, making, when };
    rule.checked()?;
    Ok(rule)
}

fn making_of(form: &RuleForm) -> Result<Making, String> {
    if form.makes == Makes::Fixed {
        let price = amount(&form.price)?;
        return price.map(Making::Fixed).ok_or_else(|| say!("type the price that it names, in naira").to_owned());
    }
    let rounding = form.rounding_way.map(|way| {
        let step = typed(&form.rounding_step).map(|text| text.parse().ok());
        let step_naira = step
            .unwrap_or(Some(STEP_NAIRA))
            .ok_or_else(|| say!("prices are rounded to a multiple of ₦1 to ₦1,000").to_owned())?;
        Ok::<_, String>(Rounding { way, step_naira })
    });
    let not_percent = || say!("type a percentage, such as 5, 2.5 or -1").to_owned();
    let percent = typed(&form.percent).map(|text| signed_basis_points(text).ok_or_else(not_percent)).transpose()?;
    let step = Step {
        basis_points: percent.unwrap_or(0),
        flat: amount(&form.flat)?.unwrap_or(Naira::ZERO),
        rounding: rounding.transpose()?,
    };
    match form.makes {
        Makes::Change if step.basis_points == 0 && step.flat == Naira::ZERO => {
            Err(say!("type by how much the price changes, in percent or naira").to_owned())
        }
        Makes::Change => Ok(Making::Change(step)),
        Makes::OnTop if typed(&form.percent).is_none() && typed(&form.flat).is_none() => {
            Err(say!("type what it adds, in percent or naira; 0 adds nothing").to_owned())
        }
        Makes::OnTop | Makes::Fixed => Ok(Making::OnTop(step)),
    }
}

fn when_of(form: &RuleForm) -> Result<When, String> {
    let hours = match (typed(&form.hours_from), typed(&form.hours_to)) {
        (None, None) => None,
        (Some(from), Some(to)) => {
            let both = clock_typed(from).zip(clock_typed(to));
            let (from, to) = both.ok_or_else(|| say!("an hour of the day is written as 16:00").to_owned())?;
            Some(Hours { from, to })
        }
        _ => return Err(say!("type from which hour to which hour, or neither").to_owned()),
    };
    let days = form.days.iter().filter_map(|day| WEEK.get(usize::from(*day))).copied();
    // Until a day means until it is over.
    let until = match Day::parse(&form.until) {
        Ok(day) => Some(day.ends()),
        Err(_) => moment_of(&form.until)?,
    };
    Ok(When { from: moment_of(&form.from)?, until, days: Weekdays::of(days), hours })
}

fn amount(text: &str) -> Result<Option<Naira>, String> {
    typed(text).map(|text| typed_naira(text, say!("type an amount in naira"))).transpose()
}

fn stop_form(stop: &Stop) -> StopForm {
    StopForm { kind: stop.kind, network: stop.network, plan: stop.plan.as_ref().map(plan_form), vendor: stop.vendor }
}

fn stop_of(form: StopForm) -> Stop {
    Stop { kind: form.kind, network: form.network, plan: form.plan.map(plan_of), vendor: form.vendor }
}

fn typed(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A moment in Lagos as it is shown: `2026-12-01 06:00`.
fn moment_form(at: Option<Timestamp>) -> String {
    at.map(|at| format!("{} {}", at.day().iso(), at.hour_minute())).unwrap_or_default()
}

/// The same as it is typed; `None` where nothing is.
pub(super) fn moment_of(text: &str) -> Result<Option<Timestamp>, String> {
    let Some(text) = typed(text) else { return Ok(None) };
    let wrong = || say!("{text} is no moment. Type it as 2026-12-01 06:00", text);
    Timestamp::typed(text).map(Some).ok_or_else(wrong)
}

/// `2.5`, `5`.
fn short_percent(points: u16) -> String {
    percent(points).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn naira_or_empty(amount: Option<Naira>) -> String {
    amount.map(Naira::plain).map(|text| text.strip_suffix(".00").unwrap_or(&text).to_owned()).unwrap_or_default()
}
