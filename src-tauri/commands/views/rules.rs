//! What crosses to the page, and from it, at `commands::rules`.

use airtill_domain::network::Network;
use airtill_domain::plan::PlanKind;
use airtill_domain::price::RoundingWay;
use airtill_domain::product::ProductKind;
use airtill_domain::vendor::VendorId;
use serde::{Deserialize, Serialize};

/// What is sold, at which price, and how much of it, as it is typed.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RulesForm {
    /// Plans are sold at the price that a vendor prints, where nothing else is said.
    pub takes_printed: bool,
    /// Which way prices round where a rule says nothing.
    pub rounding_way: RoundingWay,
    /// The first that fits counts.
    pub rules: Vec<RuleForm>,
    /// What is not sold.
    pub stops: Vec<StopForm>,
    /// In naira: what one attendant may sell on a day; empty for any sum.
    pub attendant_day: String,
    /// In naira: what all may owe together; empty for any sum.
    pub credit_sum: String,
    /// `5`: from which change of a plan's cost on the owner is told, in percent.
    pub told_from_percent: String,
    /// `20`: one sale in so many tries another vendor; 0 for none.
    pub try_every: String,
    /// Which change of the rules this is of: comes back as it was given.
    pub as_of: String,
}

/// One rule of price.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RuleForm {
    /// Airtime or data.
    pub kind: ProductKind,
    /// Of a network, or of any.
    pub network: Option<Network>,
    /// A plan of it, or any.
    pub plan: Option<RulePlan>,
    /// Sold through a vendor, or through any.
    pub vendor: Option<VendorId>,
    /// In naira: airtime of this amount and more; empty for any.
    pub least: String,
    /// In naira: airtime of this amount and less; empty for any.
    pub most: String,
    /// To customers of this group, or to everybody.
    pub group: Option<String>,
    /// `2`: to a customer who has bought so many on the day; empty for any.
    pub after: String,
    /// What it does.
    pub makes: Makes,
    /// In naira: what the customer pays, where it names a price.
    pub price: String,
    /// `2.5`, `-1`: more or less, in percent.
    pub percent: String,
    /// `10`, `-5`: besides, in naira.
    pub flat: String,
    /// Which way it rounds; `None`: as where no rule is.
    pub rounding_way: Option<RoundingWay>,
    /// To a multiple of so many naira.
    pub rounding_step: String,
    /// `2026-12-01 06:00`: not before; empty for now on.
    pub from: String,
    /// The same: not from then on; empty for good.
    pub until: String,
    /// Days of the week from 0, Monday; empty for every day.
    pub days: Vec<u8>,
    /// `16:00`; empty for the whole day.
    pub hours_from: String,
    /// `18:00`.
    pub hours_to: String,
    /// What it says, in words. Not read when it comes back.
    pub words: String,
    /// It will never count again. Not read when it comes back.
    pub over: bool,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub enum Makes {
    /// It names the price.
    Fixed,
    /// It adds to the cost, or to the face amount.
    OnTop,
    /// It changes the usual price.
    Change,
}

/// A group of customers, as it is typed.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct GroupForm {
    /// Its name.
    pub name: String,
    /// One customer a line: `0803 123 4567 Mama Bisi`.
    pub customers: String,
}

/// Something that is not sold.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct StopForm {
    /// Of this kind.
    pub kind: ProductKind,
    /// Of a network, or of any.
    pub network: Option<Network>,
    /// A plan of it, or any.
    pub plan: Option<RulePlan>,
    /// Through a vendor; `None`: through none.
    pub vendor: Option<VendorId>,
}

/// A plan, as a rule remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub struct RulePlan {
    /// As the vendor calls it.
    pub name: String,
    /// In which way the network gives it.
    pub kind: PlanKind,
    /// How much.
    pub size_mb: Option<u32>,
    /// For how many days.
    pub days: Option<u16>,
    /// `1GB SME, 30 days`. Not read when it comes back.
    pub title: String,
}

/// What prices and rules would do, as they are typed.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct EffectsView {
    /// `to Resellers`: for whom, where the rule that is open is not for everybody.
    pub buyers: Option<String>,
    /// Why they can't be, where they can't.
    pub wrong: Option<String>,
    /// Airtime of common amounts, then plans.
    pub effects: Vec<EffectView>,
}

/// What they would do to one product.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct EffectView {
    /// `₦1,000`, `1GB SME, 30 days`.
    pub what: String,
    /// `₦965`: what it costs the shop.
    pub cost: Option<String>,
    /// What the customer pays now; `None`: it is not sold.
    pub now: Option<String>,
    /// What they would pay.
    pub then: Option<String>,
    /// That is another price.
    pub differs: bool,
    /// It would bring less than it costs.
    pub at_a_loss: bool,
}

/// A change of rules.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct RuleChangeView {
    /// Its place in the ledger: names it.
    pub seq: u32,
    /// `22 Nov 2026, 14:02`.
    pub at: String,
    /// Who.
    pub who: String,
    /// What held before, line by line.
    pub was: Vec<String>,
    /// What holds from then on.
    pub is: Vec<String>,
    /// It can be taken back.
    pub can_be_undone: bool,
}

/// What changed in vendors' lists.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ListChangesView {
    /// Plans that are not sold before the owner has said their price.
    pub asked: Vec<PlanQuestionView>,
    /// The last changes, the newest first.
    pub changes: Vec<ListChangeView>,
}

/// A plan that may be another one than the owner's price is for.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct PlanQuestionView {
    /// At which vendor.
    pub vendor: VendorId,
    /// Under which code.
    pub code: String,
    /// `SMEPlug: MTN 1GB SME, 30 days was sold at ₦480. 2GB SME, 30 days stands in its place`.
    pub sentence: String,
    /// `The same: ₦480`.
    pub same: String,
}

/// What one reading of a list said differently.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ListChangeView {
    /// `22 Nov 2026, 14:02, SMEPlug`.
    pub when: String,
    /// Line by line.
    pub words: Vec<String>,
}

/// A file of rules, tried against what is sold today.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct RulesFileView {
    /// Names what was tried, and the rules that held then: comes back when it is taken.
    pub tried: String,
    /// What would hold no more.
    pub was: Vec<String>,
    /// What would hold in its place.
    pub is: Vec<String>,
    /// Every price that would be another, by network.
    pub effects: Vec<EffectView>,
}
