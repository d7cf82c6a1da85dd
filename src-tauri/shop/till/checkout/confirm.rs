//! The key press: what was reviewed is taken, once, on the terms that were read back.

use crate::till::catalogue::choices::Choice;
use crate::till::catalogue::offers::PlanKey;
use crate::till::checkout::Checkout;
use crate::till::checkout::attempt::Start;
use crate::till::checkout::draft::{DRAFT_KEPT_FOR, Draft, PriceChange};
use crate::till::checkout::guard::Repeat;
use crate::till::lock::locked;
use crate::till::refusal::{About, TillError, stale};
use airtill_domain::network::Network;
use airtill_domain::product::Product;
use airtill_domain::recipient::Recipient;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Sale;
use airtill_domain::sale::event::{Consent, Event};
use airtill_domain::staff::StaffId;
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;
use std::sync::Arc;

/// What came with the key press.
#[derive(Clone, Debug, Default)]
pub struct Confirmation {
    /// What was typed where the review asks for the last four digits once more.
    pub last_four: Option<String>,
    /// Yes, a second one.
    pub second_one: bool,
    /// What the owner says to selling the same while it is in doubt, or to a large transfer.
    pub owner: OwnerApproval,
}

/// What the owner says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnerApproval {
    /// Nothing: no PIN was given.
    #[default]
    Nothing,
    /// Yes, by PIN.
    Yes(StaffId),
    /// Nobody owns this shop yet: there is nothing but practice.
    NoOwner,
}

impl OwnerApproval {
    /// Who agreed; nobody where nobody owns the shop.
    ///
    /// # Errors
    /// Refused with this sentence where nothing was said.
    pub(in crate::till) fn given(self, or: &str) -> Result<Option<StaffId>, TillError> {
        match self {
            OwnerApproval::Yes(staff) => Ok(Some(staff)),
            OwnerApproval::NoOwner => Ok(None),
            OwnerApproval::Nothing => Err(TillError::refused(About::OwnerPin, or)),
        }
    }
}

impl Checkout {
    /// The key press: takes the sale and sends it. Pressed twice, the second press finds the sale already taken and
    /// returns it: one press sells once, whatever the page does.
    ///
    /// # Errors
    /// [`TillError::Refused`] with nothing taken and nothing sent; the review is open still, as [`Checkout::draft`] has it now.
    /// [`TillError::Ledger`] with nothing sent.
    pub async fn confirm(self: &Arc<Self>, id: SaleId, pressed: Confirmation, by: Actor) -> Result<Sale, TillError> {
        let Some(draft) = self.consume(id)? else {
            if locked(&self.confirming).contains_key(&id) {
                return Err(TillError::refused(About::Sale, say!("This sale is being sent: wait for it")));
            }
            return self.core.ledger.sale(id)?.ok_or_else(stale);
        };
        if self.core.clock.now().since(draft.made_at) >= DRAFT_KEPT_FOR {
            return Err(stale());
        }
        let typed = self.last_four_typed(&draft, &pressed);
        let draft = match self.on_terms_of_now(&draft).and_then(|now| typed.map(|()| now)) {
            Ok(now) => now,
            Err(error) => {
                // What was changed is in the drafts already.
                locked(&self.drafts).entry(id).or_insert(draft);
                return Err(error);
            }
        };
        locked(&self.confirming).insert(id, false);
        let started = self.commit_sale(&draft, &pressed, by).await;
        let cancelled = locked(&self.confirming).remove(&id).unwrap_or_default();
        if matches!(started, Err(TillError::Refused(_))) {
            let mut drafts = locked(&self.drafts);
            match cancelled {
                // Nothing has happened: the review stays open for another press.
                false => drop(drafts.entry(id).or_insert(draft)),
                true => drop(drafts.remove(&id)),
            }
        }
        started
    }

    /// Invariant 11: the confirm is consumed here, by the sale's id, and not by the page that asked for it.
    fn consume(&self, id: SaleId) -> Result<Option<Draft>, TillError> {
        if airtill_faults::wrong("confirm_consumed_in_the_page") {
            let Some(draft) = self.draft(id) else { return Ok(None) };
            return Ok(Some(Draft { sale: self.new_sale_id(self.core.clock.now())?, ..draft }));
        }
        Ok(locked(&self.drafts).remove(&id))
    }

