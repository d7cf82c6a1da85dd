//! Rules of price beyond the shop's way: for a network, a plan, amounts, a vendor, hours.
//!
//! They stand in the owner's order, and the first that fits is the one that counts: of the rules that make a price ([`Making::Fixed`],
//! [`Making::OnTop`]) one, and of those that change it ([`Making::Change`]) one more. What stands further down has no part in it, so that
//! a person can tell by the list which one it was.

use super::customers::{Buyer, CustomerGroup};
use super::when::When;
use crate::money::Naira;
use crate::network::Network;
use crate::plan::Plan;
use crate::product::{Product, ProductKind};
use crate::time::Timestamp;
use crate::vendor::VendorId;
use airtill_words::say;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// Most rules.
pub const RULES_MAX: usize = 60;
/// What a rule may add or take off, in hundredths of a percent.
const BASIS_POINTS: std::ops::RangeInclusive<i16> = -5_000..=10_000;
/// What a rule may add or take off besides, in naira.
const FLAT_NAIRA_MAX: i64 = 20_000;
/// The greatest price that a rule may name, in naira.
const FIXED_NAIRA_MAX: i64 = 2_000_000;
/// The greatest step of rounding, in naira.
const STEP_NAIRA_MAX: u16 = 1_000;
/// The most sales of a day after which a rule can count.
const AFTER_MAX: u32 = 1_000;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRule {
    /// For what.
    pub scope: Scope,
    /// What it does.
    pub making: Making,
    /// When.
    pub when: When,
}

/// For what a rule counts. What is not said, is any.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Airtime or data.
    pub kind: ProductKind,
    /// Of a network.
    pub network: Option<Network>,
    /// A plan of it, and every one that certainly means the same.
    pub plan: Option<Plan>,
    /// Sold through a vendor.
    pub vendor: Option<VendorId>,
    /// Airtime of this face amount and more.
    pub least: Option<Naira>,
    /// Airtime of this face amount and less.
    pub most: Option<Naira>,
    /// Sold to customers of the group of this name.
    #[serde(default)]
    pub group: Option<String>,
    /// Sold to a customer who has bought so many of the kind on the day already, or more: 2 is for the third and every later one.
    #[serde(default)]
    pub after: Option<u32>,
}

/// A line of the journal is written again byte for byte: what came to be said of later rules is not in the lines of earlier ones. The
/// store's form, which counts its fields, has all of them.
impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Scope { kind, network, plan, vendor, least, most, group, after } = self;
        let whole = !to.is_human_readable();
        let later = [whole || group.is_some(), whole || after.is_some()];
        let mut fields = to.serialize_struct("Scope", 6 + later.iter().filter(|is_there| **is_there).count())?;
        fields.serialize_field("kind", kind)?;
        fields.serialize_field("network", network)?;
        fields.serialize_field("plan", plan)?;
        fields.serialize_field("vendor", vendor)?;
        fields.serialize_field("least", least)?;
        fields.serialize_field("most", most)?;
        if later[0] {
            fields.serialize_field("group", group)?;
        }
        if later[1] {
            fields.serialize_field("after", after)?;
        }
        fields.end()
    }
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Making {
    /// The customer pays so much.
    Fixed(Naira),
    /// The customer pays this on top of what the plan costs, or of the face amount.
    OnTop(Step),
    /// The customer pays this more than usual, or less.
    Change(Step),
}

/// So much more, or less, and how it is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// In hundredths of a percent; below zero, less.
    pub basis_points: i16,
    /// Besides; below zero, less.
    pub flat: Naira,
    /// To what it is rounded; `None`: as where the rule is not.
    pub rounding: Option<Rounding>,
}

/// To what a price is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// Which way.
    pub way: RoundingWay,
    /// To a multiple of so many naira.
    pub step_naira: u16,
}

/// Which way a price is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum RoundingWay {
    /// To the next multiple above.
    #[default]
    Up,
    /// To the nearest multiple; from the middle, up.
    Nearest,
    /// To the next multiple below.
    Down,
}

/// What is asked for, as far as a rule looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whose.
    pub network: Network,
    /// The plan; `None`: airtime.
    pub plan: Option<&'a Plan>,
    /// Of airtime, its face amount.
    pub face: Option<Naira>,
    /// Through whom it would be sold.
    pub vendor: VendorId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub buyer: Buyer<'a>,
}

impl<'a> Asked<'a> {
    /// What a product is to the rules of price; `None` for a transfer, which has its own.
    pub fn of(product: &'a Product, vendor: VendorId, at: Timestamp, buyer: Buyer<'a>) -> Option<Asked<'a>> {
        let (network, plan, face) = match product {
            Product::Airtime { network, face } => (*network, None, Some(*face)),
            Product::Data { network, plan } => (*network, Some(plan), None),
            Product::Transfer { .. } => return None,
        };
        Some(Asked { network, plan, face, vendor, at, buyer })
    }

    /// How many of this kind the customer has bought on the day.
    fn bought(&self) -> u32 {
        if self.plan.is_some() { self.buyer.today.data } else { self.buyer.today.airtime }
    }
}

