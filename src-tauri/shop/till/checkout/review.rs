//! The review: everything that can be known before anything is taken.

use crate::till::catalogue::choices::Choice;
use crate::till::checkout::Checkout;
use crate::till::checkout::asked::{ProductInput, SaleRequest};
use crate::till::checkout::draft::{DRAFT_KEPT_FOR, Draft, PriceChange};
use crate::till::customers::Customer;
use crate::till::lock::locked;
use crate::till::providers::reach::Online;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::clock;
use airtill_domain::health::Health;
use airtill_domain::money::{Naira, Price};
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::SaleId;
use airtill_domain::route::{Candidate, Funds, Policy};
use airtill_domain::sale::Tender;
use airtill_domain::shop::ShopKind;
use airtill_domain::time::Timestamp;
use airtill_domain::trade::TradeRules;
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_words::say;
use std::sync::Arc;

/// So many times the usual amount is unusual.
const UNUSUAL_TIMES: i64 = 10;

impl Checkout {
    /// Makes the review: everything is checked that can be known before the key is pressed, and the sale gets its id.
    ///
    /// # Errors
    /// [`TillError::Refused`] with the field it is about.
    pub async fn review(self: &Arc<Self>, asked: &SaleRequest) -> Result<Draft, TillError> {
        self.shifts.shift_needed()?;
        let (product, recipient, customer) = match &asked.what {
            ProductInput::Airtime(amount) => self.airtime_asked(asked, amount)?,
            ProductInput::Plan(key) => self.plan_asked(asked, key)?,
            ProductInput::Transfer { bank, amount, description } => {
                let (product, recipient) = self.transfer_asked(asked, bank, amount, description)?;
                (product, recipient, None)
            }
        };
        let mut choices = self.choices_for(&product, &recipient, &asked.what).await?;
        let best = choices.first().ok_or_else(|| {
            self.core.keys_wanted.notify_one();
            self.nobody_sells(&product)
        })?;
        let price = self.catalogue.price_of(&product, &recipient, best)?;
        let tries = self.try_another(&product, &recipient, &mut choices, price)?;
        let first = choices.first().ok_or_else(stale)?;
        let made_at = self.core.clock.now();
        let draft = Draft {
            sale: self.new_sale_id(made_at)?,
            ask_last_four: matches!(recipient, Recipient::Phone(_))
                && self.is_unusual(customer.as_ref(), price.naira())?,
            ask_owner: self.owner_agrees_to(&product, &recipient, None)?,
            too_low: self.too_low(&product, first, price.naira())?,
            beyond_day: None,
            repeat: self.repeat(&product, &recipient, None)?,
            priced_for: self.catalogue.priced_for(&product, &recipient, first)?,
            changed: None,
            on_credit: None,
            asked_name: None,
            tries,
            product,
            recipient,
            price,
            tender: asked.tender,
            warnings: self.warnings(first, price.naira())?,
            choices,
            chosen: 0,
            made_at,
        };
        let mut drafts = locked(&self.drafts);
        drafts.retain(|_, other| made_at.since(other.made_at) < DRAFT_KEPT_FOR);
        drafts.insert(draft.sale, draft.clone());
        Ok(draft)
    }

    /// Who sells it. VDT's price is the one that was read back with the customer's name.
    async fn choices_for(
        self: &Arc<Self>,
        product: &Product,
        recipient: &Recipient,
        what: &ProductInput,
    ) -> Result<Vec<Choice>, TillError> {
        let key = match what {
            ProductInput::Airtime(_) => None,
            ProductInput::Plan(key) | ProductInput::Transfer { bank: key, .. } => Some(key),
        };
        let mut choices = self.catalogue.choices(product, key).await?;
        if let (Recipient::Account(account), Some(key)) = (recipient, key)
            && let Some(found) = self.catalogue.known_account(product.service(), &account.id, Some(&key.code))
        {
            choices.retain(|choice| choice.vendor == found.vendor);
            if let Some(cost) = found.cost {
                if found.code.as_deref() != Some(key.code.as_str()) {
                    return Err(TillError::refused(About::Plan, say!("Look up the customer again for this plan")));
                }
                for choice in &mut choices {
                    (choice.cost, choice.listed, choice.is_guessed) = (Some(cost), Some(cost), false);
                    choice.read_at = self.core.clock.now();
                }
            }
        }
        if matches!(recipient, Recipient::Steering(_)) && self.core.kind == ShopKind::Real {
            // They steer a sandbox, and are nobody's number.
            choices.retain(|choice| self.providers.may_be_steered(choice.vendor));
        }
        Ok(choices)
    }