    /// The price guard: what was reviewed, on the terms of this moment. Where the customer would pay another price, or it costs more, since
    /// the review, nothing is sent: the review then stands open with both prices, from what is the best offer now; through a vendor
    /// that was chosen by hand, as long as that sells it. That it costs less is nobody's question: the same customer pays the same.
    fn on_terms_of_now(&self, draft: &Draft) -> Result<Draft, TillError> {
        let Some(choice) = draft.choice() else { return Ok(draft.clone()) };
        self.still_sold(&draft.product, choice)?;
        if let Recipient::Account(account) = &draft.recipient {
            self.catalogue.still_named(draft.product.service(), account, &choice.code)?;
        }
        // VDT's price was read back with the name, a moment ago; everyone else's may have changed on the list since.
        let read_with_name =
            matches!(draft.recipient, Recipient::Account(_)) && draft.product.network() == Some(Network::Vdt);
        let vendor = choice.vendor.name();
        let now = match read_with_name {
            true => Some(choice.clone()),
            false => self.catalogue.terms_now(&draft.product, choice)?,
        };
        let Some(now) = now else {
            let sentence = say!("{vendor} does not list this any more. Choose again", vendor);
            return Err(TillError::refused(About::Plan, sentence));
        };
        let same_cost = now.cost == choice.cost && now.printed_price == choice.printed_price;
        let no_dearer = now.cost.zip(choice.cost).is_some_and(|(now, was)| now <= was) || now.cost == choice.cost;
        if no_dearer && self.catalogue.price_of(&draft.product, &draft.recipient, &now)? == draft.price {
            let mut same = draft.clone();
            same.choices.get_mut(draft.chosen).into_iter().for_each(|chosen| *chosen = now.clone());
            return Ok(same);
        }
        let changed = draft.changed.unwrap_or(PriceChange { price: draft.price.naira(), cost: choice.cost });
        let (choices, chosen) = match read_with_name {
            true => (draft.choices.clone(), draft.chosen),
            false => self.choices_now(draft, choice)?,
        };
        let mut draft = Draft { choices, chosen, changed: Some(changed), ..draft.clone() };
        let now = draft.choice().ok_or_else(stale)?.clone();
        draft.price = self.catalogue.price_of(&draft.product, &draft.recipient, &now)?;
        self.look_over(&mut draft)?;
        let sentence = match (same_cost, now.vendor == choice.vendor) {
            (true, _) => say!("The owner's prices have changed since the review. Nothing was sent: read it back again")
                .to_owned(),
            (false, true) => {
                say!("{vendor} has changed its price since the review. Nothing was sent: read it back again", vendor)
            }
            (false, false) => say!(
                "{vendor} has changed its price since the review, and {other} is taken now. Nothing was sent: read it back again",
                vendor,
                other = now.vendor.name()
            ),
        };
        locked(&self.drafts).insert(draft.sale, draft);
        Err(TillError::refused(About::Price, &sentence))
    }

    /// Who sells what was reviewed now, the best in front, and whom of them to take.
    fn choices_now(&self, draft: &Draft, reviewed: &Choice) -> Result<(Vec<Choice>, usize), TillError> {
        let by_code = !matches!(draft.product, Product::Airtime { .. });
        let exactly = by_code.then(|| PlanKey { vendor: reviewed.vendor, code: reviewed.code.clone() });
        let mut choices = self.catalogue.known_choices(&draft.product, exactly.as_ref(), &[])?;
        // Whoever was left out of the review sells it no more now than then.
        choices.retain(|choice| draft.choices.iter().any(|known| known.vendor == choice.vendor));
        let by_hand = choices.iter().position(|choice| draft.chosen > 0 && choice.vendor == reviewed.vendor);
        Ok((choices, by_hand.unwrap_or_default()))
    }

    fn last_four_typed(&self, draft: &Draft, pressed: &Confirmation) -> Result<(), TillError> {
        let digits = pressed.last_four.as_deref().unwrap_or_default();
        let read_back = digits.len() == 4 && draft.recipient.local().ends_with(digits);
        if draft.ask_last_four && !read_back {
            let sentence = say!("Those are not the last four digits of this number. Ask the customer");
            return Err(TillError::refused(About::LastFour, sentence));
        }
        Ok(())
    }

