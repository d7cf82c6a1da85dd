//! From the key press to the answer.
//!
//! The order here is the whole promise: room on the disk, a connection, *then* intent and attempt in one durable
//! commit, and only after that a byte to the vendor, in a task that nothing but the end of the program stops.

use super::{About, Choice, Draft, PriceChange, Repeat, Till, TillError, Told, locked, review, route, shift};
use crate::clock;
use crate::domain::network::Network;
use crate::domain::outcome::{NotSent, Outcome, Pending, Refusal, Said};
use crate::domain::product::Product;
use crate::domain::recipient::Recipient;
use crate::domain::reference::{Reference, SaleId};
use crate::domain::route::Route;
use crate::domain::sale::event::{Consent, Event, Terms};
use crate::domain::sale::{AMBER_AFTER, ATTEMPTS_MOST, Illegal, Position, Sale};
use crate::domain::staff::StaffId;
use crate::domain::vendor::VendorId;
use crate::faults;
use crate::ledger::LedgerError;
use crate::ledger::entry::{Actor, Entry};
use crate::say;
use crate::vendors::{Line, Order};
use std::sync::Arc;

/// What came with the key press.
#[derive(Clone, Debug, Default)]
pub struct Pressed {
    /// What was typed where the review asks for the last four digits once more.
    pub last_four: Option<String>,
    /// Yes, a second one.
    pub second_one: bool,
    /// What the owner says to selling the same while it is in doubt, or to a large transfer.
    pub owner: OwnerSays,
}

/// What the owner says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnerSays {
    /// Nothing: no PIN was given.
    #[default]
    Nothing,
    /// Yes, by PIN.
    Yes(StaffId),
    /// Nobody owns this shop yet: there is nothing but practice.
    NobodyThere,
}

/// An attempt about to begin.
struct Start {
    order: Order,
    sale: SaleId,
    route: Route,
    consents: Vec<Consent>,
    /// The intent and what belongs to it, where the sale begins with it.
    begins: Vec<Entry>,
}

/// A purchase request that a task is waiting for. Dropped with the task, however that ends.
pub(super) struct UnderWay {
    till: Arc<Till>,
    reference: Reference,
}

impl UnderWay {
    fn begin(till: &Arc<Till>, reference: Reference) -> UnderWay {
        locked(&till.under_way).insert(reference.clone());
        UnderWay { till: Arc::clone(till), reference }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        // By a clock that nobody can set: how long a "not found" was waited for is counted from here.
        let now = self.till.clock.monotonic();
        locked(&self.till.ended_at).insert(self.reference.clone(), now);
        locked(&self.till.under_way).remove(&self.reference);
    }
}

impl Till {
    /// The key press: takes the sale and sends it. Pressed twice, the second press finds the sale already taken and
    /// returns it: one press sells once, whatever the page does.
    ///
    /// # Errors
    /// [`TillError::Refused`] with nothing taken and nothing sent; the review is open still, as [`Till::draft`] has it now.
    /// [`TillError::Ledger`] with nothing sent.
    pub async fn confirm(self: &Arc<Self>, id: SaleId, pressed: Pressed, by: Actor) -> Result<Sale, TillError> {
        let Some(draft) = self.consume(id)? else {
            if locked(&self.confirming).contains_key(&id) {
                return Err(TillError::refused(About::Sale, say!("This sale is being sent: wait for it")));
            }
            return self.ledger.sale(id)?.ok_or_else(review::stale);
        };
        if self.clock.now().since(draft.made_at) >= review::DRAFT_KEPT_FOR {
            return Err(review::stale());
        }
        if let Err(error) = self.same_terms(&draft).and_then(|()| self.last_four_typed(&draft, &pressed)) {
            // What was changed is in the drafts already.
            locked(&self.drafts).entry(id).or_insert(draft);
            return Err(error);
        }
        locked(&self.confirming).insert(id, false);
        let started = self.take(&draft, &pressed, by).await;
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
        if faults::wrong("confirm_consumed_in_the_page") {
            let Some(draft) = self.draft(id) else { return Ok(None) };
            return Ok(Some(Draft { sale: self.new_sale_id(self.clock.now())?, ..draft }));
        }
        Ok(locked(&self.drafts).remove(&id))
    }

