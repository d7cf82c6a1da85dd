//! How the vendors stand when one of them has to be chosen: wallets, doubts of the last minutes, connections, and what
//! deliveries really cost.

use super::{Choice, Till, Told, locked};
use crate::domain::health::{self, Health, Pulse};
use crate::domain::money::Naira;
use crate::domain::outcome::{Doubt, Outcome};
use crate::domain::price::is_believable_charge;
use crate::domain::product::Product;
use crate::domain::route::{Candidate, Funds, Route};
use crate::domain::sale::{ATTEMPTS_MOST, Attempt, Position, Sale};
use crate::domain::vendor::VendorId;
use crate::ledger::LedgerError;
use crate::say;
use crate::vendors;
use std::collections::BTreeMap;
use std::time::Duration;

/// How many of the last sales are looked through when the till opens.
const SALES_LOOKED_AT: usize = 500;

/// What is remembered of the vendors beside the ledger, and made again from it when the till opens.
#[derive(Debug, Default)]
pub struct Vitals {
    pulses: BTreeMap<VendorId, Pulse>,
    learnt: BTreeMap<(VendorId, String), Learnt>,
}

/// What a delivery was expected to cost, and what it did.
#[derive(Clone, Copy, Debug)]
struct Learnt {
    face: Naira,
    expected: Naira,
    charged: Naira,
}

/// How a failed sale could go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextTry {
    /// Through whom.
    pub vendor: VendorId,
    /// What it would cost the shop there.
    pub cost: Option<Naira>,
    /// That is more than the customer has paid.
    pub at_a_loss: bool,
}

/// How a vendor stands, whatever is asked for.
pub(super) struct VendorNow {
    vendor: VendorId,
    available: Option<Naira>,
    health: Health,
    reachable: bool,
}

impl VendorNow {
    /// The same, for something that costs so much.
    pub(super) fn candidate(&self, cost: Option<Naira>, tried: bool) -> Candidate {
        let VendorNow { vendor, available, health, reachable } = *self;
        Candidate { vendor, cost, funds: Funds::of(available, cost), health, reachable, tried }
    }
}

impl Vitals {
    /// Takes note of what an attempt that ended cost.
    fn learn(&mut self, product: &Product, attempt: &Attempt) {
        let (Some(terms), Some(charged)) = (&attempt.terms, attempt.charged) else { return };
        let (Some(expected), Position::Delivered) = (terms.cost, attempt.position) else { return };
        // Ledgers from before odd charges were kept apart hold some.
        if !is_believable_charge(charged, product.face().unwrap_or(expected)) {
            return;
        }
        let key = (attempt.vendor, terms.code.clone());
        // What was expected may have been learnt itself: then it is the list's figure from before that stays.
        if expected == charged && self.learnt.contains_key(&key) {
            return;
        }
        let face = product.face().unwrap_or(expected);
        self.learnt.insert(key, Learnt { face, expected, charged });
    }

    /// What an offer costs by what its like was charged last, as long as the list says the same as it did then and what comes of it
    /// can be a charge for what is listed.
    fn cost(&self, vendor: VendorId, code: &str, product: &Product, listed: Naira) -> Naira {
        let learnt = self.learnt_rate(vendor, code, product, listed);
        if is_believable_charge(learnt, product.face().unwrap_or(listed)) { learnt } else { listed }
    }

    fn learnt_rate(&self, vendor: VendorId, code: &str, product: &Product, listed: Naira) -> Naira {
        let face = product.face().unwrap_or(listed);
        match self.learnt.get(&(vendor, code.to_owned())) {
            // A plan has one price; airtime a rate.
            Some(learnt) if product.face().is_none() && listed != learnt.expected => listed,
            Some(learnt) if same_rate((listed, face), (learnt.expected, learnt.face)) => {
                Naira::share(face, learnt.charged, learnt.face).unwrap_or(listed)
            }
            Some(_) | None => listed,
        }
    }
}

