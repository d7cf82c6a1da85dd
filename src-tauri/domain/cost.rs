//! What selling something costs the shop: what is listed, and what is believed.
//!
//! Three figures are kept apart. The *listed cost* ([`Listed`]) is what a vendor's catalogue or the owner's table says before anything
//! was bought. A *charge* is what a vendor took for one sale, by its own word or by its wallet: evidence, and nothing more. The *believed
//! cost* ([`Believed`]) is what charges that agree make of the listed one; routes and prices are made from it.
//!
//! A belief begins when two charges in a row agree with each other and not with what held before, or when one was stated and the wallet
//! moved by it. It stays within half and twice of what is listed, and holds as long as the list says what it said when it began. It is an
//! entry of the ledger: no restart and no number of sales forgets it. What was heard once is only remembered ([`Learner`]), and makes no
//! cost.

use crate::money::Naira;
use crate::product::{Product, ProductKind};
use crate::reference::Reference;
use crate::time::Timestamp;
use crate::vendor::VendorId;
use airtill_words::say;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Listed {
    /// So much: a plan's.
    Amount(Naira),
    /// The face amount less a discount, and a fee for each sale: airtime's and transfers'.
    OfFace {
        /// Taken off, in hundredths of a percent.
        less_basis_points: u16,
        /// Added.
        fee: Naira,
    },
}

/// How a vendor charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Charge {
    /// So much: for a plan.
    Amount(Naira),
    /// So much of so much: a discount, or a fee that grows with the amount.
    Part {
        /// So much.
        charged: Naira,
        /// Of this face amount.
        of: Naira,
    },
    /// So much besides the face amount, whatever that is.
    Besides(Naira),
}

/// What a belief stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ground {
    /// The vendor's answers about two sales.
    Answers,
    /// The vendor's answer about a sale, and its wallet, which moved by that.
    AnswerAndWallet,
    /// The vendor's wallet, which moved so twice; its answers named no charge.
    Wallet,
}

/// Who says what was charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidBy {
    /// The vendor's answer.
    Answer,
    /// Its wallet.
    Wallet,
}

/// What something is believed to cost at a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Believed {
    /// What was listed when this began: it holds no longer than that.
    pub listed: Listed,
    /// How it is charged.
    pub charge: Charge,
    /// On which ground.
    pub ground: Ground,
    /// Since when.
    pub since: Timestamp,
}

/// What something is believed to cost, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BelievedCost {
    /// At which vendor.
    pub vendor: VendorId,
    /// The vendor's own word for it.
    pub code: String,
    /// As people call it: `MTN airtime`.
    pub title: String,
    /// What it costs.
    pub believed: Believed,
}

/// What is bought at a vendor: airtime of a network, a plan, the way to a bank, by the vendor's own word for it.
pub type CostKey = (VendorId, String);

/// A charge and what it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charged {
    /// What of.
    pub kind: ProductKind,
    /// As people call it.
    pub title: String,
    /// What was listed.
    pub listed: Listed,
    /// The face amount; nothing of a plan.
    pub face: Option<Naira>,
    /// What was charged.
    pub charged: Naira,
    /// Who says so.
    pub said_by: SaidBy,
    /// Of which attempt: what is said of one twice is said once.
    pub reference: Reference,
}

/// What a charge says of a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// What was known.
    Nothing,
    /// Something else, once: nothing comes of it until it is said again.
    Once,
    /// From now on this is believed.
    Believe(Charge, Ground),
    /// From now on it costs what is listed again.
    AsListed,
    /// It can be no charge.
    Odd,
}

/// What was heard once and not again.
#[derive(Clone, Debug, Default)]
pub struct Learner {
    heard: BTreeMap<CostKey, Heard>,
}

/// A charge that was said once.
#[derive(Clone, Debug)]
struct Heard {
    charged: Charged,
    /// The wallet is counted from another reading since: that it agrees from then on says nothing of this.
    too_late: bool,
}