    /// The price guard: cost or plan changed since the review, and nothing is sent. The review then stands open with both
    /// prices.
    fn same_terms(&self, draft: &Draft) -> Result<(), TillError> {
        // VDT's price was read back with the name, a moment ago; everyone else's may have changed on the list since.
        let read_with_name =
            matches!(draft.recipient, Recipient::Account(_)) && draft.product.network() == Some(Network::Vdt);
        let Some(choice) = draft.choice().filter(|_| !read_with_name) else { return Ok(()) };
        let vendor = choice.vendor.name();
        let Some(now) = self.terms_now(&draft.product, choice)? else {
            let sentence = say!("{vendor} does not list this any more. Choose again", vendor);
            return Err(TillError::refused(About::Plan, sentence));
        };
        if now.cost == choice.cost && now.printed_price == choice.printed_price {
            return Ok(());
        }
        let mut draft = draft.clone();
        draft.changed = Some(draft.changed.unwrap_or(PriceChange { price: draft.price.naira(), cost: choice.cost }));
        if matches!(draft.product, Product::Data { .. }) {
            draft.price = self.price_of(&draft.product, &now)?;
        }
        draft.warnings = self.warnings(&now, draft.price.naira())?;
        if let Some(place) = draft.choices.get_mut(draft.chosen) {
            *place = now;
        }
        locked(&self.drafts).insert(draft.sale, draft);
        let sentence =
            say!("{vendor} has changed its price since the review. Nothing was sent: read it back again", vendor);
        Err(TillError::refused(About::Price, sentence))
    }

    fn last_four_typed(&self, draft: &Draft, pressed: &Pressed) -> Result<(), TillError> {
        let digits = pressed.last_four.as_deref().unwrap_or_default();
        let read_back = digits.len() == 4 && draft.recipient.local().ends_with(digits);
        if draft.ask_last_four && !read_back {
            let sentence = say!("Those are not the last four digits of this number. Ask the customer");
            return Err(TillError::refused(About::LastFour, sentence));
        }
        Ok(())
    }

    /// What the repeat guard asks for, at the moment of sending, has to have been given.
    fn agreed(repeat: Option<&Repeat>, pressed: &Pressed) -> Result<Vec<Consent>, TillError> {
        let Some(repeat) = repeat else { return Ok(Vec::new()) };
        if !pressed.second_one {
            return Err(TillError::refused(About::Repeat, repeat.sentence.clone()));
        }
        let mut consents = vec![Consent::SecondOne { of: repeat.of }];
        match pressed.owner {
            OwnerSays::Yes(staff) if repeat.owner_too => consents.push(Consent::OwnerAgreed { staff }),
            OwnerSays::Nothing if repeat.owner_too => {
                let sentence = say!("The same sale is not known yet: the owner has to agree, with the PIN");
                return Err(TillError::refused(About::OwnerPin, sentence));
            }
            OwnerSays::Yes(_) | OwnerSays::Nothing | OwnerSays::NobodyThere => {}
        }
        Ok(consents)
    }

