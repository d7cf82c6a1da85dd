//! What a vendor's balance says of a doubt: whether it was debited, where nothing else can have moved the wallet.

use crate::till::wallets::Wallets;
use airtill_domain::money::Naira;
use airtill_domain::sale::event::Event;
use airtill_domain::sale::event::Moved;
use airtill_domain::sale::{Sale, not_found};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::Actor;
use airtill_vendors::VendorClient;
use std::time::Duration;

/// A debit counts once the request is so long over: a vendor's balance may run ahead of its answer.
const DEBITED_AFTER: Duration = Duration::from_secs(60);
/// That nothing was taken counts after this long: as long as "not found" has to hold.
const UNTOUCHED_AFTER: Duration = Duration::from_millis(not_found::AFTER_MS);

impl Wallets {
    /// Writes down what a balance says of the one attempt that is in doubt at a vendor, where that is news.
    ///
    /// The wallet has to be this till's alone; what it holds without the attempt known to the kobo, from a reading made before it and with
    /// nothing in doubt; and nobody else's sale open there. Any other figure than nothing or exactly the attempt's cost says nothing.
    pub(super) async fn note_debited(&self, client: &VendorClient, balance: Naira) -> Result<(), LedgerError> {
        let vendor = client.vendor();
        if self.core.ledger.read_only().is_some() || self.core.ledger.routing()?.shared_wallets.contains(&vendor) {
            return Ok(());
        }
        let book = self.core.ledger.book(vendor)?;
        let Some(sale) = self.only_doubt(vendor)?.filter(|_| book.doubts == 1) else { return Ok(()) };
        let attempt = sale.last_attempt();
        let clean_base = book.base.filter(|base| base.held == Naira::ZERO && base.at <= attempt.started_at);
        let (Some(_), Some(expected)) = (clean_base, book.expected().map(|range| range.most)) else { return Ok(()) };
        let cost = attempt.terms.as_ref().and_then(|terms| terms.cost).filter(|cost| *cost > Naira::ZERO);
        let waited = self.core.requests.waited(&attempt.reference);
        let moved = match () {
            () if balance == expected && waited >= UNTOUCHED_AFTER => Moved::NotAtAll,
            () if cost.is_some_and(|cost| balance == expected.minus(cost)) && waited >= DEBITED_AFTER => Moved::ByCost,
            () => return Ok(()),
        };
        if attempt.ended_at.is_none() || *client.account() != attempt.account || self.is_known(&sale, moved)? {
            return Ok(());
        }
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

    /// The one sale whose last attempt is in doubt at a vendor, where there is one and no other.
    fn only_doubt(&self, vendor: VendorId) -> Result<Option<Sale>, LedgerError> {
        let open = self.core.ledger.open_sales()?;
        let mut there = open.into_iter().filter(|sale| sale.last_attempt().vendor == vendor && sale.is_in_doubt());
        Ok(there.next().filter(|_| there.next().is_none()))
    }

    /// Whether the last word of the wallet about a sale says this already.
    fn is_known(&self, sale: &Sale, moved: Moved) -> Result<bool, LedgerError> {
        Ok(self.core.evidence(sale)?.wallet.is_some_and(|said| said.moved == moved))
    }
}