impl Listed {
    /// What it costs by the list. Nothing or less is no cost.
    pub fn cost(self, face: Option<Naira>) -> Option<Naira> {
        let cost = match self {
            Listed::Amount(amount) => amount,
            Listed::OfFace { less_basis_points, fee } => face?.less_basis_points(less_basis_points).plus(fee),
        };
        (cost > Naira::ZERO).then_some(cost)
    }

    /// What bounds a charge: the face amount, or what a plan is listed at.
    fn bound(self, face: Option<Naira>) -> Naira {
        match self {
            Listed::Amount(amount) => amount,
            Listed::OfFace { .. } => face.unwrap_or_default(),
        }
    }
}

impl Charge {
    /// What it comes to for a face amount.
    pub fn of(self, face: Option<Naira>) -> Option<Naira> {
        match self {
            Charge::Amount(amount) => Some(amount),
            Charge::Part { charged, of } => Naira::share(face?, charged, of),
            Charge::Besides(besides) => Some(face?.plus(besides)),
        }
    }

    /// `₦96.50 of ₦100`, `₦10 more than the amount`: as it stands in a sentence.
    pub fn words(self) -> String {
        match self {
            Charge::Amount(amount) => amount.short(),
            Charge::Part { charged, of } => say!("{charged} of {of}", charged = charged.short(), of = of.short()),
            Charge::Besides(more) if more >= Naira::ZERO => say!("{more} more than the amount", more = more.short()),
            Charge::Besides(less) => say!("{less} less than the amount", less = less.abs().short()),
        }
    }

    /// What is taken off the face amount, in hundredths of a percent, where that is a whole number of them: what the owner's table says.
    pub fn discount_basis_points(self) -> Option<u16> {
        let Charge::Part { charged, of } = self else { return None };
        let off = i128::from(of.kobo()) - i128::from(charged.kobo());
        let points = u16::try_from((off * 10_000).checked_div(i128::from(of.kobo()))?).ok()?;
        (off >= 0 && of.less_basis_points(points) == charged).then_some(points)
    }
}

impl Ground {
    /// As it stands in a sentence: by …
    pub fn words(self) -> &'static str {
        match self {
            Ground::Answers => say!("its answers about two sales"),
            Ground::AnswerAndWallet => say!("its answer and its wallet"),
            Ground::Wallet => say!("its wallet, twice"),
        }
    }
}

impl Believed {
    /// What is believed to be charged; `None` where the list says something else by now, or what comes of it can be no charge.
    pub fn cost(&self, listed: Listed, face: Option<Naira>) -> Option<Naira> {
        let cost = self.charge.of(face).filter(|_| listed == self.listed)?;
        is_believable_charge(cost, listed.bound(face)).then_some(cost)
    }
}

impl Charged {
    /// What was charged for a product.
    pub fn of(product: &Product, listed: Listed, charged: Naira, said_by: SaidBy, reference: Reference) -> Charged {
        let face = match listed {
            Listed::Amount(_) => None,
            Listed::OfFace { .. } => product.amount(),
        };
        Charged { kind: product.kind(), title: product.kind_title(), listed, face, charged, said_by, reference }
    }

    /// The ways in which it may have come about, the likelier first: a fee is what transfers cost, a part what airtime does.
    fn ways(&self) -> Vec<Charge> {
        let Some(face) = self.face else { return vec![Charge::Amount(self.charged)] };
        let part = Charge::Part { charged: self.charged, of: face };
        let besides = Charge::Besides(self.charged.minus(face));
        match self.kind {
            ProductKind::Transfer => vec![besides, part],
            ProductKind::Airtime | ProductKind::Data => vec![part, besides],
        }
    }

    /// Whether it is what a cost says, to the kobo that a share is rounded by.
    fn is(&self, cost: Option<Naira>) -> bool {
        cost.is_some_and(|cost| cost.minus(self.charged).abs() <= Naira::from_kobo(1))
    }