    /// A new attempt of a sale that failed for certain, by the attendant's key, through the vendor that the screen named
    /// (the next one of the row where it named none). It uses up what is owed, and the customer pays what was told.
    ///
    /// # Errors
    /// As [`Till::confirm`]; also when nothing is owed any more, an attempt is open, or there were enough of them.
    pub async fn try_again(
        self: &Arc<Self>,
        id: SaleId,
        through: Option<VendorId>,
        pressed: Pressed,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let refused = |sentence: &str| TillError::refused(About::Sale, sentence);
        let sale = self.ledger.sale(id)?.ok_or_else(review::stale)?;
        if sale.is_in_doubt() {
            return Err(refused(say!("Not known yet: do not send again. The network may still deliver")));
        }
        if !sale.may_be_tried_again() || sale.owed != sale.price {
            return Err(refused(say!("This sale can't be tried again: what is owed has to be given back")));
        }
        if sale.attempts.len() >= ATTEMPTS_MOST {
            return Err(refused(say!("Three attempts have failed: give the money back")));
        }
        let choices = self.choices_after_failure(&sale)?;
        let choice = match through {
            Some(vendor) => choices.iter().find(|choice| choice.vendor == vendor),
            None => route::next_of(&choices, &sale),
        };
        let choice = choice.cloned().ok_or_else(|| {
            refused(match through {
                Some(_) => say!("This vendor does not sell it any more. Look at the sale again"),
                None => {
                    say!("No vendor sells this now: the keys are locked or not set. The owner sees to it, under Owner")
                }
            })
        })?;
        let line = self.ready(choice.vendor).await?;
        let order = self.order(&sale.product, &sale.recipient, &choice)?;
        line.can_order(&order).map_err(|why| TillError::refused(About::Sale, why))?;
        let one_at_a_time = self.taking.lock().await;
        let repeat = self.repeat(&sale.product, &sale.recipient, Some(id))?;
        let mut consents = Till::agreed(repeat.as_ref(), &pressed)?;
        consents.extend(self.agreed_to_size(&sale.product, &sale.consents, &pressed)?);
        let route = self.route(&choices, choice.vendor)?;
        let begun = self.begin_attempt(line, Start { order, sale: id, route, consents, begins: Vec::new() }, by).await;
        drop(one_at_a_time);
        begun
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

    async fn take(self: &Arc<Self>, draft: &Draft, pressed: &Pressed, by: Actor) -> Result<Sale, TillError> {
        let choice = draft.choice().ok_or_else(review::stale)?;
        let line = self.ready(choice.vendor).await?;
        let order = self.order(&draft.product, &draft.recipient, choice)?;
        line.can_order(&order).map_err(|why| TillError::refused(About::Network, why))?;
        // Between the guard's look and the commit nobody else takes a sale: two presses at once would not see each other.
        let one_at_a_time = self.taking.lock().await;
        if locked(&self.confirming).get(&draft.sale).is_some_and(|cancelled| *cancelled) {
            return Err(TillError::refused(About::Sale, say!("Cancelled: nothing was sent and nothing was taken")));
        }
        let repeat = self.repeat(&draft.product, &draft.recipient, None)?;
        // A yes to one sale is no yes to another that has come up since the review was opened.
        let seen = repeat.as_ref().map(|repeat| repeat.of) == draft.repeat.as_ref().map(|repeat| repeat.of);
        let pressed = Pressed { second_one: pressed.second_one && seen, ..pressed.clone() };
        let mut consents = match Till::agreed(repeat.as_ref(), &pressed) {
            Ok(consents) => consents,
            Err(error) => {
                locked(&self.drafts).insert(draft.sale, Draft { repeat, ..draft.clone() });
                return Err(error);
            }
        };
        match self.agreed_to_size(&draft.product, &[], &pressed) {
            Ok(agreed) => consents.extend(agreed),
            Err(error) => {
                // The owner may have lowered the limit since: the review asks for the PIN from now on.
                let ask_owner = self.owner_agrees_to(&draft.product)?;
                locked(&self.drafts).insert(draft.sale, Draft { ask_owner, ..draft.clone() });
                return Err(error);
            }
        }
        consents.extend(draft.ask_last_four.then_some(Consent::LastFour));
        if let Some(changed) = draft.changed.filter(|changed| changed.price != draft.price.naira()) {
            consents.push(Consent::PriceChanged { from: changed.price, to: draft.price.naira() });
        }
        let route = self.route(&draft.choices, choice.vendor)?;
        let start = Start { order, sale: draft.sale, route, consents, begins: self.intent(draft)? };
        let begun = self.begin_attempt(line, start, by).await;
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

    /// Everything that must be so before money is taken: a ledger that writes, room on the disk, a line to the
    /// vendor, and a connection (tried once when the till believes itself offline).
    async fn ready(&self, vendor: VendorId) -> Result<Arc<Line>, TillError> {
        self.shift_needed()?;
        if let Some(why) = self.ledger.read_only() {
            return Err(LedgerError::ReadOnly(why).into());
        }
        self.write_unwritten().await?;
        self.ledger.room_for_a_sale()?;
        let line = self.line(vendor).ok_or_else(|| {
            TillError::refused(
                About::Sale,
                say!(
                    "The key of {vendor} is locked or not set. The owner sees to it, under Owner",
                    vendor = vendor.name()
                ),
            )
        })?;
        if !self.reachable(&line).await {
            return Err(TillError::refused(
                About::Sale,
                say!(
                    "No connection: nothing was sent and nothing was taken. Look at the internet line, then press again"
                ),
            ));
        }
        Ok(line)
    }

    async fn begin_attempt(self: &Arc<Self>, line: Arc<Line>, start: Start, by: Actor) -> Result<Sale, TillError> {
        let Start { order, sale, route, consents, begins } = start;
        let reference = order.reference.clone();
        let mut events = Vec::new();
        let account = line.account().clone();
        events.push(Event::AttemptStarted { sale, vendor: line.vendor(), reference: reference.clone(), account });
        let terms = Terms { code: order.code.clone(), plan: order.plan.clone(), cost: order.cost };
        events.push(Event::AttemptTerms { sale, reference: reference.clone(), terms });
        events.push(Event::Routed { sale, reference, route });
        if !consents.is_empty() {
            events.push(Event::Consented { sale, to: consents });
        }
        if locked(&self.confirming).get(&sale).copied().unwrap_or_default() {
            return Err(TillError::refused(About::Sale, say!("Cancelled: nothing was sent and nothing was taken")));
        }
        // From before it is in the ledger until its answer is: so an attempt without one was abandoned.
        let guard = UnderWay::begin(self, order.reference.clone());
        faults::kill_point("intent.before");
        if !faults::skipped("attempt_started")
            && let Err(error) = self.begin_with(begins, events, by).await
        {
            return self.not_begun(sale, order.reference, error).await;
        }
        faults::kill_point("intent.durable");
        self.spawn(Arc::clone(self).purchase(line, order, sale, guard));
        self.spawn(Arc::clone(self).turn_amber(sale));
        self.tell(Told::Sale(sale));
        self.ledger.sale(sale)?.ok_or_else(review::stale)
    }

    async fn begin_with(&self, mut entries: Vec<Entry>, events: Vec<Event>, by: Actor) -> Result<u64, LedgerError> {
        entries.extend(events.into_iter().map(Entry::Sale));
        self.ledger.commit(self.clock.now(), by, entries).await
    }

    /// The commit failed, so nothing is sent. Where it is not known whether it is in the ledger all the same, that is
    /// settled at once if it can be: the sale then stands there as not sent, its money owed, and can be tried again.
    async fn not_begun(&self, sale: SaleId, reference: Reference, error: LedgerError) -> Result<Sale, TillError> {
        let refused = |sentence: &str| Err(TillError::refused(About::Sale, sentence));
        match error {
            LedgerError::Illegal(Illegal::AttemptOpen) => refused(say!("This sale is under way already")),
            LedgerError::Illegal(Illegal::NothingOwed) => {
                refused(say!("The money for this sale was handed back already"))
            }
            LedgerError::Illegal(Illegal::TooManyAttempts) => refused(say!("Too many attempts: give the money back")),
            LedgerError::NoShift => Err(shift::no_shift()),
            LedgerError::OutcomeUnknown(_) => {
                let event = Event::Answered {
                    sale,
                    reference,
                    outcome: Outcome::NotSent(NotSent::NotDurable),
                    said: Said::default(),
                };
                locked(&self.unwritten).push((sale, event));
                match self.write_unwritten().await {
                    Ok(()) => self.ledger.sale(sale)?.ok_or_else(|| error.into()),
                    Err(_) => Err(error.into()),
                }
            }
            error => Err(error.into()),
        }
    }

    /// Writes down what is known and could not be written before. Any commit makes the ledger settle first what is in
    /// question there; an event for a sale that did not get into the ledger has nothing to say and is dropped.
    pub(super) async fn write_unwritten(&self) -> Result<(), LedgerError> {
        let waiting = std::mem::take(&mut *locked(&self.unwritten));
        for (n, (sale, event)) in waiting.iter().enumerate() {
            match self.commit(Actor::Till, vec![event.clone()]).await {
                Ok(_) | Err(LedgerError::Illegal(_)) => self.tell(Told::Sale(*sale)),
                Err(error) => {
                    locked(&self.unwritten).extend_from_slice(&waiting[n..]);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The purchase itself: sends once, writes down what came of it.
    async fn purchase(self: Arc<Self>, line: Arc<Line>, order: Order, sale: SaleId, guard: UnderWay) {
        tracing::info!(%sale, reference = %order.reference, vendor = line.vendor().slug(),
            recipient = order.recipient.masked(), "purchase leaves");
        let answer = line.purchase(&order).await;
        tracing::info!(%sale, reference = %order.reference, outcome = ?answer.outcome,
            http_status = answer.said.http_status, "purchase ended");
        self.heard_of_purchase(&line, &answer.outcome);
        self.feel_purchase(line.vendor(), &answer.outcome);
        let ask_at_once = answer.outcome == Outcome::Pending(Pending::Accepted);
        let event = Event::Answered { sale, reference: order.reference, outcome: answer.outcome, said: answer.said };
        self.write_down(sale, event).await;
        drop(guard);
        if faults::wrong("cash_back_at_failure") {
            let _ = self.hand_over(sale, Actor::Till).await;
        }
        self.learn(sale);
        if ask_at_once {
            self.check(sale).await;
        }
        self.wake.notify_one();
        // What is left in the wallet has changed.
        self.look.notify_one();
        self.tell(Told::Status);
    }

    /// What is known is written down, now or as soon as the ledger can be written again. If the program stops before
    /// that, the next start puts the attempt in doubt and asks: late, and never wrong.
    pub(super) async fn write_down(&self, sale: SaleId, event: Event) {
        let (event, odd_charge) = self.without_odd_charge(sale, event);
        match self.commit_with_slip(sale, &event, odd_charge.clone(), Actor::Till).await {
            Ok(_) => {}
            Err(error @ LedgerError::Illegal(_)) => tracing::error!(%sale, %error, "an event was not taken"),
            Err(error) => {
                tracing::warn!(%sale, %error, "an event waits to be written down");
                locked(&self.unwritten).extend(std::iter::once(event).chain(odd_charge).map(|event| (sale, event)));
                self.wake.notify_one();
            }
        }
        self.tell(Told::Sale(sale));
    }

    /// What the sale's end says about its vendor's prices.
    pub(super) fn learn(&self, sale: SaleId) {
        match self.ledger.sale(sale) {
            Ok(sale) => sale.iter().for_each(|sale| self.learn_from(sale)),
            Err(error) => tracing::warn!(%sale, %error, "nothing was learnt from a sale"),
        }
    }

    /// Ten seconds after the press the sale is shown as not known yet, whatever the request does.
    async fn turn_amber(self: Arc<Self>, sale: SaleId) {
        self.clock.sleep(AMBER_AFTER).await;
        self.print_amber(sale).await;
        self.tell(Told::Sale(sale));
    }

    fn order(&self, product: &Product, recipient: &Recipient, choice: &Choice) -> Result<Order, TillError> {
        let reference = self.reference()?;
        Ok(Order {
            callback: self.callback(choice.vendor, &reference),
            product: product.clone(),
            recipient: recipient.clone(),
            reference,
            code: choice.code.clone(),
            plan: choice.plan.as_ref().map(|plan| plan.name.clone()),
            cost: choice.cost,
            printed_price: choice.printed_price,
        })
    }

    fn reference(&self) -> Result<Reference, LedgerError> {
        let random = clock::random(&*self.chance).map_err(LedgerError::io("making a reference"))?;
        Ok(Reference::new(self.clock.now(), &self.id, random))
    }
}

/// The vendor has said that it does not sell this now: asking it once more would lead nowhere.
pub(super) fn is_final(position: Position) -> bool {
    matches!(
        position,
        Position::Refused(
            Refusal::LowWallet
                | Refusal::Unauthorised
                | Refusal::NotOffered
                | Refusal::LimitReached
                | Refusal::AccountBlocked
                | Refusal::ServiceDown
        )
    )
}