/// Whether two costs are the same part of their face amounts, but for the rounding of a kobo.
fn same_rate(one: (Naira, Naira), other: (Naira, Naira)) -> bool {
    Naira::share(one.1, other.0, other.1).is_some_and(|cost| (cost.kobo() - one.0.kobo()).abs() <= 1)
}

impl Till {
    /// Makes what is remembered beside the ledger again from it.
    pub(super) fn recall_vitals(&self) -> Result<(), LedgerError> {
        let (now, wall) = (self.clock.monotonic(), self.clock.now());
        let mut sales: Vec<Sale> = self.ledger.latest(SALES_LOOKED_AT)?;
        sales.reverse();
        let mut vitals = Vitals::default();
        for sale in &sales {
            for attempt in &sale.attempts {
                vitals.learn(&sale.product, attempt);
                let Some(ended) = attempt.ended_at else { continue };
                let age = wall.since(ended);
                let doubt = match attempt.position {
                    Position::Unknown(why) => why != Doubt::Interrupted,
                    _ => false,
                };
                if doubt && age < health::WITHIN {
                    vitals.pulses.entry(attempt.vendor).or_default().doubt(now.saturating_sub(age));
                }
            }
        }
        *locked(&self.vitals) = vitals;
        Ok(())
    }

    /// Takes note of how a purchase ended.
    pub(super) fn feel_purchase(&self, vendor: VendorId, outcome: &Outcome) {
        let now = self.clock.monotonic();
        let mut vitals = locked(&self.vitals);
        let pulse = vitals.pulses.entry(vendor).or_default();
        match outcome {
            Outcome::Delivered | Outcome::Refused(_) | Outcome::Pending(_) => pulse.answered(),
            Outcome::Unknown(Doubt::Interrupted) | Outcome::NotSent(_) => {}
            Outcome::Unknown(_) => pulse.doubt(now),
        }
    }

    /// The vendor has answered a question as its document says.
    pub(super) fn feel_answer(&self, vendor: VendorId) {
        locked(&self.vitals).pulses.entry(vendor).or_default().answered();
    }

    /// Takes note of what a sale's attempts have cost.
    pub(super) fn learn_from(&self, sale: &Sale) {
        let mut vitals = locked(&self.vitals);
        for attempt in &sale.attempts {
            vitals.learn(&sale.product, attempt);
        }
    }

    /// How a vendor's last answers were, and how long it still rests.
    pub fn health(&self, vendor: VendorId) -> (Health, Option<Duration>) {
        let now = self.clock.monotonic();
        let vitals = locked(&self.vitals);
        let pulse = vitals.pulses.get(&vendor);
        (
            pulse.map_or(Health::Good, |pulse| pulse.health(now)),
            pulse.and_then(|pulse| pulse.rests_for(now)).filter(|left| !left.is_zero()),
        )
    }

    /// The owner lets a rested vendor sell again.
    pub fn let_sell(&self, vendor: VendorId) {
        self.feel_answer(vendor);
        self.tell(Told::Status);
    }