    /// The same, where the vendor charges whole naira only.
    fn is_rounded(&self, cost: Option<Naira>) -> bool {
        let less_than_a_naira = |cost: Naira| cost.minus(self.charged).abs() < Naira::from_naira(1);
        self.is(cost) || (self.face.is_some() && self.charged.is_whole() && cost.is_some_and(less_than_a_naira))
    }

    /// What is charged as it is listed is no belief.
    fn lesson(&self, way: Charge, ground: Ground) -> Lesson {
        if self.is(self.listed.cost(self.face)) { Lesson::AsListed } else { Lesson::Believe(way, ground) }
    }
}

impl Learner {
    /// What one more charge says, beside what is believed.
    pub fn hear(&mut self, key: &CostKey, heard: &Charged, believed: Option<&Believed>) -> Lesson {
        if !is_believable_charge(heard.charged, heard.listed.bound(heard.face)) {
            return Lesson::Odd;
        }
        let held = believed.and_then(|believed| believed.cost(heard.listed, heard.face));
        if heard.is_rounded(held.or_else(|| heard.listed.cost(heard.face))) {
            self.heard.remove(key);
            return Lesson::Nothing;
        }
        let before = self.heard.insert(key.clone(), Heard { charged: heard.clone(), too_late: false });
        let before = before.map(|before| before.charged);
        let is_another = |before: &Charged| {
            (before.listed, before.said_by) == (heard.listed, heard.said_by) && before.reference != heard.reference
        };
        let Some(before) = before.filter(is_another) else { return Lesson::Once };
        let agrees = |way: &Charge| heard.is(way.of(heard.face));
        let Some(way) = before.ways().into_iter().find(agrees) else { return Lesson::Once };
        self.heard.remove(key);
        let ground = match heard.said_by {
            SaidBy::Answer => Ground::Answers,
            SaidBy::Wallet => Ground::Wallet,
        };
        heard.lesson(way, ground)
    }

    /// A vendor's wallet holds what it should by what the vendor said it charged: what was said once is true.
    pub fn wallet_agrees(
        &mut self,
        vendor: VendorId,
        believed: &BTreeMap<CostKey, BelievedCost>,
    ) -> Vec<(CostKey, Charged, Lesson)> {
        let counts =
            |of: VendorId, heard: &Heard| of == vendor && heard.charged.said_by == SaidBy::Answer && !heard.too_late;
        let (agreed, rest): (BTreeMap<CostKey, Heard>, _) =
            std::mem::take(&mut self.heard).into_iter().partition(|((of, _), heard)| counts(*of, heard));
        self.heard = rest;
        let learnt = |(key, Heard { charged: heard, .. }): (CostKey, Heard)| {
            // The way that holds for what was charged before as well, where one does.
            let held = believed.get(&key).map(|known| known.believed.charge);
            let fits =
                |way: &Charge| matches!(held, Some(Charge::Part { charged, of }) if way.of(Some(of)) == Some(charged));
            let ways = heard.ways();
            let way = ways.iter().find(|way| fits(way)).or(ways.first()).copied()?;
            let lesson = heard.lesson(way, Ground::AnswerAndWallet);
            Some((key, heard, lesson))
        };
        agreed.into_iter().filter_map(learnt).collect()
    }

    /// A vendor's wallet is counted from another reading from now on, whatever it should have held.
    pub fn wallet_counted_anew(&mut self, vendor: VendorId) {
        let of_vendor = self.heard.iter_mut().filter(|((of, _), _)| *of == vendor);
        of_vendor.for_each(|(_, heard)| heard.too_late = true);
    }
}

/// Whether what a vendor says it charged can be the charge for something that is listed at so much (a plan's cost, airtime's
/// face amount): more than nothing, at least half of it and at most twice. Anything else is a slip of the answer and says nothing
/// of costs: it is kept as evidence, and moves neither a cost nor a price.
pub fn is_believable_charge(charged: Naira, listed: Naira) -> bool {
    let (charged, listed) = (i128::from(charged.kobo()), i128::from(listed.kobo()));
    charged > 0 && charged * 2 >= listed && charged <= listed * 2
}
