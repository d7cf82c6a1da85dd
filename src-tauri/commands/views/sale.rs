//! What crosses to the page, and from it, at `commands::view`.

use super::super::context::millis;
use airtill_domain::outcome::Finding;
use airtill_domain::sale::event::Verdict;
use airtill_domain::sale::{Attempt, Sale, SaleStatus, Tender};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_shop::till::{Till, followed_by};
use airtill_words::say;
use serde::Serialize;

/// A sale, ready to be shown.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct SaleView {
    /// Its id.
    pub id: String,
    /// How it stands.
    pub standing: SaleStatus,
    /// `₦500 MTN airtime`.
    pub title: String,
    /// `₦500`.
    pub amount: String,
    /// The vendor charged something else than was expected, in words.
    pub cost_changed: Option<String>,
    /// The vendor can be asked what became of it; where not, a person finds out.
    pub can_be_asked: bool,
    /// `MTN`, `Bank transfer`.
    pub service_name: String,
    /// `0803 123 4567`; masked when the sale is older than today.
    pub recipient: String,
    /// `₦500.00`.
    pub price: String,
    /// How the customer paid.
    pub tender: Tender,
    /// `cash`.
    pub tender_word: String,
    /// `SMEPlug`.
    pub vendor: String,
    /// The last attempt's reference.
    pub reference: String,
    /// `14:02`.
    pub time: String,
    /// What is known of the last attempt, as a sentence. Empty while it is under way.
    pub sentence: String,
    /// What is owed to the customer now: `₦500`.
    pub owed: Option<String>,
    /// What has to be done with owed money: `Give it back`.
    pub give_back: String,
    /// And once it is done: `handed over`.
    pub given_back: String,
    /// Milliseconds since the last attempt began.
    pub started_ms_ago: u32,
    /// Milliseconds since its request ended, if it has.
    pub ended_ms_ago: Option<u32>,
    /// Milliseconds until the vendor is asked next; zero when it is due.
    pub next_check_in_ms: Option<u32>,
    /// How often the vendor was asked.
    pub checks: u32,
    /// How many attempts there were.
    pub attempts: u32,
    /// Evidence contradicts the ending, and the owner has not looked into it yet.
    pub contradicted: bool,
    /// The owner ended it by hand.
    pub by_hand: bool,
    /// Through whom it would be tried next, where it can be.
    pub next_try: Option<NextTryView>,
    /// Milliseconds until the owner may settle it; zero when it can be now.
    pub settled_in_ms: Option<u32>,
    /// The vendor's address or key was changed since it was sent: whoever is asked now can't say that it failed.
    pub account_changed: bool,
    /// What the evidence makes ready to be confirmed.
    pub ready: Option<ReadyView>,
    /// `Simpu called on 26 Nov at 14:02 and says that it failed`: no end, and what the owner can settle it by.
    pub notice: Option<String>,
    /// What that notice would have the owner say.
    pub notice_says: Option<Verdict>,
    /// The attempts that have ended, and what each end can be followed by.
    pub ends: Vec<EndView>,
}

/// An attempt that has ended.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct EndView {
    /// Its reference.
    pub reference: String,
    /// `SMEPlug, 14:02: Delivered`.
    pub ended: String,
    /// What the owner can say became of it since.
    pub next: Verdict,
}

/// Through whom a failed sale would be tried next.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct NextTryView {
    /// Which.
    pub vendor: VendorId,
    /// `VTpass`.
    pub name: String,
    /// It would cost the shop more than the customer has paid.
    pub at_a_loss: bool,
    /// `₦512.00`: how much that is, where costs are shown.
    pub cost: Option<String>,
}