impl PriceRule {
    /// Whether it counts for what is asked for.
    pub fn fits(&self, asked: &Asked) -> bool {
        self.scope.fits(asked) && self.when.holds(asked.at)
    }

    /// Whether it makes a price, rather than changing the one that there is.
    pub fn makes(&self) -> bool {
        !matches!(self.making, Making::Change(_))
    }

    /// Looks over what was typed.
    ///
    /// # Errors
    /// A sentence, when something in it can't be.
    pub fn checked(&self) -> Result<(), String> {
        self.scope.checked()?;
        self.making.checked()?;
        let one_thing =
            self.scope.plan.is_some() || (self.scope.least.is_some() && self.scope.least == self.scope.most);
        if matches!(self.making, Making::Fixed(_)) && !one_thing {
            return Err(say!("a price is named for one plan, or for airtime from an amount to the same").to_owned());
        }
        self.when.checked()
    }

    /// `MTN data: cost and 8 %, rounded up to ₦10; Friday; 16:00 to 18:00`.
    pub fn words(&self) -> String {
        let what = format!("{}: {}", self.scope.words(), self.making.words(self.scope.kind));
        [what].into_iter().chain(self.when.words()).collect::<Vec<_>>().join("; ")
    }
}

impl Scope {
    fn fits(&self, asked: &Asked) -> bool {
        let kind = if asked.plan.is_some() { ProductKind::Data } else { ProductKind::Airtime };
        self.kind == kind
            && self.network.is_none_or(|network| network == asked.network)
            && self.vendor.is_none_or(|vendor| vendor == asked.vendor)
            && self.least.is_none_or(|least| asked.face.is_some_and(|face| face >= least))
            && self.most.is_none_or(|most| asked.face.is_some_and(|face| face <= most))
            && self.plan.as_ref().is_none_or(|plan| asked.plan.is_some_and(|asked| plan.means(asked)))
            && self.group.as_deref().is_none_or(|group| asked.buyer.group == Some(group))
            && self.after.is_none_or(|after| asked.bought() >= after)
    }

    fn checked(&self) -> Result<(), String> {
        if self.kind == ProductKind::Transfer {
            return Err(say!("what a transfer costs customers has its own rules").to_owned());
        }
        plan_is_of_a_network(self.kind, self.network, self.plan.as_ref())?;
        if self.kind != ProductKind::Airtime && (self.least.is_some() || self.most.is_some()) {
            return Err(say!("amounts are of airtime; plans are named").to_owned());
        }
        if self.least.zip(self.most).is_some_and(|(least, most)| least > most) {
            return Err(say!("the least amount is more than the most").to_owned());
        }
        if [self.least, self.most].into_iter().flatten().any(|amount| amount <= Naira::ZERO) {
            return Err(say!("an amount is more than nothing").to_owned());
        }
        if self.after.is_some_and(|after| !(1..=AFTER_MAX).contains(&after)) {
            return Err(say!("it counts after one sale to the same customer on a day, or after more").to_owned());
        }
        Ok(())
    }

    /// That the group is there for which it counts.
    pub(super) fn group_checked(&self, groups: &[CustomerGroup]) -> Result<(), String> {
        match &self.group {
            Some(name) if !groups.iter().any(|group| group.name == *name) => {
                Err(say!("there is no group of customers called {name}", name))
            }
            _ => Ok(()),
        }
    }