    /// What the repeat guard asks for, at the moment of sending, has to have been given.
    pub(super) fn agreed(repeat: Option<&Repeat>, pressed: &Confirmation) -> Result<Vec<Consent>, TillError> {
        let Some(repeat) = repeat else { return Ok(Vec::new()) };
        if !pressed.second_one {
            return Err(TillError::refused(About::Repeat, repeat.sentence.clone()));
        }
        let mut consents = vec![Consent::SecondOne { of: repeat.of }];
        if repeat.owner_too {
            let agreed =
                pressed.owner.given(say!("The same sale is not known yet: the owner has to agree, with the PIN"))?;
            consents.extend(agreed.map(|staff| Consent::OwnerAgreed { staff }));
        }
        Ok(consents)
    }

    async fn commit_sale(
        self: &Arc<Self>,
        draft: &Draft,
        pressed: &Confirmation,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let choice = draft.choice().ok_or_else(stale)?;
        let client = self.ready(choice.vendor).await?;
        let order = self.order(&draft.product, &draft.recipient, choice)?;
        client.can_order(&order).map_err(|why| TillError::refused(About::Network, why))?;
        // Between the guard's look and the commit nobody else takes a sale: two presses at once would not see each other.
        let one_at_a_time = self.taking.lock().await;
        if locked(&self.confirming).get(&draft.sale).is_some_and(|cancelled| *cancelled) {
            return Err(TillError::refused(About::Sale, say!("Cancelled: nothing was sent and nothing was taken")));
        }
        let repeat = self.repeat(&draft.product, &draft.recipient, None)?;
        // A yes to one sale is no yes to another that has come up since the review was opened.
        let seen = repeat.as_ref().map(|repeat| repeat.of) == draft.repeat.as_ref().map(|repeat| repeat.of);
        let pressed = Confirmation { second_one: pressed.second_one && seen, ..pressed.clone() };
        let mut consents = match Checkout::agreed(repeat.as_ref(), &pressed) {
            Ok(consents) => consents,
            Err(error) => {
                locked(&self.drafts).insert(draft.sale, Draft { repeat, ..draft.clone() });
                return Err(error);
            }
        };
        let price = draft.price.naira();
        let size = self.agreed_to_size(&draft.product, &draft.recipient, None, &pressed);
        let loss = || self.agreed_to_loss(&draft.product, choice, price, &[], &pressed);
        let agreed = size.and_then(|size| Ok([size, loss()?, self.agreed_to_day(price, by, &pressed)?]));
        match agreed {
            Ok(agreed) => consents.extend(agreed.into_iter().flatten()),
            Err(error) => {
                // The owner may have changed a limit since: the review asks for the PIN from now on.
                let ask_owner = self.owner_agrees_to(&draft.product, &draft.recipient, None)?;
                let too_low = self.too_low(&draft.product, choice, price)?;
                let beyond_day = self.beyond_day(price, by)?;
                locked(&self.drafts).insert(draft.sale, Draft { ask_owner, too_low, beyond_day, ..draft.clone() });
                return Err(error);
            }
        }
        consents.extend(draft.ask_last_four.then_some(Consent::LastFour));
        if let Some(changed) = draft.changed.filter(|changed| changed.price != draft.price.naira()) {
            consents.push(Consent::PriceChanged { from: changed.price, to: draft.price.naira() });
        }
        let route = self.route(&draft.choices, choice.vendor)?;
        let listed = choice.listed;
        let is_try = draft.tries == Some(choice.vendor);
        let start = Start { order, sale: draft.sale, listed, is_try, route, consents, begins: self.intent(draft)? };
        let begun = self.begin_attempt(client, start, by).await;
        drop(one_at_a_time);
        begun
    }

    /// The intent, and who pays later where the customer does.
    fn intent(&self, draft: &Draft) -> Result<Vec<Entry>, TillError> {
        let sale = draft.sale;
        let debtor = self.debtor_for(draft)?;
        let intent = Event::Intent {
            sale,
            product: draft.product.clone(),
            recipient: draft.recipient.clone(),
            price: draft.price.naira(),
            tender: draft.tender,
        };
        let on_credit = debtor.as_ref().map(|(debtor, _)| Event::OnCredit { sale, debtor: *debtor });
        let named = debtor.and_then(|(_, named)| named);
        Ok([intent].into_iter().chain(on_credit).map(Entry::Sale).chain(named).collect())
    }
}