    /// Puts a vendor in front that was not bought from for long, where one sale in so many is a try and this is its turn: one that is well, has
    /// enough in its wallet, and changes nothing for the customer; and that costs no more than they pay, as far as is known.
    fn try_another(
        &self,
        product: &Product,
        recipient: &Recipient,
        choices: &mut [Choice],
        price: Price,
    ) -> Result<Option<VendorId>, TillError> {
        if !matches!(recipient, Recipient::Phone(_)) || self.core.ledger.routing()?.policy != Policy::LowestCost {
            return Ok(None);
        }
        let is_well = |seen: &Candidate| {
            seen.funds == Funds::Enough && seen.health == Health::Good && seen.reachable && !seen.tried
        };
        for (n, choice) in choices.iter().enumerate().skip(1) {
            let vendor = choice.vendor;
            let may = is_well(&choice.seen)
                && !vendor.only_calls()
                && choice.cost.is_some_and(|cost| cost <= price.naira())
                && self.costs.may_try(product, vendor)?
                && self.catalogue.price_of(product, recipient, choice)? == price
                // Nobody is asked for a PIN by a try.
                && self.too_low(product, choice, price.naira())?.is_none();
            if may {
                choices[..=n].rotate_right(1);
                return Ok(Some(vendor));
            }
        }
        Ok(None)
    }

    /// That the owner has stopped it, at everybody or at those who would sell it.
    fn stopped(&self, rules: &TradeRules, product: &Product) -> Option<TillError> {
        let connected = self.providers.connected();
        let at_one = || rules.stops.iter().find(|stop| connected.iter().any(|vendor| stop.stops(product, *vendor)));
        let stop = rules.stopped(product).or_else(at_one)?;
        let stopped = say!("The owner has stopped this: {what}", what = stop.words());
        Some(TillError::refused(About::Network, stopped))
    }

    /// That the owner has not stopped it since, at the vendor through which it was reviewed.
    ///
    /// # Errors
    /// [`TillError::Refused`] when that was done.
    pub(super) fn still_sold(&self, product: &Product, choice: &Choice) -> Result<(), TillError> {
        let rules = self.core.ledger.trade_rules()?;
        if let Some(stop) = rules.stops.iter().find(|stop| stop.stops(product, choice.vendor)) {
            return Err(TillError::refused(
                About::Plan,
                say!("The owner has stopped this: {what}. Nothing was sent", what = stop.words()),
            ));
        }
        Ok(())
    }

    fn nobody_sells(&self, product: &Product) -> TillError {
        if self.providers.connected().is_empty() {
            let sentence =
                say!("No vendor can be used: the keys are locked or not set. The owner sees to it, under Owner");
            return TillError::refused(About::Sale, sentence);
        }
        let (rules, asked) =
            match self.core.ledger.trade_rules().and_then(|rules| Ok((rules, self.catalogue.asked_of(product)?))) {
                Ok(known) => known,
                Err(error) => return error.into(),
            };
        if let Some(asked) = asked {
            let (plan, vendor) = (asked.is.title(), asked.vendor.name());
            let sentence = say!(
                "{plan} is new in its place at {vendor}: the owner says its price first, under Owner, Prices",
                plan,
                vendor
            );
            return TillError::refused(About::Plan, sentence);
        }
        if let Some(stopped) = self.stopped(&rules, product) {
            return stopped;
        }
        let limits = match product {
            Product::Airtime { network, .. } => self.catalogue.sells_airtime_of(*network),
            Product::Data { .. } | Product::Transfer { .. } => None,
        };
        let name = product.service().name();
        match limits {
            Some((least, most)) => TillError::refused(
                About::Amount,
                say!("{name} airtime is sold from {least} to {most}", name, least = least.short(), most = most.short()),
            ),
            _ if matches!(self.providers.online(), Online::NoSince(_)) => TillError::refused(
                About::Sale,
                say!("No connection, and what the vendors offer was never read. Look at the internet line"),
            ),
            _ => TillError::refused(About::Network, say!("No vendor that can be used sells {name} now", name)),
        }
    }