    /// What is in a wallet for further sales: the balance less what open attempts may still take; by the fundings where
    /// the vendor never tells.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn available(&self, vendor: VendorId) -> Result<Option<Naira>, LedgerError> {
        let book = self.ledger.book(vendor)?;
        let balance = self.wallet(vendor).balance.map(|(balance, _)| balance).or_else(|| book.by_fundings());
        Ok(balance.map(|balance| balance.minus(book.held)))
    }

    /// What an offer costs, with what was learnt from replies.
    pub(super) fn learnt_cost(&self, vendor: VendorId, code: &str, product: &Product, listed: Naira) -> Naira {
        locked(&self.vitals).cost(vendor, code, product, listed)
    }

    /// How a vendor stands now, whatever is asked for: looked at once for a whole list of plans.
    pub(super) fn vendor_now(&self, vendor: VendorId) -> Result<VendorNow, LedgerError> {
        Ok(VendorNow {
            vendor,
            available: self.available(vendor)?,
            health: self.health(vendor).0,
            reachable: self.was_reachable(vendor),
        })
    }

    /// The row as it is kept with an attempt.
    pub(super) fn route(&self, choices: &[Choice], taken: VendorId) -> Result<Route, LedgerError> {
        Ok(Route {
            policy: self.ledger.routing()?.policy,
            by_hand: choices.first().is_some_and(|first| first.vendor != taken),
            considered: choices.iter().map(|choice| choice.seen.clone()).collect(),
        })
    }

    /// Through whom a sale that failed for certain would be tried next; `None` when it can't be any more.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn next_try(&self, sale: &Sale) -> Result<Option<NextTry>, LedgerError> {
        if sale.owed != sale.price || sale.attempts.len() >= ATTEMPTS_MOST || !sale.may_be_tried_again() {
            return Ok(None);
        }
        let choices = self.choices_after_failure(sale)?;
        Ok(next_of(&choices, sale).map(|choice| NextTry {
            vendor: choice.vendor,
            cost: choice.cost,
            at_a_loss: choice.cost.is_some_and(|cost| cost > sale.price),
        }))
    }

    /// What to know before the key is pressed. The vendor has the last word, so these are warnings and no refusals.
    pub(super) fn warnings(&self, choice: &Choice, price: Naira) -> Result<Vec<String>, LedgerError> {
        let vendor = choice.vendor.name();
        let seen = &choice.seen;
        let mut warnings = Vec::new();
        if seen.funds == Funds::Short {
            let left = self.available(choice.vendor)?.unwrap_or_default().max(Naira::ZERO);
            warnings.push(match self.wallet(choice.vendor).balance {
                Some((_, at)) => say!(
                    "{vendor} has only {left} left, as of {at}",
                    vendor,
                    left = left.short(),
                    at = at.hour_minute()
                ),
                None => say!("{vendor} should have only {left} left, by its fundings", vendor, left = left.short()),
            });
        }
        match seen.health {
            Health::Good => {}
            Health::Amber => warnings.push(say!("{vendor} left several sales not known in the last minutes", vendor)),
            Health::Rested => {
                warnings.push(say!("{vendor} is resting after many doubts, and nobody else sells this", vendor))
            }
        }
        if !seen.reachable {
            warnings.push(say!("{vendor} could not be reached when it was last tried", vendor));
        }
        let (book, routing) = (self.ledger.book(choice.vendor)?, self.ledger.routing()?);
        let many = book.doubts >= u32::from(routing.open_doubts_most) || book.held >= routing.open_doubts_sum_most;
        if book.doubts > 0 && many {
            warnings.push(say!(
                "{doubts} sales through {vendor} are not known yet, {held} in all: the owner wants to be asked",
                doubts = book.doubts,
                vendor,
                held = book.held.short()
            ));
        }
        if choice.cost.is_some_and(|cost| cost > price) {
            warnings.push(say!("This costs the shop more than the customer pays").to_owned());
        }
        if self.is_old(choice) {
            warnings.push(say!(
                "Price as of {time}, {day}",
                time = choice.read_at.hour_minute(),
                day = choice.read_at.day().brief()
            ));
        }
        if let Some(most) = self.account_most(choice.vendor).filter(|_| self.is_beyond_account(choice)) {
            warnings.push(say!("{vendor} lets this account spend at most {most} at once", vendor, most = most.short()));
        }
        let can_be_asked = self.line(choice.vendor).is_none_or(|line| line.can_ask_about(&choice.code));
        if !vendors::capability(choice.vendor).status_by_reference || !can_be_asked {
            warnings.push(say!(
                "{vendor} can't be asked afterwards: should the answer be lost, a person has to find out",
                vendor
            ));
        }
        Ok(warnings)
    }
}

/// The one to take next: who was not tried, else who has not said that it can't, else the first.
pub(super) fn next_of<'a>(choices: &'a [Choice], sale: &Sale) -> Option<&'a Choice> {
    let said_no = |vendor| {
        sale.attempts.iter().any(|attempt| attempt.vendor == vendor && super::sell::is_final(attempt.position))
    };
    choices
        .iter()
        .find(|choice| !choice.seen.tried)
        .or_else(|| choices.iter().find(|choice| !said_no(choice.vendor)))
        .or(choices.first())
}