    fn words(&self) -> String {
        let of = what(self.kind, self.network, self.plan.as_ref());
        let amounts = match (self.least.map(Naira::short), self.most.map(Naira::short)) {
            (Some(least), Some(most)) => Some(say!("{least} to {most}", least, most)),
            (Some(least), None) => Some(say!("{least} and more", least)),
            (None, Some(most)) => Some(say!("up to {most}", most)),
            (None, None) => None,
        };
        let through = self.vendor.map(|vendor| say!("through {vendor}", vendor = vendor.name()));
        let buyers = self.buyers();
        [Some(of), amounts, through, buyers].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// To whom: `to Resellers, after 2 bought that day`; `None` for everybody.
    pub fn buyers(&self) -> Option<String> {
        let group = self.group.as_deref().map(|group| say!("to {group}", group));
        let after = self.after.map(|after| say!("after {after} bought that day", after));
        let parts: Vec<String> = group.into_iter().chain(after).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// `MTN 1GB SME, 30 days`, `MTN airtime`, `All transfers`: for what a rule or a stop counts.
pub(crate) fn what(kind: ProductKind, network: Option<Network>, plan: Option<&Plan>) -> String {
    match (plan, network.map(Network::name), kind) {
        (Some(plan), Some(network), _) => format!("{network} {}", plan.title()),
        (Some(plan), None, _) => plan.title(),
        (None, Some(network), ProductKind::Airtime) => format!("{network} {}", say!("airtime")),
        (None, Some(network), _) => format!("{network} {}", say!("data")),
        (None, None, ProductKind::Airtime) => say!("All airtime").to_owned(),
        (None, None, ProductKind::Data) => say!("All data").to_owned(),
        (None, None, ProductKind::Transfer) => say!("All transfers").to_owned(),
    }
}

/// Looks over a plan that a rule or a stop names.
pub(crate) fn plan_is_of_a_network(
    kind: ProductKind,
    network: Option<Network>,
    plan: Option<&Plan>,
) -> Result<(), String> {
    if plan.is_some() && (kind != ProductKind::Data || network.is_none()) {
        return Err(say!("a plan is the data of one network").to_owned());
    }
    Ok(())
}

impl Making {
    fn checked(&self) -> Result<(), String> {
        match self {
            Making::Fixed(price) if *price <= Naira::ZERO || !price.is_whole() => {
                Err(say!("type the price in whole naira, more than nothing").to_owned())
            }
            Making::Fixed(price) if *price > Naira::from_naira(FIXED_NAIRA_MAX) => {
                Err(say!("{price} is surely a slip", price = price.short()))
            }
            Making::Fixed(_) => Ok(()),
            Making::OnTop(step) | Making::Change(step) => step.checked(),
        }
    }

    fn words(&self, kind: ProductKind) -> String {
        match self {
            Making::Fixed(price) => price.short(),
            Making::OnTop(step) if kind == ProductKind::Airtime => step.words(say!("face amount")),
            Making::OnTop(step) => step.words(say!("cost")),
            Making::Change(step) => step.words(say!("usual price")),
        }
    }
}

impl Step {
    /// What becomes of an amount, before it is rounded: so many hundredths of a percent of it, and the flat sum.
    pub fn of(&self, base: Naira) -> Naira {
        let part = base.minus(base.less_basis_points(self.basis_points.unsigned_abs()));
        let changed = if self.basis_points < 0 { base.minus(part) } else { base.plus(part) };
        changed.plus(self.flat)
    }

    fn checked(&self) -> Result<(), String> {
        if !BASIS_POINTS.contains(&self.basis_points) {
            return Err(say!("from 50 % less to 100 % more; anything else is surely a slip").to_owned());
        }
        if self.flat.abs() > Naira::from_naira(FLAT_NAIRA_MAX) {
            return Err(say!("{flat} is surely a slip", flat = self.flat.short()));
        }
        self.rounding.map_or(Ok(()), Rounding::checked)
    }

    fn words(&self, base: &str) -> String {
        let percent = super::percent(self.basis_points.unsigned_abs());
        let percent = percent.trim_end_matches('0').trim_end_matches('.');
        let mut parts = vec![base.to_owned()];
        match self.basis_points {
            0 => {}
            1.. => parts.push(say!("and {percent} %", percent)),
            _ => parts.push(say!("less {percent} %", percent)),
        }
        if self.flat != Naira::ZERO {
            let flat = self.flat.abs().short();
            parts.push(if self.flat > Naira::ZERO { say!("and {flat}", flat) } else { say!("less {flat}", flat) });
        }
        let said = parts.join(" ");
        self.rounding.map_or(said.clone(), |rounding| format!("{said}, {}", rounding.words()))
    }
}

impl Rounding {
    /// A price as it is asked for.
    pub fn of(self, price: Naira) -> Naira {
        let step = i64::from(self.step_naira.max(1)) * 100;
        let kobo = price.kobo();
        let steps = match self.way {
            RoundingWay::Up => kobo.saturating_add(step - 1).div_euclid(step),
            RoundingWay::Nearest => kobo.saturating_add(step / 2).div_euclid(step),
            RoundingWay::Down => kobo.div_euclid(step),
        };
        Naira::from_kobo(steps.saturating_mul(step))
    }

    pub(super) fn checked(self) -> Result<(), String> {
        if (1..=STEP_NAIRA_MAX).contains(&self.step_naira) {
            return Ok(());
        }
        Err(say!("prices are rounded to a multiple of ₦1 to ₦1,000").to_owned())
    }

    fn words(self) -> String {
        let step = Naira::from_naira(i64::from(self.step_naira)).short();
        match self.way {
            RoundingWay::Up => say!("rounded up to {step}", step),
            RoundingWay::Nearest => say!("rounded to the nearest {step}", step),
            RoundingWay::Down => say!("rounded down to {step}", step),
        }
    }
}
