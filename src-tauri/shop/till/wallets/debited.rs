//! What a vendor's balance says of a doubt: whether it was debited, where nothing else can have moved the wallet.
//!
//! A balance is one figure for everything, so it says something only from a *clean look* on: the wallet read, and as the ledger has it,
//! with nothing in doubt. Since then this attempt must have been the only one that was anything but a plain delivery, nothing may have been put
//! into the wallet, and the balance must be seen twice with nothing going on at that vendor, since balances lag behind answers. What was
//! said is taken back as soon as a later look doesn't hold it.
//!
//! A clean look is kept in memory: after a restart with a doubt open nothing new is said of that doubt, which errs on the careful side.

use crate::till::lock::locked;
use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::reference::Reference;
use airtill_domain::sale::event::{Event, Moved};
use airtill_domain::sale::{Attempt, AttemptStatus, Sale, not_found};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;
use airtill_domain::wallet::Book;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_vendors::VendorClient;
use std::time::Duration;

/// A debit counts once the request is so long over: a vendor's balance may run ahead of its answer.
const DEBITED_AFTER: Duration = Duration::from_secs(60);
/// That nothing was taken counts after this long: as long as "not found" has to hold.
const UNTOUCHED_AFTER: Duration = Duration::from_millis(not_found::AFTER_MS);
/// Nothing else may have begun or ended at the vendor for so long.
const QUIET_FOR: Duration = Duration::from_secs(2 * 60);
/// A balance has to be seen again after so long.
const SEEN_AGAIN_AFTER: Duration = Duration::from_secs(20);
/// How many of the latest sales are looked through: a clean look that is older than they are counts no more.
const SALES_LOOKED_AT: usize = 500;

/// The last look at a wallet that was as the ledger has it, with nothing in doubt.
#[derive(Clone, Debug)]
pub(super) struct CleanLook {
    balance: Naira,
    book: Book,
    at: Timestamp,
}

/// What a balance would say of an attempt, seen once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SeenOnce {
    reference: Reference,
    moved: Moved,
    balance: Naira,
    book: Book,
    since: Duration,
}

/// What a look at a wallet says of an attempt in doubt.
enum BalanceSays {
    /// It moved so.
    Moved(Moved, Naira),
    /// Nothing, whatever it said before.
    Nothing,
    /// Nothing at this moment: somebody else's sale is too fresh.
    NotNow,
}

impl Wallets {
    /// Takes a balance for what it says of the one attempt that is in doubt at a vendor, and writes that down where it is news. `before`
    /// is the book from before the question: what was written down meanwhile may be in the balance or not.
    pub(super) async fn note_debited(
        &self,
        client: &VendorClient,
        balance: Naira,
        before: &Book,
    ) -> Result<(), LedgerError> {
        let vendor = client.vendor();
        let book = self.core.ledger.book(vendor)?;
        if self.core.ledger.read_only().is_some() || book != *before {
            return Ok(());
        }
        if book.doubts == 0 {
            return self.look_clean(vendor, balance, book);
        }
        for sale in self.doubts_at(vendor)? {
            let look =
                if book.doubts == 1 { self.look_at(client, &sale, balance, &book)? } else { BalanceSays::Nothing };
            self.note(&sale, look, balance, &book).await?;
        }
        Ok(())
    }

    /// Nothing is in doubt: the look is one to count from where the ledger can explain it and nothing else goes on.
    fn look_clean(&self, vendor: VendorId, balance: Naira, book: Book) -> Result<(), LedgerError> {
        let fits = book.expected().is_some_and(|expected| expected.off(balance).is_none());
        let quiet = self.is_quiet(vendor, &self.core.ledger.latest(SALES_LOOKED_AT)?, None);
        let at = self.core.clock.now();
        let mut readings = locked(&self.readings);
        readings.seen_once.remove(&vendor);
        match (fits, quiet) {
            (true, true) => drop(readings.clean.insert(vendor, CleanLook { balance, book, at })),
            (true, false) => {}
            (false, _) => drop(readings.clean.remove(&vendor)),
        }
        Ok(())
    }

    fn look_at(
        &self,
        client: &VendorClient,
        sale: &Sale,
        balance: Naira,
        book: &Book,
    ) -> Result<BalanceSays, LedgerError> {
        let (vendor, attempt) = (client.vendor(), sale.last_attempt());
        if attempt.ended_at.is_none() {
            return Ok(BalanceSays::NotNow);
        }
        let clean = locked(&self.readings).clean.get(&vendor).cloned();
        let sales = self.core.ledger.latest(SALES_LOOKED_AT)?;
        let Some(clean) = clean else {
            // After a restart what was said before can't be worked out again. It stays as long as nothing has happened since.
            let said = self.core.evidence(sale)?.wallet.filter(|said| said.balance == balance);
            let unfunded = book.base.is_some_and(|base| base.funded == book.funded);
            let stays = unfunded && said.is_some_and(|said| is_untouched(vendor, &sales, attempt, said.at));
            return Ok(if stays { BalanceSays::NotNow } else { BalanceSays::Nothing });
        };
        if clean.at > attempt.started_at || clean.book.funded != book.funded {
            return Ok(BalanceSays::Nothing);
        }
        let shared = self.core.ledger.routing()?.shared_wallets.contains(&vendor);
        if shared || *client.account() != attempt.account || !is_alone(vendor, &sales, attempt, clean.at) {
            return Ok(BalanceSays::Nothing);
        }
        if !self.is_quiet(vendor, &sales, Some(attempt)) {
            return Ok(BalanceSays::NotNow);
        }
        let expected = clean.balance.minus(book.spent.minus(clean.book.spent));
        let cost = attempt.terms.as_ref().and_then(|terms| terms.cost).filter(|cost| *cost > Naira::ZERO);
        let waited = self.core.requests.waited(&attempt.reference);
        Ok(match () {
            () if balance == expected && waited >= UNTOUCHED_AFTER => BalanceSays::Moved(Moved::NotAtAll, expected),
            () if balance == expected => BalanceSays::NotNow,
            () if cost.is_some_and(|cost| balance == expected.minus(cost)) => match waited >= DEBITED_AFTER {
                true => BalanceSays::Moved(Moved::ByCost, expected),
                false => BalanceSays::NotNow,
            },
            () => BalanceSays::Nothing,
        })
    }

