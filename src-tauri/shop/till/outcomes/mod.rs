//! What became of an attempt, written down: from the answer to the purchase, from a check, or from a notice.

mod charge;

use crate::till::catalogue::Catalogue;
use crate::till::core::{Core, TillEvent};
use crate::till::costs::Costs;
use crate::till::printing::PrintQueue;
use crate::till::wallets::Wallets;
use airtill_domain::outcome::Finding;
use airtill_domain::reference::SaleId;
use airtill_domain::sale::Side;
use airtill_domain::sale::event::{Event, Verdict};
use airtill_domain::vendor::VendorId;
use airtill_ledger::LedgerError;
use airtill_ledger::entry::{Actor, Entry};
use airtill_vendors::VendorClient;
use std::sync::Arc;

/// Writes down what became of attempts, and learns from it.
pub struct Outcomes {
    core: Arc<Core>,
    catalogue: Arc<Catalogue>,
    costs: Arc<Costs>,
    printing: Arc<PrintQueue>,
    wallets: Arc<Wallets>,
}

impl Outcomes {
    pub(super) fn new(
        core: &Arc<Core>,
        catalogue: &Arc<Catalogue>,
        costs: &Arc<Costs>,
        printing: &Arc<PrintQueue>,
        wallets: &Arc<Wallets>,
    ) -> Arc<Outcomes> {
        Arc::new(Outcomes {
            core: Arc::clone(core),
            catalogue: Arc::clone(catalogue),
            costs: Arc::clone(costs),
            printing: Arc::clone(printing),
            wallets: Arc::clone(wallets),
        })
    }

    /// What is known is written down, now or as soon as the ledger can be written again. If the program stops before
    /// that, the next start puts the attempt in doubt and asks: late, and never wrong.
    pub(in crate::till) async fn write_down(&self, sale: SaleId, event: Event) {
        let (event, odd_charge) = self.without_odd_charge(sale, event);
        let explains = self.explains(sale, &event).unwrap_or_else(|error| {
            tracing::warn!(%sale, %error, "whether a wallet's difference fits could not be read");
            None
        });
        let beside = odd_charge.clone().map(Entry::Sale).into_iter().chain(explains).collect();
        match self.printing.commit_with_slip(sale, &event, beside, Actor::Till).await {
            Ok(_) => {}
            Err(error @ LedgerError::Illegal(_)) => tracing::error!(%sale, %error, "an event was not taken"),
            Err(error) => {
                tracing::warn!(%sale, %error, "an event waits to be written down");
                let known = std::iter::once(event).chain(odd_charge);
                self.core.keep_pending(known.map(|event| (sale, event)));
                self.core.checks_due.notify_one();
            }
        }
        self.core.tell(TillEvent::Sale(sale));
    }

    /// The wallet's difference that an answer explains by which a delivery was taken back.
    fn explains(&self, id: SaleId, event: &Event) -> Result<Option<Entry>, LedgerError> {
        let Event::Checked { reference, finding: Finding::Reversed, .. } = event else { return Ok(None) };
        let Some(sale) = self.core.ledger.sale(id)? else { return Ok(None) };
        let Some(attempt) = sale.attempt(reference).filter(|attempt| attempt.position.side() == Side::Delivered) else {
            return Ok(None);
        };
        self.wallets.explained_by(&sale, attempt, Verdict::Failed)
    }

    /// That the vendor's replies were seen to be hashed by the recipe is worth remembering: from then on another hash proves nothing.
    pub(in crate::till) async fn record_reply_recipe(&self, client: &VendorClient) {
        let Some(recipe) = client.reply_recipe() else { return };
        let known = self.core.ledger.vendor_settings(client.vendor()).map(|settings| settings.reply_recipe);
        if known.is_ok_and(|known| known.as_ref() != Some(&recipe)) {
            let entry = Entry::ReplyRecipe { recipe: Some(recipe) };
            if let Err(error) = self.core.ledger.commit(self.core.clock.now(), Actor::Till, vec![entry]).await {
                tracing::warn!(%error, "that a hash was right could not be written down: the next one tells it again");
            }
        }
    }

    /// A vendor says that what it offers has changed: it is read anew.
    pub(in crate::till) fn catalogue_has_changed(&self, vendor: VendorId) {
        self.catalogue.has_changed(vendor);
    }

    /// What the sale's end says about its vendor's costs.
    pub(in crate::till) async fn record_actual_cost(&self, sale: SaleId) {
        match self.core.ledger.sale(sale) {
            Ok(Some(sale)) => {
                self.costs.delivered(&sale, |attempt| self.catalogue.listed(&sale.product, attempt)).await;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%sale, %error, "nothing was learnt from a sale"),
        }
    }
}
