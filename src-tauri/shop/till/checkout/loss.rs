//! When the owner has to agree to a price, because the sale would bring too little or nothing.

use crate::till::catalogue::choices::Choice;
use crate::till::checkout::Checkout;
use crate::till::checkout::confirm::Confirmation;
use crate::till::refusal::TillError;
use airtill_domain::loss::TooLow;
use airtill_domain::money::Naira;
use airtill_domain::product::Product;
use airtill_domain::sale::event::Consent;
use airtill_ledger::LedgerError;
use airtill_words::say;

impl Checkout {
    /// Whether the price is lower than the owner allows for what it costs through this vendor. A cost that nobody has told yet is none.
    pub(super) fn too_low(
        &self,
        product: &Product,
        choice: &Choice,
        price: Naira,
    ) -> Result<Option<TooLow>, LedgerError> {
        let Some(cost) = choice.cost.filter(|_| !choice.is_guessed) else { return Ok(None) };
        Ok(self.core.ledger.loss_rules()?.too_low(product.kind(), cost, price))
    }

    /// What the owner has to say to such a price, at the moment of sending. What they have said to this very sale before holds for
    /// another attempt of it that costs no more.
    pub(super) fn agreed_to_loss(
        &self,
        product: &Product,
        choice: &Choice,
        price: Naira,
        before: &[Consent],
        pressed: &Confirmation,
    ) -> Result<Option<Consent>, TillError> {
        let Some(TooLow { cost, .. }) = self.too_low(product, choice, price)? else { return Ok(None) };
        let held = |consent: &Consent| matches!(consent, Consent::LowPrice { cost: agreed, .. } if *agreed >= cost);
        if before.iter().any(held) {
            return Ok(None);
        }
        let needed = say!("It brings less than the owner allows: that needs the owner's PIN. Nothing was sent");
        Ok(pressed.owner.given(needed)?.map(|staff| Consent::LowPrice { staff, cost }))
    }
}