    async fn note(&self, sale: &Sale, look: BalanceSays, balance: Naira, book: &Book) -> Result<(), LedgerError> {
        let attempt = sale.last_attempt();
        let known = self.core.evidence(sale)?.wallet.map(|said| said.moved);
        let (moved, expected) = match (look, known) {
            (BalanceSays::NotNow, _) | (BalanceSays::Nothing, None | Some(Moved::Otherwise)) => return Ok(()),
            (BalanceSays::Nothing, Some(_)) => (Moved::Otherwise, balance),
            (BalanceSays::Moved(moved, _), Some(known)) if moved == known => return Ok(()),
            (BalanceSays::Moved(moved, expected), _) => {
                if !self.is_seen_again(attempt, moved, balance, book) {
                    return Ok(());
                }
                (moved, expected)
            }
        };
        let waited = self.core.requests.waited(&attempt.reference);
        let event = Event::WalletTold {
            sale: sale.id,
            reference: attempt.reference.clone(),
            account: attempt.account.clone(),
            expected,
            balance,
            moved,
            waited_ms: u64::try_from(waited.as_millis()).unwrap_or(u64::MAX),
        };
        self.core.commit(Actor::Till, vec![event]).await?;
        Ok(())
    }

    /// Whether the same was seen before, long enough ago.
    fn is_seen_again(&self, attempt: &Attempt, moved: Moved, balance: Naira, book: &Book) -> bool {
        let now = self.core.clock.monotonic();
        let mut readings = locked(&self.readings);
        let seen = readings.seen_once.get(&attempt.vendor).filter(|seen| {
            (&seen.reference, seen.moved, seen.balance, &seen.book) == (&attempt.reference, moved, balance, book)
        });
        if let Some(seen) = seen {
            return now.saturating_sub(seen.since) >= SEEN_AGAIN_AFTER;
        }
        let (reference, book) = (attempt.reference.clone(), book.clone());
        readings.seen_once.insert(attempt.vendor, SeenOnce { reference, moved, balance, book, since: now });
        false
    }

    /// The sales whose last attempt is in doubt at a vendor.
    fn doubts_at(&self, vendor: VendorId) -> Result<Vec<Sale>, LedgerError> {
        let open = self.core.ledger.open_sales()?;
        Ok(open.into_iter().filter(|sale| sale.last_attempt().vendor == vendor && sale.is_in_doubt()).collect())
    }

    /// Whether nothing began or ended at a vendor lately, besides the attempt that is looked at.
    fn is_quiet(&self, vendor: VendorId, sales: &[Sale], besides: Option<&Attempt>) -> bool {
        let now = self.core.clock.now();
        let mut there = attempts_at(vendor, sales).filter(|one| besides.is_none_or(|of| of.reference != one.reference));
        there.all(|one| {
            let last = one.ended_at.max(one.settled_at).max(one.last_check_at).max(Some(one.started_at));
            one.ended_at.is_some() && last.is_some_and(|last| last <= now && now.since(last) >= QUIET_FOR)
        })
    }
}

fn attempts_at(vendor: VendorId, sales: &[Sale]) -> impl Iterator<Item = &Attempt> {
    sales.iter().flat_map(|sale| &sale.attempts).filter(move |attempt| attempt.vendor == vendor)
}

/// Whether nothing else began or ended at the vendor since then.
fn is_untouched(vendor: VendorId, sales: &[Sale], attempt: &Attempt, since: Timestamp) -> bool {
    attempts_at(vendor, sales)
        .filter(|one| one.reference != attempt.reference)
        .all(|one| Some(one.started_at).max(one.ended_at).max(one.settled_at).is_some_and(|last| last < since))
}

/// Whether everything else at the vendor since then was a plain delivery; a refusal may be debited and paid back later, a delivery taken
/// back, an end by hand wrong.
fn is_alone(vendor: VendorId, sales: &[Sale], attempt: &Attempt, since: Timestamp) -> bool {
    let reaches_back = sales.len() < SALES_LOOKED_AT
        || sales.iter().map(|sale| sale.taken_at).min().is_some_and(|oldest| oldest < since);
    reaches_back
        && attempts_at(vendor, sales).filter(|one| one.reference != attempt.reference).all(|one| {
            let touched = Some(one.started_at).max(one.settled_at).max(one.last_check_at).max(one.ended_at);
            touched.is_some_and(|touched| touched < since) || one.position == AttemptStatus::Delivered
        })
}
