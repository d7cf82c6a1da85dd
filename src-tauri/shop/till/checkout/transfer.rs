//! When the owner has to agree to a transfer, whoever stands at the counter.

use crate::till::catalogue::banks::switched_off;
use crate::till::checkout::Checkout;
use crate::till::checkout::confirm::Confirmation;
use crate::till::refusal::{About, TillError};
use airtill_domain::product::{BadAmount, Product};
use airtill_domain::sale::event::Consent;
use airtill_ledger::LedgerError;
use airtill_words::say;

impl Checkout {
    /// Whether the owner has to agree to it, whoever stands at the counter.
    pub(super) fn owner_agrees_to(&self, product: &Product) -> Result<bool, LedgerError> {
        Ok(match product {
            Product::Transfer { amount, .. } => self.core.ledger.transfer_rules()?.ask_owner(*amount),
            Product::Airtime { .. } | Product::Data { .. } => false,
        })
    }

    /// What the owner has to say to a sale by its size, at the moment of sending.
    ///
    /// What they have said to this very sale before holds for another attempt of it.
    pub(super) fn agreed_to_size(
        &self,
        product: &Product,
        before: &[Consent],
        pressed: &Confirmation,
    ) -> Result<Option<Consent>, TillError> {
        let Product::Transfer { amount, .. } = product else { return Ok(None) };
        let rules = self.core.ledger.transfer_rules()?;
        if !rules.enabled {
            return Err(switched_off());
        }
        if *amount > rules.most() {
            return Err(TillError::refused(About::Amount, BadAmount::TooLarge(rules.most()).sentence()));
        }
        let agreed = before.iter().any(|consent| matches!(consent, Consent::LargeTransfer { .. }));
        if agreed || !self.owner_agrees_to(product)? {
            return Ok(None);
        }
        let agreed = pressed.owner.given(say!("So large a transfer needs the owner's PIN. Nothing was sent"))?;
        Ok(agreed.map(|staff| Consent::LargeTransfer { staff }))
    }
}