impl SaleView {
    /// A sale as it stands now. What it costs is left out where the owner keeps that from attendants, whoever looks: the owner
    /// reads it in the story.
    pub fn of(sale: &Sale, till: &Till) -> SaleView {
        let now = till.clock().now();
        // What can't be read now is not shown now.
        let costs = !till.ledger().margin_hidden().unwrap_or(true);
        let attempt = sale.last_attempt();
        let today = sale.day() == now.day();
        SaleView {
            id: sale.id.to_string(),
            standing: sale.standing(now),
            title: sale.product.title(),
            amount: sale.price.short(),
            cost_changed: sale.cost_changed().filter(|_| costs).map(|(expected, charged)| {
                say!(
                    "The vendor charged {charged}, not {expected}",
                    charged = charged.short(),
                    expected = expected.short()
                )
            }),
            can_be_asked: till.reconcile.can_be_asked_about(sale),
            service_name: sale.product.service().name().to_owned(),
            recipient: if today { sale.recipient.shown() } else { sale.recipient.masked() },
            price: sale.price.to_string(),
            tender: sale.tender,
            tender_word: sale.tender.word().to_owned(),
            vendor: attempt.vendor.name().to_owned(),
            reference: attempt.reference.to_string(),
            time: sale.taken_at.hour_minute(),
            sentence: attempt.position.sentence().to_owned(),
            owed: (sale.standing(now) == SaleStatus::Owed).then(|| sale.owed.short()),
            give_back: sale.given_back_by().give_back().0.to_owned(),
            given_back: sale.given_back_by().give_back().1.to_owned(),
            started_ms_ago: millis(now.since(attempt.started_at)),
            ended_ms_ago: attempt.ended_at.map(|at| millis(now.since(at))),
            next_check_in_ms: till.reconcile.next_check(sale).map(|at: Timestamp| millis(at.since(now))),
            checks: attempt.checks,
            attempts: u32::try_from(sale.attempts.len()).unwrap_or(u32::MAX),
            contradicted: sale.has_alarm(),
            by_hand: attempt.position.is_by_hand(),
            // What can't be read now is not offered now.
            next_try: till.checkout.next_try(sale).unwrap_or_default().map(|next| NextTryView {
                vendor: next.vendor,
                name: next.vendor.name().to_owned(),
                at_a_loss: next.at_a_loss,
                cost: next.cost.filter(|_| costs && next.at_a_loss).map(|cost| cost.to_string()),
            }),
            settled_in_ms: till.reconcile.settled_in(sale).map(millis),
            // What can't be read now is not offered now.
            ready: till.reconcile.ready(sale, costs).unwrap_or_default().map(|ready| ReadyView {
                verdict: ready.verdict,
                word: ready.verdict.word().to_owned(),
                because: ready.because,
                by_attendants: till.ledger().counter_rules().is_ok_and(|rules| rules.attendants_confirm),
            }),
            account_changed: till.providers.account_changed(sale),
            ends: sale.attempts.iter().filter_map(end).collect(),
            notice: attempt
                .notified
                .filter(|_| attempt.position.is_open())
                .and_then(|(at, finding)| notice(attempt.vendor, at, finding)),
            notice_says: attempt.notified.filter(|_| attempt.position.is_open()).and_then(
                |(_, finding)| match finding {
                    Finding::Delivered => Some(Verdict::Delivered),
                    Finding::Failed | Finding::Reversed => Some(Verdict::Failed),
                    Finding::Pending | Finding::NotFound | Finding::Unclear => None,
                },
            ),
        }
    }
}

fn end(attempt: &Attempt) -> Option<EndView> {
    let (vendor, at) = (attempt.vendor.name(), attempt.started_at.hour_minute());
    Some(EndView {
        next: followed_by(attempt)?,
        reference: attempt.reference.to_string(),
        ended: format!("{vendor}, {at}: {}", attempt.position.sentence()),
    })
}

/// A verdict that is ready.
#[derive(Clone, Debug, Serialize, specta::Type)]
pub struct ReadyView {
    /// What the owner would say became of it.
    pub verdict: Verdict,
    /// `failed`.
    pub word: String,
    /// By what, a sentence each.
    pub because: Vec<String>,
    /// With the own PIN of whoever is at the counter, not with the owner's.
    pub by_attendants: bool,
}

/// What a vendor's call says of an open attempt, for whoever settles it.
fn notice(vendor: VendorId, at: Timestamp, finding: Finding) -> Option<String> {
    let (vendor, day, at) = (vendor.name(), at.day().brief(), at.hour_minute());
    Some(match finding {
        Finding::Delivered => say!("{vendor} called on {day} at {at} and says that it was delivered", vendor, day, at),
        Finding::Failed => say!("{vendor} called on {day} at {at} and says that it failed", vendor, day, at),
        Finding::Reversed => say!("{vendor} called on {day} at {at} and says that it was taken back", vendor, day, at),
        Finding::Unclear => say!("{vendor} called on {day} at {at} and says that it is a duplicate", vendor, day, at),
        Finding::Pending | Finding::NotFound => return None,
    })
}
