//! What every practice vendor does with a purchase, whatever words it has for it: look at the number's lesson, write down
//! what arrived, and answer, or not.

use super::record::Received;
use super::steering::{self, Lesson};
use super::{Act, Shop};
use airtill_domain::vendor::VendorId;
use std::time::Duration;

/// What a practice wallet begins with. It refills itself, so that practising never ends for want of money.
const WALLET_KOBO: u64 = 5_000_000;
const REFILL_EVERY_KOBO: u64 = 4_000_000;
/// After so long, what is taken back is taken back.
const REVERSED_AFTER: Duration = Duration::from_secs(60);
/// What is stolen from a wallet, where that is the lesson, and after how long.
const STOLEN_KOBO: i64 = 500_000;
const STOLEN_AFTER: Duration = Duration::from_secs(60);
/// What arrives in a wallet, where that is the lesson, and after how long.
const FUNDED_KOBO: i64 = 1_000_000;
const FUNDED_AFTER: Duration = Duration::from_secs(5 * 60);
/// What a delivery costs more than expected, where the lesson is that it does.
const DEARER_KOBO: u64 = 1_000;

/// A purchase request, understood.
pub(super) struct Asked {
    pub vendor: VendorId,
    /// The customer's reference; none at a call that has no field for it.
    pub reference: Option<String>,
    pub recipient: String,
    pub item: String,
    pub name: String,
    pub airtime: bool,
    pub bank: Option<String>,
    pub amount: u64,
    pub charged_kobo: u64,
}

/// What the vendor has to say, in its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Say {
    /// It was taken; the usual words.
    Accepted,
    /// It was delivered.
    Delivered,
    /// It is being processed.
    Processing,
    /// The number is not accepted.
    Refused,
    /// The wallet is empty.
    LowWallet,
    /// The reference is known.
    Duplicate,
    /// Something that the document doesn't know.
    Unlisted,
    /// VTpass's code.
    Code(u16),
}

/// Does what the number's lesson is. `say` puts it into the vendor's words; it is given what was received, which for a
/// refusal is what was asked and for some lessons is somebody else's.
pub(super) async fn purchase(shop: &Shop, asked: Asked, say: impl Fn(Say, &Received) -> Act) -> Act {
    let lesson = match steering::lesson(&asked.recipient) {
        Lesson::Ordinary if shop.strict(asked.vendor) => {
            return say(Say::Code(16), &draft(shop, asked, Lesson::Refused));
        }
        lesson => lesson,
    };
    match lesson {
        Lesson::Refused => return say(Say::Refused, &draft(shop, asked, lesson)),
        Lesson::LowWallet => return say(Say::LowWallet, &draft(shop, asked, lesson)),
        Lesson::NeverReceived => return Act::Silence,
        Lesson::VtpassCode(code) if asked.vendor == VendorId::Vtpass => {
            return say(Say::Code(code), &draft(shop, asked, lesson));
        }
        _ => {}
    }
    let received = draft(shop, asked, lesson);
    let known_before = shop.record().find(received.vendor, &received.reference).is_some();
    if shop.record().receive(received.clone()).is_err() {
        return Act::Text(500, "text/html", "<html><body>Server Error</body></html>");
    }
    if known_before {
        return say(Say::Duplicate, &received);
    }
    match lesson {
        Lesson::Ordinary | Lesson::VtpassCode(_) | Lesson::Refused | Lesson::LowWallet => say(Say::Accepted, &received),
        Lesson::DeliveredAtOnce | Lesson::CostChanged | Lesson::Reversed | Lesson::Stolen | Lesson::FundedLate => {
            say(Say::Delivered, &received)
        }
        Lesson::PendingThenDelivered | Lesson::PendingThenFailed => say(Say::Processing, &received),
        Lesson::LateAnswer => {
            shop.clock.sleep(shop.pace.late).await;
            say(Say::Delivered, &received)
        }
        Lesson::NoAnswer | Lesson::NoAnswerThenFailed | Lesson::NeverReceived => Act::Silence,
        Lesson::Cut => Act::Cut,
        Lesson::HtmlPage => Act::Text(
            200,
            "text/html",
            "<!DOCTYPE html><html><head><title>One moment</title></head><body>Checking your browser…</body></html>",
        ),
        Lesson::EmptyBody => Act::Text(200, "application/json", ""),
        Lesson::BadGateway => Act::Text(502, "text/html", "<html><body>502 Bad Gateway</body></html>"),
        Lesson::Duplicate => say(Say::Duplicate, &received),
        Lesson::Unlisted => say(Say::Unlisted, &received),
        Lesson::OtherRecipient => say(Say::Delivered, &Received { recipient: "08039999999".to_owned(), ..received }),
        Lesson::OtherAmount => {
            say(Say::Delivered, &Received { amount: received.amount + 50, name: "another plan".to_owned(), ..received })
        }
        Lesson::OtherReference => {
            say(Say::Delivered, &Received { reference: "199901010000OTHERREFERENCE00".to_owned(), ..received })
        }
    }
}

fn draft(shop: &Shop, asked: Asked, lesson: Lesson) -> Received {
    let now = shop.clock.now();
    let vendor_reference = format!("p{:019}", shop.record().count() + 1);
    let pending = matches!(lesson, Lesson::PendingThenDelivered | Lesson::PendingThenFailed);
    Received {
        vendor: asked.vendor,
        reference: asked.reference.unwrap_or_else(|| vendor_reference.clone()),
        vendor_reference,
        recipient: asked.recipient,
        item: asked.item,
        name: asked.name,
        airtime: asked.airtime,
        bank: asked.bank,
        amount: asked.amount,
        charged_kobo: asked.charged_kobo + if lesson == Lesson::CostChanged { DEARER_KOBO } else { 0 },
        at: now,
        decided_at: if pending { now.after(shop.pace.pending) } else { now },
        delivered: !matches!(lesson, Lesson::PendingThenFailed | Lesson::NoAnswerThenFailed),
        reversed_at: (lesson == Lesson::Reversed).then(|| now.after(REVERSED_AFTER)),
        besides: match lesson {
            Lesson::Stolen => Some((now.after(STOLEN_AFTER), -STOLEN_KOBO)),
            Lesson::FundedLate => Some((now.after(FUNDED_AFTER), FUNDED_KOBO)),
            _ => None,
        },
        times: 1,
    }
}

/// What is left in the wallet at a vendor, in kobo.
pub(super) fn wallet_kobo(shop: &Shop, vendor: VendorId) -> u64 {
    let (record, now) = (shop.record(), shop.clock.now());
    let left = WALLET_KOBO - record.spent_kobo(vendor, now) % REFILL_EVERY_KOBO;
    left.saturating_add_signed(record.besides_kobo(vendor, now))
}

/// Kobo as a JSON number of naira.
pub(super) fn naira(kobo: u64) -> serde_json::Value {
    let text = format!("{}.{:02}", kobo / 100, kobo % 100);
    serde_json::from_str(text.trim_end_matches("00").trim_end_matches('.')).unwrap_or(serde_json::Value::Null)
}

/// So much less so many percent, in kobo.
pub(super) fn less(amount_naira: u64, tenths_of_percent: u64) -> u64 {
    amount_naira * 100 - amount_naira * tenths_of_percent / 10
}