    /// Whether the last four digits should be asked for again before so much goes to this number.
    ///
    /// # Errors
    /// When the ledger can't be read.
    fn is_unusual(&self, customer: Option<&Customer>, amount: Naira) -> Result<bool, LedgerError> {
        Ok(match customer {
            None => amount >= self.core.ledger.counter_rules()?.read_back_from,
            Some(customer) => amount.kobo() >= customer.usual.kobo().saturating_mul(UNUSUAL_TIMES),
        })
    }

    /// Takes the next vendor that sells it, while the review is open.
    ///
    /// # Errors
    /// When the review is not open any more.
    pub fn next_vendor(&self, sale: SaleId) -> Result<Draft, TillError> {
        let draft = self.draft(sale).ok_or_else(stale)?;
        let chosen = (draft.chosen + 1) % draft.choices.len().max(1);
        // A rule of price may be for this vendor alone.
        let next = draft.choices.get(chosen).ok_or_else(stale)?;
        let price = self.catalogue.price_of(&draft.product, &draft.recipient, next)?;
        self.change_draft(sale, |draft| {
            if price != draft.price {
                let first =
                    PriceChange { price: draft.price.naira(), cost: draft.choice().and_then(|choice| choice.cost) };
                draft.changed.get_or_insert(first);
            }
            (draft.chosen, draft.price) = (chosen, price);
        })
    }

    /// Changes how the customer pays, while the review is open.
    ///
    /// # Errors
    /// When the review is not open any more.
    pub fn set_tender(&self, sale: SaleId, tender: Tender) -> Result<Draft, TillError> {
        self.change_draft(sale, |draft| {
            draft.tender = tender;
            // Whoever pays now owes nothing.
            draft.on_credit = draft.on_credit.take().filter(|_| tender == Tender::Credit);
        })
    }

    pub(super) fn change_draft(&self, sale: SaleId, change: impl FnOnce(&mut Draft)) -> Result<Draft, TillError> {
        let mut drafts = locked(&self.drafts);
        let draft = drafts.get_mut(&sale).ok_or_else(|| {
            if locked(&self.confirming).contains_key(&sale) {
                TillError::refused(About::Sale, say!("This sale is being sent: wait for it"))
            } else {
                stale()
            }
        })?;
        change(draft);
        self.look_over(draft)?;
        Ok(draft.clone())
    }

    /// What hangs on the choice and the price of a review: what to know before the key is pressed, and whether the owner has to agree.
    pub(super) fn look_over(&self, draft: &mut Draft) -> Result<(), LedgerError> {
        if let Some(choice) = draft.choice() {
            let price = draft.price.naira();
            let priced_for = self.catalogue.priced_for(&draft.product, &draft.recipient, choice)?;
            let looked = (self.warnings(choice, price)?, self.too_low(&draft.product, choice, price)?);
            (draft.warnings, draft.too_low) = looked;
            draft.priced_for = priced_for;
        }
        Ok(())
    }

    pub(super) fn new_sale_id(&self, at: Timestamp) -> Result<SaleId, LedgerError> {
        let random = clock::random(&*self.core.entropy).map_err(LedgerError::io("making the sale's id"))?;
        Ok(SaleId::new(at, random))
    }

    /// A review that is open.
    pub fn draft(&self, sale: SaleId) -> Option<Draft> {
        locked(&self.drafts).get(&sale).cloned()
    }

    /// Cancels a review. One whose confirm still waits for a connection is cancelled with it; one that has been taken
    /// is not.
    pub fn cancel(&self, id: SaleId) {
        locked(&self.drafts).remove(&id);
        if let Some(cancelled) = locked(&self.confirming).get_mut(&id) {
            *cancelled = true;
        }
    }

    /// The screen was locked: no review, and no confirm that was not taken yet, is the next one's to go on with.
    pub fn cancel_all(&self) {
        locked(&self.drafts).clear();
        locked(&self.confirming).values_mut().for_each(|cancelled| *cancelled = true);
    }
}
